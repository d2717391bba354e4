"""The learner: networks, storage and algorithm for one behavior, whatever its experience comes from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import torch
from rsl_rl.storage import RolloutStorage
from tensordict import TensorDict
from torch import Tensor

from clamber.assets.fields import AssetError
from clamber.learning.averaging import average_of, deployed
from clamber.learning.buckets import BucketDistribution, Buckets
from clamber.learning.general_ppo import GeneralPPO
from clamber.learning.growth import grow, has_grown
from clamber.learning.mirror import Mirror
from clamber.learning.network import Memory, RecurrentSensorModel, SensorModel
from clamber.learning.noise import ActionNoise
from clamber.learning.ppo import SensorPPO
from clamber.learning.rescaling import look_away_from, varied
from clamber.learning.rsl_rl_settings import algorithm_settings, noise_settings
from clamber.learning.samples import mirror_tensors
from clamber.learning.settings import TrainerSettings
from clamber.learning.settling import REMEMBERED, Settling
from clamber.learning.tower import Tower

#: Streams of random numbers drawn from a run's seed, apart from each other.
WEIGHTS, SHUFFLING, NOISE, ENVIRONMENT, SAMPLERS = range(5)


def stream_seed(seed: int, purpose: int, *place: int) -> int:
    """The seed of one stream of a run, 63 bits: a function of the run's seed, the purpose and the place."""
    words = np.random.SeedSequence([seed % 2**64, purpose, *place]).generate_state(2, np.uint32)
    return (int(words[0]) << 31) ^ int(words[1])


