"""Making an engine by its name."""

from __future__ import annotations

from clamber.assets.body import BodySpec
from clamber.assets.task import ControlMode
from clamber.courses.course import Capacity
from clamber.physics.engine import Engine

#: The engines there are.
ENGINE_NAMES = ("mujoco", "physx")


def make_engine(
    name: str,
    body: BodySpec,
    lanes: int,
    capacity: Capacity,
    physics_step: float,
    control: ControlMode = ControlMode.DRIVE_TARGET,
    threads: int = 0,
) -> Engine:
    """Makes an engine.

    Args:
        name: "mujoco", or "physx" (PhysX 5 through SAPIEN, one thread).
        body: the creature.
        lanes: how many.
        capacity: the room each lane has for its course.
        physics_step: s.
        control: what ``step`` is given.
        threads: 0: one per core. The results do not depend on it.

    Raises:
        ValueError: one line, for an unknown engine, one that is not installed, or a control it does not have.
    """
    if name == "mujoco":
        from clamber.physics.mujoco_engine import MujocoEngine

        return MujocoEngine(body, lanes, capacity, physics_step, control, threads)
    if name == "physx":
        try:
            from clamber.physics.sapien_engine import SapienEngine
        except ImportError as error:
            raise ValueError("engine physx needs the package sapien (pip install './python[physx]' in the project's "
                             f"folder): {error}") from None  # fmt: skip
        return SapienEngine(body, lanes, capacity, physics_step, control)
    raise ValueError(f"engine {name!r}: unknown; there are {', '.join(ENGINE_NAMES)}")
