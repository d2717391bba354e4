"""A creature is dropped in where it can stand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from clamber.assets import content
from clamber.assets.fields import Vector2
from clamber.assets.loading import load_course
from clamber.courses import generate
from clamber.game.level_ground import AHEAD, level_before


@pytest.mark.parametrize("name", content.names("Courses"))
@pytest.mark.parametrize("scale", [1.0, 0.1])
def test_ground_is_level_where_it_stands_and_it_never_begins_beyond_the_place(name: str, scale: float) -> None:
    course = generate(load_course(name), 5, 0.7, scale)
    raster = course.raster
    xs = raster.x + raster.dx * np.arange(raster.floor.shape[0])
    middle = raster.floor.shape[1] // 2
    last = 0.0
    for asked in np.linspace(0.0, course.length, 41):
        place = level_before(course, float(asked))
        assert last <= place <= asked
        last = place
        if place > 0.0:
            near = np.abs(xs - place) < (AHEAD - 0.1) * scale
            assert np.abs(raster.floor[near, middle]).max() < 0.05 * scale
            assert raster.ceiling[near, middle].min() > 2.0 * scale


def test_on_flat_ground_it_stands_where_it_was_dropped() -> None:
    course = generate(load_course("Flat"), 5, 0.7, 1.0)
    assert level_before(course, 20.0) == pytest.approx(20.0, abs=course.raster.dx)


def test_where_there_is_no_room_it_begins_at_the_start() -> None:
    # Between the segments lies less level ground than it needs.
    crowded = replace(load_course("Rough"), spacing=Vector2(AHEAD, 1.5 * AHEAD))
    course = generate(crowded, 5, 1.0, 1.0)
    begin = course.segments[0].start
    assert level_before(course, course.segments[-1].end - 0.1) <= begin
