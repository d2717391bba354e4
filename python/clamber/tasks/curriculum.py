"""How difficult the next course of an agent is."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from clamber.assets.task import Curriculum

Float = NDArray[np.float64]


def next_difficulty(curriculum: Curriculum, difficulty: Float, distance: Float, lane_length: Float) -> Float:
    """Promotes and demotes agents by the episode they have just finished.

    An agent that came past ``promote`` of its lane goes up by ``step``, one short of ``demote`` goes down by it, within
    [0, 1] (the rule of legged_gym's terrain levels).

    Args:
        curriculum: the task's.
        difficulty: of the episodes finished, (agents,).
        distance: reached along the lane, (agents,), m.
        lane_length: (agents,), m.
    """
    share = distance / lane_length
    up = share >= curriculum.promote
    down = (share < curriculum.demote) & ~up
    return np.clip(difficulty + curriculum.step * (up.astype(np.float64) - down), 0.0, 1.0)
