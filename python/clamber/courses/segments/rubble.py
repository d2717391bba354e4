"""Rubble: blocks strewn over level ground."""

from __future__ import annotations

from math import floor, sqrt

from clamber.assets.course import SegmentKind
from clamber.courses.lane import Draws, Lane
from clamber.courses.segments.definition import Ends, Most, Parameter, segment


def _most(ends: Ends, width: float) -> Most:
    """One block in each place; places are at least the smallest block over the root of the greatest cover."""
    pitch = ends.shortest("size") / sqrt(ends.longest("cover"))
    across = max(1, floor(width / pitch + 1e-9))
    shortest = ends.shortest("length")
    # A segment shorter than a place still holds one row.
    lone_row = 0 if shortest >= ends.longest("size") / sqrt(ends.shortest("cover")) else across
    return Most(shortest, ends.longest("length"), boxes=lone_row, boxes_per_length=across / pitch)


@segment(
    SegmentKind.RUBBLE,
    (
        Parameter("height", "height of a block, each its own", 0.01, 1.0),
        Parameter("size", "edge of a block, about", 0.25, 2.0),
        Parameter("cover", "share of the ground under blocks", 0.02, 0.5, unit=""),
        Parameter("length", "length of the segment", 1.0, 20.0),
    ),
    _most,
)
def rubble(lane: Lane, x: float, limit: float, draws: Draws) -> float:
    """Blocks strewn over level ground: one in each place of a grid, anywhere in it, longer or wider by chance."""
    length = draws.length_within("length", limit - x)
    size = draws.value("size")
    cover = draws.value("cover")
    if length == 0.0:
        return x
    pitch = size / sqrt(cover)
    rows = max(1, floor(length / pitch))
    columns = max(1, floor(lane.width / pitch))
    place_length = length / rows
    place_width = lane.width / columns
    least, greatest = draws.ranges["height"]
    numbers = iter(draws.random.uniforms(rows * columns * 4).tolist())
    # A block has the given share of its place, with edges in the ratio of the place's, give or take a fifth.
    edge = sqrt(cover)
    for row in range(rows):
        x0 = x + row * place_length
        for column in range(columns):
            y0 = lane.right + column * place_width
            stretch = 0.8 + 0.4 * next(numbers)
            block_length = place_length * (edge * stretch)
            block_width = place_width * (edge / stretch)
            low_x = x0 + (place_length - block_length) * next(numbers)
            low_y = y0 + (place_width - block_width) * next(numbers)
            height = least + (greatest - least) * next(numbers)
            lane.box(SegmentKind.RUBBLE, low_x, low_x + block_length, low_y, low_y + block_width, height)
    return x + length
