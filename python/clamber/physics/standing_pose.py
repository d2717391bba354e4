"""A pose to stand in, for robots whose files name none: every foot under its hip, legs a little bent."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from clamber.assets.body import BodySpec
from clamber.assets.kinematics import pose_of

Float = NDArray[np.float64]

#: Height of the hip over the foot, as a share of the straight leg: long legs with ankles stand straighter.
_BENT, _STRAIGHT = 0.75, 0.95
_AXES_WITH_ANKLE = 5


def standing_angles(body: BodySpec, start: Float) -> Float:
    """The angles of a standing pose, within the axes' ranges.

    Args:
        body: with its feet marked.
        start: angles of the axes that are in no leg, and where the search begins, (axes,), rad.

    Returns:
        (axes,), rad.
    """
    angles = start.copy()
    names = [link.name for link in body.links]
    ranges = np.radians(np.array([axis.range_deg for axis in body.axes], dtype=np.float64))
    for foot in (index for index, link in enumerate(body.links) if link.foot):
        leg = _leg(body, foot)
        if not leg:
            continue
        hip = names.index(body.axes[leg[0]].link)
        angles[leg] = _search(body, angles, leg, ranges[leg], hip, foot)
    return angles


def _leg(body: BodySpec, foot: int) -> list[int]:
    """The axes between the root and a foot, from the root outwards."""
    axis_of = {axis.link: number for number, axis in enumerate(body.axes)}
    parent_of = {link.name: link.parent for link in body.links}
    chain, name = [], body.links[foot].name
    while name:
        if name in axis_of:
            chain.append(axis_of[name])
        name = parent_of[name]
    return chain[::-1]


def _search(body: BodySpec, angles: Float, leg: list[int], ranges: Float, hip: int, foot: int) -> Float:
    """The leg's angles of least cost, by a pattern search from the middle of their ranges, bent either way."""
    zero = pose_of(body, np.zeros(len(body.axes)))
    tip = _tip(body, foot)
    straight = _leg_length(body, hip, foot, tip)
    offset = float((zero.positions[foot] + zero.rotations[foot] @ tip - zero.positions[hip])[1])
    ankle = len(leg) >= _AXES_WITH_ANKLE
    height = straight * (_STRAIGHT if ankle else _BENT)
    half = np.maximum((ranges[:, 1] - ranges[:, 0]) / 2.0, 1e-6)
    middle = ranges.mean(axis=1)

    def cost(trial: Float) -> float:
        whole = angles.copy()
        whole[leg] = trial
        pose = pose_of(body, whole)
        at = pose.positions[foot] + pose.rotations[foot] @ tip - pose.positions[hip]
        miss = (at[0] ** 2 + (at[1] - offset) ** 2 + (at[2] + height) ** 2) / straight**2
        tilt = np.abs(pose.rotations[foot] - np.eye(3)).sum() if ankle else 0.0
        return float(miss + 0.05 * tilt**2 + 1e-4 * (((trial - middle) / half) ** 2).sum() + 1e-4 * (trial**2).sum())

    bend = np.array([0.0] * (len(leg) - 2) + [0.5, -1.0])[-len(leg) :]
    starts = [np.clip(start, ranges[:, 0], ranges[:, 1]) for start in (angles[leg], bend, -bend, middle)]
    found = [_pattern_search(cost, start, ranges) for start in starts]
    return min(found, key=lambda pair: pair[1])[0]


def _pattern_search(cost: object, start: Float, ranges: Float) -> tuple[Float, float]:
    """Hooke and Jeeves: steps along each coordinate, halved when none helps."""
    assert callable(cost)
    best, value, step = start.copy(), float(cost(start)), 0.3
    while step > 1e-3:
        improved = False
        for index in range(len(best)):
            for sign in (1.0, -1.0):
                trial = best.copy()
                trial[index] = np.clip(trial[index] + sign * step, *ranges[index])
                new = float(cost(trial))
                if new < value - 1e-12:
                    best, value, improved = trial, new, True
                    break
        if not improved:
            step /= 2.0
    return best, value


def _tip(body: BodySpec, foot: int) -> Float:
    """The end of a foot link in its frame: its farthest colliding shape's centre, or its lower end, m."""
    shapes = [shape for shape in body.links[foot].shapes if shape.collides]
    lowest = min(shapes, key=lambda shape: shape.position.z, default=None)
    return np.array(lowest.position, dtype=np.float64) if lowest is not None else np.zeros(3)


def _leg_length(body: BodySpec, hip: int, foot: int, tip: Float) -> float:
    """Length of the straight leg in the vertical plane, from the hip's axis to the foot's tip, m."""
    parents = {link.name: link for link in body.links}
    length = float(np.hypot(tip[0], tip[2]))
    link = body.links[foot]
    while link.name != body.links[hip].name:
        length += float(np.hypot(link.position.x, link.position.z))
        link = parents[link.parent]
    return max(length, 1e-3)
