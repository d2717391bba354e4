"""Experience from environments in this process: groups of agents that act and are simulated at the same time."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from clamber.learning.learner import ENVIRONMENT, NOISE, SAMPLERS, Learner, stream_seed
from clamber.learning.lessons import Lessons, Stream
from clamber.learning.network import Memory
from clamber.learning.threads import lone_threads
from clamber.tasks.changing import can_be_kept
from clamber.tasks.environment import ClamberVectorEnv
from clamber.tasks.snapshot import SECOND_CHANCES, restore, snapshot

#: The environment's name of each sensor.
SENSORS = {"obs_0": "proprioception", "obs_1": "terrain"}
#: How long a thread may keep Python to itself while another waits, s; the default of 5 ms stalls the simulation.
SWITCH_INTERVAL = 2e-4


@dataclass
class CutOff:
    """Episodes that ran out of time within a rollout.

    Attributes:
        time, agent: when and whose, (cut off,).
        observations: their last, (cut off, size) per sensor.
    """

    time: Tensor
    agent: Tensor
    observations: dict[str, Tensor]


class GroupCollector:
    """One group of agents: acts, steps and writes what happened into its columns of the rollout."""

    def __init__(self, environment: ClamberVectorEnv, columns: slice, learner: Learner) -> None:
        """Takes charge of ``columns`` of the learner's rollout."""
        self.environment, self.columns, self.learner = environment, columns, learner
        self._noise = torch.Generator()
        self._seen: list[Tensor] = []
        self._sources: dict[str, float | Stream] = {}
        self._memory: Memory | None = None
        self._tower = learner.tower()
        self._rewards = np.zeros((learner.horizon, environment.num_envs), dtype=np.float32)
        self._dones = np.zeros((learner.horizon, environment.num_envs), dtype=np.uint8)
        self.cut_off: list[tuple[int, NDArray[np.intp], list[Tensor]]] = []
        self.episodes: list[dict[str, NDArray[Any]]] = []

    def begin(self, seed: int, noise_seed: int, difficulty: list[float] | None) -> None:
        """Starts all agents' first episodes of a new seed, each at its own difficulty where that is given."""
        self._noise.manual_seed(noise_seed)
        options = {"difficulty": difficulty} if difficulty is not None else None
        observations, _ = self.environment.reset(seed=seed, options=options)
        self._seen = [torch.from_numpy(observations[SENSORS[name]]) for name in self.learner.sensors]
        self._memory = self.learner.no_memory(self.environment.num_envs)

    def set_lessons(self, sources: dict[str, float | Stream]) -> None:
        """Sets environment parameters, each agent's from its next episode on."""
        self._sources = sources
        self.environment.set_parameters(**sources)

    def state(self) -> dict[str, Any]:
        """The agents in the middle of their lives, and the random numbers they draw from: numbers, texts, tensors."""
        return {
            "environment": {name: torch.from_numpy(values) for name, values in snapshot(self.environment).items()},
            "noise": self._noise.get_state(),
            "memory": [part.clone() for part in self._memory or ()],
            "samplers": {name: one.state() for name, one in self._sources.items() if isinstance(one, Stream)},
            "world": self._world(),
        }

    def _world(self) -> str:
        """A digest of the bodies and courses that the agents' states are of."""
        env = self.environment
        return sha256(repr((env.body, env.course_spec, env.course_scale)).encode()).hexdigest()

    def fits(self, state: Mapping[str, Any]) -> bool:
        """Whether ``state`` is of as many agents of this task, with the body and on courses of the kind that it has
        now.
        """
        world = self._world()
        if state.get("world", world) != world:
            return False
        own = snapshot(self.environment)
        kept = state["environment"]
        kept = {name: values for name, values in kept.items() if not name.startswith(SECOND_CHANCES)}
        own = {name: values for name, values in own.items() if not name.startswith(SECOND_CHANCES)}
        # How long past actions are kept changes as episodes begin.
        free = "_actuation._past"
        return own.keys() == kept.keys() and all(
            name == free or tuple(kept[name].shape) == values.shape for name, values in own.items()
        )

    def load_state(self, state: Mapping[str, Any], sources: dict[str, float | Stream]) -> None:
        """Takes up what ``state`` returned, under the environment parameters of that time."""
        self.set_lessons(sources)
        kept = {name: values.numpy() for name, values in state["environment"].items()}
        observations = restore(self.environment, kept)
        self._seen = [torch.from_numpy(observations[SENSORS[name]]) for name in self.learner.sensors]
        self._noise.set_state(state["noise"])
        self._memory = tuple(state["memory"]) or None  # type: ignore[assignment]
        begun = torch.from_numpy(self.environment._elapsed == 0)  # some may have been started over (see ``restore``)
        for part in self._memory or ():
            part[:, begun] = 0.0
        for name, text in state["samplers"].items():
            source = sources.get(name)
            if isinstance(source, Stream):
                source.load_state(text)

    @torch.no_grad()
    def collect(self) -> None:
        """Lives through one rollout."""
        learner, storage, columns = self.learner, self.learner.storage, self.columns
        strength = learner.settings.strength
        parameters = storage.distribution_params
        assert parameters is not None
        places = [storage.observations[name][:, columns] for name in learner.sensors]
        actions = storage.actions[:, columns]
        self.cut_off.clear()
        self.episodes.clear()
        for time in range(learner.horizon):
            for place, values in zip(places, self._seen, strict=True):
                place[time].copy_(values)
            if self._memory is not None:
                for place, part in zip(storage.saved_hidden_state_a, self._memory, strict=True):
                    place[time, :, columns] = part
            output, self._memory = learner.output(self._seen, self._memory, self._tower)
            action, drawn_with = learner.explore(output, self._noise)
            actions[time].copy_(action)
            for place, values in zip(parameters, drawn_with, strict=True):
                place[time, columns] = values
            motion = learner.motion(action, self._seen)
            observations, reward, terminated, truncated, infos = self.environment.step(motion.numpy())
            self._seen = [torch.from_numpy(observations[SENSORS[name]]) for name in learner.sensors]
            np.multiply(reward, strength, out=self._rewards[time])
            np.logical_or(terminated, truncated, out=self._dones[time], casting="unsafe")
            if "final_obs" in infos:
                self._end(time, truncated, infos)
                for part in self._memory or ():
                    part[:, torch.from_numpy(infos["_final_obs"])] = 0.0
        storage.rewards[:, columns, 0] = torch.from_numpy(self._rewards)
        storage.dones[:, columns, 0] = torch.from_numpy(self._dones)

    def _end(self, time: int, truncated: NDArray[np.bool_], infos: dict[str, Any]) -> None:
        """Keeps the totals of ended episodes, and the final observations of those cut off."""
        ended = infos["_totals"]
        if ended.any():
            self.episodes.append({name: values[ended] for name, values in infos["totals"].items()})
        agents = np.flatnonzero(truncated)
        if len(agents):
            final = self.environment.final_observations
            seen = [torch.from_numpy(final[SENSORS[name]][agents]) for name in self.learner.sensors]
            self.cut_off.append((time, agents, seen))

    @property
    def last(self) -> list[Tensor]:
        """What the agents see now, one (agents, size) per sensor."""
        return self._seen


