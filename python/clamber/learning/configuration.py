"""Reads trainer_configs/*.yaml, the same files that mlagents-learn reads."""

from __future__ import annotations

import contextlib
import dataclasses
import difflib
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, TypeVar, get_args, get_origin, get_type_hints

import yaml

from clamber.assets.fields import AssetError, Limits
from clamber.learning.lessons import ParameterLessons, read_lessons
from clamber.learning.settings import (
    ACTIVATIONS,
    LEARNING_RATE_SCHEDULES,
    SYMMETRIES,
    EnvironmentSettings,
    Hyperparameters,
    Memory,
    TrainerSettings,
)

Settings = TypeVar("Settings")

#: Keys of a behavior that mlagents knows and that mean nothing to this learner, or are read apart from the rest.
_BEHAVIOR_KEYS = {
    "trainer_type", "hyperparameters", "network_settings", "reward_signals", "max_steps", "time_horizon",
    "summary_freq", "checkpoint_interval", "keep_checkpoints", "init_path", "threaded", "even_checkpoints",
}  # fmt: skip
_CHOICES = {
    "learning_rate_schedule": LEARNING_RATE_SCHEDULES,
    "symmetry": SYMMETRIES,
    "activation": ACTIVATIONS,
}
#: Hyperparameters of stock ppo that this learner has no use for, besides those it shares.
_STOCK_KEYS = {
    "batch_size", "buffer_size", "beta_schedule", "epsilon_schedule", "shared_critic",
    "learning_rate", "learning_rate_schedule", "beta", "epsilon", "lambd", "num_epoch",
}  # fmt: skip


@dataclass(frozen=True)
class Configuration:
    """A trainer configuration.

    Attributes:
        trainer: the behavior to train.
        environment: the player's arguments.
        parameters: the environment parameters' lessons.
        run_id: ``checkpoint_settings.run_id``; empty: the file's name.
        document: the whole file, for the copy in the results.
    """

    trainer: TrainerSettings
    environment: EnvironmentSettings
    parameters: dict[str, ParameterLessons]
    run_id: str = ""
    document: dict[str, Any] = field(default_factory=dict)


def read_configuration(path: str | os.PathLike[str]) -> Configuration:
    """Reads and checks a configuration.

    Raises:
        AssetError: one line: file, field, value, and what is allowed.
    """
    source = os.fspath(path)
    try:
        document = yaml.safe_load(Path(path).read_text(encoding="utf-8"))
    except OSError as error:
        raise AssetError(f"{source}: {error.strerror or error}") from None
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise AssetError(f"{source}: not YAML: {' '.join(str(error).split())}") from None
    document = _mapping(document, source, "the file")
    return check_configuration(document, source)


def check_configuration(document: Mapping[str, Any], source: str) -> Configuration:
    """Checks a configuration that has been read; ``source`` names it in errors.

    Raises:
        AssetError: as ``read_configuration``.
    """
    behaviors = _mapping(document.get("behaviors"), source, "behaviors")
    if len(behaviors) != 1:
        raise AssetError(f"{source}: behaviors: {len(behaviors)} of them are not allowed; in-process training takes 1")
    name, entry = next(iter(behaviors.items()))
    trainer = trainer_settings(str(name), _mapping(entry, source, f"behaviors.{name}"), source)
    parameters = read_lessons(
        _mapping(document.get("environment_parameters") or {}, source, "environment_parameters"), source
    )
    checkpoint = _mapping(document.get("checkpoint_settings") or {}, source, "checkpoint_settings")
    environment = _environment(
        _mapping(document.get("env_settings") or {}, source, "env_settings"), trainer.behavior, source
    )
    return Configuration(trainer, environment, parameters, str(checkpoint.get("run_id") or ""), dict(document))


