"""Exploration by noise: rsl_rl's normal distribution, drawing from a generator of its own."""

from __future__ import annotations

import math

import torch
from rsl_rl.modules.distribution import GaussianDistribution
from torch import Tensor

#: Where the state of a policy with such noise has its deviation, (actions,).
DEVIATION = "distribution.std_param"


class ActionNoise(GaussianDistribution):  # type: ignore[misc]
    """A diagonal normal distribution whose deviation does not depend on what is seen."""

    def deviation(self) -> Tensor:
        """Its standard deviation, (actions,)."""
        low, high = self.std_range
        return self.std_param.clamp(low, high)  # type: ignore[no-any-return]

    @torch.no_grad()
    def keep_within(self) -> None:
        """Brings the deviation within its limits, after a step beyond them too: out there nothing would move it."""
        self.std_param.clamp_(*self.std_range)

    def explore(self, mlp_output: Tensor, generator: torch.Generator) -> tuple[Tensor, tuple[Tensor, ...]]:
        """Draws actions, (agents, actions); returns them and the parameters they were drawn with."""
        std = self.deviation()
        action = torch.randn(mlp_output.shape, generator=generator).mul_(std).add_(mlp_output)
        return action, (mlp_output, std.expand_as(mlp_output))

    def log_prob_under(self, outputs: Tensor, mean: Tensor, std: Tensor) -> Tensor:
        """Log density of actions, (agents, actions), under given parameters; summed over actions, (agents,)."""
        return gaussian_log_prob(outputs, mean, std)


def gaussian_log_prob(value: Tensor, mean: Tensor, std: Tensor) -> Tensor:
    """Log density of a diagonal normal distribution, summed over the last dimension."""
    scaled = (value - mean) / std
    return (-0.5 * scaled.square() - std.log() - 0.5 * math.log(2.0 * math.pi)).sum(-1)


def gaussian_kl(old_mean: Tensor, old_std: Tensor, mean: Tensor, std: Tensor) -> Tensor:
    """KL(old || new) of diagonal normal distributions, summed over the last dimension."""
    ratio = (old_std / std).square()
    return (0.5 * (ratio + ((old_mean - mean) / std).square() - 1.0 - ratio.log())).sum(-1)
