"""Policy blending: networks that build upon a policy which is already there and does not learn any more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import torch
from rsl_rl.modules import MLP
from tensordict import TensorDict
from torch import Tensor, nn

from clamber.learning.general_ppo import GeneralPPO
from clamber.learning.learner import WEIGHTS, Learner, stream_seed
from clamber.learning.network import SensorModel
from clamber.learning.rsl_rl_settings import algorithm_settings, noise_settings
from clamber.learning.settings import TrainerSettings
from clamber.learning.tower import Tower

#: How far a gate is open before it has learned anything: sigmoid(0) = 0.5. Corrections begin at nothing anyway, and
#: what a gate that is all but shut lets through of a gradient is as little as of a correction.
GATE_AT_FIRST = 0.0


class FrozenPolicy(nn.Module):
    """A policy that acts and does not learn."""

    def __init__(self, actor: SensorModel, blind: bool = False) -> None:
        """Takes over a policy.

        Args:
            actor: it is frozen from here on.
            blind: whether it sees obs_0 alone. What it would see of any other sensor is held at the mean of its own
                training, as a runner of level ground cannot know what to make of a boulder.
        """
        super().__init__()
        self.actor, self.blind = actor.eval().requires_grad_(False), blind

    def forward(self, observations: Sequence[Tensor]) -> Tensor:
        """The actions, (agents, actions), for raw observations, (agents, size) per sensor.

        As the network has them, beyond [-1, 1] too: a muscle that is told 2 stays tense when noise is added, and one
        that is told 1 does not. Cut off here, a runner that fell in 2 of 3 episodes under noise fell in all.
        """
        pairs = zip(self.actor.obs_groups, observations, strict=True)
        seen = [self.actor.normalized(name, values) for name, values in pairs]
        if self.blind:
            seen = [seen[0], *(torch.zeros_like(values) for values in seen[1:])]
        action: Tensor = self.actor.mlp(self.actor.encode(seen))
        return action


class GatedTrunk(nn.Module):
    """base + gate * correction: a correction per action, and one gate between 0 and 1 that says how much of it."""

    def __init__(self, latent: int, actions: int, units: Sequence[int], activation: str) -> None:
        """Begins with hardly any correction."""
        super().__init__()
        self.actions = actions
        self.own = MLP(latent, actions + 1, list(units), activation)
        self.own[-1].weight.data.mul_(0.01)
        self.own[-1].bias.data.zero_()
        self.own[-1].bias.data[-1] = GATE_AT_FIRST

    @property
    def needs_base(self) -> bool:
        """Always."""
        return True

    def parts(self, latent: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """The base's actions, the corrections, (agents, actions) each, and the gate, (agents, 1)."""
        output = self.own(latent[..., : -self.actions])
        return latent[..., -self.actions :], output[..., :-1], torch.sigmoid(output[..., -1:])

    def forward(self, latent: Tensor) -> Tensor:
        """The actions for the networks' own latent with the base's actions behind it."""
        base, correction, gate = self.parts(latent)
        action: Tensor = base + gate * correction
        return action


class HandOverTrunk(nn.Module):
    """(1 - share) * base + share * own: what there is hands over to a network that learns meanwhile.

    Attributes:
        share: of the own network, from 0 to 1; whoever trains it lets it rise.
    """

    def __init__(self, latent: int, actions: int, units: Sequence[int], activation: str) -> None:
        """Begins with the base alone."""
        super().__init__()
        self.actions, self.share = actions, 0.0
        self.own = MLP(latent, actions, list(units), activation)
        self.own[-1].weight.data.mul_(0.01)
        self.own[-1].bias.data.zero_()

    @property
    def needs_base(self) -> bool:
        """Until all is handed over."""
        return self.share < 1.0

    def forward(self, latent: Tensor) -> Tensor:
        """The actions for the networks' own latent with, while it is needed, the base's actions behind it."""
        if not self.needs_base:
            return self.own(latent)  # type: ignore[no-any-return]
        own: Tensor = self.own(latent[..., : -self.actions])
        return (1.0 - self.share) * latent[..., -self.actions :] + self.share * own


