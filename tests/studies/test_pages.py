"""The studies' pages tell what their results say."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from clamber.studies.report import cell, filled_in, table_text
from clamber.studies.reproduce import STUDIES, load_study

DOCS = Path(__file__).resolve().parents[2] / "docs"


@pytest.mark.parametrize("name", STUDIES)
def test_tables_are_made_of_the_results(name: str) -> None:
    study, page = load_study(name), DOCS / name / "README.md"
    runs = json.loads(page.with_name("results.json").read_text(encoding="utf-8"))["runs"]
    told = page.read_text(encoding="utf-8")
    assert filled_in(told, {table.name: table_text(table, study, runs) for table in study.tables}) == told


def test_cells_tell_the_range_of_seeds_or_the_interval_of_one() -> None:
    assert cell([], ".1f") == "-"
    assert cell([45.8], ".1f") == "45.8"
    assert cell([45.8], ".1f", (42.8, 48.9)) == "45.8 [42.8 to 48.9]"
    assert cell([1.0, 3.0], ".0f", (0.0, 9.0)) == "2 (1 to 3)"
    assert cell([1.0, 1.0], ".0f") == "1"
