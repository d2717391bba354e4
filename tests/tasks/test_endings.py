"""When episodes end: limits approached from both sides, each ending switched off."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from clamber.assets.task import Endings
from clamber.tasks import endings
from clamber.tasks.moment import Moment, update_frames

from tests.tasks.examples import a_moment

RULES = Endings(
    fell_over_height=0.5, fell_over_tilt_deg=60.0, fatal_contact=True, out_of_bounds=0.5,
    stuck_seconds=0.1, time_limit=1.0,
)  # fmt: skip


def tilted(degrees: float) -> Moment:
    """One agent rolled and pitched to this tilt."""
    moment = a_moment(1)
    half, side = np.radians(degrees) / 2, np.sqrt(0.5)
    moment.state.root_quaternion[0] = [np.cos(half), side * np.sin(half), side * np.sin(half), 0.0]
    update_frames(moment)
    return moment


@pytest.mark.parametrize(("share", "fallen"), [(0.51, False), (0.49, True)])
def test_fell_over_by_height(share: float, fallen: bool) -> None:
    """Below half the standing height over the floor."""
    moment = a_moment(1)
    moment.height[:] = share * moment.measures.standing_height
    assert endings.fell_over(moment, RULES)[0] == fallen
    assert not endings.fell_over(moment, replace(RULES, fell_over_height=0.0))[0]


@pytest.mark.parametrize(("degrees", "fallen"), [(59.0, False), (61.0, True), (180.0, True)])
def test_fell_over_by_tilt(degrees: float, fallen: bool) -> None:
    """Further than 60 degrees from upright, to whatever side."""
    assert endings.fell_over(tilted(degrees), RULES)[0] == fallen
    assert not endings.fell_over(tilted(degrees), replace(RULES, fell_over_tilt_deg=0.0))[0]


def test_fatal_contact() -> None:
    """Only where the task says so."""
    moment = a_moment(2)
    moment.state.fatal_contact[:] = [False, True]
    assert endings.fatal_contact(moment, RULES).tolist() == [False, True]
    assert endings.fatal_contact(moment, replace(RULES, fatal_contact=False)).tolist() == [False, False]


def test_out_of_bounds_beyond_either_edge() -> None:
    """A lane of 2 m and half a leg of 0.46 m: 1.23 m from the middle."""
    moment = a_moment(4)
    moment.lane_width[:] = 2.0
    moment.state.root_position[:, 1] = [1.22, 1.24, -1.22, -1.24]
    assert endings.out_of_bounds(moment, RULES).tolist() == [False, True, False, True]
    assert not endings.out_of_bounds(moment, replace(RULES, out_of_bounds=0.0)).any()


def test_out_of_bounds_in_a_gap() -> None:
    """The root below the lane's level has fallen into a hole."""
    moment = a_moment(2)
    moment.lane_width[:] = 2.0
    moment.state.root_position[:, 2] = [0.01, -0.01]
    assert endings.out_of_bounds(moment, RULES).tolist() == [False, True]


def test_finished_at_the_line() -> None:
    """The root's origin counts."""
    moment = a_moment(2)
    moment.state.root_position[:, 0] = [9.99, 10.0]
    assert endings.finished(moment, np.array([10.0, 10.0])).tolist() == [False, True]


def test_time_out_after_the_limit() -> None:
    """1 s is 50 decisions of 20 ms."""
    assert endings.time_out(np.array([49, 50]), 0.02, RULES).tolist() == [False, True]


def test_stuck_counts_from_the_last_progress() -> None:
    """0.1 s is 5 decisions; 0.2 legs of 0.46 m are 9.2 cm. One agent walks, one stands, one only backs away."""
    measures = a_moment().measures
    watch = endings.StuckWatch(3, 0.02, RULES, measures)
    watch.reset(np.arange(3), np.zeros(3))
    seen = []
    for decision in range(1, 9):
        x = np.array([0.093 * decision, 0.09, -0.1 * decision])
        seen.append(watch.stuck(x).tolist())
    assert seen[:4] == [[False, False, False]] * 4
    assert seen[4:] == [[False, True, True]] * 4


def test_stuck_allows_slow_progress_in_time() -> None:
    """9.3 cm every fourth decision is enough; the count then begins anew from there."""
    watch = endings.StuckWatch(1, 0.02, RULES, a_moment().measures)
    watch.reset(np.array([0]), np.zeros(1))
    for decision in range(1, 40):
        assert not watch.stuck(np.array([0.093 * (decision // 4)]))[0], decision


def test_stuck_can_be_switched_off_and_reset() -> None:
    """Without a limit nobody is; an agent that begins anew has its whole time again."""
    measures = a_moment().measures
    off = endings.StuckWatch(1, 0.02, replace(RULES, stuck_seconds=0.0), measures)
    watch = endings.StuckWatch(1, 0.02, RULES, measures)
    for _ in range(5):
        assert not off.stuck(np.zeros(1))[0]
        last = watch.stuck(np.zeros(1))[0]
    assert last
    watch.reset(np.array([0]), np.array([3.0]))
    assert not watch.stuck(np.array([3.0]))[0]
