"""A network learns to answer as its teacher does."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor, nn

#: Samples that are kept; each new one takes the place of one drawn at random once there are so many.
ROOM = 200_000


class Imitation:
    """Least squares between a network's actions and its teacher's."""

    def __init__(self, encoders: nn.ModuleDict, trunk: nn.Module, rate: float, seed: int) -> None:
        """Begins with nothing remembered.

        Args:
            encoders: sub-network of each sensor, in order.
            trunk: from their latents side by side to actions.
            rate: Adam's step size.
            seed: of what is drawn.
        """
        self._encoders, self._trunk = list(encoders.values()), trunk
        self._parameters = [*encoders.parameters(), *trunk.parameters()]
        self._rate = rate
        self._optimizer = torch.optim.Adam(self._parameters, lr=rate)
        self._draws = torch.Generator().manual_seed(seed)
        self._seen: list[Tensor] = []
        self._told = torch.zeros(0, 0)
        self._count = 0

    @property
    def remembered(self) -> int:
        """How many samples there are to draw from."""
        return min(self._count, len(self._told))

    def remember(self, seen: Sequence[Tensor], told: Tensor, room: int = ROOM) -> None:
        """Keeps raw observations, (agents, size) per sensor, with what the teacher says to them, (agents, actions)."""
        if not self._seen:
            self._seen = [torch.zeros(room, values.shape[1]) for values in seen]
            self._told = torch.zeros(room, told.shape[1])
        place = torch.arange(self._count, self._count + len(told))
        full = place >= len(self._told)
        place[full] = torch.randint(len(self._told), (int(full.sum()),), generator=self._draws)
        for kept, values in zip([*self._seen, self._told], [*seen, told], strict=True):
            kept[place] = values
        self._count += len(told)

    def draw(self, size: int) -> tuple[list[Tensor], Tensor]:
        """Samples of what is remembered: raw observations, (size, ...) per sensor, and the teacher's actions."""
        rows = torch.randint(self.remembered, (size,), generator=self._draws)
        return [values[rows] for values in self._seen], self._told[rows]

    @torch.enable_grad()
    def learn(self, seen: Sequence[Tensor], told: Tensor, minibatches: int, weight: float = 1.0) -> float:
        """Goes once over samples in random order; returns the mean squared difference, before the last step of each.

        Args:
            seen: normalised observations, (samples, size) per sensor.
            told: the teacher's actions, (samples, actions).
            minibatches: gradient steps.
            weight: factor on Adam's step size, which a factor on the loss would not change.
        """
        for group in self._optimizer.param_groups:
            group["lr"] = weight * self._rate
        order, total = torch.randperm(len(told), generator=self._draws), 0.0
        for rows in order.chunk(minibatches):
            latent = [network(values[rows].detach()) for network, values in zip(self._encoders, seen, strict=True)]
            loss = (self._trunk(torch.cat(latent, dim=-1)) - told[rows]).square().mean()
            self._optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(self._parameters, 1.0)
            self._optimizer.step()
            total += loss.item() / minibatches
        return total
