"""What is learned from: the samples of a rollout, and their mirror images."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from rsl_rl.storage import RolloutStorage
from torch import Tensor

from clamber.learning.mirror import Mirror, Reflection
from clamber.learning.products import affine


@dataclass(frozen=True)
class MirrorTensors:
    """A task's mirror on tensors.

    Attributes:
        sensors: (order, sign) of each sensor's observations.
        action: (order, sign) of the actions.
    """

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


def mirror_tensors(mirror: Mirror, names: list[str]) -> MirrorTensors:
    """A task's mirror on tensors.

    Args:
        mirror: of the task.
        names: of its sensors, in order.
    """
    by_name = {"obs_0": mirror.proprioception, "obs_1": mirror.terrain}

    def pair(reflection: Reflection) -> tuple[Tensor, Tensor]:
        return torch.from_numpy(reflection.order.astype(np.int64)), torch.from_numpy(reflection.sign.copy())

    return MirrorTensors(tuple(pair(by_name[name]) for name in names), pair(mirror.action))


@dataclass(frozen=True)
class NormalizedMirror:
    """The mirror on one sensor's normalised observations: ``image = values @ turned.t() + shift``.

    A normaliser need not be symmetric, so the image of what is normalised is not what is normalised of the image. With
    n = (x - mean) / width, order o and sign s: ((s x[o]) - mean) / width = (s width[o] / width) n[o] + (s mean[o] -
    mean) / width. A matrix with one entry per row, because a product moves columns faster than an index does.
    """

    turned: Tensor
    shift: Tensor

    def __call__(self, values: Tensor) -> Tensor:
        """The mirror image of rows, (rows, size)."""
        return affine(values, self.turned, self.shift)


def normalized_mirror(order: Tensor, sign: Tensor, mean: Tensor, width: Tensor) -> NormalizedMirror:
    """The mirror (order, sign) of observations that are normalised by ``mean`` and ``width``, (size,) each."""
    size = len(order)
    turned = torch.zeros(size, size)
    turned[torch.arange(size), order] = sign * width[order] / width
    return NormalizedMirror(turned, (sign * mean[order] - mean) / width)


@dataclass
class Minibatch:
    """Samples, (samples, ...) each.

    Attributes:
        sensors: normalised observations, (samples, size) per sensor.
        action: taken, (samples, actions).
        value: estimated when it was taken, (samples,).
        advantage, expected_return: (samples,).
        log_prob: of the action under the old policy, (samples,).
        mean, std: of the old policy, (samples, actions).
        lived: 1 for what an agent lived through, 0 for a mirror image of it, (samples,).
        mirrored: the mirror images of ``sensors``, where the mirror is used as a loss.
    """

    sensors: list[Tensor]
    action: Tensor
    value: Tensor
    advantage: Tensor
    expected_return: Tensor
    log_prob: Tensor
    mean: Tensor
    std: Tensor
    lived: Tensor
    mirrored: list[Tensor] | None = None

    def __len__(self) -> int:
        """Number of samples."""
        return len(self.action)


class Samples:
    """All samples of a rollout, shuffled once, handed out as each epoch sees them."""

    def __init__(
        self,
        storage: RolloutStorage,
        normalized: list[Tensor],
        order: Tensor,
        use: str = "none",
        mirror: MirrorTensors | None = None,
        normalized_mirrors: list[NormalizedMirror] | None = None,
    ) -> None:
        """Points to the samples; nothing is copied yet.

        Args:
            storage: the rollout, with returns and advantages.
            normalized: its observations as the networks see them, (steps * agents, size) per sensor.
            order: of the samples, (samples,).
            use: of the mirror: none, augmentation, alternating or loss.
            mirror: of the task; needed unless ``use`` is none.
            normalized_mirrors: the same on ``normalized``, per sensor.
        """
        self._normalized, self._order, self.use, self._mirror = normalized, order, use, mirror
        self._mirrors = normalized_mirrors or []
        parameters = storage.distribution_params
        assert parameters is not None
        columns = (storage.values, storage.advantages, storage.returns, storage.actions_log_prob)
        self._action, self._mean, self._std = (rows.flatten(0, 1) for rows in (storage.actions, *parameters))
        self._columns = torch.stack([values.flatten() for values in columns], dim=1)

    def images(self, samples: int) -> int:
        """How many samples ``take`` makes of so many."""
        return 2 * samples if self.use == "augmentation" else samples

    def take(self, epoch: int, part: slice) -> Minibatch:
        """Some samples as an epoch sees them, copied.

        With "alternating" every second one is its mirror image, and in the next epoch the others are: samples are
        shuffled, so that is as good as to throw a coin for each. With "augmentation" the samples' mirror images follow
        behind them.
        """
        rows = self._order[part]
        sensors = [values.index_select(0, rows) for values in self._normalized]
        action, mean, std = (values.index_select(0, rows) for values in (self._action, self._mean, self._std))
        columns, lived = self._columns.index_select(0, rows), torch.ones(len(rows))
        mirrored = None
        if self.use == "loss":
            mirrored = [mirror(values) for mirror, values in zip(self._mirrors, sensors, strict=True)]
        elif self.use == "alternating":
            assert self._mirror is not None
            turn = slice((part.start + epoch + 1) % 2, None, 2)
            for mirror, values in zip(self._mirrors, sensors, strict=True):
                values[turn] = mirror(values[turn])
            action[turn] = self._mirror.actions(action[turn])
            lived[turn] = 0.0
        elif self.use == "augmentation":
            assert self._mirror is not None
            pairs = zip(self._mirrors, sensors, strict=True)
            sensors = [torch.cat([values, mirror(values)]) for mirror, values in pairs]
            action = torch.cat([action, self._mirror.actions(action)])
            mean, std, columns = mean.repeat(2, 1), std.repeat(2, 1), columns.repeat(2, 1)
            lived = torch.cat([lived, torch.zeros(len(rows))])
        value, advantage, expected_return, log_prob = columns.t().contiguous()
        return Minibatch(
            sensors, action, value, advantage, expected_return, log_prob, mean, std, lived, mirrored
        )  # fmt: skip
