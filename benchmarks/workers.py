"""Training with many processes: what a sample costs in simulation, on its way and in learning, by number of workers.

    python -m benchmarks.workers

Every set-up learns the same task with the same agents for a few rollouts: on two threads of one process, with 1, 2, 3
and 4 workers, and on two threads again, which shows how far the machine itself was disturbed meanwhile. Costs are
processor time, which hardly depends on who else is at work; paces are wall-clock time and do. Writes
docs/distributed.json, the tables of docs/distributed.md and docs/images/distributed.png.
"""

from __future__ import annotations

import json
import os
import pickle
import platform
import statistics
import tempfile
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import tyro
from clamber.assets.files import write_text
from clamber.learning.arguments import TrainArguments
from clamber.learning.configuration import read_configuration
from clamber.learning.distributed import DistributedCollector
from clamber.learning.results import RunFolder
from clamber.learning.train import Training
from clamber.studies.report import filled_in
from rich.console import Console

from benchmarks import cluster_plan

REPOSITORY = Path(__file__).resolve().parent.parent
RESULTS, PAGE = REPOSITORY / "docs" / "distributed.json", REPOSITORY / "docs" / "distributed.md"
PICTURE = REPOSITORY / "docs" / "images" / "distributed.png"
CONFIG, AGENTS, THREADS = "quadruped", 512, 2
WARM_UP, ROLLOUTS = 1, 4


@dataclass(frozen=True)
class Arguments:
    """Measures what training with workers costs, and plans from it."""

    only_plan: bool = False
    """Measure nothing: tables and picture anew from docs/distributed.json."""


def measure(workers: int) -> dict[str, Any]:
    """Learns for some rollouts.

    Args:
        workers: processes; 0: ``THREADS`` threads of this process.

    Returns:
        Medians over rollouts: ``collect_seconds`` and ``update_seconds`` by the clock; microseconds of processor time
        per sample, ``simulate_microseconds`` in the workers (with threads, in this process), ``take_microseconds`` in
        the learner while it sends weights and takes rollouts, ``update_microseconds``; the steps that a second of all
        that processor time makes, ``agent_steps_per_processor_second``. With workers, bytes: see ``_messages``.
    """
    with tempfile.TemporaryDirectory() as folder:
        told = TrainArguments(
            REPOSITORY / "trainer_configs" / f"{CONFIG}.yaml", seed=1, results_dir=Path(folder), threads=THREADS,
            workers=workers,
        )  # fmt: skip
        configuration = read_configuration(told.config)
        configuration = replace(configuration, environment=replace(configuration.environment, agents=AGENTS, seed=1))
        began = time.perf_counter()
        with Training(configuration, RunFolder(Path(folder), "run", configuration.trainer.behavior), told) as training:
            training.begin()
            start = time.perf_counter() - began
            rows = [_rollout(training) for _ in range(WARM_UP + ROLLOUTS)][WARM_UP:]
            samples = training.learner.horizon * AGENTS
            messages = _messages(training.collector) if isinstance(training.collector, DistributedCollector) else {}
    middle = {name: statistics.median(row[name] for row in rows) for name in rows[0]}
    costs_of_sample = {
        name: 1e6 * middle[f"{name}_processor_seconds"] / samples for name in ("simulate", "take", "update")
    }
    return {
        "workers": workers, "threads": 0 if workers else THREADS, "agents": AGENTS, "samples_per_rollout": samples,
        "seconds_to_start": round(start, 2),
        "agent_steps_per_second": round(samples / (middle["collect_seconds"] + middle["update_seconds"])),
        "collect_seconds": round(middle["collect_seconds"], 4),
        "update_seconds": round(middle["update_seconds"], 4),
        "agent_steps_per_processor_second": round(1e6 / sum(costs_of_sample.values())),
        **{f"{name}_microseconds": round(cost, 2) for name, cost in costs_of_sample.items()},
        **messages,
    }  # fmt: skip


def _rollout(training: Training) -> dict[str, float]:
    """One rollout and what is learned from it: seconds by the clock and of processor time."""
    learner, collector = training.learner, training.collector
    elsewhere, clock, processor = _processor_seconds(collector), time.perf_counter(), time.process_time()
    cut = collector.collect()
    clock, processor = time.perf_counter() - clock, time.process_time() - processor
    elsewhere = _processor_seconds(collector) - elsewhere
    apart = isinstance(collector, DistributedCollector)
    update_clock, update_processor = time.perf_counter(), time.process_time()
    learner.update(collector.last(), cut.observations, cut.time, cut.agent, 0.0)
    return {
        "collect_seconds": clock,
        "simulate_processor_seconds": elsewhere if apart else processor,
        "take_processor_seconds": processor if apart else 0.0,
        "update_seconds": time.perf_counter() - update_clock,
        "update_processor_seconds": time.process_time() - update_processor,
    }


def _processor_seconds(collector: Any) -> float:
    """Processor time of all workers so far, all their threads."""
    if not isinstance(collector, DistributedCollector):
        return 0.0
    asked = [worker.__ray_call__.remote(lambda _: time.process_time()) for worker in collector._workers]
    return float(sum(collector._ray.get(asked)))


