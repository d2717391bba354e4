"""Reads trainer_configs/*.yaml, the same files that mlagents-learn reads."""

from __future__ import annotations

import contextlib
import dataclasses
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, TypeVar, get_args, get_origin, get_type_hints

import yaml

from clamber.assets.fields import AssetError, Limits
from clamber.bridge.player.arguments import OPTIONS
from clamber.learning.lessons import ParameterLessons, known, mapping, read_lessons
from clamber.learning.settings import (
    ACTIVATIONS,
    LEARNING_RATE_SCHEDULES,
    MOST_AGENTS,
    SYMMETRIES,
    EnvironmentSettings,
    Hyperparameters,
    Memory,
    TrainerSettings,
)

Settings = TypeVar("Settings")

#: Where configurations lie, seen from the project's folder.
CONFIGURATIONS = Path("trainer_configs")

#: Sections that mlagents knows, and their keys; most mean nothing in this process.
_SECTIONS = {
    "env_settings": {
        "env_path", "env_args", "base_port", "num_envs", "num_areas", "timeout_wait", "seed", "max_lifetime_restarts",
        "restarts_rate_limit_n", "restarts_rate_limit_period_s",
    },
    "engine_settings": {
        "width", "height", "quality_level", "time_scale", "target_frame_rate", "capture_frame_rate", "no_graphics",
        "no_graphics_monitor",
    },
    "checkpoint_settings": {
        "run_id", "initialize_from", "load_model", "resume", "force", "train_model", "inference", "results_dir",
    },
    "torch_settings": {"device"},
}  # fmt: skip
#: Of ``checkpoint_settings``, what this process heeds too. That a run is to be replaced or gone on with, only the
#: command line says: such a word in a file is easily forgotten there.
_CHECKPOINTS = ("run_id", "initialize_from", "results_dir")
#: ``clamber``: the seed and the commands that ``clamber train`` adds to the copy in the results.
_FILE_KEYS = {*_SECTIONS, "behaviors", "default_settings", "environment_parameters", "debug", "clamber"}
#: Keys of a behavior that mlagents knows and that mean nothing to this learner, or are read apart from the rest.
_BEHAVIOR_KEYS = {
    "trainer_type", "hyperparameters", "network_settings", "reward_signals", "max_steps", "time_horizon",
    "summary_freq", "checkpoint_interval", "keep_checkpoints", "init_path", "threaded", "even_checkpoints",
    "behavioral_cloning", "self_play",
}  # fmt: skip
_NETWORK_KEYS = {
    "normalize", "hidden_units", "num_layers", "vis_encode_type", "memory", "goal_conditioning_type", "deterministic",
}  # fmt: skip
_UNITS = "hyperparameters.proprioception_units, terrain_units and trunk_units say it"
#: Those of them that only stock trainers heed: what mlagents fills in, and what to do instead.
_STOCK_NETWORK = {
    "hidden_units": (128, _UNITS),
    "num_layers": (2, _UNITS),
    "vis_encode_type": ("simple", "it sees no pictures"),
    "goal_conditioning_type": ("hyper", "it knows no goal sensors"),
}
_SIGNAL_KEYS = {"gamma", "strength", "network_settings"}
#: The player's arguments that mean something in this process too.
_ARGUMENTS = {"--task": str, "--course": str, "--agents": int, "--engine": str, "--seed": int}
#: mlagents wants a batch_size of every trainer, and writes this one into the results of ``trainer_type: clamber``.
_NO_BATCH_SIZE = 10**9
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
        initialize_from: the section's run to begin with; empty: none.
        results_dir: the section's folder for results; empty: it names none.
        document: the whole file, for the copy in the results.
    """

    trainer: TrainerSettings
    environment: EnvironmentSettings
    parameters: dict[str, ParameterLessons]
    run_id: str = ""
    initialize_from: str = ""
    results_dir: str = ""
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
    return check_configuration(mapping(document, source, "the file"), source)


def check_configuration(document: Mapping[str, Any], source: str) -> Configuration:
    """Checks a configuration that has been read; ``source`` names it in errors.

    Raises:
        AssetError: as ``read_configuration``.
    """
    known(document, _FILE_KEYS, source, "")
    sections = {name: _section(document, name, source) for name in (*_SECTIONS, "default_settings")}
    for name, keys in _SECTIONS.items():
        known(sections[name], keys, source, name)
    known(sections["default_settings"], _BEHAVIOR_KEYS, source, "default_settings")
    behaviors = mapping(document.get("behaviors"), source, "behaviors")
    if len(behaviors) != 1:
        raise AssetError(f"{source}: behaviors: {len(behaviors)} of them are not allowed; in-process training takes 1")
    name, entry = next(iter(behaviors.items()))
    entry = laid_over(sections["default_settings"], mapping(entry, source, f"behaviors.{name}"))
    trainer = trainer_settings(name, entry, source)
    parameters = read_lessons(_section(document, "environment_parameters", source), source)
    environment = _environment(sections["env_settings"], trainer.behavior, source)
    told = {name: str(sections["checkpoint_settings"].get(name) or "") for name in _CHECKPOINTS}
    return Configuration(trainer, environment, parameters, **told, document=dict(document))


def _section(given: Mapping[str, Any], name: str, source: str, where: str = "") -> dict[str, Any]:
    """A section that may be left out, or be null as in what mlagents writes."""
    return {} if given.get(name) is None else mapping(given[name], source, f"{where}{name}")


def laid_over(default: Mapping[str, Any], entry: Mapping[str, Any]) -> dict[str, Any]:
    """A behavior's entry over ``default_settings``, section by section, as mlagents lays them."""
    both = {name: (default[name], entry[name]) for name in default.keys() & entry.keys()}
    return {**default, **entry} | {
        name: laid_over(one, other) for name, (one, other) in both.items()
        if isinstance(one, Mapping) and isinstance(other, Mapping)
    }  # fmt: skip


