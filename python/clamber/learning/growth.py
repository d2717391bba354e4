"""A network that begins as a smaller one: the same function, with room to learn more (Net2Net, Chen et al. 2016).

The small network's units become the first units of each layer. The new ones are as in a network from nothing, and
weights from them into the small network's units and into its outputs are 0 at first, not fixed.
"""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor

from clamber.learning.network import SensorModel


def has_grown(small: Mapping[str, Tensor], model: SensorModel) -> bool:
    """Whether a model has the layers, senses and outputs of a smaller one, and in a layer at least more units.

    Args:
        small: the smaller one's state.
        model: that may begin as it.
    """
    own = model.state_dict()
    if own.keys() != small.keys() or hasattr(model, "rnn"):
        return False
    outputs = _layers(own, "mlp")[-1]
    inputs = {_layers(own, f"encoders.{name}")[0] for name in model.obs_groups if _layers(own, f"encoders.{name}")}
    larger = False
    for name, value in own.items():
        before = small[name]
        layer = name.rsplit(".", 1)[0]
        inner = name.startswith(("mlp.", "encoders.")) and value.dim() == before.dim()
        for place, (now, then) in enumerate(zip(value.shape, before.shape, strict=True) if inner else ()):
            fixed = (layer == outputs and place == 0) or (layer in inputs and place == 1)
            if now < then or (fixed and now != then):
                return False
            larger |= now > then
        if not inner and value.shape != before.shape:
            return False
    return larger


@torch.no_grad()
def grow(small: Mapping[str, Tensor], model: SensorModel) -> None:
    """Lets a model begin as a smaller one of which ``has_grown`` is true.

    Args:
        small: the smaller one's state.
        model: that is filled.
    """
    first = _layers(model.state_dict(), "mlp")[0]
    for name, value in model.state_dict().items():
        before = small[name]
        if value.shape == before.shape:
            value.copy_(before)
        elif value.dim() == 1:
            value[: len(before)] = before
        else:
            columns = _latent_columns(small, model) if name == f"{first}.weight" else torch.arange(before.shape[1])
            value[: len(before)] = 0.0
            value[: len(before), columns] = before


def _latent_columns(small: Mapping[str, Tensor], model: SensorModel) -> Tensor:
    """Where the trunk of ``model`` finds the latents of the smaller one, sensor by sensor."""
    columns, start = [], 0
    for name in model.obs_groups:
        layers = _layers(small, f"encoders.{name}")
        width = len(small[f"{layers[-1]}.bias"]) if layers else model.encoded_sizes[name]
        columns.append(start + torch.arange(width))
        start += model.encoded_sizes[name]
    return torch.cat(columns)


def _layers(state: Mapping[str, Tensor], network: str) -> list[str]:
    """Names of the linear layers of a sub-network or trunk, in order."""
    weights = [name for name in state if name.startswith(f"{network}.") and name.endswith(".weight")]
    return sorted((name.removesuffix(".weight") for name in weights), key=lambda name: int(name.rsplit(".", 1)[1]))
