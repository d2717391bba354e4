"""Brains of different senses in one world: each keeps the senses and actions of the task it was trained on."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from clamber.assets.task import TaskSpec
from clamber.evaluation.brain import BrainError, brain_inputs, brain_metadata
from clamber.evaluation.episodes import task_of


def sensor_sizes(task: TaskSpec) -> dict[str, int]:
    """How many values each sensor of a task has, by the name of a brain's input; sensors without any are left out."""
    sizes: dict[str, int] = {}
    for block in task.observations:
        name = f"obs_{block.sensor}"
        sizes[name] = max(sizes.get(name, 0), block.start + block.size)
    return {name: size for name, size in sizes.items() if size}


def in_the_world_of(brain_path: Path, task: str) -> tuple[TaskSpec, str]:
    """A task as a brain lives it, with its own senses where it was trained on others of the same body.

    Course, endings, randomisation and difficulty are the asked task's in any case.

    Args:
        brain_path: the .onnx; its metadata say which task it was trained on.
        task: name or file of what is asked.

    Returns:
        the task, and the name of the task whose senses it has; empty: the asked one's.

    Raises:
        ValueError: one line, for a task or brain that cannot be used.
    """
    asked = task_of(brain_path, task)
    inputs = {name: size for name, size in brain_inputs(brain_path).items() if name.startswith("obs_")}
    if inputs == sensor_sizes(asked):
        return asked, ""
    told = brain_metadata(brain_path).get("task", "")
    try:
        own = task_of(brain_path, told)
    except ValueError:
        own = None
    if own is None or own.body != asked.body or inputs != sensor_sizes(own):
        wanted = sensor_sizes(asked)
        name = next(name for name in sorted({*inputs, *wanted}) if inputs.get(name) != wanted.get(name))
        raise BrainError(
            f"{brain_path}: input {name} has {inputs.get(name, 0)} values; the task's sensor has {wanted.get(name, 0)}"
            ", and the brain names no task of the same body that it was trained on"
        )
    world = replace(
        own, course=asked.course, course_scale=asked.course_scale, endings=asked.endings,
        randomisation=asked.randomisation, curriculum=asked.curriculum,
    )  # fmt: skip
    return world, told
