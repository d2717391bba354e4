r"""What the page and the server tell each other over a WebSocket.

Text messages are JSON objects with a ``type``. The page sends (``requests`` checks them)::

    {"type": "start", "course": NAME, "seed": 0..2^53-1, "difficulty": 0..1, "lanes": "side_by_side" | "one_lane",
     "countdown": 0..10 s (3 where it is not told),
     "creatures": [{"task": NAME, "brain": NAME | null, "name": TEXT}, ...]}                 1 to 8 of them
    {"type": "pause"}  {"type": "resume"}  {"type": "restart"}  {"type": "stop"}
    {"type": "speed", "factor": 0.1..2}
    {"type": "steer", "creature": 0.., "speed": -1..1, "heading": rad to the left}
    {"type": "release", "creature": 0..}
    {"type": "push", "creature": 0.., "direction": [x, y, z]}            length 1: a good shove for any size
    {"type": "throw", "position": [x, y, z], "velocity": [x, y, z]}      as in the picture, m and m/s

and the server answers::

    {"type": "started", "creatures": [{"body", "task", "brain", "name", "lane_offset_y", "scale", "course", "ghost",
     "steerable"}, ...], "course": GEOMETRY, "courses": [GEOMETRY, ...], "decision_seconds": 0.02, "boulders": 24,
     "course_name": NAME, "lanes": ..., "seed": ..., "difficulty": ..., "countdown": 3.0, "limit": 180.0,
     "best": seconds | null}
    {"type": "event", "event": "go" | "fell" | "out" | "stuck" | "recovered" | "finished" | "over", "creature": 0..,
     "time": s, "distance": m}
    {"type": "standings", "standings": [{"creature", "place", "distance", "speed", "falls", "finished_at"}, ...]}
    {"type": "paused"}  {"type": "resumed"}  {"type": "stopped"}  {"type": "error", "message": TEXT}

The picture. Every creature runs its own lane, as long as its own legs make it (course scale: metres per leg length).
The picture shows all of them at the scale of the first creature, so that all lanes are equally long: everything the
server sends is in the picture's metres already, and the page draws the shapes of creature i ``scale`` times as large
as its body says. ``lane_offset_y`` is where its lane's middle lies; the server adds it to no position, so the page does
(to creatures; boulders come with it). A boulder is thrown into the lane of the creature that it flies nearest to, and
falls there at ``scale`` times 9.81 m/s^2. ``courses[creature.course]`` is its lane's geometry (they differ in the
height of beams alone); ``course`` is the first. A ghost, the best run so far, comes last in ``creatures`` and in the
states. Distances and speeds in events and standings are the picture's too. A ``go`` and an ``over`` name creature 0.

Binary messages are states, 50 for every simulated second, little-endian, packed without gaps:

    offset  type    what
    0       u8      version, 1
    1       u8      flags: 1 counting down, 2 the race is over, 4 the last creature is a ghost
    2       u8      creatures, the ghost included
    3       u8      boulders
    4       u32     tick, states since the start of the countdown
    8       f32     time, s; negative while counting down
    12              creatures, one after the other:
        0   u8      status: 0 running, 1 fallen, 2 finished
        1   u8      links
        2   u16     bit i: the body's i-th foot, in the order of its links, touches the course
        4   f32 x3  position of the root link's origin in its lane's frame (x forward, y left, z up), m
        16          links, in the order of the body's links (the root first), each:
            0   i16 x3  position of the link's origin less the root's, in 1/4096 m
            6   i16 x4  quaternion (w, x, y, z) from the link's frame to the lane's, times 32767
                    then the boulders, each:
        0   f32 x3  position of the centre in the picture (lane_offset_y included), m
        12  f32     radius, m; 0: not thrown yet
        16  i16 x4  quaternion (w, x, y, z), times 32767

so a creature takes 16 + 14 links bytes (338 for 23 links, 16.9 kB/s) and a boulder 24. A boulder that is thrown again
jumps from where it lay: no more than half a metre in one state is motion to be drawn smoothly, else a jump, and the
same goes for a creature that is put back on its feet.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum, IntFlag

import numpy as np
from numpy.typing import NDArray

Float = NDArray[np.float64]

VERSION = 1
#: Steps of a link's position in a metre.
POSITION_STEPS = 4096
#: Steps of a quaternion's part in 1.
QUATERNION_STEPS = 32767
#: Most creatures in a race, ghosts not counted.
MOST_CREATURES = 8
#: Feet whose contact a state can tell.
MOST_FEET = 16

_HEADER = struct.Struct("<BBBBIf")
_CREATURE = struct.Struct("<BBHfff")
_LINK = np.dtype([("position", "<i2", 3), ("quaternion", "<i2", 4)])
_BOULDER = np.dtype([("position", "<f4", 3), ("radius", "<f4"), ("quaternion", "<i2", 4)])


class Status(IntEnum):
    """How a creature is doing."""

    RUNNING = 0
    FALLEN = 1
    FINISHED = 2


class Flags(IntFlag):
    """What a state says of the race."""

    COUNTDOWN = 1
    OVER = 2
    GHOST = 4


@dataclass(frozen=True)
class CreatureState:
    """One creature at one moment, in the picture's metres.

    Attributes:
        status: how it is doing.
        contacts: whether each foot touches the course, (feet,).
        root: position of the root's origin, (3,), m.
        positions: of the links' origins less the root's, (links, 3), m.
        quaternions: (w, x, y, z), link to lane frame, (links, 4).
    """

    status: Status
    contacts: NDArray[np.bool_]
    root: Float
    positions: Float
    quaternions: Float


@dataclass(frozen=True)
class BoulderState:
    """All boulders at one moment.

    Attributes:
        positions: (boulders, 3), m.
        radii: (boulders,), m; 0 where not thrown.
        quaternions: (w, x, y, z), (boulders, 4).
    """

    positions: Float
    radii: Float
    quaternions: Float


def no_boulders() -> BoulderState:
    """None."""
    return BoulderState(np.zeros((0, 3)), np.zeros(0), np.zeros((0, 4)))


def pack_creature(creature: CreatureState) -> bytes:
    """A creature as it stands in a state."""
    bits = sum(1 << foot for foot, touches in enumerate(creature.contacts[:MOST_FEET].tolist()) if touches)
    links = np.empty(len(creature.positions), dtype=_LINK)
    links["position"] = _steps(creature.positions * POSITION_STEPS)
    links["quaternion"] = _steps(creature.quaternions * QUATERNION_STEPS)
    head = _CREATURE.pack(creature.status, len(links), bits, *creature.root.tolist())
    return head + links.tobytes()


def creature_size(links: int) -> int:
    """Bytes of a creature with so many links in a state."""
    return _CREATURE.size + links * _LINK.itemsize


def rescaled_creatures(packed: bytes, links: int, factor: float) -> bytes:
    """Packed creatures of so many links each, one after the other, shown ``factor`` times as large."""
    head = [("status", "u1"), ("links", "u1"), ("contacts", "<u2"), ("root", "<f4", 3)]
    creatures = np.frombuffer(packed, np.dtype([*head, ("parts", _LINK, links)])).copy()
    creatures["root"] *= np.float32(factor)
    creatures["parts"]["position"] = _steps(creatures["parts"]["position"] * factor)
    return creatures.tobytes()


def pack_boulders(boulders: BoulderState) -> bytes:
    """All boulders as they stand in a state."""
    packed = np.empty(len(boulders.radii), dtype=_BOULDER)
    packed["position"] = boulders.positions
    packed["radius"] = boulders.radii
    packed["quaternion"] = _steps(boulders.quaternions * QUATERNION_STEPS)
    return packed.tobytes()


def _steps(values: Float) -> Float:
    """Rounded and within 16 bits."""
    return np.minimum(np.maximum(np.rint(values), -32768.0), 32767.0)


def pack_state(flags: Flags, tick: int, time: float, creatures: Sequence[bytes], boulders: BoulderState) -> bytes:
    """A whole state from creatures that ``pack_creature`` has packed."""
    header = _HEADER.pack(VERSION, flags, len(creatures), len(boulders.radii), tick, time)
    return b"".join([header, *creatures, pack_boulders(boulders)])


@dataclass(frozen=True)
class State:
    """A state read back."""

    flags: Flags
    tick: int
    time: float
    creatures: tuple[CreatureState, ...]
    boulders: BoulderState


def unpack_state(message: bytes) -> State:
    """Reads a state; contacts are (16,), for a state does not say how many feet there are.

    Raises:
        ValueError: one line: it is of another version, or its length is not what its counts make it.
    """
    try:
        version, flags, creatures, boulders, tick, time = _HEADER.unpack_from(message)
        if version != VERSION:
            raise ValueError(f"state: version {version} is not allowed; {VERSION}")
        place = _HEADER.size
        read = []
        for _ in range(creatures):
            creature, place = _unpack_creature(message, place)
            read.append(creature)
        balls = np.frombuffer(message, _BOULDER, boulders, place) if boulders else np.zeros(0, _BOULDER)
    except (struct.error, ValueError) as error:
        raise ValueError(f"state of {len(message)} bytes: {error}") from None
    if place + balls.nbytes != len(message):
        raise ValueError(f"state of {len(message)} bytes: {place + balls.nbytes} were expected")
    quaternions = balls["quaternion"] / QUATERNION_STEPS
    state = BoulderState(balls["position"].astype(np.float64), balls["radius"].astype(np.float64), quaternions)
    return State(Flags(flags), tick, time, tuple(read), state)


def _unpack_creature(message: bytes, place: int) -> tuple[CreatureState, int]:
    """The creature at a place, and where the next one begins."""
    status, links, bits, *root = _CREATURE.unpack_from(message, place)
    place += _CREATURE.size
    parts = np.frombuffer(message, _LINK, links, place) if links else np.zeros(0, _LINK)
    contacts = np.array([bool(bits >> foot & 1) for foot in range(MOST_FEET)])
    creature = CreatureState(
        Status(status), contacts, np.array(root), parts["position"] / POSITION_STEPS,
        parts["quaternion"] / QUATERNION_STEPS,
    )  # fmt: skip
    return creature, place + parts.nbytes
