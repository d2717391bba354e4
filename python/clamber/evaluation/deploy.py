"""``clamber deploy``: puts a trained brain into the Unity project, if it fits its task."""

from __future__ import annotations

from pathlib import Path

from clamber.assets.content import names
from clamber.evaluation.brain import BrainError, brain_metadata
from clamber.evaluation.brain_folder import brain_path, install_brain
from clamber.evaluation.episodes import brain_for, task_of
from clamber.tasks.environment import ClamberVectorEnv


def deploy(brain: Path, task: str = "", name: str = "") -> Path:
    """Checks a brain against its task and copies it into ``Assets/Clamber/Brains``.

    A brain that is there under that name is replaced and keeps its GUID, so everything in the game that refers to it
    refers to the new one.

    Args:
        brain: the .onnx file.
        task: name or file; empty: what the brain says it was trained for, else the task of its file's name.
        name: of the brain in the game; empty: its file's name.

    Returns:
        the brain's path in the project.

    Raises:
        ValueError: one line: a brain that cannot be read, does not fit its task or that Unity could not read; a task
            that nothing tells; a name that is none for a file. Nothing has been written then.
    """
    name = name or brain.stem
    brain_path(name)
    task = task or brain_metadata(brain).get("task", "")
    if not task and brain.stem in names("Tasks"):
        task = brain.stem
    if not task:
        raise BrainError(f"{brain}: does not say of which task it is; name one (--task)")
    env = ClamberVectorEnv(task_of(brain, task), 1, seed=0)
    try:
        brain_for(brain, env)
    finally:
        env.close()
    return install_brain(brain, name, {"task": Path(task).stem})
