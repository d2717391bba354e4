"""Evaluation of brains whose behaviour is known, and refusal of those that do not fit."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from clamber.evaluation.brain import Brain, BrainError
from clamber.evaluation.episodes import UNSEEN_SEEDS
from clamber.evaluation.evaluate import evaluate
from clamber.tasks.environment import ClamberVectorEnv

BrainMaker = Callable[..., Path]


def sizes_of(task: str) -> tuple[tuple[int, int], int]:
    env = ClamberVectorEnv(task, 1, seed=0)
    try:
        observations, _ = env.reset()
        return (observations["proprioception"].shape[1], observations["terrain"].shape[1]), env.measures.actions
    finally:
        env.close()


def test_a_brain_that_stands_still_never_falls_and_gets_nowhere(make_brain: BrainMaker) -> None:
    sizes, actions = sizes_of("QuadrupedFlat")
    summary = evaluate(make_brain(sizes, actions), "QuadrupedFlat", episodes=6, seed=3)
    assert summary["episodes"] == 6
    assert summary["fell"]["share"] == 0.0
    assert abs(summary["distance"]["mean"]) < 0.5
    assert summary["action_jitter"]["mean"] == 0.0
    assert summary["course_seeds"] == list(UNSEEN_SEEDS)


def test_same_seed_same_figures(make_brain: BrainMaker) -> None:
    sizes, actions = sizes_of("PlanarHurdles")
    brain = make_brain(sizes, actions, value=0.3)
    first, second = (evaluate(brain, "PlanarHurdles", episodes=4, seed=5) for _ in range(2))
    assert first == second
    assert evaluate(brain, "PlanarHurdles", episodes=4, seed=6) != first


def test_every_agent_lives_equally_many_episodes(make_brain: BrainMaker) -> None:
    sizes, actions = sizes_of("PlanarHurdles")
    summary = evaluate(make_brain(sizes, actions, value=1.0), "PlanarHurdles", episodes=130, seed=1)
    assert summary["episodes"] == 256  # 128 agents, twice each


def test_figures_are_written_as_json(
    make_brain: BrainMaker, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sizes, actions = sizes_of("PlanarHurdles")
    summary = evaluate(make_brain(sizes, actions), "PlanarHurdles", episodes=2)
    show(summary, tmp_path / "figures.json")
    assert json.loads((tmp_path / "figures.json").read_text()) == json.loads(json.dumps(summary))
    assert "distance" in capsys.readouterr().out


def test_actions_are_held_within_one(make_brain: BrainMaker) -> None:
    brain = Brain(make_brain((5, 4), 3, value=7.0), (5, 4), 3)
    assert (brain.act(np.zeros((2, 5), np.float32), np.zeros((2, 4), np.float32)) == 1.0).all()


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        ({"sizes": (6, 4)}, "obs_0 has 6 values; the task's sensor has 5"),
        ({"sizes": (5,)}, "obs_1 is missing"),
        ({"sizes": (5, 4, 2)}, "obs_2 is not one"),
        ({"actions": 2}, "makes 2 actions; the task takes 3"),
        ({"version": 2.0}, "version_number is 2; must be 3"),
        ({"drop": "memory_size"}, "output memory_size is missing"),
    ],
)
def test_a_brain_that_does_not_fit_is_refused_in_one_line(
    make_brain: BrainMaker, spoil: dict[str, Any], told: str
) -> None:
    path = make_brain(**{"sizes": (5, 4), "actions": 3, **spoil})
    with pytest.raises(BrainError) as caught:
        Brain(path, (5, 4), 3)
    assert told in str(caught.value)
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_file_that_is_no_brain_is_refused_in_one_line(tmp_path: Path) -> None:
    path = tmp_path / "notes.onnx"
    path.write_text("not a brain")
    with pytest.raises(BrainError, match="not a brain"):
        Brain(path, (5, 4), 3)
