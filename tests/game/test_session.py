"""A session: one page's races, by the clock."""

from __future__ import annotations

import json
import queue
import threading
from typing import Any

import pytest
from clamber.game import page_thread
from clamber.game.messages import unpack_state
from clamber.game.race import RacePlan
from clamber.game.requests import Start
from clamber.game.session import Session

from tests.game.races import plan, walker

START = {"type": "start", "seed": 1, "difficulty": 0, "creatures": [{"task": "QuadrupedFlat"}]}
PATIENCE = 120.0


def planned(start: Start, told: dict[str, Any]) -> RacePlan:
    if told.get("broken"):
        raise RuntimeError("a bug")
    return plan(walker())


def said(heard: queue.Queue[str | bytes], kind: str) -> dict[str, Any]:
    while True:
        message = heard.get(timeout=PATIENCE)
        if isinstance(message, str) and json.loads(message)["type"] == kind:
            return dict(json.loads(message))


def test_a_race_runs_to_its_end_and_then_costs_nothing() -> None:
    heard: queue.Queue[str | bytes] = queue.Queue()
    session = Session(planned, heard.put)
    try:
        session.receive(json.dumps({**START, "countdown": 0}))
        session.receive(json.dumps({"type": "speed", "factor": 2.0}))
        said(heard, "started")
        events = []
        while "over" not in events:
            events.append(said(heard, "event")["event"])
        assert events == ["finished", "over"]
        standings = said(heard, "standings")["standings"]
        assert standings[0]["finished_at"] > 0.0
        while True:
            # Three seconds after it is over the last state is sent.
            message = heard.get(timeout=PATIENCE)
            if isinstance(message, bytes) and unpack_state(message).time >= standings[0]["finished_at"] + 3.0:
                break
        session.receive(json.dumps({"type": "restart"}))
        said(heard, "started")
    finally:
        session.close()
        session.join()


def test_a_bug_ends_a_race_and_not_the_session() -> None:
    heard: queue.Queue[str | bytes] = queue.Queue()
    session = Session(planned, heard.put)
    try:
        session.receive(json.dumps({**START, "broken": True}))
        said(heard, "stopped")  # before the words: a page that hears them knows that there is no race
        assert "terminal" in said(heard, "error")["message"]
        session.receive(json.dumps(START))
        said(heard, "started")
    finally:
        session.close()
        session.join()


def test_a_file_that_has_gone_is_told_and_ends_no_race() -> None:
    heard: queue.Queue[str | bytes] = queue.Queue()

    def gone(start: Start, told: dict[str, Any]) -> RacePlan:
        if told.get("gone"):
            raise FileNotFoundError(2, "No such file or directory", "Flat.asset")
        return plan(walker())

    session = Session(gone, heard.put)
    try:
        session.receive(json.dumps(START))
        said(heard, "started")
        session.receive(json.dumps({**START, "gone": True}))
        assert "Flat.asset" in said(heard, "error")["message"]
        session.receive('{"type": "pause"}')
        said(heard, "paused")
    finally:
        session.close()
        session.join()


def test_a_flood_of_messages_is_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page_thread, "MOST_WAITING", 5)
    heard: queue.Queue[str | bytes] = queue.Queue()
    busy, free = threading.Event(), threading.Event()

    def slowly(start: Start, told: dict[str, Any]) -> RacePlan:
        busy.set()
        assert free.wait(PATIENCE)
        return plan(walker())

    session = Session(slowly, heard.put)
    try:
        session.receive(json.dumps(START))
        assert busy.wait(PATIENCE)
        for _ in range(5):
            session.receive('{"type": "resume"}')
        assert heard.empty()
        session.receive('{"type": "resume"}')
        assert "wait already" in said(heard, "error")["message"]
    finally:
        free.set()
        session.close()
        session.join()
