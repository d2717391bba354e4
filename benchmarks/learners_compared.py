"""Three learners, one task, one machine, one run: how soon does a quadruped walk at 1 m/s, and how many steps a second?

    python -m benchmarks.learners_compared [--seconds 120] [--seeds 1] [--learners clamber mlagents sb3]

Each learns for so many seconds, from the command to the last brain kept, imports and all. Afterwards its brains are
evaluated without noise from starts and courses that training never saw. A learner that fails is told as failed, the
others go on; Ctrl-C goes on to what has been learned. Writes docs/learners_compared.json, the table in
docs/learners_compared.md and docs/images/learners_compared.png.
"""

from __future__ import annotations

import contextlib
import json
import math
import os
import platform
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import tyro
import yaml
from clamber.assets.files import write_text
from clamber.evaluation.episodes import UNSEEN_SEEDS, brain_for, live_episodes
from clamber.tasks.environment import ClamberVectorEnv
from rich.console import Console
from rich.table import Table

REPOSITORY = Path(__file__).resolve().parent.parent
DOCS = REPOSITORY / "docs"
TASK = "QuadrupedFlat"
NAMES = {"clamber": "Clamber", "mlagents": "ML-Agents PPO", "sb3": "Stable-Baselines3 PPO"}
#: Agents each learner is given: what suits it. Stock ML-Agents costs as much per agent, however many there are.
AGENTS = {"clamber": 512, "mlagents": 64, "sb3": 512}
#: Agent-steps between two brains kept, in runs of 100 s and more; in shorter ones in proportion.
EVERY = {"clamber": 65_536, "mlagents": 40_960, "sb3": 65_536}
#: What counts as walking: metres a second over 20 s, and the share of agents that may fall.
SPEED, FALLS = 1.0, 0.05
_GRACE = 20.0


@dataclass(frozen=True)
class Arguments:
    """Compares learners on QuadrupedFlat, one after the other."""

    seconds: float = 120.0
    """For each learner and seed."""
    seeds: int = 1
    """How many, from 1."""
    learners: tuple[str, ...] = ("clamber", "mlagents", "sb3")
    """Of clamber, mlagents, sb3."""
    episodes: int = 64
    """For each evaluation."""
    evaluations: int = 24
    """Brains of each run that are evaluated, evenly spaced, besides those around the first that walks."""
    out: Path = DOCS / "learners_compared.json"
    """The figures; the table goes beside them, as .md."""
    plot: Path = DOCS / "images" / "learners_compared.png"
    """The curves."""


def learn(learner: str, folder: Path, seconds: float, seed: int) -> list[tuple[float, int, Path]]:
    """Runs a learner; returns its brains: seconds since the command, agent-steps, file."""
    every = max(1024, int(EVERY[learner] * min(1.0, seconds / 100.0)))
    command, log = _command(learner, folder, seconds, seed, every), folder / "log.txt"
    begun = time.time()
    with log.open("wb") as said:
        # A session of its own: what it starts is ended with it.
        child = subprocess.Popen(command, cwd=REPOSITORY, stdout=said, stderr=said, start_new_session=True)
    try:
        child.wait(seconds)
    except subprocess.TimeoutExpired:
        _tell(child, interrupt=True)
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(_GRACE)
    else:
        if child.returncode:
            raise RuntimeError(f"{NAMES[learner]} broke down after {time.time() - begun:.0f} s: {_last_line(log)}")
    finally:
        # Also what a learner leaves over that is gone itself, such as a player.
        _tell(child, interrupt=False)
        child.wait()
    kept = {}
    for path in folder.rglob("*.pt" if learner == "sb3" else f"{TASK}-*.onnx"):
        steps = path.stem.rsplit("-", 1)[-1]
        if steps.isdigit() and path.stat().st_mtime - begun <= seconds:
            kept[int(steps)] = (path.stat().st_mtime - begun, int(steps), path)
    if not kept:
        raise RuntimeError(f"{NAMES[learner]} left no brain in {seconds:g} s; what it said last: {_last_line(log)}")
    return [kept[steps] for steps in sorted(kept)]


def _last_line(log: Path) -> str:
    return " ".join(log.read_text(errors="replace").strip().splitlines()[-1:])


def _tell(child: subprocess.Popen[bytes], interrupt: bool) -> None:
    """Interrupts, or ends, a learner with all that it has started; on Windows, which has no such groups, it alone."""
    if sys.platform == "win32":
        child.kill()
        return
    with contextlib.suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGINT if interrupt else signal.SIGKILL)


