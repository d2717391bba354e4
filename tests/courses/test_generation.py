"""What holds for every course."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from clamber.assets.course import Arrangement, CourseSpec, SegmentKind
from clamber.assets.fields import Vector2
from clamber.assets.loading import load_course
from clamber.courses import generate
from clamber.courses.course import HOLE_FLOOR, Course
from clamber.courses.lane import GROUND_DEPTH, WALL_HEIGHT
from course_strategies import NAMES, difficulties, seeds, specs
from hypothesis import HealthCheck, given, settings
from numpy.typing import NDArray

quick = settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))


def everything(course: Course) -> bytes:
    """All that a course consists of, as bytes."""
    fields = b"".join(
        field.heights.tobytes() + repr((field.x, field.y, field.dx, field.dy, field.base, field.kind)).encode()
                      for field in course.height_fields)  # fmt: skip
    arrays = (course.boxes, course.box_kinds, course.spheres, course.raster.floor, course.raster.ceiling)
    return b"".join(array.tobytes() for array in arrays) + fields + repr(course.segments).encode()


def profile(course: Course, x: float) -> NDArray[np.float32]:
    """The raster's floor across the lane at the cells next to x."""
    index = (x - course.raster.x) / course.raster.dx
    return course.raster.floor[int(np.floor(index)) : int(np.ceil(index)) + 1]


@quick
@given(specs(), seeds, difficulties)
def test_any_course_is_sound(spec: CourseSpec, seed: int, difficulty: float) -> None:
    """Finite, inside the lane, level where segments meet, level at start and finish, the same when made again."""
    scale = 0.46
    course = generate(spec, seed, difficulty, scale)
    start, end = -course.length / spec.length * spec.start_length, course.length + 4.0 * scale
    assert everything(course) == everything(generate(spec, seed, difficulty, scale))
    for array in (course.boxes, course.spheres, course.raster.floor, course.raster.ceiling):
        assert np.isfinite(array).all()
    low, high = course.boxes[:, :3] - course.boxes[:, 3:], course.boxes[:, :3] + course.boxes[:, 3:]
    assert (course.boxes[:, 3:] > 0).all()
    assert low[:, 0].min() >= start - 1e-6
    assert high[:, 0].max() <= end + 1e-6
    assert np.abs(np.concatenate([low[:, 1], high[:, 1]])).max() <= course.width / 2 + 1e-9
    assert low[:, 2].min() >= -GROUND_DEPTH * scale - 1e-9
    for x, y, z, radius in course.spheres.tolist():
        assert abs(y) + radius <= course.width / 2 + 1e-9
        assert -0.5 * radius - 1e-9 <= z <= radius + 1e-9
        assert x - radius > 0
        assert x + radius < course.length + 1e-9
    for field in course.height_fields:
        assert np.isfinite(field.heights).all()
        assert field.heights.min() > field.base
        assert (field.heights[0] == 0).all()
        assert (field.heights[-1] == 0).all()
        assert field.y == pytest.approx(-course.width / 2)
        assert field.dy * (field.heights.shape[1] - 1) == pytest.approx(course.width)
    last = 0.0
    for part in course.segments:
        assert last <= part.start < part.end <= course.length + 1e-9
        assert 0.0 <= part.difficulty <= difficulty
        assert part.kind == spec.segments[part.entry].kind
        # Half a cell before it and half of the least spacing after it there is level ground.
        assert np.abs(profile(course, part.start - 0.055 * scale)).max() < 1e-6
        assert np.abs(profile(course, part.end + 0.1 * scale)).max() < 1e-6
        last = part.end
    cells = course.raster.floor
    before = int(2 * spec.start_length / 0.05) - 1
    assert (cells[:before] == 0).all()
    assert (cells[int((spec.start_length + spec.length) / 0.05) + 1 :] == 0).all()


