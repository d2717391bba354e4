"""Gait measures against arithmetic done by hand."""

from dataclasses import replace

import numpy as np
import pytest
from clamber.assets.loading import load_body
from clamber.evaluation.arms import arm_axes
from clamber.evaluation.metrics import ARM_MEASURES, GaitMeter, summarise
from clamber.physics.body_state import new_body_state

DT = 0.02


def test_jitter_counts_turn_arounds_of_the_action_per_second_and_action() -> None:
    body = load_body("Quadruped")
    meter, state = GaitMeter(body, 1, DT), new_body_state(body, 1)
    action = np.zeros((1, len(body.axes)), np.float32)
    # One of twelve actions goes up, down, up, down ...: from the third decision on every decision is a turn-around.
    for step in range(12):
        action[0, 3] = 0.5 * (step % 2)
        meter.add(action, state, np.array([True]))
    measures = meter.finish(np.array([0]))
    assert measures["action_jitter"][0] == pytest.approx(10 / (10 * DT * 12))


@pytest.mark.parametrize(("speed", "counts"), [(0.19, 0.0), (0.21, 10.0)])
def test_a_slow_turn_around_is_rest(speed: float, counts: float) -> None:
    body = load_body("Quadruped")
    meter, state = GaitMeter(body, 1, DT), new_body_state(body, 1)
    for step in range(12):
        meter.add(np.full((1, 12), speed * DT * (step % 2), np.float32), state, np.array([True]))
    assert meter.finish(np.array([0]))["action_jitter"][0] == pytest.approx(counts / (10 * DT))


def test_jerk_of_a_root_whose_acceleration_grows_evenly() -> None:
    body = load_body("Quadruped")
    meter, state = GaitMeter(body, 1, DT), new_body_state(body, 1)
    action = np.zeros((1, len(body.axes)), np.float32)
    for step in range(50):
        time = step * DT
        state.root_linear_velocity[0] = (1.5 * time**2, 0.0, 0.0)  # its third derivative of position is 3 m/s^3
        meter.add(action, state, np.array([True]))
    assert meter.finish(np.array([0]))["jerk"][0] == pytest.approx(3.0, rel=1e-6)


def test_asymmetry_compares_the_ranges_of_mirror_pairs() -> None:
    body = load_body("Quadruped")
    meter, state = GaitMeter(body, 2, DT), new_body_state(body, 2)
    names = [axis.name for axis in body.axes]
    left = [name.startswith("left_") for name in names]
    assert sum(left) == len(names) // 2
    for step in range(20):
        state.joint_position[0] = np.sin(step)  # both sides alike
        state.joint_position[1] = np.where(left, 3.0, 1.0) * (step % 2)  # left moves thrice as far
        meter.add(np.zeros((2, len(names)), np.float32), state, np.array([True, True]))
    assert meter.finish(np.array([0, 1]))["asymmetry"] == pytest.approx([0.0, (3.0 - 1.0) / (3.0 + 1.0)])


def test_range_spread_compares_all_legs_of_a_kind_of_joint() -> None:
    body = load_body("Bittle")
    meter, state = GaitMeter(body, 2, DT), new_body_state(body, 2)
    state.root_quaternion[:, 0] = 1.0
    front = np.array(["front" in axis.name for axis in body.axes])
    for step in range(10):
        state.joint_position[0] = 0.3 * (step % 2)
        state.joint_position[1] = np.where(front, 3.0, 1.0) * (step % 2)
        meter.add(np.zeros((2, 8), np.float32), state, np.array([True, True]))
    # Two legs move by 3 and two by 1 rad: a deviation of 1 around a mean of 2; left and right are alike all the same.
    measures = meter.finish(np.array([0, 1]))
    assert measures["range_spread"] == pytest.approx([0.0, 0.5])
    assert measures["asymmetry"] == pytest.approx([0.0, 0.0])


def test_tilt_is_a_root_mean_square_whichever_way_the_body_leans() -> None:
    body = load_body("Bittle")
    meter, state = GaitMeter(body, 1, DT), new_body_state(body, 1)
    for roll, pitch, yaw in ((0.3, 0.0, 0.0), (0.0, -0.4, 0.0), (0.0, 0.0, 2.0)):
        state.root_quaternion[0] = [np.cos((roll + pitch + yaw) / 2), *np.sin(np.array([roll, pitch, yaw]) / 2)]
        meter.add(np.zeros((1, 8), np.float32), state, np.array([True]))
    assert meter.finish(np.array([0]))["tilt"][0] == pytest.approx(np.sqrt((0.3**2 + 0.4**2) / 3))


def test_arms_are_pairs_that_lead_to_no_foot() -> None:
    body = load_body("Humanoid")
    arms = {body.axes[index].link for index in arm_axes(body)}
    assert arms == {f"{side}_{part}" for side in ("left", "right") for part in ("shoulder", "upper_arm", "forearm")}
    for name in ("PlanarWalker", "Quadruped", "Bittle", "Runner", "Anymal"):
        assert len(arm_axes(load_body(name))) == 0, name