def _command(learner: str, folder: Path, seconds: float, seed: int, every: int) -> list[str]:
    if learner == "sb3":
        sizes = [AGENTS[learner], seconds, seed, every]
        return [sys.executable, "-m", "benchmarks.sb3_learner", TASK, str(folder), *map(str, sizes)]
    source = "quadruped_flat" if learner == "clamber" else "quadruped_ppo"
    settings = yaml.safe_load((REPOSITORY / "trainer_configs" / f"{source}.yaml").read_text())
    (trainer,) = settings["behaviors"].values()
    trainer |= {"max_steps": 10**9, "checkpoint_interval": every, "keep_checkpoints": 10**5}
    # Ours as on its card; a stock learning rate that runs out at max_steps would stand still here.
    if learner == "mlagents":
        trainer["hyperparameters"]["learning_rate_schedule"] = "constant"
    settings["behaviors"] = {TASK: trainer}
    settings.pop("environment_parameters", None)
    settings["env_settings"]["env_args"] = ["--task", TASK, "--agents", str(AGENTS[learner])]
    path = folder / "config.yaml"
    path.write_text(yaml.safe_dump(settings))
    program = [sys.executable, "-m", "clamber.cli", "train"]
    if learner == "mlagents":
        program = [str(Path(sys.executable).with_name("mlagents-learn"))]
    command = [*program, str(path), "--seed", str(seed), "--run-id", "run", "--results-dir", str(folder)]
    return command + (["--force", "--base-port", "5905"] if learner == "mlagents" else [])


def evaluate(learner: str, path: Path, episodes: int, task: str = TASK) -> dict[str, float]:
    """How a brain walks without noise: m/s over the task's time limit (20 s), or until the finish; share of falls."""
    env = ClamberVectorEnv(task, episodes, seed=0, course_seeds=UNSEEN_SEEDS)
    try:
        if learner == "sb3":
            from benchmarks.sb3_learner import Snapshot

            brain: Any = Snapshot(path, env)
        else:
            brain = brain_for(path, env)
        lived = live_episodes(env, brain, 1, 0)
        limit = env.task.endings.time_limit
        seconds = np.where(lived["success"], lived["length"] * env.dt, limit)
        return {"speed": float((lived["distance"] / seconds).mean()), "falls": float(lived["fell"].mean())}
    finally:
        env.close()


def curve(learner: str, brains: list[tuple[float, int, Path]], arguments: Arguments) -> dict[str, Any]:
    """Evaluates a run's brains: evenly spaced ones, then all before the first of those that walks."""
    told: dict[int, dict[str, float]] = {}

    def tell(index: int) -> bool:
        if index not in told:
            seconds, steps, path = brains[index]
            told[index] = {"seconds": seconds, "steps": steps, **evaluate(learner, path, arguments.episodes)}
        return told[index]["speed"] >= SPEED and told[index]["falls"] < FALLS

    count = min(arguments.evaluations, len(brains))
    spaced = sorted({round(index) for index in np.linspace(0, len(brains) - 1, count)})
    walking = [index for index in spaced if tell(index)]
    first = walking[0] if walking else None
    if first is not None:
        before = max([index for index in spaced if index < first], default=-1)
        first = next(index for index in range(before + 1, first + 1) if tell(index))
    pace = 0.0
    if len(brains) > 1:
        pace = (brains[-1][1] - brains[0][1]) / (brains[-1][0] - brains[0][0])
    return {
        "seconds_to_walk": None if first is None else brains[first][0],
        "steps_to_walk": None if first is None else brains[first][1],
        "steps_per_second": pace,
        "curve": [told[index] for index in sorted(told)],
    }


def draw(results: dict[str, Any], path: Path) -> None:
    """Draws speed without noise over wall-clock time."""
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    figure, axes = plt.subplots(figsize=(7, 3.8), constrained_layout=True)
    for index, (learner, runs) in enumerate(results["learners"].items()):
        for number, run in enumerate(run for run in runs if "failed" not in run):
            points = run["curve"]
            axes.plot(
                [point["seconds"] for point in points], [point["speed"] for point in points], f"C{index}.-",
                label=None if number else NAMES[learner], alpha=0.9,
            )  # fmt: skip
    axes.axhline(SPEED, color="grey", linewidth=0.8)
    axes.set(
        title=f"{TASK}: the brain without noise, {results['machine']}", xlabel="seconds since the command",
        ylabel="m/s over 20 s",
    )  # fmt: skip
    axes.grid(alpha=0.3)
    axes.legend()
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, dpi=110)
    plt.close(figure)


def rows(results: dict[str, Any]) -> list[tuple[str, ...]]:
    """The table: its head, then a row per run."""
    table: list[tuple[str, ...]] = [
        ("learner", "agents", "steps/s", f"{SPEED:g} m/s, under {FALLS:.0%} falls, after", "best", "falls there")
    ]
    for learner, runs in results["learners"].items():
        for run in runs:
            if "failed" in run:
                table.append((NAMES[learner], str(AGENTS[learner]), "", f"failed: {run['failed']}", "", ""))
                continue
            after = run["seconds_to_walk"]
            best = max(run["curve"], key=lambda point: point["speed"], default={"speed": 0.0, "falls": 0.0})
            table.append((
                NAMES[learner], str(AGENTS[learner]), f"{run['steps_per_second']:,.0f}",
                "not reached" if after is None else f"{after:.0f} s, {run['steps_to_walk']:,} steps",
                f"{best['speed']:.2f} m/s", f"{best['falls']:.0%}",
            ))  # fmt: skip
    return table


