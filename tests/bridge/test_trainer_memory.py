"""Trainer type clamber with an LSTM, with bucketed and with repeated actions, in mlagents' own controller."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
import pytest
import torch
from clamber.bridge.trainer.policy import ColumnPolicy
from clamber.bridge.trainer.settings import learner_settings
from clamber.learning.learner import Learner
from clamber.learning.onnx_export import brain_bytes
from clamber.learning.settings import Hyperparameters, TrainerSettings
from mlagents.plugins.trainer_type import register_trainer_plugins
from mlagents.trainers.environment_parameter_manager import EnvironmentParameterManager
from mlagents.trainers.exception import TrainerConfigError
from mlagents.trainers.settings import NetworkSettings, RunOptions
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

AGENTS = 16
#: obs_0 of QuadrupedFlat holds 12 last actions in these places.
LAST_ACTION = slice(37, 49)


def specification(sizes: list[int], actions: int) -> BehaviorSpec:
    """A behavior with vector sensors and continuous actions."""
    sensors = [
        ObservationSpec((size,), (DimensionProperty.NONE,), ObservationType.DEFAULT, f"sensor{size}") for size in sizes
    ]
    return BehaviorSpec(sensors, ActionSpec.create_continuous(actions))


class Echo(BaseEnv):
    """Agents that see noise and are paid for repeating what they saw ``lag`` decisions ago; an agent's life is short.

    Attributes:
        asked: what every agent was told, (agents, actions) per decision.
        ages: of every agent at those decisions, (agents,).
    """

    def __init__(self, name: str, sizes: list[int], actions: int, lag: int, last_action: slice | None = None) -> None:
        super().__init__()
        self.name, self.sizes, self.actions = f"{name}?team=0", sizes, actions
        self.lag, self.last_action = lag, last_action
        #: Pay per decision, whatever is done; 0: as described.
        self.wage = 0.0
        self.random = np.random.default_rng(0)
        self.age = np.arange(AGENTS) % 11
        self.told = np.zeros((AGENTS, actions), np.float32)
        self.asked: list[np.ndarray] = []
        self.ages: list[np.ndarray] = []
        self.history = [self._look() for _ in range(lag + 1)]
        self.steps = self._asking(np.zeros(AGENTS, np.float32))

    def _look(self) -> list[np.ndarray]:
        seen = [self.random.uniform(-1, 1, (AGENTS, size)).astype(np.float32) for size in self.sizes]
        if self.last_action is not None:
            seen[0][:, self.last_action] = self.told
        return seen

    def _asking(self, pay: np.ndarray) -> DecisionSteps:
        ids, none = np.arange(AGENTS, dtype=np.int32), np.zeros(AGENTS, np.int32)
        return DecisionSteps(self.history[-1], pay, ids, None, none, none * 0.0)

    def step(self) -> None:
        """Pays; lives that reach 11 decisions end, half of them by time, and others begin."""
        wanted = self.history[-1 - self.lag][0][:, : self.actions]
        pay = (1.0 - np.abs(self.told - wanted).mean(axis=1)).astype(np.float32)
        if self.wage:
            pay[:] = self.wage
        self.age += 1
        ended = np.flatnonzero(self.age >= 11).astype(np.int32)
        last = self._look()
        self.terminal = TerminalSteps(
            [seen[ended] for seen in last], pay[ended], ended % 2 == 0, ended, ended * 0, ended * 0.0
        )
        self.age[ended], self.told[ended], pay[ended] = 0, 0.0, 0.0
        self.history = [*self.history[1:], self._look()]
        self.steps = self._asking(pay)

    def reset(self) -> None:
        """Everybody begins."""
        self.age[:], self.told[:] = np.arange(AGENTS) % 11, 0.0
        self.terminal = TerminalSteps.empty(self.behavior_specs[self.name])
        self.steps = self._asking(np.zeros(AGENTS, np.float32))

    def close(self) -> None:
        """Nothing to close."""

    @property
    def behavior_specs(self) -> BehaviorMapping:
        """The one behavior."""
        return BehaviorMapping({self.name: specification(self.sizes, self.actions)})

    def set_actions(self, behavior_name: str, action: ActionTuple) -> None:
        """Takes what the agents are told."""
        self.ages.append(self.age.copy())
        self.told = action.continuous.copy()
        self.asked.append(action.continuous.copy())

    def set_action_for_agent(self, behavior_name: str, agent_id: int, action: ActionTuple) -> None:
        """Never asked for."""
        raise AssertionError("all agents are served at once")

    def get_steps(self, behavior_name: str) -> tuple[DecisionSteps, TerminalSteps]:
        """What the agents have to say."""
        return self.steps, self.terminal


def behavior(hyperparameters: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """A behavior's entry: small, and quick to learn."""
    small = {
        "num_epoch": 6, "num_minibatches": 2, "proprioception_units": [16], "terrain_units": [8], "trunk_units": [16],
        "learning_rate": 0.01, "learning_rate_schedule": "constant", "symmetry": "none", **hyperparameters,
    }  # fmt: skip
    return {
        "trainer_type": "clamber", "hyperparameters": small, "max_steps": 4000, "time_horizon": 12,
        "summary_freq": 2000, "checkpoint_interval": 4000, "network_settings": {"normalize": False},
        "reward_signals": {"extrinsic": {"gamma": 0.5}}, **changes,
    }  # fmt: skip


