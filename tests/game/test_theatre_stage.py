"""What the theatre shows is what a learner gets."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import onnx
import pytest
from clamber.assets.content import content_folder
from clamber.assets.fields import AssetError
from clamber.assets.loading import load_task
from clamber.courses.course import HOLE_FLOOR, OPEN_SKY
from clamber.evaluation.episodes import brain_for
from clamber.game.theatre_actor import Actor, Scene, Stage, Value
from clamber.game.theatre_blocks import Blocks
from clamber.game.theatre_environment import WatchedEnvironment, on_course
from clamber.tasks.environment import ClamberVectorEnv
from clamber.tasks.rewards import TERMS
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

BRAIN = content_folder() / "Brains" / "QuadrupedFlat.onnx"
SCENE = Scene(seed=3, course_seed=7, difficulty=0.5)


def part(actor: Actor, name: str, group: str = "") -> NDArray[np.float32]:
    """A block's numbers by its name."""
    found = [block for block in actor.blocks.blocks if block.name == name and (not group or block.group == group)]
    assert len(found) == 1
    return actor.row()[found[0].start : found[0].start + found[0].size]


def test_shares_and_looks_are_those_of_the_learners_environment() -> None:
    task = on_course("QuadrupedFlat", "Hurdles")
    watched = WatchedEnvironment(task, 3, 7, 0.5)
    plain = ClamberVectorEnv(task, 1, seed=3, difficulty=0.5, course_seeds=(7, 8))
    brain = brain_for(BRAIN, plain)
    seen, (expected, _) = watched.begin(), plain.reset(seed=3)
    endings = 0
    for _ in range(220):
        np.testing.assert_array_equal(seen["terrain"], expected["terrain"])
        action = brain.act(expected["proprioception"], expected["terrain"])
        seen = watched.decide(action[0])
        expected, rewards, terminated, truncated, infos = plain.step(action)
        assert watched.look.reward == rewards[0]
        assert watched.look.shares.sum() == pytest.approx(rewards[0], abs=1e-6)
        final = infos["final_obs"][0] if terminated[0] or truncated[0] else {k: v[0] for k, v in expected.items()}
        np.testing.assert_array_equal(watched.look.proprioception, final["proprioception"])
        np.testing.assert_array_equal(watched.look.terrain, final["terrain"])
        assert (watched.ending is not None) == bool(terminated[0] or truncated[0])
        if watched.ending is not None:
            endings += 1
            assert infos["totals"][watched.ending.cause][0]
            assert watched.ending.total == pytest.approx(infos["totals"]["return"][0])
    assert endings >= 2
    watched.close()
    plain.close()


def test_each_share_is_weight_times_term_times_interval() -> None:
    actor = Actor(on_course("QuadrupedFlat", None), BRAIN, SCENE)
    weights = {term.name: term.weight for term in load_task("QuadrupedFlat").rewards}
    names = next(block.labels for block in actor.blocks.blocks if block.name == "reward_terms")
    assert names == list(weights)
    total, sums = 0.0, np.zeros(len(names))
    for _ in range(40):
        before = part(actor, "last_action").astype(np.float64)
        actor.decide()
        shares = dict(zip(names, part(actor, "reward_terms"), strict=True))
        change = part(actor, "last_action") - before
        assert shares["action_rate"] == pytest.approx(weights["action_rate"] * 0.02 * (change @ change), abs=1e-6)
        assert shares["alive"] == pytest.approx(weights["alive"] * 0.02, rel=1e-5)
        upright = -part(actor, "projected_gravity")[2]
        assert shares["upright"] == pytest.approx(weights["upright"] * 0.02 * upright, rel=1e-4)
        assert part(actor, "reward")[0] == pytest.approx(sum(shares.values()), abs=1e-6)
        total += float(part(actor, "reward")[0])
        sums += part(actor, "reward_terms")
    assert part(actor, "return")[0] == pytest.approx(total, rel=1e-4)
    np.testing.assert_allclose(part(actor, "episode_terms"), sums, atol=1e-5)
    assert part(actor, "time")[0] == pytest.approx(0.8, rel=1e-5)
    actor.close()


def test_a_broken_decision_pays_nothing_in_parts_either() -> None:
    actor = Actor(on_course("QuadrupedFlat", None), None, SCENE)
    actor.decide()
    actor.env.engine.push(np.array([0]), np.full((1, 3), 1e9))
    actor.decide()
    assert actor.ending is not None and actor.ending.cause == "broken"
    assert part(actor, "reward")[0] == 0.0
    assert not part(actor, "reward_terms").any()
    assert np.isfinite(actor.row()).all()
    actor.close()


