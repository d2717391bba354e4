"""Players and ports for the clients nobody here wrote."""

from __future__ import annotations

import os
import re
import shlex
import socket
import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]


@pytest.fixture
def launcher() -> str:
    """The headless player as it comes with the project."""
    return str(REPOSITORY / "builds" / "headless" / "Clamber")


@pytest.fixture
def counting_launcher(tmp_path: Path) -> str:
    """The player without physics: its agents count (see fake_player)."""
    path = tmp_path / "Counting"
    program = REPOSITORY / "tests" / "bridge" / "fake_player.py"
    path.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} {shlex.quote(str(program))} "$@"\n')
    path.chmod(0o755)
    return str(path)


@pytest.fixture
def short_task(tmp_path: Path) -> str:
    """The task QuadrupedFlat with episodes of half a second, so that some end in a short run; a file."""
    content = (REPOSITORY / "UnityProject/Assets/Clamber/Tasks/QuadrupedFlat.asset").read_text()
    path = tmp_path / "Short.asset"
    path.write_text(re.sub("m_TimeLimit: .*", "m_TimeLimit: 0.5", content))
    return str(path)


@pytest.fixture
def port() -> int:
    """A free port whose next one is free, too, for a second worker; no other process of the tests gets the same."""
    process = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    for first in range(20000 + 500 * process, 20500 + 500 * process, 2):
        with socket.socket() as one, socket.socket() as two:
            try:
                one.bind(("", first))
                two.bind(("", first + 1))
            except OSError:
                continue
            return first
    raise AssertionError("no two free ports")