def learn(folder: Path, world: Echo, entry: dict[str, Any]) -> Path:
    """Trains in mlagents' own controller; returns the brain's path."""
    register_trainer_plugins()
    name = world.name.split("?")[0]
    options = RunOptions.from_dict({"behaviors": {name: entry}})
    parameters = EnvironmentParameterManager({}, 0)
    factory = TrainerFactory(options.behaviors, str(folder), True, False, 0, parameters)
    controller = TrainerController(factory, str(folder), "run", parameters, True, 0)
    controller.start_learning(SimpleEnvManager(world, EnvironmentParametersChannel()))
    return folder / f"{name}.onnx"


def session_of(path: Path) -> onnxruntime.InferenceSession:
    return onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])


def test_a_brain_learns_to_remember(tmp_path: Path) -> None:
    """What is paid for was seen one decision before: blind to that, nothing beats 0; the brain comes much closer."""
    memory = {"normalize": False, "memory": {"memory_size": 32}}
    path = learn(tmp_path, Echo("Parrot", [4, 3], 2, lag=1), behavior({}, network_settings=memory))
    session = session_of(path)
    assert {entry.name for entry in session.get_inputs()} == {"obs_0", "obs_1", "recurrent_in"}
    random = np.random.default_rng(5)
    remembered, before, off = np.zeros((200, 1, 32), np.float32), None, []
    for _ in range(8):
        seen = random.uniform(-1, 1, (200, 4)).astype(np.float32)
        feed = {"obs_0": seen, "obs_1": np.zeros((200, 3), np.float32), "recurrent_in": remembered}
        action, remembered, size = session.run(
            ["deterministic_continuous_actions", "recurrent_out", "memory_size"], feed
        )
        assert size.tolist() == [32.0]
        if before is not None:
            off.append(np.abs(action - before[:, :2]).mean() / np.abs(before[:, :2]).mean())
        before = seen
    assert np.mean(off) < 0.7


def remembering(training: bool) -> tuple[Learner, ColumnPolicy]:
    """A learner with random networks and an LSTM, and its policy."""
    register_trainer_plugins()
    entry = behavior({}, network_settings={"normalize": False, "memory": {"memory_size": 8}})
    options = RunOptions.from_dict({"behaviors": {"Parrot": entry}})
    learner = Learner(learner_settings("Parrot", options.behaviors["Parrot"]), {"obs_0": 4, "obs_1": 3}, 2, 16, 1)
    with torch.no_grad():
        learner.actor.mlp[-1].weight.mul_(50.0)
    spec = specification([4, 3], 2)
    return learner, ColumnPolicy(0, spec, NetworkSettings(), learner, training)


