"""A session with a scripted learner: every way it may misbehave ends in one line, and the learner is told."""

from __future__ import annotations

import math
import uuid
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from clamber.assets.loading import load_task, task_body
from clamber.assets.task import TerrainSense
from clamber.bridge.player.arguments import PlayerArguments
from clamber.bridge.player.environment import Decision
from clamber.bridge.player.errors import LearnerClosedError, LearnerGoneError, PlayerError
from clamber.bridge.player.log import PlayerLog
from clamber.bridge.player.session import Session
from clamber.bridge.player.side_channels import ENGINE_CONFIGURATION, ENVIRONMENT_PARAMETERS, join_message
from clamber.bridge.player.task_environment import TaskEnvironment
from clamber.tasks.senses import observation_layout
from mlagents_envs.communicator_objects.unity_message_pb2 import UnityMessageProto
from mlagents_envs.side_channel import OutgoingMessage
from mlagents_envs.side_channel.environment_parameters_channel import EnvironmentParametersChannel
from mlagents_envs.side_channel.side_channel_manager import SideChannelManager
from mlagents_envs.side_channel.stats_side_channel import StatsSideChannel
from numpy.typing import NDArray

from tests.bridge.fake_player import CountingEnvironment

AGENTS = 3


class ScriptedLearner:
    """Replies from a list, with the official protobuf classes on its side."""

    def __init__(self, *replies: UnityMessageProto | bytes | Exception) -> None:
        """So many replies; after them the learner closes."""
        self.replies = list(replies)
        self.heard: list[UnityMessageProto] = []
        self.farewells: list[UnityMessageProto] = []

    def exchange(self, message: bytes) -> bytes:
        """Hears a message and gives the next reply."""
        self.heard.append(UnityMessageProto.FromString(message))
        reply = self.replies.pop(0) if self.replies else UnityMessageProto(header={"status": 400})
        if isinstance(reply, Exception):
            raise reply
        return reply if isinstance(reply, bytes) else reply.SerializeToString()

    def leave(self, message: bytes) -> None:
        """Hears the last message."""
        self.farewells.append(UnityMessageProto.FromString(message))


def hello(version: str = "1.5.0", areas: int = 1, seed: int = 5) -> UnityMessageProto:
    message = UnityMessageProto(header={"status": 200})
    told = message.unity_input.rl_initialization_input
    told.seed, told.communication_version, told.package_version, told.num_areas = seed, version, "1.1.0", areas
    return message


def command(number: int, side_channel: bytes = b"") -> UnityMessageProto:
    message = UnityMessageProto(header={"status": 200})
    message.unity_input.rl_input.command = number
    message.unity_input.rl_input.side_channel = side_channel
    return message


RESET = command(1)


def step(
    actions: list[list[float]], behavior: str = "Counting?team=0", discrete: tuple[int, ...] = ()
) -> UnityMessageProto:
    message = command(0)
    for each in actions:
        action = message.unity_input.rl_input.agent_actions[behavior].value.add()
        action.continuous_actions.extend(each)
        action.discrete_actions.extend(discrete)
    return message


@pytest.fixture
def live(tmp_path: Path) -> Callable[..., tuple[ScriptedLearner, str]]:
    """Runs a session to its end; returns the learner and the log."""

    def run(*replies: UnityMessageProto | bytes | Exception, fails: str = "") -> tuple[ScriptedLearner, str]:
        learner = ScriptedLearner(*replies)
        log = PlayerLog(str(tmp_path / "log"))
        made: list[CountingEnvironment] = []

        def make(agents: int, seed: int) -> CountingEnvironment:
            made.append(CountingEnvironment(agents, seed))
            return made[-1]

        session = Session(learner, make, PlayerArguments(agents=AGENTS), log)
        if fails:
            with pytest.raises(PlayerError) as error:
                session.run()
            assert fails in str(error.value)
            assert "\n" not in str(error.value)
        else:
            session.run()
        log.close()
        assert all(environment.closed for environment in made)
        return learner, (tmp_path / "log").read_text()

    return run


Live = Callable[..., tuple[ScriptedLearner, str]]


