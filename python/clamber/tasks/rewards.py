"""What an agent is paid for: one small pure function per term, known by its own name.

A term is worth ``weight * term * decision interval`` per decision, so weights are per second; an event (feet_air_time,
finished, termination) that is to pay p when it happens has the weight p / interval.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from clamber.assets.fields import AssetError
from clamber.assets.task import RewardTerm
from clamber.compilation import compiled
from clamber.tasks.measures import GRAVITY
from clamber.tasks.moment import Moment

Float = NDArray[np.float64]
Term = Callable[[Moment], Float]

#: Every term by its name.
TERMS: dict[str, Term] = {}

#: Names of the terms that are paid when something happens, not for as long as it lasts.
ONCE: set[str] = set()

#: Share of a joint's range, from its middle, that joint_limits leaves free.
SOFT_LIMIT = 0.9
#: A knee bent this far from straight is bent enough, rad.
KNEE_BEND = 0.7
#: Targets slower than this Froude speed, v / sqrt(9.81 leg length), count as it where a speed is divided by its target.
SLOWEST_TARGET = 0.1


def _term(function: Term) -> Term:
    TERMS[function.__name__] = function
    return function


def _once(function: Term) -> Term:
    ONCE.add(function.__name__)
    return _term(function)


@_term
def forward_progress(moment: Moment) -> Float:
    """Metres along the lane per second: (x - x before) / dt."""
    return moment.progress / moment.dt


@_term
def track_goal_vel(moment: Moment) -> Float:
    """min(v, target) / target with v the root's speed along the commanded heading (Extreme Parkour's goal tracking).

    A target below 0.1 sqrt(9.81 leg length) is divided by that instead, so that a creature told to stand may sway.
    """
    reached = np.minimum(_speed_along_command(moment), moment.target_speed)
    value: Float = reached / np.maximum(moment.target_speed, _slowest_target(moment))
    return value


@_term
def track_lin_vel(moment: Moment) -> Float:
    """exp(-|v - target|^2 / s^2) with the horizontal velocity and s = sqrt(9.81 leg length) / 4 (a Froude number)."""
    velocity = moment.state.root_linear_velocity
    error_x = velocity[:, 0] - moment.target_speed * moment.command_x
    error_y = velocity[:, 1] - moment.target_speed * moment.command_y
    value: Float = np.exp(-(error_x * error_x + error_y * error_y) * (16.0 / (GRAVITY * moment.measures.leg_length)))
    return value


@_term
def heading(moment: Moment) -> Float:
    """Cosine of the angle between the root's heading and the commanded one."""
    return moment.heading_x * moment.command_x + moment.heading_y * moment.command_y


@_term
def upright(moment: Moment) -> Float:
    """Cosine of the root's tilt: 1 upright, 0 lying, -1 upside down."""
    value: Float = -moment.gravity[2]
    return value


@_term
def flat_orientation(moment: Moment) -> Float:
    """Squared sine of the root's tilt: g_x^2 + g_y^2 of projected gravity."""
    value: Float = moment.gravity[0] ** 2 + moment.gravity[1] ** 2
    return value


@_term
def alive(moment: Moment) -> Float:
    """1 for every decision that does not end the episode, but for a finish."""
    return np.where(moment.terminated & ~moment.finished, 0.0, 1.0)


@_once
def termination(moment: Moment) -> Float:
    """1 at a decision that ends the episode other than by time or finish."""
    return np.where(moment.terminated & ~moment.finished, 1.0, 0.0)


@_once
def finished(moment: Moment) -> Float:
    """1 at the decision that crosses the finish."""
    return moment.finished.astype(np.float64)


@_once
def action_rate(moment: Moment) -> Float:
    """Sum over actions of (a - a before)^2."""
    return _sum_of_squares(moment.action - moment.previous_action)


@_term
def joint_acc(moment: Moment) -> Float:
    """Sum over axes of ((v - v before) / dt)^2, rad^2/s^4."""
    return _sum_of_squares((moment.state.joint_velocity - moment.previous_joint_velocity) / moment.dt)


@_term
def joint_jerk(moment: Moment) -> Float:
    """Sum over axes of ((v - 2 v before + v before that) / dt^2)^2, rad^2/s^6."""
    change = moment.state.joint_velocity - 2.0 * moment.previous_joint_velocity + moment.earlier_joint_velocity
    return _sum_of_squares(change / (moment.dt * moment.dt))


@_term
def joint_vel(moment: Moment) -> Float:
    """Sum over axes of v^2, rad^2/s^2."""
    return _sum_of_squares(moment.state.joint_velocity)


@_term
def joint_torque(moment: Moment) -> Float:
    """Sum over axes of torque^2, N^2 m^2."""
    return _sum_of_squares(moment.state.joint_torque)


@_term
def energy(moment: Moment) -> Float:
    """Mechanical power, sum over axes of |torque * velocity|, W."""
    value: Float = moment.state.joint_energy.sum(axis=1) / moment.dt
    return value


@_term
def joint_limits(moment: Moment) -> Float:
    """Sum over axes of how far the angle is outside the inner 90% of its range, rad."""
    measures = moment.measures
    middle, half = 0.5 * (measures.lower + measures.upper), 0.5 * SOFT_LIMIT * (measures.upper - measures.lower)
    value: Float = np.maximum(np.abs(moment.state.joint_position - middle) - half, 0.0).sum(axis=1)
    return value


