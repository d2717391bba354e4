"""Films of a study's brains, side by side on its page."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from clamber.evaluation.brain import brain_metadata
from clamber.evaluation.film import film
from clamber.studies.condition import Comparison

#: Pixels of a film: three beside each other fit a page.
WIDTH, HEIGHT = 360, 240
#: Of a quick trial's film, s: that it can be made is all that it shows.
QUICK_SECONDS = 0.4


def filmed(
    heads: Mapping[str, str], task: str = "", difficulty: float | None = None, seconds: float = 6.0, course: str = ""
) -> Comparison:
    """A comparison of how brains look: a film of the first seed of each condition, once each has one.

    Args:
        heads: what stands over each film, by condition.
        task: name of the task they live through; empty: each its own.
        difficulty: of the course; None: the task's.
        seconds: of each film, at most.
        course: another than the task's; empty: that one.
    """

    def find(brains: Mapping[str, list[Path]], pictures: Path, quick: bool) -> dict[str, Any]:
        if any(not brains.get(name) for name in heads):
            return {}
        pictures.mkdir(parents=True, exist_ok=True)
        for name in heads:
            brain = brains[name][0]
            told = task or brain_metadata(brain)["task"]
            film(
                brain, told, pictures / f"{name}.gif", difficulty=difficulty,
                seconds=QUICK_SECONDS if quick else seconds, width=WIDTH, height=HEIGHT, course=course,
            )  # fmt: skip
        rows = (heads.values(), ["---"] * len(heads), [f"![{name}]({name}.gif)" for name in heads])
        text = "".join("| " + " | ".join(row) + " |\n" for row in rows)
        return {"files": {name: f"{name}.gif" for name in heads}, "text": text}

    return Comparison(tuple(heads), find)
