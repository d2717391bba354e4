"""A study is lived through, goes on where it was broken off, and is told from its records alone."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml
from clamber.assets.fields import AssetError
from clamber.assets.loading import load_task
from clamber.cli import main
from clamber.evaluation.pictures import save_picture
from clamber.learning.results import RunFolder
from clamber.studies import filmed as films
from clamber.studies import run as run_module
from clamber.studies.changes import paid_for
from clamber.studies.condition import Chart, Comparison, Grid
from clamber.studies.draw import draw_chart
from clamber.studies.grids import draw_grid, grid_text
from clamber.studies.report import report_text, table_text
from clamber.studies.reproduce import Reproduction, _not_here, reproduce
from clamber.studies.run import Run
from filelock import FileLock

from tests.studies.tiny_study import TINY


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Reproduction:
    """A tiny study, lived through quickly."""
    told = Reproduction(TINY, quick=True, results=tmp_path_factory.mktemp("studies"), steps=64)
    told.live()
    return told


def test_a_run_leaves_what_it_was_made_of(lived: Reproduction) -> None:
    """The record tells steps, command and measures; task and configuration lie beside it and say what was changed."""
    one, two = lived.done()
    assert one["steps"] >= 64
    assert one["quick"] is True
    assert one["measures"]["walk"]["episodes"] == 4
    assert "--initialize-from" not in one["command"]
    assert "one-1/QuadrupedFlat/checkpoint.pt" in two["command"]
    settings = lived.root / "settings"
    assert [term.name for term in load_task(settings / "one.asset").rewards] == ["forward_progress"]
    document = yaml.safe_load((settings / "one.yaml").read_text())
    assert document["behaviors"]["QuadrupedFlat"]["hyperparameters"]["trunk_units"] == [8]
    assert document["behaviors"]["QuadrupedFlat"]["hyperparameters"]["desired_kl"] == 0.01


def test_what_is_done_is_not_done_again(lived: Reproduction, monkeypatch: pytest.MonkeyPatch) -> None:
    """A second time no run is lived; a run whose record is for other steps is."""
    monkeypatch.setattr(Run, "live", lambda run: pytest.fail(f"{run.name} again"))
    assert [record["condition"] for record in lived.live()] == ["one", "two"]
    assert [run.name for run in replace(lived, steps=65).runs() if run.read_record() is None] == []
    assert [run.name for run in replace(lived, steps=63).runs() if run.read_record() is None] == ["one-1", "two-1"]


def test_a_training_that_was_stopped_is_no_run(lived: Reproduction, monkeypatch: pytest.MonkeyPatch) -> None:
    """Told to stop, it ends well and early: that is not what the study asked for."""
    monkeypatch.setattr(run_module, "lived_out", lambda _command: 0)
    with pytest.raises(RuntimeError, match=r"one-1: stopped after 64 of 1,000 agent-steps; it can go on"):
        run_module.learn(replace(lived.runs()[0], steps=1000))


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has other signals")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_study_that_is_told_to_stop_waits_for_its_training(tmp_path: Path, number: signal.Signals) -> None:
    """However long that takes to keep what it has; a Ctrl-C goes to both, as from a terminal."""
    kept, ready = tmp_path / "kept", tmp_path / "ready"
    training = (
        "import pathlib, signal, sys, time\n"
        "def keep(*_):\n    time.sleep(1)\n    pathlib.Path(sys.argv[1]).touch()\n    sys.exit(3)\n"
        "for one in (signal.SIGINT, signal.SIGTERM):\n    signal.signal(one, keep)\n"
        "pathlib.Path(sys.argv[2]).touch()\ntime.sleep(60)"
    )
    study = "import sys; from clamber.studies.run import lived_out; sys.exit(lived_out(sys.argv[1:]))"
    command = [sys.executable, "-c", study, sys.executable, "-c", training, str(kept), str(ready)]
    with subprocess.Popen(command, start_new_session=True) as process:
        while not ready.is_file():
            assert process.poll() is None
            time.sleep(0.02)
        if number == signal.SIGINT:
            os.killpg(process.pid, number)
        else:
            process.send_signal(number)
        assert process.wait(timeout=60) == 3
    assert kept.is_file()


def test_a_run_with_other_settings_is_done_again(lived: Reproduction, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of the learner, of the task, or of what it began with; what lay in its folder is not resumed."""
    first, second = TINY.conditions
    learner = replace(first, trainer={"hyperparameters": {"trunk_units": [8], "desired_kl": 0.02}})
    task = replace(first, change=paid_for(forward_progress=2.0))
    for other in (learner, task):
        changed = replace(lived, study=replace(TINY, conditions=(other, second)))
        assert [run.name for run in changed.runs() if run.read_record() is None] == ["one-1", "two-1"]
    later = replace(second, trainer=learner.trainer)
    changed = replace(lived, study=replace(TINY, conditions=(first, later)))
    assert [run.name for run in changed.runs() if run.read_record() is None] == ["two-1"]
    (asked,) = first.measures
    questions = [replace(first, measures=(one,)) for one in (
        replace(asked, difficulty=0.3), replace(asked, episodes=asked.episodes + 1), replace(asked, task="Walker")
    )]  # fmt: skip
    for other in (*questions, replace(first, grid="QuadrupedFlat")):
        changed = replace(lived, study=replace(TINY, conditions=(other, second)))
        assert [run.name for run in changed.runs() if run.read_record() is None] == ["one-1", "two-1"]
    one = lived.runs()[0]

    found: list[bool] = []

    def fake_learn(run: Run) -> dict[str, Any]:
        found.append(run.folder.is_dir())
        run.folder.mkdir(exist_ok=True)
        return {}

    monkeypatch.setattr(run_module, "learn", fake_learn)
    elsewhere = replace(one, root=lived.root.parent / "elsewhere", condition=replace(first, measures=()))
    for condition in (elsewhere.condition, elsewhere.condition, replace(learner, measures=())):
        replace(elsewhere, condition=condition).live()
    assert found == [False, True, False]


