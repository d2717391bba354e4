"""Episodes that the Python environment lives, recorded for the C# to live again."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

import numpy as np
from clamber.assets.fields import Vector2
from clamber.assets.loading import load_course, load_task, save_course, save_task
from clamber.assets.task import RewardTerm
from clamber.physics.engine import BodyState
from clamber.physics.engines import make_engine
from clamber.studies.changes import tires as made_to_tire
from clamber.tasks.environment import ClamberVectorEnv
from numpy.typing import NDArray

from tests.unity.mono import copy_content

TASKS = ("Quadruped", "QuadrupedFlat", "Walker", "PlanarHurdles", "Bittle", "Runner")
SEED = 11
#: A capacity, J/kg, that random actions use up in a second or less.
TIRING = {"QuadrupedFlat": 5.0, "Runner": 1.5}
#: C#'s EndingCause, in the order of its bits.
CAUSES = ("fell_over", "fatal_contact", "out_of_bounds", "stuck", "success", "time_out", "broken")


@dataclass
class Start:
    """The beginning of an episode.

    Attributes:
        difficulty: of the course.
        course_seed: of the course.
        physics: friction, mass scale, motor strength, gravity.
        pose: root position, quaternion, velocity, joint angles, one after the other.
        own, around: the first observations.
    """

    difficulty: float
    course_seed: int
    physics: list[float]
    pose: list[float]
    own: NDArray[np.float32]
    around: NDArray[np.float32]


@dataclass
class Decision:
    """One decision.

    Attributes:
        action: as decided.
        state: of the body after it.
        control: what the drives were told.
        push: the change of velocity before it, if any.
        reward: for it.
        cause: bits of the endings that hold after it.
        own, around: what is sensed after it (the last observations, where the episode ends).
        told: of the episode that ended with it; empty if none did.
    """

    action: NDArray[np.float32]
    state: dict[str, Any]
    control: list[float]
    push: list[float] | None
    reward: float
    cause: int
    own: NDArray[np.float32]
    around: NDArray[np.float32]
    told: dict[str, float]


@dataclass
class Recording:
    """Starts and decisions in the order they came."""

    moments: list[Start | Decision] = field(default_factory=list)

    @property
    def decisions(self) -> list[Decision]:
        """The decisions alone."""
        return [moment for moment in self.moments if isinstance(moment, Decision)]


class RecordingEngine:
    """MuJoCo with one lane, remembering what it was asked and what came of it."""

    def __init__(self, *arguments: Any) -> None:
        self._engine = make_engine("mujoco", *arguments)
        self.controls: list[list[float]] = []
        self.states: list[dict[str, Any]] = []
        self.starts: list[list[float]] = []
        self.physics: list[list[float]] = []
        self.pushes: dict[int, list[float]] = {}

    def __getattr__(self, name: str) -> Any:
        return getattr(self._engine, name)

    def step(self, control: NDArray[np.float64], steps: int, beside: Callable[[], None] | None = None) -> None:
        """Steps, and keeps control and state."""
        self._engine.step(control, steps, beside)
        self.controls.append(control[0].tolist())
        self.states.append(state_record(self._engine.state))

    def reset(self, lanes: Any, *pose: NDArray[np.float64]) -> None:
        """Resets, and keeps the pose."""
        self._engine.reset(lanes, *pose)
        self.starts.append(np.concatenate([part[0] for part in pose]).tolist())

    def set_parameters(self, lanes: Any, *values: NDArray[np.float64]) -> None:
        """Sets, and keeps the values."""
        self._engine.set_parameters(lanes, *values)
        self.physics.append([value[0] for value in values])

    def push(self, lanes: Any, change: NDArray[np.float64]) -> None:
        """Pushes, and keeps by what and before which decision."""
        self._engine.push(lanes, change)
        self.pushes[len(self.states)] = change[0].tolist()


def state_record(state: BodyState) -> dict[str, Any]:
    """A copy of the first lane's state."""
    return {entry.name: getattr(state, entry.name)[0].copy() for entry in fields(state) if entry.name != "finite"}


