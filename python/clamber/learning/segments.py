"""Experience of agents that come and go, as a bridge brings it, gathered into the columns that a learner needs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from rsl_rl.storage import RolloutStorage
from torch import Tensor

from clamber.learning.network import Memory

Rows = NDArray[np.float32]
Slots = NDArray[np.intp]


@dataclass
class _Column:
    """A finished segment: ``horizon`` decisions of one slot; every array's first dimension is time."""

    past: list[Rows]
    rewards: Rows
    dones: NDArray[np.uint8]
    last: list[Rows]
    cut: list[tuple[int, list[Rows]]]


@dataclass
class Rollout:
    """What the learner's update needs besides its storage; see ``Learner.update``.

    Attributes:
        last, final, time, agent: as ``Learner.update`` takes them.
        memory: what the value function remembered of the agents when the segments began; None without an LSTM.
    """

    last: dict[str, Tensor]
    final: dict[str, Tensor]
    time: Tensor
    agent: Tensor
    memory: Memory | None = None


class Segments:
    """Cuts the experience of each agent into segments of ``horizon`` decisions.

    An agent has a slot from its first decision until it leaves; then another may take over the slot, in the middle of
    a segment. Segments are handed out in the order in which they were finished.
    """

    def __init__(
        self,
        horizon: int,
        sensors: Mapping[str, int],
        actions: int,
        keep: bool = True,
        parameters: Sequence[int] | None = None,
        memory: Sequence[int] = (),
        repeat: int = 1,
    ) -> None:
        """Nothing yet.

        Args:
            horizon: decisions of a segment.
            sensors: sizes of the observations by sensor, in order.
            actions: number of actions.
            keep: whether segments are wanted; else only episodes are counted.
            parameters: sizes of what the actions' distribution is told by; None: a mean and a deviation per action.
            memory: sizes of what is remembered of every agent: the policy's (hidden, cell) and, where segments are
                wanted, the value function's; empty without an LSTM.
            repeat: for how many requests of the player an action is held.
        """
        self._keep, self._repeat = keep, repeat
        #: Return and length in decisions of every episode that has ended; the reader empties it.
        self.episodes: list[tuple[float, int]] = []
        self.horizon, self._sensors = horizon, dict(sensors)
        self._slots: dict[tuple[int, int], int] = {}
        self._free: list[int] = []
        self._known: dict[int, tuple[NDArray[np.int32], Slots]] = {}
        self._finished: list[_Column] = []
        self._cut: dict[int, list[tuple[int, list[Rows]]]] = {}
        # What every slot saw, decided and remembered last, and over its segment so far: observations by sensor, action,
        # the distribution's parameters, memory.
        sizes = [*self._sensors.values(), actions, *([actions, actions] if parameters is None else parameters), *memory]
        self._present: list[Rows] = [np.zeros((0, size), dtype=np.float32) for size in sizes]
        self._past: list[Rows] = [np.zeros((horizon, 0, size), dtype=np.float32) for size in sizes]
        self._memory: list[Rows] = [np.zeros((0, size), dtype=np.float32) for size in memory]
        self._held: Rows = np.zeros((0, actions), dtype=np.float32)
        self._rewards = np.zeros((horizon, 0), dtype=np.float32)
        self._dones = np.zeros((horizon, 0), dtype=np.uint8)
        self._pending = np.zeros(0, dtype=np.float32)
        self._waiting = np.zeros(0, dtype=np.bool_)
        self._left = np.zeros(0, dtype=np.int64)
        self._cursor = np.zeros(0, dtype=np.int64)
        self._returns = np.zeros(0)
        self._lengths = np.zeros(0, dtype=np.int64)

    @property
    def slots(self) -> int:
        """How many agents there are now."""
        return len(self._slots)

    @property
    def ready(self) -> int:
        """How many segments are finished."""
        return len(self._finished)

    def due(self, worker: int, agents: NDArray[np.int32]) -> NDArray[np.bool_]:
        """Which agents need a new decision, (agents,); the others' actions are still to be held, see ``held``."""
        due: NDArray[np.bool_] = ~self._waiting[self._find(worker, agents)]
        return due

    def held(self, worker: int, agents: NDArray[np.int32]) -> Rows:
        """What agents were told last, (agents, actions)."""
        told: Rows = self._held[self._find(worker, agents)]
        return told

    def remembered(self, worker: int, agents: NDArray[np.int32]) -> list[Rows]:
        """What is remembered of agents, (agents, size) each; zeros at the beginning of their episodes."""
        slots = self._find(worker, agents)
        return [rows[slots] for rows in self._memory]

    def decide(
        self,
        worker: int,
        agents: NDArray[np.int32],
        observations: list[Rows],
        actions: Rows,
        parameters: Sequence[Rows],
        memory: Sequence[Rows] = (),
        told: Rows | None = None,
    ) -> None:
        """Remembers what agents saw and decided, until it is known what came of it.

        Args:
            worker: the player.
            agents: its agents' ids, (agents,).
            observations: (agents, size) per sensor.
            actions: as the learner stores them, (agents, actions).
            parameters: of the distribution they were drawn from, (agents, size) or (size,) each.
            memory: after the decision, (agents, size) each.
            told: the actions as the player gets them, (agents, actions); needed where actions are repeated.
        """
        slots = self._find(worker, agents)
        before = [rows[slots] for rows in self._memory]
        for place, values in zip(self._present, [*observations, actions, *parameters, *before], strict=True):
            place[slots] = values
        for place, values in zip(self._memory, memory, strict=True):
            place[slots] = values
        if told is not None:
            self._held[slots] = told
        self._waiting[slots], self._pending[slots], self._left[slots] = True, 0.0, self._repeat - 1

    def end(
        self, worker: int, agents: NDArray[np.int32], rewards: Rows, observations: list[Rows], cut: NDArray[np.bool_]
    ) -> int:
        """Takes in episodes that have ended; ``cut`` says which ran out of time. Returns the decisions completed."""
        slots = self._find(worker, agents)
        self._count(slots, rewards, self._waiting[slots])
        self.episodes += zip(self._returns[slots].tolist(), self._lengths[slots].tolist(), strict=True)
        self._returns[slots], self._lengths[slots] = 0.0, 0
        for rows in self._memory:
            rows[slots] = 0.0
        keep = self._waiting[slots]
        slots, cut = slots[keep], cut[keep]
        final = [values[keep] for values in observations]
        for index in np.flatnonzero(cut).tolist() if self._keep else ():
            time = int(self._cursor[slots[index]])
            self._cut.setdefault(int(slots[index]), []).append((time, [values[index] for values in final]))
        self._record(slots, 1, final)
        return len(slots)

    def go_on(self, worker: int, agents: NDArray[np.int32], rewards: Rows, observations: list[Rows]) -> int:
        """Takes in agents that want their next decision, (agents,) each. Returns the decisions completed."""
        slots = self._find(worker, agents)
        waiting = self._waiting[slots]
        over = waiting & (self._left[slots] == 0)
        self._count(slots, rewards, over)
        self._left[slots] -= waiting & ~over
        if not over.all():
            slots, observations = slots[over], [values[over] for values in observations]
        self._record(slots, 0, observations)
        return len(slots)

    def leave(self, worker: int, agents: list[int]) -> None:
        """Takes note of agents that may not come again; their slots go to the next that come."""
        for agent in agents:
            slot = self._slots.pop((worker, agent), None)
            if slot is not None:
                self._free.append(slot)
        self._known.pop(worker, None)

    def forget(self) -> None:
        """The players start over: decisions whose outcome is unknown are dropped, what came before is cut off there."""
        self._waiting[:] = False
        self._returns[:], self._lengths[:] = 0.0, 0
        for rows in self._memory:
            rows[:] = 0.0
        for slot in np.flatnonzero(self._cursor).tolist() if self._keep else ():
            time = int(self._cursor[slot]) - 1
            if not self._dones[time, slot]:
                self._dones[time, slot] = 1
                seen = [values[slot].copy() for values in self._present[: len(self._sensors)]]
                self._cut.setdefault(slot, []).append((time, seen))

    def take(self, count: int, storage: RolloutStorage) -> Rollout:
        """Moves the ``count`` oldest segments into the columns of a rollout."""
        columns, self._finished = self._finished[:count], self._finished[count:]
        parameters = storage.distribution_params
        assert parameters is not None
        places = [*(storage.observations[name] for name in self._sensors), storage.actions, *parameters]
        if self._memory:
            saved = [*storage.saved_hidden_state_a, *storage.saved_hidden_state_c]  # type: ignore[misc]
            places += [place[:, 0] for place in saved]
        for index, place in enumerate(places):
            place.copy_(_stacked([column.past[index] for column in columns]))
        storage.rewards[..., 0] = _stacked([column.rewards for column in columns])
        storage.dones[..., 0] = torch.from_numpy(np.stack([column.dones for column in columns], axis=1))
        cut = [(time, agent, seen) for agent, column in enumerate(columns) for time, seen in column.cut]
        last, final = {}, {}
        for index, name in enumerate(self._sensors):
            last[name] = torch.from_numpy(np.stack([column.last[index] for column in columns]))
            if cut:
                final[name] = torch.from_numpy(np.stack([seen[index] for *_, seen in cut]))
        hidden, cell = storage.saved_hidden_state_c if self._memory else (None, None)  # type: ignore[misc]
        return Rollout(
            last,
            final,
            torch.tensor([time for time, *_ in cut], dtype=torch.long),
            torch.tensor([agent for _, agent, _ in cut], dtype=torch.long),
            (hidden[0].clone(), cell[0].clone()) if hidden is not None and cell is not None else None,
        )

    def stop(self) -> None:
        """Keeps nothing any more: what there is to learn has been learned."""
        self._keep = False
        self._finished.clear()
        self._cut.clear()

    def _count(self, slots: Slots, rewards: Rows, over: NDArray[np.bool_]) -> None:
        """Adds what was paid to episodes and decisions under way; a first observation's reward of 0 adds nothing."""
        self._returns[slots] += rewards
        self._pending[slots] += rewards
        self._lengths[slots] += over

    def _record(self, slots: Slots, done: int, after: list[Rows]) -> None:
        """Completes the decisions that wait in some slots; ``after`` is what was seen then."""
        self._waiting[slots] = False
        if not len(slots) or not self._keep:
            return
        time = self._cursor[slots]
        for past, present in zip(self._past, self._present, strict=True):
            past[time, slots] = present[slots]
        for present, values in zip(self._present, after, strict=False):
            present[slots] = values
        self._rewards[time, slots] = self._pending[slots]
        self._dones[time, slots] = done
        self._cursor[slots] += 1
        for index in np.flatnonzero(time + 1 == self.horizon).tolist():
            self._finish(int(slots[index]), [values[index].copy() for values in after])

    def _finish(self, slot: int, last: list[Rows]) -> None:
        self._cursor[slot] = 0
        self._finished.append(
            _Column(
                [values[:, slot].copy() for values in self._past],
                self._rewards[:, slot].copy(),
                self._dones[:, slot].copy(),
                last,
                self._cut.pop(slot, []),
            )
        )

    def _find(self, worker: int, agents: NDArray[np.int32]) -> Slots:
        """The slots of a player's agents; most messages are about the same agents as the one before."""
        known = self._known.get(worker)
        if known is not None and len(known[0]) == len(agents) and np.array_equal(known[0], agents):
            return known[1]
        slots = np.array([self._slot(worker, agent) for agent in agents.tolist()], dtype=np.intp)
        if known is None or len(agents) >= len(known[0]):
            self._known[worker] = (agents.copy(), slots)
        return slots

    def _slot(self, worker: int, agent: int) -> int:
        slot = self._slots.get((worker, agent))
        if slot is None:
            slot = self._free.pop() if self._free else len(self._slots)
            if slot >= len(self._cursor):
                self._grow(max(64, len(self._cursor)))
            self._slots[worker, agent] = slot
        return slot

    def _grow(self, more: int) -> None:
        """Makes room for more agents."""

        def longer(values: NDArray[Any], axis: int) -> NDArray[Any]:
            return np.pad(values, [(0, more if index == axis else 0) for index in range(values.ndim)])

        self._present = [longer(values, 0) for values in self._present]
        self._past = [longer(values, 1) for values in self._past]
        self._rewards, self._dones = longer(self._rewards, 1), longer(self._dones, 1)
        self._memory = [longer(values, 0) for values in self._memory]
        self._held, self._pending = longer(self._held, 0), longer(self._pending, 0)
        self._waiting, self._left = longer(self._waiting, 0), longer(self._left, 0)
        self._cursor = longer(self._cursor, 0)
        self._returns, self._lengths = longer(self._returns, 0), longer(self._lengths, 0)


def _stacked(columns: list[Rows]) -> Tensor:
    """Columns of segments side by side, (time, columns, ...)."""
    return torch.from_numpy(np.stack(columns, axis=1))