class BlendedModel(SensorModel):
    """A policy whose trunk also gets what another policy would do."""

    def __init__(
        self,
        obs: TensorDict,
        obs_groups: dict[str, list[str]],
        output_dim: int,
        base: FrozenPolicy,
        trunk: type[GatedTrunk] | type[HandOverTrunk],
        hidden_dims: Sequence[int],
        activation: str,
        **keywords: Any,
    ) -> None:
        """Builds the networks of a policy.

        Args:
            obs: as for SensorModel.
            obs_groups: as for SensorModel.
            output_dim: number of actions.
            base: the policy to build upon.
            trunk: how it is blended.
            hidden_dims: layers of the trunk's own network.
            activation: of all layers.
            keywords: what else SensorModel takes.
        """
        super().__init__(obs, obs_groups, "actor", output_dim, list(hidden_dims), activation, **keywords)
        self.base = base
        self.mlp = trunk(sum(self.encoded_sizes.values()), output_dim, hidden_dims, activation)

    def encode(self, normalized: Sequence[Tensor]) -> Tensor:
        """The own latents and, behind them, the base's actions."""
        own = super().encode(normalized)
        if not self.mlp.needs_base:
            return own
        # The base has normalisers of its own, which want raw observations.
        raw = []
        for name, values in zip(self.obs_groups, normalized, strict=True):
            mean, width = self.scale(name)
            raw.append(values * width + mean)
        return torch.cat([own, self.base(raw)], dim=-1)


class BlendedLearner(Learner):
    """A learner whose policy builds upon another."""

    def __init__(
        self,
        settings: TrainerSettings,
        sensors: Mapping[str, int],
        actions: int,
        agents: int,
        seed: int,
        base: FrozenPolicy,
        trunk: type[GatedTrunk] | type[HandOverTrunk],
    ) -> None:
        """Builds networks and storage; the exploration noise begins as the base's was."""
        super().__init__(settings, sensors, actions, agents, seed)
        hyper = settings.hyperparameters
        names = list(self.sensors)
        example = TensorDict(
            {name: torch.zeros(agents, size) for name, size in self.sensors.items()}, batch_size=[agents]
        )
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(stream_seed(seed, WEIGHTS))
            actor = BlendedModel(
                example, {"actor": names}, actions, base=base, trunk=trunk, hidden_dims=hyper.trunk_units,
                activation=hyper.activation, obs_normalization=settings.normalize,
                encoder_units={
                    name: hyper.terrain_units if index else hyper.proprioception_units
                    for index, name in enumerate(names)
                },
                distribution_cfg=noise_settings(settings),
            )  # fmt: skip
        assert actor.distribution is not None and base.actor.distribution is not None
        actor.distribution.load_state_dict(base.actor.distribution.state_dict())
        actor.distribution.requires_grad_(True)
        actor.distribution.keep_within()
        self.ppo = GeneralPPO(actor, self.critic, self.storage, self.shuffling, **algorithm_settings(settings))
        self.ppo.train_mode()
        base.eval()

    def tower(self) -> Tower | None:
        """None: a blend has more than layers in a row."""
        return None


def plain_state(blended: BlendedLearner, plain: Learner) -> None:
    """Puts what a hand-over has taught into a learner without a base, which then acts as the blend at share 1.

    Args:
        blended: with a HandOverTrunk.
        plain: of the same settings.
    """
    assert isinstance(blended.actor.mlp, HandOverTrunk)
    for name in ("normalizers", "encoders"):
        getattr(plain.actor, name).load_state_dict(getattr(blended.actor, name).state_dict())
    plain.actor.mlp.load_state_dict(blended.actor.mlp.own.state_dict())
    assert plain.actor.distribution is not None and blended.actor.distribution is not None
    plain.actor.distribution.load_state_dict(blended.actor.distribution.state_dict())
    plain.critic.load_state_dict(blended.critic.state_dict())
    plain.ppo.set_learning_rate(blended.ppo.learning_rate)
