"""Each kind of segment keeps what its parameters say, seen in the finished course."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pytest
from clamber.assets.course import CourseSpec, ParameterRange, SegmentKind
from clamber.assets.fields import Vector2
from clamber.assets.loading import load_course
from clamber.courses import generate
from clamber.courses.course import HOLE_FLOOR, OPEN_SKY, Course
from clamber.courses.lane import WALL_HEIGHT
from clamber.courses.segments import DEFINITIONS
from hypothesis import given, settings
from hypothesis import strategies as st

Ranges = dict[str, tuple[float, float]]
seeds = st.integers(0, 2**64 - 1)
quick = settings(max_examples=30, deadline=None)
SLACK = 1e-6


def lane_of(name: str, seed: int, difficulty: float) -> tuple[Course, Ranges, CourseSpec]:
    """A course of one kind at scale 1, and its parameters' ranges at that difficulty."""
    spec = load_course(name)
    ranges = {
        item.name: tuple(easy + (hard - easy) * difficulty for easy, hard in zip(item.easy, item.hard, strict=True))
        for item in spec.segments[0].parameters
    }
    return generate(spec, seed, difficulty, 1.0), ranges, spec  # type: ignore[return-value]


def boxes_of(course: Course, kind: SegmentKind) -> list[list[float]]:
    """Boxes of a kind as x0, x1, y0, y1, z0, z1, in the order of x."""
    rows = [
        [x - hx, x + hx, y - hy, y + hy, z - hz, z + hz]
        for (x, y, z, hx, hy, hz), box_kind in zip(course.boxes.tolist(), course.box_kinds.tolist(), strict=True)
        if box_kind == kind
    ]
    return sorted(rows)


def within(values: list[float], bounds: tuple[float, float]) -> bool:
    """Whether there are values and all lie between two bounds."""
    return bool(values) and min(values) >= bounds[0] - SLACK and max(values) <= bounds[1] + SLACK


def with_range(spec: CourseSpec, name: str, low: float, high: float) -> CourseSpec:
    """A course of one kind with one parameter's range replaced, at every difficulty."""
    entry = spec.segments[0]
    knobs = [ParameterRange(name, Vector2(low, high), Vector2(low, high)) if item.name == name else item
             for item in entry.parameters]  # fmt: skip
    return replace(spec, segments=[replace(entry, parameters=knobs)])


def test_every_kind_is_there_and_described() -> None:
    """Thirteen kinds, each with a sentence and named parameters with meaning."""
    assert set(DEFINITIONS) == set(SegmentKind)
    for definition in DEFINITIONS.values():
        assert definition.summary.endswith(".")
        assert definition.parameters
        for parameter in definition.parameters:
            assert parameter.meaning
            assert parameter.minimum < parameter.maximum
    assert DEFINITIONS[SegmentKind.STEPPING_STONES].name == "SteppingStones"


@quick
@given(seeds, st.sampled_from([0.0, 0.4, 1.0]))
def test_hurdles(seed: int, difficulty: float) -> None:
    """Height, depth and distance within their ranges; across the whole lane."""
    course, ranges, spec = lane_of("Hurdles", seed, difficulty)
    hurdles = boxes_of(course, SegmentKind.HURDLES)
    assert within([box[5] for box in hurdles], ranges["height"])
    assert within([box[1] - box[0] for box in hurdles], ranges["depth"])
    apart = [after[0] - before[1] for before, after in itertools.pairwise(hurdles)]
    assert within(apart, (ranges["apart"][0], ranges["apart"][1] + spec.spacing.y))
    assert {(round(box[2], 9), round(box[3], 9), box[4]) for box in hurdles} == {(-2.0, 2.0, 0.0)}


@quick
@given(seeds, st.sampled_from([0.0, 0.4, 1.0]))
def test_gaps(seed: int, difficulty: float) -> None:
    """Gaps and platforms as wide as their ranges say, measured on the boxes."""
    course, ranges, spec = lane_of("Gaps", seed, difficulty)
    ground = boxes_of(course, SegmentKind.FLAT)
    assert within([after[0] - before[1] for before, after in itertools.pairwise(ground)], ranges["width"])
    platforms = [box[1] - box[0] for box in ground[1:-1]]
    assert within(platforms, (ranges["platform"][0], ranges["platform"][1] + spec.spacing.y))


