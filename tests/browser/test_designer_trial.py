"""A creature tries the course on the designer's table."""

from __future__ import annotations

import json
import re
from pathlib import Path

from playwright.sync_api import Page, WebSocketRoute, expect

from tests.browser.test_designer import lay


def test_the_mark_of_a_creature_is_where_it_is_whosever_legs_are_shown(page: Page, game: str) -> None:
    lay(page, game, "Flat")
    page.get_by_label("Creature", exact=True).select_option("legs of 1 m")
    page.get_by_label("Brain", exact=True).select_option("QuadrupedFlat")
    page.get_by_label("Pin: where to look").press("PageUp")
    page.wait_for_function("() => document.querySelector('.d-pin').style.left !== ''")
    page.get_by_role("button", name="Drop it in").click()
    expect(page.locator(".d-runner")).to_be_visible()
    pin, runner = (
        page.locator(mark).evaluate("mark => parseFloat(mark.style.left)") for mark in (".d-pin", ".d-runner")
    )
    assert pin > 10.0
    assert runner > pin - 2.0


def test_a_creature_tries_the_course_on_the_table(page: Page, game: str, project: Path) -> None:
    before = (project / "Courses" / "Flat.asset").read_bytes()
    lay(page, game, "Flat")
    page.get_by_label("Brain", exact=True).select_option("QuadrupedFlat")
    page.get_by_label("Pin: where to look").press("PageUp")
    page.get_by_role("button", name="Drop it in").click()
    expect(page.locator(".d-news")).to_contain_text(re.compile(r"\d\.\d m, .*0 falls"))
    expect(page.locator(".d-runner")).to_be_visible()
    # It was dropped in at the pin, five leg lengths on.
    left = page.locator(".d-runner").evaluate("mark => parseFloat(mark.style.left)")
    assert left > 30.0
    # A creature without a task is only looked at; the one that runs can still be taken out.
    page.get_by_label("Creature", exact=True).select_option("legs of 1 m")
    page.get_by_role("button", name="Take it out").click()
    expect(page.locator(".d-runner")).to_be_hidden()
    page.get_by_label("Brain", exact=True).select_option("none: it only stands")
    expect(page.get_by_role("button", name="Drop it in")).to_be_disabled()
    page.get_by_label("Brain", exact=True).select_option("QuadrupedFlat")
    expect(page.get_by_role("button", name="Drop it in")).to_be_enabled()
    assert (project / "Courses" / "Flat.asset").read_bytes() == before


def test_a_trial_that_is_over_says_so(page: Page, game: str) -> None:
    """Three minutes of it are not waited for: the word that ends them comes early."""
    routes: list[WebSocketRoute] = []

    def watch(route: WebSocketRoute) -> None:
        route.connect_to_server()
        routes.append(route)

    page.route_web_socket("**/trial", watch)
    lay(page, game, "Flat")
    page.get_by_label("Brain", exact=True).select_option("QuadrupedFlat")
    page.get_by_role("button", name="Drop it in").click()
    expect(page.locator(".d-news")).to_contain_text("m/s")
    over = {"type": "event", "event": "over", "creature": 0, "time": 180.0, "distance": 40.0}
    routes[0].send(json.dumps(over))
    expect(page.locator("#designer .toast").last).to_contain_text("A trial lasts 180 s")
