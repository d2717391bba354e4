"""The terrain sense against a slow search for the nearest cell."""

from __future__ import annotations

import numpy as np
import pytest
from clamber.assets.loading import load_task, task_body, task_course
from clamber.courses.capacity import capacity
from clamber.courses.course import HOLE_FLOOR, OPEN_SKY, Course
from clamber.courses.generation import generate
from clamber.tasks.moment import update_frames
from clamber.tasks.terrain_sense import CEILING_CLIP, FLOOR_CLIP, TerrainMap

from tests.tasks.examples import a_moment

AGENTS = 12


def nearest(course: Course, x: float, y: float) -> tuple[float, float]:
    """Floor and ceiling at the raster's nearest cell centre; a hole under open sky beyond half a cell outside."""
    raster = course.raster
    columns, rows = raster.floor.shape
    xs, ys = (raster.x + raster.dx * np.arange(columns), raster.y + raster.dy * np.arange(rows))
    column, row = int(np.abs(xs - x).argmin()), int(np.abs(ys - y).argmin())
    if abs(xs[column] - x) > raster.dx / 2 + 1e-9 or abs(ys[row] - y) > raster.dy / 2 + 1e-9:
        return HOLE_FLOOR * course.scale, OPEN_SKY * course.scale
    return float(raster.floor[column, row]), float(raster.ceiling[column, row])


@pytest.mark.parametrize("task", ["Quadruped", "Walker", "PlanarHurdles", "Bittle"])
def test_samples_against_a_slow_search(task: str) -> None:
    """Agents at random places and headings, some beside and beyond their lanes, see what stands nearest."""
    spec = load_task(task)
    body, course_spec = task_body(spec), task_course(spec)
    leg = body.leg_length
    chance = np.random.default_rng(3)
    courses = [generate(course_spec, seed, 1.0, leg, 1.6 * leg) for seed in range(AGENTS)]
    terrain = TerrainMap(spec.terrain, AGENTS, capacity(course_spec, leg), leg, leg)
    for lane, course in enumerate(courses):
        terrain.place(lane, course)
    moment = a_moment(AGENTS, task)
    yaw = chance.uniform(-np.pi, np.pi, AGENTS)
    x = chance.uniform(-3.0 * leg, courses[0].length + 7.0 * leg, AGENTS)
    y, z = (chance.uniform(-2.5, 2.5, AGENTS) * leg, chance.uniform(0.5, 2.0, AGENTS) * leg)
    moment.state.root_position[:] = np.stack([x, y, z], axis=1)
    moment.state.root_quaternion[:] = np.stack([np.cos(yaw / 2), 0 * yaw, 0 * yaw, np.sin(yaw / 2)], axis=1)
    update_frames(moment)
    out = np.full((AGENTS, terrain.floor_samples + terrain.ceiling_samples), np.nan, np.float32)
    terrain.sense(moment, slice(0, AGENTS), out)

    for agent, course in enumerate(courses):
        places = [(forward, side) for forward in spec.terrain.floor_forward for side in spec.terrain.floor_side]
        places += [(forward, 0.0) for forward in spec.terrain.ceiling_forward]
        for index, (forward, side) in enumerate(places):
            px = x[agent] + leg * (forward * np.cos(yaw[agent]) - side * np.sin(yaw[agent]))
            py = y[agent] + leg * (forward * np.sin(yaw[agent]) + side * np.cos(yaw[agent]))
            floor, ceiling = nearest(course, px, py)
            is_floor = index < terrain.floor_samples
            expected = np.clip(
                ((floor if is_floor else ceiling) - z[agent]) / leg, *(FLOOR_CLIP if is_floor else CEILING_CLIP)
            )
            assert out[agent, index] == pytest.approx(expected, abs=1e-5), (agent, index)
        under, _ = nearest(course, x[agent], y[agent])
        height = terrain.floor_at(slice(agent, agent + 1), x[agent : agent + 1], y[agent : agent + 1])[0]
        assert height == pytest.approx(0.0 if under <= HOLE_FLOOR * leg / 2 else under, abs=1e-6)


def test_samples_of_some_lanes_are_those_of_all() -> None:
    """Agents asked for by number see to the bit what they see among all."""
    spec = load_task("Quadruped")
    body, course_spec = task_body(spec), task_course(spec)
    terrain = TerrainMap(spec.terrain, 4, capacity(course_spec, 0.46), body.leg_length, 0.46)
    for lane in range(4):
        terrain.place(lane, generate(course_spec, lane, 1.0, 0.46))
    moment, part = a_moment(4), a_moment(2)
    moment.state.root_position[:, 0] = [3.0, 9.0, 15.0, 20.0]
    part.state.root_position[:, 0] = [9.0, 20.0]
    size = terrain.floor_samples + terrain.ceiling_samples
    every, some = np.zeros((4, size), np.float32), np.zeros((2, size), np.float32)
    terrain.sense(moment, slice(0, 4), every)
    terrain.sense(part, np.array([1, 3]), some)
    assert (every[[1, 3]] == some).all()
    assert len(np.unique(every)) > 3


def test_a_raster_of_another_size_is_refused() -> None:
    """It would be read askew."""
    spec = load_task("Quadruped")
    course_spec = task_course(spec)
    terrain = TerrainMap(spec.terrain, 1, capacity(course_spec, 0.46), 0.46, 0.46)
    course = generate(course_spec, 0, 0.0, 0.46)
    smaller = course.raster.floor[:-1]
    object.__setattr__(course.raster, "floor", smaller)
    with pytest.raises(ValueError, match="raster"):
        terrain.place(0, course)