def eventful_content(
    task: str, folder: Path, rewards: Iterable[str], tires: bool = False, width: float = 0.0
) -> Path:
    """A copy of the content in which one task has pushes, delays, new commands, short episodes and many rewards; where
    it ``tires``, reserves are as good as spent at the end of an episode. Its lanes are ``width`` leg lengths wide
    (0: as they are), and no episode ends at their edge.
    """
    content = copy_content(folder / "content")
    spec = load_task(task)
    spec = replace(
        spec,
        rewards=[RewardTerm(name, 0.5 / (index + 1)) for index, name in enumerate(rewards)],
        endings=replace(spec.endings, time_limit=1.1, stuck_seconds=0.9),
        command=replace(
            spec.command, target_speed=Vector2(0.5, 1.5), heading_deg=Vector2(-20, 30), resample_seconds=0.34
        ),
        randomisation=replace(
            spec.randomisation, joint_noise_deg=8, yaw_noise_deg=20, velocity_noise=0.4, friction=Vector2(0.5, 1.2),
            mass_scale=Vector2(0.9, 1.1), motor_strength=Vector2(0.8, 1.1), gravity_scale=Vector2(0.95, 1.05),
            action_delay=Vector2(0, 3), push_speed=1.5, push_interval=0.3,
        ),
    )  # fmt: skip
    if tires:
        spec = made_to_tire(TIRING[task], 0.25 * TIRING[task], 0.1)(spec)
    if width:
        spec = replace(spec, endings=replace(spec.endings, out_of_bounds=0.0))
        (meta,) = (one for one in (content / "Courses").glob("*.meta") if spec.course.guid in one.read_text())
        save_course(replace(load_course(meta.with_suffix("")), width=width), meta.with_suffix(""))
    save_task(spec, content / "Tasks" / f"{task}.asset")
    return content


def record(task: str, decisions: int, **parameters: float) -> Recording:
    """Lives a task of the content with random actions, as many decisions as so many of 0.02 s take, with these
    environment parameters.
    """
    made: list[RecordingEngine] = []

    def maker(*arguments: Any) -> Any:
        made.append(RecordingEngine(*arguments))
        return made[-1]

    env = ClamberVectorEnv(task, 1, engine=maker, seed=SEED, threads=1)
    env.set_parameters(**parameters)
    decisions = round(decisions * 0.02 / env.dt)
    chance = np.random.default_rng(5)
    recording = Recording()
    observations, _ = env.reset()

    def begin() -> None:
        recording.moments.append(
            Start(
                difficulty=float(env.courses.difficulty[0]), course_seed=int(env.courses.seed[0]),
                physics=made[0].physics[-1], pose=made[0].starts[-1],
                own=observations["proprioception"][0].copy(), around=observations["terrain"][0].copy(),
            )
        )  # fmt: skip

    begin()
    for number in range(decisions):
        action = np.clip(chance.normal(0.0, 0.5, env.action_space.shape), -1.2, 1.2).astype(np.float32)
        observations, rewards, terminated, truncated, infos = env.step(action)
        done = bool(terminated[0] or truncated[0])
        seen = infos["final_obs"][0] if done else {name: value[0] for name, value in observations.items()}
        held = [bool(infos["totals"][name][0]) for name in CAUSES] if done else []
        recording.moments.append(
            Decision(
                action=action[0], state=made[0].states[number], control=made[0].controls[number],
                push=made[0].pushes.get(number), reward=float(rewards[0]),
                cause=sum(1 << bit for bit, holds in enumerate(held) if holds),
                own=np.array(seen["proprioception"]), around=np.array(seen["terrain"]),
                told={name: float(value[0]) for name, value in infos["totals"].items()} if done else {},
            )
        )  # fmt: skip
        if done:
            begin()
    env.close()
    starts = len(recording.moments) - decisions
    assert starts > 2 and made[0].pushes, "too little happened to compare"
    return recording
