"""``make bench``: every speed in one run, as a table, docs/benchmarks.json and docs/images/benchmarks.png."""

from __future__ import annotations

import json
import os
import platform
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import tyro
from clamber.assets.content import names
from clamber.assets.files import write_text
from clamber.evaluation.brain_folder import brain_path
from rich.console import Console
from rich.table import Table

from benchmarks import bridge, environment, page, race, training

DOCS = Path(__file__).resolve().parent.parent / "docs"


@dataclass(frozen=True)
class Arguments:
    """Measures speeds, as ratios in one run on this machine."""

    quick: bool = False
    """A minute instead of ten; the figures are rougher and nothing is written."""


def run(quick: bool) -> dict[str, Any]:
    """Measures everything.

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
            environment.share_of_physics(task, 256, decisions, brain)
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
        results["bridge"] = bridge.compare(seconds=1.0 if quick else 4.0)
    with console.status("the browser game"):
        walker = "WalkerGauntlet" if brain_path("WalkerGauntlet").exists() else "Walker"
        results["race"] = [
            race.pace(task, task, "Gauntlet", seconds=4.0 if quick else 20.0)
            for task in (walker, "Quadruped")
            if brain_path(task).exists()
        ]
        results["first_state"] = race.first_state("QuadrupedFlat", "QuadrupedFlat", "Gauntlet")
        results["page"] = [
            page.race(task, task, course, seconds=8.0 if quick else 20.0)
            for task, course in (("QuadrupedFlat", "Flat"), (walker, "Gauntlet"))
            if brain_path(task).exists()
        ]
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
    return results


def show(results: dict[str, Any]) -> None:
    """Prints what was measured."""
    table = Table(title=f"Clamber, {results['machine']}")
    table.add_column("what")
    table.add_column("measured", justify="right")
    table.add_column("aim")
    for row in results["environment"]:
        name = f"environment / raw mujoco.rollout, {row['agents']} agents of {row['task']}, {row['driven_by']}"
        aim = {"Quadruped": "0.85", "WalkerGauntlet": "0.80"}.get(row["task"], "")
        table.add_row(name, f"{row['ratio']:.2f}", aim)
        table.add_row(
            "  agent-steps/s, raw and environment",
            f"{row['raw_steps_per_second']:,.0f}  {row['environment_steps_per_second']:,.0f}",
        )
        table.add_row(
            "  us per robot and 5 ms step, raw, one thread", f"{row['raw_microseconds_per_physics_step']:.1f}"
        )
    for row in results["cost_per_agent"]:
        table.add_row(f"us per decision and agent, {row['agents']} agents", f"{row['microseconds_per_decision']:.0f}")
    table.add_row("memory, 1,024 agents of Quadruped", f"{results['memory']['peak_bytes'] / 2**30:.2f} GiB", "2 GiB")
    for row in results["cost_of_boxes"]:
        table.add_row(f"us per robot and step, {row['boxes']} boxes a lane", f"{row['microseconds_per_step']:.1f}")
    link = results["bridge"]
    table.add_row(f"bridge / stock on {link['protobuf']} protobuf", f"{link['ratio']:.1f}", "3.5 on compiled")
    table.add_row("  agent-steps/s", f"{link['clamber_agent_steps_per_second']:,}")
    table.add_row(
        "  / 8,600 (stock on compiled protobuf, another machine)",
        f"{link['ratio_to_compiled_as_measured_elsewhere']:.1f}",
        "3.5",
    )
    for row in results["race"]:
        name = f"race without a page, {row['creatures']} x {row['brain']} on {row['course']}"
        table.add_row(f"{name}: simulated seconds per second", f"{row['real_time_factor']:.1f}", "1")
        table.add_row("  per second of processor time", f"{row['real_time_factor_of_processor']:.1f}")
        table.add_row("  kB/s of states per creature", f"{row['bytes_per_second_per_creature'] / 1000:.1f}", "40")
    first = results["first_state"]
    table.add_row("server's start to first state, s", f"{first['seconds']:.1f}", "5")
    table.add_row("  of processor time", f"{first['processor_seconds']:.1f}")
    for row in results["page"]:
        name = f"page open in headless Chromium, {row['creatures']} x {row['brain']} on {row['course']}"
        table.add_row(f"{name}: frames/s", f"{row['frames_per_second']:.1f}")
        table.add_row("  simulated seconds per second", f"{row['real_time_factor']:.2f}", "1")
        table.add_row("  kB/s per creature", f"{row['bytes_per_second_per_creature'] / 1000:.1f}", "40")
        table.add_row("  server's start to first picture, s", f"{row['seconds_to_first_picture']:.1f}", "5")
    learning = results["learning"]
    table.add_row(
        "learning in this process, 512 QuadrupedFlat, agent-steps/s",
        f"{learning['agent_steps_per_second']:,.0f}",
        "20,000",
    )
    table.add_row("  / raw physics of the same agents", f"{learning['ratio']:.2f}", "0.60")
    whole = results["mlagents_learn"]
    table.add_row(
        f"mlagents-learn, stock ppo, {whole['config']}, agent-steps/s", f"{whole['agent_steps_per_second']:,.0f}"
    )
    pace = {(row["physics"], row["trainer"]): row["agent_steps_per_second"] for row in results["trainers"]}
    for physics in dict.fromkeys(row["physics"] for row in results["trainers"]):
        ours, stock = pace[physics, "clamber"], pace[physics, "ppo"]
        name = f"mlagents-learn, physics: {physics}, agent-steps/s, trainer clamber and stock ppo"
        table.add_row(name, f"{ours:,.0f}  {stock:,.0f}", "12,000" if physics != training.NOTHING else "")
        table.add_row("  ratio", f"{ours / stock:.1f}", "6")
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
    results = run(arguments.quick)
    show(results)
    if not arguments.quick:
        write_text(DOCS / "benchmarks.json", json.dumps(results, indent=2) + "\n")
        draw(results, DOCS / "images" / "benchmarks.png")


if __name__ == "__main__":
    main()
