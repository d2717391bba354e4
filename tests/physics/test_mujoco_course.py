"""Courses copied into a compiled model must act exactly as the same course compiled afresh."""

from __future__ import annotations

from math import hypot
from xml.etree import ElementTree as Xml

import mujoco
import numpy as np
import pytest
from clamber.assets.body import BodySpec
from clamber.assets.loading import load_body
from clamber.assets.task import ControlMode
from clamber.courses.course import Capacity, Course
from clamber.physics.mujoco_course import prepare_course
from clamber.physics.mujoco_engine import MujocoEngine
from clamber.physics.mujoco_model import CourseSlots, model_xml, slots_for

from tests.physics.scenes import ROOM, STEP, cluttered, flat, neutral


def compile_afresh(body: BodySpec, course: Course) -> mujoco.MjModel:
    """The oracle: the same creature, the course as plain MJCF geoms, every bound worked out by MuJoCo's compiler."""
    slots = CourseSlots(len(course.boxes), len(course.spheres), 0, 4)
    root = model_xml(body, slots, STEP, ControlMode.DRIVE_TARGET)
    world = root.find("worldbody")
    assert world is not None
    geoms = world.findall("geom")
    for geom, row in zip(geoms, course.spheres, strict=False):
        geom.set("pos", " ".join(map(repr, row[:3].tolist())))
        geom.set("size", repr(float(row[3])))
    for geom, row in zip(geoms[slots.first_box :], course.boxes, strict=True):
        geom.set("pos", " ".join(map(repr, row[:3].tolist())))
        geom.set("size", " ".join(map(repr, row[3:].tolist())))
    assets = root.find("asset")
    assert assets is not None
    for index, field in enumerate(course.height_fields):
        columns, rows = field.heights.shape
        low, high = field.heights.min(), field.heights.max()
        half = (field.dx * (columns - 1) / 2, field.dy * (rows - 1) / 2)
        size = [*half, high - low, low - field.base]
        Xml.SubElement(
            assets, "hfield", name=f"field{index}", nrow=str(rows), ncol=str(columns),
            size=" ".join(repr(float(value)) for value in size),
            elevation=" ".join(repr(float(value)) for value in field.heights[:, ::1].T[::-1].ravel()),
        )  # fmt: skip
        geom = Xml.Element("geom", type="hfield", hfield=f"field{index}", contype="1", conaffinity="0")
        geom.set("pos", f"{field.x + half[0]!r} {field.y + half[1]!r} {float(low)!r}")
        world.insert(index, geom)
    return mujoco.MjModel.from_xml_string(Xml.tostring(root, encoding="unicode"))


def step_plainly(model: mujoco.MjModel, row: np.ndarray, control: np.ndarray, steps: int) -> np.ndarray:
    """The state row after plain mj_step calls; checks that solids were touched on the way."""
    data = mujoco.MjData(model)
    kind = mujoco.mjtState.mjSTATE_FULLPHYSICS
    mujoco.mj_setState(model, data, row, kind)
    data.ctrl[:] = control
    contacts = 0
    for _ in range(steps):
        mujoco.mj_step(model, data)
        contacts += data.ncon
    assert contacts > 20
    result = np.empty(mujoco.mj_stateSize(model, kind))
    mujoco.mj_getState(model, data, result, kind)
    return result


@pytest.mark.parametrize("name", ["Quadruped", "Humanoid"])
def test_a_placed_course_acts_as_one_compiled_afresh(name: str) -> None:
    body = load_body(name)
    courses = [cluttered(seed, body.leg_length) for seed in range(4)]
    engine = MujocoEngine(body, 4, ROOM, STEP, threads=2)
    # Every lane has held another course before: nothing of it may remain.
    for lane in range(4):
        engine.place(lane, engine.prepare(courses[3 - lane]))
        engine.place(lane, engine.prepare(courses[lane]))
    lanes = np.arange(4)
    x = np.array([-2.0, -0.5, 0.5, 1.5]) * body.leg_length
    position = np.stack([x, 0.3 * x, np.full(4, body.standing_height + 0.3 * body.leg_length)], axis=1)
    engine.reset(lanes, position, np.tile([1.0, 0, 0, 0], (4, 1)), np.zeros((4, 3)), neutral(body, 4))
    starts = engine._rows.copy()
    control = neutral(body, 4) + np.random.default_rng(5).uniform(-0.5, 0.5, (4, len(body.axes)))
    engine.step(control, 80)
    for lane in range(4):
        expected = step_plainly(compile_afresh(body, courses[lane]), starts[lane], control[lane], 80)
        np.testing.assert_array_equal(engine._rows[lane], expected)


def test_height_field_heights_are_where_the_course_says() -> None:
    """Rays from above: an oracle for the field's place, size and which way its rows run."""
    body = load_body("Quadruped")
    course = cluttered(3, 0.5)
    field = course.height_fields[0]
    only_field = Course(**{**vars(course), "boxes": course.boxes[:0], "spheres": course.spheres[:0]})
    engine = MujocoEngine(body, 1, ROOM, STEP, threads=1)
    engine.place(0, engine.prepare(only_field))
    model = engine._models[0]
    data = mujoco.MjData(model)
    data.qpos[:3] = 50.0, 0.0, 0.0
    mujoco.mj_forward(model, data)
    for i in range(1, field.heights.shape[0] - 1):
        for j in range(1, field.heights.shape[1] - 1):
            above = np.array([field.x + i * field.dx + 1e-7, field.y + j * field.dy + 1e-7, 10.0])
            distance = mujoco.mj_ray(model, data, above, np.array([0.0, 0, -1.0]), None, 1, -1, np.zeros(1, np.int32))
            assert 10.0 - distance == pytest.approx(field.heights[i, j], abs=1e-5)


def test_the_collision_tree_holds_every_solid() -> None:
    course = cluttered(1, 1.0)
    prepared = prepare_course(course, slots_for(ROOM))
    low = prepared.node_bounds[:, :3] - prepared.node_bounds[:, 3:]
    high = prepared.node_bounds[:, :3] + prepared.node_bounds[:, 3:]
    leaves = prepared.node_geom >= 0
    assert sorted(prepared.node_geom[leaves]) == [0, *range(2, 8), *range(10, 52)]
    for node, children in enumerate(prepared.node_child):
        assert (children >= 0).all() != leaves[node]
        for child in children[children >= 0]:
            assert (low[node] <= low[child] + 1e-12).all()
            assert (high[node] >= high[child] - 1e-12).all()


def test_a_course_too_large_is_refused_in_one_line() -> None:
    with pytest.raises(ValueError, match=r"course with seed 0: 42 boxes, the engine has room for 10") as error:
        prepare_course(cluttered(0, 1.0), slots_for(Capacity(10, 8, 2, 400, (1, 1))))
    assert "\n" not in str(error.value)


def test_bounding_radii_reach_the_corners() -> None:
    prepared = prepare_course(flat(), slots_for(ROOM))
    assert prepared.radius[10] == pytest.approx(hypot(hypot(30, 10), 0.5))
