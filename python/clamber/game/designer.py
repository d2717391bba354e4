"""/api/designer/...: the designer's table; and /trial, where a creature tries the course that lies on it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from aiohttp import web

from clamber.assets.course import CourseSpec
from clamber.assets.plain import to_plain
from clamber.game.application import CATALOG
from clamber.game.content_routes import error_response, json_response
from clamber.game.designer_catalog import table_json
from clamber.game.designer_check import examine
from clamber.game.designer_files import ChangedOnDiskError, CourseFile, open_course, save, save_as_new
from clamber.game.designer_preview import preview, too_much
from clamber.game.fields import RequestError, number_field, parse_object, text_field, whole_field
from clamber.game.race import RacePlan, plan_race
from clamber.game.race_socket import serve_race
from clamber.game.requests import MOST_SEED, Start

#: Longest request, bytes: some hundred cards.
LONGEST_REQUEST = 512 * 1024
#: What the course of a trial is called.
TRIAL = "On the table"


def routes(app: web.Application) -> None:
    """Registers them."""
    app.router.add_get("/api/designer", table_route)
    app.router.add_get("/api/designer/course", course_route)
    app.router.add_post("/api/designer/preview", preview_route)
    app.router.add_post("/api/designer/save", save_route)
    app.router.add_post("/api/designer/save_as_new", save_as_new_route)
    app.router.add_get("/trial", trial_socket)


async def table_route(request: web.Request) -> web.Response:
    """Kinds, fields, courses and creatures; see ``designer_catalog.table_json``."""
    return await _answer(table_json)


async def course_route(request: web.Request) -> web.Response:
    """?name=: a course as plain values, with its file's version."""
    name = request.query.get("name", "")
    return await _answer(lambda: _file_json(open_course(name)))


async def preview_route(request: web.Request) -> web.Response:
    """{course, seed, difficulty, creature}: see ``designer_preview.preview``."""

    def answer(told: dict[str, Any]) -> dict[str, Any]:
        return preview(
            told.get("course"),
            whole_field(told, "seed", 0, MOST_SEED),
            number_field(told, "difficulty", 0.0, 1.0),
            text_field(told, "creature", ""),
        )

    return await _answer_posted(request, answer)


async def save_route(request: web.Request) -> web.Response:
    """{name, course, version}: puts a course back into its file; 409 where that has changed since it was loaded."""
    return await _answer_posted(
        request, lambda told: _file_json(save(text_field(told, "name"), _course(told), text_field(told, "version")))
    )


async def save_as_new_route(request: web.Request) -> web.Response:
    """{name, course}: writes a course into a new file."""
    return await _answer_posted(
        request, lambda told: _file_json(save_as_new(text_field(told, "name"), _course(told)))
    )


async def trial_socket(request: web.Request) -> web.WebSocketResponse:
    """As /race, but the start message brings its course along: ``spec``, plain values.

    ``from`` says where its creatures are dropped in, leg lengths from the start line.
    """
    catalog = request.app[CATALOG]

    def plan(start: Start, told: dict[str, Any]) -> RacePlan:
        spec = _course(told, "spec")
        refusal = too_much(spec)
        if refusal:
            raise RequestError(f"spec: {refusal}")
        begin = number_field(told, "from", 0.0, spec.length, 0.0)
        entrants = [replace(catalog.entrant(entry), begin=begin) for entry in start.creatures]
        return plan_race(TRIAL, spec, start.seed, start.difficulty, start.lanes, entrants, start.countdown)

    return await serve_race(request, plan, LONGEST_REQUEST)


def _course(told: dict[str, Any], field: str = "course") -> CourseSpec:
    """The course that a page sent.

    Raises:
        RequestError: something is wrong with it; the first thing, in one line.
    """
    spec, problems = examine(told.get(field))
    if spec is None:
        raise RequestError(problems[0].words)
    return spec


def _file_json(file: CourseFile) -> dict[str, Any]:
    return {"name": file.name, "course": to_plain(file.spec), "version": file.version}


async def _answer_posted(request: web.Request, make: Callable[[dict[str, Any]], dict[str, Any]]) -> web.Response:
    """What a call makes of the request's JSON, or its error."""
    if request.content_length is not None and request.content_length > LONGEST_REQUEST:
        return error_response(RequestError(f"message: at most {LONGEST_REQUEST} bytes"), 413)
    body = await request.read()
    if len(body) > LONGEST_REQUEST:
        return error_response(RequestError(f"message: at most {LONGEST_REQUEST} bytes"), 413)

    def answer() -> dict[str, Any]:
        try:
            text = body.decode("utf-8")
        except UnicodeDecodeError:
            raise RequestError("message: not text") from None
        return make(parse_object(text))

    return await _answer(answer)


async def _answer(make: Callable[[], dict[str, Any]]) -> web.Response:
    """What a call says, as JSON, or its error; it may take its time."""
    try:
        return json_response(await asyncio.to_thread(make))
    except ChangedOnDiskError as error:
        return error_response(error, 409)
    except ValueError as error:
        return error_response(error)
