"""Makes a body of a robot's URDF or MJCF file. MuJoCo reads both, so one importer serves both."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import mujoco
import numpy as np
from numpy.typing import NDArray

from clamber.assets.body import LARGEST_FORCE, Axis, BodySpec, Link
from clamber.assets.fields import AssetError, Vector2
from clamber.assets.kinematics import lowest_points, neutral_angles, pose_of
from clamber.physics.effective_inertia import effective_inertia
from clamber.physics.import_drives import conditioned_gains, source_drive
from clamber.physics.import_links import Tree, Turn, build_tree
from clamber.physics.import_model import SourceModel, compile_model
from clamber.physics.import_notes import left_out
from clamber.physics.import_shapes import rounded
from clamber.physics.standing_pose import standing_angles

Float = NDArray[np.float64]

_GRAVITY = 9.81
#: How much higher than the lowest a foot may end, as a share of the standing height.
_FOOT_TOLERANCE = 0.12
_UNLIMITED_DEG = 180.0
_LEAST_HEIGHT = 0.01
#: Lever of the ground's push on a leg's axes while standing, as a share of the leg.
_LEVER = 0.3


@dataclass(frozen=True)
class ImportedBody:
    """An imported body and what a person should know of how it was made.

    Attributes:
        spec: the body.
        notes: guesses and changes, one line each.
    """

    spec: BodySpec
    notes: list[str]


def import_file(path: Path) -> ImportedBody:
    """Makes a body of a URDF or MJCF file.

    Raises:
        AssetError: the file cannot be read, or no walking body can be made of it; one line says why.
    """
    source = compile_model(path)
    tree = build_tree(source)
    axes = [_axis(source.model, turn) for turn in tree.turns]
    title = path.stem if source.urdf else str(source.model.names[: source.model.names.index(b"\0")], "utf-8")
    body = BodySpec(f"Imported from {path.name} ({title or path.stem}).", tree.planar, False, 1.0, 1.0, tree.links,
                    axes, [])  # fmt: skip
    angles = np.clip(_named_pose(source, tree), *_ranges(body).T)
    body = _with_neutral(_mark_links(body, angles), angles)
    if source.urdf:
        angles = standing_angles(body, angles)
        body = _with_neutral(_mark_links(body, angles), angles)
    body = _with_measures(body, str(path))
    body = _with_drives(source, tree, body)
    source.notes.extend(left_out(source.model, tree.turns))
    feet = ", ".join(link.name for link in body.links if link.foot)
    source.notes.append(f"feet, taken to be the lowest ends: {feet}" if feet else "no foot was found")
    return ImportedBody(body, source.notes)


def _ranges(body: BodySpec) -> Float:
    return np.radians(np.array([axis.range_deg for axis in body.axes], dtype=np.float64))


def _axis(model: mujoco.MjModel, turn: Turn) -> Axis:
    """An axis with its range relative to the zero pose; drives come later."""
    joint = turn.joint
    low, high = -_UNLIMITED_DEG, _UNLIMITED_DEG
    if model.jnt_limited[joint]:
        low, high = (float(np.degrees(limit)) for limit in model.jnt_range[joint])
        if model.jnt_type[joint] == mujoco.mjtJoint.mjJNT_BALL:
            low = -high
        else:
            zero = float(np.degrees(model.qpos0[model.jnt_qposadr[joint]]))
            low, high = max(low - zero, -360.0), min(high - zero, 360.0)
    return Axis(turn.name, turn.link, rounded(turn.direction), Vector2(low, high), 0.0, 0.0, 0.0, 0.0)


def _named_pose(source: SourceModel, tree: Tree) -> Float:
    """The file's first keyframe, else its zero pose, as axis angles, (axes,), rad."""
    model = source.model
    angles = np.zeros(len(tree.turns))
    if model.nkey:
        for number, turn in enumerate(tree.turns):
            if model.jnt_type[turn.joint] == mujoco.mjtJoint.mjJNT_HINGE:
                address = model.jnt_qposadr[turn.joint]
                angles[number] = model.key_qpos[0][address] - model.qpos0[address]
        source.notes.append(f"neutral pose: the file's keyframe {model.key(0).name or 'number 0'}")
    return angles


