"""The brains that the game's race offers: the list in ``Scenes/Race.unity``."""

from __future__ import annotations

from pathlib import Path

from clamber.assets.meta_files import guid_of
from clamber.assets.scene_list import ASSET_ID, offer

# The model inside an imported .onnx, as in the scenes of com.unity.ai.inference's samples.
_MODEL_ID = "5022602860645237092"


def offer_brain(scene: Path, brain: Path, task: Path, action_repeat: int = 1) -> bool:
    """Lists a brain in the race's scene, or corrects what is told of one that is listed already.

    Args:
        scene: ``Scenes/Race.unity``.
        brain: the .onnx in the Unity project; it has a .meta file.
        task: the .asset of the task that it was trained for.
        action_repeat: decisions of the task that it holds each action for.

    Returns:
        whether the scene has changed.

    Raises:
        AssetError: the scene has no list of brains; a .meta file is missing.
    """
    model = guid_of(brain)
    entry = (
        f"  - m_Model: {{fileID: {_MODEL_ID}, guid: {model}, type: 3}}\n"
        f"    m_Task: {{fileID: {ASSET_ID}, guid: {guid_of(task)}, type: 2}}\n"
        f"    m_ActionRepeat: {action_repeat}\n"
    )
    return offer(scene, "m_Brains", "the Race in this scene must have its list of brains", model, entry)
