"""Bodies imported from real robots' files, against MuJoCo's own model of the same files."""

from __future__ import annotations

from pathlib import Path

import gymnasium
import mujoco
import numpy as np
import pytest
from clamber.assets.body import BodySpec, Link
from clamber.assets.content import names
from clamber.assets.fields import AssetError
from clamber.assets.kinematics import lowest_points, neutral_angles, pose_of
from clamber.assets.loading import asset_text, load_body, parse_body
from clamber.physics.effective_inertia import effective_inertia
from clamber.physics.import_body import import_body
from clamber.physics.import_links import build_tree
from clamber.physics.import_mjcf import import_file
from clamber.physics.import_model import SourceModel, compile_model
from clamber.physics.import_names import mirrored_name
from clamber.physics.inertia import link_inertia
from numpy.typing import NDArray

from tests.physics.scenes import engine_for, flat, neutral, place_everywhere, start

Float = NDArray[np.float64]

ROBOTS = Path(gymnasium.__file__).parent / "envs" / "mujoco" / "assets"

#: A biped whose hips have an offset, a tilted joint frame, a massless sensor, a missing mesh and a cylinder.
URDF = """<robot name="biped">
  <link name="base"/>
  <joint name="float" type="fixed"><parent link="base"/><child link="trunk"/><origin xyz="0 0 0.1"/></joint>
  <link name="trunk">
    <inertial><origin xyz="0.02 0 0.01" rpy="0.1 0.2 0.3"/><mass value="6"/>
      <inertia ixx="0.05" ixy="0.001" ixz="0.002" iyy="0.06" iyz="-0.003" izz="0.04"/></inertial>
    <collision><geometry><box size="0.2 0.2 0.3"/></geometry></collision>
  </link>
  <joint name="imu" type="fixed"><parent link="trunk"/><child link="imu"/><origin xyz="0 0 0.2"/></joint>
  <link name="imu"><inertial><mass value="0.01"/><inertia ixx="0" ixy="0" ixz="0" iyy="0" iyz="0" izz="0"/></inertial>
  </link>
  LEGS
</robot>"""
LEG = """
  <joint name="SIDE_hip" type="revolute"><parent link="trunk"/><child link="SIDE_thigh"/>
    <origin xyz="0 Y -0.15" rpy="0.3 0 0"/><axis xyz="0 1 0"/>
    <limit lower="-1.2" upper="1.2" effort="40" velocity="9"/></joint>
  <link name="SIDE_thigh"><inertial><origin xyz="0 0 -0.1"/><mass value="1.5"/>
      <inertia ixx="0.01" ixy="0" ixz="0" iyy="0.01" iyz="0" izz="0.002"/></inertial>
    <collision><origin xyz="0 0 -0.1"/><geometry><mesh filename="package://nowhere/thigh.stl"/></geometry></collision>
  </link>
  <joint name="SIDE_knee" type="revolute"><parent link="SIDE_thigh"/><child link="SIDE_shank"/>
    <origin xyz="0.01 0 -0.2" rpy="-0.3 0 0"/><axis xyz="0 -1 0"/>
    <limit lower="0.2" upper="2" effort="30" velocity="9"/></joint>
  <link name="SIDE_shank"><inertial><origin xyz="0 0 -0.1"/><mass value="0.8"/>
      <inertia ixx="0.004" ixy="0" ixz="0" iyy="0.004" iyz="0" izz="0.0005"/></inertial>
    <collision><origin xyz="0 0 -0.1"/><geometry><cylinder radius="0.03" length="0.2"/></geometry></collision>
  </link>"""


@pytest.fixture
def urdf(tmp_path: Path) -> Path:
    """The biped as a file."""
    legs = LEG.replace("SIDE", "left").replace("Y", "0.1") + LEG.replace("SIDE", "right").replace("Y", "-0.1")
    path = tmp_path / "biped.urdf"
    path.write_text(URDF.replace("LEGS", legs))
    return path


def robot_file(name: str, urdf: Path) -> Path:
    return urdf if name == "biped.urdf" else ROBOTS / name


