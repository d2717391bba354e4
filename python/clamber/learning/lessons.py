"""Environment parameters: constants, samplers and lessons, as ``environment_parameters`` of ML-Agents has them."""

from __future__ import annotations

import difflib
import json
import math
from collections import deque
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from clamber.assets.fields import AssetError, Limits
from clamber.courses.random_numbers import along_ranges
from clamber.tasks.parameters import PARAMETERS

#: Episodes over which a lesson's reward is averaged where no lesson says otherwise.
LEAST_EPISODES = 1
#: What ``sampler_parameters`` may say, by ``sampler_type``.
_SAMPLERS = {
    "constant": {"seed", "value"},
    "uniform": {"seed", "min_value", "max_value"},
    "gaussian": {"seed", "mean", "st_dev"},
    "multirangeuniform": {"seed", "intervals"},
}
_CRITERIA = {"measure", "behavior", "signal_smoothing", "min_lesson_length", "threshold", "require_reset"}


@dataclass(frozen=True)
class Sampler:
    """Where an agent's value for its next episode comes from.

    Attributes:
        kind: constant, uniform, gaussian or multirangeuniform.
        intervals: constant and uniform: one (low, high); multirangeuniform: several, each as likely as it is long, as
            Unity's player has it.
        mean, deviation: of gaussian.
        limits: a gaussian's tails are cut off there, as the headless player cuts them.
        seed: of its stream, mixed with the run's, so that agents in other processes draw other numbers; -1 likewise.
    """

    kind: str
    intervals: tuple[tuple[float, float], ...] = ()
    mean: float = 0.0
    deviation: float = 0.0
    limits: tuple[float, float] = (-math.inf, math.inf)
    seed: int = -1

    def source(self, seed: int) -> float | Stream:
        """A constant, or a stream to draw from; the same seed, the same draws."""
        return self.intervals[0][0] if self.kind == "constant" else Stream(self, seed)


class Stream:
    """Draws of a sampler, one by one."""

    def __init__(self, sampler: Sampler, seed: int) -> None:
        """Begins at the first draw."""
        self._sampler = sampler
        bits = np.random.PCG64(np.random.SeedSequence([seed, sampler.seed & 0xFFFFFFFF]))
        self._random = np.random.Generator(bits)  # which alone is kept: a pickled one has bits of its own

    def __call__(self) -> float:
        """The next draw."""
        if self._sampler.kind == "gaussian":
            low, high = self._sampler.limits
            return min(max(float(self._random.normal(self._sampler.mean, self._sampler.deviation)), low), high)
        return along_ranges(self._sampler.intervals, float(self._random.random()))

    def state(self) -> str:
        """Where the stream stands."""
        return json.dumps(self._random.bit_generator.state)

    def load_state(self, state: str) -> None:
        """Goes back to where ``state`` was told."""
        self._random.bit_generator.state = json.loads(state)


@dataclass(frozen=True)
class Criteria:
    """When a lesson is over: ``completion_criteria``.

    Attributes:
        measure: reward or progress.
        threshold: to be exceeded.
        min_lesson_length: episodes.
        signal_smoothing: whether a quarter of the last measure is mixed in.
    """

    measure: str
    threshold: float
    min_lesson_length: int
    signal_smoothing: bool


@dataclass(frozen=True)
class Lesson:
    """One step of a parameter's curriculum; without criteria the last."""

    name: str
    sampler: Sampler
    criteria: Criteria | None


@dataclass(frozen=True)
class ParameterLessons:
    """A parameter's curriculum; a parameter without one has a single lesson."""

    lessons: tuple[Lesson, ...]


