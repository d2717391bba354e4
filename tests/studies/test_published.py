"""What a study has published: what it counts for, and what becomes of it."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from clamber.studies import run as run_module
from clamber.studies.condition import Comparison
from clamber.studies.reproduce import STUDIES, Reproduction
from clamber.studies.run import Run

from tests.studies.tiny_study import SMALL, TINY


@pytest.mark.parametrize("name", sorted(STUDIES))
def test_what_is_published_was_trained_to_its_end(name: str) -> None:
    """No figure of a trial, or of a training that was broken off."""
    records = json.loads((Path("docs") / name / "results.json").read_text())["runs"]
    assert records
    for one in records:
        assert not one["quick"], one["condition"]
        assert one["steps"] >= one["asked_steps"], one["condition"]


def test_goes_on_from_what_is_published(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """On another machine, where nothing lies: what the page's figures are of counts as done, if it was of today's
    settings, and is named if not; what a run begins with is lived again for it; films of brains that do not lie here
    stay.
    """
    lived: list[str] = []

    def fake_learn(run: Run) -> dict[str, Any]:
        lived.append(run.name)
        run.folder.mkdir(exist_ok=True)
        (run.folder / "checkpoint.pt").touch()
        return {"steps": run.steps}

    monkeypatch.setattr(run_module, "learn", fake_learn)
    page = tmp_path / "docs" / "tiny" / "README.md"
    page.parent.mkdir(parents=True)
    page.write_text("<!-- all -->\n<!-- end -->\n<!-- film -->\n<!-- end -->\n")
    film = Comparison(("one", "two"), lambda brains, *_: {"text": "a film"} if set(brains) == {"one", "two"} else {})
    first, second = (replace(condition, measures=()) for condition in TINY.conditions)
    study = replace(TINY, conditions=(first, second), comparisons={"film": film})
    here = Reproduction(study, seeds=1, results=tmp_path / "here", docs=tmp_path / "docs")
    here.live()
    for run in here.runs():
        run.brain.touch()
    here.tell(here.compare(here.done()))
    assert lived == ["one-1", "two-1"]

    afresh = replace(here, results=tmp_path / "afresh", only=("one",))
    assert [afresh.record_of(run) for run in afresh.runs()] == [None]
    afresh.live()
    assert lived.pop() == "one-1"
    assert "| goes on | 1 |" in page.read_text()  # what is not done again yet stays on the page

    there = replace(here, results=tmp_path / "there", seeds=2, continued=True)
    there.live()
    assert lived[2:] == ["one-2", "two-2"]
    assert "other settings" not in capsys.readouterr().err
    assert "| the first | 2 |" in page.read_text()
    assert "| goes on | 2 |" in page.read_text()
    assert "a film" in page.read_text()

    changed = replace(second, trainer=SMALL | {"time_horizon": 16})
    elsewhere = replace(there, results=tmp_path / "elsewhere", study=replace(study, conditions=(first, changed)))
    assert [run.name for run in elsewhere.runs() if elsewhere.record_of(run) is None] == ["two-1", "two-2"]
    assert elsewhere.outdated() == ["two-1", "two-2"]
    replace(elsewhere, seeds=1).live()
    assert lived[4:] == ["one-1", "two-1"]
    assert "left out of what is told: two-1, two-2" in " ".join(capsys.readouterr().err.split())


def test_what_is_published_while_a_training_runs_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another study's run of hours, or an edit: it was lost when the training ended that had begun before."""
    page = tmp_path / "docs" / "tiny" / "README.md"
    page.parent.mkdir(parents=True)
    page.write_text("<!-- all -->\n<!-- end -->\n")
    results = page.with_name("results.json")

    def fake_learn(run: Run) -> dict[str, Any]:
        run.folder.mkdir(exist_ok=True)
        (run.folder / "checkpoint.pt").touch()
        if run.seed == 2:  # meanwhile somebody takes the first one out
            told = json.loads(results.read_text())
            results.write_text(json.dumps({**told, "runs": []}))
        return {"steps": run.steps}

    monkeypatch.setattr(run_module, "learn", fake_learn)
    conditions = tuple(replace(condition, measures=()) for condition in TINY.conditions)
    study = replace(TINY, conditions=conditions, comparisons={})
    first = Reproduction(study, seeds=1, only=("one",), results=tmp_path / "here", docs=tmp_path / "docs")
    first.live()
    assert [run["seed"] for run in json.loads(results.read_text())["runs"]] == [1]
    replace(first, results=tmp_path / "there", seeds=2, continued=True).live()
    assert [run["seed"] for run in json.loads(results.read_text())["runs"]] == [2]
