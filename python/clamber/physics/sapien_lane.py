"""One lane in PhysX 5 through SAPIEN: a scene of its own with one body and one course."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from math import radians

import numpy as np
from numpy.typing import NDArray

with warnings.catch_warnings():
    # SAPIEN warns about Vulkan, which only its renderer needs.
    warnings.simplefilter("ignore")
    import sapien
    from sapien import physx

from clamber.assets.body import Axis, BodySpec, Link, Shape, ShapeKind
from clamber.courses.course import Course
from clamber.physics.inertia import link_inertia
from clamber.physics.principal_axes import principal_axes

Float = NDArray[np.float64]

#: Solver iterations for positions and velocities (Unity's ArticulationBody starts from 6 and 1).
POSITION_ITERATIONS, VELOCITY_ITERATIONS = 8, 1
#: The same for a body with muscles: they damp a joint so much more than its link's inertia that, with 8, muscles and
#: ground do not come to terms (docs/physics.md, "Muscles and the ground").
MUSCLE_POSITION_ITERATIONS = 32
#: From how far PhysX looks for contacts, m: Unity's default.
CONTACT_OFFSET = 0.01
#: Mass of the two carriers that let a planar root slide, as a share of the body's: the least PhysX solves well.
CARRIER_SHARE = 1e-4
#: The joints of a planar root, named as no axis of a body will be.
_ROOT = "clamber/root_x", "clamber/root_z", "clamber/root_pitch"
#: PhysX caps joint speeds; MuJoCo does not, so the cap is out of reach, rad/s.
NO_SPEED_LIMIT = 1e4
#: A collision group for the body (self-collision off) and the course.
_NO_SELF_COLLISION = 1


@dataclass(frozen=True)
class PreparedShapes:
    """A course as PhysX collision shapes wait to be made: the course and its height fields' triangles.

    Attributes:
        course: the course.
        meshes: (vertices (n, 3), triangles (m, 3)) of each height field.
    """

    course: Course
    meshes: tuple[tuple[NDArray[np.float32], NDArray[np.uint32]], ...]


def prepare_shapes(course: Course) -> PreparedShapes:
    """Turns height fields into triangles, split along the same diagonal as MuJoCo splits its cells."""
    meshes = []
    for field in course.height_fields:
        columns, rows = field.heights.shape
        x, y = np.meshgrid(field.x + field.dx * np.arange(columns), field.y + field.dy * np.arange(rows), indexing="ij")
        vertices = np.stack([x, y, field.heights], axis=-1).reshape(-1, 3).astype(np.float32)
        corner = (np.arange(columns - 1)[:, None] * rows + np.arange(rows - 1)).ravel()
        across, along, far = corner + 1, corner + rows, corner + rows + 1
        triangles = np.concatenate([np.stack([corner, far, across], 1), np.stack([corner, along, far], 1)])
        meshes.append((vertices, triangles.astype(np.uint32)))
    return PreparedShapes(course, tuple(meshes))


def pose(position: Float, quaternion: Float) -> sapien.Pose:
    """SAPIEN's pose of a position, m, and a quaternion (w, x, y, z)."""
    return sapien.Pose(position, quaternion)


def _turn_x_to(direction: Float) -> list[float]:
    """The quaternion (w, x, y, z) that turns the x axis, about which PhysX joints turn, onto a unit vector."""
    if direction[0] < -1.0 + 1e-9:
        return [0.0, 0.0, 0.0, 1.0]
    quaternion = np.array([1.0 + direction[0], 0.0, -direction[2], direction[1]])
    return list(quaternion / np.linalg.norm(quaternion))


