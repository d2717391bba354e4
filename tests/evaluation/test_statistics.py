"""Intervals against SciPy and by hand."""

import numpy as np
import pytest
from clamber.evaluation.statistics import paired_share, wilson_interval
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest, bootstrap


@given(trials=st.integers(1, 2000), share=st.floats(0.0, 1.0))
def test_wilson_interval_equals_scipys(trials: int, share: float) -> None:
    successes = round(share * trials)
    expected = binomtest(successes, trials).proportion_ci(confidence_level=0.95, method="wilson")
    assert wilson_interval(successes, trials) == pytest.approx((expected.low, expected.high), abs=1e-9)


@pytest.mark.parametrize(("successes", "trials"), [(1, 0), (3, 2), (-1, 2)])
def test_impossible_counts_are_refused(successes: int, trials: int) -> None:
    with pytest.raises(ValueError, match="successes"):
        wilson_interval(successes, trials)


def test_paired_share_by_hand() -> None:
    # Means 2 and 4, so a half; the rests are 1 - 1.5, 3 - 2.5: their squares sum to 0.5; n (n - 1) mean^2 = 2 * 16.
    share = paired_share(np.array([1.0, 3.0]), np.array([3.0, 5.0]), z=2.0)
    assert share == pytest.approx((0.5, 0.5 - 2.0 * (0.5 / 32) ** 0.5, 0.5 + 2.0 * (0.5 / 32) ** 0.5))


def test_paired_share_agrees_with_the_bootstrap() -> None:
    chance = np.random.default_rng(2)
    whole = chance.normal(10.0, 2.0, 300)
    part = 0.8 * whole + chance.normal(0.0, 1.0, 300)
    found = bootstrap(
        (part, whole), lambda a, b, axis: a.mean(axis=axis) / b.mean(axis=axis), paired=True, vectorized=True,
        n_resamples=4000, method="percentile", random_state=3,
    ).confidence_interval  # fmt: skip
    share = paired_share(part, whole)
    assert (share.low, share.high) == pytest.approx((found.low, found.high), abs=0.1 * (share.high - share.low))


def test_a_share_of_nothing_or_of_other_episodes_is_refused() -> None:
    with pytest.raises(ValueError, match="must be positive"):
        paired_share(np.array([1.0, 2.0]), np.array([-1.0, 1.0]))
    with pytest.raises(ValueError, match="pairs are needed"):
        paired_share(np.array([1.0, 2.0]), np.array([1.0]))
