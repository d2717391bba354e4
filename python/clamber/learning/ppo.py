"""Proximal Policy Optimization: rsl_rl's, with an update on plain tensors and time-outs valued where they happened.

What a rollout needs only once is computed once for all of it: values, log-probabilities, normalised and mirrored
observations. ``update`` does on those exactly what rsl_rl's does minibatch by minibatch (the tests hold one against
the other).
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import torch
from rsl_rl.algorithms import PPO
from rsl_rl.storage import RolloutStorage
from tensordict import TensorDict
from torch import Tensor, nn

from clamber.learning.network import SensorModel

#: How the mirror is used: not at all; each minibatch together with its mirror image (rsl_rl's augmentation); each
#: sample as itself or its mirror image, in turn from epoch to epoch (as good at no cost); as a loss on the policy.
SYMMETRIES = ("none", "augmentation", "alternating", "loss")


@dataclass(frozen=True)
class MirrorTensors:
    """A task's mirror on tensors: for each sensor, in the order of the actor's, and for the actions (order, sign)."""

    sensors: tuple[tuple[Tensor, Tensor], ...]
    action: tuple[Tensor, Tensor]

    def observation(self, index: int, values: Tensor) -> Tensor:
        """The mirror image of one sensor's observations, (..., size)."""
        order, sign = self.sensors[index]
        return values[..., order] * sign

    def actions(self, values: Tensor) -> Tensor:
        """The mirror image of actions, (..., actions)."""
        order, sign = self.action
        return values[..., order] * sign


