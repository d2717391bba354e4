"""The Unity agent, laid out by the training area, against recorded episodes of the Python environment.

What a physics step would do is put in by hand: bodies, velocities and contacts as MuJoCo had them. From there on it is
the game's own code: it reads the articulation, senses, pays, ends episodes, and begins the next ones.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from clamber.assets.loading import load_task, task_body
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
WITHIN_A_DECISION = ("joint_torque", "energy", "energy_per_metre", "cost_of_transport")
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
    """On a lane as narrow as it may be, where pushes alone lead to its edge, headings are changed as in Python."""
    changed = []

    def kept(heading: Floats, y: Floats, width: Floats, way: Floats) -> Floats:
        found = KEPT_ON_LANE(heading, y, width, way)
        changed.append(bool((found != heading).any()))
        return found

    monkeypatch.setattr(episode_draws, "kept_on_lane", kept)
    live_as_in_python("Bittle", eventful_content("Bittle", tmp_path, PAID, width=1.0), monkeypatch)
    assert any(changed) and not all(changed)


@pytest.mark.parametrize("task", ["Quadruped", "PlanarHurdles"])
def test_what_a_learner_sets_takes_the_place_of_what_is_drawn(
    task: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_ = {"action_delay": 5.0, "push_speed": 0.7, "difficulty": 0.75, "target_speed": 1.9}
    live_as_in_python(task, eventful_content(task, tmp_path, PAID), monkeypatch, **set_)


@pytest.mark.parametrize(
    ("field", "value", "broken"),
    [("joint_velocity", np.nan, True), ("joint_position", np.nan, True), ("root_angular_velocity", 700.0, True),
     ("joint_velocity", 2010.0, True), ("joint_velocity", 1500.0, False), ("root_linear_velocity", -700.0, True)],
)  # fmt: skip
def test_a_body_that_explodes_is_taken_out(
    field: str, value: float, broken: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The bound is the engines' own; the last observation is the last sound one, and no reward is paid."""
    content = eventful_content("QuadrupedFlat", tmp_path, PAID)
    sound, last, *beginning = two_decisions(field, value, content, monkeypatch)
    done, interrupted, reward = numbers(last.split("|")[2])
    assert (done, interrupted) == (broken, broken)
    assert len(beginning) == broken
    if broken:
        assert reward == 0.0
        assert last.split("|")[5:] == sound.split("|")[5:]
        assert told(last.split("|")[4])["broken"] == 1.0
        # It has come as far as it last was in one piece, not back to the start.
        assert told(last.split("|")[4])["distance"] != 0.0


def test_who_leaves_the_lane_counts_as_fallen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    content = eventful_content("QuadrupedFlat", tmp_path, PAID)
    _, last, _ = two_decisions("root_position", 50.0, content, monkeypatch)
    causes = told(last.split("|")[4])
    assert numbers(last.split("|")[2])[:2] == [1.0, 0.0]
    assert (causes["out_of_bounds"], causes["fell"], causes["fell_over"]) == (1.0, 1.0, 0.0)


def two_decisions(field: str, value: float, content: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What comes of two decisions, after the second of which a field of the body's state has this value."""
    monkeypatch.setenv("CLAMBER_CONTENT", str(content))
    first, second, *_ = record("QuadrupedFlat", 120).decisions
    values = np.array(second.state[field], dtype=np.float64)
    values.flat[: 3 if "root" in field else 1] = value
    requests = [line(agent="QuadrupedFlat", seed=str(SEED), parameters="")]
    for moment, state in ((first, first.state), (second, second.state | {field: values})):
        requests.append(line(action=moment.action) + "|" + line(**state))
    return run("agent", requests, content=content)[1:]


def told(text: str) -> dict[str, float]:
    """Statistics by their names in Python."""
    words = text.split()
    assert all(name.startswith("Episode/") for name in words[::2])
    return {name.removeprefix("Episode/"): float(value) for name, value in zip(words[::2], words[1::2], strict=True)}


def live_as_in_python(task: str, content: Path, monkeypatch: pytest.MonkeyPatch, **parameters: float) -> None:
    """Records a task of the content in Python, and holds the C# to it, decision by decision."""
    monkeypatch.setenv("CLAMBER_CONTENT", str(content))
    recording = record(task, 120, **parameters)
    set_ = " ".join(f"{name} {value}" for name, value in parameters.items())
    requests = [line(agent=task, seed=str(SEED), parameters=set_)]
    requests += [line(action=moment.action) + "|" + line(**moment.state) for moment in recording.decisions]

    answers = run("agent", requests, content=content)
    free = 1 if task_body(load_task(task)).planar else 2
    pushes = [(moment.push or [0.0, 0.0])[:free] for moment in recording.decisions[1:]]
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
            if pushes:
                assert numbers(parts[2])[:free] == near(pushes.pop(0)), place
            found = told(parts[3])
            assert found.keys() == moment.told.keys(), place
            for name in found.keys() - WITHIN_A_DECISION:
                assert found[name] == near(moment.told[name]), f"{place}: {name}"
            done, interrupted, reward = numbers(parts[1])
            assert bool(done) == (moment.cause != 0), place
            assert bool(interrupted) == bool(moment.cause & TRUNCATIONS), place
            assert reward == near(moment.reward), place
    assert neighbours <= NEIGHBOURS, task
