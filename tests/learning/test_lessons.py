"""Lessons against mlagents' own EnvironmentParameterManager, samplers against their distributions."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from clamber.assets.fields import AssetError
from clamber.learning.lessons import Lessons, read_lessons

CURRICULUM: dict[str, Any] = {
    "difficulty": {
        "curriculum": [
            {
                "name": "Easy",
                "completion_criteria": {
                    "measure": "reward", "behavior": "Walker", "signal_smoothing": True, "min_lesson_length": 5,
                    "threshold": 2.0,
                },
                "value": 0.0,
            },
            {
                "name": "Middling",
                "completion_criteria": {"measure": "progress", "behavior": "Walker", "threshold": 0.6},
                "value": {"sampler_type": "uniform", "sampler_parameters": {"min_value": 0.2, "max_value": 0.4}},
            },
            {"name": "All", "value": 1.0},
        ]
    },
    "gravity": 9.81,
}  # fmt: skip


def test_lessons_move_as_mlagents_moves_them() -> None:
    """Random returns and progress: both are in the same lesson at every turn."""
    settings = pytest.importorskip("mlagents.trainers.settings")
    from mlagents.trainers.environment_parameter_manager import EnvironmentParameterManager
    from mlagents.trainers.training_status import GlobalTrainingStatus

    random = np.random.default_rng(0)
    visited = set()
    for trial in range(5):
        GlobalTrainingStatus.saved_state.clear()
        theirs = EnvironmentParameterManager(
            settings.EnvironmentParameterSettings.structure(CURRICULUM, dict), run_seed=1
        )
        ours = Lessons(read_lessons(CURRICULUM, "test"))
        assert ours.returns.maxlen == theirs.get_minimum_reward_buffer_size("Walker")
        buffer: list[float] = []
        for step in range(40):
            new = random.normal(step / 10.0, 1.0, int(random.integers(0, 4))).tolist()
            buffer = [*buffer, *new][-5:]
            ours.record(new)
            changed, _ = theirs.update_lessons({"Walker": step}, {"Walker": 40}, {"Walker": buffer})
            assert bool(ours.update(step / 40)) == changed
            if changed:
                buffer = []
            assert ours.current == theirs.get_current_lesson_number()
            visited.add(ours.current["difficulty"])
        assert trial >= 0
    assert visited == {0, 1, 2}


def test_samplers_draw_from_where_they_say() -> None:
    """Constants, and the three samplers of ML-Agents; the same seed draws the same."""
    parameters = read_lessons(
        {
            "a": 2,
            "b": {"sampler_type": "uniform", "sampler_parameters": {"min_value": -1.0, "max_value": 3.0}},
            "c": {"sampler_type": "gaussian", "sampler_parameters": {"mean": 5.0, "st_dev": 0.5}},
            "d": {
                "sampler_type": "multirangeuniform",
                "sampler_parameters": {"intervals": [[0.0, 1.0], [10.0, 12.0]]},
            },
        },
        "test",
    )
    lessons = Lessons(parameters)
    sources = lessons.sources(7)
    assert sources["a"] == 2.0
    draws = {name: np.array([sources[name]() for _ in range(4000)]) for name in "bcd"}  # type: ignore[operator]
    assert draws["b"].min() >= -1.0 and draws["b"].max() <= 3.0
    assert draws["b"].mean() == pytest.approx(1.0, abs=0.1)
    assert draws["c"].mean() == pytest.approx(5.0, abs=0.05)
    assert draws["c"].std() == pytest.approx(0.5, abs=0.05)
    inside = (draws["d"] <= 1.0) | (draws["d"] >= 10.0)
    assert inside.all()
    assert (draws["d"] >= 10.0).mean() == pytest.approx(0.5, abs=0.05)
    again = lessons.sources(7)
    assert [again["b"]() for _ in range(5)] == draws["b"][:5].tolist()  # type: ignore[operator]
    other = lessons.sources(8)
    assert other["b"]() != draws["b"][0]  # type: ignore[operator]


def test_lessons_are_taken_up_where_they_were() -> None:
    """State that was saved and loaded goes on alike."""
    one, other = Lessons(read_lessons(CURRICULUM, "t")), Lessons(read_lessons(CURRICULUM, "t"))
    one.record([1.0, 1.5, 2.0, 1.9, 1.7])
    one.update(0.1)
    other.load_state(one.state())
    assert other.state() == one.state()
    one.record([9.0] * 5)
    other.record([9.0] * 5)
    assert one.update(0.2) == other.update(0.2) == ["difficulty"]


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"difficulty": "easy"}, "environment_parameters.difficulty: 'easy' is not allowed"),
        ({"gravity": {"sampler_type": "uniform"}}, "sampler_parameters: None is not allowed; a mapping"),
        ({"gravity": {"sampler_type": "dice", "sampler_parameters": {}}}, "'dice' is not allowed; constant, uniform"),
        (
            {"g": {"sampler_type": "uniform", "sampler_parameters": {"min_value": 2, "max_value": 1}}},
            "2 to 1 is not allowed; the lower end comes first",
        ),
        ({"g": {"curriculum": []}}, "curriculum: [] is not allowed; a list of lessons"),
        ({"g": {"curriculum": [{"value": 1}, {"value": 2}]}}, "curriculum[0].completion_criteria: none is not allowed"),
        (
            {"g": {"curriculum": [{"value": 1, "completion_criteria": {"measure": "luck"}}, {"value": 2}]}},
            "measure: 'luck' is not allowed; reward or progress",
        ),
    ],
)
def test_what_is_wrong_is_said_in_one_line(given: dict[str, Any], message: str) -> None:
    """File, field, value, what is allowed."""
    with pytest.raises(AssetError) as caught:
        read_lessons(given, "walker.yaml")
    assert str(caught.value).startswith("walker.yaml: environment_parameters.")
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)
