"""Writes a policy as a brain: one .onnx file that the game plays (docs/architecture.md says what it must hold)."""

from __future__ import annotations

import io
import warnings
from collections.abc import Mapping

import onnx
import torch
from torch import Tensor, nn

from clamber.learning.buckets import Buckets
from clamber.learning.network import RecurrentSensorModel, SensorModel
from clamber.learning.noise import ActionNoise
from clamber.learning.torch_releases import classic_exporter

#: What Unity's inference engine reads best; it takes 7 to 15.
OPSET = 15
#: The version of ML-Agents' model contract.
CONTRACT_VERSION = 3


class BrainGraph(nn.Module):
    """A policy as the game runs it: raw observations in, actions in [-1, 1] out, without exploration noise."""

    def __init__(self, actor: SensorModel, actions: int, buckets: Buckets | None = None) -> None:
        """Wraps a policy.

        Args:
            actor: the policy.
            actions: number of continuous actions.
            buckets: how bucketed outputs become actions; None: outputs are the actions.
        """
        super().__init__()
        self.actor, self.buckets = actor, buckets
        memory = 2 * actor.rnn.rnn.hidden_size if isinstance(actor, RecurrentSensorModel) else 0
        self.version_number = constant(CONTRACT_VERSION)
        self.memory_size = constant(memory)
        self.action_shape = constant(actions)

    def forward(self, *inputs: Tensor) -> tuple[Tensor, ...]:
        """Takes obs_0, obs_1, ... (batch, size) and, with memory, recurrent_in (batch, 1, memory size).

        Returns:
            version_number, memory_size, continuous_actions, continuous_action_output_shape,
            deterministic_continuous_actions and, with memory, recurrent_out.
        """
        actor = self.actor
        names = actor.obs_groups
        observations = inputs[: len(names)]
        latent = actor.encode([actor.normalized(name, seen) for name, seen in zip(names, observations, strict=True)])
        memory: tuple[Tensor, ...] = ()
        if isinstance(actor, RecurrentSensorModel):
            size = actor.rnn.rnn.hidden_size
            before = inputs[len(names)].reshape(-1, 1, 2 * size).transpose(0, 1)
            out, (hidden, cell) = actor.rnn.rnn(
                latent.unsqueeze(0), (before[..., :size].contiguous(), before[..., size:].contiguous())
            )
            latent = out.squeeze(0)
            memory = (torch.cat([hidden, cell], dim=-1).transpose(0, 1),)
        output = actor.mlp(latent)
        action = self.buckets.action(output, observations[0]) if self.buckets is not None else output
        action = action.clamp(-1.0, 1.0)
        return (self.version_number, self.memory_size, action, self.action_shape, action + 0.0, *memory)


def constant(value: int) -> nn.Parameter:
    """A number that a brain tells whoever loads it."""
    return nn.Parameter(torch.tensor([float(value)]), requires_grad=False)


def brain_bytes(
    actor: SensorModel,
    sensors: Mapping[str, int],
    actions: int,
    metadata: Mapping[str, str],
    buckets: Buckets | None = None,
) -> bytes:
    """A policy as the content of an .onnx file.

    Args:
        actor: the policy; its mode is left as it is.
        sensors: size of each sensor's observation by name, obs_0, obs_1, ... in order.
        actions: number of continuous actions.
        metadata: what the file says of itself (task, body, command, seed, steps); ``noise`` comes with it, the mean
            deviation that the policy explores with, for who goes on from the file.
        buckets: as for BrainGraph.
    """
    if isinstance(actor.distribution, ActionNoise):
        metadata = {**metadata, "noise": f"{actor.distribution.deviation().mean().item():.4f}"}
    return graph_bytes(BrainGraph(actor, actions, buckets), sensors, metadata)


def graph_bytes(graph: nn.Module, sensors: Mapping[str, int], metadata: Mapping[str, str]) -> bytes:
    """A module with the inputs and outputs of ``BrainGraph`` as the content of an .onnx file.

    Args:
        graph: it has ``memory_size``, a tensor of one number.
        sensors: size of each sensor's observation by name, obs_0, obs_1, ... in order.
        metadata: what the file says of itself.
    """
    memory = int(graph.memory_size.item())  # type: ignore[operator]
    inputs = [torch.zeros(1, size) for size in sensors.values()]
    names = list(sensors)
    outputs = [
        "version_number", "memory_size", "continuous_actions", "continuous_action_output_shape",
        "deterministic_continuous_actions",
    ]  # fmt: skip
    if memory:
        inputs.append(torch.zeros(1, 1, memory))
        names.append("recurrent_in")
        outputs.append("recurrent_out")
    batched = [*names, "continuous_actions", "deterministic_continuous_actions", *outputs[5:]]
    buffer = io.BytesIO()
    with torch.no_grad(), warnings.catch_warnings():
        # The classic exporter is announced as outdated.
        warnings.simplefilter("ignore")
        torch.onnx.export(
            graph,
            tuple(inputs),
            buffer,  # type: ignore[arg-type]
            opset_version=OPSET,
            input_names=names,
            output_names=outputs,
            dynamic_axes={name: {0: "batch"} for name in batched},
            **classic_exporter(),
        )
    model = onnx.load_model_from_string(buffer.getvalue())
    onnx.helper.set_model_props(model, dict(metadata))
    onnx.checker.check_model(model)
    return model.SerializeToString()  # type: ignore[no-any-return]
