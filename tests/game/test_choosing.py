"""What ``clamber play`` begins with."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from aiohttp import web
from clamber.assets.content import content_folder
from clamber.assets.fields import AssetError
from clamber.evaluation.brain import BrainError
from clamber.game import brain_upload
from clamber.game.application import CATALOG
from clamber.game.project_folder import use_project
from clamber.game.server import choose, make_app

from tests.game.brains import linear_brain, sizes_of


@pytest.fixture
def app() -> Iterator[web.Application]:
    made = make_app()
    yield made
    made[brain_upload.FOLDER].cleanup()


def test_the_page_is_told_what_was_chosen(app: web.Application, tmp_path: Path) -> None:
    """A task alone, a brain with the task that it was trained for or another that it fits, or a file."""
    assert choose(app, "", "") == {}
    assert choose(app, "Bittle", "") == {"task": "Bittle"}
    assert choose(app, "", "Quadruped") == {"task": "Quadruped", "brain": "Quadruped"}
    assert choose(app, "QuadrupedSurefooted", "Quadruped") == {"task": "QuadrupedSurefooted", "brain": "Quadruped"}
    shipped = content_folder() / "Brains/Bittle.onnx"
    assert choose(app, "", str(shipped)) == {"task": "Bittle", "brain": "Bittle"}
    mine = linear_brain(tmp_path / "mine.onnx", sizes_of("Walker"))
    assert choose(app, "Walker", str(mine)) == {"task": "Walker", "brain": "mine"}


@pytest.mark.parametrize(
    ("task", "brain", "told"),
    [
        ("Wolker", "", "task 'Wolker': there is none; known: "),
        ("some/Walker.asset", "", "task 'some/Walker.asset': there is none; known: "),
        ("Walker", "Bittle", "Bittle.onnx: input obs_0"),
        ("", "Bitle", "brain"),
        ("", "nowhere.onnx", "nowhere.onnx: no such brain file"),
    ],
)
def test_what_cannot_be_chosen_is_told_in_one_line(task: str, brain: str, told: str, app: web.Application) -> None:
    """Before the browser opens, where it would be lost."""
    with pytest.raises(ValueError) as caught:
        choose(app, task, brain)
    assert told in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_brain_of_the_project_that_says_no_task(
    app: web.Application, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is raced by the task that is named, under a name that the page is offered; without one it is refused."""
    shutil.copytree(content_folder(), tmp_path / "content")
    monkeypatch.setenv("CLAMBER_CONTENT", str(tmp_path / "content"))
    linear_brain(tmp_path / "content/Brains/Mine.onnx", sizes_of("Walker"))
    with pytest.raises(BrainError, match=r"^Mine\.onnx: says no task that there is; .*--task$"):
        choose(app, "", "Mine")
    chosen = choose(app, "Walker", "Mine")
    assert chosen["task"] == "Walker"
    offered = {one["name"]: one["task"] for one in app[CATALOG].content_json()["brains"]}
    assert offered[chosen["brain"]] == "Walker"


def test_a_project_of_ones_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its folder, or the UnityProject in it."""
    monkeypatch.setenv("CLAMBER_CONTENT", "")
    content = tmp_path / "UnityProject/Assets/Clamber"
    content.mkdir(parents=True)
    for folder in (tmp_path, tmp_path / "UnityProject"):
        use_project(folder)
        assert content_folder() == content
    with pytest.raises(AssetError, match=r"--project: .* holds no UnityProject"):
        use_project(tmp_path / "elsewhere")
