"""How well a brain does what it is told: of tasks whose commands change within an episode."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from clamber.tasks.moment import Moment

Float = NDArray[np.float64]

#: What is measured of steered bodies alone.
STEERING_MEASURES = ("speed_asked", "velocity_error", "heading_error")


class SteeringMeter:
    """Errors of velocity and heading over an episode, per agent. A new command counts from the decision it is given in.

    Args:
        agents: how many.
    """

    def __init__(self, agents: int) -> None:
        self._steps = np.zeros(agents)
        self._asked, self._velocity, self._heading = (np.zeros(agents) for _ in range(3))
        self._speed, self._x, self._y = (np.zeros(agents) for _ in range(3))

    def told(self, moment: Moment) -> None:
        """Notes the commands that the agents are about to act on."""
        self._speed, self._x, self._y = moment.target_speed.copy(), moment.command_x.copy(), moment.command_y.copy()

    def add(self, moment: Moment, going: NDArray[np.bool_]) -> None:
        """Adds a decision of the agents whose episode is going on after it; the others' moment is no longer theirs."""
        velocity = moment.state.root_linear_velocity
        error = np.hypot(velocity[:, 0] - self._speed * self._x, velocity[:, 1] - self._speed * self._y)
        cosine = moment.heading_x * self._x + moment.heading_y * self._y
        turn = np.arccos(np.minimum(np.maximum(cosine, -1.0), 1.0))
        for total, value in ((self._asked, self._speed), (self._velocity, error), (self._heading, turn)):
            total[going] += value[going]
        self._steps += going

    def finish(self, agents: NDArray[np.intp]) -> dict[str, Float]:
        """The measures of agents whose episode has ended; they begin anew.

        Returns:
            ``speed_asked``: mean target speed, m/s: the ``velocity_error`` of a body that stood still;
            ``velocity_error``: mean length of the root's horizontal velocity less the one asked for, m/s;
            ``heading_error``: mean angle between the root's heading and the one asked for, rad.
        """
        decisions = np.maximum(self._steps[agents], 1)
        measures = {
            "speed_asked": self._asked[agents] / decisions,
            "velocity_error": self._velocity[agents] / decisions,
            "heading_error": self._heading[agents] / decisions,
        }
        for sums in (self._steps, self._asked, self._velocity, self._heading):
            sums[agents] = 0.0
        return measures
