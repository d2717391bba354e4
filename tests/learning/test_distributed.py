"""Workers in processes of their own learn what threads do, whatever becomes of them."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch
import yaml
from clamber.assets.fields import AssetError
from clamber.learning import distributed
from clamber.learning.arguments import TrainArguments
from clamber.learning.configuration import read_configuration
from clamber.learning.distributed import DistributedCollector
from clamber.learning.lessons import Lesson, Lessons, ParameterLessons, Sampler
from clamber.learning.results import RunFolder, read_checkpoint
from clamber.learning.train import Training, train

from tests.learning.tiny_run import same

STEPS = 8 * 3 * 8
#: Bytes of a node's object store.
STORE = 1 << 28


def told(folder: Path, run_id: str, **changes: Any) -> TrainArguments:
    """A small run; two groups of agents."""
    document = yaml.safe_load(Path("trainer_configs/quadruped_flat.yaml").read_text())
    entry = document["behaviors"]["QuadrupedFlat"]
    entry |= {"time_horizon": 8, "max_steps": STEPS, "checkpoint_interval": 10**6}
    entry["hyperparameters"] |= {"proprioception_units": [8], "terrain_units": [8], "trunk_units": [8]}
    document["env_settings"] |= {"env_args": ["--task", "QuadrupedFlat", "--agents", "8"], "seed": 3}
    path = folder / "config.yaml"
    path.write_text(yaml.safe_dump(document))
    arguments = TrainArguments(path, run_id=run_id, results_dir=folder)
    return replace(arguments, **changes)


def weights(folder: Path, run_id: str) -> dict[str, torch.Tensor]:
    """Everything the last checkpoint holds of the policy."""
    state: dict[str, torch.Tensor] = read_checkpoint(folder / run_id / "QuadrupedFlat/checkpoint.pt")["learner"][
        "actor_state_dict"
    ]
    return state


@pytest.fixture(scope="module")
def threads(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run on two threads of this process."""
    folder = tmp_path_factory.mktemp("threads")
    train(told(folder, "whole", threads=2))
    return folder


def test_two_workers_learn_what_two_threads_do_though_one_is_killed(threads: Path, tmp_path: Path) -> None:
    """One is killed after the first rollout: another takes up its agents there, and no number is different."""
    arguments = told(tmp_path, "whole", workers=2)
    folder = RunFolder(tmp_path, "whole", "QuadrupedFlat")
    with Training(read_configuration(arguments.config), folder, arguments) as training:
        assert isinstance(training.collector, DistributedCollector)
        rollout = training.rollout
        killed: list[int] = []

        def rollout_after_a_kill() -> Any:
            if training.steps == 64 and not killed:
                killed.append(training.collector.processes()[1])  # type: ignore[union-attr]
                os.kill(killed[0], signal.SIGKILL)
            return rollout()

        training.rollout = rollout_after_a_kill  # type: ignore[method-assign]
        assert training.run() == 0
        assert training.collector.replaced == 1
        assert killed[0] not in training.collector.processes()
    assert same(weights(threads, "whole"), weights(tmp_path, "whole"))


def test_a_worker_lost_after_a_lesson_was_learned_goes_on_with_the_next(tmp_path: Path) -> None:
    """Its agents' next courses, and what it will draw, are those of a worker that lived on."""
    arguments = told(tmp_path, "lessons", workers=2)
    first, second = (
        Lessons({"difficulty": ParameterLessons((Lesson("", Sampler("uniform", ((low, low + 0.2),)), None),))})
        for low in (0.0, 0.8)
    )
    folder = RunFolder(tmp_path, "lessons", "QuadrupedFlat")
    with Training(read_configuration(arguments.config), folder, arguments) as training:
        collector = training.collector
        assert isinstance(collector, DistributedCollector)
        states = []
        for lose in (False, True):
            collector.begin(1, 0, first, None)
            collector.collect()
            collector.set_lessons(1, 64, second)
            if lose:
                os.kill(collector.processes()[1], signal.SIGKILL)
            states.append(collector.state()[1])
        assert collector.replaced == 1
    planned = states[0]["environment"]["courses._planned"]
    assert planned.min() >= 0.8
    assert same(states[0], states[1])


