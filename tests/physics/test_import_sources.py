"""What robots' files are like: odd motors, missing files, frames that are no links, numbers that no body has."""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
import pytest
from clamber.assets.body import BodySpec
from clamber.assets.content import content_folder
from clamber.assets.fields import AssetError
from clamber.assets.loading import asset_text, load_body, parse_body
from clamber.physics.import_body import import_body
from clamber.physics.import_mjcf import ImportedBody, import_file
from clamber.physics.inertia import link_inertia

HIP = '<joint name="{side}_hip" axis="0 1 0" range="-60 60"/>'


def mjcf(trunk: str = "", hip: str = HIP, before: str = "", after: str = "", legs: str = "capsule") -> str:
    """A biped with a trunk of 5 kg; ``trunk`` is put into it, ``hip`` turns either leg."""
    text = ""
    for side, y in (("left", 0.1), ("right", -0.1)):
        bone = '<geom type="capsule" fromto="0 0 0 0 0 -.2" size=".02" mass=".5"/>'
        if legs == "box":
            bone = '<geom type="box" pos="0 0 -.1" size=".015 .015 .1" mass=".5"/>'
        text += f"""<body name="{side}_thigh" pos="0 {y} 0">{hip.format(side=side)}{bone}
            <body name="{side}_shank" pos="0 0 -.2"><joint name="{side}_knee" axis="0 1 0" range="-120 0"/>{bone}
            </body></body>"""
    return f"""<mujoco model="m">{before}<worldbody><body name="trunk" pos="0 0 .45"><freejoint/>
        <geom type="box" size=".1 .1 .1" mass="5"/>{trunk}{text}</body></worldbody>{after}</mujoco>"""


def urdf(
    trunk: str = '<box size=".2 .2 .2"/>', limit: str = 'lower="-1" upper="1" effort="40"', before: str = ""
) -> str:
    """A biped with a trunk, which ``trunk`` is the solid of, and one link per leg."""
    text = _link("trunk", 5.0, 0.05, trunk)
    for side, y in (("left", 0.1), ("right", -0.1)):
        text += f"""{_link(f"{side}_leg", 1.0, 0.01, '<cylinder radius=".03" length=".4"/>', -0.2)}
            <joint name="{side}_hip" type="revolute"><parent link="trunk"/><child link="{side}_leg"/>
            <origin xyz="0 {y} -.1"/><axis xyz="0 1 0"/><limit {limit} velocity="9"/></joint>"""
    return f'<robot name="r">{before}{text}</robot>'


def _link(name: str, kilograms: float, inertia: float, solid: str, z: float = 0.0) -> str:
    return f"""<link name="{name}"><inertial><mass value="{kilograms}"/>
        <inertia ixx="{inertia}" ixy="0" ixz="0" iyy="{inertia}" iyz="0" izz="{inertia}"/></inertial>
        <collision><origin xyz="0 0 {z}"/><geometry>{solid}</geometry></collision></link>"""


def write_cube(path: Path, edge: float) -> None:
    """A cube as binary STL, two triangles a side."""
    path.parent.mkdir(parents=True, exist_ok=True)
    corners = np.array([[x, y, z] for x in (-0.5, 0.5) for y in (-0.5, 0.5) for z in (-0.5, 0.5)]) * edge
    sides = [(0, 1, 3, 2), (4, 6, 7, 5), (0, 4, 5, 1), (2, 3, 7, 6), (0, 2, 6, 4), (1, 5, 7, 3)]
    faces = [face for a, b, c, d in sides for face in ((a, b, c), (a, c, d))]
    data = b"\0" * 80 + struct.pack("<I", len(faces))
    for face in faces:
        data += struct.pack("<12fH", 0.0, 0.0, 0.0, *corners[list(face)].ravel(), 0)
    path.write_bytes(data)


def imported(folder: Path, text: str, name: str = "") -> ImportedBody:
    """The body of a file with this text; it can be written as an asset."""
    path = folder / (name or ("r.urdf" if text.startswith("<robot") else "r.xml"))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    made = import_file(path)
    parse_body(asset_text(made.spec, "X"), "X")
    return made


def mass(body: BodySpec) -> float:
    return sum(shape.mass for link in body.links for shape in link.shapes)


def limit(body: BodySpec, name: str) -> float:
    (found,) = (axis.force_limit for axis in body.axes if axis.name == name)
    return found


