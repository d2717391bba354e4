"""What the plugin changes in a running mlagents, and what it leaves alone."""

from __future__ import annotations

import json
import logging
import multiprocessing
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import cloudpickle
import pytest
from clamber.bridge.plugin import repair as repair_module
from clamber.bridge.plugin.environment import ColumnUnityEnvironment
from clamber.bridge.plugin.export import export_policy_model
from clamber.bridge.plugin.repair import repair
from clamber.bridge.plugin.workers import PatientEnvManager
from mlagents.trainers import learn
from mlagents.trainers.subprocess_env_manager import EnvironmentCommand, EnvironmentResponse, UnityEnvWorker
from mlagents.trainers.torch_entities.model_serialization import ModelSerializer
from mlagents.trainers.training_status import GlobalTrainingStatus
from mlagents_envs.environment import UnityEnvironment
from mlagents_envs.exception import UnityCommunicationException, UnityWorkerInUseException


@pytest.fixture
def stock() -> Iterator[None]:
    """Puts everything back as it was."""
    kept = [
        (learn, "UnityEnvironment", learn.UnityEnvironment),
        (learn, "SubprocessEnvManager", learn.SubprocessEnvManager),
        (ModelSerializer, "export_policy_model", ModelSerializer.export_policy_model),
        (UnityEnvWorker, "send", UnityEnvWorker.send),
        (repair_module.RLTrainer, "_maybe_save_model", repair_module.RLTrainer._maybe_save_model),
        (GlobalTrainingStatus, "save_state", staticmethod(GlobalTrainingStatus.save_state)),
    ]
    repair.cache_clear()
    yield
    repair.cache_clear()
    for owner, name, value in kept:
        setattr(owner, name, value)


@pytest.mark.usefixtures("stock")
def test_mends_what_it_says() -> None:
    assert repair() == (
        "ONNX export", "fast codec", "waiting for players", "checkpoints while only playing",
        "training_status.json whole or not at all", "ending when told to",
    )  # fmt: skip
    assert learn.UnityEnvironment is ColumnUnityEnvironment
    assert learn.SubprocessEnvManager is PatientEnvManager
    assert ModelSerializer.export_policy_model is export_policy_model


@pytest.mark.usefixtures("stock")
@pytest.mark.parametrize(
    ("owner", "name", "left"),
    [
        (UnityEnvironment, "_update_state", "fast codec"),
        (ModelSerializer, "export_policy_model", "ONNX export"),
        (repair_module.SubprocessEnvManager, "_step", "waiting for players"),
    ],
)
def test_leaves_alone_what_is_unlike_the_known_version(
    owner: type, name: str, left: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def other(self: Any, something: Any, else_: Any) -> None:
        """A method of a later mlagents."""

    monkeypatch.setattr(owner, name, other)
    monkeypatch.setattr(repair_module.logger, "propagate", True)
    with caplog.at_level(logging.WARNING):
        assert left not in repair()
    assert [record.getMessage() for record in caplog.records if left in record.getMessage()] == [
        f"clamber leaves mlagents 1.1.0 as it is, {left}: it knows 1.1.0, here {owner.__name__}.{name} differs."
    ]
    assert getattr(owner, name) is other
    assert len(repair()) == 5


def made_by(pickled: bytes, answer: Any) -> None:
    """In a fresh process: which environment a factory from the main process makes."""
    factory = cloudpickle.loads(pickled)
    environments = [cell.cell_contents for cell in factory.__closure__ or ()] + list(factory.__globals__.values())
    answer.send([value.__name__ for value in environments if isinstance(value, type)])


@pytest.mark.usefixtures("stock")
def test_processes_that_share_no_memory_have_it_too() -> None:
    """On macOS and Windows mlagents' processes start anew and only unpickle the environment's factory."""
    repair()
    factory = learn.create_environment_factory("x", True, True, 0, 1, 1, 5005, [], ".")
    parent, child = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(target=made_by, args=(cloudpickle.dumps(factory), child))
    process.start()
    assert parent.poll(60)
    assert parent.recv() == ["ColumnUnityEnvironment"]
    process.join(10)


@pytest.mark.usefixtures("stock")
@pytest.mark.parametrize("told", [True, False], ids=["says why", "killed"])
def test_a_process_that_ended_is_heard_before_its_closed_pipe(told: bool) -> None:
    repair()
    ours, theirs = multiprocessing.Pipe()
    if told:
        why = UnityWorkerInUseException(0)
        theirs.send(EnvironmentResponse(EnvironmentCommand.ENV_EXITED, 0, why))
    theirs.close()
    expected = UnityWorkerInUseException if told else UnityCommunicationException
    with pytest.raises(expected):
        UnityEnvWorker(None, 0, ours).send(EnvironmentCommand.RESET)


@pytest.mark.usefixtures("stock")
def test_a_status_broken_off_in_writing_leaves_the_one_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    repair()
    path = tmp_path / "training_status.json"
    monkeypatch.setattr(GlobalTrainingStatus, "saved_state", defaultdict(dict))
    GlobalTrainingStatus.save_state(str(path))
    before = path.read_text()
    assert json.loads(before)["metadata"]
    GlobalTrainingStatus.saved_state["Walker"]["lessons"] = {1, 2}  # no JSON: breaks off in the middle
    with pytest.raises(TypeError):
        GlobalTrainingStatus.save_state(str(path))
    assert path.read_text() == before