class SensorPPO(PPO):
    """rsl_rl's PPO for SensorModels that are not recurrent."""

    actor: SensorModel
    critic: SensorModel

    def __init__(
        self,
        actor: SensorModel,
        critic: SensorModel,
        storage: RolloutStorage,
        generator: torch.Generator,
        mirror: MirrorTensors | None = None,
        symmetry: str = "none",
        mirror_loss_coefficient: float = 1.0,
        **settings: Any,
    ) -> None:
        """Takes rsl_rl's settings and the mirror.

        Args:
            actor: the policy.
            critic: the value function.
            storage: of the rollouts.
            generator: shuffles the samples.
            mirror: of the task; needed unless ``symmetry`` is "none".
            symmetry: one of SYMMETRIES.
            mirror_loss_coefficient: weight of the mirror loss, where ``symmetry`` is "loss".
            settings: of rsl_rl's PPO.
        """
        super().__init__(actor, critic, storage, **settings)
        self.optimizer = torch.optim.Adam(
            [*self.actor.parameters(), *self.critic.parameters()], lr=self.learning_rate, fused=True
        )
        self.generator = generator
        self.mirror = mirror if symmetry != "none" else None
        self.mirror_use = symmetry if mirror is not None else "none"
        self.mirror_loss_coefficient = mirror_loss_coefficient

    @torch.no_grad()
    def value_rollout(self, final_observations: dict[str, Tensor], time: Tensor, agent: Tensor) -> None:
        """Fills in values and log-probabilities of the stored rollout, and adds what time-outs cut off.

        An episode that ran out of time would have gone on from its final observation, so that observation's value,
        discounted once, belongs to the reward of the last step.

        Args:
            final_observations: the last observations of the episodes that were cut off, (cut off, size) per sensor.
            time, agent: when and whose, (cut off,).
        """
        storage = self.storage
        count = storage.num_transitions_per_env * storage.num_envs
        rows = storage.observations.reshape(count)
        storage.values.view(count, 1).copy_(self.critic(rows))
        mean, std = storage.distribution_params  # type: ignore[misc]
        storage.actions_log_prob.copy_(gaussian_log_prob(storage.actions, mean, std).unsqueeze(-1))
        if len(time):
            final = self.critic(TensorDict(final_observations, batch_size=[len(time)]))
            storage.rewards[time, agent] += self.gamma * final

    def update(self) -> dict[str, float]:
        """Learns from the stored rollout; returns mean losses, and the last divergence and learning rate."""
        if self.actor.is_recurrent:
            return super().update()
        totals = {"value": 0.0, "surrogate": 0.0, "entropy": 0.0, "kl": 0.0, "mirror": 0.0}
        batches = 0
        for batch in self._minibatches():
            if self.normalize_advantage_per_mini_batch:
                batch.advantage = (batch.advantage - batch.advantage.mean()) / (batch.advantage.std() + 1e-8)
            losses = self._learn(batch)
            for name, loss in losses.items():
                totals[name] += loss
            batches += 1
        with torch.no_grad():
            self._update_normalizers()
        self.storage.clear()
        means = {name: total / batches for name, total in totals.items()}
        if self.mirror_use != "loss":
            del means["mirror"]
        return means

    def _update_normalizers(self) -> None:
        """Learns from what was seen and, with a mirror, from its mirror image too."""
        rows = self.storage.observations.flatten(0, 1)
        if self.mirror is not None:
            names = self.actor.obs_groups
            both = {
                name: torch.cat([rows[name], self.mirror.observation(index, rows[name])])
                for index, name in enumerate(names)
            }
            rows = TensorDict(both, batch_size=[2 * len(rows)])
        self.actor.update_normalization(rows)
        for name, normalizer in self.critic.normalizers.items():
            normalizer.load_state_dict(self.actor.normalizers[name].state_dict())

    def _minibatches(self) -> Iterator[_Minibatch]:
        """The rollout shuffled once and cut up, epoch after epoch, as rsl_rl's generator does."""
        storage = self.storage
        count = storage.num_transitions_per_env * storage.num_envs
        size = count // self.num_mini_batches
        order = torch.randperm(size * self.num_mini_batches, generator=self.generator)
        names = self.actor.obs_groups
        with torch.no_grad():
            observed = [storage.observations[name].flatten(0, 1)[order] for name in names]
            mean, std = (values.flatten(0, 1)[order] for values in storage.distribution_params)  # type: ignore[union-attr]
            plain = _Minibatch(
                [self.actor.normalized(name, values) for name, values in zip(names, observed, strict=True)],
                storage.actions.flatten(0, 1)[order],
                *(
                    values.flatten()[order]
                    for values in (storage.values, storage.advantages, storage.returns, storage.actions_log_prob)
                ),
                mean,
                std,
            )
            mirrored = self._mirrored(names, observed, plain) if self.mirror is not None else None
            sides = self._alternate(plain, mirrored) if mirrored is not None else (plain, plain)
        for epoch in range(self.num_learning_epochs):
            for index in range(self.num_mini_batches):
                part = slice(index * size, (index + 1) * size)
                batch = sides[epoch % 2].cut(part)
                if self.mirror_use == "augmentation" and mirrored is not None:
                    batch = batch.joined(mirrored.cut(part))
                elif self.mirror_use == "loss" and mirrored is not None:
                    batch.mirrored = [values[part] for values in mirrored.sensors]
                yield batch

    def _mirrored(self, names: list[str], observed: list[Tensor], plain: _Minibatch) -> _Minibatch:
        """The mirror image of all samples; their values, advantages and probabilities are taken to be the same."""
        assert self.mirror is not None
        sensors = [
            self.actor.normalized(name, self.mirror.observation(index, values))
            for index, (name, values) in enumerate(zip(names, observed, strict=True))
        ]
        order, _ = self.mirror.action
        return _Minibatch(
            sensors,
            self.mirror.actions(plain.action),
            plain.value,
            plain.advantage,
            plain.expected_return,
            plain.log_prob,
            self.mirror.actions(plain.mean),
            plain.std[:, order],
        )

    def _alternate(self, plain: _Minibatch, mirrored: _Minibatch) -> tuple[_Minibatch, _Minibatch]:
        """Two sets of samples, the mirror image of each other, each half mirrored."""
        if self.mirror_use != "alternating":
            return plain, plain
        # Minibatches are cut from shuffled samples, so every second one is as good as a coin thrown for each.
        even, odd = plain.copy(), mirrored.copy()
        even.take_every_second(mirrored)
        odd.take_every_second(plain)
        return even, odd

    def _learn(self, batch: _Minibatch) -> dict[str, float]:
        """One gradient step."""
        original = batch.original
        mean = self.actor.mlp(self.actor.encode(batch.sensors))
        value = self.critic.mlp(self.critic.encode(batch.sensors)).squeeze(-1)
        std = self._std()
        log_prob = gaussian_log_prob(batch.action, mean, std)
        entropy = (std.log() + 0.5 * math.log(2.0 * math.pi * math.e)).sum()
        with torch.no_grad():
            kl = gaussian_kl(batch.mean, batch.std, mean[:original], std).mean().item()
        self._adapt_learning_rate(kl)

        ratio = (log_prob - batch.log_prob).exp()
        clipped = ratio.clamp(1.0 - self.clip_param, 1.0 + self.clip_param)
        surrogate_loss = torch.max(-batch.advantage * ratio, -batch.advantage * clipped).mean()
        value_loss = (batch.expected_return - value).square()
        if self.use_clipped_value_loss:
            near = batch.value + (value - batch.value).clamp(-self.clip_param, self.clip_param)
            value_loss = torch.max(value_loss, (near - batch.expected_return).square())
        value_loss = value_loss.mean()
        loss = surrogate_loss + self.value_loss_coef * value_loss - self.entropy_coef * entropy
        losses = {"entropy": entropy.item(), "kl": kl}
        if batch.mirrored is not None and self.mirror is not None:
            in_mirror = self.actor.mlp(self.actor.encode(batch.mirrored))
            mirror_loss = nn.functional.mse_loss(in_mirror, self.mirror.actions(mean).detach())
            loss = loss + self.mirror_loss_coefficient * mirror_loss
            losses["mirror"] = mirror_loss.item()

        self.optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(self.actor.parameters(), self.max_grad_norm)
        nn.utils.clip_grad_norm_(self.critic.parameters(), self.max_grad_norm)
        self.optimizer.step()
        losses["surrogate"], losses["value"] = surrogate_loss.item(), value_loss.item()
        return losses

    def _std(self) -> Tensor:
        """The policy's standard deviation, (actions,)."""
        distribution = self.actor.distribution
        assert distribution is not None
        low, high = distribution.std_range  # type: ignore[attr-defined]
        return distribution.std_param.clamp(low, high)  # type: ignore[attr-defined,no-any-return]

    def _adapt_learning_rate(self, kl: float) -> None:
        """rsl_rl's rule: slower where the policy moved too far, faster where it hardly moved."""
        if self.desired_kl is None or self.schedule != "adaptive":
            return
        if kl > self.desired_kl * 2.0:
            self.learning_rate = max(1e-5, self.learning_rate / 1.5)
        elif 0.0 < kl < self.desired_kl / 2.0:
            self.learning_rate = min(1e-2, self.learning_rate * 1.5)
        self.set_learning_rate(self.learning_rate)

    def set_learning_rate(self, rate: float) -> None:
        """Sets the optimiser's step size."""
        self.learning_rate = rate
        for group in self.optimizer.param_groups:
            group["lr"] = rate


