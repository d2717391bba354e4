"""Every task in the content as a Gymnasium environment: ``gymnasium.make("clamber/Quadruped-v0")``."""

from __future__ import annotations

import gymnasium

from clamber.assets.content import names

#: Gymnasium's namespace of Clamber's tasks.
NAMESPACE = "clamber"


def register_tasks() -> list[str]:
    """Registers the tasks not yet registered.

    Returns:
        The Gymnasium ids of all tasks in the content.
    """
    ids = []
    for name in names("Tasks"):
        ids.append(f"{NAMESPACE}/{name}-v0")
        if ids[-1] not in gymnasium.registry:
            gymnasium.register(
                id=ids[-1],
                entry_point="clamber.tasks.single:ClamberEnv",
                vector_entry_point="clamber.tasks.environment:ClamberVectorEnv",
                kwargs={"task": name},
            )
    return ids
