"""What a person gets wrong in starting mlagents-learn: one line that says what and where, before anything starts."""
# mypy: disable-error-code="misc"

from __future__ import annotations

import argparse
import copy
import logging
import reprlib
import sys
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Any

import attr
import cattr
import torch
import yaml
from mlagents.trainers.cli_utils import DetectDefault, StoreConfigFile
from mlagents.trainers.directory_utils import setup_init_path, validate_existing_directories
from mlagents.trainers.exception import TrainerConfigError, UnityTrainerException
from mlagents.trainers.settings import (
    BehavioralCloningSettings,
    CompletionCriteriaSettings,
    NetworkSettings,
    RunOptions,
    SelfPlaySettings,
    TorchSettings,
    TrainerSettings,
    strict_to_cls,
)
from mlagents_envs.env_utils import validate_environment_path
from mlagents_envs.exception import UnityException
from mlagents_envs.logging_util import get_logger

from clamber.bridge.plugin.early_checks import check_environment, check_lessons, check_writable

#: Sections in which stock passes over a misspelt key in silence; in all others it refuses one.
_LENIENT = (
    NetworkSettings, NetworkSettings.MemorySettings, CompletionCriteriaSettings, SelfPlaySettings,
    BehavioralCloningSettings, TorchSettings,
)  # fmt: skip

Hook = Callable[[type[BaseException], BaseException, TracebackType | None], object]
Reader = Callable[[argparse.Namespace], RunOptions]

logger = get_logger(__name__)


@cache
def tell_mistakes() -> None:
    """Lets the running mlagents-learn say in one line what a person can mend; every other error keeps its traceback.

    To be called before the configuration is read.
    """
    sys.excepthook = one_line(sys.excepthook)
    for section in _LENIENT:
        cattr.register_structure_hook(section, strict_to_cls)
    RunOptions.from_argparse = staticmethod(checked(RunOptions.from_argparse))


def one_line(otherwise: Hook) -> Hook:
    """An exception hook that says in one line what a person can mend: a wrong setting, no player, a port in use."""

    def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        # Not UnityTrainerException: stock raises it for numbers that exploded, too.
        if isinstance(error, UnityException | TrainerConfigError):
            logger.error(" ".join(str(error).split()))
        else:
            otherwise(kind, error, trace)

    return hook


def checked(stock: Reader) -> Reader:
    """Stock's reader of configuration and command line, that says where a mistake is and finds those stock finds late.

    Raises:
        TrainerConfigError: one line, file and field first.
    """

    def from_argparse(args: argparse.Namespace) -> RunOptions:
        try:
            options = stock(args)
        except Exception as error:
            mistake = _mistake(configuration_file(), error)
            if not mistake:
                raise
            raise TrainerConfigError(" ".join(mistake.split())) from error
        _check(options)
        return options

    return from_argparse


def configuration_file() -> str:
    """The file that mlagents-learn was given; empty if none."""
    return getattr(StoreConfigFile, "trainer_config_path", None) or ""


def _check(options: RunOptions) -> None:
    """Finds what stock finds only when folders are made and the player runs.

    Raises:
        TrainerConfigError: one line.
    """
    for name, settings in options.behaviors.items():
        if settings.trainer_type == "clamber":
            # Imported here: on a torch that rsl_rl cannot use there is no such trainer type.
            from clamber.bridge.trainer.settings import learner_settings

            learner_settings(name, settings)
    player = options.env_settings.env_path
    if player is not None and validate_environment_path(player) is None:
        where = _where("env_settings.env_path", "env_path", "--env")
        raise TrainerConfigError(f"{where}: {player!r} is not allowed; there is no player of that path")
    told = options.env_settings.env_args or []
    if len(told) > 2 and all(len(one) == 1 for one in told):  # stock has taken a text for a list of its letters
        raise TrainerConfigError(
            f"{configuration_file()}: env_settings.env_args: {''.join(told)!r} is not allowed; a list of arguments"
        )
    device = options.torch_settings.device
    try:
        torch.empty(0, device=device)
    except (RuntimeError, AssertionError) as error:
        where = _where("torch_settings.device", "device", "--torch-device")
        raise TrainerConfigError(f"{where}: {device!r} is not allowed ({str(error).splitlines()[0]})") from None
    check_environment(options, _where)
    run = options.checkpoint_settings
    status = Path(run.run_logs_dir) / "training_status.json"
    check_lessons(options.environment_parameters, status, run.resume, configuration_file())
    check_writable(Path(run.write_path), _where("checkpoint_settings.results_dir", "results_dir", "--results-dir"))
    try:
        validate_existing_directories(run.write_path, run.resume, run.force, run.maybe_init_path)
        if run.maybe_init_path is not None and not run.resume:
            setup_init_path(copy.deepcopy(options.behaviors), run.maybe_init_path)
    except UnityTrainerException as error:
        raise TrainerConfigError(f"{run.write_path}: {error}") from None


