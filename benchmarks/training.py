"""Whole training runs: agent-steps per second with simulation, bridge and learning together."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import yaml
from clamber.learning.arguments import TrainArguments
from clamber.learning.collector import Collector
from clamber.learning.configuration import read_configuration
from clamber.learning.results import RunFolder
from clamber.learning.train import Training
from clamber.physics.mujoco_engine import MujocoEngine

REPOSITORY = Path(__file__).resolve().parent.parent
#: A player that computes nothing, and what its agents sense and do.
NOTHING, BEHAVIOR, OBSERVATIONS, ACTIONS = "nothing", "Bench", 132, 12
#: Agents each trainer is given: stock costs as much per agent, however many there are.
AGENTS = {"ppo": 64, "clamber": 512}
_SUMMARY = re.compile(r"Step: (\d+)\. Time Elapsed: ([\d.]+) s")


def through_mlagents(trainer: str, physics: str, steps: int) -> dict[str, Any]:
    """Runs ``mlagents-learn`` on a player and reads its pace off its summaries.

    The first summary is left out: it holds start-up. The summaries are some updates apart.

    Args:
        trainer: "ppo", ML-Agents' own, or "clamber".
        physics: a task, or "nothing" for a player that computes nothing, so that only bridge and learner are measured.
        steps: agent-steps.
    """
    own = trainer == "clamber"
    settings = yaml.safe_load(
        (REPOSITORY / "trainer_configs" / ("quadruped_flat.yaml" if own else "quadruped_ppo.yaml")).read_text()
    )
    (entry,) = settings["behaviors"].values()
    agents = AGENTS[trainer]
    entry |= {"max_steps": steps, "checkpoint_interval": 10**9}
    entry["summary_freq"] = steps // 6 if own else entry["hyperparameters"]["buffer_size"]
    settings["behaviors"] = {BEHAVIOR if physics == NOTHING else physics: entry}
    settings.pop("environment_parameters", None)
    with tempfile.TemporaryDirectory() as folder:
        if physics == NOTHING:
            entry["hyperparameters"].pop("symmetry", None)
            launcher = Path(folder) / "nothing"
            program = shlex.join([sys.executable, str(REPOSITORY / "benchmarks" / "bridge.py"), "--launched"])
            launcher.write_text(f"#!/bin/sh\nexec {program} {agents} {OBSERVATIONS} {ACTIONS} \"$@\"\n")
            launcher.chmod(0o755)
            settings["env_settings"] = {"env_path": str(launcher), "timeout_wait": 120}
        else:
            settings["env_settings"]["env_args"] = ["--task", physics, "--agents", str(agents)]
        path = Path(folder) / "config.yaml"
        path.write_text(yaml.safe_dump(settings))
        program = str(Path(sys.executable).with_name("mlagents-learn"))
        command = [program, str(path), "--results-dir", folder, "--run-id", "run", "--base-port", "5855"]
        done = subprocess.run(command, capture_output=True, text=True, cwd=REPOSITORY, check=True)
    summaries = [(int(step), float(seconds)) for step, seconds in _SUMMARY.findall(done.stdout + done.stderr)]
    if len(summaries) < 2:
        raise RuntimeError(f"mlagents-learn gave {len(summaries)} summaries; at least 2 are needed to tell a pace")
    (first_step, first_time), (last_step, last_time) = summaries[0], summaries[-1]
    return {
        "trainer": trainer, "physics": physics, "agents": agents, "steps": last_step - first_step,
        "agent_steps_per_second": (last_step - first_step) / (last_time - first_time),
    }  # fmt: skip


def in_process(config: str = "quadruped_flat", rollouts: int = 60, warm_up: int = 10) -> dict[str, Any]:
    """Learns in this process, and says what share of the time the cores spent on raw physics.

    Returns:
        ``ratio``: seconds in mujoco.rollout, one thread each, over the threads' seconds; agent-steps per second;
        processor time per agent-step, all threads together.
    """
    with tempfile.TemporaryDirectory() as folder:
        told = TrainArguments(REPOSITORY / "trainer_configs" / f"{config}.yaml", seed=1, results_dir=Path(folder))
        configuration = read_configuration(told.config)
        run = RunFolder(Path(folder), "run", configuration.trainer.behavior)
        with Training(configuration, run, told) as training:
            training.begin()
            for _ in range(warm_up):
                training.rollout()
            timed = []
            assert isinstance(training.collector, Collector)
            for group in training.collector.groups:
                engine = group.environment.engine
                assert isinstance(engine, MujocoEngine)
                timed.append(TimedRollout(engine._rollout))
                engine._rollout = timed[-1]  # type: ignore[assignment]
            wall, processor = time.perf_counter(), time.process_time()
            for _ in range(rollouts):
                training.rollout()
            wall, processor = time.perf_counter() - wall, time.process_time() - processor
            steps = rollouts * training.learner.horizon * training.learner.agents
    return {
        "config": config, "steps": steps, "agent_steps_per_second": steps / wall,
        "ratio": sum(one.seconds for one in timed) / len(timed) / wall,
        "processor_microseconds_per_step": 1e6 * processor / steps,
    }  # fmt: skip


class TimedRollout:
    """Stands in front of an engine's mujoco.rollout.Rollout and adds up the time spent in it."""

    def __init__(self, rollout: Any) -> None:
        self._rollout = rollout
        self.seconds = 0.0

    def rollout(self, *arguments: Any, **settings: Any) -> Any:
        """As Rollout.rollout."""
        begin = time.perf_counter()
        answer = self._rollout.rollout(*arguments, **settings)
        self.seconds += time.perf_counter() - begin
        return answer

    def close(self) -> None:
        """As Rollout.close."""
        self._rollout.close()


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
