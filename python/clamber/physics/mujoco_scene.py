"""Pictures of bodies on courses, drawn by MuJoCo's renderer. For looking only: no physics happens here."""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from xml.etree import ElementTree as Xml

import mujoco
import numpy as np
from numpy.typing import NDArray

from clamber.assets.body import BodySpec, Shape
from clamber.courses.course import Course
from clamber.physics.mujoco_xml import geom_of, numbers

#: One colour per segment kind, in SegmentKind's order; muted, so that creatures stand out.
KIND_COLOURS = (
    (0.62, 0.64, 0.60), (0.55, 0.50, 0.42), (0.58, 0.60, 0.46), (0.66, 0.56, 0.46), (0.78, 0.48, 0.38),
    (0.50, 0.58, 0.66), (0.60, 0.52, 0.66), (0.46, 0.62, 0.62), (0.72, 0.60, 0.36), (0.78, 0.66, 0.40),
    (0.58, 0.48, 0.44), (0.52, 0.60, 0.52), (0.48, 0.48, 0.50),
)  # fmt: skip
#: One colour per creature.
TEAM_COLOURS = (
    (0.93, 0.42, 0.18), (0.16, 0.47, 0.85), (0.20, 0.66, 0.38), (0.86, 0.22, 0.42),
    (0.98, 0.76, 0.18), (0.52, 0.32, 0.78), (0.12, 0.68, 0.74), (0.42, 0.42, 0.46),
)  # fmt: skip


@dataclass(frozen=True)
class Pose:
    """Where a creature is.

    Attributes:
        root_position: (3,), m, in its lane's frame.
        root_quaternion: (4,), w x y z.
        joint_position: (axes,), rad.
    """

    root_position: NDArray[np.float64]
    root_quaternion: NDArray[np.float64]
    joint_position: NDArray[np.float64]


@dataclass(frozen=True)
class Camera:
    """From where the picture is taken.

    Attributes:
        look_at: the point in the middle of the picture, m.
        distance: from it, m.
        azimuth_deg: 90 looks from the lane's right side to the left, degrees.
        elevation_deg: negative looks down, degrees.
    """

    look_at: tuple[float, float, float]
    distance: float
    azimuth_deg: float = 120.0
    elevation_deg: float = -18.0


def _draw_without_display() -> None:
    """Makes MuJoCo draw through EGL where there is no display and the user chose no way.

    MuJoCo chooses when it is imported, by the variable MUJOCO_GL; but whoever only trains should not need EGL.

    Raises:
        RuntimeError: one line, where EGL is not installed.
    """
    if sys.platform != "linux" or os.environ.get("MUJOCO_GL") or os.environ.get("DISPLAY"):
        return
    os.environ["MUJOCO_GL"] = os.environ["PYOPENGL_PLATFORM"] = "egl"
    try:
        context = importlib.import_module("mujoco.egl").GLContext
    except (ImportError, AttributeError) as error:
        raise RuntimeError(f"nothing to draw with ({error}): install libegl1 and libgl1-mesa-dri") from None
    # MuJoCo 4 keeps the choice in the first module, MuJoCo 3 in the second.
    for name in ("mujoco.rendering.classic.gl_context", "mujoco.gl_context"):
        try:
            chosen = importlib.import_module(name)
        except ImportError:
            continue
        vars(chosen)["GLContext"] = context


