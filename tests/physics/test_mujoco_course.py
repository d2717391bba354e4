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
from clamber.evaluation.brain import Brain
from clamber.evaluation.brain_folder import brain_path
from clamber.physics import mujoco_engine
from clamber.physics.mujoco_course import prepare_course
from clamber.physics.mujoco_engine import MujocoEngine
from clamber.physics.mujoco_lane import Lane, reach_of_root
from clamber.physics.mujoco_model import CourseSlots, compile_model, model_xml, slots_for
from clamber.tasks.environment import ClamberVectorEnv

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
    engine.step(neutral(body, 1), 1)
    model = engine._models[0]
    data = mujoco.MjData(model)
    data.qpos[:3] = 50.0, 0.0, 0.0
    mujoco.mj_forward(model, data)
    # Rays, unlike contacts, are also stopped by slots that are not in use.
    data.geom_xpos[model.body_geomnum[0] : slots_for(ROOM).total] = 50.0
    for i in range(1, field.heights.shape[0] - 1):
        for j in range(1, field.heights.shape[1] - 1):
            above = np.array([field.x + i * field.dx + 1e-7, field.y + j * field.dy + 1e-7, 10.0])
            distance = mujoco.mj_ray(model, data, above, np.array([0.0, 0, -1.0]), None, 1, -1, np.zeros(1, np.int32))
            assert 10.0 - distance == pytest.approx(field.heights[i, j], abs=1e-5)


@pytest.mark.parametrize(("low", "high"), [(-np.inf, np.inf), (-0.4, 0.7), (1.5, 2.0)])
def test_the_collision_tree_holds_every_solid_in_reach(low: float, high: float) -> None:
    course = cluttered(1, 1.0)
    model = compile_model(load_body("Quadruped"), slots_for(ROOM), STEP, ControlMode.DRIVE_TARGET)
    lane = Lane(model, slots_for(ROOM))
    lane.place(prepare_course(course, slots_for(ROOM)))
    lane.hold(low, high)
    held = int(model.body_geomnum[0])

    fields = [(field.x, field.x + field.dx * (len(field.heights) - 1)) for field in course.height_fields]
    ends = fields + [(x - radius, x + radius) for x, _, _, radius in course.spheres]
    ends += [(row[0] - row[3], row[0] + row[3]) for row in course.boxes]
    # Those in reach, in the course's order; each is told by its middle.
    expected = [0.5 * (near + far) for near, far in ends if far >= low and near <= high]
    np.testing.assert_allclose(model.geom_pos[:held, 0], expected, atol=1e-12)
    assert 3 < held < 50 or low == -np.inf

    nodes = 2 * held - 1
    child, geom, bounds = model.bvh_child[:nodes], model.bvh_nodeid[:nodes], model.bvh_aabb[:nodes]
    least, most = bounds[:, :3] - bounds[:, 3:], bounds[:, :3] + bounds[:, 3:]
    leaves = geom >= 0
    assert sorted(geom[leaves]) == list(range(held))
    for node, children in enumerate(child):
        assert (children >= 0).all() != leaves[node]
        for one in children[children >= 0]:
            assert (least[node] <= least[one] + 1e-12).all()
            assert (most[node] >= most[one] - 1e-12).all()
        if leaves[node]:
            middle = model.geom_pos[geom[node]] + model.geom_aabb[geom[node], :3]
            np.testing.assert_allclose(bounds[node], [*middle, *model.geom_aabb[geom[node], 3:]], atol=1e-12)


@pytest.mark.parametrize("task", ["Quadruped", "Runner"])
def test_what_is_out_of_reach_makes_no_difference(task: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lanes that hold what their creature can reach and lanes that hold everything: the same lives, to the bit."""
    monkeypatch.setattr(mujoco_engine, "ON", 1.0)
    environments = [ClamberVectorEnv(task, 6, seed=4, threads=1, difficulty=0.6) for _ in range(2)]
    near, whole = environments
    assert isinstance(near.engine, MujocoEngine)
    assert isinstance(whole.engine, MujocoEngine)
    whole.engine._reach = np.inf
    name = {"Runner": "RunnerFast"}.get(task, task)
    sizes = near._sizes["proprioception"], near._sizes["terrain"]
    brain = Brain(brain_path(name), sizes, near.measures.actions)
    seen = [environment.reset()[0] for environment in environments]
    held, places = set(), set()
    for _ in range(150):
        actions = brain.act(seen[0]["proprioception"], seen[0]["terrain"])
        for index, environment in enumerate(environments):
            seen[index], *_ = environment.step(actions)
        np.testing.assert_array_equal(near.engine._rows, whole.engine._rows)
        np.testing.assert_array_equal(near.engine.state.foot_contact, whole.engine.state.foot_contact)
        held.add(int(near.engine._models[0].body_geomnum[0]))
        places.add(float(near.engine._held_to[0]))
    assert len(places) > 1
    assert max(held) < 0.6 * int(whole.engine._models[0].body_geomnum[0])
    for environment in environments:
        environment.close()


@pytest.mark.parametrize("name", ["Quadruped", "Humanoid", "PlanarWalker", "Bittle", "Runner"])
def test_no_pose_reaches_beyond_the_reach(name: str) -> None:
    body = load_body(name)
    model = compile_model(body, slots_for(ROOM), STEP, ControlMode.MUSCLE if body.muscles else ControlMode.DRIVE_TARGET)
    data, chance = mujoco.MjData(model), np.random.default_rng(2)
    own = np.flatnonzero(model.geom_bodyid > 0)
    farthest = 0.0
    for _ in range(300):
        data.qpos[-len(body.axes) :] = chance.uniform(-np.pi, np.pi, len(body.axes))
        mujoco.mj_kinematics(model, data)
        far = np.linalg.norm(data.geom_xpos[own] - data.xpos[1], axis=1) + model.geom_rbound[own]
        farthest = max(farthest, float(far.max()))
    assert 0.5 * reach_of_root(model) < farthest <= reach_of_root(model)


def test_a_course_too_large_is_refused_in_one_line() -> None:
    with pytest.raises(ValueError, match=r"course with seed 0: 42 boxes, the engine has room for 10") as error:
        prepare_course(cluttered(0, 1.0), slots_for(Capacity(10, 8, 2, 400, (1, 1))))
    assert "\n" not in str(error.value)


def test_bounding_radii_reach_the_corners() -> None:
    prepared = prepare_course(flat(), slots_for(ROOM))
    assert prepared.solids.radius[0] == pytest.approx(hypot(hypot(30, 10), 0.5))
