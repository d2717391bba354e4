"""The results folder of a run, laid out as mlagents-learn does it. Files appear whole or not at all."""

from __future__ import annotations

import io
import json
import os
import re
import shlex
import shutil
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
import yaml
from filelock import FileLock, Timeout

from clamber.assets.fields import AssetError


def take(lock: FileLock, complaint: str) -> None:
    """Takes a lock at once.

    Raises:
        AssetError: the complaint; somebody else has it.
    """
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise AssetError(complaint) from None


def release(lock: FileLock) -> None:
    """Releases a lock and removes its file, in the order in which nobody comes between."""
    if os.name == "posix":  # elsewhere an open file cannot be removed, and releasing it does so
        Path(lock.lock_file).unlink(missing_ok=True)
    lock.release()


class RunFolder:
    """``results/<run-id>``.

    Attributes:
        path: the folder.
        behavior: the name of the behavior trained.
    """

    def __init__(self, results: Path, run_id: str, behavior: str) -> None:
        """Names the folder; nothing is made yet.

        Raises:
            AssetError: the run id, or the behavior, is no name of a folder.
        """
        for what, name in (("--run-id", run_id), ("behaviors", behavior)):
            if not name or name in (".", "..") or any(sign in name for sign in '/\\:*?"<>|'):
                raise AssetError(f"{what}: {name!r} is not allowed; a name for a folder")
        self.path, self.behavior = results / run_id, behavior
        self._lock = FileLock(results / f".{run_id}.lock")

    @property
    def checkpoint_path(self) -> Path:
        """Where the latest checkpoint lies."""
        return self.path / self.behavior / "checkpoint.pt"

    def check(self, resume: bool, force: bool) -> None:
        """Looks whether a run may begin here; touches nothing.

        Raises:
            AssetError: there is an earlier run and neither resume nor force was said, or there is none to resume, or
                what would be replaced is no run.
        """
        if resume:
            if not self.checkpoint_path.is_file():
                raise AssetError(f"--resume: there is no {self.checkpoint_path} to go on from")
        elif self.path.exists() and not force:
            raise AssetError(
                f"{self.path}: there is a run of this name; --resume goes on, --force starts over, "
                "--run-id names another"
            )
        elif self.path.exists() and not self._is_run():
            raise AssetError(f"{self.path}: --force is not allowed; this is no run, and would be removed whole")

    def _is_run(self) -> bool:
        """Whether a training has made the folder, or nobody has put anything into it."""
        if not self.path.is_dir():
            return False
        names = {inside.name for inside in self.path.iterdir()}
        return not names or bool(names & {"configuration.yaml", "run_logs"})

    def begin(self, resume: bool, force: bool = False) -> None:
        """Makes the folder, or takes up the one that is there. An earlier run that is not resumed is gone. Until
        ``end`` no other training may begin there.

        Raises:
            AssetError: as ``check``, which may have looked a while ago; or a training is under way there.
        """
        self.lock()
        try:
            self.check(resume, force)
        except AssetError:
            self.end()
            raise
        if not resume and self.path.exists():
            shutil.rmtree(self.path)
        (self.path / self.behavior).mkdir(parents=True, exist_ok=True)
        (self.path / "run_logs").mkdir(exist_ok=True)

    def remove(self) -> None:
        """Removes the folder, whatever is in it.

        Raises:
            AssetError: a training is under way there.
        """
        self.lock()
        shutil.rmtree(self.path, ignore_errors=True)
        self.end()

    def lock(self) -> None:
        """Lets no other training begin there until ``end``.

        Raises:
            AssetError: one is under way.
        """
        if not self._lock.is_locked:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            take(self._lock, f"{self.path}: a training is under way there; wait for it, or name another (--run-id)")

    def end(self) -> None:
        """Lets others train there."""
        if self._lock.is_locked:
            release(self._lock)

    def earlier_commands(self) -> list[str]:
        """The commands of the run's sittings so far, the first of them first, as its ``configuration.yaml`` tells."""
        try:
            told = yaml.safe_load((self.path / "configuration.yaml").read_text(encoding="utf-8"))["clamber"]["commands"]
        except (OSError, yaml.YAMLError, KeyError, TypeError):
            return []
        return [str(command) for command in told]

    def lesson_numbers(self) -> dict[str, int]:
        """Which lesson each environment parameter had come to, as ``mlagents-learn`` keeps it in a file of its own."""
        try:
            told = json.loads((self.path / "run_logs" / "training_status.json").read_text(encoding="utf-8"))
            entries = {str(name): entry for name, entry in told.items() if isinstance(entry, dict)}
        except (OSError, ValueError, AttributeError):
            return {}
        return {name: int(entry["lesson_num"]) for name, entry in entries.items() if "lesson_num" in entry}

    def write_configuration(self, document: Mapping[str, Any]) -> None:
        """Writes ``configuration.yaml``."""
        write_whole(self.path / "configuration.yaml", yaml.safe_dump(dict(document), sort_keys=False).encode())

    def save(self, checkpoint: Mapping[str, Any], brain: bytes, steps: int, keep: int, final: bool = False) -> None:
        """Writes a checkpoint and its brain.

        Args:
            checkpoint: numbers, texts, lists, dicts and tensors.
            brain: content of the .onnx.
            steps: done so far.
            keep: how many numbered checkpoints stay.
            final: whether the run's own brain, ``<Behavior>.onnx``, is written too.
        """
        folder = self.path / self.behavior
        content = checkpoint_bytes(checkpoint)
        name = f"{self.behavior}-{steps}"
        write_whole(folder / f"{name}.onnx", brain)
        write_whole(folder / f"{name}.pt", content)
        write_whole(self.checkpoint_path, content)
        if final:
            write_whole(self.path / f"{self.behavior}.onnx", brain)
        # A person may keep files of their own here, such as Quadruped-best.pt.
        ours = re.compile(rf"{re.escape(self.behavior)}-(\d+)\.pt")
        numbers = {path: int(match[1]) for path in folder.iterdir() if (match := ours.fullmatch(path.name))}
        numbered = sorted(numbers, key=lambda path: numbers[path])
        for old in numbered[:-keep]:
            old.unlink()
            old.with_suffix(".onnx").unlink(missing_ok=True)
        status = {
            # What mlagents-learn --resume looks for.
            "metadata": {
                "stats_format_version": "0.3.0",
                "mlagents_version": "1.1.0",
                "torch_version": torch.__version__,
            },
            self.behavior: {"checkpoints": [_told(path) for path in numbered[-keep:]]},
            **{name: {"lesson_num": lesson} for name, lesson in checkpoint["lessons"]["current"].items()},
        }
        write_whole(self.path / "run_logs" / "training_status.json", json.dumps(status, indent=4).encode())


