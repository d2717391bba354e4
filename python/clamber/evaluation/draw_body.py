"""``clamber inspect body``: a body from the front, the side and above, and a table of its links and axes."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patches import Polygon, Wedge
from numpy.typing import NDArray
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from clamber.assets.body import Axis, BodySpec, Shape, ShapeKind
from clamber.assets.files import write_bytes
from clamber.assets.kinematics import Pose, lowest_points, neutral_angles, pose_of, quaternion_matrix, turn_matrix
from clamber.assets.loading import load_body

Float = NDArray[np.float64]

#: Name of a view, and the body's axes that run right and up in it.
_VIEWS = (("front", (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)), ("side", (1.0, 0.0, 0.0), (0.0, 0.0, 1.0)),
          ("top", (1.0, 0.0, 0.0), (0.0, 1.0, 0.0)))  # fmt: skip
_LINK, _FOOT, _HEAD, _MASS, _AXIS = "#7f9fc6", "#d08a4c", "#8fbf8f", "#444444", "#b03060"
#: An axis closer than this to the line of sight is drawn with its range as a sector.
_SEEN_ON_END = 0.7
_PLAIN_WIDTH = 140


def inspect_body(name: str, out: Path | None = None) -> None:
    """Prints a body's links and axes, and draws it in its neutral pose.

    Args:
        name: a body of the content folder, or the path of a .asset file.
        out: where the picture (PNG) goes; none is drawn if None.

    Raises:
        AssetError: the body cannot be loaded or the picture cannot be written.
    """
    body = load_body(name)
    console = Console()
    if not console.is_terminal:
        console.width = _PLAIN_WIDTH  # a file or a pipe has no width of its own
    for table in body_tables(body):
        console.print(table)
    if out is not None:
        draw_body(body, Path(name).stem, out)
        console.print(f"drawn: {out}", markup=False, highlight=False)


def body_tables(body: BodySpec) -> list[Table]:
    """The body's links and its axes as tables for the terminal."""
    total = sum(shape.mass for link in body.links for shape in link.shapes)
    links = Table(title=f"{len(body.links)} links, {total:.4g} kg; stands {body.standing_height:.3g} m high, leg "
                        f"{body.leg_length:.3g} m", title_justify="left")  # fmt: skip
    for heading in ("link", "parent", "position m", "mass kg", "shapes", "marks"):
        links.add_column(heading, no_wrap=heading in ("link", "position m"))
    for link in body.links:
        marks = [word for word, marked in (("foot", link.foot), ("head", link.head), ("fatal", link.fatal)) if marked]
        shapes = ", ".join(shape.kind.name.lower() + ("" if shape.collides else "*") for shape in link.shapes)
        mass = sum(shape.mass for shape in link.shapes)
        place = " ".join(f"{part:.3f}" for part in link.position)
        links.add_row(escape(link.name), escape(link.parent), place, f"{mass:.4g}", shapes, " ".join(marks))
    if any(not shape.collides for link in body.links for shape in link.shapes):
        links.caption = "* touches nothing, only carries mass"
    axes = Table(title=f"{len(body.axes)} axes, in the order of the actions", title_justify="left")
    for heading in ("axis", "link", "direction", "range deg", "neutral deg", "N m/rad", "N m s/rad", "N m"):
        axes.add_column(heading, no_wrap=heading == "axis")
    for axis in body.axes:
        direction = " ".join(f"{part:g}" for part in np.round(axis.direction, 3))
        turns = f"{axis.range_deg.x:.4g} to {axis.range_deg.y:.4g}"
        axes.add_row(escape(axis.name), escape(axis.link), direction, turns, f"{axis.neutral_deg:.4g}",
                     f"{axis.stiffness:.4g}", f"{axis.damping:.4g}", f"{axis.force_limit:.4g}")  # fmt: skip
    return [links, axes]


def draw_body(body: BodySpec, title: str, out: Path) -> None:
    """Draws a body in its neutral pose from the front, the side and above, as PNG.

    Raises:
        AssetError: the picture cannot be written.
    """
    pose = pose_of(body, neutral_angles(body))
    lowest = lowest_points(body, pose)
    ground = float(lowest[np.isfinite(lowest)].min(initial=0.0))
    figure = Figure(figsize=(15.0, 6.0), layout="constrained")
    FigureCanvasAgg(figure)
    figure.suptitle(f"{title}: {body.description}", wrap=True)
    plots: Any = figure.subplots(1, 3)
    for plot, (view, right, up) in zip(plots, _VIEWS, strict=True):
        plane = np.array([right, up])
        _draw_view(plot, body, pose, plane)
        if view != "top":
            plot.axhline(ground, color="#555555", linewidth=1.5, zorder=0)
        plot.set_title(view)
        plot.set_xlabel("left, m" if view == "front" else "forward, m")
        plot.set_ylabel("left, m" if view == "top" else "up, m")
        plot.set_aspect("equal", adjustable="datalim")
        plot.autoscale_view()
        plot.grid(True, alpha=0.2)
    figure.supxlabel("orange: feet   green: head   dashed: only carries mass   dots: centres of mass, area by "
                "mass   red: axes, sectors: ranges, line: neutral", fontsize=8)  # fmt: skip
    picture = io.BytesIO()
    figure.savefig(picture, dpi=110, format="png")
    write_bytes(out, picture.getvalue())


