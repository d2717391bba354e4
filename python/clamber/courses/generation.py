"""From a course's spec, a seed and a difficulty to a lane of terrain.

Everything is computed in leg lengths with additions, multiplications, divisions, square roots and roundings down only,
and multiplied by the scale at the end, so that another language gets the same lane to the last bit.
"""

from __future__ import annotations

from math import isfinite
from typing import Final

import numpy as np
from numpy.typing import NDArray

from clamber.assets.course import Arrangement, CourseSpec, SegmentKind
from clamber.courses.course import Course, HeightField, Segment
from clamber.courses.lane import GROUND_DEPTH, Draws, Lane
from clamber.courses.plan import CoursePlan, plan_of
from clamber.courses.random_numbers import RandomNumbers, as_uniform
from clamber.courses.raster import paint

#: Height of a standing body, leg lengths, where nobody says how high it is: that of a quadruped.
STANDING_HEIGHT: Final = 1.25


def generate(
    spec: CourseSpec, seed: int, difficulty: float, scale: float, standing_height: float | None = None
) -> Course:
    """Makes a course. It depends on the arguments and on nothing else.

    Args:
        spec: the course asset.
        seed: 0 to 2^64 - 1.
        difficulty: 0 to 1.
        scale: metres per leg length.
        standing_height: height of the body's highest point as it stands, m; beams go by it. Default:
            ``STANDING_HEIGHT`` leg lengths.

    Raises:
        AssetError: the spec's parameters are not those of its kinds.
        ValueError: seed, difficulty, scale or standing height is out of range.
    """
    if not 0.0 <= difficulty <= 1.0:
        raise ValueError(f"difficulty: {difficulty:g} is not allowed; 0 to 1")
    if not (scale > 0.0 and isfinite(scale)):
        raise ValueError(f"scale: {scale:g} is not allowed; more than 0 m per leg length")
    if standing_height is not None and not (standing_height > 0.0 and isfinite(standing_height)):
        raise ValueError(f"standing_height: {standing_height:g} is not allowed; more than 0 m")
    plan = plan_of(spec)
    tallness = STANDING_HEIGHT if standing_height is None else standing_height / scale
    lane = Lane(-plan.start_length, plan.width, tallness)
    segments = _build(lane, plan, RandomNumbers(seed), difficulty)
    lane.end_ground(plan.end)
    boxes, kinds = _boxes(lane, scale)
    return Course(
        seed=seed,
        difficulty=difficulty,
        scale=scale,
        length=plan.length * scale,
        width=plan.width * scale,
        boxes=boxes,
        box_kinds=kinds,
        spheres=np.array(lane.spheres, dtype=np.float64).reshape(-1, 4) * scale,
        sphere_kinds=np.full(len(lane.spheres), SegmentKind.BOULDERS, dtype=np.int32),
        height_fields=tuple(
            HeightField(
                x=patch.x * scale,
                y=patch.y * scale,
                dx=patch.dx * scale,
                dy=patch.dy * scale,
                heights=patch.heights * scale,
                base=-GROUND_DEPTH * scale,
                kind=int(patch.kind),
            )
            for patch in lane.patches
        ),
        segments=tuple(
            Segment(int(plan.segments[entry].definition.kind), start * scale, end * scale, local_difficulty, entry)
            for entry, start, end, local_difficulty in segments
        ),
        raster=paint(lane, plan, scale),
    )


def _build(
    lane: Lane, plan: CoursePlan, random: RandomNumbers, difficulty: float
) -> list[tuple[int, float, float, float]]:
    """Builds segment after segment up to the finish; returns their entries in the plan, starts, ends, difficulties."""
    segments: list[tuple[int, float, float, float]] = []
    x = plan.start_length
    entry: int | None = None
    while x < plan.length:
        # One stream decides what comes, and each segment has its own: turning one kind's knobs leaves the kinds of
        # the other segments, and what they draw, as they were.
        kind_draw = as_uniform(random.next())
        spacing_draw = as_uniform(random.next())
        segment_seed = random.next()
        if plan.arrangement == Arrangement.SEQUENCE:
            entry = len(segments) % len(plan.segments)
        elif plan.arrangement == Arrangement.MIXED or entry is None:
            entry = _draw_entry(plan, kind_draw)
        drawn = plan.segments[entry]
        share = plan.difficulty_at_start + (1.0 - plan.difficulty_at_start) * (x / plan.length)
        local_difficulty = difficulty * share
        draws = Draws(RandomNumbers(segment_seed), drawn.at(local_difficulty))
        end = drawn.definition.build(lane, x, plan.length, draws)
        if end == x:
            break
        segments.append((entry, x, end, local_difficulty))
        x = end + (plan.spacing[0] + (plan.spacing[1] - plan.spacing[0]) * spacing_draw)
    return segments


def _draw_entry(plan: CoursePlan, draw: float) -> int:
    """Returns the entry of the plan's segments that a number in [0, 1) falls on, by weight."""
    rest = draw * plan.weight
    chosen = 0
    for index, entry in enumerate(plan.segments):
        if entry.weight > 0.0:
            chosen = index
            if rest < entry.weight:
                break
            rest -= entry.weight
    return chosen


def _boxes(lane: Lane, scale: float) -> tuple[NDArray[np.float64], NDArray[np.int32]]:
    """Returns all boxes as centres and half sizes in metres, and their kinds: ground, then obstacles, then beams."""
    corners = np.array(lane.ground + lane.boxes + lane.beams, dtype=np.float64).reshape(-1, 6)
    low, high = corners[:, :3], corners[:, 3:]
    boxes = np.empty_like(corners)
    boxes[:, :3] = ((low + high) * 0.5) * scale
    boxes[:, 3:] = ((high - low) * 0.5) * scale
    kinds = [int(SegmentKind.FLAT)] * len(lane.ground) + lane.box_kinds + [int(SegmentKind.BEAMS)] * len(lane.beams)
    return boxes, np.array(kinds, dtype=np.int32)