def test_grids_of_robustness_are_told_from_records(tmp_path: Path) -> None:
    """Each seed's own grid under its condition's label; nothing until every condition has one."""

    def record(condition: str, seed: int, share: float) -> dict[str, Any]:
        cell = {"factor": "mass", "value": 0.5, "unit": "times", "share": share, "low": share - 0.1,
                "high": share + 0.1, "fell": {"share": 0.0}}  # fmt: skip
        return {"condition": condition, "seed": seed, "grid": {"label": "anything", "conditions": [cell]}}

    grid = Grid("robustness", {"one": "level", "two": "rich"})
    records = [record("one", 1, 0.5), record("one", 2, 0.7)]
    assert grid_text(grid, records) == ""
    assert draw_grid(grid, records) is None
    records.append(record("two", 1, 0.9))
    told = grid_text(grid, records)
    assert "| | level (2 seeds) | rich (1 seed) |" in told
    assert "| mass 0.5 times | 60% (50% to 70%) | 90% (80% to 100%) |" in told
    assert "| mean over all | 60% | 90% |" in told
    assert told in report_text(replace(TINY, tables=(), grids=(grid,)), [one | {"quick": False} for one in records], {})
    drawn = draw_grid(grid, records)
    assert drawn is not None
    save_picture(drawn, tmp_path / "grid.png")
    assert (tmp_path / "grid.png").exists()


