"""Agents that begin shortly before the place where one failed."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from clamber.assets.fields import Vector2
from clamber.assets.loading import load_task
from clamber.assets.task import Curriculum, CurriculumMode, TaskSpec
from clamber.tasks import second_chances
from clamber.tasks.environment import ClamberVectorEnv
from clamber.tasks.snapshot import restore, snapshot
from numpy.typing import NDArray

from tests.tasks.examples import a_task, fake_environment

AGENTS = 6
#: Random actions fail within a second.
LEAD, INTERVAL = (0.1, 0.4), 0.04


@pytest.fixture(autouse=True)
def _sooner(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(second_chances, "LEAD", LEAD)
    monkeypatch.setattr(second_chances, "INTERVAL", INTERVAL)


def failing(name: str = "Quadruped") -> TaskSpec:
    """A task in which random actions soon fail, with all that an agent can have in its memory."""
    task = load_task(name)
    return replace(
        task,
        endings=replace(task.endings, fell_over_tilt_deg=12.0, stuck_seconds=1.0, time_limit=6.0),
        curriculum=Curriculum(CurriculumMode.PER_AGENT, difficulty=0.5, step=0.1, promote=0.5, demote=0.25),
        randomisation=replace(task.randomisation, friction=Vector2(0.5, 1.0), action_delay=Vector2(0, 2)),
    )


def gentle(chance: np.random.Generator, env: ClamberVectorEnv) -> NDArray[np.float32]:
    """Random actions under which a body stands for a while."""
    return chance.uniform(-0.4, 0.4, (env.num_envs, env.measures.actions)).astype(np.float32)


def environment(share: float | None, agents: int = AGENTS, threads: int = 1) -> ClamberVectorEnv:
    """Failing quadrupeds with so many second chances, about to begin."""
    env = ClamberVectorEnv(failing(), agents, seed=5, threads=threads)
    env.set_parameters(second_chances=share)
    env.reset()
    return env


def live_a_while(env: ClamberVectorEnv, seed: int) -> np.random.Generator:
    """Lets some decisions pass, until there are second chances; returns what they were drawn with."""
    chance = np.random.default_rng(seed)
    for _ in range(250):
        env.step(gentle(chance, env))
    return chance


def live_alike(env: ClamberVectorEnv, other: ClamberVectorEnv, chance: np.random.Generator, decisions: int) -> None:
    """Two environments under the same actions tell the same, to the bit."""
    for _ in range(decisions):
        actions = gentle(chance, env)
        one, another = env.step(actions), other.step(actions)
        assert all((one[0][name] == another[0][name]).all() for name in one[0])
        assert (one[1] == another[1]).all()
        assert (one[2] == another[2]).all()
        assert ("totals" in one[4]) == ("totals" in another[4])
        if "totals" in one[4]:
            assert (one[4]["_totals"] == another[4]["_totals"]).all()


@pytest.mark.parametrize("room", [512, 4])
def test_who_begins_again_is_where_somebody_was(room: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """State, course and observations of a second chance are, to the bit, those of some agent some decisions earlier,
    in a pool that is never full or always.
    """
    monkeypatch.setattr(second_chances, "ROOM", room)
    env = environment(1.0)
    chance = np.random.default_rng(0)
    past: list[tuple[NDArray[np.float64], NDArray[np.float32], NDArray[np.int64], NDArray[np.int64]]] = []
    found = 0
    for _ in range(400):
        observations, _, terminated, truncated, _ = env.step(gentle(chance, env))
        assert env.second_chances is not None
        again = np.flatnonzero((terminated | truncated) & env.second_chances.relived)
        rows = env.engine._rows  # type: ignore[attr-defined]
        for agent in again:
            alike = [
                (seen[index], course[index], elapsed[index])
                for state, seen, course, elapsed in past
                for index in range(AGENTS)
                if np.array_equal(state[index], rows[agent])
            ]
            assert alike
            seen, course, elapsed = alike[0]
            assert (seen == observations["terrain"][agent]).all()
            assert course == env.courses.seed[agent]
            assert elapsed == env._elapsed[agent] > 0
            found += 1
        past.append((rows.copy(), observations["terrain"].copy(), env.courses.seed.copy(), env._elapsed.copy()))
    env.close()
    assert found > 20


def test_it_is_shortly_before_a_failure() -> None:
    """A failure's moment is LEAD[0] to LEAD[1] seconds older than the failure or the end of progress before it."""
    env = environment(1e-9)
    chance = np.random.default_rng(1)
    ages: dict[float, int] = {}
    found = 0
    for _ in range(2000):
        before = env.second_chances._counts[1]  # type: ignore[union-attr]
        lived, waited = env._elapsed + 1, env._stuck._waited + 1
        _, _, terminated, _, _ = env.step(gentle(chance, env))
        after = env.second_chances._counts[1]  # type: ignore[union-attr]
        pool = env.second_chances._pool  # type: ignore[union-attr]
        # Moments enter in the order of the agents, where not all do it is not known whose they are.
        failed = np.flatnonzero(terminated)
        if after - before == len(failed) > 0:
            for place, agent in zip(range(before, after), failed, strict=True):
                age = (lived[agent] - pool["._elapsed"][place]) * env.dt
                still = max(0, waited[agent] - 1) * env.dt
                assert LEAD[0] + still - INTERVAL <= age <= LEAD[1] + still + 2.0 * INTERVAL
                ages[round(age, 2)] = ages.get(round(age, 2), 0) + 1
                found += 1
    env.close()
    assert found > 20
    assert len(ages) > 5


