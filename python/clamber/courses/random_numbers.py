"""SplitMix64, the random numbers of all content: the same in Python and in C#, to the bit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from clamber.compilation import compiled

#: 2^64 - 1: seeds and states are unsigned 64-bit numbers.
LARGEST_SEED: Final = 0xFFFFFFFFFFFFFFFF
#: The longest exponential variate, in means; one draw in 3,000 would be longer.
LONGEST_EXPONENTIAL: Final = 8.0

_STEP: Final = 0x9E3779B97F4A7C15
_BLOCK: Final = 64


@compiled
def _uniforms(state: np.uint64, count: int) -> NDArray[np.float64]:
    """The next ``count`` numbers after a state, in [0, 1) (SplitMix64: Steele, Lea, Flood 2014)."""
    numbers = np.empty(count)
    for index in range(count):
        state += np.uint64(_STEP)
        mixed = (state ^ (state >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        numbers[index] = ((mixed ^ (mixed >> np.uint64(31))) >> np.uint64(11)) * 2.0**-53
    return numbers


def as_uniform(number: int) -> float:
    """Returns a 64-bit number as one in [0, 1): its upper 53 bits times 2^-53."""
    return (number >> 11) * 2.0**-53


class RandomNumbers:
    """A stream of SplitMix64 numbers.

    The n-th number depends on the seed and on n alone, which is why a block of them can be made at once: reading one
    by one or many at a time gives the same stream.
    """

    def __init__(self, seed: int) -> None:
        if not 0 <= seed <= LARGEST_SEED:
            raise ValueError(f"seed: {seed} is not allowed; 0 to 2^64 - 1")
        self._state = seed
        self._block: list[float] = []
        self._read = 0

    def _skip(self) -> None:
        """Moves the state past what was read of the block."""
        self._state = (self._state + self._read * _STEP) & LARGEST_SEED
        self._block = []
        self._read = 0

    def next(self) -> int:
        """Returns the next number, 0 to 2^64 - 1."""
        self._skip()
        self._state = (self._state + _STEP) & LARGEST_SEED
        z = self._state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & LARGEST_SEED
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & LARGEST_SEED
        return z ^ (z >> 31)

    def uniform(self) -> float:
        """Returns the next number in [0, 1), as ``as_uniform`` makes it."""
        if self._read == len(self._block):
            self._skip()
            self._block = _uniforms(np.uint64(self._state), _BLOCK).tolist()
        number = self._block[self._read]
        self._read += 1
        return number

    def uniforms(self, count: int) -> NDArray[np.float64]:
        """Returns the next ``count`` numbers in [0, 1), as ``uniform`` would one by one."""
        self._skip()
        numbers = _uniforms(np.uint64(self._state), count)
        self._state = (self._state + count * _STEP) & LARGEST_SEED
        return numbers

    def exponential(self) -> float:
        """Returns an exponential variate of mean 1, no longer than ``LONGEST_EXPONENTIAL``.

        By von Neumann's comparisons (1951), which need no logarithm and so agree to the bit in every language: a run
        of descending numbers that starts at u has odd length with probability exp(-u); each failure adds 1.
        """
        whole = 0.0
        while whole < LONGEST_EXPONENTIAL:
            first = self.uniform()
            odd = True
            last = first
            while True:
                number = self.uniform()
                if number >= last:
                    break
                last = number
                odd = not odd
            if odd:
                return whole + first
            whole += 1.0
        return LONGEST_EXPONENTIAL


def along_ranges(ranges: Sequence[tuple[float, float]], share: float) -> float:
    """The value at a share, from 0 up to 1, of some ranges laid end to end: each is as likely as it is long.

    Args:
        ranges: (low, high) of each.
        share: of their summed length.
    """
    along = share * sum(high - low for low, high in ranges)
    for low, high in ranges:
        if along < high - low:
            return min(low + along, high)
        along -= high - low
    return ranges[-1][1]