def test_the_handshake_as_a_unity_build_does_it(live: Live) -> None:
    learner, log = live(hello(areas=2), RESET, step([[1.0, 1.0]] * 6))
    first, second, third, fourth = learner.heard
    told = first.unity_output.rl_initialization_output
    assert (told.communication_version, bool(told.package_version)) == ("1.5.0", True)
    assert all(getattr(told.capabilities, each.name) for each in told.capabilities.DESCRIPTOR.fields)
    assert not second.HasField("unity_output") or second.unity_output.ByteSize() == 0
    # Brain parameters go out once, with the first agents.
    (brain,) = third.unity_output.rl_initialization_output.brain_parameters
    assert (brain.brain_name, brain.action_spec.num_continuous_actions) == ("Counting?team=0", 2)
    assert len(third.unity_output.rl_output.agentInfos["Counting?team=0"].value) == 6
    assert not fourth.unity_output.rl_initialization_output.brain_parameters
    assert [info.reward for info in fourth.unity_output.rl_output.agentInfos["Counting?team=0"].value] == [2.0] * 6
    assert all(message.header.status == 200 for message in learner.heard) and not learner.farewells
    assert "6 agents of Counting" in log and "6 agent-steps" in log


def test_a_first_command_that_is_a_step_is_a_reset_too(live: Live) -> None:
    learner, _ = live(hello(), command(0), RESET)
    infos = learner.heard[2].unity_output.rl_output.agentInfos["Counting?team=0"].value
    assert [list(info.observations[0].float_data.data)[1:3] for info in infos] == [[1.0, 0.0]] * AGENTS


def test_quit_ends_a_session_without_an_error(live: Live) -> None:
    learner, log = live(hello(), RESET, command(2))
    assert len(learner.heard) == 3 and not learner.farewells and "has closed" in log


def test_a_call_that_the_closing_learner_cancels_is_no_error(live: Live) -> None:
    _, log = live(hello(), RESET, LearnerClosedError())
    assert "has closed" in log


def test_a_learner_that_refuses_the_handshake_is_no_error(live: Live) -> None:
    _, log = live(UnityMessageProto(header={"status": 400}))
    assert "has closed" in log


OK = [[0.0, 0.0]] * AGENTS
SHORT_GRAVITY = join_message(ENVIRONMENT_PARAMETERS, b"\x07\x00\x00\x00gravity\x00\x00\x00\x00")


@pytest.mark.parametrize(
    ("replies", "message"),
    [
        ([b"\xff\xff\xff"], "message 1 from the learner is not a UnityMessage"),
        ([b"GET / HTTP/1.1"], "message 1 from the learner is not a UnityMessage"),
        ([hello(), b"\x0a\x50"], "message 2 from the learner is not a UnityMessage"),
        ([hello(), RESET, step(OK), b"\x1a\xff\x01"], "message 4 from the learner is not a UnityMessage"),
        ([RESET], "lacks rl_initialization_input"),
        ([hello(version="2.0.0")], "communication_version '2.0.0' does not go with 1.5.0"),
        ([hello(areas=-3)], "num_areas: -3 is not allowed"),
        ([hello(), RESET, command(7)], "message 3 from the learner: command 7 is not known"),
        ([hello(), RESET, step([[0.0, 0.0]] * 2)], "they are for 2 agents; 3 decide"),
        ([hello(), RESET, step([[0.0, 0.0]] * 4)], "they are for 4 agents; 3 decide"),
        ([hello(), RESET, step([[0.0] * 3] * 3)], "3 numbers each; 2 are needed"),
        ([hello(), RESET, step(OK, discrete=(1,))], "1 discrete ones each; there are none"),
        ([hello(), RESET, step(OK, "Walker?team=0")], "behavior 'Walker?team=0' is not one of this player"),
        (
            [hello(), RESET, step(OK), step([[0.0, 0.0], [0.0, math.nan], [0.0, 0.0]])],
            "message 4 from the learner, actions of Counting?team=0: agent 1, action 1 is nan",
        ),
        ([hello(), RESET, step([[math.inf, 0.0]] * 3)], "agent 0, action 0 is inf"),
        ([hello(), command(1, b"12345")], "message 2 from the learner, side channels: the message at byte 0"),
        ([hello(), command(1, SHORT_GRAVITY)], "side channel of environment parameters: 4 bytes are needed"),
        (
            [hello(), command(1, join_message(ENGINE_CONFIGURATION, b"\x02\x00"))],
            "side channel of the engine configuration: 4 bytes are needed",
        ),
    ],
)
def test_what_a_learner_does_wrong_is_told_in_one_line(
    live: Live, replies: list[UnityMessageProto | bytes], message: str
) -> None:
    learner, _ = live(*replies, fails=message)
    assert [farewell.header.status for farewell in learner.farewells] == [400]