def posed_source(source: SourceModel, angles: Float, joints: list[int]) -> mujoco.MjData:
    """MuJoCo's own kinematics with the root at its zero pose and the joints turned by ``angles`` from theirs."""
    data = mujoco.MjData(source.model)
    for joint, angle in zip(joints, angles, strict=True):
        data.qpos[source.model.jnt_qposadr[joint]] += angle
    mujoco.mj_kinematics(source.model, data)
    mujoco.mj_comPos(source.model, data)
    return data


def whole_inertia(masses: Float, centres: Float, inertias: Float) -> tuple[float, Float, Float]:
    """Mass, centre and inertia about the centre of rigid parts together."""
    mass = masses.sum()
    centre = masses @ centres / mass
    offsets = centres - centre
    steiner = [m * (r @ r * np.eye(3) - np.outer(r, r)) for m, r in zip(masses, offsets, strict=True)]
    return float(mass), centre, (inertias + np.array(steiner)).sum(axis=0)


def source_inertia(source: SourceModel, data: mujoco.MjData) -> tuple[float, Float, Float]:
    turns = data.ximat.reshape(-1, 3, 3)[1:]
    inertias = turns @ np.array([np.diag(row) for row in source.model.body_inertia[1:]]) @ turns.transpose(0, 2, 1)
    return whole_inertia(source.model.body_mass[1:], data.xipos[1:], inertias)


def body_inertia(body: BodySpec, angles: Float) -> tuple[float, Float, Float]:
    pose = pose_of(body, angles)
    parts = [link_inertia(link) for link in body.links]
    centres = [p + r @ own.centre for p, r, own in zip(pose.positions, pose.rotations, parts, strict=True)]
    inertias = [r @ own.inertia @ r.T for r, own in zip(pose.rotations, parts, strict=True)]
    return whole_inertia(np.array([own.mass for own in parts]), np.array(centres), np.array(inertias))


@pytest.mark.parametrize("name", ["ant.xml", "humanoid.xml", "walker2d_v5.xml", "half_cheetah.xml", "biped.urdf"])
def test_axes_lie_where_mujoco_has_them_at_random_angles(name: str, urdf: Path) -> None:
    path = robot_file(name, urdf)
    source = compile_model(path)
    tree = build_tree(source)
    body = import_file(path).spec
    order = [link.name for link in body.links]
    random = np.random.default_rng(1)
    for _ in range(5):
        angles = random.uniform(-1.0, 1.0, len(body.axes))
        data = posed_source(source, angles, [turn.joint for turn in tree.turns])
        pose = pose_of(body, angles)
        root = data.xpos[next(index for index, link in tree.link_of_body.items() if link == order[0])]
        for turn, axis in zip(tree.turns, body.axes, strict=True):
            link = order.index(axis.link)
            np.testing.assert_allclose(root + pose.positions[link], data.xanchor[turn.joint], atol=1e-6)
            np.testing.assert_allclose(pose.rotations[link] @ axis.direction, data.xaxis[turn.joint], atol=1e-6)


@pytest.mark.parametrize("name", ["ant.xml", "walker2d_v5.xml", "half_cheetah.xml", "biped.urdf"])
def test_mass_centre_and_inertia_equal_mujocos_at_random_angles(name: str, urdf: Path) -> None:
    path = robot_file(name, urdf)
    source = compile_model(path)
    tree = build_tree(source)
    body = import_file(path).spec
    random = np.random.default_rng(2)
    root = source.data.xpos[next(iter(tree.link_of_body))]
    for _ in range(5):
        angles = random.uniform(-1.0, 1.0, len(body.axes))
        data = posed_source(source, angles, [turn.joint for turn in tree.turns])
        mass, centre, inertia = source_inertia(source, data)
        own_mass, own_centre, own_inertia = body_inertia(body, angles)
        assert own_mass == pytest.approx(mass, rel=1e-9)
        np.testing.assert_allclose(own_centre + root, centre, atol=2e-5)
        np.testing.assert_allclose(own_inertia, inertia, atol=2e-4 * np.trace(inertia))


