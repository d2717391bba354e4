"""The player's log: what a Unity build writes to Player.log."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import TextIO

from clamber.bridge.player.errors import PlayerError


class PlayerLog:
    """Lines with the time of day, in a file or on the standard output.

    A file is appended to: when mlagents restarts a player that died, the reason of its death stays readable.
    """

    def __init__(self, path: str | None = None) -> None:
        """Opens the log.

        Args:
            path: the file; its folder is made if it is missing. None: the standard output.

        Raises:
            PlayerError: the file cannot be written.
        """
        self._said: set[str] = set()
        self._file: TextIO | None = None
        if path is not None:
            try:
                Path(path).parent.mkdir(parents=True, exist_ok=True)
                self._file = Path(path).open("a", encoding="utf-8")  # noqa: SIM115, closed by close
            except OSError as error:
                raise PlayerError(f"argument -logFile: {path}: {error.strerror or error}") from error

    def write(self, line: str) -> None:
        """Adds a line. A log that can no longer be written (full disk, closed pipe) does not end the player."""
        try:
            print(time.strftime("[%H:%M:%S]"), line, file=self._file or sys.stdout, flush=True)
        except (OSError, ValueError):
            self._said.add(line)

    def once(self, line: str) -> None:
        """Adds a line, unless it was already there."""
        if line not in self._said:
            self._said.add(line)
            self.write(line)

    def error(self, line: str) -> None:
        """Writes a line to the standard error and, where the log is a file, there too."""
        try:
            print(f"Clamber: {line}", file=sys.stderr, flush=True)
        except (OSError, ValueError):
            self._said.add(line)
        if self._file is not None:
            self.write(f"error: {line}")

    def close(self) -> None:
        """Closes the file."""
        if self._file is not None:
            self._file.close()
