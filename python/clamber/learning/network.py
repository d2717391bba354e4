"""The networks: every sensor has a sub-network of its own, and their latents meet in a trunk (Heess et al. 2017)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import torch
from rsl_rl.models import MLPModel
from rsl_rl.modules import RNN, EmpiricalNormalization, HiddenState
from rsl_rl.utils import resolve_nn_activation
from tensordict import TensorDict
from torch import nn

Memory = tuple[torch.Tensor, torch.Tensor]

#: What a network is not to see is made so many times smaller: nothing of it is left, and no number is lost.
DIM = 1e9


def encoder(size: int, units: Sequence[int], activation: str) -> nn.Sequential:
    """A sub-network: a linear layer and an activation for each entry of ``units``; without any, the identity."""
    layers: list[nn.Module] = []
    for width in units:
        layers += [nn.Linear(size, width), resolve_nn_activation(activation)]
        size = width
    return nn.Sequential(*layers)


class SensorModel(MLPModel):  # type: ignore[misc]
    """An actor or a critic of rsl_rl with one normaliser and one sub-network per sensor.

    The normalisers learn in ``update_normalization`` alone, once per update, so that a rollout and the update from it
    see the observations through the same eyes.
    """

    def __init__(
        self,
        obs: TensorDict,
        obs_groups: dict[str, list[str]],
        obs_set: str,
        output_dim: int,
        hidden_dims: tuple[int, ...] | list[int] = (128, 64),
        activation: str = "elu",
        obs_normalization: bool = True,
        distribution_cfg: dict[str, object] | None = None,
        encoder_units: Mapping[str, Sequence[int]] | None = None,
        memory_units: int = 0,
        hidden: Mapping[str, slice] | None = None,
    ) -> None:
        """Builds the networks.

        Args:
            obs: observations by sensor, each (agents, size); only the sizes matter.
            obs_groups: the sensors of each set ("actor", "critic").
            obs_set: which of them this model is.
            output_dim: number of outputs.
            hidden_dims: layers of the trunk.
            activation: by rsl_rl's name.
            obs_normalization: whether observations are normalised by their running mean and deviation.
            distribution_cfg: of the output distribution (rsl_rl); None for a critic.
            encoder_units: layers of each sensor's sub-network; a sensor that is left out has none.
            memory_units: size of an LSTM between latents and trunk; 0: none.
            hidden: the part of a sensor's observations that the network is not to see.
        """
        units = {name: list((encoder_units or {}).get(name, ())) for name in obs_groups[obs_set]}
        #: Size of each sensor's latent.
        self.encoded_sizes = {name: layers[-1] if layers else obs[name].shape[-1] for name, layers in units.items()}
        self.observed_sizes = {name: int(obs[name].shape[-1]) for name in units}
        #: By sensor, what normalised observations are divided by, (size,).
        self._dimming = {name: torch.ones(size) for name, size in self.observed_sizes.items()}
        self._hidden = dict(hidden or {})
        for name, part in self._hidden.items():
            self._dimming[name][part] = DIM
        self._encoded = sum(self.encoded_sizes.values())
        self._memory_units = memory_units
        super().__init__(obs, obs_groups, obs_set, output_dim, hidden_dims, activation, False, distribution_cfg)
        self.obs_normalization = obs_normalization
        self.normalizers = nn.ModuleDict(
            {name: EmpiricalNormalization(obs[name].shape[-1]) for name in self.obs_groups} if obs_normalization else {}
        )
        self.encoders = nn.ModuleDict(
            {name: encoder(obs[name].shape[-1], units[name], activation) for name in self.obs_groups}
        )

    def get_latent(
        self, obs: TensorDict, masks: torch.Tensor | None = None, hidden_state: HiddenState = None
    ) -> torch.Tensor:
        """What the trunk sees: each sensor normalised and encoded, side by side."""
        return self.encode([self.normalized(name, obs[name]) for name in self.obs_groups])

    def normalized(self, name: str, values: torch.Tensor) -> torch.Tensor:
        """One sensor's observations, (..., size), as its sub-network sees them."""
        seen = self.normalizers[name].forward(values) if self.obs_normalization else values
        return seen / self._dimming[name] if name in self._hidden else seen

    def scale(self, name: str) -> tuple[torch.Tensor, torch.Tensor]:
        """What one sensor's observations are normalised by, (size,) each: ``(values - first) / second``."""
        if not self.obs_normalization:
            return torch.zeros(self.observed_sizes[name]), self._dimming[name]
        normalizer = self.normalizers[name]
        width = normalizer._std[0] + normalizer.eps  # type: ignore[index, operator]
        return normalizer._mean[0], width * self._dimming[name]  # type: ignore[index]

    @torch.no_grad()
    def learn_scale(self, name: str, mean: torch.Tensor, variance: torch.Tensor, count: int) -> None:
        """What a sensor's normaliser does with a batch, given the batch's mean and variance, (size,), and its size."""
        normalizer: Any = self.normalizers[name]
        normalizer.count += count
        rate = count / normalizer.count
        change = mean - normalizer._mean
        normalizer._mean += rate * change
        normalizer._var += rate * (variance - normalizer._var + change * (mean - normalizer._mean))
        # Of a sense that never varies rounding leaves a variance a little below 0, and no root of it.
        normalizer._std = torch.sqrt(normalizer._var.clamp_(min=0.0))

    def encode(self, normalized: Sequence[torch.Tensor]) -> torch.Tensor:
        """The latents of normalised observations, one (..., size) per sensor in order, side by side."""
        return torch.cat(
            [self.encoders[name](values) for name, values in zip(self.obs_groups, normalized, strict=True)], dim=-1
        )

    def update_normalization(self, obs: TensorDict) -> None:
        """Lets the normalisers learn from a batch of observations."""
        if self.obs_normalization:
            for name in self.obs_groups:
                self.normalizers[name].update(obs[name])  # type: ignore[operator]

    def _get_latent_dim(self) -> int:
        return self._memory_units or self._encoded


