"""Compiles the project's C# with Mono and runs it.

Core alone first (so that nothing of Unity can slip into it), then Unity's surface (``tests/unity_fakes``), an assembly
for each of Unity's, then Runtime, Game, Editor and the tests for Unity's own runner, each with what its assembly
definition refers to and nothing else, then the runner of these tests against all.
"""

from __future__ import annotations

import hashlib
import json
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

FAKES = ROOT / "tests" / "unity_fakes"
#: What an assembly definition refers to -> the assembly it is here. The test runner's are in NUnit's.
REFERRED = {
    "UnityEngine.TestRunner": "nunit.framework.dll",
    "UnityEditor.TestRunner": "nunit.framework.dll",
}


def definition(folder: Path) -> tuple[Path, tuple[str, ...]]:
    """Folder and references of an assembly, as Unity takes them from the definition that lies in the folder."""
    (path,) = folder.glob("*.asmdef")
    told = json.loads(path.read_text(encoding="utf-8"))
    engine = ["UnityEngine.dll"] + (["UnityEditor.dll"] if told["includePlatforms"] == ["Editor"] else [])
    named = [REFERRED.get(name, f"{name}.dll") for name in told["references"]]
    return folder, tuple(dict.fromkeys([*engine, *named, *told["precompiledReferences"]]))


#: Assembly -> (folder of its sources, assemblies it refers to), in the order of compilation.
ASSEMBLIES: dict[str, tuple[Path, tuple[str, ...]]] = {
    "Clamber.Core.dll": (CONTENT / "Core", ()),
    "UnityEngine.dll": (FAKES / "UnityEngine", ()),
    "UnityEditor.dll": (FAKES / "UnityEditor", ("UnityEngine.dll",)),
    "nunit.framework.dll": (FAKES / "NUnit", ()),
    "Unity.InferenceEngine.dll": (FAKES / "InferenceEngine", ("UnityEngine.dll",)),
    "Unity.ML-Agents.dll": (FAKES / "MLAgents", ("UnityEngine.dll", "Unity.InferenceEngine.dll")),
    "Clamber.Runtime.dll": definition(CONTENT / "Runtime"),
    "Clamber.Game.dll": definition(CONTENT / "Game"),
    "Clamber.Editor.dll": definition(CONTENT / "Editor"),
    "Clamber.EditMode.dll": definition(CONTENT / "Tests" / "EditMode"),
    "Clamber.PlayMode.dll": definition(CONTENT / "Tests" / "PlayMode"),
}
ASSEMBLIES["runner.exe"] = (ROOT / "tests" / "unity" / "runner", tuple(ASSEMBLIES))


def require_mono() -> None:
    """Skips where the environment says that there is no Mono, fails where it is missing unexpectedly."""
    if os.environ.get("CLAMBER_NO_MONO") == "1":
        pytest.skip("CLAMBER_NO_MONO=1: the C# is not tested")
    if not (shutil.which("mcs") and shutil.which("mono")):
        pytest.fail("mcs and mono are missing: apt-get install mono-mcs mono-runtime (or set CLAMBER_NO_MONO=1)")


def copy_content(folder: Path) -> Path:
    """Copies the content's bodies, courses and tasks into a folder, to be changed there; returns the folder."""
    for name in ("Bodies", "Courses", "Tasks"):
        shutil.copytree(CONTENT / name, folder / name)
    return folder


def sources(folder: Path) -> list[Path]:
    """All C# files below a folder."""
    return sorted(folder.rglob("*.cs"))


def build() -> Path:
    """Compiles everything, unless these very sources have been; returns the folder with the assemblies."""
    require_mono()
    digest = hashlib.sha256()
    for folder, _ in ASSEMBLIES.values():
        for source in (*sources(folder), *sorted(folder.glob("*.asmdef"))):
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
    """Compiles one assembly into a folder; warnings are errors.

    It lies in a folder of its own first: the compiler finds by itself what lies beside an assembly it refers to.
    """
    source_folder, references = ASSEMBLIES[assembly]
    apart = folder / "apart" / assembly
    apart.mkdir(parents=True)
    command = ["mcs", "-nologo", "-langversion:7.2", "-warn:4", "-warnaserror+", "-optimize+"]
    command += [
        f"-out:{apart / assembly}",
        "-target:exe" if assembly.endswith(".exe") else "-target:library",
        "-r:System.Core.dll",
    ]
    command += [f"-r:{folder / 'apart' / reference / reference}" for reference in references]
    # Unity fills serialized fields, which the compiler cannot know.
    command += ["-nowarn:0649"] + [str(source) for source in sources(source_folder)]
    result = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    if result.returncode:
        pytest.fail(f"{assembly} does not compile:\n{result.stdout}{result.stderr}")
    shutil.copy(apart / assembly, folder)


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