def test_arm_effort_and_motion_are_of_the_arms_alone() -> None:
    body = load_body("Humanoid")
    meter, state = GaitMeter(body, 2, DT), new_body_state(body, 2)
    arms = arm_axes(body)
    going = np.array([True, True])
    for sign in (1.0, -1.0, 1.0, -1.0):
        state.joint_energy[:], state.joint_velocity[:] = 5.0, 30.0
        state.joint_energy[0, arms], state.joint_velocity[0, arms] = 0.03, 2.0 * sign
        state.joint_energy[1, arms], state.joint_velocity[1, arms] = 0.0, 0.0
        meter.add(np.zeros((2, len(body.axes)), np.float32), state, going)
    # A decision after the end is another episode's.
    state.joint_energy[:] = state.joint_velocity[:] = 100.0
    meter.add(np.zeros((2, len(body.axes)), np.float32), state, ~going)
    measures = meter.finish(np.array([0, 1]))
    assert measures["arm_effort"] == pytest.approx([0.03 * len(arms) / DT, 0.0])
    assert measures["arm_motion"] == pytest.approx([2.0, 0.0])
    state.joint_energy[:] = state.joint_velocity[:] = 0.0
    meter.add(np.zeros((2, len(body.axes)), np.float32), state, going)
    again = meter.finish(np.array([0]))
    assert again["arm_effort"][0] == again["arm_motion"][0] == 0.0


def test_a_body_without_arms_has_no_measures_of_them() -> None:
    body = load_body("Quadruped")
    meter, state = GaitMeter(body, 1, DT), new_body_state(body, 1)
    meter.add(np.zeros((1, len(body.axes)), np.float32), state, np.array([True]))
    assert not set(ARM_MEASURES) & set(meter.finish(np.array([0])))


def test_what_was_before_an_episode_and_beside_it_does_not_count() -> None:
    """The second of two agents begins anew in the middle of all: as if nobody had lived before it or with it."""
    body, chance = load_body("Humanoid"), np.random.default_rng(6)
    meter, state = GaitMeter(body, 2, DT), new_body_state(body, 2)
    alone, own = GaitMeter(body, 1, DT), new_body_state(body, 1)
    for step in range(40):
        action = chance.uniform(-1.0, 1.0, (2, len(body.axes))).astype(np.float32)
        for name in ("root_linear_velocity", "root_quaternion", "joint_position", "joint_velocity", "joint_energy"):
            values = getattr(state, name)
            values[:] = chance.normal(size=values.shape)
            if name == "root_quaternion":
                values /= np.linalg.norm(values, axis=1, keepdims=True)
            getattr(own, name)[:] = values[1:]
        meter.add(action, state, np.array([True, step != 15]))
        if step == 15:
            meter.finish(np.array([1]))
        if step > 15:
            alone.add(action[1:], own, np.array([True]))
    expected, found = alone.finish(np.array([0])), meter.finish(np.array([1]))
    assert expected.keys() == found.keys() >= {"action_jitter", "jerk", *ARM_MEASURES}
    for name, value in expected.items():
        assert found[name] == pytest.approx(value), name
        assert value[0] != 0.0, name


def test_summary_has_means_and_wilson_intervals() -> None:
    episodes = {
        name: np.array([1.0, 3.0])
        for name in (
            "distance", "speed", "return", "length", "cost_of_transport", "energy_per_metre", "action_jitter", "jerk",
            "asymmetry", "range_spread", "tilt",
        )
    }  # fmt: skip
    episodes |= {name: np.array([True, False]) for name in ("success", "fell", "stuck", "time_out", "broken")}
    summary = summarise(episodes)
    assert summary["episodes"] == 2
    assert summary["distance"] == {"mean": 2.0, "std": 1.0}
    assert not set(ARM_MEASURES) & set(summary)
    armed = summarise(episodes | {name: np.array([2.0, 6.0]) for name in ARM_MEASURES})
    assert armed == summary | {name: {"mean": 4.0, "std": 2.0} for name in ARM_MEASURES}
    # Wilson for 1 of 2 at 95%: 0.5 -+ 0.4055 (z = 1.96: half = z sqrt(1/8 + z^2/16) / (1 + z^2/2)).
    assert summary["success"] == pytest.approx({"share": 0.5, "low": 0.0945, "high": 0.9055}, abs=1e-4)


def test_a_body_with_muscles_may_be_driven_otherwise() -> None:
    """By as many targets as it has axes: its task says how many actions there are."""
    body = load_body("Runner")
    axes = len(body.axes)
    assert axes != len(body.muscles)
    meter, state = GaitMeter(body, 1, DT, actions=axes), new_body_state(body, 1)
    for step in range(12):
        meter.add(np.full((1, axes), 0.5 * (step % 2), np.float32), state, np.array([True]))
    assert meter.finish(np.array([0]))["action_jitter"][0] == pytest.approx(10 / (10 * DT))


def test_a_left_axis_without_a_right_one_is_left_out_of_the_asymmetry() -> None:
    body = load_body("Quadruped")
    axes = [replace(axis, name="left_tail") if axis.name.startswith("left_") else axis for axis in body.axes[:1]]
    assert axes[0].name == "left_tail"
    body = replace(body, axes=[*axes, *body.axes[1:]])
    meter, state = GaitMeter(body, 1, DT), new_body_state(body, 1)
    for step in range(4):
        state.joint_position[0] = step % 2
        state.joint_position[0, 0] = 9.0 * step
        meter.add(np.zeros((1, len(body.axes)), np.float32), state, np.array([True]))
    assert meter.finish(np.array([0]))["asymmetry"] == pytest.approx([0.0])
