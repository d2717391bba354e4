"""Layers of one network, put among those of another that has as many, and in each at least as many units.

The other's units become the first units of each layer. They hear what they heard before, as far as it is there, and
each other: weights into them from anything else are 0 at first, not fixed. All other units stay as they are.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import torch
from torch import Tensor, nn

from clamber.assets.fields import AssetError
from clamber.learning.counterparts import Matches
from clamber.learning.network import SensorModel


def layer_names(state: Mapping[str, Tensor], network: str) -> list[str]:
    """Names of the linear layers of a sub-network or trunk ("mlp") in a model's state, in order."""
    weights = [name for name in state if name.startswith(f"{network}.") and name.endswith(".weight")]
    return sorted((name.removesuffix(".weight") for name in weights), key=lambda name: int(name.rsplit(".", 1)[1]))


@torch.no_grad()
def transfer(
    model: SensorModel, weights: Mapping[str, Tensor], senses: Mapping[str, Matches], outputs: Matches
) -> None:
    """Puts the sub-networks and the trunk of another model into this one; normalisers and noise stay.

    Args:
        model: without a memory.
        weights: the other's state.
        senses: by sensor, which of its senses stand for which of the other's; gains are factors on the weights. A
            sensor without layers must be of one size in both.
        outputs: which outputs stand for which.

    Raises:
        AssetError: one line; the other has more or fewer layers, or more units in one.
    """
    columns: list[tuple[int, int, float]] = []
    own_start, other_start = 0, 0
    for name in model.obs_groups:
        theirs = layer_names(weights, f"encoders.{name}")
        latents = _transfer(_linear(model.encoders[name]), theirs, weights, senses[name], None, name)
        columns += [
            (own_start + own, other_start + other, gain)
            for own, other, gain in zip(latents.own, latents.other, latents.gain, strict=True)
        ]
        own_start += model.encoded_sizes[name]
        other_start += len(weights[f"{theirs[-1]}.bias"]) if theirs else model.encoded_sizes[name]
    _transfer(_linear(model.mlp), layer_names(weights, "mlp"), weights, Matches.of(columns), outputs, "trunk")


def _transfer(
    layers: list[nn.Linear], theirs: list[str], weights: Mapping[str, Tensor], inputs: Matches,
    outputs: Matches | None, what: str,
) -> Matches:  # fmt: skip
    """Puts the layers of a sub-network or trunk into another's.

    Args:
        layers: here.
        theirs: names of the other's layers.
        weights: the other's.
        inputs: columns of the first layer here and there, and factors on what goes over.
        outputs: rows of the last layer; None: the first units, as in every other layer.
        what: it is, for errors.

    Returns:
        Which units of the last layer stand for which of the other's; without layers, ``inputs``.
    """
    if len(layers) != len(theirs):
        raise AssetError(f"{what}: layers: {len(layers)} is not allowed; {len(theirs)}, as the other's")
    for layer, name in zip(layers, theirs, strict=True):
        weight, bias = weights[f"{name}.weight"].double(), weights[f"{name}.bias"].double()
        rows = Matches.same(len(bias))
        if outputs is not None and layer is layers[-1]:
            rows = outputs
        elif len(bias) > layer.out_features:
            raise AssetError(
                f"{what}: a layer of {layer.out_features} units is not allowed; at least {len(bias)}, as the other's"
            )
        passed = weight.numpy()[np.ix_(rows.other, inputs.other)] * (rows.gain[:, None] * inputs.gain[None, :])
        places = torch.from_numpy(rows.own)
        layer.weight[places] = 0.0
        layer.weight[places[:, None], torch.from_numpy(inputs.own)[None, :]] = torch.from_numpy(passed).float()
        layer.bias[places] = torch.from_numpy(bias.numpy()[rows.other] * rows.gain).float()
        inputs = Matches.same(len(bias))
    return inputs


def _linear(network: nn.Module) -> list[nn.Linear]:
    return [module for module in network.modules() if isinstance(module, nn.Linear)]
