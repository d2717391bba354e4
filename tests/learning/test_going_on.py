"""What a run keeps when it is resumed with other groups of agents, and when it breaks down or is refused."""

from __future__ import annotations

import copy
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch
import yaml
from clamber.assets.fields import AssetError
from clamber.learning import train as train_module
from clamber.learning.collector import Collector
from clamber.learning.configuration import read_configuration
from clamber.learning.learner import Learner
from clamber.learning.results import RunFolder, checkpoint_bytes, read_checkpoint
from clamber.learning.train import TrainArguments, Training, train
from clamber.tasks.environment import ClamberVectorEnv

from tests.learning.tiny_run import DOCUMENT, arguments, same

REACHED = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6]


def climbing(folder: Path) -> TrainArguments:
    """A run on two threads whose six agents climb by themselves, one rollout long; they have come to ``REACHED``."""
    document = copy.deepcopy(DOCUMENT)
    document["behaviors"] = {"Quadruped": {**document["behaviors"]["QuadrupedFlat"], "max_steps": 48}}
    document["env_settings"]["env_args"][1] = "Quadruped"
    path = folder / "climbing.yaml"
    path.write_text(yaml.safe_dump(document))
    told = arguments(folder, "run", config=path)
    assert train(told) == 0
    checkpoint = folder / "run/Quadruped/checkpoint.pt"
    saved = read_checkpoint(checkpoint) | {"difficulties": [REACHED[:3], REACHED[3:]]}
    for group, reached in zip(saved["alive"]["agents"], saved["difficulties"], strict=True):
        group["environment"]["courses._own"] = torch.tensor(reached, dtype=torch.float64)
    checkpoint.write_bytes(checkpoint_bytes(saved))
    return replace(told, resume=True)


