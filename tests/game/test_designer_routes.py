"""The designer's table over HTTP, and a creature that tries the course that lies on it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientWebSocketResponse, WSMsgType
from aiohttp.test_utils import TestClient, TestServer
from clamber.assets.content import content_folder
from clamber.assets.course import SegmentKind
from clamber.assets.loading import load_course
from clamber.assets.plain import to_plain
from clamber.courses.segments import DEFINITIONS
from clamber.game.designer import LONGEST_REQUEST
from clamber.game.messages import unpack_state
from clamber.game.server import make_app

from tests.game import event_loop

Told = dict[str, Any]


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of the content, which the server plays with."""
    copy = tmp_path / "UnityProject" / "Assets" / "Clamber"
    for folder in ("Bodies", "Brains", "Courses", "Tasks"):
        shutil.copytree(content_folder() / folder, copy / folder)
    monkeypatch.setenv("CLAMBER_CONTENT", str(copy))
    yield copy
    monkeypatch.undo()


class Page:
    """What a page on this server's own origin can ask."""

    def __init__(self, client: TestClient[Any, Any]) -> None:
        self.client = client
        self.headers = {"Origin": str(client.make_url("/")).rstrip("/")}

    async def get(self, path: str, **query: str) -> tuple[int, Told]:
        """Status and JSON."""
        answer = await self.client.get(path, params=query)
        return answer.status, await answer.json()

    async def post(self, path: str, told: Any) -> tuple[int, Told]:
        """Status and JSON; bytes are sent as they are."""
        data = told if isinstance(told, bytes) else json.dumps(told).encode()
        answer = await self.client.post(path, data=data, headers=self.headers)
        return answer.status, await answer.json()

    async def trial(self) -> ClientWebSocketResponse:
        """An open /trial."""
        return await self.client.ws_connect("/trial", headers=self.headers)


def visit(do: Callable[[Page], Awaitable[None]]) -> None:
    """Runs a server and a page's visit to it."""

    async def run() -> None:
        async with TestClient(TestServer(make_app(), host="127.0.0.1")) as client:
            await do(Page(client))

    event_loop.run(run())


def short(name: str = "Gaps", **fields: Any) -> Told:
    """A course as plain values, with some fields changed."""
    told: Told = to_plain(load_course(name))
    return told | fields


