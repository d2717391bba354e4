"""Segments: nothing lost, nothing twice, whatever way agents come and go."""

from __future__ import annotations

import numpy as np
import pytest
from clamber.learning.learner import Learner
from clamber.learning.segments import Segments
from clamber.learning.settings import Hyperparameters, TrainerSettings

HORIZON = 4
SENSORS = {"obs_0": 2, "obs_1": 1}


def storage_of(columns: int, horizon: int = HORIZON) -> Learner:
    """A learner with room for so many segments."""
    small = Hyperparameters(proprioception_units=(4,), terrain_units=(4,), trunk_units=(4,), symmetry="none")
    return Learner(TrainerSettings("X", small, normalize=True, time_horizon=horizon), SENSORS, 1, columns, 0)


class World:
    """Agents that decide at random times, end, time out, leave and come; every decision has a number of its own.

    A decision's number is its action and its first observation; its reward is the number / 10.
    """

    def __init__(self, seed: int) -> None:
        self.random = np.random.default_rng(seed)
        self.segments = Segments(HORIZON, SENSORS, 1)
        self.waiting: dict[tuple[int, int], int] = {}  # (worker, agent) -> number of the decision under way
        self.number = 0
        self.outcome: dict[int, tuple[float, int, int]] = {}  # number -> reward, done, what was seen next
        self.cut: dict[int, int] = {}  # number -> first number seen in the final observation
        self.life: dict[int, tuple[int, int, int]] = {}  # number -> worker, agent, episode
        self.episode: dict[tuple[int, int], int] = {}
        self.newcomer = 100

    def see(self, count: int) -> np.ndarray:
        """Numbers for what is seen."""
        self.number += count
        return np.arange(self.number - count, self.number, dtype=np.float32)

    def rows(self, numbers: np.ndarray) -> list[np.ndarray]:
        """Observations by sensor that carry the numbers."""
        return [np.stack([numbers, -numbers], axis=1), numbers[:, None] + 0.5]

    def step(self, worker: int) -> None:
        """One message of one player."""
        mine = [agent for player, agent in self.waiting if player == worker]
        chosen = [agent for agent in mine if self.random.random() < 0.8]
        ended = [agent for agent in chosen if self.random.random() < 0.2]
        staying = [agent for agent in chosen if agent not in ended]
        back = [agent for agent in ended if self.random.random() < 0.6]
        new = list(range(self.newcomer, self.newcomer + int(self.random.integers(0, 2))))
        self.newcomer += len(new)
        if ended:
            seen = self.see(len(ended))
            late = self.random.random(len(ended)) < 0.5
            rewards = self.settle(worker, ended, seen, done=1)
            for agent, number, was_cut in zip(ended, seen, late, strict=True):
                if was_cut:
                    self.cut[self.waiting[worker, agent]] = int(number)
                del self.waiting[worker, agent]
            ids = np.array(ended, dtype=np.int32)
            self.segments.end(worker, ids, rewards, self.rows(seen), late)
            gone = [agent for agent in ended if agent not in back]
            if gone:
                self.segments.leave(worker, gone)
        asking = [*back, *staying, *new]
        if not asking:
            return
        seen = self.see(len(asking))
        rewards = np.zeros(len(asking), dtype=np.float32)
        here = slice(len(back), len(back) + len(staying))
        rewards[here] = self.settle(worker, staying, seen[here], done=0)
        ids = np.array(asking, dtype=np.int32)
        assert self.segments.go_on(worker, ids, rewards, self.rows(seen)) == len(staying)
        numbers = seen
        self.segments.decide(worker, ids, self.rows(numbers), numbers[:, None], [numbers[:, None] * 2, np.array([0.3])])
        for agent, number in zip(asking, numbers, strict=True):
            key = (worker, agent)
            if agent in back or agent in new:
                self.episode[key] = self.episode.get(key, 0) + 1
            self.waiting[key] = int(number)
            self.life[int(number)] = (*key, self.episode[key])

    def settle(self, worker: int, agents: list[int], seen: np.ndarray, done: int) -> np.ndarray:
        """Rewards of decisions that are over, (agents,)."""
        rewards = []
        for agent, number in zip(agents, seen, strict=True):
            decision = self.waiting[worker, agent]
            rewards.append(decision / 10.0)
            self.outcome[decision] = (decision / 10.0, done, int(number))
        return np.array(rewards, dtype=np.float32)


@pytest.mark.parametrize("seed", range(6))
def test_every_decision_arrives_once_and_in_order(seed: int) -> None:
    """Columns hold each decision with its own outcome; between two endings they are one agent's, without a gap."""
    world = World(seed)
    seen: set[int] = set()
    for turn in range(120):
        world.step(turn % 2)
    columns = world.segments.ready
    assert columns > 30
    learner = storage_of(columns)
    rollout = world.segments.take(columns, learner.storage)
    actions = learner.storage.actions[..., 0].numpy().astype(int)
    dones = learner.storage.dones[..., 0].numpy()
    cut = {
        (int(time), int(agent)): index
        for index, (time, agent) in enumerate(zip(rollout.time, rollout.agent, strict=True))
    }
    for column in range(columns):
        for time in range(HORIZON):
            number = int(actions[time, column])
            assert number not in seen
            seen.add(number)
            reward, done, after = world.outcome[number]
            assert learner.storage.rewards[time, column, 0].item() == pytest.approx(reward)
            assert dones[time, column] == done
            observed = learner.storage.observations
            assert observed["obs_0"][time, column].tolist() == [number, -number]
            assert observed["obs_1"][time, column].item() == number + 0.5
            assert learner.storage.distribution_params[0][time, column].item() == number * 2
            assert learner.storage.distribution_params[1][time, column].item() == pytest.approx(0.3)
            assert ((time, column) in cut) == (number in world.cut)
            if number in world.cut:
                assert rollout.final["obs_0"][cut[time, column], 0].item() == world.cut[number]
            if not done and time + 1 < HORIZON:
                assert actions[time + 1, column] == after
                assert world.life[after] == world.life[number]
            if not done and time + 1 == HORIZON:
                assert rollout.last["obs_0"][column, 0].item() == after
    # What is missing is under way in segments not yet finished.
    assert len(world.outcome) - len(seen) < HORIZON * (world.segments.slots + len(world.segments._free))