def test_what_was_learned_outlives_a_measuring_that_was_broken_off(
    lived: Reproduction, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ways to learn that cannot go on would begin again; what is over does not, until it is asked for anew."""
    learned: list[str] = []

    def learn(run: Run) -> dict[str, Any]:
        learned.append(run.name)
        run.folder.mkdir()
        return {"steps": 64}

    run = replace(lived.runs()[0], root=tmp_path, condition=replace(TINY.conditions[0], learn=learn))

    def break_off(*_: Any) -> dict[str, Any]:
        raise KeyboardInterrupt

    monkeypatch.setattr(Run, "measure", break_off)
    with pytest.raises(KeyboardInterrupt):
        run.live()
    monkeypatch.setattr(Run, "measure", lambda *_: {})
    assert run.live()["steps"] == 64
    assert learned == ["one-1"]
    shutil.rmtree(run.folder)
    run.live()
    assert learned == ["one-1", "one-1"]


def test_what_was_not_lived_to_its_end_is_before_others_begin_with_it(lived: Reproduction) -> None:
    """A published run's checkpoint may be what a broken-off training has left."""
    one, two = lived.runs()
    assert _not_here(two.base) == []
    record = one.record_path.read_text()
    one.record_path.unlink()
    try:
        assert _not_here(two.base) == [one]
    finally:
        one.record_path.write_text(record)


def test_published_runs_that_no_condition_asks_for_are_named(lived: Reproduction, tmp_path: Path) -> None:
    """They are told no more, and took hours."""
    docs = tmp_path / "docs"
    (docs / TINY.name).mkdir(parents=True)
    known = {"condition": "two", "seed": 1, "digest": "another"}
    renamed = {"condition": "once", "seed": 2, "digest": "any"}
    (docs / TINY.name / "results.json").write_text(json.dumps({"runs": [known, renamed], "comparisons": {}}))
    told = Reproduction(TINY, results=tmp_path, docs=docs)
    assert told.outdated() == ["two-1", "once-2"]


def test_comparisons_of_brains_that_lie_elsewhere_stay(lived: Reproduction) -> None:
    """As of a first seed, where only the second was lived here: a page says which seed it shows."""
    study = replace(TINY, comparisons={"film": Comparison(("one", "two"), lambda *_: {"text": "of the second"})})
    told = replace(lived, study=study)
    records = told.done()
    told.__dict__["published"] = {"runs": [], "comparisons": {"film": {"text": "of the first seed"}}}
    assert told.compare([*records, {**records[0], "seed": 2}]) == {"film": {"text": "of the first seed"}}
    assert told.compare(records) == {"film": {"text": "of the second"}}


def test_brains_are_compared_once(lived: Reproduction) -> None:
    """Until one of them is another; comparisons that are asked for only if they are there come without effort."""
    asked: list[list[str]] = []

    def find(brains: Mapping[str, list[Path]], pictures: Path, quick: bool) -> dict[str, Any]:
        asked.append(sorted(brains))
        return {"text": f"found {len(asked)}"}

    study = replace(TINY, comparisons={"both": Comparison(("one", "two"), find)})
    told = replace(lived, study=study)
    records = told.done()
    assert told.compare(records, anew=False) == {}
    assert told.compare(records) == told.compare(records) == told.compare(records, anew=False)
    assert asked == [["one", "two"]]
    brain = next(run.brain for run in told.runs() if run.name == "two-1")
    before = brain.read_bytes()
    brain.write_bytes(before + b" ")
    assert told.compare(records, anew=False) == {}
    assert told.compare(records) == {"both": {"text": "found 2"}}
    brain.write_bytes(before)


def test_a_training_that_was_broken_off_is_not_compared(lived: Reproduction) -> None:
    """It leaves a brain, while the record of the same condition is a published one."""
    found: list[str] = []

    def find(brains: Mapping[str, list[Path]], pictures: Path, quick: bool) -> dict[str, Any]:
        found.extend(brains)
        return {"text": "of what lies here"}

    told = replace(lived, study=replace(TINY, comparisons={"film": Comparison(("one", "two"), find)}))
    records = told.done()
    told.__dict__["published"] = {"runs": [], "comparisons": {"film": {"text": "published"}}}
    record = next(run.record_path for run in told.runs() if run.name == "two-1")
    kept = record.rename(record.with_suffix(".kept"))
    try:
        assert told.compare(records) == {"film": {"text": "published"}}
        assert found == []
    finally:
        kept.rename(record)


def test_a_run_under_way_elsewhere_is_not_removed(lived: Reproduction, tmp_path: Path) -> None:
    """Its settings were changed meanwhile, and the study is begun a second time."""
    run = replace(lived.runs()[0], root=tmp_path)
    folder = RunFolder(tmp_path, run.name, run.behavior)
    folder.begin(resume=False)
    try:
        with pytest.raises(AssetError, match="one-1: a training is under way there"):
            run.live()
        assert folder.path.is_dir()
    finally:
        folder.end()
    # Nor one that is measured, or that learns otherwise than by `clamber train`, which locks its folder.
    settings = sorted(path.read_bytes() for path in run.settings.iterdir())
    changed = replace(run, condition=replace(run.condition, trainer={"max_steps": 77}))
    with FileLock(tmp_path / f".{run.name}.study.lock"), pytest.raises(AssetError, match="one-1: is being lived in"):
        changed.live()
    assert folder.path.is_dir()
    assert sorted(path.read_bytes() for path in run.settings.iterdir()) == settings


@pytest.mark.parametrize("seeds", [0, -1, 100])
def test_seeds_that_no_table_would_tell_of_are_refused(seeds: int, lived: Reproduction) -> None:
    with pytest.raises(AssetError, match=f"--seeds: {seeds} is not allowed; 1 to 99"):
        reproduce(replace(lived, quick=False, seeds=seeds))
    with pytest.raises(AssetError, match="--continue-published: not allowed with --quick"):
        reproduce(replace(lived, continued=True))


def test_films_are_of_the_first_seeds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Side by side under their heads, in a quick trial short ones; none while a brain is missing."""
    made, lengths, courses = [], [], []

    def film(brain: Path, task: str, out: Path, seconds: float, course: str, **_: Any) -> None:
        made.append((brain.name, task, out.name))
        lengths.append(seconds)
        courses.append(course)

    monkeypatch.setattr(films, "film", film)
    monkeypatch.setattr(films, "brain_metadata", lambda brain: {"task": f"task of {brain.name}"})
    comparison = films.filmed({"old": "before", "new": "after"})
    assert comparison.conditions == ("old", "new")
    brains = {"old": [Path("a1.onnx"), Path("a2.onnx")], "new": [Path("b1.onnx")]}
    assert comparison.find({"old": brains["old"]}, tmp_path, False) == {}
    told = comparison.find(brains, tmp_path, False)
    assert made == [("a1.onnx", "task of a1.onnx", "old.gif"), ("b1.onnx", "task of b1.onnx", "new.gif")]
    assert told["text"] == "| before | after |\n| --- | --- |\n| ![old](old.gif) | ![new](new.gif) |\n"
    films.filmed({"old": "before"}, "Runner", course="Contest").find(brains, tmp_path, False)
    assert courses == ["", "", "Contest"]
    assert made[2:] == [("a1.onnx", "Runner", "old.gif")]
    assert comparison.find(brains, tmp_path, True)["text"] == told["text"]
    assert [second < first for first, second in zip(lengths[:2], lengths[3:], strict=True)] == [True, True]


def test_a_report_has_a_row_for_every_condition(lived: Reproduction) -> None:
    """Means with the range of seeds; what is missing is a dash."""
    report = lived.tell({}).read_text()
    assert "far too short" in report
    assert "| the first | 1 |" in report
    one, two = lived.done()
    other = json.loads(json.dumps(one)) | {"seed": 2}
    one["measures"]["walk"]["distance"]["mean"], other["measures"]["walk"]["distance"]["mean"] = 1.0, 2.0
    two["measures"] = {}
    rows = table_text(TINY.tables[0], TINY, [one, other, two]).splitlines()
    assert rows[2].startswith("| the first | 2 | 1.50 (1.00 to 2.00) | ")
    assert rows[3].startswith("| goes on | 1 | - | ")


def test_charts_show_the_seeds_that_have_a_curve(lived: Reproduction) -> None:
    """No curve, no picture; with curves, the mean of the seeds is drawn."""
    one, _ = lived.done()
    chart = Chart("c", "title", ("one",), "Episode/distance")
    assert draw_chart(chart, TINY, [one | {"curves": {}}]) is None
    curves = [one | {"curves": {"Episode/distance": [[0, 0.0], [100, high]]}} for high in (1.0, 3.0)]
    drawn = draw_chart(chart, TINY, curves)
    assert drawn is not None
    assert np.asarray(drawn.axes[0].lines[0].get_ydata())[-1] == pytest.approx(2.0)


def test_a_chart_of_whole_trainings_counts_what_they_began_with(lived: Reproduction) -> None:
    """The second begins where the first ended: after its agent-steps, or its seconds; else at 0."""
    first, second = lived.done()
    curves = {"Episode/distance": [[1_000_000, 0.0], [2_000_000, 1.0]]}
    first, second = ({**one, "steps": 4_000_000, "seconds": 40.0, "curves": curves} for one in (first, second))
    for chart, begins in (
        (Chart("c", "title", ("two",), whole=True), 5.0),
        (Chart("c", "title", ("two",), whole=True, by_time=True), 50.0),
        (Chart("c", "title", ("two",)), 1.0),
        (Chart("c", "title", ("one",), whole=True), 1.0),
    ):
        drawn = draw_chart(chart, TINY, [first, second])
        assert drawn is not None
        assert np.asarray(drawn.axes[0].lines[0].get_xdata())[0] == pytest.approx(begins)


def test_ctrl_c_ends_a_study_in_one_line(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def pressed(_: Reproduction) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Reproduction, "live", pressed)
    monkeypatch.setattr(sys, "argv", ["clamber", "reproduce", "sentdex"])
    with pytest.raises(SystemExit) as end:
        main()
    assert end.value.code == 130
    assert capsys.readouterr().err == "clamber: broken off\n"
