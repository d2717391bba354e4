"""Plots without a display, in one look."""

from __future__ import annotations

import io
from pathlib import Path

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from clamber.assets.files import write_bytes

#: One colour per line, told apart also by those who confuse red and green (Okabe and Ito 2008).
COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#333333")
_GREY = "#777777"


def new_picture(columns: int, rows: int = 1, width: float = 3.4, height: float = 2.7) -> tuple[Figure, list[Axes]]:
    """A figure with a grid of axes, row by row; ``width`` and ``height`` of each in inches."""
    figure = Figure(figsize=(columns * width, rows * height), dpi=130, facecolor="white", layout="constrained")
    FigureCanvasAgg(figure)
    grid = figure.subplots(rows, columns, squeeze=False)
    axes: list[Axes] = list(grid.flat)
    for plot in axes:
        plot.grid(True, color="#e6e6e6", linewidth=0.7)
        plot.set_axisbelow(True)
        plot.tick_params(labelsize=8, length=0, labelcolor=_GREY)
        for spine in plot.spines.values():
            spine.set_visible(False)
    return figure, axes


def name_axes(plot: Axes, title: str, x: str) -> None:
    """Says what a plot shows (``title``) over what (``x``)."""
    plot.set_title(title, fontsize=9, loc="left", weight="bold")
    plot.set_xlabel(x, fontsize=8, color=_GREY)


def picture_bytes(figure: Figure) -> bytes:
    """A figure as the content of a PNG file, the same bytes on every day."""
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", metadata={"Software": None})
    return buffer.getvalue()


def save_picture(figure: Figure, out: Path) -> None:
    """Writes a figure as PNG, whole or not at all.

    Raises:
        AssetError: it cannot be written.
    """
    write_bytes(out, picture_bytes(figure))
