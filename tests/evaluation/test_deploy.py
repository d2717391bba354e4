"""Brains into the game, from the command line."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import onnx
import pytest
from clamber.assets.content import content_folder
from clamber.assets.meta_files import guid_of, meta_path
from clamber.cli import Deploy
from clamber.evaluation.brain import BrainError, brain_metadata
from clamber.evaluation.deploy import deploy

BrainMaker = Callable[..., Path]


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the content, so that no test touches the real one."""
    folder = tmp_path / "Unity" / "Assets" / "Clamber"
    for part in ("Bodies", "Courses", "Scenes", "Tasks"):
        shutil.copytree(content_folder() / part, folder / part)
    monkeypatch.setenv("CLAMBER_CONTENT", str(folder))
    return folder


def test_a_brain_lands_in_the_game_and_keeps_its_guid(
    make_faller: BrainMaker, project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    trained = make_faller(path=tmp_path / "PlanarHurdles.onnx", metadata={"task": "PlanarHurdles", "seed": "4"})
    assert Deploy(trained).run() == 0
    installed = project / "Brains" / "PlanarHurdles.onnx"
    assert capsys.readouterr().out.strip() == str(installed)
    assert onnx.load(str(installed)).graph == onnx.load(str(trained)).graph
    assert brain_metadata(installed) == {"task": "PlanarHurdles", "seed": "4"}
    meta_path(installed).write_text(meta_path(installed).read_text().replace(guid_of(installed), "c" * 32))
    better = make_faller(path=tmp_path / "PlanarHurdles.onnx", metadata={"task": "PlanarHurdles", "seed": "5"})
    deploy(better)
    assert guid_of(installed) == "c" * 32
    assert brain_metadata(installed)["seed"] == "5"


def test_the_race_offers_what_has_been_deployed(make_faller: BrainMaker, project: Path, tmp_path: Path) -> None:
    """And its task: a brain of a task that the race does not list is not offered."""
    path, task = project / "Scenes" / "Race.unity", guid_of(project / "Tasks" / "PlanarHurdles.asset")
    without = path.read_text().replace(f"  - {{fileID: 11400000, guid: {task}, type: 2}}\n", "")
    assert task not in without.partition("m_Tasks:")[2].partition("m_Courses:")[0]
    path.write_text(without)
    installed = deploy(make_faller(path=tmp_path / "PlanarHurdles.onnx"), name="Jumper")
    scene = path.read_text()
    assert f"guid: {task}, type: 2}}" in scene.partition("m_Tasks:")[2].partition("m_Courses:")[0]
    assert re.search(rf"m_Model: {{.* guid: {guid_of(installed)}, type: 3}}\n    m_Task: {{.* guid: {task}, ", scene)


def test_the_task_is_the_one_named_else_the_brains_else_that_of_the_files_name(
    make_faller: BrainMaker, project: Path, tmp_path: Path
) -> None:
    stock = make_faller(path=tmp_path / "PlanarHurdles.onnx")
    assert brain_metadata(deploy(stock, name="Second")) == {"task": "PlanarHurdles"}
    nameless = make_faller(path=tmp_path / "brain.onnx")
    with pytest.raises(BrainError, match=r"brain\.onnx: does not say of which task it is; name one \(--task\)"):
        deploy(nameless)
    assert deploy(nameless, "PlanarHurdles") == project / "Brains" / "brain.onnx"
    with pytest.raises(BrainError, match="obs_0 has"):
        deploy(stock, "Quadruped", "Third")
    assert not (project / "Brains" / "Third.onnx").exists()


def test_a_brain_that_does_not_fit_leaves_nothing_behind(
    make_brain: BrainMaker, hurdles_sizes: tuple[int, int, int], project: Path, tmp_path: Path
) -> None:
    proprioception, terrain, actions = hurdles_sizes
    for sizes, made, opset, told in (
        ((proprioception, terrain - 1), actions, 15, "obs_1 has .* values; the task's sensor has"),
        ((proprioception, terrain), actions + 1, 15, f"makes {actions + 1} actions; the task takes {actions}"),
        ((proprioception, terrain), actions, 18, "opset 18 is not allowed; 7 to 15"),
    ):
        with pytest.raises(BrainError, match=told):
            deploy(make_brain(sizes, made, opset=opset), "PlanarHurdles")
    with pytest.raises(BrainError, match="--name"):
        deploy(make_brain((proprioception, terrain), actions), "PlanarHurdles", "../up")
    with pytest.raises(BrainError, match="no such brain file"):
        deploy(tmp_path / "nowhere.onnx", "PlanarHurdles")
    assert not (project / "Brains").exists()
