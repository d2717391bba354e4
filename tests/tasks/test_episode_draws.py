"""What is drawn for an episode and set for it: courses, difficulty, physics, starts, commands, pushes."""

from __future__ import annotations

import gc
from dataclasses import replace

import numpy as np
import pytest
from clamber.assets.fields import Vector2
from clamber.assets.loading import load_task
from clamber.assets.task import Command, Curriculum, CurriculumMode
from clamber.courses.course import Course
from clamber.courses.generation import generate
from clamber.tasks import course_supply, lane_courses
from clamber.tasks.environment import ClamberVectorEnv
from clamber.tasks.episode_draws import kept_on_lane
from clamber.tasks.kinematics import Kinematics
from clamber.tasks.parameters import PARAMETERS
from hypothesis import given
from hypothesis.strategies import floats

from tests.tasks.examples import ENDLESS, NO_CHANCE, FakeEngine, a_task, fake_environment, still


def lay_down(engine: FakeEngine, agent: int) -> None:
    """Turns a body upside down."""
    engine.state.root_quaternion[agent] = [0.0, 1.0, 0.0, 0.0]


def test_lesson_difficulty_holds_from_the_next_episode_on() -> None:
    """The task's own, then the parameter's, a sampler's draw for each episode, and back."""
    task = a_task(
        "Quadruped", endings=replace(ENDLESS, time_limit=0.02),
        curriculum=Curriculum(CurriculumMode.LESSON, 0.25, 0.5, 0.2, 0.1),
    )  # fmt: skip
    env, engine = fake_environment(task)

    def difficulties() -> list[float]:
        assert [course.difficulty for course in engine.placed if course] == env.courses.difficulty.tolist()
        return env.courses.difficulty.tolist()

    assert difficulties() == [0.25, 0.25]
    env.set_parameters(difficulty=0.75)
    assert difficulties() == [0.25, 0.25]
    env.step(still(env))
    assert difficulties() == [0.75, 0.75]
    drawn = iter(np.arange(100) / 100)
    env.set_parameters(difficulty=lambda: next(drawn))
    env.step(still(env))
    first = difficulties()
    env.step(still(env))
    assert len({*first, *difficulties()}) == 4
    env.set_parameters(difficulty=None)
    env.step(still(env))
    assert difficulties() == [0.25, 0.25]


def test_per_agent_difficulty_follows_each_agent() -> None:
    """One agent crosses its lane and goes up by 0.1 every time, the other stays behind and goes down."""
    task = a_task(
        "Quadruped", endings=replace(ENDLESS, time_limit=0.02),
        curriculum=Curriculum(CurriculumMode.PER_AGENT, 0.5, 0.5, 0.2, 0.1),
    )  # fmt: skip
    env, engine = fake_environment(task)

    def walk(e: FakeEngine) -> None:
        e.state.root_position[0, 0] = 0.8 * env.courses.length[0]

    engine.script = walk
    for expected in ([0.6, 0.4], [0.7, 0.3], [0.8, 0.2]):
        env.step(still(env))
        assert env.courses.difficulty == pytest.approx(expected)
    fixed, engine = fake_environment(task, difficulty=0.3)
    engine.script = walk
    fixed.step(still(fixed))
    assert fixed.courses.difficulty.tolist() == [0.3, 0.3]


def test_parameters_reach_the_engine_at_each_agent_s_reset() -> None:
    """Over the task's randomisation; what is not set is drawn from the task's range."""
    chance = replace(NO_CHANCE, friction=Vector2(0.7, 1.3), gravity_scale=Vector2(1.0, 1.0))
    env, engine = fake_environment(a_task(randomisation=chance, endings=replace(ENDLESS, fell_over_tilt_deg=60.0)), 3)
    assert ((engine.parameters[:, 0] >= 0.7) & (engine.parameters[:, 0] <= 1.3)).all()
    assert len(set(engine.parameters[:, 0])) == 3
    assert engine.parameters[:, 3] == pytest.approx(9.81)
    env.set_parameters(gravity=3.7, motor_strength=0.8)
    before = engine.parameters.copy()
    engine.script = lambda e: lay_down(e, 1)
    env.step(still(env))
    assert engine.parameters[1, 2:].tolist() == [0.8, 3.7]
    assert (engine.parameters[[0, 2]] == before[[0, 2]]).all()
    assert engine.parameters[1, 0] != before[1, 0]


