"""What a decision costs in the game."""

from __future__ import annotations

import pytest

from tests.unity.mono import run


def test_a_decision_allocates_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """24 bytes a decision, the least an object takes, would fill this small nursery twice."""
    monkeypatch.setenv("MONO_GC_PARAMS", "nursery-size=512k")
    for task, answer in zip(("Quadruped", "Walker"), run("cost", ["Quadruped 44000", "Walker 44000"]), strict=True):
        assert answer.split()[0] == "0", f"{task}: {answer}"
