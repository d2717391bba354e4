"""The muscles: our rule against MuJoCo's own functions and by hand, and both engines against each other."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import mujoco
import numpy as np
import pytest
from clamber.assets.body import BodySpec, MomentArm, Muscle
from clamber.assets.loading import load_body
from clamber.assets.task import ControlMode
from clamber.evaluation.episodes import UNSEEN_SEEDS, brain_for, task_of
from clamber.physics import Engine, make_engine
from clamber.physics.mujoco_model import compile_model, slots_for
from clamber.physics.muscles import Muscles, activation_rate
from clamber.tasks.environment import ClamberVectorEnv

from tests.physics.scenes import ENGINES, ROOM, STEP, engine_for, flat, neutral, place_everywhere, set_gravity, start

BRAIN = Path(__file__).parents[2] / "UnityProject/Assets/Clamber/Brains/RunnerFast.onnx"
DECISION = 4  # physics steps


def random_moment(body: BodySpec, count: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Activations, angles anywhere in their ranges (and a little beyond), and velocities up to 20 rad/s."""
    chance = np.random.default_rng(4)
    low, high = np.radians(np.array([axis.range_deg for axis in body.axes], dtype=np.float64).T)
    angles = low - 0.1 + (high - low + 0.2) * chance.random((count, len(low)))
    return chance.random((count, len(body.muscles))), angles, chance.uniform(-20.0, 20.0, angles.shape)


def one_muscle(force: float, optimal: float, at_neutral: float, passive: float, arms: list[MomentArm]) -> BodySpec:
    """The Runner with a single muscle of a maximum velocity of 10 optimal lengths per second."""
    return replace(load_body("Runner"), muscles=[Muscle("one", force, optimal, at_neutral, 10.0, passive, arms)])


def test_activation_follows_excitation_as_mujoco_says() -> None:
    chance = np.random.default_rng(1)
    excitation, activation = chance.uniform(-0.2, 1.2, 500), chance.uniform(0.0, 1.0, 500)
    parameters = np.array([0.01, 0.04, 0.0])
    expected = [
        mujoco.mju_muscleDynamics(told, active, parameters)
        for told, active in zip(excitation, activation, strict=True)
    ]
    np.testing.assert_allclose(activation_rate(excitation, activation), expected, rtol=1e-12, atol=1e-10)


def test_activation_by_hand() -> None:
    """Rising at 0.2: (1 - 0.2) / (0.01 * (0.5 + 1.5 * 0.2)) = 100; falling at 0.6: -0.6 / (0.04 / 1.4) = -21."""
    assert activation_rate(np.array([1.0, 0.0]), np.array([0.2, 0.6])) == pytest.approx([100.0, -21.0])


def test_forces_are_mujocos() -> None:
    """Every muscle of the Runner against mju_muscleGain and mju_muscleBias with MuJoCo's own list of parameters."""
    body = load_body("Runner")
    activation, angles, velocities = random_moment(body, 200)
    model = compile_model(body, slots_for(ROOM), STEP, ControlMode.MUSCLE)
    forces = Muscles(body).forces(activation, angles, velocities)
    for number, muscle in enumerate(body.muscles):
        arms = np.zeros(len(body.axes))
        for moment_arm in muscle.moment_arms:
            arms[[axis.name for axis in body.axes].index(moment_arm.axis)] = moment_arm.arm
        gain, bias = model.actuator_gainprm[number, :9], model.actuator_biasprm[number, :9]
        ends = model.actuator_lengthrange[number]
        for row in range(len(forces)):
            length, speed = -arms @ angles[row], -arms @ velocities[row]
            pull = activation[row, number] * mujoco.mju_muscleGain(length, speed, ends, 1.0, gain)
            pull += mujoco.mju_muscleBias(length, ends, 1.0, bias)
            assert forces[row, number] == pytest.approx(-pull, rel=1e-10, abs=1e-8), muscle.name


def test_forces_by_hand() -> None:
    """1000 N, optimum 0.1 m, 0.08 m at the neutral ankle (5 degrees), arm 0.05 m, and its passive force 0.4."""
    muscles = Muscles(one_muscle(1000.0, 0.1, 0.08, 0.4, [MomentArm("left_ankle", -0.05)]))
    angles = np.tile(np.radians([5.0, 10.0, 5.0] * 2), (4, 1))
    angles[1, 2] += 0.4  # stretched by 0.02 m to the optimum
    angles[2, 2] += 1.0  # to 1.3 optimal lengths, half way to the most: active and passive force both half of theirs
    speeds = np.zeros_like(angles)
    speeds[3, 2] = -10.0  # shortens by 0.5 m/s, half the maximum: F_V = (1 - 0.5)^2
    # At 0.8, between 0.75 and 1: F_L = 1 - ((1 - 0.8) / 0.25)^2 / 2 = 0.68.
    forces = muscles.forces(np.full((4, 1), 0.5), angles, speeds)[:, 0]
    assert forces == pytest.approx([340.0, 500.0, 0.5 * 500.0 + 0.5 * 400.0, 340.0 * 0.25])
    torques = muscles.torques(np.full((4, 1), 0.5), angles, speeds)
    assert torques[0] == pytest.approx([0.0, 0.0, -17.0, 0.0, 0.0, 0.0])


