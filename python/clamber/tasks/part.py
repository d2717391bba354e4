"""The moment of some agents, and of agents whose simulation broke."""

from __future__ import annotations

from dataclasses import fields

import numpy as np
from numpy.typing import NDArray

from clamber.physics.engine import BodyState
from clamber.tasks.moment import Moment

#: Names, looked up once: ``fields`` takes as long as copying what they name for a few agents.
_OF_MOMENT = tuple(entry.name for entry in fields(Moment) if entry.name not in ("measures", "dt", "state"))
_OF_STATE = tuple(entry.name for entry in fields(BodyState))


def part_of(moment: Moment, agents: NDArray[np.intp]) -> Moment:
    """A copy of the moment of some of its agents."""
    parts: dict[str, object] = {"measures": moment.measures, "dt": moment.dt, "state": state_of(moment.state, agents)}
    for name in _OF_MOMENT:
        values = getattr(moment, name)
        if name in ("gravity", "velocity"):
            parts[name] = values.take(agents, axis=1)
        elif values is not None:
            parts[name] = values.take(agents, axis=0)
    return Moment(**parts)  # type: ignore[arg-type]


def state_of(state: BodyState, agents: NDArray[np.intp]) -> BodyState:
    """A copy of the state of some lanes."""
    return BodyState(**{name: getattr(state, name).take(agents, axis=0) for name in _OF_STATE})


def rest_broken(state: BodyState, standing_height: float) -> NDArray[np.bool_] | None:
    """Overwrites the lanes that are not finite with a body at rest, so that no broken number is computed with.

    Returns:
        Which lanes are broken, or None if none is.
    """
    if state.finite.all():
        return None
    broken = ~state.finite
    for name in _OF_STATE:
        getattr(state, name)[broken] = 0
    state.root_position[broken, 2] = standing_height
    state.root_quaternion[broken, 0] = 1.0
    return broken
