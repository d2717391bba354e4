"""The tasks that can be trained in Unity: the list of the Training Area in ``Scenes/Training.unity``."""

from __future__ import annotations

from pathlib import Path

from clamber.assets.meta_files import guid_of
from clamber.assets.scene_list import ASSET_ID, offer


def offer_task(scene: Path, task: Path) -> None:
    """Adds a task to the end of the list, unless it is there.

    Args:
        scene: ``Scenes/Training.unity``.
        task: the .asset; it has a .meta file.

    Raises:
        AssetError: the scene has no list of tasks; the .meta file is missing.
    """
    guid = guid_of(task)
    told = "the Training Area in this scene must have its list of tasks"
    offer(scene, "m_Tasks", told, guid, f"  - {{fileID: {ASSET_ID}, guid: {guid}, type: 2}}\n")
