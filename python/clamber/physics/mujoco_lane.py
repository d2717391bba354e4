"""One lane's MuJoCo model: its course and its physical parameters, written in place."""

from __future__ import annotations

import mujoco
import numpy as np
from numpy.typing import NDArray

from clamber.physics.mujoco_course import NOTHING, PreparedCourse
from clamber.physics.mujoco_model import CourseSlots
from clamber.physics.mujoco_solids import SolidsInReach

Float = NDArray[np.float64]

#: Less friction than this MuJoCo's solver no longer tells from a numerical zero, and bodies would not slide but drag.
LEAST_FRICTION = 1e-3


class Lane:
    """Writes to one model. Views of the model's arrays are kept, for asking MuJoCo for them costs more than writing."""

    def __init__(self, model: mujoco.MjModel, slots: CourseSlots) -> None:
        """Remembers the model as compiled: mass scale and motor strength multiply what it holds now."""
        self._model = model
        self._slots = SolidsInReach(model, slots)
        self._solids = NOTHING
        self._field_rows = model.hfield_nrow
        self._field_columns = model.hfield_ncol
        self._field_size = model.hfield_size
        self._field_data = [
            model.hfield_data[start : start + slots.nodes]
            for start in model.hfield_adr[: slots.height_fields].tolist()
        ]
        self._friction = model.geom_friction[:, 0]
        self._gravity = model.opt.gravity
        # Everything proportional to mass or its inverse, then everything proportional to the motors' strength.
        self._as_mass = _with_copies(model.body_mass, model.body_inertia, model.body_subtreemass, model.dof_M0)
        self._against_mass = _with_copies(model.body_invweight0, model.dof_invweight0, model.actuator_acc0)
        self._strength = _with_copies(*_strengths(model))
        self._mean_inertia = float(model.stat.meaninertia)

    def place(self, prepared: PreparedCourse) -> None:
        """Takes up a course; ``hold`` puts its solids into the model."""
        self._solids = prepared.solids
        fields = len(prepared.field_rows)
        if fields:
            self._field_rows[:fields] = prepared.field_rows
            self._field_columns[:fields] = prepared.field_columns
            self._field_size[:fields] = prepared.field_size
            for room, heights in zip(self._field_data, prepared.field_data, strict=False):
                room[: len(heights)] = heights

    def hold(self, low: float, high: float) -> None:
        """Has the model hold the course's solids between two places along the lane, m, and no others."""
        self._slots.fill(self._solids, low, high)

    def set_parameters(self, friction: float, mass_scale: float, motor_strength: float, gravity: float) -> None:
        """Sets friction of every geom, factors on mass and motors, and gravity's pull, m/s^2."""
        self._friction[:] = max(friction, LEAST_FRICTION)
        self._gravity[2] = -gravity
        for array, compiled in self._as_mass:
            np.multiply(compiled, mass_scale, out=array)
        for array, compiled in self._against_mass:
            np.multiply(compiled, 1.0 / mass_scale, out=array)
        for array, compiled in self._strength:
            np.multiply(compiled, motor_strength, out=array)
        self._model.stat.meaninertia = self._mean_inertia * mass_scale


def reach_of_root(model: mujoco.MjModel) -> float:
    """No geom of the creature gets farther from its root's origin than this, whatever the joints do, m."""
    chain = np.zeros(model.nbody)
    for body in range(1, model.nbody):
        parent = model.body_parentid[body]
        if parent != 0:
            chain[body] = chain[parent] + np.linalg.norm(model.body_pos[body])
    own = np.flatnonzero(model.geom_bodyid > 0)
    reached = chain[model.geom_bodyid[own]] + np.linalg.norm(model.geom_pos[own], axis=1) + model.geom_rbound[own]
    return float(reached.max(initial=0.0))


def _with_copies(*arrays: Float) -> list[tuple[Float, Float]]:
    """Each array, and what it holds now."""
    return [(array, array.copy()) for array in arrays]


def _strengths(model: mujoco.MjModel) -> tuple[Float, ...]:
    """What makes a model's motors strong: muscles' peak forces, drives' stiffness and damping, or torques' limits."""
    if model.na:
        force = 2  # in MuJoCo's list of a muscle's parameters
        return model.actuator_gainprm[:, force], model.actuator_biasprm[:, force]
    if model.jnt_stiffness.any():
        return model.actuator_gainprm, model.jnt_stiffness, model.dof_damping
    return (model.actuator_forcerange,)
