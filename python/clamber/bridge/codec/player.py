"""What a player sends: handshake, brain parameters and agent infos, to and from `UnityMessageProto` bytes."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from math import prod

import numpy as np

from clamber.bridge.codec.envelope import decode_header, encode_message, joined, pick
from clamber.bridge.codec.layout import LayoutCache, RecordLayout, RecordTable
from clamber.bridge.codec.repeated import MessageMemory
from clamber.bridge.codec.template import RecordTemplate, check_count, varint_length
from clamber.bridge.codec.wire import (
    FIXED32,
    LENGTH,
    VARINT,
    CodecError,
    Field,
    UnsupportedMessageError,
    fields,
    integers,
    length_field,
    length_field_of,
    read_field,
    signed32,
    text,
    text_field,
    varint,
    varint_field,
)
from clamber.bridge.messages import AgentInfos, BehaviorSpecification, PlayerMessage

_UNITY_OUTPUT = 2
_VECTOR_DIMENSION = b"\x01"  # DimensionProperty NONE: a plain vector
_ALL_CAPABILITIES = b"".join(varint_field(number, 1) for number in range(1, 8))


def encode_player_message(message: PlayerMessage) -> bytes:
    """Writes what a player sends.

    Raises:
        CodecError: columns of one behavior differ in their number of agents.
    """
    rl_output: list[bytes | memoryview] = []
    for key, infos in message.agents.items():
        agents = length_field_of(2, _encode_agents(key, infos, message.sensor_names.get(key)))
        rl_output += length_field_of(2, [text_field(1, key), *agents])
    if message.side_channel:
        rl_output.append(length_field(3, message.side_channel))
    initialization = b""
    if message.initialization is not None:
        name, package_version, communication_version = message.initialization
        initialization += text_field(1, name) + text_field(2, communication_version)
        initialization += text_field(7, package_version) + length_field(8, _ALL_CAPABILITIES)
    for key, behavior in message.behaviors.items():
        initialization += length_field(5, _encode_behavior(key, behavior))
    output = length_field_of(1, rl_output) if rl_output else []
    if initialization:
        output.append(length_field(2, initialization))
    return encode_message(message.status, _UNITY_OUTPUT, *output)


def decode_player_message(data: bytes) -> PlayerMessage:
    """Reads what a player sends.

    Raises:
        CodecError: the bytes are not a UnityMessageProto.
        UnsupportedMessageError: they are, but with images, or with agents of one behavior that differ in shape.
    """
    known = _MEMORY.recall(data)
    if known is not None:
        table, (key, rest) = known
        return replace(rest, agents={key: _agent_columns(table)}, sensor_names=dict(rest.sensor_names))
    status, output = decode_header(data, _UNITY_OUTPUT)
    message = PlayerMessage(status=status)
    tables: list[RecordTable] = []
    rl_output, initialization = pick(output, 1), pick(output, 2)
    for item in fields(rl_output, 0, len(rl_output)):
        if item.number == 2 and item.wire == LENGTH:
            key, agents = _map_entry(rl_output, item)
            tables.append(RecordTable.read(agents, _AGENT_LAYOUTS))
            message.agents[key] = _agent_columns(tables[-1])
            if any(names := tables[-1].first_names()):
                message.sensor_names[key] = names
            else:
                message.sensor_names.pop(key, None)
        elif item.number == 3 and item.wire == LENGTH:
            message.side_channel = rl_output[item.start : item.end]
    if initialization:
        _decode_initialization(initialization, message)
    elif len(tables) == 1 and (layout := tables[0].layout_of_all()):
        rest = replace(message, agents={}, sensor_names=dict(message.sensor_names))
        _MEMORY.keep(data, layout, (next(iter(message.agents)), rest))
    return message


def announcement(data: bytes) -> bytes | None:
    """The brain parameters in a player's message, each with its first agent only, as a small `UnityMessageProto`.

    A learner needs all that an observation says of itself (type, dimension properties) once per behavior; with this the
    official classes can read it without reading every agent.

    Returns:
        The bytes, or None if the message announces no behavior.

    Raises:
        CodecError: the bytes are not a UnityMessageProto.
    """
    _, output = decode_header(data, _UNITY_OUTPUT)
    initialization = pick(output, 2)
    if not any(item.number == 5 for item in fields(initialization, 0, len(initialization))):
        return None
    rl_output = pick(output, 1)
    small = b""
    for item in fields(rl_output, 0, len(rl_output)):
        if item.number == 2 and item.wire == LENGTH:
            key, agents = _map_entry(rl_output, item)
            chosen = b""
            for one in fields(agents, 0, len(agents)):
                if one.number == 1 and one.wire == LENGTH:
                    chosen = length_field(1, agents[one.start : one.end])
                    break
            small += length_field(2, text_field(1, key) + length_field(2, chosen))
    return encode_message(200, _UNITY_OUTPUT, length_field(1, small) + length_field(2, initialization))


def _encode_behavior(key: str, behavior: BehaviorSpecification) -> bytes:
    branches = b"".join(varint(size) for size in behavior.discrete_branches)
    actions = varint_field(1, behavior.continuous_actions) + varint_field(2, len(behavior.discrete_branches))
    if branches:
        actions += length_field(3, branches)
    return text_field(7, key) + varint_field(8, int(behavior.training)) + length_field(9, actions)


def _encode_agents(key: str, infos: AgentInfos, names: tuple[str, ...] | None) -> list[memoryview]:
    """The elements of a ListAgentInfoProto, one behind the other."""
    count = len(infos.ids)
    for name in ("rewards", "done", "max_step_reached", "group_ids", "group_rewards", "action_masks"):
        column = getattr(infos, name)
        if column is not None:
            check_count(key, name, len(column), count)
    for index, observation in enumerate(infos.observations):
        check_count(key, f"observation {index}", len(observation), count)
    if names is not None and len(names) != len(infos.observations):
        raise CodecError(f"{key}: {len(names)} sensor names for {len(infos.observations)} observations")
    if not count:
        return []
    group_ids = infos.group_ids if infos.group_ids is not None else np.zeros(0, dtype=np.int32)
    id_length, group_length = varint_length(infos.ids), varint_length(group_ids)
    grouped = infos.group_ids is not None or infos.group_rewards is not None
    template = _agent_template(
        tuple(observation.shape[1:] for observation in infos.observations),
        names or ("",) * len(infos.observations),
        id_length,
        0 if infos.action_masks is None else infos.action_masks.shape[1],
        group_length if grouped else 0,
    )
    rows = template.copies(count)
    template.fill_floats(rows, "reward", infos.rewards)
    template.fill_booleans(rows, "done", infos.done)
    template.fill_booleans(rows, "max_step_reached", infos.max_step_reached)
    template.fill_integers(rows, "id", infos.ids, id_length)
    if infos.action_masks is not None:
        template.fill_booleans(rows, "action_mask", infos.action_masks)
    for index, observation in enumerate(infos.observations):
        template.fill_floats(rows, f"observation {index}", observation)
    if grouped:
        nothing = np.zeros(count, dtype=np.int32)
        template.fill_integers(rows, "group_id", group_ids if len(group_ids) else nothing, group_length)
        if infos.group_rewards is not None:
            template.fill_floats(rows, "group_reward", infos.group_rewards)
    return [rows.reshape(-1).data]


@lru_cache(maxsize=64)
def _agent_template(
    shapes: tuple[tuple[int, ...], ...], names: tuple[str, ...], id_length: int, mask_size: int, group_length: int
) -> RecordTemplate:
    """An AgentInfoProto as a list's element; group_length 0 is an agent without a group."""
    record = RecordTemplate()
    record.add(varint(7 << 3 | FIXED32))
    record.reserve("reward", 4)
    record.add(varint(8 << 3))
    record.reserve("done", 1)
    record.add(varint(9 << 3))
    record.reserve("max_step_reached", 1)
    record.add(varint(10 << 3))
    record.reserve("id", id_length)
    if mask_size:
        record.add(varint(11 << 3 | LENGTH) + varint(mask_size))
    record.reserve("action_mask", mask_size)
    for index, (shape, name) in enumerate(zip(shapes, names, strict=True)):
        size = 4 * prod(shape)
        values = varint(1 << 3 | LENGTH) + varint(size)
        before = length_field(1, b"".join(varint(extent) for extent in shape))
        before += varint(4 << 3 | LENGTH) + varint(len(values) + size) + values
        behind = length_field(6, _VECTOR_DIMENSION) if len(shape) == 1 else b""
        behind += text_field(8, name)
        record.add(varint(13 << 3 | LENGTH) + varint(len(before) + size + len(behind)) + before)
        record.reserve(f"observation {index}", size)
        record.add(behind)
    if group_length:
        record.add(varint(14 << 3))
        record.reserve("group_id", group_length)
        record.add(varint(15 << 3 | FIXED32))
        record.reserve("group_reward", 4)
    return record.wrapped(1)


