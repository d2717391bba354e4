"""Environment parameters: constants, samplers and lessons, as ``environment_parameters`` of ML-Agents has them."""

from __future__ import annotations

import json
import math
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from clamber.assets.fields import AssetError

#: Episodes over which a lesson's reward is averaged where no lesson says otherwise.
LEAST_EPISODES = 1


@dataclass(frozen=True)
class Sampler:
    """Where an agent's value for its next episode comes from.

    Attributes:
        kind: constant, uniform, gaussian or multirangeuniform.
        intervals: constant and uniform: one (low, high); multirangeuniform: several, one of them drawn evenly, as
            Unity's player does.
        mean, deviation: of gaussian.
        seed: of its stream; -1: drawn from the run's.
    """

    kind: str
    intervals: tuple[tuple[float, float], ...] = ()
    mean: float = 0.0
    deviation: float = 0.0
    seed: int = -1

    def source(self, seed: int) -> float | Stream:
        """A constant, or a stream to draw from; the same seed, the same draws."""
        return self.intervals[0][0] if self.kind == "constant" else Stream(self, seed)


class Stream:
    """Draws of a sampler, one by one."""

    def __init__(self, sampler: Sampler, seed: int) -> None:
        """Begins at the first draw."""
        self._sampler = sampler
        self._bits = np.random.PCG64(np.random.SeedSequence([seed, sampler.seed & 0xFFFFFFFF]))
        self._random = np.random.Generator(self._bits)

    def __call__(self) -> float:
        """The next draw."""
        if self._sampler.kind == "gaussian":
            return float(self._random.normal(self._sampler.mean, self._sampler.deviation))
        intervals = self._sampler.intervals
        return float(self._random.uniform(*intervals[int(self._random.integers(len(intervals)))]))

    def state(self) -> str:
        """Where the stream stands."""
        return json.dumps(self._bits.state)

    def load_state(self, state: str) -> None:
        """Goes back to where ``state`` was told."""
        self._bits.state = json.loads(state)


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
    parameters = {}
    for name, value in given.items():
        where = f"environment_parameters.{name}"
        if not (isinstance(value, Mapping) and "curriculum" in value):
            lesson = Lesson(str(name), _sampler(value, source, where), None)
            parameters[str(name)] = ParameterLessons((lesson,))
            continue
        entries = value["curriculum"]
        if not isinstance(entries, list) or not entries:
            raise AssetError(f"{source}: {where}.curriculum: {entries!r} is not allowed; a list of lessons")
        lessons = tuple(
            _lesson(entry, source, f"{where}.curriculum[{index}]", index == len(entries) - 1)
            for index, entry in enumerate(entries)
        )
        parameters[str(name)] = ParameterLessons(lessons)
    return parameters


def _lesson(entry: Any, source: str, where: str, last: bool) -> Lesson:
    if not isinstance(entry, Mapping) or "value" not in entry:
        raise AssetError(
            f"{source}: {where}: {entry!r} is not allowed; a mapping with name, value, completion_criteria"
        )
    criteria = entry.get("completion_criteria")
    if criteria is None and not last:
        raise AssetError(
            f"{source}: {where}.completion_criteria: none is not allowed; all lessons but the last need it"
        )
    sampler = _sampler(entry["value"], source, f"{where}.value")
    return Lesson(
        str(entry.get("name", "")),
        sampler,
        None if last else _criteria(criteria, source, f"{where}.completion_criteria"),
    )


def _criteria(given: Any, source: str, where: str) -> Criteria:
    if not isinstance(given, Mapping):
        raise AssetError(f"{source}: {where}: {given!r} is not allowed; a mapping")
    for key in given:
        if key not in ("measure", "behavior", "signal_smoothing", "min_lesson_length", "threshold", "require_reset"):
            raise AssetError(f"{source}: {where}.{key}: there is no such setting")
    measure = given.get("measure", "reward")
    if measure not in ("reward", "progress"):
        raise AssetError(f"{source}: {where}.measure: {measure!r} is not allowed; reward or progress")
    length = given.get("min_lesson_length", 0)
    if not isinstance(length, int) or isinstance(length, bool) or length < 0:
        raise AssetError(f"{source}: {where}.min_lesson_length: {length!r} is not allowed; a whole number from 0")
    return Criteria(
        measure,
        _finite(given.get("threshold", 0.0), source, f"{where}.threshold"),
        length,
        bool(given.get("signal_smoothing", True)),
    )


def _sampler(value: Any, source: str, where: str) -> Sampler:
    if not isinstance(value, Mapping):
        number = _finite(value, source, where)
        return Sampler("constant", ((number, number),))
    kind, given = value.get("sampler_type"), value.get("sampler_parameters")
    if not isinstance(given, Mapping):
        raise AssetError(f"{source}: {where}.sampler_parameters: {given!r} is not allowed; a mapping")
    seed = given.get("seed", -1)
    if not isinstance(seed, int) or isinstance(seed, bool):
        raise AssetError(f"{source}: {where}.sampler_parameters.seed: {seed!r} is not allowed; a whole number")
    inside = f"{where}.sampler_parameters"
    if kind == "constant":
        number = _finite(given.get("value", 0.0), source, f"{inside}.value")
        return Sampler("constant", ((number, number),), seed=seed)
    if kind == "uniform":
        ends = [
            _finite(given.get(key, default), source, f"{inside}.{key}")
            for key, default in (("min_value", 0.0), ("max_value", 1.0))
        ]
        return Sampler("uniform", (_interval(ends, source, inside),), seed=seed)
    if kind == "gaussian":
        mean = _finite(given.get("mean", 1.0), source, f"{inside}.mean")
        deviation = _finite(given.get("st_dev", 1.0), source, f"{inside}.st_dev")
        if deviation < 0.0:
            raise AssetError(f"{source}: {inside}.st_dev: {deviation:g} is not allowed; 0 or more")
        return Sampler("gaussian", mean=mean, deviation=deviation, seed=seed)
    if kind == "multirangeuniform":
        intervals = given.get("intervals", [[0.0, 1.0]])
        if not isinstance(intervals, list) or not intervals:
            raise AssetError(f"{source}: {inside}.intervals: {intervals!r} is not allowed; a list of [low, high]")
        return Sampler(kind, tuple(_interval(ends, source, f"{inside}.intervals") for ends in intervals), seed=seed)
    raise AssetError(
        f"{source}: {where}.sampler_type: {kind!r} is not allowed; constant, uniform, gaussian or multirangeuniform"
    )


def _interval(ends: Any, source: str, where: str) -> tuple[float, float]:
    if not isinstance(ends, list | tuple) or len(ends) != 2:
        raise AssetError(f"{source}: {where}: {ends!r} is not allowed; [low, high]")
    low, high = (_finite(end, source, where) for end in ends)
    if low > high:
        raise AssetError(f"{source}: {where}: {low:g} to {high:g} is not allowed; the lower end comes first")
    return low, high


def _finite(value: Any, source: str, where: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise AssetError(f"{source}: {where}: {value!r} is not allowed; a number, or a sampler")
    return float(value)
