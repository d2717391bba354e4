"""Intervals for what was measured a limited number of times."""

from __future__ import annotations

from math import sqrt

#: Standard normal quantile of a two-sided 95% interval.
Z_95 = 1.959963984540054


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
