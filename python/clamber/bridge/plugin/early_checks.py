"""Settings that stock trips over only once processes have been started: with a traceback, or waiting for ever."""
# mypy: disable-error-code="misc"

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from mlagents.trainers.exception import TrainerConfigError
from mlagents.trainers.settings import EnvironmentParameterSettings, RunOptions

#: Workers' seeds count up from the run's, and the protocol's have 32 bits.
_SEED_END = 2**31
_LAST_PORT = 65535
#: As many as a player may have agents.
_MOST_AREAS = 65536

#: Says by what a setting was set: its field of the file, or its command line option. Given field, argument, option.
Where = Callable[[str, str, str], str]


def check_environment(options: RunOptions, where: Where) -> None:
    """Checks how many players there are, where they listen and what they are seeded with.

    Raises:
        TrainerConfigError: one line.
    """
    told = options.env_settings
    for name, option, least, most in (
        ("num_envs", "--num-envs", 1, _LAST_PORT),
        ("num_areas", "--num-areas", 1, _MOST_AREAS),
        ("base_port", "--base-port", 1, _LAST_PORT + 1 - told.num_envs),
        ("seed", "--seed", -1, _SEED_END - told.num_envs),
    ):
        value = getattr(told, name)
        if not least <= value <= most:
            place = where(f"env_settings.{name}", name, option)
            raise TrainerConfigError(f"{place}: {value} is not allowed; from {least} to {most}")


def check_lessons(
    lessons: dict[str, EnvironmentParameterSettings] | None, status: Path, resume: bool, source: str
) -> None:
    """Checks that every environment parameter has a lesson, the one too that a run to be resumed had come to.

    Args:
        lessons: by environment parameter.
        status: the run's file that tells where it was.
        resume: whether it is to go on from there.
        source: the configuration file.

    Raises:
        TrainerConfigError: one line.
    """
    for name, settings in (lessons or {}).items():
        if not settings.curriculum:
            raise TrainerConfigError(
                f"{source}: environment_parameters.{name}.curriculum: [] is not allowed; at least one lesson"
            )
    if not resume or not status.is_file():
        return
    try:
        reached = json.loads(status.read_bytes())
    except ValueError as error:
        raise TrainerConfigError(f"{status}: not JSON: {error}; without this file --resume goes on too") from None
    for name, settings in (lessons or {}).items():
        lesson, last = _lesson(reached, name), len(settings.curriculum) - 1
        if not 0 <= lesson <= last:
            raise TrainerConfigError(
                f"{status}: {name}.lesson_num: {lesson} is not allowed; {source} has lessons 0 to {last} of {name}: "
                "put one of those there"
            )


def check_writable(folder: Path, place: str) -> None:
    """Checks that a folder is one, or could be made.

    Raises:
        TrainerConfigError: one line.
    """
    there = next((path for path in (folder, *folder.parents) if path.exists()), None)
    if there is not None and not there.is_dir():
        raise TrainerConfigError(f"{place}: {folder} is not allowed; {there} is a file")


def _lesson(reached: Any, name: str) -> int:
    """The lesson of an environment parameter that a run's status tells; the first where it tells none."""
    told = reached.get(name) if isinstance(reached, dict) else None
    lesson = told.get("lesson_num") if isinstance(told, dict) else None
    return lesson if isinstance(lesson, int) else 0