def snapshot(folder: Path) -> dict[str, bytes]:
    """Every file below a folder."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_the_table_is_laid_from_the_definitions() -> None:
    async def do(page: Page) -> None:
        status, table = await page.get("/api/designer")
        assert status == 200 and table["not_saved"] == "" and table["problems"] == []
        for told, (kind, definition) in zip(table["kinds"], sorted(DEFINITIONS.items()), strict=True):
            assert (told["kind"], told["name"], told["summary"]) == (int(kind), definition.name, definition.summary)
            assert [one["meaning"] for one in told["parameters"]] == [one.meaning for one in definition.parameters]
            assert all(one["minimum"] < one["maximum"] for one in told["parameters"])
        # A new card of a kind is the yardstick's.
        gauntlet = to_plain(load_course("Gauntlet"))["segments"]
        assert [told["template"] for told in table["kinds"]] == sorted(gauntlet, key=lambda one: one["kind"])
        lane = {one["name"]: one for one in table["lane"]}
        assert set(lane) == {"length", "width", "start_length", "spacing", "difficulty_at_start"}
        assert lane["length"]["meaning"] == "of the lane, from the start line at x = 0 to the finish."
        assert (lane["length"]["minimum"], lane["length"]["unit"]) == (5.0, "leg lengths")
        tasks = {one["name"]: one["tasks"] for one in table["courses"]}
        assert "Quadruped" in tasks["Gauntlet"] and "Gauntlet" not in tasks["Flat"]

    visit(do)


def test_a_broken_course_is_named_and_the_others_are_laid(project: Path) -> None:
    path = project / "Courses" / "Gaps.asset"
    path.write_text(path.read_text().replace("m_Length: 60", "m_Length: 2"))

    async def do(page: Page) -> None:
        status, table = await page.get("/api/designer")
        assert status == 200
        assert table["problems"] == ["Courses/Gaps.asset: m_Length: 2 is not allowed; at least 5 leg lengths"]
        assert "Gaps" not in [one["name"] for one in table["courses"]] and len(table["courses"]) > 10
        status, told = await page.get("/api/designer/course", name="Gaps")
        assert status == 400 and told["message"] == table["problems"][0]

    visit(do)


def test_load_change_save_load(project: Path) -> None:
    before = snapshot(project)

    async def do(page: Page) -> None:
        _, file = await page.get("/api/designer/course", name="Gaps")
        assert file["course"] == to_plain(load_course("Gaps"))
        changed = file["course"] | {"length": 33.5}
        _, answer = await page.post("/api/designer/preview", {"course": changed, "seed": 7, "difficulty": 0.5})
        assert answer["course"]["length"] == 33.5 and answer["problems"] == []
        assert snapshot(project) == before
        saving = {"name": "Gaps", "course": changed, "version": file["version"]}
        status, saved = await page.post("/api/designer/save", saving)
        assert status == 200 and saved["course"] == changed and saved["version"] != file["version"]
        assert load_course("Gaps").length == 33.5
        # Another page that loaded it before does not overwrite it.
        status, refused = await page.post("/api/designer/save", saving)
        assert status == 409 and refused["message"].startswith("Gaps: Courses/Gaps.asset has changed on disk since")
        status, new = await page.post("/api/designer/save_as_new", {"name": "Gaps2", "course": changed})
        assert status == 200 and new["name"] == "Gaps2"
        assert (await page.get("/api/designer/course", name="Gaps2"))[1]["course"] == changed
        _, everything = await page.get("/api/content")
        assert "Gaps2" in [one["name"] for one in everything["courses"]]

    visit(do)


@pytest.mark.parametrize(
    ("path", "told", "words"),
    [
        ("preview", {"course": {}, "seed": -1, "difficulty": 0.5}, "seed: -1 is not allowed"),
        ("preview", {"course": {}, "seed": 1, "difficulty": 2}, "difficulty: 2 is not allowed"),
        ("preview", {"course": {}, "seed": 1, "difficulty": 0.5, "creature": "../X"}, "creature '../X': there is none"),
        ("preview", b"[1]", "message: [1] is not allowed"),
        ("preview", b"{", "message: not JSON"),
        ("preview", b"\xff\xfe", "message: not text"),
        ("preview", b"[" * 100_000, "message: not JSON"),
        ("save", {"name": "Gaps", "course": short(length=2), "version": ""}, "Length: 2 is not allowed; at least 5"),
        ("save", {"name": "Gaps", "course": short()}, "version: missing"),
        ("save", {"course": short(), "version": ""}, "name: missing"),
        ("save", {"name": "Nowhere", "course": short(), "version": ""}, "Nowhere: Courses/Nowhere.asset is gone"),
        ("save_as_new", {"name": "../../Evil", "course": short()}, "name '../../Evil' is not allowed"),
        ("save_as_new", {"name": "Gaps", "course": short()}, "name 'Gaps' is taken by Gaps"),
        ("save_as_new", {"name": "New", "course": None}, "A course is needed"),
        ("save_as_new", {"name": "New", "course": short(segments=[[]])}, "Card 1: "),
    ],
)  # fmt: skip
def test_what_cannot_be_done_is_refused_in_one_line_and_nothing_is_written(
    project: Path, path: str, told: Any, words: str
) -> None:
    before = snapshot(project.parents[2])

    async def do(page: Page) -> None:
        status, answer = await page.post(f"/api/designer/{path}", told)
        assert status == 400 and answer["message"].startswith(words), answer
        assert "\n" not in answer["message"]

    visit(do)
    assert snapshot(project.parents[2]) == before


def test_requests_that_are_too_long_and_pages_of_others_are_refused(project: Path) -> None:
    before = snapshot(project)

    async def do(page: Page) -> None:
        status, answer = await page.post("/api/designer/preview", b" " * (LONGEST_REQUEST + 1))
        assert status == 413 and answer["message"] == f"message: at most {LONGEST_REQUEST} bytes"
        page.headers = {"Origin": "http://example.org"}
        saving = json.dumps({"name": "Evil", "course": short()})
        answer = await page.client.post("/api/designer/save_as_new", data=saving, headers=page.headers)
        assert answer.status == 403
        answer = await page.client.post("/api/designer/save_as_new", data=saving)
        assert answer.status == 403

    visit(do)
    assert snapshot(project) == before


async def told_by(socket: ClientWebSocketResponse, kind: str) -> Told:
    """The next message of a kind."""
    while True:
        message = await socket.receive(timeout=120)
        assert message.type in (WSMsgType.TEXT, WSMsgType.BINARY), message
        if message.type == WSMsgType.TEXT:
            told: Told = json.loads(message.data)
            if told["type"] == kind:
                return told
            assert told["type"] != "error", told


def start(spec: Any, **fields: Any) -> Told:
    """A trial's first message."""
    creature = {"task": "QuadrupedFlat", "brain": None, "name": "Q"}
    plain = {"type": "start", "seed": 7, "difficulty": 0.5, "countdown": 0, "creatures": [creature], "spec": spec}
    return plain | fields


