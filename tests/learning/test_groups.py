"""Agents are shared out among groups, with one engine or with both."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
import yaml
from clamber.cli import main
from clamber.learning.arguments import TrainArguments
from clamber.learning.groups import PHYSX_SHARE, Group, share_out
from clamber.learning.results import read_checkpoint
from clamber.learning.train import train

from tests.learning.tiny_run import arguments, config, same, train_until


@pytest.mark.parametrize("engine", ["mujoco", "physx", "both"])
@pytest.mark.parametrize("groups", [1, 2, 3, 5])
@pytest.mark.parametrize("agents", [5, 64, 513])
def test_every_agent_has_one_group(engine: str, groups: int, agents: int) -> None:
    shared = share_out(agents, engine, groups)
    assert sum(one.agents for one in shared) == agents
    assert all(one.agents > 0 for one in shared)
    for name in {one.engine for one in shared}:
        sizes = [one.agents for one in shared if one.engine == name]
        assert max(sizes) - min(sizes) <= 1


def test_one_agent_in_eight_lives_in_physx_where_both_engines_do() -> None:
    assert share_out(512, "both", 2) == [Group("mujoco", 448), Group("physx", 64)]
    assert share_out(512, "both", 1) == share_out(512, "both", 2)
    shared = share_out(513, "both", 5)
    assert [one.engine for one in shared] == ["mujoco"] * 3 + ["physx"] * 2
    assert sum(one.agents for one in shared if one.engine == "physx") == 513 // PHYSX_SHARE


def test_a_run_in_physx_goes_on_as_the_unbroken_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By the command line: to the bit, for in PhysX agents start over at every checkpoint, broken off or not."""
    pytest.importorskip("sapien")
    train_until(arguments(tmp_path, "cut", engine="physx"), 96)
    assert read_checkpoint(tmp_path / "cut" / "QuadrupedFlat" / "checkpoint.pt")["steps"] == 96
    told = ["--engine", "physx", "--threads", "2", "--results-dir", str(tmp_path)]
    for run, options in (("whole", ["--seed", "4"]), ("cut", ["--resume"])):
        command = ["clamber", "train", str(config(tmp_path)), "--run-id", run, *told, *options]
        monkeypatch.setattr(sys, "argv", command)
        with pytest.raises(SystemExit, match="0"):
            main()
    one, other = (read_checkpoint(tmp_path / run / "QuadrupedFlat" / "checkpoint.pt") for run in ("whole", "cut"))
    assert (one["steps"], one["alive"]) == (288, None)
    assert same(one, other)


def test_a_run_in_both_engines_learns_from_both_and_goes_on(tmp_path: Path) -> None:
    pytest.importorskip("sapien")
    document = yaml.safe_load(Path("trainer_configs/quadruped_flat.yaml").read_text())
    entry = document["behaviors"]["QuadrupedFlat"]
    entry |= {"time_horizon": 4, "max_steps": 64}
    entry["hyperparameters"] |= {"proprioception_units": [8], "terrain_units": [8], "trunk_units": [8]}
    document["env_settings"] |= {"env_args": ["--task", "QuadrupedFlat", "--agents", "16"], "seed": 3}
    config = tmp_path / "config.yaml"
    config.write_text(yaml.safe_dump(document))
    for steps, resume in ((64, False), (128, True)):
        told = TrainArguments(
            config, run_id="both", results_dir=tmp_path, engine="both", threads=2, max_steps=steps, resume=resume
        )
        assert train(told) == 0
        assert read_checkpoint(tmp_path / "both" / "QuadrupedFlat" / "checkpoint.pt")["steps"] == steps