def _messages(collector: DistributedCollector) -> dict[str, int]:
    """Bytes on the way in a rollout, pickled as Ray does.

    Returns:
        ``weights_bytes``: to every worker (a machine's workers share one copy); ``rollout_bytes_per_sample``: back;
        ``state_bytes_per_agent``: back with it, once a rollout, for the case that the worker is lost;
        ``gradient_bytes``: of one gradient of all networks.
    """
    learner, rollout = collector.learner, collector._rollouts[0]
    agents = collector._made_of[0].agents
    without = len(pickle.dumps(replace(rollout, state=None), protocol=5))
    weights = {name: value.detach().clone() for name, value in learner.actor.state_dict().items()}
    return {
        "weights_bytes": len(pickle.dumps(weights, protocol=5)),
        "rollout_bytes_per_sample": round(without / (agents * learner.horizon)),
        "state_bytes_per_agent": round((len(pickle.dumps(rollout, protocol=5)) - without) / agents),
        "gradient_bytes": 4 * sum(part.numel() for net in (learner.actor, learner.critic) for part in net.parameters()),
    }


def run() -> dict[str, Any]:
    """Measures all set-ups, one after another.

    Returns:
        ``rows``: of ``measure``; ``costs``: what the plan is made from, see ``cluster_plan.Costs``.
    """
    rows = []
    for workers in (0, 1, 2, 3, 4, 0):
        with Console(stderr=True).status(f"{workers} workers" if workers else f"{THREADS} threads"):
            rows.append(measure(workers))
    return {
        "machine": f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}",
        "conditions": "one run; where others were at work, only its ratios and its processor time say something",
        "load_average_of_the_last_minute": round(os.getloadavg()[0], 1) if hasattr(os, "getloadavg") else None,
        "config": f"trainer_configs/{CONFIG}.yaml",
        "rows": rows,
        "costs": costs(rows),
    }


def costs(rows: list[dict[str, Any]]) -> dict[str, float]:
    """What the plan needs: medians over the set-ups with workers, and what each further worker costs the learner."""
    apart = [row for row in rows if row["workers"]]
    samples = apart[0]["samples_per_rollout"]
    horizon = samples // apart[0]["agents"]
    taken = [1e-6 * row["take_microseconds"] * samples for row in apart]
    slope, once = np.polyfit([row["workers"] for row in apart], taken, 1)
    middle = {
        name: statistics.median(row[name] for row in apart)
        for name in (
            "simulate_microseconds", "update_microseconds", "weights_bytes", "rollout_bytes_per_sample",
            "state_bytes_per_agent", "gradient_bytes",
        )
    }  # fmt: skip
    return {
        "horizon": horizon,
        "simulate_seconds_per_sample": 1e-6 * middle["simulate_microseconds"],
        "take_seconds_per_sample": max(float(once), 0.0) / samples,
        "take_seconds_per_worker": max(float(slope), 0.0),
        "update_seconds_per_sample": 1e-6 * middle["update_microseconds"],
        "weights_bytes": middle["weights_bytes"],
        "bytes_per_sample": middle["rollout_bytes_per_sample"] + middle["state_bytes_per_agent"] / horizon,
        "gradient_bytes": middle["gradient_bytes"],
    }


def measured_table(results: dict[str, Any]) -> str:
    """What was measured, as a table for docs/distributed.md."""
    lines = [
        "| | agent-steps/s | of `--threads` | lives, s | learns, s | agent-steps per second of processor time "
        "| of it per sample, µs: lives | is taken | is learned from |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    rows = results["rows"]
    threads = statistics.mean(row["agent_steps_per_second"] for row in rows if not row["workers"])
    for row in rows:
        name = f"--workers {row['workers']}" if row["workers"] else f"--threads {row['threads']}"
        lines.append(
            f"| `{name}` | {row['agent_steps_per_second']:,} | {row['agent_steps_per_second'] / threads:.2f} "
            f"| {row['collect_seconds']:.2f} | {row['update_seconds']:.2f} "
            f"| {row['agent_steps_per_processor_second']:,} | {row['simulate_microseconds']:.0f} "
            f"| {row['take_microseconds']:.1f} | {row['update_microseconds']:.0f} |"
        )
    row = next(row for row in rows if row["workers"])
    return (
        "\n".join(lines) + f"\n\nA rollout is {row['samples_per_rollout']:,} samples of {row['agents']} agents "
        f"(`{results['config']}`). To every worker go {row['weights_bytes'] / 1000:,.0f} kB of weights a rollout, "
        f"a machine's workers sharing one copy; back come {row['rollout_bytes_per_sample']:,} bytes a sample, and "
        f"{row['state_bytes_per_agent']:,} bytes of state an agent. Measured on {results['machine']}, load average "
        f"{results['load_average_of_the_last_minute']}.\n"
    )


def main() -> None:
    """Measures, plans, writes."""
    arguments = tyro.cli(Arguments, prog="benchmarks.workers")
    if not arguments.only_plan:
        write_text(RESULTS, json.dumps(run(), indent=2) + "\n")
    results = json.loads(RESULTS.read_text())
    measured = cluster_plan.Costs(**results["costs"])
    blocks = {"measured": measured_table(results), "plan": cluster_plan.told(measured)}
    write_text(PAGE, filled_in(PAGE.read_text(encoding="utf-8"), blocks))
    cluster_plan.draw(measured, PICTURE)
    print(blocks["measured"], blocks["plan"], sep="\n")


if __name__ == "__main__":
    main()
