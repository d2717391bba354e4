"""Environment parameters from the learner: constants and samplers, as ``EnvironmentParametersChannel.cs`` reads them.

A sampler is asked anew at every agent's reset. Unity starts a sampler over whenever mlagents sends it again, with each
lesson of any parameter; here one that has not changed goes on where it was, so that no draws repeat.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from clamber.bridge.player.environment import PlayerEnvironment
from clamber.bridge.player.log import PlayerLog
from clamber.bridge.player.side_channels import Payload, SideChannelError
from clamber.courses.random_numbers import LARGEST_SEED, RandomNumbers, along_ranges

_FLOAT, _SAMPLER = 0, 1
_UNIFORM, _GAUSSIAN, _MULTI_RANGE = 0, 1, 2


@dataclass(frozen=True)
class Parameter:
    """What a message says of one parameter.

    Attributes:
        kind: "constant", "uniform", "gaussian" or "multirangeuniform".
        values: constant: (value,); uniform: (least, greatest); gaussian: (mean, standard deviation);
            multirangeuniform: (least, greatest) of each range, one after the other.
        seed: the sampler's.
    """

    kind: str
    values: tuple[float, ...]
    seed: int = 0

    def __str__(self) -> str:
        return " ".join([self.kind, *(f"{value:g}" for value in self.values)])


def read_parameter(payload: bytes) -> tuple[str, Parameter]:
    """A parameter's name and what it is set to.

    Raises:
        SideChannelError: the payload is cut off or of an unknown kind, or its ranges are none.
    """
    read = Payload(payload)
    name, kind = read.text(), read.integer()
    if kind == _FLOAT:
        return name, Parameter("constant", (read.number(),))
    if kind != _SAMPLER:
        raise SideChannelError(f"environment parameter {name}: type {kind} is not known; 0 (number) or 1 (sampler)")
    seed, distribution = read.integer(), read.integer()
    if distribution == _UNIFORM:
        return name, Parameter("uniform", (read.number(), read.number()), seed)
    if distribution == _GAUSSIAN:
        return name, Parameter("gaussian", (read.number(), read.number()), seed)
    if distribution != _MULTI_RANGE:
        raise SideChannelError(f"environment parameter {name}: sampler {distribution} is not known; 0, 1 or 2")
    ends = read.numbers()
    if not ends or len(ends) % 2:
        raise SideChannelError(f"environment parameter {name}: {len(ends)} ends of ranges are not pairs")
    return name, Parameter("multirangeuniform", tuple(ends), seed)


def make_sampler(parameter: Parameter, seed: int, limits: tuple[float, float]) -> Callable[[], float]:
    """A function that draws the parameter's next value.

    Args:
        parameter: a sampler's.
        seed: the player's, so that the workers of one run do not draw the same.
        limits: a gaussian's tails are cut off there.
    """
    random = RandomNumbers((RandomNumbers(parameter.seed & LARGEST_SEED).next() + seed) & LARGEST_SEED)
    values = parameter.values
    if parameter.kind == "uniform":
        return lambda: values[0] + random.uniform() * (values[1] - values[0])
    if parameter.kind == "gaussian":
        # Box and Muller's transform (1958); 1 - u is never 0.
        def gaussian() -> float:
            length = math.sqrt(-2.0 * math.log(1.0 - random.uniform()))
            drawn = values[0] + values[1] * length * math.cos(2.0 * math.pi * random.uniform())
            return min(max(drawn, limits[0]), limits[1])

        return gaussian
    ranges = list(zip(values[0::2], values[1::2], strict=True))
    return lambda: along_ranges(ranges, random.uniform())


class ParameterInbox:
    """Hands what arrives on to the environment."""

    def __init__(self, environment: PlayerEnvironment, seed: int, log: PlayerLog) -> None:
        """Nothing has arrived yet; ``seed`` is the player's."""
        self._environment, self._seed, self._log = environment, seed, log
        self._set: dict[str, Parameter] = {}

    def receive(self, payload: bytes) -> None:
        """Sets the parameter of a message; one that the environment does not read is told to the log once.

        Raises:
            SideChannelError: the message is malformed, or a value is out of range.
        """
        name, parameter = read_parameter(payload)
        if self._set.get(name) == parameter:
            return
        self._set[name] = parameter
        limits = self._environment.parameters.get(name)
        if limits is None:
            known = ", ".join(self._environment.parameters)
            self._log.once(f"environment parameter {name}: nothing here reads it; there are {known}")
            return
        _check(name, parameter, limits)
        if parameter.kind == "constant":
            self._environment.set_parameter(name, parameter.values[0])
        else:
            self._environment.set_parameter(name, make_sampler(parameter, self._seed, limits))
        self._log.write(f"environment parameter {name}: {parameter}")


def _check(name: str, parameter: Parameter, limits: tuple[float, float]) -> None:
    # A gaussian's second value is a standard deviation, which has no limit but that it is not negative.
    bounded = parameter.values[:1] if parameter.kind == "gaussian" else parameter.values
    for value in bounded:
        if not limits[0] <= value <= limits[1]:
            raise SideChannelError(
                f"environment parameter {name}: {value:g} is not allowed; {limits[0]:g} to {limits[1]:g}"
            )
    if parameter.kind == "gaussian" and not 0.0 <= parameter.values[1] < math.inf:
        deviation = parameter.values[1]
        raise SideChannelError(f"environment parameter {name}: st_dev {deviation:g} is not allowed; 0 or more")
    if parameter.kind in ("uniform", "multirangeuniform"):
        for least, greatest in zip(parameter.values[0::2], parameter.values[1::2], strict=True):
            if least > greatest:
                raise SideChannelError(
                    f"environment parameter {name}: from {least:g} to {greatest:g} is not a range; the lesser end first"
                )
