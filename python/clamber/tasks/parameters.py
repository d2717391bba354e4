"""Environment parameters: what a learner may set from outside, over the task's own values."""

from __future__ import annotations

import difflib
import math
from collections.abc import Callable

from clamber.assets.fields import Limits

#: A constant, or a sampler that is asked anew at every agent's reset.
ParameterValue = float | Callable[[], float]

#: What may be set, and to what.
PARAMETERS: dict[str, Limits] = {
    "difficulty": Limits(0.0, 1.0),
    "gravity": Limits(0.0, 100.0, "m/s^2 downwards"),
    "friction": Limits(0.0, 5.0),
    "mass_scale": Limits(0.1, 10.0),
    "motor_strength": Limits(0.0, 10.0),
    "target_speed": Limits(0.0, 20.0, "m/s"),
    "action_delay": Limits(0.0, 20.0, "decisions"),
    "push_speed": Limits(0.0, 10.0, "m/s"),
    "second_chances": Limits(0.0, 1.0),
}


class EnvironmentParameters:
    """The parameters that are set; a parameter that is not leaves the task's own value."""

    def __init__(self) -> None:
        """Nothing is set."""
        self._values: dict[str, ParameterValue] = {}

    def set(self, name: str, value: ParameterValue | None) -> None:
        """Sets a parameter, or with None gives it back to the task.

        Raises:
            ValueError: one line, for an unknown name or a constant out of range.
        """
        if name not in PARAMETERS:
            close = difflib.get_close_matches(name, PARAMETERS, 1)
            hint = f" (did you mean {close[0]}?)" if close else ""
            raise ValueError(f"environment parameter {name}: unknown{hint}; there are {', '.join(PARAMETERS)}")
        if value is None:
            self._values.pop(name, None)
            return
        self._values[name] = value if callable(value) else _checked(name, value)

    def get(self, name: str) -> float | None:
        """The parameter's value for one agent's next episode, drawn from its sampler if it has one; None if not set.

        Raises:
            ValueError: one line, for a sampler's value out of range.
        """
        value = self._values.get(name)
        return _checked(name, value()) if callable(value) else value

    def is_set(self, name: str) -> bool:
        """Whether the parameter takes the place of the task's own value."""
        return name in self._values


def _checked(name: str, value: float) -> float:
    limits = PARAMETERS[name]
    value = float(value)
    if not (math.isfinite(value) and limits.minimum <= value <= limits.maximum):
        unit = f" {limits.unit}" if limits.unit else ""
        raise ValueError(
            f"environment parameter {name}: {value:g} is not allowed; {limits.minimum:g} to {limits.maximum:g}{unit}"
        )
    return value
