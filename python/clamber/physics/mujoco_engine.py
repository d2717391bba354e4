"""The default engine: MuJoCo, one model per lane, all lanes stepped by a thread pool outside Python."""

from __future__ import annotations

import copy
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import mujoco
import numpy as np
from mujoco.rollout import Rollout
from numpy.typing import NDArray

from clamber.assets.body import BodySpec
from clamber.assets.task import ControlMode
from clamber.compilation import compiled
from clamber.courses.course import Capacity, Course
from clamber.physics.body_state import new_body_state
from clamber.physics.drives import Drives
from clamber.physics.engine import Float, Index
from clamber.physics.mujoco_course import PreparedCourse, prepare_course
from clamber.physics.mujoco_lane import Lane, reach_of_root
from clamber.physics.mujoco_model import compile_model, slots_for
from clamber.physics.mujoco_timers import stop_timers
from clamber.physics.mujoco_warnings import silence_mujoco
from clamber.physics.muscles import Muscles

#: A creature gets so far, in leg lengths, back or on along the lane before its lane's solids are chosen anew: fewer
#: solids make physics quicker, but to choose them takes longer than that saves in a few decisions.
BACK, ON = 1.0, 6.0
#: Nothing that is not about to explode moves faster, m/s: so far it may get within the physics steps of one call.
FASTEST = 25.0
#: A lane faster than this (m/s and rad/s, all of its speeds together) has exploded.
SPEED_BOUND = 2000.0


