"""The smaller parts of a task: curriculum, random streams, kinematics, actions, parameters, course supply."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from clamber.assets.course import Arrangement
from clamber.assets.loading import load_body, load_course, load_task, task_body
from clamber.assets.task import ControlMode, Curriculum, CurriculumMode
from clamber.courses.generation import generate
from clamber.courses.random_numbers import RandomNumbers
from clamber.tasks.action import Actuation, check_actions
from clamber.tasks.course_supply import CourseKey, CourseSupply
from clamber.tasks.curriculum import next_difficulty
from clamber.tasks.kinematics import Kinematics, rotation_matrices, stands_on
from clamber.tasks.measures import measure
from clamber.tasks.parameters import EnvironmentParameters
from clamber.tasks.random_streams import Purpose, episode_streams, uniform
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.spatial.transform import Rotation

BODIES = ("Quadruped", "Humanoid", "PlanarWalker", "Bittle")


def test_curriculum_promotes_and_demotes() -> None:
    """Past half a lane of 10 m up by 0.1, short of a fifth down, in between as it was, within 0 and 1."""
    rule = Curriculum(CurriculumMode.PER_AGENT, 0.0, promote=0.5, demote=0.2, step=0.1)
    before = np.array([0.3, 0.3, 0.3, 0.3, 1.0, 0.0])
    distance = np.array([5.0, 4.9, 2.0, 1.9, 9.0, -1.0])
    after = next_difficulty(rule, before, distance, np.full(6, 10.0))
    assert after == pytest.approx([0.4, 0.3, 0.3, 0.2, 1.0, 0.0])


def test_streams_are_splitmix() -> None:
    """A stream continues as the course generator's SplitMix64 does from the same state."""
    streams = episode_streams(11, np.array([0, 5]), np.array([2, 7]))
    drawn = uniform(streams, Purpose.START, 6)
    for row, state in zip(drawn, streams[:, Purpose.START], strict=True):
        numbers = RandomNumbers(int(state))
        assert row.tolist() == [numbers.uniform() for _ in range(6)]


@given(
    seed=st.integers(0, 2**63 - 1), agent=st.integers(0, 2000), episode=st.integers(0, 10**6), first=st.integers(0, 500)
)
@settings(max_examples=50, deadline=None)
def test_numbers_depend_on_their_place_only(seed: int, agent: int, episode: int, first: int) -> None:
    """A number is the same drawn alone or among others, from the start or from the middle of its stream."""
    alone = uniform(episode_streams(seed, np.array([agent]), np.array([episode])), Purpose.PUSH, 2, first=first)
    among = uniform(episode_streams(seed, np.array([7, agent]), np.array([0, episode])), Purpose.PUSH, first + 2)
    assert (alone[0] == among[1, first:]).all()
    assert ((among >= 0.0) & (among < 1.0)).all()


def test_numbers_of_different_places_are_unrelated() -> None:
    """Over agents, episodes and purposes: mean 1/2, variance 1/12, no correlation between neighbours."""
    agents, episodes = np.repeat(np.arange(100), 100), np.tile(np.arange(100), 100)
    streams = episode_streams(0, agents, episodes)
    numbers = uniform(streams, Purpose.COURSE, 2)
    other = uniform(streams, Purpose.START, 1)[:, 0]
    assert numbers.mean() == pytest.approx(0.5, abs=0.01)
    assert numbers.var() == pytest.approx(1 / 12, abs=0.005)
    first = numbers[:, 0]
    for following in (numbers[:, 1], np.roll(first, 1), np.roll(first, 100), other):
        assert abs(np.corrcoef(first, following)[0, 1]) < 0.04


