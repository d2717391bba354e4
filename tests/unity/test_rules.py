"""Senses, rewards, endings and curriculum in C# against the vectors that Python reproduces too."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from clamber.assets.loading import load_task, task_body
from clamber.physics.body_state import new_body_state
from clamber.tasks.episode_totals import CAUSES, EpisodeTotals
from clamber.tasks.measures import measure
from clamber.tasks.rewards import TERMS

from tests.unity.mono import run
from tests.unity.records import line, numbers, state_fields

VECTORS = Path(__file__).resolve().parents[1] / "vectors"


def vectors(name: str) -> Any:
    """The contents of a file of vectors."""
    return json.loads((VECTORS / name).read_text(encoding="utf-8"))


def near(expected: Any) -> Any:
    """Equal to 1e-5."""
    return pytest.approx(expected, rel=1e-5, abs=1e-5)


def test_senses_and_controls() -> None:
    cases = vectors("senses.json")
    lines = [
        line(**{name: case[name] for name in ("task", "seed", "difficulty", "action", "target_speed", "heading")})
        + "|"
        + line(**state_fields(case["state"]))
        for case in cases
    ]
    for case, answer in zip(cases, run("senses", lines), strict=True):
        own, around, control = answer.split("|")
        assert numbers(own) == near(case["obs_0"]), case["task"]
        assert numbers(around) == near(case["obs_1"]), case["task"]
        assert numbers(control) == near(case["control"]), case["task"]


def test_every_reward_term_and_the_total() -> None:
    cases = vectors("rewards.json")
    lines = []
    for case in cases:
        fields = {
            name: case[name]
            for name in (
                "task", "seed", "difficulty", "target_speed", "heading", "earlier_joint_velocity", "air_time",
                "terminated", "finished",
            )
        }  # fmt: skip
        fields["weights"] = ",".join(f"{name}:{weight!r}" for name, weight in case["weights"].items())
        for when in ("before", "after"):
            fields[f"{when}_action"] = case[when]["action"]
            fields.update(state_fields(case[when]["state"], f"{when}_"))
        lines.append(line(**fields))
    for case, answer in zip(cases, run("rewards", lines), strict=True):
        terms, total = answer.split("|")
        found = dict(zip(sorted(case["terms"]), numbers(terms), strict=True))
        assert found == near(case["terms"]), case["task"]
        assert numbers(total) == near([case["total"]]), case["task"]


def test_reward_terms_have_the_same_names() -> None:
    names = {text.partition("|")[2] for text in run("definitions") if text.startswith("reward|")}
    assert names == set(TERMS)


def test_endings() -> None:
    episodes = vectors("endings.json")["episodes"]
    lines, expected = [], []
    for episode in episodes:
        rules = [float(value) for value in episode["rules"].values()]
        head = {name: episode[name] for name in ("body", "dt", "lane_width", "lane_length")}
        lines.append(line(row="", rules=rules, **head))
        lines += [line(row=row) for row in episode["rows"]]
        expected += [",".join(causes) for causes in episode["causes"]]
    assert run("endings", lines) == expected


def test_stamina() -> None:
    lines, expected = [], []
    for episode in vectors("stamina.json")["episodes"]:
        head = {name: episode[name] for name in ("task", "mode", "dt")}
        lines.append(line(stamina=list(episode["stamina"].values()), **head))
        for decision in episode["decisions"]:
            lines.append(line(**{name: decision[name] for name in ("position", "velocity", "control", "energy")}))
            expected.append((decision["told"], decision["left"]))
    for answer, (told, left) in zip(run("stamina", lines), expected, strict=True):
        control, rest = answer.split("|")
        assert numbers(control) == pytest.approx(told, rel=1e-6, abs=1e-6)
        assert numbers(rest) == pytest.approx([left], rel=1e-6, abs=1e-6)


@pytest.mark.parametrize("x", [-0.4, 0.0, 0.1, 0.25, 7.5])
def test_what_is_told_of_an_episode(x: float) -> None:
    """Python's own sums over the same decisions, near the start, where distances count as a leg length, and far."""
    spec = load_task("Quadruped")
    body = task_body(spec)
    measures, dt = measure(body, spec.control), spec.physics_step * spec.decision_steps
    state = new_body_state(body, 1)
    state.joint_energy[0] = np.linspace(0.01, 0.2, state.joint_energy.shape[1])
    totals = EpisodeTotals(1, dt, measures)
    for _ in range(30):
        totals.add(SimpleNamespace(state=state), np.array([0.7]))  # type: ignore[arg-type]
    causes = {name: np.zeros(1, dtype=np.bool_) for name in CAUSES}
    told = totals.finish(np.arange(1), np.array([x]), np.ones(1), causes)
    names = ("return", "length", "speed", "energy_per_metre", "cost_of_transport")
    (answer,) = run(
        "totals", [line(task="Quadruped", energy=list(state.joint_energy[0]), decisions=30, reward=0.7, x=x)]
    )
    assert numbers(answer) == near([float(told[name][0]) for name in names])


def test_curriculum() -> None:
    table = vectors("endings.json")["curriculum"]
    lines = [
        line(difficulty=case["difficulty"], distance=case["distance"], length=case["length"], **table["rule"])
        for case in table["cases"]
    ]
    found = [numbers(answer)[0] for answer in run("curriculum", lines)]
    assert found == near([case["next"] for case in table["cases"]])
