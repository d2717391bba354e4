"""/api/content and /api/course: what there is, and what a course looks like."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from aiohttp import web

from clamber.assets import content
from clamber.assets.fields import AssetError
from clamber.assets.loading import load_course
from clamber.courses.generation import generate
from clamber.game.application import CATALOG
from clamber.game.catalog import body_scale
from clamber.game.fields import RequestError
from clamber.game.fullness import require_drawable
from clamber.game.geometry import course_json
from clamber.game.requests import MOST_SEED
from clamber.tasks.content import read_task
from clamber.tasks.measures import measure


def routes(app: web.Application) -> None:
    """Registers both."""
    app.router.add_get("/api/content", content_route)
    app.router.add_get("/api/course", course_route)


async def content_route(request: web.Request) -> web.Response:
    """Bodies, courses, tasks and brains."""
    try:
        return json_response(await asyncio.to_thread(request.app[CATALOG].content_json))
    except (ValueError, OSError) as error:
        return error_response(error, 500)


async def course_route(request: web.Request) -> web.Response:
    """?course=&seed=&difficulty=&task=: the course's geometry as the task's creature runs it."""
    query = request.query
    try:
        seed = _number(query.get("seed", "0"), "seed", MOST_SEED)
        difficulty = _number(query.get("difficulty", "0.5"), "difficulty", 1.0)
        if seed != int(seed):
            raise RequestError(f"seed: {seed:g} is not allowed; a whole number is needed")
        told = await asyncio.to_thread(
            course_geometry, query.get("course", ""), int(seed), difficulty, query.get("task", "")
        )
    except (ValueError, OSError) as error:
        return error_response(error)
    return json_response(told)


def course_geometry(course_name: str, seed: int, difficulty: float, task_name: str) -> dict[str, Any]:
    """A course's geometry, as long and as high as in a race of the task's creature.

    Raises:
        ValueError: one line; there is no such course or task, or the course is too full to be drawn.
    """
    for name, folder, word in ((course_name, "Courses", "course"), (task_name, "Tasks", "task")):
        if name not in content.names(folder):
            raise AssetError(f"{word} {name!r}: there is none; known: {', '.join(content.names(folder))}")
    spec, read = load_course(course_name), read_task(task_name)
    require_drawable(course_name, spec)
    scale = body_scale(read.body, read.task)
    course = generate(spec, seed, difficulty, scale, measure(read.body, read.task.control).top_height)
    return course_json(course, spec.start_length * scale, raster=False)


def json_response(told: Any, status: int = 200) -> web.Response:
    """Anything as JSON."""
    return web.Response(
        text=json.dumps(told, separators=(",", ":")), status=status, content_type="application/json"
    )


def error_response(error: Exception, status: int = 400) -> web.Response:
    """{"type": "error", "message": one line}."""
    return json_response({"type": "error", "message": str(error)}, status)


def _number(text: str, name: str, most: float) -> float:
    try:
        value = float(text)
    except ValueError:
        raise RequestError(f"{name}: {text[:40]!r} is not allowed; a number is needed") from None
    if not 0.0 <= value <= most:
        raise RequestError(f"{name}: {text[:40]} is not allowed; 0 to {most:.15g}")
    return value
