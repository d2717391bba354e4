"""One lane's MuJoCo model: its course and its physical parameters, written in place."""

from __future__ import annotations

import mujoco
import numpy as np
from numpy.typing import NDArray

from clamber.physics.mujoco_course import PreparedCourse
from clamber.physics.mujoco_model import CourseSlots

#: Less friction than this MuJoCo's solver no longer tells from a numerical zero, and bodies would not slide but drag.
LEAST_FRICTION = 1e-3


class Lane:
    """Writes to one model. Views of the model's arrays are kept, for asking MuJoCo for them costs more than writing."""

    def __init__(self, model: mujoco.MjModel, slots: CourseSlots) -> None:
        """Remembers the model as compiled: mass scale and motor strength multiply what it holds now."""
        self._model = model
        total, fields = slots.total, slots.height_fields
        self._position = model.geom_pos[:total]
        self._size = model.geom_size[:total]
        self._bounds = model.geom_aabb[:total]
        self._radius = model.geom_rbound[:total]
        # Course geoms are parallel to the world: told so, MuJoCo need not turn them at every step.
        model.geom_sameframe[:total] = int(mujoco.mjtSameFrame.mjSAMEFRAME_BODYROT)
        self._geoms_of_body = model.body_geomnum
        nodes = int(model.body_bvhnum[0])
        self._node_child = model.bvh_child[:nodes]
        self._node_geom = model.bvh_nodeid[:nodes]
        self._node_bounds = model.bvh_aabb[:nodes]
        self._field_rows = model.hfield_nrow
        self._field_columns = model.hfield_ncol
        self._field_size = model.hfield_size
        self._field_data = [
            model.hfield_data[start : start + slots.nodes] for start in model.hfield_adr[:fields].tolist()
        ]
        self._friction = model.geom_friction[:, 0]
        self._gravity = model.opt.gravity
        # Everything proportional to mass or its inverse, then everything proportional to the motors' strength.
        self._mass_scale = 1.0
        self._as_mass = (model.body_mass, model.body_inertia, model.body_subtreemass, model.dof_M0)
        self._against_mass = (model.body_invweight0, model.dof_invweight0, model.actuator_acc0)
        self._strength = _strengths(model)
        self._compiled = [array.copy() for array in (*self._as_mass, *self._against_mass, *self._strength)]
        self._mean_inertia = float(model.stat.meaninertia)

    def place(self, prepared: PreparedCourse) -> None:
        """Puts a course into the slots."""
        used = len(prepared.position)
        self._geoms_of_body[0] = used
        self._position[:used] = prepared.position
        self._size[:used] = prepared.size
        self._bounds[:used] = prepared.bounds
        self._radius[:used] = prepared.radius
        nodes = len(prepared.node_geom)
        self._node_child[:nodes] = prepared.node_child
        self._node_geom[:nodes] = prepared.node_geom
        self._node_bounds[:nodes] = prepared.node_bounds
        fields = len(prepared.field_rows)
        if fields:
            self._field_rows[:fields] = prepared.field_rows
            self._field_columns[:fields] = prepared.field_columns
            self._field_size[:fields] = prepared.field_size
            for room, heights in zip(self._field_data, prepared.field_data, strict=False):
                room[: len(heights)] = heights

    def set_parameters(self, friction: float, mass_scale: float, motor_strength: float, gravity: float) -> None:
        """Sets friction of every geom, factors on mass and motors, and gravity's pull, m/s^2."""
        self._friction[:] = max(friction, LEAST_FRICTION)
        self._gravity[2] = -gravity
        factors = [mass_scale] * len(self._as_mass)
        factors += [1.0 / mass_scale] * len(self._against_mass)
        factors += [motor_strength] * len(self._strength)
        for array, compiled, factor in zip(
            (*self._as_mass, *self._against_mass, *self._strength), self._compiled, factors, strict=True
        ):
            array[:] = compiled * factor
        self._model.stat.meaninertia = self._mean_inertia * mass_scale


def _strengths(model: mujoco.MjModel) -> tuple[NDArray[np.float64], ...]:
    """What makes a model's motors strong: muscles' peak forces, drives' stiffness and damping, or torques' limits."""
    if model.na:
        force = 2  # in MuJoCo's list of a muscle's parameters
        return model.actuator_gainprm[:, force], model.actuator_biasprm[:, force]
    if model.jnt_stiffness.any():
        return model.actuator_gainprm, model.jnt_stiffness, model.dof_damping
    return (model.actuator_forcerange,)
