"""Proximal Policy Optimization: rsl_rl's, with an update on plain tensors and time-outs valued where they happened.

What a rollout needs only once is computed once for all of it: values, log-probabilities, normalised and mirrored
observations. ``update`` does on those exactly what rsl_rl's does minibatch by minibatch (the tests hold one against
the other).
"""

from __future__ import annotations

import dataclasses
import itertools
import math
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import torch
from rsl_rl.algorithms import PPO
from rsl_rl.storage import RolloutStorage
from tensordict import TensorDict
from torch import Tensor, nn

from clamber.learning.network import SensorModel
from clamber.learning.noise import ActionNoise, gaussian_kl, gaussian_log_prob
from clamber.learning.samples import Minibatch, MirrorTensors, Samples

#: Samples whose gradient is computed at a time: what their layers' outputs take stays in a core's own cache.
SHARE = 1024


class SensorPPO(PPO):  # type: ignore[misc]
    """rsl_rl's PPO for SensorModels without memory and with ActionNoise."""

    actor: SensorModel
    critic: SensorModel
    learning_rate: float

    def __init__(
        self,
        actor: SensorModel,
        critic: SensorModel,
        storage: RolloutStorage,
        generator: torch.Generator,
        mirror: MirrorTensors | None = None,
        symmetry: str = "none",
        mirror_loss_coefficient: float = 1.0,
        threads: int = 1,
        **settings: Any,
    ) -> None:
        """Takes rsl_rl's settings and the mirror.

        Args:
            actor: the policy.
            critic: the value function.
            storage: of the rollouts.
            generator: shuffles the samples.
            mirror: of the task; needed unless ``symmetry`` is "none".
            symmetry: one of ``settings.SYMMETRIES``.
            mirror_loss_coefficient: weight of the mirror loss, where ``symmetry`` is "loss".
            threads: among which the samples of a minibatch are shared out; the results do not depend on it.
            settings: of rsl_rl's PPO.
        """
        super().__init__(actor, critic, storage, **settings)
        self.optimizer = torch.optim.Adam(
            [*self.actor.parameters(), *self.critic.parameters()], lr=self.learning_rate, fused=True
        )
        self._parameters = [*self.actor.parameters(), *self.critic.parameters()]
        self.generator = generator
        self.mirror = mirror if symmetry != "none" else None
        self.mirror_use = symmetry if mirror is not None else "none"
        self.mirror_loss_coefficient = mirror_loss_coefficient
        self.threads = threads
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="learner") if threads > 1 else None

    @torch.no_grad()
    def value_rollout(self, final_observations: dict[str, Tensor], time: Tensor, agent: Tensor) -> None:
        """Fills in values and log-probabilities of the stored rollout, and adds what time-outs cut off.

        An episode that ran out of time would have gone on from its final observation, so that observation's value,
        discounted once, belongs to the reward of the last step.

        Args:
            final_observations: the last observations of the episodes that were cut off, (cut off, size) per sensor.
            time: when, (cut off,).
            agent: whose, (cut off,).
        """
        storage = self.storage
        mean, std = storage.distribution_params  # type: ignore[misc]
        storage.actions_log_prob.copy_(gaussian_log_prob(storage.actions, mean, std).unsqueeze(-1))
        steps = range(storage.num_transitions_per_env)
        if self._pool is None:
            list(map(self._value_step, steps))
        else:
            list(self._pool.map(self._value_step, steps))
        if len(time):
            final = self.critic(TensorDict(final_observations, batch_size=[len(time)]))
            storage.rewards[time, agent] += self.gamma * final

    @torch.no_grad()
    def _value_step(self, time: int) -> None:
        """Fills in the values of one step of the rollout."""
        observations = self.storage.observations
        seen = [self.critic.normalized(name, observations[name][time]) for name in self.critic.obs_groups]
        self.storage.values[time] = self.critic.mlp(self.critic.encode(seen))

    def update(self) -> dict[str, float]:
        """Learns from the stored rollout; returns mean losses and the mean divergence."""
        totals: dict[str, float] = defaultdict(float)
        storage = self.storage
        size = storage.num_transitions_per_env * storage.num_envs // self.num_mini_batches
        samples = self._samples(size * self.num_mini_batches)
        for epoch in range(self.num_learning_epochs):
            for index in range(self.num_mini_batches):
                whole = samples.cut(epoch, slice(index * size, (index + 1) * size))
                for name, loss in self._learn(whole).items():
                    totals[name] += loss
        with torch.no_grad():
            self._update_normalizers()
        storage.clear()
        count = self.num_learning_epochs * self.num_mini_batches
        return {name: total / count for name, total in totals.items()}

    def _update_normalizers(self) -> None:
        """Learns from what was seen and, with a mirror, from its mirror image too."""
        rows = self.storage.observations.flatten(0, 1)
        if self.mirror is not None:
            both = {
                name: torch.cat([rows[name], self.mirror.observation(index, rows[name])])
                for index, name in enumerate(self.actor.obs_groups)
            }
            rows = TensorDict(both, batch_size=[2 * len(rows)])
        self.actor.update_normalization(rows)
        for name, normalizer in self.critic.normalizers.items():
            normalizer.load_state_dict(self.actor.normalizers[name].state_dict())

    @torch.no_grad()
    def _samples(self, count: int) -> Samples:
        """The rollout, shuffled once for all epochs as rsl_rl does, with what every epoch needs of it."""
        storage = self.storage
        order = torch.randperm(count, generator=self.generator)
        names = self.actor.obs_groups
        observed = [storage.observations[name].flatten(0, 1)[order] for name in names]
        mean, std = (values.flatten(0, 1)[order] for values in storage.distribution_params)  # type: ignore[union-attr]
        columns = (storage.values, storage.advantages, storage.returns, storage.actions_log_prob)
        value, advantage, expected_return, log_prob = (values.flatten()[order] for values in columns)
        plain = Minibatch(
            [self.actor.normalized(name, values) for name, values in zip(names, observed, strict=True)],
            storage.actions.flatten(0, 1)[order],
            value, advantage, expected_return, log_prob, mean, std, torch.ones(count),
        )  # fmt: skip
        if self.mirror is None:
            return Samples("none", plain, plain)
        mirrored = dataclasses.replace(
            plain,
            sensors=[
                self.actor.normalized(name, self.mirror.observation(index, values))
                for index, (name, values) in enumerate(zip(names, observed, strict=True))
            ],
            action=self.mirror.actions(plain.action),
            lived=torch.zeros(count),
        )
        return Samples(self.mirror_use, plain, mirrored)

    def _learn(self, batch: Minibatch) -> dict[str, float]:
        """One gradient step, the minibatch's samples shared out among the threads."""
        if self.normalize_advantage_per_mini_batch:
            batch.advantage = (batch.advantage - batch.advantage.mean()) / (batch.advantage.std() + 1e-8)
        shares = self._share_out(batch)
        losses: dict[str, float] = defaultdict(float)
        for index, parameter in enumerate(self._parameters):
            gradient = shares[0][0][index]
            for other, _ in shares[1:]:
                gradient += other[index]
            parameter.grad = gradient
        for _, share in shares:
            for name, loss in share.items():
                losses[name] += loss
        self._adapt_learning_rate(losses["kl"])
        nn.utils.clip_grad_norm_(self.actor.parameters(), self.max_grad_norm)
        nn.utils.clip_grad_norm_(self.critic.parameters(), self.max_grad_norm)
        self.optimizer.step()
        return losses

    def _gradients(self, batch: Minibatch, total: int) -> tuple[list[Tensor], dict[str, float]]:
        """Gradients and losses of a share of a minibatch of ``total`` samples, weighed by the share's size."""
        with torch.enable_grad():
            mean = self.actor.mlp(self.actor.encode(batch.sensors))
            value = self.critic.mlp(self.critic.encode(batch.sensors)).squeeze(-1)
            std = self.std()
            ratio = (gaussian_log_prob(batch.action, mean, std) - batch.log_prob).exp()
            clipped = ratio.clamp(1.0 - self.clip_param, 1.0 + self.clip_param)
            surrogate_loss = torch.max(-batch.advantage * ratio, -batch.advantage * clipped).mean()
            value_loss = (batch.expected_return - value).square()
            if self.use_clipped_value_loss:
                near = batch.value + (value - batch.value).clamp(-self.clip_param, self.clip_param)
                value_loss = torch.max(value_loss, (near - batch.expected_return).square())
            value_loss = value_loss.mean()
            entropy = (std.log() + 0.5 * math.log(2.0 * math.pi * math.e)).sum()
            losses = {"surrogate": surrogate_loss, "value": value_loss, "entropy": entropy}
            loss = surrogate_loss + self.value_loss_coef * value_loss - self.entropy_coef * entropy
            if batch.mirrored is not None and self.mirror is not None:
                in_mirror = self.actor.mlp(self.actor.encode(batch.mirrored))
                losses["mirror"] = nn.functional.mse_loss(in_mirror, self.mirror.actions(mean).detach())
                loss = loss + self.mirror_loss_coefficient * losses["mirror"]
            share = len(batch) / total
            gradients = list(torch.autograd.grad(loss * share, self._parameters))
        with torch.no_grad():
            # The old policy is known where it acted; what it would have done in the mirror is only supposed.
            moved = gaussian_kl(batch.mean, batch.std, mean, std)
            losses["kl"] = (moved * batch.lived).sum() / batch.lived.sum().clamp(min=1.0)
        return gradients, {name: loss.item() * share for name, loss in losses.items()}

    def _share_out(self, batch: Minibatch) -> list[tuple[list[Tensor], dict[str, float]]]:
        """Gradients and losses of a minibatch, in shares of about SHARE samples, the same whatever the threads."""
        total = len(batch)
        count = max(1, round(total / SHARE))
        edges = [total * index // count for index in range(count + 1)]
        shares = [batch.cut(slice(first, last)) for first, last in itertools.pairwise(edges)]
        if self._pool is None:
            return [self._gradients(share, total) for share in shares]
        return list(self._pool.map(lambda share: self._gradients(share, total), shares))

    def std(self) -> Tensor:
        """The policy's standard deviation, (actions,)."""
        assert isinstance(self.actor.distribution, ActionNoise)
        return self.actor.distribution.deviation()

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
