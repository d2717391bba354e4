"""Every reward term against arithmetic done by hand, on a quadruped of 0.46 m legs at dt = 0.02 s."""

from __future__ import annotations

import numpy as np
import pytest
from clamber.assets.fields import AssetError
from clamber.assets.loading import load_body
from clamber.assets.task import RewardTerm
from clamber.tasks import rewards
from clamber.tasks.moment import Moment, update_air_time, update_frames, update_ranges

from tests.tasks.examples import a_moment


def value(term: str, moment: Moment) -> float:
    """The term's value for the first agent; the second, at rest, must not be touched by the first's state."""
    return float(rewards.TERMS[term](moment)[0])


def test_forward_progress_is_metres_per_second() -> None:
    """3 cm in 20 ms are 1.5 m/s."""
    moment = a_moment()
    moment.progress[0] = 0.03
    assert value("forward_progress", moment) == pytest.approx(1.5)
    assert rewards.forward_progress(moment)[1] == 0.0


def test_track_goal_vel_is_capped_at_the_target() -> None:
    """1 of 2 m/s is a half, 3 of 2 m/s is 1, and going backwards is negative."""
    moment = a_moment()
    moment.target_speed[:] = 2.0
    for speed, expected in ((1.0, 0.5), (3.0, 1.0), (-1.0, -0.5)):
        moment.state.root_linear_velocity[0] = [speed, 0.7, 0.0]
        assert value("track_goal_vel", moment) == pytest.approx(expected)


def test_track_goal_vel_follows_the_commanded_heading() -> None:
    """Commanded to the left, only the leftward 0.6 m/s count."""
    moment = a_moment()
    moment.target_speed[:], moment.command_x[:], moment.command_y[:] = 2.0, 0.0, 1.0
    moment.state.root_linear_velocity[0] = [1.0, 0.6, 0.0]
    assert value("track_goal_vel", moment) == pytest.approx(0.3)


def test_track_goal_vel_lets_a_creature_told_to_stand_sway() -> None:
    """Target 0: 5 cm/s backwards cost 0.05 / (0.1 sqrt(9.81 * 0.46)) = 0.05 / 0.21243 = 0.23538, forwards nothing."""
    moment = a_moment()
    moment.target_speed[:] = 0.0
    for speed, expected in ((-0.05, -0.23538), (0.05, 0.0)):
        moment.state.root_linear_velocity[0] = [speed, 0.0, 0.0]
        assert value("track_goal_vel", moment) == pytest.approx(expected, abs=1e-5)


def test_knee_bend() -> None:
    """Four knees bent by 0.35, -0.35, 0 and 2 rad: the mean of 0.5, 0.5, 0 and 1. Without knees 0."""
    moment = a_moment()
    assert moment.measures.knees.sum() == 4
    moment.state.joint_position[0, moment.measures.knees] = [0.35, -0.35, 0.0, 2.0]
    assert value("knee_bend", moment) == pytest.approx(0.5)
    assert value("knee_bend", a_moment(task="Anymal")) == 0.0


def test_track_lin_vel() -> None:
    """An error of (0.5, 0.2) m/s: exp(-0.29 * 16 / (9.81 * 0.46)) = exp(-1.02823) = 0.35764."""
    moment = a_moment()
    moment.target_speed[:] = 1.0
    moment.state.root_linear_velocity[0] = [1.5, 0.2, 9.0]
    assert value("track_lin_vel", moment) == pytest.approx(0.35764, abs=1e-5)


def test_heading_and_upright() -> None:
    """Turned left by 60 degrees: cos 60 = 0.5. Pitched by 60 degrees: upright 0.5, flat_orientation 0.75."""
    moment = a_moment()
    moment.state.root_quaternion[0] = [np.cos(np.pi / 6), 0.0, 0.0, np.sin(np.pi / 6)]
    update_frames(moment)
    assert value("heading", moment) == pytest.approx(0.5)
    assert value("upright", moment) == pytest.approx(1.0)
    moment.state.root_quaternion[0] = [np.cos(np.pi / 6), 0.0, np.sin(np.pi / 6), 0.0]
    update_frames(moment)
    assert value("heading", moment) == pytest.approx(1.0)
    assert value("upright", moment) == pytest.approx(0.5)
    assert value("flat_orientation", moment) == pytest.approx(0.75)


def test_alive_termination_finished() -> None:
    """A fall costs the alive bonus and counts as termination; a finish does neither."""
    moment = a_moment(3)
    moment.terminated[:] = [False, True, True]
    moment.finished[:] = [False, False, True]
    assert rewards.alive(moment).tolist() == [1.0, 0.0, 1.0]
    assert rewards.termination(moment).tolist() == [0.0, 1.0, 0.0]
    assert rewards.finished(moment).tolist() == [0.0, 0.0, 1.0]