@quick
@given(seeds, st.sampled_from([0.0, 0.4, 1.0]))
def test_platforms(seed: int, difficulty: float) -> None:
    """Height and length within their ranges."""
    course, ranges, _ = lane_of("Platforms", seed, difficulty)
    blocks = boxes_of(course, SegmentKind.PLATFORMS)
    assert within([box[5] for box in blocks], ranges["height"])
    assert within([box[1] - box[0] for box in blocks], ranges["length"])


@quick
@given(seeds, st.sampled_from([0.0, 0.4, 1.0]))
def test_stairs(seed: int, difficulty: float) -> None:
    """Along the middle the floor rises by equal steps of a tread each, and comes down the same way."""
    course, ranges, _ = lane_of("Stairs", seed, difficulty)
    for part in course.segments:
        boxes = [box for box in boxes_of(course, SegmentKind.STAIRS) if part.start - SLACK <= box[0] < part.end]
        rises = np.diff([0.0, *sorted(box[5] for box in boxes)])
        assert within(rises.tolist(), ranges["rise"])
        assert np.ptp(rises) < SLACK
        up = sorted(box[0] for box in boxes)
        down = sorted((box[1] for box in boxes), reverse=True)
        assert up[0] == pytest.approx(part.start)
        assert down[0] == pytest.approx(part.end)
        assert np.diff(up) == pytest.approx(0.4, abs=1e-6)
        assert np.diff(down) == pytest.approx(-0.4, abs=1e-6)
        assert down[-1] - up[-1] == pytest.approx(0.8, abs=1e-6)
        if part is not course.segments[-1]:
            assert round(ranges["steps"][0]) <= len(boxes) <= round(ranges["steps"][1])


@quick
@given(seeds, st.sampled_from([0.0, 0.4, 1.0]))
def test_slope(seed: int, difficulty: float) -> None:
    """A third up at the grade, a third level, a third down."""
    course, ranges, _ = lane_of("Slope", seed, difficulty)
    for field, part in zip(course.height_fields, course.segments, strict=True):
        length = part.end - part.start
        grades = np.diff(field.heights, axis=0) / field.dx
        third = len(grades) // 3
        assert within([float(grades[0, 0])], ranges["grade"])
        assert grades[:third] == pytest.approx(grades[0, 0])
        assert np.abs(grades[third : 2 * third]).max() < 1e-9
        assert grades[2 * third :] == pytest.approx(-grades[0, 0])
        assert field.dx * third == pytest.approx(length / 3)


@quick
@given(seeds, st.sampled_from([0.0, 0.4, 1.0]))
def test_rough(seed: int, difficulty: float) -> None:
    """Never higher or deeper than the amplitude, nor much less, and up as much as down."""
    course, ranges, _ = lane_of("Rough", seed, difficulty)
    for field in course.height_fields:
        inner = field.heights[1:-1]
        assert ranges["amplitude"][0] * 0.95 < np.abs(inner).max() <= ranges["amplitude"][1] + SLACK
        assert abs(inner.mean()) < 0.15 * ranges["amplitude"][1]
        assert 0.2 < field.dx < 0.3


@quick
@given(seeds, st.sampled_from([0.0, 0.4, 1.0]))
def test_stepping_stones(seed: int, difficulty: float) -> None:
    """Square stones of the right size and distance in rows, nothing but holes between them."""
    course, ranges, _ = lane_of("SteppingStones", seed, difficulty)
    stones = boxes_of(course, SegmentKind.STEPPING_STONES)
    assert within([box[1] - box[0] for box in stones], ranges["size"])
    assert within([box[3] - box[2] for box in stones], ranges["size"])
    assert {box[5] for box in stones} == {0.0}
    rows: dict[float, list[list[float]]] = {}
    for box in stones:
        rows.setdefault(round(box[0], 6), []).append(box)
    for row in rows.values():
        ordered = sorted(row, key=lambda box: box[2])
        apart = [after[2] - before[3] for before, after in itertools.pairwise(ordered)]
        assert within(apart, ranges["apart"])
        assert ordered[0][2] + 2.0 < ranges["size"][1] + ranges["apart"][1]
    ends = [part.start for part in course.segments] + [part.end for part in course.segments]
    starts = sorted(rows)
    for before, after in itertools.pairwise(starts):
        gap = after - rows[before][0][1]
        if not any(before < end < after for end in ends):
            assert within([gap], ranges["apart"])


