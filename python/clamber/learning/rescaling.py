"""What changes of the senses under a network that has learned: its first layers see to it that it stays what it is."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from clamber.learning.network import RecurrentSensorModel, SensorModel

#: What observations are normalised by, (size,) each: ``(values - first) / second``.
Scale = tuple[Tensor, Tensor]
#: Samples of the terrain that varied less than this have shown how the body bobs on level ground, leg lengths.
LEAST_TERRAIN = 0.1


def varied(model: SensorModel, name: str) -> Tensor:
    """Which of a sensor's senses have ever been seen to vary, (size,), to a normaliser's precision."""
    return model.normalizers[name]._std[0] > 1e-3  # type: ignore[index, operator, return-value]


def told_something(deviation: Tensor, name: str) -> Tensor:
    """Which of a sensor's senses varied by so much that a network may have learned from it, (size,)."""
    return deviation > (LEAST_TERRAIN if name == "obs_1" else 0.01)


@torch.no_grad()
def look_away_from(model: SensorModel, name: str, senses: Tensor) -> None:
    """Gives no weight to some of a sensor's senses, (size,); one that never varied was always seen as 0 anyway."""
    weight, _ = _first_layer(model, name)
    weight[:, senses] = 0.0


@torch.no_grad()
def make_up_for(model: SensorModel, name: str, before: Scale, familiar: Tensor) -> None:
    """Lets a network answer as it did before one of its normalisers learned.

    What it saw as ``z = (x - m) / w`` it sees as ``(x - n) / v`` now, so weights ``W v / w`` and a bias larger by
    ``W (n - m) / w`` give the same.

    Args:
        model: whose normaliser has learned.
        name: of the sensor.
        before: how it was normalised until now.
        familiar: (size,), the senses that this is to be made up for; what the network sees of others changes.
    """
    (mean, width), (new_mean, new_width) = before, model.scale(name)
    weight, bias = _first_layer(model, name)
    shift = torch.where(familiar, (new_mean - mean) / width, 0.0)
    factor = torch.where(familiar, new_width / width, 1.0)
    bias += weight @ shift
    weight *= factor


def _first_layer(model: SensorModel, name: str) -> tuple[Tensor, Tensor]:
    """The weights, (units, size), that a sensor's observations meet first, and the bias, (units,)."""
    encoder = model.encoders[name]
    if len(encoder):  # type: ignore[arg-type]
        layer = encoder[0]  # type: ignore[index]
        assert isinstance(layer, nn.Linear)
        return layer.weight, layer.bias
    names = list(model.obs_groups)
    start = sum(model.encoded_sizes[other] for other in names[: names.index(name)])
    part = slice(start, start + model.encoded_sizes[name])
    if isinstance(model, RecurrentSensorModel):
        memory = model.rnn.rnn
        return memory.weight_ih_l0[:, part], memory.bias_ih_l0
    layer = model.mlp[0]
    assert isinstance(layer, nn.Linear)
    return layer.weight[:, part], layer.bias
