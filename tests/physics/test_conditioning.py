"""The bodies are conditioned so that both engines agree on them; see docs/physics.md for what they do not agree on."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from clamber.assets.kinematics import neutral_angles
from clamber.assets.loading import load_body
from clamber.physics.effective_inertia import effective_inertia

from tests.physics.scenes import (
    BODY_NAMES,
    ENGINES,
    EVERY_BODY,
    engine_for,
    flat,
    neutral,
    place_everywhere,
    set_gravity,
    start,
)

DECISION = 4  # physics steps
#: How far the random actions of these tests move a drive's target, rad.
ACTION_CHANGE = float(np.radians(40.0))



@cache
def held(name: str, engine_name: str, height: float) -> tuple[np.ndarray, np.ndarray]:
    """Root positions (decisions, 3) and joint velocities (decisions, axes) over 10 s of holding the neutral pose on
    flat ground, let go at ``height`` leg lengths over it.
    """
    body = load_body(name)
    engine = engine_for(engine_name, body, 1)
    place_everywhere(engine, flat())
    start(engine, height)
    positions, velocities = [engine.state.root_position[0].copy()], []
    for _ in range(500):
        engine.step(neutral(body, 1), DECISION)
        positions.append(engine.state.root_position[0].copy())
        velocities.append(engine.state.joint_velocity[0].copy())
    engine.close()
    return np.array(positions), np.array(velocities)


@pytest.mark.parametrize("engine_name", ENGINES)
@pytest.mark.parametrize("name", BODY_NAMES)
def test_hardly_sags_from_where_it_is_put(name: str, engine_name: str) -> None:
    positions, _ = held(name, engine_name, 0.0)
    assert np.abs(positions - positions[0]).max() < 0.01


@pytest.mark.parametrize("engine_name", ENGINES)
@pytest.mark.parametrize("name", EVERY_BODY)
def test_holds_its_neutral_pose(name: str, engine_name: str) -> None:
    positions, velocities = held(name, engine_name, 0.0)
    assert np.abs(positions[50:] - positions[50]).max() < 0.01
    assert np.sqrt((velocities[50:] ** 2).mean()) < 0.05  # rad/s: no trembling


@pytest.mark.parametrize("name", EVERY_BODY)
def test_dropped_it_settles_at_the_same_height_in_both_engines(name: str) -> None:
    heights = [held(name, engine_name, 0.1)[0][-1, 2] for engine_name in ENGINES]
    assert heights[0] == pytest.approx(heights[1], rel=0.02)
    assert heights[0] == pytest.approx(load_body(name).standing_height, rel=0.05)


def fly(engine_name: str, name: str, plan: np.ndarray, gravity: float) -> np.ndarray:
    """Joint angles from neutral, (decisions, lanes, axes), of bodies in the air under a plan of drive targets."""
    body = load_body(name)
    engine = engine_for(engine_name, body, plan.shape[1])
    set_gravity(engine, gravity)
    start(engine, 50.0)
    angles = []
    for targets in plan:
        engine.step(targets, DECISION)
        assert engine.state.finite.all()
        angles.append(engine.state.joint_position - neutral(body, plan.shape[1]))
    engine.close()
    return np.array(angles)


def difference(plan: np.ndarray, name: str, gravity: float) -> np.ndarray:
    """Root mean square difference between the engines' angles over that of the angles, per lane and axis."""
    mujoco, physx = (fly(engine_name, name, plan, gravity) for engine_name in ENGINES)
    return np.asarray(np.sqrt(((mujoco - physx) ** 2).mean(axis=0)) / np.sqrt((physx**2).mean(axis=0)))


@pytest.mark.parametrize("name", EVERY_BODY)
def test_single_joint_steps_in_the_air_agree(name: str) -> None:
    body = load_body(name)
    axes = len(body.axes)
    plan = np.tile(neutral(body, axes), (25, 1, 1))
    for index, axis in enumerate(body.axes):
        up = np.radians(axis.range_deg.y - axis.neutral_deg) > 0.35
        plan[:, index, index] += 0.3 if up else -0.3
    assert np.diag(difference(plan, name, 0.0)).max() < 0.05


@pytest.mark.parametrize("gravity", [0.0, 9.81])
@pytest.mark.parametrize("name", BODY_NAMES)
def test_random_actions_in_the_air_agree(name: str, gravity: float) -> None:
    body = load_body(name)
    low, high = np.radians(np.array([axis.range_deg for axis in body.axes]).T)

    actions = np.random.default_rng(1).uniform(-ACTION_CHANGE, ACTION_CHANGE, (25, 4, len(body.axes)))
    plan = np.clip(neutral(body, 4) + actions, low, high)
    assert difference(plan, name, gravity).max() < 0.05


def test_damping_ratios_are_those_that_the_page_tells() -> None:
    """docs/physics.md: from 0.38 to 2.2, by the inertia about an axis with every other one held still."""
    ratios = []
    for name in EVERY_BODY:
        body = load_body(name)
        inertia = effective_inertia(body, neutral_angles(body))
        for axis, moved in zip(body.axes, inertia, strict=True):
            ratios.append(axis.damping / (2.0 * np.sqrt(axis.stiffness * moved)))
    assert min(ratios) == pytest.approx(0.38, abs=0.005)
    assert max(ratios) == pytest.approx(2.2, abs=0.05)
