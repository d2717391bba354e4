"""How well commands are followed, against arithmetic done by hand and on a steered task."""

from __future__ import annotations

import numpy as np
import pytest
from clamber.assets.loading import load_body
from clamber.evaluation.episodes import live_episodes
from clamber.evaluation.metrics import summarise
from clamber.evaluation.steering import STEERING_MEASURES, SteeringMeter
from clamber.physics.body_state import new_body_state
from clamber.tasks.environment import ClamberVectorEnv
from clamber.tasks.measures import measure
from clamber.tasks.moment import new_moment


class Standing:
    """Acts like a brain that asks for the neutral pose, whatever it is told."""

    def __init__(self, actions: int) -> None:
        self._actions = actions

    def act(self, proprioception: np.ndarray, _: np.ndarray) -> np.ndarray:
        """No action at all."""
        return np.zeros((len(proprioception), self._actions), np.float32)

    def forget(self, which: np.ndarray | None = None) -> None:
        """There is nothing to forget."""


def test_errors_are_those_worked_out_by_hand() -> None:
    body = load_body("Quadruped")
    moment = new_moment(measure(body), 0.02, new_body_state(body, 2))
    meter = SteeringMeter(2)
    # Agent 0: told 1 m/s to the left, it goes 1 m/s ahead and faces ahead: off by the root of 2 m/s, and a right angle.
    moment.target_speed[:] = 1.0
    moment.command_x[0], moment.command_y[0] = 0.0, 1.0
    moment.state.root_linear_velocity[:, 0] = 1.0
    meter.told(moment)
    moment.command_x[0], moment.command_y[0] = 1.0, 0.0  # the next command is none of this decision's
    meter.add(moment, np.array([True, True]))
    # Then it is told to stand, and stands; agent 1's episode has ended.
    moment.target_speed[:] = 0.0
    meter.told(moment)
    moment.state.root_linear_velocity[:] = 0.0
    meter.add(moment, np.array([True, False]))
    measures = meter.finish(np.array([0, 1]))
    assert measures["speed_asked"] == pytest.approx([0.5, 1.0])
    assert measures["velocity_error"] == pytest.approx([2**0.5 / 2, 0.0])
    assert measures["heading_error"] == pytest.approx([np.pi / 4, 0.0])
    assert meter.finish(np.array([0]))["velocity_error"] == 0.0


def test_who_stands_is_off_by_all_that_is_asked() -> None:
    env = ClamberVectorEnv("QuadrupedSteer", 8, seed=1)
    told = summarise(live_episodes(env, Standing(env.measures.actions), 1, seed=1))  # type: ignore[arg-type]
    assert told["velocity_error"]["mean"] == pytest.approx(told["speed_asked"]["mean"], abs=0.15)
    assert told["heading_error"]["mean"] > 0.3
    env.close()


def test_no_such_measures_without_commands_that_change() -> None:
    env = ClamberVectorEnv("QuadrupedFlat", 4, seed=1)
    told = live_episodes(env, Standing(env.measures.actions), 1, seed=1)  # type: ignore[arg-type]
    assert not set(STEERING_MEASURES) & told.keys()
    env.close()