@quick
@given(seeds, st.sampled_from([0.0, 0.4, 1.0]))
def test_slalom(seed: int, difficulty: float) -> None:
    """Every wall leaves exactly one opening of the stated width, on the left and on the right in turn."""
    course, ranges, _ = lane_of("Slalom", seed, difficulty)
    walls: dict[float, list[list[float]]] = {}
    for box in boxes_of(course, SegmentKind.SLALOM):
        assert box[5] == WALL_HEIGHT
        walls.setdefault(round(box[0], 6), []).append(box)
    previous: tuple[float, float] | None = None
    assert len(walls) >= 10
    for start, boxes in sorted(walls.items()):
        free = [-2.0, 2.0]
        for box in boxes:
            if box[2] == pytest.approx(-2.0):
                free[0] = box[3]
            else:
                assert box[3] == pytest.approx(2.0)
                free[1] = box[2]
        # A rest of a wall too thin to be a box is left out and adds to the opening.
        assert ranges["opening"][0] - SLACK <= free[1] - free[0] <= ranges["opening"][1] + 0.05 + SLACK
        middle = (free[0] + free[1]) / 2
        if previous is not None and any(part.start < previous[0] and start < part.end for part in course.segments):
            assert (middle > -0.03) != (previous[1] > 0.03) or abs(middle) < 0.03 or abs(previous[1]) < 0.03
        previous = (start, middle)
        column = course.raster.floor[int((boxes[0][0] + 0.1 - course.raster.x) / course.raster.dx + 0.5)]
        assert np.count_nonzero(column == 0) * 0.1 == pytest.approx(free[1] - free[0], abs=0.11)


@quick
@given(seeds, st.sampled_from([0.0, 0.4, 1.0]), st.sampled_from([0.9, 1.25, 1.9]))
def test_beams(seed: int, difficulty: float, standing_height: float) -> None:
    """The underside hangs at the stated share of the body's height, and the raster's ceiling says so."""
    _, ranges, spec = lane_of("Beams", seed, difficulty)
    course = generate(spec, seed, difficulty, 1.0, standing_height)
    beams = boxes_of(course, SegmentKind.BEAMS)
    assert within([box[4] / standing_height for box in beams], ranges["clearance"])
    assert within([box[1] - box[0] for box in beams], ranges["depth"])
    assert (course.raster.floor == 0).all()
    lowest = course.raster.ceiling.min(axis=1)
    assert sorted({float(height) for height in lowest[lowest < OPEN_SKY]}) == pytest.approx(
        sorted({box[4] for box in beams}), abs=1e-6
    )


def test_beams_of_the_tallest_stay_under_the_sky() -> None:
    """However tall the body, a beam is lower than what stands for open sky."""
    course = generate(load_course("Beams"), 1, 0.0, 0.1, 5.0)
    assert 0 < course.raster.ceiling.min() < OPEN_SKY * 0.1


@quick
@given(seeds, st.sampled_from([0.0, 0.4, 1.0]))
def test_rubble(seed: int, difficulty: float) -> None:
    """Blocks cover the stated share of the ground, never overlap, and each has a height within the range."""
    course, ranges, _ = lane_of("Rubble", seed, difficulty)
    blocks = boxes_of(course, SegmentKind.RUBBLE)
    assert within([box[5] for box in blocks], ranges["height"])
    assert np.std([box[5] for box in blocks]) > 0.15 * (ranges["height"][1] - ranges["height"][0])
    for part in course.segments:
        inside = [box for box in blocks if part.start - SLACK <= box[0] < part.end]
        assert len(inside) <= 60
        area = sum((box[1] - box[0]) * (box[3] - box[2]) for box in inside)
        assert area == pytest.approx(0.3 * 4.0 * (part.end - part.start), rel=1e-6)
        assert max(box[1] for box in inside) <= part.end + SLACK
        for index, one in enumerate(inside):
            for other in inside[index + 1 :]:
                assert (min(one[1], other[1]) - max(one[0], other[0]) < SLACK
                        or min(one[3], other[3]) - max(one[2], other[2]) < SLACK)  # fmt: skip


