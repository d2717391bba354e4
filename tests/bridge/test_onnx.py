"""Brains that stock trainers export: one file the game can read, acting as the policy it came from."""

from __future__ import annotations

import builtins
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnxruntime
import pytest
import torch
from clamber.bridge.plugin.export import export_policy_model
from clamber.learning.torch_releases import classic_exporter
from mlagents.trainers.policy.torch_policy import TorchPolicy
from mlagents.trainers.settings import NetworkSettings
from mlagents.trainers.torch_entities.model_serialization import ModelSerializer
from mlagents.trainers.torch_entities.networks import SimpleActor
from mlagents_envs.base_env import (
    ActionSpec,
    BehaviorSpec,
    DecisionSteps,
    DimensionProperty,
    ObservationSpec,
    ObservationType,
)

SIZES = (20, 7)
PPO: dict[str, Any] = {"conditional_sigma": False, "tanh_squash": False}
SAC: dict[str, Any] = {"conditional_sigma": True, "tanh_squash": True}
ALLOWED_INPUTS = {"prev_action", "epsilon", "action_masks", "sequence_length", "recurrent_in"}


def policy(kind: dict[str, Any], actions: ActionSpec, memory: int = 0) -> TorchPolicy:
    """A policy with random weights and a normaliser that has seen something."""
    torch.manual_seed(1)
    sensors = [
        ObservationSpec((size,), (DimensionProperty.NONE,), ObservationType.DEFAULT, f"sensor{size}") for size in SIZES
    ]
    network = NetworkSettings(
        normalize=True,
        hidden_units=16,
        deterministic=True,
        memory=NetworkSettings.MemorySettings(sequence_length=4, memory_size=memory) if memory else None,
    )
    made = TorchPolicy(1, BehaviorSpec(sensors, actions), network, SimpleActor, kind)
    for processor in made.actor.network_body.observation_encoder.processors:
        normalizer = processor.normalizer
        normalizer.running_mean += torch.randn_like(normalizer.running_mean)
        normalizer.running_variance *= 3.0
    return made


def decisions(agents: int) -> DecisionSteps:
    """What some agents see."""
    random = np.random.default_rng(2)
    return DecisionSteps(
        [random.normal(size=(agents, size)).astype(np.float32) * 3 for size in SIZES],
        np.zeros(agents, np.float32),
        np.arange(agents, dtype=np.int32),
        None,
        np.zeros(agents, np.int32),
        np.zeros(agents, np.float32),
    )


def exported(made: TorchPolicy, folder: Path) -> onnx.ModelProto:
    """The policy as a file; checks that the file is valid and alone."""
    export_policy_model(ModelSerializer(made), str(folder / "Brain"))
    assert [path.name for path in folder.iterdir()] == ["Brain.onnx"]
    model = onnx.load(folder / "Brain.onnx", load_external_data=False)
    onnx.checker.check_model(model, full_check=True)
    return model


@pytest.mark.parametrize("kind", [PPO, SAC], ids=["ppo", "sac"])
@pytest.mark.parametrize("memory", [0, 16])
def test_a_brain_is_what_the_game_reads(kind: dict[str, Any], memory: int, tmp_path: Path) -> None:
    made = policy(kind, ActionSpec(5, ()), memory)
    model = exported(made, tmp_path)
    assert [(entry.domain, entry.version) for entry in model.opset_import] == [("", 15)]
    assert all(tensor.data_location != onnx.TensorProto.EXTERNAL for tensor in model.graph.initializer)
    inputs = {value.name: value for value in model.graph.input}
    for index, size in enumerate(SIZES):
        dimensions = inputs.pop(f"obs_{index}").type.tensor_type.shape.dim
        assert dimensions[0].dim_param and dimensions[1].dim_value == size
    assert set(inputs) <= ALLOWED_INPUTS
    for value in model.graph.output:
        assert value.type.tensor_type.elem_type == onnx.TensorProto.FLOAT

    session = onnxruntime.InferenceSession(str(tmp_path / "Brain.onnx"))
    steps = decisions(6)
    feed = {f"obs_{index}": observation for index, observation in enumerate(steps.obs)}
    if memory:
        feed["recurrent_in"] = np.zeros((6, 1, memory), np.float32)
    names = [output.name for output in session.get_outputs()]
    results = dict(zip(names, session.run(None, feed), strict=True))
    assert results["version_number"].tolist() == [3]
    assert results["memory_size"].tolist() == [memory]
    assert results["continuous_action_output_shape"].tolist() == [5]
    assert results["continuous_actions"].shape == (6, 5)
    assert ("recurrent_out" in results) == bool(memory)
    acted = made.get_action(steps).env_action.continuous
    assert np.abs(acted).max() > 0.01
    np.testing.assert_allclose(results["deterministic_continuous_actions"], acted, rtol=0, atol=1e-5)


def test_discrete_actions_are_those_of_the_policy(tmp_path: Path) -> None:
    made = policy(PPO, ActionSpec(2, (3, 4)))
    exported(made, tmp_path)
    session = onnxruntime.InferenceSession(str(tmp_path / "Brain.onnx"))
    steps = decisions(6)
    feed = {f"obs_{index}": observation for index, observation in enumerate(steps.obs)}
    feed["action_masks"] = np.ones((6, 7), np.float32)
    (acted,) = session.run(["deterministic_discrete_actions"], feed)
    np.testing.assert_array_equal(acted, made.get_action(steps).env_action.discrete)


def test_needs_no_onnxscript(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ordinary = builtins.__import__

    def guarded(name: str, *rest: Any) -> Any:
        if name.split(".")[0] in ("onnxscript", "onnx_ir"):
            raise ModuleNotFoundError(f"No module named {name!r}")
        return ordinary(name, *rest)

    monkeypatch.setattr(builtins, "__import__", guarded)
    exported(policy(PPO, ActionSpec(5, ())), tmp_path)


def test_works_where_torch_has_no_dynamo_argument(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As in torch 2.1."""
    modern, classic = torch.onnx.export, classic_exporter()
    seen = []

    def old(
        model: Any, args: Any, f: str, *, opset_version: int, input_names: Any, output_names: Any, dynamic_axes: Any
    ) -> None:
        seen.append(f)
        modern(
            model,
            args,
            f,
            opset_version=opset_version,
            input_names=input_names,
            output_names=output_names,
            dynamic_axes=dynamic_axes,
            **classic,
        )

    monkeypatch.setattr(torch.onnx, "export", old)
    exported(policy(PPO, ActionSpec(5, ())), tmp_path)
    assert len(seen) == 1


def test_a_failed_export_leaves_the_old_brain(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(model: Any, args: Any, f: str, **options: Any) -> None:
        Path(f).write_bytes(b"half")
        raise OSError("no space left")

    made = policy(PPO, ActionSpec(5, ()))
    exported(made, tmp_path)
    before = (tmp_path / "Brain.onnx").read_bytes()
    monkeypatch.setattr(torch.onnx, "export", fail)
    with pytest.raises(OSError, match="no space"):
        export_policy_model(ModelSerializer(made), str(tmp_path / "Brain"))
    assert [path.name for path in tmp_path.iterdir()] == ["Brain.onnx"]
    assert (tmp_path / "Brain.onnx").read_bytes() == before
