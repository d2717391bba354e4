"""Opening the training scene: to train, to look at a body, or, in a built game, to play."""

from __future__ import annotations

import pytest
from clamber.assets.loading import load_body

from tests.unity.mono import run
from tests.unity.records import line, numbers


def open_scene(arguments: str = "", player: bool = True, batch: bool = False, **fields: str) -> list[str]:
    """Scenes it goes on to, errors, agents; then each agent's actions and drive targets after a second."""
    record = {"task": "Quadruped", "control": "DriveTarget", "hold": "", **fields}
    return run("player", [line(player=float(player), batch=float(batch), **record)], arguments=arguments.split())


def test_a_built_game_that_somebody_opens_goes_on_to_the_race() -> None:
    assert open_scene() == ["Race||0"]


@pytest.mark.parametrize("arguments", ["--mlagents-port 5005", "--task Quadruped", "--agents 2", "--seed 3"])
def test_a_built_game_that_is_to_train_trains(arguments: str) -> None:
    assert open_scene(arguments)[0] == "||2"


def test_servers_and_the_editor_stay() -> None:
    assert open_scene(batch=True)[0] == "||2"
    assert open_scene(player=False)[0] == "||2"


def test_a_task_of_muscles_needs_a_body_with_muscles() -> None:
    message = "Clamber: Quadruped: m_Control: Muscle is not allowed; the body has no muscles"
    assert open_scene(player=False, control="Muscle") == [f"|{message}|0"]


def test_tasks_of_torques_and_of_muscles_can_be_trained() -> None:
    assert open_scene(batch=True, control="Torque")[0] == "||2"
    head, *agents = open_scene(batch=True, task="RunnerFlat", control="Muscle")
    assert head == "||2"
    # Relaxed, not half excited.
    assert [set(numbers(text.split("|")[0])) for text in agents] == [{-1.0}, {-1.0}]


@pytest.mark.parametrize(("keys", "direction"), [("UpArrow", 1.0), ("S", -1.0)])
def test_the_first_creature_without_a_brain_is_moved_by_hand(keys: str, direction: float) -> None:
    first, second = (text.split("|") for text in open_scene(player=False, hold=f"RightBracket {keys}")[1:])
    axes = load_body("Quadruped").axes
    # The second axis, for the 50 decisions of a second at one action per second.
    assert numbers(first[0]) == pytest.approx([0.0, direction, *[0.0] * (len(axes) - 2)], abs=0.03)
    neutral = [axis.neutral_deg for axis in axes]
    targets = numbers(first[1])
    assert (targets[1] - neutral[1]) * direction > 5.0
    assert [*targets[:1], *targets[2:]] == pytest.approx([*neutral[:1], *neutral[2:]], abs=1e-3)
    assert numbers(second[0]) == [0.0] * len(axes)
    assert numbers(second[1]) == pytest.approx(neutral, abs=1e-3)
