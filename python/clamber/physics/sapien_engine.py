"""PhysX 5 on the CPU through SAPIEN: the engine nearest to Unity's, one thread, for comparing and finishing brains."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from clamber.assets.body import BodySpec
from clamber.assets.task import ControlMode
from clamber.courses.course import Capacity, Course
from clamber.physics.body_state import new_body_state
from clamber.physics.engine import Float, Index
from clamber.physics.inertia import link_inertia, rotation_matrix
from clamber.physics.muscles import Muscles, check_control
from clamber.physics.sapien_lane import PreparedShapes, SapienLane, pose, prepare_shapes

#: A lane faster than this (m/s or rad/s) has exploded.
SPEED_BOUND = 2000.0
_GRAVITY = 9.81


class SapienEngine:
    """Many lanes of one body in PhysX, a scene each; see ``clamber.physics.engine.Engine``."""

    def __init__(
        self,
        body: BodySpec,
        lanes: int,
        capacity: Capacity,
        physics_step: float,
        control: ControlMode = ControlMode.DRIVE_TARGET,
    ) -> None:
        """Builds the lanes, empty of course.

        Args:
            body: the creature.
            lanes: how many.
            capacity: not needed here: PhysX scenes grow.
            physics_step: s.
            control: what ``step`` is given.

        Raises:
            ValueError: for excitations of a body without muscles.
        """
        check_control(body, control)
        self.body = body
        self.lanes = lanes
        self.physics_step = physics_step
        self.state = new_body_state(body, lanes)
        self._control = control
        self._muscles = Muscles(body)
        self._activation = np.zeros((lanes, len(body.muscles)))
        self._root_centre = link_inertia(body.links[0]).centre
        self._feet = [link.name for link in body.links if link.foot]
        self._fatal = [link.name for link in body.links if link.fatal]
        self._stiffness = np.array([axis.stiffness for axis in body.axes])
        self._damping = np.array([axis.damping for axis in body.axes])
        self._force_limit = np.array([axis.force_limit for axis in body.axes])
        self._prepared: list[PreparedShapes | None] = [None] * lanes
        #: Whether a lane has been stepped since its scene was made.
        self._used = np.zeros(lanes, dtype=np.bool_)
        self._lanes = [self._new_lane(_GRAVITY) for _ in range(lanes)]
        standing = np.tile([0.0, 0.0, body.standing_height], (lanes, 1))
        upright = np.tile([1.0, 0.0, 0.0, 0.0], (lanes, 1))
        neutral = np.tile(np.radians([axis.neutral_deg for axis in body.axes]), (lanes, 1))
        self.reset(np.arange(lanes), standing, upright, np.zeros((lanes, 3)), neutral)

    def prepare(self, course: Course) -> PreparedShapes:
        """See Engine.prepare."""
        return prepare_shapes(course)

    def place(self, lane: int, prepared: PreparedShapes) -> None:
        """See Engine.place."""
        self._prepared[lane] = prepared
        self._lanes[lane].place(prepared)

    def set_parameters(
        self, lanes: Index, friction: Float, mass_scale: Float, motor_strength: Float, gravity: Float
    ) -> None:
        """See Engine.set_parameters. A lane whose gravity changes gets a new scene."""
        for index, lane in enumerate(lanes):
            if self._lanes[lane].gravity != gravity[index]:
                self._lanes[lane] = self._new_lane(float(gravity[index]))
                prepared = self._prepared[lane]
                if prepared is not None:
                    self._lanes[lane].place(prepared)
                self._write_lane(lane, np.zeros(len(self.body.axes)))
            self._lanes[lane].set_parameters(
                float(friction[index]), float(mass_scale[index]), float(motor_strength[index])
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
        state = self.state
        state.root_position[lanes] = root_position
        state.root_quaternion[lanes] = root_quaternion
        state.root_linear_velocity[lanes] = root_linear_velocity
        if self.body.planar:
            state.root_position[lanes, 1] = 0.0
            state.root_linear_velocity[lanes, 1] = 0.0
        state.root_angular_velocity[lanes] = 0.0
        state.joint_position[lanes] = joint_position
        state.joint_velocity[lanes] = 0.0
        state.joint_torque[lanes] = 0.0
        state.joint_energy[lanes] = 0.0
        state.foot_contact[lanes] = False
        state.fatal_contact[lanes] = False
        state.finite[lanes] = True
        self._activation[lanes] = 0.0
        for index, lane in enumerate(lanes):
            self._write_lane(lane, np.asarray(joint_position[index], dtype=np.float64))

    def renew(self, lanes: Index) -> None:
        """See Engine.renew. A scene keeps its contacts' order over a reset, so one that was used is made anew."""
        for lane in lanes:
            if self._used[lane]:
                self._lanes[lane], self._prepared[lane] = self._new_lane(_GRAVITY), None
                self._used[lane] = False

    def push(self, lanes: Index, velocity_change: Float) -> None:
        """See Engine.push; a planar body takes what lies in its plane."""
        for index, lane in enumerate(lanes):
            change = velocity_change[index]
            articulation = self._lanes[lane].articulation
            if self.body.planar:
                velocities = articulation.get_qvel()
                velocities[self._lanes[lane].root_columns[:2]] += change[[0, 2]]
                articulation.set_qvel(velocities)
            else:
                articulation.set_root_linear_velocity(articulation.get_root_linear_velocity() + change)
            self._read_lane(lane)

    def step(self, control: Float, steps: int, beside: Callable[[], None] | None = None) -> None:
        """See Engine.step."""
        if beside is not None:
            beside()
        self.state.joint_torque[:] = 0.0
        self.state.joint_energy[:] = 0.0
        self.state.fatal_contact[:] = False
        for lane in range(self.lanes):
            if self.state.finite[lane]:
                self._step_lane(lane, control[lane], steps)
        self.state.joint_torque /= steps

    def close(self) -> None:
        """See Engine.close."""
        self._lanes = []
        self._prepared = []

    def _new_lane(self, gravity: float) -> SapienLane:
        lane = SapienLane(self.body, self.physics_step, gravity)
        lane.set_drives(self._control == ControlMode.DRIVE_TARGET)
        return lane

    def _step_lane(self, index: int, control: Float, steps: int) -> None:
        self._used[index] = True
        lane, state = self._lanes[index], self.state
        limit = self._force_limit * lane.strength
        if self._control == ControlMode.DRIVE_TARGET:
            for joint, target in zip(lane.joints, control.tolist(), strict=True):
                joint.set_drive_target(target)
        for _ in range(steps):
            if self._control == ControlMode.TORQUE:
                torque = np.clip(control, -limit, limit)
                lane.set_torques(torque)
            elif self._control == ControlMode.MUSCLE:
                torque, velocity = self._pull(index, control)
            lane.system.step()
            if self._control != ControlMode.MUSCLE:
                velocity = lane.articulation.get_qvel()[lane.columns].astype(np.float64)
            if self._control == ControlMode.DRIVE_TARGET:
                # PhysX takes the drive at the end of the step, so this is what it applied.
                angle = lane.articulation.get_qpos()[lane.columns]
                torque = lane.strength * (self._stiffness * (control - angle) - self._damping * velocity)
                torque = np.clip(torque, -limit, limit)
            state.joint_torque[index] += torque
            state.joint_energy[index] += np.abs(torque * velocity) * self.physics_step
            touching = lane.touching()
            if any(lane.links[name] in touching for name in self._fatal):
                state.fatal_contact[index] = True
        for foot, name in enumerate(self._feet):
            state.foot_contact[index, foot] = lane.links[name] in touching
        self._read_lane(index)
        speeds = np.concatenate([state.root_linear_velocity[index], state.joint_velocity[index]])
        # A comparison with NaN is false.
        state.finite[index] = bool(np.abs(speeds).max() < SPEED_BOUND) and bool(
            np.isfinite(state.root_position[index]).all() and np.isfinite(state.joint_position[index]).all()
        )

    def _pull(self, index: int, excitation: Float) -> tuple[Float, Float]:
        """Lets a lane's muscles pull in the next physics step; returns their torques and the joints' velocities."""
        lane = self._lanes[index]
        angle = lane.articulation.get_qpos()[lane.columns].astype(np.float64)
        velocity = lane.articulation.get_qvel()[lane.columns].astype(np.float64)
        activation = self._activation[index]
        torque, stiffness, damping = (
            lane.strength * part[0]
            for part in self._muscles.linearised(activation[None], angle[None], velocity[None])
        )
        lane.pull(torque, stiffness, damping, angle, velocity)
        self._muscles.step_activation(activation, excitation, self.physics_step)
        return torque, velocity

    def _write_lane(self, index: int, target: Float) -> None:
        """Puts a lane's body where the state says, its drives holding ``target``."""
        lane, state = self._lanes[index], self.state
        articulation = lane.articulation
        positions = np.zeros(len(articulation.active_joints), dtype=np.float32)
        velocities = np.zeros_like(positions)
        positions[lane.columns] = state.joint_position[index]
        position, quaternion = state.root_position[index], state.root_quaternion[index]
        velocity = state.root_linear_velocity[index]
        if self.body.planar:
            pitch = 2.0 * np.arctan2(quaternion[2], quaternion[0])
            positions[lane.root_columns] = position[0], position[2], pitch
            velocities[lane.root_columns] = velocity[0], velocity[2], 0.0
        else:
            articulation.set_root_pose(pose(position, quaternion))
            articulation.set_root_linear_velocity(velocity)
            articulation.set_root_angular_velocity(np.zeros(3))
        articulation.set_qpos(positions)
        articulation.set_qvel(velocities)
        articulation.set_qf(np.zeros_like(positions))
        for joint, angle in zip(lane.joints, target.tolist(), strict=True):
            joint.set_drive_target(angle)
            joint.set_drive_velocity_target(0.0)

    def _read_lane(self, index: int) -> None:
        """Fills a lane's kinematic state."""
        lane, state = self._lanes[index], self.state
        articulation = lane.articulation
        positions, velocities = articulation.get_qpos(), articulation.get_qvel()
        state.joint_position[index] = positions[lane.columns]
        state.joint_velocity[index] = velocities[lane.columns]
        if self.body.planar:
            x, z, pitch = positions[lane.root_columns]
            state.root_position[index] = x, 0.0, z
            state.root_quaternion[index] = np.cos(pitch / 2), 0.0, np.sin(pitch / 2), 0.0
            state.root_linear_velocity[index] = velocities[lane.root_columns[0]], 0.0, velocities[lane.root_columns[1]]
            state.root_angular_velocity[index] = 0.0, velocities[lane.root_columns[2]], 0.0
            return
        pose = lane.root.get_entity_pose()
        state.root_position[index] = pose.p
        state.root_quaternion[index] = pose.q
        turn = rotation_matrix(*state.root_quaternion[index].tolist())
        angular = articulation.get_root_angular_velocity()
        # PhysX speaks of the centre of mass; the state of the link's origin.
        state.root_linear_velocity[index] = articulation.get_root_linear_velocity() - np.cross(
            angular, turn @ self._root_centre
        )
        state.root_angular_velocity[index] = turn.T @ angular
