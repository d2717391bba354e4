"""Stock mlagents-learn with the plugin installed, as a user runs it, against a player of the official classes."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import onnx
import pytest
import yaml

from tests.bridge.players import free_port, launcher
from tests.interrupts import hear_interrupts

HEADLESS = Path(__file__).resolve().parents[2] / "builds" / "headless" / "Clamber"
TRAINERS: dict[str, dict[str, Any]] = {
    "ppo": {"batch_size": 64, "buffer_size": 256, "num_epoch": 2},
    "sac": {"batch_size": 32, "buffer_size": 2000, "buffer_init_steps": 100, "steps_per_update": 40},
}


class Learner:
    """mlagents-learn in a folder of its own."""

    def __init__(self, folder: Path, trainer: str = "ppo", **environment: Any) -> None:
        self.folder = folder
        self.as_module = False
        self.settings = {
            "env_settings": {
                "env_path": str(launcher(folder)),
                "env_args": ["--agents", "8", "--sizes", "6,3", "--episode-length", "12"],
                "base_port": free_port(),
                "timeout_wait": 30,
                **environment,
            },
            "checkpoint_settings": {"results_dir": str(folder / "results")},
            "torch_settings": {"device": "cpu"},
            "behaviors": {
                "Walker": {
                    "trainer_type": trainer,
                    "hyperparameters": TRAINERS[trainer],
                    "network_settings": {"normalize": True, "hidden_units": 16},
                    "max_steps": 400,
                    "time_horizon": 16,
                    "summary_freq": 100,
                    "checkpoint_interval": 10_000,
                }
            },
        }

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        """Starts it, in a process group of its own as a shell would."""
        path = self.folder / "trainer.yaml"
        path.write_text(yaml.safe_dump(self.settings))
        command = [str(Path(sys.executable).with_name("mlagents-learn")), str(path), *arguments]
        if self.as_module:
            command[:1] = [sys.executable, "-m", "mlagents.trainers.learn"]
        environment = {**os.environ, "OMP_NUM_THREADS": "1", "CUDA_VISIBLE_DEVICES": ""}
        return subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            cwd=self.folder,
            env=environment,
            start_new_session=True,
            preexec_fn=hear_interrupts,
        )

    def run(self, *arguments: str, code: int = 0) -> str:
        """Runs it to its end and returns what it printed."""
        process = self.start(*arguments)
        try:
            output, _ = process.communicate(timeout=120)
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
        assert process.returncode == code, output
        return output

    def brain(self, run: str) -> Path:
        """The brain a run ends with."""
        return self.folder / "results" / run / "Walker.onnx"


def check_brain(path: Path) -> None:
    """Checks that a brain is valid, alone and of opset 15."""
    model = onnx.load(path, load_external_data=False)
    onnx.checker.check_model(model, full_check=True)
    assert model.opset_import[0].version == 15
    assert not list(path.parent.rglob("*.data"))


def test_ppo_trains_resumes_and_initialises(tmp_path: Path) -> None:
    learner = Learner(tmp_path)
    output = learner.run("--run-id", "first", "--num-envs", "2")
    assert output.count("Connected to Unity environment") == 2
    assert "clamber leaves" not in output and "Traceback" not in output
    assert re.search(r"Walker\. [\d,]+ steps/s\. \d+ s left\. Distance: 2\.5\.", output)
    check_brain(learner.brain("first"))
    learner.settings["behaviors"]["Walker"]["max_steps"] = 800
    output = learner.run("--run-id", "first", "--resume")
    assert re.search(r"Resuming training from step [4-6]\d\d\.", output)
    assert "Failed to load" not in output
    output = learner.run("--run-id", "second", "--initialize-from", "first")
    assert "Starting training from step 0" in output and "Failed to load" not in output
    check_brain(learner.brain("second"))


def test_sac_trains_and_resumes(tmp_path: Path) -> None:
    learner = Learner(tmp_path, "sac")
    assert "Traceback" not in learner.run("--run-id", "first")
    learner.settings["behaviors"]["Walker"]["max_steps"] = 800
    output = learner.run("--run-id", "first", "--resume")
    assert "Resuming training from step" in output and "Failed to load" not in output
    check_brain(learner.brain("first"))


def test_a_player_that_dies_is_started_again(tmp_path: Path) -> None:
    learner = Learner(tmp_path, restarts_rate_limit_n=-1)
    learner.settings["env_settings"]["env_args"] += ["--die-after", "30"]
    output = learner.run("--run-id", "mortal")
    assert "Restarting worker[0] after 'Environment shut down with return code 3.'" in output
    check_brain(learner.brain("mortal"))


def test_stopping_and_inference(tmp_path: Path) -> None:
    """Ctrl-C leaves a checkpoint and a brain, which then plays without learning."""
    learner = Learner(tmp_path)
    learner.settings["behaviors"]["Walker"].update(max_steps=10_000_000, checkpoint_interval=50)
    brains = tmp_path / "results" / "a" / "Walker"
    left: list[str] = []
    for arguments, said in ((("--run-id", "a"), "Training."), (("--run-id", "a", "--resume", "--inference"), "Not Tr")):
        process = learner.start(*arguments)
        assert process.stdout is not None
        try:
            for line in process.stdout:
                if "Mean Reward" in line and said in line:
                    break
            os.killpg(process.pid, signal.SIGINT)
            process.communicate(timeout=60)
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
        check_brain(learner.brain("a"))
        assert (brains / "checkpoint.pt").exists()
        found = sorted(path.name for path in brains.glob("*.onnx"))
        assert left in ([], found)  # playing neither adds checkpoints nor takes any away
        left = found
        assert left


def test_a_killed_environment_process_does_not_hang_the_learner(tmp_path: Path) -> None:
    learner = Learner(tmp_path)
    learner.settings["behaviors"]["Walker"]["max_steps"] = 10_000_000
    process = learner.start("--run-id", "killed")
    assert process.stdout is not None
    try:
        for line in process.stdout:
            if "Mean Reward" in line:
                break
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
        if not children.exists():
            pytest.skip("this system does not list a process's children")
        worker = int(children.read_text().split()[0])
        os.kill(worker, signal.SIGKILL)
        restarted = False
        for line in process.stdout:
            restarted = restarted or "Restarting worker[0] after 'the environment's process was killed'" in line
            if restarted and "Mean Reward" in line:
                break
        else:
            pytest.fail("the learner ended")
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


@pytest.mark.parametrize("wrong", ["no player", "port in use"])
def test_what_a_person_can_mend_is_one_line(wrong: str, tmp_path: Path) -> None:
    learner = Learner(tmp_path)
    learner.as_module = wrong == "port in use"
    environment = learner.settings["env_settings"]
    with socket.socket() as other:
        if wrong == "no player":
            environment["env_path"] = str(tmp_path / "Nobody")
            said = f"{tmp_path}/trainer.yaml: env_settings.env_path: '{tmp_path}/Nobody' is not allowed"
        else:
            other.bind(("localhost", 0))
            other.listen()
            environment["base_port"] = other.getsockname()[1]
            said = f"Port {environment['base_port']} is in use"
        output = learner.run("--run-id", "none", code=1)
    assert "Traceback" not in output
    assert output.splitlines()[-1].startswith(f"[ERROR] {said}")


@pytest.mark.parametrize("log", ["", "elsewhere.log"])
def test_why_the_headless_player_left_is_told(log: str, tmp_path: Path) -> None:
    """After the handshake, too, and wherever its log goes; stock takes it for a player that somebody closed."""
    arguments = ["--task", "QuadrupedFlat", "--agents", "8", *(["-logFile", str(tmp_path / log)] if log else [])]
    learner = Learner(tmp_path, env_path=str(HEADLESS), env_args=arguments)
    learner.settings["environment_parameters"] = {"difficulty": 5.0}
    output = learner.run("--run-id", "left", code=1)
    assert "Traceback" not in output
    last = output.splitlines()[-1]
    assert re.search("The player says: .*environment parameter difficulty: 5 is not allowed; 0 to 1", last)
    assert str(tmp_path / (log or "results/left/run_logs/Player-0.log")) in last
