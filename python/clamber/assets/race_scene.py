"""The brains that the game's race offers: the list in ``Scenes/Race.unity``."""

from __future__ import annotations

import re
from pathlib import Path

from clamber.assets.fields import AssetError
from clamber.assets.files import read_text, write_text
from clamber.assets.meta_files import guid_of

# The model inside an imported .onnx, as in the scenes of com.unity.ai.inference's samples; Unity's number for a
# ScriptableObject that is a file of its own.
_MODEL_ID = "5022602860645237092"
_ASSET_ID = "11400000"
# The list as Unity writes it: [] if it is empty; a long reference may go on in the next line.
_LIST = re.compile(r"^  m_Brains:(?: \[\])?\n((?:  - .*\n(?:    .*\n)*)*)", re.MULTILINE)
_ENTRY = re.compile(r"^  - .*\n(?:    .*\n)*", re.MULTILINE)


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
    text = read_text(scene, str(scene))
    found = _LIST.search(text)
    if found is None:
        raise AssetError(f"{scene}: m_Brains: missing; the Race in this scene must have its list of brains")
    model = guid_of(brain)
    entry = (
        f"  - m_Model: {{fileID: {_MODEL_ID}, guid: {model}, type: 3}}\n"
        f"    m_Task: {{fileID: {_ASSET_ID}, guid: {guid_of(task)}, type: 2}}\n"
        f"    m_ActionRepeat: {action_repeat}\n"
    )
    entries = _ENTRY.findall(found[1])
    places = [place for place, listed in enumerate(entries) if model in listed]
    if places:
        entries[places[0]] = entry
    else:
        entries.append(entry)
    changed = text[: found.start()] + "  m_Brains:\n" + "".join(entries) + text[found.end() :]
    if changed == text:
        return False
    write_text(scene, changed)
    return True
