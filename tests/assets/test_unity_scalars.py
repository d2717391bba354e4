"""Numbers and strings in the form the assets use, read back and folded by PyYAML as the independent oracle."""

from __future__ import annotations

import numpy as np
import pytest
import yaml
from clamber.assets.unity_scalars import format_float, format_string, parse_float, parse_int
from hypothesis import given
from hypothesis import strategies as st

FLOATS = st.floats(width=32, allow_nan=False, allow_infinity=False)
TEXTS = st.text(st.characters(exclude_categories=("Cs",)), max_size=250)


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.05, "0.05"), (1.0, "1"), (-0.0, "-0"), (1e-5, "0.00001"), (1.4901161e-07, "0.00000014901161"),
     (100000.0, "100000"), (0.1 + 0.2, "0.3"), (-2.5, "-2.5"), (1.9708383, "1.9708383")],
)  # fmt: skip
def test_floats_are_written_short_and_without_an_exponent(value: float, text: str) -> None:
    assert format_float(value) == text


@given(FLOATS)
def test_a_float_comes_back_to_the_bit(value: float) -> None:
    back = parse_float(format_float(value))
    assert back is not None
    assert np.float32(back).tobytes() == np.float32(value).tobytes()


@pytest.mark.parametrize(
    "text", ["", "nan", "NaN", "inf", "Infinity", ".inf", "1e39", "1_0", "0x1", "1,5", "one", "1 2"]
)
def test_what_is_no_finite_number_is_refused(text: str) -> None:
    assert parse_float(text) is None


@pytest.mark.parametrize("text", ["1.0", "", "1e3", "0x1", "9" * 30, "1_0"])
def test_what_is_no_whole_number_is_refused(text: str) -> None:
    assert parse_int(text) is None


@pytest.mark.parametrize(
    ("text", "written"),
    [("plain words", "plain words"), ("", ""), ("it's fine", "it's fine"), ("a: b", "'a: b'"), ("'a'", "'''a'''"),
     ("ends:", "'ends:'"), ("- dash", "'- dash'"), ("-dash", "-dash"), (" space", "' space'"), ("a #b", "'a #b'"),
     ("[list]", "'[list]'"), ("10:30", "10:30"), ("caf\u00e9", '"caf\\xE9"'), ("\u4e2d", '"\\u4E2D"'),
     ("two\nlines", '"two\\nlines"'), ("tab\there", '"tab\\there"'), ("\U0001f600", '"\\U0001F600"'),
     ('caf\u00e9 "x"', '"caf\\xE9 \\"x\\""')],
)  # fmt: skip
def test_strings_are_quoted_only_where_they_must_be(text: str, written: str) -> None:
    assert format_string(text, 10, 4) == written


@given(TEXTS)
def test_any_string_comes_back_through_yaml(text: str) -> None:
    document = "MonoBehaviour:\n  m_Key: " + format_string(text, 9, 4) + "\n  m_Next: 1\n"
    fields = yaml.load(document, Loader=yaml.BaseLoader)["MonoBehaviour"]
    assert fields == {"m_Key": text, "m_Next": "1"}


@given(st.lists(st.text("abc'\u00e9 ", min_size=1, max_size=14), min_size=8, max_size=30))
def test_long_strings_fold_at_80_columns_and_come_back(words: list[str]) -> None:
    text = " ".join(words)
    written = "  m_Key: " + format_string(text, 9, 4)
    assert yaml.load(written, Loader=yaml.BaseLoader)["m_Key"] == text
    assert all(line.startswith("    ") for line in written.split("\n")[1:])


def test_a_long_string_folds_where_libyaml_folds_it() -> None:
    text = "A sentence that is a good deal longer than what fits on one line of eighty columns, so it is folded."
    written = "  m_Description: " + format_string(text, 17, 4)
    expected = yaml.dump({"x": {"m_Description": text}}, width=80, default_flow_style=False).split("\n", 1)[1]
    assert written == expected.rstrip("\n")
