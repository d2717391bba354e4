"""Wilson intervals against SciPy."""

import pytest
from clamber.evaluation.statistics import wilson_interval
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest


@given(trials=st.integers(1, 2000), share=st.floats(0.0, 1.0))
def test_wilson_interval_equals_scipys(trials: int, share: float) -> None:
    successes = round(share * trials)
    expected = binomtest(successes, trials).proportion_ci(confidence_level=0.95, method="wilson")
    assert wilson_interval(successes, trials) == pytest.approx((expected.low, expected.high), abs=1e-9)


@pytest.mark.parametrize(("successes", "trials"), [(1, 0), (3, 2), (-1, 2)])
def test_impossible_counts_are_refused(successes: int, trials: int) -> None:
    with pytest.raises(ValueError, match="successes"):
        wilson_interval(successes, trials)
