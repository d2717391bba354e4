"""A real browser before a real server, on content of its own."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from clamber.assets.content import content_folder
from playwright.sync_api import Browser, ConsoleMessage, Page, expect, sync_playwright

from tests.browser.programs import FLAGS, find_chromium, serve
from tests.browser.races import Wire

#: For a machine that does much else besides; nothing is shown by how long something takes.
PATIENCE_MS = 240_000


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium without a window."""
    if os.environ.get("CLAMBER_NO_BROWSER") == "1":
        pytest.skip("CLAMBER_NO_BROWSER=1: the page is not tested")
    program = find_chromium()
    if program is None:
        pytest.fail("there is no Chromium: apt-get install chromium (or set CLAMBER_NO_BROWSER=1)")
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=program, args=list(FLAGS))
        yield started
        started.close()


@pytest.fixture(scope="session")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the content that tests may change; its course Flat is short."""
    copy = tmp_path_factory.mktemp("project") / "UnityProject" / "Assets" / "Clamber"
    for name in ("Bodies", "Courses", "Tasks", "Brains"):
        shutil.copytree(content_folder() / name, copy / name)
    flat = copy / "Courses" / "Flat.asset"
    text, changes = re.subn(r"m_Length: \d+", "m_Length: 10", flat.read_text(encoding="utf-8"))
    assert changes == 1
    flat.write_text(text, encoding="utf-8")
    return copy


@pytest.fixture(scope="session")
def game(project: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a running server, without a slash at its end."""
    home = tmp_path_factory.mktemp("home")
    kept = {"HOME": str(home), "XDG_DATA_HOME": str(home / "data"), "CLAMBER_CONTENT": str(project)}
    with serve(kept) as address:
        yield address


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A new page; the test fails if it logs an error."""
    context = browser.new_context(viewport={"width": 1000, "height": 640}, reduced_motion="reduce")
    context.set_default_timeout(PATIENCE_MS)
    opened = context.new_page()
    wrong: list[str] = []

    def listen(message: ConsoleMessage) -> None:
        # What the server refuses, Chromium itself logs; the tests see whether the page tells it.
        refused = message.text.startswith("Failed to load resource: the server responded with a status of 4")
        if message.type == "error" and not refused:
            wrong.append(message.text)

    opened.on("console", listen)
    opened.on("pageerror", lambda error: wrong.append(str(error)))
    yield opened
    context.close()
    assert wrong == []


@pytest.fixture
def wire(page: Page) -> Wire:
    """What the page and the server tell each other."""
    return Wire(page)
