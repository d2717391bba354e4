"""Experience from many processes, on this machine or others, by Ray: distributed PPO with synchronous rollouts.

Every worker is a group of agents (see ``collector``) in a process of its own. It is sent the policy, lives through a
rollout and sends it back; the learner learns from all of them at once. What is learned does not depend on where the
groups live: N workers learn, bit for bit, what N threads do. Nor does it depend on workers living long: with every
rollout comes the state of the agents after it, so a worker that is lost is replaced by one that goes on from there.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Sequence
from importlib.util import find_spec
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from rich.console import Console
from torch import Tensor

from clamber.assets.fields import AssetError
from clamber.learning.collector import CutOff
from clamber.learning.learner import ENVIRONMENT, NOISE, SAMPLERS, Learner, stream_seed
from clamber.learning.lessons import Lessons, Stream
from clamber.learning.rollout_worker import Rollout, RolloutWorker, WorkerSettings

#: A worker that is lost is replaced; one group that is lost so often in a row is a mistake in the program or machine.
MOST_REPLACEMENTS = 5
#: How long a cluster's head may take to answer, and a worker before somebody looks whether it has a core, s.
PATIENCE = 10.0
#: Room for rollouts on their way, bytes; Ray's default would take a third of the memory.
OBJECT_STORE_BYTES = 1 << 30


class DistributedCollector:
    """All agents of a run, each group in a process. Does what ``collector.Collector`` does."""

    def __init__(
        self, workers: Sequence[WorkerSettings], learner: Learner, can_be_kept: bool, cluster: str = ""
    ) -> None:
        """Starts the workers.

        Args:
            workers: what each is made of; together they have as many agents as the learner.
            learner: who learns.
            can_be_kept: whether the engine tells all of its agents' state. Where it does not, a lost worker's agents
                start over.
            cluster: address of a Ray cluster ("auto" for this machine's); empty: processes of this machine alone.

        Raises:
            AssetError: one line, if Ray is not installed, there is no such cluster, or it has too few cores.
        """
        self.learner, self.can_be_kept = learner, can_be_kept
        self._made_of = list(workers)
        self._ray = _connect(len(workers), cluster)
        if (cores := self._cores()) < len(workers):
            self._ray.shutdown()
            raise AssetError(
                f"--workers: {len(workers)} is not allowed; the cluster has {cores:g} cores, and each worker takes one"
            )
        self._kind = self._ray.remote(RolloutWorker)
        self._workers = [self._start(one) for one in self._made_of]
        self._begun: list[tuple[str, tuple[Any, ...]]] = [("", ())] * len(workers)
        self._sources: list[dict[str, float | Stream]] = [{}] * len(workers)
        #: The sources that each worker's last kept state, or its beginning, belongs to.
        self._kept_with = list(self._sources)
        self._rollouts: list[Rollout] = []
        self._replaced = 0
        ends = np.cumsum([one.agents for one in workers])
        self._columns = [slice(int(end) - one.agents, int(end)) for end, one in zip(ends, workers, strict=True)]

    def _start(self, made_of: WorkerSettings) -> Any:
        # Ray sets a core aside for each worker as long as it lives.
        return self._kind.options(num_cpus=1).remote(made_of)

    @property
    def replaced(self) -> int:
        """How many workers were lost and replaced."""
        return self._replaced

    def processes(self) -> list[int]:
        """The workers' process ids, each on its own machine."""
        return self._ask([("pid", ())] * len(self._workers))  # type: ignore[no-any-return]

    def _ask(self, calls: Sequence[tuple[str, tuple[Any, ...]]]) -> list[Any]:
        """Asks every worker something at once; those that are lost meanwhile are replaced and asked again."""
        from ray.exceptions import NodeDiedError, ObjectLostError, RayActorError

        # A machine may also be lost with an answer on it that has not been fetched yet.
        lost = (RayActorError, ObjectLostError, NodeDiedError)
        waiting = {index: self._call(index, *call) for index, call in enumerate(calls) if call[0]}
        answers: dict[int, Any] = {}
        for index, call in enumerate(calls):
            for attempt in range(MOST_REPLACEMENTS + 1):
                if index not in waiting:
                    break
                try:
                    self._wait_for(waiting[index], index)
                    answers[index] = self._ray.get(waiting[index])
                    break
                except lost as error:
                    if attempt == MOST_REPLACEMENTS:
                        raise RuntimeError(f"worker {index} was lost {attempt + 1} times: {_line(error)}") from None
                    self._replace(index)
                    waiting[index] = self._call(index, *call)
        return [answers.get(index) for index in range(len(calls))]

    def _wait_for(self, answer: Any, index: int) -> None:
        """Waits, and says so where a worker has nowhere to live: a machine is gone, and no core free on another."""
        while not self._ray.wait([answer], timeout=PATIENCE)[0]:
            if (cores := self._cores()) < (asked := len(self._workers)):
                Console(stderr=True).print(
                    f"worker {index} may be waiting for a core: the cluster has {cores:g} left of {asked} needed",
                    highlight=False,
                    soft_wrap=True,
                )

    def _cores(self) -> float:
        """Of all machines together."""
        return float(self._ray.cluster_resources().get("CPU", 0.0))

    def _call(self, index: int, method: str, arguments: tuple[Any, ...]) -> Any:
        if method == "pid":
            return self._workers[index].__ray_call__.remote(lambda _: os.getpid())
        return getattr(self._workers[index], method).remote(*arguments)

    def _replace(self, index: int) -> None:
        """Starts a worker anew with its agents as they were after the last rollout, or at the start of the run."""
        self._replaced += 1
        self._workers[index] = self._start(self._made_of[index])
        rollout = self._rollouts[index] if self._rollouts else None
        if rollout is not None and rollout.state is not None:
            self._call(index, "load_state", (rollout.state, self._kept_with[index]))
        elif self._begun[index][0]:
            self._call(index, *self._begun[index])
        if self._sources[index] is not self._kept_with[index]:  # the lesson has changed since
            self._call(index, "set_lessons", (self._sources[index],))

    def begin(self, seed: int, steps: int, lessons: Lessons, difficulties: list[list[float]] | None) -> None:
        """See ``Collector.begin``."""
        calls = []
        for index, made_of in enumerate(self._made_of):
            own = difficulties[index] if difficulties is not None and index < len(difficulties) else []
            self._sources[index] = lessons.sources(stream_seed(seed, SAMPLERS, steps, index))
            told = (
                stream_seed(seed, ENVIRONMENT, steps, index), stream_seed(seed, NOISE, steps, index),
                own if len(own) == made_of.agents else None, self._sources[index],
            )  # fmt: skip
            calls.append(("begin", told))
        self._begun, self._rollouts, self._kept_with = calls, [], list(self._sources)
        self._ask(calls)

    def set_lessons(self, seed: int, steps: int, lessons: Lessons, only: int | None = None) -> None:
        """See ``Collector.set_lessons``."""
        calls: list[tuple[str, tuple[Any, ...]]] = []
        for index in range(len(self._workers)):
            if only in (None, index):
                self._sources[index] = lessons.sources(stream_seed(seed, SAMPLERS, steps, index))
                calls.append(("set_lessons", (self._sources[index],)))
            else:
                calls.append(("", ()))
        self._ask(calls)

    def state(self) -> list[dict[str, Any]]:
        """All agents in the middle of their lives, by group."""
        return self._ask([("state", ())] * len(self._workers))

    def load_state(self, state: list[dict[str, Any]], seed: int, steps: int, lessons: Lessons) -> bool:
        """See ``Collector.load_state``."""
        if len(state) != len(self._workers) or not self.can_be_kept:
            return False
        calls = []
        for index, kept in enumerate(state):
            self._sources[index] = lessons.sources(stream_seed(seed, SAMPLERS, steps, index))
            calls.append(("load_state", (kept, self._sources[index])))
        self._begun, self._rollouts, self._kept_with = calls, [], list(self._sources)
        return all(self._ask(calls))

    def collect(self) -> CutOff:
        """Lives through one rollout of all groups; returns what was cut off by time."""
        weights = self._ray.put(
            {name: value.detach().clone() for name, value in self.learner.actor.state_dict().items()}
        )
        self._rollouts = self._ask([("collect", (weights, self.can_be_kept))] * len(self._workers))
        if self.can_be_kept:
            self._kept_with = list(self._sources)
        for rollout, columns in zip(self._rollouts, self._columns, strict=True):
            self._store(rollout, columns)
        cut = [
            (time, agents + columns.start, seen)
            for rollout, columns in zip(self._rollouts, self._columns, strict=True)
            for time, agents, seen in rollout.cut_off
        ]
        times = [np.full(len(agents), time, dtype=np.int64) for time, agents, _ in cut]
        return CutOff(
            torch.from_numpy(np.concatenate([np.zeros(0, np.int64), *times])),
            torch.from_numpy(np.concatenate([np.zeros(0, np.int64), *(agents for _, agents, _ in cut)])),
            {
                name: torch.from_numpy(np.concatenate([seen[index] for *_, seen in cut]))
                for index, name in enumerate(self.learner.sensors)
            }
            if cut
            else {},
        )

    def _store(self, rollout: Rollout, columns: slice) -> None:
        """Puts a group's rollout into its columns of the learner's."""
        storage, arrays = self.learner.storage, rollout.arrays
        places: dict[str, Tensor] = {name: storage.observations[name] for name in self.learner.sensors}
        places |= {"actions": storage.actions, "rewards": storage.rewards, "dones": storage.dones}
        places |= {f"parameters_{index}": part for index, part in enumerate(storage.distribution_params or ())}
        for name, place in places.items():
            np.copyto(place.numpy()[:, columns], arrays[name])
        for index, place in enumerate(storage.saved_hidden_state_a or ()):
            np.copyto(place.numpy()[:, :, columns], arrays[f"memory_{index}"])

    def last(self) -> dict[str, Tensor]:
        """What all agents see now, (agents, size) per sensor."""
        return {
            name: torch.from_numpy(np.concatenate([rollout.arrays[f"last_{index}"] for rollout in self._rollouts]))
            for index, name in enumerate(self.learner.sensors)
        }

    def episodes(self) -> dict[str, NDArray[Any]]:
        """The totals of the episodes that ended in the last rollout, (ended,) each; empty if none did."""
        ended = [totals for rollout in self._rollouts for totals in rollout.episodes]
        return {name: np.concatenate([totals[name] for totals in ended]) for name in ended[0]} if ended else {}

    def difficulties(self) -> list[list[float]]:
        """Every agent's difficulty after the last rollout, by group."""
        return [rollout.difficulties for rollout in self._rollouts]

    def close(self) -> None:
        """Ends the workers, and the processes of this machine that carried them."""
        self._workers = []
        self._ray.shutdown()


def _connect(workers: int, cluster: str) -> Any:
    """Ray, connected.

    Raises:
        AssetError: one line, if it is not installed or there is no such cluster.
    """
    if find_spec("ray") is None:
        raise AssetError("--workers: needs the package ray: pip install './python[distributed]' in the project's "
                         "folder")  # fmt: skip
    import ray

    # Ray would run workers at the lowest priority; they are what the learner waits for.
    os.environ.setdefault("RAY_worker_niceness", "0")
    common: dict[str, Any] = {"log_to_driver": False, "logging_level": "ERROR", "configure_logging": True}
    try:
        if cluster:
            _knock(cluster)
            ray.init(address=cluster, **common)
        else:
            # "local": not whatever cluster may be running here, which has cores and stores of its own.
            ray.init(
                address="local", num_cpus=workers, include_dashboard=False, object_store_memory=OBJECT_STORE_BYTES,
                _node_ip_address="127.0.0.1", **common,
            )  # fmt: skip
    except ConnectionError as error:
        raise AssetError(f"--cluster {cluster}: {_line(error)}") from None
    return ray


def _knock(cluster: str) -> None:
    """Asks whether anybody is at HOST:PORT, which Ray would do for minutes; other addresses are Ray's to judge.

    Raises:
        AssetError: one line, if nobody is.
    """
    host, _, port = cluster.rpartition(":")
    if not host or not port.isdigit():
        return
    try:
        socket.create_connection((host, int(port)), PATIENCE).close()
    except (OSError, OverflowError) as error:
        raise AssetError(
            f"--cluster {cluster}: nobody answers there ({_line(error)}); the address of a head that "
            "`ray start --head --port PORT` started is needed, or auto"
        ) from None


def _line(error: Exception) -> str:
    return " ".join(str(error).split())[:200]
