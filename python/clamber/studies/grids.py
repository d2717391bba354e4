"""Grids of robustness of a study's conditions side by side: a table and a picture, from the records alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from matplotlib.figure import Figure

from clamber.evaluation.robustness import by_label
from clamber.evaluation.robustness_table import draw_robustness
from clamber.studies.condition import Grid
from clamber.studies.run import Record


def _by_label(grid: Grid, records: Sequence[Record]) -> dict[str, Any]:
    """What ``by_label`` tells of the grid's brains; nothing while a condition has none."""
    brains = [
        record["grid"] | {"label": grid.labels[record["condition"]]}
        for condition in grid.labels
        for record in records
        if record["condition"] == condition and "grid" in record
    ]
    labels = by_label(brains)
    return labels if len(labels) == len(grid.labels) else {}


def grid_text(grid: Grid, records: Sequence[Record]) -> str:
    """The shares of the nominal distance that are left, in Markdown, with the least and the greatest of the brains' own
    shares; of a single brain, with its 95% interval. Empty while a condition has no brain.
    """
    labels = _by_label(grid, records)
    if not labels:
        return ""
    heads = [f"{label} ({told['brains']} seed{'s' * (told['brains'] > 1)})" for label, told in labels.items()]
    lines = ["| | " + " | ".join(heads) + " |", "|---" * (len(labels) + 1) + "|"]
    for row in zip(*(told["conditions"] for told in labels.values()), strict=True):
        cells = [f"{one['share']:.0%} ({one['low']:.0%} to {one['high']:.0%})" for one in row]
        lines.append(f"| {row[0]['factor']} {row[0]['value']:g} {row[0]['unit']} | " + " | ".join(cells) + " |")
    lines.append("| mean over all | " + " | ".join(f"{told['mean']:.0%}" for told in labels.values()) + " |")
    return "\n".join(lines) + "\n"


def draw_grid(grid: Grid, records: Sequence[Record]) -> Figure | None:
    """The same as a plot per factor; None while a condition has no brain."""
    labels = _by_label(grid, records)
    return draw_robustness({"labels": labels}) if labels else None
