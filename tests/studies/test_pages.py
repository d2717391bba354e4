"""The studies' pages tell what their results say."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from clamber.assets.content import content_folder
from clamber.studies.grids import grid_text
from clamber.studies.report import cell, filled_in, table_text
from clamber.studies.reproduce import STUDIES, Reproduction, load_study

DOCS = Path(__file__).resolve().parents[2] / "docs"


@pytest.mark.parametrize("name", STUDIES)
def test_tables_are_made_of_the_results(name: str) -> None:
    study, page = load_study(name), DOCS / name / "README.md"
    runs = json.loads(page.with_name("results.json").read_text(encoding="utf-8"))["runs"]
    told = page.read_text(encoding="utf-8")
    blocks = {table.name: table_text(table, study, runs) for table in study.tables}
    blocks |= {grid.name: grid_text(grid, runs) for grid in study.grids}
    assert filled_in(told, blocks) == told


@pytest.mark.parametrize("name", STUDIES)
def test_what_is_published_is_of_todays_settings(name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Of configuration, task, body and courses: whoever changes one takes figures away, or makes them anew."""
    monkeypatch.chdir(DOCS.parent)
    assert Reproduction(load_study(name), results=tmp_path).outdated() == []


def test_a_run_is_another_on_another_course_or_with_another_body(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An edit of either, of what is trained on or measured on; a description may change."""
    monkeypatch.chdir(DOCS.parent)
    content = tmp_path / "content"
    shutil.copytree(content_folder(), content, ignore=shutil.ignore_patterns("*.onnx*"))
    monkeypatch.setenv("CLAMBER_CONTENT", str(content))
    run = next(run for run in Reproduction(load_study("deepsense"), results=tmp_path).runs() if run.name == "road-1")
    digests = [run.digest()]
    for file, old, new in (
        ("Courses/Contest.asset", "m_Length: ", "m_Length: 1"),  # measured on
        ("Courses/Flat.asset", "m_Length: ", "m_Length: 1"),  # trained on
        ("Bodies/Runner.asset", "m_StandingHeight: 0", "m_StandingHeight: 1"),
    ):
        path = content / file
        path.write_text(path.read_text().replace(old, new, 1))
        digests.append(run.digest())
    assert len(set(digests)) == 4
    path.write_text(path.read_text().replace("m_Description: ", "m_Description: Now ", 1))
    assert run.digest() == digests[-1]


def test_cells_tell_the_range_of_seeds_or_the_interval_of_one() -> None:
    assert cell([], ".1f") == "-"
    assert cell([45.8], ".1f") == "45.8"
    assert cell([45.8], ".1f", (42.8, 48.9)) == "45.8 [42.8 to 48.9]"
    assert cell([1.0, 3.0], ".0f", (0.0, 9.0)) == "2 (1 to 3)"
    assert cell([1.0, 1.0], ".0f") == "1"