def test_actions_that_differ_in_number_between_agents_are_refused(live: Live) -> None:
    live(
        hello(),
        RESET,
        step([[0.0, 0.0], [0.0], [0.0, 0.0]]),
        fails="message 3 from the learner is not a UnityMessage that fits",
    )


def test_a_learner_that_dies_is_told_apart(live: Live) -> None:
    live(hello(), RESET, LearnerGoneError("the learner went away"), fails="the learner went away")


@pytest.mark.parametrize(
    ("send", "message"),
    [
        (lambda channel: channel.set_float_parameter("difficulty", 1.5), "difficulty: 1.5 is not allowed; 0 to 1"),
        (lambda channel: channel.set_float_parameter("gravity", math.nan), "gravity: nan is not allowed; 0 to 100"),
        (
            lambda channel: channel.set_uniform_sampler_parameters("difficulty", 0.5, 1.25, 0),
            "difficulty: 1.25 is not allowed",
        ),
        (
            lambda channel: channel.set_uniform_sampler_parameters("difficulty", 0.5, 0.25, 0),
            "from 0.5 to 0.25 is not a range",
        ),
        (
            lambda channel: channel.set_gaussian_sampler_parameters("difficulty", 0.5, -1.0, 0),
            "st_dev -1 is not allowed",
        ),
    ],
)
def test_parameters_out_of_range_are_refused(
    live: Live, send: Callable[[EnvironmentParametersChannel], None], message: str
) -> None:
    channel = EnvironmentParametersChannel()
    send(channel)
    data = bytes(SideChannelManager([channel]).generate_side_channel_messages())
    live(hello(), command(1, data), fails=message)


def test_a_sampler_that_is_sent_again_unchanged_goes_on(live: Live) -> None:
    def reset(seed: int) -> UnityMessageProto:
        channel = EnvironmentParametersChannel()
        channel.set_uniform_sampler_parameters("difficulty", 0.0, 1.0, seed)
        return command(1, bytes(SideChannelManager([channel]).generate_side_channel_messages()))

    learner, _ = live(hello(), reset(1), reset(1), reset(2), reset(1))
    drawn = [
        [info.observations[0].float_data.data[3] for info in message.unity_output.rl_output.agentInfos[key].value]
        for message in learner.heard[2:]
        for key in ["Counting?team=0"]
    ]
    assert len({value for values in drawn[:3] for value in values}) == 3 * AGENTS
    assert drawn[3] == drawn[0]  # a sampler that changed and changed back begins anew


def test_unknown_channels_are_named_once(live: Live) -> None:
    message = OutgoingMessage()
    message.write_string("whatever")
    stranger = uuid.UUID("12345678-1234-1234-1234-123456789abc")
    data = join_message(stranger, bytes(message.buffer))
    _, log = live(hello(), command(1, data + data), command(1, data))
    assert log.count(str(stranger)) == 1


def test_an_environment_that_cannot_be_made_tells_the_waiting_learner(tmp_path: Path) -> None:
    learner = ScriptedLearner(hello())

    def make(agents: int, seed: int) -> CountingEnvironment:
        raise ValueError("Courses/Broken.asset: length is wrong")

    log = PlayerLog(str(tmp_path / "log"))
    with pytest.raises(ValueError, match=r"Broken\.asset"):
        Session(learner, make, PlayerArguments(), log).run()
    log.close()
    assert [farewell.header.status for farewell in learner.farewells] == [400]


def test_the_seed_is_the_learners_unless_one_is_said(tmp_path: Path) -> None:
    seeds = []

    def make(agents: int, seed: int) -> CountingEnvironment:
        seeds.append(seed)
        return CountingEnvironment(agents, seed)

    log = PlayerLog(str(tmp_path / "log"))
    for said, told in [(None, 12), (None, -1), (99, 12)]:
        Session(ScriptedLearner(hello(seed=told)), make, PlayerArguments(seed=said), log).run()
    log.close()
    assert seeds[0] == 12 and seeds[1] >= 0 and seeds[2] == 99