class Learner:
    """One behavior's policy and value function, and how they learn.

    A rollout is ``settings.time_horizon`` decisions of every agent. Its data go straight into ``storage``, rows by
    time and columns by agent; then ``update`` learns from them.
    """

    def __init__(
        self,
        settings: TrainerSettings,
        sensors: Mapping[str, int],
        actions: int,
        agents: int,
        seed: int,
        mirror: Mirror | None = None,
        threads: int = 1,
        last_action: slice | None = None,
    ) -> None:
        """Builds networks and storage.

        Args:
            settings: of the behavior.
            sensors: size of each sensor's observation by name, obs_0 (proprioception), obs_1, ... in order.
            actions: number of continuous actions.
            agents: columns of the rollout.
            seed: of the weights.
            mirror: of the task; None: symmetry is not used.
            threads: to learn on.
            last_action: where obs_0 holds the last action; needed for bucketed actions, or to hide it.

        Raises:
            AssetError: the settings want bucketed actions, or the last one hidden, and ``last_action`` is not known.
        """
        self.settings, self.agents, self.actions = settings, agents, actions
        self.sensors = {name: size for name, size in sensors.items() if size > 0}
        self.horizon = settings.time_horizon
        hyper = settings.hyperparameters
        example = TensorDict(
            {name: torch.zeros(agents, size) for name, size in self.sensors.items()}, batch_size=[agents]
        )
        groups = {"actor": list(self.sensors), "critic": list(self.sensors)}
        units = {
            name: hyper.terrain_units if index else hyper.proprioception_units
            for index, name in enumerate(self.sensors)
        }
        common: dict[str, Any] = {
            "hidden_dims": list(hyper.trunk_units),
            "activation": hyper.activation,
            "obs_normalization": settings.normalize,
            "encoder_units": units,
        }
        kind: type[SensorModel] = SensorModel
        algorithm: type[SensorPPO] = SensorPPO
        if settings.memory is not None:
            kind, common["memory_units"] = RecurrentSensorModel, settings.memory.memory_size // 2
            algorithm = GeneralPPO
        noise = noise_settings(settings)
        self.buckets: Buckets | None = None
        if hyper.action_buckets:
            if last_action is None:
                raise AssetError("action_buckets: not allowed here: obs_0 is not known to hold the last action")
            self.buckets = Buckets(actions, hyper.action_buckets, hyper.action_bucket_step, last_action)
            noise, algorithm = {"class_name": BucketDistribution, "count": hyper.action_buckets}, GeneralPPO
        if not hyper.sense_last_action:
            if last_action is None:
                raise AssetError("sense_last_action: false is not allowed here: it is not known where obs_0 holds it")
            common["hidden"] = {"obs_0": last_action}
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(stream_seed(seed, WEIGHTS))
            actor = kind(example, groups, "actor", actions, distribution_cfg=noise, **common)
            critic = kind(example, groups, "critic", 1, **common)
            # A policy that begins at the neutral pose learns sooner than one that begins somewhere.
            actor.mlp[-1].weight.data.mul_(0.01)
            actor.mlp[-1].bias.data.zero_()
        self.settling = Settling()
        self.average = average_of(actor, hyper.average_updates) if hyper.average_updates else None
        self.shuffling = torch.Generator()
        self.ppo = algorithm(
            actor,
            critic,
            self._new_storage(),
            self.shuffling,
            mirror_tensors(mirror, list(self.sensors)) if mirror is not None else None,
            hyper.symmetry if mirror is not None else "none",
            hyper.mirror_loss_coefficient,
            threads,
            **algorithm_settings(settings),
        )
        self.ppo.train_mode()

    def allocate(self, agents: int) -> None:
        """Makes room for rollouts of another number of agents."""
        self.agents = agents
        self.ppo.storage = self._new_storage()

    def _new_storage(self) -> RolloutStorage:
        example = TensorDict(
            {name: torch.zeros(self.agents, size) for name, size in self.sensors.items()}, batch_size=[self.agents]
        )
        storage = RolloutStorage("rl", self.agents, self.horizon, example, [self.actions])
        shape = (self.horizon, self.agents, self.actions)
        if self.buckets is not None:
            storage.distribution_params = (torch.zeros(*shape[:2], self.actions * self.buckets.count),)
        else:
            storage.distribution_params = (torch.zeros(shape), torch.zeros(shape))
        memory = self.settings.memory
        if memory is not None:
            room = (self.horizon, 1, self.agents, memory.memory_size // 2)
            storage.saved_hidden_state_a = [torch.zeros(room), torch.zeros(room)]
            storage.saved_hidden_state_c = [torch.zeros(room), torch.zeros(room)]
        return storage

    @property
    def storage(self) -> RolloutStorage:
        """The rollout, rows by time and columns by agent."""
        return self.ppo.storage

    @property
    def actor(self) -> SensorModel:
        """The policy."""
        return self.ppo.actor

    @property
    def deployed(self) -> SensorModel:
        """The policy that becomes the brain: where the settings want it, averaged over the last updates."""
        return deployed(self.average, self.actor)

    @property
    def critic(self) -> SensorModel:
        """The value function."""
        return self.ppo.critic

    def reseed(self, seed: int, steps: int) -> None:
        """Begins the random streams of the learner anew, as a function of the run's seed and the steps done."""
        self.shuffling.manual_seed(stream_seed(seed, SHUFFLING, steps))
        # rsl_rl's own update, which learns where there is memory or buckets, shuffles by PyTorch's common generator.
        torch.manual_seed(stream_seed(seed, SHUFFLING, steps))
        if isinstance(self.ppo, GeneralPPO):
            self.ppo.memory = None

    def random_state(self) -> dict[str, Any]:
        """The random streams of the learner, and what its value function remembers of the agents."""
        memory = self.ppo.memory if isinstance(self.ppo, GeneralPPO) else None
        return {
            "shuffling": self.shuffling.get_state(),
            "common": torch.get_rng_state(),
            "memory": [part.clone() for part in memory or ()],
        }

    def load_random_state(self, state: Mapping[str, Any]) -> None:
        """Goes back to what ``random_state`` returned."""
        self.shuffling.set_state(state["shuffling"])
        torch.set_rng_state(state["common"])
        if isinstance(self.ppo, GeneralPPO):
            self.ppo.memory = tuple(state["memory"]) or None  # type: ignore[assignment]

    @torch.no_grad()
    def output(
        self, observations: list[Tensor], memory: Memory | None = None, tower: Tower | None = None
    ) -> tuple[Tensor, Memory | None]:
        """The policy's output before exploration and, with an LSTM, its memory afterwards.

        Args:
            observations: (agents, size) per sensor in order.
            memory: of the agents, as ``no_memory`` makes it.
            tower: from ``tower``; the output lies in its memory.
        """
        if tower is not None:
            scales = [self.actor.scale(name) for name in self.sensors]
            pairs = zip(observations, scales, strict=True)
            return tower.forward([torch.sub(values, mean).div_(width) for values, (mean, width) in pairs]), None
        actor = self.actor
        if isinstance(actor, RecurrentSensorModel):
            assert memory is not None
            return actor.recall(dict(zip(self.sensors, observations, strict=True)), memory)
        seen = [actor.normalized(name, values) for name, values in zip(self.sensors, observations, strict=True)]
        return actor.mlp(actor.encode(seen)), None

    @torch.no_grad()
    def value_memory(self, observations: list[Tensor], memory: Memory) -> Memory:
        """What the value function's LSTM remembers after it has seen observations, (agents, size) per sensor."""
        critic = self.critic
        assert isinstance(critic, RecurrentSensorModel)
        return critic.recall(dict(zip(self.sensors, observations, strict=True)), memory)[1]

    def tower(self) -> Tower | None:
        """The policy's layers with memory of their own, for one thread; None for a policy with an LSTM."""
        return None if isinstance(self.actor, RecurrentSensorModel) else Tower(self.actor)

    def play(self, state: Mapping[str, Any]) -> None:
        """Lets the policy be the brain that a run left with ``state``: its average, whatever these settings want."""
        average = state.get("average")
        if average is None or not int(average["n_averaged"]):
            return
        policy = {name.removeprefix("module."): value for name, value in average.items() if name.startswith("module.")}
        if has_grown(policy, self.actor):
            grow(policy, self.actor)
        else:
            self.actor.load_state_dict(policy)

    def mean_action(self, observations: list[Tensor]) -> Tensor:
        """The policy's mean actions, (agents, actions), for observations, one (agents, size) per sensor in order."""
        return self.output(observations)[0]

    @property
    def least_agents(self) -> int:
        """The fewest agents for an update: every minibatch needs a sample, with an LSTM two agents, not one alone."""
        minibatches = self.settings.hyperparameters.num_minibatches
        return 2 * minibatches if self.settings.memory is not None else -(-minibatches // self.horizon)

    def no_memory(self, agents: int) -> Memory | None:
        """The memory of agents that have just begun; None for a policy without."""
        return self.actor.no_memory(agents) if isinstance(self.actor, RecurrentSensorModel) else None

    @torch.no_grad()
    def explore(self, output: Tensor, generator: torch.Generator) -> tuple[Tensor, tuple[Tensor, ...]]:
        """Draws actions from the policy's output; returns them as stored, and the parameters they were drawn with."""
        return self.actor.distribution.explore(output, generator)  # type: ignore[no-any-return, union-attr]

    def likeliest(self, output: Tensor) -> Tensor:
        """The action without exploration, as stored, for the policy's output."""
        return self.actor.distribution.deterministic_output(output)  # type: ignore[no-any-return, union-attr]

    def motion(self, action: Tensor, observations: list[Tensor]) -> Tensor:
        """Stored actions as the task takes them, (agents, actions)."""
        return action if self.buckets is None else self.buckets.move(action, observations[0])

    @torch.no_grad()
    def deviation(self) -> Tensor:
        """The standard deviation of the exploration noise, (actions,)."""
        return self.ppo.std().clone()

    def see_alike(self) -> None:
        """Lets the value function see through the policy's normalisers, for both learn from the same numbers."""
        for name, normalizer in self.actor.normalizers.items():
            self.critic.normalizers[name].load_state_dict(normalizer.state_dict())

    @torch.no_grad()
    def explore_with(self, deviation: Tensor | float) -> None:
        """Sets the exploration noise, within its own bounds; without effect on noise that depends on what is seen.

        Args:
            deviation: of every action, (actions,), or of all alike.
        """
        if isinstance(self.actor.distribution, ActionNoise):
            self.actor.distribution.std_param.copy_(torch.as_tensor(deviation))
            self.actor.distribution.keep_within()

    def update(
        self,
        last: dict[str, Tensor],
        final: dict[str, Tensor],
        time: Tensor,
        agent: Tensor,
        progress: float,
        memory: Memory | None = None,
    ) -> dict[str, float]:
        """Learns from the stored rollout.

        Args:
            last: what every agent sees after the rollout, (agents, size) per sensor.
            final: the last observations of the episodes that were cut off by time, (cut off, size) per sensor.
            time: when those were, (cut off,).
            agent: whose they were, (cut off,).
            progress: share of max_steps done, for the linear schedule.
            memory: what the value function remembered of the agents when the rollout began; None: it goes on from
                what it remembered at the end of the last.

        Returns:
            Mean losses by name.
        """
        ppo = self.ppo
        if ppo.schedule == "linear":
            ppo.set_learning_rate(max(1e-8, self.settings.hyperparameters.learning_rate * (1.0 - progress)))
        if memory is not None and isinstance(ppo, GeneralPPO):
            ppo.memory = memory
        ppo.value_rollout(final, time, agent)
        with torch.no_grad():
            ppo.compute_returns(TensorDict(last, batch_size=[self.agents]))
        with self.settling.over(ppo):
            losses = ppo.update()
        if self.average is not None:
            self.average.update_parameters(self.actor)
        losses["learning_rate"] = ppo.learning_rate
        if self.buckets is None:
            losses["std"] = float(self.deviation().mean())
        return losses

    @property
    def function(self) -> dict[str, Any]:
        """What makes networks of the same weights different functions, by the setting's name."""
        hyper = self.settings.hyperparameters
        step = {"action_bucket_step": hyper.action_bucket_step} if hyper.action_buckets else {}
        return {"activation": hyper.activation, "sense_last_action": hyper.sense_last_action, **step}

    def check_function(self, its: Mapping[str, Any]) -> None:
        """Looks whether weights that were learned under ``its`` settings mean the same under these.

        Raises:
            ValueError: one line, if not.
        """
        for name, value in its.items():
            if value != self.function.get(name, value):
                told = f"hyperparameters.{name}: {self.function[name]} is not allowed; {value}, as it was learned with"
                raise ValueError(told.lower())

    def state(self) -> dict[str, Any]:
        """All that a checkpoint must keep: weights, their average, normalisers, optimiser, step size, what settles."""
        return {
            **self.ppo.save(), "learning_rate": self.ppo.learning_rate, "settling": self.settling.state(),
            "average": None if self.average is None else self.average.state_dict(), "function": self.function,
        }  # fmt: skip

    def load_state(self, state: Mapping[str, Any], same_run: bool = True) -> None:
        """Goes back to what ``state`` returned.

        A new run, not ``same_run``, keeps its noise within its own bounds and lets its normalisers forget; senses that
        have never varied, such as a command that was always the same, may begin to: of them it learns as from nothing.
        It takes the optimiser over too, and where the step size adapts, that as well: the size that a run begins with
        from nothing throws a policy that has learned something far away in its first update. Networks that are larger
        than those of the state begin as these, with a new optimiser.

        Raises:
            ValueError: the networks do not fit, in one line.
        """
        self.check_function(state.get("function", {}))  # older checkpoints do not tell
        actor, critic = state["actor_state_dict"], state["critic_state_dict"]
        try:
            if not same_run and has_grown(actor, self.actor) and has_grown(critic, self.critic):
                grow(actor, self.actor)
                grow(critic, self.critic)
            else:
                self.ppo.load(dict(state), {"actor": True, "critic": True, "optimizer": True}, strict=True)
        except (RuntimeError, KeyError) as error:
            first = " ".join(str(error).split())
            raise ValueError(f"the checkpoint's networks are not these settings' networks: {first[:200]}") from None
        adapted = self.ppo.schedule == "adaptive"
        rate = state["learning_rate"] if adapted else self.settings.hyperparameters.learning_rate
        self.ppo.set_learning_rate(float(rate))
        if same_run:
            self.settling.load_state(state.get("settling", {}))
            if self.average is not None and state.get("average") is not None:
                self.average.load_state_dict(state["average"])
            return
        self.look_anew(hold=False)
        self.ppo.keep_noise_within()
        for model in (self.actor, self.critic):
            for normalizer in model.normalizers.values():
                normalizer.count.clamp_(max=REMEMBERED)  # type: ignore[operator, union-attr]

    def look_anew(self, hold: bool) -> None:
        """Goes on with what other networks have learned; senses that never varied for them are learned of from nothing.

        Args:
            hold: whether the policy is held until its value function, which knows nothing yet, has learned.
        """
        known = {name: varied(self.actor, name) for name in self.actor.normalizers}
        for model in (self.actor, self.critic):
            for name, senses in known.items():
                look_away_from(model, name, ~senses)
        self.settling.begin(self.actor, hold=hold, known=known)