def show(results: dict[str, Any]) -> None:
    """Prints a line per run."""
    head, *body = rows(results)
    table = Table(title=f"{TASK}, {results['machine']}, {results['seconds']:g} s each")
    for column in head:
        table.add_column(column, justify="left" if column == "learner" else "right")
    for row in body:
        table.add_row(*row)
    Console().print(table)


def page(results: dict[str, Any], figures: str, plot: str) -> str:
    """The table as a page of the docs, with the command that reproduces it; ``figures`` and ``plot`` name files."""
    head, *body = rows(results)
    lines = [
        "# Learners compared",
        "",
        f"{TASK}, {results['machine']}, {results['seconds']:g} s for each run, one after the other, from the command "
        "to the last brain, imports and all. Written by:",
        "",
        f"    {results['command'].strip()}",
        "",
        f"The figures are in [{figures}]({figures}). A brain is judged without noise; {SPEED:g} m/s over 20 s counts "
        "as walking. Each learner has the number of agents that suits it; Stable-Baselines3 has the hyperparameters "
        "of Clamber's file as far as it knows them, ML-Agents those of quadruped_ppo.yaml.",
        "",
        "| " + " | ".join(head) + " |",
        "|---|" + "---:|" * (len(head) - 1),
        *("| " + " | ".join(cell.replace("|", "/") for cell in row) + " |" for row in body),
        "",
        f"![speed over time]({plot})",
        "",
    ]
    return "\n".join(lines)


def learn_all(
    arguments: Arguments, folder: Path, console: Console
) -> list[tuple[str, list[tuple[float, int, Path]] | str]]:
    """Every learner with every seed; of each run its brains, or why there are none."""
    runs: list[tuple[str, list[tuple[float, int, Path]] | str]] = []
    try:
        for seed in range(1, arguments.seeds + 1):
            for learner in arguments.learners:
                own = folder / f"{learner}-{seed}"
                own.mkdir()
                console.print(f"{NAMES[learner]}, seed {seed}: learning for {arguments.seconds:g} s")
                try:
                    runs.append((learner, learn(learner, own, arguments.seconds, seed)))
                except (RuntimeError, OSError) as error:
                    runs.append((learner, str(error)))
                    console.print(str(error), markup=False)
    except KeyboardInterrupt:
        console.print("broken off: what has been learned is evaluated")
    return runs


def refusal(arguments: Arguments) -> str:
    """What is wrong with the arguments, in one line; empty if nothing is: it would only show after hours."""
    learners = list(arguments.learners)
    unknown = [name for name in learners if name not in NAMES or learners.count(name) > 1]
    if unknown or not learners:
        return f"--learners: {' '.join(learners) or 'nothing'} is not allowed; each of {', '.join(NAMES)} at most once"
    if not 0.0 < arguments.seconds < math.inf:
        return f"--seconds: {arguments.seconds:g} is not allowed; more than 0, and an end"
    for name in ("seeds", "episodes", "evaluations"):
        if getattr(arguments, name) < 1:
            return f"--{name}: {getattr(arguments, name)} is not allowed; at least 1"
    return ""


def main() -> None:
    """Reads the command line, and compares."""
    arguments = tyro.cli(Arguments, prog="benchmarks.learners_compared", description=__doc__)
    wrong = refusal(arguments)
    if wrong:
        sys.exit(wrong)
    compare(arguments, "python -m benchmarks.learners_compared " + " ".join(sys.argv[1:]))


def compare(arguments: Arguments, command: str) -> None:
    """Learns, evaluates, prints, writes.

    Args:
        arguments: what is compared, and where its figures go.
        command: that reproduces it, for the page.
    """
    console = Console(stderr=True)
    results: dict[str, Any] = {
        "machine": f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}",
        "command": command,
        "seconds": arguments.seconds, "learners": {},
    }  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        for learner, brains in learn_all(arguments, Path(folder), console):
            told = results["learners"].setdefault(learner, [])
            if isinstance(brains, str):
                told.append({"failed": brains})
                continue
            console.print(f"{NAMES[learner]}: {len(brains)} brains to evaluate")
            try:
                told.append(curve(learner, brains, arguments))
            except Exception as error:  # whatever a learner's brain does, the others' figures are kept
                told.append({"failed": f"{type(error).__name__}: {' '.join(str(error).split())[:300]}"})
            arguments.out.parent.mkdir(parents=True, exist_ok=True)
            write_text(arguments.out, json.dumps(results, indent=2) + "\n")
    if not results["learners"]:
        sys.exit("nothing was learned")
    show(results)
    arguments.out.parent.mkdir(parents=True, exist_ok=True)
    write_text(arguments.out, json.dumps(results, indent=2) + "\n")
    draw(results, arguments.plot)
    plot = os.path.relpath(arguments.plot, arguments.out.parent)
    write_text(arguments.out.with_suffix(".md"), page(results, arguments.out.name, plot))


if __name__ == "__main__":
    main()
