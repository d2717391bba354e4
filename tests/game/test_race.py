"""A race, simulated without a clock."""

from __future__ import annotations

import itertools
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from clamber.assets.fields import Vector2
from clamber.assets.loading import load_course, load_task
from clamber.assets.task import Endings
from clamber.evaluation.brain import BrainError
from clamber.evaluation.episodes import brain_for
from clamber.game import race as race_module
from clamber.game import racer
from clamber.game.catalog import Entrant
from clamber.game.messages import Flags, State, Status, unpack_state
from clamber.game.race import TICK, Race
from clamber.game.race_task import race_task
from clamber.studies.changes import tires
from clamber.tasks.content import read_task
from clamber.tasks.environment import ClamberVectorEnv

from tests.game.brains import block_start, linear_brain, sizes_of
from tests.game.races import entrant, plan, run, run_until, short_course, walker


def seen(race: Race) -> State:
    return unpack_state(race.state())


def test_a_walker_crosses_the_finish_and_the_race_ends() -> None:
    race = Race(plan(walker(), countdown=0.1))
    happened = run(race, 30.0)
    assert [one.event for one in happened] == ["go", "finished", "over"]
    assert race.done
    standing = race.standings()["standings"][0]
    length = race.started()["course"]["length"]
    assert standing["place"] == 1
    assert standing["distance"] == pytest.approx(length)
    assert standing["finished_at"] == pytest.approx(happened[1].time)
    # 2.3 m at the 1.8 m/s that the brain's card tells, and getting there from a stand.
    assert 1.0 < standing["finished_at"] < 6.0
    state = seen(race)
    assert state.flags == Flags.OVER
    assert state.creatures[0].status == Status.FINISHED
    assert state.creatures[0].root[0] > length


