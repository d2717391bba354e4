"""Which Python the project is set up with, on machines that have this one or that; none of them is really run."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[1]
NEEDED = "Clamber needs Python 3.10 or 3.11 (with venv) for ML-Agents"
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="shell scripts")


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """The one folder on the PATH of a machine where nothing is installed yet."""
    folder = tmp_path / "on the path"
    folder.mkdir()
    return folder


def install(path: Path, script: str) -> Path:
    """Puts a program there."""
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return path


def install_python(path: Path, version: str) -> Path:
    """A Python that says its version, whatever it is asked; without one, a Python that lacks venv."""
    return install(path, f"echo {version}" if version else "echo \"No module named 'venv'\" >&2; exit 1")


def find(machine: Path, python: str = "") -> subprocess.CompletedProcess[str]:
    """Runs the script on a machine, with or without PYTHON set."""
    return subprocess.run(
        ["/bin/sh", str(REPOSITORY / "requirements" / "find_python.sh")],
        capture_output=True, text=True, timeout=60, env={"PATH": str(machine), "PYTHON": python},
    )  # fmt: skip


@pytest.mark.parametrize(
    ("installed", "chosen"),
    [
        ({"python3.11": "3.11"}, "python3.11"),
        ({"python3.10": "3.10"}, "python3.10"),
        ({"python3": "3.10"}, "python3"),
        ({"python": "3.11"}, "python"),
        ({"python3.11": "3.11", "python3.10": "3.10", "python3": "3.13"}, "python3.11"),
        ({"python3.10": "3.10", "python3": "3.12"}, "python3.10"),
        ({"python3.11": "", "python3": "3.10"}, "python3"),
    ],
)
def test_the_first_that_fits_is_chosen(machine: Path, installed: dict[str, str], chosen: str) -> None:
    for name, version in installed.items():
        install_python(machine / name, version)
    found = find(machine)
    assert (found.returncode, found.stdout, found.stderr) == (0, f"{machine / chosen}\n", "")


def test_the_one_that_is_named_comes_first(machine: Path, tmp_path: Path) -> None:
    install_python(machine / "python3.11", "3.11")
    mine, newer = install_python(tmp_path / "mine", "3.10"), install_python(tmp_path / "newer", "3.13")
    assert find(machine, python=str(mine)).stdout == f"{mine}\n"
    # One that does not fit is passed over.
    assert find(machine, python=str(newer)).stdout == f"{machine / 'python3.11'}\n"


@pytest.mark.parametrize("installed", [{}, {"python3": "3.12"}, {"python3": "2.7"}, {"python3.11": ""}])
def test_where_none_fits_one_sentence_says_what_to_install(machine: Path, installed: dict[str, str]) -> None:
    for name, version in installed.items():
        install_python(machine / name, version)
    found = find(machine)
    assert (found.returncode, found.stdout, found.stderr) == (
        1, "", f"{NEEDED}: install python3.11, or install uv and run make again.\n"
    )  # fmt: skip


def test_uv_is_asked_for_one(machine: Path) -> None:
    install_python(machine / "python3", "3.12")
    answers = '"python install 3.11") echo fetched ;; "python find 3.11") echo /uv/3.11 ;;'
    install(machine / "uv", f'case "$*" in {answers} esac')
    found = find(machine)
    # What uv says of its work is no part of the answer.
    assert (found.returncode, found.stdout, found.stderr) == (0, "/uv/3.11\n", "fetched\n")


@pytest.mark.parametrize("failing", ["install", "find"])
def test_a_uv_that_fails_is_not_to_be_installed(machine: Path, failing: str) -> None:
    install_python(machine / "python3", "3.12")
    install(machine / "uv", f'case "$2" in {failing}) echo "error: no network" >&2; exit 2 ;; esac')
    found = find(machine)
    assert (found.returncode, found.stdout) == (1, "")
    why, sentence = found.stderr.splitlines()
    assert why == "error: no network"
    assert sentence.startswith(f"{NEEDED}, and uv could not get 3.11") and "install uv" not in sentence


@pytest.mark.skipif(shutil.which("make") is None, reason="make is not installed")
def test_a_virtual_environment_of_another_python_is_told_in_one_line(machine: Path, tmp_path: Path) -> None:
    fitting = install_python(machine / "python3.11", "3.11")
    (tmp_path / ".venv" / "bin").mkdir(parents=True)
    install_python(tmp_path / ".venv" / "bin" / "python", "3.12")
    run = subprocess.run(
        ["make", "--silent", f"VENV={tmp_path}/.venv", f"{tmp_path}/.venv/ready"],
        cwd=REPOSITORY, capture_output=True, text=True, timeout=60,
        env={"PATH": os.environ["PATH"], "PYTHON": str(fitting)},
    )  # fmt: skip
    assert run.returncode == 2
    assert run.stdout == (
        f"make: {tmp_path}/.venv is not of Python 3.10 or 3.11, which ML-Agents needs: remove it and run make again\n"
    )
    assert not (tmp_path / ".venv" / "ready").exists()
