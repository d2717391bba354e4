"""The robustness grid as a table and as a plot."""

from __future__ import annotations

from typing import Any

from matplotlib.figure import Figure
from rich.console import Console
from rich.table import Table

from clamber.evaluation.pictures import COLOURS, name_axes, new_picture


def show_robustness(grid: dict[str, Any]) -> None:
    """Prints the grid of ``robustness``: a row per condition, a column per label, the best of each row marked."""
    labels = grid["labels"]
    table = Table(
        title=f"share of the nominal distance on {grid['task']}, {grid['engine']}, {grid['episodes']} episodes each",
        caption="with the 95% interval; of several brains, the least and the greatest share",
    )
    table.add_column("condition")
    for label, told in labels.items():
        table.add_column(label if told["brains"] == 1 else f"{label} ({told['brains']} brains)", justify="right")
    rows = list(zip(*(told["conditions"] for told in labels.values()), strict=True))
    for row in rows:
        first = row[0]
        cells = [
            f"{one['share']:.0%} ({100 * one['low']:.0f} to {100 * one['high']:.0f}), falls {one['fell']:.0%}"
            for one in row
        ]
        table.add_row(
            f"{first['factor']} {first['value']:g} {first['unit']}", *_marked(cells, [one["share"] for one in row]),
            end_section=first["factor"] != _next_factor(rows, row),
        )  # fmt: skip
    means = [told["mean"] for told in labels.values()]
    table.add_row("mean over all", *_marked([f"{mean:.0%}" for mean in means], means))
    console = Console()
    console.print(table)
    for brain in grid["brains"]:
        nominal = brain["nominal"]
        senses = f", with the senses of {brain['senses']}," if brain.get("senses") else ""
        console.print(
            f"{brain['label']}: {brain['brain']}{senses} goes {nominal['distance']:.2f} m under nominal conditions, "
            f"falls {nominal['fell']['share']:.0%}",
            highlight=False, markup=False,
        )  # fmt: skip


def _marked(cells: list[str], values: list[float]) -> list[str]:
    """The cells with the greatest value in bold, where there is something to compare."""
    best = max(values)
    return [
        f"[bold]{cell}[/bold]" if value == best and len(cells) > 1 else cell
        for cell, value in zip(cells, values, strict=True)
    ]


def _next_factor(rows: list[tuple[dict[str, Any], ...]], row: tuple[dict[str, Any], ...]) -> str | None:
    index = rows.index(row) + 1
    return str(rows[index][0]["factor"]) if index < len(rows) else None


def draw_robustness(grid: dict[str, Any]) -> Figure:
    """A plot per factor: each label's share of its nominal distance over the values, with its interval."""
    labels = grid["labels"]
    factors = list(dict.fromkeys(one["factor"] for one in next(iter(labels.values()))["conditions"]))
    figure, axes = new_picture(min(4, len(factors)), -(-len(factors) // 4), 2.9, 2.5)
    for plot, factor in zip(axes, factors, strict=False):
        unit = ""
        for index, (label, told) in enumerate(labels.items()):
            own = [one for one in told["conditions"] if one["factor"] == factor]
            x, unit = [one["value"] for one in own], own[0]["unit"]
            colour = COLOURS[index % len(COLOURS)]
            plot.plot(x, [100 * one["share"] for one in own], "o-", color=colour, markersize=4, label=label)
            low, high = [100 * one["low"] for one in own], [100 * one["high"] for one in own]
            plot.fill_between(x, low, high, color=colour, alpha=0.18, linewidth=0)
        plot.axhline(100.0, color="#999999", linewidth=1.0, linestyle=":")
        plot.set_ylim(bottom=min(0.0, plot.get_ylim()[0]))
        name_axes(plot, f"{factor}", unit)
    for plot in axes[len(factors) :]:
        plot.set_axis_off()
    axes[0].set_ylabel("% of nominal distance", fontsize=8)
    axes[min(len(factors), len(axes)) - 1].legend(fontsize=8, frameon=False)
    return figure
