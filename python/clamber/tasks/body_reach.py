"""What a body can be expected to get over, under and through, estimated from its legs alone, for a designer's eye.

It runs at a Froude number of 1 (the square root of gravity times its leg length), a jump lifts the hip by a quarter of
a leg, and a leg draws up by half its length. The same estimate as ``Core/Bodies/BodyReach.cs``.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import Final

import numpy as np

from clamber.assets.body import BodySpec
from clamber.tasks.kinematics import Kinematics
from clamber.tasks.measures import measure

#: How far a jump lifts the hip, and how far a leg draws up, leg lengths.
HIP_RISE: Final = 0.25
DRAW_UP: Final = 0.5


@dataclass(frozen=True)
class BodyReach:
    """What a body manages, in metres.

    Attributes:
        leg_length: of the body.
        top_height: of the highest point in the standing pose; beams go by it.
        planar: it moves in the vertical plane only.
        jump: the longest gap it jumps.
        clear: the highest bar or block it jumps over or onto.
        step: the highest step it takes without a jump.
        crouch: the lowest beam it walks under, over the ground.
        width: from its left to its right in the standing pose.
    """

    leg_length: float
    top_height: float
    planar: bool
    jump: float
    clear: float
    step: float
    crouch: float
    width: float


def reach_of(body: BodySpec) -> BodyReach:
    """Estimates what a body manages."""
    measures = measure(body)
    leg = measures.leg_length
    kinematics = Kinematics(body, lambda link: True)
    # Turned about the forward axis by a quarter, a side is the highest point.
    turned = np.array([[sqrt(0.5), sign * sqrt(0.5), 0.0, 0.0] for sign in (1.0, -1.0)])
    sides = kinematics.highest_point(turned, np.repeat(measures.neutral[None], 2, axis=0))
    return BodyReach(
        leg_length=leg,
        top_height=measures.top_height,
        planar=body.planar,
        # Speed, sqrt(g L), times the time in the air, 2 sqrt(2 rise L / g).
        jump=2.0 * sqrt(2.0 * HIP_RISE) * leg,
        clear=(HIP_RISE + DRAW_UP) * leg,
        step=DRAW_UP * leg,
        crouch=measures.top_height - DRAW_UP * leg,
        width=float(sides.sum()),
    )
