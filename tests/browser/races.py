"""Races for the tests of the page: who runs, how one is opened, what goes over the wire."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page

LINEUP: dict[str, Any] = {
    "course": "Flat",
    "seed": 500001,
    "difficulty": 0.0,
    "lanes": "side_by_side",
    "creatures": [
        {"task": "QuadrupedFlat", "brain": "QuadrupedFlat", "name": "Ada"},
        {"task": "QuadrupedSteer", "brain": "QuadrupedSteer", "name": "Ben"},
    ],
}
#: Nobody arrives while a test looks: one only stands, on a field that is long.
UNHURRIED = LINEUP | {
    "course": "Field",
    "creatures": [{"task": "QuadrupedFlat", "brain": None, "name": "Ada"}, LINEUP["creatures"][1]],
}


class Wire:
    """What the page and the server told each other on the race's WebSocket."""

    def __init__(self, page: Page) -> None:
        self.sent: list[dict[str, Any]] = []
        self.received: list[dict[str, Any]] = []
        self.states = 0
        self.newest = b""
        page.on("websocket", self._listen)

    def _listen(self, socket: Any) -> None:
        socket.on("framesent", lambda payload: self.sent.append(json.loads(payload)))
        socket.on("framereceived", self._receive)

    def _receive(self, payload: str | bytes) -> None:
        if isinstance(payload, bytes):
            self.states += 1
            self.newest = payload
        else:
            self.received.append(json.loads(payload))

    def wait_until(self, page: Page, come: Callable[[], bool]) -> None:
        """Waits for what comes over the wire; the page may show it before it is heard of here."""
        for _ in range(2400):
            if come():
                return
            page.wait_for_timeout(100)
        kinds = [dict(Counter(one["type"] for one in messages)) for messages in (self.sent, self.received)]
        raise AssertionError(f"it never came; sent: {kinds[0]}; received: {kinds[1]} and {self.states} states")

    def wait_for_sent(self, page: Page, kind: str, count: int = 1) -> list[dict[str, Any]]:
        """The messages of a kind, as soon as there are so many."""
        self.wait_until(page, lambda: len(self.of_kind(self.sent, kind)) >= count)
        return self.of_kind(self.sent, kind)

    def wait_for_wish(self, page: Page, fits: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """The newest wish of who steers, as soon as it fits."""
        self.wait_until(page, lambda: any(fits(one) for one in self.of_kind(self.sent, "steer")[-1:]))
        return self.of_kind(self.sent, "steer")[-1]

    def finishes(self) -> list[dict[str, Any]]:
        """What was received of creatures that finished."""
        return [one for one in self.of_kind(self.received, "event") if one["event"] == "finished"]

    @staticmethod
    def of_kind(messages: list[dict[str, Any]], kind: str) -> list[dict[str, Any]]:
        """Those of the messages that are of a kind."""
        return [one for one in messages if one["type"] == kind]


def open_race(page: Page, game: str, lineup: dict[str, Any] | None = None) -> None:
    """Opens the page with something chosen earlier, as somebody who comes back."""
    page.add_init_script(f"localStorage.setItem('clamber.lineup', {json.dumps(json.dumps(lineup or LINEUP))})")
    page.goto(f"{game}/?quality=low")
    page.wait_for_selector("#race[data-previewed]")


def start_race(page: Page, game: str, lineup: dict[str, Any] | None = None) -> None:
    """Opens the page and starts a race with the button."""
    open_race(page, game, lineup)
    page.click("#race-start")
    page.wait_for_selector('#race[data-mode="race"]')


def start_paused_race(page: Page, game: str, lineup: dict[str, Any]) -> None:
    """A race that stands in its countdown, and is looked at.

    It begins behind another tab, and so paused: by the time that a test can press Space, the countdown may be over.
    """
    open_race(page, game, lineup)
    page.evaluate("() => { document.querySelector('#race-start').click(); location.hash = 'designer'; }")
    page.wait_for_selector("#race.paused", state="attached")
    page.click("#tab-race")
