"""What several seeds learn from nothing, in a fixed time, as a section of a brain's card."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import Any

from clamber.assets.files import read_object

#: Beside the cards: what ``clamber evaluate --out`` wrote of brains that were trained from nothing.
FOLDER = "from_nothing"
_SEED = re.compile(r"--seed[ =](\d+)")


def read_beginnings(docs: Path, name: str) -> list[dict[str, Any]]:
    """The reports of brains of that name that tell how they were trained.

    Args:
        docs: the folder of cards; reports lie in its folder ``from_nothing``, named ``NAME-....json``.
        name: of the brain.
    """
    paths = sorted((docs / FOLDER).glob(f"{name}-*.json"))
    reports = [{**read_object(path), "file": path.name} for path in paths]
    return [report for report in reports if (report.get("training") or {}).get("command")]


def beginnings_text(reports: Sequence[dict[str, Any]]) -> list[str]:
    """A table per way of training: a row per seed, and the medians of several.

    Args:
        reports: of ``read_beginnings``.

    Returns:
        lines of Markdown; none without reports.
    """
    if not reports:
        return []
    ways: dict[str, list[tuple[int, dict[str, Any]]]] = {}
    for report in reports:
        command = report["training"]["command"]
        seed = _SEED.search(command)
        ways.setdefault(_SEED.sub("--seed N", command), []).append((int(seed[1]) if seed else 0, report))
    lines = [
        "## From nothing, seed by seed", "",
        "Not the brain in the game: what its task teaches in a fixed time, in MuJoCo "
        f"([on which machine]({FOLDER}/README.md)).",
        "",
    ]  # fmt: skip
    for command, seeds in ways.items():
        lines += ["```", command, "```", "", *_table(sorted(seeds, key=lambda one: one[0])), ""]
    return lines


def _table(seeds: Sequence[tuple[int, dict[str, Any]]]) -> list[str]:
    """Figures in MuJoCo, a row per seed and difficulty."""
    heads = ("", "difficulty", "success", "distance, m", "speed, m/s", "falls", "episodes")
    lines = [f"| {' | '.join(heads)} |".replace("|  |", "| |"), "|---" * len(heads) + "|"]
    told: dict[float, list[tuple[float, ...]]] = {}
    for seed, report in seeds:
        for summary in report["mujoco"]:
            row = (
                summary["success"]["share"], summary["distance"]["mean"], summary["speed"]["mean"],
                summary["fell"]["share"],
            )  # fmt: skip
            told.setdefault(summary["difficulty"], []).append(row)
            file = f"[seed {seed}]({FOLDER}/{report['file']})"
            lines.append(_row(file, summary["difficulty"], row, summary["episodes"]))
    for difficulty, rows in told.items():
        if len(rows) > 1:
            middle = tuple(median(column) for column in zip(*rows, strict=True))
            lines.append(_row(f"median of {len(rows)}", difficulty, middle, ""))
    return lines


def _row(name: str, difficulty: float, row: tuple[float, ...], episodes: object) -> str:
    success, distance, speed, fell = row
    return f"| {name} | {difficulty:.2g} | {success:.1%} | {distance:.1f} | {speed:.2f} | {fell:.1%} | {episodes} |"
