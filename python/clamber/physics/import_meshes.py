"""The files that a robot's own file names: finds those in ROS packages, and takes out what cannot be read."""

from __future__ import annotations

from pathlib import Path

import mujoco

_PACKAGE = "package://"


def find_packages(spec: mujoco.MjSpec, path: Path) -> None:
    """Has meshes of ``package://NAME/REST`` read from where they lie beside or above the robot's file, if they do.

    Args:
        spec: changed in place.
        path: of the robot's file.
    """
    folders = path.resolve().parents
    for mesh in spec.meshes:
        if mesh.file.startswith(_PACKAGE):
            whole = mesh.file.removeprefix(_PACKAGE)
            # The folder of a package need not have its name.
            places = [folder / part for part in (whole, whole.partition("/")[2]) for folder in folders]
            mesh.file = next((str(place) for place in places if place.is_file()), mesh.file)


def strip_unreadable(spec: mujoco.MjSpec) -> tuple[set[str], list[str]]:
    """Takes out looks, height fields and whatever meshes cannot be read, with the shapes made of them.

    Args:
        spec: changed in place.

    Returns:
        the bodies that lost a colliding mesh, by name, and the mesh files that cannot be read.
    """
    unreadable = {mesh.name: mesh.file for mesh in spec.meshes if not _is_readable(spec, mesh)}
    bodies = set()
    for geom in list(spec.geoms):
        geom.material = ""
        field = geom.type in (mujoco.mjtGeom.mjGEOM_HFIELD, mujoco.mjtGeom.mjGEOM_SDF)
        if field or (geom.type == mujoco.mjtGeom.mjGEOM_MESH and geom.meshname in unreadable):
            if geom.contype or geom.conaffinity:
                bodies.add(geom.parent.name)
            spec.delete(geom)
    meshes = [mesh for mesh in spec.meshes if mesh.name in unreadable]
    # Pairs and sensors may name a shape that is gone; a body has neither.
    for element in [*spec.pairs, *spec.sensors, *spec.skins, *meshes, *spec.hfields, *spec.materials, *spec.textures]:
        spec.delete(element)
    return bodies, sorted(set(unreadable.values()))


def _is_readable(spec: mujoco.MjSpec, mesh: mujoco.MjsMesh) -> bool:
    """Whether MuJoCo makes a solid of it; a mesh without a file is written out in the robot's."""
    if not mesh.file:
        return True
    alone = mujoco.MjSpec()
    alone.modelfiledir, alone.meshdir = spec.modelfiledir, spec.meshdir
    alone.add_mesh(name="mesh", file=mesh.file, inertia=mesh.inertia)
    alone.worldbody.add_geom(type=mujoco.mjtGeom.mjGEOM_MESH, meshname="mesh")
    try:
        alone.compile()
    except (ValueError, mujoco.FatalError):
        return False
    return True
