"""Words of MJCF, MuJoCo's model files, that simulation and pictures share."""

from __future__ import annotations

from clamber.assets.body import Shape, ShapeKind

_KINDS = {ShapeKind.BOX: "box", ShapeKind.CAPSULE: "capsule", ShapeKind.SPHERE: "sphere"}


def numbers(*values: float) -> str:
    """Numbers as an attribute, none rounded."""
    return " ".join(repr(float(value)) for value in values)


def geom_of(shape: Shape) -> dict[str, str]:
    """The attributes of a ``geom`` that has a shape's form and place in its link."""
    sizes = {
        ShapeKind.BOX: (shape.size.x / 2, shape.size.y / 2, shape.size.z / 2),
        ShapeKind.CAPSULE: (shape.size.x, shape.size.y / 2),
        ShapeKind.SPHERE: (shape.size.x,),
    }
    return {
        "type": _KINDS[shape.kind],
        "size": numbers(*sizes[shape.kind]),
        "pos": numbers(*shape.position),
        "quat": numbers(shape.rotation.w, shape.rotation.x, shape.rotation.y, shape.rotation.z),
    }
