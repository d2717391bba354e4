"""From a player's stick to a target speed and heading that a creature can follow."""

from __future__ import annotations

from math import exp, radians

from clamber.assets.task import Command

#: Time in which two thirds of a change are done, s.
LAG = 0.25


class Steering:
    """Moves the command towards where the stick points, within what the task teaches.

    Attributes:
        speed: target speed, m/s.
        heading: rad to the left.
    """

    def __init__(self, command: Command) -> None:
        """Of a task; begins with the middle of its speeds, straight on."""
        self._slow, self._fast = command.target_speed
        self._right, self._left = (radians(bound) for bound in command.heading_deg)
        self._stick = (0.0, 0.0)
        self.speed = 0.5 * (self._slow + self._fast)
        self.heading = 0.0

    def point(self, speed: float, heading: float) -> None:
        """Takes in the stick: ``speed`` from -1 (slowest) over 0 (middle) to 1 (fastest), ``heading`` in rad."""
        self._stick = (speed, heading)

    def follow(self, dt: float) -> None:
        """Lets so many seconds pass."""
        speed, heading = self._stick
        wanted = self._slow + 0.5 * (speed + 1.0) * (self._fast - self._slow)
        share = 1.0 - exp(-dt / LAG)
        self.speed += (wanted - self.speed) * share
        self.heading += (min(max(heading, self._right), self._left) - self.heading) * share
