"""Small specs and files for the tests of the assets."""

from __future__ import annotations

from clamber.assets.body import Axis, BodySpec, Link, MomentArm, Muscle, Shape, ShapeKind
from clamber.assets.course import Arrangement, CourseSpec, ParameterRange, SegmentKind, SegmentSpec
from clamber.assets.fields import AssetReference, Quaternion, Vector2, Vector3
from clamber.assets.task import (
    Command,
    ControlMode,
    Curriculum,
    CurriculumMode,
    Endings,
    ObservationBlock,
    Randomisation,
    RewardTerm,
    TaskSpec,
    TerrainSense,
)

UPRIGHT = Quaternion(0.0, 0.0, 0.0, 1.0)
NOWHERE = Vector3(0.0, 0.0, 0.0)


def body() -> BodySpec:
    """A hopper: a trunk, a thigh and a shank, two axes and a muscle."""

    def capsule(length: float, mass: float) -> list[Shape]:
        size = Vector3(0.03125, length, 0.0)
        return [Shape(ShapeKind.CAPSULE, Vector3(0.0, 0.0, -length / 2.0), UPRIGHT, size, mass, True)]

    arms = [MomentArm("hip", -0.03125), MomentArm("knee", 0.03125)]
    trunk = Shape(ShapeKind.BOX, NOWHERE, UPRIGHT, Vector3(0.25, 0.125, 0.0625), 2.0, True)
    return BodySpec(
        "Hops.",
        False,
        True,
        0.5,
        0.375,
        [
            Link("trunk", "", NOWHERE, [trunk], False, True, True),
            Link("thigh", "trunk", Vector3(0.0, 0.0, -0.0625), capsule(0.25, 0.5), False, False, False),
            Link("shank", "thigh", Vector3(0.0, 0.0, -0.25), capsule(0.1875, 0.25), True, False, False),
        ],
        [
            Axis("hip", "thigh", Vector3(0.0, 1.0, 0.0), Vector2(-45.0, 60.0), 10.0, 40.0, 1.5, 20.0),
            Axis("knee", "shank", Vector3(0.0, 1.0, 0.0), Vector2(-90.0, 0.0), -20.0, 30.0, 1.0, 15.0),
        ],
        [Muscle("hamstring", 500.0, 0.125, 0.140625, 8.0, 0.25, arms)],
    )


def course() -> CourseSpec:
    """Hurdles and flat ground."""
    height = ParameterRange("height", Vector2(0.0625, 0.125), Vector2(0.25, 0.5))
    return CourseSpec(
        "Hurdles.",
        30.0,
        4.0,
        2.0,
        Vector2(1.0, 2.0),
        Arrangement.MIXED,
        0.5,
        [SegmentSpec(SegmentKind.HURDLES, 1.0, [height]), SegmentSpec(SegmentKind.FLAT, 0.5, [])],
    )


def task(body_guid: str = "0" * 31 + "1", course_guid: str = "0" * 31 + "2") -> TaskSpec:
    """A walk over the course with the body."""
    same = Vector2(1.0, 1.0)
    return TaskSpec(
        "Walks.",
        "Hopper",
        AssetReference(body_guid),
        AssetReference(course_guid),
        0.0,
        0.0078125,
        4,
        ControlMode.DRIVE_TARGET,
        30.0,
        [ObservationBlock(0, "projected_gravity", 0, 3)],
        TerrainSense([0.0, 0.5, 1.0], [-0.25, 0.25], [1.0]),
        [RewardTerm("forward_progress", 1.0)],
        Endings(0.5, 60.0, True, 0.5, 5.0, 20.0),
        Command(Vector2(1.0, 2.0), Vector2(0.0, 0.0), 0.0),
        Randomisation(5.0, 10.0, 0.25, same, same, same, same, Vector2(0.0, 1.0), 0.0, 5.0),
        Curriculum(CurriculumMode.PER_AGENT, 0.25, 0.75, 0.25, 0.125),
    )
