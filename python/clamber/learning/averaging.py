"""The policy's weights averaged over its last updates: a steadier brain than any one of those policies."""

from __future__ import annotations

from torch import Tensor
from torch.optim.swa_utils import AveragedModel

from clamber.learning.network import SensorModel

#: While few updates are done, the average is over about the last of so many parts of them.
PARTS = 5


def average_of(policy: SensorModel, updates: int) -> AveragedModel:
    """An average of a policy, normalisers and noise too, in which an update counts the less the longer ago it was.

    Where the policy can do what it is to learn, an update moves it at random as much as for the better, and what is
    random in many of them cancels out. From nothing, what was learned first is soon forgotten: until ``PARTS`` times
    ``updates`` are done, the average weighs the t-th about as t to the power of ``PARTS - 1`` (polynomial-decay
    averaging: Shamir and Zhang, "Stochastic Gradient Descent for Non-smooth Optimization", 2013), later exponentially.

    Args:
        policy: of the size to come; it is taken in by ``update_parameters``.
        updates: about so many of the last count.
    """

    def mix(average: Tensor, now: Tensor, taken: Tensor | int) -> Tensor:
        share = max(1.0 / updates, PARTS / (int(taken) + PARTS))
        return average.lerp(now, share) if average.is_floating_point() else now

    model = AveragedModel(policy, avg_fn=mix, use_buffers=True)
    return model.requires_grad_(False)


def deployed(average: AveragedModel | None, policy: SensorModel) -> SensorModel:
    """What becomes the brain: the average; where there is none, or nothing in it yet, the policy as it is."""
    if average is None or not int(average.n_averaged):
        return policy
    assert isinstance(average.module, SensorModel)
    return average.module
