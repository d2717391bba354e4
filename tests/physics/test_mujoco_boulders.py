"""A lane with boulders: the plain engine's physics, and ballistics by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from clamber.assets.loading import load_body, load_course
from clamber.assets.task import ControlMode
from clamber.courses import capacity, generate
from clamber.physics.mujoco_boulders import MujocoBoulders
from clamber.physics.mujoco_engine import MujocoEngine

ONE = np.zeros(1, dtype=np.intp)
UPRIGHT = np.array([[1.0, 0.0, 0.0, 0.0]])


def lane(name: str, boulders: int = 3) -> tuple[MujocoBoulders, MujocoEngine, np.ndarray]:
    body, spec = load_body(name), load_course("Gauntlet")
    room = capacity(spec, body.leg_length)
    with_boulders = MujocoBoulders(body, room, 0.005, ControlMode.DRIVE_TARGET, boulders, 0.1, 1.0)
    plain = MujocoEngine(body, 1, room, 0.005, ControlMode.DRIVE_TARGET, 1)
    course = generate(spec, 500_001, 0.5, body.leg_length)
    neutral = np.radians([[axis.neutral_deg for axis in body.axes]])
    for engine in (with_boulders, plain):
        engine.place(0, engine.prepare(course))
        engine.reset(ONE, np.array([[0.0, 0.0, body.standing_height]]), UPRIGHT, np.zeros((1, 3)), neutral)
    return with_boulders, plain, neutral


def test_a_link_may_be_called_boulder() -> None:
    body = load_body("Quadruped")
    names = {body.links[0].name: "boulder0"}
    links = [replace(link, name=names.get(link.name, link.name), parent=names.get(link.parent, link.parent))
             for link in body.links]  # fmt: skip
    room = capacity(load_course("Flat"), body.leg_length)
    engine = MujocoBoulders(replace(body, links=links), room, 0.005, ControlMode.DRIVE_TARGET, 1, 0.1, 1.0)
    engine.throw(0, np.array([3.0, 0.0, 2.0]), np.zeros(3))
    assert np.allclose(engine.boulder_poses()[0], [[3.0, 0.0, 2.0]])


@pytest.mark.parametrize("name", ["Quadruped", "PlanarWalker"])
def test_boulders_that_wait_change_nothing(name: str) -> None:
    with_boulders, plain, neutral = lane(name)
    random = np.random.default_rng(0)
    for _ in range(60):
        control = neutral + random.uniform(-0.3, 0.3, neutral.shape)
        with_boulders.step(control, 4)
        plain.step(control, 4)
    assert np.allclose(with_boulders.state.root_position, plain.state.root_position, atol=1e-8)
    assert np.array_equal(with_boulders.state.foot_contact, plain.state.foot_contact)
    assert (with_boulders.boulder_poses()[0][:, 2] == -50.0).all()


def test_a_boulder_flies_a_parabola() -> None:
    engine, _, neutral = lane("Quadruped")
    engine.throw(1, np.array([0.0, 1.5, 3.0]), np.array([1.0, 0.0, 2.0]))
    assert engine.flying.tolist() == [False, True, False]
    engine.step(neutral, 80)
    # z = 3 + 2 t - g t^2 / 2 at t = 0.4; symplectic steps fall short by g t dt / 2.
    expected = [0.4, 1.5, 3.0 + 0.8 - 0.5 * 9.81 * 0.16 - 0.5 * 9.81 * 0.4 * 0.005]
    assert np.allclose(engine.boulder_poses()[0][1], expected, atol=1e-6)


def test_a_boulder_lies_on_the_ground_and_stays_when_the_body_is_reset() -> None:
    engine, _, neutral = lane("Quadruped")
    engine.throw(0, np.array([-0.9, 0.5, 0.3]), np.zeros(3))
    engine.step(neutral, 300)
    lying = engine.boulder_poses()[0][0].copy()
    assert lying[2] == pytest.approx(0.1, abs=0.005)
    engine.reset(ONE, np.array([[0.0, 0.0, 0.4]]), UPRIGHT, np.zeros((1, 3)), neutral)
    assert np.array_equal(engine.boulder_poses()[0][0], lying)


def test_a_boulder_gives_its_momentum_to_the_body() -> None:
    engine, _, neutral = lane("Quadruped")
    engine.throw(0, np.array([-1.0, 0.0, 0.42]), np.array([8.0, 0.0, 0.3]))
    engine.step(neutral, 60)
    assert engine.state.root_position[0, 0] > 0.02
    assert engine._rows[0, engine._speeds[0, 0]] < 4.0


def test_a_boulder_that_falls_off_the_lane_is_taken_away() -> None:
    engine, _, neutral = lane("Quadruped")
    engine.throw(2, np.array([0.0, 30.0, -19.0]), np.array([0.0, 0.0, -5.0]))
    engine.step(neutral, 80)
    assert not engine.flying.any()
    assert engine.boulder_poses()[0][2].tolist() == [0.0, 0.0, -50.0]