@quick
@given(seeds, st.sampled_from([0.0, 0.4, 1.0]))
def test_narrow_bridge(seed: int, difficulty: float) -> None:
    """The bridge alone spans the hole, with no step onto it, and reaches no further than half way off the middle."""
    course, ranges, _ = lane_of("NarrowBridge", seed, difficulty)
    bridges = boxes_of(course, SegmentKind.NARROW_BRIDGE)
    ground = boxes_of(course, SegmentKind.FLAT)
    assert within([box[3] - box[2] for box in bridges], ranges["width"])
    assert within([box[1] - box[0] for box in bridges], ranges["length"])
    for bridge, before, after in zip(bridges, ground, ground[1:], strict=False):
        assert bridge[0] == pytest.approx(before[1])
        assert bridge[1] == pytest.approx(after[0])
        width = bridge[3] - bridge[2]
        assert abs(bridge[2] + bridge[3]) / 2 <= (4.0 - width) / 4 + SLACK
        cells = course.raster.floor[int(((bridge[0] + bridge[1]) / 2 - course.raster.x) / course.raster.dx)]
        assert np.count_nonzero(cells == 0) * 0.1 == pytest.approx(width, abs=0.11)
        assert np.count_nonzero(cells == HOLE_FLOOR) == 40 - np.count_nonzero(cells == 0)


@quick
@given(seeds)
def test_boulders(seed: int) -> None:
    """Rows two to four apart; half buried to resting; the radius at least the constant."""
    course, ranges, spec = lane_of("Boulders", seed, 1.0)
    rows = sorted({x for x in course.spheres[:, 0].tolist()})
    assert within(np.diff(rows).tolist(), (ranges["apart"][0], ranges["apart"][1] + spec.spacing.y + 0.5))
    assert within(course.spheres[:, 3].tolist(), (ranges["radius"][0], 0.5))
    assert within((course.spheres[:, 2] / course.spheres[:, 3]).tolist(), (0.0, 1.0))
    counts = [np.count_nonzero(course.spheres[:, 0] == x) for x in rows]
    assert 2 <= min(counts) <= max(counts) <= 3


def test_boulders_are_those_of_the_contest() -> None:
    """At difficulty 1, radius 0.05 m + Exp(0.05 m) for a leg of 0.9 m: the mean, and the share beyond the mean."""
    spec = load_course("Boulders")
    radii = np.concatenate([generate(spec, seed, 1.0, 0.9).spheres[:, 3] for seed in range(200)])
    extra = radii - 0.05
    assert len(radii) > 5000
    assert extra.min() > -0.001
    deviation = 0.05 / np.sqrt(len(radii))
    assert abs(extra.mean() - 0.05) < 5 * deviation + 0.0005
    assert abs((extra > 0.05).mean() - np.exp(-1)) < 0.03


@pytest.mark.parametrize("name", ["Contest", "ContestClose"])
def test_ten_boulders_in_the_way_of_a_runner(name: str) -> None:
    """Rows of three at the same place; with ContestClose where the contest had them: three within five metres of the
    start, then one every 2 to 4 m. All in metres, for the Runner's leg.
    """
    spec, rows, rises = load_course(name), [], []
    for seed in range(100):
        spheres = generate(spec, seed, 1.0, 0.897).spheres
        places = np.unique(spheres[:, 0])
        assert len(spheres) == 30
        assert len(places) == 10
        rows.append(places)
        rises.append((spheres[:, 2] / spheres[:, 3])[np.argsort(spheres[:, 0], kind="stable")])
    apart = np.diff(rows, axis=1)
    assert apart[:, 3:].min() >= 2.0 - SLACK
    assert apart[:, 3:].max() <= 4.0 + 1e-3
    if name == "ContestClose":
        first, later = np.split(np.array(rises), [9], axis=1)
        assert (first.min(), first.max()) == pytest.approx((-0.25, 0.25), abs=0.01)
        assert (later.min(), later.max()) == pytest.approx((-0.05, 0.25), abs=0.01)
        assert np.min(rows) > 1.0
        assert np.max([places[2] for places in rows]) < 5.0
        fourth = np.array([places[3] for places in rows])
        assert abs(fourth.mean() - (5.0 + 3.0)) < 0.3
        assert abs(np.mean([places[9] for places in rows]) - (5.0 + 7 * 3.0)) < 0.6


@pytest.mark.parametrize(("low", "high"), [(1, 1), (2, 4), (7, 7)])
def test_whole_numbers_are_drawn_evenly(low: int, high: int) -> None:
    """Both ends of a range of counts come up, as often as what lies between."""
    spec = replace(with_range(load_course("Stairs"), "steps", low, high), length=1000.0)
    counts: dict[int, int] = {}
    for part in generate(spec, 4, 0.5, 1.0).segments[:-1]:
        steps = round((part.end - part.start) / 0.8)
        counts[steps] = counts.get(steps, 0) + 1
    assert set(counts) == set(range(low, high + 1))
    total = sum(counts.values())
    expected = total / (high - low + 1)
    assert all(abs(count - expected) < 5 * np.sqrt(expected) for count in counts.values())
