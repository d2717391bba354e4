"""PPO's loss and its gradient by hand, for a share of a minibatch: what rsl_rl's update asks of autograd."""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from clamber.learning.network import SensorModel
from clamber.learning.noise import ActionNoise, gaussian_kl
from clamber.learning.samples import Minibatch, MirrorTensors
from clamber.learning.tower import Tower

#: The sums that ``Loss.differentiate`` returns, in order.
SUMS = ("surrogate", "value", "mirror", "kl", "lived")


@dataclass(frozen=True)
class LossSettings:
    """PPO's, as rsl_rl names them.

    Attributes:
        clip: how far the ratio of probabilities may go from 1, and the value from what it was.
        clip_value: whether the value is clipped.
        value_weight: of the value loss.
        entropy_weight: of the entropy bonus.
        mirror_weight: of the mirror loss.
    """

    clip: float
    clip_value: bool
    value_weight: float
    entropy_weight: float
    mirror_weight: float


class FlatGradient:
    """The gradients of all parameters, one behind the other.

    Attributes:
        values: (parameters,), those of the actor first.
        actor: which of them are the actor's.
        of: each parameter's, in its own shape.
    """

    def __init__(self, actor: SensorModel, critic: SensorModel) -> None:
        """Room for the gradients of two models."""
        parameters = [*actor.parameters(), *critic.parameters()]
        ends = torch.tensor([parameter.numel() for parameter in parameters]).cumsum(0).tolist()
        self.values = torch.zeros(ends[-1])
        self.of: dict[nn.Parameter, Tensor] = {
            parameter: self.values[end - parameter.numel() : end].view_as(parameter)
            for parameter, end in zip(parameters, ends, strict=True)
        }
        self.actor = slice(0, ends[len(list(actor.parameters())) - 1])


class Loss:
    """The loss on one actor and critic; a thread needs one of its own."""

    def __init__(
        self, actor: SensorModel, critic: SensorModel, settings: LossSettings, mirror: MirrorTensors | None
    ) -> None:
        """Takes the models, whose weights it reads, and the mirror where its loss is wanted."""
        assert isinstance(actor.distribution, ActionNoise)
        self.actor, self.critic = Tower(actor), Tower(critic)
        self._noise, self._settings, self._mirror = actor.distribution, settings, mirror

    @torch.no_grad()
    def differentiate(self, share: Minibatch, total: int, into: FlatGradient) -> Tensor:
        """Fills in the share's part of the gradient of a minibatch of ``total`` samples.

        With z = (action - mean) / std: d log_prob / d mean = z / std, d log_prob / d std = (z^2 - 1) / std. The
        surrogate loss, max(-A r, -A clip(r)) with r = exp(log_prob - old), has a slope in log_prob of -A r where its
        first part is not the smaller, and of 0 elsewhere.

        Returns:
            Sums over the share, as ``SUMS`` names them.
        """
        settings, gradient = self._settings, into.of
        std = self._noise.deviation()
        inverse = 1.0 / std
        mean = self.actor.forward(share.sensors)
        scaled = (share.action - mean).mul_(inverse)
        square = scaled.square()
        log_prob = square.sum(-1).mul_(-0.5).sub_(std.log().sum() + 0.5 * math.log(2.0 * math.pi) * len(std))
        ratio = log_prob.sub_(share.log_prob).exp_()
        plain = -share.advantage * ratio
        clipped = -share.advantage * ratio.clamp(1.0 - settings.clip, 1.0 + settings.clip)
        sums = torch.zeros(len(SUMS))
        sums[0] = torch.maximum(plain, clipped).sum()
        # The old policy is known where it acted; what it would have done in the mirror is only supposed.
        sums[3] = torch.dot(gaussian_kl(share.mean, share.std, mean, std), share.lived)
        sums[4] = share.lived.sum()

        slope = torch.where(plain >= clipped, plain, 0.0).div_(total)
        weight = torch.mv(square.sub_(1.0).t(), slope).sub_(settings.entropy_weight * len(share) / total)
        low, high = self._noise.std_range
        own = self._noise.std_param
        gradient[own].copy_(weight * inverse * ((own >= low) & (own <= high)))
        target = self._mirror.actions(mean) if share.mirrored is not None and self._mirror is not None else None
        self.actor.backward(scaled.mul_(inverse).mul_(slope.unsqueeze(-1)), gradient)
        if target is not None:
            assert share.mirrored is not None
            apart = self.actor.forward(share.mirrored) - target
            sums[2] = apart.square().sum() / apart.shape[1]
            self.actor.backward(apart.mul_(2.0 * settings.mirror_weight / (apart.shape[1] * total)), gradient, add=True)
        sums[1] = self._value(share, total, into)
        return sums

    def _value(self, share: Minibatch, total: int, into: FlatGradient) -> Tensor:
        """The value loss's part; returns its sum."""
        settings = self._settings
        value = self.critic.forward(share.sensors).squeeze(-1)
        error = value - share.expected_return
        square = error.square()
        if settings.clip_value:
            moved = value - share.value
            near = moved.clamp(-settings.clip, settings.clip)
            near_error = near.add(share.value).sub_(share.expected_return)
            # Where the value was clipped the loss does not depend on it.
            near_square, free = near_error.square(), near == moved
            error = torch.where(square >= near_square, error, near_error.mul_(free))
            square = torch.maximum(square, near_square)
        slope = error * (2.0 * settings.value_weight / total)
        self.critic.backward(slope.unsqueeze(-1), into.of)
        return square.sum()
