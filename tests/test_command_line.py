"""What is asked for on the command line reaches what does it, under its own name."""

from __future__ import annotations

import inspect
import shlex
from pathlib import Path
from typing import Any

import pytest
from clamber import cli
from clamber.learning.arguments import TrainArguments

DONE = "clamber.evaluation."


def asked(monkeypatch: pytest.MonkeyPatch, target: str, command: str) -> dict[str, Any]:
    """The arguments, by name, that a command calls ``target`` with, where it is stopped."""
    module, _, name = target.rpartition(".")
    signature = inspect.signature(getattr(__import__(module, fromlist=[name]), name))
    found: dict[str, Any] = {}

    def stop(*arguments: Any, **keywords: Any) -> None:
        bound = signature.bind(*arguments, **keywords)
        bound.apply_defaults()
        found.update(bound.arguments)
        raise ValueError("seen")

    monkeypatch.setattr(target, stop)
    monkeypatch.setattr("sys.argv", ["clamber", *shlex.split(command)])
    with pytest.raises(SystemExit) as left:
        cli.main()
    assert left.value.code == 2
    return found


CASES: list[tuple[str, str, dict[str, Any]]] = [
    (
        DONE + "film.film",
        "film a.onnx --task T --out b.gif --difficulty 0.3 --seconds 4 --seed 5 --course-seed 6 --width 700 "
        "--height 80 --engine physx --beside c.onnx C d.onnx D --every 9 --course E",
        {
            "brain_path": Path("a.onnx"), "task": "T", "out": Path("b.gif"), "difficulty": 0.3, "seconds": 4.0,
            "seed": 5, "course_seed": 6, "width": 700, "height": 80, "engine": "physx", "every": 9, "course": "E",
            "beside": ((Path("c.onnx"), "C"), (Path("d.onnx"), "D")),
        },
    ),
    (
        DONE + "evaluate.Evaluation",
        "evaluate a.onnx --task T --engine both --episodes 7 --course E --difficulty 0.1 0.9 --seed 3 --seeds training "
        "--physics-parts 4",
        {
            "brain": Path("a.onnx"), "task": "T", "engines": ("mujoco", "physx"), "episodes": 7, "course": "E",
            "difficulties": (0.1, 0.9), "seed": 3, "seen": True, "physics_parts": 4,
        },
    ),
    (
        DONE + "evaluate.Evaluation",
        "evaluate a.onnx --task T",
        {"engines": ("mujoco",), "episodes": 0, "course": "", "difficulties": (), "seed": 0, "seen": False},
    ),
    (
        DONE + "robustness.robustness",
        "robustness one=a.onnx b.onnx --task T --engine physx --episodes 8 --difficulty 0.7 --seed 2",
        {"task": "T", "engine": "physx", "episodes": 8, "difficulty": 0.7, "seed": 2},
    ),
    (
        DONE + "card.Card",
        "card results/r --name N --task T --behavior B --difficulties 0 1 --episodes 9 --seed 4 "
        "--others results/s results/t --docs d",
        {
            "run": Path("results/r"), "name": "N", "task": "T", "behavior": "B", "difficulties": (0.0, 1.0),
            "episodes": 9, "seed": 4, "others": (Path("results/s"), Path("results/t")), "docs": Path("d"),
        },
    ),
    (
        DONE + "card.Card",
        "card results/r --name N --evaluation e.json",
        {"run": Path("results/r"), "name": "N", "evaluation": Path("e.json")},
    ),
    (
        DONE + "card.measure_again",
        "card --name N --difficulties 0 1 --episodes 9 --seed 4 --docs d",
        {"docs": Path("d"), "name": "N", "difficulties": (0.0, 1.0), "episodes": 9, "seed": 4},
    ),
    (DONE + "deploy.deploy", "deploy a.onnx --task T --name N", {"brain": Path("a.onnx"), "task": "T", "name": "N"}),
    (
        DONE + "draw_course.inspect_course",
        "inspect course Gauntlet --seed 3 --difficulty 0.2 --out a.png",
        {"name": "Gauntlet", "seed": 3, "difficulty": 0.2, "out": Path("a.png")},
    ),
    (
        DONE + "draw_course.inspect_course",
        "inspect course some/Gauntlet.asset",
        {"name": "some/Gauntlet.asset", "out": Path("Gauntlet.png")},
    ),
    (
        "clamber.physics.import_body.import_body",
        "import-body a.urdf --out b.asset --name N",
        {"source": Path("a.urdf"), "out": Path("b.asset"), "name": "N"},
    ),
    (
        "clamber.learning.new_task.new_task",
        "new-task N --like L --body B --course C",
        {"name": "N", "like": "L", "body": "B", "course": "C"},
    ),
    (
        "clamber.learning.train.train",
        "train a.yaml --seed 3 --run-id r --resume --force --initialize-from b --counterparts --max-steps 4 "
        "--max-seconds 5 --course E --agents 6 --engine physx --threads 7 --workers 8 --cluster c --video-every 9 "
        "--results-dir d",
        {
            "arguments": TrainArguments(
                Path("a.yaml"), seed=3, run_id="r", resume=True, force=True, initialize_from="b", counterparts=True,
                max_steps=4, max_seconds=5.0, course="E", agents=6, engine="physx", threads=7, workers=8, cluster="c",
                video_every=9, results_dir=Path("d"),
            )
        },
    ),
    (
        "clamber.game.server.play",
        "play --task T --brain b.onnx --port 0 --no-browser",
        {"task": "T", "brain": "b.onnx", "port": 0, "browser": False},
    ),
    ("clamber.bridge.player.launchers.write_launchers", "headless some/folder", {"folder": Path("some/folder")}),
    (
        "clamber.evaluation.draw_body.inspect_body",
        "inspect body Bittle --out b.png",
        {"name": "Bittle", "out": Path("b.png")},
    ),
    (
        "clamber.game.record.RaceToRecord",
        "record --brain a b --task T --name x y --course E --seed 3 --difficulty 0.2 --lanes one_lane --seconds 4 "
        "--every 5 --title z",
        {
            "tasks": ("T",), "brains": ("a", "b"), "names": ("x", "y"), "course": "E", "seed": 3, "difficulty": 0.2,
            "one_lane": True, "seconds": 4.0, "every": 5, "title": "z",
        },
    ),
]  # fmt: skip


@pytest.mark.parametrize(("target", "command", "expected"), CASES)
def test_every_option_arrives(
    target: str, command: str, expected: dict[str, Any], monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    found = asked(monkeypatch, target, command)
    assert capsys.readouterr().err == "clamber: seen\n"
    found = {name: vars(value) if isinstance(value, TrainArguments) else value for name, value in found.items()}
    expected = {name: vars(value) if isinstance(value, TrainArguments) else value for name, value in expected.items()}
    assert {name: found.get(name) for name in expected} == expected


def test_brains_of_one_label_are_told_together(monkeypatch: pytest.MonkeyPatch) -> None:
    found = asked(monkeypatch, DONE + "robustness.robustness", "robustness one=a.onnx one=b.onnx c.onnx --task T")
    told = [(one.label, one.path) for one in found["contestants"]]
    assert told == [("one", Path("a.onnx")), ("one", Path("b.onnx")), ("c", Path("c.onnx"))]
