"""The plan for many machines adds up as its formulas say."""

from __future__ import annotations

import math

import pytest

from benchmarks.cluster_plan import (
    EFFICIENCY,
    GRADIENTS,
    LATENCY,
    Costs,
    averaged_gradients,
    bandwidth_needed,
    learner_limits_at,
    limit,
    one_learner,
)

#: One decision a rollout; 1 s to live, 0.25 s to take, 3 s to learn from a sample, 0.5 s a worker.
COSTS = Costs(1, 1.0, 0.25, 0.5, 3.0, 60.0, 10.0, 40.0)


def test_a_rollout_of_two_machines_worked_out_by_hand() -> None:
    """2 machines x 2 cores x 3 agents: 12 samples, 6 of them from elsewhere; 10 bytes a second."""
    rollout = one_learner(COSTS, 2, 10.0, cores=2, agents_per_core=3)
    assert rollout.samples == 12
    assert rollout.simulation == pytest.approx(3.0)
    assert rollout.network == pytest.approx((6 * 10 + 60) / 10)
    assert rollout.learner == pytest.approx(12 * 0.25 + 4 * 0.5 + 12 * 3.0 / (2 * EFFICIENCY))
    assert rollout.steps_per_second == pytest.approx(12 / (3.0 + 12.0 + 5.0 + 18.0 / EFFICIENCY))


def test_averaged_gradients_of_two_machines_worked_out_by_hand() -> None:
    """Each learns from its own 6 samples; a gradient of 40 bytes is halved and doubled once."""
    rollout = averaged_gradients(COSTS, 2, 10.0, cores=2, agents_per_core=3)
    assert rollout.samples == 12
    assert rollout.learner == pytest.approx(6 * 0.25 + 2 * 0.5 + 6 * 3.0 / (2 * EFFICIENCY))
    assert rollout.network == pytest.approx(GRADIENTS * (2 * 40 * 0.5 / 10 + 2 * LATENCY))


def test_on_one_machine_both_are_the_same_and_nothing_travels() -> None:
    assert one_learner(COSTS, 1, 10.0) == averaged_gradients(COSTS, 1, 10.0)
    assert one_learner(COSTS, 1, 10.0).network == 0.0


def test_however_many_machines_one_learner_stays_below_its_limit() -> None:
    """And comes as near to it as one likes, but for the weights."""
    light = Costs(24, 1e-4, 1e-6, 1e-3, 1e-5, 0.0, 1000.0, 1e6)
    most = limit(light, 1e9)
    assert one_learner(light, 64, 1e9).steps_per_second < most
    assert one_learner(light, 100_000, 1e9).steps_per_second == pytest.approx(most, rel=1e-3)


def test_where_the_learner_becomes_the_limit() -> None:
    """There it works longer than the agents live; with a machine less it does not."""
    quick = Costs(24, 1e-3, 1e-6, 1e-4, 1e-5, 1e5, 1000.0, 1e6)
    machines = learner_limits_at(quick)
    assert machines > 1
    at, before = (one_learner(quick, count, math.inf) for count in (machines, machines - 1))
    assert at.learner > at.simulation and before.learner <= before.simulation


def test_the_bandwidth_needed_leaves_the_network_its_share() -> None:
    rollout = one_learner(COSTS, 8, bandwidth_needed(COSTS, 8, share=0.2))
    assert rollout.network / rollout.seconds == pytest.approx(0.2)
