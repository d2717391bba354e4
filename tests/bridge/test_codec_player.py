"""What a player sends, held against the official protobuf classes."""

from __future__ import annotations

import struct
from typing import Any

import numpy as np
import pytest
from clamber.bridge.codec import (
    CodecError,
    UnsupportedMessageError,
    announcement,
    decode_player_message,
    encode_player_message,
)
from clamber.bridge.messages import AgentInfos, BehaviorSpecification, PlayerMessage
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from mlagents_envs.communicator_objects.agent_info_pb2 import AgentInfoProto
from mlagents_envs.communicator_objects.unity_message_pb2 import UnityMessageProto

KEYS = st.sampled_from(["Walker?team=0", "Käfer?team=1", "", "x" * 200])
INT32 = st.one_of(st.integers(0, 300), st.integers(-(2**31), 2**31 - 1))
FLOAT = st.floats(width=32)
UNKNOWN = st.sampled_from(
    [
        b"",
        b"\xf8\x06\x05",  # field 111, varint
        b"\xf8\x06\x85\x00",  # the same, padded
        b"\xfd\x06\x00\x00\x80\x3f",  # field 111, four bytes
        b"\xf9\x06" + bytes(8),  # field 111, eight bytes
        b"\xfa\x06\x03abc",  # field 111, a string
        b"\xfb\x06\x08\x01\xfb\x06\xfc\x06\xfc\x06",  # field 111, a group within a group
    ]
)


@st.composite
def agent_lists(draw: st.DrawFn) -> list[AgentInfoProto]:
    """Agents of one behavior: the same shapes, anything else their own."""
    shapes = draw(st.lists(st.lists(st.integers(0, 4), max_size=3), max_size=3))
    mask_size = draw(st.integers(0, 4))
    agents = []
    for _ in range(draw(st.integers(0, 6))):
        agent = AgentInfoProto(
            reward=draw(FLOAT), done=draw(st.booleans()), max_step_reached=draw(st.booleans()), id=draw(INT32)
        )
        if draw(st.booleans()):
            agent.group_id, agent.group_reward = draw(INT32), draw(FLOAT)
        if mask_size and draw(st.booleans()):
            agent.action_mask.extend(draw(st.lists(st.booleans(), min_size=mask_size, max_size=mask_size)))
        for shape in shapes:
            size = int(np.prod(shape))
            observation = agent.observations.add(shape=shape, name=draw(st.sampled_from(["", "sight", "Füße"])))
            observation.float_data.data.extend(draw(st.lists(FLOAT, min_size=size, max_size=size)))
            observation.dimension_properties.extend([1] * len(shape))
            observation.MergeFromString(draw(UNKNOWN))
        agent.MergeFromString(draw(UNKNOWN))
        agents.append(agent)
    return agents


@st.composite
def official_messages(draw: st.DrawFn) -> UnityMessageProto:
    """Any message a player may send with the official classes, images apart."""
    message = UnityMessageProto()
    message.header.status = draw(st.sampled_from([0, 200, 400, -1]))
    for key in draw(st.lists(KEYS, max_size=3, unique=True)):
        message.unity_output.rl_output.agentInfos[key].value.extend(draw(agent_lists()))
    message.unity_output.rl_output.side_channel = draw(st.binary(max_size=20))
    if draw(st.booleans()):
        hello = message.unity_output.rl_initialization_output
        hello.name, hello.package_version, hello.communication_version = draw(st.text(max_size=5)), "3.0.0", "1.5.0"
        hello.capabilities.hybridActions = draw(st.booleans())
    for key in draw(st.lists(KEYS, max_size=2, unique=True)):
        brain = message.unity_output.rl_initialization_output.brain_parameters.add()
        brain.brain_name, brain.is_training = key, draw(st.booleans())
        brain.action_spec.num_continuous_actions = draw(st.integers(0, 300))
        brain.action_spec.discrete_branch_sizes.extend(draw(st.lists(st.integers(0, 300), max_size=3)))
    message.MergeFromString(draw(UNKNOWN))
    return message


