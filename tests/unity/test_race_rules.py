"""The game's rules, which need no engine: clock, places, steering, boulders, cameras, checkpoints."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from tests.unity.mono import CONTENT, run
from tests.unity.records import numbers


def rule(line: str) -> str:
    """The answer to one line."""
    [answer] = run("race-rules", [line])
    return answer


def test_rules_know_no_engine() -> None:
    scripts = sorted((CONTENT / "Game" / "Rules").glob("*.cs"))
    assert len(scripts) > 5
    for script in scripts:
        assert "UnityEngine" not in script.read_text() and "Clamber.Runtime" not in script.read_text(), script


def test_the_clock_counts_three_down_and_ends_with_the_last_finisher() -> None:
    answer = rule("clock=10 2.5 0.5 1 1 0.5 1 1 0.5 1 1")
    assert answer.split("|") == [
        "Countdown 3 0", "Countdown 2 0", "Countdown 1 0", "Running 0 0", "Running 0 1", "Running 0 2",
        "Running 0 2.5", "Over 0 3.5", "Over 0 3.5",
    ]  # fmt: skip


def test_a_race_is_over_at_its_limit() -> None:
    assert [part.split()[0] for part in rule("clock=2 99 3 1 0.5 0.5").split("|")] == [
        "Running", "Running", "Running", "Over",
    ]  # fmt: skip


def test_many_small_steps_start_a_race_on_time() -> None:
    steps = " ".join(["0.005"] * 601)
    phases = [part.split()[0] for part in rule(f"clock=100 99 {steps}").split("|")]
    assert phases.index("Running") == 599


@pytest.mark.parametrize(
    ("racers", "answer"),
    [
        # By time, then by the share of their own lane: 30 of 60 m lies behind 6 of 10 m.
        ("60:30:- 10:6:- 60:60:21.5 60:60:20", "3 2 1 0|4 3 2 1|False"),
        # Equals share a place and keep the order of their lanes; the next place is left out.
        ("60:30:- 60:30:- 60:10:-", "0 1 2|1 1 3|False"),
        # Behind the start line is the start line.
        ("60:-5:- 60:0:-", "0 1|1 1|False"),
        ("60:60:3 60:60:3", "0 1|1 1|True"),
    ],
)
def test_places(racers: str, answer: str) -> None:
    assert rule(f"standings={racers}") == answer


@pytest.mark.parametrize(
    ("forward", "right", "speed", "heading"),
    [(0, 0, 2.0, 0.0), (1, 0, 3.0, 0.0), (-1, 0, 0.0, 0.0), (-0.5, 1, 1.0, -30.0), (0, -1, 2.0, 30.0)],
)
def test_steering_ends_where_the_stick_points(forward: float, right: float, speed: float, heading: float) -> None:
    found = numbers(rule(f"steering=2 {forward} {right} 0.05 200"))
    assert found == pytest.approx([speed, math.radians(heading)], abs=1e-9)


def test_steering_does_not_depend_on_the_frame_rate() -> None:
    few, many = (numbers(rule(f"steering=2 1 1 {dt} {times}")) for dt, times in ((0.1, 2), (0.005, 40)))
    assert few == pytest.approx(many)
    assert 2.0 < few[0] < 3.0


@pytest.mark.parametrize("seed", range(20))
def test_a_boulder_meets_a_creature_that_moves_on(seed: int) -> None:
    random = np.random.default_rng(seed)
    start, target, moves = random.uniform(-9, 9, 3), random.uniform(-9, 9, 3), random.uniform(-3, 3, 3)
    gravity = random.uniform(1, 12)
    line = " ".join(repr(float(n)) for n in (*start, *target, *moves, gravity))
    time, *velocity = numbers(rule(f"throw={line}"))
    # Flown in small steps, and not by the formula that it was thrown with.
    place, speed, dt = start.copy(), np.array(velocity), time / 4000
    for _ in range(4000):
        speed[2] -= 0.5 * gravity * dt
        place += speed * dt
        speed[2] -= 0.5 * gravity * dt
    assert place == pytest.approx(target + moves * time, abs=1e-6)
    assert 0.25 <= time <= 2.0


CAMERA = "camera=10 -3 0.5 0.4|off=0|modes={modes}|dt=0.02|times={times}|look={look}|fly={fly}"


def camera(modes: int, times: int = 100, look: str = "0 0", fly: str = "0 0 0") -> tuple[str, Any, Any]:
    """Mode, position and direction after so many frames of watching a creature at (10, -3, 0.5) with legs of 0.4 m."""
    mode, position, direction = rule(CAMERA.format(modes=modes, times=times, look=look, fly=fly)).split("|")
    return mode, np.array(numbers(position)), np.array(numbers(direction))


def test_cameras_look_at_the_creature() -> None:
    target = np.array([10.0, -3.0, 0.5])
    for modes, name in ((0, "Follow"), (1, "Side"), (3, "Follow")):
        mode, position, direction = camera(modes)
        assert mode == name
        assert np.linalg.norm(direction) == pytest.approx(1.0)
        assert direction == pytest.approx((target - position) / np.linalg.norm(target - position))
        assert position[2] > target[2]
        # Follow is behind the creature, side is to its right.
        assert (position - target)[1 - modes % 3] == pytest.approx(0.0, abs=1e-9)
        assert (position - target)[modes % 3] < -1.0


def test_a_camera_can_be_turned_around_its_creature() -> None:
    _, position, direction = camera(0, look="-1 0")
    target = np.array([10.0, -3.0, 0.5])
    assert direction == pytest.approx((target - position) / np.linalg.norm(target - position))
    # 100 frames of 0.02 s at 2 rad/s to the left.
    assert math.atan2(direction[1], direction[0]) == pytest.approx(4.0 - 2.0 * math.pi)


def test_a_free_camera_begins_where_the_last_one_was_and_flies() -> None:
    _, side, looked = camera(1, times=0)
    mode, begun, direction = camera(2, times=0)
    assert mode == "Free"
    assert begun == pytest.approx(side) and direction == pytest.approx(looked)
    _, flown, _ = camera(2, times=50, fly="1 0 0")
    # 8 leg lengths of 0.4 m a second, for one second.
    assert flown - begun == pytest.approx(3.2 * direction)
    _, aside, _ = camera(2, times=50, fly="0 1 0")
    assert (aside - begun) @ direction == pytest.approx(0.0, abs=1e-9)
    # It looks to the left over the lane, so its right is forward.
    assert aside - begun == pytest.approx([3.2, 0.0, 0.0], abs=1e-9)


def test_a_camera_lags_behind_small_moves_and_jumps_with_a_restart() -> None:
    line = CAMERA.format(modes=0, times=1, look="0 0", fly="0 0 0")
    still = np.array(numbers(rule(line).split("|")[1]))
    lagging = np.array(numbers(rule(line.replace("off=0", "off=1")).split("|")[1]))
    assert still[0] - lagging[0] == pytest.approx(math.exp(-0.02 / 0.2))
    assert np.array(numbers(rule(line.replace("off=0", "off=20")).split("|")[1])) == pytest.approx(still)


def test_checkpoints_are_on_flat_ground_ahead_of_segments() -> None:
    answer = rule("checkpoints=2 5 6 9 9.1 12 14 20|scale=1|length=20|fell=0 0.9 1 5.4 5.6 12.9 13 19")
    # Between 9 and 9.1 there is no room to stand on.
    assert numbers(answer) == [0.0, 1.0, 5.5, 13.0, 0.0, 0.0, 1.0, 1.0, 5.5, 5.5, 13.0, 13.0]


@pytest.mark.parametrize(
    ("number", "texts"),
    [
        (0, "0:00.0|0.0 m|0.00 m/s|0%|0th|0 falls"),
        (1, "0:01.0|1.0 m|1.00 m/s|100%|1st|1 fall"),
        (2, "0:02.0|2.0 m|2.00 m/s|200%|2nd|2 falls"),
        (3, "0:03.0|3.0 m|3.00 m/s|300%|3rd|3 falls"),
        (62.37, "1:02.3|62.4 m|62.37 m/s|6237%|62th|62 falls"),
    ],
)
def test_texts(number: float, texts: str) -> None:
    assert rule(f"text={number}") == texts


def test_a_new_seed_is_one_that_training_never_draws() -> None:
    seeds = {0}
    last = 0
    for _ in range(5):
        before, new = rule(f"seed={last}").split()
        assert int(before) == last and 500_000 <= int(new) < 1_000_000
        last = int(new)
        seeds.add(last)
    assert len(seeds) == 6


@pytest.mark.parametrize("text", ["", "-1", "1.5", "many", "99999999999999999999"])
def test_a_bad_seed_is_one_line(text: str) -> None:
    assert rule(f"seed={text}") == (
        f'Seed: "{text}" is not allowed; a whole number from 0 to 18446744073709551615'
    )


def test_joints_are_moved_one_at_a_time() -> None:
    # The second axis half a second up; then the first but one from the other end, all the way down and held there.
    axis, actions = rule("joints=4 1 0 0 1 0 1 0 0.5 -1 0 0 1 0 0 0 1 -1 0 0 1 0 -1 0 5").split("|")
    assert int(axis) == 3
    assert numbers(actions) == pytest.approx([0.0, 0.5, 0.0, -1.0])
    assert numbers(rule("joints=4 1 1 0 0.5 0 0 1 0.1").split("|")[1]) == [0.0] * 4