def test_without_learning_the_policy_acts_as_its_brain(tmp_path: Path) -> None:
    """As under `--inference`: through ends of episodes, action for action what ONNX Runtime makes of the brain."""
    learner, policy = remembering(training=False)
    path = tmp_path / "Parrot.onnx"
    path.write_bytes(brain_bytes(learner.actor, learner.sensors, 2, {}))
    session = session_of(path)
    world = Echo("Parrot", [4, 3], 2, lag=1)
    world.reset()
    remembered = np.zeros((AGENTS, 1, 8), np.float32)
    for _ in range(30):
        decisions, terminals = world.get_steps(world.name)
        policy.experience(0, decisions, terminals)
        remembered[terminals.agent_id] = 0.0
        told = policy.get_action(decisions, 0).env_action
        feed = {"obs_0": decisions.obs[0], "obs_1": decisions.obs[1], "recurrent_in": remembered}
        wanted, remembered = session.run(["deterministic_continuous_actions", "recurrent_out"], feed)
        np.testing.assert_allclose(told.continuous, wanted, rtol=0, atol=1e-5)
        world.set_actions(world.name, told)
        world.step()


def test_the_update_goes_on_from_what_was_remembered() -> None:
    """Run once more by rsl_rl on its padded sequences, the unchanged policy gives every stored number again."""
    learner, policy = remembering(training=True)
    world = Echo("Parrot", [4, 3], 2, lag=1)
    world.reset()
    for _ in range(2 * learner.horizon + 1):
        decisions, terminals = world.get_steps(world.name)
        policy.experience(0, decisions, terminals)
        world.set_actions(world.name, policy.get_action(decisions, 0).env_action)
        world.step()
    assert policy.segments.ready == 2 * AGENTS
    policy.segments.take(AGENTS, learner.storage)
    rollout = policy.segments.take(AGENTS, learner.storage)  # begins with memories that are not empty
    ppo, storage = learner.ppo, learner.storage
    assert rollout.memory is not None and float(rollout.memory[0].abs().max()) > 0.01
    assert len(rollout.time) >= AGENTS // 2
    ppo.memory = rollout.memory  # type: ignore[attr-defined]
    saved = [part.clone() for part in storage.saved_hidden_state_c or ()]
    ppo.value_rollout(rollout.final, rollout.time, rollout.agent)
    for before, after in zip(saved, storage.saved_hidden_state_c or (), strict=True):
        torch.testing.assert_close(before, after, rtol=0, atol=1e-5)
    storage.returns.zero_()
    storage.advantages.zero_()
    batch = next(storage.recurrent_mini_batch_generator(1, 1))
    with torch.no_grad():
        ppo.actor(batch.observations, masks=batch.masks, hidden_state=batch.hidden_states[0], stochastic_output=True)
        log_prob = ppo.actor.get_output_log_prob(batch.actions)
    torch.testing.assert_close(log_prob, batch.old_actions_log_prob.squeeze(-1), rtol=0, atol=1e-4)


def test_only_time_that_is_up_is_worth_what_was_seen_last() -> None:
    """Of three agents whose episodes end at once the one that was interrupted, in the middle, is told as cut off."""
    small = Hyperparameters(proprioception_units=(4,), terrain_units=(4,), trunk_units=(4,), symmetry="none")
    settings = TrainerSettings("Parrot", small, normalize=True, time_horizon=1)
    learner = Learner(settings, {"obs_0": 4, "obs_1": 3}, 2, 3, 1)
    policy = ColumnPolicy(0, specification([4, 3], 2), NetworkSettings(), learner, True)
    ids, none = np.array([7, 8, 9], dtype=np.int32), np.zeros(3, np.int32)

    def rows(number: float) -> list[np.ndarray]:
        """What the agents see: numbers that tell them apart."""
        return [np.full((3, size), number, np.float32) + ids[:, None] for size in (4, 3)]

    nobody = TerminalSteps.empty(specification([4, 3], 2))
    begin = DecisionSteps(rows(0.0), none * np.float32(0.0), ids, None, none, none * 0.0)
    policy.experience(0, begin, nobody)
    policy.get_action(begin, 0)
    interrupted = np.array([False, True, False])
    ended = TerminalSteps(rows(100.0), np.array([1, 2, 3], np.float32), interrupted, ids, none, none * 0.0)
    policy.experience(0, DecisionSteps(rows(200.0), none * np.float32(0.0), ids, None, none, none * 0.0), ended)
    assert policy.segments.ready == 3
    rollout = policy.segments.take(3, learner.storage)
    assert learner.storage.rewards.flatten().tolist() == [1.0, 2.0, 3.0]
    assert learner.storage.dones.flatten().tolist() == [1, 1, 1]
    assert (rollout.time.tolist(), rollout.agent.tolist()) == ([0], [1])
    assert rollout.final["obs_0"].tolist() == [[108.0] * 4]
    assert rollout.final["obs_1"].tolist() == [[108.0] * 3]


