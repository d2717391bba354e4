"""Memory and bucketed actions: what is stored is what the update sees, and brains act alike."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
import pytest
import torch
import yaml
from clamber.assets.fields import AssetError
from clamber.learning.collector import Collector
from clamber.learning.learner import Learner
from clamber.learning.lessons import Lessons
from clamber.learning.onnx_export import brain_bytes
from clamber.learning.settings import Hyperparameters, Memory, TrainerSettings
from clamber.learning.train import train
from clamber.tasks.environment import ClamberVectorEnv

from tests.learning.tiny_run import DOCUMENT, arguments, config

AGENTS = 6


def collected(memory: Memory | None = None, **hyper: Any) -> tuple[Learner, Collector]:
    """A learner and its first rollout of a task whose episodes are so short that many end in it."""
    environment = ClamberVectorEnv("QuadrupedFlat", AGENTS, threads=1)
    endings = dataclasses.replace(environment.task.endings, time_limit=0.1)
    task = dataclasses.replace(environment.task, endings=endings)
    environment.close()
    environments = [ClamberVectorEnv(task, AGENTS // 2, threads=1) for _ in range(2)]
    settings = TrainerSettings(
        "QuadrupedFlat",
        Hyperparameters(
            proprioception_units=(12,), terrain_units=(6,), trunk_units=(10,), num_minibatches=2, num_epoch=1, **hyper
        ),
        normalize=True,
        memory=memory,
        time_horizon=12,
    )
    block = next(block for block in task.observations if block.name == "last_action")
    last_action = slice(block.start, block.start + block.size)
    learner = Learner(settings, {"obs_0": 54, "obs_1": 78}, 12, AGENTS, 1, last_action=last_action)
    with torch.no_grad():
        learner.actor.mlp[-1].weight.mul_(50.0)
    learner.reseed(1, 0)
    collector = Collector(environments, learner)
    collector.begin(1, 0, Lessons({}), None)
    return learner, collector


@pytest.mark.parametrize(
    ("memory", "hyper"), [(Memory(16), {}), (None, {"action_buckets": 5}), (Memory(16), {"action_buckets": 3})]
)
def test_the_update_sees_what_the_rollout_stored(memory: Memory | None, hyper: dict[str, Any]) -> None:
    """Run once more by rsl_rl on its padded sequences, the unchanged networks give every stored number again."""
    learner, collector = collected(memory, **hyper)
    for _ in range(2):  # the second rollout begins with memories that are not empty
        cut = collector.collect()
    ppo, storage = learner.ppo, learner.storage
    assert len(cut.time) > AGENTS
    ppo.value_rollout(cut.observations, cut.time, cut.agent)
    storage.returns.zero_()
    storage.advantages.zero_()
    batches = storage.recurrent_mini_batch_generator(1, 1) if memory is not None else storage.mini_batch_generator(1, 1)
    batch = next(batches)
    with torch.no_grad():
        ppo.actor(batch.observations, masks=batch.masks, hidden_state=batch.hidden_states[0], stochastic_output=True)
        log_prob = ppo.actor.get_output_log_prob(batch.actions)
        values = ppo.critic(batch.observations, masks=batch.masks, hidden_state=batch.hidden_states[1])
        distance = ppo.actor.get_kl_divergence(batch.old_distribution_params, ppo.actor.output_distribution_params)
    torch.testing.assert_close(log_prob, batch.old_actions_log_prob.squeeze(-1), rtol=0, atol=1e-4)
    collector.close()
    if memory is not None:  # rsl_rl keeps values as padded sequences, and gives those of the real decisions in a row
        values, stored = values.flatten(), batch.values.flatten()
        assert not torch.allclose(stored, torch.zeros_like(stored))
        torch.testing.assert_close(values, stored, rtol=0, atol=1e-4)
        return
    torch.testing.assert_close(values, batch.values, rtol=0, atol=1e-5)
    assert distance.abs().max() < 1e-5


def test_memory_is_forgotten_at_the_end_of_an_episode() -> None:
    """After every ended episode the policy goes on as one that remembers nothing."""
    learner, collector = collected(Memory(16))
    collector.collect()
    hidden = learner.storage.saved_hidden_state_a[0]
    ended = learner.storage.dones[:-1, :, 0].bool()
    assert ended.any() and not ended.all()
    assert (hidden[1:, 0][ended] == 0.0).all()
    assert (hidden[1:, 0][~ended].abs().sum(-1) > 0.0).all()
    collector.close()


@pytest.mark.parametrize(("memory", "hyper"), [(Memory(16), {}), (None, {"action_buckets": 5})])
def test_learning_changes_the_policy_and_stays_finite(memory: Memory | None, hyper: dict[str, Any]) -> None:
    """An update moves every weight of the policy, memory included."""
    learner, collector = collected(memory, **hyper)
    before = {name: value.clone() for name, value in learner.actor.named_parameters()}
    cut = collector.collect()
    learner.update(collector.last(), cut.observations, cut.time, cut.agent, 0.0)
    for name, value in learner.actor.named_parameters():
        assert torch.isfinite(value).all()
        assert not torch.equal(value, before[name]), name
    collector.close()


def test_bucketed_brains_move_the_last_action() -> None:
    """The .onnx reads the last action from obs_0 and moves it by the likeliest step, within [-1, 1]."""
    learner, collector = collected(None, action_buckets=5, action_bucket_step=0.5)
    collector.close()
    brain = brain_bytes(learner.actor, learner.sensors, 12, {}, learner.buckets)
    session = onnxruntime.InferenceSession(brain, providers=["CPUExecutionProvider"])
    random = np.random.default_rng(0)
    seen = [random.normal(size=(20, size)).astype(np.float32) for size in (54, 78)]
    start = 3 + 3 + 3 + 12 + 12 + 4  # last_action comes after gravity, velocities, joints and feet
    seen[0][:, start : start + 12] = random.uniform(-1.0, 1.0, (20, 12))
    found = session.run(["continuous_actions"], {"obs_0": seen[0], "obs_1": seen[1]})[0]
    moved = found - seen[0][:, start : start + 12]
    steps = np.array([-0.5, -0.25, 0.0, 0.25, 0.5])
    inside = np.abs(found) < 1.0
    assert np.abs(found).max() <= 1.0
    assert np.abs(moved[inside][:, None] - steps).min(axis=1).max() < 1e-6
    assert len(np.unique(moved[inside].round(3))) >= 3


def test_buckets_need_the_last_action() -> None:
    """Where nobody knows whether obs_0 holds the last action, bucketed actions are refused."""
    settings = TrainerSettings("X", Hyperparameters(action_buckets=3))
    with pytest.raises(AssetError, match="last action"):
        Learner(settings, {"obs_0": 5}, 2, 4, 0)


@pytest.mark.parametrize(
    ("memory", "hyper", "told"),
    [
        ({"memory_size": 8}, {"symmetry": "alternating"}, True),
        (None, {"action_buckets": 3, "symmetry": "loss"}, True),
        (None, {"symmetry": "alternating"}, False),
        ({"memory_size": 8}, {"symmetry": "none"}, False),
        ({"memory_size": 8}, {}, False),  # the default is nobody's wish
        (None, {}, False),
    ],
)
def test_a_symmetry_that_is_asked_for_and_not_used_is_told(
    memory: dict[str, Any] | None,
    hyper: dict[str, Any],
    told: bool,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """In one line, at the start."""
    hyper = {**DOCUMENT["behaviors"]["QuadrupedFlat"]["hyperparameters"], **hyper}
    path = config(tmp_path, hyperparameters=hyper, network_settings={"memory": memory}, max_steps=48)
    assert train(arguments(tmp_path, "run", config=path)) == 0
    said = [line.split(" is not used: ")[0] for line in capsys.readouterr().out.splitlines() if "is not used" in line]
    assert said == ([f"hyperparameters.symmetry: {hyper['symmetry']}"] if told else [])


def test_a_minibatch_of_one_agent_with_a_memory_is_refused(tmp_path: Path) -> None:
    """Of one agent rsl_rl's update compares every decision with every other."""
    path = config(tmp_path, network_settings={"memory": {"memory_size": 8}})
    document = yaml.safe_load(path.read_text())
    document["env_settings"]["env_args"][-1] = "3"
    path.write_text(yaml.safe_dump(document))
    with pytest.raises(AssetError, match=r"--agents: 3 is not allowed; at least 4, since hyperparameters\.num_minib"):
        train(arguments(tmp_path, "few", config=path))
