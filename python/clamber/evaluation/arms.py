"""Which of a body's joints are its arms'."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from clamber.assets.body import BodySpec


def arm_axes(body: BodySpec) -> NDArray[np.intp]:
    """The axes of a body's arms, in the order of the actions; empty for a body without arms.

    An arm is made of links of a mirror pair (``left_``, ``right_``) of which none carries a foot or hangs on one:
    legs are pairs too, but lead to feet, and waist, neck and tail are no pairs.
    """
    parents = {link.name: link.parent for link in body.links}
    feet = {link.name for link in body.links if link.foot}
    legs: set[str] = set()
    for name in parents:
        line = _line(name, parents)
        if feet.intersection(line):
            legs.update(line)
    arms = {name for name in parents if name.startswith(("left_", "right_")) and name not in legs}
    return np.array([index for index, axis in enumerate(body.axes) if axis.link in arms], dtype=np.intp)


def _line(name: str, parents: dict[str, str]) -> list[str]:
    """A link and what it hangs on, up to the root."""
    line = [name]
    while parents[line[-1]]:
        line.append(parents[line[-1]])
    return line
