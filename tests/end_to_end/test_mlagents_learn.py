"""Stock mlagents-learn on the headless player, each run a process of its own as a trainer would start it."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

from tests.interrupts import hear_interrupts

LEARN = Path(sys.executable).with_name("mlagents-learn")


@dataclass
class Run:
    """A run of mlagents-learn and the file that holds what it prints."""

    process: subprocess.Popen[bytes]
    said: Path

    def ended(self) -> str:
        """Waits for the run to end well; returns what it printed. One that does not end tells where it hangs."""
        try:
            status = self.process.wait(timeout=150)
        except subprocess.TimeoutExpired:
            self.process.send_signal(signal.SIGABRT)
            status = self.process.wait()
        assert status == 0, self.said.read_text()
        return self.said.read_text()


Learn = Callable[..., Run]


def configuration(behavior: str, trainer: str, steps: int, player: str, *arguments: str, **more: Any) -> dict[str, Any]:
    """A trainer configuration with a tiny network, of a few hundred steps."""
    hyperparameters: dict[str, Any] = {"batch_size": 128, "buffer_size": 256, "learning_rate": 3.0e-4}
    if trainer == "ppo":
        hyperparameters["num_epoch"] = 1
    else:
        hyperparameters |= {"buffer_init_steps": 100, "steps_per_update": 20.0}
    return {
        "behaviors": {
            behavior: {
                "trainer_type": trainer,
                "hyperparameters": hyperparameters,
                "network_settings": {"normalize": True, "hidden_units": 16, "num_layers": 1},
                "max_steps": steps,
                "time_horizon": 16,
                "summary_freq": 200,
                "checkpoint_interval": 400,
            }
        },
        "env_settings": {"env_path": player, "env_args": list(arguments), "timeout_wait": 60},
        "engine_settings": {"no_graphics": True},
        **more,
    }


@pytest.fixture
def learn(tmp_path: Path, port: int) -> Iterator[Learn]:
    """Starts mlagents-learn in a folder of its own; what still runs at the end is stopped."""
    runs: list[Run] = []

    def start(settings: dict[str, Any], *flags: str) -> Run:
        path = tmp_path / f"configuration{len(runs)}.yaml"
        path.write_text(yaml.safe_dump(settings))
        said = tmp_path / f"said{len(runs)}"
        with said.open("wb") as out:
            process = subprocess.Popen(
                [str(LEARN), str(path), "--base-port", str(port), "--torch-device", "cpu", *flags],
                cwd=tmp_path, stdout=out, stderr=subprocess.STDOUT, start_new_session=True,
                preexec_fn=hear_interrupts, env={**os.environ, "OMP_NUM_THREADS": "1", "PYTHONFAULTHANDLER": "1"},
            )  # fmt: skip
        runs.append(Run(process, said))
        return runs[-1]

    yield start
    for run in runs:
        # With its worker and its player, which would hold the port.
        with suppress(ProcessLookupError):
            os.killpg(run.process.pid, signal.SIGKILL)
        run.process.wait()


def wait_for(path: Path, text: str, times: int = 1) -> str:
    """Waits until a file holds a text so many times; returns all of it."""
    deadline = time.monotonic() + 90
    while time.monotonic() < deadline:
        found = path.read_text() if path.is_file() else ""
        if found.count(text) >= times:
            return found
        time.sleep(0.05)
    raise AssertionError(f"{path} never held {text!r} {times} times")


def scalars(folder: Path) -> dict[str, list[float]]:
    """What TensorBoard shows of a behavior."""
    events = EventAccumulator(str(folder))
    events.Reload()
    return {tag: [event.value for event in events.Scalars(tag)] for tag in events.Tags()["scalars"]}


def test_ppo_trains_resumes_starts_from_another_and_infers(
    learn: Learn, launcher: str, short_task: str, tmp_path: Path
) -> None:
    def settings(steps: int) -> dict[str, Any]:
        return configuration(
            "QuadrupedFlat", "ppo", steps, launcher, "--task", short_task, "--agents", "6", "--threads", "1",
            environment_parameters={
                "friction": {"sampler_type": "uniform", "sampler_parameters": {"min_value": 0.8, "max_value": 1.2}},
                "mass_scale": 1.1,
            },
        )  # fmt: skip

    learn(settings(600), "--run-id", "first").ended()
    first = tmp_path / "results" / "first"
    assert (first / "QuadrupedFlat.onnx").is_file() and (first / "QuadrupedFlat" / "checkpoint.pt").is_file()
    shown = scalars(first / "QuadrupedFlat")
    for name in ("distance", "success", "fell", "speed", "energy_per_metre"):
        assert shown[f"Episode/{name}"], name
    log = (first / "run_logs" / "Player-0.log").read_text()
    assert f"task {short_task}, 6 agents" in log and "time scale 20" in log and "the learner has closed" in log
    assert "friction: uniform 0.8 1.2" in log and "mass_scale: constant 1.1" in log

    said = learn(settings(1000), "--run-id", "first", "--resume").ended()
    assert "Resuming training from step 6" in said
    assert "Step: 1000." in said and "Step: 400." not in said

    said = learn(settings(200), "--run-id", "second", "--initialize-from", "first").ended()
    assert "Initializing from" in said and (tmp_path / "results" / "second" / "QuadrupedFlat.onnx").is_file()

    # Inference goes on until it is stopped, as a person would with Ctrl-C.
    run = learn(settings(1000), "--run-id", "first", "--resume", "--inference")
    wait_for(run.said, "Not Training.", 2)
    run.process.send_signal(signal.SIGINT)
    run.ended()
    log = wait_for(first / "run_logs" / "Player-0.log", "the learner has closed", 3)
    assert "error" not in log


def test_sac_with_two_workers_and_lessons(learn: Learn, counting_launcher: str, tmp_path: Path) -> None:
    lessons = [
        {
            "name": "Easy",
            "completion_criteria": {
                "measure": "progress", "behavior": "Counting", "min_lesson_length": 1, "threshold": 0.2,
            },
            "value": 0.125,
        },
        {"name": "Hard", "value": 0.875},
    ]  # fmt: skip
    settings = configuration(
        "Counting", "sac", 900, counting_launcher, "--agents", "4",
        environment_parameters={"difficulty": {"curriculum": lessons}},
    )  # fmt: skip
    settings["env_settings"] |= {"num_envs": 2, "num_areas": 2, "seed": 40}
    said = learn(settings, "--run-id", "pair").ended()
    assert "Step: 800" in said
    folder = tmp_path / "results" / "pair"
    assert (folder / "Counting.onnx").is_file()
    for worker in range(2):
        log = (folder / "run_logs" / f"Player-{worker}.log").read_text()
        assert f"8 agents of Counting (sensor 0 5, sensor 1 3; 2 actions), seed {40 + worker}" in log
        assert re.search("difficulty: constant 0.125.*difficulty: constant 0.875.*has closed", log, re.DOTALL)
    # Agent i's episodes last 7 + i steps.
    assert 7.0 <= scalars(folder / "Counting")["Episode/distance"][-1] <= 14.0


def test_a_killed_player_is_restarted_and_training_goes_on(
    learn: Learn, counting_launcher: str, tmp_path: Path
) -> None:
    run = learn(configuration("Counting", "ppo", 5000, counting_launcher, "--agents", "4"), "--run-id", "killed")
    log = tmp_path / "results" / "killed" / "run_logs" / "Player-0.log"
    victim = int(re.search(r"process (\d+)", wait_for(log, "agents of Counting"))[1])  # type: ignore[index]
    wait_for(run.said, "Step: 1000")
    os.kill(victim, signal.SIGKILL)
    said = run.ended()
    assert said.count("Restarting worker[0]") == 1
    assert "Step: 5000" in said
    assert log.read_text().count("agents of Counting") == 2
    assert log.read_text().count("the learner has closed") == 1


def test_told_to_end_it_leaves_a_checkpoint_and_no_process(
    learn: Learn, counting_launcher: str, port: int, tmp_path: Path
) -> None:
    run = learn(configuration("Counting", "ppo", 1_000_000, counting_launcher, "--agents", "4"), "--run-id", "told")
    wait_for(run.said, "Step: ")
    run.process.terminate()
    run.process.wait(timeout=60)
    results = tmp_path / "results" / "told"
    assert (results / "Counting" / "checkpoint.pt").is_file() and (results / "Counting.onnx").is_file()
    assert "the learner has closed" in wait_for(results / "run_logs" / "Player-0.log", "the learner has closed")
    # Nobody listens; to bind would ask more: a connection that the learner closed first is in TIME_WAIT for a minute.
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("localhost", port))
