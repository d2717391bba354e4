"""What `env_path` may name, found and started by mlagents_envs' own code."""

from __future__ import annotations

import io
import os
import plistlib
import re
import shlex
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from clamber.bridge.player.launchers import write_launchers
from mlagents_envs import env_utils

COMMITTED = Path(__file__).resolve().parents[2] / "builds" / "headless"


def usage(launcher: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(launcher), "--help"], capture_output=True, text=True, timeout=60,
        env={"PATH": os.environ["PATH"], **environment},
    )  # fmt: skip


@pytest.mark.parametrize(
    ("platform", "expected"),
    [("linux", "Clamber"), ("darwin", "Clamber.app/Contents/MacOS/Clamber"), ("win32", "Clamber.exe")],
)
def test_mlagents_finds_the_launcher(
    platform: str, expected: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "new" / "folder"
    written = write_launchers(folder, platform)
    assert folder / expected in written
    assert not list(folder.glob(".*"))
    monkeypatch.setattr(env_utils, "get_platform", lambda: platform)
    assert env_utils.validate_environment_path(str(folder / "Clamber")) == str(folder / expected)
    assert os.access(folder / expected, os.X_OK)


@pytest.mark.skipif(sys.platform == "win32", reason="shell scripts")
def test_a_written_launcher_starts_this_interpreter(tmp_path: Path) -> None:
    folder = tmp_path / "a folder's name"
    write_launchers(folder)
    assert usage(folder / "Clamber").stdout.startswith("Clamber's headless player")


@pytest.mark.skipif(sys.platform == "win32", reason="shell scripts")
def test_an_interpreter_with_an_awkward_path(tmp_path: Path) -> None:
    python = tmp_path / "it's $HOME" / "python"
    python.parent.mkdir()
    python.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} "$@"\n')
    python.chmod(0o755)
    write_launchers(tmp_path, "linux", str(python))
    assert usage(tmp_path / "Clamber").stdout.startswith("Clamber's headless player")


def test_the_windows_launcher_is_what_pip_makes(tmp_path: Path) -> None:
    (path,) = write_launchers(tmp_path, "win32", r"C:\Program Files\Python\python.exe")
    content = path.read_bytes()
    assert content[:2] == b"MZ"
    shebang = re.search(rb'#!"C:\\Program Files\\Python\\python\.exe"\r\n(?=PK\x03\x04)', content)
    assert shebang
    archive = zipfile.ZipFile(io.BytesIO(content[shebang.end() :]))
    assert archive.namelist() == ["__main__.py"]
    script = tmp_path / "__main__.py"
    script.write_bytes(archive.read("__main__.py"))
    run = subprocess.run([sys.executable, str(script), "--help"], capture_output=True, text=True, timeout=60)
    assert run.stdout.startswith("Clamber's headless player")


def test_the_bundle_names_its_program(tmp_path: Path) -> None:
    write_launchers(tmp_path, "darwin")
    for folder in (tmp_path, COMMITTED):
        contents = folder / "Clamber.app" / "Contents"
        information = plistlib.loads((contents / "Info.plist").read_bytes())
        assert (contents / "MacOS" / information["CFBundleExecutable"]).is_file()


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """The committed launchers in a project of their own, which has no .venv."""
    folder = tmp_path / "a project" / "builds" / "headless"
    shutil.copytree(COMMITTED, folder)
    return folder


@pytest.mark.skipif(sys.platform == "win32", reason="shell scripts")
@pytest.mark.parametrize("name", ["Clamber", "Clamber.app/Contents/MacOS/Clamber"])
def test_the_committed_launcher_finds_a_python(copied: Path, name: str) -> None:
    said = "Clamber's headless player"
    assert usage(copied / name, CLAMBER_PYTHON=sys.executable, PATH="/usr/bin:/bin").stdout.startswith(said)
    # An interpreter that has no clamber is passed over for the next.
    none = str(shutil.which("false"))
    assert usage(copied / name, CLAMBER_PYTHON=none, VIRTUAL_ENV=sys.prefix).stdout.startswith(said)
    venv = copied.parents[1] / ".venv" / "bin"
    venv.mkdir(parents=True)
    (venv / "python").write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} "$@"\n')
    (venv / "python").chmod(0o755)
    assert usage(copied / name, PATH="/usr/bin:/bin").stdout.startswith(said)


@pytest.mark.skipif(sys.platform == "win32", reason="shell scripts")
def test_without_a_python_the_launcher_says_so_where_people_look(copied: Path, tmp_path: Path) -> None:
    tools = tmp_path / "tools"
    tools.mkdir()
    for tool in ("sh", "dirname"):
        (tools / tool).symlink_to(shutil.which(tool) or f"/bin/{tool}")
    log = tmp_path / "Player-0.log"
    run = subprocess.run(
        [str(copied / "Clamber"), "-batchmode", "-logFile", str(log), "--agents", "3"],
        capture_output=True, text=True, timeout=60, env={"PATH": str(tools)},
    )  # fmt: skip
    assert run.returncode == 1
    assert "CLAMBER_PYTHON" in run.stderr and len(run.stderr.splitlines()) == 1
    assert log.read_text() == f"error: {run.stderr}"  # which is how the learner knows it
