"""Actions in steps: instead of setting an action the policy picks, for each, by how much to move the last one."""

from __future__ import annotations

import torch
from rsl_rl.modules.distribution import Distribution
from torch import Tensor, nn


class Buckets(nn.Module):
    """Turns choices among n steps, evenly from -step to step, into actions: the last action and the step, clipped.

    The last action is read from the observation, so a brain needs no memory of its own.
    """

    def __init__(self, actions: int, count: int, step: float, last_action: slice) -> None:
        """Lays out the steps.

        Args:
            actions: number of continuous actions.
            count: of buckets, odd, so that one of them stands still.
            step: the largest.
            last_action: where obs_0 holds the last action.
        """
        super().__init__()
        self.actions, self.count = actions, count
        self._start, self._stop = last_action.start, last_action.stop
        self.steps: Tensor
        self.register_buffer("steps", torch.linspace(-step, step, count))

    def move(self, choice: Tensor, proprioception: Tensor) -> Tensor:
        """Actions, (agents, actions), for choices of the same shape (whole numbers, any dtype)."""
        last = proprioception[:, self._start : self._stop]
        return (last + self.steps[choice.long()]).clamp(-1.0, 1.0)

    def action(self, logits: Tensor, proprioception: Tensor) -> Tensor:
        """The actions of the likeliest choices; ``logits`` are (agents, actions * buckets)."""
        return self.move(logits.reshape(-1, self.actions, self.count).argmax(dim=-1), proprioception)


class BucketDistribution(Distribution):  # type: ignore[misc]
    """One categorical choice per action, in rsl_rl's form; samples are whole numbers as floats, (agents, actions)."""

    def __init__(self, output_dim: int, count: int) -> None:
        """``output_dim`` actions with ``count`` buckets each."""
        super().__init__(output_dim)
        self.count = count
        self._log: Tensor = torch.zeros(0)

    @property
    def input_dim(self) -> int:
        """Outputs that the network must have."""
        return int(self.output_dim) * self.count

    def update(self, mlp_output: Tensor) -> None:
        """Takes in logits, (..., actions * buckets)."""
        self._log = self._table(mlp_output).log_softmax(-1)

    def _table(self, values: Tensor) -> Tensor:
        """(..., actions * buckets) as (..., actions, buckets)."""
        return values.reshape(*values.shape[:-1], self.output_dim, self.count)

    def sample(self) -> Tensor:
        """A choice per action."""
        flat = torch.multinomial(self._log.exp().reshape(-1, self.count), 1)
        return flat.reshape(self._log.shape[:-1]).float()

    def deterministic_output(self, mlp_output: Tensor) -> Tensor:
        """The likeliest choice per action."""
        return self._table(mlp_output).argmax(-1).float()

    @property
    def mean(self) -> Tensor:
        """The expected choice."""
        return (self._log.exp() * torch.arange(self.count)).sum(-1)

    @property
    def std(self) -> Tensor:
        """Its standard deviation."""
        places = torch.arange(self.count, dtype=torch.float32)
        square = (self._log.exp() * places.square()).sum(-1)
        return (square - self.mean.square()).clamp(min=0.0).sqrt()

    @property
    def entropy(self) -> Tensor:
        """Summed over actions, (agents,)."""
        return -(self._log.exp() * self._log).sum((-1, -2))

    @property
    def params(self) -> tuple[Tensor, ...]:
        """The log-probabilities, (..., actions * buckets)."""
        return (self._log.flatten(-2),)

    def log_prob_under(self, outputs: Tensor, log_probabilities: Tensor) -> Tensor:
        """Log-probability of choices, (agents, actions), under given parameters; summed over actions, (agents,)."""
        return self._table(log_probabilities).gather(-1, outputs.long().unsqueeze(-1)).squeeze(-1).sum(-1)

    def explore(self, mlp_output: Tensor, generator: torch.Generator) -> tuple[Tensor, tuple[Tensor, ...]]:
        """Draws choices, (agents, actions); returns them and the parameters they were drawn with."""
        log = self._table(mlp_output).log_softmax(-1)
        drawn = torch.multinomial(log.exp().reshape(-1, self.count), 1, generator=generator)
        return drawn.reshape(-1, self.output_dim).float(), (log.flatten(1),)

    def log_prob(self, outputs: Tensor) -> Tensor:
        """Summed over actions, (agents,)."""
        return self._log.gather(-1, outputs.long().unsqueeze(-1)).squeeze(-1).sum(-1)

    def kl_divergence(self, old_params: tuple[Tensor, ...], new_params: tuple[Tensor, ...]) -> Tensor:
        """KL(old || new), summed over actions, (agents,)."""
        old, new = old_params[0], new_params[0]
        return (old.exp() * (old - new)).sum(-1)
