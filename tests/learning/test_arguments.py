"""What the command line may say is checked before anything is touched."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml
from clamber.assets.fields import AssetError
from clamber.learning.arguments import TrainArguments
from clamber.learning.configuration import read_configuration
from clamber.learning.overrides import arguments_over_file
from clamber.learning.train import train

from tests.learning.tiny_run import DOCUMENT, arguments, config


@pytest.fixture
def earlier(tmp_path: Path) -> Path:
    """A folder where an earlier run has left something."""
    folder = tmp_path / "earlier"
    folder.mkdir()
    (folder / "brain.onnx").write_bytes(b"much work")
    return folder


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"threads": -1}, "--threads: -1 is not allowed; 1 to 1024, or 0 (see --help)"),
        ({"workers": -1}, "--workers: -1 is not allowed; 1 to 1024, or 0 (see --help)"),
        ({"agents": -5}, "--agents: -5 is not allowed; 2 to 100000, or 0 (see --help)"),
        ({"agents": 1}, "--agents: 1 is not allowed; 2 to 100000, or 0 (see --help)"),
        ({"max_steps": -10}, "--max-steps: -10 is not allowed; 1 to 1000000000000, or 0 (see --help)"),
        ({"max_seconds": -0.5}, "--max-seconds: -0.5 is not allowed; 0 to 1000000000, or 0.0 (see --help)"),
        ({"max_seconds": float("nan")}, "--max-seconds: nan is not allowed; 0 to"),
        ({"video_every": -1}, "--video-every: -1 is not allowed; 1 to"),
        ({"seed": -2}, "--seed: -2 is not allowed; 0 to 2147483647, or -1 (see --help)"),
        ({"resume": True}, "--force: not allowed with --resume, with which it would mean nothing"),
        ({"force": False, "resume": True, "initialize_from": "a"}, "--initialize-from: not allowed with --resume"),
        ({"force": False, "resume": True, "counterparts": True}, "--counterparts: not allowed with --resume"),
        ({"workers": 1, "threads": 2}, "--threads: not allowed with --workers"),
    ],
)
def test_numbers_that_mean_nothing_are_refused(changes: dict[str, Any], message: str, earlier: Path) -> None:
    """In one line, also with --force; some ended in a traceback, others were passed over in silence."""
    told = replace(arguments(earlier.parent, earlier.name, force=True), **changes)
    with pytest.raises(AssetError) as caught:
        train(told)
    assert str(caught.value).startswith(message)
    assert "\n" not in str(caught.value)
    assert (earlier / "brain.onnx").read_bytes() == b"much work"


def test_what_is_left_to_the_configuration_is_allowed(tmp_path: Path) -> None:
    """Every default, and numbers that people type."""
    TrainArguments(tmp_path).check()
    told = TrainArguments(tmp_path, seed=0, agents=2, threads=1, max_steps=1, max_seconds=0.1)
    told.check()
    replace(told, threads=0, workers=1).check()


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"frictoin": 0.5}, "environment_parameters.frictoin: there is no such setting (did you mean friction?)"),
        ({"push_speed": {"sampler_type": "uniform", "sampler_parameters": {"min_value": -1.0, "max_value": 0.2}}},
         "environment_parameters.push_speed.sampler_parameters.min_value: -1 is not allowed; 0 to 10 m/s"),
    ],
)  # fmt: skip
def test_parameters_that_no_environment_takes_cost_no_earlier_run(
    parameters: dict[str, Any], message: str, earlier: Path
) -> None:
    """They were refused after --force had taken the earlier run away, or when an episode began."""
    path = config(earlier.parent)
    path.write_text(yaml.safe_dump({**DOCUMENT, "environment_parameters": parameters}))
    with pytest.raises(AssetError) as caught:
        train(arguments(earlier.parent, earlier.name, config=path, force=True))
    assert str(caught.value).startswith(f"{path}: {message}")
    assert (earlier / "brain.onnx").read_bytes() == b"much work"


def test_what_the_command_line_leaves_open_the_file_says(tmp_path: Path) -> None:
    """As with mlagents-learn, but for replacing a run or going on with it, which only the command line says."""
    document = {
        "behaviors": {"Walker": {}},
        "env_settings": {"env_args": ["--agents", "8"], "num_areas": 3},
        "checkpoint_settings": {"run_id": "b", "initialize_from": "a", "results_dir": "elsewhere", "force": True},
    }
    path = tmp_path / "file.yaml"
    path.write_text(yaml.safe_dump(document))
    found = read_configuration(path)
    assert found.environment.agents == 24
    told = arguments_over_file(TrainArguments(path), found)
    assert (told.run_id, told.initialize_from, told.results_dir) == ("b", "a", Path("elsewhere"))
    assert not told.force
    told = arguments_over_file(TrainArguments(path, run_id="c", initialize_from="d", results_dir=tmp_path), found)
    assert (told.run_id, told.initialize_from, told.results_dir) == ("c", "d", tmp_path)
    assert arguments_over_file(TrainArguments(path, results_dir=Path("results")), found).results == Path("results")
    assert arguments_over_file(TrainArguments(path, resume=True), found).initialize_from == ""
    for init_path, begun in (("W-5.pt", str(Path("elsewhere/a/Walker/W-5.pt"))), ("x/W/W-5.pt", "x/W/W-5.pt")):
        path.write_text(yaml.safe_dump({**document, "behaviors": {"Walker": {"init_path": init_path}}}))
        found = read_configuration(path)
        assert arguments_over_file(TrainArguments(path), found).initialize_from == begun
        told = arguments_over_file(TrainArguments(path, results_dir=Path("mine")), found)
        assert told.initialize_from == begun.replace("elsewhere", "mine")
    document["env_settings"] = {"env_args": ["--agents", "60000"], "num_areas": 2}
    path.write_text(yaml.safe_dump(document))
    with pytest.raises(AssetError, match=r"file\.yaml: env_settings\.num_areas: 2 is not allowed; with --agents 60000"):
        read_configuration(path)
    path.write_text(yaml.safe_dump({"behaviors": {"Walker": {}}}))
    told = arguments_over_file(TrainArguments(path), read_configuration(path))
    assert (told.run_id, told.initialize_from, told.results) == ("file", "", Path("results"))
