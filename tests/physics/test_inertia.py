"""Mass properties against MuJoCo's compiler, which works them out from the shapes by itself."""

from __future__ import annotations

import mujoco
import numpy as np
import pytest
from clamber.assets.body import Link, Shape, ShapeKind
from clamber.assets.fields import Quaternion, Vector3
from clamber.physics.inertia import link_inertia, rotation_matrix
from clamber.physics.principal_axes import principal_axes
from hypothesis import given, settings
from hypothesis import strategies as st

lengths = st.floats(0.02, 0.5)
places = st.floats(-1.0, 1.0).map(lambda value: round(value, 3))
turns = st.tuples(places, places, places, places).filter(lambda q: sum(x * x for x in q) > 0.01)


@st.composite
def shapes(draw: st.DrawFn) -> Shape:
    """A solid of any kind, anywhere."""
    return Shape(
        kind=draw(st.sampled_from(ShapeKind)),
        position=Vector3(draw(places), draw(places), draw(places)),
        rotation=Quaternion(*draw(turns)),
        size=Vector3(draw(lengths), draw(lengths), draw(lengths)),
        mass=draw(st.floats(0.1, 10.0)),
        collides=True,
    )


def as_geom(shape: Shape) -> str:
    """The same solid in MJCF."""
    size = {
        ShapeKind.BOX: [edge / 2 for edge in shape.size],
        ShapeKind.CAPSULE: [shape.size.x, shape.size.y / 2],
        ShapeKind.SPHERE: [shape.size.x],
    }[shape.kind]
    turn = shape.rotation
    numbers = {"size": size, "pos": shape.position, "quat": (turn.w, turn.x, turn.y, turn.z)}
    text = " ".join(f'{key}="{" ".join(map(repr, map(float, values)))}"' for key, values in numbers.items())
    return f'<geom type="{shape.kind.name.lower()}" mass="{shape.mass!r}" {text}/>'


@settings(max_examples=60, deadline=None)
@given(st.lists(shapes(), min_size=1, max_size=4))
def test_link_inertia_is_mujocos(parts: list[Shape]) -> None:
    properties = link_inertia(Link("link", "", Vector3(0, 0, 0), parts, False, False, False))
    geoms = "".join(map(as_geom, parts))
    model = mujoco.MjModel.from_xml_string(
        f"<mujoco><worldbody><body><freejoint/>{geoms}</body></worldbody></mujoco>"
    )
    turn = rotation_matrix(*model.body_iquat[1])
    assert properties.mass == pytest.approx(model.body_mass[1], rel=1e-9)
    np.testing.assert_allclose(properties.centre, model.body_ipos[1], atol=1e-9)
    np.testing.assert_allclose(properties.inertia, turn @ np.diag(model.body_inertia[1]) @ turn.T, atol=1e-8)
    moments, quaternion = principal_axes(properties.inertia)
    axes = rotation_matrix(*quaternion)
    np.testing.assert_allclose(axes @ np.diag(moments) @ axes.T, properties.inertia, atol=1e-9)


def test_a_link_without_shapes_has_no_mass() -> None:
    properties = link_inertia(Link("link", "", Vector3(0, 0, 0), [], False, False, False))
    assert properties.mass == 0.0
    assert not properties.inertia.any()
