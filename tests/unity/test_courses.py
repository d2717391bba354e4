"""The C# course generator against Python's: the same lanes to the last bit."""

from __future__ import annotations

import importlib.util
import json
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from clamber.assets.loading import asset_text, load_course
from clamber.courses import generate
from clamber.courses.course import Raster
from clamber.courses.segments import DEFINITIONS
from numpy.typing import NDArray

from tests.unity.mono import copy_content, run

VECTORS = Path(__file__).resolve().parents[1] / "vectors"
ARRANGEMENTS = {"alternating": "1", "sequence": "2"}
PARTS = ("boxes", "spheres", "height_fields", "segments", "raster")


def vector_rules() -> ModuleType:
    """The module that says how the vectors are digested."""
    specification = importlib.util.spec_from_file_location("make_courses", VECTORS / "make_courses.py")
    assert specification is not None and specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


def test_random_numbers_equal_the_vectors() -> None:
    vectors = json.loads((VECTORS / "courses.json").read_text())["random_numbers"]
    expected = [" ".join(stream["next"] + stream["uniform"] + stream["exponential"]) for stream in vectors]
    assert run("random", [stream["seed"] for stream in vectors]) == expected


def test_courses_equal_the_vectors(tmp_path: Path) -> None:
    content = copy_content(tmp_path)
    short = content / "Courses" / "ShortStones.asset"
    short.write_text(asset_text(vector_rules().short_stones(), short.stem))
    cases: list[dict[str, Any]] = json.loads((VECTORS / "courses.json").read_text())["cases"]
    requests, expected = [], []
    for case in cases:
        name, _, arrangement = case["spec"].partition(" ")
        requests.append(
            f"{name}|{ARRANGEMENTS.get(arrangement, '-')}|{case['seed']}|{case['difficulty']!r}|{case['scale']!r}|"
            f"{case['standing_height']!r}"
        )
        expected.append(" ".join([",".join(map(str, case["counts"])), *(case[part] for part in PARTS)]))
    made = run("courses", requests, content=content)
    wrong = [request for request, line, wanted in zip(requests, made, expected, strict=True) if line != wanted]
    assert not wrong, wrong[:5]


def polynomial(raster: Raster) -> str:
    """A digest that is fast in both languages: sum of word_i * base^(n - 1 - i) over the raster's 32-bit words."""
    words = np.concatenate([raster.floor.ravel(), raster.ceiling.ravel()]).view(np.uint32).astype(np.uint64)
    return f"{int((words * powers(len(words))).sum(dtype=np.uint64)):016x}"


@lru_cache(maxsize=2)
def powers(count: int) -> NDArray[np.uint64]:
    """Powers of the polynomial's base modulo 2^64, from the highest down to 1."""
    values = np.cumprod(np.full(count, 6364136223846793005, dtype=np.uint64))
    return np.concatenate([values[:-1][::-1], np.ones(1, dtype=np.uint64)])


@pytest.mark.parametrize("name", [definition.name for definition in DEFINITIONS.values()] + ["Gauntlet"])
def test_every_kind_equals_python_on_200_seeds(name: str) -> None:
    rules = vector_rules()
    requests, expected = [], []
    spec = load_course(name)
    for number in range(600):
        seed = number // 3 * 2_654_435_761
        difficulty = (0.0, 0.43, 1.0)[number % 3]
        scale, height = ((0.46, 0.52), (0.795, 1.48))[number % 2]
        course = generate(spec, seed, difficulty, scale, height)
        # The raster is digested by a polynomial below; an empty one is quick to hash.
        empty = replace(course.raster, floor=np.zeros((0, 0), np.float32), ceiling=np.zeros((0, 0), np.float32))
        digests = {**rules.digests(replace(course, raster=empty)), "raster": polynomial(course.raster)}
        counts = [len(course.boxes), len(course.spheres), len(course.height_fields), len(course.segments)]
        requests.append(f"{name}|-|{seed}|{difficulty!r}|{scale!r}|{height!r}")
        expected.append(" ".join([",".join(map(str, counts)), *(digests[part] for part in PARTS)]))
    made = run("many-courses", requests)
    wrong = [request for request, line, wanted in zip(requests, made, expected, strict=True) if line != wanted]
    assert not wrong, wrong[:5]


def test_segment_definitions_are_pythons() -> None:
    expected = []
    for definition in DEFINITIONS.values():
        expected.append(f"kind|{int(definition.kind)}|{definition.name}|{definition.summary}")
        expected += [
            f"parameter|{parameter.name}|{parameter.meaning}|{parameter.minimum:g}|{parameter.maximum:g}|"
            f"{parameter.unit}|{parameter.whole}"
            for parameter in definition.parameters
        ]
    made = [line for line in run("definitions") if not line.startswith("reward|")]
    assert sorted(made) == sorted(expected)