def trainer_settings(behavior: str, entry: Mapping[str, Any], source: str) -> TrainerSettings:
    """The settings of one behavior: of ``trainer_type: clamber``, or of stock ``ppo`` as far as they mean the same.

    Raises:
        AssetError: as ``read_configuration``.
    """
    where = f"behaviors.{behavior}"
    known(entry, _BEHAVIOR_KEYS, source, where)
    kind = entry.get("trainer_type", "clamber")
    if kind not in ("clamber", "ppo"):
        raise AssetError(f"{source}: {where}.trainer_type: {kind!r} is not allowed; clamber or ppo")
    for key in ("behavioral_cloning", "self_play"):
        if entry.get(key) is not None:
            raise AssetError(f"{source}: {where}.{key}: {entry[key]!r} is not allowed; null, for there is none here")
    network = _section(entry, "network_settings", source, f"{where}.")
    known(network, _NETWORK_KEYS, source, f"{where}.network_settings")
    given = _section(entry, "hyperparameters", source, f"{where}.")
    if kind == "ppo":
        given = _from_stock(given, network, source, where)
    elif given.get("batch_size") == _NO_BATCH_SIZE:
        del given["batch_size"]
    if kind == "clamber":
        _check_network(network, source, f"{where}.network_settings")
    hyperparameters = structure(Hyperparameters, given, source, f"{where}.hyperparameters")
    _check_buckets(hyperparameters, source, where)
    _check_noise(hyperparameters, source, where)
    if not hyperparameters.trunk_units:
        raise AssetError(f"{source}: {where}.hyperparameters.trunk_units: [] is not allowed; at least one layer")
    values: dict[str, Any] = {"normalize": network["normalize"]} if "normalize" in network else {}
    values |= _extrinsic(_section(entry, "reward_signals", source, f"{where}."), source, f"{where}.reward_signals")
    for key in ("max_steps", "time_horizon", "summary_freq", "checkpoint_interval", "keep_checkpoints"):
        if key in entry:
            values[key] = entry[key]
    if entry.get("init_path") is not None:
        values["init_path"] = entry["init_path"]
    memory = None
    if network.get("memory") is not None:
        inside = f"{where}.network_settings.memory"
        memory = structure(Memory, mapping(network["memory"], source, inside), source, inside)
    fixed = {"behavior": behavior, "hyperparameters": hyperparameters, "memory": memory}
    return structure(TrainerSettings, values, source, where, fixed)


def _extrinsic(signals: Mapping[str, Any], source: str, where: str) -> dict[str, Any]:
    """Discount and strength of the one reward signal that this learner knows."""
    known(signals, {"extrinsic"}, source, where)
    extrinsic, inside = _section(signals, "extrinsic", source, f"{where}."), f"{where}.extrinsic"
    known(extrinsic, _SIGNAL_KEYS, source, inside)
    known(_section(extrinsic, "network_settings", source, f"{inside}."), _NETWORK_KEYS, source,
          f"{inside}.network_settings")  # fmt: skip
    return {key: extrinsic[key] for key in ("gamma", "strength") if key in extrinsic}


