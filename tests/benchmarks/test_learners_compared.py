"""What the page of learners side by side says is what was measured."""

from __future__ import annotations

import json

import pytest
from clamber.studies.lanes import Lanes
from clamber.tasks.environment import ClamberVectorEnv

from benchmarks.learners_compared import AGENTS, DOCS, Arguments, page, refusal
from benchmarks.sb3_learner import MINIBATCHES, make


def test_the_page_is_of_the_results_beside_it() -> None:
    results = json.loads((DOCS / "learners_compared.json").read_text())
    told = page(results, "learners_compared.json", "images/learners_compared.png")
    assert (DOCS / "learners_compared.md").read_text() == told


def test_the_rival_learns_from_minibatches_of_one_size() -> None:
    """As many as Clamber's, none of a left-over sample or two, which would be a step like any other."""
    env = ClamberVectorEnv("QuadrupedFlat", AGENTS["sb3"], seed=1)
    model = make(Lanes(env), 1, AGENTS["sb3"])
    rollout = model.n_steps * AGENTS["sb3"]
    sizes = [min(model.batch_size, rollout - first) for first in range(0, rollout, model.batch_size)]
    env.close()
    assert len(sizes) == MINIBATCHES and max(sizes) - min(sizes) < MINIBATCHES


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"learners": ("sb3", "sb3")}, "--learners: sb3 sb3 is not allowed; each of "),
        ({"learners": ("sb4",)}, "--learners: sb4 is not allowed; each of "),
        ({"learners": ()}, "--learners: nothing is not allowed; each of "),
        ({"seconds": float("nan")}, "--seconds: nan is not allowed; more than 0"),
        ({"seconds": float("inf")}, "--seconds: inf is not allowed; more than 0, and an end"),
        ({"seeds": 0}, "--seeds: 0 is not allowed; at least 1"),
        ({"episodes": 0}, "--episodes: 0 is not allowed; at least 1"),
        ({"evaluations": -1}, "--evaluations: -1 is not allowed; at least 1"),
    ],
)
def test_a_mistake_is_told_before_hours_of_learning(changes: dict[str, object], told: str) -> None:
    assert refusal(Arguments()) == ""
    assert refusal(Arguments(**changes)).startswith(told)  # type: ignore[arg-type]
