"""The best runs, kept and shown again."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from clamber.assets.loading import load_course
from clamber.game import ghosts
from clamber.game.data_folder import data_folder
from clamber.game.ghosts import Ghost, GhostStore
from clamber.game.messages import CreatureState, Flags, Status, creature_size, pack_creature, unpack_state
from clamber.game.race import Race

from tests.game.races import plan, run, run_until, walker

COURSE = load_course("Flat")
LINKS = 13


def made(time: float, frames: int = 3) -> Ghost:
    still = CreatureState(
        Status.RUNNING, np.zeros(4, bool), np.ones(3), np.zeros((LINKS, 3)), np.tile([1.0, 0.0, 0.0, 0.0], (LINKS, 1))
    )
    return Ghost("Quadruped", "QuadrupedFlat", "B", "Bo", time, 0.5, 1.0, LINKS, frames * pack_creature(still))


def test_the_better_run_is_kept(tmp_path: Path) -> None:
    store = GhostStore(tmp_path / "ghosts")
    assert store.best(COURSE, 1, 0.5) is None
    assert store.keep(COURSE, 1, 0.5, made(12.0))
    assert not store.keep(COURSE, 1, 0.5, made(13.0))
    assert store.keep(COURSE, 1, 0.5, made(11.0))
    assert store.best(COURSE, 1, 0.5) == made(11.0)


def test_another_course_seed_or_difficulty_has_a_best_of_its_own(tmp_path: Path) -> None:
    store = GhostStore(tmp_path)
    store.keep(COURSE, 1, 0.5, made(12.0))
    assert store.best(COURSE, 2, 0.5) is None
    assert store.best(COURSE, 1, 0.25) is None
    assert store.best(replace(COURSE, length=59.0), 1, 0.5) is None


def test_the_ghost_not_beaten_for_longest_is_forgotten_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ghosts, "MOST_GHOSTS", 3)
    store = GhostStore(tmp_path)
    (tmp_path / "notes.txt").write_text("a player's own")

    def keep(seed: int, time: float, day: int) -> None:
        """Keeps a run as if on some day."""
        before = {path: path.stat().st_mtime_ns for path in tmp_path.glob("*.ghost")}
        assert store.keep(COURSE, seed, 0.5, made(time))
        assert store.best(COURSE, seed, 0.5) is not None, "the newest stays"
        (changed,) = (path for path in tmp_path.glob("*.ghost") if path.stat().st_mtime_ns != before.get(path))
        os.utime(changed, (86_400 * day, 86_400 * day))

    def kept() -> list[int]:
        return [seed for seed in range(6) if store.best(COURSE, seed, 0.5) is not None]

    for seed in (2, 0, 1):
        keep(seed, 12.0, day=1 + seed)
    assert kept() == [0, 1, 2]
    keep(0, 11.0, day=4)
    keep(3, 12.0, day=5)
    assert kept() == [0, 2, 3], "the one of seed 0 had been beaten since"
    keep(4, 12.0, day=6)
    keep(5, 12.0, day=7)
    assert kept() == [3, 4, 5]
    assert (tmp_path / "notes.txt").exists()


@pytest.mark.parametrize(
    "spoil",
    [
        lambda content: b"",
        lambda content: b"rubbish",
        lambda content: content[: len(content) // 2],
        lambda content: content[:40] + b"\xff\xff\xff" + content[43:],
    ],
)
def test_a_file_that_cannot_be_read_counts_as_none_and_is_left_alone(
    tmp_path: Path, spoil: Callable[[bytes], bytes]
) -> None:
    store = GhostStore(tmp_path)
    store.keep(COURSE, 1, 0.5, made(12.0))
    (path,) = tmp_path.iterdir()
    spoilt = spoil(path.read_bytes())
    path.write_bytes(spoilt)
    assert store.best(COURSE, 1, 0.5) is None
    assert path.read_bytes() == spoilt


def test_a_ghost_of_a_body_that_has_changed_counts_as_none(tmp_path: Path) -> None:
    store = GhostStore(tmp_path)
    for number, changed in enumerate((replace(made(9.0), body="Nobody"), replace(made(9.0), body="Humanoid"))):
        store.keep(COURSE, number, 0.5, changed)
        assert store.best(COURSE, number, 0.5) is None


def test_a_ghost_is_shown_as_large_as_the_picture_is() -> None:
    larger = made(9.0).shown_at(1.0)
    assert (larger.scale, larger.zoom, larger.count) == (1.0, 2.0, 3)
    assert np.frombuffer(larger.frame(1), "<f4", 3, 4).tolist() == [2.0, 2.0, 2.0]
    assert made(9.0).shown_at(0.5) == made(9.0)


def test_a_ghost_waits_at_the_start_and_stays_at_its_end() -> None:
    frames = made(9.0).frames
    size = creature_size(LINKS)
    marked = b"".join(bytes([index]) + frames[1:size] for index in range(3))
    ghost = replace(made(9.0), frames=marked)
    assert [ghost.frame(index)[0] for index in (-5, 0, 1, 2, 3, 99)] == [0, 0, 1, 2, 2, 2]


def test_the_winner_runs_again_as_a_ghost(tmp_path: Path) -> None:
    store = GhostStore(tmp_path)
    first = Race(plan(walker("a"), walker("b")))
    assert first.take_winner() is None
    won = run_until(first, "finished", 20.0)[-1]
    winner = first.take_winner()
    assert winner is not None
    assert first.take_winner() is None, "it is told once"
    assert winner.name == "ab"[won.creature]
    assert winner.count == round(winner.time / 0.02)
    assert store.keep(first.plan.course, 1, 0.0, winner)

    again = Race(plan(walker("c"), countdown=0.1), store.best(first.plan.course, 1, 0.0))
    started = again.started()
    assert started["best"] == pytest.approx(winner.time)
    assert [one["ghost"] for one in started["creatures"]] == [False, True]
    run(again, 0.1 + winner.time)
    state = unpack_state(again.state())
    assert state.flags & Flags.GHOST
    assert state.creatures[1].root[0] == pytest.approx(first.racers[won.creature].course.length, abs=0.1)
    assert len(again.standings()["standings"]) == 1, "a ghost has no place"


def test_a_ghost_is_where_its_run_was_at_the_same_time() -> None:
    first = Race(plan(walker(), countdown=0.1))
    run_until(first, "finished", 20.0)
    again = Race(plan(walker(), countdown=0.1), first.take_winner())
    for _ in range(60):
        again.advance()
        runner, ghost = unpack_state(again.state()).creatures
        assert again.time <= 0.0 or np.array_equal(runner.root, ghost.root)
    assert again.time > 1.0


def test_data_goes_where_the_user_says(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("CLAMBER_DATA", str(tmp_path / "here"))
    assert data_folder() == tmp_path / "here"
    monkeypatch.delenv("CLAMBER_DATA")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "xdg"))
    monkeypatch.setattr("sys.platform", "linux")
    assert data_folder() == tmp_path / "xdg" / "clamber"