def test_episodes_are_counted() -> None:
    """Return and length of an episode by hand: rewards 1, 2 and 4 for three decisions."""
    segments = Segments(HORIZON, SENSORS, 1, keep=False)
    agents = np.array([7], dtype=np.int32)
    rows = [np.zeros((1, 2), np.float32), np.zeros((1, 1), np.float32)]
    for reward in (0.0, 1.0, 2.0):
        segments.go_on(0, agents, np.array([reward], np.float32), rows)
        segments.decide(0, agents, rows, np.zeros((1, 1), np.float32), [np.zeros(1, np.float32)] * 2)
    segments.end(0, agents, np.array([4.0], np.float32), rows, np.array([False]))
    assert segments.episodes == [(7.0, 3)]
    assert segments.ready == 0


def test_all_at_once_is_one_rollout() -> None:
    """Players whose agents all decide at every step fill a rollout column by column in the order of the agents."""
    segments = Segments(HORIZON, SENSORS, 1)
    agents = np.arange(200, dtype=np.int32)
    for step in range(HORIZON + 1):
        rows = [np.full((200, 2), step, np.float32), agents[:, None].astype(np.float32)]
        done = segments.go_on(0, agents, np.full(200, step, np.float32), rows)
        assert done == (200 if step else 0)
        segments.decide(0, agents, rows, rows[1], [rows[1], np.ones(1, np.float32)])
    assert (segments.ready, segments.slots) == (200, 200)
    learner = storage_of(200)
    rollout = segments.take(200, learner.storage)
    assert learner.storage.actions[0, :, 0].tolist() == list(range(200))
    assert learner.storage.rewards[:, 5, 0].tolist() == [1.0, 2.0, 3.0, 4.0]
    assert (rollout.last["obs_0"] == HORIZON).all()
    assert segments.ready == 0


def test_starting_over_cuts_off_what_was_under_way() -> None:
    """What came before is an episode cut off by time, with what was seen then; nothing runs across the start."""
    segments = Segments(HORIZON, SENSORS, 1)
    agents = np.array([7], dtype=np.int32)

    def rows(number: float) -> list[np.ndarray]:
        return [np.full((1, 2), number, np.float32), np.full((1, 1), number, np.float32)]

    def decide(number: float) -> None:
        segments.decide(0, agents, rows(number), np.full((1, 1), number, np.float32), [np.ones(1, np.float32)] * 2)

    segments.go_on(0, agents, np.array([0.0], np.float32), rows(10.0))
    decide(10.0)
    segments.go_on(0, agents, np.array([1.0], np.float32), rows(11.0))
    decide(11.0)
    segments.forget()
    segments.forget()
    for number in (20.0, 21.0, 22.0, 23.0):
        segments.go_on(0, agents, np.array([number - 19.0], np.float32), rows(number))
        decide(number)
    learner = storage_of(1)
    rollout = segments.take(1, learner.storage)
    assert learner.storage.actions[:, 0, 0].tolist() == [10.0, 20.0, 21.0, 22.0]
    assert learner.storage.dones[:, 0, 0].tolist() == [1, 0, 0, 0]
    assert learner.storage.rewards[:, 0, 0].tolist() == [1.0, 2.0, 3.0, 4.0]
    assert (rollout.time.tolist(), rollout.agent.tolist()) == ([0], [0])
    assert rollout.final["obs_0"].tolist() == [[11.0, 11.0]]


def test_repeated_actions_are_one_decision() -> None:
    """Held for two requests: rewards 1 and 2 make a decision of 3; the third, 4, is alone, for the episode ends."""
    segments = Segments(2, SENSORS, 1, repeat=2)
    agents = np.array([7], dtype=np.int32)
    rows = [np.zeros((1, 2), np.float32), np.zeros((1, 1), np.float32)]
    segments.go_on(0, agents, np.array([0.0], np.float32), rows)
    decisions = []
    for number, reward in ((0.1, 1.0), (0.2, 2.0), (0.3, None)):
        due = bool(segments.due(0, agents)[0])
        decisions.append(due)
        if due:
            told = np.full((1, 1), number, np.float32)
            segments.decide(0, agents, rows, told, [np.ones(1, np.float32)] * 2, told=told)
        assert segments.held(0, agents).item() == pytest.approx(0.1 if number < 0.3 else 0.3)
        if reward is not None:
            done = segments.go_on(0, agents, np.array([reward], np.float32), rows)
            assert done == (number == 0.2)
    assert decisions == [True, False, True]
    assert segments.end(0, agents, np.array([4.0], np.float32), rows, np.array([True])) == 1
    assert segments.episodes == [(7.0, 2)]
    learner = storage_of(1, horizon=2)
    rollout = segments.take(1, learner.storage)
    assert learner.storage.rewards[:, 0, 0].tolist() == [3.0, 4.0]
    assert learner.storage.dones[:, 0, 0].tolist() == [0, 1]
    assert rollout.time.tolist() == [1]