def test_buckets_move_the_last_action(tmp_path: Path) -> None:
    """Every action is the last one moved by -0.2, 0 or 0.2; the brain does the same, and it has learned something."""
    world = Echo("QuadrupedFlat", [54, 78], 12, lag=0, last_action=LAST_ACTION)
    entry = behavior({"action_buckets": 3, "action_bucket_step": 0.2}, max_steps=2000)
    path = learn(tmp_path, world, entry)
    steps = []
    for before, now, age in zip(world.asked, world.asked[1:], world.ages[1:], strict=False):
        steps.append(now - np.where((age == 0)[:, None], 0.0, before))
    moved = np.abs(np.concatenate(steps))
    assert np.isclose(moved, 0.2, atol=1e-6).any() and np.isclose(moved, 0.0, atol=1e-6).any()
    inside = np.abs(np.concatenate(world.asked[1:])) < 0.99  # elsewhere the step may be cut short
    assert (np.isclose(moved, 0.2, atol=1e-6) | np.isclose(moved, 0.0, atol=1e-6))[inside].all()
    seen = np.random.default_rng(1).uniform(-0.7, 0.7, (50, 54)).astype(np.float32)
    feed = {"obs_0": seen, "obs_1": np.zeros((50, 78), np.float32)}
    (action,) = session_of(path).run(["deterministic_continuous_actions"], feed)
    told = np.abs(action - seen[:, LAST_ACTION])
    assert (np.isclose(told, 0.2, atol=1e-6) | np.isclose(told, 0.0, atol=1e-6)).all()


