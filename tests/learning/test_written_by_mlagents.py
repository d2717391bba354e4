"""What mlagents-learn leaves in the results of a run is understood by runs that begin with it."""

from __future__ import annotations

import copy
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml
from clamber.learning.configuration import check_configuration, read_configuration
from clamber.learning.results import RunFolder, checkpoint_bytes, read_checkpoint
from clamber.learning.train import TrainArguments, Training, train

from tests.learning.tiny_run import DOCUMENT

stock = pytest.importorskip("mlagents.trainers.settings")
PARAMETERS: dict[str, Any] = {
    "friction": {"sampler_type": "gaussian", "sampler_parameters": {"mean": 0.8, "st_dev": 0.1}},
    "motor_strength": {"sampler_type": "multirangeuniform", "sampler_parameters": {"intervals": [[0.8, 0.9], [1, 2]]}},
    "gravity": 9.0,
    **DOCUMENT["environment_parameters"],
}


def write_as_mlagents(document: dict[str, Any], folder: Path) -> None:
    """Writes ``configuration.yaml`` as mlagents-learn does when a training is over."""
    from mlagents.plugins.trainer_type import register_trainer_plugins
    from mlagents.trainers.learn import write_run_options

    register_trainer_plugins()
    write_run_options(str(folder), stock.RunOptions.from_dict(copy.deepcopy(document)))


@pytest.mark.parametrize("network", [{"normalize": False}, {"normalize": True, "memory": {"memory_size": 8}}])
@pytest.mark.parametrize("kind", ["clamber", "ppo"])
def test_its_own_copy_of_a_configuration_says_the_same(kind: str, network: dict[str, Any], tmp_path: Path) -> None:
    """Behavioral cloning and self-play that nobody asked for are null there, and every parameter is a curriculum."""
    document = {**copy.deepcopy(DOCUMENT), "environment_parameters": PARAMETERS}
    entry = document["behaviors"]["QuadrupedFlat"]
    entry |= {"network_settings": network, "reward_signals": {"extrinsic": {"gamma": 0.9}}}
    if kind == "ppo":
        entry |= {"trainer_type": "ppo", "hyperparameters": {"batch_size": 64, "buffer_size": 128, "beta": 0.001}}
    write_as_mlagents(document, tmp_path)
    written = yaml.safe_load((tmp_path / "configuration.yaml").read_text())
    assert written["behaviors"]["QuadrupedFlat"]["self_play"] is None
    found, expected = read_configuration(tmp_path / "configuration.yaml"), check_configuration(document, "x.yaml")
    if kind == "ppo":  # stock's defaults are not Clamber's
        changed = replace(expected.trainer.hyperparameters, epsilon=0.2, lambd=0.95, num_epoch=3, learning_rate=3e-4)
        expected = replace(expected, trainer=replace(expected.trainer, hyperparameters=changed))
    assert (found.trainer, found.environment) == (expected.trainer, expected.environment)
    assert found.parameters == expected.parameters
    assert found.run_id == "ppo"  # which mlagents-learn calls a run without a name


def test_a_run_begins_with_one_of_mlagents_learn(tmp_path: Path) -> None:
    """With counterparts or without: its agents' difficulties are known to nobody, so they begin at the task's."""
    document = copy.deepcopy(DOCUMENT)
    document["behaviors"] = {"Quadruped": {**document["behaviors"]["QuadrupedFlat"], "max_steps": 32}}
    document["env_settings"]["env_args"] = ["--task", "Quadruped", "--agents", "4"]
    path = tmp_path / "tiny.yaml"
    path.write_text(yaml.safe_dump(document))
    first = TrainArguments(path, seed=1, run_id="bridge", results_dir=tmp_path, threads=2)
    assert train(first) == 0
    origin = tmp_path / "bridge/Quadruped/checkpoint.pt"
    saved = read_checkpoint(origin) | {"difficulties": None, "alive": None}
    origin.write_bytes(checkpoint_bytes(saved))
    write_as_mlagents(document, tmp_path / "bridge")
    for run_id, shared in (("as_it_is", False), ("counterparts", True)):
        told = replace(first, run_id=run_id, initialize_from="bridge", counterparts=shared)
        with Training(read_configuration(path), RunFolder(tmp_path, run_id, "Quadruped"), told) as training:
            training.begin()
            assert training.collector.difficulties() == [[0.0, 0.0], [0.0, 0.0]]
