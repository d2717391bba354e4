"""The moment of some agents, and of agents whose simulation broke."""

from __future__ import annotations

from dataclasses import fields

import numpy as np
from numpy.typing import NDArray

from clamber.physics.engine import BodyState
from clamber.tasks.moment import Moment


def part_of(moment: Moment, agents: NDArray[np.intp]) -> Moment:
    """A copy of the moment of some of its agents."""
    parts: dict[str, object] = {"measures": moment.measures, "dt": moment.dt, "state": state_of(moment.state, agents)}
    for entry in fields(moment):
        if entry.name in ("gravity", "velocity"):
            parts[entry.name] = getattr(moment, entry.name)[:, agents]
        elif entry.name not in parts and getattr(moment, entry.name) is not None:
            parts[entry.name] = getattr(moment, entry.name)[agents]
    return Moment(**parts)  # type: ignore[arg-type]


def state_of(state: BodyState, agents: NDArray[np.intp]) -> BodyState:
    """A copy of the state of some lanes."""
    return BodyState(**{entry.name: getattr(state, entry.name)[agents] for entry in fields(state)})


def rest_broken(state: BodyState, standing_height: float) -> NDArray[np.bool_] | None:
    """Overwrites the lanes that are not finite with a body at rest, so that no broken number is computed with.

    Returns:
        Which lanes are broken, or None if none is.
    """
    if state.finite.all():
        return None
    broken = ~state.finite
    for entry in fields(state):
        getattr(state, entry.name)[broken] = 0
    state.root_position[broken, 2] = standing_height
    state.root_quaternion[broken, 0] = 1.0
    return broken
