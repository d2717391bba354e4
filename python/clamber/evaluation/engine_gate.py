"""The PhysX gate: a brain is ready for Unity when PhysX keeps its distance."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from clamber.evaluation.episodes import Episodes, shared_episodes
from clamber.evaluation.statistics import paired_share

#: The share of its MuJoCo distance that a brain must keep in PhysX.
SHARE_TO_KEEP = 0.9
#: Of a mean distance of fewer leg lengths than this, a share means nothing.
LEAST_DISTANCE = 0.5


def engine_gate(mujoco: Sequence[Episodes], physx: Sequence[Episodes], leg_length: float) -> dict[str, Any]:
    """The distance in PhysX as a share of that in MuJoCo, over the courses and starts that both met.

    Args:
        mujoco: episodes, one entry per difficulty.
        physx: the same of PhysX.
        leg_length: of the body, m.

    Returns:
        ``share`` with the ends ``low`` and ``high`` of its 95% interval, ``needed``, ``passes``, the mean distances
        ``mujoco`` and ``physx`` in m, ``episodes``; share, low and high are None for a brain that does not get
        LEAST_DISTANCE far in MuJoCo, and it does not pass. All of this is of all difficulties together;
        ``by_difficulty`` has ``share``, ``low`` and ``high`` of each.
    """
    pairs = [shared_episodes(first, second) for first, second in zip(mujoco, physx, strict=True)]
    whole = np.concatenate([first["distance"] for first, _ in pairs]).astype(np.float64)
    part = np.concatenate([second["distance"] for _, second in pairs]).astype(np.float64)
    least = LEAST_DISTANCE * leg_length
    kept = _kept(part, whole, least)
    return {
        **kept, "needed": SHARE_TO_KEEP, "passes": kept["share"] is not None and kept["share"] >= SHARE_TO_KEEP,
        "mujoco": float(whole.mean()), "physx": float(part.mean()), "episodes": len(whole),
        "by_difficulty": [
            _kept(second["distance"].astype(np.float64), first["distance"].astype(np.float64), least)
            for first, second in pairs
        ],
    }  # fmt: skip


def _kept(part: NDArray[np.float64], whole: NDArray[np.float64], least: float) -> dict[str, float | None]:
    """``part`` as a share of ``whole``, distances in m; None where the mean of ``whole`` is not above ``least``."""
    if whole.mean() <= least:
        return {"share": None, "low": None, "high": None}
    share = paired_share(part, whole)
    return {"share": share.value, "low": share.low, "high": share.high}
