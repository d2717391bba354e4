"""Trainer configurations: what they say is what the learner does, and what is wrong is said in one line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from clamber.assets.fields import AssetError
from clamber.learning.configuration import check_configuration, read_configuration

FOLDER = Path(__file__).parents[2] / "trainer_configs"


def document(**changes: Any) -> dict[str, Any]:
    """A small configuration; ``changes`` replace entries of its one behavior."""
    behavior = {"trainer_type": "clamber", "hyperparameters": {"num_epoch": 3}, "max_steps": 1000, **changes}
    return {"behaviors": {"Walker": behavior}, "env_settings": {"env_args": ["--task", "Walker", "--agents", "8"]}}


def test_everything_said_is_heard() -> None:
    """Every key arrives in its place."""
    given = document(
        hyperparameters={"learning_rate": "1e-4", "trunk_units": [32, 16], "symmetry": "loss", "num_minibatches": 2},
        network_settings={"normalize": False, "memory": {"memory_size": 64}},
        reward_signals={"extrinsic": {"gamma": 0.9, "strength": 2.0}},
        time_horizon=12, summary_freq=10, checkpoint_interval=20, keep_checkpoints=3,
    )  # fmt: skip
    given["checkpoint_settings"] = {"run_id": "mine"}
    given["env_settings"]["env_args"] += ["--engine=physx", "--seed", "5", "--verbose", "--course", "Hurdles"]
    found = check_configuration(given, "x.yaml")
    trainer = found.trainer
    assert trainer.behavior == "Walker"
    assert trainer.hyperparameters.learning_rate == 1e-4
    assert trainer.hyperparameters.trunk_units == (32, 16)
    assert trainer.hyperparameters.symmetry == "loss"
    assert (trainer.gamma, trainer.strength, trainer.normalize) == (0.9, 2.0, False)
    assert trainer.memory is not None and trainer.memory.memory_size == 64
    assert (trainer.time_horizon, trainer.summary_freq) == (12, 10)
    assert (trainer.checkpoint_interval, trainer.keep_checkpoints, trainer.max_steps) == (20, 3, 1000)
    assert (found.environment.task, found.environment.agents) == ("Walker", 8)
    assert (found.environment.engine, found.environment.seed) == ("physx", 5)
    assert found.environment.course == "Hurdles"
    assert found.run_id == "mine"


def test_stock_ppo_is_understood() -> None:
    """A stock ppo configuration trains in-process with what its words mean here."""
    found = check_configuration(
        document(
            trainer_type="ppo",
            hyperparameters={
                "batch_size": 2048, "buffer_size": 20480, "learning_rate": 3e-4, "learning_rate_schedule": "linear",
                "beta": 2e-3, "epsilon": 0.3, "lambd": 0.9, "num_epoch": 5,
            },
            network_settings={"normalize": True, "hidden_units": 256, "num_layers": 3},
        ),
        "x.yaml",
    )  # fmt: skip
    hyper = found.trainer.hyperparameters
    assert (hyper.num_minibatches, hyper.num_epoch) == (10, 5)
    assert (hyper.learning_rate, hyper.learning_rate_schedule) == (3e-4, "linear")
    assert (hyper.beta, hyper.epsilon, hyper.lambd) == (2e-3, 0.3, 0.9)
    assert hyper.trunk_units == (256, 256)


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.yaml")), ids=lambda path: path.stem)
def test_the_projects_configurations_are_right(path: Path) -> None:
    """Each is read, but for those of another trainer, which is said."""
    kind = next(iter(yaml.safe_load(path.read_text())["behaviors"].values()))["trainer_type"]
    if kind in ("clamber", "ppo"):
        assert read_configuration(path).environment.task
    else:
        with pytest.raises(AssetError, match="trainer_type"):
            read_configuration(path)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({}, "x.yaml: behaviors: None is not allowed; a mapping"),
        ({"behaviors": {}}, "x.yaml: behaviors: 0 of them are not allowed; in-process training takes 1"),
        (document(trainer_type="sac"), "behaviors.Walker.trainer_type: 'sac' is not allowed; clamber or ppo"),
        (document(max_step=5), "behaviors.Walker.max_step: there is no such setting (did you mean max_steps?)"),
        (document(max_steps="many"), "behaviors.Walker.max_steps: 'many' is not allowed; a whole number from 1"),
        (document(time_horizon=0), "behaviors.Walker.time_horizon: 0 is not allowed; a whole number from 1 to 10000"),
        (document(hyperparameters={"num_epoch": 2.5}), "hyperparameters.num_epoch: 2.5 is not allowed; a whole number"),
        (
            document(hyperparameters={"epsilon": True}),
            "hyperparameters.epsilon: True is not allowed; a number from 0.01",
        ),
        (document(hyperparameters={"symmetry": "yes"}), "symmetry: 'yes' is not allowed; none, augmentation"),
        (document(hyperparameters={"trunk_units": 3}), "trunk_units: 3 is not allowed; a list of whole numbers"),
        (document(hyperparameters={"trunk_units": [0]}), "trunk_units[0]: 0 is not allowed; a whole number from 1"),
        (document(hyperparameters={"action_buckets": 4}), "action_buckets: 4 is not allowed; 0, or odd from 3"),
        (document(hyperparameters={"max_std": 0.1}), "init_std: 0.35 is not allowed; from min_std, 0.05, to max_std"),
        (document(network_settings={"normalize": 1}), "normalize: 1 is not allowed; true or false"),
        (document(reward_signals={"gail": {}}), "reward_signals.gail: there is no such setting"),
        ({**document(), "env_settings": {"env_args": ["--agents", "x"]}}, "--agents: 'x' is not allowed"),
        ({**document(), "env_settings": {"env_args": ["--engine", "bullet"]}}, "--engine: 'bullet' is not allowed"),
        ({**document(), "env_settings": {"env_args": ["--agents", "1"]}}, "agents: 1 is not allowed"),
    ],
)
def test_what_is_wrong_is_said_in_one_line(given: dict[str, Any], message: str) -> None:
    """File, field, value, what is allowed."""
    with pytest.raises(AssetError) as caught:
        check_configuration(given, "x.yaml")
    assert message in str(caught.value)
    assert str(caught.value).startswith("x.yaml: ")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("content", [b"a: [", b"\xff\xfe\x00", b"- 1\n"])
def test_broken_files(content: bytes, tmp_path: Path) -> None:
    """No YAML, no text, no mapping: one line each; and so for a file that is not there."""
    path = tmp_path / "broken.yaml"
    path.write_bytes(content)
    for case in (path, tmp_path / "missing.yaml"):
        with pytest.raises(AssetError) as caught:
            read_configuration(case)
        assert str(caught.value).startswith(f"{case}: ")
        assert "\n" not in str(caught.value)
