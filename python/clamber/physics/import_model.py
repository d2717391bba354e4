"""Compiles a URDF or MJCF file with MuJoCo, also where its meshes are missing."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

import mujoco
import numpy as np

from clamber.assets.fields import AssetError
from clamber.physics.import_meshes import find_packages, strip_unreadable
from clamber.physics.mujoco_warnings import silence_mujoco

#: A plate's largest moment is the sum of the others; files' rounding may put it so much above, as a share of it.
_ROUNDING = 0.01


@dataclass(frozen=True)
class SourceModel:
    """A robot as its file describes it.

    Attributes:
        model: compiled; bodies without joints are not merged into their parents.
        data: at the model's zero pose (qpos0), kinematics worked out.
        urdf: whether it came from URDF.
        meshless: bodies whose colliding meshes could not be read, by name.
        label: what to call the file in errors.
        notes: what had to be changed, one line each.
    """

    model: mujoco.MjModel
    data: mujoco.MjData
    urdf: bool
    meshless: frozenset[str]
    label: str
    notes: list[str]


def compile_model(path: Path) -> SourceModel:
    """Reads a robot.

    Raises:
        AssetError: the file is not URDF or MJCF, or MuJoCo refuses it; one line says why.
    """
    urdf = _is_urdf(path)
    notes: list[str] = []
    meshless: set[str] = set()
    with warnings.catch_warnings(), _warnings_to(notes):
        warnings.simplefilter("ignore")  # of outdated attributes in other people's files
        try:
            model = _prepared(path, urdf, notes).compile()
        except (ValueError, mujoco.FatalError) as error:
            notes.clear()
            try:
                spec = _prepared(path, urdf, notes)
                meshless, unreadable = strip_unreadable(spec)
                model = spec.compile()
            except (ValueError, mujoco.FatalError):  # the first says which file was missing
                raise AssetError(f"{path}: MuJoCo cannot read it: {' '.join(str(error).split())}") from None
            if meshless:
                notes.append(f"meshes could not be read, and shapes are fitted to the inertias of their links instead: "
                             f"{', '.join(unreadable)}")  # fmt: skip
    data = mujoco.MjData(model)
    mujoco.mj_forward(model, data)
    return SourceModel(model, data, urdf, frozenset(meshless), str(path), notes)


@contextmanager
def _warnings_to(notes: list[str]) -> Iterator[None]:
    """Keeps MuJoCo's warnings, which it would print and put into a file of its own in this folder."""
    mujoco.set_mju_user_warning(lambda told: notes.append(f"MuJoCo warns: {' '.join(str(told).split())}"))
    try:
        yield
    finally:
        silence_mujoco()


def _is_urdf(path: Path) -> bool:
    try:
        root = ElementTree.parse(path).getroot()
    except ElementTree.ParseError as error:
        raise AssetError(f"{path}: not XML: {error}") from None
    except (OSError, ValueError, LookupError) as error:  # of encodings unknown to Python too
        raise AssetError(f"{path}: cannot be read: {getattr(error, 'strerror', None) or error}") from None
    if root.tag not in ("robot", "mujoco"):
        raise AssetError(f"{path}: <{root.tag}> is not allowed; <robot> (URDF) or <mujoco> (MJCF)")
    if root.tag == "robot" and any("www.ros.org/wiki/xacro" in element.tag for element in root.iter()):
        raise AssetError(f"{path}: holds xacro macros; expand them first (xacro robot.urdf.xacro > robot.urdf)")
    return bool(root.tag == "robot")


def _prepared(path: Path, urdf: bool, notes: list[str]) -> mujoco.MjSpec:
    spec = mujoco.MjSpec.from_file(str(path))
    find_packages(spec, path)
    spec.compiler.fusestatic = False
    first = spec.worldbody.first_body()
    if first is None:
        raise ValueError("it has no link besides the world")
    if urdf:
        if not list(first.joints):
            first.add_freejoint()
        _mend_inertias(spec, notes)
    return spec


def _mend_inertias(spec: mujoco.MjSpec, notes: list[str]) -> None:
    """Replaces inertias that no solid can have; URDF files often give sensors and frames made-up ones."""
    for body in spec.bodies:
        if not body.explicitinertial:
            for geom in body.geoms:  # URDF: no inertial, no mass; MuJoCo would give it that of water
                geom.mass = 0.0
        if not body.explicitinertial or not np.all(np.isfinite(body.fullinertia)):
            continue
        xx, yy, zz, xy, xz, yz = body.fullinertia
        values, axes = np.linalg.eigh([[xx, xy, xz], [xy, yy, yz], [xz, yz, zz]])
        least, middle, most = values
        missing = most - least - middle
        if least > 0.0 and 0.0 < missing < _ROUNDING * most:
            tensor = axes @ np.diag([least + 0.51 * missing, middle + 0.51 * missing, most]) @ axes.T
            body.fullinertia = [*np.diag(tensor), tensor[0, 1], tensor[0, 2], tensor[1, 2]]
        elif least <= 0.0 or missing > 0.0:
            mean = max((least + middle + most) / 3.0, 1e-9)
            body.fullinertia = [np.nan] * 6
            body.inertia = [mean, mean, mean]
            if body.mass > 0.0:
                notes.append(f"{body.name}: no solid can have its inertia; the same mean in all directions is taken")
