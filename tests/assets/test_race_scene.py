"""Brains in the list of the race's scene."""

from pathlib import Path

import pytest
from clamber.assets.content import content_folder
from clamber.assets.fields import AssetError
from clamber.assets.meta_files import guid_of, write_missing_meta
from clamber.assets.race_scene import offer_brain

TASKS = content_folder() / "Tasks"
SCENE = """%YAML 1.1
--- !u!114 &102
MonoBehaviour:
  m_Courses:
  - {fileID: 11400000, guid: 11111111111111111111111111111111, type: 2}
  m_Brains: []
  m_Camera: {fileID: 304}
"""


@pytest.fixture
def scene(tmp_path: Path) -> Path:
    """A scene without brains."""
    path = tmp_path / "Race.unity"
    path.write_text(SCENE)
    return path


def make_brain(folder: Path, name: str) -> Path:
    """An .onnx with a .meta file."""
    path = folder / "Assets" / f"{name}.onnx"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(b"")
    write_missing_meta(path)
    return path


def entry(brain: Path, task: str, action_repeat: int = 1) -> str:
    """How Unity writes one brain."""
    return (
        f"  - m_Model: {{fileID: 5022602860645237092, guid: {guid_of(brain)}, type: 3}}\n"
        f"    m_Task: {{fileID: 11400000, guid: {guid_of(TASKS / f'{task}.asset')}, type: 2}}\n"
        f"    m_ActionRepeat: {action_repeat}\n"
    )


def test_brains_are_added_one_after_the_other(scene: Path, tmp_path: Path) -> None:
    first, second = make_brain(tmp_path, "First"), make_brain(tmp_path, "Second")
    assert offer_brain(scene, first, TASKS / "Walker.asset")
    assert offer_brain(scene, second, TASKS / "Bittle.asset")
    listed = "  m_Brains:\n" + entry(first, "Walker") + entry(second, "Bittle")
    assert scene.read_text() == SCENE.replace("  m_Brains: []\n", listed)


def test_a_brain_is_listed_once_and_its_task_corrected(scene: Path, tmp_path: Path) -> None:
    first, second = make_brain(tmp_path, "First"), make_brain(tmp_path, "Second")
    for brain in (first, second):
        offer_brain(scene, brain, TASKS / "Walker.asset")
    before = scene.read_text()
    assert not offer_brain(scene, first, TASKS / "Walker.asset")
    assert scene.read_text() == before
    assert offer_brain(scene, first, TASKS / "Quadruped.asset", 4)
    listed = "  m_Brains:\n" + entry(first, "Quadruped", 4) + entry(second, "Walker")
    assert scene.read_text() == SCENE.replace("  m_Brains: []\n", listed)


def test_a_list_that_unity_has_broken_into_lines_is_read(scene: Path, tmp_path: Path) -> None:
    brain = make_brain(tmp_path, "First")
    offer_brain(scene, brain, TASKS / "Walker.asset")
    broken = scene.read_text().replace(", type: 3}", ",\n      type: 3}").replace(", type: 2}", ",\n      type: 2}")
    scene.write_text(broken)
    offer_brain(scene, brain, TASKS / "Bittle.asset")
    assert scene.read_text().count("m_Model") == 1 and entry(brain, "Bittle") in scene.read_text()
    assert scene.read_text().endswith("  m_Camera: {fileID: 304}\n")


def test_a_scene_without_the_list_is_one_line(scene: Path, tmp_path: Path) -> None:
    scene.write_text(SCENE.replace("m_Brains", "m_Boulders"))
    with pytest.raises(AssetError, match=r"Race\.unity: m_Brains: missing") as caught:
        offer_brain(scene, make_brain(tmp_path, "First"), TASKS / "Walker.asset")
    assert "\n" not in str(caught.value)


def test_the_games_own_scene_takes_a_brain(tmp_path: Path) -> None:
    scene = tmp_path / "Race.unity"
    before = (content_folder() / "Scenes" / "Race.unity").read_text()
    scene.write_text(before)
    brain = make_brain(tmp_path, "Other")
    assert offer_brain(scene, brain, TASKS / "Walker.asset")
    after = scene.read_text()
    assert after.replace(entry(brain, "Walker"), "").replace("m_Brains:\n", "m_Brains: []\n") in (
        before, before.replace("m_Brains:\n", "m_Brains: []\n"),
    )  # fmt: skip