def test_a_split_joint_keeps_the_mass_and_puts_a_tenth_on_its_carriers() -> None:
    source = compile_model(ROBOTS / "humanoid.xml")
    body = import_file(ROBOTS / "humanoid.xml").spec
    masses = {link.name: sum(shape.mass for shape in link.shapes) for link in body.links}
    assert sum(masses.values()) == pytest.approx(source.model.body_mass[1:].sum(), rel=1e-9)
    thigh = source.model.body("right_thigh").mass[0]
    carriers = [link.name for link in body.links if link.name.startswith("right_thigh_")]
    assert len(carriers) == 2
    assert masses["right_thigh"] == pytest.approx(0.9 * thigh, rel=1e-9)
    assert [masses[name] for name in carriers] == pytest.approx([0.05 * thigh] * 2, rel=1e-9)
    assert not any(shape.collides for link in body.links if link.name in carriers for shape in link.shapes)


def test_limits_efforts_and_sides_come_from_the_urdf(urdf: Path) -> None:
    body = import_file(urdf).spec
    axes = {axis.name: axis for axis in body.axes}
    assert list(axes) == ["left_hip", "left_knee", "right_hip", "right_knee"]
    np.testing.assert_allclose(axes["left_knee"].range_deg, np.degrees([0.2, 2.0]), rtol=1e-6)
    assert axes["left_hip"].force_limit == pytest.approx(40.0)
    assert [link.name for link in body.links if link.foot] == ["left_shank", "right_shank"]
    assert not body.planar
    left, right = axes["left_knee"], axes["right_knee"]
    assert left.neutral_deg == pytest.approx(right.neutral_deg, abs=0.5)


def test_a_planar_root_makes_a_planar_body() -> None:
    assert import_file(ROBOTS / "walker2d_v5.xml").spec.planar


@pytest.mark.parametrize("name", ["ant.xml", "humanoid.xml", "walker2d_v5.xml", "biped.urdf"])
def test_it_stands_on_its_feet_at_the_standing_height(name: str, urdf: Path) -> None:
    body = import_file(robot_file(name, urdf)).spec
    lowest = lowest_points(body, pose_of(body, neutral_angles(body)))
    assert lowest.min() == pytest.approx(-body.standing_height, rel=1e-6)
    assert body.links[int(lowest.argmin())].foot
    assert parse_body(asset_text(body, "X"), "X").links[0].name == body.links[0].name


@pytest.mark.parametrize("name", ["ant.xml", "humanoid.xml", "biped.urdf"])
def test_drives_are_within_what_the_inertias_bear(name: str, urdf: Path) -> None:
    body = import_file(robot_file(name, urdf)).spec
    inertias = effective_inertia(body, neutral_angles(body))
    for axis, inertia in zip(body.axes, inertias, strict=True):
        assert 0.1 < 0.005 * np.sqrt(axis.stiffness / inertia) < 0.91
        assert 0.69 < axis.damping / (2.0 * np.sqrt(axis.stiffness * inertia)) < 1.51
        assert axis.force_limit > 0.0


@pytest.mark.parametrize("name", [name for name in names("Bodies") if not load_body(name).planar])
def test_effective_inertia_equals_the_schur_complement_of_mujocos_mass_matrix(name: str) -> None:
    body = load_body(name)
    angles = np.random.default_rng(3).uniform(-0.5, 0.5, len(body.axes))
    model = mujoco.MjModel.from_xml_string(mjcf(body))
    data = mujoco.MjData(model)
    columns = np.array([model.joint(axis.name).dofadr[0] for axis in body.axes])
    data.qpos[columns + 1] = angles  # the free root has seven positions and six velocities
    mujoco.mj_forward(model, data)
    mass = np.zeros((model.nv, model.nv))
    for column in range(model.nv):
        unit = np.zeros(model.nv)
        unit[column] = 1.0
        mujoco.mj_mulM(model, data, mass[column], unit)
    base = mass[:6, :6]
    expected = [mass[j, j] - mass[j, :6] @ np.linalg.solve(base, mass[:6, j]) for j in columns]
    np.testing.assert_allclose(effective_inertia(body, angles), expected, rtol=1e-5)


