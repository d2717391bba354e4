"""A sparse network as a dense one of the same function, which gradients can go on from.

A layer holds a unit per hidden node that lies in it, and units that carry on what later layers still need: an input x
as max(0, x) and max(0, -x), of which it is the difference; a hidden node's value, never negative, as itself; an output
that a later node looks at, held within [-1, 1], as max(0, z + 1) - max(0, z - 1) - 1. All that is the same but for the
rounding of sums.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from clamber.learning.network import SensorModel
from clamber.studies.sparse_network import SparseNetwork, levels

Float = NDArray[np.float64]


@dataclass(frozen=True)
class Affine:
    """A value as a sum over the units of a layer.

    Attributes:
        weights: by unit.
        constant: added to it.
    """

    weights: dict[int, float]
    constant: float = 0.0


@dataclass(frozen=True)
class Dense:
    """Layers of max(0, W x + b), and a last one without the max.

    Attributes:
        layers: weights, (units, units before), and biases, (units,).
    """

    layers: tuple[tuple[Float, Float], ...]

    @property
    def units(self) -> tuple[int, ...]:
        """Of each layer but the last."""
        return tuple(len(bias) for _, bias in self.layers[:-1])


def densify(network: SparseNetwork, least_layers: int = 2) -> Dense:
    """The layers of a network with the same outputs, before these are held within [-1, 1].

    Args:
        network: any.
        least_layers: before the last one.
    """
    depths = levels(network)
    looked_at = {source for node in network.nodes for source, _ in node.links}
    inner = [place for place in range(network.inputs, len(depths)) if _is_inner(network, place, looked_at)]
    count = max([least_layers, *(depths[place] for place in inner)])
    #: The last layer that needs each value: the one before the deepest node that looks at it.
    needed = _last_layers(network, depths, set(inner), count)
    known = {place: Affine({place: 1.0}) for place in range(network.inputs)}
    width, layers = network.inputs, []
    for layer in range(1, count + 1):
        rows: list[Affine] = []
        after: dict[int, Affine] = {}
        for place, value in known.items():
            if needed.get(place, 0) >= layer:
                after[place] = _carry(value, rows, signed=layer == 1)
        for place in inner:
            if depths[place] == layer and needed.get(place, 0) >= layer:
                total = _total(network, place, known)
                if place in network.outputs:
                    rows += [_shifted(total, 1.0), _shifted(total, -1.0)]
                    after[place] = Affine({len(rows) - 2: 1.0, len(rows) - 1: -1.0}, -1.0)
                else:
                    rows.append(total)
                    after[place] = Affine({len(rows) - 1: 1.0})
        layers.append(_matrix(rows, width))
        known, width = after, len(rows)
    last = []
    for output in network.outputs:
        if output is None:
            last.append(Affine({}))
        else:
            last.append(known[output] if output in known else _total(network, output, known))
    layers.append(_matrix(last, width))
    return Dense(tuple(layers))


def _is_inner(network: SparseNetwork, place: int, looked_at: set[int]) -> bool:
    """Whether a node's value is needed in a layer: all but the outputs that no node looks at."""
    return place not in network.outputs or place in looked_at


def _last_layers(network: SparseNetwork, depths: Sequence[int], inner: set[int], count: int) -> dict[int, int]:
    """For each value that is looked at, the last layer that it must be known in."""
    needed: dict[int, int] = {}
    for place, node in enumerate(network.nodes, network.inputs):
        until = depths[place] - 1 if place in inner else count
        for source, _ in node.links:
            needed[source] = max(needed.get(source, 0), until)
    for place in inner & {place for place in network.outputs if place is not None}:
        needed[place] = count
    return needed


def _carry(value: Affine, rows: list[Affine], signed: bool) -> Affine:
    """Adds the units that carry a value's own units on; returns the value as a sum over them."""
    weights = {}
    for unit, weight in value.weights.items():
        rows.append(Affine({unit: 1.0}))
        weights[len(rows) - 1] = weight
        if signed:
            rows.append(Affine({unit: -1.0}))
            weights[len(rows) - 1] = -weight
    return Affine(weights, value.constant)


def _total(network: SparseNetwork, place: int, known: dict[int, Affine]) -> Affine:
    """What a node sums up, as a sum over units."""
    node = network.nodes[place - network.inputs]
    weights: dict[int, float] = {}
    constant = node.bias
    for source, weight in node.links:
        constant += weight * known[source].constant
        for unit, share in known[source].weights.items():
            weights[unit] = weights.get(unit, 0.0) + weight * share
    return Affine(weights, constant)


def _shifted(value: Affine, by: float) -> Affine:
    return Affine(value.weights, value.constant + by)


def _matrix(rows: Sequence[Affine], width: int) -> tuple[Float, Float]:
    weights = np.zeros((len(rows), width))
    for index, row in enumerate(rows):
        for unit, weight in row.weights.items():
            weights[index, unit] = weight
    return weights, np.array([row.constant for row in rows], dtype=np.float64)


@torch.no_grad()
def put_into(dense: Dense, actor: SensorModel, mean: Float, deviation: Float, count: int) -> None:
    """Makes a policy act as a dense network of normalised obs_0 does; what units it has besides are of no effect yet.

    Args:
        dense: its first layer becomes obs_0's sub-network, the others the trunk.
        actor: with relu, one layer in obs_0's sub-network, as many layers as ``dense``, each at least as wide.
        mean: of obs_0, (size,).
        deviation: with the normaliser's own small addition, (size,).
        count: samples that the normaliser is to think it has seen.
    """
    normalizer: Any = actor.normalizers["obs_0"]
    normalizer._mean[0] = torch.from_numpy(mean)
    normalizer._std[0] = torch.from_numpy(deviation) - normalizer.eps
    normalizer._var[0] = normalizer._std[0].square()
    normalizer.count.fill_(count)
    trunk = [module for module in actor.mlp if isinstance(module, nn.Linear)]
    encoder: Any = actor.encoders["obs_0"]
    linears = [encoder[0], *trunk]
    for linear, (weights, bias) in zip(linears, dense.layers, strict=True):
        own, before = weights.shape
        # The dense network's units look at each other alone; spare ones may look at anything.
        linear.weight[:own] = 0.0
        linear.weight[:own, :before] = torch.from_numpy(weights)
        linear.bias[:own] = torch.from_numpy(bias)