class Collector:
    """All agents of a run, in groups that are simulated on a thread each.

    While one group's policy is evaluated in Python the others' physics runs, so all cores work all the time. Groups
    share nothing, so the numbers do not depend on how the threads interleave.
    """

    def __init__(self, environments: list[ClamberVectorEnv], learner: Learner) -> None:
        """Takes environments, one per group; together they have as many agents as the learner."""
        self.learner = learner
        self.groups: list[GroupCollector] = []
        first = 0
        for environment in environments:
            last = first + environment.num_envs
            self.groups.append(GroupCollector(environment, slice(first, last), learner))
            first = last
        self._threads = lone_threads(len(environments), "agents")
        sys.setswitchinterval(SWITCH_INTERVAL)

    def begin(self, seed: int, steps: int, lessons: Lessons, difficulties: list[list[float]] | None) -> None:
        """Starts every agent over; all that is random from here on is a function of the run's seed and its steps.

        Args:
            seed: of the run.
            steps: done so far.
            lessons: say the environment parameters.
            difficulties: every agent's difficulty in a per-agent curriculum, by group; None or of other sizes: the
                task's.
        """
        for index, group in enumerate(self.groups):
            self.set_lessons(seed, steps, lessons, only=index)
            own = difficulties[index] if difficulties is not None and index < len(difficulties) else []
            group.begin(
                stream_seed(seed, ENVIRONMENT, steps, index),
                stream_seed(seed, NOISE, steps, index),
                own if len(own) == group.environment.num_envs else None,
            )

    def set_lessons(self, seed: int, steps: int, lessons: Lessons, only: int | None = None) -> None:
        """Sets the environment parameters that the lessons say, each agent's from its next episode on."""
        for index, group in enumerate(self.groups):
            if only in (None, index):
                group.set_lessons(lessons.sources(stream_seed(seed, SAMPLERS, steps, index)))

    @property
    def can_be_kept(self) -> bool:
        """Whether ``state`` can be asked for; not of engines that keep part of their state to themselves."""
        return all(can_be_kept(group.environment) for group in self.groups)

    def state(self) -> list[dict[str, Any]]:
        """All agents in the middle of their lives, by group."""
        return [group.state() for group in self.groups]

    def load_state(self, state: list[dict[str, Any]], seed: int, steps: int, lessons: Lessons) -> bool:
        """Takes up what ``state`` returned; False, and nothing is done, where it is of other groups of agents."""
        if len(state) != len(self.groups) or not self.can_be_kept:
            return False
        if not all(group.fits(kept) for group, kept in zip(self.groups, state, strict=True)):
            return False
        for index, (group, kept) in enumerate(zip(self.groups, state, strict=True)):
            group.load_state(kept, lessons.sources(stream_seed(seed, SAMPLERS, steps, index)))
        return True

    def collect(self) -> CutOff:
        """Lives through one rollout of all groups; returns what was cut off by time."""
        for running in [self._threads.submit(group.collect) for group in self.groups]:
            running.result()
        names = list(self.learner.sensors)
        cut = [
            (time, agents + group.columns.start, seen) for group in self.groups for time, agents, seen in group.cut_off
        ]
        times = [np.full(len(agents), time, dtype=np.int64) for time, agents, _ in cut]
        return CutOff(
            torch.from_numpy(np.concatenate([np.zeros(0, np.int64), *times])),
            torch.from_numpy(np.concatenate([np.zeros(0, np.int64), *(agents for _, agents, _ in cut)])),
            {name: torch.cat([seen[index] for *_, seen in cut]) for index, name in enumerate(names)} if cut else {},
        )

    def last(self) -> dict[str, Tensor]:
        """What all agents see now, (agents, size) per sensor."""
        return {
            name: torch.cat([group.last[index] for group in self.groups])
            for index, name in enumerate(self.learner.sensors)
        }

    def episodes(self) -> dict[str, NDArray[Any]]:
        """The totals of the episodes that ended in the last rollout, (ended,) each; empty if none did."""
        ended = [totals for group in self.groups for totals in group.episodes]
        return {name: np.concatenate([totals[name] for totals in ended]) for name in ended[0]} if ended else {}

    def difficulties(self) -> list[list[float]]:
        """Every agent's difficulty, by group."""
        return [group.environment.courses.own_difficulty.tolist() for group in self.groups]

    def close(self) -> None:
        """Ends the threads and frees the environments."""
        self._threads.shutdown()
        for group in self.groups:
            group.environment.close()