def test_action_rate_is_a_sum_of_squares() -> None:
    """Two actions change, by 0.5 and -1: 0.25 + 1."""
    moment = a_moment()
    moment.action[0, :2] = [0.75, -0.5]
    moment.previous_action[0, :2] = [0.25, 0.5]
    assert value("action_rate", moment) == pytest.approx(1.25)


def test_joint_terms() -> None:
    """Velocities 2 and 3 rad/s after 1 and 3: acc (1 / 0.02)^2 = 2500, vel 13; torques 4 and -5: 41; 0.06 J: 3 W."""
    moment = a_moment()
    moment.state.joint_velocity[0, :2], moment.previous_joint_velocity[0, :2] = ([2.0, 3.0], [1.0, 3.0])
    moment.state.joint_torque[0, :2] = [4.0, -5.0]
    moment.state.joint_energy[0, :3] = 0.02
    moment.state.joint_position[0, :2] += [0.1, -0.2]
    assert value("joint_acc", moment) == pytest.approx(2500.0)
    assert value("joint_vel", moment) == pytest.approx(13.0)
    assert value("joint_torque", moment) == pytest.approx(41.0)
    assert value("energy", moment) == pytest.approx(3.0)
    assert value("joint_deviation", moment) == pytest.approx(0.05)


def test_joint_jerk_is_of_three_velocities() -> None:
    """1, 2, 4 rad/s: a change of change of 1, so (1 / 0.02^2)^2 = 6.25e6; a steady 3, 5, 7 costs nothing."""
    moment = a_moment()
    for values, (first, second) in (
        (moment.earlier_joint_velocity, (1.0, 3.0)),
        (moment.previous_joint_velocity, (2.0, 5.0)),
        (moment.state.joint_velocity, (4.0, 7.0)),
    ):
        values[0, :2] = first, second
    assert value("joint_jerk", moment) == pytest.approx(6.25e6)


def test_range_spread_is_nothing_where_all_legs_move_as_far() -> None:
    """Four knees moved 0, 0, 0.4 and 0.4 rad: a deviation of 0.2 rad, shared by the three kinds of a quadruped."""
    moment = a_moment()
    names = [axis.name for axis in load_body("Quadruped").axes]
    knees = [index for index, name in enumerate(names) if name.endswith("knee")]
    moment.joint_high[0, knees] = [0.0, 0.0, 0.4, 0.4]
    assert len(moment.measures.alike) == 3
    assert value("range_spread", moment) == pytest.approx(0.2 / 3.0)
    moment.joint_high[0, knees] = 0.4
    assert value("range_spread", moment) == pytest.approx(0.0)


def test_a_range_widens_at_once_and_fades() -> None:
    """A swing to 1 rad counts at once; 50 decisions of rest later (1 s) a share of (1 - 0.02)^50 of it is left."""
    moment = a_moment()
    moment.state.joint_position[:] = 0.0
    update_ranges(moment, only=np.array([0]))
    moment.state.joint_position[0, 0] = 1.0
    update_ranges(moment)
    assert (moment.joint_low[0, 0], moment.joint_high[0, 0]) == (pytest.approx(0.02), 1.0)
    moment.state.joint_position[0, 0] = 0.0
    for _ in range(50):
        update_ranges(moment)
    assert (moment.joint_low[0, 0], moment.joint_high[0, 0]) == (0.0, pytest.approx(0.98**50))


def test_joint_limits_leaves_the_inner_nine_tenths_free() -> None:
    """At a limit, a twentieth of the range is too far on that side; the free part costs nothing."""
    moment = a_moment()
    measures = moment.measures
    width = measures.upper[0] - measures.lower[0]
    moment.state.joint_position[:] = 0.5 * (measures.lower + measures.upper)
    assert value("joint_limits", moment) == 0.0
    moment.state.joint_position[0, 0] = measures.upper[0]
    assert value("joint_limits", moment) == pytest.approx(0.05 * width)
    moment.state.joint_position[0, 0] = measures.lower[0] + 0.06 * width
    assert value("joint_limits", moment) == 0.0