@pytest.mark.parametrize("name", BODIES)
def test_feet_against_scipy(name: str) -> None:
    """Foot origins at random poses: the chain of rotations multiplied one by one by SciPy."""
    body = load_body(name)
    chance = np.random.default_rng(0)
    joints = chance.uniform(-1.5, 1.5, (5, len(body.axes)))
    turns = Rotation.random(5, random_state=2)
    quaternion, root = turns.as_quat()[:, [3, 0, 1, 2]], chance.normal(size=(5, 3))
    found = Kinematics(body, lambda link: link.foot).positions(root, quaternion, joints)
    axes = {axis.link: (index, axis) for index, axis in enumerate(body.axes)}
    for agent in range(5):
        poses = {}
        for link in body.links:
            position, turn = (root[agent], turns[agent]) if not link.parent else poses[link.parent]
            if link.parent:
                position = position + turn.apply(link.position)
            if link.name in axes:
                index, axis = axes[link.name]
                turn = turn * Rotation.from_rotvec(joints[agent, index] * np.array(axis.direction))
            poses[link.name] = (position, turn)
        expected = [poses[link.name][0] for link in body.links if link.foot]
        np.testing.assert_allclose(found[agent], expected, atol=1e-5)


def test_rotation_matrices_against_scipy() -> None:
    """(w, x, y, z) order."""
    turns = Rotation.random(20, random_state=4)
    np.testing.assert_allclose(rotation_matrices(turns.as_quat()[:, [3, 0, 1, 2]]), turns.as_matrix(), atol=1e-12)


@pytest.mark.parametrize("name", BODIES)
def test_standing_body_touches_the_ground(name: str) -> None:
    """In the neutral pose at its standing height a body's lowest foot point is on the ground, and nothing is lower."""
    body = load_body(name)
    measures = measure(body)
    upright = np.array([[1.0, 0.0, 0.0, 0.0]])
    feet = Kinematics(body, lambda link: link.foot).lowest_point(upright, measures.neutral[None])[0]
    everything = Kinematics(body, lambda link: True).lowest_point(upright, measures.neutral[None])[0]
    assert body.standing_height + feet == pytest.approx(0.0, abs=0.02 * body.leg_length)
    assert everything == pytest.approx(feet, abs=1e-9)
    assert measures.top_height > body.standing_height


@pytest.mark.parametrize("lost", [{"foot": False}, {"shapes": []}])
def test_a_body_without_feet_that_collide_stands_on_what_is_lowest(lost: dict[str, Any]) -> None:
    """A designer forgot to mark them, or an importer found none: it starts on the ground, not at infinity."""
    body = load_body("Quadruped")
    upright, neutral = np.array([[1.0, 0.0, 0.0, 0.0]]), measure(body).neutral[None]
    footless = replace(body, links=[replace(link, **lost) if link.foot else link for link in body.links])
    lowest = stands_on(footless).lowest_point(upright, neutral)[0]
    assert lowest == Kinematics(footless, lambda link: True).lowest_point(upright, neutral)[0]
    assert -1.05 * body.standing_height < lowest < -0.5 * body.standing_height


def test_actions_become_drive_targets() -> None:
    """Neutral plus the action times its range, within the joint's limits."""
    task = load_task("Quadruped")
    measures = measure(task_body(task))
    actuation = Actuation(task, measures, 2)
    actuation.act(np.stack([np.full(12, 0.5), np.zeros(12)]))
    reach = np.radians(task.action_range_deg)
    expected = np.clip(measures.neutral + 0.5 * reach, measures.lower, measures.upper)
    assert actuation.control[0] == pytest.approx(expected)
    assert actuation.control[1] == pytest.approx(measures.neutral)
    wide = Actuation(replace(task, action_range_deg=180.0), measures, 1)
    wide.act(np.ones((1, 12)))
    assert wide.control[0] == pytest.approx(np.minimum(measures.neutral + np.pi, measures.upper))