def _told(path: Path) -> dict[str, Any]:
    """A checkpoint as training_status.json lists it."""
    return {
        "steps": int(path.stem.rsplit("-", 1)[1]),
        "file_path": str(path.with_suffix(".onnx")),
        "reward": None,
        "creation_time": path.stat().st_mtime,
        "auxillary_file_paths": [str(path)],
    }


def checkpoint_bytes(checkpoint: Mapping[str, Any]) -> bytes:
    """The content of a checkpoint's file."""
    buffer = io.BytesIO()
    torch.save(dict(checkpoint), buffer)
    return buffer.getvalue()


def training_command() -> str:
    """The command that this process was started with, for a brain's metadata; a study starts it as a module."""
    program = Path(sys.argv[0]).name
    return shlex.join(["clamber" if program == "cli.py" else program, *sys.argv[1:]])


def write_whole(path: Path, content: bytes) -> None:
    """Writes a file so that it is never seen half-written."""
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        os.chmod(temporary, 0o644)
        os.replace(temporary, path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def read_checkpoint(path: Path) -> dict[str, Any]:
    """Reads a checkpoint; only numbers, texts, lists, dicts and tensors are ever loaded from it.

    Raises:
        AssetError: it cannot be read, or is none of ours.
    """
    try:
        checkpoint = torch.load(path, map_location="cpu", weights_only=True)
    except OSError as error:
        raise AssetError(f"{path}: {error.strerror or error}") from None
    except Exception as error:  # torch raises what its pickle reader raises
        raise AssetError(f"{path}: not a checkpoint of clamber: {' '.join(str(error).split())[:120]}") from None
    found = checkpoint.get("format") if isinstance(checkpoint, dict) else None
    if found != "clamber-1":
        raise AssetError(f"{path}: not a checkpoint of clamber: format {found!r} is not allowed; clamber-1")
    return dict(checkpoint)
