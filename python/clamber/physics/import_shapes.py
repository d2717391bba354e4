"""From MuJoCo's geoms and inertias to boxes, capsules and spheres with the same mass, centre and inertia."""

from __future__ import annotations

import math
from dataclasses import replace

import mujoco
import numpy as np
from numpy.typing import NDArray

from clamber.assets.body import Link, Shape, ShapeKind
from clamber.assets.fields import Quaternion, Vector3
from clamber.physics.import_model import SourceModel
from clamber.physics.inertia import link_inertia

Float = NDArray[np.float64]

#: A mesh whose longest side is more than this times the others becomes a capsule.
_ELONGATED = 1.7
_SMALLEST_EDGE = 1e-3
#: Relative difference of inertias below which shapes carry the mass themselves.
_SAME_INERTIA = 1e-4
_GEOM = mujoco.mjtGeom


def shapes_of(source: SourceModel, body: int, origin: Float, fit_inertia: bool) -> list[Shape]:
    """The solids of one MuJoCo body, in a frame parallel to the world at ``origin``.

    Where the body's mass lies evenly in its colliding shapes, these carry it; else they carry none and a box that
    touches nothing has the body's exact mass, centre and inertia.

    Args:
        source: the robot at its zero pose.
        body: the body's number.
        origin: of the link's frame, world frame, (3,), m.
        fit_inertia: let the inertia's box collide if the body has no other colliding shape.
    """
    model = source.model
    geoms = [g for g in np.flatnonzero(model.geom_bodyid == body) if model.geom_contype[g] or model.geom_conaffinity[g]]
    solids = [shape for shape in (_solid(source, int(geom), origin) for geom in geoms) if shape is not None]
    mass = float(model.body_mass[body])
    if mass <= 0.0:
        return solids
    volume = sum(_volume(shape) for shape in solids)
    heavy = [replace(shape, mass=mass * _volume(shape) / volume) for shape in solids]
    if heavy and _same_inertia(source, body, origin, heavy):
        return heavy
    return [*solids, _inertia_box(source, body, origin, collides=fit_inertia and not solids)]


def _solid(source: SourceModel, geom: int, origin: Float) -> Shape | None:
    """A geom as a shape without mass, or None for what is no solid (planes, height fields)."""
    model, data = source.model, source.data
    size = model.geom_size[geom]
    turn = data.geom_xmat[geom].reshape(3, 3)
    centre = data.geom_xpos[geom] - origin
    kind = model.geom_type[geom]
    if kind == _GEOM.mjGEOM_SPHERE:
        return _shape(ShapeKind.SPHERE, centre, turn, (size[0], 0.0, 0.0))
    if kind == _GEOM.mjGEOM_CAPSULE:
        return _shape(ShapeKind.CAPSULE, centre, turn, (size[0], 2.0 * size[1], 0.0))
    if kind == _GEOM.mjGEOM_BOX:
        return _shape(ShapeKind.BOX, centre, turn, 2.0 * size)
    if kind == _GEOM.mjGEOM_CYLINDER:
        radius, length = size[0], 2.0 * size[1]
        if length > 2.0 * radius:
            return _shape(ShapeKind.CAPSULE, centre, turn, (radius, length - 2.0 * radius, 0.0))
        edge = radius * math.sqrt(math.pi)  # a disc: a box of the same volume
        return _shape(ShapeKind.BOX, centre, turn, (edge, edge, length))
    if kind == _GEOM.mjGEOM_ELLIPSOID:
        return _fitted(centre, turn, 2.0 * size)
    if kind == _GEOM.mjGEOM_MESH:
        middle, half = model.geom_aabb[geom][:3], model.geom_aabb[geom][3:]
        return _fitted(centre + turn @ middle, turn, 2.0 * half)
    return None


