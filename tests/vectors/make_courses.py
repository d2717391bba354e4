"""Writes courses.json: what both languages must generate from the same specs, seeds and difficulties, to the bit.

Run ``python tests/vectors/make_courses.py`` after a change of the rules or of a course asset.

Everything another language needs is in the file: the specs themselves (``specs``); the first numbers of some random
streams (``random_numbers``); for every case, counts and the first 16 hexadecimal digits of the SHA-256 of each part's
bytes, little-endian, in this order:

- boxes: the rows' doubles, then the kinds as int32; spheres: likewise
- height_fields: per field the doubles x, y, dx, dy, base; kind, columns, rows as int32; the heights as doubles, rows
  (along y) running fastest
- segments: per segment the kind as int32, then the doubles start, end, difficulty
- raster: the doubles x, y, dx, dy; columns and rows as int32; the floor's floats, then the ceiling's, rows (along y)
  running fastest

and, for a few cases (``listings``), the numbers themselves. A double is written as the 16 hexadecimal digits of its
bits, most significant first; a seed as a decimal string.
"""

from __future__ import annotations

import hashlib
import json
import struct
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from clamber.assets.course import Arrangement, CourseSpec, SegmentKind
from clamber.assets.fields import Vector2
from clamber.assets.loading import load_course
from clamber.courses import generate
from clamber.courses.course import Course
from clamber.courses.random_numbers import RandomNumbers

FILE = Path(__file__).with_name("courses.json")
COURSES = (
    "Flat", "Rough", "Slope", "Stairs", "Hurdles", "Gaps", "Platforms", "SteppingStones", "Slalom", "Beams", "Rubble",
    "NarrowBridge", "Boulders", "Gauntlet",
)  # fmt: skip
SEEDS = (0, 7, 500_000, 2**64 - 1)
DIFFICULTIES = (0.0, 0.37, 1.0)
#: Scale and standing height of four bodies, m; each seed has its own.
BODIES = ((0.46, 0.52), (0.795, 1.48), (0.108, 0.13), (1.0, 1.75))


def bits(number: float) -> str:
    """Returns a double's bits, 16 hexadecimal digits."""
    return struct.pack(">d", number).hex()


def digest(*parts: bytes) -> str:
    """Returns the first 16 hexadecimal digits of the SHA-256 of some bytes."""
    return hashlib.sha256(b"".join(parts)).hexdigest()[:16]


def doubles(*numbers: float) -> bytes:
    """Returns doubles as little-endian bytes."""
    return struct.pack(f"<{len(numbers)}d", *numbers)


def integers(*numbers: int) -> bytes:
    """Returns int32s as little-endian bytes."""
    return struct.pack(f"<{len(numbers)}i", *numbers)


def array(values: Any, kind: str) -> bytes:
    """Returns an array's bytes: kind is "<f8", "<f4" or "<i4"."""
    return np.ascontiguousarray(values, dtype=kind).tobytes()


def digests(course: Course) -> dict[str, str]:
    """Returns the digest of each part of a course."""
    raster = course.raster
    return {
        "boxes": digest(array(course.boxes, "<f8"), array(course.box_kinds, "<i4")),
        "spheres": digest(array(course.spheres, "<f8"), array(course.sphere_kinds, "<i4")),
        "height_fields": digest(
            *(
                doubles(field.x, field.y, field.dx, field.dy, field.base)
                + integers(field.kind, *field.heights.shape)
                + array(field.heights, "<f8")
                for field in course.height_fields
            )
        ),
        "segments": digest(
            *(integers(part.kind) + doubles(part.start, part.end, part.difficulty) for part in course.segments)
        ),
        "raster": digest(
            doubles(raster.x, raster.y, raster.dx, raster.dy),
            integers(*raster.floor.shape),
            array(raster.floor, "<f4"),
            array(raster.ceiling, "<f4"),
        ),
    }


def listing(course: Course) -> dict[str, Any]:
    """Returns a course's boxes, spheres, height fields (the second column of each) and segments as bits."""
    return {
        "boxes": [[bits(number) for number in row] for row in course.boxes.tolist()],
        "box_kinds": course.box_kinds.tolist(),
        "spheres": [[bits(number) for number in row] for row in course.spheres.tolist()],
        "height_fields": [
            {
                "place": [bits(number) for number in (field.x, field.y, field.dx, field.dy, field.base)],
                "kind": field.kind,
                "second_column": [bits(number) for number in field.heights[1].tolist()],
            }
            for field in course.height_fields
        ],
        "segments": [[part.kind, bits(part.start), bits(part.end), bits(part.difficulty)] for part in course.segments],
    }