def trainer_settings(behavior: str, entry: Mapping[str, Any], source: str) -> TrainerSettings:
    """The settings of one behavior: of ``trainer_type: clamber``, or of stock ``ppo`` as far as they mean the same.

    Raises:
        AssetError: as ``read_configuration``.
    """
    where = f"behaviors.{behavior}"
    _known(entry, _BEHAVIOR_KEYS, source, where)
    kind = entry.get("trainer_type", "clamber")
    if kind not in ("clamber", "ppo"):
        raise AssetError(f"{source}: {where}.trainer_type: {kind!r} is not allowed; clamber or ppo")
    network = _mapping(entry.get("network_settings") or {}, source, f"{where}.network_settings")
    given = dict(_mapping(entry.get("hyperparameters") or {}, source, f"{where}.hyperparameters"))
    if kind == "ppo":
        given = _from_stock(given, network, source, f"{where}.hyperparameters")
    hyperparameters = structure(Hyperparameters, given, source, f"{where}.hyperparameters")
    _check_buckets(hyperparameters, source, where)
    _check_noise(hyperparameters, source, where)
    signals = _mapping(entry.get("reward_signals") or {}, source, f"{where}.reward_signals")
    _known(signals, {"extrinsic"}, source, f"{where}.reward_signals")
    extrinsic = _mapping(signals.get("extrinsic") or {}, source, f"{where}.reward_signals.extrinsic")
    memory = network.get("memory")
    values: dict[str, Any] = {"normalize": network.get("normalize", True)}
    values |= {key: extrinsic[key] for key in ("gamma", "strength") if key in extrinsic}
    for key in ("max_steps", "time_horizon", "summary_freq", "checkpoint_interval", "keep_checkpoints"):
        if key in entry:
            values[key] = entry[key]
    if entry.get("init_path"):
        values["init_path"] = str(entry["init_path"])
    fixed = {
        "behavior": behavior,
        "hyperparameters": hyperparameters,
        "memory": structure(
            Memory,
            _mapping(memory, source, f"{where}.network_settings.memory"),
            source,
            f"{where}.network_settings.memory",
        )
        if memory
        else None,
    }
    return structure(TrainerSettings, values, source, where, fixed)


def _from_stock(given: dict[str, Any], network: Mapping[str, Any], source: str, where: str) -> dict[str, Any]:
    """Stock ppo's hyperparameters in this learner's words."""
    _known(given, _STOCK_KEYS, source, where)
    mapped: dict[str, Any] = {
        key: given[key] for key in ("learning_rate", "beta", "epsilon", "lambd", "num_epoch") if key in given
    }
    mapped["learning_rate_schedule"] = given.get("learning_rate_schedule", "linear")
    batch, buffer = given.get("batch_size", 1024), given.get("buffer_size", 10240)
    if isinstance(batch, int) and isinstance(buffer, int) and 0 < batch <= buffer:
        mapped["num_minibatches"] = buffer // batch
    width, layers = network.get("hidden_units", 128), network.get("num_layers", 2)
    mapped |= {"proprioception_units": [width], "terrain_units": [width], "trunk_units": [width] * max(1, layers - 1)}
    return mapped


def _check_buckets(hyperparameters: Hyperparameters, source: str, where: str) -> None:
    buckets = hyperparameters.action_buckets
    if buckets and (buckets < 3 or buckets % 2 == 0):
        raise AssetError(
            f"{source}: {where}.hyperparameters.action_buckets: {buckets} is not allowed; 0, or odd from 3"
        )


def _check_noise(hyperparameters: Hyperparameters, source: str, where: str) -> None:
    least, most = hyperparameters.min_std, hyperparameters.max_std
    if not least <= hyperparameters.init_std <= most:
        raise AssetError(
            f"{source}: {where}.hyperparameters.init_std: {hyperparameters.init_std:g} is not allowed; from min_std, "
            f"{least:g}, to max_std, {most:g}"
        )