def _from_stock(given: dict[str, Any], network: Mapping[str, Any], source: str, where: str) -> dict[str, Any]:
    """Stock ppo's hyperparameters in this learner's words."""
    known(given, _STOCK_KEYS, source, f"{where}.hyperparameters")
    mapped: dict[str, Any] = {
        key: given[key] for key in ("learning_rate", "beta", "epsilon", "lambd", "num_epoch") if key in given
    }
    mapped["learning_rate_schedule"] = given.get("learning_rate_schedule", "linear")
    batch, buffer = (
        _number(given.get(key, default), int, Limits(1, 10**9), source, f"{where}.hyperparameters.{key}")
        for key, default in (("batch_size", 1024), ("buffer_size", 10240))
    )
    width, layers = (
        _number(network.get(key, default), int, Limits(1, most), source, f"{where}.network_settings.{key}")
        for key, default, most in (("hidden_units", 128, 4096), ("num_layers", 2, 100))
    )
    mapped["num_minibatches"] = max(1, int(buffer) // int(batch))
    trunk = [width] * max(1, int(layers) - 1)
    return mapped | {"proprioception_units": [width], "terrain_units": [width], "trunk_units": trunk}


def _check_buckets(hyperparameters: Hyperparameters, source: str, where: str) -> None:
    buckets = hyperparameters.action_buckets
    if buckets and (buckets < 3 or buckets % 2 == 0):
        raise AssetError(
            f"{source}: {where}.hyperparameters.action_buckets: {buckets} is not allowed; 0, or odd from 3"
        )


def _check_network(network: Mapping[str, Any], source: str, where: str) -> None:
    """Looks for what stock trainers heed there and this learner would not; what mlagents fills in is let pass."""
    for key, (default, instead) in _STOCK_NETWORK.items():
        value = network.get(key, default)
        if value not in (default, None):
            raise AssetError(f"{source}: {where}.{key}: {value!r} is not allowed with trainer_type clamber; {instead}")


def _check_noise(hyperparameters: Hyperparameters, source: str, where: str) -> None:
    least, most = hyperparameters.min_std, hyperparameters.max_std
    if not least <= hyperparameters.init_std <= most:
        raise AssetError(
            f"{source}: {where}.hyperparameters.init_std: {hyperparameters.init_std:g} is not allowed; from min_std, "
            f"{least:g}, to max_std, {most:g}"
        )


def check_second_chances(configuration: Configuration, source: str) -> None:
    """Looks whether second chances, if a lesson now or later gives any, can be given in the engine.

    Raises:
        AssetError: one line: they cannot, as PhysX does not tell all of its state.
    """
    engine, asked = configuration.environment.engine, configuration.parameters.get("second_chances")
    if engine != "mujoco" and asked is not None and any(one.sampler.source(0) != 0.0 for one in asked.lessons):
        where = f"{source}: environment_parameters.second_chances"
        raise AssetError(f"{where}: not allowed with --engine {engine}; only with mujoco")


def _environment(settings: Mapping[str, Any], behavior: str, source: str) -> EnvironmentSettings:
    """What in-process training needs of ``env_settings``; a player's other arguments are left to the player."""
    told = {"task": behavior, **{key: settings[key] for key in ("seed",) if key in settings}}
    values = dataclasses.asdict(structure(EnvironmentSettings, told, source, "env_settings"))
    arguments = settings.get("env_args")
    if arguments is not None:
        if not isinstance(arguments, list):
            raise AssetError(f"{source}: env_settings.env_args: {arguments!r} is not allowed; a list of arguments")
        values |= _arguments([str(word) for word in arguments], source)
    areas = _number(settings.get("num_areas", 1), int, Limits(1, 1000), source, "env_settings.num_areas")
    if areas > 1 and values["agents"] * areas > MOST_AGENTS:
        raise AssetError(
            f"{source}: env_settings.num_areas: {areas} is not allowed; with --agents {values['agents']} these are "
            f"{values['agents'] * areas} agents, of {MOST_AGENTS} at most"
        )
    values["agents"] *= areas  # as the player has them then
    if values["engine"] not in ("mujoco", "physx"):
        raise AssetError(
            f"{source}: env_settings.env_args --engine: {values['engine']!r} is not allowed; mujoco or physx"
        )
    return structure(EnvironmentSettings, values, source, "env_settings.env_args")


def _arguments(rest: list[str], source: str) -> dict[str, Any]:
    """The player's arguments that are heeded here too, read as the headless player reads them.

    Words with one dash, and what follows them, are Unity's own.
    """
    values: dict[str, Any] = {}
    while rest:
        key, joined, value = rest.pop(0).partition("=")
        if not key.startswith("--"):
            continue
        known([key], OPTIONS, source, "env_settings.env_args ")
        if not joined and rest and not rest[0].startswith("--"):
            value = rest.pop(0)
        if not value:
            raise AssetError(f"{source}: env_settings.env_args {key}: its value is missing")
        if key in _ARGUMENTS:
            try:
                values[key[2:]] = _ARGUMENTS[key](value)
            except ValueError:
                raise AssetError(
                    f"{source}: env_settings.env_args {key}: {value!r} is not allowed; a whole number"
                ) from None
    return values


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
    known(given, names, source, where)
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
