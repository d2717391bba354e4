"""Standings, steering and checkpoints, by hand."""

from __future__ import annotations

from dataclasses import replace
from math import exp, radians

import pytest
from clamber.assets.fields import Vector2
from clamber.assets.loading import load_course, load_task
from clamber.courses import generate
from clamber.game.checkpoints import Checkpoints
from clamber.game.standings import Standing, places
from clamber.game.steering import Steering


def test_finishers_come_first_then_the_share_of_the_lane() -> None:
    # On lanes of 10, 10, 2 and 10 m: 9 m are 0.9, 1.9 of 2 m are 0.95.
    racers = [Standing(10.0), Standing(10.0), Standing(2.0), Standing(10.0)]
    racers[0].move(9.0, 1.0, 0.02)
    racers[1].finish(12.0)
    racers[2].move(1.9, 1.0, 0.02)
    racers[3].finish(11.0)
    assert places(racers) == [4, 2, 3, 1]
    assert places([Standing(5.0), Standing(5.0)]) == [1, 1]


def test_a_standing_stays_on_its_lane_and_ends_with_the_finish() -> None:
    racer = Standing(10.0)
    racer.move(-3.0, 0.0, 0.02)
    assert racer.distance == 0.0
    racer.move(4.0, 2.0, 0.5)
    assert racer.speed == pytest.approx(2.0 * (1.0 - exp(-1.0)))
    racer.fall()
    assert (racer.falls, racer.speed) == (1, 0.0)
    racer.finish(8.0)
    racer.move(3.0, 1.0, 0.02)
    assert (racer.distance, racer.finished_at, racer.speed) == (10.0, 8.0, 0.0)


def test_a_standing_that_is_closed_stays_as_it_is() -> None:
    racer = Standing(10.0)
    racer.move(4.0, 2.0, 0.5)
    racer.closed = True
    before = replace(racer)
    racer.move(5.0, 1.0, 0.5)
    racer.fall()
    racer.finish(9.0)
    assert racer == before


def command(speeds: tuple[float, float], headings: tuple[float, float]) -> Steering:
    told = replace(load_task("Quadruped").command, target_speed=Vector2(*speeds), heading_deg=Vector2(*headings))
    return Steering(told)


@pytest.mark.parametrize(("stick", "speed"), [(-1.0, 0.5), (0.0, 1.25), (1.0, 2.0), (0.5, 1.625)])
def test_the_stick_reaches_from_the_slowest_to_the_fastest_that_was_taught(stick: float, speed: float) -> None:
    steering = command((0.5, 2.0), (-30.0, 30.0))
    steering.point(stick, 0.0)
    for _ in range(200):
        steering.follow(0.02)
    assert steering.speed == pytest.approx(speed, abs=1e-4)


def test_a_heading_beyond_what_was_taught_is_held_back() -> None:
    steering = command((1.0, 1.0), (-20.0, 30.0))
    for asked, reached in ((2.0, 30.0), (-2.0, -20.0)):
        steering.point(0.0, asked)
        for _ in range(300):
            steering.follow(0.02)
        assert steering.heading == pytest.approx(radians(reached), abs=1e-4)


def test_a_command_follows_the_stick_with_a_lag() -> None:
    steering = command((0.0, 2.0), (0.0, 0.0))
    steering.point(1.0, 0.0)
    steering.follow(0.25)
    assert steering.speed == pytest.approx(2.0 - exp(-1.0))


def test_checkpoints_lie_on_flat_ground_ahead_of_segments() -> None:
    course = generate(load_course("Gauntlet"), 500_003, 0.7, 0.5)
    checkpoints = Checkpoints(course)
    assert len(checkpoints.places) > 3
    raster = course.raster
    for place in checkpoints.places[1:]:
        columns = [round((place + reach - raster.x) / raster.dx) for reach in (-0.15, 0.0, 0.15)]
        assert (raster.floor[columns] == 0.0).all(), f"{place} m is not flat"
    assert checkpoints.before(-1.0) == 0.0
    assert checkpoints.before(checkpoints.places[2]) == checkpoints.places[2]
    assert checkpoints.before(checkpoints.places[2] - 0.01) == checkpoints.places[1]
