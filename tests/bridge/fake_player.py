"""A player without physics: agents that count, behind the player's own program.

    python fake_player.py [--sizes 5,3] [--actions 2] [--episode 7] ...the player's arguments

Sensor s of agent i at step t of its n-th episode holds (i, n, t, s, difficulty...) as far as they fit. Agent i's
episodes last ``episode + i`` steps; those of odd agents are cut off, those of even ones end. The reward is the sum of
the agent's actions.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping

import numpy as np
from clamber.bridge.player import main as program
from clamber.bridge.player.environment import Decision, ParameterValue
from numpy.typing import NDArray


class CountingEnvironment:
    """See above."""

    def __init__(
        self, agents: int, seed: int, sizes: tuple[int, ...] = (5, 3), actions: int = 2, episode: int = 7
    ) -> None:
        """So many agents, all at the start."""
        self.behavior_name = "Counting"
        self.agents, self.continuous_actions = agents, actions
        self.sensors = tuple((f"sensor {index}", size) for index, size in enumerate(sizes))
        self.parameters: Mapping[str, tuple[float, float]] = {"difficulty": (0.0, 1.0), "gravity": (0.0, 100.0)}
        self.values: dict[str, ParameterValue] = {}
        self.seed, self.closed = seed, False
        self.lasts = episode + np.arange(agents)
        self.episode = np.zeros(agents)
        self.time = np.zeros(agents, dtype=np.int64)
        self.difficulty = np.zeros(agents)

    def set_parameter(self, name: str, value: ParameterValue) -> None:
        """Keeps it; ``begin`` reads difficulty."""
        self.values[name] = value

    def begin(self, agents: NDArray[np.intp]) -> None:
        """Starts the agents' next episodes."""
        self.episode[agents] += 1
        self.time[agents] = 0
        for agent in agents:
            value = self.values.get("difficulty", 0.0)
            self.difficulty[agent] = value() if callable(value) else value

    def look(self) -> list[NDArray[np.float32]]:
        """What all agents sense now."""
        seen = []
        for index, (_, size) in enumerate(self.sensors):
            whole = np.zeros((self.agents, max(size, 6)), dtype=np.float32)
            whole[:, :6] = np.stack(
                [np.arange(self.agents), self.episode, self.time, self.difficulty, np.full(self.agents, index),
                 np.full(self.agents, self.seed)], axis=1
            )  # fmt: skip
            seen.append(whole[:, :size])
        return seen

    def reset(self) -> list[NDArray[np.float32]]:
        """Starts everybody's next episode."""
        self.begin(np.arange(self.agents))
        return self.look()

    def step(self, actions: NDArray[np.float32]) -> Decision:
        """Counts one on."""
        assert actions.shape == (self.agents, self.continuous_actions)
        self.time += 1
        done = self.time >= self.lasts
        odd = np.arange(self.agents) % 2 == 1
        final = self.look()
        statistics = {"distance": self.time[done] * 1.0, "success": ~odd[done]} if done.any() else {}
        self.begin(np.flatnonzero(done))
        return Decision(self.look(), actions.sum(axis=1), done & ~odd, done & odd, final, statistics)

    def close(self) -> None:
        """Remembers it."""
        self.closed = True


def main() -> int:
    """Runs the player's program on counting agents."""
    parser = argparse.ArgumentParser(allow_abbrev=False)
    parser.add_argument("--sizes", default="5,3")
    parser.add_argument("--actions", type=int, default=2)
    parser.add_argument("--episode", type=int, default=7)
    said, rest = parser.parse_known_args()
    sizes = tuple(int(size) for size in said.sizes.split(","))

    def maker(_: object) -> object:
        return lambda agents, seed: CountingEnvironment(agents, seed, sizes, said.actions, said.episode)

    program._environment_maker = maker  # type: ignore[assignment]
    return program.main(rest)


if __name__ == "__main__":
    sys.exit(main())