def _fitted(centre: Float, turn: Float, edges: Float) -> Shape:
    """A capsule along the longest edge of something long and thin, else a box."""
    order = np.argsort(edges)
    short, middle, long = edges[order]
    if long > _ELONGATED * middle and middle < 2.0 * short:
        radius = (short + middle) / 4.0
        along = np.eye(3)[order[2]]
        across = np.eye(3)[order[0]]
        frame = np.column_stack([across, np.cross(along, across), along])
        return _shape(ShapeKind.CAPSULE, centre, turn @ frame, (radius, long - 2.0 * radius, 0.0))
    return _shape(ShapeKind.BOX, centre, turn, np.maximum(edges, _SMALLEST_EDGE))


def joined(shapes: list[Shape]) -> list[Shape]:
    """A link's shapes, of those in the same place one with the mass of all, and with everything that only carries mass
    joined into one box of the same mass and inertia.
    """
    mute = [shape for shape in shapes if not shape.collides]
    masses: dict[Shape, float] = {}
    for shape in shapes:
        if shape.collides:
            place = replace(shape, mass=0.0)
            masses[place] = masses.get(place, 0.0) + shape.mass
    loud = [replace(shape, mass=mass) for shape, mass in masses.items()]
    if len(mute) < 2:
        return loud + mute
    own = link_inertia(Link("", "", Vector3(0.0, 0.0, 0.0), mute, False, False, False))
    principal, turn = np.linalg.eigh(own.inertia)
    if np.linalg.det(turn) < 0.0:
        turn[:, 0] *= -1.0
    return [*loud, _even_box(own.mass, principal, own.centre, turn)]


def _inertia_box(source: SourceModel, body: int, origin: Float, collides: bool) -> Shape:
    """The even box with the mass, centre and principal inertias of one of MuJoCo's bodies."""
    turn = source.data.ximat[body].reshape(3, 3)
    mass, inertia = float(source.model.body_mass[body]), source.model.body_inertia[body]
    return replace(_even_box(mass, inertia, source.data.xipos[body] - origin, turn), collides=collides)


def _even_box(mass: float, inertia: Float, centre: Float, turn: Float) -> Shape:
    """The even box with given principal inertias: I_x = m (y^2 + z^2) / 12 and so on."""
    squares = 6.0 / mass * (inertia.sum() - 2.0 * inertia)
    edges = np.sqrt(np.maximum(squares, _SMALLEST_EDGE**2))
    return replace(_shape(ShapeKind.BOX, centre, turn, edges), mass=mass, collides=False)


def _same_inertia(source: SourceModel, body: int, origin: Float, shapes: list[Shape]) -> bool:
    own = link_inertia(Link("", "", Vector3(0.0, 0.0, 0.0), shapes, False, False, False))
    turn = source.data.ximat[body].reshape(3, 3)
    wanted = turn @ np.diag(source.model.body_inertia[body]) @ turn.T
    reach = math.sqrt(np.trace(wanted) / source.model.body_mass[body])
    near = np.linalg.norm(own.centre - (source.data.xipos[body] - origin)) < _SAME_INERTIA * reach
    return bool(near and np.abs(own.inertia - wanted).max() < _SAME_INERTIA * np.trace(wanted))


def _volume(shape: Shape) -> float:
    x, y, z = shape.size
    if shape.kind == ShapeKind.BOX:
        return x * y * z
    ball = 4.0 / 3.0 * math.pi * x**3
    return ball + math.pi * x * x * y if shape.kind == ShapeKind.CAPSULE else ball


def _shape(kind: ShapeKind, centre: Float, turn: Float, size: Float | tuple[float, ...]) -> Shape:
    quaternion = np.zeros(4)
    mujoco.mju_mat2Quat(quaternion, np.ascontiguousarray(turn).ravel())
    w, x, y, z = (float(part) for part in quaternion)
    edges = Vector3(*(float(part) for part in size))
    return Shape(kind, rounded(centre), Quaternion(x, y, z, w), edges, 0.0, True)


def rounded(vector: Float) -> Vector3:
    """A vector without the noise of computing it: what is nothing is written as 0."""
    return Vector3(*(np.round(vector, 8) + 0.0).tolist())
