"""The vocabulary in which BodySpec, CourseSpec and TaskSpec are written.

A spec is a frozen dataclass. Each field maps to one Unity serialised field: ``force_limit`` is ``m_ForceLimit`` in the
file. What a field may hold is said once, in its annotation, and checked on load::

    mass: Annotated[float, Limits(minimum=0.0, unit="kg")]
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


class Vector2(NamedTuple):
    """Unity's Vector2, written ``{x: 0, y: 1}``. Clamber uses it for ranges: x is the lower end, y the upper."""

    x: float
    y: float


class Vector3(NamedTuple):
    """Unity's Vector3, written ``{x: 0, y: 0, z: 0}``; in Clamber's frame (x forward, y left, z up)."""

    x: float
    y: float
    z: float


class Quaternion(NamedTuple):
    """Unity's Quaternion, written ``{x: 0, y: 0, z: 0, w: 1}``, in the file's order; rotations in Clamber's frame."""

    x: float
    y: float
    z: float
    w: float


class AssetReference(NamedTuple):
    """A reference to another asset by its GUID: ``{fileID: 11400000, guid: 0123..., type: 2}``; empty GUID: none."""

    guid: str


@dataclass(frozen=True)
class Limits:
    """What a number may be.

    Attributes:
        minimum: smallest allowed value, inclusive.
        maximum: largest allowed value, inclusive.
        unit: the unit, as it is shown to people ("kg", "m", "deg", "leg lengths").
        ordered: for a Vector2 range, whether x <= y is required.
    """

    minimum: float = -1e9
    maximum: float = 1e9
    unit: str = ""
    ordered: bool = False


class AssetError(ValueError):
    """A file a person edits is wrong. The message is one line: file, field, value, and what is allowed."""
