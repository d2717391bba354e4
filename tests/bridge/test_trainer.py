"""Trainer type clamber in mlagents: against a player of the official classes, and in mlagents' own controller."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
import pytest
import yaml
from clamber.bridge.trainer import trainer_types
from clamber.bridge.trainer.settings import learner_settings
from clamber.learning.results import checkpoint_bytes, read_checkpoint
from mlagents import plugins
from mlagents.plugins.trainer_type import register_trainer_plugins
from mlagents.trainers.environment_parameter_manager import EnvironmentParameterManager
from mlagents.trainers.exception import TrainerConfigError
from mlagents.trainers.settings import RunOptions
from mlagents.trainers.simple_env_manager import SimpleEnvManager
from mlagents.trainers.trainer import TrainerFactory
from mlagents.trainers.trainer_controller import TrainerController
from mlagents_envs.base_env import (
    ActionSpec,
    ActionTuple,
    BaseEnv,
    BehaviorMapping,
    BehaviorSpec,
    DecisionSteps,
    DimensionProperty,
    ObservationSpec,
    ObservationType,
    TerminalSteps,
)
from mlagents_envs.side_channel.environment_parameters_channel import EnvironmentParametersChannel

from tests.bridge.players import free_port, launcher

SMALL: dict[str, Any] = {
    "num_epoch": 4, "num_minibatches": 2, "proprioception_units": [16], "terrain_units": [8], "trunk_units": [16],
    "learning_rate": 0.003, "symmetry": "none",
}  # fmt: skip


def behavior(**changes: Any) -> dict[str, Any]:
    """A behavior's entry."""
    return {
        "trainer_type": "clamber", "hyperparameters": SMALL, "max_steps": 4000, "time_horizon": 8, "summary_freq": 800,
        "checkpoint_interval": 1600, "keep_checkpoints": 2, "reward_signals": {"extrinsic": {"gamma": 0.5}}, **changes,
    }  # fmt: skip


