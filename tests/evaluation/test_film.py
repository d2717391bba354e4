"""Films show the creature."""

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as Xml

import imageio.v3 as imageio
import mujoco
import numpy as np
import pytest
from clamber.assets.body import Shape, ShapeKind
from clamber.assets.fields import Quaternion, Vector3
from clamber.assets.loading import load_body, load_course
from clamber.cli import main
from clamber.courses.generation import generate
from clamber.evaluation.film import film, trailing
from clamber.physics.mujoco_scene import KIND_COLOURS, Camera, Pose, Scene, _add_course

needs_egl = pytest.mark.skipif(bool(os.environ.get("CLAMBER_NO_EGL")), reason="CLAMBER_NO_EGL is set")


@needs_egl
@pytest.mark.parametrize("ending", ["gif", "mp4", "png"])
def test_a_film_shows_the_creature_before_ground_and_sky(
    make_brain: Callable[..., Path], tmp_path: Path, ending: str
) -> None:
    out = tmp_path / f"film.{ending}"
    film(make_brain((54, 78), 12), "QuadrupedFlat", out, seconds=0.2, width=160, height=120)
    pictures = imageio.imread(out)
    picture = np.asarray(pictures if ending == "png" else pictures[0])[:, :, :3].astype(int)
    assert picture.shape == (120, 160, 3)
    red, _, blue = picture[..., 0], picture[..., 1], picture[..., 2]
    assert (blue - red > 20).mean() > 0.1  # sky
    assert (red - blue > 60).mean() > 0.01  # a creature in its team's orange
    assert list(tmp_path.glob(".film*")) == []


@needs_egl
def test_brains_are_filmed_side_by_side(make_brain: Callable[..., Path], tmp_path: Path) -> None:
    """Each in its own half; of ten pictures every second one is kept, and shown for twice as long."""
    alone, both, brain = tmp_path / "alone.gif", tmp_path / "both.gif", make_brain((54, 78), 12)
    size: dict[str, Any] = {"seconds": 0.39, "width": 160, "height": 120}
    film(brain, "QuadrupedFlat", alone, **size)
    film(brain, "QuadrupedFlat", both, beside=[(brain, "QuadrupedFlat")], every=2, **size)
    one, two = np.asarray(imageio.imread(alone)), np.asarray(imageio.imread(both))
    assert (len(one), len(two)) == (10, 5)
    assert two.shape[1:] == (120, 320, 3)
    # GIFs have 256 colours a picture, chosen for the whole of it: alike, not equal.
    for half in (two[:, :, :160], two[:, :, 160:]):
        assert np.abs(half.astype(int) - one[::2]).mean() < 4.0
    assert imageio.immeta(both)["duration"] == 2 * imageio.immeta(alone)["duration"] == 80


def test_a_height_field_is_drawn_as_the_physics_has_it() -> None:
    """Not mirrored: Rough differs from left to right."""
    course = generate(load_course("Rough"), 3, 1.0, 0.46)
    root = Xml.Element("mujoco")
    assets, world = Xml.SubElement(root, "asset"), Xml.SubElement(root, "worldbody")
    for kind in range(len(KIND_COLOURS)):
        Xml.SubElement(assets, "material", name=f"kind{kind}")
    _add_course(assets, world, course, 0, 0.0)
    model = mujoco.MjModel.from_xml_string(Xml.tostring(root, encoding="unicode"))
    assert len(course.height_fields) > 3
    for index, field in enumerate(course.height_fields):
        columns, rows = field.heights.shape
        first = model.hfield_adr[index]
        drawn = model.hfield_data[first : first + rows * columns].reshape(rows, columns)
        shape = (field.heights.T - field.heights.min()) / np.ptp(field.heights)
        assert np.abs(drawn - shape).max() < 1e-5
        assert np.abs(drawn - shape[::-1]).max() > 0.3


@needs_egl
@pytest.mark.parametrize("repeat", [1, 3, 4])
def test_a_second_is_a_second_however_long_actions_are_held(
    repeat: int, make_brain: Callable[..., Path], tmp_path: Path
) -> None:
    brain, out = make_brain((54, 78), 12, metadata={"action_repeat": str(repeat)}), tmp_path / "film.gif"
    film(brain, "QuadrupedFlat", out, seconds=0.48, width=64, height=64)
    assert len(imageio.imread(out)) == 12


