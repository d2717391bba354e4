"""Lessons against mlagents' own EnvironmentParameterManager, samplers against their distributions."""

from __future__ import annotations

import pickle
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from clamber.assets.fields import AssetError
from clamber.bridge.player.environment_parameters import Parameter, make_sampler
from clamber.learning.lessons import Lessons, Stream, read_lessons

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


def two_lessons(criteria: dict[str, Any]) -> dict[str, Any]:
    """Two lessons, of which the first is over by ``criteria``."""
    return {"gravity": {"curriculum": [{"value": 1, "completion_criteria": criteria}, {"value": 2}]}}


def friction_by(kind: Any, **parameters: Any) -> dict[str, Any]:
    """Friction is drawn."""
    return {"friction": {"sampler_type": kind, "sampler_parameters": parameters}}


def test_lessons_move_as_mlagents_moves_them() -> None:
    """Random returns and progress: both are in the same lesson at every turn."""
    settings = pytest.importorskip("mlagents.trainers.settings")
    from mlagents.trainers.environment_parameter_manager import EnvironmentParameterManager
    from mlagents.trainers.training_status import GlobalTrainingStatus

    random = np.random.default_rng(0)
    visited = set()
    for _ in range(5):
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
    assert visited == {0, 1, 2}


def test_samplers_draw_from_where_they_say() -> None:
    """Constants, and the three samplers of ML-Agents; the same seed draws the same."""
    parameters = read_lessons(
        {
            "friction": 2,
            "gravity": {"sampler_type": "uniform", "sampler_parameters": {"min_value": 1.0, "max_value": 5.0}},
            "motor_strength": {"sampler_type": "gaussian", "sampler_parameters": {"mean": 5.0, "st_dev": 0.5}},
            "target_speed": {
                "sampler_type": "multirangeuniform",
                "sampler_parameters": {"intervals": [[0.0, 1.0], [10.0, 13.0]]},
            },
        },
        "test",
    )
    lessons = Lessons(parameters)
    sources = lessons.sources(7)
    assert sources["friction"] == 2.0
    even, bell, several = (
        np.array([sources[name]() for _ in range(4000)])  # type: ignore[operator]
        for name in ("gravity", "motor_strength", "target_speed")
    )
    assert even.min() >= 1.0 and even.max() <= 5.0
    assert even.mean() == pytest.approx(3.0, abs=0.1)
    assert bell.mean() == pytest.approx(5.0, abs=0.05)
    assert bell.std() == pytest.approx(0.5, abs=0.05)
    inside = (several <= 1.0) | ((several >= 10.0) & (several <= 13.0))
    assert inside.all()
    # Each interval is as likely as it is long, 1 and 3 of 4, and drawn from evenly.
    assert (several >= 10.0).mean() == pytest.approx(0.75, abs=0.03)
    assert several[several >= 10.0].mean() == pytest.approx(11.5, abs=0.1)
    again = lessons.sources(7)
    assert [again["gravity"]() for _ in range(5)] == even[:5].tolist()  # type: ignore[operator]
    other = lessons.sources(8)
    assert other["gravity"]() != even[0]  # type: ignore[operator]


def test_several_intervals_are_drawn_from_as_the_player_does() -> None:
    """A tenth of the draws from the interval that is a tenth of all their length; one of no length is never met."""
    intervals = [[0.1, 0.2], [0.3, 0.3], [0.5, 1.4]]
    ours = Lessons(read_lessons(friction_by("multirangeuniform", intervals=intervals), "test")).sources(1)["friction"]
    ends = tuple(end for interval in intervals for end in interval)
    theirs = make_sampler(Parameter("multirangeuniform", ends, 3), 0, (0.0, 5.0))
    for source in (ours, theirs):
        drawn = np.array([source() for _ in range(10_000)])  # type: ignore[operator]
        assert (drawn < 0.25).mean() == pytest.approx(0.1, abs=0.01)
        assert not ((drawn > 0.2) & (drawn < 0.5)).any()
        assert drawn.max() <= 1.4