def _where(field: str, argument: str, option: str) -> str:
    """What a setting was set by: a field of the file, or the command line's option, which stock calls ``argument``."""
    return option if argument in DetectDefault.non_default_args else f"{configuration_file()}: {field}"


def _mistake(source: str, error: Exception) -> str:
    """What was wrong when stock could not read a configuration; empty if it is no person's mistake."""
    if Path(source).is_fifo():  # which cannot be read again
        return f"{source}: {error}" if isinstance(error, TrainerConfigError | ValueError | yaml.YAMLError) else ""
    try:
        document = yaml.safe_load(Path(source).read_text(encoding="utf-8")) if source else {}
    except OSError as unread:
        return f"{source}: {unread.strerror or unread}"
    except (yaml.YAMLError, UnicodeDecodeError) as unread:
        return f"{source}: not YAML: {unread}"
    if not isinstance(document, dict):
        return f"{source}: {reprlib.repr(document)} is not allowed; a mapping"
    sections = attr.fields_dict(RunOptions)
    for key in document:
        if key not in sections:
            return f"{source}: {key}: there is no such setting; there are {', '.join(sections)}"
    logging.disable(logging.WARNING)  # stock's warnings of old settings would come with every attempt
    try:
        complaint = _complaint(document)
        if _complaint({}) is not None:
            return ""
        path = _blamed(document) if complaint else ()
    finally:
        logging.disable(logging.NOTSET)
    if complaint is None:
        return f"command line: {error}" if isinstance(error, TrainerConfigError | ValueError) else ""
    where = f"{source}: {'.'.join(map(str, path))}" if path else source
    value = _value(document, path)
    if isinstance(complaint, TrainerConfigError) or isinstance(value, dict):
        return f"{where}: {complaint}"
    return f"{where}: {value!r} is not allowed ({complaint})"


def _complaint(document: Mapping[Any, Any]) -> Exception | None:
    """What stock says to a configuration."""
    TrainerSettings.default_override = None
    try:
        RunOptions.from_dict(copy.deepcopy(document))
    except Exception as error:
        return error
    return None


def _blamed(document: dict[Any, Any]) -> tuple[Any, ...]:
    """The path of the field for which stock refuses a configuration; stock itself tells what, not where."""
    needed = _needed(document, repr(_complaint(document)))
    path: tuple[Any, ...] = ()
    while isinstance(inner := _value(needed, path), dict):
        guilty = [key for key in inner if _complaint(_without(needed, (*path, key))) is None]
        if len(guilty) != 1:
            break
        path = (*path, *guilty)
    return path


def _needed(document: dict[Any, Any], complaint: str, path: tuple[Any, ...] = ()) -> dict[Any, Any]:
    """The least of a configuration to which stock says the same."""
    for key in list(_value(document, path)):
        inner = (*path, key)
        less = _without(document, inner)
        if repr(_complaint(less)) == complaint:
            document = less
        elif isinstance(_value(document, inner), dict):
            document = _needed(document, complaint, inner)
    return document


def _value(document: Any, path: tuple[Any, ...]) -> Any:
    for key in path:
        document = document[key]
    return document


def _without(document: dict[Any, Any], path: tuple[Any, ...]) -> dict[Any, Any]:
    less = copy.deepcopy(document)
    del _value(less, path[:-1])[path[-1]]
    return less
