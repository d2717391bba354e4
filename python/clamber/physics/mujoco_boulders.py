"""One body on one lane in MuJoCo, and boulders that can be thrown at it."""

from __future__ import annotations

from collections.abc import Callable
from xml.etree import ElementTree as Xml

import mujoco
import numpy as np

from clamber.assets.body import BodySpec
from clamber.assets.task import ControlMode
from clamber.courses.course import Capacity
from clamber.physics.engine import Float
from clamber.physics.mujoco_engine import MujocoEngine
from clamber.physics.mujoco_model import model_xml
from clamber.physics.mujoco_xml import numbers

#: Where boulders wait, m; nothing touches them there and gravity does not pull.
WAITING_Z = -50.0
#: Friction of a boulder: sliding, spinning, rolling; the last brings it to rest.
FRICTION = (1.0, 0.005, 0.02)
#: A boulder further than this below the lane's level is taken away, m.
LOWEST = -20.0


class MujocoBoulders(MujocoEngine):
    """A ``MujocoEngine`` of one lane with boulders. None thrown, it computes what the plain engine does but for
    rounding.

    Attributes:
        radius: of a boulder, m.
        flying: which boulders are in the lane, (boulders,).
    """

    def __init__(
        self,
        body: BodySpec,
        capacity: Capacity,
        physics_step: float,
        control: ControlMode,
        boulders: int,
        radius: float,
        mass: float,
    ) -> None:
        """Builds the lane, empty of course.

        Args:
            body: the creature.
            capacity: the room the lane has for its course.
            physics_step: s.
            control: what ``step`` is given.
            boulders: how many.
            radius: of each, m.
            mass: of each, kg.
        """
        self.radius, self._mass = radius, mass
        self.flying = np.zeros(boulders, dtype=np.bool_)
        super().__init__(body, 1, capacity, physics_step, control, 1)
        self._reach = np.inf  # boulders roll where they will
        model = self._models[0]
        first = model.body(_name(0)).id if boulders else 0
        self._gravity_compensation = model.body_gravcomp[first : first + boulders]
        geoms = model.body_geomadr[first : first + boulders]
        self._geoms = slice(int(geoms[0]), int(geoms[0]) + boulders) if boulders else slice(0, 0)
        self._kinds, self._affinities = model.geom_contype[self._geoms], model.geom_conaffinity[self._geoms]
        places, speeds = np.flatnonzero(self._others[: 1 + self._positions]), np.flatnonzero(self._others)
        self._places = places.reshape(boulders, 7)
        self._speeds = speeds[len(places) :].reshape(boulders, 6)
        self._take_all_away()
        self._start[:] = self._rows

    def throw(self, boulder: int, position: Float, velocity: Float) -> None:
        """Lets a boulder leave ``position`` (m) with ``velocity`` (m/s), both in the lane's frame, (3,)."""
        self._put(boulder, position, velocity, True)

    def take_away(self, boulder: int) -> None:
        """Takes a boulder out of the lane."""
        self._put(boulder, np.array([0.0, 0.0, WAITING_Z]), np.zeros(3), False)

    def boulder_poses(self) -> tuple[Float, Float]:
        """Centres (boulders, 3), m, and quaternions (w, x, y, z), (boulders, 4); of those in the lane they count."""
        row = self._rows[0]
        return row[self._places[:, :3]], row[self._places[:, 3:]]

    def step(self, control: Float, steps: int, beside: Callable[[], None] | None = None) -> None:
        """See Engine.step; boulders that have fallen off the lane are taken away."""
        super().step(control, steps, beside)
        if self.flying.any():
            lost = self.flying & (self._rows[0, self._places[:, 2]] < LOWEST)
            for boulder in np.flatnonzero(lost).tolist():
                self.take_away(boulder)

    def _take_all_away(self) -> None:
        for boulder in range(len(self.flying)):
            self.take_away(boulder)

    def _set_aside_broken(self) -> None:
        super()._set_aside_broken()
        if not self.state.finite.all():
            self._take_all_away()

    def _put(self, boulder: int, position: Float, velocity: Float, flying: bool) -> None:
        row = self._rows[0]
        row[self._places[boulder]] = [*position, 1.0, 0.0, 0.0, 0.0]
        row[self._speeds[boulder]] = [*velocity, 0.0, 0.0, 0.0]
        self.flying[boulder] = flying
        self._gravity_compensation[boulder] = 0.0 if flying else 1.0
        self._kinds[boulder] = self._affinities[boulder] = int(flying)

    def _compile(self, physics_step: float, control: ControlMode) -> mujoco.MjModel:
        root = model_xml(self.body, self._slots, physics_step, control)
        world = root.find("worldbody")
        assert world is not None
        for index in range(len(self.flying)):
            place = numbers(0.0, 0.0, WAITING_Z)
            element = Xml.SubElement(world, "body", name=_name(index), pos=place, gravcomp="1")
            Xml.SubElement(element, "freejoint")
            Xml.SubElement(
                element, "geom", type="sphere", size=numbers(self.radius), mass=numbers(self._mass), condim="6",
                friction=numbers(*FRICTION), contype="1", conaffinity="1",
            )  # fmt: skip
        model = mujoco.MjModel.from_xml_string(Xml.tostring(root, encoding="unicode"))
        model.vis.global_.bvactive = 0
        return model


def _name(index: int) -> str:
    """A boulder's, as no link of a body will be called."""
    return f"clamber/boulder{index}"
