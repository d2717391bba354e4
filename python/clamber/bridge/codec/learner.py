"""What a learner sends: its first message and the actions, to and from `UnityMessageProto` bytes."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from clamber.bridge.codec.envelope import decode_header, encode_message, joined, pick
from clamber.bridge.codec.layout import LayoutCache, RecordLayout, RecordTable
from clamber.bridge.codec.repeated import MessageMemory
from clamber.bridge.codec.template import RecordTemplate, check_count, varint_length
from clamber.bridge.codec.wire import (
    FIXED32,
    LENGTH,
    VARINT,
    UnsupportedMessageError,
    fields,
    length_field,
    read_field,
    signed32,
    text,
    text_field,
    varint,
    varint_field,
)
from clamber.bridge.messages import AgentActions, Initialization, LearnerMessage

_UNITY_INPUT = 3
CAPABILITIES = (
    "baseRLCapabilities",
    "concatenatedPngObservations",
    "compressedChannelMapping",
    "hybridActions",
    "trainingAnalytics",
    "variableLengthObservation",
    "multiAgentGroups",
)


def encode_learner_message(message: LearnerMessage) -> bytes:
    """Writes what a learner sends.

    The actions are written as players since communication version 1.3 read them (2021), not a second time for older.

    Raises:
        CodecError: continuous and discrete actions of one behavior are for different numbers of agents.
    """
    rl_input = b"".join(
        length_field(1, text_field(1, key) + length_field(2, _encode_actions(key, actions)))
        for key, actions in message.actions.items()
    )
    rl_input += varint_field(4, message.command)
    if message.side_channel:
        rl_input += length_field(5, message.side_channel)
    content = length_field(1, rl_input) if rl_input or message.initialization is None else b""
    if message.initialization is not None:
        content += length_field(2, _encode_initialization(message.initialization))
    return encode_message(message.status, _UNITY_INPUT, content)


def decode_learner_message(data: bytes) -> LearnerMessage:
    """Reads what a learner sends.

    Raises:
        CodecError: the bytes are not a UnityMessageProto.
        UnsupportedMessageError: they are, but agents of one behavior get different numbers of actions.
    """
    known = _MEMORY.recall(data)
    if known is not None:
        table, (key, rest) = known
        return replace(rest, actions={key: _action_columns(key, table)})
    status, content = decode_header(data, _UNITY_INPUT)
    message = LearnerMessage(status=status)
    tables: list[RecordTable] = []
    rl_input = pick(content, 1)
    for item in fields(rl_input, 0, len(rl_input)):
        if item.number == 1 and item.wire == LENGTH:
            key, pieces = "", []
            for part in fields(rl_input, item.start, item.end):
                if part.number == 1 and part.wire == LENGTH:
                    key = text(rl_input, part)
                elif part.number == 2 and part.wire == LENGTH:
                    pieces.append(part)
            tables.append(RecordTable.read(joined(rl_input, pieces), _ACTION_LAYOUTS))
            message.actions[key] = _action_columns(key, tables[-1])
        elif item.number == 4 and item.wire == VARINT:
            message.command = signed32(item.value)
        elif item.number == 5 and item.wire == LENGTH:
            message.side_channel = rl_input[item.start : item.end]
    pieces = [item for item in fields(content, 0, len(content)) if item.number == 2 and item.wire == LENGTH]
    if pieces:
        message.initialization = _decode_initialization(joined(content, pieces))
    elif len(tables) == 1 and (layout := tables[0].layout_of_all()):
        _MEMORY.keep(data, layout, (next(iter(message.actions)), replace(message, actions={})))
    return message


def _encode_actions(key: str, actions: AgentActions) -> bytes:
    count = len(actions.continuous)
    check_count(key, "discrete", len(actions.discrete), count)
    if not count:
        return b""
    each = varint_length(actions.discrete)
    template = _action_template(actions.continuous.shape[1], actions.discrete.shape[1], each)
    rows = template.copies(count)
    template.fill_floats(rows, "continuous", actions.continuous)
    template.fill_integers(rows, "discrete", actions.discrete, each)
    return rows.tobytes()


@lru_cache(maxsize=64)
def _action_template(continuous: int, discrete: int, each: int) -> RecordTemplate:
    """An AgentActionProto as a list's element; `each` is the length of one discrete action's varint."""
    record = RecordTemplate()
    if continuous:
        record.add(varint(6 << 3 | LENGTH) + varint(4 * continuous))
    record.reserve("continuous", 4 * continuous)
    if discrete:
        record.add(varint(7 << 3 | LENGTH) + varint(each * discrete))
    record.reserve("discrete", each * discrete)
    return record.wrapped(1)


def _action_columns(key: str, table: RecordTable) -> AgentActions:
    """The columns of a ListAgentActionProto."""
    continuous = table.float_sizes("continuous") or {0}
    discrete = table.integer_sizes("discrete") or {0}
    for kind, sizes in (("continuous", continuous), ("discrete", discrete)):
        if len(sizes) > 1:
            raise UnsupportedMessageError(f"{key}: agents get different numbers of {kind} actions: {sorted(sizes)}")
    return AgentActions(
        table.float_lists("continuous", continuous.pop()), table.integer_lists("discrete", discrete.pop())
    )


def _action_layout(record: bytes) -> RecordLayout:
    """Parses one AgentActionProto, as an element of its list."""
    layout = RecordLayout(record)
    action = read_field(record, 0, len(record))
    for item in fields(record, action.start, action.end):
        if item.number == 6 and item.wire in (LENGTH, FIXED32):
            layout.read_floats("continuous", item)
        elif item.number == 7 and item.wire in (LENGTH, VARINT):
            layout.read_integers("discrete", item)
        else:
            layout.skip(item)
    return layout


def _encode_initialization(initialization: Initialization) -> bytes:
    capabilities = b"".join(
        varint_field(number, int(initialization.capabilities.get(name, False)))
        for number, name in enumerate(CAPABILITIES, start=1)
    )
    return b"".join(
        (
            varint_field(1, initialization.seed),
            text_field(2, initialization.communication_version),
            text_field(3, initialization.package_version),
            length_field(4, capabilities),
            varint_field(5, initialization.num_areas),
        )
    )


def _decode_initialization(data: bytes) -> Initialization:
    """Reads a UnityRLInitializationInputProto."""
    numbers = {1: 0, 5: 0}
    texts = {2: "", 3: ""}
    for item in fields(data, 0, len(data)):
        if item.number in numbers and item.wire == VARINT:
            numbers[item.number] = signed32(item.value)
        elif item.number in texts and item.wire == LENGTH:
            texts[item.number] = text(data, item)
    capabilities = dict.fromkeys(CAPABILITIES, False)
    stated = pick(data, 4)
    for item in fields(stated, 0, len(stated)):
        if 1 <= item.number <= len(CAPABILITIES) and item.wire == VARINT:
            capabilities[CAPABILITIES[item.number - 1]] = item.value != 0
    return Initialization(numbers[1], texts[2], texts[3], numbers[5], capabilities)


_ACTION_LAYOUTS = LayoutCache(_action_layout)
_MEMORY: MessageMemory[tuple[str, LearnerMessage]] = MessageMemory((_UNITY_INPUT, 1, 1, 2))
