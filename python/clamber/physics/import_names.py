"""Names in which mirror pairs can be found: ``left_`` and ``right_`` first."""

from __future__ import annotations

import re

_LEGS = {
    "fl": "left_front", "fr": "right_front", "rl": "left_hind", "rr": "right_hind", "hl": "left_hind",
    "hr": "right_hind", "lf": "left_front", "rf": "right_front", "lh": "left_hind", "rh": "right_hind",
    "l": "left", "r": "right",
}  # fmt: skip


def mirrored_name(name: str) -> str:
    """A robot's name for a part with its side in front; a name without a side stays as it is.

    ``FR_hip`` -> ``right_front_hip``, ``foot_left`` -> ``left_foot``, ``front_left_leg`` -> ``left_front_leg``.
    """
    words = [word for word in re.split(r"[_\-. ]+", name) if word]
    for index in (0, len(words) - 1):  # short forms count only at an end: "l" in the middle may be anything
        if words and words[index].lower() in _LEGS:
            side = _LEGS[words[index].lower()].split("_")
            return "_".join([*side, *words[:index], *words[index + 1 :]])
    for index, word in enumerate(words):
        if word.lower() in ("left", "right"):
            return "_".join([word.lower(), *words[:index], *words[index + 1 :]])
    return name


def unique_name(name: str, taken: set[str]) -> str:
    """The name, or the name with the first free number; it is added to the taken ones."""
    chosen, number = name, 2
    while chosen in taken:
        chosen, number = f"{name}_{number}", number + 1
    taken.add(chosen)
    return chosen
