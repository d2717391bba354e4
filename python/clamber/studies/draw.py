"""A study in pictures."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.figure import Figure

from clamber.evaluation.pictures import COLOURS, name_axes, new_picture
from clamber.studies.condition import Chart, Study
from clamber.studies.run import Record


def draw_chart(chart: Chart, study: Study, records: Sequence[Record]) -> Figure | None:
    """Learning curves: the mean over seeds in a band from the lowest to the highest; None where there is no curve."""
    figure, (plot,) = new_picture(1, 1, 6.4, 3.4)
    drawn = 0
    for index, name in enumerate(chart.conditions):
        curves = [
            (_places(record, chart, study, records), [value for _, value in record["curves"][chart.curve]])
            for record in records
            if record["condition"] == name and record["curves"].get(chart.curve)
        ]
        if not curves:
            continue
        grid = np.linspace(max(places[0] for places, _ in curves), min(places[-1] for places, _ in curves), 100)
        values = np.stack([np.interp(grid, places, values) for places, values in curves])
        colour = COLOURS[index % len(COLOURS)]
        style = "-" if index < len(COLOURS) else "--"
        label = f"{study.condition(name).told} ({len(curves)} seed{'s' * (len(curves) > 1)})"
        plot.plot(grid, values.mean(axis=0), style, color=colour, linewidth=1.8, label=label)
        plot.fill_between(grid, values.min(axis=0), values.max(axis=0), color=colour, alpha=0.15, linewidth=0)
        drawn += 1
    if not drawn:
        return None
    name_axes(plot, chart.title, "seconds of training" if chart.by_time else "million agent-steps, while exploring")
    plot.set_ylabel(chart.axis, fontsize=8)
    plot.legend(fontsize=7, frameon=False)
    return figure


def _places(record: Record, chart: Chart, study: Study, records: Sequence[Record]) -> list[float]:
    """Where a curve's points lie along the axis. Agent-steps come evenly over a training's time."""
    scale = record["seconds"] / max(record["steps"], 1) if chart.by_time else 1e-6
    before = _before(record, chart, study, records) if chart.whole else 0.0
    return [before + step * scale for step, _ in record["curves"][chart.curve]]


def _before(record: Record, chart: Chart, study: Study, records: Sequence[Record]) -> float:
    """What the trainings took, along the axis, that this one's networks come from; 0 of one whose record is missing."""
    start = study.condition(record["condition"]).start
    for one in records:
        if (one["condition"], one["seed"]) == (start, record["seed"]):
            own = one["seconds"] if chart.by_time else 1e-6 * one["steps"]
            return float(own) + _before(one, chart, study, records)
    return 0.0
