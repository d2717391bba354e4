"""SplitMix64 against published numbers, and the distributions against their textbook moments."""

from __future__ import annotations

import numpy as np
import pytest
from clamber.courses.random_numbers import LONGEST_EXPONENTIAL, RandomNumbers
from hypothesis import given
from hypothesis import strategies as st


def test_numbers_are_the_published_ones() -> None:
    """The sequence that Rosetta Code and Vigna's reference implementation give for the seed 1234567."""
    random = RandomNumbers(1234567)
    assert [random.next() for _ in range(5)] == [
        6457827717110365317, 3203168211198807973, 9817491932198370423, 4593380528125082431, 16408922859458223821,
    ]  # fmt: skip


@given(st.integers(0, 2**64 - 1), st.lists(st.sampled_from(["next", "uniform", "many"]), max_size=30))
def test_one_stream_however_it_is_read(seed: int, reads: list[str]) -> None:
    """Reading singly, many at a time or as whole numbers, in any order, goes through one and the same stream."""
    plain, mixed = RandomNumbers(seed), RandomNumbers(seed)
    for read in reads:
        if read == "next":
            assert mixed.next() == plain.next()
        elif read == "uniform":
            assert mixed.uniform() == (plain.next() >> 11) * 2.0**-53
        else:
            assert mixed.uniforms(70).tolist() == [(plain.next() >> 11) * 2.0**-53 for _ in range(70)]


@pytest.mark.parametrize("seed", [-1, 2**64])
def test_seed_out_of_range(seed: int) -> None:
    """Seeds are unsigned 64-bit numbers."""
    with pytest.raises(ValueError, match=r"seed: .* is not allowed; 0 to 2\^64 - 1"):
        RandomNumbers(seed)


def test_uniform_numbers_are_even() -> None:
    """Of 100,000 numbers each tenth of [0, 1) holds 10,000, give or take five standard deviations (474)."""
    counts, _ = np.histogram(RandomNumbers(5).uniforms(100_000), bins=10, range=(0.0, 1.0))
    assert np.abs(counts - 10_000).max() < 5 * np.sqrt(100_000 * 0.1 * 0.9)


def test_exponential_distribution() -> None:
    """The share beyond each of some lengths is exp(-length), within five standard deviations; none is too long."""
    random = RandomNumbers(11)
    count = 50_000
    sample = np.array([random.exponential() for _ in range(count)])
    assert sample.min() > 0.0
    assert sample.max() <= LONGEST_EXPONENTIAL
    for length in (0.1, 0.5, 1.0, 1.5, 2.5, 4.0, 6.0):
        share = np.exp(-length)
        deviation = np.sqrt(share * (1 - share) / count)
        assert abs((sample > length).mean() - share) < 5 * deviation, length
    assert abs(sample.mean() - 1.0) < 5 / np.sqrt(count)
