"""Whole episodes that Python lived, lived again by the C# rules on the same states.

The project's tasks, made eventful: every reward term, pushes, delays, new commands and a short time limit.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from clamber.tasks.rewards import TERMS

from tests.unity.episodes import SEED, TASKS, TIRING, Recording, Start, eventful_content, record
from tests.unity.mono import run
from tests.unity.records import line, numbers


def near(expected: Any) -> Any:
    """Equal to 1e-5."""
    return pytest.approx(expected, rel=1e-5, abs=1e-5)


@pytest.mark.parametrize("task", TASKS)
def test_episodes_are_lived_the_same(task: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    content = eventful_content(task, tmp_path, TERMS)
    monkeypatch.setenv("CLAMBER_CONTENT", str(content))
    compare(task, record(task, 150), content)


@pytest.mark.parametrize("task", TIRING)
def test_bodies_tire_the_same(task: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Controls are weakened, reserves are sensed and filled up again at every start as in Python."""
    content = eventful_content(task, tmp_path, ["forward_progress"], tires=True)
    monkeypatch.setenv("CLAMBER_CONTENT", str(content))
    recording = record(task, 150)
    left = np.array([moment.own[-1] for moment in recording.decisions])
    assert left.min() < 0.1 and left.max() > 0.9, "reserves of all sizes are worth comparing"
    compare(task, recording, content)


def compare(task: str, recording: Recording, content: Path) -> None:
    """Lives a recording of a task again, and holds everything that comes of it to the recording."""
    requests = [line(agent=task, seed=str(SEED), number="0")]
    episode = 0
    for moment in recording.moments:
        if isinstance(moment, Start):
            requests.append(line(episode=episode, difficulty=moment.difficulty))
            episode += 1
        else:
            requests.append(line(action=moment.action) + "|" + line(**moment.state))

    answers = run("replay", requests, content=content)
    for number, (answer, moment) in enumerate(zip(answers, recording.moments, strict=True)):
        place = f"{task}, line {number}"
        *parts, own, around = answer.split("|")
        assert numbers(own) == near(moment.own), place
        assert numbers(around) == near(moment.around), place
        if isinstance(moment, Start):
            drawn = numbers(parts[0])
            assert drawn[0] == moment.course_seed, place
            assert drawn[1:5] == near(moment.physics), place
            assert numbers(parts[1]) == near(moment.pose), place
        else:
            assert numbers(parts[0]) == near(moment.control), place
            assert numbers(parts[1]) == near(moment.push[:2] if moment.push else [-1.0, -1.0]), place
            reward, cause = numbers(parts[2])
            assert reward == near(moment.reward), place
            assert int(cause) == moment.cause, place
