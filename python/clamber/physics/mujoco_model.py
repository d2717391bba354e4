"""A body and the room for its course, as a MuJoCo model."""

from __future__ import annotations

from dataclasses import dataclass
from math import radians
from xml.etree import ElementTree as Xml

import mujoco

from clamber.assets.body import Axis, BodySpec, Link, Muscle, Shape
from clamber.assets.task import ControlMode
from clamber.courses.course import Capacity
from clamber.physics.inertia import link_inertia
from clamber.physics.mujoco_xml import geom_of, numbers
from clamber.physics.muscles import (
    ACTIVATION_TIME,
    DEACTIVATION_TIME,
    ECCENTRIC_FORCE,
    LEAST_LENGTH,
    MOST_LENGTH,
    check_control,
)

#: How long a contact takes to recover from penetration, s; closest to PhysX of those measured (docs/physics.md).
CONTACT_TIME = 0.01
#: How hard contacts are (MuJoCo's solimp): the least and greatest share of its will that a contact gets. Near 1, for
#: soft contacts let a standing body's feet creep.
CONTACT_IMPEDANCE = (0.99, 0.999, 0.001, 0.5, 2.0)
#: A joint that may not turn at all turns this far either way, rad: MuJoCo takes a range of nothing for no limit.
_LEAST_RANGE = 1e-4
#: Where parked course geoms lie: never touched, out of the collision tree.
PARKED_Z = -1000.0


@dataclass(frozen=True)
class CourseSlots:
    """Which of a model's geoms are the course's: the first ones, compiled as height fields, then spheres, then boxes.

    A slot takes any kind of solid later; those beyond the solids in reach are cut off the world's list of geoms
    (``mujoco_solids``).

    Attributes:
        boxes, spheres, height_fields: how many slots of each.
        nodes: nodes each height field has room for.
    """

    boxes: int
    spheres: int
    height_fields: int
    nodes: int

    @property
    def total(self) -> int:
        """All slots."""
        return self.height_fields + self.spheres + self.boxes

    @property
    def first_box(self) -> int:
        """The geom of the first box, as compiled."""
        return self.height_fields + self.spheres


def slots_for(capacity: Capacity) -> CourseSlots:
    """The slots for a capacity; there is always one box, for the collision tree needs a leaf."""
    return CourseSlots(
        max(1, capacity.boxes), capacity.spheres, capacity.height_fields, max(4, capacity.height_field_nodes)
    )


