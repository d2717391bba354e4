"""A task is checked with all that it refers to."""

import shutil
from pathlib import Path

import pytest
from clamber.assets.content import content_folder
from clamber.assets.fields import AssetError
from clamber.assets.loading import load_course
from clamber.tasks.content import on_course, read_task


@pytest.mark.parametrize(
    ("file", "old", "new", "told"),
    [
        ("Courses/Gauntlet.asset", "m_Name: clearance", "m_Name: clearence", "Courses/Gauntlet.asset: m_Segments"),
        ("Bodies/Quadruped.asset", "m_LegLength: ", "m_LegLength: -", "Bodies/Quadruped.asset: m_LegLength: -"),
        ("Tasks/Quadruped.asset", "m_Name: upright", "m_Name: uprigth", "Tasks/Quadruped.asset: m_Rew"),
        ("Tasks/Quadruped.asset", "m_Control: 0", "m_Control: 2", "Tasks/Quadruped.asset: m_Control: 2 (muscle) is"),
        ("Tasks/Quadruped.asset", "m_Name: base_height", "m_Name: base_hight", "Tasks/Quadruped.asset: m_Observations"),
    ],
)
def test_a_mistake_anywhere_is_told_by_its_file(
    file: str, old: str, new: str, told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = tmp_path / "Clamber"
    shutil.copytree(content_folder(), content)
    monkeypatch.setenv("CLAMBER_CONTENT", str(content))
    read_task("Quadruped")
    text = (content / file).read_text()
    assert old in text
    (content / file).write_text(text.replace(old, new, 1))
    with pytest.raises(AssetError) as caught:
        read_task("Quadruped")
    assert str(caught.value).startswith(told)
    assert "\n" not in str(caught.value)


def test_a_task_on_another_course() -> None:
    """The course named takes the place of the task's; nothing named, nothing changed."""
    task = read_task("Quadruped").task
    assert on_course(task, "") == task
    assert read_task(on_course(task, "Hurdles")).course == load_course("Hurdles")
    with pytest.raises(AssetError, match=r"course 'Hurdle': there is none; did you mean Hurdles"):
        on_course(task, "Hurdle")
