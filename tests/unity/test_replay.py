"""Whole episodes that Python lived, lived again by the C# rules on the same states.

The project's tasks, made eventful: every reward term, pushes, delays, new commands and a short time limit.
"""

from __future__ import annotations

import shutil
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from clamber.assets.fields import Vector2
from clamber.assets.loading import load_task, save_task
from clamber.assets.task import RewardTerm
from clamber.physics.engine import BodyState
from clamber.physics.engines import make_engine
from clamber.tasks.environment import ClamberVectorEnv
from clamber.tasks.rewards import TERMS
from numpy.typing import NDArray

from tests.unity.mono import CONTENT, run
from tests.unity.records import line, numbers

TASKS = ("Quadruped", "QuadrupedFlat", "Walker", "PlanarHurdles", "Bittle")
SEED = 11
DECISIONS = 150
#: C#'s EndingCause, in the order of its bits.
CAUSES = ("fell_over", "fatal_contact", "out_of_bounds", "stuck", "success", "time_out", "broken")


class RecordingEngine:
    """MuJoCo, remembering what it was asked and what came of it; one lane."""

    def __init__(self, *arguments: Any) -> None:
        self._engine = make_engine("mujoco", *arguments)
        self.control: list[list[float]] = []
        self.states: list[dict[str, Any]] = []
        self.starts: list[list[float]] = []
        self.physics: list[list[float]] = []
        self.pushes: dict[int, list[float]] = {}

    def __getattr__(self, name: str) -> Any:
        return getattr(self._engine, name)

    def step(self, control: NDArray[np.float64], steps: int) -> None:
        """Steps, and keeps control and state."""
        self._engine.step(control, steps)
        self.control.append(control[0].tolist())
        self.states.append(state_record(self._engine.state))

    def reset(self, lanes: Any, *pose: NDArray[np.float64]) -> None:
        """Resets, and keeps the pose."""
        self._engine.reset(lanes, *pose)
        self.starts.append(np.concatenate([part[0] for part in pose]).tolist())

    def set_parameters(self, lanes: Any, *values: NDArray[np.float64]) -> None:
        """Sets, and keeps the values."""
        self._engine.set_parameters(lanes, *values)
        self.physics.append([value[0] for value in values])

    def push(self, lanes: Any, change: NDArray[np.float64]) -> None:
        """Pushes, and keeps by what and before which decision."""
        self._engine.push(lanes, change)
        self.pushes[len(self.states)] = change[0].tolist()


def state_record(state: BodyState) -> dict[str, Any]:
    """A copy of the first lane's state."""
    return {entry.name: getattr(state, entry.name)[0].copy() for entry in fields(state) if entry.name != "finite"}


def eventful_content(task: str, folder: Path) -> Path:
    """A copy of the content in which one task has everything that can happen."""
    content = folder / "content"
    for name in ("Bodies", "Courses", "Tasks"):
        shutil.copytree(CONTENT / name, content / name)
    spec = load_task(task)
    spec = replace(
        spec,
        rewards=[RewardTerm(name, 0.5 / (index + 1)) for index, name in enumerate(TERMS)],
        endings=replace(spec.endings, time_limit=1.1, stuck_seconds=0.9),
        command=replace(
            spec.command, target_speed=Vector2(0.5, 1.5), heading_deg=Vector2(-20, 30), resample_seconds=0.34
        ),
        randomisation=replace(
            spec.randomisation, joint_noise_deg=8, yaw_noise_deg=20, velocity_noise=0.4, friction=Vector2(0.5, 1.2),
            mass_scale=Vector2(0.9, 1.1), motor_strength=Vector2(0.8, 1.1), gravity_scale=Vector2(0.95, 1.05),
            action_delay=Vector2(0, 3), push_speed=1.5, push_interval=0.3,
        ),
    )  # fmt: skip
    save_task(spec, content / "Tasks" / f"{task}.asset")
    return content


@pytest.mark.parametrize("task", TASKS)
def test_episodes_are_lived_the_same(task: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    content = eventful_content(task, tmp_path)
    monkeypatch.setenv("CLAMBER_CONTENT", str(content))
    made: list[RecordingEngine] = []

    def maker(*arguments: Any) -> Any:
        made.append(RecordingEngine(*arguments))
        return made[-1]

    env = ClamberVectorEnv(task, 1, engine=maker, seed=SEED, threads=1)
    chance = np.random.default_rng(5)
    observations, _ = env.reset()
    requests = [line(agent=task, seed=str(SEED), number="0")]
    expected: list[dict[str, Any]] = []
    episode = 0

    def begin() -> None:
        requests.append(line(episode=episode, difficulty=env.courses.difficulty[0]))
        expected.append({
            "course_seed": int(env.courses.seed[0]), "start": made[0].starts[-1],
            "physics": made[0].physics[-1],
            "own": observations["proprioception"][0].copy(), "around": observations["terrain"][0].copy(),
        })  # fmt: skip

    begin()
    for decision in range(DECISIONS):
        action = np.clip(chance.normal(0.0, 0.5, env.action_space.shape), -1.2, 1.2).astype(np.float32)
        observations, rewards, terminated, truncated, infos = env.step(action)
        done = bool(terminated[0] or truncated[0])
        seen = infos["final_obs"][0] if done else {name: value[0] for name, value in observations.items()}
        causes = [bool(infos["episode"][name][0]) for name in CAUSES] if done else [False] * len(CAUSES)
        requests.append(line(action=action[0]) + "|" + line(**made[0].states[decision]))
        expected.append({
            "control": made[0].control[decision], "push": made[0].pushes.get(decision), "reward": float(rewards[0]),
            "cause": sum(1 << bit for bit, held in enumerate(causes) if held),
            "own": np.array(seen["proprioception"]), "around": np.array(seen["terrain"]),
        })  # fmt: skip
        if done:
            episode += 1
            begin()
    env.close()
    assert episode > 1 and made[0].pushes, "too little happened to compare"

    answers = run("replay", requests, content=content)
    for number, (answer, wanted) in enumerate(zip(answers, expected, strict=True)):
        place = f"{task}, line {number}"
        *parts, own, around = answer.split("|")
        assert numbers(own) == pytest.approx(wanted["own"], rel=1e-5, abs=1e-5), place
        assert numbers(around) == pytest.approx(wanted["around"], rel=1e-5, abs=1e-5), place
        if "start" in wanted:
            assert numbers(parts[0])[0] == wanted["course_seed"], place
            assert numbers(parts[0])[1:5] == pytest.approx(wanted["physics"], rel=1e-6), place
            assert numbers(parts[1]) == pytest.approx(wanted["start"], rel=1e-5, abs=1e-5), place
            continue
        assert numbers(parts[0]) == pytest.approx(wanted["control"], rel=1e-5, abs=1e-5), place
        push = wanted["push"][:2] if wanted["push"] else [-1.0, -1.0]
        assert numbers(parts[1]) == pytest.approx(push, rel=1e-5, abs=1e-5), place
        reward, cause = numbers(parts[2])
        assert reward == pytest.approx(wanted["reward"], rel=1e-5, abs=1e-5), place
        assert int(cause) == wanted["cause"], place
