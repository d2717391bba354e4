"""Brains: what the game runs is what was trained."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import pytest
import torch
from clamber.assets.fields import AssetError
from clamber.learning.learner import Learner
from clamber.learning.onnx_export import brain_bytes
from clamber.learning.settings import Hyperparameters, Memory, TrainerSettings

SENSORS = {"obs_0": 11, "obs_1": 7}
ACTIONS = 4


def learner(memory: Memory | None = None) -> Learner:
    """A learner whose policy is not just zero and whose normaliser has seen something."""
    hyper = Hyperparameters(proprioception_units=(16,), terrain_units=(8,), trunk_units=(16, 8))
    settings = TrainerSettings("Walker", hyper, normalize=True, memory=memory)
    made = Learner(settings, SENSORS, ACTIONS, 6, seed=3)
    with torch.no_grad():
        made.actor.mlp[-1].weight.mul_(300.0)
        for name, size in SENSORS.items():
            made.actor.normalizers[name].update(torch.randn(40, size) * 3.0 + 2.0)
    return made


def inputs(count: int) -> list[np.ndarray]:
    random = np.random.default_rng(5)
    return [random.normal(2.0, 3.0, (count, size)).astype(np.float32) for size in SENSORS.values()]


def run(brain: bytes, feeds: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    session = onnxruntime.InferenceSession(brain, providers=["CPUExecutionProvider"])
    names = [output.name for output in session.get_outputs()]
    return dict(zip(names, session.run(names, feeds), strict=True))


def test_acts_as_the_policy() -> None:
    """ONNX Runtime and PyTorch agree to 1e-5, whatever the batch, and actions stay within [-1, 1]."""
    made = learner()
    brain = brain_bytes(made.actor, SENSORS, ACTIONS, {})
    for count in (1, 33):
        seen = inputs(count)
        found = run(brain, {"obs_0": seen[0], "obs_1": seen[1]})
        expected = made.mean_action([torch.from_numpy(values) for values in seen]).numpy()
        assert count == 1 or ((np.abs(expected) > 1.0).any() and (np.abs(expected) < 1.0).any())
        for name in ("continuous_actions", "deterministic_continuous_actions"):
            np.testing.assert_allclose(found[name], expected.clip(-1.0, 1.0), atol=1e-5)


def test_meets_the_games_contract(tmp_path: Path) -> None:
    """Names, shapes, opset and constants are what the game looks for, in one file."""
    content = brain_bytes(learner().actor, SENSORS, ACTIONS, {"task": "Walker", "seed": "3"})
    model = onnx.load_model_from_string(content)
    onnx.checker.check_model(model, full_check=True)
    assert [entry.version for entry in model.opset_import if entry.domain == ""] == [15]
    assert [entry.name for entry in model.graph.input] == ["obs_0", "obs_1"]
    assert [entry.name for entry in model.graph.output] == [
        "version_number", "memory_size", "continuous_actions", "continuous_action_output_shape",
        "deterministic_continuous_actions",
    ]  # fmt: skip
    assert all(not tensor.external_data for tensor in model.graph.initializer)
    told = {"task": "Walker", "seed": "3", "noise": f"{Hyperparameters().init_std:.4f}"}
    assert {entry.key: entry.value for entry in model.metadata_props} == told
    found = run(
        content, {f"obs_{index}": np.zeros((1, size), np.float32) for index, size in enumerate(SENSORS.values())}
    )
    assert found["version_number"].tolist() == [3.0]
    assert found["memory_size"].tolist() == [0.0]
    assert found["continuous_action_output_shape"].tolist() == [ACTIONS]
    assert found["continuous_actions"].dtype == np.float32


def test_tells_the_noise_it_explored_with() -> None:
    """Whichever trainer writes the file: who goes on from it begins with that noise."""
    made = learner()
    with torch.no_grad():
        made.actor.distribution.std_param.copy_(torch.linspace(0.1, 0.3, ACTIONS))
    model = onnx.load_model_from_string(brain_bytes(made.actor, SENSORS, ACTIONS, {"task": "Walker"}))
    assert {entry.key: entry.value for entry in model.metadata_props} == {"task": "Walker", "noise": "0.2000"}


def test_remembers_as_the_policy() -> None:
    """With an LSTM the memory goes through recurrent_in and recurrent_out and acts as in training, step by step."""
    made = learner(Memory(memory_size=12))
    brain = brain_bytes(made.actor, SENSORS, ACTIONS, {})
    memory = np.zeros((5, 1, 12), dtype=np.float32)
    made.actor.reset()
    from tensordict import TensorDict

    actions = []
    for step in range(4):
        seen = [values * (1.0 + 0.3 * step) for values in inputs(5)]
        found = run(brain, {"obs_0": seen[0], "obs_1": seen[1], "recurrent_in": memory})
        memory = found["recurrent_out"]
        assert memory.shape == (5, 1, 12)
        assert found["memory_size"].tolist() == [12.0]
        rows = dict(zip(SENSORS, (torch.from_numpy(values) for values in seen), strict=True))
        with torch.no_grad():
            expected = made.actor(TensorDict(rows, batch_size=[5])).numpy()
        np.testing.assert_allclose(found["continuous_actions"], expected.clip(-1.0, 1.0), atol=1e-5)
        actions.append(expected)
    assert np.abs(actions[0] - actions[1]).max() > 1e-3


@pytest.mark.parametrize("normalize", [True, False])
def test_a_hidden_last_action_is_not_seen(normalize: bool) -> None:
    """While learning, on the quick path and in the brain alike: its values make no difference, all others do."""
    settings = TrainerSettings("Walker", Hyperparameters(sense_last_action=False), normalize=normalize)
    with pytest.raises(AssetError, match="sense_last_action"):
        Learner(settings, SENSORS, ACTIONS, 6, seed=3)
    made = Learner(settings, SENSORS, ACTIONS, 6, seed=3, last_action=slice(5, 9))
    with torch.no_grad():
        made.actor.mlp[-1].weight.mul_(30.0)
    brain, tower = brain_bytes(made.actor, SENSORS, ACTIONS, {}), made.tower()
    seen = inputs(9)
    others = [seen[0].copy(), seen[1]]
    others[0][:, 5:9] = -5.0
    elsewhere = [seen[0] + np.eye(11, dtype=np.float32)[9], seen[1]]
    answers = []
    for values in (seen, others, elsewhere):
        tensors = [torch.from_numpy(each) for each in values]
        found = run(brain, {"obs_0": values[0], "obs_1": values[1]})["continuous_actions"]
        for way in (made.mean_action(tensors), made.output(tensors, tower=tower)[0]):
            np.testing.assert_allclose(found, way.numpy().clip(-1.0, 1.0), atol=1e-5)
        answers.append(found)
    np.testing.assert_allclose(answers[0], answers[1], atol=1e-6)
    assert np.abs(answers[0] - answers[2]).max() > 1e-3


def test_export_leaves_the_policy_alone() -> None:
    """Exporting changes neither weights nor what comes out."""
    made = learner()
    before = {name: value.clone() for name, value in made.actor.state_dict().items()}
    brain_bytes(made.actor, SENSORS, ACTIONS, {})
    assert made.actor.training
    for name, value in made.actor.state_dict().items():
        assert torch.equal(value, before[name]), name
    assert made.actor.state_dict().keys() == before.keys()
