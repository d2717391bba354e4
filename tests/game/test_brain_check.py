"""Brains that nobody vouches for."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import get_type_hints

import onnx
import pytest
from clamber.evaluation.brain import BrainError
from clamber.game import brain_check, brain_upload
from clamber.game.brain_check import check
from clamber.game.brain_upload import check_apart, name_of
from clamber.learning.settings import Hyperparameters

from tests.game.brains import linear_brain

SIZES = (8, 5, 3)
TASKS = [("Other", 9, 5, 3), ("Mine", *SIZES)]


def test_a_brain_finds_the_task_that_it_fits(tmp_path: Path) -> None:
    assert check(linear_brain(tmp_path / "a.onnx", SIZES), TASKS) == "Mine"


def test_a_brain_lives_the_task_that_it_names_or_none(tmp_path: Path) -> None:
    twin = [("Twin", *SIZES), *TASKS]
    assert check(linear_brain(tmp_path / "a.onnx", SIZES, metadata={"task": "Mine"}), twin) == "Mine"
    with pytest.raises(BrainError, match="obs_0 has 8 values; the task's sensor has 9"):
        check(linear_brain(tmp_path / "b.onnx", SIZES, metadata={"task": "Other"}), twin)


@pytest.mark.parametrize(
    ("spoil", "word"),
    [
        (lambda path: path.write_bytes(b"not a model"), "not an .onnx file"),
        (lambda path: linear_brain(path, (4, 5, 3)), "nor does it fit any other"),
        (lambda path: linear_brain(path, SIZES, metadata={"action_repeat": "many"}), "action_repeat"),
        (lambda path: linear_brain(path, SIZES, loop=True), "Loop"),
        (lambda path: linear_brain(path, SIZES, offset=float("nan")), "finite"),
    ],
)
def test_a_brain_that_cannot_race_is_refused_in_one_line(
    tmp_path: Path, spoil: Callable[[Path], object], word: str
) -> None:
    path = tmp_path / "b.onnx"
    spoil(path)
    with pytest.raises(BrainError, match=f"^[^\n]*{word}[^\n]*$"):
        check(path, TASKS)


def test_operators_that_may_not_end_are_found_within_others(tmp_path: Path) -> None:
    """In a branch that is hardly ever taken, within another."""
    path = linear_brain(tmp_path / "b.onnx", SIZES, loop=True)
    model = onnx.load(str(path))
    (loop,) = (node for node in model.graph.node if node.op_type == "Loop")
    for depth in range(2):
        inside = onnx.helper.make_graph([loop], f"branch{depth}", [], [])
        loop = onnx.helper.make_node("If", ["rare"], [], then_branch=inside, else_branch=inside)
    del model.graph.node[:]
    model.graph.node.append(loop)
    onnx.save(model, str(path))
    with pytest.raises(BrainError, match="operator Loop is not allowed"):
        check(path, TASKS)


def test_an_action_may_be_held_as_long_as_the_learner_allows(tmp_path: Path) -> None:
    (limits,) = get_type_hints(Hyperparameters, include_extras=True)["action_repeat"].__metadata__
    for repeat, fits in ((int(limits.maximum), True), (int(limits.maximum) + 1, False)):
        path = linear_brain(tmp_path / f"{repeat}.onnx", SIZES, metadata={"action_repeat": str(repeat)})
        if fits:
            assert check(path, TASKS) == "Mine"
        else:
            with pytest.raises(BrainError, match="a whole number from 1 to 20"):
                check(path, TASKS)


def test_a_brain_that_is_too_slow_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # No brain is as quick as that, however fast the machine.
    monkeypatch.setattr(brain_check, "SLOWEST", -1.0)
    with pytest.raises(BrainError, match=r"^b\.onnx: takes \d+ ms for a decision; at most -1000 are allowed$"):
        check(linear_brain(tmp_path / "b.onnx", SIZES), TASKS)


def test_weights_in_another_file_are_refused(tmp_path: Path) -> None:
    path = linear_brain(tmp_path / "b.onnx", SIZES)
    model = onnx.load(str(path))
    onnx.save(model, str(path), save_as_external_data=True, location="weights", size_threshold=0)
    with pytest.raises(BrainError, match="another file"):
        check(path, TASKS)


def test_a_system_that_knows_no_such_limit_checks_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """As macOS, which answers every limit of an address space so."""
    resource = pytest.importorskip("resource")

    def refuse(*_: object) -> None:
        raise ValueError("current limit exceeds maximum limit")

    monkeypatch.setattr(resource, "setrlimit", refuse)
    brain_check._limit_memory()


def test_the_check_runs_in_a_process_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = linear_brain(tmp_path / "b.onnx", SIZES)
    assert check_apart(path, TASKS) == "Mine"
    with pytest.raises(BrainError, match=r"^b\.onnx: input obs_0"):
        check_apart(path, TASKS[:1])
    # One that crashes the process, and one that takes for ever.
    monkeypatch.setattr(brain_upload.sys, "executable", shutil.which("false"))
    with pytest.raises(BrainError, match=r"^b\.onnx: ONNX Runtime breaks on it$"):
        check_apart(path, TASKS)
    monkeypatch.setattr(brain_upload, "PATIENCE", 0.0)
    with pytest.raises(BrainError, match="took more than"):
        check_apart(path, TASKS)


@pytest.mark.parametrize(
    ("told", "name"),
    [("walker.onnx", "walker"), ("../../etc/x.onnx", "x"), ("C:\\b\\y.onnx", "y"), ("", "brain"), ("..", "brain"),
     ("ä b.onnx", "_ b"), ("a" * 99, "a" * 40)],
)  # fmt: skip
def test_names_are_harmless(told: str, name: str) -> None:
    assert name_of(told) == name
