"""A network that evolved, and the dense one made of it, answer alike."""

from __future__ import annotations

import random
from typing import Any

import neat  # type: ignore[import-untyped]
import numpy as np
import onnxruntime
import pytest
import torch
from clamber.learning.onnx_export import brain_bytes
from clamber.studies.dense_network import densify
from clamber.studies.neat_probe import SETTINGS, Evolved, configure, learner_of
from clamber.studies.sparse_network import Crowd, Float, Node, SparseNetwork, depth, from_neat

INPUTS, OUTPUTS = 5, 3


@pytest.fixture(scope="module")
def genomes(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[Any], Any]:
    """Genomes that have mutated for a while, some hundred times each, and neat-python's settings."""
    text = SETTINGS.format(population=12, inputs=INPUTS, outputs=OUTPUTS)
    config = configure(text, tmp_path_factory.mktemp("neat") / "neat.ini")
    population = neat.Population(config, seed=4)
    made = list(population.population.values())
    config.genome_config.innovation_tracker = population.reproduction.innovation_tracker
    for index, genome in enumerate(made):
        for _ in range(10 * index):
            genome.mutate(config.genome_config)
    return made, config


def rows(count: int) -> Float:
    """Inputs."""
    return np.random.default_rng(1).normal(0.0, 1.5, (count, INPUTS))


def forward(layers: Any, values: Float) -> Float:
    """The dense network's outputs for one row, held within [-1, 1], in double precision."""
    for weights, bias in layers[:-1]:
        values = np.maximum(weights @ values + bias, 0.0)
    weights, bias = layers[-1]
    answer: Float = np.clip(weights @ values + bias, -1.0, 1.0)
    return answer


def test_the_same_as_neat_python(genomes: tuple[list[Any], Any]) -> None:
    """One at a time, many at once, and dense: the library's own outputs; among the networks are deep ones."""
    made, config = genomes
    originals = [neat.nn.FeedForwardNetwork.create(genome, config) for genome in made]
    networks = [from_neat(one) for one in originals]
    assert max(depth(one) for one in networks) >= 4
    crowd, inputs = Crowd(networks), rows(7)
    for values in inputs:
        expected = np.array([one.activate(values.tolist()) for one in originals])
        np.testing.assert_allclose([one.activate(values.tolist()) for one in networks], expected, atol=1e-12)
        np.testing.assert_allclose(crowd.act(np.tile(values, (len(networks), 1))), expected, atol=1e-6)
        dense = [forward(densify(one).layers, values) for one in networks]
        np.testing.assert_allclose(dense, expected, atol=1e-10)


def an_awkward_one() -> SparseNetwork:
    """An output that a later node looks at, a node that nothing leads to, an output that nothing reaches."""
    return SparseNetwork(
        2,
        (
            Node(0.3, ()),
            Node(0.1, ((0, 2.0), (1, -1.0), (2, 0.5))),
            Node(-0.2, ((3, 1.5), (1, 1.0))),
            Node(0.0, ((4, -2.0), (0, 1.0))),
        ),
        (3, 5, None),
    )


def test_awkward_topologies() -> None:
    """Worked out by hand for (1, 0.5) and (-1, -1)."""
    network = an_awkward_one()
    # Node 2 is 0.3; 3 is clip(0.1 + 2 - 0.5 + 0.15) = 1; 4 is max(0, -0.2 + 1.5 + 0.5) = 1.8; 5 is clip(-3.6 + 1) = -1.
    assert network.activate([1.0, 0.5]) == [1.0, -1.0, 0.0]
    # 3 is clip(0.1 - 2 + 1 + 0.15) = -0.75; 4 is max(0, -0.2 - 1.125 - 1) = 0; 5 is clip(0 - 1) = -1.
    assert network.activate([-1.0, -1.0]) == pytest.approx([-0.75, -1.0, 0.0])
    for values in np.random.default_rng(0).normal(size=(20, 2)):
        expected = network.activate(values.tolist())
        np.testing.assert_allclose(forward(densify(network).layers, values), expected, atol=1e-12)
        np.testing.assert_allclose(forward(densify(network, 5).layers, values), expected, atol=1e-12)
        np.testing.assert_allclose(Crowd([network]).act(values[None])[0], expected, atol=1e-6)


