"""How a brain fares as courses grow harder, as a plot."""

from __future__ import annotations

from math import sqrt
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from clamber.evaluation.pictures import COLOURS, name_axes, new_picture
from clamber.evaluation.report_table import ENGINES
from clamber.evaluation.statistics import Z_95


def draw_difficulty(report: dict[str, Any]) -> Figure:
    """Success, falls and distance over difficulty with 95% bands (Wilson's for shares), a line per engine."""
    figure, (success, falls, distance) = new_picture(3)
    for colour, (engine, title) in zip(COLOURS, ENGINES.items(), strict=False):
        if engine not in report:
            continue
        summaries = sorted(report[engine], key=lambda summary: float(summary["difficulty"]))
        x = [float(summary["difficulty"]) for summary in summaries]
        for plot, name in ((success, "success"), (falls, "fell")):
            share, low, high = ([100 * summary[name][end] for summary in summaries] for end in ("share", "low", "high"))
            _line(plot, x, share, low, high, colour, title)
            plot.set_ylim(-3, 103)
        means = [float(summary["distance"]["mean"]) for summary in summaries]
        half = [Z_95 * summary["distance"]["std"] / sqrt(summary["episodes"]) for summary in summaries]
        low = [mean - error for mean, error in zip(means, half, strict=True)]
        high = [mean + error for mean, error in zip(means, half, strict=True)]
        _line(distance, x, means, low, high, colour, title)
    distance.set_ylim(bottom=min(0.0, distance.get_ylim()[0]))
    name_axes(success, "success, %", "difficulty")
    name_axes(falls, "falls, %", "difficulty")
    name_axes(distance, "distance, m", "difficulty")
    for plot in (success, falls, distance):
        plot.set_xlim(-0.03, 1.03)
    distance.legend(fontsize=8, frameon=False)
    return figure


def _line(
    plot: Axes, x: list[float], y: list[float], low: list[float], high: list[float], colour: str, label: str
) -> None:
    """A line with a band; a bar at every point, so that a single one shows its interval too."""
    plot.plot(x, y, "o-", color=colour, markersize=4, label=label)
    plot.fill_between(x, low, high, color=colour, alpha=0.18, linewidth=0)
    plot.vlines(x, low, high, color=colour, alpha=0.4)
