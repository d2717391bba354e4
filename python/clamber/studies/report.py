"""A study in words: tables from the records of its runs, put between markers into its page."""

from __future__ import annotations

import re
from collections.abc import Sequence
from statistics import mean
from typing import Any

from clamber.studies.condition import Column, Study, Table
from clamber.studies.grids import grid_text
from clamber.studies.run import Record


def figure(record: Record, column: Column) -> float | None:
    """The number that a column shows of a run; None if it was not measured."""
    return _found(record, column, column.figure)


def interval(record: Record, column: Column) -> tuple[float, float] | None:
    """The 95% interval, over episodes, of a share that a column shows of a run; None of any other figure."""
    if not column.figure.endswith(".share"):
        return None
    of = column.figure.removesuffix("share")
    low, high = _found(record, column, of + "low"), _found(record, column, of + "high")
    return None if low is None or high is None else (low, high)


def _found(record: Record, column: Column, figure: str) -> float | None:
    place: Any = record["measures"].get(column.measure) if column.measure else record
    for word in figure.split("."):
        if not isinstance(place, dict) or word not in place:
            return None
        place = place[word]
    return float(place) * column.factor


def cell(numbers: Sequence[float], form: str, within: tuple[float, float] | None = None) -> str:
    """The mean over seeds, with the lowest and the highest where there are several; of one seed with its interval
    ``within`` in square brackets, if it has one; a dash where there is none.
    """
    if not numbers:
        return "-"
    told = format(mean(numbers), form)
    if len(numbers) == 1 and within is not None:
        return f"{told} [{format(within[0], form)} to {format(within[1], form)}]"
    low, high = format(min(numbers), form), format(max(numbers), form)
    return told if low == high else f"{told} ({low} to {high})"


def table_text(table: Table, study: Study, records: Sequence[Record]) -> str:
    """A table in Markdown: a row per condition, cells as in ``cell``."""
    lines = [
        "| " + " | ".join(["", "seeds", *(column.head for column in table.columns)]) + " |",
        "|---" * (len(table.columns) + 2) + "|",
    ]
    for name in table.conditions:
        own = [record for record in records if record["condition"] == name]
        cells = []
        for column in table.columns:
            numbers = [figure(record, column) for record in own]
            within = interval(own[0], column) if len(own) == 1 else None
            cells.append(cell([number for number in numbers if number is not None], column.form, within))
        lines.append("| " + " | ".join([study.condition(name).told, str(len(own)), *cells]) + " |")
    return "\n".join(lines) + "\n"


def report_text(study: Study, records: Sequence[Record], compared: dict[str, Any]) -> str:
    """All tables of a study, each under its title, its grids, and what its comparisons found to say ("text")."""
    parts = [f"## {table.title}\n\n{table_text(table, study, records)}" for table in study.tables]
    parts += [text for grid in study.grids if (text := grid_text(grid, records))]
    parts += [str(found["text"]) for found in compared.values() if found.get("text")]
    if any(record["quick"] for record in records):
        parts.insert(0, "Quick trials: far too short to compare anything.\n")
    return "\n".join(parts)


def filled_in(page: str, blocks: dict[str, str]) -> str:
    """A page with each ``<!-- NAME -->`` ... ``<!-- end -->`` holding the block of that name.

    Raises:
        ValueError: one line, if the page has no place for a block.
    """
    for name, block in blocks.items():
        pattern = re.compile(rf"(<!-- {re.escape(name)} -->\n).*?(<!-- end -->)", re.DOTALL)
        if not pattern.search(page):
            raise ValueError(f"the page has no place for {name}: <!-- {name} --> ... <!-- end -->")
        page = pattern.sub(lambda found, block=block: found.group(1) + block + found.group(2), page)  # type: ignore[misc]
    return page