class MujocoEngine:
    """Many lanes of one body in MuJoCo; see ``clamber.physics.engine.Engine``.

    A lane's whole state is a row of numbers (time, positions, velocities); the pool's threads load it, step the lane's
    model and write every physics step back, so lanes do not touch each other and results do not depend on threads.
    """

    def __init__(
        self,
        body: BodySpec,
        lanes: int,
        capacity: Capacity,
        physics_step: float,
        control: ControlMode = ControlMode.DRIVE_TARGET,
        threads: int = 0,
    ) -> None:
        """Builds the lanes, empty of course.

        Args:
            body: the creature.
            lanes: how many.
            capacity: the room each lane has for its course.
            physics_step: s.
            control: what ``step`` is given.
            threads: of the pool; 0: one per core.
        """
        # MuJoCo would write every broken lane to the terminal and to a log; the state's ``finite`` tells of them.
        silence_mujoco()
        stop_timers()
        self.body = body
        self.lanes = lanes
        self.physics_step = physics_step
        self.state = new_body_state(body, lanes)
        self._slots = slots_for(capacity)
        template = self._compile(physics_step, control)
        self._models = [copy.copy(template) for _ in range(lanes)]
        self._lanes = [Lane(model, self._slots) for model in self._models]
        threads = min(threads or os.cpu_count() or 1, lanes)
        self._rollout = Rollout(nthread=threads if threads > 1 else 0)
        self._data = [mujoco.MjData(template) for _ in range(threads)]
        self._beside = ThreadPoolExecutor(1, thread_name_prefix="beside-physics")
        self._chunk = max(1, min(8, lanes // (4 * threads)))
        self._reach = reach_of_root(template)
        # Each lane holds what its creature may touch while its root is between these, m; at first nothing.
        self._held_from, self._held_to = np.full(lanes, np.inf), np.full(lanes, -np.inf)
        self._most_steps = 0

        self._axes = len(body.axes)
        self._feet = sum(link.foot for link in body.links)
        self._root_positions = 3 if body.planar else 7
        self._root_velocities = 3 if body.planar else 6
        # A model may hold more than the body; its bodies come after and keep their place when the body is reset.
        self._positions = int(template.nq)
        self._activations = 1 + self._positions + int(template.nv)
        self._row = self._activations + int(template.na)
        self._controls = int(template.nu)
        self._muscles = Muscles(body) if control == ControlMode.MUSCLE else None
        self._others = np.zeros(self._row, dtype=np.bool_)
        self._others[1 + self._root_positions + self._axes : 1 + self._positions] = True
        self._others[1 + self._positions + self._root_velocities + self._axes : self._activations] = True
        self._sensors = int(template.nsensordata)
        self._joint_positions, self._joint_velocities = self._joint_columns(template)
        self._rows = np.zeros((lanes, self._row))
        self._start = np.zeros((lanes, self._row))
        self._strength = np.ones((lanes, 1))
        self._force_limit = np.array([axis.force_limit for axis in body.axes])
        self._drives = Drives(body) if control == ControlMode.DRIVE_TARGET else None
        self._buffers: dict[int, tuple[Float, Float, Float]] = {}
        standing = np.tile([0.0, 0.0, body.standing_height], (lanes, 1))
        upright = np.tile([1.0, 0.0, 0.0, 0.0], (lanes, 1))
        neutral = np.tile(np.radians([axis.neutral_deg for axis in body.axes]), (lanes, 1))
        self.reset(np.arange(lanes), standing, upright, np.zeros((lanes, 3)), neutral)

    def prepare(self, course: Course) -> PreparedCourse:
        """See Engine.prepare."""
        return prepare_course(course, self._slots)

    def place(self, lane: int, prepared: PreparedCourse) -> None:
        """See Engine.place."""
        self._lanes[lane].place(prepared)
        self._held_from[lane] = np.inf

    def set_parameters(
        self, lanes: Index, friction: Float, mass_scale: Float, motor_strength: Float, gravity: Float
    ) -> None:
        """See Engine.set_parameters."""
        self._strength[lanes, 0] = motor_strength
        for index, lane in enumerate(lanes):
            self._lanes[lane].set_parameters(
                float(friction[index]), float(mass_scale[index]), float(motor_strength[index]), float(gravity[index])
            )

    def reset(
        self,
        lanes: Index,
        root_position: Float,
        root_quaternion: Float,
        root_linear_velocity: Float,
        joint_position: Float,
    ) -> None:
        """See Engine.reset."""
        rows = np.where(self._others, self._rows[lanes], 0.0)
        velocity = 1 + self._positions
        if self.body.planar:
            rows[:, 1] = root_position[:, 0]
            rows[:, 2] = root_position[:, 2]
            rows[:, 3] = 2.0 * np.arctan2(root_quaternion[:, 2], root_quaternion[:, 0])
            rows[:, velocity] = root_linear_velocity[:, 0]
            rows[:, velocity + 1] = root_linear_velocity[:, 2]
        else:
            rows[:, 1:4] = root_position
            rows[:, 4:8] = root_quaternion
            rows[:, velocity : velocity + 3] = root_linear_velocity
        rows[:, self._joint_positions] = joint_position
        self._rows[lanes] = rows
        self._start[lanes] = rows
        self._read_rows(lanes)
        state = self.state
        state.joint_torque[lanes] = 0.0
        state.joint_energy[lanes] = 0.0
        state.foot_contact[lanes] = False
        state.fatal_contact[lanes] = False
        state.finite[lanes] = True

    def push(self, lanes: Index, velocity_change: Float) -> None:
        """See Engine.push; a planar body takes what lies in its plane."""
        columns = 1 + self._positions + np.arange(2 if self.body.planar else 3)
        change = velocity_change[:, [0, 2]] if self.body.planar else velocity_change
        self._rows[np.asarray(lanes)[:, None], columns] += change
        self._read_rows(lanes)

    def step(self, control: Float, steps: int, beside: Callable[[], None] | None = None) -> None:
        """See Engine.step."""
        if steps not in self._buffers:
            self._buffers[steps] = (
                np.zeros((self.lanes, steps, self._controls)),
                np.zeros((self.lanes, steps, self._row)),
                np.zeros((self.lanes, steps, self._sensors)),
            )
        controls, rows, sensors = self._buffers[steps]
        before = None if self._muscles is None else self._rows.copy()
        controls[:] = self._within_force_limits(control)[:, None, :]
        self._hold_what_is_near(steps)
        # Not earlier: a thread that runs in Python's lock would keep this one from getting to the physics.
        running = None if beside is None else self._beside.submit(beside)
        self._rollout.rollout(
            self._models, self._data, self._rows, controls, skip_checks=True, nstep=steps,
            state=rows, sensordata=sensors, chunk_size=self._chunk,
        )  # fmt: skip
        if running is not None:
            running.result()
        self._rows[:] = rows[:, -1]
        if self._muscles is not None and before is not None:
            self._read_work(self._muscles, np.concatenate([before[:, None], rows[:, :-1]], axis=1))
        else:
            self._read_torques(controls[:, 0], rows)
        _read_contacts(sensors, self._feet, self.state.foot_contact, self.state.fatal_contact)
        self._read_rows(slice(None))
        self._set_aside_broken()

    def renew(self, lanes: Index) -> None:
        """See Engine.renew. A reset leaves nothing behind."""

    def close(self) -> None:
        """See Engine.close."""
        self._beside.shutdown()
        self._rollout.close()
        self._lanes = []
        self._models = []
        self._data = []

    def _compile(self, physics_step: float, control: ControlMode) -> mujoco.MjModel:
        """The model that every lane begins as."""
        return compile_model(self.body, self._slots, physics_step, control)

    def _hold_what_is_near(self, steps: int) -> None:
        """Has every lane hold the solids of its course that its creature may touch in so many physics steps."""
        if steps > self._most_steps:
            self._most_steps = steps
            self._held_from[:] = np.inf
        x = self._rows[:, 1]
        moved_on = np.flatnonzero((x < self._held_from) | (x > self._held_to))
        if not len(moved_on):
            return
        self._held_from[moved_on] = x[moved_on] - BACK * self.body.leg_length
        self._held_to[moved_on] = x[moved_on] + ON * self.body.leg_length
        around = self._reach + FASTEST * self._most_steps * self.physics_step
        for lane in moved_on.tolist():
            self._lanes[lane].hold(float(self._held_from[lane]) - around, float(self._held_to[lane]) + around)

    def _within_force_limits(self, control: Float) -> Float:
        if self._drives is None:
            return control
        return self._drives.reachable(control, self.state.joint_position, self.state.joint_velocity)

    def _joint_columns(self, model: mujoco.MjModel) -> tuple[Index | slice, Index | slice]:
        """Where the axes' angles and velocities lie in a row. MuJoCo goes down each branch before the next, a body
        asset need not; where both agree these are slices, which are read faster.
        """
        joints = [model.joint(axis.name) for axis in self.body.axes]
        positions = 1 + np.array([joint.qposadr[0] for joint in joints], dtype=np.intp)
        velocities = 1 + self._positions + np.array([joint.dofadr[0] for joint in joints], dtype=np.intp)
        if (np.diff(positions) == 1).all() and (np.diff(velocities) == 1).all():
            return slice(positions[0], positions[-1] + 1), slice(velocities[0], velocities[-1] + 1)
        return positions, velocities

    def _read_rows(self, lanes: Index | slice) -> None:
        """Fills the kinematic part of the state from the lanes' rows."""
        state, rows = self.state, self._rows[lanes]
        velocity = 1 + self._positions
        if self.body.planar:
            state.root_position[lanes, 0] = rows[:, 1]
            state.root_position[lanes, 1] = 0.0
            state.root_position[lanes, 2] = rows[:, 2]
            state.root_quaternion[lanes, 0] = np.cos(rows[:, 3] / 2)
            state.root_quaternion[lanes, 1] = 0.0
            state.root_quaternion[lanes, 2] = np.sin(rows[:, 3] / 2)
            state.root_quaternion[lanes, 3] = 0.0
            state.root_linear_velocity[lanes, 0] = rows[:, velocity]
            state.root_linear_velocity[lanes, 1] = 0.0
            state.root_linear_velocity[lanes, 2] = rows[:, velocity + 1]
            state.root_angular_velocity[lanes, 0] = 0.0
            state.root_angular_velocity[lanes, 1] = rows[:, velocity + 2]
            state.root_angular_velocity[lanes, 2] = 0.0
        else:
            state.root_position[lanes] = rows[:, 1:4]
            state.root_quaternion[lanes] = rows[:, 4:8]
            state.root_linear_velocity[lanes] = rows[:, velocity : velocity + 3]
            state.root_angular_velocity[lanes] = rows[:, velocity + 3 : velocity + 6]
        state.joint_position[lanes] = rows[:, self._joint_positions]
        state.joint_velocity[lanes] = rows[:, self._joint_velocities]

    def _read_work(self, muscles: Muscles, felt: Float) -> None:
        """Fills torques and energy of muscles, which pull by what they feel before each physics step."""
        muscles.work(
            felt[:, :, self._activations :], felt[:, :, self._joint_positions], felt[:, :, self._joint_velocities],
            self._strength[:, 0], self.physics_step, self.state.joint_torque, self.state.joint_energy,
        )  # fmt: skip

    def _read_torques(self, control: Float, rows: Float) -> None:
        """Fills torques and energy of drives and motors from the physics steps of a decision."""
        state = self.state
        position, velocity = rows[:, :, self._joint_positions], rows[:, :, self._joint_velocities]
        if self._drives is None:
            limit = self._strength * self._force_limit
            np.clip(control, -limit, limit, out=state.joint_torque)
            power = np.abs(state.joint_torque[:, None] * velocity)
            np.multiply(power.sum(axis=1), self.physics_step, out=state.joint_energy)
        else:
            self._drives.work(
                control, position, velocity, self._strength[:, 0], self.physics_step, state.joint_torque,
                state.joint_energy,
            )  # fmt: skip

    def _set_aside_broken(self) -> None:
        """Flags lanes that are not finite or too fast, and rests them at their last start until they are reset."""
        _clear_where_broken(self._rows, self.state.finite)
        if not self.state.finite.all():
            broken = ~self.state.finite
            self._rows[broken] = self._start[broken]


@compiled
def _clear_where_broken(rows: Float, finite: NDArray[np.bool_]) -> None:
    """Clears the flag of lanes whose positions and velocities are not finite or too fast."""
    for lane in range(len(rows)):
        # The sum of squares is NaN or infinite where any number is, and a comparison with NaN is false.
        squares = 0.0
        for column in range(1, rows.shape[1]):
            squares += rows[lane, column] * rows[lane, column]
        finite[lane] &= squares < SPEED_BOUND * SPEED_BOUND


@compiled
def _read_contacts(sensors: Float, feet: int, foot_contact: NDArray[np.bool_], fatal: NDArray[np.bool_]) -> None:
    """From contacts counted after every step, feet first: which feet touch at the end, whom anything fatal touched."""
    lanes, steps, count = sensors.shape
    for lane in range(lanes):
        for foot in range(feet):
            foot_contact[lane, foot] = sensors[lane, steps - 1, foot] > 0.0
        fatal[lane] = False
        for step in range(steps):
            for link in range(feet, count):
                fatal[lane] |= sensors[lane, step, link] > 0.0