def test_a_creature_tries_a_course_that_lies_in_no_file(project: Path) -> None:
    before = snapshot(project)
    spec = short("Hurdles", length=20.0)

    async def do(page: Page) -> None:
        socket = await page.trial()
        await socket.send_json(start(spec))
        started = await told_by(socket, "started")
        scale = started["course"]["scale"]
        assert started["course"]["length"] == pytest.approx(20.0 * scale)
        assert started["courses"][0]["segments"] and started["creatures"][0]["body"] == "Quadruped"
        message = await socket.receive(timeout=120)
        while message.type != WSMsgType.BINARY:
            message = await socket.receive(timeout=120)
        assert unpack_state(message.data).creatures[0].root[0] == pytest.approx(0.0, abs=0.05)
        # Changed while it runs: the next one is on the new course, and stands on level ground between two hurdles.
        await socket.send_json(start(spec | {"length": 30.0}, **{"from": 25.0}))
        started = await told_by(socket, "started")
        assert started["course"]["length"] == pytest.approx(30.0 * scale)
        message = await socket.receive(timeout=120)
        while message.type != WSMsgType.BINARY:
            message = await socket.receive(timeout=120)
        root = unpack_state(message.data).creatures[0].root[0]
        assert 20.0 * scale < root <= 25.0 * scale
        hurdles = [box for box in started["course"]["boxes"] if box[6] == SegmentKind.HURDLES]
        assert min(abs(box[0] - root) - box[3] for box in hurdles) > 0.6 * scale
        await socket.close()

    visit(do)
    assert snapshot(project) == before


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"spec": short(length=2)}, "Length: 2 is not allowed; at least 5 leg lengths"),
        ({"spec": None}, "A course is needed"),
        ({"from": 99}, "from: 99 is not allowed; 0 to 60"),
        ({"from": "x"}, "from: 'x' is not allowed; a number is needed"),
        ({"creatures": [{"task": "Nobody", "brain": None}]}, "task 'Nobody': there is none"),
        ({"creatures": []}, "creatures: [] is not allowed"),
    ],
)
def test_a_trial_that_cannot_be_is_refused_and_the_next_one_runs(fields: Told, words: str) -> None:
    async def do(page: Page) -> None:
        socket = await page.trial()
        await socket.send_json(start(short()) | fields)
        answer = await socket.receive_json(timeout=120)
        assert answer["type"] == "error" and answer["message"].startswith(words), answer
        await socket.send_json(start(short(length=10.0)))
        await told_by(socket, "started")
        await socket.close()

    visit(do)


def test_a_course_too_full_to_be_simulated_is_not_tried() -> None:
    [rubble] = short("Rubble")["segments"]
    dense = {"size": [0.25, 0.25], "cover": [0.5, 0.5]}
    knobs = [one | {"easy": dense[one["name"]], "hard": dense[one["name"]]} if one["name"] in dense else one
             for one in rubble["parameters"]]  # fmt: skip
    full = short("Rubble", length=1000.0, width=50.0, segments=[rubble | {"parameters": knobs}])

    async def do(page: Page) -> None:
        socket = await page.trial()
        await socket.send_json(start(full))
        answer = await socket.receive_json(timeout=120)
        assert answer["type"] == "error" and "too full to be drawn here" in answer["message"]
        await socket.close()

    visit(do)
