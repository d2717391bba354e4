"""Puts what mends mlagents into the running mlagents process."""

from __future__ import annotations

import inspect
import os
import signal
import sys
import threading
from collections.abc import Callable
from functools import cache

import mlagents_envs
from mlagents.trainers import learn
from mlagents.trainers.subprocess_env_manager import SubprocessEnvManager, UnityEnvWorker
from mlagents.trainers.torch_entities.model_serialization import ModelSerializer
from mlagents.trainers.trainer.rl_trainer import RLTrainer
from mlagents.trainers.training_status import GlobalTrainingStatus
from mlagents_envs.environment import UnityEnvironment
from mlagents_envs.logging_util import get_logger
from mlagents_envs.rpc_communicator import RpcCommunicator

_KNOWN_VERSION = "1.1.0"
_TIMED = ("args", "kwargs")  # what the decorator that times a method shows of it

logger = get_logger(__name__)


@cache
def repair() -> tuple[str, ...]:
    """Mends the running mlagents; what is not as it was in the version known here is left alone, with one line of log.

    Returns:
        What was mended, in words.
    """
    mended = []
    for what, mend in (
        ("ONNX export", _export),
        ("fast codec", _codec),
        ("waiting for players", _workers),
        ("checkpoints while only playing", _checkpoints),
        ("training_status.json whole or not at all", _status),
        ("ending when told to", _ending),
    ):
        unlike = mend()
        if unlike:
            logger.warning(
                f"clamber leaves mlagents {mlagents_envs.__version__} as it is, {what}: it knows {_KNOWN_VERSION}, "
                f"here {unlike} differs."
            )
        else:
            mended.append(what)
    return tuple(mended)


def _export() -> str:
    """Replaces the ONNX export; returns what differs from the known mlagents."""
    unlike = _differs(ModelSerializer, "export_policy_model", ("self", "output_filepath"))
    if not unlike:
        from clamber.bridge.plugin.export import export_policy_model

        ModelSerializer.export_policy_model = export_policy_model
    return unlike


def _codec() -> str:
    """Replaces the environment; the processes that mlagents starts import it by name and so have it too."""
    for owner, name, parameters in (
        (UnityEnvironment, "_get_communicator", ("worker_id", "base_port", "timeout_wait")),
        (UnityEnvironment, "_update_behavior_specs", ("self", "output")),
        (UnityEnvironment, "_update_state", ("self", "output")),
        (UnityEnvironment, "_generate_step_input", _TIMED),
        (UnityEnvironment, "_generate_reset_input", ("self",)),
        (RpcCommunicator, "create_server", ("self",)),
        (RpcCommunicator, "initialize", ("self", "inputs", "poll_callback")),
        (RpcCommunicator, "exchange", ("self", "inputs", "poll_callback")),
        (RpcCommunicator, "close", ("self",)),
    ):
        unlike = _differs(owner, name, parameters)
        if unlike:
            return unlike
    from clamber.bridge.plugin.environment import ColumnUnityEnvironment

    return _replace("UnityEnvironment", UnityEnvironment, ColumnUnityEnvironment)


def _workers() -> str:
    """Replaces the manager of environment processes."""
    unlike = (
        _differs(SubprocessEnvManager, "_step", ("self",))
        or _differs(SubprocessEnvManager, "_queue_steps", ("self",))
        or _differs(UnityEnvWorker, "send", ("self", "cmd", "payload"))
    )
    if unlike:
        return unlike
    from clamber.bridge.plugin.workers import PatientEnvManager, telling_why

    UnityEnvWorker.send = telling_why(UnityEnvWorker.send)
    return _replace("SubprocessEnvManager", SubprocessEnvManager, PatientEnvManager)


def _checkpoints() -> str:
    """Keeps `--inference` from writing checkpoints, which in stock push out those that training left."""
    unlike = _differs(RLTrainer, "_maybe_save_model", ("self", "step_after_process"))
    if not unlike:
        stock = RLTrainer._maybe_save_model

        def save_while_training(self: RLTrainer, step_after_process: int) -> None:
            if self.is_training:
                stock(self, step_after_process)

        RLTrainer._maybe_save_model = save_while_training
    return unlike


def _status() -> str:
    """Writes training_status.json beside the old one first: stock, broken off while it writes, leaves half of it, with
    which ``--resume`` cannot begin.
    """
    unlike = _differs(GlobalTrainingStatus, "save_state", ("path",))
    if not unlike:
        stock = GlobalTrainingStatus.save_state

        def save_whole(path: str) -> None:
            stock(f"{path}.part")
            os.replace(f"{path}.part", path)

        GlobalTrainingStatus.save_state = staticmethod(save_whole)
    return unlike


def _ending() -> str:
    """Lets SIGTERM (a container's stop, `kill`) end training as Ctrl-C does, with a checkpoint and nothing left over.

    Stock dies at once, and the environment's process and the player live on, holding the port.
    """
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, signal.default_int_handler)
    return ""


def _replace(name: str, stock: type, ours: type) -> str:
    """Lets mlagents-learn use our class; returns what differs from the known mlagents.

    Run as `python -m mlagents.trainers.learn`, the module is there twice: as itself and as the program.
    """
    if not issubclass(getattr(learn, name, object), stock):
        return f"learn.{name}"
    for module in (learn, sys.modules["__main__"]):
        if getattr(module, name, None) is stock:
            setattr(module, name, ours)
    return ""


def _differs(owner: type, name: str, parameters: tuple[str, ...]) -> str:
    """The method's name if it is missing or takes other parameters than known, else nothing."""
    method: Callable[..., object] | None = getattr(owner, name, None)
    if method is not None and tuple(inspect.signature(method).parameters) == parameters:
        return ""
    return f"{owner.__name__}.{name}"
