"""A policy that begins as a brain: the file's function to the bit, and a value function that learns it first."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
import yaml
from clamber.assets.fields import AssetError
from clamber.evaluation.brain import Brain, BrainError, brain_metadata
from clamber.learning import settling
from clamber.learning.from_brain import begin_with_brain, policy_state
from clamber.learning.learner import Learner
from clamber.learning.onnx_export import brain_bytes
from clamber.learning.results import read_checkpoint
from clamber.learning.settings import Hyperparameters, Memory, TrainerSettings
from clamber.learning.train import TrainArguments, train

SENSORS, ACTIONS, AGENTS = {"obs_0": 9, "obs_1": 6}, 3, 4
UNITS = {"proprioception_units": (8,), "terrain_units": (4,), "trunk_units": (8, 6)}


def a_learner(seed: int, memory: Memory | None = None, normalize: bool = True, **hyper: object) -> Learner:
    """Of small networks whose normalisers have seen something and whose answers are not all 0."""
    settings = Hyperparameters(num_minibatches=2, **{**UNITS, **hyper})  # type: ignore[arg-type]
    made = Learner(
        TrainerSettings("A", settings, time_horizon=4, memory=memory, normalize=normalize), SENSORS, ACTIONS, AGENTS,
        seed, last_action=slice(0, 3),
    )  # fmt: skip
    draws = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        made.actor.mlp[-1].weight.mul_(50.0)
        for name, size in SENSORS.items() if normalize else ():
            made.actor.normalizers[name].update(2.0 + 3.0 * torch.randn(40, size, generator=draws))  # type: ignore[operator]
    return made


def a_brain(folder: Path, learner: Learner) -> Path:
    """The learner's policy as a file."""
    path = folder / "A.onnx"
    path.write_bytes(brain_bytes(learner.actor, SENSORS, ACTIONS, {"task": "QuadrupedFlat"}, learner.buckets))
    return path


@pytest.mark.parametrize("normalize", [True, False])
def test_the_policy_is_the_brain(normalize: bool, tmp_path: Path) -> None:
    """Held to ONNX Runtime; the value function sees through the same eyes and is new."""
    path = a_brain(tmp_path, a_learner(1, normalize=normalize))
    own, fresh = a_learner(2, normalize=normalize), a_learner(2, normalize=normalize)
    begin_with_brain(own, path)
    seen = [torch.randn(AGENTS, size, generator=torch.Generator().manual_seed(3)) for size in SENSORS.values()]
    expected = Brain(path, (9, 6), ACTIONS).act(*(one.numpy() for one in seen))
    np.testing.assert_allclose(own.mean_action(seen).clamp(-1.0, 1.0), expected, atol=1e-5)
    assert np.abs(expected).max() > 0.1
    for name, values in own.critic.state_dict().items():
        same = own.actor if name.startswith("normalizers") else fresh.critic
        assert torch.equal(values, same.state_dict()[name]), name


def test_a_command_that_was_always_the_same_may_be_another(tmp_path: Path) -> None:
    """Its normaliser would divide by a hundredth; the policy answers as if nothing had changed."""
    origin, learner = a_learner(1), a_learner(2)
    normalizer: Any = origin.actor.normalizers["obs_0"]
    normalizer._std[0, 3] = 0.0
    always = float(normalizer._mean[0, 3])
    begin_with_brain(learner, a_brain(tmp_path, origin))
    seen = [torch.randn(5, size) for size in learner.sensors.values()]
    seen[0][:, 3] = always
    before = origin.mean_action(seen)
    seen[0][:, 3] = always + 1.0
    assert (origin.mean_action(seen) - before).abs().max() > 0.01
    torch.testing.assert_close(learner.mean_action(seen), before, atol=1e-5, rtol=1e-5)


