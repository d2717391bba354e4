"""Trained brains in the Unity project."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import onnx

from clamber.assets.content import asset_path, content_folder
from clamber.assets.files import write_bytes
from clamber.assets.meta_files import write_missing_meta, write_own_meta
from clamber.assets.race_scene import offer_brain
from clamber.assets.task_lists import offer_task
from clamber.evaluation.brain import BrainError, action_repeat

#: Opsets that Unity's inference engine reads.
OPSETS = range(7, 16)


def brain_path(name: str) -> Path:
    """Where the game's brain of a name lies.

    Raises:
        BrainError: the name is not one for a file on every system.
    """
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_-]*", name):
        raise BrainError(f"--name: {name!r} is not allowed; letters, digits, - and _")
    return content_folder() / "Brains" / f"{name}.onnx"


def check_for_unity(path: Path) -> None:
    """Checks what ONNX Runtime forgives and Unity does not.

    Raises:
        BrainError: the file has weights outside itself, or an opset that Unity does not read.
    """
    model = onnx.load(str(path), load_external_data=False)
    outside = [one.name for one in model.graph.initializer if one.data_location == onnx.TensorProto.EXTERNAL]
    if outside:
        raise BrainError(f"{path}: weights of {outside[0]} lie in another file; Unity needs them in this one")
    opset = next((one.version for one in model.opset_import if one.domain in ("", "ai.onnx")), 0)
    if opset not in OPSETS:
        raise BrainError(f"{path}: opset {opset} is not allowed; {OPSETS[0]} to {OPSETS[-1]}")


def install_brain(source: Path, name: str, facts: Mapping[str, str]) -> Path:
    """Copies a brain into the Unity project; its .meta, and so its GUID, stays if it is there, else gets made.

    The game's race then offers it and its task, if the project has that scene, and the task that the brain names.

    Args:
        source: the .onnx; it has been checked against its task.
        name: of the brain.
        facts: added to what the file says of itself.

    Returns:
        the brain's path in the project.

    Raises:
        ValueError: one line, for a name or file that cannot be used.
    """
    target = brain_path(name)
    check_for_unity(source)
    model = onnx.load(str(source))
    told = {entry.key: entry.value for entry in model.metadata_props}
    told.update(facts)
    repeat = action_repeat(told, source)
    onnx.helper.set_model_props(model, told)
    write_bytes(target, model.SerializeToString())
    write_missing_meta(target.parent)
    write_own_meta(target, content_folder())
    scene = content_folder() / "Scenes" / "Race.unity"
    task = asset_path(told.get("task", ""), "Tasks")
    if scene.is_file() and task.is_file():
        offer_task(scene.parent, task)
        offer_brain(scene, target, task, repeat)
    return target