@pytest.mark.parametrize(
    ("threads", "agents", "expected"),
    [
        (2, 6, [REACHED[:3], REACHED[3:]]),
        (1, 6, [REACHED]),
        (3, 6, [REACHED[:2], REACHED[2:4], REACHED[4:]]),
        (2, 4, [REACHED[:2], REACHED[2:4]]),
        (1, 8, [[*REACHED, 0.1, 0.2]]),
    ],
)
def test_agents_in_other_groups_go_on_at_the_difficulties_they_had_reached(
    threads: int, agents: int, expected: list[list[float]], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """As many threads or more or fewer; where episodes under way start over it is said, in one line."""
    told = replace(climbing(tmp_path), threads=threads, agents=agents)
    configuration = read_configuration(told.config)
    environment = replace(configuration.environment, agents=agents)
    configuration = replace(configuration, environment=environment)
    with Training(configuration, RunFolder(tmp_path, "run", "Quadruped"), told) as training:
        taken_up = training.begin()
        reached = training.collector.difficulties()
    assert [pytest.approx(group) for group in expected] == reached
    assert taken_up == (threads == 2 and agents == 6)
    capsys.readouterr()
    assert train(replace(told, max_steps=1)) == 0
    lines = [line for line in capsys.readouterr().out.splitlines() if "start over" in line]
    assert len(lines) == (not taken_up)
    saved = read_checkpoint(tmp_path / "run/Quadruped/checkpoint.pt")["difficulties"]
    assert [pytest.approx(group) for group in expected] == saved


def test_workers_that_have_not_lived_yet_lose_no_difficulties(tmp_path: Path) -> None:
    """A run that is done is resumed with other workers: it ends at once, and what its agents had reached is kept."""
    told = replace(climbing(tmp_path), threads=0, workers=1, max_steps=48)
    assert train(told) == 0
    saved = read_checkpoint(tmp_path / "run/Quadruped/checkpoint.pt")
    assert saved["steps"] == 48
    assert saved["difficulties"] == [pytest.approx(REACHED)]


def broken_at(rollout: int, patch: pytest.MonkeyPatch, error: BaseException, spoil: bool = False) -> None:
    """The ``rollout``-th rollout breaks down, with a policy that is no numbers any more if ``spoil`` is set."""
    lived: list[int] = []
    collect = Collector.collect

    def break_down(collector: Collector) -> Any:
        lived.append(1)
        if len(lived) == rollout:
            if spoil:
                collector.learner.actor.mlp[-1].weight.data[0, 0] = float("nan")
            raise error
        return collect(collector)

    patch.setattr(Collector, "collect", break_down)


def test_a_run_that_breaks_down_keeps_what_it_had_learned(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A checkpoint at the last update, from which the run goes on; the error is told all the same."""
    broken_at(4, monkeypatch, OSError("the moon has fallen"))
    with pytest.raises(OSError, match="the moon"):
        train(arguments(tmp_path, "run"))
    assert "broke down; --resume goes on from 144 steps" in capsys.readouterr().out
    saved = read_checkpoint(tmp_path / "run/QuadrupedFlat/checkpoint.pt")
    assert (saved["steps"], saved["alive"]) == (144, None)
    monkeypatch.undo()
    assert train(arguments(tmp_path, "run", resume=True)) == 0
    assert read_checkpoint(tmp_path / "run/QuadrupedFlat/checkpoint.pt")["steps"] == 288


def test_weights_that_are_no_numbers_take_the_place_of_no_checkpoint(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An update that ended so is not kept where a checkpoint falls due after it, nor at the end."""
    learned: list[int] = []
    update = Learner.update

    def spoil(learner: Learner, *told: Any, **more: Any) -> Any:
        losses = update(learner, *told, **more)
        learned.append(1)
        if len(learned) == 4:
            learner.actor.mlp[-1].weight.data[0, 0] = float("nan")
        return losses

    monkeypatch.setattr(Learner, "update", spoil)
    with pytest.raises(ValueError, match=r"after 192 agent-steps the networks hold no numbers.*checkpoint at 96;"):
        train(replace(arguments(tmp_path, "run"), max_steps=192))
    assert read_checkpoint(tmp_path / "run/QuadrupedFlat/checkpoint.pt")["steps"] == 96


@pytest.mark.parametrize("rollout", [1, 3, 4])
def test_nothing_takes_the_place_of_a_better_checkpoint(
    rollout: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing was learned yet, or nothing since the last checkpoint; or the policy is no numbers any more."""
    broken_at(rollout, monkeypatch, ValueError("no actions"), spoil=rollout == 4)
    with pytest.raises(ValueError, match="no actions"):
        train(arguments(tmp_path, "run"))
    checkpoint = tmp_path / "run/QuadrupedFlat/checkpoint.pt"
    if rollout == 1:
        assert not checkpoint.exists()
    else:
        saved = read_checkpoint(checkpoint)
        assert saved["steps"] == 96
        assert same(saved, read_checkpoint(checkpoint.with_name("QuadrupedFlat-96.pt")))


def test_what_breaks_an_update_leaves_no_half_learned_checkpoint(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Weights in the middle of an update are nobody's."""

    def break_down(learner: Learner, *_: Any) -> Any:
        raise RuntimeError("out of numbers")

    monkeypatch.setattr(Learner, "update", break_down)
    with pytest.raises(RuntimeError, match="out of numbers"):
        train(arguments(tmp_path, "run"))
    assert not (tmp_path / "run/QuadrupedFlat/checkpoint.pt").exists()


@pytest.mark.parametrize("workers", [0, 2])
def test_a_refused_run_leaves_nothing_open(workers: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A misspelt --initialize-from is found out when environments, threads and workers are there already."""
    opened: list[ClamberVectorEnv] = []
    closed: list[object] = []

    def keep(kind: type, name: str, found: list[Any]) -> None:
        before = getattr(kind, name)

        def kept(this: Any, *given: Any, **named: Any) -> Any:
            found.append(this)
            return before(this, *given, **named)

        monkeypatch.setattr(kind, name, kept)

    class Workers:
        """Instead of processes."""

        def __init__(self, *_: Any) -> None:
            pass

        def close(self) -> None:
            closed.append(self)

    keep(ClamberVectorEnv, "__init__", opened)
    keep(ClamberVectorEnv, "close_extras", closed)
    keep(ThreadPoolExecutor, "shutdown", closed)
    monkeypatch.setattr(train_module, "DistributedCollector", Workers)
    with pytest.raises(AssetError, match="nowhere"):
        told = arguments(tmp_path, "run", initialize_from="nowhere")
        train(replace(told, workers=workers, threads=0 if workers else told.threads))
    assert len(opened) == (1 if workers else 2)
    assert [one for one in closed if isinstance(one, ClamberVectorEnv)] == opened
    assert any(isinstance(one, Workers if workers else ThreadPoolExecutor) for one in closed)
