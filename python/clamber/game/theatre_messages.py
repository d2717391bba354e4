"""What the theatre tells the page.

Text::

    {"type": "started", "actors": [ACTOR, ...], "courses": [GEOMETRY, ...], "decision_seconds": s, "seed": ...,
     "course_name": ..., "paused": ...}
    {"type": "ended", "actor": 0.., "cause": ..., "seconds": s, "distance": m, "total": sum of rewards}
    {"type": "paused"}  {"type": "resumed"}  {"type": "stopped"}  {"type": "error", "message": TEXT}

An ACTOR is ``{"name", "task", "brain", "body", "course" (index), "lane_offset_y", "scale": 1, "decision_seconds",
"blocks": [{"group", "name", "start", "size", "unit", "labels", "text"}, ...], "floats": how many,
"terrain": {"floor_forward", "floor_side", "ceiling_forward" (m), "leg_length", "floor_clip", "ceiling_clip" (leg
lengths)}, "joints": {"lower", "upper", "neutral" (rad), "force_limit" (N m)}, "control": "drive_target" | "torque" |
"muscle", "rewards": [{"name", "weight", "text"}, ...], "value": whether the brain tells one}``.

Binary messages are frames, one for every decision, little-endian::

    0    u32     n, length of the state
    4    n       a state as in a race (clamber.game.messages): the actors in order, no boulders, the time since the
                 episode began; status is finished after a success and fallen after any other ending
         0..3    zeros, up to a multiple of 4
         f32 x   the actors' rows, one after the other, laid out by their ``blocks``
"""

from __future__ import annotations

import struct
from typing import Any

import numpy as np

from clamber.game.geometry import course_json
from clamber.game.link_poses import LinkPoses
from clamber.game.messages import CreatureState, Flags, Status, no_boulders, pack_creature, pack_state
from clamber.game.requests import Entry
from clamber.game.theatre_actor import Actor, Stage
from clamber.game.theatre_blocks import summary
from clamber.tasks.terrain_sense import CEILING_CLIP, FLOOR_CLIP

#: Between two lanes, m for a leg of 1 m.
BETWEEN = 0.5


class Teller:
    """Tells of one stage."""

    def __init__(
        self, stage: Stage, entries: tuple[Entry, ...], bodies: list[str], course_name: str, seed: int
    ) -> None:
        """For a stage whose actors are those entries, of bodies so called."""
        self._stage, self._entries, self._bodies = stage, entries, bodies
        self._course_name, self._seed = course_name, seed
        self._poses = [LinkPoses(actor.env.body) for actor in stage.actors]

    def started(self, paused: bool) -> dict[str, Any]:
        """The message that begins a performance."""
        courses: list[dict[str, Any]] = []
        keys: list[tuple[float, float]] = []
        actors: list[dict[str, Any]] = []
        offset = 0.0
        for number, actor in enumerate(self._stage.actors):
            course, scale = actor.course, actor.env.course_scale
            key = (scale, actor.env.measures.top_height)
            if key not in keys:
                keys.append(key)
                told = course_json(course, actor.env.course_spec.start_length * scale)
                courses.append({name: value for name, value in told.items() if name != "raster"})
            if number > 0:
                offset -= 0.5 * (course.width + self._stage.actors[number - 1].course.width) + BETWEEN * scale
            actors.append(self._actor_json(number, actor) | {"course": keys.index(key), "lane_offset_y": offset})
        return {
            "type": "started",
            "actors": actors,
            "courses": courses,
            "decision_seconds": self._stage.decision_seconds,
            "course_name": self._course_name,
            "seed": self._seed,
            "paused": paused,
        }

    def _actor_json(self, number: int, actor: Actor) -> dict[str, Any]:
        env, entry = actor.env, self._entries[number]
        leg, terrain, measures = env.body.leg_length, env.task.terrain, env.measures
        return {
            "name": entry.name,
            "task": entry.task,
            "brain": entry.brain or None,
            "body": self._bodies[number],
            "scale": 1,
            "decision_seconds": env.dt,
            "blocks": actor.blocks.describe(),
            "floats": actor.blocks.size,
            "terrain": {
                "floor_forward": [place * leg for place in terrain.floor_forward],
                "floor_side": [place * leg for place in terrain.floor_side],
                "ceiling_forward": [place * leg for place in terrain.ceiling_forward],
                "leg_length": leg,
                "floor_clip": FLOOR_CLIP,
                "ceiling_clip": CEILING_CLIP,
            },
            "joints": {
                "lower": measures.lower.tolist(),
                "upper": measures.upper.tolist(),
                "neutral": measures.neutral.tolist(),
                "force_limit": measures.force_limit.tolist(),
            },
            "control": env.task.control.name.lower(),
            "rewards": [
                {"name": term.__name__, "weight": weight, "text": summary(term)}
                for term, weight in zip(env.terms, env.weights, strict=True)
            ],
            "value": any(block.name == "value" for block in actor.blocks.blocks),
        }

    def ended(self, actor: Actor) -> dict[str, Any]:
        """That an actor's episode has ended."""
        ending = actor.ending
        assert ending is not None
        return {
            "type": "ended",
            "actor": self._stage.actors.index(actor),
            "cause": ending.cause,
            "seconds": round(ending.seconds, 3),
            "distance": round(ending.distance, 3),
            "total": round(ending.total, 4),
        }

    def frame(self, tick: int) -> bytes:
        """Everything as it is now; ``tick`` counts the frames of a performance."""
        creatures = []
        for actor, poses in zip(self._stage.actors, self._poses, strict=True):
            look = actor.env.look
            positions, quaternions = poses.poses(look.root_quaternion[None], look.joint_position[None])
            state = CreatureState(_status(actor), look.foot_contact, look.root_position, positions[0], quaternions[0])
            creatures.append(pack_creature(state))
        flags = Flags.OVER if self._stage.over else Flags(0)
        packed = pack_state(flags, tick, self._stage.seconds, creatures, no_boulders())
        rows = np.concatenate([actor.row() for actor in self._stage.actors]).astype("<f4")
        return struct.pack("<I", len(packed)) + packed + bytes(-len(packed) % 4) + rows.tobytes()


def _status(actor: Actor) -> Status:
    if actor.ending is None:
        return Status.RUNNING
    return Status.FINISHED if actor.ending.cause == "success" else Status.FALLEN
