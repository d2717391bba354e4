"""What the theatre tells the page.

Text::

    {"type": "started", ..., "actors": [ACTOR, ...], "paused": ...}
    {"type": "ended", "actor": 0.., "cause": ..., "seconds": s, "distance": m, "total": sum of rewards}
    {"type": "paused"}  {"type": "resumed"}  {"type": "stopped"}  {"type": "error", "message": TEXT}

``started`` is as in a race (``creatures`` in the order of ``actors``, ``courses`` without rasters, ``countdown`` 0),
and so is the picture: all is shown at the scale of the first creature. An ACTOR is::

    {"blocks": [{"group", "name", "start", "size", "unit", "labels", "text"}, ...], "floats": how many,
     "decision_seconds": s, "frame_seconds": s (between two frames), "leg_length": m, "top_height": m,
     "terrain": {"floor_forward", "floor_side", "ceiling_forward": leg lengths, "floor_clip", "ceiling_clip": [.., ..]},
     "joints": {"lower", "upper", "neutral": rad, "force_limit": N m}, "control": "drive_target" | "torque" | "muscle",
     "rewards": [{"name", "weight", "text"}, ...], "value": whether the brain tells one}

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

from clamber.courses.generation import generate
from clamber.game.geometry import course_json
from clamber.game.link_poses import LinkPoses
from clamber.game.messages import CreatureState, Flags, Status, no_boulders, pack_creature, pack_state
from clamber.game.requests import Entry
from clamber.game.theatre_actor import Actor, Stage
from clamber.game.theatre_blocks import summary
from clamber.tasks.terrain_sense import CEILING_CLIP, FLOOR_CLIP

#: Between two lanes, in leg lengths of the picture.
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
        self._scale = stage.actors[0].env.course_scale
        self._zooms = [self._scale / actor.env.course_scale for actor in stage.actors]

    def started(self, paused: bool) -> dict[str, Any]:
        """The message that begins a performance."""
        actors, entries = self._stage.actors, self._entries
        spec = actors[0].env.course_spec
        start = spec.start_length * self._scale
        courses: list[dict[str, Any]] = []
        tallness: list[float] = []
        creatures: list[dict[str, Any]] = []
        for actor, entry, body, zoom in zip(actors, entries, self._bodies, self._zooms, strict=True):
            seen, tall = actor.course, actor.env.measures.top_height * zoom
            if tall not in tallness:
                tallness.append(tall)
                lane = generate(spec, seen.seed, seen.difficulty, self._scale, tall)
                courses.append(course_json(lane, start, raster=False))
            apart = courses[0]["width"] + BETWEEN * self._scale
            creatures.append(
                {
                    "body": body,
                    "task": entry.task,
                    "brain": entry.brain or None,
                    "name": entry.name,
                    "lane_offset_y": -apart * len(creatures),
                    "scale": zoom,
                    "course": tallness.index(tall),
                    "steerable": False,
                    "ghost": False,
                }
            )
        return {
            "type": "started", "creatures": creatures, "course": courses[0], "courses": courses,
            "course_name": self._course_name, "seed": self._seed, "difficulty": courses[0]["difficulty"],
            "lanes": "side_by_side", "decision_seconds": self._stage.decision_seconds, "boulders": 0, "countdown": 0,
            "limit": min(actor.env.task.endings.time_limit for actor in actors), "best": None,
            "actors": [_actor_json(actor, self._stage.decision_seconds) for actor in actors], "paused": paused,
        }  # fmt: skip

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
        for actor, poses, zoom in zip(self._stage.actors, self._poses, self._zooms, strict=True):
            look = actor.env.look
            positions, quaternions = poses.poses(look.root_quaternion[None], look.joint_position[None])
            root, places = look.root_position * zoom, positions[0] * zoom
            creatures.append(
                pack_creature(CreatureState(_status(actor), look.foot_contact, root, places, quaternions[0]))
            )
        flags = Flags.OVER if self._stage.over else Flags(0)
        packed = pack_state(flags, tick, self._stage.seconds, creatures, no_boulders())
        rows = np.concatenate([actor.row() for actor in self._stage.actors]).astype("<f4")
        return struct.pack("<I", len(packed)) + packed + bytes(-len(packed) % 4) + rows.tobytes()


def _status(actor: Actor) -> Status:
    if actor.ending is None:
        return Status.RUNNING
    return Status.FINISHED if actor.ending.cause == "success" else Status.FALLEN


def _actor_json(actor: Actor, frame_seconds: float) -> dict[str, Any]:
    env = actor.env
    terrain, measures = env.task.terrain, env.measures
    return {
        "blocks": actor.blocks.describe(),
        "floats": actor.blocks.size,
        "decision_seconds": env.dt,
        "frame_seconds": frame_seconds,
        "leg_length": env.body.leg_length,
        "top_height": measures.top_height,
        "terrain": {
            "floor_forward": terrain.floor_forward,
            "floor_side": terrain.floor_side,
            "ceiling_forward": terrain.ceiling_forward,
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