def test_feet_air_time_pays_at_landing_only() -> None:
    """Off the ground for 0.5 s (25 decisions), then down: 0.5 - 0.3 sqrt(0.46) = 0.29653, once; in the air nothing."""
    moment = a_moment()
    contact = moment.state.foot_contact
    contact[:] = True
    update_air_time(moment)
    assert value("feet_air_time", moment) == 0.0
    contact[0, 1] = False
    for _ in range(24):
        update_air_time(moment)
        assert value("feet_air_time", moment) == 0.0
    contact[0, 1] = True
    update_air_time(moment)
    assert value("feet_air_time", moment) == pytest.approx(0.5 - 0.3 * np.sqrt(moment.measures.leg_length))
    assert value("feet_air_time", moment) == pytest.approx(0.29653, abs=1e-5)
    update_air_time(moment)
    assert value("feet_air_time", moment) == 0.0


def test_foot_slip_counts_feet_on_the_ground() -> None:
    """One foot slides at (0.3, 0.4) m/s, 0.25; another moves as fast through the air."""
    moment = a_moment()
    moment.foot_velocity[0, :2] = [0.3, 0.4, 5.0]
    moment.state.foot_contact[0] = [True, False, False, False]
    assert value("foot_slip", moment) == pytest.approx(0.25)


def test_single_stance_counts_feet() -> None:
    """1 on one foot; 0 in the air, on two and on all."""
    moment = a_moment()
    moment.target_speed[0] = 1.0
    for standing, expected in (([], 0.0), ([2], 1.0), ([0], 1.0), ([0, 3], 0.0), ([0, 1, 2, 3], 0.0)):
        moment.state.foot_contact[0] = [foot in standing for foot in range(4)]
        assert value("single_stance", moment) == expected


def test_single_stance_is_for_those_who_are_told_to_go() -> None:
    """Legs of 0.46 m: below 0.21 m/s an agent is told to stand."""
    moment = a_moment()
    moment.state.foot_contact[0] = [True, False, False, False]
    for target, expected in ((0.0, 0.0), (0.2, 0.0), (0.22, 1.0)):
        moment.target_speed[0] = target
        assert value("single_stance", moment) == expected


def test_place_terms() -> None:
    """0.5 m aside on a lane of 2 m: 0.25. 0.1 m low at legs of 0.46 m: 0.04726. 0.3 m/s up: 0.09."""
    moment = a_moment()
    moment.lane_width[:] = 2.0
    moment.state.root_position[0, 1] = -0.5
    moment.height[0] -= 0.1
    moment.state.root_linear_velocity[0, 2] = 0.3
    moment.state.root_angular_velocity[0] = [0.1, 0.2, 5.0]
    assert value("lateral", moment) == pytest.approx(0.25)
    assert value("base_height", moment) == pytest.approx(0.04726, abs=1e-5)
    assert value("lin_vel_z", moment) == pytest.approx(0.09)
    assert value("ang_vel_xy", moment) == pytest.approx(0.05)


def test_total_is_weighted_and_per_second() -> None:
    """(1 * 1.5 - 0.01 * 1.25) * 0.02 s = 0.02975."""
    moment = a_moment()
    moment.progress[0] = 0.03
    moment.action[0, :2], moment.previous_action[0, :2] = [0.75, -0.5], [0.25, 0.5]
    terms = rewards.reward_terms([RewardTerm("forward_progress", 1.0), RewardTerm("action_rate", -0.01)], "x")
    assert rewards.total_reward(moment, terms) == pytest.approx([0.02975, 0.0])


def test_every_term_ignores_other_agents() -> None:
    """Each term gives an agent among others exactly what it gives it alone."""
    chance = np.random.default_rng(0)
    many, alone = a_moment(3), a_moment(1)
    for name in ("root_linear_velocity", "root_angular_velocity", "joint_velocity", "joint_torque", "joint_energy"):
        array = getattr(many.state, name)
        array[:] = chance.normal(size=array.shape)
        getattr(alone.state, name)[0] = array[1]
    update_frames(many)
    update_frames(alone)
    for name, term in rewards.TERMS.items():
        values = term(many)
        assert values.shape == (3,), name
        assert values[1] == term(alone)[0], name


@pytest.mark.parametrize(
    ("names", "message"),
    [
        (["forward_progres"], "did you mean 'forward_progress'?"),
        (["banana"], "one of action_rate, alive"),
        (["alive", "alive"], "m_Rewards[1].m_Name: 'alive' is not allowed; it is already in the list"),
    ],
)
def test_wrong_names_are_refused_in_one_line(names: list[str], message: str) -> None:
    """The error names the file, the field, the value and what is allowed."""
    with pytest.raises(AssetError) as error:
        rewards.reward_terms([RewardTerm(name, 1.0) for name in names], "Tasks/Mine.asset")
    assert message in str(error.value)
    assert str(error.value).startswith("Tasks/Mine.asset: m_Rewards[")
    assert "\n" not in str(error.value)
