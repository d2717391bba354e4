"""Link poses against the forward kinematics of the assets."""

from __future__ import annotations

import numpy as np
import pytest
from clamber.assets import content
from clamber.assets.kinematics import pose_of
from clamber.assets.loading import load_body
from clamber.game.link_poses import LinkPoses
from clamber.tasks.kinematics import rotation_matrices


@pytest.mark.parametrize("name", content.names("Bodies"))
def test_links_are_where_the_assets_kinematics_puts_them(name: str) -> None:
    body = load_body(name)
    random = np.random.default_rng(3)
    ranges = np.radians([list(axis.range_deg) for axis in body.axes])
    joints = random.uniform(ranges[:, 0], ranges[:, 1], (4, len(body.axes)))
    roots = random.normal(size=(4, 4))
    roots /= np.linalg.norm(roots, axis=1, keepdims=True)
    positions, quaternions = LinkPoses(body).poses(roots, joints)
    for agent, turn in enumerate(rotation_matrices(roots)):
        pose = pose_of(body, joints[agent])
        assert np.allclose(positions[agent], pose.positions @ turn.T, atol=1e-12)
        assert np.allclose(rotation_matrices(quaternions[agent]), turn @ pose.rotations, atol=1e-12)
