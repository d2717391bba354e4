"""What must hold between the fields of a body, beyond each field's own limits."""

from __future__ import annotations

import math
from collections.abc import Iterable

from clamber.assets.body import Axis, BodySpec, Link, Shape, ShapeKind
from clamber.assets.decoding import Place, key_of
from clamber.assets.unity_scalars import format_float

#: How far from 1 the length of a direction or quaternion may be.
UNIT_TOLERANCE = 1e-3
#: What MuJoCo calls the ground: no link may be called so.
GROUND = "world"
#: Degrees by which rounding to 32 bits may put a neutral angle outside its range.
_ANGLE_TOLERANCE = 1e-4


def validate_body(body: BodySpec, place: Place) -> None:
    """Checks names, tree, axes, shapes and muscles.

    Raises:
        AssetError: the first thing that is not allowed, one line.
    """
    if not body.links:
        place.field("m_Links").fail("a list of 0 is not allowed; at least one link, the root, is needed")
    names = [link.name for link in body.links]
    _check_unique(names, place.field("m_Links"))
    if GROUND in names:
        here = place.field("m_Links").item(names.index(GROUND)).field("m_Name")
        here.fail(f"{GROUND} is not allowed; the ground is called so")
    _check_unique([axis.name for axis in body.axes], place.field("m_Axes"))
    _check_unique([muscle.name for muscle in body.muscles], place.field("m_Muscles"))
    _check_tree(body.links, place)
    for index, link in enumerate(body.links):
        for number, shape in enumerate(link.shapes):
            _check_shape(shape, place.field(f"m_Links[{index}]").field(f"m_Shapes[{number}]"))
    if not any(shape.collides for link in body.links for shape in link.shapes):
        place.field("m_Links").fail("no shape collides; at least one must, to stand on")
    _check_axes(body, place)
    _check_masses(body, place)
    _check_muscles(body, place)


def _check_unique(names: Iterable[str], place: Place) -> None:
    seen: dict[str, int] = {}
    for index, name in enumerate(names):
        here = place.item(index).field("m_Name")
        if not name.strip():
            here.fail("nothing is not allowed; a name is needed")
        if name in seen:
            here.fail(f"{name} is not allowed; element {seen[name]} has that name already")
        seen[name] = index


def _check_tree(links: list[Link], place: Place) -> None:
    earlier: list[str] = []
    for index, link in enumerate(links):
        here = place.field(f"m_Links[{index}]").field("m_Parent")
        if index == 0 and link.parent:
            here.fail(f"{link.parent} is not allowed; the first link is the root and has no parent")
        if index > 0 and link.parent not in earlier:
            later = link.parent in [other.name for other in links]
            reason = "parents come before their children" if later else f"one of {', '.join(earlier)}"
            here.fail(f"{link.parent or 'nothing'} is not allowed; {reason}")
        earlier.append(link.name)


def _check_shape(shape: Shape, place: Place) -> None:
    length = math.sqrt(sum(part * part for part in shape.rotation))
    if abs(length - 1.0) > UNIT_TOLERANCE:
        place.field(key_of("rotation")).fail(f"a quaternion of length {length:.4g} is not allowed; its length is 1")
    needed = {ShapeKind.BOX: "xyz", ShapeKind.CAPSULE: "xy", ShapeKind.SPHERE: "x"}[shape.kind]
    for part in needed:
        value = getattr(shape.size, part)
        if value <= 0.0:
            place.field(key_of("size")).field(part).fail(f"{format_float(value)} is not allowed; more than 0 m")


def _check_axes(body: BodySpec, place: Place) -> None:
    if not body.axes:
        place.field("m_Axes").fail("a list of 0 is not allowed; at least one axis is needed")
    names = [link.name for link in body.links]
    moved_by: dict[str, str] = {}
    for index, axis in enumerate(body.axes):
        here = place.field(f"m_Axes[{index}]")
        if axis.link not in names:
            here.field("m_Link").fail(f"{axis.link or 'nothing'} is not allowed; one of {', '.join(names[1:])}")
        if axis.link == names[0]:
            here.field("m_Link").fail(f"{axis.link} is not allowed; the root moves freely and has no axis")
        if axis.link in moved_by:
            here.field("m_Link").fail(f"{axis.link} is not allowed; {moved_by[axis.link]} moves that link already")
        moved_by[axis.link] = axis.name
        _check_axis(axis, here)


def _check_axis(axis: Axis, place: Place) -> None:
    length = math.sqrt(sum(part * part for part in axis.direction))
    if abs(length - 1.0) > UNIT_TOLERANCE:
        place.field("m_Direction").fail(f"a vector of length {length:.4g} is not allowed; its length is 1")
    low, high = axis.range_deg
    if not low - _ANGLE_TOLERANCE <= axis.neutral_deg <= high + _ANGLE_TOLERANCE:
        place.field("m_NeutralDeg").fail(
            f"{format_float(axis.neutral_deg)} is not allowed; within the range, {format_float(low)} to "
            f"{format_float(high)} deg"
        )


def _check_masses(body: BodySpec, place: Place) -> None:
    """Every part that moves by itself has mass; a welded link's counts for what it is welded to."""
    moved = {axis.link for axis in body.axes}
    carrier: dict[str, str] = {}
    mass: dict[str, float] = {}
    for link in body.links:
        carrier[link.name] = link.name if not link.parent or link.name in moved else carrier[link.parent]
        own = sum(shape.mass for shape in link.shapes)
        mass[carrier[link.name]] = mass.get(carrier[link.name], 0.0) + own
    for index, link in enumerate(body.links):
        if carrier[link.name] == link.name and mass[link.name] <= 0.0:
            place.field(f"m_Links[{index}]").field("m_Shapes").fail(
                f"{link.name} has a mass of 0 kg, which is not allowed; a link that moves needs a shape with mass"
            )


def _check_muscles(body: BodySpec, place: Place) -> None:
    axes = [axis.name for axis in body.axes]
    for index, muscle in enumerate(body.muscles):
        here = place.field(f"m_Muscles[{index}]").field("m_MomentArms")
        if not 1 <= len(muscle.moment_arms) <= 2:
            here.fail(f"a list of {len(muscle.moment_arms)} is not allowed; a muscle pulls on one or two axes")
        pulled: list[str] = []
        for number, moment_arm in enumerate(muscle.moment_arms):
            if moment_arm.axis not in axes:
                here.item(number).field("m_Axis").fail(
                    f"{moment_arm.axis or 'nothing'} is not allowed; one of {', '.join(axes)}"
                )
            if moment_arm.axis in pulled:
                here.item(number).field("m_Axis").fail(
                    f"{moment_arm.axis} is not allowed; the muscle pulls on that axis already"
                )
            if moment_arm.arm == 0.0:
                here.item(number).field("m_Arm").fail("0 is not allowed; a muscle without an arm pulls on nothing")
            pulled.append(moment_arm.axis)
