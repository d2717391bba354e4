"""What a person gets wrong in starting mlagents-learn is told in one line: what and where."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from clamber.bridge.plugin import mistakes
from clamber.bridge.plugin.mistakes import one_line
from mlagents.trainers.exception import TrainerConfigError, UnityTrainerException
from mlagents.trainers.settings import RunOptions
from mlagents_envs.exception import UnityWorkerInUseException

Read = Callable[..., RunOptions]


def written(folder: Path, **changes: Any) -> Path:
    """A configuration file; ``changes`` replace entries of its one behavior."""
    behavior = {"trainer_type": "clamber", "hyperparameters": {"num_epoch": 3}, "max_steps": 1000, **changes}
    path = folder / "trainer.yaml"
    settings = {"checkpoint_settings": {"run_id": "mine", "results_dir": str(folder / "results")}}
    path.write_text(yaml.safe_dump({"behaviors": {"Walker": behavior}, **settings}))
    return path


@pytest.mark.parametrize(
    ("arguments", "changes", "said"),
    [
        (["nope.yaml"], {}, "nope.yaml: No such file or directory"),
        (["trainer.yaml"], {"max_step": 5}, "trainer.yaml: behaviors.Walker.max_step: The option max_step was"),
        (
            ["trainer.yaml"],
            {"hyperparameters": {"epsilon": 7}},
            "trainer.yaml: behaviors.Walker.hyperparameters.epsilon: 7 is not allowed; a number from 0.01 to",
        ),
        (["trainer.yaml", "--run-id", "old"], {}, "{results}/old: Previous data from this run ID was found."),
        (["trainer.yaml", "--initialize-from", "odl"], {}, "{results}/mine: Could not initialize from {results}/odl."),
    ],
    ids=["no file", "misspelt key", "wrong value", "run again", "initialize from nothing"],
)
def test_mlagents_learn_ends_with_one_line(
    arguments: list[str], changes: dict[str, Any], said: str, tmp_path: Path
) -> None:
    """As a user runs it: no traceback, the mistake last, and no folder that would be in the way next time."""
    written(tmp_path, **changes)
    results = tmp_path / "results"
    (results / "old").mkdir(parents=True)
    done = subprocess.run(
        [str(Path(sys.executable).with_name("mlagents-learn")), *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        cwd=tmp_path,
        env={**os.environ, "OMP_NUM_THREADS": "1", "CUDA_VISIBLE_DEVICES": ""},
        timeout=120,
    )
    assert done.returncode == 1, done.stdout
    assert "Traceback" not in done.stdout
    assert done.stdout.splitlines()[-1].startswith(f"[ERROR] {said.format(results=results)}")
    assert [path.name for path in results.iterdir()] == ["old"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", ": None is not allowed; a mapping"),
        (b"- 1\n", ": [1] is not allowed; a mapping"),
        (b"behaviors: {", ": not YAML: while parsing a flow"),
        (b"behaviors:\n\t- 1\n", ": not YAML: while scanning for the next token"),
        (b"\xff\xfe\x00", ": not YAML: 'utf-8' codec can't decode"),
        (b"behavors: {}\n", ": behavors: there is no such setting; there are default_settings, behaviors"),
        (b"behaviors:\n", ": behaviors: None is not allowed"),
        (b"behaviors: {Walker: {max_steps: many}}", ": behaviors.Walker.max_steps: 'many' is not allowed"),
        (b"behaviors: {Walker: {trainer_type: ppp}}", ": behaviors.Walker.trainer_type: Invalid trainer type ppp"),
        (
            b"behaviors: {A: {trainer_type: sac, hyperparameters: {tau: 0.1, tua: 0.1}}, B: {trainer_type: ppo}}",
            ": behaviors.A.hyperparameters.tua: The option tua was specified",
        ),
        (
            b"behaviors: {Walker: {network_settings: {hiden_units: 5}}}",  # which stock passes over
            ": behaviors.Walker.network_settings.hiden_units: The option hiden_units was specified",
        ),
        (
            b"behaviors: {Walker: {network_settings: {vis_encode_type: cnn}}}",
            ": behaviors.Walker.network_settings.vis_encode_type: 'cnn' is not allowed ('cnn' is not a valid Enc",
        ),
        (
            b"behaviors: {Walker: {reward_signals: {gail: {strength: 1.0}}}}",
            ": behaviors.Walker.reward_signals.gail: GAILSettings.__init__() missing 1 required",
        ),
        (
            b"behaviors: {Walker: {max_step: 5, summary_frq: 6}}",  # of two, one after the other
            ": behaviors.Walker.max_step: The option max_step was specified",
        ),
        (b"env_settings: {base_port: x}", ": env_settings.base_port: 'x' is not allowed"),
        (b"env_settings: {env_path: builds/none}", ": env_settings.env_path: 'builds/none' is not allowed; there is"),
        (b"env_settings: {env_args: --task Quadruped}", ": env_settings.env_args: '--task Quadruped' is not allowed"),
        (b"env_settings: {seed: -5}", ": env_settings.seed: -5 is not allowed; from -1 to 2147483647"),
        (b"env_settings: {seed: 8589934592}", ": env_settings.seed: 8589934592 is not allowed; from -1 to"),
        (b"env_settings: {num_envs: 0}", ": env_settings.num_envs: 0 is not allowed; from 1 to"),
        (b"env_settings: {num_areas: 1000000000000}", ": env_settings.num_areas: 1000000000000 is not allowed;"),
        (b"env_settings: {base_port: 70000}", ": env_settings.base_port: 70000 is not allowed; from 1 to 65535"),
        (
            b"environment_parameters: {difficulty: {curriculum: []}}",
            ": environment_parameters.difficulty.curriculum: [] is not allowed; at least one lesson",
        ),
        (
            b"behaviors: {Walker: {trainer_type: clamber, behavioral_cloning: {demo_path: x}}}",
            ": behaviors.Walker.behavioral_cloning: not allowed with trainer_type clamber",
        ),
        (b"torch_settings: {device: gpu}", ": torch_settings.device: 'gpu' is not allowed ("),
        (b"torch_settings: {devise: cpu}", ": torch_settings.devise: The option devise was"),
        (
            b"environment_parameters: {difficulty: {sampler_type: unifrm, sampler_parameters: {}}}",
            ": environment_parameters.difficulty: 'unifrm' is not a valid",
        ),
        (
            b"default_settings: {trainer_type: ppo}\nbehaviors: {Walker: {framework: x, max_step: 1}}",
            ": behaviors.Walker.max_step: The option max_step was",
        ),
    ],
)
def test_file_and_field_are_told(content: bytes, said: str, read: Read, tmp_path: Path) -> None:
    """Whatever is wrong in a file, the line begins with where."""
    path = tmp_path / "trainer.yaml"
    path.write_bytes(content)
    with pytest.raises(TrainerConfigError) as caught:
        read(path, "--results-dir", tmp_path / "results")
    assert str(caught.value).startswith(f"{path}{said}")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--resume"], "results/mine: Previous data from this run ID was not found."),
        (["--run-id", "new", "--initialize-from", "old"], "results/old/Walker/checkpoint.pt. file does not exist"),
        (["--env", "builds/none"], "--env: 'builds/none' is not allowed; there is no player"),
        (["--torch-device", "gpu"], "--torch-device: 'gpu' is not allowed ("),
        (["--num-envs", "0"], "--num-envs: 0 is not allowed; from 1 to 65535"),
        (["--seed", "-7"], "--seed: -7 is not allowed; from -1 to 2147483647"),
        (["--results-dir", __file__], f"--results-dir: {Path(__file__).parent}"),
        (["--num-envs", "2"], "command line: num_envs must be 1 if env_path is not set."),
        (["--timeout-wait", "long"], "command line: invalid literal for int() with base 10: 'long'"),
    ],
)
def test_a_mistake_in_the_command_line_is_told(arguments: list[str], said: str, read: Read, tmp_path: Path) -> None:
    """The file is not blamed for it."""
    (tmp_path / "results" / "old").mkdir(parents=True)
    with pytest.raises(TrainerConfigError) as caught:
        read(written(tmp_path), *arguments)
    assert said in str(caught.value)


def test_a_status_that_cannot_be_read_is_told(read: Read, tmp_path: Path) -> None:
    """Left by a run that was broken off while it wrote."""
    status = tmp_path / "results" / "mine" / "run_logs" / "training_status.json"
    status.parent.mkdir(parents=True)
    status.write_text('{"metadata": {')
    with pytest.raises(TrainerConfigError) as caught:
        read(written(tmp_path), "--resume")
    assert str(caught.value).startswith(f"{status}: not JSON: Expecting property name")


@pytest.mark.parametrize(("lesson", "right"), [(0, True), (1, False), (None, True)])
def test_a_lesson_that_is_no_more_is_told_before_a_run_goes_on(
    lesson: int | None, right: bool, read: Read, tmp_path: Path
) -> None:
    status = tmp_path / "results" / "mine" / "run_logs" / "training_status.json"
    status.parent.mkdir(parents=True)
    status.write_text(json.dumps({"difficulty": {"lesson_num": lesson}} if lesson is not None else {}))
    path = written(tmp_path)
    path.write_text(path.read_text() + "environment_parameters: {difficulty: 0.5}\n")
    if right:
        assert read(path, "--resume").checkpoint_settings.resume
        return
    with pytest.raises(TrainerConfigError) as caught:
        read(path, "--resume")
    assert str(caught.value).startswith(f"{status}: difficulty.lesson_num: 1 is not allowed; {path} has lessons 0 to 0")


def test_what_is_right_is_read(read: Read, tmp_path: Path) -> None:
    """No file at all, a file that is right, and one with all that is read more strictly than in stock."""
    assert read("--results-dir", tmp_path / "results").checkpoint_settings.run_id == "ppo"
    assert read(written(tmp_path)).behaviors["Walker"].max_steps == 1000
    network = {"hidden_units": 16, "memory": {"memory_size": 32}}
    given = {"trainer_type": "ppo", "network_settings": network, "self_play": {"window": 5}}
    path = tmp_path / "trainer.yaml"
    path.write_text(yaml.safe_dump({"default_settings": given, "behaviors": {"A": {"max_steps": 5}}}))
    options = read(path, "--results-dir", tmp_path / "results")
    for name in ("A", "another"):
        settings = options.behaviors[name]
        assert settings.network_settings.memory.memory_size == 32
        assert settings.self_play.window == 5


def test_a_programming_error_keeps_its_traceback(read: Read, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What fails for any configuration is not blamed on this one."""

    def broken(_: Any) -> RunOptions:
        raise ValueError("a bug")

    path = written(tmp_path, trainer_type="ppo", hyperparameters={})
    monkeypatch.setattr(RunOptions, "from_dict", broken)
    with pytest.raises(ValueError, match="a bug"):
        read(path)


def test_errors_a_person_can_mend_are_one_line(caplog: pytest.LogCaptureFixture, monkeypatch: Any) -> None:
    """The others go on to the hook that was there before."""
    passed: list[BaseException] = []
    hook = one_line(lambda kind, error, trace: passed.append(error))
    monkeypatch.setattr(mistakes.logger, "propagate", True)
    for told in (UnityWorkerInUseException(3), TrainerConfigError("x.yaml: 3\n is wrong")):
        hook(type(told), told, None)
        assert "\n" not in caplog.messages[-1] and "3" in caplog.messages[-1]
    assert len(caplog.messages) == 2
    for bug in (ZeroDivisionError(), UnityTrainerException("Inf found")):
        hook(type(bug), bug, None)
        assert passed.pop() is bug