@pytest.mark.parametrize(
    ("motors", "newton_metres"),
    [
        ('<position joint="left_hip" kp="35" forcerange="-30 30"/><velocity joint="left_hip" kv="1" ctrlrange="-1 1"/>',
         30.0),
        ('<motor joint="left_hip" gear="100" ctrlrange="-1 1"/><motor joint="left_hip" gear="5" ctrlrange="-1 1"/>',
         100.0),
        ('<motor joint="left_hip" gear="100" ctrlrange="-1 1" forcerange="-.2 .2"/>', 20.0),
        ('<position joint="left_hip" kp="35" ctrlrange="-1 1" forcerange="-7 7"/>', 7.0),
        ('<motor jointinparent="left_hip" gear="9" ctrlrange="-1 1"/>', 9.0),
    ],
)  # fmt: skip
def test_the_strongest_motor_of_a_joint_gives_its_limit(motors: str, newton_metres: float, tmp_path: Path) -> None:
    """Each motor within limits of its own; what tells a servo its speed is no torque."""
    body = imported(tmp_path, mjcf(after=f"<actuator>{motors}</actuator>")).spec
    assert limit(body, "left_hip") == pytest.approx(newton_metres)


def test_a_joints_own_limit_holds_for_all_its_motors(tmp_path: Path) -> None:
    hip = HIP.replace("range=", 'actuatorfrcrange="-12 12" range=')
    motors = '<actuator><motor joint="left_hip" gear="100" ctrlrange="-1 1"/></actuator>'
    body = imported(tmp_path, mjcf(hip=hip, after=motors)).spec
    assert (limit(body, "left_hip"), limit(body, "right_hip")) == pytest.approx((12.0, 12.0))


@pytest.mark.parametrize("place", ["r/urdf", "r/meshes", "elsewhere/urdf"])
def test_meshes_of_packages_are_found_beside_and_above(place: str, tmp_path: Path) -> None:
    """In a folder of the package's name or of another."""
    write_cube(tmp_path / place.split("/")[0] / "meshes" / "trunk.stl", 0.3)
    made = imported(tmp_path, urdf('<mesh filename="package://r/meshes/trunk.stl"/>'), f"{place}/r.urdf")
    assert max(made.spec.links[0].shapes[0].size) == pytest.approx(0.3, rel=1e-4)
    assert not any("meshes" in note for note in made.notes)


def test_what_cannot_be_read_takes_nothing_else_with_it(tmp_path: Path) -> None:
    """A good mesh stays where a texture, a mesh to look at and a mesh of another link are missing."""
    write_cube(tmp_path / "good.stl", 0.3)
    before = """<asset><texture name="t" type="2d" file="no.png"/><material name="m" texture="t"/>
        <mesh name="good" file="good.stl"/><mesh name="gone" file="gone.stl"/></asset>"""
    trunk = """<geom type="mesh" mesh="good" mass="2" material="m"/><geom type="mesh" mesh="gone" contype="0"
        conaffinity="0"/><body name="camera"><geom name="lens" type="mesh" mesh="gone" mass=".1"/></body>"""
    after = '<contact><pair geom1="lens" geom2="lens2"/></contact>'
    trunk += '<geom name="lens2" size=".01" mass="0"/>'
    made = imported(tmp_path, mjcf(trunk, before=before, after=after))
    assert any(max(shape.size) == pytest.approx(0.3, rel=1e-4) for shape in made.spec.links[0].shapes)
    (note,) = (note for note in made.notes if "meshes could not be read" in note)
    assert note.endswith(": gone.stl")


def test_where_masses_come_from_a_missing_mesh_it_is_named(tmp_path: Path) -> None:
    before = '<asset><mesh name="gone" file="gone.stl"/></asset>'
    text = mjcf(before=before).replace('<geom type="box" size=".1 .1 .1" mass="5"/>', '<geom type="mesh" mesh="gone"/>')
    with pytest.raises(AssetError, match=r"r\.xml: MuJoCo cannot read it: .*gone\.stl"):
        imported(tmp_path, text)


@pytest.mark.parametrize("height", [0.5, 0.3])
def test_a_frame_on_the_ground_is_not_the_root(height: float, tmp_path: Path) -> None:
    """REP 120's base_footprint, fixed under the trunk, and another frame between them."""
    before = f"""<link name="base_footprint"/><link name="base_link"/>
        <joint name="a" type="fixed"><parent link="base_footprint"/><child link="base_link"/>
        <origin xyz="0 0 {height}"/></joint>
        <joint name="b" type="fixed"><parent link="base_link"/><child link="trunk"/></joint>"""
    with_frame, without = imported(tmp_path, urdf(before=before)).spec, imported(tmp_path, urdf()).spec
    assert with_frame.links[0].name == "trunk"
    assert with_frame.standing_height == pytest.approx(without.standing_height)
    assert with_frame.links[0].shapes == without.links[0].shapes


def test_two_shapes_in_one_place_weigh_as_much_as_both(tmp_path: Path) -> None:
    body = imported(tmp_path, mjcf('<geom type="box" size=".1 .1 .1" mass="5"/>')).spec
    assert mass(body) == pytest.approx(5.0 + 5.0 + 4 * 0.5)
    assert len(body.links[0].shapes) == 1


