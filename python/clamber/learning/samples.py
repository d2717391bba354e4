"""What is learned from: the samples of a rollout, and their mirror images."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor


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

    def cut(self, part: slice) -> Minibatch:
        """Some of the samples, as views."""
        mirrored = None if self.mirrored is None else [values[part] for values in self.mirrored]
        sensors = [values[part] for values in self.sensors]
        return _minibatch(sensors, [values[part] for values in self.columns()], mirrored)

    def columns(self) -> tuple[Tensor, ...]:
        """Everything but the sensors, in the order of the attributes."""
        return (
            self.action, self.value, self.advantage, self.expected_return, self.log_prob, self.mean, self.std,
            self.lived,
        )  # fmt: skip


class Samples:
    """All samples of a rollout, as each epoch sees them."""

    def __init__(self, use: str, plain: Minibatch, mirrored: Minibatch) -> None:
        """Arranges the samples.

        Args:
            use: of the mirror: none, augmentation, alternating or loss.
            plain: what was lived through.
            mirrored: its mirror image; the same where there is no mirror.
        """
        self._use, self._plain, self._mirrored = use, plain, mirrored
        self._sides = (plain, plain)
        if use == "alternating":
            # Samples are shuffled, so to mirror every second one is as good as to throw a coin for each.
            self._sides = (_interleaved(plain, mirrored), _interleaved(mirrored, plain))

    def cut(self, epoch: int, part: slice) -> Minibatch:
        """A minibatch of an epoch; with augmentation every sample and its mirror image, side by side."""
        batch = self._sides[epoch % 2].cut(part)
        if self._use == "augmentation":
            return _interleaved_pairs(batch, self._mirrored.cut(part))
        if self._use == "loss":
            batch.mirrored = [values[part] for values in self._mirrored.sensors]
        return batch


def _minibatch(sensors: list[Tensor], columns: list[Tensor], mirrored: list[Tensor] | None = None) -> Minibatch:
    """A minibatch from what ``columns`` returned."""
    action, value, advantage, expected_return, log_prob, mean, std, lived = columns
    return Minibatch(
        sensors, action, value, advantage, expected_return, log_prob, mean, std, lived, mirrored
    )  # fmt: skip


def _interleaved(even: Minibatch, odd: Minibatch) -> Minibatch:
    """Every second sample of each."""

    def mixed(first: Tensor, second: Tensor) -> Tensor:
        result = first.clone()
        result[1::2] = second[1::2]
        return result

    sensors = [mixed(*pair) for pair in zip(even.sensors, odd.sensors, strict=True)]
    return _minibatch(sensors, [mixed(*pair) for pair in zip(even.columns(), odd.columns(), strict=True)])


def _interleaved_pairs(first: Minibatch, second: Minibatch) -> Minibatch:
    """All samples of both, in turn, so that a share of them has as many of the one as of the other."""

    def woven(one: Tensor, other: Tensor) -> Tensor:
        return torch.stack([one, other], dim=1).flatten(0, 1)

    sensors = [woven(*pair) for pair in zip(first.sensors, second.sensors, strict=True)]
    return _minibatch(sensors, [woven(*pair) for pair in zip(first.columns(), second.columns(), strict=True)])
