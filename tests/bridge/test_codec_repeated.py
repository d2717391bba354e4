"""Messages like one read before, held against the official protobuf classes: what is remembered must never be seen."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from clamber.bridge.codec import CodecError, decode_learner_message, decode_player_message
from hypothesis import given, settings
from hypothesis import strategies as st
from mlagents_envs.communicator_objects.unity_message_pb2 import UnityMessageProto

from tests.bridge import test_codec_learner, test_codec_player

Reading = tuple[Callable[[bytes], Any], Callable[[Any, UnityMessageProto], None]]
PLAYER: Reading = (decode_player_message, test_codec_player.check)
LEARNER: Reading = (decode_learner_message, test_codec_learner.check)


def from_player(values: list[float], reward: float = 1.0, done: bool = False, key: str = "a") -> UnityMessageProto:
    """One agent for every two values, as the official classes write them."""
    message = UnityMessageProto()
    message.header.status = 200
    message.unity_output.rl_output.side_channel = b"beside"
    for index in range(0, len(values), 2):
        agent = message.unity_output.rl_output.agentInfos[key].value.add(id=index + 100, reward=reward)
        agent.done, agent.max_step_reached = True, done  # proto3 leaves False out
        agent.observations.add(shape=[2], name="eye").float_data.data.extend(values[index : index + 2])
    return message


def from_learner(values: list[float], command: int = 1, key: str = "a") -> UnityMessageProto:
    """One agent for every two values."""
    message = UnityMessageProto()
    message.header.status = 200
    message.unity_input.rl_input.command = command
    for index in range(0, len(values), 2):
        action = message.unity_input.rl_input.agent_actions[key].value.add()
        action.continuous_actions.extend(values[index : index + 2])
    return message


EXAMPLES = [
    pytest.param(PLAYER, from_player, id="player"),
    pytest.param(LEARNER, from_learner, id="learner"),
]
VALUES = st.lists(st.floats(width=32), min_size=6, max_size=6)


@pytest.mark.parametrize(("reading", "example"), EXAMPLES)
@settings(max_examples=60, deadline=None)
@given(several=st.lists(VALUES, min_size=2, max_size=4))
def test_values_are_the_messages_own(
    reading: Reading, example: Callable[..., UnityMessageProto], several: list[list[float]]
) -> None:
    decode, check = reading
    messages = [example(values) for values in several]
    decoded = [decode(message.SerializeToString()) for message in messages]
    for ours, official in zip(decoded, messages, strict=True):
        check(ours, official)


@pytest.mark.parametrize(("reading", "example"), EXAMPLES)
@settings(max_examples=300, deadline=None)
@given(data=st.data())
def test_bytes_changed_anywhere_are_refused_or_read_as_the_official_classes_do(
    reading: Reading, example: Callable[..., UnityMessageProto], data: st.DataObject
) -> None:
    decode, check = reading
    good = example([1.0, 2.0, 3.0, 4.0, 5.0, 6.0]).SerializeToString()
    decode(good)
    damaged = bytearray(good)
    for _ in range(data.draw(st.integers(1, 3))):
        damaged[data.draw(st.integers(0, len(damaged) - 1))] = data.draw(st.integers(0, 255))
    try:
        ours = decode(bytes(damaged))
    except CodecError as error:
        assert "\n" not in str(error)
        return
    try:
        official = UnityMessageProto.FromString(bytes(damaged))
    except Exception:  # the official classes also read what nobody asks the codec for
        return
    check(ours, official)


@pytest.mark.parametrize(
    ("reading", "first", "second"),
    [
        pytest.param(PLAYER, from_player([1, 2], key="a"), from_player([1, 2], key="b"), id="player, key"),
        pytest.param(PLAYER, from_player([1, 2, 3, 4]), from_player([5, 6, 7, 8], 2.0), id="player, reward"),
        pytest.param(LEARNER, from_learner([1, 2], 1), from_learner([1, 2], 2), id="learner, command"),
        pytest.param(LEARNER, from_learner([1, 2], key="a"), from_learner([3, 4], key="b"), id="learner, key"),
    ],
)
def test_what_lies_around_the_agents_is_the_messages_own(
    reading: Reading, first: UnityMessageProto, second: UnityMessageProto
) -> None:
    decode, check = reading
    for message in (first, second, first):
        check(decode(message.SerializeToString()), message)


def test_a_list_sent_in_two_pieces_is_whole() -> None:
    piece, other = from_player([1, 2]), from_player([3, 4])
    whole = UnityMessageProto.FromString(piece.SerializeToString() + other.SerializeToString())
    # A map's entry that comes twice replaces; an entry's list that comes twice merges.
    for _ in range(2):
        test_codec_player.check(decode_player_message(piece.SerializeToString() + other.SerializeToString()), whole)


def test_what_a_reader_does_with_a_message_does_not_reach_the_next() -> None:
    data = from_player([1, 2, 3, 4]).SerializeToString()
    for _ in range(3):
        message = decode_player_message(data)
        test_codec_player.check(message, UnityMessageProto.FromString(data))
        message.agents["a"].observations[0][:] = 7
        message.sensor_names["a"] = ("changed",)
        message.side_channel = b"changed"
        message.agents.clear()
