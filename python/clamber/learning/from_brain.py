"""Policies that begin as a brain: what an .onnx file of ours holds, read back into a network."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import onnx
import torch
from onnx import numpy_helper
from rsl_rl.modules import EmpiricalNormalization
from torch import Tensor

from clamber.assets.fields import AssetError
from clamber.assets.loading import load_task
from clamber.assets.task import TaskSpec
from clamber.evaluation.brain import brain_metadata
from clamber.learning.layer_transfer import layer_names
from clamber.learning.learner import Learner
from clamber.learning.network import DIM
from clamber.learning.noise import DEVIATION
from clamber.learning.settling import REMEMBERED

#: What a normaliser adds to every deviation before it divides.
EPSILON = EmpiricalNormalization(1).eps
#: What the exporter puts before the names of a policy's weights.
_POLICY = "actor."
#: Our names of the exporter's activations.
_ACTIVATIONS = {"Elu": "elu", "LeakyRelu": "lrelu", "Relu": "relu", "Selu": "selu", "Tanh": "tanh"}


def policy_state(path: Path) -> dict[str, Tensor]:
    """A brain's policy as ``SensorModel.state_dict`` has it; its noise too, where the file tells of it.

    Raises:
        ValueError: one line; the file is no brain, or not one that ``clamber train`` writes.
    """
    metadata = brain_metadata(path)  # says in one line what is no brain at all
    graph = onnx.load(path).graph
    constants = {one.name: torch.from_numpy(numpy_helper.to_array(one).copy()) for one in graph.initializer}
    memory = [value for name, value in constants.items() if name.startswith("memory_size")]
    if any(float(value) for value in memory):
        raise AssetError(f"{path}: a brain with a memory is not allowed; a run of it may be begun with")
    state = {name.removeprefix(_POLICY): value for name, value in constants.items() if name.startswith(_POLICY)}
    if not any(name.startswith("mlp.") for name in state):
        raise AssetError(f"{path}: not a brain that clamber train has written")
    for name in [name for name in state if name.endswith("._mean")]:
        sensor = name.removesuffix("._mean")
        deviation = constants[_divisor(graph.node, f"{_POLICY}{name}", path)] - EPSILON
        state |= {f"{sensor}._std": deviation, f"{sensor}._var": deviation**2}
        state[f"{sensor}.count"] = torch.tensor(REMEMBERED)
    if "noise" in metadata:
        outputs = state[f"{layer_names(state, 'mlp')[-1]}.bias"]
        state[DEVIATION] = torch.full_like(outputs, float(metadata["noise"]))
    return state


def policy_function(path: Path) -> dict[str, Any]:
    """What of a brain's policy its weights do not tell, as ``Learner.function`` has it."""
    graph = onnx.load(path).graph
    constants = {one.name: numpy_helper.to_array(one) for one in graph.initializer}
    constants |= {one.output[0]: numpy_helper.to_array(one.attribute[0].t) for one in graph.node
                  if one.op_type == "Constant"}  # fmt: skip
    divisors = [constants[one.input[1]] for one in graph.node if one.op_type == "Div" and one.input[1] in constants]
    found: dict[str, Any] = {"sense_last_action": not any((one == DIM).any() for one in divisors)}
    activations = {_ACTIVATIONS[one.op_type] for one in graph.node if one.op_type in _ACTIVATIONS}
    return found | ({"activation": activations.pop()} if len(activations) == 1 else {})


def _divisor(nodes: Iterable[onnx.NodeProto], mean: str, path: Path) -> str:
    """What observations are divided by after a mean is taken from them; the exporter names it as it likes."""
    centred = {node.output[0] for node in nodes if node.op_type == "Sub" and mean in node.input}
    for node in nodes:
        if node.op_type == "Div" and node.input[0] in centred:
            return str(node.input[1])
    raise AssetError(f"{path}: not a brain that clamber train has written: nothing is divided after {mean}")


def task_of_brain(path: Path) -> TaskSpec:
    """The task that a brain says it was trained on.

    Raises:
        AssetError: one line, if it says none, or none that is there.
    """
    task = brain_metadata(path).get("task", "")
    if not task:
        raise AssetError(f"{path}: it does not say which task it was trained on")
    return load_task(task)


def begin_with_brain(learner: Learner, path: Path) -> None:
    """Lets a learner's policy begin as a brain, with the exploration noise that the file tells of (older ones do not:
    there it is that of a run from nothing). The value function begins from nothing, so that the policy is held
    until it has learned what the policy is worth (``Settling``).

    Raises:
        ValueError: one line; the brain is not one of these networks.
    """
    if learner.buckets is not None:
        raise AssetError("hyperparameters.action_buckets: not allowed with a brain to begin with; a run of it may be")
    actor = learner.actor
    state = policy_state(path)
    learner.check_function(policy_function(path))
    noise = state.pop(DEVIATION, None)
    wanted = {name: value for name, value in actor.state_dict().items() if not name.startswith("distribution.")}
    for name in sorted(wanted.keys() | state.keys()):
        own, its = (tuple(one[name].shape) if name in one else "none" for one in (wanted, state))
        if own != its:
            raise AssetError(f"{path}: {name}: {its} is not allowed; {own}, as the configuration has it")
    actor.load_state_dict(state, strict=False)
    learner.see_alike()
    if noise is not None:
        learner.explore_with(noise)
    learner.look_anew(hold=True)
