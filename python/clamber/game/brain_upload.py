"""/api/brains: an .onnx dropped onto the page is checked, and kept as long as the server runs."""

from __future__ import annotations

import asyncio
import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from aiohttp import web

from clamber.assets import content
from clamber.assets.fields import AssetError
from clamber.evaluation.brain import BrainError
from clamber.game.application import CATALOG
from clamber.game.brain_check import Sizes
from clamber.game.catalog import BrainFile, Catalog
from clamber.game.content_routes import error_response, json_response
from clamber.tasks.content import read_task
from clamber.tasks.senses import observation_layout

#: Largest brain, bytes.
LARGEST_BRAIN = 32 * 1024 * 1024
#: How long a check may take, s.
PATIENCE = 60.0

#: Where the page's brains lie while the server runs.
FOLDER: web.AppKey[tempfile.TemporaryDirectory[str]] = web.AppKey("brain_folder")


def routes(app: web.Application) -> None:
    """Registers /api/brains."""
    app[FOLDER] = tempfile.TemporaryDirectory(prefix="clamber-brains-")
    app.on_cleanup.append(_clean_up)
    app.router.add_post("/api/brains", brains_route)


async def _clean_up(app: web.Application) -> None:
    app[FOLDER].cleanup()


async def brains_route(request: web.Request) -> web.Response:
    """?name=FILE&task=NAME with the file as the body; without a task, the brain's own, or the first that it fits.

    The answer is {"name", "task"} as /api/content then lists it, or an error of one line.
    """
    try:
        data = await request.read()
    except web.HTTPRequestEntityTooLarge:
        return error_response(BrainError(f"the file is too large; at most {LARGEST_BRAIN // 2**20} MiB"), 413)
    name = name_of(request.query.get("name", ""))
    try:
        brain = await asyncio.to_thread(
            take_in, request.app[CATALOG], Path(request.app[FOLDER].name), name, data, request.query.get("task", "")
        )
    except ValueError as error:
        return error_response(error)
    return json_response({"name": brain.name, "task": brain.task})


def name_of(told: str) -> str:
    """A brain's name from its file's: letters, digits, spaces and _ . - only, at most 40."""
    stem = re.sub(r"[^A-Za-z0-9 _.-]", "_", told.replace("\\", "/").rsplit("/", 1)[-1]).removesuffix(".onnx")
    return stem.strip(" .")[:40] or "brain"


def take_in(catalog: Catalog, folder: Path, name: str, data: bytes, task: str) -> BrainFile:
    """Checks a brain and puts it into the catalog.

    Args:
        catalog: offers it from then on.
        folder: where it is kept.
        name: from ``name_of``; one that is taken gets a number behind it.
        data: the .onnx.
        task: that it is to live; empty: what it says itself, else the first that it fits.

    Raises:
        ValueError: one line; it is refused.
    """
    if len(data) > LARGEST_BRAIN:
        raise BrainError(f"{name}.onnx: {len(data)} bytes are too many; at most {LARGEST_BRAIN}")
    if not data:
        raise BrainError(f"{name}.onnx: the file is empty")
    catalog.require_room(name)
    # Named as people know it, for the file's name is in what the check says.
    path = Path(tempfile.mkdtemp(dir=folder)) / f"{name}.onnx"
    path.write_bytes(data)
    try:
        fitting = check_apart(path, sizes_of(task, name))
        return catalog.add_brain(BrainFile(name, path, fitting, dropped=True))
    except ValueError:
        path.unlink()
        path.parent.rmdir()
        raise


def sizes_of(task: str, stem: str) -> list[Sizes]:
    """The sizes of a task, or of all: the one of the file's name first.

    Raises:
        AssetError: there is no such task, or it cannot be read.
    """
    names = content.names("Tasks")
    if task and task not in names:
        raise AssetError(f"task {task!r}: there is none; known: {', '.join(names)}")
    sizes: list[Sizes] = []
    for name in [task] if task else sorted(names, key=lambda one: (one != stem, one)):
        try:
            read = read_task(name)
        except AssetError:
            if task:
                raise
            continue
        layout = observation_layout(read.task, read.body)
        senses = [sum(block.size for block in layout if block.sensor == sensor) for sensor in (0, 1)]
        actions = next(block.size for block in layout if block.name == "last_action")
        sizes.append((name, senses[0], senses[1], actions))
    return sizes


def check_apart(path: Path, sizes: list[Sizes]) -> str:
    """Runs ``brain_check`` in a process of its own; returns the task that the brain fits.

    Raises:
        BrainError: one line; the brain is refused, or has crashed the check or taken too long.
    """
    try:
        checked = subprocess.run(
            [sys.executable, "-m", "clamber.game.brain_check", str(path)], input=json.dumps(sizes),
            capture_output=True, text=True, timeout=PATIENCE, check=False,
        )  # fmt: skip
        answer = json.loads(checked.stdout)
    except subprocess.TimeoutExpired:
        raise BrainError(f"{path.name}: checking it took more than {PATIENCE:.0f} s") from None
    except ValueError:
        raise BrainError(f"{path.name}: ONNX Runtime breaks on it") from None
    if "error" in answer:
        raise BrainError(answer["error"])
    return str(answer["task"])
