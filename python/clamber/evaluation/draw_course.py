"""``clamber inspect course``: a course from the side and from above, and a table of its segments."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import PatchCollection
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.patches import Circle, Rectangle
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table

from clamber.assets.course import SegmentKind
from clamber.assets.fields import AssetError
from clamber.assets.loading import load_course
from clamber.courses import capacity, generate
from clamber.courses.course import Course, HeightField, Segment
from clamber.courses.lane import GROUND_DEPTH
from clamber.courses.segments import DEFINITIONS
from clamber.evaluation.pictures import save_picture

Colour = tuple[float, float, float]

_COLOURS = {
    SegmentKind.FLAT: "#b9b6a8",
    SegmentKind.ROUGH: "#a8895f",
    SegmentKind.SLOPE: "#8fa35b",
    SegmentKind.STAIRS: "#6f9bb8",
    SegmentKind.HURDLES: "#d4793a",
    SegmentKind.GAPS: "#5f7d8f",
    SegmentKind.PLATFORMS: "#b7618c",
    SegmentKind.STEPPING_STONES: "#58a39a",
    SegmentKind.SLALOM: "#8672b5",
    SegmentKind.BEAMS: "#c2484b",
    SegmentKind.RUBBLE: "#9c7a5b",
    SegmentKind.NARROW_BRIDGE: "#4f8f68",
    SegmentKind.BOULDERS: "#77797d",
}
_GROUND: Colour = to_rgb("#dcd8c9")
_HOLE = "#26303a"
_SKY = "#eef3f6"
_LIGHTEST = to_rgb("#ffffff")
#: Rows of the picture: a lane of 60 leg lengths is too long for one.
_ROW_LENGTH = 32.0
_INCHES_PER_LENGTH = 0.5
_DOTS_PER_INCH = 130
#: How much of the segment's colour level ground inside a segment takes on.
_TINT = 0.35
#: Heights shown from the side, leg lengths.
_LOWEST, _HIGHEST = -1.0, 3.0


def inspect_course(name: str, seed: int, difficulty: float, out: Path) -> None:
    """Lists a course's segments and draws it from the side and from above, in leg lengths.

    Args:
        name: a course of the content folder, or the path of a .asset file.
        seed: 0 to 2^64 - 1.
        difficulty: 0 to 1.
        out: where the picture (PNG) goes.

    Raises:
        AssetError: the course cannot be loaded, seed or difficulty is out of range, or the picture cannot be written.
    """
    spec = load_course(name)
    try:
        course = generate(spec, seed, difficulty, 1.0)
    except AssetError as error:
        raise AssetError(str(error).replace("course:", f"{name}:", 1)) from None
    except ValueError as error:
        raise AssetError(str(error)) from None
    most = capacity(spec)
    console = Console()
    console.print(segment_table(course))
    console.print(
        f"{len(course.boxes)} boxes (never more than {most.boxes}), {len(course.spheres)} spheres ({most.spheres}), "
        f"{len(course.height_fields)} height fields ({most.height_fields})",
        highlight=False,
    )
    draw_course(course, Path(name).stem, out)
    console.print(f"drawn: {out}", markup=False, highlight=False)


def segment_table(course: Course) -> Table:
    """A course's segments as a table for the terminal."""
    table = Table(title=f"{len(course.segments)} segments; leg lengths", title_justify="left")
    for heading in ("from", "to", "kind", "difficulty"):
        table.add_column(heading, justify="left" if heading == "kind" else "right")
    for part in course.segments:
        table.add_row(f"{part.start:.2f}", f"{part.end:.2f}", _name(part.kind), f"{part.difficulty:.2f}")
    return table


@dataclass(frozen=True)
class _Block:
    """A box as it is drawn: corners, its kind's colour, and whether it is level ground or overhead."""

    low: tuple[float, float, float]
    high: tuple[float, float, float]
    colour: Colour
    ground: bool
    overhead: bool