def same(ours: np.ndarray | None, official: list[Any], kind: type) -> None:
    """Checks a column, bit for bit; None stands for zeros."""
    wanted = np.array(official, dtype=kind)
    got = np.zeros_like(wanted) if ours is None else ours
    assert got.dtype == wanted.dtype
    assert got.shape == wanted.shape
    np.testing.assert_array_equal(got, wanted)  # NaN equals NaN here


def check_agents(infos: AgentInfos, agents: list[AgentInfoProto]) -> None:
    """Checks that the columns say what the official classes say."""
    same(infos.ids, [agent.id for agent in agents], np.int32)
    same(infos.rewards, [agent.reward for agent in agents], np.float32)
    same(infos.done, [agent.done for agent in agents], np.bool_)
    same(infos.max_step_reached, [agent.max_step_reached for agent in agents], np.bool_)
    same(infos.group_ids, [agent.group_id for agent in agents], np.int32)
    same(infos.group_rewards, [agent.group_reward for agent in agents], np.float32)
    size = max((len(agent.action_mask) for agent in agents), default=0)
    if infos.action_masks is None:
        assert size == 0
    else:
        same(infos.action_masks, [list(agent.action_mask) or [False] * size for agent in agents], np.bool_)
    assert len(infos.observations) == (len(agents[0].observations) if agents else 0)
    for index, observation in enumerate(infos.observations):
        shape = tuple(agents[0].observations[index].shape)
        assert observation.shape == (len(agents), *shape)
        flat = [list(agent.observations[index].float_data.data) for agent in agents]
        same(observation.reshape(len(agents), int(np.prod(shape))), flat, np.float32)


def check(ours: PlayerMessage, official: UnityMessageProto) -> None:
    """Checks that both readings of the same bytes agree."""
    output = official.unity_output
    assert ours.status == official.header.status
    assert ours.side_channel == output.rl_output.side_channel
    assert set(ours.agents) == set(output.rl_output.agentInfos)
    for key, infos in ours.agents.items():
        agents = list(output.rl_output.agentInfos[key].value)
        check_agents(infos, agents)
        names = tuple(observation.name for observation in agents[0].observations) if agents else ()
        assert ours.sensor_names.get(key, ("",) * len(names)) == names
    hello = output.rl_initialization_output
    if ours.initialization is None:
        assert not hello.name and not hello.HasField("capabilities")
    else:
        assert ours.initialization == (hello.name, hello.package_version, hello.communication_version)
    assert ours.behaviors == {
        brain.brain_name: BehaviorSpecification(
            brain.action_spec.num_continuous_actions, tuple(brain.action_spec.discrete_branch_sizes), brain.is_training
        )
        for brain in hello.brain_parameters
    }


@settings(max_examples=80, deadline=None)
@given(official_messages())
def test_reads_what_the_official_classes_write(message: UnityMessageProto) -> None:
    check(decode_player_message(message.SerializeToString()), message)


@st.composite
def our_messages(draw: st.DrawFn) -> PlayerMessage:
    """Any message in columns."""
    message = PlayerMessage(status=draw(st.sampled_from([200, 400])), side_channel=draw(st.binary(max_size=20)))
    for key in draw(st.lists(KEYS, max_size=3, unique=True)):
        count = draw(st.integers(0, 6))

        def column(kind: type, elements: Any, *shape: int, count: int = count) -> Any:
            return draw(arrays.arrays(kind, (count, *shape), elements=elements))

        shapes = draw(st.lists(st.lists(st.integers(0, 4), max_size=3), max_size=3)) if count else []
        infos = AgentInfos(
            ids=column(np.int32, INT32),
            rewards=column(np.float32, FLOAT),
            done=column(np.bool_, st.booleans()),
            max_step_reached=column(np.bool_, st.booleans()),
            observations=[column(np.float32, FLOAT, *shape) for shape in shapes],
        )
        if draw(st.booleans()):
            infos.group_ids, infos.group_rewards = column(np.int32, INT32), column(np.float32, FLOAT)
        if count and draw(st.booleans()):
            infos.action_masks = column(np.bool_, st.booleans(), draw(st.integers(1, 4)))
        message.agents[key] = infos
        if draw(st.booleans()):
            message.sensor_names[key] = tuple(f"sensor {index}" for index in range(len(shapes)))
        if draw(st.booleans()):
            message.behaviors[key] = BehaviorSpecification(draw(st.integers(0, 300)), (3, 200), draw(st.booleans()))
    if draw(st.booleans()):
        message.initialization = ("clamber", "3.0.0", "1.5.0")
    return message


