"""A new task is like another one, and its configuration trains it."""

import shutil
from pathlib import Path

import pytest
from clamber.assets.content import content_folder
from clamber.assets.fields import AssetError
from clamber.assets.loading import (
    load_body,
    load_course,
    load_task,
    task_body,
    task_course,
)
from clamber.assets.meta_files import guid_of
from clamber.learning.arguments import TrainArguments
from clamber.learning.configuration import read_configuration
from clamber.learning.new_task import CONFIGURATIONS, new_task
from clamber.learning.train import train


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project's content and configurations, in a folder that may be written to; tests run in it."""
    shutil.copytree(content_folder(), tmp_path / "Clamber", ignore=shutil.ignore_patterns("*.onnx", "*.cs"))
    shutil.copytree(CONFIGURATIONS, tmp_path / CONFIGURATIONS)
    monkeypatch.setenv("CLAMBER_CONTENT", str(tmp_path / "Clamber"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def files(project: Path) -> set[Path]:
    return set(project.rglob("*"))


def test_another_body_learns_at_once(project: Path) -> None:
    asset, configuration = new_task("BittleWalks", "QuadrupedFlat", body="Bittle")

    task = load_task("BittleWalks")
    assert task_body(task) == load_body("Bittle")
    assert task.rewards == load_task("QuadrupedFlat").rewards
    for name, following in (("Training", "m_Agents:"), ("Race", "m_Courses:")):
        scene = (content_folder() / "Scenes" / f"{name}.unity").read_text()
        assert scene.count(guid_of(asset)) == 1
        assert scene.index("m_Tasks:") < scene.index(guid_of(asset)) < scene.index(following)
    assert configuration == CONFIGURATIONS / "bittle_walks.yaml"
    assert train(TrainArguments(configuration, seed=1, agents=4, max_steps=64, threads=1)) == 0
    assert (project / "results" / "bittle_walks" / "BittleWalks.onnx").is_file()


def test_another_course_is_the_one_trained_on(project: Path) -> None:
    _, configuration = new_task("QuadrupedHurdles", "Quadruped", course="HighHurdles")

    assert task_course(load_task("QuadrupedHurdles")) == load_course("HighHurdles")
    assert read_configuration(CONFIGURATIONS / "quadruped.yaml").environment.course == "GauntletPractice"
    assert read_configuration(configuration).environment.course == ""


def test_the_configuration_keeps_all_else(project: Path) -> None:
    _, configuration = new_task("RunnerAgain", "Runner")

    old, new = read_configuration(CONFIGURATIONS / "runner.yaml"), read_configuration(configuration)
    assert new.trainer.behavior == new.environment.task == "RunnerAgain"
    assert new.trainer.hyperparameters == old.trainer.hyperparameters
    assert new.parameters.keys() == old.parameters.keys()
    assert "behavior: RunnerAgain" in configuration.read_text()  # whose reward the lessons wait for
    assert "behavior: Runner," not in configuration.read_text()
    assert new.run_id == "runner_again"


def test_a_new_task_begins_with_no_run_of_the_other(project: Path) -> None:
    path = CONFIGURATIONS / "runner.yaml"
    text = path.read_text()
    text = text.replace("  run_id: runner\n", "  run_id: runner\n  initialize_from: mine\n")
    path.write_text(text.replace("    max_steps:", "    init_path: mine/Runner/checkpoint.pt\n    max_steps:"))
    assert read_configuration(path).initialize_from == "mine"
    assert read_configuration(path).trainer.init_path == "mine/Runner/checkpoint.pt"
    _, configuration = new_task("RunnerAgain", "Runner")
    found = read_configuration(configuration)
    assert (found.initialize_from, found.trainer.init_path) == ("", "")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("Quadruped", "QuadrupedFlat"), "is there already"),
        (("My Robot", "QuadrupedFlat"), "letters and digits"),
        (("Mine", "QuadrupedFalt"), "did you mean QuadrupedFlat"),
        (("Mine", "QuadrupedFlat", "Bitle"), "did you mean Bittle"),
        (("Mine", "QuadrupedFlat", "", "Gauntlett"), "did you mean Gauntlet"),
        (("Mine", "Runner", "Quadruped"), "the body has no muscles"),
        (("Mine", "RunnerCareful"), "none of its configurations trains RunnerCareful"),
    ],
)
def test_what_cannot_be_made_leaves_nothing(project: Path, arguments: tuple[str, ...], message: str) -> None:
    before = files(project)
    with pytest.raises(AssetError, match=message):
        new_task(*arguments)
    assert files(project) == before


def test_a_configuration_of_that_name_is_kept(project: Path) -> None:
    (CONFIGURATIONS / "mine.yaml").write_text("mine\n")
    with pytest.raises(AssetError, match=r"mine\.yaml: is there already"):
        new_task("Mine", "QuadrupedFlat")
    assert (CONFIGURATIONS / "mine.yaml").read_text() == "mine\n"