def model_xml(body: BodySpec, slots: CourseSlots, physics_step: float, control: ControlMode) -> Xml.Element:
    """The model of a body with parked course slots, as MJCF.

    Args:
        body: the creature.
        slots: the room for the course.
        physics_step: s.
        control: drive targets, torques or excitations.

    Raises:
        ValueError: for excitations of a body without muscles.
    """
    check_control(body, control)
    root = Xml.Element("mujoco")
    _add_options(root, physics_step)
    assets = Xml.SubElement(root, "asset")
    # Two rows of half the nodes: nrow and ncol get their real values when a course is placed.
    for index in range(slots.height_fields):
        Xml.SubElement(assets, "hfield", name=f"h{index}", nrow="2", ncol=str((slots.nodes + 1) // 2), size="1 1 1 1")
    world = Xml.SubElement(root, "worldbody")
    _add_course_slots(world, slots)
    _add_links(world, body, control)
    if control == ControlMode.MUSCLE:
        _add_muscles(root, body)
    else:
        _add_actuators(root, body, control)
    _add_sensors(root, body)
    return root


def compile_model(body: BodySpec, slots: CourseSlots, physics_step: float, control: ControlMode) -> mujoco.MjModel:
    """Compiles ``model_xml``; the course's slots are geoms 0 to ``slots.total`` - 1."""
    document = Xml.tostring(model_xml(body, slots, physics_step, control), encoding="unicode")
    model = mujoco.MjModel.from_xml_string(document)
    model.vis.global_.bvactive = 0  # marking visited boxes for a viewer costs time
    return model


def _add_options(root: Xml.Element, physics_step: float) -> None:
    Xml.SubElement(root, "compiler", angle="radian", autolimits="true", boundmass="0", boundinertia="0")
    option = Xml.SubElement(
        root, "option", timestep=repr(physics_step), integrator="discrete", solver="Newton", cone="pyramidal",
        iterations="20", ls_iterations="20", tolerance="1e-8",
    )
    Xml.SubElement(option, "flag", autoreset="disable", island="disable", warmstart="disable")
    Xml.SubElement(root, "size", memory="4M")
    default = Xml.SubElement(root, "default")
    Xml.SubElement(
        default, "geom", condim="3", friction=numbers(1.0, 0.0, 0.0),
        solref=numbers(CONTACT_TIME, 1.0), solimp=numbers(*CONTACT_IMPEDANCE),
    )  # fmt: skip
    Xml.SubElement(default, "joint", armature="0", damping="0", solreflimit=numbers(CONTACT_TIME, 1.0))


def _add_course_slots(world: Xml.Element, slots: CourseSlots) -> None:
    parked = {"pos": numbers(0, 0, PARKED_Z), "contype": "1", "conaffinity": "0"}
    for index in range(slots.height_fields):
        Xml.SubElement(world, "geom", parked, type="hfield", hfield=f"h{index}")
    for _ in range(slots.spheres):
        Xml.SubElement(world, "geom", parked, type="sphere", size="0.01")
    for _ in range(slots.boxes):
        Xml.SubElement(world, "geom", parked, type="box", size="0.01 0.01 0.01")


def _add_links(world: Xml.Element, body: BodySpec, control: ControlMode) -> None:
    axes = {axis.link: axis for axis in body.axes}
    elements: dict[str, Xml.Element] = {}
    for link in body.links:
        parent = elements[link.parent] if link.parent else world
        element = Xml.SubElement(parent, "body", name=link.name)
        elements[link.name] = element
        if link.parent:
            element.set("pos", numbers(*link.position))
        elif body.planar:
            for kind, axis in (("slide", "1 0 0"), ("slide", "0 0 1"), ("hinge", "0 1 0")):
                Xml.SubElement(element, "joint", type=kind, axis=axis)
        else:
            Xml.SubElement(element, "freejoint")
        if link.name in axes:
            _add_axis(element, axes[link.name], control)
        _add_inertia(element, link)
        for shape in link.shapes:
            if shape.collides:
                _add_shape(element, shape, body.self_collision)


def _add_inertia(element: Xml.Element, link: Link) -> None:
    properties = link_inertia(link)
    tensor = properties.inertia
    Xml.SubElement(
        element, "inertial", mass=repr(properties.mass), pos=numbers(*properties.centre),
        fullinertia=numbers(tensor[0, 0], tensor[1, 1], tensor[2, 2], tensor[0, 1], tensor[0, 2], tensor[1, 2]),
    )  # fmt: skip


def _add_shape(element: Xml.Element, shape: Shape, self_collision: bool) -> None:
    masks = {"contype": "2" if self_collision else "0", "conaffinity": "3" if self_collision else "1"}
    Xml.SubElement(element, "geom", geom_of(shape) | masks)


def _add_axis(element: Xml.Element, axis: Axis, control: ControlMode) -> None:
    """A hinge. A drive is the hinge's own spring and damper, and a motor that moves the spring's rest to the target:
    the same torque as an actuator's, but MuJoCo takes it implicitly without more work for its solver.
    """
    low, high = radians(axis.range_deg.x), radians(axis.range_deg.y)
    if high - low < _LEAST_RANGE:
        low, high = low - _LEAST_RANGE, high + _LEAST_RANGE
    joint = Xml.SubElement(
        element, "joint", name=axis.name, type="hinge", axis=numbers(*axis.direction), range=numbers(low, high)
    )
    if control == ControlMode.DRIVE_TARGET:
        joint.set("stiffness", repr(axis.stiffness))
        joint.set("damping", repr(axis.damping))


def _add_actuators(root: Xml.Element, body: BodySpec, control: ControlMode) -> None:
    """Motors: given targets, of the drives' stiffness; given torques, within their limits."""
    actuators = Xml.SubElement(root, "actuator")
    for axis in body.axes:
        element = Xml.SubElement(actuators, "general", name=axis.name, joint=axis.name)
        if control == ControlMode.DRIVE_TARGET:
            element.set("gainprm", repr(axis.stiffness))
        else:
            element.set("forcerange", numbers(-axis.force_limit, axis.force_limit))


def _add_muscles(root: Xml.Element, body: BodySpec) -> None:
    """MuJoCo's muscles, each on a tendon as long as its fibre would be if it were 0 m at angles of zero."""
    tendons = Xml.SubElement(root, "tendon")
    actuators = Xml.SubElement(root, "actuator")
    neutral = {axis.name: radians(axis.neutral_deg) for axis in body.axes}
    for muscle in body.muscles:
        tendon = Xml.SubElement(tendons, "fixed", name=muscle.name)
        for moment_arm in muscle.moment_arms:
            Xml.SubElement(tendon, "joint", joint=moment_arm.axis, coef=repr(-moment_arm.arm))
        Xml.SubElement(actuators, "muscle", _muscle(muscle, neutral) | {"name": muscle.name, "tendon": muscle.name})


def _muscle(muscle: Muscle, neutral: dict[str, float]) -> dict[str, str]:
    """MuJoCo's parameters: it has ``range`` optimal lengths of fibre over ``lengthrange`` metres of tendon."""
    tendon_at_neutral = -sum(moment_arm.arm * neutral[moment_arm.axis] for moment_arm in muscle.moment_arms)
    at_no_fibre = tendon_at_neutral - muscle.neutral_length
    return {
        "timeconst": numbers(ACTIVATION_TIME, DEACTIVATION_TIME),
        "range": "0 1",
        "lengthrange": numbers(at_no_fibre, at_no_fibre + muscle.optimal_length),
        "force": repr(muscle.force),
        "lmin": repr(LEAST_LENGTH),
        "lmax": repr(MOST_LENGTH),
        "vmax": repr(muscle.max_velocity),
        "fpmax": repr(muscle.passive_force),
        "fvmax": repr(ECCENTRIC_FORCE),
    }


def _add_sensors(root: Xml.Element, body: BodySpec) -> None:
    """A contact count per foot, then one per fatal link."""
    sensors = Xml.SubElement(root, "sensor")
    for link in [link for link in body.links if link.foot] + [link for link in body.links if link.fatal]:
        Xml.SubElement(sensors, "contact", body1=link.name, body2="world", num="1", data="found", reduce="none")