@settings(max_examples=80, deadline=None)
@given(our_messages())
def test_official_classes_read_what_it_writes(message: PlayerMessage) -> None:
    data = encode_player_message(message)
    official = UnityMessageProto.FromString(data)
    check(message, official)
    check(decode_player_message(data), official)
    if message.initialization is not None:
        stated = official.unity_output.rl_initialization_output.capabilities
        assert all(getattr(stated, name) for name in stated.DESCRIPTOR.fields_by_name)


def example(count: int = 3) -> UnityMessageProto:
    """Some agents, as the official classes write them."""
    message = UnityMessageProto()
    message.header.status = 200
    for index in range(count):
        agent = message.unity_output.rl_output.agentInfos["a"].value.add(id=index * 100, reward=index, done=index == 1)
        agent.observations.add(shape=[2], name="eye").float_data.data.extend([index, -index])
    message.unity_output.rl_initialization_output.brain_parameters.add(brain_name="a").action_spec.Clear()
    return message


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_damaged_bytes_are_refused_or_read_as_the_official_classes_do(data: st.DataObject) -> None:
    damaged = bytearray(example().SerializeToString())
    for _ in range(data.draw(st.integers(1, 3))):
        damaged[data.draw(st.integers(0, len(damaged) - 1))] = data.draw(st.integers(0, 255))
    del damaged[data.draw(st.integers(0, len(damaged))) :]
    try:
        ours = decode_player_message(bytes(damaged))
    except CodecError as error:
        assert "\n" not in str(error)
        return
    try:
        official = UnityMessageProto.FromString(bytes(damaged))
    except Exception:  # the official classes also read what nobody asks the codec for
        return
    check(ours, official)


@pytest.mark.parametrize("length", range(1, 60))
def test_no_cut_message_passes_for_a_whole_one(length: int) -> None:
    data = encode_player_message(
        PlayerMessage(agents={"a": AgentInfos(*columns(2))}, behaviors={"a": BehaviorSpecification(1)})
    )
    cut = data[:length]
    try:
        official: UnityMessageProto | None = UnityMessageProto.FromString(cut)
    except Exception:
        official = None
    if official is None:
        with pytest.raises(CodecError):
            decode_player_message(cut)
    else:
        check(decode_player_message(cut), official)


def columns(count: int) -> tuple[Any, ...]:
    """The first columns of AgentInfos with two values seen by each agent."""
    numbers = np.arange(count)
    return (
        numbers.astype(np.int32),
        numbers.astype(np.float32),
        numbers % 2 == 1,
        numbers % 3 == 1,
        [np.stack([numbers, -numbers], axis=1).astype(np.float32)],
    )


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"\xff" * 12, "longer than 10 bytes"),
        (b"\x12\x7f\x00", "past the end"),
        (b"\x00\x01", "field 0"),
        (b"\x0e", "wire type 6"),
        (b"\x0b" * 200, "deeper than"),
        (b"\x0b\x14", "closed as group 2"),
        (b"\x0b", "not closed"),
    ],
)
def test_says_what_is_wrong_with_the_bytes(data: bytes, said: str) -> None:
    with pytest.raises(CodecError, match=said):
        decode_player_message(data)


def test_images_and_unequal_agents_are_named_as_unsupported() -> None:
    image = example()
    image.unity_output.rl_output.agentInfos["a"].value[0].observations[0].compressed_data = b"\x89PNG"
    unequal = example()
    unequal.unity_output.rl_output.agentInfos["a"].value[2].observations.add(shape=[0])
    unlike_shape = example()
    unlike_shape.unity_output.rl_output.agentInfos["a"].value[2].observations[0].shape[0] = 3
    huge = example()
    huge.unity_output.rl_output.agentInfos["a"].value[2].observations[0].shape.extend([2**31 - 1] * 4)
    for message in (image, unequal, unlike_shape, huge):
        with pytest.raises(UnsupportedMessageError):
            decode_player_message(message.SerializeToString())


