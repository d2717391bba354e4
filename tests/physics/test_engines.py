"""What both engines promise; see clamber.physics.engine.Engine."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from clamber.assets.fields import Vector2
from clamber.assets.loading import load_body, load_course
from clamber.assets.task import ControlMode
from clamber.courses.capacity import capacity
from clamber.courses.generation import generate
from clamber.physics import Engine, make_engine

from tests.physics.scenes import (
    ENGINES,
    EVERY_BODY,
    ROOM,
    STEP,
    cluttered,
    course,
    engine_for,
    flat,
    neutral,
    place_everywhere,
    set_gravity,
    start,
)  # fmt: skip

COURSE_NAMES = (
    "Flat", "Rough", "Slope", "Stairs", "Hurdles", "Gaps", "Platforms", "SteppingStones", "Slalom", "Beams", "Rubble",
    "NarrowBridge", "Boulders", "Gauntlet",
)  # fmt: skip
both_engines = pytest.mark.parametrize("engine_name", ENGINES)


def every_number(engine: Engine) -> np.ndarray:
    """All of the state as one array, a row per lane."""
    columns = [np.asarray(value, dtype=np.float64).reshape(engine.lanes, -1) for value in vars(engine.state).values()]
    return np.concatenate(columns, axis=1)


@both_engines
def test_a_planar_body_may_call_its_axes_what_it_likes(engine_name: str) -> None:
    body = load_body("PlanarWalker")
    names = ["root_x", "root_z", "root_pitch", "root", *(axis.name for axis in body.axes[4:])]
    renamed = replace(body, axes=[replace(axis, name=name) for axis, name in zip(body.axes, names, strict=True)])
    found = []
    for one in (body, renamed):
        engine = engine_for(engine_name, one, 1)
        place_everywhere(engine, flat())
        start(engine)
        engine.step(neutral(one, 1), 20)
        found.append(every_number(engine))
    assert np.array_equal(*found)


@both_engines
@pytest.mark.parametrize("name", EVERY_BODY)
def test_every_body_steps_on_every_kind_of_course(name: str, engine_name: str) -> None:
    body = load_body(name)
    lanes = 2
    random = np.random.default_rng(11)
    for course_name in COURSE_NAMES:
        spec = load_course(course_name)
        engine = make_engine(engine_name, body, lanes, capacity(spec, body.leg_length), STEP, threads=1)
        for lane in range(lanes):
            made = generate(spec, 500_000 + lane, float(lane), body.leg_length, body.standing_height)
            engine.place(lane, engine.prepare(made))
        start(engine)
        for _ in range(100):
            engine.step(neutral(body, lanes) + random.uniform(-0.6, 0.6, (lanes, len(body.axes))), 2)
            assert np.isfinite(every_number(engine)).all(), course_name
            assert engine.state.finite.all(), course_name
        assert np.abs(engine.state.joint_velocity).max() < 200.0, course_name
        engine.close()


@both_engines
@pytest.mark.parametrize("name", EVERY_BODY)
def test_flight_is_ballistic(name: str, engine_name: str) -> None:
    body = load_body(name)
    engine = engine_for(engine_name, body, 1)
    set_gravity(engine, 3.7)
    velocity = np.array([[2.0, 0.0, 1.0]])
    upright = np.array([[1.0, 0.0, 0.0, 0.0]])
    engine.reset(np.arange(1), np.array([[0.0, 0.0, 30.0]]), upright, velocity, neutral(body, 1))
    engine.step(neutral(body, 1), 100)
    time = 100 * STEP
    # Velocity first, then position, at every step: gravity acts half a step longer than on paper.
    fall = 3.7 * time * (time + STEP) / 2
    np.testing.assert_allclose(engine.state.root_position[0], [2.0 * time, 0.0, 30.0 + time - fall], atol=1e-3)
    np.testing.assert_allclose(engine.state.root_linear_velocity[0], [2.0, 0.0, 1.0 - 3.7 * time], atol=2e-3)
    np.testing.assert_allclose(engine.state.root_quaternion[0], upright[0], atol=1e-3)


@both_engines
@pytest.mark.parametrize("name", ["Quadruped", "PlanarWalker"])
def test_velocities_are_those_of_the_links_origin(name: str, engine_name: str) -> None:
    """Differences of positions over one small step are the oracle, for a body tumbling under its own kicks."""
    body = load_body(name)
    engine = make_engine(engine_name, body, 1, ROOM, 0.0005, threads=1)
    set_gravity(engine, 0.0)
    start(engine, 30.0)
    random = np.random.default_rng(2)
    for _ in range(10):
        engine.step(neutral(body, 1) + random.uniform(-0.5, 0.5, (1, len(body.axes))), 40)
    before = engine.state.root_position[0].copy()
    angles = engine.state.joint_position[0].copy()
    engine.step(neutral(body, 1), 1)
    assert np.abs(engine.state.root_linear_velocity).max() > 0.005
    moved = (engine.state.root_position[0] - before) / 0.0005
    np.testing.assert_allclose(engine.state.root_linear_velocity[0], moved, atol=0.02)
    turned = (engine.state.joint_position[0] - angles) / 0.0005
    np.testing.assert_allclose(engine.state.joint_velocity[0], turned, atol=0.02)


@both_engines
def test_reset_puts_a_body_where_it_is_told(engine_name: str) -> None:
    body = load_body("Humanoid")
    engine = engine_for(engine_name, body, 3)
    place_everywhere(engine, flat())
    start(engine)
    engine.step(neutral(body, 3) + 0.2, 10)
    others = every_number(engine)[[0, 2]]
    angle = 0.7
    quaternion = np.array([[np.cos(angle / 2), 0.0, 0.0, np.sin(angle / 2)]])
    angles = neutral(body, 1) + np.linspace(-0.1, 0.1, len(body.axes))
    engine.reset(np.array([1]), np.array([[1.0, 2.0, 3.0]]), quaternion, np.array([[0.1, 0.2, 0.3]]), angles)
    state = engine.state
    np.testing.assert_array_equal(every_number(engine)[[0, 2]], others)
    for written, expected in (
        (state.root_position, [1.0, 2.0, 3.0]),
        (state.root_quaternion, quaternion[0]),
        (state.root_linear_velocity, [0.1, 0.2, 0.3]),
        (state.root_angular_velocity, np.zeros(3)),
        (state.joint_position, angles[0]),
        (state.joint_velocity, np.zeros(len(body.axes))),
    ):
        np.testing.assert_array_equal(written[1], expected)
    engine.step(np.tile(angles, (3, 1)), 1)
    np.testing.assert_allclose(state.root_position[1], [1.0005, 2.001, 3.00125], atol=2e-4)
    np.testing.assert_allclose(state.joint_position[1], angles[0], atol=1e-3)


@both_engines
@pytest.mark.parametrize("name", ["Quadruped", "PlanarWalker"])
def test_push_changes_the_roots_velocity(name: str, engine_name: str) -> None:
    body = load_body(name)
    engine = engine_for(engine_name, body, 2)
    start(engine, 10.0)
    engine.push(np.array([1]), np.array([[0.5, 0.25, 0.125]]))
    expected = [0.5, 0.0 if body.planar else 0.25, 0.125]
    np.testing.assert_allclose(engine.state.root_linear_velocity, [[0.0, 0.0, 0.0], expected], atol=1e-6)
    engine.step(neutral(body, 2), 1)
    assert engine.state.root_position[1, 0] > engine.state.root_position[0, 0]


@both_engines
def test_contacts_of_feet_and_of_fatal_links(engine_name: str) -> None:
    body = load_body("Quadruped")
    engine = engine_for(engine_name, body, 3)
    place_everywhere(engine, flat())
    upside_down = np.array([0.0, 1.0, 0.0, 0.0])
    quaternions = np.array([[1.0, 0, 0, 0], [1.0, 0, 0, 0], upside_down])
    heights = np.array([body.standing_height, 5.0, 0.2])
    positions = np.stack([np.zeros(3), np.zeros(3), heights], axis=1)
    engine.reset(np.arange(3), positions, quaternions, np.zeros((3, 3)), neutral(body, 3))
    for _ in range(20):
        engine.step(neutral(body, 3), 4)
    np.testing.assert_array_equal(engine.state.foot_contact[0], [True] * 4)
    np.testing.assert_array_equal(engine.state.foot_contact[1:], False)
    np.testing.assert_array_equal(engine.state.fatal_contact, [False, False, True])


@both_engines
def test_legs_that_strike_each_other_do_not_touch_the_ground(engine_name: str) -> None:
    """High in the air legs are driven into the trunk and into each other, of a body that feels itself."""
    body = load_body("Quadruped")
    body = replace(body, self_collision=True, links=[replace(link, fatal=not link.foot) for link in body.links])
    engine = engine_for(engine_name, body, 1)
    place_everywhere(engine, flat())
    start(engine, height=9.0)
    folded = np.array([[0.79, -1.05, -2.62] * 4])
    for _ in range(10):
        engine.step(folded, 4)
    assert np.abs(engine.state.joint_position - folded).max() > 0.05, "nothing was in the way"
    assert not engine.state.foot_contact.any()
    assert not engine.state.fatal_contact.any()


@both_engines
def test_torque_and_energy_of_drives(engine_name: str) -> None:
    body = load_body("Quadruped")
    engine = engine_for(engine_name, body, 1)
    place_everywhere(engine, flat())
    start(engine)
    for _ in range(250):
        engine.step(neutral(body, 1), 4)
    stiffness = np.array([axis.stiffness for axis in body.axes])
    sag = neutral(body, 1)[0] - engine.state.joint_position[0]
    np.testing.assert_allclose(engine.state.joint_torque[0], stiffness * sag, atol=0.1)
    assert engine.state.joint_energy[0].max() < 1e-3
    # A knee swings up in the air: the work is about the spring's, half its torque times the way.
    start(engine, 10.0)
    target = neutral(body, 1)
    target[0, 2] -= 0.4
    work = np.zeros(len(body.axes))
    for _ in range(25):
        engine.step(target, 4)
        work += engine.state.joint_energy[0]
    assert 0.1 * 0.5 * stiffness[2] * 0.4**2 < work[2] < 1.1 * 0.5 * stiffness[2] * 0.4**2


@both_engines
def test_torque_control(engine_name: str) -> None:
    body = load_body("Quadruped")
    engine = engine_for(engine_name, body, 1, control=ControlMode.TORQUE)
    set_gravity(engine, 0.0)
    start(engine, 10.0)
    torque = np.zeros((1, len(body.axes)))
    torque[0, 1] = 0.5
    torque[0, 4] = 1e6
    engine.step(torque, 1)
    limit = body.axes[4].force_limit
    np.testing.assert_allclose(engine.state.joint_torque[0, [0, 1, 4]], [0.0, 0.5, limit], atol=1e-5)
    assert engine.state.joint_velocity[0, 1] > 0.0


@both_engines
def test_a_joint_whose_range_is_one_angle_stays_there(engine_name: str) -> None:
    body = load_body("Quadruped")
    axes = list(body.axes)
    axes[1] = replace(axes[1], range_deg=Vector2(10.0, 10.0), neutral_deg=10.0)
    engine = engine_for(engine_name, replace(body, axes=axes), 1, control=ControlMode.TORQUE)
    set_gravity(engine, 0.0)
    start(engine, 10.0)
    torque = np.zeros((1, len(axes)))
    torque[0, 1] = 0.2 * axes[1].force_limit
    engine.step(torque, 40)
    assert np.degrees(engine.state.joint_position[0, 1]) == pytest.approx(10.0, abs=2.0)


@both_engines
def test_friction_decides_how_far_a_body_slides(engine_name: str) -> None:
    body = load_body("Quadruped")
    engine = engine_for(engine_name, body, 3)
    place_everywhere(engine, flat())
    friction, ones = np.array([0.0, 0.3, 1.0]), np.ones(3)
    engine.set_parameters(np.arange(3), friction, ones, ones, 9.81 * ones)
    start(engine)
    for _ in range(25):
        engine.step(neutral(body, 3), 4)
    places = engine.state.root_position[:, 0].copy()
    engine.push(np.arange(3), np.tile([0.6, 0.0, 0.0], (3, 1)))
    for _ in range(50):
        engine.step(neutral(body, 3), 4)
    slid = engine.state.root_position[:, 0] - places
    assert slid[0] > 0.3  # the trunk's push shared with the legs, for one second
    # Braking at friction x gravity from that speed; the body sways by a little in the meantime.
    speed = slid[0]
    assert slid[1] == pytest.approx(speed**2 / (2 * 0.3 * 9.81), abs=0.03)
    assert slid[2] < slid[1]


@both_engines
def test_mass_strength_and_gravity_parameters(engine_name: str) -> None:
    """A body with mass and motors doubled moves as before; twice the mass alone sags twice as far, as twice the
    gravity does.
    """
    body = load_body("Quadruped")
    engine = engine_for(engine_name, body, 4)
    place_everywhere(engine, flat())
    mass, strength = np.array([1.0, 2.0, 2.0, 1.0]), np.array([1.0, 2.0, 1.0, 1.0])
    engine.set_parameters(np.arange(4), np.ones(4), mass, strength, 9.81 * np.array([1.0, 1.0, 1.0, 2.0]))
    start(engine)
    for _ in range(100):
        engine.step(neutral(body, 4), 4)
    sag = body.standing_height - engine.state.root_position[:, 2]
    assert sag[1] == pytest.approx(sag[0], rel=0.03)
    assert sag[2] == pytest.approx(2.1 * sag[0], rel=0.15)
    assert sag[3] == pytest.approx(sag[2], rel=0.05)
    np.testing.assert_allclose(engine.state.joint_torque[1], 2 * engine.state.joint_torque[0], atol=0.3)


@both_engines
def test_same_calls_same_bits(engine_name: str) -> None:
    body = load_body("Humanoid")
    results = []
    for threads in (1, 2, 3):
        engine = engine_for(engine_name, body, 7, threads)
        place_everywhere(engine, cluttered(0, body.leg_length), cluttered(1, body.leg_length))
        start(engine, 0.2, -2.0)
        random = np.random.default_rng(4)
        for _ in range(20):
            engine.step(neutral(body, 7) + random.uniform(-0.5, 0.5, (7, len(body.axes))), 4)
        results.append(every_number(engine))
        engine.close()
    np.testing.assert_array_equal(results[1], results[0])
    np.testing.assert_array_equal(results[2], results[0])


@both_engines
def test_a_lane_does_not_feel_its_neighbours(engine_name: str) -> None:
    body = load_body("Bittle")
    rows = []
    for order in ((0, 1), (1, 0)):
        engine = engine_for(engine_name, body, 2)
        courses = [flat(), course([[0, 0, -0.4, 30, 10, 0.5]])]
        for lane, which in enumerate(order):
            engine.place(lane, engine.prepare(courses[which]))
        start(engine, 0.12)
        targets = neutral(body, 2) + 0.3
        for _ in range(30):
            engine.step(targets, 4)
        rows.append(every_number(engine)[list(order)])
    np.testing.assert_array_equal(rows[0], rows[1])


@both_engines
def test_a_planar_body_stays_in_its_plane(engine_name: str) -> None:
    body = load_body("PlanarWalker")
    engine = engine_for(engine_name, body, 1)
    place_everywhere(engine, flat())
    engine.reset(
        np.arange(1), np.array([[0.0, 3.0, 1.2]]), np.array([[np.cos(0.2), 0.0, np.sin(0.2), 0.0]]),
        np.array([[1.0, 1.0, 0.0]]), neutral(body, 1),
    )  # fmt: skip
    engine.step(neutral(body, 1), 40)
    state = engine.state
    assert state.root_position[0, 1] == state.root_linear_velocity[0, 1] == 0.0
    np.testing.assert_array_equal(state.root_quaternion[0, [1, 3]], 0.0)
    np.testing.assert_allclose(np.linalg.norm(state.root_quaternion[0]), 1.0)
    assert 2 * np.arctan2(state.root_quaternion[0, 2], state.root_quaternion[0, 0]) == pytest.approx(0.4, abs=0.1)


def test_unknown_engines_are_refused_in_one_line() -> None:
    with pytest.raises(ValueError, match="engine 'bullet': unknown; there are mujoco, physx"):
        make_engine("bullet", load_body("Bittle"), 1, ROOM, STEP)
