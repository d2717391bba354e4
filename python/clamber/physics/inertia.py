"""Mass, centre of mass and inertia of a link: worked out once here, so that every engine gets the same numbers."""

from __future__ import annotations

from dataclasses import dataclass
from math import pi

import numpy as np
from numpy.typing import NDArray

from clamber.assets.body import Link, Shape, ShapeKind

Float = NDArray[np.float64]


@dataclass(frozen=True)
class MassProperties:
    """How a rigid part resists being moved.

    Attributes:
        mass: kg.
        centre: centre of mass in the link's frame, (3,), m.
        inertia: about the centre of mass, along the link's axes, (3, 3), kg m^2.
    """

    mass: float
    centre: Float
    inertia: Float


def rotation_matrix(w: float, x: float, y: float, z: float) -> Float:
    """The rotation of a quaternion (normalised here) as a matrix, (3, 3)."""
    w, x, y, z = np.array([w, x, y, z], dtype=np.float64) / np.sqrt(w * w + x * x + y * y + z * z)
    return np.array(
        [
            [1 - 2 * (y * y + z * z), 2 * (x * y - w * z), 2 * (x * z + w * y)],
            [2 * (x * y + w * z), 1 - 2 * (x * x + z * z), 2 * (y * z - w * x)],
            [2 * (x * z - w * y), 2 * (y * z + w * x), 1 - 2 * (x * x + y * y)],
        ]
    )


def shape_inertia(shape: Shape) -> Float:
    """Inertia of a uniform solid about its centre, along its own axes, the diagonal, (3,), kg m^2."""
    mass = shape.mass
    if shape.kind == ShapeKind.BOX:
        x, y, z = (edge * edge for edge in shape.size)
        return mass / 12.0 * np.array([y + z, x + z, x + y])
    radius = shape.size.x
    if shape.kind == ShapeKind.SPHERE:
        return np.full(3, 0.4 * mass * radius * radius)
    # A capsule: a cylinder and two half balls, each moved out to its end (Steiner).
    length = shape.size.y
    cylinder_volume, ball_volume = pi * radius**2 * length, 4.0 / 3.0 * pi * radius**3
    cylinder = mass * cylinder_volume / (cylinder_volume + ball_volume)
    ball = mass - cylinder
    across = cylinder * (length**2 / 12.0 + radius**2 / 4.0) + ball * (
        0.4 * radius**2 + length**2 / 4.0 + 3.0 / 8.0 * radius * length
    )
    along = cylinder * radius**2 / 2.0 + ball * 0.4 * radius**2
    return np.array([across, across, along])


def link_inertia(link: Link) -> MassProperties:
    """Mass, centre of mass and inertia of all shapes of a link together; a link without mass has all zeros."""
    mass = sum(shape.mass for shape in link.shapes)
    if mass <= 0.0:
        return MassProperties(0.0, np.zeros(3), np.zeros((3, 3)))
    centre = sum((shape.mass * np.array(shape.position) for shape in link.shapes), np.zeros(3)) / mass
    inertia = np.zeros((3, 3))
    for shape in link.shapes:
        turn = rotation_matrix(shape.rotation.w, shape.rotation.x, shape.rotation.y, shape.rotation.z)
        offset = np.array(shape.position) - centre
        steiner = shape.mass * (offset @ offset * np.eye(3) - np.outer(offset, offset))
        inertia += turn @ np.diag(shape_inertia(shape)) @ turn.T + steiner
    return MassProperties(float(mass), centre, inertia)