@pytest.mark.parametrize("task", ["QuadrupedFlat", "PlanarHurdles", "Walker", "Bittle"])
def test_blocks_tile_the_row_and_hold_the_tasks_own_layout(task: str) -> None:
    actor = Actor(on_course(task, None), None, SCENE)
    actor.decide()
    row, start = actor.row(), 0
    for block in actor.blocks.blocks:
        assert block.start == start and block.size > 0
        assert len(block.labels) in (0, block.size)
        assert block.text.endswith((".", "]"))
        start += block.size
    assert start == len(row) == actor.blocks.size and row.dtype == np.float32
    for recorded in load_task(task).observations:
        shown = [block for block in actor.blocks.blocks if block.group == f"obs_{recorded.sensor}"]
        mine = next(block for block in shown if block.name == recorded.name)
        assert (mine.start - actor.blocks.sensors[recorded.sensor], mine.size) == (recorded.start, recorded.size)
    look = actor.env.look
    sensors = actor.blocks.sensors
    np.testing.assert_array_equal(row[sensors[0] : sensors[1]], look.proprioception)
    np.testing.assert_array_equal(row[sensors[1] :], look.terrain)
    actor.close()


def test_samples_put_back_into_the_lane_lie_on_the_course() -> None:
    actor = Actor(on_course("QuadrupedFlat", "Stairs"), BRAIN, SCENE)
    for _ in range(60):
        actor.decide()
    leg, terrain = actor.env.body.leg_length, actor.env.task.terrain
    root, heading = part(actor, "root_position"), part(actor, "heading")
    forward = np.repeat(np.array(terrain.floor_forward) * leg, len(terrain.floor_side))
    side = np.tile(np.array(terrain.floor_side) * leg, len(terrain.floor_forward))
    x = root[0] + forward * heading[0] - side * heading[1]
    y = root[1] + forward * heading[1] + side * heading[0]
    z = root[2] + part(actor, "height_scan") * leg
    raster = actor.course.raster
    column = np.floor((x - raster.x) / raster.dx + 0.5).astype(int)
    row = np.floor((y - raster.y) / raster.dy + 0.5).astype(int)
    floor = raster.floor[column, row]
    assert HOLE_FLOOR < 0 < OPEN_SKY
    assert np.isclose(z, floor, atol=1e-4).mean() > 0.95  # a sample on the edge of a cell may round the other way
    actor.close()


def test_joint_targets_are_what_the_action_means() -> None:
    actor = Actor(on_course("QuadrupedFlat", None), BRAIN, SCENE)
    for _ in range(20):
        actor.decide()
    env = actor.env
    wanted = env.measures.neutral + np.radians(env.task.action_range_deg) * part(actor, "last_action")
    np.testing.assert_allclose(
        part(actor, "control"), np.clip(wanted, env.measures.lower, env.measures.upper), rtol=1e-5
    )
    neutral = part(actor, "joint_position") - part(actor, "joint_pos")
    np.testing.assert_allclose(neutral, env.measures.neutral, atol=1e-6)
    actor.close()


