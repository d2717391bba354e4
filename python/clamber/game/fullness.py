"""How much may stand on a course that is drawn and run for a page."""

from __future__ import annotations

from typing import Final

from clamber.assets.course import CourseSpec
from clamber.assets.fields import AssetError
from clamber.courses import capacity

#: Boxes and boulders that a course may come to hold, and still be drawn.
MOST_BOXES: Final = 6000
MOST_BOULDERS: Final = 2000


def too_full(spec: CourseSpec) -> str:
    """What a course may hold too many of, in a few words; empty where it is drawn."""
    room = capacity(spec)
    if room.boxes > MOST_BOXES:
        return f"it may hold {room.boxes:,} boxes, at most {MOST_BOXES:,} are drawn"
    if room.spheres > MOST_BOULDERS:
        return f"it may hold {room.spheres:,} boulders, at most {MOST_BOULDERS:,} are drawn"
    return ""


def require_drawable(name: str, spec: CourseSpec) -> None:
    """Looks whether a course of the content is shown to a page.

    Raises:
        AssetError: it is too full.
    """
    full = too_full(spec)
    if full:
        raise AssetError(f"course {name!r}: {full}; make it shorter, narrower or sparser")
