"""A player's life with a learner: handshake, then decide and step until one of them leaves."""

from __future__ import annotations

import time
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from clamber.bridge.codec import CodecError, decode_learner_message, encode_player_message
from clamber.bridge.messages import AgentInfos, BehaviorSpecification, Initialization, LearnerMessage, PlayerMessage
from clamber.bridge.player.arguments import PlayerArguments
from clamber.bridge.player.engine_configuration import describe_engine_configuration
from clamber.bridge.player.environment import Decision, EnvironmentMaker, PlayerEnvironment
from clamber.bridge.player.environment_parameters import ParameterInbox
from clamber.bridge.player.errors import LearnerClosedError, PlayerError
from clamber.bridge.player.log import PlayerLog
from clamber.bridge.player.side_channels import (
    ENGINE_CONFIGURATION,
    ENVIRONMENT_PARAMETERS,
    TRAINING_ANALYTICS,
    SideChannelError,
    split_messages,
)
from clamber.bridge.player.statistics import encode_statistics
from clamber.bridge.player.version import package_version

#: Of the protocol, not of Clamber; its major number must be the learner's.
COMMUNICATION_VERSION = "1.5.0"
_OK, _LEAVING = 200, 400
_STEP, _RESET, _QUIT = 0, 1, 2
_COMMANDS = {_STEP: "STEP", _RESET: "RESET", _QUIT: "QUIT"}


class Link(Protocol):
    """What a session needs of a connection."""

    def exchange(self, message: bytes) -> bytes:
        """Sends a message and waits for the reply."""

    def leave(self, message: bytes) -> None:
        """Sends a last message, if anybody still listens."""


class Session:
    """One learner, from the first message to the last."""

    def __init__(self, link: Link, make_environment: EnvironmentMaker, said: PlayerArguments, log: PlayerLog) -> None:
        """Nothing is sent yet.

        Args:
            link: to the learner.
            make_environment: called once the learner has said its seed and how many areas it wants.
            said: on the command line: agents, seed, statistics.
            log: told of what happens.
        """
        self._link, self._make, self._log = link, make_environment, log
        self._agents, self._seed, self._statistics = said.agents, said.seed, said.statistics
        self._replies = self._decisions = 0

    def _place(self) -> str:
        """Where the session is, for errors."""
        return f"message {self._replies} from the learner"

    def run(self) -> None:
        """Lives until the learner closes.

        Raises:
            PlayerError: one line; the learner, where it still listens, has been told that the player leaves.
        """
        environment: PlayerEnvironment | None = None
        try:
            hello = ("Clamber", package_version(), COMMUNICATION_VERSION)
            reply = self._exchange(PlayerMessage(initialization=hello))
            environment, seed = self._begin(reply)
            started = time.monotonic()
            self._play(environment, ParameterInbox(environment, seed, self._log))
            took = time.monotonic() - started
            steps = self._decisions * environment.agents
            self._log.write(f"the learner has closed: {steps} agent-steps in {took:.1f} s")
        except LearnerClosedError:
            self._log.write("the learner has closed")
        except BaseException:
            self._link.leave(encode_player_message(PlayerMessage(status=_LEAVING)))
            raise
        finally:
            if environment is not None:
                environment.close()

    def _exchange(self, message: PlayerMessage) -> LearnerMessage:
        """Sends a message; returns the reply, or raises LearnerClosedError if that says the learner is leaving."""
        data = self._link.exchange(encode_player_message(message))
        self._replies += 1
        try:
            reply = decode_learner_message(data)
        except CodecError as error:
            raise PlayerError(f"{self._place()} is not a UnityMessage that fits: {error}") from error
        if reply.status != _OK or reply.command == _QUIT:
            raise LearnerClosedError
        return reply

    def _begin(self, reply: LearnerMessage) -> tuple[PlayerEnvironment, int]:
        """Makes the environment that the learner's first message asks for."""
        told = reply.initialization
        if told is None:
            raise PlayerError("the learner's first message lacks rl_initialization_input")
        if told.communication_version.split(".")[0] != COMMUNICATION_VERSION.split(".")[0]:
            raise PlayerError(
                f"the learner's communication_version {told.communication_version!r} does not go with "
                f"{COMMUNICATION_VERSION}; the first numbers must be equal"
            )
        if told.num_areas < 0:
            raise PlayerError(f"the learner's num_areas: {told.num_areas} is not allowed; 1 or more")
        agents = self._agents * max(told.num_areas, 1)
        seed = told.seed & 0xFFFFFFFF if self._seed is None else self._seed
        environment = self._make(agents, seed)
        self._log.write(_describe(told, environment, seed, self._seed is not None))
        return environment, seed

    def _play(self, environment: PlayerEnvironment, parameters: ParameterInbox) -> None:
        """Steps and tells, until the learner closes."""
        key = f"{environment.behavior_name}?team=0"
        reply = self._exchange(PlayerMessage())
        message = PlayerMessage(
            behaviors={key: BehaviorSpecification(environment.continuous_actions)},
            sensor_names={key: tuple(name for name, _ in environment.sensors)},
        )
        names = message.sensor_names
        ids = np.arange(environment.agents, dtype=np.int32)
        first = True
        try:
            while True:
                self._receive_side_channels(reply.side_channel, parameters)
                if reply.command == _RESET or first:
                    message.agents = {key: _first_infos(ids, environment.reset())}
                    message.side_channel = b""
                elif reply.command == _STEP:
                    decision = environment.step(self._actions(reply, key, environment))
                    message.agents = {key: _infos(ids, decision)}
                    self._decisions += 1
                    message.side_channel = encode_statistics(decision.statistics) if self._statistics else b""
                else:
                    known = ", ".join(f"{number} ({name})" for number, name in _COMMANDS.items())
                    raise PlayerError(f"{self._place()}: command {reply.command} is not known; {known}")
                reply = self._exchange(message)
                message = PlayerMessage(sensor_names=names)
                first = False
        except LearnerClosedError:
            return

    def _receive_side_channels(self, data: bytes, parameters: ParameterInbox) -> None:
        """Acts on the side-channel messages of one reply."""
        channel = "side channels"
        try:
            for guid, payload in split_messages(data):
                if guid == ENVIRONMENT_PARAMETERS:
                    channel = "side channel of environment parameters"
                    parameters.receive(payload)
                elif guid == ENGINE_CONFIGURATION:
                    channel = "side channel of the engine configuration"
                    self._log.once(describe_engine_configuration(payload))
                elif guid != TRAINING_ANALYTICS:
                    self._log.once(f"side channel {guid}: nobody here listens to it")
        except SideChannelError as error:
            raise PlayerError(f"{self._place()}, {channel}: {error}") from error

    def _actions(self, reply: LearnerMessage, key: str, environment: PlayerEnvironment) -> NDArray[np.float32]:
        """The actions of all agents; a learner that sends none at all means zeros, as with a Unity build."""
        place = f"{self._place()}, actions"
        for other in reply.actions:
            if other != key:
                raise PlayerError(f"{place}: behavior {other!r} is not one of this player; {key!r} is")
        shape = (environment.agents, environment.continuous_actions)
        sent = reply.actions.get(key)
        if sent is None or not len(sent.continuous):
            return np.zeros(shape, dtype=np.float32)
        if len(sent.continuous) != shape[0]:
            raise PlayerError(f"{place} of {key}: they are for {len(sent.continuous)} agents; {shape[0]} decide")
        if sent.continuous.shape != shape:
            raise PlayerError(f"{place} of {key}: {sent.continuous.shape[1]} numbers each; {shape[1]} are needed")
        if sent.discrete.size:
            raise PlayerError(f"{place} of {key}: {sent.discrete.shape[1]} discrete ones each; there are none")
        finite = np.isfinite(sent.continuous)
        if not finite.all():
            agent, action = np.argwhere(~finite)[0]
            value = sent.continuous[agent, action]
            raise PlayerError(f"{place} of {key}: agent {agent}, action {action} is {value}; only finite numbers act")
        return sent.continuous