def test_what_is_done_after_the_result_does_not_change_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Creatures are seen to go on for a while: who arrives then has not arrived."""
    monkeypatch.setattr(race_module, "LIMIT", 1.0)
    race = Race(plan(walker(), walker("two")))
    assert [one.event for one in run(race, 1.02)] == ["over"]
    result = race.standings()
    length = race.started()["course"]["length"]
    assert run(race, 10.0) == []
    assert race.done
    assert all(one.x > length for one in race.racers), "they went on"
    assert race.standings() == result
    assert race.take_winner() is None


def test_a_race_is_what_the_environment_computes() -> None:
    # The same course, the same start and the same brain in the environment that brains are trained in.
    course = load_course("Flat")
    race = Race(plan(walker(), course=course, seed=77))
    task = race_task(load_task("QuadrupedFlat"))
    env = ClamberVectorEnv(task, 1, seed=77, course_seeds=(77, 78), difficulty=0.0)
    try:
        brain = brain_for(race.plan.entrants[0].brain_path, env)
        observations, _ = env.reset(seed=77)
        engine = race.racers[0].engine
        for _ in range(100):
            race.advance()
            actions = brain.act(observations["proprioception"], observations["terrain"])
            observations = env.step(actions)[0]
            # The boulders that wait change the order of the solver's sums, no more.
            assert np.allclose(engine.state.root_position, env.engine.state.root_position, atol=1e-6)
            assert np.allclose(engine.state.joint_position, env.engine.state.joint_position, atol=1e-5)
        assert race.racers[0].x > 1.0
    finally:
        env.close()


def test_a_creature_that_tires_does_so_in_a_race_too(tmp_path: Path) -> None:
    # A brain that drives its joints on the way they go, and the harder the more rested it is.
    task = replace(tires(2.0, 0.5, 0.1)(load_task("QuadrupedFlat")), endings=Endings(0.0, 0.0, False, 0.0, 0.0, 20.0))
    content = read_task(task)
    blocks = {block.name: block.start for block in task.observations}
    own, terrain, actions = sizes_of("QuadrupedFlat")
    weights = {(blocks["joint_vel"] + axis, axis): 0.2 for axis in range(actions)}
    weights |= {(blocks["stamina"], axis): (-1.0) ** axis for axis in range(actions)}
    path = linear_brain(tmp_path / "made.onnx", (own + 1, terrain, actions), weights)
    course = load_course("Flat")
    race = Race(plan(Entrant("one", "QuadrupedFlat", "Quadruped", content, "made", path), course=course, seed=77))
    env = ClamberVectorEnv(race_task(task), 1, seed=77, course_seeds=(77, 78), difficulty=0.0)
    try:
        brain = brain_for(path, env)
        observations, _ = env.reset(seed=77)
        left = []
        for _ in range(25):
            race.advance()
            left.append(float(observations["proprioception"][0, -1]))
            observations = env.step(brain.act(observations["proprioception"], observations["terrain"]))[0]
            found = race.racers[0].engine.state.joint_position
            assert np.allclose(found, env.engine.state.joint_position, atol=1e-5)
        assert left[0] == 1.0
        assert left[-1] < 0.5
    finally:
        env.close()


def test_the_same_plan_gives_the_same_race_and_twins_differ() -> None:
    states = []
    for _ in range(2):
        race = Race(plan(walker("a"), walker("b")))
        run(race, 1.0)
        states.append(race.state())
    assert states[0] == states[1]
    first, second = unpack_state(states[0]).creatures
    assert not np.allclose(first.positions, second.positions, atol=1e-3)


def test_counting_down_nobody_moves() -> None:
    race = Race(plan(walker(), countdown=0.5))
    before = seen(race)
    happened = run(race, 0.48)
    after = seen(race)
    assert not happened
    assert before.flags == after.flags == Flags.COUNTDOWN
    assert after.time == pytest.approx(-0.02, abs=1e-6)
    assert np.array_equal(before.creatures[0].root, after.creatures[0].root)
    assert [one.event for one in run(race, TICK)] == ["go"]


def test_a_creature_pushed_over_gets_up_and_reaches_the_finish() -> None:
    race = Race(plan(walker(), course=short_course("Field", 12.0)))
    run(race, 2.0)
    race.racers[0].push((0.0, 3.0, 0.0))
    fallen = run_until(race, "fell", 3.0)[-1]
    assert seen(race).creatures[0].status == Status.FALLEN
    risen = run_until(race, "recovered", 3.0)[-1]
    # It lies for two seconds, and goes on from a place that it has passed.
    assert risen.time - fallen.time == pytest.approx(2.0, abs=0.05)
    assert risen.distance <= fallen.distance
    state = seen(race).creatures[0]
    assert state.status == Status.RUNNING
    assert state.root[2] > 0.35, "on its feet"
    assert race.standings()["standings"][0]["falls"] == 1
    run_until(race, "finished", 20.0)


def test_a_creature_that_fell_off_the_lane_is_put_back_sooner() -> None:
    race = Race(plan(walker(), course=short_course(length=12.0)))
    run(race, 1.0)
    race.racers[0].push((0.0, 3.0, 0.5))
    out = run_until(race, "recovered", 3.0)
    assert out[-1].time - out[0].time < 1.5
    assert abs(race.racers[0].position[1]) < 0.1


def test_a_creature_that_gets_up_by_itself_stays_where_it_is(tmp_path: Path) -> None:
    # Tilted past what its task allows by a shove; its legs right it at once.
    task = load_task("QuadrupedFlat")
    easily = replace(task, endings=replace(task.endings, fell_over_tilt_deg=4.0, fell_over_height=0.0))
    own = entrant("QuadrupedFlat", linear_brain(tmp_path / "b.onnx", sizes_of("QuadrupedFlat")))
    race = Race(plan(replace(own, content=replace(own.content, task=easily))))
    run(race, 1.0)
    race.racers[0].push((0.0, 0.55, 0.0))
    run_until(race, "fell", 3.0)
    run(race, 1.9)
    before = race.racers[0].position.copy()
    run_until(race, "recovered", 1.0)
    assert np.linalg.norm(race.racers[0].position - before) < 0.02
    assert abs(before[1]) > 0.005, "it should stand where the shove left it, not in the middle"


def test_a_creature_that_gets_nowhere_is_put_back_and_told_stuck(tmp_path: Path) -> None:
    still = entrant("QuadrupedFlat", linear_brain(tmp_path / "still.onnx", sizes_of("QuadrupedFlat")))
    race = Race(plan(still))
    limit = load_task("QuadrupedFlat").endings.stuck_seconds
    stuck = run_until(race, "stuck", limit + 1.0)[-1]
    assert stuck.time == pytest.approx(limit, abs=0.05)
    assert race.standings()["standings"][0]["falls"] == 0


@pytest.mark.parametrize("task", ["Walker", "Bittle", "Anymal", "PlanarHurdles"])
def test_a_creature_without_a_brain_stands_at_the_start(task: str) -> None:
    race = Race(plan(entrant(task)))
    run(race, 0.6)
    root = seen(race).creatures[0].root
    body = race.plan.entrants[0].content.body
    assert abs(root[0]) < 0.3 * body.leg_length
    assert root[2] > 0.6 * body.standing_height


def test_places_go_by_the_share_of_the_lane() -> None:
    race = Race(plan(entrant("QuadrupedFlat"), walker()))
    run(race, 2.0)
    standings = race.standings()["standings"]
    assert [one["place"] for one in standings] == [2, 1]
    assert standings[1]["distance"] > standings[0]["distance"]


def test_a_simulation_that_breaks_is_put_right_counted_and_told(monkeypatch: pytest.MonkeyPatch) -> None:
    race = Race(plan(walker()))
    run(race, 1.0)
    with monkeypatch.context() as broken:
        broken.setattr(racer, "rest_broken", lambda *_: np.zeros(1, dtype=np.intp))
        happened = race.advance()
    assert {one.event for one in happened} == {"fell", "recovered"}
    assert seen(race).creatures[0].status == Status.RUNNING
    falls = race.standings()["standings"][0]["falls"]
    assert falls >= 1
    run_until(race, "finished", 20.0)
    with monkeypatch.context() as broken:
        broken.setattr(racer, "rest_broken", lambda *_: np.zeros(1, dtype=np.intp))
        race.advance()
    # Who has arrived stays at the finish, and no fall is counted any more.
    state = seen(race).creatures[0]
    assert state.status == Status.FINISHED
    assert state.root[0] == pytest.approx(race.racers[0].course.length, abs=1e-3)
    assert race.standings()["standings"][0]["falls"] == falls


def test_lanes_lie_side_by_side_or_on_each_other() -> None:
    apart = Race(plan(walker(), walker(), walker())).started()["creatures"]
    width = Race(plan(walker())).started()["course"]["width"]
    offsets = [one["lane_offset_y"] for one in apart]
    assert offsets[0] == 0.0
    assert all(first - second > width for first, second in itertools.pairwise(offsets))
    together = Race(plan(walker(), walker(), one_lane=True)).started()
    assert [one["lane_offset_y"] for one in together["creatures"]] == [0.0, 0.0]


def test_creatures_of_all_sizes_are_shown_on_lanes_of_one_length() -> None:
    race = Race(plan(entrant("Walker"), entrant("Bittle"), course=short_course("Beams", 12.0), difficulty=0.5))
    started = race.started()
    humanoid, bittle = started["creatures"]
    legs = [one.content.body.leg_length for one in race.plan.entrants]
    assert (humanoid["scale"], bittle["scale"]) == (1.0, pytest.approx(legs[0] / legs[1]))
    lanes = [started["courses"][one["course"]] for one in (humanoid, bittle)]
    assert lanes[0]["length"] == lanes[1]["length"] == started["course"]["length"]
    # Beams go by how tall a body is, so they hang lower for the flat one.
    assert humanoid["course"] != bittle["course"]
    ours, theirs = (np.array(lane["boxes"]) for lane in lanes)
    assert (theirs[ours[:, 6] == 9.0, 2] < ours[ours[:, 6] == 9.0, 2]).all()
    state = seen(race)
    links = race.plan.entrants[1].content.body.links
    offset = np.linalg.norm(links[1].position) * bittle["scale"]
    assert np.linalg.norm(state.creatures[1].positions[1]) == pytest.approx(offset, abs=1e-3)
    # What it runs is its own size.
    assert race.racers[1].course.scale == pytest.approx(legs[1])


def test_a_steered_creature_senses_the_players_command(tmp_path: Path) -> None:
    task = "QuadrupedSteer"
    command = block_start(task, "command")
    # The first action shows the commanded speed, the second the sine of the heading error.
    weights = {(command, 0): 0.2, (command + 1, 1): 0.5}
    told = linear_brain(tmp_path / "brain.onnx", sizes_of(task), weights)
    race = Race(plan(entrant(task, told), course=load_course("Field")))
    steered = race.racers[0]
    assert steered.steerable
    slow, fast = load_task(task).command.target_speed
    axes = [axis.neutral_deg for axis in race.plan.entrants[0].content.body.axes]

    def actions() -> np.ndarray:
        joints = steered.engine.state.joint_position[0] - np.radians(axes)
        return joints[:2]

    def after(speed: float, heading: float) -> np.ndarray:
        steered.steer(speed, heading)
        run(race, 1.6)
        return actions().copy()

    straight, hurry, left, right = after(0.0, 0.0), after(1.0, 0.0), after(0.0, 0.5), after(0.0, -0.5)
    assert hurry[0] > straight[0] + 0.1 * (fast - slow) * 0.2
    assert left[1] > straight[1] > right[1]
    assert left[1] - right[1] > 0.05


def test_a_task_without_a_range_of_commands_is_not_steerable() -> None:
    race = Race(plan(walker()))
    assert not race.racers[0].steerable
    assert not race.started()["creatures"][0]["steerable"]


def test_a_brain_that_does_not_fit_is_refused() -> None:
    with pytest.raises(BrainError, match="obs_0"):
        Race(plan(entrant("Bittle", "QuadrupedFlat")))


def test_a_boulder_flies_where_it_is_thrown_and_knocks_its_target() -> None:
    race = Race(plan(entrant("QuadrupedFlat", name="a"), entrant("QuadrupedFlat", name="b")))
    run(race, 0.2)
    calm = seen(race).creatures[1].root.copy()
    lane = race.offsets[1]
    assert seen(race).boulders.radii.tolist() == []
    race.throw((calm[0] - 3.0, lane, calm[2] + 0.3), (8.0, 0.0, 1.0))
    run(race, 0.1)
    ball = seen(race).boulders
    assert ball.positions[0, 0] == pytest.approx(calm[0] - 3.0 + 0.1 * 8.0, abs=1e-3)
    assert ball.positions[0, 1] == pytest.approx(lane, abs=1e-3)
    assert ball.radii[0] == pytest.approx(0.15 * 0.46, rel=1e-4)
    run(race, 0.6)
    first, second = seen(race).creatures
    assert second.root[0] - calm[0] > 0.02, "the one in its way is knocked forward"
    assert abs(first.root[0]) < 0.02, "the other stands as it stood"


def test_a_boulder_falls_faster_where_a_creature_is_shown_larger() -> None:
    race = Race(plan(entrant("QuadrupedFlat", name="a"), entrant("Bittle", name="b")))
    run(race, TICK)
    start = (-1.0, race.offsets[1], 1.5)
    race.throw(start, (0.0, 0.0, 0.0))
    run(race, 0.1)
    fallen = start[2] - seen(race).boulders.positions[0, 2]
    assert race.started()["creatures"][1]["scale"] > 3.0
    assert fallen == pytest.approx(0.5 * 9.81 * race.started()["creatures"][1]["scale"] * 0.1**2, rel=0.06)


def test_boulders_are_thrown_again_when_all_are_out() -> None:
    race = Race(plan(entrant("QuadrupedFlat")))
    most = race.started()["boulders"]
    for number in range(most + 2):
        race.throw((-2.0, 0.5, 2.0 + 0.3 * number), (0.0, 0.0, 0.0))
        run(race, TICK)
    balls = seen(race).boulders
    assert len(balls.radii) == most
    assert balls.positions[0, 2] == pytest.approx(2.0 + 0.3 * most, abs=0.05)


def test_the_tasks_of_a_race_differ_only_in_their_creatures() -> None:
    task = load_task("QuadrupedSteer")
    chance = replace(task.randomisation, friction=Vector2(0.5, 1.5), push_speed=2.0, joint_noise_deg=20.0)
    raced = race_task(replace(task, randomisation=chance)).randomisation
    assert raced.friction == Vector2(1.0, 1.0)
    assert raced.push_speed == 0.0
    assert raced.joint_noise_deg == 3.0


@pytest.mark.parametrize("physics_step", [1 / 60, 1 / 120, 0.008, 0.005])
def test_a_creature_lives_as_long_as_the_clock_runs(physics_step: float, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also with physics steps that do not go into the clock's 0.02 s."""
    one = walker()
    content = replace(one.content, task=replace(one.content.task, physics_step=physics_step))
    race = Race(plan(replace(one, content=content)))
    engine, lived = race.racers[0].engine, 0.0
    step = engine.step

    def counted(control: np.ndarray, steps: int) -> None:
        nonlocal lived
        lived += steps * physics_step
        step(control, steps)

    monkeypatch.setattr(engine, "step", counted)
    run(race, 1.0)
    race.close()
    assert lived == pytest.approx(1.0, abs=physics_step)


def test_a_boulder_thrown_at_one_that_has_long_rested_behind_the_finish_falls() -> None:
    race = Race(plan(walker(), entrant("QuadrupedFlat", name="two")))
    run_until(race, "finished", 10.0)
    run(race, 2.0 * racer.RUN_OUT)
    finished = seen(race).creatures[0]
    assert finished.status == Status.FINISHED
    x, y, z = finished.root
    race.throw((x, y, z + 2.0), (0.0, 0.0, 0.0))
    run(race, 1.0)
    boulders = seen(race).boulders
    # From two metres it takes 0.6 s to the ground, or to the creature's back.
    assert boulders.positions[0, 2] < z + boulders.radii[0] + 0.3
