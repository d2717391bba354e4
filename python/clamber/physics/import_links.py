"""From MuJoCo's tree of bodies and joints to links with one axis each, all frames parallel at the zero pose."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import mujoco
import numpy as np
from numpy.typing import NDArray

from clamber.assets.body import Link, Shape, ShapeKind
from clamber.assets.fields import AssetError, Quaternion, Vector3
from clamber.physics.import_model import SourceModel
from clamber.physics.import_names import mirrored_name, unique_name
from clamber.physics.import_shapes import joined, rounded, shapes_of

Float = NDArray[np.float64]

#: Share of a link's mass that goes to the links between its axes, where it has two or three.
CARRIER_SHARE = 0.1
_HINGE, _SLIDE = mujoco.mjtJoint.mjJNT_HINGE, mujoco.mjtJoint.mjJNT_SLIDE
_BALL, _FREE = mujoco.mjtJoint.mjJNT_BALL, mujoco.mjtJoint.mjJNT_FREE


@dataclass
class Turn:
    """One axis of the new body and where it comes from.

    Attributes:
        name: the axis' name.
        link: the link it moves.
        direction: at the zero pose, world frame, (3,).
        joint: MuJoCo's joint.
    """

    name: str
    link: str
    direction: Float
    joint: int


@dataclass
class Tree:
    """The links and axes of the new body.

    Attributes:
        links: root first, parents before children; feet and heads not yet marked.
        turns: the axes, in the order of the links.
        planar: the root moves in the vertical plane only.
        link_of_body: MuJoCo's body -> link whose frame its shapes are in.
    """

    links: list[Link]
    turns: list[Turn]
    planar: bool
    link_of_body: dict[int, str]


def build_tree(source: SourceModel) -> Tree:
    """The tree of the robot in a model: of everything that stands on the world, what has the most joints.

    Raises:
        AssetError: it has no joints, or its root cannot move freely.
    """
    model, data = source.model, source.data
    root = _root(source)
    tree = Tree([], [], _planar(source, root), {})
    root = _solid_root(model, root)
    origins: dict[str, Float] = {}
    taken: set[str] = set()
    for body in _subtree(model, root):
        parent = tree.link_of_body.get(int(model.body_parentid[body]), "")
        turns = [] if body == root else _turns(source, body)
        name = mirrored_name(model.body(body).name or f"link_{body}")
        if body != root and not turns and not _touches_lowest(source, body):
            _merge(source, tree, body, parent, origins)
            continue
        name = unique_name(name, taken)
        shapes = shapes_of(source, body, _origin(source, body, turns), body_is_meshless(source, body))
        carriers = turns[:-1]
        for joint, direction, suffix in carriers:
            carrier = unique_name(f"{name}_{_joint_name(model, joint)}{suffix}", taken)
            anchor = data.xanchor[joint]
            ball = _carrier_ball(shapes, CARRIER_SHARE / len(carriers))
            offset = rounded(anchor - origins[parent])
            tree.links.append(Link(carrier, parent, offset, [ball], False, False, False))
            axis = mirrored_name(_joint_name(model, joint)) + suffix
            tree.turns.append(Turn(axis, carrier, direction, joint))
            origins[carrier], parent = anchor, carrier
        if carriers:
            shapes = [replace(shape, mass=shape.mass * (1.0 - CARRIER_SHARE)) for shape in shapes]
        origin = _origin(source, body, turns)
        offset = rounded(origin - origins[parent]) if parent else Vector3(0.0, 0.0, 0.0)
        tree.links.append(Link(name, parent, offset, shapes, False, False, False))
        origins[name] = origin
        tree.link_of_body[body] = name
        if turns:
            joint, direction, suffix = turns[-1]
            tree.turns.append(Turn(mirrored_name(_joint_name(model, joint)) + suffix, name, direction, joint))
    if not tree.turns:
        raise AssetError(f"{source.label}: no turning joint was found; a body needs at least one")
    tree.links = [replace(link, shapes=joined(link.shapes)) for link in tree.links]
    used: set[str] = set()
    for turn in tree.turns:
        turn.name = unique_name(turn.name, used)
    return tree


def body_is_meshless(source: SourceModel, body: int) -> bool:
    """Whether a body should get a shape fitted to its inertia: its mesh is missing, or it ends a limb without one."""
    model = source.model
    ends = not np.any(model.body_parentid == body)
    return model.body(body).name in source.meshless or bool(ends and model.body_mass[body] > 0.0)


def _subtree(model: mujoco.MjModel, root: int) -> Iterator[int]:
    """A body and all below it, parents first."""
    inside = {root}
    yield root
    for body in range(root + 1, model.nbody):
        if int(model.body_parentid[body]) in inside:
            inside.add(body)
            yield body


def _joints(model: mujoco.MjModel, body: int) -> list[int]:
    start = int(model.body_jntadr[body])
    return list(range(start, start + int(model.body_jntnum[body])))


def _root(source: SourceModel) -> int:
    model = source.model
    trees = [body for body in range(1, model.nbody) if model.body_parentid[body] == 0]
    counts = {root: sum(len(_joints(model, body)) for body in _subtree(model, root)) for root in trees}
    if not trees or not max(counts.values()):
        raise AssetError(f"{source.label}: no turning joint was found; a body needs at least one")
    root = max(trees, key=lambda tree: counts[tree])
    for other in trees:
        if other != root and counts[other]:
            source.notes.append(f"{model.body(other).name or other}: stands apart from the robot; left out")
    return root


def _solid_root(model: mujoco.MjModel, root: int) -> int:
    """The root, or what hangs on it alone where it is a mere frame, as REP 120's base_footprint on the ground."""
    children = np.flatnonzero(model.body_parentid == root)
    frame = model.body_mass[root] == 0.0 and not np.any(model.geom_bodyid == root)
    if not frame or len(children) != 1 or _joints(model, int(children[0])):
        return root
    return _solid_root(model, int(children[0]))


