"""What a page asks for is checked field by field."""

from __future__ import annotations

import json
from typing import Any

import pytest
from clamber.game.fields import RequestError, parse_object
from clamber.game.requests import Entry, Plain, Push, Speed, Start, Steer, Throw, read_request
from hypothesis import given
from hypothesis import strategies as st

START: dict[str, Any] = {
    "type": "start", "course": "Gauntlet", "seed": 7, "difficulty": 0.5, "lanes": "one_lane",
    "creatures": [{"task": "Quadruped", "brain": "B", "name": "Bo"}, {"task": "Walker", "brain": None}],
}  # fmt: skip


def test_requests_are_read() -> None:
    assert read_request(START) == Start(
        "Gauntlet", 7, 0.5, "one_lane", (Entry("Quadruped", "B", "Bo"), Entry("Walker", "", "Walker"))
    )
    assert read_request({"type": "pause"}) == Plain("pause")
    assert read_request({"type": "speed", "factor": 0.25}) == Speed(0.25)
    assert read_request({"type": "steer", "creature": 1, "speed": -1, "heading": 0.5}) == Steer(1, -1.0, 0.5)
    assert read_request({"type": "push", "creature": 0, "direction": [0, 1, 0]}) == Push(0, (0.0, 1.0, 0.0))
    thrown = {"type": "throw", "position": [1, 2, 3], "velocity": [4, 5, 6]}
    assert read_request(thrown) == Throw((1.0, 2.0, 3.0), (4.0, 5.0, 6.0))


@pytest.mark.parametrize(
    ("message", "named"),
    [
        ({}, "type"),
        ({"type": "explode"}, "type"),
        ({"type": ["start"]}, "type"),
        ({**START, "seed": -1}, "seed"),
        ({**START, "seed": 1.5}, "seed"),
        ({**START, "seed": 2**60}, "seed"),
        ({**START, "seed": True}, "seed"),
        ({**START, "difficulty": "hard"}, "difficulty"),
        ({**START, "difficulty": 1.1}, "difficulty"),
        ({**START, "difficulty": float("nan")}, "difficulty"),
        ({**START, "lanes": "many"}, "lanes"),
        ({**START, "creatures": []}, "creatures"),
        ({**START, "creatures": [{"task": "Quadruped"}] * 9}, "creatures"),
        ({**START, "creatures": ["Quadruped"]}, r"creatures\[0\]"),
        ({**START, "creatures": [{"task": 3}]}, r"creatures\[0\]\.task"),
        ({**START, "creatures": [{"task": "a" * 1000}]}, r"creatures\[0\]\.task"),
        ({**START, "course": None}, "course"),
        ({"type": "speed", "factor": 0}, "factor"),
        ({"type": "speed"}, "factor"),
        ({"type": "steer", "creature": 8, "speed": 0, "heading": 0}, "creature"),
        ({"type": "steer", "creature": 0, "speed": 2, "heading": 0}, "speed"),
        ({"type": "push", "creature": 0, "direction": [1, 0]}, "direction"),
        ({"type": "push", "creature": 0, "direction": [1, 0, float("inf")]}, r"direction\[2\]"),
        ({"type": "throw", "position": [0, 0, 0], "velocity": [0, 0, 1e9]}, r"velocity\[2\]"),
    ],
)
def test_a_refusal_names_the_field_in_one_line(message: dict[str, Any], named: str) -> None:
    with pytest.raises(RequestError, match=f"^{named}: [^\n]{{1,200}}$"):
        read_request(message)


@pytest.mark.parametrize("text", ["", "{", "[]", "3", "null", "[" * 5000, '"' + "a" * 300 + '"'])
def test_what_is_no_json_object_is_refused_in_one_line(text: str) -> None:
    with pytest.raises(RequestError, match=r"^message: [^\n]{1,200}$"):
        parse_object(text)


_JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
_FIELDS = ("type", "creature", "speed", "heading", "direction", "position", "velocity", "factor", "seed", "creatures")


@given(st.fixed_dictionaries({}, optional={name: _JSON for name in _FIELDS}),
       st.sampled_from(["start", "speed", "steer", "push", "throw", "release", None]))  # fmt: skip
def test_rubbish_raises_nothing_but_refusals(told: dict[str, Any], kind: str | None) -> None:
    message = {**told, "type": kind} if kind else told
    try:
        read_request(parse_object(json.dumps(message)))
    except RequestError as error:
        assert "\n" not in str(error)
