"""The words and tables of brain cards."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from itertools import chain
from statistics import median
from typing import Any

from clamber.evaluation.beginnings import beginnings_text
from clamber.evaluation.report_table import ENGINES, cell, gate_sentence, rows, terrain_rows

#: The difficulty that the index tells, or the nearest there is.
YARDSTICK = 0.5
#: In a command: the settings that a study wrote for one of its conditions.
STUDY_SETTINGS = re.compile(r"results/studies/(?P<study>\w+)/settings/(?P<condition>[\w-]+)\.yaml")
#: In a command: how long it was to last.
MAX_SECONDS = re.compile(r"--max[-_]seconds[ =](\d+(?:\.\d+)?)")


def card_text(
    figures: dict[str, Any],
    pictures: Collection[str],
    beginnings: Sequence[dict[str, Any]] = (),
    fresh: dict[str, Any] | None = None,
) -> str:
    """A card in Markdown.

    Args:
        figures: ``name``, ``brain``, ``training`` and ``evaluation``, as ``NAME.json`` holds them.
        pictures: names of the files beside the card: ``NAME-learning.png``, ``NAME-difficulty.png``, ``NAME.gif``.
        beginnings: reports of brains of the same name that were trained from nothing (``read_beginnings``).
        fresh: a report on courses and starts that nobody had looked at before; None: there is none.
    """
    name, brain, training, report = (figures[key] for key in ("name", "brain", "training", "evaluation"))
    lines = [f"# {name}", "", f"{brain['task_description']} {brain['body_description']}", ""]
    if f"{name}.gif" in pictures:
        lines += [f"![{name}]({name}.gif)", ""]
    lines += [
        "| | |", "|---|---|",
        f"| task | `{brain['task']}`, behavior `{brain['behavior']}` |",
        f"| senses | {brain['proprioception']} of the body (`obs_0`), {brain['terrain']} of the terrain (`obs_1`) |",
        f"| actions | {brain['actions']}, {brain['decisions_per_second']:g} times a second |",
        f"| file | `UnityProject/Assets/Clamber/Brains/{name}.onnx`, {brain['bytes'] / 1000:.0f} kB |",
        f"| SHA-256 | `{brain['sha256']}` |",
        "", "## Training", "",
    ]  # fmt: skip
    sittings = [*training.get("begun_with", []), training]
    lines += _study(sittings)
    for sitting in sittings:
        if sitting["command"]:
            lines += ["```", sitting["command"], "```", ""]
        seed = f" from seed {sitting['seed']}" if sitting["seed"] else ""
        lines += [f"{sitting['steps']:,} agent-steps{seed} in {clock(sitting['seconds'])} of wall-clock time.", ""]
        if _broken_off(sitting):
            lines[-2] += f" It was broken off before its time; `--max-steps {sitting['steps']}` does as much."
    lines += [training["note"], ""] if "note" in training else []
    if f"{name}-learning.png" in pictures:
        lines += [f"![learning curves]({name}-learning.png)", ""]
    lines += [
        "<details><summary>Configuration</summary>", "", "```yaml", training["configuration"].rstrip(), "```", "",
        "</details>", "", "## Evaluation", "",
        "The deterministic brain from its .onnx, from randomised starts, on courses whose seeds training never draws.",
        "Shares with 95% Wilson intervals, quantities with standard deviations over episodes.", "",
        "```", command(name, report), "```", "",
    ]  # fmt: skip
    if f"{name}-difficulty.png" in pictures:
        lines += [f"![success, falls and distance over difficulty]({name}-difficulty.png)", ""]
    for engine, title in ENGINES.items():
        if engine in report:
            lines += [f"### {title}, {report[engine][0]['episodes']} episodes each", "", *_table(report[engine])]
            lines += [*(_kept(report["gate"]) if engine == "physx" and "gate" in report else []), ""]
    if len(figures["seeds"]) > 1:
        lines += ["### The same training from other seeds", "", *_seeds_table(figures["seeds"]), ""]
    if "gate" in report:
        lines += ["### Ready for Unity?", "", gate_sentence(report["gate"]), ""]
    if fresh is not None:
        lines += [
            "## Courses and starts of another seed", "",
            "What a brain is chosen by, it is best at. These it met once, when it had been chosen, in MuJoCo:", "",
            "```", command(name, fresh), "```", "", *_table(fresh["mujoco"]), "",
        ]  # fmt: skip
    lines += beginnings_text(beginnings)
    return "\n".join(lines)


def _study(sittings: list[dict[str, Any]]) -> list[str]:
    """How to come by the settings of runs that a study has made."""
    found = [STUDY_SETTINGS.search(sitting["command"]) for sitting in sittings]
    conditions = [one for one in found if one is not None]
    if not conditions:
        return []
    names = " ".join(one["condition"] for one in conditions)
    seed = sittings[-1]["seed"]
    return [
        "One after another, by a study, which writes their settings:", "",
        "```", f"clamber reproduce {conditions[-1]['study']} --seeds {seed} --only {names}", "```", "",
    ]  # fmt: skip


def _broken_off(sitting: dict[str, Any]) -> bool:
    """Whether a run took clearly less time than its commands gave it, and nothing else says where it ended."""
    given = sum(float(seconds) for seconds in MAX_SECONDS.findall(sitting["command"]))
    return "--max-steps" not in sitting["command"] and sitting["seconds"] < 0.95 * given


def command(name: str, report: dict[str, Any]) -> str:
    """What to type to see a report's figures again."""
    asked = report["asked"]
    difficulties = "".join(f" {one:g}" for one in asked["difficulties"])
    engine = "both" if "mujoco" in report and "physx" in report else "mujoco" if "mujoco" in report else "physx"
    return (
        f"clamber evaluate UnityProject/Assets/Clamber/Brains/{name}.onnx --task {report['task']} --engine {engine}"
        + (f" --difficulties{difficulties}" if difficulties else "")
        + (f" --episodes {asked['episodes']}" if asked["episodes"] else "")
        + (f" --seed {report['seed']}" if report["seed"] else "")
        + (" --seeds training" if asked["seen"] else "")
    )


