r"""A race in a file, for the page to replay without a server: ``FILE.clamber-race``.

A gzip stream of::

    u32            length of the header, bytes, little-endian
    header         JSON, UTF-8
    u32, state     length and bytes, once for every state: the binary messages of ``clamber.game.messages``

The header is::

    {"format": "clamber-race", "version": 1, "title": TEXT, "states": how many,
     "started": the message that began the race (courses without their rasters),
     "bodies": the bodies that take part, as /api/content tells them,
     "messages": [{"time": s, "message": an event or standings message}, ...], in order of time}

Everything is bounded and checked when a file is read, here and by the page, whoever wrote it.
"""

from __future__ import annotations

import gzip
import json
import struct
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from clamber.assets.files import write_bytes
from clamber.game.messages import unpack_state

FORMAT, VERSION = "clamber-race", 1
SUFFIX = ".clamber-race"
#: The largest file, and what it may unpack to, bytes.
MOST_PACKED, MOST_UNPACKED = 32 << 20, 160 << 20
MOST_HEADER, MOST_STATE = 24 << 20, 64 << 10
MOST_STATES, MOST_MESSAGES = 60_000, 60_000
_LENGTH = struct.Struct("<I")
#: What may be among the messages.
_KINDS = ("event", "standings")


class RecordingError(ValueError):
    """A recording cannot be used. One line: which file, what is wrong with it."""


@dataclass(frozen=True)
class Recording:
    """A race as it was seen.

    Attributes:
        title: one line for those who choose between recordings.
        started: the message that began it.
        bodies: that take part.
        messages: (time in s, event or standings message), in order.
        states: binary state messages, in order of time.
    """

    title: str
    started: dict[str, Any]
    bodies: list[dict[str, Any]]
    messages: list[tuple[float, dict[str, Any]]]
    states: list[bytes]


def without_rasters(started: dict[str, Any]) -> dict[str, Any]:
    """A ``started`` message without what only the senses need; nobody draws it."""

    def bare(course: dict[str, Any]) -> dict[str, Any]:
        return {name: value for name, value in course.items() if name != "raster"}

    told = {name: value for name, value in started.items() if name != "course"}
    return told | {"courses": [bare(course) for course in started["courses"]]}


def pack_recording(recording: Recording) -> bytes:
    """The file's bytes; the same recording gives the same bytes.

    Raises:
        RecordingError: it is larger than a recording may be.
    """
    header = json.dumps(
        {
            "format": FORMAT,
            "version": VERSION,
            "title": recording.title,
            "states": len(recording.states),
            "started": without_rasters(recording.started),
            "bodies": recording.bodies,
            "messages": [{"time": round(time, 4), "message": message} for time, message in recording.messages],
        },
        separators=(",", ":"),
    ).encode()
    parts = [_LENGTH.pack(len(header)), header]
    for state in recording.states:
        parts += [_LENGTH.pack(len(state)), state]
    content = b"".join(parts)
    packed = gzip.compress(content, 9, mtime=0)
    if len(content) > MOST_UNPACKED or len(packed) > MOST_PACKED:
        raise RecordingError(
            f"recording: {len(packed) >> 20} MiB, {len(content) >> 20} unpacked, is not allowed; at most "
            f"{MOST_PACKED >> 20} and {MOST_UNPACKED >> 20}: record fewer seconds or creatures"
        )
    return packed


def check_name(path: Path) -> None:
    """Looks whether a recording may be called so.

    Raises:
        RecordingError: its name does not end in .clamber-race.
    """
    if path.suffix != SUFFIX:
        raise RecordingError(f"{path}: a recording's name ends in {SUFFIX}")


def write_recording(path: Path, recording: Recording) -> None:
    """Writes a recording; the file appears whole.

    Raises:
        RecordingError: its name does not end in .clamber-race, or it is too large.
        AssetError: it cannot be written.
    """
    check_name(path)
    write_bytes(path, pack_recording(recording))


def read_recording(path: Path) -> Recording:
    """Reads and checks a recording.

    Raises:
        RecordingError: it is none, or larger than allowed, or inconsistent.
        OSError: it cannot be read.
    """
    with path.open("rb") as stream:
        packed = stream.read(MOST_PACKED + 1)
    try:
        return unpack_recording(packed)
    except RecordingError as error:
        raise RecordingError(f"{path}: {error}") from None


def unpack_recording(packed: bytes) -> Recording:
    """Reads and checks a recording's bytes.

    Raises:
        RecordingError: as ``read_recording``, without the file's name.
    """
    content = _unpacked(packed)
    if len(content) < _LENGTH.size:
        raise RecordingError("not a recording (nothing in it)")
    (length,) = _LENGTH.unpack_from(content)
    if length > MOST_HEADER or _LENGTH.size + length > len(content):
        raise RecordingError(f"header of {length} bytes is not allowed; it is cut short, or not a recording")
    header = _header(content[_LENGTH.size : _LENGTH.size + length])
    states = list(_states(content, _LENGTH.size + length))
    if len(states) != header["states"]:
        raise RecordingError(f"states: {len(states)}, but the header tells of {header['states']}")
    _check_states(states, header)
    return Recording(
        header["title"], header["started"], header["bodies"],
        [(entry["time"], entry["message"]) for entry in header["messages"]], states,
    )  # fmt: skip


