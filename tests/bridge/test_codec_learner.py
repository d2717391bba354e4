"""What a learner sends, held against the official protobuf classes."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest
from clamber.bridge.codec import (
    CAPABILITIES,
    CodecError,
    UnsupportedMessageError,
    decode_learner_message,
    encode_learner_message,
)
from clamber.bridge.messages import AgentActions, Initialization, LearnerMessage
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from mlagents_envs.communicator_objects.agent_action_pb2 import AgentActionProto
from mlagents_envs.communicator_objects.unity_message_pb2 import UnityMessageProto

KEYS = st.sampled_from(["Walker?team=0", "Käfer?team=1", "", "x" * 200])
INT32 = st.one_of(st.integers(0, 300), st.integers(-(2**31), 2**31 - 1))
FLOAT = st.floats(width=32)


@st.composite
def official_messages(draw: st.DrawFn) -> UnityMessageProto:
    """Any message a learner may send with the official classes."""
    message = UnityMessageProto()
    message.header.status = draw(st.sampled_from([0, 200, 400]))
    rl_input = message.unity_input.rl_input
    rl_input.command = draw(st.sampled_from([0, 1, 2]))
    rl_input.side_channel = draw(st.binary(max_size=20))
    for key in draw(st.lists(KEYS, max_size=3, unique=True)):
        continuous, discrete = draw(st.integers(0, 4)), draw(st.integers(0, 3))
        actions = rl_input.agent_actions[key].value
        for _ in range(draw(st.integers(0, 6))):
            action = AgentActionProto()
            action.continuous_actions.extend(draw(st.lists(FLOAT, min_size=continuous, max_size=continuous)))
            action.discrete_actions.extend(draw(st.lists(INT32, min_size=discrete, max_size=discrete)))
            action.vector_actions_deprecated.extend(action.continuous_actions)
            actions.append(action)
    if draw(st.booleans()):
        hello = message.unity_input.rl_initialization_input
        hello.seed, hello.num_areas = draw(INT32), draw(INT32)
        hello.communication_version, hello.package_version = "1.5.0", draw(st.text(max_size=5))
        for name in draw(st.sets(st.sampled_from(CAPABILITIES))):
            setattr(hello.capabilities, name, True)
    return message


def check(ours: LearnerMessage, official: UnityMessageProto) -> None:
    """Checks that both readings of the same bytes agree."""
    rl_input = official.unity_input.rl_input
    assert (ours.status, ours.command) == (official.header.status, rl_input.command)
    assert ours.side_channel == rl_input.side_channel
    assert set(ours.actions) == set(rl_input.agent_actions)
    for key, actions in ours.actions.items():
        wanted = list(rl_input.agent_actions[key].value)
        for got, kind, values in (
            (actions.continuous, np.float32, [list(one.continuous_actions) for one in wanted]),
            (actions.discrete, np.int32, [list(one.discrete_actions) for one in wanted]),
        ):
            assert got.dtype == kind
            assert len(got) == len(wanted)
            if wanted:
                np.testing.assert_array_equal(got, np.array(values, dtype=kind))
    assert (ours.initialization is not None) == official.unity_input.HasField("rl_initialization_input")
    if ours.initialization is not None:
        hello = official.unity_input.rl_initialization_input
        assert ours.initialization == Initialization(
            hello.seed,
            hello.communication_version,
            hello.package_version,
            hello.num_areas,
            {name: getattr(hello.capabilities, name) for name in CAPABILITIES},
        )


@settings(max_examples=80, deadline=None)
@given(official_messages())
def test_reads_what_the_official_classes_write(message: UnityMessageProto) -> None:
    check(decode_learner_message(message.SerializeToString()), message)


@st.composite
def our_messages(draw: st.DrawFn) -> LearnerMessage:
    """Any message in columns."""
    message = LearnerMessage(draw(st.sampled_from([200, 400])), draw(st.sampled_from([0, 1, 2])))
    message.side_channel = draw(st.binary(max_size=20))
    for key in draw(st.lists(KEYS, max_size=3, unique=True)):
        count, continuous, discrete = (draw(st.integers(0, 5)) for _ in range(3))
        message.actions[key] = AgentActions(
            draw(arrays.arrays(np.float32, (count, continuous), elements=FLOAT)),
            draw(arrays.arrays(np.int32, (count, discrete), elements=INT32)),
        )
    if draw(st.booleans()):
        stated = {name: draw(st.booleans()) for name in CAPABILITIES}
        message.initialization = Initialization(draw(INT32), "1.5.0", "1.1.0", draw(INT32), stated)
    return message


@settings(max_examples=80, deadline=None)
@given(our_messages())
def test_official_classes_read_what_it_writes(message: LearnerMessage) -> None:
    data = encode_learner_message(message)
    official = UnityMessageProto.FromString(data)
    check(message, official)
    check(decode_learner_message(data), official)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused_in_one_line(data: bytes) -> None:
    try:
        decode_learner_message(data)
    except CodecError as error:
        assert "\n" not in str(error)


def test_agents_with_unequal_actions_are_named() -> None:
    message = UnityMessageProto()
    for size in (2, 3):
        message.unity_input.rl_input.agent_actions["a"].value.add().continuous_actions.extend([0.5] * size)
    with pytest.raises(UnsupportedMessageError, match=r"a: agents get different numbers of continuous .*\[2, 3\]"):
        decode_learner_message(message.SerializeToString())


def test_a_string_that_is_not_utf8_is_refused() -> None:
    actions = AgentActions(np.ones((1, 1), np.float32), np.ones((1, 0), np.int32))
    data = encode_learner_message(LearnerMessage(actions={"abc": actions}))
    with pytest.raises(CodecError, match="UTF-8"):
        decode_learner_message(data.replace(b"abc", b"a\xffc"))


def test_needs_neither_protobuf_nor_mlagents() -> None:
    """A player runs where neither is installed."""
    code = (
        "import sys; sys.modules['google'] = sys.modules['mlagents'] = sys.modules['mlagents_envs'] = None\n"
        "from clamber.bridge import codec, messages\n"
        "print(codec.decode_learner_message(codec.encode_learner_message(messages.LearnerMessage(command=1))).command)"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert result.stdout == "1\n"
