"""Noise that has come to a bound of its own finds back."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from clamber.learning.learner import Learner
from clamber.learning.settings import Hyperparameters, Memory, TrainerSettings

AGENTS, STEPS = 32, 16


def learner(memory: Memory | None, **bounds: float) -> Learner:
    """A small one, of whose samples only the noise can learn much."""
    hyper: dict[str, Any] = {"num_minibatches": 1, "num_epoch": 2, "symmetry": "none", **bounds}
    settings = TrainerSettings(
        "any", Hyperparameters(
            learning_rate=3e-3, learning_rate_schedule="constant", proprioception_units=(4,), terrain_units=(4,),
            trunk_units=(8,), **hyper,
        ), normalize=True, memory=memory, time_horizon=STEPS,
    )  # fmt: skip
    return Learner(settings, {"obs_0": 3, "obs_1": 2}, 2, AGENTS, 0)


def wide_pays(learner: Learner, generator: torch.Generator, sign: float) -> None:
    """One update in which actions far from the mean are paid for (sign 1) or cost (-1)."""
    storage = learner.storage
    observed = {name: torch.randn(AGENTS, size, generator=generator) for name, size in (("obs_0", 3), ("obs_1", 2))}
    for step in range(STEPS):
        for name, values in observed.items():
            storage.observations[name][step] = values
        mean, std = torch.zeros(AGENTS, 2), learner.deviation().expand(AGENTS, 2)
        action = torch.randn(AGENTS, 2, generator=generator) * std
        storage.actions[step], storage.dones[step] = action, 1
        storage.distribution_params[0][step], storage.distribution_params[1][step] = mean, std
        storage.rewards[step, :, 0] = sign * (action / std).square().mean(-1)
    none = torch.zeros(0, dtype=torch.long)
    learner.update(observed, {}, none, none, 0.0)


@pytest.mark.parametrize("sign", [1.0, -1.0])
@pytest.mark.parametrize("memory", [None, Memory(memory_size=8, sequence_length=STEPS)], ids=["by hand", "rsl_rl's"])
def test_noise_comes_back_from_its_bound(memory: Memory | None, sign: float) -> None:
    """Pushed against it for some updates, then asked back for as many."""
    bounds = {"max_std": 0.1} if sign > 0.0 else {"min_std": 0.1, "max_std": 0.5}
    one, generator = learner(memory, init_std=0.1, **bounds), torch.Generator().manual_seed(1)
    for _ in range(8):
        wide_pays(one, generator, sign)
    torch.testing.assert_close(one.deviation(), torch.full((2,), 0.1), atol=2e-3, rtol=0.0)
    for _ in range(16):
        wide_pays(one, generator, -sign)
    assert ((0.1 - one.deviation()) * sign > 0.005).all()