def test_legal_but_unusual_spellings() -> None:
    """Unpacked lists, values sent twice, a message in two pieces, padded varints: all legal, none seen in practice."""
    floats = b"\x0d" + struct.pack("<f", 1.5) + b"\x0a\x04" + struct.pack("<f", 2.5)
    pieces = b"\x22\x05" + floats[:5] + b"\x22\x06" + floats[5:]
    observation = b"\x08\x02" + pieces  # shape [2] unpacked, float_data in two pieces, one unpacked, one packed
    mask = b"\x58\x01\x5a\x04\x80\x00\x81\x00"  # one unpacked, two packed and padded
    agent = b"\x50\x07\x50\x85\x80\x00" + mask + b"\x6a" + bytes([len(observation)]) + observation
    data = b"\x0a" + bytes([len(agent)]) + agent
    entry = b"\x0a\x01a\x12" + bytes([len(data)]) + data
    message = b"\x12" + bytes([len(entry)]) + entry
    output = b"\x0a" + bytes([len(message)]) + message
    whole = b"\x12" + bytes([len(output)]) + output
    infos = decode_player_message(whole).agents["a"]
    assert infos.ids.tolist() == [5]
    assert infos.observations[0].tolist() == [[1.5, 2.5]]
    assert infos.action_masks is not None
    assert infos.action_masks.tolist() == [[True, False, True]]
    check(decode_player_message(whole), UnityMessageProto.FromString(whole))


def test_agents_of_many_layouts() -> None:
    """Each agent with other unknown fields: more layouts than are kept, all of one length."""
    message = UnityMessageProto()
    for index in range(100):
        agent = AgentInfoProto(id=index + 1)
        agent.MergeFromString(bytes([0x80 | (index % 16) << 3, 0x02 + index // 16, 1]))
        message.unity_output.rl_output.agentInfos["a"].value.append(agent)
    check(decode_player_message(message.SerializeToString()), message)


def test_very_many_layouts_are_refused_in_bounded_time() -> None:
    records = b"".join(
        b"\x0a\x04" + bytes([0x80 | tag & 0x78, 0x80 | tag >> 7 & 0x7F, 0x01 + (tag >> 14), 1])
        for tag in range(0, 8 * 6000, 8)
    )
    entry = b"\x0a\x01a\x12" + varint(len(records)) + records
    message = b"\x12" + varint(len(entry)) + entry
    output = b"\x0a" + varint(len(message)) + message
    with pytest.raises(UnsupportedMessageError, match="layouts"):
        decode_player_message(b"\x12" + varint(len(output)) + output)


def varint(value: int) -> bytes:
    """Three padded bytes, enough for these tests."""
    return bytes([value & 0x7F | 0x80, value >> 7 & 0x7F | 0x80, value >> 14])


def test_arrays_are_the_callers_own() -> None:
    for count in (1, 3):
        data = encode_player_message(PlayerMessage(agents={"a": AgentInfos(*columns(count))}))
        infos = decode_player_message(data).agents["a"]
        infos.observations[0][:] = 7
        infos.rewards[:] = 7
        assert decode_player_message(data).agents["a"].rewards.tolist() == list(range(count))


def test_announcement_is_the_first_agent_of_each_behavior() -> None:
    message = example()
    small = announcement(message.SerializeToString())
    assert small is not None
    official = UnityMessageProto.FromString(small).unity_output
    whole = message.unity_output
    assert official.rl_initialization_output == whole.rl_initialization_output
    assert list(official.rl_output.agentInfos["a"].value) == [whole.rl_output.agentInfos["a"].value[0]]
    whole.ClearField("rl_initialization_output")
    assert announcement(message.SerializeToString()) is None


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"rewards": np.zeros(3, np.float32)}, "rewards has 3 rows for 2 agents"),
        ({"observations": [np.zeros((1, 4), np.float32)]}, "observation 0 has 1 rows for 2 agents"),
        ({"group_ids": np.zeros(1, np.int32)}, "group_ids has 1 rows for 2 agents"),
    ],
)
def test_columns_of_unequal_length_are_refused(change: dict[str, Any], said: str) -> None:
    infos = AgentInfos(*columns(2))
    for name, value in change.items():
        setattr(infos, name, value)
    with pytest.raises(CodecError, match=said):
        encode_player_message(PlayerMessage(agents={"a": infos}))
