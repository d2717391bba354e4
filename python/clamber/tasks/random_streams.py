"""Random numbers of an agent's episode: drawn by place, not by turn.

Every number is a function of (environment seed, agent, episode, purpose, index). So it does not depend on how many
agents there are, in what order they finish, or how many threads step them.
"""

from __future__ import annotations

from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

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


_ONE = np.uint64(1)
_PURPOSES = _GAMMA * np.arange(1, len(Purpose) + 1, dtype=np.uint64)


def mix(value: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """SplitMix64's output function on every element: a bijection of 64 bits that leaves no pattern."""
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
    state = mix(np.uint64(seed % 2**64) + _GAMMA * (agents.astype(np.uint64) + _ONE))
    state = mix(state + _GAMMA * (episodes.astype(np.uint64) + _ONE))
    return mix(state[:, None] + _PURPOSES)


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
    index = np.asarray(first, dtype=np.uint64).reshape(-1, 1) + np.arange(1, count + 1, dtype=np.uint64)
    bits = mix(streams[:, int(purpose), None] + _GAMMA * index)
    return (bits >> np.uint64(11)).astype(np.float64) * 2.0**-53