def _with_neutral(body: BodySpec, angles: Float) -> BodySpec:
    """The body with these neutral angles, inside the ranges also after rounding to 32 bits."""
    degrees = np.clip(np.degrees(angles), *np.degrees(_ranges(body)).T)
    return replace(
        body,
        axes=[replace(axis, neutral_deg=float(angle)) for axis, angle in zip(body.axes, degrees, strict=True)],
    )


def _mark_links(body: BodySpec, angles: Float) -> BodySpec:
    """Marks feet (the lowest ends of limbs), the head and what must not touch the ground."""
    pose = pose_of(body, angles)
    lowest = lowest_points(body, pose)
    ground = float(lowest.min()) if np.isfinite(lowest).any() else 0.0
    height = max(pose.positions[:, 2].max() - ground, 1e-6)
    parents = {link.parent for link in body.links}
    moved = {axis.link for axis in body.axes}
    head = next((link.name for link in body.links if "head" in link.name.lower()), body.links[0].name)
    links = []
    for index, link in enumerate(body.links):
        ends = link.name not in parents and (link.name in moved or link.parent in moved)
        foot = bool(ends and lowest[index] - ground <= _FOOT_TOLERANCE * height)
        fatal = not foot and (index == 0 or link.name == head)
        links.append(replace(link, foot=foot, head=link.name == head, fatal=fatal))
    return replace(body, links=links)


def _with_measures(body: BodySpec, label: str) -> BodySpec:
    """Standing height, and leg length: how high the first axis of the legs is over the ground in the neutral pose."""
    pose = pose_of(body, neutral_angles(body))
    lowest = lowest_points(body, pose)
    ground = float(lowest[np.isfinite(lowest)].min()) if np.isfinite(lowest).any() else 0.0
    if -ground < _LEAST_HEIGHT:
        raise AssetError(f"{label}: its root, {body.links[0].name}, is the lowest part; a walking body stands on legs")
    hips = [pose.positions[_hip(body, link)][2] - ground for link in body.links if link.foot]
    leg = float(np.mean(hips)) if hips else -ground
    return replace(body, standing_height=-ground, leg_length=max(leg, _LEAST_HEIGHT))


def _chain(body: BodySpec, link: Link) -> list[str]:
    """The links from one up to the root's child, by name."""
    by_name = {other.name: other for other in body.links}
    chain = []
    while link.parent:
        chain.append(link.name)
        link = by_name[link.parent]
    return chain


def _hip(body: BodySpec, foot: Link) -> int:
    """The first link between the root and a foot that an axis moves."""
    moved = {axis.link for axis in body.axes}
    hip = [name for name in _chain(body, foot) if name in moved][-1]
    return [link.name for link in body.links].index(hip)


def _with_drives(source: SourceModel, tree: Tree, body: BodySpec) -> BodySpec:
    """Drives as the file has them, held to what the inertias bear; where it has no limit, one for the standing load."""
    inertias = effective_inertia(body, neutral_angles(body))
    weight = _GRAVITY * sum(shape.mass for link in body.links for shape in link.shapes)
    feet = [link for link in body.links if link.foot]
    legs = {name for foot in feet for name in _chain(body, foot)}
    load = _LEVER * body.leg_length * weight / max(len(feet), 1)
    axes, lowered, endless = [], [], []
    for axis, turn, inertia in zip(body.axes, tree.turns, inertias, strict=True):
        drive = source_drive(source.model, turn.joint)
        stiffness, damping, was_lowered = conditioned_gains(drive, float(inertia), load if axis.link in legs else 0.0)
        limit = drive.force_limit if drive.force_limit is not None else weight * body.leg_length / 2.0
        if limit > LARGEST_FORCE:
            endless.append(axis.name)
            limit = LARGEST_FORCE
        axes.append(replace(axis, stiffness=stiffness, damping=damping, force_limit=limit))
        if was_lowered:
            lowered.append(axis.name)
    if lowered:
        source.notes.append(f"stiffness lowered to what the links' inertias bear: {', '.join(lowered)}")
    if endless:
        source.notes.append(f"efforts lowered to {LARGEST_FORCE:g} N m, the most that is allowed: {', '.join(endless)}")
    return replace(body, axes=axes)