@pytest.fixture
def cluster() -> Iterator[Any]:
    """Ray's own cluster of several nodes on one machine: one that only leads, and two of one core each."""
    from ray.cluster_utils import Cluster

    # A second between looks at a node, and six misses until it counts as lost: not minutes, and not what a busy machine
    # takes to answer.
    looks = {"health_check_initial_delay_ms": 0, "health_check_period_ms": 1000, "health_check_failure_threshold": 6}
    head = {"num_cpus": 0, "include_dashboard": False, "_system_config": looks}
    nodes = Cluster(initialize_head=True, head_node_args={**head, "object_store_memory": STORE})
    try:
        yield nodes
    finally:
        nodes.shutdown()


def test_a_machine_of_a_cluster_that_is_lost_takes_nothing_with_it(
    threads: Path, tmp_path: Path, cluster: Any
) -> None:
    """``--cluster``: each worker on a machine of its own. One machine is gone after the first rollout; on the one that
    comes in its place its agents go on where they were, and no number is different.
    """
    machines = [cluster.add_node(num_cpus=1, object_store_memory=STORE) for _ in range(2)]
    arguments = told(tmp_path, "whole", workers=2, cluster=cluster.address)
    folder = RunFolder(tmp_path, "whole", "QuadrupedFlat")
    with Training(read_configuration(arguments.config), folder, arguments) as training:
        assert isinstance(training.collector, DistributedCollector)
        rollout, lost = training.rollout, []

        def rollout_after_a_loss() -> Any:
            if training.steps == 64 and not lost:
                lost.append(machines.pop())
                cluster.remove_node(lost[0], allow_graceful=False)
                cluster.add_node(num_cpus=1, object_store_memory=STORE)
            return rollout()

        training.rollout = rollout_after_a_loss  # type: ignore[method-assign]
        assert training.run() == 0
        assert lost
        assert training.collector.replaced == 1
    assert same(weights(threads, "whole"), weights(tmp_path, "whole"))


def test_a_run_goes_on_with_workers_where_threads_left_it(threads: Path, tmp_path: Path) -> None:
    """Half of the steps on threads, the rest on workers."""
    half = told(tmp_path, "half", threads=2)
    train(replace(half, max_steps=STEPS // 3))
    train(replace(half, threads=0, workers=2, resume=True))
    assert same(weights(threads, "whole"), weights(tmp_path, "half"))


def test_an_answer_that_was_lost_with_its_machine_is_asked_for_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """The second worker's machine is gone between its answer and the fetching of it; the first's answer stays."""
    from ray.exceptions import ObjectLostError

    class Answers:
        """Answers by worker; the second one's first is lost."""

        lost = True

        def wait(self, answers: list[int], timeout: float) -> tuple[list[int], list[int]]:
            return answers, []

        def get(self, answer: int) -> str:
            if answer == 1 and self.lost:
                self.lost = False
                raise ObjectLostError("00" * 28, None, "")
            return f"answer {answer}"

    collector = object.__new__(DistributedCollector)
    replaced: list[int] = []
    monkeypatch.setattr(collector, "_ray", Answers(), raising=False)
    monkeypatch.setattr(collector, "_call", lambda index, *_: index)
    monkeypatch.setattr(collector, "_replace", replaced.append)
    assert collector._ask([("collect", ())] * 2) == ["answer 0", "answer 1"]
    assert replaced == [1]


def test_more_workers_than_the_cluster_has_cores_for_are_refused(tmp_path: Path, cluster: Any) -> None:
    """At once, in one line: Ray would let them wait for ever without a word."""
    cluster.add_node(num_cpus=1, object_store_memory=STORE)
    with pytest.raises(AssetError, match="--workers: 2 is not allowed; the cluster has 1 cores"):
        train(told(tmp_path, "none", workers=2, cluster=cluster.address))


@pytest.mark.parametrize("address", ["127.0.0.1:1", "127.0.0.1:99999"])
def test_a_cluster_that_is_not_there_is_told_at_once(address: str, tmp_path: Path) -> None:
    """In one line; Ray itself goes on knocking for minutes."""
    with pytest.raises(AssetError, match=f"--cluster {address}: nobody answers there") as caught:
        train(told(tmp_path, "none", workers=2, cluster=address))
    assert "\n" not in str(caught.value)


def test_without_ray_it_is_said_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In one line, and no folder is left."""
    monkeypatch.setattr(distributed, "find_spec", lambda _: None)
    with pytest.raises(AssetError, match=r"\./python\[distributed\]"):
        train(told(tmp_path, "none", workers=2))
    assert not (tmp_path / "none").exists()
