"""From actions to what the engine is told: range, control mode, delay."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from clamber.assets.task import ControlMode, TaskSpec
from clamber.tasks.measures import Measures

Float = NDArray[np.float64]


def check_actions(actions: NDArray[Any], shape: tuple[int, int]) -> None:
    """Checks what a learner sends.

    Raises:
        ValueError: one line, for a wrong size or a number that is not finite.
    """
    if actions.shape != shape:
        raise ValueError(f"actions: shape {actions.shape} is not allowed; {shape} (agents, actions)")
    if not np.isfinite(actions).all():
        agent, action = np.argwhere(~np.isfinite(actions))[0]
        raise ValueError(f"actions: agent {agent}, action {action}: {actions[agent, action]} is not allowed")


class Actuation:
    """Turns the actions of many agents into controls."""

    def __init__(self, task: TaskSpec, measures: Measures, agents: int) -> None:
        """For so many agents of a task."""
        self._mode = task.control
        self._measures = measures
        self._range = np.radians(task.action_range_deg)
        self._delay = np.zeros(agents, dtype=np.int64)
        self._agents = np.arange(agents)
        self._past = np.zeros((1, agents, measures.actions))
        self._now = 0
        self.control: Float = np.zeros((agents, measures.actions))

    def act(self, action: Float) -> None:
        """Fills ``control`` from actions in [-1, 1], (agents, actions)."""
        if len(self._past) > 1:
            self._now = (self._now + 1) % len(self._past)
            self._past[self._now] = action
            action = self._past[(self._now - self._delay) % len(self._past), self._agents]
        control, measures = self.control, self._measures
        if self._mode == ControlMode.DRIVE_TARGET:
            np.multiply(action, self._range, out=control)
            control += measures.neutral
            np.maximum(control, measures.lower, out=control)
            np.minimum(control, measures.upper, out=control)
        elif self._mode == ControlMode.TORQUE:
            np.multiply(action, measures.force_limit, out=control)
        else:
            np.add(action, 1.0, out=control)
            control *= 0.5

    def reset(self, agents: NDArray[np.intp], delay: NDArray[np.int64]) -> None:
        """Begins episodes: no past actions, lags of ``delay`` decisions."""
        longest = int(delay.max(initial=0))
        if longest >= len(self._past):
            grown = np.zeros((longest + 1, *self._past.shape[1:]))
            for back in range(len(self._past)):
                grown[-1 - back] = self._past[(self._now - back) % len(self._past)]
            self._past, self._now = grown, longest
        self._delay[agents] = delay
        self._past[:, agents] = 0.0

    def fill(self, agents: NDArray[np.intp], action: Float) -> None:
        """Lets some agents have done nothing but ``action``, (len(agents), actions), until now."""
        self._past[:, agents] = action
