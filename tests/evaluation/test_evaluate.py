"""Evaluation of brains whose behaviour is known, and refusal of those that do not fit."""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import imageio.v3 as imageio
import numpy as np
import pytest
from clamber.assets.fields import AssetError
from clamber.cli import Evaluate
from clamber.evaluation.brain import Brain, BrainError
from clamber.evaluation.brain_folder import brain_path
from clamber.evaluation.episodes import UNSEEN_SEEDS, Episodes, live_episodes
from clamber.evaluation.evaluate import Evaluation, evaluate
from clamber.evaluation.report_table import show_report
from clamber.tasks.environment import ClamberVectorEnv

BrainMaker = Callable[..., Path]


def sizes_of(task: str) -> tuple[tuple[int, int], int]:
    env = ClamberVectorEnv(task, 1, seed=0)
    try:
        observations, _ = env.reset()
        return (observations["proprioception"].shape[1], observations["terrain"].shape[1]), env.measures.actions
    finally:
        env.close()


def test_a_brain_that_stands_still_never_falls_and_gets_nowhere(make_brain: BrainMaker) -> None:
    sizes, actions = sizes_of("QuadrupedFlat")
    summary = evaluate(make_brain(sizes, actions), "QuadrupedFlat", episodes=6, seed=3)
    assert summary["episodes"] == 6
    assert summary["fell"]["share"] == 0.0
    assert abs(summary["distance"]["mean"]) < 0.5
    assert summary["action_jitter"]["mean"] == 0.0
    assert summary["course_seeds"] == list(UNSEEN_SEEDS)


