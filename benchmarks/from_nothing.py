"""How soon a creature walks: several seeds from nothing, for a fixed wall-clock time, then looked at without noise."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from clamber.evaluation.brain import brain_metadata

from benchmarks.learners_compared import evaluate

REPOSITORY = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Beginning:
    """A training from nothing.

    Attributes:
        task: that is learned.
        config: of ``trainer_configs``, without ending.
        seconds: of wall-clock time, imports not counted.
    """

    task: str
    config: str
    seconds: float


#: What is asked of the quadruped after one minute, and the dream; what is asked of the humanoid after six.
BEGINNINGS = (
    Beginning("QuadrupedFlat", "quadruped_flat", 30.0),
    Beginning("QuadrupedFlat", "quadruped_flat", 60.0),
    Beginning("Walker", "walker", 360.0),
)


def learn(beginning: Beginning, seeds: int, episodes: int) -> dict[str, Any]:
    """Trains with every seed, one after the other, and evaluates each brain as its .onnx is.

    Args:
        beginning: what is trained.
        seeds: so many, from 1.
        episodes: of each evaluation, on courses that training never saw.

    Returns:
        task, seconds, episodes; ``seeds``, a row for each: seed, steps, speed (m/s over the task's time limit, or until
        the finish), falls (share of episodes); ``speed`` and ``falls``, their medians.
    """
    rows = []
    for seed in range(1, seeds + 1):
        with tempfile.TemporaryDirectory() as folder:
            config = REPOSITORY / "trainer_configs" / f"{beginning.config}.yaml"
            command = [sys.executable, "-m", "clamber.cli", "train", str(config), "--seed", str(seed)]
            command += ["--max-seconds", f"{beginning.seconds:g}", "--results-dir", folder, "--run-id", "run"]
            subprocess.run(command, cwd=REPOSITORY, check=True, capture_output=True)
            (brain,) = (Path(folder) / "run").glob("*.onnx")
            found = evaluate("clamber", brain, episodes, beginning.task)
            rows.append({"seed": seed, "steps": int(brain_metadata(brain)["steps"]), **found})
    return {
        "task": beginning.task, "seconds": beginning.seconds, "episodes": episodes, "seeds": rows,
        "speed": median(row["speed"] for row in rows), "falls": median(row["falls"] for row in rows),
    }  # fmt: skip