def test_linearised_torques_are_the_derivatives() -> None:
    """Differences of torques are the oracle, where no muscle's stiffness is below zero."""
    body = one_muscle(1000.0, 0.1, 0.08, 0.4, [MomentArm("left_knee", 0.03), MomentArm("left_ankle", -0.05)])
    muscles = Muscles(body)
    activation, angles = np.array([[0.7]]), neutral(body, 1)
    speeds = np.array([[0.0, 1.5, -2.0, 0.0, 0.0, 0.0]])
    torque, stiffness, damping = muscles.linearised(activation, angles, speeds)
    assert torque == pytest.approx(muscles.torques(activation, angles, speeds))
    for axis in (1, 2):
        step = np.zeros_like(angles)
        step[0, axis] = 1e-6
        higher, lower = (muscles.torques(activation, angles + sign * step, speeds)[0, axis] for sign in (1, -1))
        assert stiffness[0, axis] == pytest.approx((lower - higher) / 2e-6, rel=1e-5)
        higher, lower = (muscles.torques(activation, angles, speeds + sign * step)[0, axis] for sign in (1, -1))
        assert damping[0, axis] == pytest.approx((lower - higher) / 2e-6, rel=1e-5)
    assert stiffness[0, 1] > 1.0 and damping[0, 1] > 0.1


def test_mujocos_model_has_our_torques_and_activations() -> None:
    """What MuJoCo's own step makes of the compiled model: joint torques before it, activations after it."""
    body = load_body("Runner")
    muscles = Muscles(body)
    model = compile_model(body, slots_for(ROOM), STEP, ControlMode.MUSCLE)
    data = mujoco.MjData(model)
    columns = [model.joint(axis.name).dofadr[0] for axis in body.axes]
    activations, angles, velocities = random_moment(body, 20)
    excitations = np.random.default_rng(8).random(activations.shape)
    for activation, angle, velocity, excitation in zip(activations, angles, velocities, excitations, strict=True):
        data.qpos[:3], data.qpos[columns] = [0.0, 20.0, 0.0], angle
        data.qvel[:3], data.qvel[columns] = 0.0, velocity
        data.act[:], data.ctrl[:] = activation, excitation
        mujoco.mj_forward(model, data)
        expected = muscles.torques(activation[None], angle[None], velocity[None])[0]
        np.testing.assert_allclose(data.qfrc_actuator[columns], expected, rtol=1e-10, atol=1e-8)
        mujoco.mj_step(model, data)
        followed = activation.copy()
        muscles.step_activation(followed, excitation, STEP)
        np.testing.assert_allclose(data.act, followed, rtol=1e-12, atol=1e-12)


def runner(engine_name: str, lanes: int = 1, height: float = 0.0, gravity: float = 9.81, **options: object) -> Engine:
    """The Runner, resting, over flat ground."""
    engine = engine_for(engine_name, load_body("Runner"), lanes, control=ControlMode.MUSCLE, **options)
    place_everywhere(engine, flat())
    set_gravity(engine, gravity)
    start(engine, height)
    return engine


def swing(engine_name: str, plan: np.ndarray, gravity: float) -> np.ndarray:
    """Joint angles, (decisions, lanes, axes), in the air under excitations (decisions, lanes, muscles)."""
    engine = runner(engine_name, plan.shape[1], 30.0, gravity)
    angles = []
    for excitation in plan:
        engine.step(excitation, DECISION)
        assert engine.state.finite.all()
        angles.append(engine.state.joint_position.copy())
    engine.close()
    return np.array(angles)


@pytest.mark.parametrize(("most", "gravity", "tolerance"), [(0.0, 9.81, 0.05), (0.2, 0.0, 0.1), (0.5, 0.0, 0.15)])
def test_engines_agree_in_the_air(most: float, gravity: float, tolerance: float) -> None:
    """Swinging without any excitation, and pulled by new ones every 0.1 s: the differences' share of the motion."""
    muscles = len(load_body("Runner").muscles)
    chance = np.random.default_rng(0)
    plan = np.repeat(most * chance.random((10, 4, muscles)), 5, axis=0)
    ours, physx = (swing(name, plan, gravity) for name in ENGINES)
    moved = np.sqrt(((physx - neutral(load_body("Runner"), 4)) ** 2).mean(axis=0))
    assert moved.min() > np.radians(1.0)
    assert (np.sqrt(((ours - physx) ** 2).mean(axis=0)) / moved).max() < tolerance


