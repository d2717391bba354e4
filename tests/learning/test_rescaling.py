"""Normalisers may learn under a network that has learned: it goes on answering as it did."""

from __future__ import annotations

import pytest
import torch
from clamber.learning.learner import Learner
from clamber.learning.rescaling import make_up_for
from clamber.learning.settings import Hyperparameters, Memory, TrainerSettings

SENSORS, ACTIONS, AGENTS = {"obs_0": 5, "obs_1": 4}, 3, 6
LAYERS = [((8,), (6,)), ((8,), ()), ((), ())]


def a_learner(units: tuple[tuple[int, ...], tuple[int, ...]], memory: Memory | None = None) -> Learner:
    """With these units for body and terrain, whose normalisers have seen a little."""
    hyper = Hyperparameters(num_minibatches=2, proprioception_units=units[0], terrain_units=units[1], trunk_units=(8,))
    settings = TrainerSettings("A", hyper, normalize=True, time_horizon=4, memory=memory)
    made = Learner(settings, SENSORS, ACTIONS, AGENTS, seed=1)
    with torch.no_grad():
        made.actor.mlp[-1].weight.mul_(50.0)
    look(made, seed=1, mean=0.0, deviation=0.5)
    return made


def look(learner: Learner, seed: int, mean: float, deviation: float) -> None:
    """Lets a policy's normalisers learn from a world."""
    draws = torch.Generator().manual_seed(seed)
    for name, size in SENSORS.items():
        learner.actor.normalizers[name].update(mean + deviation * torch.randn(40, size, generator=draws))  # type: ignore[operator]


@pytest.mark.parametrize("memory", [None, Memory(memory_size=8, sequence_length=4)])
@pytest.mark.parametrize("units", LAYERS)
def test_first_layers_make_up_for_what_normalisers_learn(
    units: tuple[tuple[int, ...], tuple[int, ...]], memory: Memory | None
) -> None:
    """With sub-networks and without, with a memory and without; for senses that are not familiar they do not."""
    learner = a_learner(units, memory)
    seen = [torch.randn(AGENTS, size, generator=torch.Generator().manual_seed(7)) for size in SENSORS.values()]

    def answer() -> torch.Tensor:
        return learner.output(seen, learner.no_memory(AGENTS))[0]

    before = answer()
    scales = {name: tuple(part.clone() for part in learner.actor.scale(name)) for name in SENSORS}
    look(learner, seed=2, mean=3.0, deviation=2.0)
    changed = answer()
    assert (changed - before).abs().max() > 0.01  # a thousand times what is allowed below
    for name, size in SENSORS.items():
        make_up_for(learner.actor, name, scales[name], torch.zeros(size, dtype=torch.bool))  # type: ignore[arg-type]
    assert torch.equal(answer(), changed)
    for name, size in SENSORS.items():
        make_up_for(learner.actor, name, scales[name], torch.ones(size, dtype=torch.bool))  # type: ignore[arg-type]
    torch.testing.assert_close(answer(), before, atol=1e-5, rtol=1e-5)