def test_a_carrier_is_as_thick_as_what_it_carries(tmp_path: Path) -> None:
    """Legs of boxes three centimetres thick on two hinges."""
    hip = '<joint name="{side}_roll" axis="1 0 0" range="-60 60"/>' + HIP
    body = imported(tmp_path, mjcf(hip=hip, legs="box")).spec
    (carrier,) = (link for link in body.links if link.name == "left_thigh_left_roll")
    assert carrier.shapes[0].size.x == pytest.approx(0.015)


def test_what_a_body_does_not_have_is_told(tmp_path: Path) -> None:
    hip = HIP.replace('range="-60 60"', 'damping="2" frictionloss=".1" armature=".01" stiffness="3"')
    after = """<equality><joint name="tie" joint1="left_hip" joint2="right_hip"/></equality>
        <tendon><fixed name="both"><joint joint="left_hip" coef="1"/></fixed></tendon>
        <actuator><position name="pull" tendon="both" kp="35"/></actuator>"""
    notes = imported(tmp_path, mjcf(hip=hip, after=after)).notes
    for told in (
        "without limits in the file, half a turn either way here: left_hip, right_hip",
        "the joints' own damping is left out; drives are damped by the inertias that they move",
        "the joints' own friction is left out; drives are damped by the inertias that they move",
        "the joints' own springs are left out; drives pull to the neutral pose",
        "the joints' armature (their motors' own inertia) is left out",
        "tie of left_hip and right_hip, each with a drive of its own here: constraints are left out",
        "pull: acts on a tendon; left out, and drives are made for its joints",
    ):
        assert told in notes
    assert len(imported(tmp_path, mjcf()).notes) == 1


def test_an_effort_without_end_is_the_most_allowed(tmp_path: Path) -> None:
    made = imported(tmp_path, urdf(limit='lower="-1" upper="1" effort="1e9"'))
    assert limit(made.spec, "left_hip") == 1e5
    assert "efforts lowered to 100000 N m, the most that is allowed: left_hip, right_hip" in made.notes


def test_a_plates_inertia_may_be_rounded(tmp_path: Path) -> None:
    rounded = '<inertia ixx="0.000333" ixy="0" ixz="0" iyy="0.000333" iyz="0" izz="0.000667"/>'
    text = urdf().replace('<inertia ixx="0.01" ixy="0" ixz="0" iyy="0.01" iyz="0" izz="0.01"/>', rounded)
    made = imported(tmp_path, text)
    (leg,) = (link for link in made.spec.links if link.name == "left_leg")
    assert np.linalg.eigvalsh(link_inertia(leg).inertia) == pytest.approx([0.000333, 0.000333, 0.000667], rel=3e-3)
    assert not any("no solid can have its inertia" in note for note in made.notes)


def test_mujocos_warnings_are_notes_and_leave_no_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    made = imported(tmp_path, urdf(limit='lower="0" upper="0" effort="40"'))
    assert any(note.startswith("MuJoCo warns: ") for note in made.notes)
    assert [path.name for path in tmp_path.iterdir()] == ["r.urdf"]
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("encoding", ["foo", "gb2312"])
def test_a_file_in_an_unknown_encoding_is_told_in_one_line(encoding: str, tmp_path: Path) -> None:
    with pytest.raises(AssetError, match=r"^[^\n]*r\.urdf: cannot be read: [^\n]*$"):
        imported(tmp_path, f'<?xml version="1.0" encoding="{encoding}"?>' + urdf(), "r.urdf")


def test_a_body_of_that_name_is_not_written_over_unasked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bodies = tmp_path / "content" / "Bodies"
    bodies.mkdir(parents=True)
    for end in (".asset", ".asset.meta"):
        (bodies / f"Humanoid{end}").write_bytes((content_folder() / "Bodies" / f"Humanoid{end}").read_bytes())
    monkeypatch.setenv("CLAMBER_CONTENT", str(tmp_path / "content"))
    source = tmp_path / "humanoid.xml"
    source.write_text(mjcf())
    with pytest.raises(AssetError, match=r"Humanoid\.asset: is there already; choose another --name, or --out "):
        import_body(source)
    assert len(load_body(bodies / "Humanoid.asset").axes) > 4
    assert import_body(source, name="Other") == bodies / "Other.asset"
    import_body(source, bodies / "Humanoid.asset")
    assert len(load_body(bodies / "Humanoid.asset").axes) == 4


def test_a_body_that_no_asset_can_hold_is_told_with_its_source(tmp_path: Path) -> None:
    source = tmp_path / "r.xml"
    source.write_text(mjcf().replace('mass="5"', 'mass="2000"'))
    with pytest.raises(AssetError, match=r"r\.xml: no body can be made of it: .*2000 is not allowed"):
        import_body(source, tmp_path / "X.asset")