class Lessons:
    """Where the lessons stand. The rules are those of mlagents' EnvironmentParameterManager."""

    def __init__(self, parameters: Mapping[str, ParameterLessons]) -> None:
        """Begins with every parameter's first lesson."""
        self.parameters = dict(parameters)
        self.current = dict.fromkeys(self.parameters, 0)
        self.smoothed = dict.fromkeys(self.parameters, 0.0)
        lengths = [
            lesson.criteria.min_lesson_length
            for parameter in self.parameters.values()
            for lesson in parameter.lessons
            if lesson.criteria is not None
        ]
        self.returns: deque[float] = deque(maxlen=max([LEAST_EPISODES, *lengths]))

    def record(self, returns: list[float]) -> None:
        """Takes in the returns of episodes that have ended."""
        self.returns.extend(returns)

    def update(self, progress: float) -> list[str]:
        """Moves on where a lesson is over; ``progress`` is the share of max_steps done. Returns what changed."""
        changed = []
        for name, parameter in self.parameters.items():
            lesson = parameter.lessons[self.current[name]]
            if lesson.criteria is None or self.current[name] + 1 >= len(parameter.lessons):
                continue
            if self._is_over(name, lesson.criteria, progress):
                self.current[name] += 1
                changed.append(name)
        if changed:
            self.returns.clear()
        return changed

    def _is_over(self, name: str, criteria: Criteria, progress: float) -> bool:
        if len(self.returns) < criteria.min_lesson_length:
            return False
        if criteria.measure == "progress":
            return progress > criteria.threshold
        if not self.returns:
            return False
        measure = float(np.mean(list(self.returns)))
        if math.isnan(measure):
            return False
        if criteria.signal_smoothing:
            measure = 0.25 * self.smoothed[name] + 0.75 * measure
            self.smoothed[name] = measure
        return measure > criteria.threshold

    def sources(self, seed: int) -> dict[str, float | Stream]:
        """What to set in an environment now; samplers' streams begin anew from ``seed``."""
        return {
            name: parameter.lessons[self.current[name]].sampler.source(seed + 7919 * index)
            for index, (name, parameter) in enumerate(self.parameters.items())
        }

    def state(self) -> dict[str, Any]:
        """All that a checkpoint must keep."""
        return {"current": dict(self.current), "smoothed": dict(self.smoothed), "returns": list(self.returns)}

    def load_state(self, state: Mapping[str, Any]) -> None:
        """Goes back to what ``state`` returned; parameters the configuration no longer has are left out."""
        for name, parameter in self.parameters.items():
            if name in state["current"]:
                self.current[name] = min(int(state["current"][name]), len(parameter.lessons) - 1)
                self.smoothed[name] = float(state["smoothed"][name])
        self.returns.clear()
        self.returns.extend(state["returns"])

    def skip_to(self, numbers: Mapping[str, int]) -> None:
        """Begins with the lessons of these numbers, by parameter; other parameters stay where they are."""
        for name, parameter in self.parameters.items():
            if name in numbers:
                self.current[name] = min(max(numbers[name], 0), len(parameter.lessons) - 1)


def read_lessons(given: Mapping[str, Any], source: str) -> dict[str, ParameterLessons]:
    """Reads ``environment_parameters``.

    Raises:
        AssetError: one line: file, field, value, and what is allowed.
    """
    known(given, PARAMETERS, source, "environment_parameters")
    parameters = {}
    for name, value in given.items():
        where, limits = f"environment_parameters.{name}", PARAMETERS[name]
        if not (isinstance(value, Mapping) and "curriculum" in value):
            if isinstance(value, Mapping):
                known(value, {"curriculum", "sampler_type", "sampler_parameters"}, source, where)
            lesson = Lesson(name, _sampler(value, limits, source, where), None)
            parameters[name] = ParameterLessons((lesson,))
            continue
        known(value, {"curriculum"}, source, where)
        entries = value["curriculum"]
        if not isinstance(entries, list) or not entries:
            raise AssetError(f"{source}: {where}.curriculum: {entries!r} is not allowed; a list of lessons")
        lessons = tuple(
            _lesson(entry, limits, source, f"{where}.curriculum[{index}]", index == len(entries) - 1)
            for index, entry in enumerate(entries)
        )
        parameters[name] = ParameterLessons(lessons)
    return parameters


def mapping(value: Any, source: str, where: str) -> dict[str, Any]:
    """A section of a configuration, its keys as texts.

    Raises:
        AssetError: one line, if it is none.
    """
    if not isinstance(value, Mapping):
        raise AssetError(f"{source}: {where}: {value!r} is not allowed; a mapping")
    return {str(key): entry for key, entry in value.items()}


def known(given: Collection[Any], names: Collection[str], source: str, where: str) -> None:
    """Refuses what is misspelt.

    Args:
        given: the keys of a section.
        names: the keys that there are.
        source: the file.
        where: the section, and what stands between it and a key if that is no dot; empty: the whole file.

    Raises:
        AssetError: one line: file, field, and the key that was probably meant.
    """
    before = f"{where}." if where and not where.endswith(" ") else where
    for name in map(str, given):
        if name not in names:
            close = difflib.get_close_matches(name, sorted(names), 1)
            meant = f" (did you mean {close[0]}?)" if close else ""
            raise AssetError(
                f"{source}: {before}{name}: there is no such setting{meant}; there are {', '.join(sorted(names))}"
            )


def _lesson(entry: Any, limits: Limits, source: str, where: str, last: bool) -> Lesson:
    if not isinstance(entry, Mapping) or "value" not in entry:
        raise AssetError(
            f"{source}: {where}: {entry!r} is not allowed; a mapping with name, value, completion_criteria"
        )
    known(entry, {"name", "value", "completion_criteria"}, source, where)
    criteria = None
    if entry.get("completion_criteria") is not None:
        criteria = _criteria(entry["completion_criteria"], source, f"{where}.completion_criteria")
    elif not last:
        raise AssetError(
            f"{source}: {where}.completion_criteria: none is not allowed; all lessons but the last need it"
        )
    sampler = _sampler(entry["value"], limits, source, f"{where}.value")
    return Lesson(str(entry.get("name", "")), sampler, None if last else criteria)


