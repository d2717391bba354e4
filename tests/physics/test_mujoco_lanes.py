"""What only the MuJoCo engine does: lanes' parameters in place, broken lanes, whole decisions at once."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import mujoco
import numpy as np
import pytest
from clamber.assets.body import BodySpec
from clamber.assets.loading import load_body
from clamber.assets.task import ControlMode
from clamber.physics.mujoco_engine import MujocoEngine
from clamber.physics.mujoco_model import compile_model, slots_for

from tests.physics.scenes import ROOM, STEP, cluttered, flat, neutral, place_everywhere, start


def heavier(body: BodySpec, factor: float) -> BodySpec:
    """The body with every shape's mass multiplied."""
    links = [
        replace(link, shapes=[replace(shape, mass=shape.mass * factor) for shape in link.shapes]) for link in body.links
    ]
    return replace(body, links=links)


@pytest.mark.parametrize("name", ["Humanoid", "PlanarWalker"])
def test_mass_scale_is_a_heavier_body_compiled(name: str) -> None:
    body = load_body(name)
    engine = MujocoEngine(body, 1, ROOM, STEP, threads=1)
    engine.set_parameters(np.arange(1), np.array([0.8]), np.array([3.0]), np.array([1.0]), np.array([9.81]))
    # Twice: factors multiply the body as it was made, not as it was left.
    engine.set_parameters(np.arange(1), np.array([0.8]), np.array([1.7]), np.array([1.0]), np.array([9.81]))
    lane = engine._models[0]
    expected = compile_model(heavier(body, 1.7), slots_for(ROOM), STEP, ControlMode.DRIVE_TARGET)
    for field in ("body_mass", "body_inertia", "body_subtreemass", "dof_M0", "body_invweight0", "dof_invweight0"):
        np.testing.assert_allclose(getattr(lane, field), getattr(expected, field), rtol=1e-9, atol=1e-12)
    assert lane.stat.meaninertia == pytest.approx(expected.stat.meaninertia)
    np.testing.assert_allclose(lane.geom_friction[:, 0], 0.8)


def test_motor_strength_is_stronger_drives_compiled() -> None:
    body = load_body("Quadruped")
    engine = MujocoEngine(body, 2, ROOM, STEP, threads=1)
    ones = np.ones(2)
    engine.set_parameters(np.arange(2), ones, ones, np.array([1.0, 1.5]), 9.81 * ones)
    axes = [replace(axis, stiffness=1.5 * axis.stiffness, damping=1.5 * axis.damping) for axis in body.axes]
    expected = compile_model(replace(body, axes=axes), slots_for(ROOM), STEP, ControlMode.DRIVE_TARGET)
    np.testing.assert_allclose(engine._models[1].actuator_gainprm, expected.actuator_gainprm)
    np.testing.assert_allclose(engine._models[1].jnt_stiffness, expected.jnt_stiffness)
    np.testing.assert_allclose(engine._models[1].dof_damping, expected.dof_damping)
    np.testing.assert_allclose(engine._models[0].actuator_gainprm[:, 0], [axis.stiffness for axis in body.axes])


@pytest.mark.parametrize("poison", [np.nan, np.inf, 1e6])
def test_a_broken_lane_is_told_apart_and_revived(
    poison: float, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    body = load_body("Quadruped")
    engine = MujocoEngine(body, 4, ROOM, STEP, threads=2)
    sound = MujocoEngine(body, 4, ROOM, STEP, threads=2)
    previous = Path.cwd()
    os.chdir(tmp_path)
    try:
        for each in (engine, sound):
            place_everywhere(each, flat())
            start(each)
        engine._rows[2, -1] = poison
        for _ in range(5):
            for each in (engine, sound):
                each.step(neutral(body, 4), 4)
            np.testing.assert_array_equal(engine.state.finite, [True, True, False, True])
        others = [0, 1, 3]
        np.testing.assert_array_equal(engine.state.joint_position[others], sound.state.joint_position[others])
        start(engine)
        start(sound)
        for each in (engine, sound):
            each.step(neutral(body, 4), 4)
        assert engine.state.finite.all()
        np.testing.assert_array_equal(engine.state.joint_position, sound.state.joint_position)
    finally:
        os.chdir(previous)
    assert capfd.readouterr() == ("", "")
    assert not list(tmp_path.iterdir())


def test_a_decision_is_its_physics_steps() -> None:
    """Four steps at once, or one by one: the same, to the bit."""
    body = load_body("Humanoid")
    engines = [MujocoEngine(body, 3, ROOM, STEP, threads=1) for _ in range(2)]
    for engine in engines:
        place_everywhere(engine, cluttered(2, body.leg_length))
        start(engine, 0.1, -2.0)
    random = np.random.default_rng(6)
    for _ in range(10):
        targets = neutral(body, 3) + random.uniform(-0.2, 0.2, (3, len(body.axes)))
        engines[0].step(targets, 4)
        for _ in range(4):
            engines[1].step(targets, 1)
    np.testing.assert_array_equal(engines[0].state.joint_position, engines[1].state.joint_position)


def test_models_of_many_lanes_are_small() -> None:
    """1,024 lanes with room for 350 boxes and 11 fields of 425 nodes must fit in 2 GiB: 2 MiB each at the most."""
    body = load_body("Quadruped")
    room = replace(ROOM, boxes=350, spheres=75, height_fields=11, height_field_nodes=425)
    model = compile_model(body, slots_for(room), STEP, ControlMode.DRIVE_TARGET)
    assert mujoco.mj_sizeModel(model) < 2**20
