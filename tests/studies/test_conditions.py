"""What studies compare, before anything is lived."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from clamber.assets.loading import load_task
from clamber.learning.counterparts import counterparts
from clamber.studies.changes import also_paid_for, at_course, both
from clamber.studies.condition import Condition
from clamber.studies.report import filled_in
from clamber.studies.reproduce import STUDIES, Reproduction, load_study
from clamber.studies.run import Run, head_start, merged, thinned

from tests.studies.tiny_study import TINY, WALK


def test_whole_runs_go_into_the_page(tmp_path: Path) -> None:
    """Blocks between markers are filled in; a page without a place for a table is refused."""
    page = "before\n<!-- all -->\nold\n<!-- end -->\nafter\n"
    assert filled_in(page, {"all": "| new |\n"}) == "before\n<!-- all -->\n| new |\n<!-- end -->\nafter\n"
    with pytest.raises(ValueError, match="no place for other"):
        filled_in(page, {"other": "x"})


def test_changes() -> None:
    """A change leaves everything else as it is."""
    task = load_task("QuadrupedFlat")
    changed = both(also_paid_for(energy=-0.5, alive=0.0), at_course("Gaps", 0.5))(task)
    terms = {term.name: term.weight for term in changed.rewards}
    assert terms["energy"] == -0.5
    assert "alive" not in terms
    assert changed.curriculum.difficulty == 0.5
    assert changed.endings == task.endings
    assert merged({"a": {"b": 1, "c": 2}}, {"a": {"b": 3}}) == {"a": {"b": 3, "c": 2}}
    assert thinned(list(range(200)), [0.0] * 200)[-1] == [199, 0.0]
    assert len(thinned(list(range(200)), [0.0] * 200)) <= 60


@pytest.mark.parametrize("name", STUDIES)
def test_every_study_is_whole(name: str) -> None:
    """Conditions begin with earlier ones; tables and charts name conditions and measures that are there; tasks load."""
    study = load_study(name)
    known: list[str] = []
    for condition in study.conditions:
        assert condition.name not in known
        assert not condition.start or condition.start in known
        known.append(condition.name)
        run = Run(study.name, condition, 1, Path("nowhere"), 1)
        assert run.task().rewards
        run.document()
    for table in study.tables:
        for one in table.conditions:
            measures = {measure.name for measure in study.condition(one).measures}
            assert {column.measure for column in table.columns} <= measures | {""}
    for chart in study.charts:
        for one in chart.conditions:
            study.condition(one)
    page = Path("docs", name, "README.md").read_text(encoding="utf-8")
    filled_in(page, {table.name: "" for table in study.tables})


def test_what_a_chosen_condition_begins_with_is_lived_too() -> None:
    """Before it; a condition that begins with nothing comes alone."""
    third = Condition("three", "goes on further", "quadruped_flat.yaml", 64, (WALK,), start="two")
    study = replace(TINY, conditions=(*TINY.conditions, third))
    for only, expected in ((("three",), ["one-1", "two-1", "three-1"]), (("one",), ["one-1"])):
        assert [run.name for run in Reproduction(study, only=only, seeds=1).runs()] == expected


def test_a_head_start_is_told_from_the_beginning_of_a_curve() -> None:
    """The mean over a tenth of the steps and over all; without any point there is nothing to tell."""
    assert head_start([10, 50, 100, 1000], [1.0, 2.0, 3.0, 6.0]) == {"early": 2.0, "mean": 3.0}
    assert head_start([500, 1000], [1.0, 3.0]) == {"early": 1.0, "mean": 2.0}
    assert head_start([], []) == {}


def test_counterparts_are_asked_for_where_the_start_is_another_body() -> None:
    """The study's humanoids differ in their start alone, and see what the planar walker sees."""
    study = load_study("deepmind")
    nothing, planar = (study.condition(f"passed-{name}") for name in ("nothing", "planar"))
    assert (nothing.start, nothing.counterparts) == ("", False)
    assert (planar.start, planar.counterparts) == ("planar-hurdles", True)
    alike = [Run(study.name, replace(one, name="x"), 1, Path("nowhere"), 1) for one in (nothing, planar)]
    assert alike[0].document() == alike[1].document()
    assert alike[0].task() == alike[1].task()
    walker = Run(study.name, study.condition("planar-hurdles"), 1, Path("nowhere"), 1).task()
    assert len(counterparts(alike[0].task(), walker).sensors["obs_1"].own) == 25 + 8


def test_an_unknown_study_or_condition_is_refused() -> None:
    """In one line that names those there are."""
    with pytest.raises(ValueError, match="deepmind"):
        load_study("deepmynd")
    with pytest.raises(ValueError, match="no such condition"):
        Reproduction(TINY, only=("three",)).runs()
