"""Starting the player of the official classes, and what it says first."""

from __future__ import annotations

import contextlib
import socket
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from mlagents_envs.communicator_objects.unity_message_pb2 import UnityMessageProto

OFFICIAL_PLAYER = Path(__file__).with_name("official_player.py")


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("localhost", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def official_player(port: int, *arguments: str) -> Iterator[subprocess.Popen[bytes]]:
    """Runs a player beside the test."""
    command = [sys.executable, str(OFFICIAL_PLAYER), "--mlagents-port", str(port), *arguments]
    with subprocess.Popen(command) as process:
        try:
            yield process
        finally:
            process.kill()


def launcher(folder: Path) -> Path:
    """An executable that mlagents can start as if it were a Unity build."""
    path = folder / "Player.x86_64"
    path.write_text(f'#!/bin/sh\nexec "{sys.executable}" "{OFFICIAL_PLAYER}" "$@"\n')
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path


def hello() -> bytes:
    """A player's first message."""
    message = UnityMessageProto(header={"status": 200})
    initialization = message.unity_output.rl_initialization_output
    initialization.name, initialization.package_version = "scripted", "3.0.0"
    initialization.communication_version = "1.5.0"
    for name in initialization.capabilities.DESCRIPTOR.fields_by_name:
        setattr(initialization.capabilities, name, True)
    return message.SerializeToString()
