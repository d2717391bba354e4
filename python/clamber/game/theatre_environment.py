"""An environment of one agent that is watched: what each reward term pays, and the last look of an episode that ended.

The numbers are those that a learner gets, because the environment is the learner's own; nothing is computed twice.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from clamber.assets.loading import load_task
from clamber.assets.task import ControlMode, TaskSpec
from clamber.tasks import content
from clamber.tasks.environment import ClamberVectorEnv, Observations
from clamber.tasks.moment import Moment, update_frames
from clamber.tasks.part import part_of
from clamber.tasks.rewards import Term

Float = NDArray[np.float64]


@dataclass(frozen=True)
class Look:
    """One agent after a decision, in copies.

    Attributes:
        root_position: (3,), m, lane frame.
        root_quaternion: (w, x, y, z), (4,).
        heading: the root's forward direction on the ground, a unit vector, (2,).
        joint_position: (axes,), rad.
        joint_torque: the drives', averaged over the decision, (axes,), N m.
        control: what the engine was told: drive targets in rad, torques in N m or excitations, (actions,).
        foot_contact: (feet,).
        proprioception: obs_0.
        terrain: obs_1.
        reward: of the decision.
        shares: what each reward term paid, (terms,); they sum to ``reward``.
    """

    root_position: Float
    root_quaternion: Float
    heading: Float
    joint_position: Float
    joint_torque: Float
    control: Float
    foot_contact: NDArray[np.bool_]
    proprioception: NDArray[np.float32]
    terrain: NDArray[np.float32]
    reward: float
    shares: Float


@dataclass(frozen=True)
class Ending:
    """How an episode ended.

    Attributes:
        cause: fell_over, fatal_contact, out_of_bounds, stuck, success, time_out or broken.
        seconds: how long it lasted.
        distance: along the lane, m.
        total: the sum of its rewards.
    """

    cause: str
    seconds: float
    distance: float
    total: float


class WatchedEnvironment(ClamberVectorEnv):
    """One agent on one course, whose decisions can be looked at.

    Attributes:
        look: the agent after its last decision (or at its start). After a decision that ended the episode: as it ended,
            although the next episode has already begun.
        ending: how the last decision ended the episode; None if it did not.
    """

    def __init__(self, task: TaskSpec, seed: int, course_seed: int, difficulty: float | None) -> None:
        """Makes the lane.

        Args:
            task: what is lived.
            seed: of starts and physics.
            course_seed: of the course, the same in every episode.
            difficulty: of the course; None: the task's.

        Raises:
            ValueError: one line.
        """
        super().__init__(
            task, 1, seed=seed, threads=1, difficulty=difficulty, course_seeds=(course_seed, course_seed + 1)
        )
        self._shares = np.zeros(len(self._terms))
        self.weights = [weight for _, weight in self._terms]
        self.terms: list[Term] = [term for term, _ in self._terms]
        self._terms = [(self._watched(number, *pair), pair[1]) for number, pair in enumerate(self._terms)]
        self._final: Look | None = None
        self.ending: Ending | None = None
        self.look: Look

    def begin(self) -> Observations:
        """Starts the first episode over."""
        observations, _ = self.reset(seed=self._seed)
        self.look_at_start()
        return observations

    def decide(self, action: NDArray[np.float32]) -> Observations:
        """Steps by one decision, (actions,), and looks.

        Returns:
            the observations for the next decision: after an ending, those of the next episode.
        """
        self._final, self.ending = None, None
        observations, rewards, _, _, infos = self.step(action[None])
        if "totals" not in infos:
            self.look = self._look(float(rewards[0]))
            return observations
        told = infos["totals"]
        assert self._final is not None
        if told["broken"][0]:
            self._shares[:] = 0.0  # a broken decision pays nothing
        self.look = replace(self._final, reward=float(rewards[0]), shares=self._shares.copy())
        self.ending = Ending(
            next(cause for cause in told if told[cause].dtype == np.bool_ and cause != "fell" and told[cause][0]),
            float(told["length"][0]) * self.dt, float(told["distance"][0]), float(told["return"][0]),
        )  # fmt: skip
        return observations

    def look_at_start(self) -> None:
        """Looks at an episode that has just begun; drives hold the pose of the start."""
        self._shares[:] = 0.0
        self.ending = None
        state = self.moment.state
        held = state.joint_position[0].copy() if self.task.control == ControlMode.DRIVE_TARGET else None
        start = self._look(0.0)
        self.look = replace(start, control=np.zeros_like(start.control) if held is None else held)

    def _watched(self, number: int, term: Term, weight: float) -> Term:
        def watched(moment: Moment) -> Float:
            value = term(moment)
            self._shares[number] = value[0] * (weight * moment.dt)
            return value

        return watched

    def _end(
        self,
        agents: NDArray[np.intp],
        causes: dict[str, NDArray[np.bool_]],
        last: Observations,
        infos: dict[str, Any],
    ) -> None:
        self._final = self._look(0.0)
        super()._end(agents, causes, last, infos)

    def _look(self, reward: float) -> Look:
        # The environment's own moment is measured at decisions only; at a start its frames are the last episode's.
        moment = part_of(self.moment, np.array([0]))
        update_frames(moment)
        state = moment.state
        return Look(
            root_position=state.root_position[0],
            root_quaternion=state.root_quaternion[0],
            heading=np.array([moment.heading_x[0], moment.heading_y[0]]),
            joint_position=state.joint_position[0],
            joint_torque=state.joint_torque[0],
            control=self._actuation.control[0].copy(),
            foot_contact=state.foot_contact[0],
            proprioception=self._observations["proprioception"][0].copy(),
            terrain=self._observations["terrain"][0].copy(),
            reward=reward,
            shares=self._shares.copy(),
        )


def on_course(task: str | TaskSpec, course: str | None) -> TaskSpec:
    """A task, on another course of the content than its own.

    Raises:
        ValueError: one line, for a task or course that is not there.
    """
    return content.on_course(load_task(task) if isinstance(task, str) else task, course or "")
