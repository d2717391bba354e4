"""The server as a page, a stranger and a rude client meet it."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from socket import create_server
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from clamber.assets.content import content_folder
from clamber.assets.loading import load_body, load_course
from clamber.game import page, server, session_socket
from clamber.game.application import SESSIONS
from clamber.game.catalog import Catalog
from clamber.game.messages import unpack_state
from clamber.game.race import Race

from tests.game import event_loop
from tests.game.races import entrant, plan

Client = TestClient[web.Request, web.Application]
#: Nothing here takes long, but the machine may be busy.
PATIENCE = 120.0
START: dict[str, Any] = {
    "type": "start", "course": "Flat", "seed": 500_001, "difficulty": 0.0, "countdown": 0.1,
    "creatures": [{"task": "QuadrupedFlat", "brain": "QuadrupedFlat", "name": "Bo"}],
}  # fmt: skip


def serve(test: Callable[[Client], Awaitable[None]]) -> None:
    """Runs a test against a server of its own."""

    async def run() -> None:
        app = server.make_app()
        async with TestClient(TestServer(app, host="127.0.0.1")) as client:
            await asyncio.wait_for(test(client), PATIENCE)

    event_loop.run(run())


def origin(client: Client) -> dict[str, str]:
    return {"Origin": f"http://127.0.0.1:{client.port}"}


@asynccontextmanager
async def race(client: Client) -> AsyncIterator[aiohttp.ClientWebSocketResponse]:
    async with client.ws_connect("/race", headers=origin(client)) as socket:
        yield socket


async def told(socket: aiohttp.ClientWebSocketResponse, kind: str) -> dict[str, Any]:
    """The next JSON message of a type; what comes before is passed over."""
    async for message in socket:
        if message.type == aiohttp.WSMsgType.TEXT:
            said = json.loads(message.data)
            if said["type"] == kind:
                return dict(said)
    raise AssertionError(f"the socket closed before it said {kind}")


async def states(socket: aiohttp.ClientWebSocketResponse, count: int) -> list[bytes]:
    """The next states."""
    found: list[bytes] = []
    async for message in socket:
        if message.type == aiohttp.WSMsgType.BINARY:
            found.append(message.data)
            if len(found) == count:
                return found
    raise AssertionError("the socket closed")


async def raw_get(client: Client, path: str) -> tuple[bytes, bytes]:
    """Status line and all the rest for a path sent just as it is."""
    reader, writer = await asyncio.open_connection("127.0.0.1", client.port)
    writer.write(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{client.port}\r\nConnection: close\r\n\r\n".encode())
    try:
        return await reader.readline(), await reader.read()
    finally:
        writer.close()


def test_a_page_is_told_what_there_is() -> None:
    async def test(client: Client) -> None:
        content = await (await client.get("/api/content")).json()
        assert {"Quadruped", "Humanoid"} <= {body["name"] for body in content["bodies"]}
        assert "Gauntlet" in {course["name"] for course in content["courses"]}
        assert {"name": "QuadrupedFlat", "task": "QuadrupedFlat", "body": "Quadruped", "steerable": False,
                "dropped": False} in content["brains"]  # fmt: skip
        steerable = {task["name"]: task["steerable"] for task in content["tasks"]}
        assert steerable["QuadrupedSteer"] and not steerable["QuadrupedFlat"]
        assert content["problems"] == []

    serve(test)


def test_a_course_is_told_and_a_mistake_is_one_line() -> None:
    async def test(client: Client) -> None:
        good = {"course": "Gauntlet", "seed": "3", "difficulty": "0.5", "task": "Quadruped"}
        told = await (await client.get("/api/course", params=good)).json()
        assert told["length"] > 10.0 and told["boxes"]
        for wrong in ({"course": "../Flat"}, {"task": "Nobody"}, {"seed": "x"}, {"seed": "-1"}, {"difficulty": "nan"},
                      {"seed": "1.5"}, {"course": "/etc/passwd"}):  # fmt: skip
            answer = await client.get("/api/course", params=good | wrong)
            assert answer.status == 400, wrong
            message = (await answer.json())["message"]
            assert message and "\n" not in message

    serve(test)


def test_a_course_is_told_as_a_race_of_the_task_has_it() -> None:
    # Its course is as long as its task says, not as its legs are.
    task = "QuadrupedSteer"
    race = Race(plan(entrant(task), course=load_course("Beams"), seed=3, difficulty=0.5))
    raced = race.started()["course"]
    race.close()

    async def test(client: Client) -> None:
        asked = {"course": "Beams", "seed": "3", "difficulty": "0.5", "task": task}
        told = await (await client.get("/api/course", params=asked)).json()
        assert told == raced
        content = await (await client.get("/api/content")).json()
        assert next(one["course_scale"] for one in content["tasks"] if one["name"] == task) == raced["scale"]
        assert raced["scale"] != load_body("Quadruped").leg_length

    serve(test)


def test_content_that_cannot_be_read_is_told_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(catalog: Catalog) -> dict[str, Any]:
        raise FileNotFoundError(2, "No such file or directory", "Brains")

    monkeypatch.setattr(Catalog, "content_json", gone)

    async def test(client: Client) -> None:
        answer = await client.get("/api/content")
        assert answer.status == 500
        assert (await answer.json())["message"] == "[Errno 2] No such file or directory: 'Brains'"

    serve(test)


def test_other_sites_and_hosts_are_refused() -> None:
    async def test(client: Client) -> None:
        own = origin(client)["Origin"]
        assert (await client.get("/api/content", headers={"Host": "evil.example"})).status == 403
        assert (await client.get("/api/content", headers={"Host": "127.0.0.1:1"})).status == 403
        assert (await client.get("/api/content", headers={"Origin": "http://evil.example"})).status == 403
        # Another site's picture or frame of ours sends no Origin; a link to us is followed.
        for site in ("cross-site", "same-site"):  # another port of this machine is the same site
            for mode, goal, path, status in (
                ("no-cors", "image", "/", 403), ("navigate", "iframe", "/", 403), ("navigate", "document", "/", 200),
                ("navigate", "", "/", 200),  # as browsers told when they did not tell this yet
                ("navigate", "document", "/api/content", 403),
            ):  # fmt: skip
                told = {"Sec-Fetch-Site": site, "Sec-Fetch-Mode": mode, "Sec-Fetch-Dest": goal}
                answer = await client.get(path, headers={name: value for name, value in told.items() if value})
                assert answer.status == status
                if status == 200:
                    assert answer.headers["X-Frame-Options"] == "DENY"
        assert (await client.post("/api/brains", data=b"x")).status == 403
        assert (await client.post("/api/brains", data=b"x", headers={"Origin": "null"})).status == 403
        assert (await client.post("/api/brains", data=b"x", headers={"Origin": own + ".evil.example"})).status == 403
        assert (await client.get("/api/content", headers={"Host": f"localhost:{client.port}"})).status == 200
        for path in ("/race", "/trial", "/theatre"):
            for headers in ({}, {"Origin": "http://evil.example"}, {"Origin": own.replace("http:", "https:")}):
                with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
                    await client.ws_connect(path, headers=headers)
                assert refused.value.status == 403

    serve(test)


def test_a_race_streams_and_obeys() -> None:
    async def test(client: Client) -> None:
        async with race(client) as socket:
            await socket.send_json(START)
            started = await told(socket, "started")
            assert [one["name"] for one in started["creatures"]] == ["Bo"]
            assert (await told(socket, "event"))["event"] == "go"
            ticks = [unpack_state(state).tick for state in await states(socket, 20)]
            assert ticks == sorted(set(ticks))
            await socket.send_json({"type": "pause"})
            await told(socket, "paused")
            # Nothing moves: what comes next is the answer to the next message.
            await socket.send_json({"type": "speed", "factor": 2.0})
            await socket.send_json({"type": "nonsense"})
            message = await socket.receive()
            assert message.type == aiohttp.WSMsgType.TEXT and json.loads(message.data)["type"] == "error"
            await socket.send_json({"type": "push", "creature": 0, "direction": [0, 1, 0]})
            await socket.send_json({"type": "throw", "position": [-1, 0, 1], "velocity": [3, 0, 1]})
            await socket.send_json({"type": "resume"})
            await told(socket, "resumed")
            before = unpack_state((await states(socket, 1))[0])
            assert len(before.boulders.radii) == 1
            await socket.send_json({"type": "restart"})
            # Else a page that reads slowly may find its first states dropped for newer ones.
            await socket.send_json({"type": "pause"})
            await told(socket, "started")
            again = unpack_state((await states(socket, 1))[0])
            assert again.tick < before.tick and len(again.boulders.radii) == 0
            await told(socket, "paused")
            await socket.send_json({"type": "stop"})
            await told(socket, "stopped")

    serve(test)


@pytest.mark.parametrize(
    ("message", "word"),
    [
        ("{", "JSON"),
        ("[1]", "object"),
        (json.dumps({"type": "pause"}), "no race"),
        (json.dumps({**START, "course": "../../secret"}), "course"),
        (json.dumps({**START, "creatures": [{"task": "../Walker"}]}), "task"),
        (json.dumps({**START, "creatures": [{"task": "Walker", "brain": "/etc/passwd"}]}), "brain"),
        (json.dumps({**START, "creatures": [{"task": "Bittle", "brain": "QuadrupedFlat"}]}), "obs_0"),
        (json.dumps({**START, "creatures": []}), "creatures"),
    ],
)
def test_what_cannot_be_done_is_told_in_one_line_and_the_socket_stays(message: str, word: str) -> None:
    async def test(client: Client) -> None:
        async with race(client) as socket:
            await socket.send_str(message)
            said = (await told(socket, "error"))["message"]
            assert word in said and "\n" not in said and len(said) < 500
            await socket.send_json(START)
            await told(socket, "started")

    serve(test)


def test_who_cannot_be_steered_is_said() -> None:
    async def test(client: Client) -> None:
        async with race(client) as socket:
            await socket.send_json(START)
            await told(socket, "started")
            for wrong in ({"type": "steer", "creature": 0, "speed": 1, "heading": 0},
                          {"type": "push", "creature": 3, "direction": [1, 0, 0]}):  # fmt: skip
                await socket.send_json(wrong)
                assert "creature" in (await told(socket, "error"))["message"]

    serve(test)


def test_rubbish_and_leaving_disturb_nobody_else() -> None:
    async def test(client: Client) -> None:
        async with race(client) as calm:
            await calm.send_json(START)
            await told(calm, "started")
            first = unpack_state((await states(calm, 1))[0]).tick
            rude = await client.ws_connect("/race", headers=origin(client))
            await rude.send_json(START)
            await rude.send_bytes(b"\x00" * 1000)
            await rude.send_str("x" * 1000)
            assert "text" in (await told(rude, "error"))["message"]
            await rude.send_str("y" * (session_socket.LONGEST_MESSAGE + 1))
            while not rude.closed:
                await rude.receive()
            assert rude.close_code == aiohttp.WSCloseCode.MESSAGE_TOO_BIG
            gone = await client.ws_connect("/race", headers=origin(client))
            await gone.send_json(START)
            assert gone._writer.transport is not None
            gone._writer.transport.abort()
            later = [unpack_state(state).tick for state in await states(calm, 10)]
            assert later[-1] > first
            # Both are counted out.
            while len(client.app[SESSIONS]) > 1:
                await asyncio.sleep(0.05)

    serve(test)


def test_too_many_races_are_refused_and_one_that_ends_makes_room() -> None:
    async def test(client: Client) -> None:
        open_ones = [
            await client.ws_connect("/race", headers=origin(client)) for _ in range(session_socket.MOST_SESSIONS)
        ]
        async with race(client) as late:
            # It is told once, by what closes the socket.
            closed = await late.receive()
            assert closed.type == aiohttp.WSMsgType.CLOSE and "open already" in str(closed.extra)
        await open_ones.pop().close()
        while len(client.app[SESSIONS]) >= session_socket.MOST_SESSIONS:
            await asyncio.sleep(0.05)
        async with race(client) as now:
            await now.send_json(START)
            await told(now, "started")
        for one in open_ones:
            await one.close()

    serve(test)


def test_a_brain_dropped_onto_the_page_can_race() -> None:
    data = (content_folder() / "Brains" / "QuadrupedFlat.onnx").read_bytes()

    async def test(client: Client) -> None:
        answer = await client.post("/api/brains?name=..%2Fmy+brain%21.onnx", data=data, headers=origin(client))
        brain = await answer.json()
        assert (answer.status, brain) == (200, {"name": "my brain_", "task": "QuadrupedFlat"})
        offered = (await (await client.get("/api/content")).json())["brains"]
        assert [one["name"] for one in offered if one["dropped"]] == ["my brain_"]
        async with race(client) as socket:
            await socket.send_json({**START, "creatures": [{"task": "QuadrupedFlat", "brain": "my brain_"}]})
            assert (await told(socket, "started"))["creatures"][0]["brain"] == "my brain_"
        wrong = await client.post("/api/brains?name=x.onnx&task=Bittle", data=data, headers=origin(client))
        assert wrong.status == 400 and "x.onnx: input obs_0" in (await wrong.json())["message"]
        huge = await client.post("/api/brains", data=b"x" * (server.LARGEST_BODY + 1), headers=origin(client))
        assert huge.status == 413 and "too large" in (await huge.json())["message"]

    serve(test)


def test_the_page_is_served_and_nothing_outside_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("secret\n")
    static = tmp_path / "static"
    static.mkdir()
    (static / "index.html").write_text("<title>Clamber</title>")
    (static / "link.txt").symlink_to(tmp_path / "secret.txt")
    monkeypatch.setattr(page, "STATIC", static)

    async def test(client: Client) -> None:
        answer = await client.get("/")
        assert "Clamber" in await answer.text()
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        outside = ("/../secret.txt", "/%2e%2e/secret.txt", "/..%2fsecret.txt", "/link.txt", "//etc/passwd")
        for path in (*outside, "/none", "/%00", "/" + 300 * "a"):
            status, body = await raw_get(client, path)
            assert status.split()[1] in (b"400", b"403", b"404"), path
            assert b"secret\n" not in body and b"root:" not in body
        assert (await raw_get(client, "/index.html"))[0].split()[1] == b"200"
        (static / "index.html").unlink()
        unbuilt = await client.get("/")
        assert unbuilt.status == 404 and "make play" in await unbuilt.text()

    serve(test)


def test_a_taken_port_is_told_in_one_line() -> None:
    with create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        run = subprocess.run(
            [sys.executable, "-m", "clamber.cli", "play", "--port", str(port), "--no-browser"],
            capture_output=True, text=True, timeout=PATIENCE,
        )  # fmt: skip
    assert (run.returncode, run.stdout) == (2, "")
    (line,) = run.stderr.splitlines()
    assert line.startswith(f"clamber: port: {port} cannot be used (") and line.endswith("); choose another, or 0")