def mjcf(body: BodySpec) -> str:
    """The body's tree with explicit inertias as MJCF, nothing else."""

    def element(link: Link) -> str:
        own = link_inertia(link)
        place = " ".join(str(part) for part in link.position)
        inner = "<freejoint/>" if not link.parent else ""
        for axis in body.axes:
            if axis.link == link.name:
                inner += f'<joint name="{axis.name}" axis="{" ".join(str(part) for part in axis.direction)}"/>'
        if own.mass > 0.0:
            i = own.inertia
            full = " ".join(repr(float(v)) for v in (i[0, 0], i[1, 1], i[2, 2], i[0, 1], i[0, 2], i[1, 2]))
            centre = " ".join(repr(float(v)) for v in own.centre)
            inner += f'<inertial pos="{centre}" mass="{own.mass!r}" fullinertia="{full}"/>'
        inner += "".join(element(child) for child in body.links if child.parent == link.name)
        return f'<body name="{link.name}" pos="{place}">{inner}</body>'

    return f"<mujoco><worldbody>{element(body.links[0])}</worldbody></mujoco>"


@pytest.mark.parametrize(
    ("name", "mirrored"),
    [("FR_hip", "right_front_hip"), ("LH_KFE", "left_hind_KFE"), ("foot_left", "left_foot"), ("torso", "torso"),
     ("front_left_leg", "left_front_leg"), ("left_knee", "left_knee"), ("leg_l_1", "leg_l_1"), ("r-arm", "right_arm")],
)  # fmt: skip
def test_names_get_their_side_in_front(name: str, mirrored: str) -> None:
    assert mirrored_name(name) == mirrored


BAD = [
    ("x.urdf", "<robot", "x.urdf: not XML: "),
    ("x.urdf", "<sdf/>", "x.urdf: <sdf> is not allowed; <robot> (URDF) or <mujoco> (MJCF)"),
    ("x.urdf", '<robot xmlns:xacro="http://www.ros.org/wiki/xacro"><xacro:include/></robot>',
     "x.urdf: holds xacro macros; expand them first (xacro robot.urdf.xacro > robot.urdf)"),
    ("x.xml", "<mujoco><bogus/></mujoco>", "x.xml: MuJoCo cannot read it: "),
    ("x.xml", "<mujoco><worldbody/></mujoco>", "x.xml: MuJoCo cannot read it: it has no link besides the world"),
    ("x.xml", '<mujoco><worldbody><body><freejoint/><geom size="1"/></body></worldbody></mujoco>',
     "x.xml: no turning joint was found; a body needs at least one"),
    ("x.xml", '<mujoco><worldbody><body><joint name="slider" type="slide"/><geom size="1"/><body><joint/>'
     '<geom size="1"/></body></body></worldbody></mujoco>',
     "x.xml: the root hangs on slider, which is not allowed; a free joint, or two slides along x and z and a hinge "
     "about y"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "text", "message"), BAD)
def test_a_file_that_is_no_walking_robot_is_told_in_one_line(
    name: str, text: str, message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path(name).write_text(text)
    with pytest.raises(AssetError) as error:
        import_body(Path(name), Path("out.asset"))
    assert str(error.value).startswith(message)
    assert "\n" not in str(error.value)
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_import_body_writes_an_asset_that_loads(urdf: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = import_body(urdf, tmp_path / "Biped.asset")
    assert len(load_body(out).axes) == 4
    assert out.with_name("Biped.asset.meta").is_file()
    printed = capsys.readouterr().out
    assert "feet, taken to be the lowest ends: left_shank, right_shank" in printed
    assert "meshes could not be read" in printed
    with pytest.raises(AssetError, match=r"an asset's file has the asset's name; Other\.asset is needed$"):
        import_body(urdf, tmp_path / "Biped.asset", "Other")


def test_a_missing_file_is_told_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(AssetError, match=r"robot\.urdf: cannot be read: No such file or directory$"):
        import_body(tmp_path / "robot.urdf", tmp_path / "X.asset")


def test_an_import_leaves_mujoco_silent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """A lane that breaks afterwards prints nothing, and leaves no file of warnings in the working folder."""
    monkeypatch.chdir(tmp_path)
    engine = engine_for("mujoco", load_body("Quadruped"), 1)
    place_everywhere(engine, flat())
    import_file(ROBOTS / "ant.xml")
    start(engine, 0.5)
    engine.push(np.array([0]), np.full((1, 3), 1e30))
    capfd.readouterr()
    engine.step(neutral(engine.body, 1), 4)
    assert not engine.state.finite[0]
    engine.close()
    assert list(tmp_path.iterdir()) == []
    assert capfd.readouterr() == ("", "")