def test_two_brains_meet_the_same_and_wait_for_each_other() -> None:
    task = on_course("QuadrupedFlat", "Hurdles")
    stage = Stage([Actor(task, BRAIN, SCENE), Actor(task, None, SCENE)])
    walks, stands = stage.actors
    np.testing.assert_array_equal(walks.env.look.joint_position, stands.env.look.joint_position)
    np.testing.assert_array_equal(walks.course.boxes, stands.course.boxes)
    ended: list[Actor] = []
    for _ in range(300):
        ended += stage.step()
        if stage.over:
            break
    assert len(ended) == 2 and walks.ending != stands.ending
    first, last = sorted(stage.actors, key=lambda actor: actor.seconds)
    assert first.seconds < last.seconds == pytest.approx(stage.seconds)
    waiting = first.row()
    assert stage.step() == []
    assert stage.seconds == 0.0 and [actor.episode for actor in stage.actors] == [1, 1]
    assert not np.array_equal(first.row(), waiting)
    np.testing.assert_array_equal(walks.env.look.joint_position, stands.env.look.joint_position)
    stage.close()


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        # The agents of Quadruped climb as they learn, those of the others do not.
        (("Quadruped", "Quadruped"), ("Quadruped", None), 1.0),
        (("Quadruped", None), ("Quadruped", "Quadruped"), 1.0),
        (("QuadrupedSurefooted", None), ("Quadruped", "Quadruped"), 0.5),
    ],
)
def test_all_meet_the_same_difficulty_where_none_is_asked_for(
    first: tuple[str, str | None], second: tuple[str, str | None], expected: float
) -> None:
    actors = []
    for task, brain in (first, second):
        path = None if brain is None else content_folder() / "Brains" / f"{brain}.onnx"
        actors.append(Actor(on_course(task, "Hurdles"), path, replace(SCENE, difficulty=None)))
    stage = Stage(actors)
    stage.step()
    for episode in range(2):
        assert [actor.course.difficulty for actor in actors] == [expected, expected]
        np.testing.assert_array_equal(actors[0].course.boxes, actors[1].course.boxes)
        # In the next episode, too: nobody is promoted, nor demoted for standing.
        for actor in actors:
            actor.env.engine.push(np.array([0]), np.full((1, 3), 1e9))
        while not stage.over:
            stage.step()
        stage.step()
        assert [actor.episode for actor in actors] == [episode + 1, episode + 1]
    stage.close()


def test_restart_shows_the_same_again() -> None:
    stage = Stage([Actor(on_course("QuadrupedFlat", "Gaps"), BRAIN, SCENE)])

    def rows() -> NDArray[np.float32]:
        shown = [stage.actors[0].row()]
        for _ in range(30):
            stage.step()
            shown.append(stage.actors[0].row())
        return np.stack(shown)

    once = rows()
    stage.restart()
    np.testing.assert_array_equal(rows(), once)
    stage.close()


def test_a_brain_that_decides_less_often_keeps_step(tmp_path: Path) -> None:
    model = onnx.load(str(BRAIN))
    helper.set_model_props(model, {"action_repeat": "3"})
    slow = tmp_path / "slow.onnx"
    onnx.save(model, str(slow))
    task = on_course("QuadrupedFlat", None)
    stage = Stage([Actor(task, BRAIN, SCENE), Actor(task, slow, SCENE)])
    for _ in range(30):
        stage.step()
    quick, repeated = stage.actors
    assert stage.decision_seconds == pytest.approx(0.02)
    assert quick.seconds == pytest.approx(0.6) and repeated.seconds == pytest.approx(0.6)
    assert quick._decisions == 30 and repeated._decisions == 10
    stage.close()


def test_a_value_is_shown_where_the_brain_tells_one(tmp_path: Path) -> None:
    model = onnx.load(str(BRAIN))
    told = numpy_helper.from_array(np.array([[4.25]], np.float32))
    model.graph.node.append(helper.make_node("Constant", [], ["value"], value=told))
    model.graph.output.append(helper.make_tensor_value_info("value", TensorProto.FLOAT, [1, 1]))
    path = tmp_path / "telling.onnx"
    onnx.save(model, str(path))
    task = on_course("QuadrupedFlat", None)
    actor = Actor(task, path, SCENE)
    assert part(actor, "value")[0] == 4.25
    actor.close()
    assert not Value(BRAIN).told
    env = WatchedEnvironment(task, 0, 0, None)
    assert "value" not in [block.name for block in Blocks(env).blocks]
    env.close()


def test_a_course_that_is_not_there_is_one_line() -> None:
    with pytest.raises(AssetError, match=r"^course 'Hurdle': there is none; did you mean Hurdles\?") as raised:
        on_course("QuadrupedFlat", "Hurdle")
    assert "\n" not in str(raised.value)


def test_a_brain_of_another_body_is_refused() -> None:
    with pytest.raises(ValueError, match=r"obs_0 has \d+ values; the task's sensor has \d+"):
        Actor(on_course("Walker", None), BRAIN, SCENE)


def test_every_term_can_be_watched() -> None:
    spec = load_task("QuadrupedFlat")
    terms = [replace(spec.rewards[0], name=name, weight=0.5) for name in TERMS]
    env = WatchedEnvironment(replace(spec, rewards=terms), 3, 7, None)
    env.begin()
    for number in range(12):
        env.decide(np.full(env.measures.actions, 0.3 * (-1) ** number, np.float32))
        assert env.look.shares.sum() == pytest.approx(env.look.reward, rel=1e-5)
    assert [term.__name__ for term in env.terms] == list(TERMS)
    env.close()
