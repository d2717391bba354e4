"""Proprioception against SciPy's rotations, and the recorded layout."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from clamber.assets.fields import AssetError
from clamber.assets.loading import load_task, task_body
from clamber.tasks.moment import update_frames
from clamber.tasks.senses import check_layout, observation_layout, proprioception_layout, sense_proprioception
from scipy.spatial.transform import Rotation

from tests.tasks.examples import a_moment

TASKS = ("Quadruped", "QuadrupedFlat", "Walker", "PlanarHurdles", "Bittle")


@pytest.mark.parametrize("task", TASKS)
def test_blocks_against_a_slow_computation(task: str) -> None:
    """Every block, one agent at a time, from rotation matrices that SciPy makes."""
    agents = 40
    chance = np.random.default_rng(5)
    moment = a_moment(agents, task)
    state, measures = moment.state, moment.measures
    rotation = Rotation.random(agents, random_state=1)
    state.root_quaternion[:] = rotation.as_quat()[:, [3, 0, 1, 2]]
    for name in ("root_linear_velocity", "root_angular_velocity", "joint_position", "joint_velocity"):
        array = getattr(state, name)
        array[:] = chance.normal(size=array.shape)
    state.root_position[:] = chance.normal(size=(agents, 3))
    state.foot_contact[:] = chance.random(state.foot_contact.shape) < 0.5
    moment.action[:] = chance.uniform(-1, 1, moment.action.shape)
    moment.height[:] = chance.uniform(-0.5, 2.0, agents) * measures.leg_length
    heading = chance.uniform(-np.pi, np.pi, agents)
    moment.target_speed[:] = chance.uniform(0, 3, agents)
    moment.command_x[:], moment.command_y[:] = np.cos(heading), np.sin(heading)
    update_frames(moment)
    layout = proprioception_layout(measures)
    out = np.full((agents, layout[-1].start + layout[-1].size), np.nan, np.float32)
    sense_proprioception(moment, layout, out)

    for agent in range(agents):
        matrix = rotation[agent].as_matrix()
        error = heading[agent] - np.arctan2(matrix[1, 0], matrix[0, 0])
        expected = {
            "projected_gravity": matrix.T @ [0, 0, -1],
            "base_lin_vel": matrix.T @ state.root_linear_velocity[agent],
            "base_ang_vel": state.root_angular_velocity[agent],
            "joint_pos": state.joint_position[agent] - measures.neutral,
            "joint_vel": state.joint_velocity[agent],
            "foot_contacts": state.foot_contact[agent],
            "last_action": moment.action[agent],
            "base_height": [moment.height[agent] / measures.leg_length],
            "command": [moment.target_speed[agent], np.sin(error), np.cos(error)],
            "sideways_offset": [np.clip(state.root_position[agent, 1] / measures.leg_length, -4.0, 4.0)],
        }
        assert [block.name for block in layout] == list(expected)
        for block in layout:
            seen = out[agent, block.start : block.start + block.size]
            np.testing.assert_allclose(seen, expected[block.name], atol=2e-6, err_msg=block.name)


def test_heading_of_a_root_that_points_straight_up() -> None:
    """It has none; down the lane is taken, and nothing is divided by zero."""
    moment = a_moment(1)
    moment.state.root_quaternion[0] = [np.sqrt(0.5), 0.0, -np.sqrt(0.5), 0.0]
    update_frames(moment)
    assert (moment.heading_x[0], moment.heading_y[0]) == (1.0, 0.0)


def test_wild_velocities_are_held() -> None:
    """A violent contact reaches the learner as a bounded number."""
    moment = a_moment(1)
    moment.state.joint_velocity[0, 0] = 1e6
    moment.state.root_linear_velocity[0] = [-1e6, 0.0, 0.0]
    update_frames(moment)
    layout = proprioception_layout(moment.measures)
    out = np.zeros((1, layout[-1].start + layout[-1].size), np.float32)
    sense_proprioception(moment, layout, out)
    assert np.abs(out).max() == 100.0


@pytest.mark.parametrize("task", TASKS)
def test_recorded_layout_is_without_gaps(task: str) -> None:
    """Blocks follow each other from 0 in both sensors, and are what the task's file records."""
    spec = load_task(task)
    blocks = observation_layout(spec, task_body(spec))
    assert spec.observations == blocks
    for sensor in (0, 1):
        following = 0
        for block in (block for block in blocks if block.sensor == sensor):
            assert block.start == following
            following += block.size


@pytest.mark.parametrize("change", ["moved", "missing", "more", "renamed"])
def test_wrong_layouts_are_refused_in_one_line(change: str) -> None:
    """The error names the block and both places."""
    spec = load_task("Quadruped")
    body = task_body(spec)
    blocks = list(spec.observations)
    if change == "moved":
        blocks[3] = replace(blocks[3], start=8)
    elif change == "missing":
        del blocks[-1]
    elif change == "more":
        blocks.append(blocks[0])
    else:
        blocks[0] = replace(blocks[0], name="gravity")
    index = {"moved": 3, "missing": len(blocks), "more": len(blocks) - 1, "renamed": 0}[change]
    with pytest.raises(AssetError) as error:
        check_layout(replace(spec, observations=blocks), body, "Tasks/Quadruped.asset")
    assert str(error.value).startswith(f"Tasks/Quadruped.asset: m_Observations[{index}]: ")
    assert "\n" not in str(error.value)
