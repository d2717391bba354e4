"""The tasks that can be trained in Unity: the list of the Training Area in ``Scenes/Training.unity``."""

from __future__ import annotations

import re
from pathlib import Path

from clamber.assets.fields import AssetError
from clamber.assets.files import read_text, write_text
from clamber.assets.meta_files import guid_of

# The list as Unity writes it: [] if it is empty.
_LIST = re.compile(r"^  m_Tasks:(?: \[\])?\n((?:  - .*\n)*)", re.MULTILINE)


def offer_task(scene: Path, task: Path) -> None:
    """Adds a task to the end of the list, unless it is there.

    Args:
        scene: ``Scenes/Training.unity``.
        task: the .asset; it has a .meta file.

    Raises:
        AssetError: the scene has no list of tasks; the .meta file is missing.
    """
    text = read_text(scene, str(scene))
    found = _LIST.search(text)
    if found is None:
        raise AssetError(f"{scene}: m_Tasks: missing; the Training Area in this scene must have its list of tasks")
    guid = guid_of(task)
    if guid not in found[1]:
        entries = f"{found[1]}  - {{fileID: 11400000, guid: {guid}, type: 2}}\n"
        write_text(scene, f"{text[: found.start()]}  m_Tasks:\n{entries}{text[found.end() :]}")