def _planar(source: SourceModel, root: int) -> bool:
    """Whether the root moves in the vertical plane only (two slides along x and z, a hinge about y)."""
    model, data = source.model, source.data
    joints = _joints(model, root)
    kinds = sorted(int(model.jnt_type[joint]) for joint in joints)
    if not joints:
        source.notes.append("the root had no joint; it moves freely now")
        return False
    if kinds == [int(_FREE)]:
        return False
    if kinds == sorted([int(_SLIDE), int(_SLIDE), int(_HINGE)]):
        hinge = next(joint for joint in joints if model.jnt_type[joint] == _HINGE)
        if abs(data.xaxis[hinge][1]) > 0.99:
            return True
    names = ", ".join(_joint_name(model, joint) for joint in joints)
    raise AssetError(f"{source.label}: the root hangs on {names}, which is not allowed; a free joint, or two slides "
                     "along x and z and a hinge about y")  # fmt: skip


def _turns(source: SourceModel, body: int) -> list[tuple[int, Float, str]]:
    """A body's axes, the outermost first: joint, direction at the zero pose, and an ending for its name."""
    model, data = source.model, source.data
    turns: list[tuple[int, Float, str]] = []
    for joint in _joints(model, body):
        if model.jnt_type[joint] == _HINGE:
            turns.append((joint, data.xaxis[joint].copy(), ""))
        elif model.jnt_type[joint] == _BALL:
            source.notes.append(f"{_joint_name(model, joint)}: a ball joint; three axes (x, y, z) stand for it")
            turns += [(joint, np.eye(3)[axis], f"_{'xyz'[axis]}") for axis in range(3)]
        else:
            source.notes.append(f"{_joint_name(model, joint)}: a sliding joint; welded at its zero")
    return turns


def _origin(source: SourceModel, body: int, turns: list[tuple[int, Float, str]]) -> Float:
    """Where a link's frame lies: on its axis where it has one."""
    place = source.data.xanchor[turns[-1][0]] if turns else source.data.xpos[body]
    return np.array(place, dtype=np.float64)


def _touches_lowest(source: SourceModel, body: int) -> bool:
    """Whether a body without joints is a foot worth keeping: an end with mass that reaches lower than its parent."""
    model, data = source.model, source.data
    if np.any(model.body_parentid == body) or model.body_mass[body] <= 0.0:
        return False

    def lowest(which: int) -> float:
        geoms = [g for g in np.flatnonzero(model.geom_bodyid == which) if model.geom_contype[g]]
        return min((float(data.geom_xpos[g][2] - model.geom_rbound[g]) for g in geoms), default=np.inf)

    parent = int(model.body_parentid[body])
    return bool(np.isfinite(lowest(body)) and data.xipos[body][2] < data.xipos[parent][2] and not any(
        model.body_parentid[other] == parent and other != body and lowest(other) < lowest(body)
        for other in range(model.nbody)
    ))  # fmt: skip


def _merge(source: SourceModel, tree: Tree, body: int, parent: str, origins: dict[str, Float]) -> None:
    """Gives the shapes of a body without joints to its parent's link."""
    index = next(number for number, link in enumerate(tree.links) if link.name == parent)
    shapes = shapes_of(source, body, origins[parent], fit_inertia=False)
    tree.links[index] = replace(tree.links[index], shapes=[*tree.links[index].shapes, *shapes])
    tree.link_of_body[body] = parent


def _carrier_ball(shapes: list[Shape], share: float) -> Shape:
    """A ball that touches nothing at the joint, with a share of the mass it carries, as thick as the thickest shape."""
    mass = share * sum(shape.mass for shape in shapes)
    radius = max((_thickness(shape) for shape in shapes), default=0.05)
    middle, upright = Vector3(0.0, 0.0, 0.0), Quaternion(0.0, 0.0, 0.0, 1.0)
    return Shape(ShapeKind.SPHERE, middle, upright, Vector3(radius, 0.0, 0.0), mass, False)


def _thickness(shape: Shape) -> float:
    """Half the smallest edge of a box, the radius of what is round, m."""
    return 0.5 * min(shape.size) if shape.kind == ShapeKind.BOX else shape.size.x


def _joint_name(model: mujoco.MjModel, joint: int) -> str:
    return str(model.joint(joint).name or f"joint_{joint}")
