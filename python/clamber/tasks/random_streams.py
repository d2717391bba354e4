"""Random numbers of an agent's episode: drawn by place, not by turn.

Every number is a function of (environment seed, agent, episode, purpose, index). So it does not depend on how many
agents there are, in what order they finish, or how many threads step them.
"""

from __future__ import annotations

from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from clamber.compilation import compiled

_GAMMA = np.uint64(0x9E3779B97F4A7C15)
_FIRST = np.uint64(0xBF58476D1CE4E5B9)
_SECOND = np.uint64(0x94D049BB133111EB)


class Purpose(IntEnum):
    """What the numbers are for; each purpose of an episode has a stream of its own."""

    COURSE = 0
    START = 1
    PHYSICS = 2
    COMMAND = 3
    PUSH = 4
    SECOND_CHANCE = 5


@compiled
def mix(value: np.uint64) -> np.uint64:
    """SplitMix64's output function: a bijection of 64 bits that leaves no pattern."""
    value = (value ^ (value >> np.uint64(30))) * _FIRST
    value = (value ^ (value >> np.uint64(27))) * _SECOND
    return value ^ (value >> np.uint64(31))


def episode_streams(seed: int, agents: NDArray[np.intp], episodes: NDArray[np.int64]) -> NDArray[np.uint64]:
    """The starts of the SplitMix64 streams of some agents' episodes, one per purpose, (len(agents), purposes).

    Args:
        seed: the environment's.
        agents: which agents.
        episodes: the episode each is in.
    """
    return _episode_streams(np.uint64(seed % 2**64), agents, episodes, len(Purpose))


@compiled
def _episode_streams(
    seed: np.uint64, agents: NDArray[np.intp], episodes: NDArray[np.int64], purposes: int
) -> NDArray[np.uint64]:
    streams = np.empty((len(agents), purposes), dtype=np.uint64)
    for row in range(len(agents)):
        state = mix(seed + _GAMMA * (np.uint64(agents[row]) + np.uint64(1)))
        state = mix(state + _GAMMA * (np.uint64(episodes[row]) + np.uint64(1)))
        for purpose in range(purposes):
            streams[row, purpose] = mix(state + _GAMMA * (np.uint64(purpose) + np.uint64(1)))
    return streams


def uniform(
    streams: NDArray[np.uint64], purpose: Purpose, count: int, first: NDArray[np.int64] | int = 0
) -> NDArray[np.float64]:
    """Numbers in [0, 1), (len(streams), count): entries ``first`` to ``first + count - 1`` of each agent's stream.

    Args:
        streams: from ``episode_streams``.
        purpose: which of them.
        count: how many numbers each.
        first: where in the stream to begin, one for all or one each.
    """
    starts = np.full(len(streams), first) if isinstance(first, int) else first
    return _uniform(streams, int(purpose), starts, count)


@compiled
def _uniform(
    streams: NDArray[np.uint64], purpose: int, first: NDArray[np.int64], count: int
) -> NDArray[np.float64]:
    numbers = np.empty((len(streams), count))
    for row in range(len(streams)):
        for index in range(count):
            place = np.uint64(first[row] + index + 1)
            numbers[row, index] = (mix(streams[row, purpose] + _GAMMA * place) >> np.uint64(11)) * 2.0**-53
    return numbers
