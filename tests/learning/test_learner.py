"""What the learner makes of its settings as it goes along."""

from __future__ import annotations

import pytest
import torch
from clamber.learning.learner import Learner
from clamber.learning.settings import Hyperparameters, TrainerSettings

AGENTS = 8


@pytest.mark.parametrize(("progress", "share"), [(0.0, 1.0), (0.25, 0.75), (0.9, 0.1)])
def test_a_linear_step_size_falls_with_what_is_done(progress: float, share: float) -> None:
    """From all of it at the start to nothing at ``max_steps``, in what is told and in the optimiser."""
    hyper = Hyperparameters(
        learning_rate=2e-3, learning_rate_schedule="linear", num_epoch=1, num_minibatches=1, symmetry="none",
        proprioception_units=(4,), terrain_units=(4,), trunk_units=(8,),
    )  # fmt: skip
    settings = TrainerSettings("any", hyper, normalize=True, time_horizon=4)
    learner = Learner(settings, {"obs_0": 3, "obs_1": 2}, 2, AGENTS, 0)
    learner.storage.distribution_params[1].fill_(1.0)  # type: ignore[index]
    last = {"obs_0": torch.zeros(AGENTS, 3), "obs_1": torch.zeros(AGENTS, 2)}
    none = torch.zeros(0, dtype=torch.long)
    losses = learner.update(last, {}, none, none, progress)
    assert losses["learning_rate"] == pytest.approx(share * 2e-3)
    assert [group["lr"] for group in learner.ppo.optimizer.param_groups] == pytest.approx([share * 2e-3])