def test_who_fails_soon_at_a_second_chance_leaves_nothing_behind() -> None:
    """A moment from which nobody can be saved would fill the pool with its like; who lived longer leaves one."""
    env = environment(1.0)
    chance = np.random.default_rng(6)
    lived = np.zeros(AGENTS)
    soon = late = 0
    for _ in range(800):
        chances = env.second_chances
        assert chances is not None
        before, again = chances._counts[1], chances.relived.copy()
        _, _, terminated, truncated, _ = env.step(gentle(chance, env))
        lived += env.dt
        if len(failed := np.flatnonzero(terminated)) and again[failed].all():
            put_in = chances._counts[1] - before
            if (lived[failed] < LEAD[1] - INTERVAL).all():
                assert put_in == 0
                soon += 1
            elif (lived[failed] > LEAD[1] + 2.0 * INTERVAL + env.task.endings.stuck_seconds).all():
                assert put_in == len(failed)
                late += 1
        lived[terminated | truncated] = 0.0
    env.close()
    assert soon > 20 and late > 0


def test_nothing_is_told_of_them() -> None:
    """Totals and curriculum come from whole episodes alone; final observations are there for all that ended."""
    env = environment(1.0)
    chance = np.random.default_rng(2)
    told = relived = 0
    for _ in range(400):
        was = env.second_chances.relived.copy()  # type: ignore[union-attr]
        own = env.courses.own_difficulty.copy()
        _, _, terminated, truncated, infos = env.step(gentle(chance, env))
        done = terminated | truncated
        if done.any():
            assert (infos["_final_obs"] == done).all()
            assert (infos["_totals"] == (done & ~was)).all()
            told += int(infos["_totals"].sum())
            relived += int((done & was).sum())
        assert (own == env.courses.own_difficulty)[was | ~done].all()
    env.close()
    assert told >= AGENTS
    assert relived > 20


def test_the_share_is_kept_and_given_back() -> None:
    """About the share asked for begins in the middle; none at 0, none after an explicit reset, none once given back."""
    chance = np.random.default_rng(3)
    env = environment(0.5, agents=32)
    counts = np.zeros(2, dtype=int)
    for decision in range(500):
        _, _, terminated, truncated, _ = env.step(gentle(chance, env))
        done = terminated | truncated
        if decision > 200:
            relived = env.second_chances.relived[done]  # type: ignore[union-attr]
            counts += [len(relived), int(relived.sum())]
    assert 0.4 < counts[1] / counts[0] < 0.6
    env.reset()
    assert not env.second_chances.relived.any()  # type: ignore[union-attr]
    env.set_parameters(second_chances=None)
    for _ in range(200):
        _, _, terminated, truncated, _ = env.step(gentle(chance, env))
        assert not env.second_chances.relived[terminated | truncated].any()  # type: ignore[union-attr]
    env.close()


def test_a_seed_begins_everything_anew() -> None:
    """The pool too: the same seed and actions are the same bits."""
    env = environment(1.0)
    lives, relived = [], False
    for _ in range(2):
        env.reset(seed=8)
        chance, seen = np.random.default_rng(9), []
        for _ in range(300):
            seen.append(env.step(gentle(chance, env))[0]["proprioception"])
            relived |= bool(env.second_chances.relived.any())  # type: ignore[union-attr]
        lives.append(np.stack(seen))
    env.close()
    assert relived
    assert (lives[0] == lives[1]).all()


