"""Making an empty BodyState of the right shapes."""

from __future__ import annotations

import numpy as np

from clamber.assets.body import BodySpec
from clamber.physics.engine import BodyState


def new_body_state(body: BodySpec, lanes: int) -> BodyState:
    """All lanes at the origin, upright, at rest."""
    axes = len(body.axes)
    feet = sum(link.foot for link in body.links)
    upright = np.zeros((lanes, 4))
    upright[:, 0] = 1.0
    return BodyState(
        root_position=np.zeros((lanes, 3)),
        root_quaternion=upright,
        root_linear_velocity=np.zeros((lanes, 3)),
        root_angular_velocity=np.zeros((lanes, 3)),
        joint_position=np.zeros((lanes, axes)),
        joint_velocity=np.zeros((lanes, axes)),
        joint_torque=np.zeros((lanes, axes)),
        joint_energy=np.zeros((lanes, axes)),
        foot_contact=np.zeros((lanes, feet), dtype=np.bool_),
        fatal_contact=np.zeros(lanes, dtype=np.bool_),
        finite=np.ones(lanes, dtype=np.bool_),
    )