def _map_entry(data: bytes, entry: Field) -> tuple[str, bytes]:
    """Key and content of an entry of the map from behavior to its list."""
    key, contents = "", []
    for item in fields(data, entry.start, entry.end):
        if item.number == 1 and item.wire == LENGTH:
            key = text(data, item)
        elif item.number == 2 and item.wire == LENGTH:
            contents.append(item)
    return key, joined(data, contents)


def _agent_columns(table: RecordTable) -> AgentInfos:
    """The columns of a ListAgentInfoProto."""
    shapes = {part.layout.shapes for part in table.parts} or {()}
    if len(shapes) > 1:
        raise UnsupportedMessageError(f"agents of one behavior observe different shapes: {sorted(shapes)}")
    mask_sizes = table.integer_sizes("action_mask") - {0}
    if len(mask_sizes) > 1:
        raise UnsupportedMessageError(f"agents of one behavior have action masks of sizes {sorted(mask_sizes)}")
    infos = AgentInfos(
        ids=table.integers("id"),
        rewards=table.floats("reward"),
        done=table.booleans("done"),
        max_step_reached=table.booleans("max_step_reached"),
        observations=[
            table.float_lists(f"observation {index}", prod(shape)).reshape(table.count, *shape)
            for index, shape in enumerate(next(iter(shapes)))
        ],
    )
    if table.has("group_id") or table.has("group_reward"):
        infos.group_ids, infos.group_rewards = table.integers("group_id"), table.floats("group_reward")
    if mask_sizes:
        infos.action_masks = table.boolean_lists("action_mask", mask_sizes.pop())
    return infos


