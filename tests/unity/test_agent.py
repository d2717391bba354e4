"""The Unity agent, laid out by the training area, against recorded episodes of the Python environment.

What a physics step would do is put in by hand: bodies, velocities and contacts as MuJoCo had them. From there on it is
the game's own code: it reads the articulation, senses, pays, ends episodes, and begins the next ones.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from clamber.tasks import episode_draws
from clamber.tasks.rewards import TERMS
from numpy.typing import NDArray

from tests.unity.episodes import SEED, TASKS, Start, eventful_content, record
from tests.unity.mono import run
from tests.unity.records import line, numbers

#: Truncations among EndingCause's bits: time_out and broken.
TRUNCATIONS = 32 | 64
#: Samples of a whole recording that may come from the neighbouring cell of the raster: places that 64 bits put on one
#: side of a cell's edge and Unity's 32 bits on the other.
NEIGHBOURS = 3
#: Worth what happened within the physics steps of a decision, which is not put in.
WITHIN_A_DECISION = ("joint_torque", "energy")
#: Every other term, all in one task.
PAID = [name for name in TERMS if name not in WITHIN_A_DECISION]
KEPT_ON_LANE = episode_draws.kept_on_lane

Floats = NDArray[np.float64]


def near(expected: Any) -> Any:
    """Equal to 1e-4, relative for what is large: Unity's numbers are 32 bits."""
    return pytest.approx(expected, rel=1e-4, abs=1e-4)


@pytest.mark.parametrize("task", TASKS)
def test_agent_lives_as_in_python(task: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    live_as_in_python(task, eventful_content(task, tmp_path, PAID), monkeypatch)


def test_nobody_is_told_to_walk_off_the_lane(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On a lane as narrow as it may be, where pushes alone lead to its edge, headings are mirrored as in Python."""
    mirrored = []

    def kept(heading: Floats, y: Floats, width: Floats) -> Floats:
        found = KEPT_ON_LANE(heading, y, width)
        mirrored.append(bool((found != heading).any()))
        return found

    monkeypatch.setattr(episode_draws, "kept_on_lane", kept)
    live_as_in_python("Bittle", eventful_content("Bittle", tmp_path, PAID, width=1.0), monkeypatch)
    assert any(mirrored) and not all(mirrored)


def live_as_in_python(task: str, content: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Records a task of the content in Python, and holds the C# to it, decision by decision."""
    monkeypatch.setenv("CLAMBER_CONTENT", str(content))
    recording = record(task, 120)
    requests = [line(agent=task, seed=str(SEED))]
    requests += [line(action=moment.action) + "|" + line(**moment.state) for moment in recording.decisions]

    answers = run("agent", requests, content=content)
    neighbours = 0
    for number, (answer, moment) in enumerate(zip(answers, recording.moments, strict=True)):
        place = f"{task}, line {number}"
        kind, *parts, own, around = answer.split("|")
        assert numbers(own) == near(moment.own), place
        neighbours += int((np.abs(np.array(numbers(around)) - moment.around) > 1e-4).sum())
        if isinstance(moment, Start):
            assert kind == "start", place
            assert numbers(parts[0]) == pytest.approx(moment.pose[:7], abs=1e-6), place
            assert numbers(parts[1]) == pytest.approx(moment.pose[10:], abs=1e-6), place
            assert not any(numbers(parts[2])), place
        else:
            assert kind == "decision", place
            assert numbers(parts[0]) == near(moment.control), place
            done, interrupted, reward = numbers(parts[1])
            assert bool(done) == (moment.cause != 0), place
            assert bool(interrupted) == bool(moment.cause & TRUNCATIONS), place
            assert reward == near(moment.reward), place
    assert neighbours <= NEIGHBOURS, task