def test_other_control_modes() -> None:
    """A torque is a share of the force limit, an excitation lies in 0 to 1."""
    task = load_task("Quadruped")
    measures = measure(task_body(task))
    torque = Actuation(replace(task, control=ControlMode.TORQUE), measures, 1)
    torque.act(np.full((1, 12), -0.5))
    assert torque.control[0] == pytest.approx(-0.5 * measures.force_limit)
    muscle = Actuation(replace(task, control=ControlMode.MUSCLE), measures, 1)
    muscle.act(np.array([[-1.0, 0.0, 1.0] * 4]))
    assert muscle.control[0] == pytest.approx([0.0, 0.5, 1.0] * 4)


def test_action_delay_is_each_agent_s_own() -> None:
    """Delays of 0, 1 and 3 decisions; before the first action there are zeros; a reset forgets, and may delay more."""
    task = replace(load_task("Quadruped"), control=ControlMode.TORQUE)
    measures = replace(measure(task_body(task)), force_limit=np.ones(12))
    actuation = Actuation(task, measures, 3)
    actuation.reset(np.arange(3), np.array([0, 1, 3]))

    def act(value: float) -> list[float]:
        actuation.act(np.full((3, 12), value))
        return actuation.control[:, 0].tolist()

    assert act(0.1) == [0.1, 0.0, 0.0]
    assert act(0.2) == [0.2, 0.1, 0.0]
    assert act(0.3) == [0.3, 0.2, 0.0]
    assert act(0.4) == [0.4, 0.3, 0.1]
    actuation.reset(np.array([1]), np.array([5]))
    assert act(0.5) == [0.5, 0.0, 0.2]
    for value in (0.6, 0.7, 0.8, 0.9):
        assert act(value)[1] == 0.0
    assert act(1.0) == [1.0, 0.5, 0.7]


@pytest.mark.parametrize(
    ("actions", "message"),
    [
        (np.zeros((2, 3)), "actions: shape (2, 3) is not allowed; (2, 4) (agents, actions)"),
        (np.array([[0, 0, 0, 0], [0, np.nan, 0, 0]]), "actions: agent 1, action 1: nan is not allowed"),
        (np.array([[0, 0, 0, -np.inf], [0, 0, 0, 0]]), "actions: agent 0, action 3: -inf is not allowed"),
    ],
)
def test_wrong_actions_are_refused(actions: np.ndarray, message: str) -> None:
    """One line that says what and where."""
    with pytest.raises(ValueError) as error:
        check_actions(actions, (2, 4))
    assert str(error.value) == message


def test_parameters_are_checked() -> None:
    """Names and ranges, also of what a sampler says."""
    parameters = EnvironmentParameters()
    with pytest.raises(ValueError, match=r"environment parameter frictoin: unknown .did you mean friction"):
        parameters.set("frictoin", 1.0)
    with pytest.raises(ValueError, match=r"environment parameter friction: 6 is not allowed; 0 to 5"):
        parameters.set("friction", 6.0)
    with pytest.raises(ValueError, match="nan is not allowed"):
        parameters.set("gravity", float("nan"))
    assert parameters.get("friction") is None
    drawn = iter([0.5, 9.0])
    parameters.set("friction", lambda: next(drawn))
    assert parameters.get("friction") == 0.5
    with pytest.raises(ValueError, match="9 is not allowed"):
        parameters.get("friction")
    parameters.set("friction", None)
    assert not parameters.is_set("friction")


class Maker:
    """Counts the courses made and checks that each is what its key says."""

    def __init__(self, name: str) -> None:
        self.spec = load_course(name)
        self.made: list[CourseKey] = []
        self.supply = CourseSupply(self.spec, self.make, lambda course: course.seed)

    def make(self, key: CourseKey) -> object:
        """Generates."""
        self.made.append(key)
        return generate(self.spec, key.seed, key.difficulty, 0.5)


