"""A page asks the theatre: what it is told, and what it is refused."""

from __future__ import annotations

import json
import queue
import struct
import threading
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from aiohttp import WSMsgType, WSServerHandshakeError
from aiohttp.test_utils import TestClient, TestServer
from clamber.assets.loading import load_course
from clamber.courses.generation import generate
from clamber.game import page_thread
from clamber.game.catalog import Catalog, Entrant
from clamber.game.messages import Flags, Status, unpack_state
from clamber.game.requests import Entry
from clamber.game.server import make_app
from clamber.game.theatre_actor import Actor, Stage
from clamber.game.theatre_session import TheatreSession
from clamber.tasks.content import read_task
from clamber.tasks.measures import measure
from numpy.typing import NDArray

from tests.game import event_loop

START: dict[str, Any] = {
    "type": "start", "course": "Hurdles", "seed": 3, "difficulty": 0.5, "paused": True,
    "creatures": [{"task": "QuadrupedFlat", "brain": "QuadrupedFlat", "name": "Ada"}],
}  # fmt: skip
PATIENCE = 60.0


class Listener:
    """A page without a browser."""

    def __init__(self) -> None:
        self.inbox: queue.Queue[str | bytes] = queue.Queue()
        self.session = TheatreSession(Catalog(), self.inbox.put)
        self.actors: list[dict[str, Any]] = []

    def send(self, **message: Any) -> None:
        """Asks for something."""
        self.session.receive(json.dumps(message))

    def text(self) -> dict[str, Any]:
        """The next message, which is text."""
        message = self.inbox.get(timeout=PATIENCE)
        assert isinstance(message, str)
        told: dict[str, Any] = json.loads(message)
        return told

    def started(self) -> dict[str, Any]:
        """The next message, which begins a performance."""
        told = self.text()
        assert told["type"] == "started", told
        self.actors = told["actors"]
        return told

    def frame(self) -> tuple[Any, list[NDArray[np.float32]]]:
        """The next message, which is a frame: its state and its rows."""
        message = self.inbox.get(timeout=PATIENCE)
        assert isinstance(message, bytes), message
        (length,) = struct.unpack_from("<I", message)
        state = unpack_state(message[4 : 4 + length])
        place = 4 + length + -length % 4
        rows = np.frombuffer(message, "<f4", offset=place)
        sizes = [actor["floats"] for actor in self.actors]
        assert len(rows) == sum(sizes)
        return state, np.split(rows, np.cumsum(sizes)[:-1])

    def part(self, rows: list[NDArray[np.float32]], name: str, actor: int = 0) -> NDArray[np.float32]:
        """A block of an actor's row by its name."""
        block = next(block for block in self.actors[actor]["blocks"] if block["name"] == name)
        return rows[actor][block["start"] : block["start"] + block["size"]]


@pytest.fixture
def page() -> Iterator[Listener]:
    listener = Listener()
    yield listener
    listener.session.close()
    listener.session.join()


def test_it_waits_at_the_start_and_goes_on_decision_by_decision(page: Listener) -> None:
    page.send(**START)
    told = page.started()
    assert told["paused"] and told["course_name"] == "Hurdles" and told["seed"] == 3
    assert told["creatures"][0] == {
        "body": "Quadruped", "task": "QuadrupedFlat", "brain": "QuadrupedFlat", "name": "Ada", "lane_offset_y": 0.0,
        "scale": 1.0, "course": 0, "steerable": False, "ghost": False,
    }  # fmt: skip
    first, rows = page.frame()
    assert (first.tick, first.time, first.flags) == (0, 0.0, Flags(0))
    assert page.part(rows, "reward_terms").sum() == 0.0
    for number in (1, 2, 3):
        page.send(type="step")
        state, rows = page.frame()
        assert state.tick == number and state.time == pytest.approx(0.02 * number)
        assert page.part(rows, "time")[0] == pytest.approx(0.02 * number)
        assert page.part(rows, "reward_terms").sum() == pytest.approx(page.part(rows, "reward")[0], abs=1e-6)
        np.testing.assert_allclose(state.creatures[0].root, page.part(rows, "root_position"), rtol=1e-6)
        touching = page.part(rows, "foot_contact") > 0.5
        np.testing.assert_array_equal(state.creatures[0].contacts[: len(touching)], touching)
    assert page.inbox.empty()