def test_velocities_before_a_second_chance_are_those_that_were_before_its_moment() -> None:
    """Jerk is worked out from the two decisions before."""
    env = environment(1.0)
    chance, found = np.random.default_rng(7), 0
    past: list[tuple[NDArray[np.float64], NDArray[np.float64]]] = []
    for _ in range(300):
        before = env.moment.previous_joint_velocity.copy()
        _, _, terminated, truncated, _ = env.step(gentle(chance, env))
        rows = env.engine._rows  # type: ignore[attr-defined]
        for agent in np.flatnonzero((terminated | truncated) & env.second_chances.relived):  # type: ignore[union-attr]
            (earlier,) = (
                old[index] for state, old in past for index in range(AGENTS) if (state[index] == rows[agent]).all()
            )
            assert (env.moment.earlier_joint_velocity[agent] == earlier).all()
            assert (env.moment.previous_joint_velocity[agent] == env.engine.state.joint_velocity[agent]).all()
            found += 1
        begun = terminated | truncated
        past.append((np.where(begun[:, None], np.nan, rows), before))
    env.close()
    assert found > 20


def test_without_it_nothing_changes() -> None:
    """A share of 0 is the environment as it is without, to the bit."""
    plain, zero = environment(None), environment(0.0)
    chance = np.random.default_rng(4)
    for _ in range(150):
        actions = gentle(chance, plain)
        for one, other in zip(plain.step(actions)[:4], zero.step(actions)[:4], strict=True):
            if isinstance(one, dict):
                assert all((one[name] == other[name]).all() for name in one)  # type: ignore[index, call-overload]
            else:
                assert (one == other).all()
    plain.close()
    zero.close()


def test_it_is_taken_up_to_the_bit_whatever_the_threads() -> None:
    """Pool and recent lives belong to a snapshot."""
    env = environment(0.7, threads=2)
    chance = live_a_while(env, 5)
    kept = snapshot(env)
    other = environment(0.7)
    restore(other, kept)
    live_alike(env, other, chance, 250)
    assert env.second_chances.relived.any()  # type: ignore[union-attr]
    assert (env.second_chances.relived == other.second_chances.relived).all()  # type: ignore[union-attr]
    env.close()
    other.close()


def test_a_lesson_that_gives_none_any_more_is_taken_up_to_the_bit() -> None:
    """Rests that an earlier lesson began are under way."""
    env = environment(1.0)
    chance = live_a_while(env, 5)
    env.set_parameters(second_chances=0.0)
    kept = snapshot(env)
    assert kept["second_chances.relived"].any()
    other = environment(0.0)
    restore(other, kept)
    live_alike(env, other, chance, 100)
    env.close()
    other.close()


@pytest.mark.parametrize(("asked", "stuck_seconds"), [(None, 1.0), (1.0, 2.0)])
def test_where_they_are_not_taken_up_who_is_in_one_starts_over(asked: float | None, stuck_seconds: float) -> None:
    """None asked for any more, or others: their rests would count as whole episodes of agents' own difficulties."""
    env = environment(1.0)
    live_a_while(env, 6)
    chances = env.second_chances
    assert chances is not None
    chances.plan(np.arange(AGENTS))  # some moments are in the pool: all begin at one
    kept = snapshot(env)
    env.close()
    relived = kept["second_chances.relived"]
    assert relived.any() and (kept["second_chances.next"] >= 0).all()

    task = replace(failing(), endings=replace(failing().endings, stuck_seconds=stuck_seconds))
    other = ClamberVectorEnv(task, AGENTS, seed=7, threads=1)
    other.set_parameters(second_chances=asked)
    other.reset()
    restore(other, kept)
    assert (other._elapsed[relived] == 0).all() and (other._elapsed[~relived] == kept["._elapsed"][~relived]).all()
    own = other.courses.own_difficulty
    assert (own == kept["courses._own"]).all()
    assert (other.courses.difficulty[relived] == own[relived]).all()
    assert (other.courses._planned == own).all()
    other.close()


def test_agents_that_live_on_begin_no_moment_that_a_seed_has_emptied() -> None:
    """Nor its course: their next one is the one that they would have begun anyway."""
    env = environment(1.0)
    live_a_while(env, 6)
    assert env.second_chances is not None
    env.second_chances.plan(np.arange(AGENTS))
    mask = np.arange(AGENTS) == 0
    env.reset(seed=11, options={"reset_mask": mask})
    planned = env.courses._planned_seed.copy()
    assert (env.courses._planned == env.courses.own_difficulty).all()
    env.set_parameters(second_chances=0.0)  # which plans anew
    assert (planned[1:] == env.courses._planned_seed[1:]).all()
    env.close()


def test_an_engine_that_does_not_tell_its_state_is_refused() -> None:
    """In one line that says so."""
    env, _ = fake_environment(a_task())
    with pytest.raises(ValueError, match="second_chances: not allowed with this engine; only with mujoco"):
        env.set_parameters(second_chances=0.5)