def test_statistics_can_be_switched_off(tmp_path: Path) -> None:
    log = PlayerLog(str(tmp_path / "log"))
    for wanted in (True, False):
        learner = ScriptedLearner(hello(), RESET, *[step(OK)] * 10)
        said = PlayerArguments(agents=AGENTS, statistics=wanted)
        Session(learner, lambda agents, seed: CountingEnvironment(agents, seed), said, log).run()
        sent = [message.unity_output.rl_output.side_channel for message in learner.heard]
        assert any(b"Episode/distance" in each for each in sent) == wanted
    log.close()


def test_terminal_steps_carry_the_reward_and_fresh_ones_none(live: Live) -> None:
    learner, _ = live(hello(), RESET, *[step([[0.5, 0.25]] * AGENTS)] * 7)
    infos = learner.heard[-1].unity_output.rl_output.agentInfos["Counting?team=0"].value
    assert [(info.id, info.done, info.reward) for info in infos] == [
        (0, True, 0.75), (0, False, 0.0), (1, False, 0.75), (2, False, 0.75),
    ]  # fmt: skip
    assert np.asarray(infos[0].observations[0].float_data.data)[1:3].tolist() == [1.0, 7.0]
    assert np.asarray(infos[1].observations[0].float_data.data)[1:3].tolist() == [2.0, 0.0]


class BreakingEnvironment(TaskEnvironment):
    """Quadrupeds of which the second turns to NaN in the third decision."""

    decisions = 0

    def step(self, actions: NDArray[np.float32]) -> Decision:
        """Lets the physics go on from a velocity that is no number."""
        self.decisions += 1
        if self.decisions == 3:
            self._env.engine.push(np.array([1]), np.full((1, 3), np.nan))
        return super().step(actions)


@pytest.mark.parametrize("engine", ["mujoco", "physx"])
def test_a_broken_agent_is_counted_and_nothing_of_it_is_sent(tmp_path: Path, engine: str) -> None:
    key = "QuadrupedFlat?team=0"
    learner = ScriptedLearner(hello(), RESET, *[step([[0.0] * 12] * AGENTS, key)] * 6)
    log = PlayerLog(str(tmp_path / "log"))

    def make(agents: int, seed: int) -> TaskEnvironment:
        return BreakingEnvironment(load_task("QuadrupedFlat"), agents, engine, seed, threads=1)

    Session(learner, make, PlayerArguments(agents=AGENTS), log).run()
    log.close()

    endings, told = [], StatsSideChannel()
    for decision, message in enumerate(learner.heard[2:]):
        output = message.unity_output.rl_output
        SideChannelManager([told]).process_side_channel_message(output.side_channel)
        for info in output.agentInfos[key].value:
            assert all(np.isfinite(sensor.float_data.data).all() for sensor in info.observations)
            assert math.isfinite(info.reward)
            if info.done:
                endings.append((decision, info.id, info.max_step_reached, info.reward))
    # Cut off, not ended: a learner that bootstraps sees no failure of the policy in it.
    assert endings == [(3, 1, True, 0.0)]
    statistics = {name: [value for value, _ in values] for name, values in told.get_and_reset_stats().items()}
    assert statistics["Episode/broken"] == [1.0]
    assert statistics["Episode/fell_over"] == statistics["Episode/success"] == [0.0]
    assert all(math.isfinite(value) for values in statistics.values() for value in values)


def test_a_sensor_without_values_is_none() -> None:
    """As in Unity: stock trainers would make a brain of it that nothing loads."""
    task = replace(load_task("QuadrupedFlat"), terrain=TerrainSense([], [], []))
    layout = observation_layout(task, task_body(task))
    env = TaskEnvironment(replace(task, observations=layout), 2, "mujoco", 1, 1)
    try:
        assert env.sensors == (("proprioception", sum(block.size for block in layout)),)
        assert [values.shape for values in env.reset()] == [(2, env.sensors[0][1])]
        decision = env.step(np.zeros((2, env.continuous_actions), np.float32))
        assert len(decision.observations) == len(decision.final_observations) == 1
    finally:
        env.close()