def _first_infos(ids: NDArray[np.int32], observations: list[NDArray[np.float32]]) -> AgentInfos:
    """All agents at the start of an episode."""
    no = np.zeros(len(ids), dtype=np.bool_)
    return AgentInfos(ids, np.zeros(len(ids), dtype=np.float32), no, no, observations)


def _infos(ids: NDArray[np.int32], decision: Decision) -> AgentInfos:
    """What one decision led to: ended episodes first, then every agent, those just restarted without a reward."""
    done = decision.terminated | decision.truncated
    if not done.any():
        return AgentInfos(ids, decision.rewards, done, done, decision.observations)
    ended = np.flatnonzero(done)
    count = len(ids)
    return AgentInfos(
        ids=np.concatenate([ids[ended], ids]),
        rewards=np.concatenate([decision.rewards[ended], np.where(done, np.float32(0.0), decision.rewards)]),
        done=np.concatenate([np.ones(len(ended), dtype=np.bool_), np.zeros(count, dtype=np.bool_)]),
        max_step_reached=np.concatenate(
            [(decision.truncated & ~decision.terminated)[ended], np.zeros(count, dtype=np.bool_)]
        ),
        observations=[
            np.concatenate([final[ended], now])
            for final, now in zip(decision.final_observations, decision.observations, strict=True)
        ],
    )


def _describe(told: Initialization, environment: PlayerEnvironment, seed: int, own_seed: bool) -> str:
    sensors = ", ".join(f"{name} {size}" for name, size in environment.sensors)
    origin = "--seed" if own_seed else "the learner's"
    return (
        f"learner {told.package_version}, protocol {told.communication_version}: {environment.agents} agents of "
        f"{environment.behavior_name} ({sensors}; {environment.continuous_actions} actions), "
        f"seed {seed} ({origin})"
    )
