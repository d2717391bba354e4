"""The tasks that Unity's scenes offer: to be trained in ``Scenes/Training.unity``, to race in ``Scenes/Race.unity``."""

from __future__ import annotations

from pathlib import Path

from clamber.assets.meta_files import guid_of
from clamber.assets.scene_list import ASSET_ID, offer

_LISTS = {
    "Training.unity": "the Training Area in this scene must have its list of tasks",
    "Race.unity": "the Race in this scene must have its list of tasks",
}


def offer_task(scenes: Path, task: Path) -> None:
    """Adds a task to the end of either list, unless it is there; a scene that the folder lacks is passed over.

    Args:
        scenes: the folder ``Scenes``.
        task: the .asset; it has a .meta file.

    Raises:
        AssetError: a scene has no list of tasks; the .meta file is missing.
    """
    guid = guid_of(task)
    for name, told in _LISTS.items():
        if (scenes / name).is_file():
            offer(scenes / name, "m_Tasks", told, guid, f"  - {{fileID: {ASSET_ID}, guid: {guid}, type: 2}}\n")
