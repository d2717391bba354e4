"""What is measured of a brain at work, decision by decision, for each agent apart."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from clamber.assets.body import BodySpec
from clamber.evaluation.arms import arm_axes
from clamber.evaluation.statistics import wilson_interval
from clamber.evaluation.steering import STEERING_MEASURES
from clamber.physics.engine import BodyState
from clamber.tasks.measures import axes_alike

Float = NDArray[np.float64]

#: A turn-around of an action slower than this on either side is rest, not jitter, 1/s; actions go from -1 to 1.
REVERSAL_SPEED = 0.2
#: What is measured of bodies that have arms alone.
ARM_MEASURES = ("arm_effort", "arm_motion")


class GaitMeter:
    """Jitter, jerk, tilt, how alike the legs move and what the arms do over an episode, per agent.

    Args:
        body: whose axes; mirror pairs are told by ``left_`` and ``right_``.
        agents: how many.
        dt: between decisions, s.
        actions: of each agent; None: one for each muscle, or for each axis of a body that has none.
    """

    def __init__(self, body: BodySpec, agents: int, dt: float, actions: int | None = None) -> None:
        names = [axis.name for axis in body.axes]
        sides = [(i, "right_" + n.removeprefix("left_")) for i, n in enumerate(names) if n.startswith("left_")]
        pairs = [(i, names.index(right)) for i, right in sides if right in names]
        self._left = np.array([left for left, _ in pairs], dtype=np.intp)
        self._right = np.array([right for _, right in pairs], dtype=np.intp)
        self._alike = axes_alike(body)
        self._arms = arm_axes(body)
        self._dt, self._actions = dt, actions or len(body.muscles) or len(names)
        self._action, self._change = np.zeros((agents, self._actions)), np.zeros((agents, self._actions))
        self._velocity, self._acceleration = np.zeros((agents, 3)), np.zeros((agents, 3))
        self._steps = np.zeros(agents)
        self._reversals, self._jerk, self._tilt = (np.zeros(agents) for _ in range(3))
        self._arm_energy, self._arm_speed = np.zeros(agents), np.zeros(agents)
        self._range_low = np.full((agents, len(names)), np.inf)
        self._range_high = np.full((agents, len(names)), -np.inf)

    def add(self, action: NDArray[np.float32], state: BodyState, going: NDArray[np.bool_]) -> None:
        """Adds a decision of the agents whose episode is going on after it; the others' state is no longer theirs."""
        change = action - self._action
        threshold = REVERSAL_SPEED * self._dt
        turned = (change * self._change < 0) & (np.abs(change) > threshold) & (np.abs(self._change) > threshold)
        velocity = state.root_linear_velocity
        acceleration = (velocity - self._velocity) / self._dt
        jerk = np.linalg.norm(acceleration - self._acceleration, axis=1) / self._dt
        began = self._steps >= 2  # differences of differences need three decisions
        count = going & began
        self._reversals[count] += turned[count].sum(axis=1)
        self._jerk[count] += jerk[count]
        self._tilt[going] += np.square(tilt(state.root_quaternion))[going]
        if len(self._arms):
            self._arm_energy[going] += state.joint_energy[going][:, self._arms].sum(axis=1)
            self._arm_speed[going] += np.square(state.joint_velocity[going][:, self._arms]).mean(axis=1)
        self._range_low[going] = np.minimum(self._range_low, state.joint_position)[going]
        self._range_high[going] = np.maximum(self._range_high, state.joint_position)[going]
        self._steps += going
        self._action, self._change = action.astype(np.float64), change
        self._velocity, self._acceleration = velocity.copy(), acceleration

    def finish(self, agents: NDArray[np.intp]) -> dict[str, Float]:
        """The measures of agents whose episode has ended; they begin anew.

        Returns:
            ``action_jitter``: direction reversals of an action per second, mean over actions;
            ``jerk``: mean magnitude of the root's third derivative, m/s^3;
            ``asymmetry``: mean over mirror pairs of |range left - range right| / (their sum), 0 is symmetric;
            ``range_spread``: mean over kinds of joint of the standard deviation of the legs' ranges over their mean,
            0 where all legs move as far;
            ``tilt``: root mean square of the angle between the root's up and the world's, rad;
            and for a body with arms (see ``arm_axes``)
            ``arm_effort``: mechanical power of the arms' drives, both signs counted, mean over the episode, W;
            ``arm_motion``: root mean square of the speeds of the arms' joints, rad/s.
        """
        counted = np.maximum(self._steps[agents] - 2, 1)
        ranges = np.maximum(self._range_high - self._range_low, 0.0)[agents]
        ranges[~np.isfinite(ranges)] = 0.0
        left, right = ranges[:, self._left], ranges[:, self._right]
        pairs = np.abs(left - right) / np.maximum(left + right, 1e-9)
        measures: dict[str, Float] = {
            "action_jitter": self._reversals[agents] / (counted * self._dt * self._actions),
            "jerk": self._jerk[agents] / counted,
            "asymmetry": pairs.mean(axis=1) if len(self._left) else np.zeros(len(agents)),
            "range_spread": self._spread(ranges),
            "tilt": np.sqrt(self._tilt[agents] / np.maximum(self._steps[agents], 1)),
        }
        if len(self._arms):
            decisions = np.maximum(self._steps[agents], 1)
            measures["arm_effort"] = self._arm_energy[agents] / (decisions * self._dt)
            measures["arm_motion"] = np.sqrt(self._arm_speed[agents] / decisions)
        for sums in (self._steps, self._reversals, self._jerk, self._tilt, self._arm_energy, self._arm_speed):
            sums[agents] = 0.0
        self._range_low[agents], self._range_high[agents] = np.inf, -np.inf
        return measures

    def _spread(self, ranges: Float) -> Float:
        """How unlike the legs' ranges are, (agents,); ``ranges`` are (agents, axes)."""
        if not self._alike:
            return np.zeros(len(ranges))
        groups = [ranges[:, group] for group in self._alike]
        spread: Float = np.mean([one.std(axis=1) / np.maximum(one.mean(axis=1), 1e-9) for one in groups], axis=0)
        return spread


def tilt(quaternion: Float) -> Float:
    """The angle between the root's up and the world's, (agents,), rad, from (w, x, y, z): cos = 1 - 2 (x^2 + y^2)."""
    angle: Float = np.arccos(np.clip(1.0 - 2.0 * (quaternion[:, 1] ** 2 + quaternion[:, 2] ** 2), -1.0, 1.0))
    return angle


def summarise(episodes: dict[str, NDArray[Any]]) -> dict[str, Any]:
    """Means, spreads and 95% Wilson intervals of finished episodes.

    Args:
        episodes: by name, one entry per episode, as the environment tells them.

    Returns:
        shares as {"share", "low", "high"}, quantities as {"mean", "std"}, and "episodes"; what arms do is among them
        where the body has some, and how well commands were followed where they change.
    """
    count = len(episodes["distance"])
    summary: dict[str, Any] = {"episodes": count}
    for name in ("success", "fell", "stuck", "time_out", "broken"):
        hits = int(episodes[name].sum())
        low, high = wilson_interval(hits, count)
        summary[name] = {"share": hits / count, "low": low, "high": high}
    for name in (
        "distance", "speed", "return", "length", "cost_of_transport", "energy_per_metre", "action_jitter", "jerk",
        "asymmetry", "range_spread", "tilt",
        *(name for name in (*ARM_MEASURES, *STEERING_MEASURES) if name in episodes),
    ):  # fmt: skip
        summary[name] = {"mean": float(episodes[name].mean()), "std": float(episodes[name].std())}
    return summary
