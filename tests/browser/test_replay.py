"""Recorded races on a plain file server, and from the race tab, in a real browser."""

from __future__ import annotations

import functools
import json
import threading
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from clamber.game.record import RaceToRecord, record
from clamber.game.recording import read_recording, write_recording
from clamber.game.recording_site import add_to_site
from playwright.sync_api import Page, expect

from tests.browser.pictures import assert_not_empty

SHORT = RaceToRecord(brains=("QuadrupedFlat", "none"), course="Hurdles", seconds=3.0, seed=2, title="Hurdles, shortly")


class Quiet(SimpleHTTPRequestHandler):
    """Python's file server, which tells nobody."""

    def log_message(self, format: str, *args: Any) -> None:
        """Says nothing."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site with two recordings."""
    site = tmp_path_factory.mktemp("site")
    add_to_site(site, record(SHORT), "first")
    add_to_site(
        site,
        record(RaceToRecord(("QuadrupedFlat",), ("none",), course="Flat", seconds=1.0, title="Nobody walks")),
        "second",
    )
    return site


@pytest.fixture(scope="module")
def site(folder: Path) -> Iterator[str]:
    """The address of a plain file server."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    thread.join()
    server.server_close()


def time(page: Page) -> float:
    """The moment that is shown, s."""
    return float(page.locator("#replay").get_attribute("data-time") or "nan")


def wait_for_time(page: Page, condition: str) -> None:
    page.wait_for_function(f"Number(document.querySelector('#replay').dataset.time) {condition}")


def test_a_site_replays_without_our_server(page: Page, site: str) -> None:
    page.goto(f"{site}/?quality=low")
    page.wait_for_selector("#replay.replay-ready[data-mode=race]")
    expect(page.locator("#replay-title")).to_have_text("Hurdles, shortly")
    expect(page.locator(".standings tbody tr")).to_have_count(2)
    wait_for_time(page, "> -0.9")
    assert_not_empty(page.locator("#replay canvas"))
    page.locator("#replay-place").fill("2.5")
    wait_for_time(page, ">= 2.5")
    wait_for_time(page, "=== 3")
    # At the end it stops, and starts over when asked.
    page.get_by_role("button", name="Play").click()
    wait_for_time(page, "< 2")

    page.select_option("#replay-speed", "0.1")
    page.locator("#replay-play").press("c")
    expect(page.locator("#replay-camera")).to_contain_text("side")
    page.keyboard.press("c")
    page.locator("#replay-place").fill("1")
    page.keyboard.press(" ")
    expect(page.get_by_role("button", name="Play")).to_be_visible()
    page.keyboard.press(".")
    before = time(page)
    page.keyboard.press(".")
    assert abs(time(page) - before - 0.04) < 2e-3
    page.keyboard.press(",")
    assert abs(time(page) - before) < 2e-3
    expect(page.get_by_role("button", name="Play")).to_be_visible()


def test_others_are_listed_addressed_opened_or_dropped(page: Page, site: str, folder: Path, tmp_path: Path) -> None:
    page.goto(f"{site}/?quality=low&recording=recordings/second.clamber-race")
    page.wait_for_selector("#replay.replay-ready[data-mode=race]")
    expect(page.locator("#replay-title")).to_have_text("Nobody walks")
    page.get_by_role("button", name="Other recordings").click()
    page.get_by_role("button", name="Hurdles, shortly").click()
    expect(page.locator("#replay-title")).to_have_text("Hurdles, shortly")
    expect(page.locator(".replay-chooser")).to_be_hidden()

    broken = tmp_path / "broken.clamber-race"
    broken.write_bytes((folder / "recordings" / "first.clamber-race").read_bytes()[:-30])
    page.locator("#replay-file").set_input_files(broken)
    expect(page.locator(".toast.bad")).to_contain_text("broken.clamber-race: this is no recording, or it is cut short")
    expect(page.locator("#replay-title")).to_have_text("Hurdles, shortly")
    page.locator("#replay-file").set_input_files(folder / "recordings" / "second.clamber-race")
    expect(page.locator("#replay-title")).to_have_text("Nobody walks")

    content = list((folder / "recordings" / "first.clamber-race").read_bytes())
    page.evaluate(
        """(bytes) => {
            const carried = new DataTransfer();
            carried.items.add(new File([new Uint8Array(bytes)], "dropped.clamber-race"));
            document.querySelector("#replay").dispatchEvent(new DragEvent("drop", { dataTransfer: carried, bubbles: true, cancelable: true }));
        }""",  # noqa: E501
        content,
    )
    expect(page.locator("#replay-title")).to_have_text("Hurdles, shortly")


def test_a_race_is_saved_from_the_race_tab(page: Page, game: str, site: str, tmp_path: Path) -> None:
    lineup = {
        "course": "Flat", "seed": 500001, "difficulty": 0.0, "lanes": "side_by_side",
        "creatures": [{"task": "QuadrupedFlat", "brain": "QuadrupedFlat", "name": "Ada"}],
    }  # fmt: skip
    page.add_init_script(f"localStorage.setItem('clamber.lineup', {json.dumps(json.dumps(lineup))})")
    page.goto(f"{game}/?quality=low")
    page.wait_for_selector("#race[data-previewed]")
    page.click("#race-start")
    page.wait_for_selector('#race[data-mode="race"]')
    page.wait_for_function("/^0:(0[1-9]|[1-9])/.test(document.querySelector('#race .clock').textContent)")
    with page.expect_download() as waiting:
        page.click("#race-record")
    saved = tmp_path / waiting.value.suggested_filename
    waiting.value.save_as(saved)
    assert saved.name == "Flat-500001.clamber-race"
    recording = read_recording(saved)
    assert recording.title == "Ada on Flat, seed 500001"
    assert any(message.get("event") == "go" for _, message in recording.messages)
    # What the page wrote is what Python would write, and both replay.
    again = tmp_path / "again.clamber-race"
    write_recording(again, recording)
    assert read_recording(again).states == recording.states
    page.goto(f"{site}/?quality=low")
    page.wait_for_selector("#replay.replay-ready[data-mode=race]")
    page.locator("#replay-file").set_input_files(saved)
    expect(page.locator("#replay-title")).to_have_text("Ada on Flat, seed 500001")