def _criteria(given: Any, source: str, where: str) -> Criteria:
    given = mapping(given, source, where)
    known(given, _CRITERIA, source, where)
    measure = given.get("measure", "reward")
    if measure not in ("reward", "progress"):
        raise AssetError(f"{source}: {where}.measure: {measure!r} is not allowed; reward or progress")
    length = given.get("min_lesson_length", 0)
    if not isinstance(length, int) or isinstance(length, bool) or length < 0:
        raise AssetError(f"{source}: {where}.min_lesson_length: {length!r} is not allowed; a whole number from 0")
    for key in ("signal_smoothing", "require_reset"):
        if not isinstance(given.get(key, True), bool):
            raise AssetError(f"{source}: {where}.{key}: {given[key]!r} is not allowed; true or false")
    return Criteria(
        measure,
        _finite(given.get("threshold", 0.0), source, f"{where}.threshold"),
        length,
        given.get("signal_smoothing", True),
    )


def _sampler(value: Any, limits: Limits, source: str, where: str) -> Sampler:
    if not isinstance(value, Mapping):
        number = _within(value, limits, source, where)
        return Sampler("constant", ((number, number),))
    known(value, {"sampler_type", "sampler_parameters"}, source, where)
    kind, inside = value.get("sampler_type"), f"{where}.sampler_parameters"
    if not isinstance(kind, str) or kind not in _SAMPLERS:
        raise AssetError(
            f"{source}: {where}.sampler_type: {kind!r} is not allowed; constant, uniform, gaussian or multirangeuniform"
        )
    given = mapping(value.get("sampler_parameters"), source, inside)
    known(given, _SAMPLERS[kind], source, inside)
    seed = given.get("seed", -1)
    if not isinstance(seed, int) or isinstance(seed, bool):
        raise AssetError(f"{source}: {inside}.seed: {seed!r} is not allowed; a whole number")
    if kind == "constant":
        number = _within(given.get("value", 0.0), limits, source, f"{inside}.value")
        return Sampler("constant", ((number, number),), seed=seed)
    if kind == "uniform":
        low, high = (
            _within(given.get(key, default), limits, source, f"{inside}.{key}")
            for key, default in (("min_value", 0.0), ("max_value", 1.0))
        )
        return Sampler("uniform", (_interval([low, high], limits, source, inside),), seed=seed)
    if kind == "gaussian":
        mean = _within(given.get("mean", 1.0), limits, source, f"{inside}.mean")
        deviation = _finite(given.get("st_dev", 1.0), source, f"{inside}.st_dev")
        if deviation < 0.0:
            raise AssetError(f"{source}: {inside}.st_dev: {deviation:g} is not allowed; 0 or more")
        return Sampler("gaussian", (), mean, deviation, (limits.minimum, limits.maximum), seed)
    intervals = given.get("intervals", [[0.0, 1.0]])
    if not isinstance(intervals, list) or not intervals:
        raise AssetError(f"{source}: {inside}.intervals: {intervals!r} is not allowed; a list of [low, high]")
    return Sampler(
        kind,
        tuple(
            _interval(ends, limits, source, f"{inside}.intervals[{index}]") for index, ends in enumerate(intervals)
        ),
        seed=seed,
    )


def _interval(ends: Any, limits: Limits, source: str, where: str) -> tuple[float, float]:
    if not isinstance(ends, list | tuple) or len(ends) != 2:
        raise AssetError(f"{source}: {where}: {ends!r} is not allowed; [low, high]")
    low, high = (_within(end, limits, source, where) for end in ends)
    if low > high:
        raise AssetError(f"{source}: {where}: {low:g} to {high:g} is not allowed; the lower end comes first")
    return low, high


def _within(value: Any, limits: Limits, source: str, where: str) -> float:
    """A value that the environment takes; one that it would refuse is refused here, before anything has begun."""
    number = _finite(value, source, where)
    if not limits.minimum <= number <= limits.maximum:
        unit = f" {limits.unit}" if limits.unit else ""
        raise AssetError(
            f"{source}: {where}: {number:g} is not allowed; {limits.minimum:g} to {limits.maximum:g}{unit}"
        )
    return number


def _finite(value: Any, source: str, where: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise AssetError(f"{source}: {where}: {value!r} is not allowed; a number, or a sampler")
    return float(value)