@dataclass
class _Minibatch:
    """Samples, (samples, ...) each; ``sensors`` are normalised observations, ``mean`` and ``std`` the old policy's."""

    sensors: list[Tensor]
    action: Tensor
    value: Tensor
    advantage: Tensor
    expected_return: Tensor
    log_prob: Tensor
    mean: Tensor
    std: Tensor
    mirrored: list[Tensor] | None = None

    @property
    def original(self) -> int:
        """How many of the samples, from the first, were not made by augmentation."""
        return len(self.mean)

    def cut(self, part: slice) -> _Minibatch:
        """Some of the samples, as views."""
        return _Minibatch([values[part] for values in self.sensors], *(values[part] for values in self._columns()))

    def copy(self) -> _Minibatch:
        """The same samples in memory of their own."""
        return _Minibatch([values.clone() for values in self.sensors], *(values.clone() for values in self._columns()))

    def joined(self, other: _Minibatch) -> _Minibatch:
        """These samples, then the other's; the old policy's mean and deviation are these samples' only."""
        sensors = [torch.cat(pair) for pair in zip(self.sensors, other.sensors, strict=True)]
        columns = [torch.cat(pair) for pair in zip(self._columns()[:5], other._columns()[:5], strict=True)]
        return _Minibatch(sensors, *columns, self.mean, self.std)

    def take_every_second(self, other: _Minibatch) -> None:
        """Replaces every second sample by the other's."""
        for mine, theirs in zip([*self.sensors, *self._columns()], [*other.sensors, *other._columns()], strict=True):
            mine[::2] = theirs[::2]

    def _columns(self) -> tuple[Tensor, ...]:
        return (
            self.action, self.value, self.advantage, self.expected_return, self.log_prob, self.mean, self.std,
        )  # fmt: skip


def gaussian_log_prob(value: Tensor, mean: Tensor, std: Tensor) -> Tensor:
    """Log density of a diagonal normal distribution, summed over the last dimension."""
    scaled = (value - mean) / std
    return (-0.5 * scaled.square() - std.log() - 0.5 * math.log(2.0 * math.pi)).sum(-1)


def gaussian_kl(old_mean: Tensor, old_std: Tensor, mean: Tensor, std: Tensor) -> Tensor:
    """KL(old || new) of diagonal normal distributions, summed over the last dimension."""
    ratio = (old_std / std).square()
    return (0.5 * (ratio + ((old_mean - mean) / std).square() - 1.0 - ratio.log())).sum(-1)