class Scene:
    """Creatures side by side, each on its own lane.

    Args:
        creatures: body and course of each; lanes lie beside each other, the first in the middle of y = 0.
        width, height: of the pictures, pixels.
    """

    def __init__(self, creatures: Sequence[tuple[BodySpec, Course]], width: int = 960, height: int = 540) -> None:
        self.lane_offsets: list[float] = []
        root = Xml.Element("mujoco")
        Xml.SubElement(root, "compiler", angle="radian", boundmass="1e-3", boundinertia="1e-6")
        # Shadows, clipping and fog are in units of the extent: the creatures', not the lane's.
        extent = 2.5 * max(body.standing_height for body, _ in creatures) + creatures[0][1].width * (len(creatures) - 1)
        Xml.SubElement(root, "statistic", extent=repr(extent))
        visual = Xml.SubElement(root, "visual")
        Xml.SubElement(visual, "global", offwidth=str(width), offheight=str(height), fovy="38")
        Xml.SubElement(visual, "quality", shadowsize="4096", offsamples="4")
        Xml.SubElement(visual, "headlight", ambient="0.38 0.38 0.40", diffuse="0.28 0.28 0.28", specular="0 0 0")
        Xml.SubElement(visual, "map", znear="0.02", zfar="60", fogstart="8", fogend="30", shadowclip="2.8")
        Xml.SubElement(visual, "rgba", fog="0.80 0.87 0.93 1", haze="0.80 0.87 0.93 1")
        assets = Xml.SubElement(root, "asset")
        Xml.SubElement(
            assets, "texture", type="skybox", builtin="gradient", rgb1="0.86 0.91 0.95", rgb2="0.48 0.64 0.80",
            width="64", height="384",
        )  # fmt: skip
        Xml.SubElement(
            assets, "texture", name="grid", type="2d", builtin="checker", rgb1="0.96 0.96 0.96", rgb2="0.86 0.86 0.86",
            width="128", height="128",
        )  # fmt: skip
        world = Xml.SubElement(root, "worldbody")
        Xml.SubElement(
            world, "light", name="sun", mode="trackcom", directional="true", pos="-2 -4 8", dir="0.35 0.45 -1",
            diffuse="0.75 0.73 0.68", specular="0.15 0.15 0.15", castshadow="true",
        )  # fmt: skip
        for kind, colour in enumerate(KIND_COLOURS):
            Xml.SubElement(
                assets, "material", name=f"kind{kind}", texture="grid", texuniform="true", texrepeat="2 2",
                rgba=numbers(*colour, 1.0), specular="0.1", shininess="0.1",
            )  # fmt: skip
        offset = 0.0
        for index, (body, course) in enumerate(creatures):
            self.lane_offsets.append(offset)
            _add_course(assets, world, course, index, offset)
            _add_body(world, body, index)
            offset -= course.width
        self._model = mujoco.MjModel.from_xml_string(Xml.tostring(root, encoding="unicode"))
        self._data = mujoco.MjData(self._model)
        #: Where in qpos each creature's root begins and its axes are; an asset's axes come in any order.
        self._columns = [
            (
                int(self._model.joint(f"{index}").qposadr[0]),
                [int(self._model.joint(f"{index}/{axis.name}").qposadr[0]) for axis in body.axes],
            )
            for index, (body, _) in enumerate(creatures)
        ]
        _draw_without_display()
        self._renderer = mujoco.Renderer(self._model, height, width)

    def picture(self, poses: Sequence[Pose], camera: Camera) -> NDArray[np.uint8]:
        """Draws the creatures at their poses.

        Returns:
            (height, width, 3), RGB.
        """
        position = self._data.qpos
        for (start, axes), pose, offset in zip(self._columns, poses, self.lane_offsets, strict=True):
            position[start : start + 3] = pose.root_position
            position[start + 1] += offset
            position[start + 3 : start + 7] = pose.root_quaternion
            position[axes] = pose.joint_position
        mujoco.mj_kinematics(self._model, self._data)
        mujoco.mj_comPos(self._model, self._data)
        view = mujoco.MjvCamera()
        view.lookat[:] = camera.look_at
        view.distance, view.azimuth, view.elevation = camera.distance, camera.azimuth_deg, camera.elevation_deg
        # The sun follows the picture's middle, or its shadows would end a few metres from the start.
        self._model.light_pos[0] = np.asarray(camera.look_at) - 2.0 * self._model.stat.extent * self._model.light_dir[0]
        mujoco.mj_camlight(self._model, self._data)
        self._renderer.update_scene(self._data, view)
        return np.array(self._renderer.render())

    def close(self) -> None:
        """Frees the renderer."""
        self._renderer.close()


def _add_course(assets: Xml.Element, world: Xml.Element, course: Course, lane: int, offset: float) -> None:
    for (x, y, z, half_x, half_y, half_z), kind in zip(course.boxes, course.box_kinds, strict=True):
        Xml.SubElement(
            world, "geom", type="box", pos=numbers(x, y + offset, z), size=numbers(half_x, half_y, half_z),
            material=f"kind{kind}",
        )  # fmt: skip
    for (x, y, z, radius), kind in zip(course.spheres, course.sphere_kinds, strict=True):
        Xml.SubElement(
            world, "geom", type="sphere", pos=numbers(x, y + offset, z), size=numbers(radius), material=f"kind{kind}"
        )
    for index, field in enumerate(course.height_fields):
        columns, rows = field.heights.shape
        low, high = float(field.heights.min()), float(field.heights.max())
        depth = max(low - field.base, 0.01)
        name = f"lane{lane}field{index}"
        half_x, half_y = 0.5 * (columns - 1) * field.dx, 0.5 * (rows - 1) * field.dy
        Xml.SubElement(
            assets, "hfield", name=name, nrow=str(rows), ncol=str(columns),
            # From an attribute MuJoCo reads the rows from the far side on; in its memory they begin with the near one.
            elevation=numbers(*(field.heights.T[::-1] - low).ravel()),
            size=numbers(half_x, half_y, max(high - low, 1e-3), depth),
        )  # fmt: skip
        Xml.SubElement(
            world, "geom", type="hfield", hfield=name, pos=numbers(field.x + half_x, field.y + half_y + offset, low),
            rgba=numbers(*KIND_COLOURS[field.kind], 1.0),
        )


def _add_body(world: Xml.Element, body: BodySpec, index: int) -> None:
    axes = {axis.link: axis for axis in body.axes}
    elements: dict[str, Xml.Element] = {}
    team = TEAM_COLOURS[index % len(TEAM_COLOURS)]
    for link in body.links:
        element = Xml.SubElement(elements[link.parent] if link.parent else world, "body")
        elements[link.name] = element
        if link.parent:
            element.set("pos", numbers(*link.position))
        else:
            Xml.SubElement(element, "freejoint", name=f"{index}")
        if link.name in axes:
            axis = axes[link.name]
            Xml.SubElement(element, "joint", name=f"{index}/{axis.name}", type="hinge", axis=numbers(*axis.direction))
        shade = (0.16, 0.17, 0.20) if link.foot else team if link.fatal else tuple(0.55 * c + 0.38 for c in team)
        # What touches nothing is not there to be seen: an importer's boxes, which carry mass.
        solid = [shape for shape in link.shapes if shape.collides]
        for shape in solid:
            _add_shape(element, shape, shade)
        if not solid:
            Xml.SubElement(element, "inertial", pos="0 0 0", mass="0.001", diaginertia="1e-6 1e-6 1e-6")


def _add_shape(element: Xml.Element, shape: Shape, colour: tuple[float, ...]) -> None:
    look = {"rgba": numbers(*colour, 1.0), "mass": repr(max(shape.mass, 1e-3))}
    Xml.SubElement(element, "geom", geom_of(shape) | look)
