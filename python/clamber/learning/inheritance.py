"""Networks that begin with what another body's networks have learned, as far as there are counterparts.

The other's units become the first units of each layer. They see what they saw before: senses that have a counterpart,
through the other's normaliser, and each other; nothing else. So the actions that have a counterpart begin as the very
function that was learned. The rest, units, senses and actions, is as in a network that begins from nothing, and learns
to be of use: its weights into what was passed on are 0 at first, not fixed.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from clamber.assets.fields import AssetError
from clamber.assets.loading import load_task
from clamber.assets.task import CurriculumMode, TaskSpec
from clamber.learning.configuration import Configuration, read_configuration
from clamber.learning.counterparts import Counterparts, Matches
from clamber.learning.learner import Learner
from clamber.learning.network import SensorModel
from clamber.learning.noise import DEVIATION
from clamber.learning.settling import REMEMBERED

#: A sample of the terrain that varied less than this has shown how the body bobs on level ground, leg lengths.
LEAST_TERRAIN = 0.1


def configuration_of_run(checkpoint: Path) -> Configuration:
    """The configuration in the folder of the run that left a checkpoint.

    Raises:
        AssetError: one line, where there is none, or none to be understood.
    """
    return read_configuration(checkpoint.absolute().parents[1] / "configuration.yaml")


def task_to_inherit_from(checkpoint: Path) -> TaskSpec:
    """The task that a checkpoint of a run was trained on.

    Raises:
        AssetError: one line, where that is not to be found out, or nothing can be passed on.
    """
    configuration = configuration_of_run(checkpoint)
    if configuration.trainer.hyperparameters.action_buckets:
        raise AssetError(f"{checkpoint}: its actions go in steps (action_buckets), which have no counterparts")
    return load_task(configuration.environment.task)


def climbs(checkpoint: Path) -> bool:
    """Whether the run that left a checkpoint had a difficulty of its own for every agent; False where nobody knows."""
    try:
        return load_task(configuration_of_run(checkpoint).environment.task).curriculum.mode == CurriculumMode.PER_AGENT
    except AssetError:
        return False


def inherit(learner: Learner, state: Mapping[str, Any], shared: Counterparts) -> None:
    """Lets a learner's policy begin with another's, as far as there are counterparts; the optimiser is new.

    So is the value function, but for how it normalises what it sees: one that has learned that bodies like its own do
    not fall is so wrong about a new one that the policy unlearns what was passed on. Where every action has a
    counterpart, the policy explores with the other's noise, for it may fall under more, and is held until the value
    function has learned what it is worth; where some are new, they have to be tried first.

    Args:
        learner: that has just been made.
        state: of the other, from its checkpoint (see ``Learner.state``).
        shared: which senses and actions stand for which.

    Raises:
        AssetError: one line; the networks are of different kinds, or the other's are larger.
    """
    if learner.buckets is not None:
        raise AssetError("hyperparameters.action_buckets: not allowed with --counterparts; actions in steps have none")
    weights = state["actor_state_dict"]
    known = _inherit(learner.actor, weights, shared)
    learner.see_alike()
    if len(shared.actions.own) == learner.actions:
        if DEVIATION in weights:
            learner.explore_with(weights[DEVIATION][torch.from_numpy(shared.actions.other)]
                                 * torch.from_numpy(np.abs(shared.actions.gain)))
        learner.settling.begin(learner.actor, hold=True, known=known)


@torch.no_grad()
def _inherit(model: SensorModel, weights: Mapping[str, Tensor], shared: Counterparts) -> dict[str, Tensor]:
    """Returns, per sensor, which of its senses were passed on, (size,)."""
    if any(name.startswith("rnn.") for name in weights) or hasattr(model, "rnn"):
        raise AssetError("networks with a memory have no counterparts")
    known: dict[str, Tensor] = {}
    columns: list[tuple[int, int]] = []
    own_start, other_start = 0, 0
    for name in model.obs_groups:
        if f"normalizers.{name}._mean" not in weights or not model.obs_normalization:
            raise AssetError(f"{name}: only networks that normalise what they see, both, have counterparts")
        seen, factor = _inherit_scale(model, name, weights, shared.sensors[name])
        known[name] = torch.zeros(model.observed_sizes[name], dtype=torch.bool)
        known[name][torch.from_numpy(seen.own)] = True
        layers = _layers(model.encoders[name])
        theirs = [key for key in weights if key.startswith(f"encoders.{name}.") and key.endswith(".weight")]
        width = int(weights[f"normalizers.{name}._mean"].shape[1])
        if layers:
            _check(len(layers), len(theirs), f"{name}: layers")
            inputs = (seen.own, seen.other, factor)
            width = _inherit_layers(layers, theirs, weights, inputs, None, name)
            columns += [(own_start + unit, other_start + unit) for unit in range(width)]
        else:
            raise AssetError(f"{name}: a sub-network is needed; without one there are no counterparts")
        own_start, other_start = own_start + model.encoded_sizes[name], other_start + width
    trunk = _layers(model.mlp)
    theirs = [key for key in weights if key.startswith("mlp.") and key.endswith(".weight")]
    _check(len(trunk), len(theirs), "trunk: layers")
    own, other = (np.array(side, dtype=np.intp) for side in zip(*columns, strict=True))
    _inherit_layers(trunk, theirs, weights, (own, other, np.ones(len(own))), shared.actions, "trunk")
    return known


def _inherit_scale(
    model: SensorModel, name: str, weights: Mapping[str, Tensor], matches: Matches
) -> tuple[Matches, NDArray[np.float64]]:
    """Passes on how a sensor is normalised.

    Returns:
        The matches of those senses that the other has ever seen vary (of the terrain's, by as much as terrain does:
        seen through what only a bobbing body has taught, the first step would be a cliff), and the factors on the
        weights of the first layer that make up for gains and for the least width that is added to every deviation.
    """
    normalizer: Any = model.normalizers[name]
    deviation = weights[f"normalizers.{name}._std"][0].double().numpy()
    varied = deviation[matches.other] > (LEAST_TERRAIN if name == "obs_1" else normalizer.eps)
    matches = Matches(matches.own[varied], matches.other[varied], matches.gain[varied])
    own, gain = torch.from_numpy(matches.own), torch.from_numpy(matches.gain)
    width = np.abs(matches.gain) * deviation[matches.other]
    mean = weights[f"normalizers.{name}._mean"][0][torch.from_numpy(matches.other)].double()
    normalizer._mean[0, own] = (gain * mean).float()
    normalizer._std[0, own] = torch.from_numpy(width).float()
    normalizer._var[0, own] = torch.from_numpy(width**2).float()
    normalizer.count.fill_(REMEMBERED)
    factor = (width + normalizer.eps) / (matches.gain * (deviation[matches.other] + normalizer.eps))
    return matches, factor


def _inherit_layers(
    layers: list[nn.Linear], theirs: list[str], weights: Mapping[str, Tensor],
    inputs: tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.float64]], outputs: Matches | None, what: str,
) -> int:  # fmt: skip
    """Passes on the layers of a sub-network or trunk.

    Args:
        layers: here.
        theirs: names of the other's weights, layer by layer.
        weights: the other's.
        inputs: columns of the first layer here and there, and factors on what goes over.
        outputs: rows of the last layer; None: the first units, as in every other layer.
        what: it is, for errors.

    Returns:
        How many units the other's last layer has.
    """
    own, other, factor = inputs
    width = 0
    for layer, name in zip(layers, theirs, strict=True):
        weight, bias = weights[name].double(), weights[name.replace(".weight", ".bias")].double()
        width = len(bias)
        units = np.arange(width)
        rows = Matches(units, units, np.ones(width))
        if outputs is not None and layer is layers[-1]:
            rows = outputs
        elif width > layer.out_features:
            raise AssetError(
                f"{what}: a layer of {layer.out_features} units is not allowed; at least {width}, as the other's"
            )
        scale = rows.gain[:, None] * factor[None, :]
        passed = weight.numpy()[np.ix_(rows.other, other)] * scale
        places = torch.from_numpy(rows.own)
        layer.weight.data[places] = 0.0
        layer.weight.data[places[:, None], torch.from_numpy(own)[None, :]] = torch.from_numpy(passed).float()
        layer.bias.data[places] = torch.from_numpy(bias.numpy()[rows.other] * rows.gain).float()
        own, other, factor = units, units, np.ones(width)
    return width


def _layers(network: nn.Module) -> list[nn.Linear]:
    return [module for module in network.modules() if isinstance(module, nn.Linear)]


def _check(own: int, other: int, what: str) -> None:
    if own != other:
        raise AssetError(f"{what}: {own} is not allowed; {other}, as the other's")
