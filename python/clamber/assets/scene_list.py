"""Lists of assets in Unity's scenes, saved as text."""

from __future__ import annotations

import re
from pathlib import Path

from clamber.assets.fields import AssetError
from clamber.assets.files import read_text, write_text

#: Unity's number for a ScriptableObject that is a file of its own.
ASSET_ID = "11400000"
# A long reference may go on in the next line.
_ENTRY = r"  - .*\n(?:    .*\n)*"


def offer(scene: Path, field: str, told: str, guid: str, entry: str) -> bool:
    """Puts an entry into a list, into the place of the one that names the same asset or else at the end.

    Args:
        scene: the .unity file.
        field: the list's.
        told: whose list it is and of what, for errors.
        guid: of the asset that the entry is told apart by.
        entry: as Unity writes it, with the ends of its lines.

    Returns:
        whether the scene has changed.

    Raises:
        AssetError: the scene has no such list.
    """
    text = read_text(scene, str(scene))
    # [] if it is empty.
    found = re.search(rf"^  {field}:(?: \[\])?\n((?:{_ENTRY})*)", text, re.MULTILINE)
    if found is None:
        raise AssetError(f"{scene}: {field}: missing; {told}")
    entries = re.findall(_ENTRY, found[1])
    places = [place for place, listed in enumerate(entries) if guid in listed]
    if places:
        entries[places[0]] = entry
    else:
        entries.append(entry)
    changed = f"{text[: found.start()]}  {field}:\n{''.join(entries)}{text[found.end() :]}"
    if changed == text:
        return False
    write_text(scene, changed)
    return True
