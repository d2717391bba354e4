"""``python -m clamber.bridge.player``: the program that a launcher starts."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import traceback
from collections.abc import Sequence
from types import FrameType

from clamber.bridge.player.arguments import USAGE, PlayerArguments, log_file_of, parse_arguments
from clamber.bridge.player.environment import EnvironmentMaker, PlayerEnvironment
from clamber.bridge.player.errors import PlayerError, StopRequest
from clamber.bridge.player.log import PlayerLog
from clamber.bridge.player.version import package_version


def main(arguments: Sequence[str] | None = None) -> int:
    """Plays until the learner closes or a signal asks to leave.

    Args:
        arguments: without the program's name; None: those of the process.

    Returns:
        The exit status: 0 when the learner closed or a signal came, 1 when the player could not go on, 2 when an
        argument or a file is wrong.
    """
    # mlagents-learn may end at once, while this process is still loading.
    parent = os.getppid()
    given = sys.argv[1:] if arguments is None else arguments
    try:
        said = parse_arguments(given)
        if said.usage:
            print(USAGE, end="")
            return 0
        log = PlayerLog(said.log_file)
    except PlayerError as error:
        # mlagents-learn shows nothing that a player prints; its log is where people look.
        log = PlayerLog()
        with contextlib.suppress(PlayerError):
            log = PlayerLog(log_file_of(given))
        log.error(str(error))
        log.close()
        return 2
    _heed_signals()
    try:
        return _run(said, log, parent)
    except StopRequest as request:
        log.write(f"{request}: leaving")
        return 0
    finally:
        log.close()


def _run(said: PlayerArguments, log: PlayerLog, parent: int) -> int:
    try:
        _write_header(said, log)
        make = _environment_maker(said)
    except (PlayerError, ValueError) as error:
        log.error(str(error))
        return 2
    try:
        play(said, make, log, parent)
    except (PlayerError, ValueError) as error:
        log.error(str(error))
        return 1
    except Exception as error:
        log.error(f"the player broke: {type(error).__name__}: {error}")
        log.write(traceback.format_exc())
        return 1
    return 0


def play(
    said: PlayerArguments, make_environment: EnvironmentMaker, log: PlayerLog, parent: int | None = None
) -> None:
    """Finds the learner and lives with it; once process ``parent``, if given, has ended, none is waited for.

    Raises:
        PlayerError: one line.
        ValueError: one line, from the environment.
    """
    # Imported here: with a wrong argument nobody should wait for gRPC.
    from clamber.bridge.player.connection import Connection
    from clamber.bridge.player.session import Session

    connection = Connection(said.port, said.wait, parent)
    try:
        Session(connection, make_environment, said, log).run()
    finally:
        connection.close()


def _environment_maker(said: PlayerArguments) -> EnvironmentMaker:
    """Reads the task, so that what is wrong with it is told before any learner waits."""
    from clamber.bridge.player.task_environment import TaskEnvironment
    from clamber.tasks.content import on_course, read_task

    task = on_course(read_task(said.task).task, said.course)
    read_task(task)

    def make(agents: int, seed: int) -> PlayerEnvironment:
        return TaskEnvironment(task, agents, said.engine, seed, said.threads)

    return make


def _write_header(said: PlayerArguments, log: PlayerLog) -> None:
    log.write(f"Clamber {package_version()} headless player, Python {sys.version.split()[0]}, process {os.getpid()}")
    threads = 1 if said.engine == "physx" else said.threads or "one per core"
    log.write(f"task {said.task}, {said.agents} agents an area, engine {said.engine}, threads: {threads}")
    if said.ignored:
        log.write(f"arguments without a meaning here: {' '.join(said.ignored)}")
    if not said.port_given:
        log.write(f"no --mlagents-port: looking for a learner on {said.port}, as the Unity editor does")


def _heed_signals() -> None:
    """SIGTERM and SIGINT end the player in good order; further ones change nothing."""

    def stop(number: int, _: FrameType | None) -> None:
        for each in (signal.SIGTERM, signal.SIGINT):
            signal.signal(each, signal.SIG_IGN)
        raise StopRequest(signal.Signals(number).name)

    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, stop)
