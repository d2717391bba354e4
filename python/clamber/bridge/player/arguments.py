"""The player's command line: a Unity build's arguments, and Clamber's own."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from clamber.bridge.player.errors import PlayerError

#: Where ``mlagents-learn`` without an ``env_path`` listens for the Unity editor.
EDITOR_PORT = 5004

USAGE = """Clamber's headless player: to mlagents-learn it is a Unity build.

  env_settings:
    env_path: builds/headless/Clamber
    env_args: ["--task", "Quadruped", "--agents", "64"]

--task NAME|FILE     a task of the content folder, or a .asset file (Walker)
--course NAME|FILE   another course than the task's, to train on
--agents N           agents in this process (32); the learner's num_areas multiplies it
--seed N             of everything drawn (the learner's, which is its own for every worker)
--engine NAME        mujoco or physx (mujoco)
--threads N          for MuJoCo's physics (0: one per core); PhysX has one
--mlagents-port N    where the learner listens (5004, as for the Unity editor)
--statistics on|off  send statistics of ended episodes (on); off for clients that have no channel for them
--wait SECONDS       how long to look for the learner there (30)
-logFile PATH        where the player's log goes; - or none: the standard output
-nographics -batchmode and other arguments of Unity builds with one dash are accepted and have no effect.
"""


@dataclass(frozen=True)
class PlayerArguments:
    """What the command line says.

    Attributes:
        port: where the learner listens.
        port_given: whether it was said.
        task: name or file.
        course: another than the task's, name or file; empty: the task's.
        agents: in one training area.
        seed: None: the learner's.
        engine: "mujoco" or "physx".
        threads: for physics; 0: one per core.
        wait: seconds to look for the learner.
        statistics: whether the learner is sent any.
        log_file: None: the standard output.
        ignored: arguments that have no meaning here.
        usage: only the usage is asked for.
    """

    port: int = EDITOR_PORT
    port_given: bool = False
    task: str = "Walker"
    course: str = ""
    agents: int = 32
    seed: int | None = None
    engine: str = "mujoco"
    threads: int = 0
    wait: float = 30.0
    statistics: bool = True
    log_file: str | None = None
    ignored: tuple[str, ...] = ()
    usage: bool = False


def parse_arguments(arguments: Sequence[str]) -> PlayerArguments:
    """Reads the command line, the program's name left out.

    Raises:
        PlayerError: one line: an argument of Clamber's own that is misspelt, lacks its value or has a wrong one.
    """
    said: dict[str, Any] = {}
    ignored: list[str] = []
    rest = list(arguments)
    while rest:
        argument = rest.pop(0)
        if argument.lower() == "-logfile":
            if _names_log(rest):
                rest.pop(0)
        elif argument in ("-h", "-help", "--help"):
            said["usage"] = True
        elif argument.startswith("--"):
            name, joined, value = argument.partition("=")
            if name not in OPTIONS:
                close = difflib.get_close_matches(name, OPTIONS, 1)
                raise PlayerError(
                    f"argument {name}: unknown"
                    + (f"; did you mean {close[0]}?" if close else f"; there are {', '.join(OPTIONS)}")
                )
            if not joined:
                if not rest:
                    raise PlayerError(f"argument {name}: its value is missing")
                value = rest.pop(0)
            field, read = OPTIONS[name]
            said[field] = read(name, value)
            if field == "port":
                said["port_given"] = True
        elif f"-{argument}" in OPTIONS:
            raise PlayerError(f"argument {argument}: unknown; did you mean -{argument}?")
        elif argument.startswith("-"):
            ignored.append(argument)
            if rest and not rest[0].startswith("-"):
                ignored.append(rest.pop(0))
        else:
            raise PlayerError(f"argument {argument}: not allowed here; arguments begin with --")
    return PlayerArguments(ignored=tuple(ignored), log_file=log_file_of(arguments), **said)


def log_file_of(arguments: Sequence[str]) -> str | None:
    """The file that ``-logFile`` names, whatever else is wrong with the arguments; None: the standard output, where, as
    in Unity, the log goes if none is named.
    """
    found: str | None = None
    for index, argument in enumerate(arguments):
        rest = arguments[index + 1 :]
        if argument.lower() == "-logfile" and _names_log(rest):
            found = None if rest[0] == "-" else rest[0]
    return found


def _names_log(rest: Sequence[str]) -> bool:
    """Whether what follows ``-logFile`` is its value."""
    return bool(rest) and (rest[0] == "-" or not rest[0].startswith("-"))


def _whole(lowest: int, highest: int) -> Callable[[str, str], int]:
    def read(name: str, value: str) -> int:
        try:
            number = int(value)
        except ValueError:
            number = lowest - 1
        if not lowest <= number <= highest:
            raise PlayerError(f"argument {name}: {value!r} is not allowed; a whole number from {lowest} to {highest}")
        return number

    return read


def _seconds(name: str, value: str) -> float:
    try:
        number = float(value)
    except ValueError:
        number = -1.0
    if not 0.0 <= number <= 86400.0:
        raise PlayerError(f"argument {name}: {value!r} is not allowed; seconds from 0 to 86400")
    return number


def _engine(name: str, value: str) -> str:
    if value not in ("mujoco", "physx"):
        raise PlayerError(f"argument {name}: {value!r} is not allowed; mujoco or physx")
    return value


def _switch(name: str, value: str) -> bool:
    if value not in ("on", "off"):
        raise PlayerError(f"argument {name}: {value!r} is not allowed; on or off")
    return value == "on"


def _text(name: str, value: str) -> str:
    if not value:
        raise PlayerError(f"argument {name}: its value is empty")
    return value


#: By name: the field of ``PlayerArguments``, and how its value is read.
OPTIONS: dict[str, tuple[str, Callable[[str, str], Any]]] = {
    "--task": ("task", _text),
    "--agents": ("agents", _whole(1, 65536)),
    "--course": ("course", _text),
    "--seed": ("seed", _whole(0, 2**63 - 1)),
    "--engine": ("engine", _engine),
    "--threads": ("threads", _whole(0, 1024)),
    "--mlagents-port": ("port", _whole(1, 65535)),
    "--statistics": ("statistics", _switch),
    "--wait": ("wait", _seconds),
}