def test_what_is_not_such_a_brain_is_refused(tmp_path: Path) -> None:
    """In one line: other layers, other senses, a memory, actions in steps, something else."""
    path = a_brain(tmp_path, a_learner(1))
    with pytest.raises(AssetError, match=r"A\.onnx: mlp\.0\.bias: \(8,\) is not allowed; \(7,\)"):
        begin_with_brain(a_learner(2, trunk_units=(7, 6)), path)
    with pytest.raises(AssetError, match=r"normalizers\.obs_0\._mean: \(1, 9\) is not allowed; none"):
        begin_with_brain(a_learner(2, normalize=False), path)
    with pytest.raises(AssetError, match="action_buckets: not allowed with a brain"):
        begin_with_brain(a_learner(2, action_buckets=5), path)
    with pytest.raises(AssetError, match="a brain with a memory is not allowed"):
        begin_with_brain(a_learner(2), a_brain(tmp_path, a_learner(1, Memory(16))))
    with pytest.raises(BrainError, match="no such brain file"):
        begin_with_brain(a_learner(2), tmp_path / "B.onnx")


def test_a_run_begins_with_a_brain(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The policy stays while the value function learns, also across a checkpoint, and then goes on."""
    monkeypatch.setattr(settling, "SETTLED", 3)
    monkeypatch.setattr(settling, "STEP_SIZE_FOUND", 1)
    entry = {"trainer_type": "clamber", "hyperparameters": {**{name: [8] for name in UNITS}, "num_minibatches": 2},
             "network_settings": {"normalize": True}, "max_steps": 64, "time_horizon": 8,
             "summary_freq": 32}  # fmt: skip
    document = {"behaviors": {"A": entry}, "env_settings": {"env_args": ["--task", "QuadrupedFlat", "--agents", "4"]}}
    config = tmp_path / "a.yaml"
    config.write_text(yaml.safe_dump(document))
    assert train(TrainArguments(config, run_id="first", results_dir=tmp_path)) == 0
    brain = tmp_path / "first" / "A.onnx"
    entry["hyperparameters"]["init_std"] = 0.1  # not where the first ended
    config.write_text(yaml.safe_dump(document))
    told = TrainArguments(config, run_id="second", results_dir=tmp_path, initialize_from=str(brain))
    assert train(told) == 0  # two rollouts of 32 agent-steps
    value = critic(tmp_path / "second")
    assert same_policy(brain, tmp_path / "second" / "A.onnx")
    assert train(replace(told, initialize_from="", resume=True, max_steps=96)) == 0
    assert same_policy(brain, tmp_path / "second" / "A.onnx")
    assert not torch.equal(value, critic(tmp_path / "second"))
    begun_with = brain_metadata(tmp_path / "second" / "A.onnx")["begun_with_sha256"]
    assert begun_with == sha256(brain.read_bytes()).hexdigest()  # of the resumed run too
    assert noise(tmp_path / "second") == pytest.approx(float(brain_metadata(brain)["noise"]), abs=1e-4)
    assert train(replace(told, initialize_from="", resume=True, max_steps=128)) == 0
    assert not same_policy(brain, tmp_path / "second" / "A.onnx")
    assert train(replace(told, run_id="third", counterparts=True)) == 0
    assert noise(tmp_path / "third") == pytest.approx(float(brain_metadata(brain)["noise"]), abs=1e-4)


def same_policy(one: Path, other: Path) -> bool:
    """Whether two brains have the same weights, whatever their normalisers, but that the other gives those senses none
    that were always the same.
    """
    mine, its = policy_state(one), policy_state(other)
    for sensor in ("obs_0", "obs_1"):
        mine[f"encoders.{sensor}.0.weight"] *= mine[f"normalizers.{sensor}._std"][0] > 1e-3
    return all(torch.equal(mine[name], its[name]) for name in mine if not name.startswith("normalizers"))


def critic(folder: Path) -> torch.Tensor:
    """A weight of the value function in a run's checkpoint."""
    weight: torch.Tensor = learned(folder)["critic_state_dict"]["mlp.0.weight"]
    return weight


def noise(folder: Path) -> float:
    """The mean deviation of the policy's exploration in a run's checkpoint."""
    return float(learned(folder)["actor_state_dict"]["distribution.std_param"].mean())


def learned(folder: Path) -> dict[str, Any]:
    """What the learner left in a run's checkpoint."""
    state: dict[str, Any] = read_checkpoint(folder / "A" / "checkpoint.pt")["learner"]
    return state
