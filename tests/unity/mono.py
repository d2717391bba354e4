"""Compiles the project's C# with Mono and runs it.

Core alone first (so that nothing of Unity can slip into it), then Unity's surface (``tests/unity_fakes``), then
Runtime, Game, Editor and the tests for Unity's own runner against both, then the runner of these tests against all.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PROJECT = ROOT / "UnityProject"
CONTENT = PROJECT / "Assets" / "Clamber"
CACHE = ROOT / ".pytest_cache" / "unity"

#: Assembly -> (folder of its sources, assemblies it refers to), in the order of compilation.
ASSEMBLIES: dict[str, tuple[Path, tuple[str, ...]]] = {
    "Clamber.Core.dll": (CONTENT / "Core", ()),
    "UnityFakes.dll": (ROOT / "tests" / "unity_fakes", ()),
    "Clamber.Runtime.dll": (CONTENT / "Runtime", ("Clamber.Core.dll", "UnityFakes.dll")),
    "Clamber.Game.dll": (CONTENT / "Game", ("Clamber.Core.dll", "UnityFakes.dll", "Clamber.Runtime.dll")),
    "Clamber.Editor.dll": (CONTENT / "Editor", ("Clamber.Core.dll", "UnityFakes.dll", "Clamber.Runtime.dll")),
    "Clamber.EditMode.dll": (
        CONTENT / "Tests" / "EditMode",
        ("Clamber.Core.dll", "UnityFakes.dll", "Clamber.Runtime.dll", "Clamber.Game.dll", "Clamber.Editor.dll"),
    ),
    "Clamber.PlayMode.dll": (
        CONTENT / "Tests" / "PlayMode",
        ("Clamber.Core.dll", "UnityFakes.dll", "Clamber.Runtime.dll"),
    ),
    "runner.exe": (
        ROOT / "tests" / "unity" / "runner",
        (
            "Clamber.Core.dll", "UnityFakes.dll", "Clamber.Runtime.dll", "Clamber.Game.dll", "Clamber.Editor.dll",
            "Clamber.EditMode.dll",
        ),
    ),
}  # fmt: skip


def require_mono() -> None:
    """Skips where the environment says that there is no Mono, fails where it is missing unexpectedly."""
    if os.environ.get("CLAMBER_NO_MONO") == "1":
        pytest.skip("CLAMBER_NO_MONO=1: the C# is not tested")
    if not (shutil.which("mcs") and shutil.which("mono")):
        pytest.fail("mcs and mono are missing: apt-get install mono-mcs mono-runtime (or set CLAMBER_NO_MONO=1)")


def sources(folder: Path) -> list[Path]:
    """All C# files below a folder."""
    return sorted(folder.rglob("*.cs"))


def build() -> Path:
    """Compiles everything, unless these very sources have been; returns the folder with the assemblies."""
    require_mono()
    digest = hashlib.sha256()
    for folder, _ in ASSEMBLIES.values():
        for source in sources(folder):
            digest.update(str(source.relative_to(ROOT)).encode() + b"\0" + source.read_bytes())
    target = CACHE / digest.hexdigest()[:16]
    if not target.is_dir():
        CACHE.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=CACHE) as name:
            made = Path(name) / "made"
            made.mkdir()
            for assembly in ASSEMBLIES:
                compile_assembly(assembly, made)
            try:
                made.rename(target)
            except OSError:  # another worker was first
                if not target.is_dir():
                    raise
    return target


def compile_assembly(assembly: str, folder: Path) -> None:
    """Compiles one assembly into a folder; warnings are errors."""
    source_folder, references = ASSEMBLIES[assembly]
    command = ["mcs", "-nologo", "-langversion:7.2", "-warn:4", "-warnaserror+", "-optimize+"]
    command += [
        f"-out:{folder / assembly}",
        "-target:exe" if assembly.endswith(".exe") else "-target:library",
        "-r:System.Core.dll",
    ]
    command += [f"-r:{folder / reference}" for reference in references]
    # Unity fills serialized fields, which the compiler cannot know.
    command += ["-nowarn:0649"] + [str(source) for source in sources(source_folder)]
    result = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    if result.returncode:
        pytest.fail(f"{assembly} does not compile:\n{result.stdout}{result.stderr}")


def run(command: str, lines: Iterable[str] = (), content: Path = CONTENT, arguments: Iterable[str] = ()) -> list[str]:
    """Runs one of the runner's commands on input lines, with further arguments; returns its output lines."""
    runner = build() / "runner.exe"
    result = subprocess.run(
        ["mono", str(runner), command, str(content), *arguments],
        input="".join(line + "\n" for line in lines),
        capture_output=True, text=True, timeout=240, check=False,
    )  # fmt: skip
    if result.returncode:
        pytest.fail(f"runner {command}: exit status {result.returncode}\n{result.stderr[-2000:]}")
    return result.stdout.splitlines()