class SapienLane:
    """A scene with the body of ``body``; the engine drives it."""

    def __init__(self, body: BodySpec, physics_step: float, gravity: float) -> None:
        """Builds the scene.

        Args:
            body: the creature.
            physics_step: s.
            gravity: pull downwards, m/s^2; PhysX scenes keep theirs for life.
        """
        config = physx.PhysxSceneConfig()
        config.gravity = np.array([0.0, 0.0, -gravity])
        config.enable_tgs = False
        config.enable_enhanced_determinism = True
        config.enable_ccd = False
        physx.set_scene_config(config)
        self.gravity = gravity
        self.body = body
        self.system = physx.PhysxCpuSystem()
        self.system.timestep = physics_step
        self._scene = sapien.Scene([self.system])
        self._material = physx.PhysxMaterial(1.0, 1.0, 0.0)
        self._axes = {axis.link: axis for axis in body.axes}
        self._masses: list[tuple[physx.PhysxArticulationLinkComponent, float, Float]] = []
        self.links: dict[str, physx.PhysxArticulationLinkComponent] = {}
        self._build_links()
        self.articulation = self.links[body.links[0].name].articulation
        self.articulation.set_solver_position_iterations(
            MUSCLE_POSITION_ITERATIONS if body.muscles else POSITION_ITERATIONS
        )
        self.articulation.set_solver_velocity_iterations(VELOCITY_ITERATIONS)
        self.articulation.set_sleep_threshold(0.0)
        self.root = self.links[body.links[0].name]
        # PhysX numbers the joints breadth first, so the axes' places among its coordinates are asked for.
        order = [joint.name for joint in self.articulation.active_joints]
        self.columns = np.array([order.index(axis.name) for axis in body.axes], dtype=np.intp)
        self.root_columns = [order.index(name) for name in _ROOT] if body.planar else []
        joints = {joint.name: joint for joint in self.articulation.active_joints}
        self.joints = [joints[axis.name] for axis in body.axes]
        self._course: sapien.Entity | None = None
        self.strength = 1.0
        self.drives = True

    def place(self, prepared: PreparedShapes) -> None:
        """Replaces the lane's course."""
        if self._course is not None:
            self._scene.remove_entity(self._course)
        ground = physx.PhysxRigidStaticComponent()
        course = prepared.course
        for row in course.boxes:
            shape = physx.PhysxCollisionShapeBox(row[3:6], self._material)
            self._attach(ground, shape, row[:3])
        for row in course.spheres:
            shape = physx.PhysxCollisionShapeSphere(float(row[3]), self._material)
            self._attach(ground, shape, row[:3])
        for vertices, triangles in prepared.meshes:
            mesh = physx.PhysxCollisionShapeTriangleMesh(vertices, triangles, np.ones(3, np.float32), self._material)
            self._attach(ground, mesh, np.zeros(3))
        self._course = sapien.Entity()
        self._course.add_component(ground)
        self._scene.add_entity(self._course)

    def set_parameters(self, friction: float, mass_scale: float, motor_strength: float) -> None:
        """Sets friction of every shape and factors on masses and motors."""
        self._material.set_static_friction(friction)
        self._material.set_dynamic_friction(friction)
        for link, mass, inertia in self._masses:
            link.set_mass(mass * mass_scale)
            link.set_inertia(inertia * mass_scale)
        self.strength = motor_strength
        self.set_drives(self.drives)

    def set_drives(self, on: bool) -> None:
        """Switches the drives on, at the lane's strength, or off, for torques."""
        self.drives = on
        for joint, axis in zip(self.joints, self.body.axes, strict=True):
            share = self.strength if on else 0.0
            joint.set_drive_properties(axis.stiffness * share, axis.damping * share, axis.force_limit * self.strength)

    def set_torques(self, torque: Float) -> None:
        """Lets the joints be turned by torques, (axes,), N m, in the next physics step."""
        forces = np.zeros(len(self.articulation.active_joints), dtype=np.float32)
        forces[self.columns] = torque
        self.articulation.set_qf(forces)

    def pull(self, torque: Float, stiffness: Float, damping: Float, angle: Float, velocity: Float) -> None:
        """Lets the joints be turned by a torque that falls as they move, in the next physics step; all (axes,).

        torque - stiffness * (angle at its end - angle) - damping * (velocity at its end - velocity), by drives that
        hold the present angle and a torque for the rest.
        """
        for joint, *drive in zip(
            self.joints, stiffness.tolist(), damping.tolist(), angle.tolist(), strict=True
        ):  # fmt: skip
            joint.set_drive_properties(drive[0], drive[1])
            joint.set_drive_target(drive[2])
        self.set_torques(torque + damping * velocity)

    def touching(self) -> list[physx.PhysxArticulationLinkComponent]:
        """The links that pressed on the course in the last physics step; not those that pressed on each other."""
        touching = []
        for contact in self.system.get_contacts():
            links = [body for body in contact.bodies if isinstance(body, physx.PhysxArticulationLinkComponent)]
            if len(links) < len(contact.bodies) and any(point.impulse.any() for point in contact.points):
                touching.extend(links)
        return touching

    def _attach(
        self, component: physx.PhysxRigidBaseComponent, shape: physx.PhysxCollisionShape, position: Float
    ) -> None:
        shape.set_local_pose(sapien.Pose(np.asarray(position, dtype=np.float32)))
        shape.set_contact_offset(CONTACT_OFFSET)
        shape.set_rest_offset(0.0)
        component.attach(shape)

    def _build_links(self) -> None:
        parent_of_root = self._build_planar_carriers() if self.body.planar else None
        for link in self.body.links:
            parent = self.links[link.parent] if link.parent else parent_of_root
            component = physx.PhysxArticulationLinkComponent(parent)
            component.name = link.name
            self.links[link.name] = component
            self._give_mass(component, link)
            for shape in link.shapes:
                if shape.collides:
                    self._attach_shape(component, shape)
            self._give_joint(component, link)
            entity = sapien.Entity()
            entity.add_component(component)
            self._scene.add_entity(entity)

    def _build_planar_carriers(self) -> physx.PhysxArticulationLinkComponent:
        """A base fixed to the lane and two light links sliding on it along x and z."""
        total = sum(shape.mass for link in self.body.links for shape in link.shapes)
        previous = None
        for name, direction in (("base", None), (_ROOT[0], [1.0, 0.0, 0.0]), (_ROOT[1], [0.0, 0.0, 1.0])):
            component = physx.PhysxArticulationLinkComponent(previous)
            component.name = name
            component.set_mass(total * CARRIER_SHARE)
            component.set_inertia(np.full(3, total * CARRIER_SHARE))
            component.set_disable_gravity(True)
            if direction is None:
                component.joint.type = "fixed"
            else:
                self._slide(component, name, np.array(direction))
            entity = sapien.Entity()
            entity.add_component(component)
            self._scene.add_entity(entity)
            previous = component
        return previous

    def _slide(self, component: physx.PhysxArticulationLinkComponent, name: str, direction: Float) -> None:
        joint = component.joint
        joint.name = name
        joint.type = "prismatic"
        turn = sapien.Pose([0, 0, 0], _turn_x_to(direction))
        joint.set_pose_in_parent(turn)
        joint.set_pose_in_child(turn)
        joint.set_limits(np.array([[-np.inf, np.inf]], dtype=np.float32))
        self._free(joint, component)

    def _free(
        self, joint: physx.PhysxArticulationJoint, component: physx.PhysxArticulationLinkComponent
    ) -> None:
        """Takes away what PhysX adds by itself: friction, damping, speed limits."""
        joint.set_friction(0.0)
        joint.set_armature(np.zeros(1, np.float32))
        joint.set_max_velocity(NO_SPEED_LIMIT)
        joint.set_drive_properties(0.0, 0.0)
        self._free_link(component)

    def _free_link(self, component: physx.PhysxArticulationLinkComponent) -> None:
        component.set_linear_damping(0.0)
        component.set_angular_damping(0.0)
        component.set_max_angular_velocity(NO_SPEED_LIMIT)
        component.set_max_linear_velocity(NO_SPEED_LIMIT)

    def _give_mass(self, component: physx.PhysxArticulationLinkComponent, link: Link) -> None:
        properties = link_inertia(link)
        moments, quaternion = principal_axes(properties.inertia)
        # A welded link without mass is nothing to MuJoCo; PhysX wants a little.
        mass = max(properties.mass, 1e-6)
        moments = np.maximum(moments, 1e-9)
        component.set_mass(mass)
        component.set_cmass_local_pose(sapien.Pose(properties.centre, quaternion))
        component.set_inertia(moments)
        self._masses.append((component, mass, moments))
        self._free_link(component)

    def _attach_shape(self, component: physx.PhysxArticulationLinkComponent, shape: Shape) -> None:
        turn = shape.rotation
        rotation = np.array([turn.w, turn.x, turn.y, turn.z], dtype=np.float64)
        rotation /= np.linalg.norm(rotation)
        place = sapien.Pose(list(shape.position), rotation)
        if shape.kind == ShapeKind.BOX:
            made = physx.PhysxCollisionShapeBox(np.array(shape.size) / 2, self._material)
        elif shape.kind == ShapeKind.SPHERE:
            made = physx.PhysxCollisionShapeSphere(shape.size.x, self._material)
        else:
            made = physx.PhysxCollisionShapeCapsule(shape.size.x, shape.size.y / 2, self._material)
            place = place * sapien.Pose([0, 0, 0], _turn_x_to(np.array([0.0, 0.0, 1.0])))
        made.set_local_pose(place)
        made.set_contact_offset(CONTACT_OFFSET)
        made.set_rest_offset(0.0)
        if not self.body.self_collision:
            # SAPIEN: shapes whose third words share a bit ignore each other where the fourth words are equal.
            made.set_collision_groups([1, 1, _NO_SELF_COLLISION, 1])
        component.attach(made)

    def _give_joint(self, component: physx.PhysxArticulationLinkComponent, link: Link) -> None:
        joint = component.joint
        axis: Axis | None = self._axes.get(link.name)
        if not link.parent and not self.body.planar:
            joint.type = "undefined"
            return
        if axis is None and link.parent:
            joint.type = "fixed"
            joint.set_pose_in_parent(sapien.Pose(list(link.position)))
            joint.set_pose_in_child(sapien.Pose())
            return
        direction = np.array(axis.direction if axis else (0.0, 1.0, 0.0), dtype=np.float64)
        turn = _turn_x_to(direction / np.linalg.norm(direction))
        joint.name = axis.name if axis else _ROOT[2]
        joint.type = "revolute" if axis else "revolute_unwrapped"
        joint.set_pose_in_parent(sapien.Pose(list(link.position) if link.parent else [0, 0, 0], turn))
        joint.set_pose_in_child(sapien.Pose([0, 0, 0], turn))
        limits = (radians(axis.range_deg.x), radians(axis.range_deg.y)) if axis else (-np.inf, np.inf)
        joint.set_limits(np.array([limits], dtype=np.float32))
        self._free(joint, component)
