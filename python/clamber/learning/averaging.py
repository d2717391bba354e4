"""Mean over the policies of the latest updates: what a brain is made of where the settings say so."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

import torch

from clamber.learning.network import SensorModel


class PolicyAverage:
    """An exponential mean over a policy's weights and normalisers after each update.

    Every update learns from a few thousand decisions and errs by what was chance in them; the policy walks about what
    it would be with more. The mean over many updates lies nearer to that (Polyak and Juditsky 1992; for networks
    Izmailov et al. 2018, https://arxiv.org/abs/1803.05407). Training goes on from the policy itself.
    """

    def __init__(self, updates: int) -> None:
        """With nothing seen.

        Args:
            updates: over how many the mean goes; while fewer were seen, over all of them alike.
        """
        self.updates, self.seen = updates, 0
        self._mean: dict[str, Any] = {}

    @torch.no_grad()
    def add(self, policy: SensorModel) -> None:
        """Takes in a policy after an update."""
        self.seen += 1
        share = 1.0 / min(self.seen, self.updates)
        for name, value in policy.state_dict().items():
            if name in self._mean and value.is_floating_point():
                self._mean[name].lerp_(value, share)
            else:
                self._mean[name] = value.clone()

    def policy(self, like: SensorModel) -> SensorModel:
        """The mean, as networks of their own; before the first update, ``like`` itself."""
        if not self._mean:
            return like
        mean = copy.deepcopy(like)
        mean.load_state_dict(self._mean)
        return mean

    def state(self) -> dict[str, Any]:
        """What a checkpoint must keep."""
        return {"seen": self.seen, "mean": {name: value.clone() for name, value in self._mean.items()}}

    def load_state(self, state: Mapping[str, Any]) -> None:
        """Goes back to what ``state`` returned; from a checkpoint that has nothing of it, to nothing seen."""
        self.seen = int(state.get("seen", 0))
        self._mean = {name: value.clone() for name, value in state.get("mean", {}).items()}