def test_it_plays_to_the_end_and_begins_the_next_episode(page: Listener, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("clamber.game.theatre_session.AFTERWARDS", 0.0)
    page.send(type="speed", factor=2.0)
    page.send(**START | {"paused": False})
    page.started()
    ended, times, over = None, [], False
    for _ in range(2000):
        message = page.inbox.get(timeout=PATIENCE)
        if isinstance(message, str):
            ended = json.loads(message)
            continue
        (length,) = struct.unpack_from("<I", message)
        state = unpack_state(message[4 : 4 + length])
        times.append(state.time)
        if Flags.OVER in state.flags:
            over = True
            assert state.creatures[0].status == Status.FALLEN
        if over and state.time == 0.0:
            break
    assert ended is not None and ended["type"] == "ended" and ended["actor"] == 0
    assert ended["cause"] in ("fatal_contact", "fell_over")
    assert max(times) == pytest.approx(ended["seconds"], abs=1e-3)
    assert times[-1] == 0.0


@pytest.mark.parametrize("again", [{"type": "restart"}, START | {"paused": False}], ids=["restart", "start"])
def test_what_begins_after_an_end_does_not_wait_as_that_does(
    page: Listener, monkeypatch: pytest.MonkeyPatch, again: dict[str, Any]
) -> None:
    monkeypatch.setattr("clamber.game.theatre_session.AFTERWARDS", 3600.0)
    page.send(type="speed", factor=2.0)
    page.send(**START | {"paused": False})
    page.started()
    while not isinstance(message := page.inbox.get(timeout=PATIENCE), str):
        pass
    assert json.loads(message)["type"] == "ended"
    page.send(**again)
    begun = False
    while True:
        message = page.inbox.get(timeout=PATIENCE)
        if isinstance(message, str):
            continue
        (length,) = struct.unpack_from("<I", message)
        time = unpack_state(message[4 : 4 + length]).time
        begun = begun or time == 0.0
        if begun and time > 0.1:
            break


def test_restart_shows_the_first_decisions_again(page: Listener) -> None:
    page.send(**START)
    page.started()
    rows = [page.frame()[1][0].tobytes()]
    for _ in range(5):
        page.send(type="step")
        rows.append(page.frame()[1][0].tobytes())
    page.send(type="restart")
    again = [page.frame()[1][0].tobytes()]
    for _ in range(5):
        page.send(type="step")
        again.append(page.frame()[1][0].tobytes())
    assert again == rows


def test_two_of_different_size_are_shown_at_the_scale_of_the_first(page: Listener) -> None:
    both = [START["creatures"][0], {"task": "Bittle", "brain": None}]
    page.send(**START | {"creatures": both})
    told = page.started()
    quadruped, bittle = read_task("QuadrupedFlat"), read_task("Bittle")
    zoom = (quadruped.task.course_scale or quadruped.body.leg_length) / (
        bittle.task.course_scale or bittle.body.leg_length
    )
    assert told["creatures"][1]["scale"] == pytest.approx(zoom)
    assert told["creatures"][1]["lane_offset_y"] < -told["course"]["width"]
    state, rows = page.frame()
    own = page.part(rows, "root_position", 1)
    np.testing.assert_allclose(state.creatures[1].root, own * zoom, rtol=1e-5)
    # Its course in the picture is the one it runs, magnified.
    shown = told["courses"][told["creatures"][1]["course"]]
    tall = measure(bittle.body).top_height
    lived = generate(load_course("Hurdles"), 3, 0.5, bittle.task.course_scale or bittle.body.leg_length, tall)
    np.testing.assert_allclose(np.array(shown["boxes"])[:, :6], lived.boxes * zoom, atol=2e-5)


@pytest.mark.parametrize(
    ("message", "told"),
    [
        ("rubbish", "message: not JSON"),
        ("[]", "message: [] is not allowed; a JSON object is needed"),
        ("{}", "type: nothing is not allowed; start, pause"),
        ({"type": "speed", "factor": 9}, "factor: 9 is not allowed; 0.05 to 2"),
        ({"type": "step"}, "type: nothing is shown; start something first"),
        (START | {"creatures": []}, "creatures: [] is not allowed; a list of 1 to 2 objects is needed"),
        (START | {"creatures": [{"brain": None}]}, "creatures[0].task: missing"),
        (START | {"creatures": [{"task": "../../x"}]}, "task '../../x': there is none"),
        (START | {"creatures": [{"task": "Walker", "brain": "/etc/passwd"}]}, "brain '/etc/passwd': there is none"),
        (START | {"creatures": [{"task": "Walker", "brain": "QuadrupedFlat"}]}, "QuadrupedFlat.onnx: input obs_0"),
        (START | {"course": "/etc/passwd"}, "course '/etc/passwd': there is none"),
        (START | {"seed": 0.5}, "seed: 0.5 is not allowed; a whole number is needed"),
        (START | {"difficulty": 2}, "difficulty: 2 is not allowed; 0 to 1"),
        (START | {"paused": 1}, "paused: 1 is not allowed; true or false"),
    ],
)
def test_what_cannot_be_shown_is_told_in_one_line(page: Listener, message: Any, told: str) -> None:
    page.session.receive(message if isinstance(message, str) else json.dumps(message))
    answer = page.text()
    assert answer["type"] == "error" and told in answer["message"] and "\n" not in answer["message"]


def test_a_refusal_leaves_what_is_on(page: Listener) -> None:
    page.send(**START)
    page.started()
    page.frame()
    page.send(**START | {"course": "Nowhere"})
    assert page.text()["type"] == "error"
    page.send(type="step")
    assert page.frame()[0].tick == 1
    page.send(type="resume")
    page.send(type="pause")
    page.send(type="stop")
    kinds = []
    while not kinds or kinds[-1] != "stopped":
        message = page.inbox.get(timeout=PATIENCE)
        kinds += [json.loads(message)["type"]] if isinstance(message, str) else []
    assert kinds == ["resumed", "paused", "stopped"]


def test_a_decision_that_fails_ends_the_performance_and_is_told_once(
    page: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:

        def fail(stage: Stage) -> list[Actor]:
            raise ValueError("the brain says nothing")

        broken.setattr(Stage, "step", fail)
        page.send(**START | {"paused": False})
        page.started()
        page.frame()
        assert page.text() == {"type": "stopped"}
        assert page.text() == {"type": "error", "message": "the brain says nothing"}
        page.send(type="restart")
        # Had it gone on, the same would have been told again by now.
        assert "nothing is shown" in page.text()["message"]
    page.send(**START)
    page.started()
    page.frame()
    assert page.inbox.empty()


def test_a_flood_of_messages_is_not_kept(page: Listener, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page_thread, "MOST_WAITING", 5)
    busy, free = threading.Event(), threading.Event()

    def slowly(catalog: Catalog, entry: Entry) -> Entrant:
        busy.set()
        assert free.wait(PATIENCE)
        raise ValueError("too late")

    monkeypatch.setattr(Catalog, "entrant", slowly)
    page.send(**START)
    assert busy.wait(PATIENCE)
    for _ in range(5):
        page.send(type="resume")
    assert page.inbox.empty()
    page.send(type="resume")
    told = page.text()["message"]
    free.set()
    assert "wait already" in told


def test_over_a_socket_from_this_very_page_and_no_other() -> None:
    async def talk() -> None:
        async with TestClient(TestServer(make_app())) as client:
            own = f"http://127.0.0.1:{client.port}"
            with pytest.raises(WSServerHandshakeError) as refused:
                await client.ws_connect("/theatre", headers={"Origin": "http://example.org"})
            assert refused.value.status == 403
            async with client.ws_connect("/theatre", headers={"Origin": own}) as socket:
                await socket.send_str("rubbish")
                await socket.send_bytes(b"rubbish")
                await socket.send_json(START)
                kinds = [await socket.receive(timeout=PATIENCE) for _ in range(4)]
            assert sorted(json.loads(one.data)["type"] for one in kinds if one.type == WSMsgType.TEXT) == [
                "error", "error", "started",
            ]  # fmt: skip
            assert [one.type for one in kinds].count(WSMsgType.BINARY) == 1

    event_loop.run(talk())