@quick
@given(specs(), seeds)
def test_scale_only_stretches(spec: CourseSpec, seed: int) -> None:
    """Twice the scale is twice every length; beams stay as high over a body of twice the height."""
    one, two = generate(spec, seed, 0.7, 1.0, 1.3), generate(spec, seed, 0.7, 2.0, 2.6)
    assert np.array_equal(one.boxes * 2, two.boxes)
    assert np.array_equal(one.spheres * 2, two.spheres)
    assert np.array_equal(one.raster.floor * 2, two.raster.floor)
    assert np.array_equal(one.raster.ceiling * 2, two.raster.ceiling)


def test_seeds_and_difficulties_make_different_courses() -> None:
    """40 seeds give 40 courses, and so do difficulties."""
    spec = load_course("Gauntlet")
    assert len({everything(generate(spec, seed, 0.5, 1.0)) for seed in range(40)}) == 40
    assert len({everything(generate(spec, 3, difficulty, 1.0)) for difficulty in np.linspace(0, 1, 20)}) == 20


def test_stones_that_are_larger_than_their_length_do_not_end_the_lane() -> None:
    """They take the room of one row; only where there is none left the lane ends before its finish."""
    ranges = {"size": Vector2(0.5, 1.5), "apart": Vector2(0.2, 0.6), "length": Vector2(2.0, 6.0)}
    stones = next(one for one in load_course("SteppingStones").segments if one.kind == SegmentKind.STEPPING_STONES)
    short = replace(
        stones, parameters=[replace(one, easy=ranges[one.name], hard=ranges[one.name]) for one in stones.parameters]
    )
    spec = replace(load_course("SteppingStones"), segments=[short, load_course("Hurdles").segments[0]], length=60.0)
    single = 0
    for seed in range(200):
        course = generate(spec, seed, 1.0, 1.0)
        longest = max(part.end - part.start for part in course.segments)
        assert course.segments[-1].end > 60.0 - 6.0 - longest - spec.spacing[1]
        single += sum(
            part.kind == SegmentKind.STEPPING_STONES and part.end - part.start < 2.8 for part in course.segments
        )
    assert single > 50


def test_turning_a_knob_keeps_the_other_segments() -> None:
    """Lower hurdles change hurdles: everything before the first hurdle, and every kind, stays."""
    spec = load_course("Gauntlet")
    segments = list(spec.segments)
    index = [entry.kind for entry in segments].index(SegmentKind.HURDLES)
    knobs = [replace(item, easy=Vector2(0.02, 0.02), hard=Vector2(0.02, 0.02)) if item.name == "height" else item
             for item in segments[index].parameters]  # fmt: skip
    segments[index] = replace(segments[index], parameters=knobs)
    lower = replace(spec, segments=segments)
    for seed in range(20):
        before, after = generate(spec, seed, 1.0, 1.0), generate(lower, seed, 1.0, 1.0)
        assert before.segments == after.segments
        others = before.box_kinds != SegmentKind.HURDLES
        assert np.array_equal(before.boxes[others], after.boxes[others])


@pytest.mark.parametrize("name", [name for name in NAMES if name not in ("Flat", "Gauntlet")])
def test_harder_is_further_from_level(name: str) -> None:
    """Over 30 seeds the floor departs further from level, and the ceiling comes lower, the harder it gets."""
    spec = load_course(name)
    departures = []
    for difficulty in (0.0, 0.5, 1.0):
        rasters = [generate(spec, seed, difficulty, 1.0).raster for seed in range(30)]
        floor = np.mean([np.abs(raster.floor).mean() for raster in rasters])
        ceiling = np.mean([raster.ceiling.min() for raster in rasters])
        departures.append(floor - ceiling)
    assert departures[0] < departures[1] < departures[2]


