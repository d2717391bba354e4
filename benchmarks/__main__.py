"""``make bench``: speeds in one run, as a table, docs/benchmarks.json, .md and images/benchmarks.png.

And how soon a creature walks: three seeds from nothing, and three learners side by side (docs/learners_compared.md).
"""

from __future__ import annotations

import json
import os
import platform
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import tyro
from clamber.assets.content import names
from clamber.assets.files import write_text
from clamber.evaluation.brain_folder import brain_path
from rich.console import Console
from rich.table import Table

from benchmarks import bridge, environment, from_nothing, learners_compared, page, race, training
from benchmarks.lines import lines, page_of_lines

DOCS = Path(__file__).resolve().parent.parent / "docs"


@dataclass(frozen=True)
class Arguments:
    """Measures speeds, as ratios in one run on this machine."""

    quick: bool = False
    """A few minutes; the figures are rougher and nothing is written."""
    learning: bool = True
    """Also how soon creatures walk from nothing, by three seeds, and three learners side by side: 45 minutes more."""


def run(quick: bool, learning: bool) -> dict[str, Any]:
    """Measures everything but learners side by side.

    Args:
        quick: roughly.
        learning: also how soon creatures walk from nothing.

    Returns:
        by name, what was measured, ready for JSON.
    """
    decisions = 60 if quick else 400
    sizes = [1, 16, 256] if quick else [1, 4, 16, 64, 256, 1024]
    boxes = [10, 300] if quick else [10, 30, 100, 200, 300]
    console = Console(stderr=True)
    results: dict[str, Any] = {
        "machine": f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    }
    with console.status("environment against raw physics"):
        results["environment"] = [
            environment.share_of_physics(
                task, 256, decisions, brain, environment.LIFE[task] if brain and not quick else 300
            )
            for task in ("Quadruped", "WalkerGauntlet", "QuadrupedFlat")
            for brain in (True, False)
            if task in names("Tasks") and (not brain or brain_path(task).exists())
        ]
    with console.status("cost per agent"):
        results["cost_per_agent"] = environment.cost_per_agent("Quadruped", sizes, decisions)
    with console.status("memory"):
        results["memory"] = environment.memory("Quadruped", 1024)
    with console.status("cost of boxes"):
        results["cost_of_boxes"] = environment.cost_of_boxes("Quadruped", boxes, 64, decisions // 2)
    with console.status("bridge"):
        results["bridge"] = bridge.compare(seconds=2.0 if quick else 10.0)
    with console.status("the browser game"):
        walker = "WalkerGauntlet" if brain_path("WalkerGauntlet").exists() else "Walker"
        results["race"] = [
            race.pace(task, task, "Gauntlet", seconds=4.0 if quick else 20.0)
            for task in (walker, "Quadruped")
            if brain_path(task).exists()
        ]
        results["first_state"] = race.first_state("QuadrupedFlat", "QuadrupedFlat", "Gauntlet")
        if page.can_be_opened():
            results["page"] = [
                page.race(task, task, course, seconds=8.0 if quick else 20.0)
                for task, course in (("QuadrupedFlat", "Flat"), (walker, "Gauntlet"))
                if brain_path(task).exists()
            ]
        else:
            console.print("there is no Chromium: what the open page costs is left out")
    with console.status("learning in this process"):
        results["learning"] = training.in_process(rollouts=15 if quick else 90)
    with console.status("mlagents-learn"):
        results["mlagents_learn"] = training.stock_ppo(steps=45_000 if quick else 105_000)
    with console.status("mlagents-learn, our trainer and stock"):
        results["trainers"] = [
            training.through_mlagents(trainer, physics, steps // 4 if quick else steps)
            for physics in (training.NOTHING, "QuadrupedFlat")
            for trainer, steps in (("clamber", 600_000), ("ppo", 180_000))
        ]
    beginnings: tuple[from_nothing.Beginning, ...] = from_nothing.BEGINNINGS if learning else ()
    if quick:
        beginnings = tuple(replace(one, seconds=one.seconds / 3) for one in beginnings[:1])
    for one in beginnings:
        with console.status(f"{one.task} from nothing, {one.seconds:g} s a seed"):
            row = from_nothing.learn(one, seeds=1 if quick else 3, episodes=100)
            results.setdefault("from_nothing", []).append(row)
    return results


def show(results: dict[str, Any]) -> None:
    """Prints what was measured."""
    table = Table(title=f"Clamber, {results['machine']}")
    table.add_column("what")
    table.add_column("measured", justify="right")
    table.add_column("aim")
    for line in lines(results):
        table.add_row(*line)
    Console().print(table)


def draw(results: dict[str, Any], path: Path) -> None:
    """Draws cost against agents and against boxes."""
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    figure, (left, right) = plt.subplots(1, 2, figsize=(10, 3.6), constrained_layout=True)
    agents = results["cost_per_agent"]
    left.loglog([row["agents"] for row in agents], [row["microseconds_per_decision"] for row in agents], "o-", base=2)
    left.set(title="A decision, per agent (Quadruped on Gauntlet)", xlabel="agents", ylabel="µs")
    boxes = results["cost_of_boxes"]
    right.plot([row["boxes"] for row in boxes], [row["microseconds_per_step"] for row in boxes], "o-")
    right.set(
        title="A 5 ms physics step, per robot", xlabel="boxes on the lane", ylabel="µs of one thread", ylim=(0, None)
    )
    for axes in (left, right):
        axes.grid(alpha=0.3)
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, dpi=110)
    plt.close(figure)


def main() -> None:
    """Measures, prints, writes."""
    arguments = tyro.cli(Arguments, prog="benchmarks")
    results = run(arguments.quick, arguments.learning)
    show(results)
    if not arguments.quick:
        write_text(DOCS / "benchmarks.json", json.dumps(results, indent=2) + "\n")
        write_text(DOCS / "benchmarks.md", page_of_lines(results, bridge.on_compiled_protobuf()))
        draw(results, DOCS / "images" / "benchmarks.png")
        if arguments.learning:
            learners_compared.compare(learners_compared.Arguments(seeds=3), "make bench")


if __name__ == "__main__":
    main()