def _environment(settings: Mapping[str, Any], behavior: str, source: str) -> EnvironmentSettings:
    """What in-process training needs of ``env_settings``; a player's other arguments are left to the player."""
    arguments = settings.get("env_args") or []
    if not isinstance(arguments, list):
        raise AssetError(f"{source}: env_settings.env_args: {arguments!r} is not allowed; a list of arguments")
    words = [str(word) for word in arguments]
    values: dict[str, Any] = {"task": behavior}
    if isinstance(settings.get("seed"), int):
        values["seed"] = settings["seed"]
    kinds = {"--task": str, "--course": str, "--agents": int, "--engine": str, "--seed": int}
    for index, word in enumerate(words):
        key, _, value = word.partition("=")
        if key not in kinds:
            continue
        value = value or (words[index + 1] if index + 1 < len(words) else "")
        try:
            values[key[2:]] = kinds[key](value)
        except ValueError:
            raise AssetError(
                f"{source}: env_settings.env_args {key}: {value!r} is not allowed; a whole number"
            ) from None
    if values.get("engine", "mujoco") not in ("mujoco", "physx"):
        raise AssetError(
            f"{source}: env_settings.env_args --engine: {values['engine']!r} is not allowed; mujoco or physx"
        )
    return structure(EnvironmentSettings, values, source, "env_settings.env_args")


def structure(
    kind: type[Settings], given: Mapping[str, Any], source: str, where: str, fixed: Mapping[str, Any] | None = None
) -> Settings:
    """Makes a settings dataclass from a mapping, each value checked against its annotation.

    Args:
        kind: the dataclass.
        given: what the file says.
        source: the file.
        where: the place in the file.
        fixed: values that need no check.

    Raises:
        AssetError: one line: file, field, value, and what is allowed.
    """
    hints = get_type_hints(kind, include_extras=True)
    names = {entry.name for entry in dataclasses.fields(kind)}  # type: ignore[arg-type]
    _known(given, names, source, where)
    values = {name: _checked(value, hints[name], source, f"{where}.{name}") for name, value in given.items()}
    return kind(**values, **(fixed or {}))


def _checked(value: Any, hint: Any, source: str, where: str) -> Any:
    limits: Limits | None = None
    if get_origin(hint) is Annotated:
        hint, *rest = get_args(hint)
        limits = next((extra for extra in rest if isinstance(extra, Limits)), None)
    if get_origin(hint) is tuple:
        if not isinstance(value, list | tuple):
            raise AssetError(f"{source}: {where}: {value!r} is not allowed; a list of whole numbers")
        return tuple(_number(entry, int, limits, source, f"{where}[{index}]") for index, entry in enumerate(value))
    if hint in (int, float):
        return _number(value, hint, limits, source, where)
    if hint is bool and not isinstance(value, bool):
        raise AssetError(f"{source}: {where}: {value!r} is not allowed; true or false")
    if hint is str:
        allowed = _CHOICES.get(where.rsplit(".", 1)[-1])
        if not isinstance(value, str) or (allowed and value not in allowed):
            raise AssetError(
                f"{source}: {where}: {value!r} is not allowed; {', '.join(allowed) if allowed else 'a text'}"
            )
    return value


def _number(value: Any, kind: type, limits: Limits | None, source: str, where: str) -> int | float:
    if isinstance(value, str):  # YAML 1.1 reads 1e-3 as text
        with contextlib.suppress(ValueError):
            value = float(value)
    whole = kind is int
    if whole and isinstance(value, float) and value.is_integer():
        value = int(value)
    low, high = (limits.minimum, limits.maximum) if limits else (-1e18, 1e18)
    right_kind = isinstance(value, int if whole else (int, float)) and not isinstance(value, bool)
    if not right_kind or not low <= value <= high:
        word = "a whole number" if whole else "a number"
        raise AssetError(f"{source}: {where}: {value!r} is not allowed; {word} from {low:g} to {high:g}")
    return int(value) if whole else float(value)


def _mapping(value: Any, source: str, where: str) -> dict[str, Any]:
    if not isinstance(value, Mapping):
        raise AssetError(f"{source}: {where}: {value!r} is not allowed; a mapping")
    return {str(key): entry for key, entry in value.items()}


def _known(given: Mapping[str, Any], names: set[str], source: str, where: str) -> None:
    for name in given:
        if name not in names:
            close = difflib.get_close_matches(name, sorted(names), 1)
            meant = f" (did you mean {close[0]}?)" if close else ""
            raise AssetError(
                f"{source}: {where}.{name}: there is no such setting{meant}; there are {', '.join(sorted(names))}"
            )
