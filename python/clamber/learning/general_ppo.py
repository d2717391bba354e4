"""PPO for policies with memory or with bucketed actions: rsl_rl's own update, slower than SensorPPO's."""

from __future__ import annotations

from typing import Any

import torch
from rsl_rl.algorithms import PPO
from tensordict import TensorDict
from torch import Tensor

from clamber.learning.network import Memory, RecurrentSensorModel
from clamber.learning.ppo import SensorPPO

#: What to tell whoever asks for symmetry and gets this.
NO_SYMMETRY = "is not used: with network_settings.memory or action_buckets, nothing is learned from the mirror"


class GeneralPPO(SensorPPO):
    """rsl_rl's PPO, with time-outs valued where they happened."""

    def __init__(self, *arguments: Any, **settings: Any) -> None:
        """Takes what SensorPPO takes; the mirror is not used."""
        super().__init__(*arguments, **settings)
        self.mirror, self.mirror_use = None, "none"
        #: What the value function remembers of the agents; None: they have all just begun.
        self.memory: Memory | None = None

    @torch.no_grad()
    def value_rollout(self, final_observations: dict[str, Tensor], time: Tensor, agent: Tensor) -> None:
        """See SensorPPO.value_rollout."""
        storage, critic = self.storage, self.critic
        distribution = self.actor.distribution
        assert distribution is not None
        parameters = storage.distribution_params
        assert parameters is not None
        for step in range(storage.num_transitions_per_env):
            log_prob = distribution.log_prob_under(storage.actions[step], *(values[step] for values in parameters))
            storage.actions_log_prob[step] = log_prob.unsqueeze(-1)
            late = time == step
            ended = TensorDict(
                {name: values[late] for name, values in final_observations.items()}, batch_size=[int(late.sum())]
            )
            if isinstance(critic, RecurrentSensorModel):
                self._value_with_memory(critic, step, agent[late], ended)
                continue
            storage.values[step] = critic(storage.observations[step])
            if len(ended):
                storage.rewards[step, agent[late]] += self.gamma * critic(ended)

    def _value_with_memory(self, critic: RecurrentSensorModel, step: int, late: Tensor, ended: TensorDict) -> None:
        """Values one step of the rollout, going on from what the value function remembers."""
        storage = self.storage
        if self.memory is None:
            self.memory = critic.no_memory(storage.num_envs)
        for place, part in zip(storage.saved_hidden_state_c, self.memory, strict=True):
            place[step] = part
        storage.values[step], after = critic.recall(storage.observations[step], self.memory)
        if len(late):
            final, _ = critic.recall(ended, (after[0][:, late], after[1][:, late]))
            storage.rewards[step, late] += self.gamma * final
        done = storage.dones[step, :, 0].bool()
        for part in after:
            part[:, done] = 0.0
        self.memory = after

    def compute_returns(self, obs: TensorDict) -> None:
        """See rsl_rl; the value function goes on from what it remembers."""
        if isinstance(self.critic, RecurrentSensorModel):
            self.critic.reset(hidden_state=self.memory)
        super().compute_returns(obs)

    def update(self) -> dict[str, float]:
        """Learns from the stored rollout; returns mean losses."""
        losses: dict[str, float] = PPO.update(self)
        self.keep_noise_within()
        return losses