def test_every_parameter_changes_something() -> None:
    """None of the names is accepted and then forgotten."""
    seen = {}
    values = {"difficulty": 0.9, "gravity": 5.0, "friction": 0.4, "mass_scale": 1.5, "motor_strength": 0.6}
    values |= {"target_speed": 0.77, "action_delay": 2.0, "push_speed": 0.9}
    # Second chances need an engine whose state can be read, and have a test of their own.
    assert values.keys() | {"second_chances"} == PARAMETERS.keys()
    for name, value in {"": 0.0, **values}.items():
        task = a_task("Quadruped", randomisation=replace(NO_CHANCE, push_interval=0.1))
        env, engine = fake_environment(task)
        if name:
            env.set_parameters(**{name: value})
            env.reset(seed=3)
        for _ in range(7):
            observations = env.step(still(env) + 0.5)[0]
        what = (engine.parameters.tobytes(), engine.controls[-7].tobytes(), len(engine.pushes))
        course = engine.placed[0]
        assert course is not None
        seen[name] = (*what, course.difficulty, observations["proprioception"].tobytes())
    for name in values:
        assert seen[name] != seen[""], name


def test_unknown_parameters_are_refused() -> None:
    """One line, and nothing is changed."""
    env, _ = fake_environment(a_task())
    with pytest.raises(ValueError, match="environment parameter dificulty: unknown") as error:
        env.set_parameters(dificulty=1.0)
    assert "\n" not in str(error.value)


def test_pushes_come_at_their_interval() -> None:
    """Every 0.1 s, from the first interval on, horizontal, no faster than asked, different each time."""
    chance = replace(NO_CHANCE, push_speed=0.5, push_interval=0.1)
    env, engine = fake_environment(a_task(randomisation=chance))
    when = []
    for decision in range(22):
        count = len(engine.pushes)
        env.step(still(env))
        when += [decision] * (len(engine.pushes) - count)
    assert when == [5, 10, 15, 20]
    speeds = np.concatenate([change for _, change in engine.pushes])
    assert all(lanes == [0, 1] for lanes, _ in engine.pushes)
    assert (np.linalg.norm(speeds, axis=1) <= 0.5).all()
    assert (speeds[:, 2] == 0.0).all()
    assert len(np.unique(speeds[:, 0])) == 8


def test_commands_are_renewed() -> None:
    """A new speed and heading every 0.1 s, within their ranges, and with an episode; else they stay."""
    command = Command(Vector2(0.5, 1.5), Vector2(-30.0, 30.0), 0.1)
    env, _ = fake_environment(a_task(command=command))
    block = next(block for block in env.layout if block.name == "command")
    seen = []
    for _ in range(20):
        told = env.step(still(env))[0]["proprioception"][0, block.start : block.start + 3]
        assert 0.5 <= told[0] <= 1.5
        assert abs(np.degrees(np.arctan2(told[1], told[2]))) <= 30.001
        seen.append(tuple(told))
    assert len(set(seen)) == 5
    assert len(set(seen[4:9])) == 1


def test_a_heading_that_leads_off_the_lane_is_mirrored() -> None:
    """From halfway to the edge on, where it leads further out: 0.6 m aside on a lane of 2 m."""
    heading, width = np.radians([40.0, -40.0, 40.0, -40.0, 40.0, 0.0]), np.full(6, 2.0)
    y = np.array([0.6, 0.6, -0.6, -0.6, 0.4, 0.6])
    kept = kept_on_lane(heading, y, width, np.zeros(6))
    assert np.degrees(kept) == pytest.approx([-40.0, -40.0, 40.0, 40.0, 40.0, 0.0])


@given(heading=floats(-np.pi, np.pi), share=floats(-0.6, 0.6), width=floats(1.0, 20.0), way=floats(0.0, 10.0))
def test_a_command_ends_on_the_lane(heading: float, share: float, width: float, way: float) -> None:
    """Turned no further than it must be, to no other side, and forwards or backwards as it was drawn."""
    y = share * width
    (kept,) = kept_on_lane(*(np.array([value]) for value in (heading, y, width, way)))
    end = y + way * np.sin(kept)
    assert abs(end) <= max(0.375 * width, abs(y)) + 1e-9
    assert np.cos(kept) * np.cos(heading) >= -1e-9
    assert abs(np.sin(kept)) <= abs(np.sin(heading)) + 1e-9
    if abs(abs(kept) - abs(heading)) > 1e-9:
        assert abs(end) == pytest.approx(0.375 * width)


def test_agents_start_on_the_line_with_a_foot_on_the_floor() -> None:
    """With the task's noise of joints, heading and velocity, each within its bounds."""
    chance = replace(NO_CHANCE, joint_noise_deg=10.0, yaw_noise_deg=20.0, velocity_noise=0.4)
    env, engine = fake_environment(a_task("Quadruped", randomisation=chance), 40)
    state, measures = engine.state, env.measures
    assert (state.root_position[:, :2] == 0.0).all()
    feet = Kinematics(env.body, lambda link: link.foot).lowest_point(state.root_quaternion, state.joint_position)
    assert state.root_position[:, 2] + feet == pytest.approx(0.0, abs=1e-9)
    noise = np.degrees(np.abs(state.joint_position - measures.neutral))
    assert 9.0 < noise.max() <= 10.0 + 1e-9
    yaw = np.degrees(2.0 * np.arctan2(state.root_quaternion[:, 3], state.root_quaternion[:, 0]))
    assert 15.0 < np.abs(yaw).max() <= 20.0
    speed = np.linalg.norm(state.root_linear_velocity, axis=1)
    assert 0.3 < speed.max() <= 0.4
    assert (state.root_linear_velocity[:, 2] == 0.0).all()