def _agent_layout(record: bytes) -> RecordLayout:
    """Parses one AgentInfoProto, as an element of its list."""
    layout = RecordLayout(record)
    agent = read_field(record, 0, len(record))
    shapes: list[tuple[int, ...]] = []
    names: list[str] = []
    for item in fields(record, agent.start, agent.end):
        if item.number in (7, 15) and item.wire == FIXED32:
            layout.read_float("reward" if item.number == 7 else "group_reward", item)
        elif item.number in _AGENT_INTEGERS and item.wire == VARINT:
            layout.read_integer(_AGENT_INTEGERS[item.number], item)
        elif item.number == 11 and item.wire in (LENGTH, VARINT):
            layout.read_integers("action_mask", item)
        elif item.number == 13 and item.wire == LENGTH:
            shape, name = _read_observation(layout, f"observation {len(shapes)}", item)
            shapes.append(shape)
            names.append(name)
        else:
            layout.skip(item)
    layout.shapes, layout.names = tuple(shapes), tuple(names)
    return layout


def _read_observation(layout: RecordLayout, name: str, observation: Field) -> tuple[tuple[int, ...], str]:
    """Notes where the floats of an ObservationProto lie; returns its shape and its sensor's name."""
    shape: list[int] = []
    sensor, record = "", layout.record
    layout.float_lists[name] = []
    for item in fields(record, observation.start, observation.end):
        if item.number == 1 and item.wire in (LENGTH, VARINT):
            shape += integers(record, item)
        elif (item.number == 2 and item.wire == VARINT and signed32(item.value)) or (
            item.number == 3 and item.wire == LENGTH
        ):
            raise UnsupportedMessageError(f"{name} is compressed")
        elif item.number == 4 and item.wire == LENGTH:
            for values in fields(record, item.start, item.end):
                if values.number == 1 and values.wire in (LENGTH, FIXED32):
                    layout.read_floats(name, values)
                else:
                    layout.skip(values)
        elif item.number == 8 and item.wire == LENGTH:
            sensor = text(record, item)
        elif item.number not in (1, 2):
            layout.skip(item)
    size = sum(end - start for start, end in layout.float_lists[name]) // 4
    if min(shape, default=0) < 0 or prod(shape) != size:
        raise UnsupportedMessageError(f"{name} has {size} values, which is not its shape {tuple(shape)}")
    return tuple(shape), sensor


def _decode_initialization(data: bytes, message: PlayerMessage) -> None:
    """Reads a UnityRLInitializationOutputProto into the message."""
    texts = {1: "", 2: "", 7: ""}
    present = False
    for item in fields(data, 0, len(data)):
        if item.wire != LENGTH:
            continue
        if item.number in texts:
            texts[item.number] = text(data, item)
        present = present or item.number in (*texts, 8)
        if item.number == 5:
            key, behavior = _decode_behavior(data[item.start : item.end])
            message.behaviors[key] = behavior
    if present:
        message.initialization = (texts[1], texts[7], texts[2])


def _decode_behavior(data: bytes) -> tuple[str, BehaviorSpecification]:
    """Reads a BrainParametersProto."""
    key, training, actions = "", False, []
    for item in fields(data, 0, len(data)):
        if item.number == 7 and item.wire == LENGTH:
            key = text(data, item)
        elif item.number == 8 and item.wire == VARINT:
            training = item.value != 0
        elif item.number == 9 and item.wire == LENGTH:
            actions.append(item)
    specification = joined(data, actions)
    continuous, branches = 0, []
    for item in fields(specification, 0, len(specification)):
        if item.number == 1 and item.wire == VARINT:
            continuous = signed32(item.value)
        elif item.number == 3 and item.wire in (LENGTH, VARINT):
            branches += integers(specification, item)
    return key, BehaviorSpecification(continuous, tuple(branches), training)


_AGENT_INTEGERS = {8: "done", 9: "max_step_reached", 10: "id", 14: "group_id"}
_AGENT_LAYOUTS = LayoutCache(_agent_layout)
_MEMORY: MessageMemory[tuple[str, PlayerMessage]] = MessageMemory((_UNITY_OUTPUT, 1, 2, 2))