def test_gauntlet_gets_harder_along_the_lane() -> None:
    """Local difficulty is difficulty x (share at start + rest x place), and holds every kind over some seeds."""
    spec = load_course("Gauntlet")
    kinds = set()
    for seed in range(40):
        for part in generate(spec, seed, 0.8, 1.0).segments:
            kinds.add(part.kind)
            share = spec.difficulty_at_start + (1 - spec.difficulty_at_start) * part.start / spec.length
            assert part.difficulty == pytest.approx(0.8 * share)
    assert kinds == {int(kind) for kind in SegmentKind}


def test_arrangements() -> None:
    """SEQUENCE goes through the list in order, ALTERNATING keeps to one kind, MIXED draws by weight."""
    gauntlet = load_course("Gauntlet")
    order = [int(entry.kind) for entry in gauntlet.segments]
    in_order = [part.kind for part in generate(replace(gauntlet, arrangement=Arrangement.SEQUENCE), 5, 0.5, 1).segments]
    assert in_order == order[: len(in_order)]
    alternating = replace(gauntlet, arrangement=Arrangement.ALTERNATING)
    lanes = [{part.kind for part in generate(alternating, seed, 0.5, 1.0).segments} for seed in range(200)]
    assert {len(kinds) for kinds in lanes} == {1}
    assert len(set().union(*lanes)) == len(order)
    # Flat weighs half of each of the twelve others: a share of 1 in 25, of about 1,500 segments; five deviations.
    drawn = [part.kind for seed in range(200) for part in generate(gauntlet, seed, 0.5, 1.0).segments]
    first = [generate(gauntlet, seed, 0.5, 1.0).segments[0].kind for seed in range(1000)]
    assert len(drawn) > 1000
    assert abs(first.count(int(SegmentKind.FLAT)) - 40) < 5 * np.sqrt(1000 * 0.04 * 0.96)
    assert abs(first.count(int(SegmentKind.STAIRS)) - 80) < 5 * np.sqrt(1000 * 0.08 * 0.92)


def test_weight_of_nothing_is_never_drawn() -> None:
    """A weight of 0 switches a kind off."""
    gauntlet = load_course("Gauntlet")
    segments = [replace(entry, weight=0.0 if entry.kind != SegmentKind.GAPS else 1.0) for entry in gauntlet.segments]
    only_gaps = replace(gauntlet, segments=segments)
    assert {part.kind for seed in range(20) for part in generate(only_gaps, seed, 1.0, 1.0).segments} == {5}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((0, 1.5, 1.0), "difficulty: 1.5 is not allowed; 0 to 1"),
        ((0, float("nan"), 1.0), "difficulty: nan is not allowed; 0 to 1"),
        ((-1, 0.5, 1.0), "seed: -1 is not allowed; 0 to 2^64 - 1"),
        ((0, 0.5, 0.0), "scale: 0 is not allowed; more than 0 m per leg length"),
        ((0, 0.5, 1.0, -1.0), "standing_height: -1 is not allowed; more than 0 m"),
    ],
)
def test_arguments_out_of_range(arguments: tuple[float, ...], message: str) -> None:
    """Each says what was wrong and what is allowed."""
    with pytest.raises(ValueError) as error:
        generate(load_course("Flat"), *arguments)  # type: ignore[arg-type]
    assert str(error.value) == message


def test_holes_are_real_and_ground_is_one_box_per_stretch() -> None:
    """A course of gaps has one box per platform, and its holes read as holes."""
    course = generate(load_course("Gaps"), 2, 1.0, 1.0)
    holes = (course.raster.floor == HOLE_FLOOR).all(axis=1)
    starts = np.count_nonzero(holes[1:] & ~holes[:-1])
    assert starts == len(course.boxes) - 1 > 5
    assert len(generate(load_course("Hurdles"), 2, 1.0, 1.0).boxes[:, 0]) > 10
    assert np.count_nonzero(generate(load_course("Hurdles"), 2, 1.0, 1.0).box_kinds == SegmentKind.FLAT) == 1
    assert course.raster.floor.max() < WALL_HEIGHT
