"""A task is checked with all that it refers to."""

import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from clamber.assets.content import content_folder
from clamber.assets.fields import AssetError
from clamber.assets.loading import load_course, load_task
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
