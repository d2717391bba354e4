"""Proximal Policy Optimization: rsl_rl's, with an update on plain tensors and time-outs valued where they happened.

What a rollout needs only once is computed once for all of it: values, log-probabilities, normalised observations.
``update`` does on those exactly what rsl_rl's does minibatch by minibatch (the tests hold one against the other), with
gradients worked out by hand.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from queue import Empty, SimpleQueue
from typing import Any, TypeVar

import torch
from rsl_rl.algorithms import PPO
from rsl_rl.storage import RolloutStorage
from tensordict import TensorDict
from torch import Tensor

from clamber.learning.gradient import SUMS, FlatGradient, Loss, LossSettings
from clamber.learning.network import SensorModel
from clamber.learning.noise import ActionNoise, gaussian_log_prob
from clamber.learning.samples import MirrorTensors, Samples, normalized_mirror
from clamber.learning.threads import lone_threads
from clamber.learning.torch_releases import adam

#: About how many samples' gradient is computed at a time: what their layers' outputs take stays in a core's own cache.
#: A minibatch is cut into a multiple of four shares, so that two threads or four have the same to do.
SHARE = 1024

T = TypeVar("T")


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
        self.optimizer = adam([*self.actor.parameters(), *self.critic.parameters()], self.learning_rate)
        self.generator = generator
        self.mirror = mirror if symmetry != "none" else None
        self.mirror_use = symmetry if mirror is not None else "none"
        self.mirror_loss_coefficient = mirror_loss_coefficient
        self.threads = threads
        #: False: the value function learns alone, and the step size stays.
        self.policy_learns = True
        self._pool = lone_threads(threads, "learner") if threads > 1 else None
        self._losses: SimpleQueue[Loss] = SimpleQueue()
        self._gradients: list[FlatGradient] = []
        #: The rollout's observations as the networks see them, and their sums; see ``_value_step``.
        self._normalized: list[Tensor] = []
        self._moments: list[list[Tensor]] = []

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
        names = self.critic.obs_groups
        shapes = [storage.observations[name].shape for name in names]
        if [values.shape for values in self._normalized] != shapes:
            self._normalized = [torch.empty(shape) for shape in shapes]
        self._moments = list(self._each(self._value_step, range(storage.num_transitions_per_env)))
        if len(time):
            final = self.critic(TensorDict(final_observations, batch_size=[len(time)]))
            storage.rewards[time, agent] += self.gamma * final

    @torch.no_grad()
    def _value_step(self, time: int) -> list[Tensor]:
        """Fills in normalised observations, values and log-probabilities of one step of the rollout.

        Returns:
            Sums of the normalised observations and of their squares, (2, size) per sensor.
        """
        storage = self.storage
        mean, std = (values[time] for values in storage.distribution_params)  # type: ignore[union-attr]
        storage.actions_log_prob[time, :, 0] = gaussian_log_prob(storage.actions[time], mean, std)
        seen = [place[time] for place in self._normalized]
        sums = []
        for name, place in zip(self.critic.obs_groups, seen, strict=True):
            centre, width = self.critic.scale(name)
            torch.sub(storage.observations[name][time], centre, out=place).div_(width)
            ones = torch.ones(len(place))
            sums.append(torch.stack([torch.mv(place.t(), ones), torch.mv(place.square().t(), ones)]))
        with self._borrowed() as loss:
            storage.values[time] = loss.critic.forward(seen)
        return sums

    def update(self) -> dict[str, float]:
        """Learns from the stored rollout; returns mean losses and the mean divergence."""
        totals: dict[str, float] = defaultdict(float)
        storage = self.storage
        size = storage.num_transitions_per_env * storage.num_envs // self.num_mini_batches
        samples = self._samples(size * self.num_mini_batches)
        for epoch in range(self.num_learning_epochs):
            for index in range(self.num_mini_batches):
                for name, loss in self._learn(samples, epoch, slice(index * size, (index + 1) * size)).items():
                    totals[name] += loss
        with torch.no_grad():
            self._update_normalizers()
        storage.clear()
        count = self.num_learning_epochs * self.num_mini_batches
        return {name: total / count for name, total in totals.items()}

    def _update_normalizers(self) -> None:
        """Learns from what was seen and, with a mirror, from its mirror image too."""
        if not self.actor.obs_normalization:
            return
        count = self.storage.num_transitions_per_env * self.storage.num_envs
        for index, name in enumerate(self.actor.obs_groups):
            centre, width = (values.double() for values in self.critic.scale(name))
            first, second = torch.stack([sums[index] for sums in self._moments]).double().sum(0) / count
            mean, variance = centre + width * first, width.square() * (second - first.square()).clamp(min=0.0)
            if self.mirror is not None:
                order, sign = self.mirror.sensors[index]
                image = sign * mean[order]
                # Of two halves alike in size: the mean of the variances, and the variance of the means.
                variance = 0.5 * (variance + variance[order]) + (0.5 * (mean - image)).square()
                mean = 0.5 * (mean + image)
            self.actor.learn_scale(name, mean.float(), variance.float(), count * (1 if self.mirror is None else 2))
            self.critic.normalizers[name].load_state_dict(self.actor.normalizers[name].state_dict())

    @torch.no_grad()
    def _samples(self, count: int) -> Samples:
        """The rollout, shuffled once for all epochs as rsl_rl does."""
        order = torch.randperm(count, generator=self.generator)
        rows = [values.flatten(0, 1) for values in self._normalized]
        if self.mirror is None:
            return Samples(self.storage, rows, order)
        mirrors = [
            normalized_mirror(*pair, *self.actor.scale(name))
            for name, pair in zip(self.actor.obs_groups, self.mirror.sensors, strict=True)
        ]
        return Samples(self.storage, rows, order, self.mirror_use, self.mirror, mirrors)

    def _learn(self, samples: Samples, epoch: int, part: slice) -> dict[str, float]:
        """One gradient step on a minibatch, its samples shared out among the threads, the same whatever those are."""
        total = part.stop - part.start
        images = samples.images(total)
        count = 4 * round(images / (4 * SHARE)) or 1
        edges = [part.start + total * index // count for index in range(count + 1)]
        while len(self._gradients) < count:
            self._gradients.append(FlatGradient(self.actor, self.critic))

        def differentiate(index: int) -> Tensor:
            share = samples.take(epoch, slice(edges[index], edges[index + 1]))
            with self._borrowed() as loss:
                return loss.differentiate(share, images, self._gradients[index])

        with torch.no_grad():
            sums = torch.stack(list(self._each(differentiate, range(count)))).sum(0).tolist()
            whole = self._gradients[0]
            for other in self._gradients[1:count]:
                whole.values += other.values
            losses = {name: value / images for name, value in zip(SUMS, sums, strict=True)}
            losses["kl"] = losses["kl"] / max(losses.pop("lived"), 1.0 / images)
            if samples.use != "loss":
                del losses["mirror"]
            losses["entropy"] = float((self.std().log() + 0.5 * math.log(2.0 * math.pi * math.e)).sum())
            if self.policy_learns:
                self._adapt_learning_rate(losses["kl"])
            else:
                whole.values[whole.actor].zero_()
            for own in (whole.values[whole.actor], whole.values[whole.actor.stop :]):
                own.mul_((self.max_grad_norm / (own.norm() + 1e-6)).clamp(max=1.0))
        for parameter, gradient in whole.of.items():
            parameter.grad = gradient
        self.optimizer.step()
        self.keep_noise_within()
        return losses

    def _each(self, function: Callable[[int], T], numbers: Iterable[int]) -> Iterable[T]:
        """What a function makes of some numbers, in their order, worked out on the learner's threads."""
        return map(function, numbers) if self._pool is None else self._pool.map(function, numbers)

    @contextmanager
    def _borrowed(self) -> Iterator[Loss]:
        """A loss, and the memory that belongs to it, for one thread at a time."""
        try:
            loss = self._losses.get_nowait()
        except Empty:
            settings = LossSettings(
                self.clip_param, self.use_clipped_value_loss, self.value_loss_coef, self.entropy_coef,
                self.mirror_loss_coefficient,
            )  # fmt: skip
            loss = Loss(self.actor, self.critic, settings, self.mirror)
        yield loss
        self._losses.put(loss)

    def keep_noise_within(self) -> None:
        """See ``ActionNoise.keep_within``; without effect on noise that depends on what is seen."""
        if isinstance(self.actor.distribution, ActionNoise):
            self.actor.distribution.keep_within()

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
