"""A task with all that it refers to, read and checked as a whole."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace

from clamber.assets.body import BodySpec
from clamber.assets.content import find, label, reference_to, resolve
from clamber.assets.course import CourseSpec
from clamber.assets.fields import AssetError
from clamber.assets.loading import load_task, task_body, task_course
from clamber.assets.task import ControlMode, TaskSpec
from clamber.courses import check_course
from clamber.tasks.rewards import ONCE, Term, reward_terms
from clamber.tasks.senses import check_layout

#: A physics step is computed in so many parts at most.
MOST_PARTS = 10


@dataclass(frozen=True)
class TaskContent:
    """What an environment is made of.

    Attributes:
        task: the spec.
        body: that it refers to.
        course: that it refers to.
        rewards: the terms with their weights.
    """

    task: TaskSpec
    body: BodySpec
    course: CourseSpec
    rewards: list[tuple[Term, float]]


def on_course(task: TaskSpec, course: str) -> TaskSpec:
    """The task on another course, given by name or file; where that is empty, the task as it is.

    Raises:
        AssetError: one line, for a course that is not there.
    """
    return replace(task, course=reference_to(find(course, "Courses", "course"))) if course else task


def held(task: TaskSpec, repeat: int) -> TaskSpec:
    """The task with every action held for so many decisions (action repeat), which then count as one.

    What is paid per second goes on being so. What is paid once, when it happens, keeps its worth: the decision is
    longer, so the weight is less.
    """
    rewards = [replace(one, weight=one.weight / repeat) if one.name in ONCE else one for one in task.rewards]
    return replace(task, decision_steps=task.decision_steps * repeat, rewards=rewards) if repeat > 1 else task


def finer(task: TaskSpec, parts: int) -> TaskSpec:
    """The task with each of its physics steps computed in so many parts; decisions stay as far apart as they are.

    Raises:
        AssetError: one line, for a number of parts that is not allowed.
    """
    if not 1 <= parts <= MOST_PARTS:
        raise AssetError(f"physics parts: {parts} is not allowed; 1 to {MOST_PARTS}")
    return replace(task, physics_step=task.physics_step / parts, decision_steps=task.decision_steps * parts)


def read_task(task: TaskSpec | str | os.PathLike[str]) -> TaskContent:
    """Reads a task, its body and its course, and checks everything that can be checked without physics.

    Args:
        task: a spec, the name of one in the content, or a file.

    Raises:
        AssetError: one line: file, field, value, what is allowed.
    """
    if isinstance(task, TaskSpec):
        spec, source = task, "task"
    else:
        spec, source = load_task(task), label(find(task, "Tasks", "task"))
    body, course = task_body(spec), task_course(spec)
    check_course(course, label(resolve(spec.course)))
    if spec.control == ControlMode.MUSCLE and not body.muscles:
        raise AssetError(f"{source}: m_Control: {spec.control:d} (muscle) is not allowed; the body has no muscles")
    check_layout(spec, body, source)
    return TaskContent(spec, body, course, reward_terms(spec.rewards, source))
