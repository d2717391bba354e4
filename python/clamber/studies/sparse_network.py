"""Networks whose topology evolved: nodes in the order in which they can be worked out, each with links of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Float = NDArray[np.float64]


@dataclass(frozen=True)
class Node:
    """bias + sum of weight * value, then max(0, .) for a hidden node, and held within [-1, 1] for an output.

    Attributes:
        bias: what is added.
        links: (place of the value, weight); places are the inputs' first, then the nodes' in order.
    """

    bias: float
    links: tuple[tuple[int, float], ...]


@dataclass(frozen=True)
class SparseNetwork:
    """A feed-forward network.

    Attributes:
        inputs: how many.
        nodes: each after those it has links from.
        outputs: places of the outputs in order; None for one that nothing reaches, which is 0.
    """

    inputs: int
    nodes: tuple[Node, ...]
    outputs: tuple[int | None, ...]

    def activate(self, values: Sequence[float]) -> list[float]:
        """The outputs for one row of inputs."""
        known = list(values)
        for place, node in enumerate(self.nodes, self.inputs):
            total = node.bias + sum(known[source] * weight for source, weight in node.links)
            known.append(min(max(total, -1.0), 1.0) if place in self.outputs else max(total, 0.0))
        return [0.0 if place is None else known[place] for place in self.outputs]


def from_neat(network: Any) -> SparseNetwork:
    """A ``neat.nn.FeedForwardNetwork`` whose nodes sum up, hidden ones through relu and outputs clamped."""
    places = {key: index for index, key in enumerate(network.input_nodes)}
    nodes = []
    for key, _activation, _aggregation, bias, response, links in network.node_evals:
        nodes.append(Node(bias, tuple((places[source], response * weight) for source, weight in links)))
        places[key] = len(places)
    return SparseNetwork(len(network.input_nodes), tuple(nodes), tuple(places.get(key) for key in network.output_nodes))


class Crowd:
    """Many networks with the same inputs and outputs, worked out together, each for its own agent."""

    def __init__(self, networks: Sequence[SparseNetwork]) -> None:
        """Lays out their weights side by side."""
        inputs, outputs = networks[0].inputs, len(networks[0].outputs)
        most = max(len(one.nodes) for one in networks)
        self._weights = np.zeros((len(networks), most, inputs + most))
        self._bias = np.zeros((len(networks), most))
        self._high = np.full((len(networks), most), np.inf)
        self._low = np.zeros((len(networks), most))
        # Where an output is read; behind the last value there is always a 0.
        self._places = np.full((len(networks), outputs), inputs + most)
        self._sweeps = max((depth(one) for one in networks), default=0)
        for row, one in enumerate(networks):
            for index, node in enumerate(one.nodes):
                self._bias[row, index] = node.bias
                for source, weight in node.links:
                    self._weights[row, index, source] += weight
            for output, place in enumerate(one.outputs):
                if place is not None:
                    self._places[row, output] = place
                    self._low[row, place - inputs], self._high[row, place - inputs] = -1.0, 1.0
        self._inputs = inputs

    def act(self, values: Float) -> NDArray[np.float32]:
        """Each network's outputs, (networks, outputs), for its own row of inputs, (networks, inputs)."""
        known = np.zeros((len(values), self._weights.shape[2] + 1))
        known[:, : self._inputs] = values
        # After as many sweeps as a network is deep all of its nodes have their values.
        for _ in range(self._sweeps):
            total = np.matmul(self._weights, known[:, :-1, None])[:, :, 0] + self._bias
            known[:, self._inputs : -1] = np.clip(total, self._low, self._high)
        return np.take_along_axis(known, self._places, axis=1).astype(np.float32)


def levels(network: SparseNetwork) -> list[int]:
    """How many layers deep each place lies: inputs at 0, a node one deeper than its deepest source, at least at 1."""
    found = [0] * network.inputs
    for node in network.nodes:
        found.append(1 + max((found[source] for source, _ in node.links), default=0))
    return found


def depth(network: SparseNetwork) -> int:
    """The deepest node's level."""
    return max(levels(network))
