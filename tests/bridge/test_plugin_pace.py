"""The line that says how fast training goes and when it will be done."""

from __future__ import annotations

import numpy as np
import pytest
from clamber.assets.loading import load_body
from clamber.bridge.plugin.pace import PaceWriter, duration
from clamber.tasks.episode_totals import CAUSES, EpisodeTotals
from clamber.tasks.measures import measure
from mlagents.trainers.stats import StatsSummary
from mlagents_envs.side_channel.stats_side_channel import StatsAggregationMethod


class Clock:
    """Seconds that pass when told to."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        """The time."""
        return self.now


def test_says_pace_and_time_left() -> None:
    clock = Clock()
    writer = PaceWriter({"Walker": 100_000}, resumed=False, clock=clock)
    clock.now += 10
    assert writer.line("Walker", {}, 20_000) == "Walker. 2,000 steps/s. 40 s left."
    clock.now += 30
    assert writer.line("Walker", {}, 40_000) == "Walker. 1,000 steps/s. 1 min 00 s left."
    clock.now += 10
    assert writer.line("Walker", {}, 100_000) == "Walker. 2,000 steps/s."


def test_a_resumed_run_counts_from_its_first_summary() -> None:
    clock = Clock()
    writer = PaceWriter({"Walker": 100_000}, resumed=True, clock=clock)
    clock.now += 10
    assert writer.line("Walker", {}, 60_000) == ""
    clock.now += 10
    assert writer.line("Walker", {}, 70_000) == "Walker. 1,000 steps/s. 30 s left."


def test_pace_is_that_of_the_last_summaries() -> None:
    clock = Clock()
    writer = PaceWriter({}, resumed=False, clock=clock)
    step = 0
    for _ in range(20):
        clock.now += 1
        step += 10
        writer.line("a", {}, step)
    for _ in range(20):
        clock.now += 1
        step += 50
        line = writer.line("a", {}, step)
    assert line == "a. 50 steps/s."


def test_shows_what_the_player_reports_and_leaves_out_what_the_console_has() -> None:
    clock = Clock()
    writer = PaceWriter({}, resumed=True, clock=clock)
    values = {
        "Environment/Cumulative Reward": StatsSummary([5.0], StatsAggregationMethod.AVERAGE),
        "Is Training": StatsSummary([1.0], StatsAggregationMethod.AVERAGE),
        "Course/Distance": StatsSummary([3.0, 4.0], StatsAggregationMethod.AVERAGE),
        "Course/Falls": StatsSummary([3.0, 4.0], StatsAggregationMethod.SUM),
    }
    assert writer.line("Walker", values, 1000) == "Walker. Distance: 3.5. Falls: 7."


def test_success_and_falls_come_before_what_is_looked_at_later() -> None:
    """In the order in which our player sends them, they would be left out."""
    writer = PaceWriter({}, resumed=True, clock=Clock())
    totals = EpisodeTotals(1, 0.02, measure(load_body("Quadruped")))
    names = totals.finish(np.array([0]), np.zeros(1), np.zeros(1), {name: np.zeros(1, bool) for name in CAUSES})
    values = {f"Episode/{name}": StatsSummary([1.0], StatsAggregationMethod.AVERAGE) for name in names}
    assert writer.line("a", values, 1000) == "a. success: 1. fell: 1. distance: 1. speed: 1. difficulty: 1. return: 1."


@pytest.mark.parametrize(("seconds", "text"), [(45.4, "45 s"), (59.6, "1 min 00 s"), (3599.7, "1 h 00 min")])
def test_durations(seconds: float, text: str) -> None:
    assert duration(seconds) == text