def draw_course(course: Course, title: str, out: Path) -> None:
    """Draws a course made at scale 1: rows of side view over top view.

    Raises:
        AssetError: the picture cannot be written.
    """
    start = course.raster.x - course.raster.dx / 2
    end = start + course.raster.dx * (course.raster.floor.shape[0] - 0.2)
    rows = max(1, int(np.ceil((end - start) / _ROW_LENGTH - 0.25)))
    row_length = (end - start) / rows
    side_height, top_height = _HIGHEST - _LOWEST, course.width
    margins = (0.55, 0.15, 0.6, 0.0)  # left, right, top and bottom, inches
    between, after = 0.22, 0.5
    row_height = (side_height + top_height) * _INCHES_PER_LENGTH + between + after
    size = (row_length * _INCHES_PER_LENGTH + margins[0] + margins[1], rows * row_height + margins[2] + margins[3])
    figure = Figure(figsize=size, dpi=_DOTS_PER_INCH, facecolor="white")
    FigureCanvasAgg(figure)
    figure.text(
        margins[0] / size[0], 1 - 0.3 / size[1],
        f"{title}   seed {course.seed}, difficulty {course.difficulty:g}", fontsize=13, weight="bold", va="center",
    )  # fmt: skip
    figure.text(
        1 - margins[1] / size[0], 1 - 0.3 / size[1], "leg lengths; side view over top view", fontsize=9, va="center",
        ha="right", color="#666666",
    )  # fmt: skip
    blocks = list(_blocks(course))
    for row in range(rows):
        left = start + row * row_length
        top = size[1] - margins[2] - row * row_height
        for draw, height, low, high in (
            (_draw_side, side_height, _LOWEST, _HIGHEST),
            (_draw_top, top_height, -course.width / 2, course.width / 2),
        ):
            inches = height * _INCHES_PER_LENGTH
            place = (margins[0], top - inches, row_length * _INCHES_PER_LENGTH, inches)
            axes = figure.add_axes((place[0] / size[0], place[1] / size[1], place[2] / size[0], place[3] / size[1]))
            axes.set_xlim(left, left + row_length)
            axes.set_ylim(low, high)
            axes.tick_params(labelsize=7, length=2, color="#999999", labelcolor="#555555")
            for spine in axes.spines.values():
                spine.set_visible(False)
            draw(axes, course, blocks)
            top -= inches + between
    save_picture(figure, out)


def _name(kind: int) -> str:
    return DEFINITIONS[SegmentKind(kind)].name


def _mix(colour: Colour, other: Colour, share: float) -> Colour:
    return tuple(a + (b - a) * share for a, b in zip(colour, other, strict=True))  # type: ignore[return-value]


def _blocks(course: Course) -> Iterator[_Block]:
    """Yields the boxes, level ground cut where a segment begins or ends and tinted with its colour."""
    for row, kind in zip(course.boxes.tolist(), course.box_kinds.tolist(), strict=True):
        low = (row[0] - row[3], row[1] - row[4], row[2] - row[5])
        high = (row[0] + row[3], row[1] + row[4], row[2] + row[5])
        if kind == SegmentKind.FLAT:
            for start, end, colour in _tinted(low[0], high[0], course.segments):
                yield _Block((start, *low[1:]), (end, *high[1:]), colour, ground=True, overhead=False)
        else:
            colour = to_rgb(_COLOURS[SegmentKind(kind)])
            yield _Block(low, high, colour, ground=False, overhead=low[2] > 0.0)


def _tinted(start: float, end: float, segments: tuple[Segment, ...]) -> Iterator[tuple[float, float, Colour]]:
    """Yields pieces of a stretch of ground with their colours."""
    for part in segments:
        if part.end <= start or part.start >= end:
            continue
        if part.start > start:
            yield start, part.start, _GROUND
        start, piece_end = max(start, part.start), min(end, part.end)
        yield start, piece_end, _mix(_GROUND, to_rgb(_COLOURS[SegmentKind(part.kind)]), _TINT)
        start = piece_end
    if end > start:
        yield start, end, _GROUND


def _height_share(height: float) -> float:
    """How much lighter something is drawn for its height."""
    return float(np.clip(height, 0.0, 1.2)) * 0.45


def _draw_top(axes: Axes, course: Course, blocks: list[_Block]) -> None:
    """Draws the lane seen from above, higher things lighter, with their shadows."""
    axes.set_facecolor(_HOLE)
    axes.set_yticks([-course.width / 2, 0, course.width / 2])
    for field in course.height_fields:
        _draw_field_top(axes, field)
    for block in blocks:
        width, depth = block.high[0] - block.low[0], block.high[1] - block.low[1]
        if not block.ground and block.high[2] > 0:
            drop = min(0.35 * block.high[2], 0.5)
            axes.add_patch(
                Rectangle((block.low[0] + drop * 0.6, block.low[1] - drop * 0.6), width, depth, fc="black", alpha=0.22,
                          lw=0, zorder=2 if block.high[2] > 0 else 1)
            )  # fmt: skip
        axes.add_patch(
            Rectangle(
                block.low[:2], width, depth, zorder=4 if block.overhead else 1 if block.ground else 2,
                fc=block.colour if block.ground else _mix(block.colour, _LIGHTEST, _height_share(block.high[2])),
                ec="none" if block.ground else _mix(block.colour, (0, 0, 0), 0.35), lw=0 if block.ground else 0.5,
                alpha=0.72 if block.overhead else 1.0, hatch="////" if block.overhead else None,
            )
        )  # fmt: skip
    for x, y, z, radius in course.spheres.tolist():
        axes.add_patch(Circle((x + 0.5 * z, y - 0.5 * z), radius, fc="black", alpha=0.22, lw=0, zorder=2))
        steps = (0.0, 0.25, 0.5, 0.75)
        shades = [Circle((x - radius * 0.35 * k, y + radius * 0.35 * k), radius * (1 - k)) for k in steps]
        stone = to_rgb(_COLOURS[SegmentKind.BOULDERS])
        colours = [_mix(stone, _LIGHTEST, 0.2 * k) for k in range(4)]
        axes.add_collection(PatchCollection(shades, facecolors=colours, lw=0, zorder=3))
    for x, label in ((0.0, "start"), (course.length, "finish")):
        axes.axvline(x, color="#c0392b", lw=1.6, zorder=5)
        axes.annotate(label, (x, -course.width / 2), (3, 3), textcoords="offset points", fontsize=7, color="#c0392b",
                      zorder=6, annotation_clip=True)  # fmt: skip


