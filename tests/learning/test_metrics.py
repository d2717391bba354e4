"""What is told of a run: means, pace, and that every name is explained."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from clamber.learning.metrics import EPISODE_NAMES, LOSS_NAMES, Metrics
from clamber.learning.progress import COLUMNS, Screen, clock
from clamber.tasks.environment import ClamberVectorEnv
from rich.console import Console

DOCUMENT = (Path(__file__).parents[2] / "docs" / "metrics.md").read_text(encoding="utf-8")


def test_means_are_over_what_happened_since_the_last_summary() -> None:
    """Episodes count alike, whatever rollout they ended in; what did not happen is not told."""
    metrics = Metrics(1000)
    metrics.add(100, {"return": np.array([1.0, 2.0]), "fell": np.array([True, False])}, {"value": 0.5})
    metrics.add(100, {"return": np.array([6.0]), "fell": np.array([True])}, {"value": 1.5})
    told = metrics.summary()
    assert told["Environment/Cumulative Reward"] == told["Episode/return"] == pytest.approx(3.0)
    assert told["Episode/fell"] == pytest.approx(2 / 3)
    assert told["Losses/Value Loss"] == pytest.approx(1.0)
    assert told["Pace/steps_per_second"] > 0.0
    metrics.add(100, {}, {})
    assert set(metrics.summary()) == {"Pace/steps_per_second"}
    assert (metrics.steps, metrics.episodes) == (300, 3)


def test_every_name_is_explained() -> None:
    """docs/metrics.md has every number that training tells."""
    environment = ClamberVectorEnv("QuadrupedFlat", 2, threads=1)
    environment.reset(seed=0)
    names = {*EPISODE_NAMES.values(), *LOSS_NAMES.values(), "Pace/steps_per_second"}
    for _ in range(400):
        *_, infos = environment.step(np.ones((2, 12), dtype=np.float32))
        if "totals" in infos:
            names |= {f"Episode/{name}" for name in infos["totals"]}
            break
    environment.close()
    assert len(names) > 15
    assert [name for name in sorted(names) if f"`{name}`" not in DOCUMENT] == []
    assert {name for _, name, _ in COLUMNS} <= names


def test_the_screen_shows_the_numbers_and_the_time_left() -> None:
    """Without a terminal one line per summary; with one, a panel."""
    metrics = Metrics(1000)
    metrics.add(500, {}, {})
    values = {"Environment/Cumulative Reward": 3.25, "Episode/fell": 0.5, "Pace/steps_per_second": 12345.6}
    for terminal in (False, True):
        out = io.StringIO()
        with Screen("results/ppo[lr3]", Console(file=out, force_terminal=terminal, width=120)) as screen:
            screen.show(metrics, values, "difficulty: Easy [/0]")
            screen.say("a film: [/tmp]")
        told = ("3.25", "50%", "12,346", "500 of 1,000 steps", "left")
        for word in ("results/ppo[lr3]", *told, "difficulty: Easy [/0]", "a film: [/tmp]"):
            assert word in out.getvalue(), (word, out.getvalue())


@pytest.mark.parametrize(("max_seconds", "least", "most"), [(0.0, 1e3, 1e12), (30.0, 0.0, 30.0)])
def test_the_time_left_heeds_a_limit_of_time(max_seconds: float, least: float, most: float) -> None:
    """Ten million steps to go at any pace take longer than what is left of half a minute."""
    metrics = Metrics(10**12, 0, max_seconds)
    metrics.add(1, {}, {})
    assert least <= metrics.seconds_left <= most


def test_clock() -> None:
    """Hours only where there are some."""
    assert [clock(value) for value in (0, 61.4, 3661, float("inf"))] == ["0:00", "1:01", "1:01:01", "?"]
