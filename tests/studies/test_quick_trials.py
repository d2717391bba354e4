"""``clamber reproduce STUDY --quick``, as it is typed, for some conditions of each study and what they begin with."""

from __future__ import annotations

import os
import sys
from functools import partial
from pathlib import Path

import pytest
from clamber.cli import main
from clamber.studies import reproduce as module
from clamber.studies.reproduce import Reproduction

#: Whose brains are filmed side by side needs EGL.
FILMED = () if os.environ.get("CLAMBER_NO_EGL") else ("chosen",)


@pytest.mark.parametrize(
    ("study", "only", "lived"),
    [
        ("deepmind", ("passed-planar",), ("planar-hurdles", "passed-planar")),
        ("deepsense", ("correction",), ("road", "run", "correction")),
        ("sentdex", ("td3", *FILMED), ("td3", *FILMED)),
    ],
    ids=["deepmind", "deepsense", "sentdex"],
)
def test_a_quick_trial_runs_to_its_end(
    study: str, only: tuple[str, ...], lived: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    """It leaves a record and a brain of each, and a report that says it compares nothing; the page is not touched."""
    page = Path("docs") / study
    before = {path: path.read_bytes() for path in page.rglob("*") if path.is_file()}
    # 60,000 agent-steps each are minutes.
    monkeypatch.setattr(module, "Reproduction", partial(Reproduction, steps=1500))
    command = ["clamber", "reproduce", study, "--quick", "--results", str(tmp_path), "--only", *only]
    monkeypatch.setattr(sys, "argv", command)
    with pytest.raises(SystemExit) as end:
        main()
    assert end.value.code == 0
    report = Path(capsys.readouterr().out.splitlines()[-1])
    assert report == tmp_path / f"{study}-quick" / "report.md"
    assert "far too short" in report.read_text()
    for name in lived:
        folder = report.parent / f"{name}-1"
        assert (folder / "record.json").is_file(), name
        assert list(folder.glob("*.onnx")), name
    assert {path: path.read_bytes() for path in page.rglob("*") if path.is_file()} == before
    if study == "sentdex":
        assert {path.name for path in report.parent.glob("*.gif")} == ({"td3.gif", "chosen.gif"} if FILMED else set())