def test_a_planar_body_starts_in_its_plane() -> None:
    """No heading and no sideways velocity."""
    chance = replace(NO_CHANCE, yaw_noise_deg=20.0, velocity_noise=0.4)
    _, engine = fake_environment(a_task("PlanarHurdles", randomisation=chance), 10)
    assert (engine.state.root_quaternion[:, [1, 3]] == 0.0).all()
    assert (engine.state.root_linear_velocity[:, 1] == 0.0).all()
    assert engine.state.root_linear_velocity[:, 0].any()


def test_an_agent_s_life_does_not_depend_on_the_others() -> None:
    """Among two or among five: the same courses, starts and physics, episode after episode."""
    task = replace(load_task("Quadruped"), endings=replace(ENDLESS, time_limit=0.06))
    few, few_engine = fake_environment(task, 2)
    many, many_engine = fake_environment(task, 5)
    for _ in range(10):
        one, other = few.step(still(few))[0], many.step(still(many))[0]
        assert all((one[name] == other[name][:2]).all() for name in one)
        assert (few.courses.seed == many.courses.seed[:2]).all()
        assert (few_engine.parameters == many_engine.parameters[:2]).all()
    assert len(set(many.courses.seed)) == 5


def test_courses_are_the_same_whether_or_not_they_were_ready(monkeypatch: pytest.MonkeyPatch) -> None:
    """With all courses made ahead and with none."""
    task = replace(load_task("Quadruped"), endings=replace(ENDLESS, time_limit=0.06))
    env, _ = fake_environment(task, 3)
    ahead = [env.step(still(env))[0]["terrain"] for _ in range(12)]
    monkeypatch.setattr(course_supply.CourseSupply, "work", lambda supply: None)
    env, _ = fake_environment(task, 3)
    late = [env.step(still(env))[0]["terrain"] for _ in range(12)]
    assert all((one == other).all() for one, other in zip(ahead, late, strict=True))
    assert len(np.unique(np.stack(ahead))) > 10


@pytest.mark.parametrize("difficulty", [None, 0.5])
def test_no_course_is_made_for_nothing(difficulty: float | None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where agents climb each is made when its difficulty is known; where that is set, one ahead per agent."""
    made: list[float] = []

    def counted(*arguments: object) -> Course:
        made.append(arguments[2])  # type: ignore[arg-type]
        return generate(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(lane_courses, "generate", counted)
    task = replace(load_task("Quadruped"), endings=replace(ENDLESS, time_limit=0.06))
    task = replace(task, curriculum=replace(task.curriculum, difficulty=0.5, promote=0.01, demote=0.0))
    env, engine = fake_environment(task, 3)
    env.set_parameters(difficulty=difficulty)
    env.reset()
    made.clear()
    for _ in range(12):
        engine.state.root_position[:, 0] = 2.0
        env.step(still(env))
    begun = 3 * 12 * 0.02 / 0.06
    assert begun <= len(made) <= begun + (0 if difficulty is None else 3)
    assert (max(made) > 0.8) == (difficulty is None)


def test_course_seeds_stay_in_their_range() -> None:
    """Training draws below 500,000, evaluation wherever it says."""
    task = replace(load_task("Quadruped"), endings=replace(ENDLESS, time_limit=0.02))
    for seeds in ((0, 500_000), (500_000, 500_010)):
        env, _ = fake_environment(task, 4, course_seeds=seeds)
        drawn = []
        for _ in range(8):
            env.step(still(env))
            drawn += env.courses.seed.tolist()
        assert min(drawn) >= seeds[0]
        assert max(drawn) < seeds[1]
        assert len(set(drawn)) > 5


def test_old_courses_are_let_go() -> None:
    """After many episodes there are no more courses in memory than one ahead per agent."""

    def courses() -> int:
        gc.collect()
        return sum(type(thing) is Course for thing in gc.get_objects())

    before = courses()
    task = a_task("Quadruped", endings=replace(ENDLESS, time_limit=0.02))
    env = ClamberVectorEnv(task, 3, seed=0, threads=1)
    env.reset()
    for _ in range(40):
        env.step(still(env))
    assert courses() - before <= 2 * 3
    env.close()