def _table(summaries: list[dict[str, Any]]) -> list[str]:
    heads = [f"difficulty {summary['difficulty']:.2g}" for summary in summaries]
    return [
        f"| | {' | '.join(heads)} |",
        "|---" * (len(heads) + 1) + "|",
        *(f"| {name} | {' | '.join(cells)} |" for name, cells in chain(rows(summaries), terrain_rows(summaries))),
    ]


def _kept(gate: dict[str, Any]) -> list[str]:
    """A row with what PhysX keeps of the distance at each difficulty; none for a report from before that was told."""
    shares = gate.get("by_difficulty", ())
    cells = ["-" if one["share"] is None else cell(one) for one in shares]
    return [f"| of the MuJoCo distance, pair by pair | {' | '.join(cells)} |"] if cells else []


def yardstick(summaries: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """The summary at the difficulty nearest to YARDSTICK."""
    return min(summaries, key=lambda summary: abs(float(summary["difficulty"]) - YARDSTICK))


def _seeds_table(seeds: Sequence[dict[str, Any]]) -> list[str]:
    """A row per run in MuJoCo at the yardstick's difficulty, and the medians."""
    told = [
        (
            run["steps"], run["seconds"], summary["success"]["share"], summary["distance"]["mean"],
            summary["speed"]["mean"], summary["fell"]["share"],
        )
        for run in seeds for summary in [yardstick(run["summaries"])]
    ]  # fmt: skip
    named = [(f"seed {run['seed']}" if run["seed"] else "a seed", row) for run, row in zip(seeds, told, strict=True)]
    medians = tuple(median(column) for column in zip(*told, strict=True))
    difficulty = yardstick(seeds[0]["summaries"])["difficulty"]
    return [
        f"MuJoCo, difficulty {difficulty:.2g}. The first is the one in the game.", "",
        "| | steps | wall-clock | success | distance, m | speed, m/s | falls |",
        "|---|---|---|---|---|---|---|",
        *(
            f"| {name} | {steps:,.0f} | {clock(seconds)} | {success:.1%} | {distance:.1f} | {speed:.2f} | {fell:.1%} |"
            for name, (steps, seconds, success, distance, speed, fell) in [*named, ("median", medians)]
        ),
    ]  # fmt: skip


def index_text(cards: Sequence[dict[str, Any]]) -> str:
    """All brains in one table, in Markdown.

    Args:
        cards: what the ``NAME.json`` files hold.
    """
    lines = [
        "# Brains", "",
        "The policies the game plays. Figures are of the deterministic brain in MuJoCo on courses that training never",
        f"saw, at the difficulty nearest to {YARDSTICK:g}. Last comes the share of the distance that PhysX keeps, over",
        "all difficulties of the card together, of which Unity needs 90%. How they are measured:",
        "[evaluation.md](../evaluation.md).",
        "", "| brain | task | trained for | difficulty | success | distance, m | speed, m/s | falls | PhysX keeps |",
        "|---|---|---|---|---|---|---|---|---|",
    ]  # fmt: skip
    for card in cards:
        report, training, name = card["evaluation"], card["training"], card["name"]
        sittings = [*training.get("begun_with", []), training]
        steps, seconds = (sum(one[what] for one in sittings) for what in ("steps", "seconds"))
        summary = yardstick(report["mujoco"])
        gate = report.get("gate")
        keeps = "not measured" if gate is None else "nothing" if gate["share"] is None else f"{gate['share']:.0%}"
        lines.append(
            f"| [{name}]({name}.md) | {report['task']} | {steps:,} steps, {clock(seconds)} | "
            f"{summary['difficulty']:.2g} | {summary['success']['share']:.1%} | {summary['distance']['mean']:.1f} | "
            f"{summary['speed']['mean']:.2f} | {summary['fell']['share']:.1%} | {keeps} |"
        )
    return "\n".join(lines) + "\n"


def clock(seconds: float) -> str:
    """A time in words: "45 s", "12 min 5 s", "2 h 3 min"."""
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60} s"
    hours, minutes = divmod(round(seconds / 60), 60)
    return f"{hours} h {minutes} min"
