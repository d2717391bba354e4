"""The shared vectors are what this code generates: a change of the rules shows here and in the C# suite."""

from __future__ import annotations

import json
import runpy
from pathlib import Path

VECTORS = Path(__file__).parents[1] / "vectors"


def test_courses_are_those_of_the_shared_vectors() -> None:
    """Every entry of the file is reproduced, to the bit."""
    made = runpy.run_path(str(VECTORS / "make_courses.py"))["make"]()
    kept = json.loads((VECTORS / "courses.json").read_text(encoding="utf-8"))
    made = json.loads(json.dumps(made))
    assert made.keys() == kept.keys()
    for part, entries in made.items():
        assert len(entries) == len(kept[part]), part
        for entry, expected in zip(entries, kept[part], strict=True):
            if isinstance(entries, dict):
                assert entries[entry] == kept[part][entry], f"{part} {entry}"
            else:
                assert entry == expected, part
