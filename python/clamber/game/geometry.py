"""Bodies and courses as the page draws them: plain JSON, metres, z up."""

from __future__ import annotations

import base64
from typing import Any

import numpy as np
from numpy.typing import NDArray

from clamber.assets.body import BodySpec, Shape, ShapeKind
from clamber.assets.course import SegmentKind
from clamber.assets.kinematics import neutral_angles
from clamber.courses.course import Course, Raster
from clamber.game.link_poses import LinkPoses

#: Names of the terrain kinds, as the page's legend shows them.
KIND_NAMES = {int(kind): kind.name.lower() for kind in SegmentKind}


def body_json(name: str, body: BodySpec) -> dict[str, Any]:
    """A body: its links in order, each with its shapes in its own frame.

    A box's ``size`` is its edge lengths, a capsule's ``radius`` and ``length`` (between the caps, along its z), a
    sphere's ``radius``, m; ``rotation`` is (w, x, y, z), shape to link frame. ``collides`` is false for what only
    carries mass. ``stance`` says where each link is when the body stands, m from the root's origin.
    """
    index = {link.name: number for number, link in enumerate(body.links)}
    positions, quaternions = LinkPoses(body).poses(np.array([[1.0, 0.0, 0.0, 0.0]]), neutral_angles(body)[None])
    return {
        "name": name,
        "description": body.description,
        "planar": body.planar,
        "standing_height": body.standing_height,
        "leg_length": body.leg_length,
        "links": [
            {
                "name": link.name,
                "parent": index[link.parent] if link.parent else -1,
                "foot": link.foot,
                "head": link.head,
                "shapes": [_shape_json(shape) for shape in link.shapes],
            }
            for link in body.links
        ],
        "stance": {
            "positions": np.round(positions[0], 5).tolist(),
            "quaternions": np.round(quaternions[0], 5).tolist(),
        },
    }


def _shape_json(shape: Shape) -> dict[str, Any]:
    told: dict[str, Any] = {
        "type": shape.kind.name.lower(),
        "position": list(shape.position),
        "rotation": [shape.rotation.w, shape.rotation.x, shape.rotation.y, shape.rotation.z],
        "collides": shape.collides,
    }
    if shape.kind == ShapeKind.BOX:
        return told | {"size": list(shape.size)}
    if shape.kind == ShapeKind.CAPSULE:
        return told | {"radius": shape.size.x, "length": shape.size.y}
    return told | {"radius": shape.size.x}


def course_json(course: Course, start: float, raster: bool = True) -> dict[str, Any]:
    """A course's geometry.

    Args:
        course: generated.
        start: flat ground behind the start line, m.
        raster: whether to tell what the terrain sense reads, too; that is most of it.
    """
    boxes = np.column_stack([course.boxes.reshape(-1, 6), course.box_kinds.reshape(-1, 1)])
    told: dict[str, Any] = {
        "seed": course.seed,
        "difficulty": course.difficulty,
        "scale": course.scale,
        "length": course.length,
        "width": course.width,
        "start": start,
        "boxes": np.round(boxes, 5).tolist(),
        "spheres": np.round(course.spheres, 5).tolist(),
        "height_fields": [
            {
                "x": field.x,
                "y": field.y,
                "dx": field.dx,
                "dy": field.dy,
                "base": field.base,
                "kind": field.kind,
                "columns": field.heights.shape[0],
                "rows": field.heights.shape[1],
                "heights": encode_floats(field.heights),
            }
            for field in course.height_fields
        ],
        "segments": [
            {
                "kind": segment.kind,
                "name": KIND_NAMES[segment.kind],
                "start": segment.start,
                "end": segment.end,
                "difficulty": segment.difficulty,
                "entry": segment.entry,
            }
            for segment in course.segments
        ],
    }
    if raster:
        told["raster"] = _raster_json(course.raster)
    return told


def _raster_json(raster: Raster) -> dict[str, Any]:
    return {
        "x": raster.x,
        "y": raster.y,
        "dx": raster.dx,
        "dy": raster.dy,
        "columns": raster.floor.shape[0],
        "rows": raster.floor.shape[1],
        "floor": encode_floats(raster.floor),
        "ceiling": encode_floats(raster.ceiling),
    }


def encode_floats(values: NDArray[np.floating[Any]]) -> str:
    """Numbers as little-endian float32 in base64; of a grid (columns along x, rows along y) x is the outer index."""
    return base64.b64encode(np.ascontiguousarray(values, dtype="<f4").tobytes()).decode("ascii")
