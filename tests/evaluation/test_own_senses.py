"""Brains of different senses in one world."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from clamber.assets.loading import load_task
from clamber.evaluation.brain import BrainError
from clamber.evaluation.own_senses import in_the_world_of, sensor_sizes
from clamber.evaluation.robustness import Contestant, Factor, robustness

SIZES = {name: tuple(sensor_sizes(load_task(name)).values()) for name in ("QuadrupedFlat", "Quadruped", "Walker")}


def test_a_brain_keeps_its_senses_in_another_world(make_brain: Callable[..., Path]) -> None:
    path = make_brain(SIZES["Quadruped"], 12, metadata={"task": "Quadruped"})
    world, senses = in_the_world_of(path, "QuadrupedFlat")
    own, asked = load_task("Quadruped"), load_task("QuadrupedFlat")
    assert senses == "Quadruped"
    assert (world.observations, world.terrain, world.control) == (own.observations, own.terrain, own.control)
    assert (world.course, world.endings, world.randomisation) == (asked.course, asked.endings, asked.randomisation)


def test_a_brain_that_fits_lives_what_is_asked(make_brain: Callable[..., Path]) -> None:
    path = make_brain(SIZES["QuadrupedFlat"], 12, metadata={"task": "Quadruped"})
    assert in_the_world_of(path, "QuadrupedFlat") == (load_task("QuadrupedFlat"), "")


@pytest.mark.parametrize("told", [{}, {"task": "NoSuch"}, {"task": "QuadrupedFlat"}])
def test_what_a_brain_does_not_say_is_not_guessed(make_brain: Callable[..., Path], told: dict[str, str]) -> None:
    path = make_brain(SIZES["Quadruped"], 12, metadata=told)
    with pytest.raises(BrainError, match="obs_1 has 272 values; the task's sensor has 78, and the brain names no"):
        in_the_world_of(path, "QuadrupedFlat")


def test_another_body_is_refused_before_anything_is_lived(
    make_brain: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = make_brain(SIZES["QuadrupedFlat"], 12, path=tmp_path / "first.onnx")
    walker = make_brain(SIZES["Walker"], 21, metadata={"task": "Walker"})
    monkeypatch.setattr("clamber.evaluation.robustness.live_episodes", lambda *_: pytest.fail("lived"))
    mass = Factor("mass", (1.5,), "times", parameter="mass_scale")
    with pytest.raises(BrainError, match=r"brain\.onnx: input obs_0 has 79 values; the task's sensor has 54, and"):
        robustness([Contestant("a", first), Contestant("b", walker)], "QuadrupedFlat", episodes=1, factors=[mass])
