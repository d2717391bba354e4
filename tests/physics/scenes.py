"""Courses made by hand for the physics tests, and the bodies of the project."""

from __future__ import annotations

import numpy as np
from clamber.assets.body import BodySpec
from clamber.courses.course import Capacity, Course, HeightField, Raster
from clamber.physics import Engine, make_engine

BODY_NAMES = ("Quadruped", "Humanoid", "PlanarWalker", "Bittle")
#: Anymal, too, is held to all but two tests. Its actuators' 80 N m are reached by wide actions, where engines differ,
#: and in MuJoCo its feet creep: it sinks by 13 mm in 10 s.
EVERY_BODY = (*BODY_NAMES, "Anymal")
ENGINES = ("mujoco", "physx")
ROOM = Capacity(boxes=64, spheres=8, height_fields=2, height_field_nodes=400, raster_cells=(1, 1))
STEP = 0.005


def course(boxes: list[list[float]], spheres: list[list[float]] = (), fields: tuple[HeightField, ...] = ()) -> Course:
    """A course of these solids, without a raster worth reading."""
    raster = Raster(0.0, 0.0, 1.0, 1.0, np.zeros((1, 1), np.float32), np.ones((1, 1), np.float32))
    return Course(
        seed=0, difficulty=0.0, scale=1.0, length=20.0, width=4.0,
        boxes=np.array(boxes, dtype=np.float64).reshape(-1, 6), box_kinds=np.zeros(len(boxes), np.int32),
        spheres=np.array(spheres, dtype=np.float64).reshape(-1, 4), sphere_kinds=np.zeros(len(spheres), np.int32),
        height_fields=fields, segments=(), raster=raster,
    )  # fmt: skip


def flat() -> Course:
    """A floor at z = 0."""
    return course([[0, 0, -0.5, 30, 10, 0.5]])


def cluttered(seed: int, leg: float) -> Course:
    """Boxes and balls strewn over a floor with a hole, and a hilly field, all in leg lengths of ``leg``."""
    random = np.random.default_rng(seed)
    boxes = [[-6, 0, -0.5, 7, 5, 0.5], [9, 0, -0.5, 7, 5, 0.5]]
    boxes += [
        [*random.uniform([-3, -2], [3, 2]), random.uniform(-0.05, 0.05), *random.uniform(0.05, 0.4, 2), 0.1]
        for _ in range(40)
    ]
    balls = [[*random.uniform([-3, -2], [3, 2]), 0.0, random.uniform(0.05, 0.2)] for _ in range(6)]
    # Heights in 1/256 m from -1/16 to 1/16: engines keep shares of the rise in single precision, exact for these.
    heights = random.integers(-16, 17, (15, 20)) / 256
    heights[0, 0], heights[1, 1] = -1 / 16, 1 / 16
    field = HeightField(-1.0 * leg, -2.0 * leg, 0.2 * leg, 0.2 * leg, heights, -0.5, 1)
    return course((np.array(boxes) * leg).tolist(), (np.array(balls) * leg).tolist(), (field,))


def engine_for(name: str, body: BodySpec, lanes: int, threads: int = 1, **options: object) -> Engine:
    """An engine with room for any course of this file."""
    return make_engine(name, body, lanes, ROOM, STEP, threads=threads, **options)  # type: ignore[arg-type]


def neutral(body: BodySpec, lanes: int) -> np.ndarray:
    """The neutral angles on every lane, (lanes, axes), rad."""
    return np.tile(np.radians([axis.neutral_deg for axis in body.axes]), (lanes, 1))


def place_everywhere(engine: Engine, *courses: Course) -> None:
    """Puts the courses on the lanes in turn."""
    prepared = [engine.prepare(each) for each in courses]
    for lane in range(engine.lanes):
        engine.place(lane, prepared[lane % len(prepared)])


def start(engine: Engine, height: float = 0.0, x: float = 0.0) -> None:
    """Rests all bodies upright in their neutral pose, ``height`` over where they stand."""
    lanes, body = engine.lanes, engine.body
    engine.reset(
        np.arange(lanes), np.tile([x, 0.0, body.standing_height + height], (lanes, 1)),
        np.tile([1.0, 0.0, 0.0, 0.0], (lanes, 1)), np.zeros((lanes, 3)), neutral(body, lanes),
    )  # fmt: skip


def set_gravity(engine: Engine, gravity: float) -> None:
    """Plain parameters, and this gravity, on every lane."""
    ones = np.ones(engine.lanes)
    engine.set_parameters(np.arange(engine.lanes), ones, ones, ones, gravity * ones)


