"""An engine without physics and the content's tasks in variations, for tests of the rules."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
from clamber.assets.body import BodySpec
from clamber.assets.fields import Vector2
from clamber.assets.loading import load_task, task_body
from clamber.assets.task import ControlMode, Endings, Randomisation, TaskSpec
from clamber.courses.course import Capacity, Course
from clamber.physics.body_state import new_body_state
from clamber.physics.engine import Bool, Float, Index
from clamber.tasks.environment import ClamberVectorEnv
from clamber.tasks.measures import measure
from clamber.tasks.moment import Moment, new_moment, update_frames

#: Nothing differs between episodes.
NO_CHANCE = Randomisation(
    0.0, 0.0, 0.0, Vector2(1, 1), Vector2(1, 1), Vector2(1, 1), Vector2(1, 1), Vector2(0, 0), 0.0, 5.0
)
#: Nothing but time ends an episode, and that after 20 s.
ENDLESS = Endings(0.0, 0.0, False, 0.0, 0.0, 20.0)


class FakeEngine:
    """Bodies that stay where they are put until a test's script moves them."""

    def __init__(self, body: BodySpec, lanes: int) -> None:
        self.body, self.lanes = body, lanes
        self.state = new_body_state(body, lanes)
        self.state.root_quaternion[:, 0] = 1.0
        self.state.finite[:] = True
        self.script: Callable[[FakeEngine], None] = lambda engine: None
        self.placed: list[Course | None] = [None] * lanes
        self.parameters = np.full((lanes, 4), np.nan)
        self.controls: list[Float] = []
        self.pushes: list[tuple[list[int], Float]] = []
        self.resets: list[list[int]] = []
        self.steps = 0
        self.closed = False

    def prepare(self, course: Course) -> Course:
        """Nothing to do."""
        return course

    def place(self, lane: int, prepared: Course) -> None:
        """Notes the course."""
        self.placed[lane] = prepared

    def set_parameters(
        self, lanes: Index, friction: Float, mass_scale: Float, motor_strength: Float, gravity: Float
    ) -> None:
        """Notes the parameters."""
        self.parameters[lanes] = np.stack([friction, mass_scale, motor_strength, gravity], axis=1)

    def reset(
        self, lanes: Index, root_position: Float, root_quaternion: Float, root_linear_velocity: Float, joint: Float
    ) -> None:
        """Puts bodies down."""
        state = self.state
        state.root_position[lanes], state.root_quaternion[lanes] = (root_position, root_quaternion)
        state.root_linear_velocity[lanes], state.joint_position[lanes] = (root_linear_velocity, joint)
        state.root_angular_velocity[lanes] = 0.0
        state.joint_velocity[lanes] = 0.0
        state.joint_energy[lanes] = 0.0
        state.foot_contact[lanes], state.fatal_contact[lanes], state.finite[lanes] = (False, False, True)
        self.resets.append(list(lanes))

    def renew(self, lanes: Index) -> None:
        """Forgets the parameters, which must be given anew."""
        self.parameters[lanes] = np.nan

    def push(self, lanes: Index, velocity_change: Float) -> None:
        """Notes the push."""
        self.pushes.append((list(lanes), velocity_change.copy()))

    def step(self, control: Float, steps: int, beside: Callable[[], None] | None = None) -> None:
        """Runs the script."""
        if beside is not None:
            beside()
        self.controls.append(control.copy())
        self.steps += 1
        self.script(self)

    def close(self) -> None:
        """Notes it."""
        self.closed = True


def fake_engine(
    body: BodySpec, lanes: int, capacity: Capacity, physics_step: float, control: ControlMode, threads: int
) -> FakeEngine:
    """A maker of engines for ClamberVectorEnv."""
    return FakeEngine(body, lanes)


def fake_environment(task: TaskSpec, agents: int = 2, **settings: Any) -> tuple[ClamberVectorEnv, FakeEngine]:
    """An environment on a fake engine, already reset, and that engine."""
    env = ClamberVectorEnv(task, agents, engine=fake_engine, seed=3, **settings)
    env.reset()
    engine = env.engine
    assert isinstance(engine, FakeEngine)
    return env, engine


def a_task(name: str = "QuadrupedFlat", **changes: Any) -> TaskSpec:
    """A task of the content without chance and endings, but for what is changed."""
    return replace(load_task(name), **{"randomisation": NO_CHANCE, "endings": ENDLESS, **changes})


def a_moment(agents: int = 2, task: str = "QuadrupedFlat") -> Moment:
    """Bodies at rest in the neutral pose, dt 0.02 s."""
    spec = load_task(task)
    body = task_body(spec)
    measures = measure(body, spec.control)
    state = new_body_state(body, agents)
    state.root_quaternion[:] = [1.0, 0.0, 0.0, 0.0]
    state.root_position[:, 2] = body.standing_height
    state.joint_position[:] = measures.neutral
    moment = new_moment(measures, 0.02, state)
    moment.height[:] = body.standing_height
    update_frames(moment)
    return moment


def still(env: ClamberVectorEnv) -> np.ndarray[Any, np.dtype[np.float32]]:
    """Actions that do nothing."""
    return np.zeros((env.num_envs, env.measures.actions), dtype=np.float32)


def ended(mask: Bool) -> list[int]:
    """Which agents."""
    return list(np.flatnonzero(mask))