class RecurrentSensorModel(SensorModel):
    """A SensorModel with an LSTM between the sub-networks and the trunk."""

    is_recurrent = True

    def __init__(self, *arguments: Any, **keywords: Any) -> None:
        """Builds the networks; see SensorModel."""
        super().__init__(*arguments, **keywords)
        self.rnn = RNN(self._encoded, self._memory_units, 1, "lstm")

    def get_latent(
        self, obs: TensorDict, masks: torch.Tensor | None = None, hidden_state: HiddenState = None
    ) -> torch.Tensor:
        """What the trunk sees: the LSTM's output."""
        latent = super().get_latent(obs)
        return self.rnn(latent, masks, hidden_state).squeeze(0)  # type: ignore[no-any-return]

    def no_memory(self, agents: int) -> Memory:
        """The memory of agents that have just begun: (hidden, cell), each (1, agents, memory units)."""
        return torch.zeros(1, agents, self._memory_units), torch.zeros(1, agents, self._memory_units)

    def recall(self, obs: Mapping[str, torch.Tensor], memory: Memory) -> tuple[torch.Tensor, Memory]:
        """The trunk's output, (agents, outputs), and the memory afterwards."""
        latent = self.encode([self.normalized(name, obs[name]) for name in self.obs_groups])
        out, after = self.rnn.rnn(latent.unsqueeze(0), memory)
        return self.mlp(out.squeeze(0)), after

    def reset(self, dones: torch.Tensor | None = None, hidden_state: HiddenState = None) -> None:
        """Forgets, for all agents or for those that are done."""
        self.rnn.reset(dones, hidden_state)

    def get_hidden_state(self) -> HiddenState:
        """The LSTM's (hidden, cell), each (1, agents, memory units); None before the first step."""
        return self.rnn.hidden_state

    def detach_hidden_state(self, dones: torch.Tensor | None = None) -> None:
        """Cuts the memory off from the gradients."""
        self.rnn.detach_hidden_state(dones)
