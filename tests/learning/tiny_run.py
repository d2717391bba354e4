"""A training of seconds, which has a little of everything, for tests to train."""

from __future__ import annotations

import copy
import os
import signal
from pathlib import Path
from typing import Any

import pytest
import torch
import yaml
from clamber.learning.train import TrainArguments, Training, train

#: 6 agents x 8 decisions a rollout, a checkpoint every other rollout.
DOCUMENT: dict[str, Any] = {
    "behaviors": {
        "QuadrupedFlat": {
            "trainer_type": "clamber",
            "hyperparameters": {
                "num_epoch": 2, "num_minibatches": 2, "proprioception_units": [16], "terrain_units": [8],
                "trunk_units": [16],
            },
            "network_settings": {"normalize": True},
            "max_steps": 288, "time_horizon": 8, "summary_freq": 96, "checkpoint_interval": 96, "keep_checkpoints": 2,
        }
    },
    "environment_parameters": {
        "friction": {"sampler_type": "uniform", "sampler_parameters": {"min_value": 0.6, "max_value": 1.2}},
        "mass_scale": {
            "curriculum": [
                {
                    "name": "Light", "value": 0.9,
                    "completion_criteria": {"measure": "progress", "behavior": "QuadrupedFlat", "threshold": 0.5},
                },
                {"name": "Heavy", "value": 1.1},
            ]
        },
    },
    "env_settings": {"env_args": ["--task", "QuadrupedFlat", "--agents", "6"]},
}  # fmt: skip


def config(folder: Path, **changes: Any) -> Path:
    """Writes the configuration; ``changes`` replace entries of its behavior."""
    document = copy.deepcopy(DOCUMENT)
    document["behaviors"]["QuadrupedFlat"].update(changes)
    path = folder / "tiny.yaml"
    path.write_text(yaml.safe_dump(document))
    return path


def arguments(folder: Path, run_id: str, **changes: Any) -> TrainArguments:
    """What ``clamber train`` is told."""
    path = changes.pop("config", None) or config(folder)
    return TrainArguments(path, seed=changes.pop("seed", 4), run_id=run_id, results_dir=folder, threads=2, **changes)


def same(one: Any, other: Any) -> bool:
    """Whether two checkpoints hold the same, tensors to the bit; not, by which commands they came about."""
    if isinstance(one, torch.Tensor):
        return torch.equal(one, other)
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one if key != "commands")
    if isinstance(one, list):
        return len(one) == len(other) and all(map(same, one, other))
    return bool(one == other)


def train_until(told: TrainArguments, steps: int) -> None:
    """Runs a training that Ctrl-C reaches when so many steps are done."""
    record = Training._next_lessons

    def interrupt(training: Training, ended: dict[str, Any]) -> None:
        record(training, ended)
        if training.steps == steps:
            os.kill(os.getpid(), signal.SIGINT)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Training, "_next_lessons", interrupt)
        assert train(told) == 0
