"""Runs that begin with what another has learned: what it can is kept in the first updates, and as normalisers learn."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import torch
from torch import Tensor, nn

from clamber.learning.network import SensorModel
from clamber.learning.ppo import SensorPPO
from clamber.learning.rescaling import Scale, make_up_for, told_something

#: How many updates that are.
SETTLED = 40
#: As many of them, at the end, find the step size that a held policy bears; in those before, its value function takes
#: steps as large as from nothing, for at the policy's it would hardly have begun to learn.
STEP_SIZE_FOUND = 5
#: What an earlier run's normalisers have seen counts as at most so many samples, so that a new world soon weighs more.
REMEMBERED = 1_000_000


class Settling:
    """Keeps what is known of the senses, and where it is told so the policy, until ``left`` updates are over.

    All agents begin at the start line: until they have spread over the course, what they see is not what there is to
    be seen, and a policy that looks through normalisers taught by that is not the policy that it was.

    Normalisers that learn again afterwards soon change by more than the policy does: those of a long run are means over
    all it ever was, a beginner too, which may be a deviation away from what the policy sees now. So first layers make
    up for what changes of known senses, from there on to the run's end.
    """

    def __init__(self) -> None:
        """With nothing to be kept."""
        self.left = 0
        self._holds_policy = False
        self._known: dict[str, Tensor] = {}
        self._familiar: dict[str, Tensor] = {}

    def begin(self, policy: SensorModel, hold: bool, known: Mapping[str, Tensor] | None = None) -> None:
        """From the next update on.

        Args:
            policy: that is begun with.
            hold: whether the policy is held as well, because its value function knows nothing yet: from that it would
                unlearn what it can.
            known: per sensor, (size,), which of its senses the policy's normaliser knows; None: all. Of the others it
                learns as from nothing.
        """
        self.left, self._holds_policy, self._known, self._familiar = SETTLED, hold, {}, {}
        if not policy.obs_normalization:
            return
        for name in policy.obs_groups:
            size = policy.observed_sizes[name]
            self._known[name] = torch.ones(size, dtype=torch.bool) if known is None else known[name]
            deviation: Any = policy.normalizers[name]._std
            self._familiar[name] = self._known[name] & told_something(deviation[0], name)
            if not self._known[name].all():
                policy.normalizers[name].count.zero_()  # type: ignore[operator, union-attr]

    @contextmanager
    def over(self, ppo: SensorPPO) -> Iterator[None]:
        """Around one update of ``ppo``, after which all that is kept is as it was before it."""
        if not self.left:
            with self._made_up_for(ppo):
                yield
            return
        held = list(ppo.actor.parameters()) if self._holds_policy else []
        weights = [parameter.detach().clone() for parameter in held]
        seen = {name: _copy(ppo.actor.normalizers[name]) for name in self._known}
        ppo.policy_learns = not self._holds_policy or self.left <= STEP_SIZE_FOUND
        yield
        ppo.policy_learns = True
        self.left -= 1
        with torch.no_grad():
            for parameter, before in zip(held, weights, strict=True):
                parameter.copy_(before)
        for name, known in self._known.items():
            self._put_back(ppo.actor.normalizers[name], seen[name], known)
            ppo.critic.normalizers[name].load_state_dict(ppo.actor.normalizers[name].state_dict())

    @contextmanager
    def _made_up_for(self, ppo: SensorPPO) -> Iterator[None]:
        models = (ppo.actor, ppo.critic)
        before = {name: [_copied(model.scale(name)) for model in models] for name in self._familiar}
        yield
        for name, scales in before.items():
            for model, scale in zip(models, scales, strict=True):
                make_up_for(model, name, scale, self._familiar[name])

    def _put_back(self, normalizer: Any, before: dict[str, Tensor], known: Tensor) -> None:
        if known.all():
            normalizer.load_state_dict(before)
            return
        for moment in ("_mean", "_std", "_var"):
            values = getattr(normalizer, moment)
            values[0] = torch.where(known, before[moment][0], values[0])
        if not self.left:
            normalizer.count.fill_(REMEMBERED)

    def state(self) -> dict[str, Any]:
        """What a checkpoint must keep."""
        return {
            "left": self.left, "holds_policy": self._holds_policy, "known": self._known, "familiar": self._familiar,
        }  # fmt: skip

    def load_state(self, state: Mapping[str, Any]) -> None:
        """Goes back to what ``state`` returned; from an older checkpoint, which has nothing of it, to nothing kept."""
        self.left, self._holds_policy = int(state.get("left", 0)), bool(state.get("holds_policy"))
        self._known, self._familiar = dict(state.get("known", {})), dict(state.get("familiar", {}))


def _copy(module: nn.Module) -> dict[str, Tensor]:
    """A module's state as it is now."""
    return {name: value.clone() for name, value in module.state_dict().items()}


def _copied(scale: Scale) -> Scale:
    """A scale that stays as it is when its normaliser learns."""
    return scale[0].clone(), scale[1].clone()