def test_random_topologies() -> None:
    """Whatever feeds whatever: outputs into hidden nodes, inputs into any depth."""
    chance = random.Random(0)
    for _ in range(60):
        inputs, kinds = chance.randint(1, 6), ["hidden"] * chance.randint(0, 8) + ["output"] * chance.randint(1, 4)
        chance.shuffle(kinds)
        nodes: list[Node] = []
        outputs: list[int | None] = []
        for kind in kinds:
            place = inputs + len(nodes)
            free = [source for source in range(place) if kind == "hidden" or source not in outputs]
            links = tuple((source, chance.gauss(0.0, 1.0)) for source in free if chance.random() < 0.4)
            nodes.append(Node(chance.gauss(0.0, 0.5), links))
            if kind == "output":
                outputs.append(place)
        network = SparseNetwork(inputs, tuple(nodes), tuple(outputs))
        values = np.array([chance.gauss(0.0, 2.0) for _ in range(inputs)])
        expected = network.activate(values.tolist())
        np.testing.assert_allclose(forward(densify(network).layers, values), expected, atol=1e-10)


def test_the_learner_begins_as_the_network_that_evolved(genomes: tuple[list[Any], Any]) -> None:
    """Policy, quick path and brain: the network's outputs for normalised obs_0, whatever obs_1 is."""
    made, config = genomes
    network = from_neat(neat.nn.FeedForwardNetwork.create(made[-1], config))
    mean, deviation = np.linspace(-1.0, 1.0, INPUTS), np.linspace(0.5, 2.0, INPUTS)
    evolved = Evolved(network, mean, deviation, 1000, 3, ((1000, 0.0),))
    sensors = {"obs_0": INPUTS, "obs_1": 4}
    learner = learner_of(evolved, "Bittle", sensors, seed=2)
    own = rows(9)
    seen = [own.astype(np.float32), np.random.default_rng(3).normal(size=(9, 4)).astype(np.float32)]
    expected = [network.activate(values.tolist()) for values in (own - mean) / deviation]
    tensors = [torch.from_numpy(values) for values in seen]
    for found in (learner.mean_action(tensors), learner.output(tensors, tower=learner.tower())[0]):
        np.testing.assert_allclose(found.clamp(-1.0, 1.0).numpy(), expected, atol=1e-5)
    session = onnxruntime.InferenceSession(brain_bytes(learner.actor, sensors, OUTPUTS, {}))
    answer = session.run(["continuous_actions"], {"obs_0": seen[0], "obs_1": seen[1]})[0]
    np.testing.assert_allclose(answer, expected, atol=1e-5)


def test_a_spare_unit_can_learn(genomes: tuple[list[Any], Any]) -> None:
    """Units beside the evolved ones do nothing yet, but a gradient reaches what leads from them."""
    made, config = genomes
    network = from_neat(neat.nn.FeedForwardNetwork.create(made[3], config))
    evolved = Evolved(network, np.zeros(INPUTS), np.ones(INPUTS), 1000, 3, ((1000, 0.0),))
    learner = learner_of(evolved, "Bittle", {"obs_0": INPUTS, "obs_1": 4}, seed=2)
    used = densify(network).units[-1]
    last = learner.actor.mlp[-1]
    seen = [torch.from_numpy(rows(9).astype(np.float32)), torch.zeros(9, 4)]
    normal = [learner.actor.normalized(name, values) for name, values in zip(learner.sensors, seen, strict=True)]
    learner.actor.mlp(learner.actor.encode(normal)).sum().backward()
    assert (last.weight[:, used:] == 0.0).all()
    assert last.weight.grad[:, used:].abs().max() > 0.0
