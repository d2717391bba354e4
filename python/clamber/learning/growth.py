"""A network that begins as a smaller one: the same function, with room to learn more (Net2Net, Chen et al. 2016).

The new units are as in a network from nothing; nothing that was there hears them at first (``layer_transfer``).
"""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor

from clamber.learning.counterparts import Matches
from clamber.learning.layer_transfer import layer_names, transfer
from clamber.learning.network import SensorModel

#: How the names of a state's layers begin; the rest are normalisers and noise.
_NETWORKS = ("mlp.", "encoders.")


def has_grown(small: Mapping[str, Tensor], model: SensorModel) -> bool:
    """Whether a model has the layers, senses and outputs of a smaller one, and in a layer at least more units.

    Args:
        small: the smaller one's state.
        model: that may begin as it.
    """
    own = model.state_dict()
    if own.keys() != small.keys() or hasattr(model, "rnn"):
        return False
    outputs = layer_names(own, "mlp")[-1]
    encoders = [layer_names(own, f"encoders.{name}") for name in model.obs_groups]
    inputs = {layers[0] for layers in encoders if layers}
    larger = False
    for name, value in own.items():
        before = small[name]
        layer = name.rsplit(".", 1)[0]
        inner = name.startswith(_NETWORKS) and value.dim() == before.dim()
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
    senses = {name: Matches.same(size) for name, size in model.observed_sizes.items()}
    outputs = len(small[f"{layer_names(small, 'mlp')[-1]}.bias"])
    transfer(model, small, senses, Matches.same(outputs))
    for name, value in model.state_dict().items():
        if not name.startswith(_NETWORKS):
            value.copy_(small[name])
