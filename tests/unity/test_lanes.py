"""Lanes that Runtime builds: colliders from a pool, and meshes."""

from __future__ import annotations

import numpy as np
import pytest
from clamber.assets.loading import load_course
from clamber.courses import generate
from numpy.typing import NDArray

from tests.unity.mono import run
from tests.unity.records import numbers

#: On one lane one after the other: many boxes, then few, height fields, spheres, and many boxes again.
COURSES = (("Rubble", 3, 1.0), ("Flat", 0, 0.0), ("Rough", 5, 0.7), ("Boulders", 8, 1.0), ("Gauntlet", 2, 0.5))


def test_colliders_are_those_of_each_course_in_turn() -> None:
    answers = run("meshes", [f"{name}|{seed}|{difficulty}" for name, seed, difficulty in COURSES])
    for (name, seed, difficulty), answer in zip(COURSES, answers, strict=True):
        course = generate(load_course(name), seed, difficulty, 0.5, 0.6)
        boxes, spheres, fields, shown, normals_of = answer.split("|")
        assert numbers(boxes) == pytest.approx(course.boxes.ravel(), abs=1e-5), name
        assert numbers(spheres) == pytest.approx(course.spheres.ravel(), abs=1e-5), name
        cells = sum((field.heights.shape[0] - 1) * (field.heights.shape[1] - 1) for field in course.height_fields)
        triangles = np.array(numbers(fields)).reshape(-1, 3, 3)
        assert len(triangles) == 2 * cells, name
        # Clockwise seen from above, as Unity wants them, is down by the right-hand rule of Clamber's frame.
        assert (normals(triangles)[:, 2] < 0.0).all(), name
        assert int(shown) >= 3 * (12 * len(course.boxes) + 2 * cells), name
        assert normals_of == "1 0", name


def test_without_graphics_a_lane_has_its_colliders_and_nothing_to_look_at() -> None:
    lines = [f"{name}|{seed}|{difficulty}" for name, seed, difficulty in COURSES]
    seen = [answer.split("|") for answer in run("meshes", lines)]
    unseen = [answer.split("|") for answer in run("meshes", ["no graphics", *lines])]
    assert [parts[:3] for parts in unseen] == [parts[:3] for parts in seen]
    assert [parts[3:] for parts in unseen] == [["0", "0 0"]] * len(COURSES)


def test_height_fields_are_split_along_the_agreed_diagonal() -> None:
    """Every triangle has its cell's corner of least x and y and the corner across from it."""
    answer = run("meshes", ["Rough|5|0.7"])[0]
    field = generate(load_course("Rough"), 5, 0.7, 0.5, 0.6).height_fields[0]
    cells = (field.heights.shape[0] - 1) * (field.heights.shape[1] - 1)
    triangles = np.array(numbers(answer.split("|")[2])).reshape(-1, 3, 3)[: 2 * cells]
    node = np.round((triangles[:, :, :2] - [field.x, field.y]) / [field.dx, field.dy]).astype(int)
    assert field.heights[node[..., 0], node[..., 1]] == pytest.approx(triangles[..., 2], abs=1e-6)
    least = node.min(axis=1, keepdims=True)
    assert (node == least).all(axis=2).any(axis=1).all()
    assert (node == least + 1).all(axis=2).any(axis=1).all()


def test_solids_show_their_outsides() -> None:
    """Unity draws the side from which a triangle's corners run clockwise: where b - a x c - a points."""
    centre = np.array([-2.0, 3.0, 1.0])
    answers = run("meshes", ["shape"])
    assert len(answers) == 3  # a box, a capsule and a ball
    for answer in answers:
        triangles = np.array(numbers(answer)).reshape(-1, 3, 3)
        outward = normals(triangles)
        real = np.linalg.norm(outward, axis=1) > 1e-9  # at the poles of a ball two corners meet
        sight = ((triangles.mean(axis=1) - centre) * outward).sum(axis=1)
        assert (sight[real] > 0.0).all()
        # Closed, and as large as it should be: the divergence theorem gives the volume.
        volume = (triangles[:, 0] * np.cross(triangles[:, 1], triangles[:, 2])).sum() / 6.0
        assert 0.03 < volume < 0.1


def normals(triangles: NDArray[np.float64]) -> NDArray[np.float64]:
    """(b - a) x (c - a) of triangles (n, 3, 3)."""
    return np.cross(triangles[:, 1] - triangles[:, 0], triangles[:, 2] - triangles[:, 0])
