"""A course from the designer's table as it would be: its picture, what is wrong with it, what is too much for whom."""

from __future__ import annotations

from dataclasses import asdict, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from clamber.assets import content
from clamber.assets.course import CourseSpec
from clamber.assets.fields import AssetError
from clamber.assets.loading import load_body
from clamber.courses import STANDING_HEIGHT, generate
from clamber.courses.course import Course
from clamber.game.designer_check import examine
from clamber.game.fullness import too_full
from clamber.game.geometry import course_json
from clamber.tasks.body_reach import BodyReach, reach_of
from clamber.tasks.course_advice import course_advice

#: Cells along and across the lane that a picture has at most; it leaves out the others.
MOST_CELLS: Final = (4096, 512)


def too_much(spec: CourseSpec) -> str:
    """Why a course is not drawn and tried, in one line; empty where it is."""
    full = too_full(spec)
    return full and (
        f"It is sound, but too full to be drawn here: {full}. Make it shorter, narrower or sparser to see it."
    )


def preview(told: Any, seed: int, difficulty: float, creature: str) -> dict[str, Any]:
    """What the table shows of a course.

    Args:
        told: the course as plain values.
        seed: of the lane, 0 to 2^64 - 1.
        difficulty: of the lane, 0 to 1.
        creature: whose legs make its lengths; empty: legs of 1 m.

    Returns:
        ``course``: the geometry, None where there is nothing to draw; ``problems``; ``advice``; ``note``: why it is not
        drawn although nothing is wrong; ``summary``: what stands on it, in one line.

    Raises:
        AssetError: there is no such creature.
    """
    scale, standing_height, reach = 1.0, STANDING_HEIGHT, None
    if creature:
        if creature not in content.names("Bodies"):
            raise AssetError(f"creature {creature!r}: there is none; known: {', '.join(content.names('Bodies'))}")
        path = content.find(creature, "Bodies", "creature")
        reach = _reach(path, path.stat().st_mtime_ns)
        scale, standing_height = reach.leg_length, reach.top_height
    spec, problems = examine(told)
    answer: dict[str, Any] = {
        "course": None, "problems": [problem.json() for problem in problems], "advice": [], "note": "", "summary": "",
    }  # fmt: skip
    if spec is None:
        return answer
    answer["advice"] = [asdict(advice) for advice in course_advice(spec, reach, creature)]
    answer["note"] = too_much(spec)
    if not answer["note"]:
        course = generate(spec, seed, difficulty, scale, standing_height)
        answer["course"] = course_json(_thinned(course), spec.start_length * scale)
        answer["summary"] = (
            f"{len(course.segments)} segments, {len(course.boxes)} boxes, {len(course.spheres)} boulders, "
            f"{len(course.height_fields)} height field{'' if len(course.height_fields) == 1 else 's'}"
        )
    return answer


@lru_cache(maxsize=32)
def _reach(body: Path, changed: int) -> BodyReach:
    """What a body manages; read anew where its file has ``changed``."""
    return reach_of(load_body(body))


def _thinned(course: Course) -> Course:
    """The course with a raster that is not larger than a picture."""
    raster = course.raster
    along, across = (-(-cells // most) for cells, most in zip(raster.floor.shape, MOST_CELLS, strict=True))
    if along == across == 1:
        return course
    thin = (slice(None, None, along), slice(None, None, across))
    return replace(
        course,
        raster=replace(
            raster, dx=raster.dx * along, dy=raster.dy * across, floor=raster.floor[thin], ceiling=raster.ceiling[thin]
        ),
    )