def learn(folder: Path, *arguments: str, player: tuple[str, ...] = (), code: int = 0, **changes: Any) -> str:
    """Runs mlagents-learn to its end and returns what it printed."""
    settings = {
        "env_settings": {
            "env_path": str(launcher(folder)),
            "env_args": ["--agents", "16", "--sizes", "6,3", "--episode-length", "12", *player],
            "base_port": free_port(),
            "timeout_wait": 30,
        },
        "checkpoint_settings": {"results_dir": str(folder / "results")},
        "torch_settings": {"device": "cpu"},
        "behaviors": {"Walker": behavior(**changes)},
    }
    path = folder / "trainer.yaml"
    path.write_text(yaml.safe_dump(settings))
    command = [str(Path(sys.executable).with_name("mlagents-learn")), str(path), *arguments]
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "CUDA_VISIBLE_DEVICES": ""}
    done = subprocess.run(command, capture_output=True, text=True, cwd=folder, env=environment, timeout=150)
    output = done.stdout + done.stderr
    assert done.returncode == code, output
    assert "Traceback" not in output, output
    return output


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A run to its end, and what it printed."""
    folder = tmp_path_factory.mktemp("trained")
    return folder, learn(folder, "--run-id", "first", "--seed", "3")


def test_it_learns_what_a_foreign_player_pays_for(trained: tuple[Path, str]) -> None:
    """The official player pays for repeating what is seen; the mean reward rises and the brain does it."""
    folder, output = trained
    rewards = [float(found) for found in re.findall(r"Mean Reward: (-?\d+\.\d+)", output)]
    assert len(rewards) >= 4
    assert rewards[-1] > rewards[0] + 1.0
    run = folder / "results" / "first"
    session = onnxruntime.InferenceSession(str(run / "Walker.onnx"), providers=["CPUExecutionProvider"])
    assert [entry.name for entry in session.get_inputs()] == ["obs_0", "obs_1"]
    seen = np.random.default_rng(0).uniform(-1, 1, (500, 6)).astype(np.float32)
    rest = np.random.default_rng(1).uniform(-1, 1, (500, 3)).astype(np.float32)
    action = session.run(["deterministic_continuous_actions"], {"obs_0": seen, "obs_1": rest})[0]
    assert np.abs(action - seen[:, :2]).mean() < 0.8 * np.abs(seen[:, :2]).mean()


def test_results_are_where_mlagents_puts_them(trained: tuple[Path, str]) -> None:
    """Brain, numbered checkpoints, events, status: as of any trainer."""
    run = trained[0] / "results" / "first"
    assert (run / "configuration.yaml").is_file()
    assert (run / "run_logs" / "training_status.json").is_file()
    assert len(list((run / "Walker").glob("events.out.tfevents.*"))) == 1
    assert len(list((run / "Walker").glob("Walker-*.onnx"))) == 2
    saved = read_checkpoint(run / "Walker" / "checkpoint.pt")
    assert saved["steps"] >= 4000
    assert yaml.safe_load((run / "configuration.yaml").read_text())["behaviors"]["Walker"]["trainer_type"] == "clamber"


def test_it_goes_on_and_starts_from_another_run(trained: tuple[Path, str]) -> None:
    """--resume counts on and tells both commands; --initialize-from counts from 0; --inference leaves all as it is."""
    folder, output = trained
    last = float(re.findall(r"Mean Reward: (-?\d+\.\d+)", output)[-1])
    checkpoint = folder / "results/first/Walker/checkpoint.pt"
    # As clamber train leaves it of a run that began with a brain.
    checkpoint.write_bytes(checkpoint_bytes({**read_checkpoint(checkpoint), "begun_with": "a hash"}))
    resumed = learn(folder, "--run-id", "first", "--resume", max_steps=6000)
    steps = [int(found) for found in re.findall(r"Step: (\d+)", resumed)]
    assert steps[0] > 4000
    assert float(re.findall(r"Mean Reward: (-?\d+\.\d+)", resumed)[0]) > last - 1.0
    brain = onnxruntime.InferenceSession(folder / "results/first/Walker.onnx", providers=["CPUExecutionProvider"])
    told = brain.get_modelmeta().custom_metadata_map["training_command"].splitlines()
    assert brain.get_modelmeta().custom_metadata_map["begun_with_sha256"] == "a hash"
    assert ["--seed" in told[0], "--resume" in told[1], len(told)] == [True, True, 2]
    other = learn(folder, "--run-id", "second", "--initialize-from", "first", max_steps=1600)
    assert int(re.findall(r"Step: (\d+)", other)[0]) == 800
    assert float(re.findall(r"Mean Reward: (-?\d+\.\d+)", other)[0]) > last - 1.0


def test_discrete_actions_are_refused_in_a_word(tmp_path: Path) -> None:
    """A player whose actions this trainer does not learn ends the run with a word on it."""
    output = learn(tmp_path, "--run-id", "no", player=("--continuous", "0", "--branches", "3,2"), code=1)
    error = next(line for line in output.splitlines() if line.startswith("[ERROR]"))
    assert "behavior Walker: 2 discrete and 0 continuous actions are not allowed" in error


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"hyperparameters": {"epsilon": 7}}, "hyperparameters.epsilon: 7 is not allowed; a number from 0.01"),
        ({"hyperparameters": {"batch_size": 64}}, "hyperparameters.batch_size: there is no such setting"),
        (
            {"network_settings": {"memory": {"memory_size": 9000}}},
            "network_settings.memory.memory_size: 9000 is not allowed; a whole number from 2 to 8192",
        ),
        ({"reward_signals": {"curiosity": {"strength": 1.0}}}, "reward_signals.curiosity: not allowed; only extrinsic"),
        ({"self_play": {"window": 5}}, "self_play: not allowed"),
    ],
)
def test_what_it_does_not_take_it_says(changes: dict[str, Any], message: str) -> None:
    """Settings out of range, or of other trainers, in one line."""
    register_trainer_plugins()
    options = RunOptions.from_dict({"behaviors": {"Walker": behavior(**changes)}})
    with pytest.raises(TrainerConfigError) as caught:
        learner_settings("Walker", options.behaviors["Walker"])
    assert str(caught.value).startswith(f"configuration: behaviors.Walker.{message}")
    assert "\n" not in str(caught.value)


class TwoKinds(BaseEnv):
    """Two behaviors of different sizes, whose agents ask at different times and are replaced when they end."""

    def __init__(self, discrete: int = 0) -> None:
        super().__init__()
        self.random = np.random.default_rng(0)
        self.sizes = {"Cat?team=0": [4], "Dog?team=0": [3, 2, 5, 0]}  # the last senses nothing
        self.actions = {"Cat?team=0": 1, "Dog?team=0": 3}
        self.agents = {name: list(range(5)) for name in self.sizes}
        self.next_id = 5
        self.steps = {name: self._steps(name, [], list(range(5))) for name in self.sizes}
        self.taken: dict[str, int] = dict.fromkeys(self.sizes, 0)

    def _steps(self, name: str, ended: list[int], asking: list[int]) -> tuple[DecisionSteps, TerminalSteps]:
        def look(count: int) -> list[np.ndarray]:
            return [self.random.normal(size=(count, size)).astype(np.float32) for size in self.sizes[name]]

        def pay(count: int) -> np.ndarray:
            return self.random.normal(size=count).astype(np.float32)

        none = np.zeros(len(asking), np.int32)
        gone = np.zeros(len(ended), np.int32)
        return (
            DecisionSteps(look(len(asking)), pay(len(asking)), np.array(asking, np.int32), None, none, none * 0.0),
            TerminalSteps(
                look(len(ended)), pay(len(ended)), self.random.random(len(ended)) < 0.5, np.array(ended, np.int32),
                gone, gone * 0.0,
            ),
        )  # fmt: skip

    def step(self) -> None:
        """Some agents end and are replaced; some ask for a decision."""
        for name, agents in self.agents.items():
            ended = [agent for agent in agents if self.random.random() < 0.1]
            fresh = list(range(self.next_id, self.next_id + len(ended)))
            self.next_id += len(ended)
            self.agents[name] = [agent for agent in agents if agent not in ended] + fresh
            asking = [agent for agent in self.agents[name] if self.random.random() < 0.7]
            self.steps[name] = self._steps(name, ended, asking)

    def reset(self) -> None:
        """All agents ask for a decision."""
        self.steps = {name: self._steps(name, [], agents) for name, agents in self.agents.items()}

    def close(self) -> None:
        """Nothing to close."""

    @property
    def behavior_specs(self) -> BehaviorMapping:
        """Sizes of what is seen and done."""

        def sensor(size: int) -> ObservationSpec:
            return ObservationSpec((size,), (DimensionProperty.NONE,), ObservationType.DEFAULT, "")

        return BehaviorMapping(
            {
                name: BehaviorSpec([sensor(size) for size in sizes], ActionSpec.create_continuous(self.actions[name]))
                for name, sizes in self.sizes.items()
            }
        )

    def set_actions(self, behavior_name: str, action: ActionTuple) -> None:
        """Checks and counts the actions."""
        if not isinstance(action, ActionTuple):
            assert len(self.steps[behavior_name][0]) == 0
            return
        assert action.continuous.shape == (len(self.steps[behavior_name][0]), self.actions[behavior_name])
        assert np.abs(action.continuous).max(initial=0.0) <= 1.0
        self.taken[behavior_name] += len(action.continuous)

    def set_action_for_agent(self, behavior_name: str, agent_id: int, action: ActionTuple) -> None:
        """Never asked for."""
        raise AssertionError("all agents are served at once")

    def get_steps(self, behavior_name: str) -> tuple[DecisionSteps, TerminalSteps]:
        """What the agents of a behavior have to say."""
        return self.steps[behavior_name]


def test_several_behaviors_in_mlagents_own_controller(tmp_path: Path) -> None:
    """Cats and dogs of a world that is nothing like ours each learn, and each leave a brain."""
    register_trainer_plugins()
    assert trainer_types()[0]["clamber"] is plugins.all_trainer_types["clamber"]
    options = RunOptions.from_dict({"behaviors": {name: behavior(max_steps=600) for name in ("Cat", "Dog")}})
    parameters = EnvironmentParameterManager({}, 0)
    factory = TrainerFactory(options.behaviors, str(tmp_path), True, False, 0, parameters)
    controller = TrainerController(factory, str(tmp_path), "run", parameters, True, 0)
    world = TwoKinds()
    controller.start_learning(SimpleEnvManager(world, EnvironmentParametersChannel()))
    for name in ("Cat", "Dog"):
        saved = read_checkpoint(tmp_path / name / "checkpoint.pt")
        assert saved["steps"] > 600
        assert saved["steps"] <= world.taken[f"{name}?team=0"]
        assert saved["learner"]["optimizer_state_dict"]["state"][0]["step"] > 8
        session = onnxruntime.InferenceSession(str(tmp_path / f"{name}.onnx"), providers=["CPUExecutionProvider"])
        assert len(session.get_inputs()) == np.count_nonzero(world.sizes[f"{name}?team=0"])


def test_settings_go_both_ways() -> None:
    """What mlagents reads of a configuration is what in-process training reads of it."""
    from clamber.learning.configuration import trainer_settings

    register_trainer_plugins()
    network = {"normalize": False, "memory": {"memory_size": 32, "sequence_length": 16}}
    entry = behavior(network_settings=network)
    options = RunOptions.from_dict({"behaviors": {"Walker": entry}})
    assert learner_settings("Walker", options.behaviors["Walker"]) == trainer_settings("Walker", entry, "x")
    with pytest.raises(TrainerConfigError):
        RunOptions.from_dict({"behaviors": {"Walker": behavior(hyperparameters={"no_such": 1})}})


def test_what_cannot_be_gone_on_with_is_left_as_it_is(trained: tuple[Path, str], tmp_path: Path) -> None:
    """When something is refused mlagents saves what there is: nothing that the run had learned is touched."""
    shutil.copytree(trained[0] / "results", tmp_path / "results")
    run = tmp_path / "results" / "first"
    kept = {path: path.read_bytes() for path in (run / "Walker.onnx", *(run / "Walker").glob("*.*t"))}
    assert len(kept) >= 3
    for changes in ({"trunk_units": [9]}, {"activation": "tanh"}):
        output = learn(tmp_path, "--run-id", "first", "--resume", hyperparameters={**SMALL, **changes}, code=1)
        assert "[ERROR]" in output
    assert {path: path.read_bytes() for path in kept} == kept
    assert not (run / "Walker" / "Walker-0.onnx").exists()
    learn(tmp_path, "--run-id", "other", "--initialize-from", "nothing", code=1)
    assert not (tmp_path / "results" / "other" / "Walker.onnx").exists()