def test_a_gaussians_tails_are_cut_off_where_the_environment_would_refuse_them() -> None:
    """Friction is never below 0: the first draw that was used to end a run; the others are what they were."""
    sampler = read_lessons(friction_by("gaussian", mean=0.5, st_dev=0.5), "test")["friction"].lessons[0].sampler
    source, free = Stream(sampler, 1), Stream(replace(sampler, limits=(-np.inf, np.inf)), 1)
    drawn, uncut = (np.array([one() for _ in range(1000)]) for one in (source, free))
    assert uncut.min() < 0.0 == drawn.min()
    np.testing.assert_array_equal(drawn, np.clip(uncut, 0.0, 5.0))


def test_a_stream_that_has_been_sent_to_another_process_tells_where_it_stands() -> None:
    sampler = read_lessons(friction_by("uniform", min_value=0.5, max_value=1.5), "test")["friction"].lessons[0].sampler
    sent, kept = pickle.loads(pickle.dumps(Stream(sampler, 1))), Stream(sampler, 1)
    for stream in (sent, kept):
        stream()
    assert sent.state() == kept.state()
    other = pickle.loads(pickle.dumps(Stream(sampler, 2)))
    other.load_state(kept.state())
    assert [other() for _ in range(3)] == [kept() for _ in range(3)]


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
            {"gravity": {"sampler_type": "uniform", "sampler_parameters": {"min_value": 2, "max_value": 1}}},
            "2 to 1 is not allowed; the lower end comes first",
        ),
        ({"gravity": {"curriculum": []}}, "curriculum: [] is not allowed; a list of lessons"),
        (
            {"gravity": {"curriculum": [{"value": 1}, {"value": 2}]}},
            "curriculum[0].completion_criteria: none is not allowed",
        ),
        (two_lessons({"measure": "luck"}), "measure: 'luck' is not allowed; reward or progress"),
        ({"frictoin": 0.5}, "frictoin: there is no such setting (did you mean friction?)"),
        ({"gravity": {"curiculum": []}}, "gravity.curiculum: there is no such setting (did you mean curriculum?)"),
        ({"gravity": {"curriculum": [{"value": 1}], "value": 2}}, "gravity.value: there is no such setting"),
        ({"gravity": {"curriculum": [{"value": 1, "nmae": "a"}]}}, "[0].nmae: there is no such setting (did you mean"),
        (two_lessons({"treshold": 2}), "criteria.treshold: there is no such setting (did you mean threshold?)"),
        (two_lessons({"signal_smoothing": "false"}), "signal_smoothing: 'false' is not allowed; true or false"),
        (two_lessons({"require_reset": 0}), "require_reset: 0 is not allowed; true or false"),
        (
            friction_by("uniform", min=0.4, max=0.6),
            "friction.sampler_parameters.min: there is no such setting; there are max_value, min_value, seed",
        ),
        (friction_by("gaussian", mean=0.5, stdev=0.1), "stdev: there is no such setting (did you mean st_dev?)"),
        (friction_by(["uniform"]), "friction.sampler_type: ['uniform'] is not allowed; constant"),
        ({"friction": 6}, "environment_parameters.friction: 6 is not allowed; 0 to 5"),
        ({"gravity": -1.0}, "environment_parameters.gravity: -1 is not allowed; 0 to 100 m/s^2 downwards"),
        (friction_by("constant", value=-0.1), "sampler_parameters.value: -0.1 is not allowed; 0 to 5"),
        (friction_by("uniform", min_value=-1, max_value=0.2), "min_value: -1 is not allowed; 0 to 5"),
        (friction_by("uniform", min_value=1, max_value=5.5), "max_value: 5.5 is not allowed; 0 to 5"),
        (friction_by("gaussian", mean=5.1), "mean: 5.1 is not allowed; 0 to 5"),
        (friction_by("multirangeuniform", intervals=[[0, 1], [4, 9]]), "intervals[1]: 9 is not allowed; 0 to 5"),
        (
            {"friction": {"curriculum": [{"value": 9, "completion_criteria": {}}, {"value": 2}]}},
            "friction.curriculum[0].value: 9 is not allowed; 0 to 5",
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
