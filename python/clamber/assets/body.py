"""A body asset: a creature's plan of links, shapes, axes and drives."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Annotated

from clamber.assets.fields import Limits, Quaternion, Vector2, Vector3

#: The most torque that an axis may have, N m.
LARGEST_FORCE = 1e5


class ShapeKind(IntEnum):
    """The shapes every engine has."""

    BOX = 0
    CAPSULE = 1
    SPHERE = 2


@dataclass(frozen=True)
class Shape:
    """A solid with mass, rigidly part of a link.

    Attributes:
        kind: box, capsule or sphere.
        position: centre in the link's frame, m.
        rotation: from the shape's frame to the link's.
        size: box: edge lengths (x, y, z); capsule: (radius, length of the cylinder between the caps, 0), along the
            shape's z; sphere: (radius, 0, 0). All in m.
        mass: kg, spread evenly over the solid.
        collides: whether it touches the course; a shape that does not only carries mass.
    """

    kind: ShapeKind
    position: Annotated[Vector3, Limits(-10.0, 10.0, "m")]
    rotation: Quaternion
    size: Annotated[Vector3, Limits(0.0, 10.0, "m")]
    mass: Annotated[float, Limits(0.0, 1000.0, "kg")]
    collides: bool


@dataclass(frozen=True)
class Link:
    """A rigid part. At joint angles zero all link frames are parallel to the root's.

    Attributes:
        name: unique; ``left_``/``right_`` mark mirror pairs.
        parent: the parent link's name; empty for the root, which comes first. Parents come before children.
        position: origin in the parent's frame, m; the link turns about it.
        shapes: its solids.
        foot: contact with the ground is sensed and wanted.
        head: its height is measured (beams, falls).
        fatal: touching the ground with it ends the episode where the task says so.
    """

    name: str
    parent: str
    position: Annotated[Vector3, Limits(-10.0, 10.0, "m")]
    shapes: list[Shape]
    foot: bool
    head: bool
    fatal: bool


@dataclass(frozen=True)
class Axis:
    """One actuated degree of freedom: a link turns about a line through its origin, relative to its parent.

    A link has at most one axis (a hip with three axes is three links, as in a real robot): turns about one axis at a
    time mean the same in every engine, spherical joint coordinates do not. A link without an axis is welded.
    The drive's torque is ``stiffness * (target - angle) - damping * velocity``, within ``force_limit``.

    Attributes:
        name: unique; ``left_``/``right_`` mark mirror pairs.
        link: the link it moves.
        direction: unit vector in the link's frame.
        range_deg: lower and upper limit, degrees.
        neutral_deg: the angle in the standing pose and the zero of the action, degrees.
        stiffness: N m/rad.
        damping: N m s/rad.
        force_limit: N m.
    """

    name: str
    link: str
    direction: Annotated[Vector3, Limits(-1.0, 1.0)]
    range_deg: Annotated[Vector2, Limits(-360.0, 360.0, "deg", ordered=True)]
    neutral_deg: Annotated[float, Limits(-360.0, 360.0, "deg")]
    stiffness: Annotated[float, Limits(0.0, 1e5, "N m/rad")]
    damping: Annotated[float, Limits(0.0, 1e5, "N m s/rad")]
    force_limit: Annotated[float, Limits(0.0, LARGEST_FORCE, "N m")]


@dataclass(frozen=True)
class MomentArm:
    """How a muscle pulls on one axis.

    Attributes:
        axis: the axis' name.
        arm: m, not 0; the muscle's length shortens by ``arm`` per radian.
    """

    axis: str
    arm: Annotated[float, Limits(-1.0, 1.0, "m")]


@dataclass(frozen=True)
class Muscle:
    """A muscle after MuJoCo's model, acting on one or two axes with constant moment arms.

    Attributes:
        name: unique; ``left_``/``right_`` mark mirror pairs.
        force: peak isometric force, N.
        optimal_length: fibre length of greatest force, m.
        neutral_length: fibre length at the axes' neutral angles, m.
        max_velocity: shortening velocity at which no force is left, optimal lengths per second.
        passive_force: of the stretched muscle at rest, as a share of ``force``, reached at 1.45 optimal lengths
            (MuJoCo's fpmax).
        moment_arms: the axes it pulls on.
    """

    name: str
    force: Annotated[float, Limits(0.0, 1e5, "N")]
    optimal_length: Annotated[float, Limits(1e-4, 10.0, "m")]
    neutral_length: Annotated[float, Limits(1e-4, 10.0, "m")]
    max_velocity: Annotated[float, Limits(0.01, 1000.0, "optimal lengths/s")]
    passive_force: Annotated[float, Limits(0.0, 10.0)]
    moment_arms: list[MomentArm]


@dataclass(frozen=True)
class BodySpec:
    """A creature's plan, as saved in ``Bodies/NAME.asset``.

    Attributes:
        description: one sentence for the designer.
        planar: the root moves in the vertical plane only (forward, up, pitch).
        self_collision: links that are not parent and child collide with each other.
        standing_height: height of the root's origin over flat ground in the neutral pose, m.
        leg_length: m; the unit of courses and of the terrain sense.
        links: root first, parents before children.
        axes: the actuated degrees of freedom, in the order of the actions.
        muscles: empty unless the body is driven by muscles.
    """

    description: str
    planar: bool
    self_collision: bool
    standing_height: Annotated[float, Limits(0.01, 10.0, "m")]
    leg_length: Annotated[float, Limits(0.01, 10.0, "m")]
    links: list[Link]
    axes: list[Axis]
    muscles: list[Muscle]
