"""Intervals for what was measured a limited number of times."""

from __future__ import annotations

from math import sqrt
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

#: Standard normal quantile of a two-sided 95% interval.
Z_95 = 1.959963984540054


class Interval(NamedTuple):
    """A number and the ends of its 95% interval."""

    value: float
    low: float
    high: float


def wilson_interval(successes: int, trials: int, z: float = Z_95) -> tuple[float, float]:
    """Wilson's score interval for a share (Wilson 1927; the formula of Brown, Cai and DasGupta 2001, equation 4).

    Args:
        successes: how many of the trials succeeded.
        trials: at least 1.
        z: normal quantile; 95% by default.

    Returns:
        lower and upper end, within [0, 1].

    Raises:
        ValueError: no trials, or more successes than trials.
    """
    if trials < 1 or not 0 <= successes <= trials:
        raise ValueError(f"{successes} successes in {trials} trials; there are no more successes than trials")
    share = successes / trials
    spread = 1.0 + z * z / trials
    middle = (share + z * z / (2 * trials)) / spread
    half = z * sqrt(share * (1.0 - share) / trials + z * z / (4 * trials * trials)) / spread
    return max(0.0, middle - half), min(1.0, middle + half)


def paired_share(part: NDArray[np.float64], whole: NDArray[np.float64], z: float = Z_95) -> Interval:
    """The mean of one quantity as a share of another's, measured in pairs, by linearisation.

    variance(R) = sum((part - R whole)^2) / (n (n - 1) mean(whole)^2) (Cochran 1977, Sampling Techniques, section 2.11).

    Args:
        part: (n,).
        whole: (n,), its pairs; of positive mean.
        z: normal quantile; 95% by default.

    Raises:
        ValueError: not pairs, or the whole's mean is not positive.
    """
    if part.shape != whole.shape or part.ndim != 1 or len(part) < 1:
        raise ValueError(f"{part.shape} and {whole.shape}: pairs are needed")
    mean = float(whole.mean())
    if not mean > 0.0:
        raise ValueError(f"a share of {mean:g} means nothing; the whole must be positive")
    ratio, count = float(part.mean()) / mean, len(part)
    rest = part - ratio * whole
    half = z * sqrt(float(rest @ rest) / (count * (count - 1))) / mean if count > 1 else 0.0
    return Interval(ratio, ratio - half, ratio + half)
