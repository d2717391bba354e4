"""Brains that are the mean over the policies of the latest updates."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
import pytest
import torch
import yaml
from clamber.learning.averaging import PolicyAverage
from clamber.learning.configuration import read_configuration
from clamber.learning.learner import Learner
from clamber.learning.results import read_checkpoint
from clamber.learning.settings import Hyperparameters, TrainerSettings
from clamber.learning.train import TrainArguments, train

SIZES = {"obs_0": 54, "obs_1": 78}
#: A checkpoint after every update, and three updates to average over.
DOCUMENT: dict[str, Any] = {
    "behaviors": {
        "QuadrupedFlat": {
            "trainer_type": "clamber",
            "hyperparameters": {
                "num_epoch": 2, "num_minibatches": 2, "proprioception_units": [16], "terrain_units": [8],
                "trunk_units": [16], "average_updates": 3,
            },
            "max_steps": 240, "time_horizon": 8, "checkpoint_interval": 48, "keep_checkpoints": 9,
        }
    },
    "env_settings": {"env_args": ["--task", "QuadrupedFlat", "--agents", "6"]},
}  # fmt: skip


@pytest.fixture(scope="module")
def arguments(tmp_path_factory: pytest.TempPathFactory) -> TrainArguments:
    """What the runs of these tests are told."""
    folder = tmp_path_factory.mktemp("averaging")
    (folder / "tiny.yaml").write_text(yaml.safe_dump(DOCUMENT))
    return TrainArguments(folder / "tiny.yaml", seed=4, run_id="whole", results_dir=folder, threads=2)


@pytest.fixture(scope="module")
def run(arguments: TrainArguments) -> Path:
    """A run of five updates."""
    assert train(arguments) == 0
    return arguments.results_dir / "whole"


def policies(run: Path) -> list[dict[str, torch.Tensor]]:
    """The weights after each update."""
    steps = range(48, 288, 48)
    found = [read_checkpoint(run / f"QuadrupedFlat/QuadrupedFlat-{at}.pt") for at in steps]
    return [checkpoint["learner"]["actor_state_dict"] for checkpoint in found]


def test_a_brain_is_the_mean_of_the_latest_policies(run: Path) -> None:
    """Over the first three alike, then a third of each new one; training goes on from the last, not from the mean."""
    first, second, third, fourth, fifth = (
        {name: value.double() for name, value in policy.items()} for policy in policies(run)
    )
    settings = read_configuration(run / "configuration.yaml").trainer
    learner = Learner(settings, SIZES, actions=12, agents=6, seed=1)
    expected = dict(policies(run)[-1])
    for name in expected:
        if expected[name].is_floating_point():
            begun = (first[name] + second[name] + third[name]) / 3.0
            expected[name] = ((begun * 2.0 / 3.0 + fourth[name] / 3.0) * 2.0 / 3.0 + fifth[name] / 3.0).float()
    learner.actor.load_state_dict(expected)
    draws = torch.Generator().manual_seed(1)
    seen = [torch.randn(32, size, generator=draws) for size in SIZES.values()]
    session = onnxruntime.InferenceSession(str(run / "QuadrupedFlat.onnx"), providers=["CPUExecutionProvider"])
    inputs = {name: values.numpy() for name, values in zip(SIZES, seen, strict=True)}
    (action,) = session.run(["deterministic_continuous_actions"], inputs)
    np.testing.assert_allclose(action, learner.mean_action(seen).clamp(-1.0, 1.0).numpy(), atol=1e-5)
    learner.actor.load_state_dict(policies(run)[-1])
    assert np.abs(action - learner.mean_action(seen).clamp(-1.0, 1.0).numpy()).max() > 1e-3


def test_a_resumed_run_goes_on_with_the_mean(arguments: TrainArguments, run: Path, tmp_path: Path) -> None:
    """To the bit, and so is its brain."""
    for steps, resume in ((144, False), (240, True)):
        told = TrainArguments(
            arguments.config, seed=4, run_id="cut", results_dir=tmp_path, threads=2, max_steps=steps, resume=resume
        )
        assert train(told) == 0
    folders = (run, tmp_path / "cut")
    one, other = (read_checkpoint(path / "QuadrupedFlat/checkpoint.pt")["learner"]["average"] for path in folders)
    assert one["seen"] == other["seen"] == 5
    assert all(torch.equal(value, other["mean"][name]) for name, value in one["mean"].items())


def test_a_policy_that_was_not_seen_yet_is_its_own_mean() -> None:
    """So a run that is stopped before its first update has a brain all the same."""
    settings = TrainerSettings("A", Hyperparameters(average_updates=5))
    learner = Learner(settings, {"obs_0": 3}, actions=2, agents=4, seed=1)
    assert learner.deployed() is learner.actor
    average = PolicyAverage(5)
    average.load_state(learner.state()["average"])
    assert average.policy(learner.actor) is learner.actor
