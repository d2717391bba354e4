"""Passes worked out by hand against autograd's."""

from __future__ import annotations

import pytest
import torch
from clamber.learning.network import SensorModel
from clamber.learning.settings import ACTIVATIONS
from clamber.learning.tower import Tower, activation_of
from tensordict import TensorDict
from torch import nn

SIZES = {"obs_0": 5, "obs_1": 7, "obs_2": 3}
#: Layers of the sub-networks: one, two, none at all.
UNITS: dict[str, list[int]] = {"obs_0": [6], "obs_1": [9, 4], "obs_2": []}


def model(activation: str) -> SensorModel:
    """A network drawn from a seed."""
    torch.manual_seed(0)
    example = TensorDict({name: torch.zeros(2, size) for name, size in SIZES.items()}, batch_size=[2])
    groups = {"critic": list(SIZES)}
    return SensorModel(example, groups, "critic", 4, [8, 6], activation, True, None, UNITS)


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_passes_are_autograds(activation: str) -> None:
    """The same outputs and gradients; a second pass of fewer samples adds to them, or takes their place."""
    network = model(activation)
    tower, generator = Tower(network), torch.Generator().manual_seed(1)
    parameters = list(network.parameters())
    into = {parameter: torch.full_like(parameter, float("nan")) for parameter in parameters}
    expected = [torch.zeros_like(parameter) for parameter in parameters]
    for rows, add in ((20, False), (11, True), (30, False), (2, True)):
        seen = [torch.randn(rows, size, generator=generator) * 2.0 for size in SIZES.values()]
        slope = torch.randn(rows, 4, generator=generator)
        output = network.mlp(network.encode(seen))
        torch.testing.assert_close(tower.forward(seen), output, rtol=1e-6, atol=1e-6)
        own = torch.autograd.grad((output * slope).sum(), parameters)
        expected = [before + now if add else now for before, now in zip(expected, own, strict=True)]
        tower.backward(slope, into, add)
        for parameter, gradient in zip(parameters, expected, strict=True):
            torch.testing.assert_close(into[parameter], gradient, rtol=1e-4, atol=1e-5)


def test_weights_are_the_models() -> None:
    """What an optimiser or a checkpoint writes into the model is what a tower made before computes with."""
    network, other = model("elu"), model("elu")
    with torch.no_grad():
        for parameter in other.parameters():
            parameter.add_(0.1)
    tower = Tower(network)
    seen = [torch.ones(3, size) for size in SIZES.values()]
    before = tower.forward(seen).clone()
    network.load_state_dict(other.state_dict())
    torch.testing.assert_close(tower.forward(seen), other.mlp(other.encode(seen)))
    assert not torch.allclose(before, tower.forward(seen))


def test_unknown_activation_is_refused() -> None:
    """One line that names it."""
    with pytest.raises(ValueError, match="GELU"):
        activation_of(nn.GELU())