def test_courses_wanted_are_made_ahead_and_only_once() -> None:
    """A course wanted is ready when taken; another than wanted is made on the spot."""
    maker = Maker("Hurdles")
    maker.supply.want(0, CourseKey(5, 0.5))
    maker.supply.want(1, CourseKey(6, 0.5))
    maker.supply.work()
    maker.supply.work()
    maker.supply.work()
    assert maker.made == [CourseKey(5, 0.5), CourseKey(6, 0.5)]
    assert maker.supply.take(0, CourseKey(5, 0.5)).prepared == 5
    assert len(maker.made) == 2
    assert maker.supply.take(1, CourseKey(6, 0.75)).course.difficulty == 0.75
    assert maker.made[2:] == [CourseKey(6, 0.75)]


def test_a_change_of_mind_is_heeded() -> None:
    """The last course wanted is the one made, whether the first was ready or not."""
    maker = Maker("Hurdles")
    maker.supply.want(0, CourseKey(1, 0.0))
    maker.supply.want(0, CourseKey(2, 0.0))
    maker.supply.work()
    assert maker.made == [CourseKey(2, 0.0)]
    maker.supply.want(0, CourseKey(3, 0.0))
    maker.supply.work()
    assert maker.supply.take(0, CourseKey(3, 0.0)).course.seed == 3
    assert maker.made == [CourseKey(2, 0.0), CourseKey(3, 0.0)]


def test_taking_before_it_is_made_leaves_nothing_behind() -> None:
    """What was waiting is made once, at once, and not again later."""
    maker = Maker("Hurdles")
    maker.supply.want(0, CourseKey(1, 0.0))
    maker.supply.take(0, CourseKey(1, 0.0))
    maker.supply.work()
    assert maker.made == [CourseKey(1, 0.0)]


@pytest.mark.parametrize("arrangement", list(Arrangement))
def test_a_weight_of_nothing_counts_but_in_a_sequence(arrangement: Arrangement) -> None:
    """Level ground and hurdles of weight 0, which a sequence has all the same: there no course is like another."""
    hurdles, level = load_course("Hurdles"), load_course("Flat")
    segments = [level.segments[0], replace(hurdles.segments[0], weight=0.0)]
    spec = replace(hurdles, segments=segments, arrangement=arrangement)
    supply = CourseSupply(spec, lambda key: generate(spec, key.seed, key.difficulty, 0.5), lambda course: None)
    first, second = (supply.take(0, CourseKey(seed, difficulty)).course for seed, difficulty in ((1, 0.0), (2, 1.0)))
    assert (first.seed, second.difficulty) == ((1, 1.0) if arrangement == Arrangement.SEQUENCE else (1, 0.0))


def test_work_is_spread() -> None:
    """Of 640 courses wanted at once no call makes more than twenty; all are made in the end."""
    maker = Maker("Hurdles")
    maker.make = lambda key: maker.made.append(key)  # type: ignore[method-assign,assignment,func-returns-value]
    supply = CourseSupply(maker.spec, lambda key: maker.make(key), lambda course: None)  # type: ignore[arg-type,return-value]
    for agent in range(640):
        supply.want(agent, CourseKey(agent, 0.0))
    calls, largest = 0, 0
    while len(maker.made) < 640:
        before = len(maker.made)
        supply.work()
        calls, largest = calls + 1, max(largest, len(maker.made) - before)
    assert largest == 20
    assert calls < 1000
    supply.work()
    assert len(maker.made) == 640


def test_level_ground_is_made_once() -> None:
    """It is the same for every seed and difficulty, so one course serves all."""
    maker = Maker("Flat")
    first = maker.supply.take(0, CourseKey(1, 0.0))
    maker.supply.want(1, CourseKey(2, 1.0))
    maker.supply.work()
    assert maker.supply.take(1, CourseKey(2, 1.0)) is first
    assert len(maker.made) == 1
    other = generate(maker.spec, 2, 1.0, 0.5)
    assert (other.boxes == first.course.boxes).all()
    assert (other.raster.floor == first.course.raster.floor).all()