@_term
def joint_deviation(moment: Moment) -> Float:
    """Sum over axes of (angle - neutral angle)^2, rad^2."""
    return _sum_of_squares(moment.state.joint_position - moment.measures.neutral)


@_term
def range_spread(moment: Moment) -> Float:
    """Mean over kinds of joint of the standard deviation of the legs' ranges of the last second, rad.

    A kind is what is the same but for the leg (``Measures.alike``); 0 where all legs move as far.
    """
    total = np.zeros(len(moment.height))
    for group in moment.measures.alike:
        width = moment.joint_high[:, group] - moment.joint_low[:, group]
        total += width.std(axis=1)
    value: Float = total / max(len(moment.measures.alike), 1)
    return value


@_term
def knee_bend(moment: Moment) -> Float:
    """Mean over knees of how far they are bent from straight (angle 0): min(|angle| / 0.7 rad, 1)."""
    knees = moment.measures.knees
    bent = np.minimum(np.abs(moment.state.joint_position[:, knees]) * (1.0 / KNEE_BEND), 1.0)
    value: Float = bent.sum(axis=1) / max(int(knees.sum()), 1)
    return value


@_once
def feet_air_time(moment: Moment) -> Float:
    """Sum over feet that just came down of (time in the air - t), t = 0.3 s * sqrt(leg length / 1 m)."""
    value = np.empty(len(moment.height))
    _sum_of_flights(moment.landing_air_time, 0.3 * float(np.sqrt(moment.measures.leg_length)), value)
    return value


@_term
def single_stance(moment: Moment) -> Float:
    """1 while exactly one foot is on the ground: what two legs do that step instead of hopping.

    0 while the target is below 0.1 sqrt(9.81 leg length): who is told to stand need not march on the spot.
    """
    stepping = (moment.state.foot_contact.sum(axis=1) == 1) & (moment.target_speed >= _slowest_target(moment))
    value: Float = stepping.astype(np.float64)
    return value


@_term
def foot_slip(moment: Moment) -> Float:
    """Sum over feet on the ground of their squared horizontal speed, m^2/s^2."""
    velocity = moment.foot_velocity
    squared = velocity[:, :, 0] ** 2 + velocity[:, :, 1] ** 2
    value: Float = (squared * moment.state.foot_contact).sum(axis=1)
    return value


@_term
def lateral(moment: Moment) -> Float:
    """Squared distance from the lane's middle, in half lane widths: 1 at the edge."""
    return (2.0 * moment.state.root_position[:, 1] / moment.lane_width) ** 2


@_term
def base_height(moment: Moment) -> Float:
    """Squared difference of the root's height over the floor from the standing height, leg lengths^2."""
    return ((moment.height - moment.measures.standing_height) / moment.measures.leg_length) ** 2


@_term
def lin_vel_z(moment: Moment) -> Float:
    """Squared vertical velocity of the root, m^2/s^2."""
    return moment.state.root_linear_velocity[:, 2] ** 2


@_term
def ang_vel_xy(moment: Moment) -> Float:
    """Squared roll and pitch rates in the root's frame, rad^2/s^2."""
    return _sum_of_squares(moment.state.root_angular_velocity[:, :2])


def _slowest_target(moment: Moment) -> float:
    """Who is told to go slower than this, m/s, is told to stand."""
    return SLOWEST_TARGET * float(np.sqrt(GRAVITY * moment.measures.leg_length))


def _speed_along_command(moment: Moment) -> Float:
    velocity = moment.state.root_linear_velocity
    return velocity[:, 0] * moment.command_x + velocity[:, 1] * moment.command_y


@compiled
def _sum_of_squares(value: Float) -> Float:
    total = np.zeros(len(value))
    for agent in range(value.shape[0]):
        for column in range(value.shape[1]):
            total[agent] += value[agent, column] * value[agent, column]
    return total


@compiled
def _sum_of_flights(flight: Float, least: float, out: Float) -> None:
    for agent in range(flight.shape[0]):
        out[agent] = 0.0
        for foot in range(flight.shape[1]):
            if flight[agent, foot] > 0.0:
                out[agent] += flight[agent, foot] - least


@compiled
def _add(value: Float, factor: float, total: Float) -> None:
    for agent in range(len(total)):
        total[agent] += value[agent] * factor


def reward_terms(rewards: list[RewardTerm], source: str) -> list[tuple[Term, float]]:
    """The functions and weights of a task's rewards.

    Raises:
        AssetError: one line, for an unknown or repeated term.
    """
    terms: list[tuple[Term, float]] = []
    seen: set[str] = set()
    for index, reward in enumerate(rewards):
        field = f"{source}: m_Rewards[{index}].m_Name: {reward.name!r} is not allowed"
        if reward.name not in TERMS:
            close = difflib.get_close_matches(reward.name, TERMS, 1)
            hint = f" (did you mean {close[0]!r}?)" if close else ""
            raise AssetError(f"{field}{hint}; one of {', '.join(sorted(TERMS))}")
        if reward.name in seen:
            raise AssetError(f"{field}; it is already in the list, and each term may be there once")
        seen.add(reward.name)
        terms.append((TERMS[reward.name], reward.weight))
    return terms


def total_reward(moment: Moment, terms: list[tuple[Term, float]]) -> Float:
    """The reward of the last decision, (agents,): sum of weight * term * dt."""
    total = np.zeros(len(moment.height))
    for term, weight in terms:
        _add(term(moment), weight * moment.dt, total)
    return total
