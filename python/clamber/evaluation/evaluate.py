"""``clamber evaluate``: how good a brain is, on courses that training never saw."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from clamber.assets.files import write_text
from clamber.evaluation.brain import Brain
from clamber.evaluation.metrics import GaitMeter, summarise
from clamber.tasks.environment import TRAINING_SEEDS, ClamberVectorEnv

#: Course seeds that training never draws.
UNSEEN_SEEDS = (TRAINING_SEEDS[1], 2 * TRAINING_SEEDS[1])


def evaluate(
    brain_path: Path,
    task: str,
    episodes: int = 500,
    engine: str = "mujoco",
    difficulty: float | None = None,
    seed: int = 0,
    seen: bool = False,
    parameters: dict[str, float] | None = None,
) -> dict[str, Any]:
    """Runs the deterministic brain from randomised starts.

    Each agent lives the same number of episodes, so that short episodes (falls) count no more than long ones.

    Args:
        brain_path: the .onnx.
        task: name or file.
        episodes: how many, at least; rounded up to a whole number per agent.
        engine: "mujoco" or "physx".
        difficulty: of the courses; None: the task's.
        seed: of starts and of the courses' seeds.
        seen: take course seeds that training draws from, instead of unseen ones.
        parameters: environment parameters to set.

    Returns:
        the summary (see ``metrics.summarise``) with what it was measured on.

    Raises:
        ValueError: one line, for anything wrong with the task or brain.
    """
    agents = min(episodes, 128)
    each = -(-episodes // agents)
    seeds = TRAINING_SEEDS if seen else UNSEEN_SEEDS
    env = ClamberVectorEnv(task, agents, engine=engine, seed=seed, difficulty=difficulty, course_seeds=seeds)
    try:
        env.set_parameters(**(parameters or {}))
        finished = _run(env, brain_path, agents, each)
    finally:
        env.close()
    return {
        "brain": brain_path.name, "task": Path(task).stem, "engine": engine, "seed": seed,
        "course_seeds": list(seeds), "difficulty": float(finished["difficulty"].mean()),
        "parameters": parameters or {}, **summarise(finished),
    }  # fmt: skip


def _run(env: ClamberVectorEnv, brain_path: Path, agents: int, each: int) -> dict[str, NDArray[Any]]:
    observations, _ = env.reset()
    sizes = (observations["proprioception"].shape[1], observations["terrain"].shape[1])
    brain = Brain(brain_path, sizes, env.measures.actions)
    meter = GaitMeter(env.body, agents, env.dt)
    lived = np.zeros(agents, dtype=np.int64)
    collected: dict[str, list[NDArray[Any]]] = {}
    # Under every task a time limit ends an episode, so this loop ends.
    with Progress(transient=True, console=Console(stderr=True)) as progress:
        bar = progress.add_task("evaluating", total=agents * each)
        while (lived < each).any():
            actions = brain.act(observations["proprioception"], observations["terrain"])
            observations, _, terminated, truncated, infos = env.step(actions)
            done = terminated | truncated
            meter.add(actions, env.groups[0].engine.state, ~done)
            if done.any():
                ended = np.flatnonzero(done)
                gait = meter.finish(ended)
                counted = lived[ended] < each
                for name, values in infos["episode"].items():
                    collected.setdefault(name, []).append(values[ended][counted])
                for name, values in gait.items():
                    collected.setdefault(name, []).append(values[counted])
                lived[ended] += 1
                progress.update(bar, completed=int(np.minimum(lived, each).sum()))
    return {name: np.concatenate(parts) for name, parts in collected.items()}


def show(summary: dict[str, Any], out: Path | None) -> None:
    """Prints a summary as a table and, with ``out``, writes it there as JSON."""
    table = Table(title=f"{summary['brain']} on {summary['task']}, {summary['engine']}, {summary['episodes']} episodes")
    table.add_column("measure")
    table.add_column("value", justify="right")
    table.add_column("95% interval or spread")
    for name, value in summary.items():
        if isinstance(value, dict) and "share" in value:
            table.add_row(name, f"{value['share']:.1%}", f"{value['low']:.1%} to {value['high']:.1%}")
        elif isinstance(value, dict) and "mean" in value:
            table.add_row(name, f"{value['mean']:.3g}", f"std {value['std']:.3g}")
    Console().print(table)
    if out is not None:
        write_text(out, json.dumps(summary, indent=2) + "\n")