@needs_egl
def test_axes_in_another_order_and_boxes_that_only_weigh_change_no_picture() -> None:
    body = load_body("Quadruped")
    angles = np.random.default_rng(0).uniform(-0.8, 0.8, len(body.axes))
    weight = Shape(ShapeKind.BOX, Vector3(0, 0, 0.5), Quaternion(0, 0, 0, 1), Vector3(1, 1, 1), 3.0, False)
    links = [replace(body.links[0], shapes=[*body.links[0].shapes, weight]), *body.links[1:]]
    bodies = [(body, angles), (replace(body, links=links, axes=body.axes[::-1]), angles[::-1])]
    pictures = []
    for seen, joints in bodies:
        scene = Scene([(seen, generate(load_course("Flat"), 0, 0.0, 0.5))] * 2, 160, 120)
        pose = Pose(np.array([1.0, 0.2, 0.5]), np.array([1.0, 0.0, 0.0, 0.0]), joints)
        pictures.append(scene.picture([pose, pose], Camera(np.array([1.0, -0.5, 0.4]), 3.0)))
        scene.close()
    assert np.ptp(pictures[0]) > 50
    assert (pictures[0] == pictures[1]).all()


@pytest.mark.parametrize("speed", [0.0, 0.5, 5.0])
def test_the_camera_trails_but_never_loses_the_creature(speed: float) -> None:
    """By a quarter of a second, at most by a standing height: a palm-sized dog at 1 m/s ran out of its picture."""
    reach, middle, place = 0.1, np.zeros(3), np.zeros(3)
    for _ in range(100):
        place = np.array([place[0] + 0.04 * speed, 0.0, 0.0])
        middle = trailing(middle, place, reach)
    assert (place - middle)[0] == pytest.approx(min(reach, 0.04 * speed * 0.85 / 0.15), abs=1e-6)


def test_the_camera_rises_and_sinks_with_a_creature_that_jumps_or_climbs_but_not_with_its_steps() -> None:
    reach, middle = 0.9, np.zeros(3)
    heights = []
    for step in range(50):
        middle = trailing(middle, np.array([0.0, 0.0, 0.04 * (-1) ** step]), reach)
        heights.append(middle[2])
    assert np.ptp(heights[25:]) < 0.01
    for height in (2.0, 0.5, -1.0):
        middle = trailing(middle, np.array([0.0, 0.0, height]), reach)
        assert abs(height - middle[2]) <= 0.25 * reach + 1e-9


@pytest.mark.parametrize(
    ("option", "told"), [("--seconds inf", "seconds: inf is not"), ("--course-seed " + "9" * 40, "is not allowed; 0")]
)
def test_numbers_beyond_all_bounds_are_told_in_one_line(
    option: str, told: str, make_brain: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    command = ["clamber", "film", str(make_brain((54, 78), 12)), "--task", "QuadrupedFlat"]
    monkeypatch.setattr("sys.argv", [*command, "--out", str(tmp_path / "a.gif"), *option.split()])
    with pytest.raises(SystemExit) as left:
        main()
    said = capsys.readouterr().err
    assert left.value.code == 2
    assert told in said and said.count("\n") == 1


def test_an_unknown_kind_of_film_is_refused(make_brain: Callable[..., Path], tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"unknown kind of film \.avi"):
        film(make_brain((54, 78), 12), "QuadrupedFlat", tmp_path / "film.avi")


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"width": -5}, "width: -5 is not allowed; a multiple of 4 from 16 to 3840"),
        ({"height": 122}, "height: 122 is not allowed"),
        ({"seconds": 0.0}, "seconds: 0 is not allowed; more than 0"),
        ({"every": 0}, "every: 0 is not allowed; at least 1"),
    ],
)
def test_what_cannot_be_filmed_is_refused(
    make_brain: Callable[..., Path], tmp_path: Path, changes: dict[str, Any], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        film(make_brain((54, 78), 12), "QuadrupedFlat", tmp_path / "film.gif", **changes)
    assert not (tmp_path / "film.gif").exists()


@needs_egl
def test_a_film_that_breaks_off_leaves_nothing(
    make_brain: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An error in the middle, as Ctrl-C would be: the film there was stays, and no half one is beside it."""
    pictures = iter([np.zeros((120, 160, 3), np.uint8)] * 3)
    monkeypatch.setattr("clamber.physics.mujoco_scene.Scene.picture", lambda *_: next(pictures))
    out = tmp_path / "films" / "film.gif"
    out.parent.mkdir()
    out.write_bytes(b"before")
    with pytest.raises(RuntimeError):
        film(make_brain((54, 78), 12), "QuadrupedFlat", out, seconds=1.0, width=160, height=120)
    assert out.read_bytes() == b"before"
    assert [path.name for path in out.parent.iterdir()] == ["film.gif"]
