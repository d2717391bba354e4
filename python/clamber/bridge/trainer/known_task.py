"""What is known of a behavior that is named after a task: its mirror image, and where its last action is seen."""

from __future__ import annotations

from collections.abc import Mapping

from mlagents_envs.logging_util import get_logger

from clamber.assets.fields import AssetError
from clamber.assets.loading import load_task, task_body
from clamber.assets.task import TaskSpec
from clamber.learning.mirror import Mirror, make_mirror

logger = get_logger(__name__)


def known_task(behavior: str) -> TaskSpec | None:
    """The task that has a behavior's name; None if there is none."""
    try:
        return load_task(behavior)
    except AssetError:
        return None


def known_mirror(behavior: str, sensors: Mapping[str, int], actions: int) -> Mirror | None:
    """The mirror of the task of that name, if what the player sends has its shape; else None, and a word of warning.

    Args:
        behavior: its name.
        sensors: sizes of what the player sends.
        actions: how many it takes.
    """
    task = known_task(behavior)
    try:
        mirror = make_mirror(task, task_body(task)) if task is not None else None
    except AssetError:
        mirror = None
    if mirror is None:
        logger.warning(f"{behavior}: no task of that name has a mirror image; symmetry is not used")
        return None
    sizes = [len(mirror.proprioception.order), len(mirror.terrain.order)]
    if [size for size in sizes if size] != list(sensors.values()) or len(mirror.action.order) != actions:
        logger.warning(f"{behavior}: the player's sensors are not the task's; symmetry is not used")
        return None
    return mirror


def known_last_action(behavior: str, sensors: Mapping[str, int], actions: int) -> slice | None:
    """Where obs_0 holds the last action, if there is a task of that name and what the player sends has its shape."""
    task = known_task(behavior)
    if task is None:
        return None
    seen = [block for block in task.observations if block.sensor == 0]
    block = next((block for block in seen if block.name == "last_action"), None)
    size = max((block.start + block.size for block in seen), default=0)
    if block is None or block.size != actions or sensors.get("obs_0") != size:
        return None
    return slice(block.start, block.start + block.size)