def _draw_field_top(axes: Axes, field: HeightField) -> None:
    """Draws a height field lit from the upper left."""
    colour = to_rgb(_COLOURS[SegmentKind(field.kind)])
    slope_x, slope_y = np.gradient(field.heights, field.dx, field.dy)
    light = np.clip(0.5 - 0.45 * (slope_x - slope_y), 0.0, 1.0)[..., None]
    shaded: NDArray[np.float64] = np.where(
        light > 0.5, np.array(colour) + (1 - np.array(colour)) * (light - 0.5), np.array(colour) * (light + 0.5)
    )
    columns, rows = field.heights.shape
    extent = (field.x, field.x + field.dx * (columns - 1), field.y, field.y + field.dy * (rows - 1))
    image = axes.imshow(shaded.transpose(1, 0, 2), origin="lower", extent=extent, aspect="auto", zorder=1,
                        interpolation="bilinear")  # fmt: skip
    image.set_clip_on(True)


def _draw_side(axes: Axes, course: Course, blocks: list[_Block]) -> None:
    """Draws the lane seen from the right: what is nearer covers what is further left."""
    axes.set_facecolor(_SKY)
    axes.set_yticks([-1, 0, 1, 2])
    axes.set_xticklabels([])
    axes.grid(axis="y", color="white", lw=0.8, zorder=0)
    axes.set_axisbelow(True)
    left, right = axes.get_xlim()
    for field in course.height_fields:
        colour = to_rgb(_COLOURS[SegmentKind(field.kind)])
        x = field.x + field.dx * np.arange(field.heights.shape[0])
        axes.fill_between(x, -GROUND_DEPTH, field.heights.max(axis=1), color=_mix(colour, _LIGHTEST, 0.45), lw=0)
        axes.fill_between(x, -GROUND_DEPTH, field.heights.min(axis=1), color=colour, lw=0)
    for block in sorted(blocks, key=lambda block: -block.low[1]):
        through = block.high[1] - block.low[1] > 0.99 * course.width
        axes.add_patch(
            Rectangle(
                (block.low[0], block.low[2]), block.high[0] - block.low[0], block.high[2] - block.low[2],
                fc=block.colour, ec="none" if block.ground else _mix(block.colour, (0, 0, 0), 0.35),
                lw=0 if block.ground else 0.5, alpha=1.0 if through else 0.6, zorder=1 if block.ground else 2,
            )
        )  # fmt: skip
    for x, _, z, radius in sorted(course.spheres.tolist(), key=lambda row: -row[1]):
        stone = to_rgb(_COLOURS[SegmentKind.BOULDERS])
        axes.add_patch(Circle((x, z), radius, fc=stone, ec=_mix(stone, (0, 0, 0), 0.35), lw=0.5, zorder=0.9))
    for part in course.segments:
        begin, end = max(part.start, left), min(part.end, right)
        if end - begin > 0.45 * (part.end - part.start):
            colour = _mix(to_rgb(_COLOURS[SegmentKind(part.kind)]), (0, 0, 0), 0.3)
            axes.text((begin + end) / 2, _HIGHEST - 0.12, _name(part.kind), fontsize=7.5, ha="center", va="bottom",
                      color=colour, weight="bold")  # fmt: skip
            axes.plot([begin + 0.05, end - 0.05], [_HIGHEST - 0.2] * 2, color=colour, lw=2, solid_capstyle="butt")
    for line in (0.0, course.length):
        if left <= line <= right:
            axes.axvline(line, color="#c0392b", lw=1.6)