@pytest.mark.parametrize("seen", [False, True])
def test_courses_are_unseen_ones_unless_others_are_asked_for(
    seen: bool, make_faller: BrainMaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Training draws course seeds below 500 000."""
    lived: list[Episodes] = []

    def kept(*told: Any) -> Episodes:
        lived.append(live_episodes(*told))
        return lived[-1]

    monkeypatch.setattr("clamber.evaluation.evaluate.live_episodes", kept)
    evaluate(make_faller(), "PlanarHurdles", episodes=6, seed=3, seen=seen)
    seeds = lived[0]["course_seed"]
    assert len(set(seeds.tolist())) == 6
    assert ((seeds < 500_000) == seen).all()


def test_same_seed_same_figures(make_brain: BrainMaker) -> None:
    sizes, actions = sizes_of("PlanarHurdles")
    brain = make_brain(sizes, actions, value=0.3)
    first, second = (evaluate(brain, "PlanarHurdles", episodes=4, seed=5) for _ in range(2))
    assert first == second
    assert evaluate(brain, "PlanarHurdles", episodes=4, seed=6) != first


def test_every_agent_lives_equally_many_episodes(make_brain: BrainMaker) -> None:
    sizes, actions = sizes_of("PlanarHurdles")
    summary = evaluate(make_brain(sizes, actions, value=1.0), "PlanarHurdles", episodes=130, seed=1)
    assert summary["episodes"] == 256  # 128 agents, twice each


def test_a_curve_measures_each_difficulty_as_if_it_were_alone(make_brain: BrainMaker) -> None:
    sizes, actions = sizes_of("PlanarHurdles")
    brain = make_brain(sizes, actions, value=0.3)
    report = Evaluation(brain, "PlanarHurdles", difficulties=(0.0, 1.0), episodes=4, seed=5).run()
    assert [summary["difficulty"] for summary in report["mujoco"]] == [0.0, 1.0]
    alone = evaluate(brain, "PlanarHurdles", episodes=4, seed=5, difficulty=1.0)
    assert report["mujoco"][1] == {name: alone[name] for name in report["mujoco"][1]}


def test_both_engines_run_the_same_courses_and_starts(make_faller: BrainMaker) -> None:
    pytest.importorskip("sapien", reason="the extra physx is not installed")
    brain = make_faller()
    report = Evaluation(brain, "PlanarHurdles", ("mujoco", "physx"), episodes=6, seed=1).run()
    gate = report["gate"]
    assert gate["episodes"] == 6
    assert gate["mujoco"] == pytest.approx(report["mujoco"][0]["distance"]["mean"])
    assert gate["physx"] == pytest.approx(report["physx"][0]["distance"]["mean"])
    assert gate["share"] == pytest.approx(gate["physx"] / gate["mujoco"])
    assert json.loads(json.dumps(report)) == report


def test_a_report_is_shown_with_its_gate(capsys: pytest.CaptureFixture[str]) -> None:
    quantity, share = {"mean": 12.5, "std": 1.5}, {"share": 0.5, "low": 0.25, "high": 0.75}
    summary = {"difficulty": 0.5, "episodes": 8, "success": share, "distance": quantity}
    gate = {"share": 0.92, "low": 0.9, "high": 0.94, "needed": 0.9, "passes": True, "mujoco": 12.5, "physx": 11.5}
    show_report(
        {"brain": "b.onnx", "task": "T", "mujoco": [summary], "physx": [summary], "gate": {**gate, "episodes": 8}}
    )
    shown = " ".join(capsys.readouterr().out.split())
    assert "50.0% (25.0% to 75.0%)" in shown
    assert "distance (m)" in shown
    assert "12.5 \u00b1 1.5" in shown
    assert "passes; PhysX keeps 92.0% (90.0% to 94.0%)" in shown


def test_the_command_writes_json_and_plot(make_brain: BrainMaker, tmp_path: Path) -> None:
    sizes, actions = sizes_of("PlanarHurdles")
    out, plot = tmp_path / "figures.json", tmp_path / "plots" / "curve.png"
    command = Evaluate(
        make_brain(sizes, actions), "PlanarHurdles", episodes=2, difficulties=(0.0, 0.5), out=out, plot=plot
    )
    assert command.run() == 0
    assert len(json.loads(out.read_text())["mujoco"]) == 2
    picture = imageio.imread(plot)
    assert (picture[..., :3] != 255).any(axis=-1).mean() > 0.01


def test_a_brain_trained_with_action_repeat_decides_less_often(make_brain: BrainMaker) -> None:
    sizes, actions = sizes_of("QuadrupedFlat")
    once = evaluate(make_brain(sizes, actions), "QuadrupedFlat", episodes=2)
    twice = evaluate(make_brain(sizes, actions, metadata={"action_repeat": "2"}), "QuadrupedFlat", episodes=2)
    assert twice["length"]["mean"] == pytest.approx(once["length"]["mean"] / 2, abs=1.0)
    with pytest.raises(BrainError, match="action_repeat: 'often' is not allowed"):
        evaluate(make_brain(sizes, actions, metadata={"action_repeat": "often"}), "QuadrupedFlat", episodes=2)


def test_finer_physics_leaves_decisions_as_they_are(make_brain: BrainMaker) -> None:
    """A brain that stands still stands as long, to within what a step computed in halves moves it."""
    brain = make_brain(*sizes_of("QuadrupedFlat"))

    def lived(parts: int) -> dict[str, Any]:
        return Evaluation(brain, "QuadrupedFlat", episodes=2, physics_parts=parts).run()

    plain, halved = lived(1), lived(2)
    assert halved["physics_step"] == plain["physics_step"] / 2
    assert halved["mujoco"][0]["length"] == plain["mujoco"][0]["length"]
    assert halved["mujoco"][0]["distance"]["mean"] != plain["mujoco"][0]["distance"]["mean"]
    for parts in (0, 11):
        with pytest.raises(AssetError, match=f"physics parts: {parts} is not allowed; 1 to 10"):
            lived(parts)


def test_on_another_course_than_the_tasks(make_brain: BrainMaker) -> None:
    """A body that stands still comes to none of the gaps, one that walks falls into them; its own task has none."""
    brain = make_brain(*sizes_of("QuadrupedFlat"))
    report = Evaluation(brain, "QuadrupedFlat", episodes=2, course="Gaps").run()
    assert report["course"] == "Gaps"
    assert "course" not in Evaluation(brain, "QuadrupedFlat", episodes=2).run()
    assert report["mujoco"][0]["crossings"] == []  # it never comes to the first
    walks = Evaluation(brain_path("QuadrupedFlat"), "QuadrupedFlat", ("mujoco",), (1.0,), 4, course="Gaps").run()
    assert [row["kind"] for row in walks["mujoco"][0]["crossings"]] == ["gaps"]
    assert walks["mujoco"][0]["success"]["share"] < 1.0  # on its own course, level ground, it is 1
    with pytest.raises(AssetError, match="course 'Gasp': there is none"):
        Evaluation(brain, "QuadrupedFlat", episodes=2, course="Gasp").run()


def test_an_evaluation_of_nothing_is_refused(make_brain: BrainMaker) -> None:
    with pytest.raises(ValueError, match="episodes: -1 is not allowed"):
        evaluate(make_brain((54, 78), 12), "QuadrupedFlat", episodes=-1)


@pytest.mark.parametrize("name", ["difficulty", "second_chances"])
def test_what_an_evaluation_decides_itself_cannot_be_set(name: str, make_brain: BrainMaker) -> None:
    with pytest.raises(ValueError, match=f"environment parameter {name}: not allowed in an evaluation"):
        evaluate(make_brain((54, 78), 12), "QuadrupedFlat", episodes=1, parameters={name: 0.5})


def test_actions_are_held_within_one(make_brain: BrainMaker) -> None:
    brain = Brain(make_brain((5, 4), 3, value=7.0), (5, 4), 3)
    assert (brain.act(np.zeros((2, 5), np.float32), np.zeros((2, 4), np.float32)) == 1.0).all()


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        ({"sizes": (6, 4)}, "obs_0 has 6 values; the task's sensor has 5"),
        ({"sizes": (5,)}, "obs_1 is missing"),
        ({"sizes": (5, 4, 2)}, "obs_2 is not one"),
        ({"actions": 2}, "makes 2 actions; the task takes 3"),
        ({"version": 2.0}, "version_number is 2; must be 3"),
        ({"drop": "memory_size"}, "output memory_size is missing"),
    ],
)
def test_a_brain_that_does_not_fit_is_refused_in_one_line(
    make_brain: BrainMaker, spoil: dict[str, Any], told: str
) -> None:
    path = make_brain(**{"sizes": (5, 4), "actions": 3, **spoil})
    with pytest.raises(BrainError) as caught:
        Brain(path, (5, 4), 3)
    assert told in str(caught.value)
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_file_that_is_no_brain_is_refused_in_one_line(tmp_path: Path) -> None:
    path = tmp_path / "notes.onnx"
    path.write_text("not a brain")
    with pytest.raises(BrainError, match="not a brain"):
        Brain(path, (5, 4), 3)
    with pytest.raises(BrainError, match="no such brain file"):
        Brain(tmp_path / "nowhere.onnx", (5, 4), 3)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"difficulties": (0.5, 1.5)}, "environment parameter difficulty: 1.5 is not allowed; 0 to 1"),
        ({"engines": ("mujoco", "physx")}, "engine physx needs the package sapien"),
    ],
)
def test_what_is_refused_is_refused_before_anything_is_lived(
    changes: dict[str, Any], message: str, make_brain: BrainMaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "clamber.physics.sapien_engine", None)
    monkeypatch.setattr("clamber.evaluation.evaluate.live_episodes", lambda *_: pytest.fail("lived"))
    with pytest.raises(ValueError, match=message):
        Evaluation(make_brain((54, 78), 12), "QuadrupedFlat", episodes=1, **changes).run()


def test_a_brain_of_a_task_without_terrain(make_brain: BrainMaker) -> None:
    """It has no obs_1, as a sensor without values has no input."""
    brain = Brain(make_brain((5,), 3, value=0.25), (5, 0), 3)
    assert (brain.act(np.zeros((2, 5), np.float32), np.zeros((2, 0), np.float32)) == 0.25).all()
    with pytest.raises(BrainError, match="input obs_1 is not one that a player feeds"):
        Brain(make_brain((5, 4), 3), (5, 0), 3)