@pytest.mark.parametrize("asked", ["alternating", "none"])
def test_a_symmetry_that_cannot_be_used_is_told(
    asked: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """With memory or buckets nothing is learned from the mirror, which the task has: said once, in one line."""
    monkeypatch.setattr(logging.getLogger("clamber.bridge.trainer.trainer"), "propagate", True)
    world = Echo("QuadrupedFlat", [54, 78], 12, lag=0, last_action=LAST_ACTION)
    learn(tmp_path, world, behavior({"action_buckets": 3, "symmetry": asked}, max_steps=200))
    said = [message for message in caplog.messages if "symmetry" in message]
    if asked == "none":
        assert said == []
    else:
        (line,) = said
        assert line.startswith("QuadrupedFlat: hyperparameters.symmetry: alternating is not used: with ")


def test_buckets_of_a_player_that_is_no_task_are_refused(tmp_path: Path) -> None:
    """Where the last action is seen is known of tasks only."""
    with pytest.raises(TrainerConfigError) as caught:
        learn(tmp_path, Echo("Parrot", [4, 3], 2, lag=0), behavior({"action_buckets": 3}))
    assert "behaviors.Parrot.hyperparameters.action_buckets: not allowed here" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_actions_are_held_and_rewards_scaled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An action is held for three requests or until the life ends; the learner sees the sum of the pay, ten times."""
    world = Echo("Parrot", [4, 3], 2, lag=0)
    seen: list[torch.Tensor] = []
    update = Learner.update

    def watched(self: Learner, *arguments: Any) -> dict[str, float]:
        seen.append(self.storage.rewards.clone())
        return update(self, *arguments)

    monkeypatch.setattr(Learner, "update", watched)
    world.wage = 1.0
    entry = behavior({"action_repeat": 3}, max_steps=400, reward_signals={"extrinsic": {"strength": 10.0}})
    brain = learn(tmp_path, world, entry)
    assert session_of(brain).get_modelmeta().custom_metadata_map["action_repeat"] == "3"
    since = np.zeros(AGENTS, dtype=int)
    for before, now, age in zip(world.asked, world.asked[1:], world.ages[1:], strict=False):
        since = np.where(age == 0, 0, since + 1)
        same = (before == now).all(axis=1)
        assert (same == (since % 3 != 0))[age > 0].all()
    # Of lives of 11 requests, decisions last 3, 3, 3 and 2; of the first ones, begun in the middle, the last may be 1.
    assert {round(value, 3) for value in torch.cat(seen).flatten().tolist()} == {10.0, 20.0, 30.0}


def test_it_learns_on_the_cpu_whatever_others_learn_on(tmp_path: Path) -> None:
    """CUDA is made the default by mlagents where there is any; tensors made there meet none of this learner's."""
    entry = behavior({"average_updates": 2}, max_steps=400, network_settings={"normalize": True})
    with torch.device("meta"):
        path = learn(tmp_path, Echo("Parrot", [4, 3], 2, lag=0), entry)
        assert torch.empty(0).device.type == "meta"
    feed = {"obs_0": np.ones((1, 4), np.float32), "obs_1": np.ones((1, 3), np.float32)}
    (action,) = session_of(path).run(["deterministic_continuous_actions"], feed)
    assert np.isfinite(action).all()


def test_who_only_plays_plays_the_averaged_brain(tmp_path: Path) -> None:
    register_trainer_plugins()
    options = RunOptions.from_dict({"behaviors": {"Parrot": behavior({"average_updates": 3})}})
    learner = Learner(learner_settings("Parrot", options.behaviors["Parrot"]), {"obs_0": 4, "obs_1": 3}, 2, 16, 1)
    assert learner.average is not None
    for bias in (0.2, 0.6):
        with torch.no_grad():
            learner.actor.mlp[-1].bias.fill_(bias)
        learner.average.update_parameters(learner.actor)
    path = tmp_path / "Parrot.onnx"
    path.write_bytes(brain_bytes(learner.deployed, learner.sensors, 2, {}))
    world = Echo("Parrot", [4, 3], 2, lag=1)
    world.reset()
    decisions, _ = world.get_steps(world.name)
    # Its own file may want no average, and it may have other networks to go on from.
    own = RunOptions.from_dict({"behaviors": {"Parrot": behavior({})}}).behaviors["Parrot"]
    player = Learner(learner_settings("Parrot", own), {"obs_0": 4, "obs_1": 3}, 2, 16, 2)
    player.load_state(learner.state(), same_run=False)
    player.play(learner.state())
    policy = ColumnPolicy(0, specification([4, 3], 2), NetworkSettings(), player, training=False)
    told = policy.get_action(decisions, 0).env_action.continuous
    feed = {"obs_0": decisions.obs[0], "obs_1": decisions.obs[1]}
    (wanted,) = session_of(path).run(["deterministic_continuous_actions"], feed)
    np.testing.assert_allclose(told, wanted, rtol=0, atol=1e-5)
    assert 0.2 < wanted.mean() < 0.6


def test_a_behavior_that_has_learned_all_it_was_to_keeps_nothing() -> None:
    """While another goes on: what its agents live through is for nobody."""
    _, policy = remembering(training=True)
    world = Echo("Parrot", [4, 3], 2, lag=1)
    world.reset()
    for step in range(60):
        if step == 30:
            assert policy.segments.ready > 0
            policy.segments.stop()
        decisions, terminals = world.get_steps(world.name)
        policy.experience(0, decisions, terminals)
        world.set_actions(world.name, policy.get_action(decisions, 0).env_action)
        world.step()
    assert policy.segments.ready == 0
    assert policy.take_steps() > 0