@pytest.mark.parametrize("engine_name", ENGINES)
def test_a_brain_runs_in_both_engines(engine_name: str) -> None:
    """Trained in MuJoCo alone. With the 8 solver iterations of bodies with drives it falls in PhysX or hardly moves."""
    env = ClamberVectorEnv(task_of(BRAIN, "RunnerFlat"), 4, engine=engine_name, seed=0, course_seeds=UNSEEN_SEEDS)
    brain = brain_for(BRAIN, env)
    observations, _ = env.reset(seed=0)
    for _ in range(50):
        observations, _, terminated, *_ = env.step(brain.act(observations["proprioception"], observations["terrain"]))
        assert not terminated.any()
    assert env.engine.state.root_position[:, 0].min() > 2.0  # m, in 2 s
    env.close()


def test_dropped_without_excitation_it_comes_to_lie_at_the_same_height_in_both_engines() -> None:
    muscles = len(load_body("Runner").muscles)
    heights = []
    for engine_name in ENGINES:
        engine = runner(engine_name, height=0.1)
        for _ in range(150):
            engine.step(np.zeros((1, muscles)), DECISION)
        assert engine.state.finite.all()
        heights.append(engine.state.root_position[0, 2])
        engine.close()
    assert heights[0] == pytest.approx(heights[1], abs=0.03)
    assert heights[0] < 0.65  # it does not stand by itself


@pytest.mark.parametrize("engine_name", ENGINES)
def test_torque_and_energy_of_muscles(engine_name: str) -> None:
    """One physics step from rest at known angles pulls with the rule's torque; standing still costs nothing."""
    body = load_body("Runner")
    engine = runner(engine_name, height=20.0, gravity=0.0)
    excitation = np.full((1, len(body.muscles)), 0.6)
    engine.step(excitation, 1)
    angles, velocities = engine.state.joint_position.copy(), engine.state.joint_velocity.copy()
    activation = np.zeros((1, len(body.muscles)))
    muscles = Muscles(body)
    muscles.step_activation(activation, excitation, STEP)
    at_rest = muscles.torques(np.zeros_like(activation), neutral(body, 1), np.zeros_like(velocities))
    np.testing.assert_allclose(engine.state.joint_torque, at_rest, atol=1e-4)
    np.testing.assert_allclose(engine.state.joint_energy, 0.0, atol=1e-9)
    engine.step(excitation, 1)
    torque = muscles.torques(activation, angles, velocities)
    np.testing.assert_allclose(engine.state.joint_torque, torque, rtol=1e-4)
    np.testing.assert_allclose(engine.state.joint_energy, np.abs(torque * velocities) * STEP, rtol=1e-4)
    assert engine.state.joint_energy.max() > 1e-5
    engine.close()


@pytest.mark.parametrize("engine_name", ENGINES)
def test_reset_relaxes_and_strength_scales(engine_name: str) -> None:
    """A new start has no activation left, and muscles of half the strength pull half as hard."""
    body = load_body("Runner")
    engine = runner(engine_name, 2, height=20.0, gravity=0.0)
    engine.step(np.ones((2, len(body.muscles))), 40)
    ones = np.ones(2)
    engine.set_parameters(np.arange(2), ones, ones, np.array([1.0, 0.5]), 0.0 * ones)
    start(engine, 20.0)
    engine.step(np.zeros((2, len(body.muscles))), 1)
    relaxed = np.zeros((1, len(body.muscles)))
    passive = Muscles(body).torques(relaxed, neutral(body, 1), np.zeros((1, len(body.axes))))[0]
    np.testing.assert_allclose(engine.state.joint_torque, [passive, 0.5 * passive], atol=1e-4)
    assert np.abs(passive).max() > 1.0
    engine.close()


def test_same_bits_whatever_the_threads() -> None:
    muscles = len(load_body("Runner").muscles)
    ends = []
    for threads in (1, 3):
        engine = engine_for("mujoco", load_body("Runner"), 5, threads=threads, control=ControlMode.MUSCLE)
        place_everywhere(engine, flat())
        start(engine)
        chance = np.random.default_rng(3)
        for _ in range(40):
            engine.step(chance.random((5, muscles)), DECISION)
        ends.append(np.concatenate([engine.state.joint_position, engine.state.joint_torque, engine.state.joint_energy]))
        engine.close()
    np.testing.assert_array_equal(ends[0], ends[1])


@pytest.mark.parametrize("engine_name", ENGINES)
def test_a_body_without_muscles_cannot_be_driven_by_them(engine_name: str) -> None:
    with pytest.raises(ValueError, match=r"^control MUSCLE: the body has no muscles; DRIVE_TARGET and TORQUE are"):
        make_engine(engine_name, load_body("Bittle"), 1, ROOM, STEP, ControlMode.MUSCLE)
