"""Muscles and torques in C#: the rule against the vectors, and what acts on the articulation against the rule."""

from __future__ import annotations

import json
import runpy
from pathlib import Path

import numpy as np
import pytest
from clamber.assets.loading import load_body
from clamber.physics.muscles import Muscles

from tests.unity.mono import run
from tests.unity.records import line, numbers

VECTORS = Path(__file__).resolve().parents[1] / "vectors"
STEP = 0.005


def near(expected: object) -> object:
    """Equal to 1e-6 of it: the assets' numbers are 32 bits in Unity."""
    return pytest.approx(expected, rel=1e-6, abs=1e-6)


def test_vectors_are_what_the_rule_makes_now() -> None:
    made = runpy.run_path(str(VECTORS / "make_muscles.py"))["vectors"]()
    kept = json.loads((VECTORS / "muscles.json").read_text(encoding="utf-8"))
    assert made["body"] == kept["body"] and len(made["cases"]) == len(kept["cases"])
    for now, then in zip(made["cases"], kept["cases"], strict=True):
        assert now.keys() == then.keys()
        for name, value in then.items():
            assert now[name] == pytest.approx(value, rel=1e-9, abs=1e-9), name


def test_the_rule_in_c_sharp() -> None:
    """Torques, how they fall as joints move, and the next activations."""
    vectors = json.loads((VECTORS / "muscles.json").read_text(encoding="utf-8"))
    fields = ("activation", "excitation", "position", "velocity", "strength")
    lines = [line(body=vectors["body"], dt=vectors["dt"])]
    lines += [line(**{name: case[name] for name in fields}) for case in vectors["cases"]]
    for case, answer in zip(vectors["cases"], run("muscles", lines), strict=True):
        for name, found in zip(("torque", "stiffness", "damping", "next_activation"), answer.split("|"), strict=True):
            scale = max(np.abs(case[name]).max(), 1.0)
            assert numbers(found) == pytest.approx(case[name], rel=1e-6, abs=2e-6 * scale), name


def moments(body_name: str, controls: np.ndarray) -> list[dict[str, object]]:
    """Poses anywhere, of which the first and the fourth are put there by a reset, with a control each."""
    body = load_body(body_name)
    chance = np.random.default_rng(2)
    low, high = np.radians(np.array([axis.range_deg for axis in body.axes], dtype=np.float64).T)
    rotation = chance.normal(size=4)
    if body.planar:
        rotation[[1, 3]] = 0.0
    rotation /= np.linalg.norm(rotation)
    found = []
    for number, control in enumerate(controls):
        found.append({
            "told": control, "position": [0.5, 0.0, 1.5], "rotation": rotation,
            "joints": chance.uniform(low, high).astype(np.float32).astype(np.float64),
            "velocity": chance.normal(0.0, 3.0, len(low)).astype(np.float32).astype(np.float64),
            "reset": float(number % 3 == 0),
        })  # fmt: skip
    return found


def act(body_name: str, control: str, strength: float, cases: list[dict[str, object]]) -> list[list[np.ndarray]]:
    """Torques on the axes, drives (axes, 3), torque and energy counted, per case."""
    lines = [line(body=body_name, control=control, strength=strength), *(line(**case) for case in cases)]
    return [[np.array(numbers(part)) for part in answer.split("|")] for answer in run("torques", lines)]


def test_drives_are_told_and_what_they_did_is_counted() -> None:
    """PhysX takes stiffness, damping and limit at the end of a step, all of them by the motors' strength."""
    body = load_body("Quadruped")
    stiffness, damping, limit = (
        np.array([getattr(axis, name) for axis in body.axes]) for name in ("stiffness", "damping", "force_limit")
    )
    cases = moments("Quadruped", np.random.default_rng(4).normal(0.0, 0.5, (6, len(limit))))
    clipped = []
    for case, (torque, drives, counted, energy) in zip(cases, act("Quadruped", "DriveTarget", 0.7, cases), strict=True):
        asked = stiffness * (case["told"] - case["joints"]) - damping * case["velocity"]
        clipped += (np.abs(asked) > limit).tolist()
        assert not torque.any()
        expected = np.array([0.7 * stiffness, 0.7 * damping, np.degrees(case["told"])]).T
        assert drives.reshape(-1, 3) == pytest.approx(expected, rel=1e-5, abs=1e-5)
        assert counted == pytest.approx(0.7 * np.clip(asked, -limit, limit), rel=1e-5, abs=1e-4)
        assert energy == pytest.approx(np.abs(counted * case["velocity"]) * STEP, rel=1e-5, abs=1e-5)
    assert any(clipped) and not all(clipped)


def test_torques_act_on_link_and_parent_within_their_limits() -> None:
    body = load_body("Humanoid")
    limits = np.array([axis.force_limit for axis in body.axes])
    told = np.random.default_rng(1).uniform(-1.5, 1.5, (6, len(limits))) * limits
    cases = moments("Humanoid", told)
    for case, (torque, drives, counted, energy) in zip(cases, act("Humanoid", "Torque", 0.8, cases), strict=True):
        expected = np.clip(case["told"], -0.8 * limits, 0.8 * limits)
        assert torque == pytest.approx(expected, rel=1e-4, abs=1e-4 * limits.max())
        assert counted == near(expected)
        assert energy == near(np.abs(expected * case["velocity"]) * STEP)
        assert not drives.reshape(-1, 3)[:, :2].any()


def test_muscles_pull_on_the_articulation_as_the_rule_says() -> None:
    body = load_body("Runner")
    muscles = Muscles(body)
    cases = moments("Runner", np.random.default_rng(3).random((6, muscles.count)))
    activation = np.zeros((1, muscles.count))
    for case, (torque, drives, counted, energy) in zip(cases, act("Runner", "Muscle", 0.9, cases), strict=True):
        if case["reset"]:
            activation[:] = 0.0
        joints, velocity = np.array([case["joints"]]), np.array([case["velocity"]])
        pull, stiffness, damping = (0.9 * part[0] for part in muscles.linearised(activation, joints, velocity))
        scale = max(np.abs(pull).max(), 1.0)
        assert torque == pytest.approx(pull + damping * velocity[0], rel=1e-4, abs=1e-4 * scale)
        assert counted == pytest.approx(pull, rel=1e-5, abs=1e-5 * scale)
        assert energy == pytest.approx(np.abs(pull * velocity[0]) * STEP, rel=1e-5, abs=1e-5 * scale)
        drive = drives.reshape(-1, 3)
        assert drive[:, 0] == pytest.approx(stiffness, rel=1e-5, abs=1e-3)
        assert drive[:, 1] == pytest.approx(damping, rel=1e-5, abs=1e-3)
        assert drive[:, 2] == pytest.approx(np.degrees(joints[0]), abs=1e-4)
        muscles.step_activation(activation, case["told"], STEP)
    assert activation.max() > 0.1
