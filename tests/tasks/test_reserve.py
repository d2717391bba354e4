"""Stamina against arithmetic done by hand, and what it does to bodies that are simulated."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from clamber.assets.fields import AssetError
from clamber.assets.loading import asset_text, load_task, parse_task, task_body
from clamber.assets.task import ControlMode, Stamina, TaskSpec
from clamber.learning.mirror import make_mirror
from clamber.physics.body_state import new_body_state
from clamber.studies.changes import tires
from clamber.tasks.environment import ClamberVectorEnv
from clamber.tasks.measures import measure
from clamber.tasks.reserve import Reserve, reserve_of
from clamber.tasks.snapshot import restore, snapshot
from numpy.typing import NDArray

from tests.tasks.examples import a_task, fake_environment, still

TIRING = tires(capacity=10.0, recovery=1.0, weakest=0.2)


def a_reserve(control: ControlMode, task: str = "QuadrupedFlat", agents: int = 2) -> tuple[Reserve, TaskSpec]:
    """Reserves of agents that act in a way, and their task."""
    spec = TIRING(replace(load_task(task), control=control))
    return Reserve(spec, task_body(spec), agents), spec


def test_work_empties_a_reserve_and_rest_fills_it() -> None:
    """10 J/kg of 14 kg or so are 10 m J; half of that in a second leaves 0.5 and the 1 W/kg that came back."""
    env, engine = fake_environment(TIRING(a_task()))
    reserve = reserve_of(env.task, env.body, 2)
    assert reserve is not None
    energy = engine.state.joint_energy
    energy[:] = 0.0
    energy[0, :2] = 0.25 * 10.0 * env.measures.mass
    reserve.spend(engine.state, 1.0)
    assert reserve.left == pytest.approx([1.0 - 0.5 + 0.1, 1.0])
    assert reserve.strength == pytest.approx([0.2 + 0.8 * 0.6, 1.0])
    reserve.spend(engine.state, 1.0)
    reserve.spend(engine.state, 1.0)
    assert reserve.left == pytest.approx([0.0, 1.0])
    assert reserve.strength == pytest.approx([0.2, 1.0])
    energy[:] = 0.0
    reserve.spend(engine.state, 3.0)
    assert reserve.left == pytest.approx([0.3, 1.0])
    reserve.rest(np.array([0]))
    assert reserve.left == pytest.approx([1.0, 1.0])


def test_a_tired_drive_pulls_with_its_share() -> None:
    """The torque that MuJoCo and PhysX make of the target they are told, at the start of the decision."""
    reserve, spec = a_reserve(ControlMode.DRIVE_TARGET)
    reserve.left[:] = 1.0, 0.0
    body = task_body(spec)
    state, chance = new_body_state(body, 2), np.random.default_rng(0)
    state.joint_position[:] = chance.normal(0.0, 0.5, (2, 12))
    state.joint_velocity[:] = chance.normal(0.0, 10.0, (2, 12))
    asked = chance.normal(0.0, 1.5, (2, 12))
    told = asked.copy()
    reserve.weaken(told, state)
    stiffness = np.array([axis.stiffness for axis in body.axes])
    damping = np.array([axis.damping for axis in body.axes])
    limit = np.array([axis.force_limit for axis in body.axes])

    def torque(target: NDArray[np.float64]) -> NDArray[np.float64]:
        result: NDArray[np.float64] = stiffness * (target - state.joint_position) - damping * state.joint_velocity
        return result

    assert torque(told) == pytest.approx(np.array([[1.0], [0.2]]) * np.clip(torque(asked), -limit, limit))
    assert (np.abs(torque(asked)) > limit).any()
    assert (np.abs(torque(asked)) < limit).any()


@pytest.mark.parametrize(("control", "task"), [(ControlMode.TORQUE, "QuadrupedFlat"), (ControlMode.MUSCLE, "Runner")])
def test_torques_and_excitations_are_shares_too(control: ControlMode, task: str) -> None:
    """At half a reserve a strength of 0.2 + 0.8 / 2 is left."""
    reserve, spec = a_reserve(control, task)
    reserve.left[:] = 0.5, 1.0
    asked = np.random.default_rng(0).normal(0.0, 1.0, (2, measure(task_body(spec), control).actions))
    told = asked.copy()
    reserve.weaken(told, new_body_state(task_body(spec), 2))
    assert told == pytest.approx(asked * [[0.6], [1.0]])


def test_what_is_left_is_the_last_sense_and_every_episode_begins_rested() -> None:
    """Energy is taken decision by decision; a mirror image is as tired."""
    task = TIRING(a_task(endings=replace(a_task().endings, time_limit=0.06)))
    env, engine = fake_environment(task)
    assert env.layout[-3].name == "stamina"
    share = 0.05 * 10.0 * env.measures.mass / 12

    def work(engine: object) -> None:
        env.engine.state.joint_energy[0], env.engine.state.joint_energy[1] = share, 0.0

    engine.script = work
    seen = []
    for _ in range(3):
        observations, *_ = env.step(still(env))
        seen.append(observations["proprioception"][:, -1].tolist())
    recovered = 0.1 * env.dt
    assert seen[0] == pytest.approx([0.95 + recovered, 1.0])
    assert seen[1] == pytest.approx([0.90 + 2 * recovered, 1.0])
    assert seen[2] == pytest.approx([1.0, 1.0])
    assert env.final_observations["proprioception"][0, -1] == pytest.approx(0.85 + 3 * recovered)
    mirror = make_mirror(env.task, env.body)
    assert mirror.proprioception(env.final_observations["proprioception"])[0, -1] == pytest.approx(0.85 + 3 * recovered)


def test_without_a_budget_nothing_is_different() -> None:
    """No sense, no reserve: the task is what it was before there was such a thing."""
    env, engine = fake_environment(a_task())
    assert env.moment.stamina is None
    assert all(block.name != "stamina" for block in env.layout)
    engine.state.joint_energy[:] = 1e6
    env.step(np.ones((2, 12), np.float32))
    rested = engine.controls[-1]
    env.step(np.ones((2, 12), np.float32))
    assert np.array_equal(engine.controls[-1], rested)


@pytest.mark.parametrize("engine", ["mujoco", "physx"])
def test_a_spent_body_cannot_hold_itself_up(engine: str) -> None:
    """Told to stand, a quadruped stands; with nothing left and a strength of 0.02 it sinks, whatever simulates it."""
    heights = {}
    for left in (1.0, 0.0):
        env = ClamberVectorEnv(tires(1000.0, 0.0, 0.02)(a_task()), 1, engine, seed=0, threads=1)
        env.reset()
        assert env._reserve is not None
        env._reserve.left[:] = left
        for _ in range(90):
            env.step(still(env))
        heights[left] = float(env.moment.height[0]) / env.body.standing_height
        env.close()
    assert heights[1.0] > 0.9
    assert heights[0.0] < 0.75


def test_a_tired_agent_is_kept_and_taken_up_again() -> None:
    """A snapshot holds the reserves."""
    chance = np.random.default_rng(0)
    task = tires(3.0, 1.0, 0.1)(load_task("QuadrupedFlat"))
    env = ClamberVectorEnv(task, 3, seed=1, threads=1)
    env.reset()
    actions = chance.uniform(-1.0, 1.0, (20, 3, 12)).astype(np.float32)
    for action in actions[:10]:
        env.step(action)
    kept = snapshot(env)
    expected = [env.step(action)[0]["proprioception"] for action in actions[10:]]
    env.close()
    other = ClamberVectorEnv(task, 3, seed=9, threads=1)
    other.reset()
    restore(other, kept)
    found = [other.step(action)[0]["proprioception"] for action in actions[10:]]
    other.close()
    assert np.array_equal(found, expected)
    assert min(rows[:, -1].min() for rows in expected) < 0.8


def test_an_older_file_has_no_budget_and_a_misspelt_one_is_told() -> None:
    """A task from before stamina loads as one without; ``m_Stamena`` is not taken for that."""
    spec = TIRING(load_task("QuadrupedFlat"))
    text = asset_text(spec, "X")
    assert parse_task(text, "X").stamina == Stamina(10.0, 1.0, parse_task(text, "X").stamina.weakest)
    assert parse_task(text, "X").stamina.weakest == pytest.approx(0.2)
    head, _ = text.split("  m_Stamina:")
    assert parse_task(head, "X").stamina == Stamina()
    with pytest.raises(AssetError, match="m_Stamena: not a known field; did you mean m_Stamina"):
        parse_task(text.replace("m_Stamina", "m_Stamena"), "X")
    with pytest.raises(AssetError, match=r"m_Stamina.m_Weakest: 2 is not allowed; at most 1"):
        parse_task(text.replace("m_Weakest: 0.2", "m_Weakest: 2"), "X")
