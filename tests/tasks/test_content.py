"""A task is checked with all that it refers to."""

import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from clamber.assets.content import content_folder
from clamber.assets.fields import AssetError
from clamber.assets.loading import load_course, load_task
from clamber.assets.meta_files import meta_path
from clamber.assets.task import RewardTerm
from clamber.tasks.content import held, on_course, read_task
from clamber.tasks.environment import ClamberVectorEnv


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
    assert on_course(task, str(content_folder() / "Courses/Hurdles.asset")) == on_course(task, "Hurdles")


@pytest.mark.parametrize(("name", "with_meta"), [("Gaps", True), ("Mine", False)])
def test_a_course_outside_the_content_is_refused(name: str, with_meta: bool, tmp_path: Path) -> None:
    """Assets refer to each other by GUID: a copy's is the content's own, which would be taken without a word."""
    source = content_folder() / "Courses/Gaps.asset"
    copy = tmp_path / f"{name}.asset"
    copy.write_text(source.read_text().replace("m_Length: 60", "m_Length: 17"))
    if with_meta:
        shutil.copy(meta_path(source), meta_path(copy))
    with pytest.raises(AssetError, match=f"{name}.asset: lies outside the content"):
        on_course(load_task("Quadruped"), str(copy))


def test_a_course_with_anothers_guid_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As where a file was copied in the content with its .meta."""
    content = tmp_path / "Clamber"
    shutil.copytree(content_folder(), content)
    monkeypatch.setenv("CLAMBER_CONTENT", str(content))
    copy = content / "Courses/Wide.asset"
    shutil.copy(content / "Courses/Gaps.asset", copy)
    shutil.copy(meta_path(content / "Courses/Gaps.asset"), meta_path(copy))
    with pytest.raises(AssetError, match=r"Wide.asset.meta: guid: .* is not allowed; it is that of .*Gaps.asset"):
        on_course(load_task("Quadruped"), "Wide")


def test_held_actions_pay_as_much_as_the_decisions_they_stand_for() -> None:
    """Three decisions of one action, or one that lasts as long: alive is paid per second, a fall once."""
    task = load_task("RunnerFlat")
    pay = {}
    for name, weight in (("alive", 2.0), ("termination", -100.0)):
        one = replace(task, rewards=[RewardTerm(name, weight)])
        for repeat in (1, 3):
            env = ClamberVectorEnv(held(one, repeat), 4, seed=3)
            env.reset(seed=3)
            action, total, fallen = np.full((4, 18), -1.0, np.float32), np.zeros(4), np.zeros(4, bool)
            for _ in range(3 // repeat):
                total += env.step(action)[1]
            while not fallen.all():
                _, reward, terminated, _, _ = env.step(action)
                pay[name, repeat, "fall"] = float(reward[terminated][0]) if terminated.any() else 0.0
                fallen |= terminated
            pay[name, repeat, "start"] = float(total[0])
            env.close()
    assert pay["alive", 1, "start"] == pytest.approx(pay["alive", 3, "start"]) == pytest.approx(0.06)
    assert pay["termination", 1, "fall"] == pytest.approx(pay["termination", 3, "fall"]) == pytest.approx(-1.0)
    assert held(task, 1) == task