def _unpacked(packed: bytes) -> bytes:
    if len(packed) > MOST_PACKED:
        raise RecordingError(f"larger than a recording may be ({MOST_PACKED >> 20} MiB)")
    reader = zlib.decompressobj(wbits=31)
    try:
        content = reader.decompress(packed, MOST_UNPACKED)
    except zlib.error:
        raise RecordingError("not a recording (not gzip)") from None
    if reader.unconsumed_tail:
        raise RecordingError(f"unpacks to more than a recording may hold ({MOST_UNPACKED >> 20} MiB)")
    if not reader.eof:
        raise RecordingError("cut short")
    return content


def _header(text: bytes) -> dict[str, Any]:
    try:
        header = json.loads(text)
    except (ValueError, RecursionError):
        raise RecordingError("not a recording (its header is not JSON)") from None
    if not isinstance(header, dict) or header.get("format") != FORMAT:
        raise RecordingError(f"not a recording (its header does not say {FORMAT})")
    if header.get("version") != VERSION:
        raise RecordingError(f"version {header.get('version')!r} is not allowed; {VERSION}")
    kinds = {"title": str, "states": int, "started": dict, "bodies": list, "messages": list}
    for name, kind in kinds.items():
        if not isinstance(header.get(name), kind):
            raise RecordingError(f"{name}: missing or of the wrong kind")
    if not 1 <= header["states"] <= MOST_STATES:
        raise RecordingError(f"states: {header['states']} is not allowed; 1 to {MOST_STATES}")
    for name in ("creatures", "courses"):
        if not isinstance(header["started"].get(name), list) or not header["started"][name]:
            raise RecordingError(f"started.{name}: missing or of the wrong kind")
    _check_creatures(header)
    _check_messages(header["messages"])
    return header


def _check_creatures(header: dict[str, Any]) -> None:
    bodies = set()
    for index, plan in enumerate(_objects(header["bodies"], "bodies")):
        if not isinstance(plan.get("name"), str) or not isinstance(plan.get("links"), list):
            raise RecordingError(f"bodies[{index}]: a name and links are needed")
        bodies.add(plan["name"])
    _objects(header["started"]["courses"], "started.courses")
    for index, creature in enumerate(_objects(header["started"]["creatures"], "started.creatures")):
        body = creature.get("body")
        if not isinstance(body, str) or body not in bodies:
            raise RecordingError(f"started.creatures[{index}].body: {body!r} is not among the bodies")
        course = creature.get("course", 0)
        if not isinstance(course, int) or not 0 <= course < len(header["started"]["courses"]):
            raise RecordingError(f"started.creatures[{index}].course: {course!r} is not among the courses")


def _check_messages(messages: list[Any]) -> None:
    if len(messages) > MOST_MESSAGES:
        raise RecordingError(f"messages: {len(messages)} is not allowed; at most {MOST_MESSAGES}")
    for index, entry in enumerate(_objects(messages, "messages")):
        message = entry.get("message")
        if not isinstance(entry.get("time"), (int, float)) or not isinstance(message, dict):
            raise RecordingError(f"messages[{index}]: a time and a message are needed")
        if message.get("type") not in _KINDS:
            raise RecordingError(f"messages[{index}]: {message.get('type')!r} is not allowed; {', '.join(_KINDS)}")


def _objects(value: list[Any], name: str) -> list[dict[str, Any]]:
    for index, entry in enumerate(value):
        if not isinstance(entry, dict):
            raise RecordingError(f"{name}[{index}]: a JSON object is needed")
    return value


def _states(content: bytes, place: int) -> Iterable[bytes]:
    while place < len(content):
        if place + _LENGTH.size > len(content):
            raise RecordingError("cut short")
        (length,) = _LENGTH.unpack_from(content, place)
        place += _LENGTH.size
        if length > MOST_STATE or place + length > len(content):
            raise RecordingError(
                f"state of {length} bytes is not allowed; it is cut short, or larger than {MOST_STATE}"
            )
        yield content[place : place + length]
        place += length


def _check_states(states: list[bytes], header: dict[str, Any]) -> None:
    """Every state is whole, of as many creatures and links as the header says, and no earlier than the one before."""
    links = {body["name"]: len(body["links"]) for body in header["bodies"]}
    expected = [links[creature["body"]] for creature in header["started"]["creatures"]]
    last = float("-inf")
    for index, message in enumerate(states):
        try:
            state = unpack_state(message)
        except ValueError as error:
            raise RecordingError(f"states[{index}]: {error}") from None
        found = [len(creature.positions) for creature in state.creatures]
        if found != expected:
            raise RecordingError(f"states[{index}]: creatures with {found} links; the header tells of {expected}")
        if not state.time >= last:
            raise RecordingError(f"states[{index}]: time {state.time:g} is before the one before")
        last = state.time