def _draw_view(plot: Any, body: BodySpec, pose: Pose, plane: Float) -> None:
    """One projection; ``plane`` holds the directions that run right and up, (2, 3)."""
    sight = np.cross(plane[0], plane[1])
    heaviest = max(sum(shape.mass for shape in link.shapes) for link in body.links)
    depth = [float(position @ sight) for position in pose.positions]
    for index in np.argsort(depth):
        link = body.links[index]
        colour = _FOOT if link.foot else _HEAD if link.head and index else _LINK
        for shape in link.shapes:
            outline = _outline(shape, pose.positions[index], pose.rotations[index], plane)
            filled: dict[str, Any] = (
                {"facecolor": colour, "alpha": 0.75} if shape.collides else {"fill": False, "linestyle": "--"}
            )
            plot.add_patch(Polygon(outline, edgecolor=_MASS, linewidth=0.8, zorder=2, **filled))
        mass = sum(shape.mass for shape in link.shapes)
        if mass > 0.0:
            weighted = sum((shape.mass * np.array(shape.position) for shape in link.shapes), np.zeros(3)) / mass
            centre = plane @ (pose.positions[index] + pose.rotations[index] @ weighted)
            plot.scatter(*centre, s=60.0 * mass / heaviest + 2.0, color=_MASS, zorder=4)
    names = [link.name for link in body.links]
    for axis in body.axes:
        _draw_axis(plot, body, pose, names.index(axis.link), axis, plane)


def _draw_axis(plot: Any, body: BodySpec, pose: Pose, index: int, axis: Axis, plane: Float) -> None:
    """A dash along the axis, or, seen on end, a sector over the range with the neutral angle as a line."""
    radius = 0.12 * body.leg_length
    direction = pose.rotations[index] @ np.array(axis.direction)
    at = plane @ pose.positions[index]
    sight = np.cross(plane[0], plane[1])
    seen = float(direction @ sight)
    if abs(seen) < _SEEN_ON_END:
        along = radius * (plane @ direction)
        plot.plot(*zip(at - along, at + along, strict=True), color=_AXIS, linewidth=1.2, zorder=5)
        return
    start = _reference(body, pose, index)
    neutral = np.degrees(np.arctan2(*(plane @ start)[::-1]))
    sign = 1.0 if seen > 0.0 else -1.0
    ends = sorted(neutral + sign * (limit - axis.neutral_deg) for limit in axis.range_deg)
    plot.add_patch(Wedge(at, radius, *ends, facecolor=_AXIS, alpha=0.3, zorder=3))
    tip = at + radius * np.array([np.cos(np.radians(neutral)), np.sin(np.radians(neutral))])
    plot.plot(*zip(at, tip, strict=True), color=_AXIS, linewidth=1.2, zorder=5)


def _reference(body: BodySpec, pose: Pose, index: int) -> Float:
    """The direction in which a link reaches from its origin: to its first child, else to its mass, else down."""
    name = body.links[index].name
    for child, link in enumerate(body.links):
        if link.parent == name and np.linalg.norm(link.position) > 1e-6:
            return np.asarray(pose.positions[child] - pose.positions[index])
    for shape in body.links[index].shapes:
        if np.linalg.norm(shape.position) > 1e-6:
            return np.asarray(pose.rotations[index] @ np.array(shape.position))
    return np.array([0.0, 0.0, -1.0])


def _outline(shape: Shape, position: Float, rotation: Float, plane: Float) -> Float:
    """The convex outline of a shape's projection, (corners, 2)."""
    turn = rotation @ quaternion_matrix(shape.rotation)
    centre = position + rotation @ np.array(shape.position)
    if shape.kind == ShapeKind.BOX:
        half = np.array(shape.size) / 2.0
        corners = np.array([[x, y, z] for x in (-1, 1) for y in (-1, 1) for z in (-1, 1)]) * half
        return _hull((centre + corners @ turn.T) @ plane.T)
    length = shape.size.y if shape.kind == ShapeKind.CAPSULE else 0.0
    circle = np.array([turn_matrix((0.0, 0.0, 1.0), angle)[0, :2] for angle in np.linspace(0.0, 2 * np.pi, 33)])
    ends = [plane @ (centre + turn @ np.array([0.0, 0.0, side * length / 2.0])) for side in (-1.0, 1.0)]
    return _hull(np.concatenate([end + shape.size.x * circle for end in ends]))


def _hull(points: Float) -> Float:
    """The convex hull of points in the plane (Andrew's monotone chain), counter-clockwise, (corners, 2)."""
    ordered = sorted({(float(x), float(y)) for x, y in np.round(points, 9)})
    halves: list[list[tuple[float, float]]] = []
    for sequence in (ordered, ordered[::-1]):
        half: list[tuple[float, float]] = []
        for x, y in sequence:
            while len(half) > 1 and _turns_right(half[-2], half[-1], (x, y)):
                half.pop()
            half.append((x, y))
        halves.append(half[:-1])
    return np.array(halves[0] + halves[1])


def _turns_right(a: tuple[float, float], b: tuple[float, float], c: tuple[float, float]) -> bool:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]) <= 0.0