def spec_entry(spec: CourseSpec) -> dict[str, Any]:
    """Returns a spec as plain values; numbers are those a 32-bit field holds."""
    return {
        "length": spec.length,
        "width": spec.width,
        "start_length": spec.start_length,
        "spacing": list(spec.spacing),
        "arrangement": int(spec.arrangement),
        "difficulty_at_start": spec.difficulty_at_start,
        "segments": [
            {
                "kind": int(entry.kind),
                "weight": entry.weight,
                "parameters": [
                    {"name": item.name, "easy": list(item.easy), "hard": list(item.hard)} for item in entry.parameters
                ],
            }
            for entry in spec.segments
        ],
    }


def all_specs() -> dict[str, CourseSpec]:
    """Returns the courses of the project, Gauntlet in the other two arrangements, and lanes of stones that are at times
    larger than the length drawn for them.
    """
    specs = {name: load_course(name) for name in COURSES}
    for arrangement in (Arrangement.ALTERNATING, Arrangement.SEQUENCE):
        gauntlet = specs["Gauntlet"]
        values = {name: getattr(gauntlet, name) for name in gauntlet.__dataclass_fields__}
        specs[f"Gauntlet {arrangement.name.lower()}"] = CourseSpec(**{**values, "arrangement": arrangement})
    specs["ShortStones"] = short_stones()
    return specs


def short_stones() -> CourseSpec:
    """Stepping stones in lengths in which not even one row fits at times, between hurdles."""
    ranges = {"size": (0.5, 1.5), "apart": (0.25, 0.5), "length": (2.0, 6.0)}
    stones, hurdles = load_course("SteppingStones"), load_course("Hurdles")
    segment = next(one for one in stones.segments if one.kind == SegmentKind.STEPPING_STONES)
    wanted = {name: Vector2(*ends) for name, ends in ranges.items()}
    parameters = [replace(one, easy=wanted[one.name], hard=wanted[one.name]) for one in segment.parameters]
    return replace(stones, segments=[replace(segment, parameters=parameters), hurdles.segments[0]])


def stream(seed: int) -> dict[str, Any]:
    """Returns the beginning of a random stream: three whole numbers, three uniform ones, eight exponential ones."""
    random = RandomNumbers(seed)
    return {
        "seed": str(seed),
        "next": [str(random.next()) for _ in range(3)],
        "uniform": [bits(random.uniform()) for _ in range(3)],
        "exponential": [bits(random.exponential()) for _ in range(8)],
    }


def make() -> dict[str, Any]:
    """Returns the whole file's contents."""
    specs = all_specs()
    cases = []
    listings = []
    for name, spec in specs.items():
        for seed, (scale, standing_height) in zip(SEEDS, BODIES, strict=True):
            for difficulty in DIFFICULTIES:
                course = generate(spec, seed, difficulty, scale, standing_height)
                case = {
                    "spec": name,
                    "seed": str(seed),
                    "difficulty": difficulty,
                    "scale": scale,
                    "standing_height": standing_height,
                }
                counts = [len(course.boxes), len(course.spheres), len(course.height_fields), len(course.segments)]
                cases.append({**case, "counts": counts, **digests(course)})
                if seed == 7 and difficulty == 0.37 and " " not in name:
                    listings.append({**case, **listing(course)})
    return {
        "random_numbers": [stream(seed) for seed in SEEDS],
        "specs": {name: spec_entry(spec) for name, spec in specs.items()},
        "cases": cases,
        "listings": listings,
    }


def text(contents: dict[str, Any]) -> str:
    """Returns the file: one line per entry, so that a difference shows where it is."""
    parts = []
    for key, value in contents.items():
        if isinstance(value, dict):
            entries = [f"{json.dumps(name)}: {json.dumps(entry)}" for name, entry in value.items()]
            parts.append(f"{json.dumps(key)}: {{\n" + ",\n".join(entries) + "\n}")
        else:
            parts.append(f"{json.dumps(key)}: [\n" + ",\n".join(json.dumps(entry) for entry in value) + "\n]")
    return "{\n" + ",\n".join(parts) + "\n}\n"


if __name__ == "__main__":
    FILE.write_text(text(make()), encoding="utf-8")
