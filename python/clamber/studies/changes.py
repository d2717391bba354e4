"""Changes to a task, to be put together into a condition."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from clamber.assets.fields import Vector2
from clamber.assets.loading import task_body
from clamber.assets.task import CurriculumMode, RewardTerm, Stamina, TaskSpec
from clamber.tasks.content import on_course
from clamber.tasks.senses import observation_layout

Change = Callable[[TaskSpec], TaskSpec]


def both(*changes: Change) -> Change:
    """One change after the other."""

    def change(task: TaskSpec) -> TaskSpec:
        for one in changes:
            task = one(task)
        return task

    return change


def paid_for(**weights: float) -> Change:
    """Exactly these reward terms, weights per second."""
    return lambda task: replace(task, rewards=[RewardTerm(name, weight) for name, weight in weights.items()])


def also_paid_for(**weights: float) -> Change:
    """These reward terms besides the task's own, or with another weight; a weight of 0 takes a term away."""

    def change(task: TaskSpec) -> TaskSpec:
        terms = {term.name: term.weight for term in task.rewards} | weights
        return replace(task, rewards=[RewardTerm(name, weight) for name, weight in terms.items() if weight != 0.0])

    return change


def at_course(name: str, difficulty: float | None = None) -> Change:
    """On another course; with a difficulty, always at that one, else each agent at its own pace."""

    def change(task: TaskSpec) -> TaskSpec:
        if difficulty is None:
            ladder = replace(task.curriculum, mode=CurriculumMode.PER_AGENT, difficulty=0.0)
        else:
            ladder = replace(task.curriculum, mode=CurriculumMode.LESSON, difficulty=difficulty)
        return replace(on_course(task, name), curriculum=ladder)

    return change


def told_to_go(speed: float) -> Change:
    """At a target speed in m/s, always."""
    return lambda task: replace(task, command=replace(task.command, target_speed=Vector2(speed, speed)))


def sees(**samples: list[float]) -> Change:
    """With the terrain sampled elsewhere (fields of ``TerrainSense``)."""

    def change(task: TaskSpec) -> TaskSpec:
        sensed = replace(task, terrain=replace(task.terrain, **samples))
        return replace(sensed, observations=observation_layout(sensed, task_body(sensed)))

    return change


def tires(capacity: float, recovery: float, weakest: float = 0.25) -> Change:
    """With an energy budget (see ``Stamina``), and what is left of it as a sense."""

    def change(task: TaskSpec) -> TaskSpec:
        tired = replace(task, stamina=Stamina(capacity, recovery, weakest))
        return replace(tired, observations=observation_layout(tired, task_body(tired)))

    return change
