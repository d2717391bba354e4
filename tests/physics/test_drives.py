"""Force limits held through targets, by numbers worked out by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from clamber.assets.body import BodySpec
from clamber.assets.loading import load_body
from clamber.physics.drives import Drives

from tests.physics.scenes import engine_for, neutral, set_gravity, start


def with_first_drive(stiffness: float, damping: float, force_limit: float) -> BodySpec:
    """The Bittle with only its first axis, driven like this."""
    body = load_body("Bittle")
    return replace(
        body, axes=[replace(body.axes[0], stiffness=stiffness, damping=damping, force_limit=force_limit)]
    )


@pytest.mark.parametrize(
    ("target", "position", "velocity", "expected"),
    [
        (1.0, 0.9, 0.0, 1.0),  # 10 x 0.1 = 1 N m, within 2
        (1.0, 0.0, 0.0, 0.2),  # 10 x 0.2 = 2
        (-1.0, 0.0, 0.0, -0.2),
        (1.0, 0.0, 3.0, 0.8),  # 10 x 0.8 - 2 x 3 = 2
        (0.0, 0.0, 3.0, 0.4),  # 10 x 0.4 - 2 x 3 = -2: braking no harder than that
    ],
)
def test_targets_within_reach(target: float, position: float, velocity: float, expected: float) -> None:
    limits = Drives(with_first_drive(stiffness=10.0, damping=2.0, force_limit=2.0))
    reachable = limits.reachable(*(np.array([[value]]) for value in (target, position, velocity)))
    assert reachable[0, 0] == pytest.approx(expected)


def test_a_drive_without_stiffness_keeps_its_target() -> None:
    limits = Drives(with_first_drive(stiffness=0.0, damping=2.0, force_limit=2.0))
    assert limits.reachable(np.array([[5.0]]), np.array([[0.0]]), np.array([[1.0]]))[0, 0] == 5.0


def test_what_a_drive_does_in_a_decision() -> None:
    drives = Drives(with_first_drive(stiffness=10.0, damping=2.0, force_limit=2.0))
    position, velocity = np.array([[[0.2], [0.4]]]), np.array([[[-0.1], [0.5]]])
    torque, energy = np.zeros((1, 1)), np.zeros((1, 1))
    drives.work(np.array([[0.5]]), position, velocity, np.array([0.5]), 0.005, torque, energy)
    # Half of 10 x 0.3 + 2 x 0.1 is 1.6, half of 10 x 0.1 - 2 x 0.5 is 0.
    assert torque[0, 0] == pytest.approx(0.8)
    assert energy[0, 0] == pytest.approx(1.6 * 0.1 * 0.005)


def test_a_light_link_on_a_strong_weak_limited_drive_does_not_explode() -> None:
    """A motor that could spin the shank up to 400 rad/s in one physics step, told to jump at every decision."""
    body = load_body("Bittle")
    body = replace(body, axes=[replace(axis, stiffness=5.0, damping=0.02, force_limit=0.8) for axis in body.axes])
    engine = engine_for("mujoco", body, 8)
    set_gravity(engine, 0.0)
    start(engine, 5.0)
    random = np.random.default_rng(3)
    for _ in range(100):
        engine.step(neutral(body, 8) + random.uniform(-1.0, 1.0, (8, len(body.axes))), 4)
        assert engine.state.finite.all()
        assert np.abs(engine.state.joint_velocity).max() < 150.0
