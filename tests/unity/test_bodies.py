"""Creatures that Runtime builds of ArticulationBodies against the same bodies in MuJoCo."""

from __future__ import annotations

from typing import Any

import mujoco
import numpy as np
import pytest
from clamber.assets.body import BodySpec
from clamber.assets.content import names
from clamber.assets.loading import load_body
from clamber.assets.task import ControlMode
from clamber.courses.course import Capacity
from clamber.physics.inertia import link_inertia
from clamber.physics.mujoco_model import compile_model, slots_for
from numpy.typing import NDArray

from tests.unity.mono import run
from tests.unity.records import line, numbers

POSES = 100
#: kg m^2, as Runtime's Inertias has it.
LEAST_MOMENT = 1.1e-6
Float = NDArray[np.float64]


def random_poses(body: BodySpec) -> list[dict[str, Any]]:
    """Poses anywhere, joints anywhere within their limits."""
    chance = np.random.default_rng(3)
    low, high = (np.radians([getattr(axis.range_deg, end) for axis in body.axes]) for end in "xy")
    poses = []
    for _ in range(POSES):
        position, rotation = chance.uniform(-3.0, 3.0, 3), chance.normal(size=4)
        if body.planar:
            position[1] = 0.0
            rotation[[1, 3]] = 0.0
        rotation /= np.linalg.norm(rotation)
        poses.append({"position": position, "rotation": rotation, "joints": chance.uniform(low, high)})
    return poses


class MujocoOracle:
    """Where MuJoCo puts links and shapes."""

    def __init__(self, body: BodySpec) -> None:
        self.body = body
        slots = slots_for(Capacity(0, 0, 0, 0, (1, 1)))
        self.model = compile_model(body, slots, 0.005, ControlMode.DRIVE_TARGET)
        self.data = mujoco.MjData(self.model)

    def pose(self, position: Float, rotation: Float, joints: Float) -> None:
        """Puts the body into a pose."""
        qpos = self.data.qpos
        if self.body.planar:
            qpos[:3] = position[0], position[2], 2.0 * np.arctan2(rotation[2], rotation[0])
        else:
            qpos[:3], qpos[3:7] = position, rotation
        for axis, angle in zip(self.body.axes, joints, strict=True):
            qpos[self.model.joint(axis.name).qposadr[0]] = angle
        mujoco.mj_kinematics(self.model, self.data)

    def link(self, name: str) -> tuple[Float, Float]:
        """Position and quaternion (w, x, y, z) of a link."""
        return self.data.body(name).xpos.copy(), self.data.body(name).xquat.copy()

    def extents(self, name: str) -> list[float]:
        """Centre and half extents along x, y, z of each of a link's colliding shapes."""
        found: list[float] = []
        first = int(self.model.body(name).geomadr[0])
        for geom in range(first, first + int(self.model.body(name).geomnum[0])):
            size, kind = self.model.geom_size[geom], self.model.geom_type[geom]
            turn = self.data.geom_xmat[geom].reshape(3, 3)
            if kind == mujoco.mjtGeom.mjGEOM_BOX:
                reach = np.abs(turn) @ size
            elif kind == mujoco.mjtGeom.mjGEOM_CAPSULE:
                reach = size[0] + np.abs(turn[:, 2]) * size[1]
            else:
                reach = np.full(3, size[0])
            found += [*self.data.geom_xpos[geom], *reach]
        return found


@pytest.mark.parametrize("name", names("Bodies"))
def test_100_poses_put_links_and_shapes_where_mujoco_does(name: str) -> None:
    body = load_body(name)
    poses = random_poses(body)
    answers = run("bodies", [line(body=name), *(line(**pose) for pose in poses)])[1:]
    oracle = MujocoOracle(body)
    for pose, answer in zip(poses, answers, strict=True):
        oracle.pose(**pose)
        links, shapes = (np.array(numbers(part)) for part in answer.split("|"))
        for link, found in zip(body.links, links.reshape(-1, 7), strict=True):
            position, quaternion = oracle.link(link.name)
            assert found[:3] == pytest.approx(position, abs=1e-4), link.name
            assert np.abs(found[3:] - quaternion * np.sign(found[3:] @ quaternion)).max() < 1e-4, link.name
        expected = [number for link in body.links for number in oracle.extents(link.name)]
        assert shapes == pytest.approx(expected, abs=1e-4)


@pytest.mark.parametrize("name", names("Bodies"))
def test_masses_inertias_and_drives(name: str) -> None:
    body = load_body(name)
    masses, drives, _ = (np.array(numbers(part)) for part in run("bodies", [line(body=name)])[0].split("|"))
    for link, found in zip(body.links, masses.reshape(-1, 10), strict=True):
        properties = link_inertia(link)
        # Unity takes no moment below a millionth.
        moments, axes = np.linalg.eigh(properties.inertia)
        tensor = axes @ np.diag(np.maximum(moments, LEAST_MOMENT)) @ axes.T
        expected = [tensor[0, 0], tensor[1, 1], tensor[2, 2], tensor[0, 1], tensor[0, 2], tensor[1, 2]]
        assert found[0] == pytest.approx(properties.mass, rel=1e-6), link.name
        assert found[1:4] == pytest.approx(properties.centre, abs=1e-6), link.name
        assert found[4:] == pytest.approx(expected, rel=1e-4, abs=1e-5 * np.trace(tensor)), link.name
    for axis, found in zip(body.axes, drives.reshape(-1, 6), strict=True):
        expected = [axis.stiffness, axis.damping, axis.force_limit, *axis.range_deg, axis.neutral_deg]
        assert found == pytest.approx(expected, rel=1e-6), axis.name


@pytest.mark.parametrize("name", names("Bodies"))
def test_what_the_solver_is_told_holds_once_a_creature_stands(name: str) -> None:
    """Of links and carriers alike; Unity may forget what is set before the object is active."""
    body = load_body(name)
    told = np.array(numbers(run("bodies", [line(body=name)])[0].split("|")[2])).reshape(-1, 6)
    assert len(told) == len(body.links) + (3 if body.planar else 0)
    assert told == pytest.approx(np.tile([32 if body.muscles else 8, 1, 0, 1e4, 1e4, 1e4], (len(told), 1)))
