"""Whole training runs: agent-steps per second with simulation, bridge and learning together."""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import yaml

REPOSITORY = Path(__file__).resolve().parent.parent
_SUMMARY = re.compile(r"Step: (\d+)\. Time Elapsed: ([\d.]+) s")


def stock_ppo(config: str = "quadruped_ppo", steps: int = 80_000) -> dict[str, Any]:
    """Runs ``mlagents-learn`` with its own PPO on the headless player and reads its pace off its summaries.

    The first summary is left out: it holds start-up. The summaries are a buffer apart, so each holds one update.
    """
    settings = yaml.safe_load((REPOSITORY / "trainer_configs" / f"{config}.yaml").read_text())
    (trainer,) = settings["behaviors"].values()
    trainer["max_steps"] = steps
    trainer["summary_freq"] = trainer["hyperparameters"]["buffer_size"]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "config.yaml"
        path.write_text(yaml.safe_dump(settings))
        command = [str(Path(sys.executable).with_name("mlagents-learn")), str(path), "--results-dir", folder]
        done = subprocess.run(command, capture_output=True, text=True, cwd=REPOSITORY, check=True)
    summaries = [(int(step), float(seconds)) for step, seconds in _SUMMARY.findall(done.stdout + done.stderr)]
    if len(summaries) < 2:
        raise RuntimeError(f"mlagents-learn gave {len(summaries)} summaries; at least 2 are needed to tell a pace")
    (first_step, first_time), (last_step, last_time) = summaries[0], summaries[-1]
    return {
        "config": config, "trainer": "ppo (mlagents)", "steps": last_step - first_step,
        "agent_steps_per_second": (last_step - first_step) / (last_time - first_time),
    }  # fmt: skip
