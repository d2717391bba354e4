"""How a brain fares as courses grow harder, as a plot."""

from __future__ import annotations

from math import sqrt
from typing import Any

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
        x = [summary["difficulty"] for summary in summaries]
        for plot, name in ((success, "success"), (falls, "fell")):
            shares = [summary[name] for summary in summaries]
            plot.plot(x, [100 * s["share"] for s in shares], "o-", color=colour, markersize=4, label=title)
            low, high = [100 * s["low"] for s in shares], [100 * s["high"] for s in shares]
            plot.fill_between(x, low, high, color=colour, alpha=0.18, linewidth=0)
            if len(x) == 1:
                plot.vlines(x, low, high, color=colour, alpha=0.4)
            plot.set_ylim(-3, 103)
        means = [summary["distance"]["mean"] for summary in summaries]
        half = [Z_95 * summary["distance"]["std"] / sqrt(summary["episodes"]) for summary in summaries]
        distance.plot(x, means, "o-", color=colour, markersize=4, label=title)
        low = [mean - error for mean, error in zip(means, half, strict=True)]
        high = [mean + error for mean, error in zip(means, half, strict=True)]
        distance.fill_between(x, low, high, color=colour, alpha=0.18, linewidth=0)
    distance.set_ylim(bottom=min(0.0, distance.get_ylim()[0]))
    name_axes(success, "success, %", "difficulty")
    name_axes(falls, "falls, %", "difficulty")
    name_axes(distance, "distance, m", "difficulty")
    for plot in (success, falls, distance):
        plot.set_xlim(-0.03, 1.03)
    distance.legend(fontsize=8, frameon=False)
    return figure
