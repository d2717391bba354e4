"""The brain theatre as a person uses it, in a real browser."""

from __future__ import annotations

import json
import re
from typing import Any

import numpy as np
from playwright.sync_api import Page, Route, WebSocketRoute, expect

from tests.browser.pictures import assert_not_empty, pixels

#: How the page writes numbers below zero.
MINUS = "\N{MINUS SIGN}"
CHOSEN: dict[str, Any] = {
    "brains": ["QuadrupedFlat", None], "tasks": ["QuadrupedFlat", "QuadrupedFlat"], "course": "Rough", "seed": 500001,
    "difficulty": 0.0,
}  # fmt: skip
TICK = "Number(document.querySelector('.theatre-transport').dataset.tick)"


def open_theatre(page: Page, game: str, **changes: Any) -> None:
    """Opens the tab with something chosen earlier, as somebody who comes back."""
    chosen = json.dumps(json.dumps(CHOSEN | changes))
    page.add_init_script(
        f"localStorage.getItem('clamber.theatre') || localStorage.setItem('clamber.theatre', {chosen})"
    )
    page.goto(f"{game}/?quality=low#theatre")
    page.wait_for_selector(".theatre-actor", state="attached")


def pause(page: Page) -> int:
    """Pauses as soon as something has happened; the decision that is looked at then."""
    page.wait_for_function(f"{TICK} > 30")
    page.get_by_role("button", name="Pause").click()
    expect(page.get_by_role("button", name="Go on")).to_be_visible()
    # What the server had sent before it heard of the pause may still come: steps are only on from a still picture.
    page.wait_for_function(
        f"new Promise((still) => {{ const tick = {TICK}; setTimeout(() => still(tick === {TICK}), 1000); }})"
    )
    return int(page.evaluate(TICK))


def figure(page: Page, label: str, actor: int = 0) -> float:
    """A number over the plots."""
    place = page.locator(".theatre-actor").nth(actor).locator(".theatre-figure", has_text=re.compile(f"{label}$"))
    return float((place.locator("b").text_content() or "").replace(MINUS, "-"))


def test_a_brain_is_watched_decision_by_decision(page: Page, game: str) -> None:
    open_theatre(page, game)
    tick = pause(page)
    assert_not_empty(page.locator(".theatre-picture canvas"))
    actor = page.locator(".theatre-actor")
    expect(actor).to_have_count(1)
    senses = actor.locator(".theatre-sense .theatre-name").all_text_contents()
    assert len(senses) == 12 and senses[0].startswith("projected gravity") and senses[-1].startswith("ceiling scan")
    expect(actor.get_by_text("This brain tells no value")).to_be_visible()
    # It walks, so joints are drawn and feet come down.
    for label in ("Joint targets", "Gait diagram"):
        plot = actor.get_by_label(re.compile(f"^{label}"))
        plot.scroll_into_view_if_needed()
        assert pixels(plot).std() > 5.0

    # The terms' sums over the episode make the reward.
    rows = actor.locator(".theatre-reward:not(.theatre-reward-head)")
    terms = rows.locator(".theatre-name").all_text_contents()
    assert terms[0] == "track goal vel" and terms[-1] == "reward" and "action rate" in terms
    sums = [float(text.replace(MINUS, "-")) for text in rows.locator(".theatre-number:last-child").all_text_contents()]
    assert len(sums) == len(terms) == 9
    assert abs(sum(sums[:-1]) - sums[-1]) < 0.005 * len(sums) + 0.005
    assert abs(figure(page, "reward") - sums[-1]) < 0.011

    seconds = figure(page, "seconds")
    page.get_by_role("button", name="One decision on").click()
    page.wait_for_function(f"{TICK} === {tick + 1}")
    assert abs(figure(page, "seconds") - seconds - 0.02) < 0.011
    page.keyboard.press(",")
    page.keyboard.press("ArrowLeft")
    page.wait_for_function(f"{TICK} === {tick - 1}")
    expect(page.locator(".theatre-place")).to_contain_text("2 back")
    # Starting over is seen although an earlier decision was looked at.
    page.keyboard.press("r")
    expect(page.locator(".theatre-place")).to_have_text("0.00 s")
    # Space would press the button that has the focus.
    page.get_by_role("button", name="Go on").click()
    page.wait_for_function(f"{TICK} > {tick + 1}")


def test_a_tab_that_was_left_starts_nothing(page: Page, game: str) -> None:
    opened: list[str] = []
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.on("websocket", lambda socket: opened.append(socket.url))
    page.route("**/api/content", hold)
    page.goto(f"{game}/?quality=low#theatre")
    while not held:
        page.wait_for_timeout(50)
    page.click("#tab-designer")
    held.pop().continue_()
    expect(page.locator("#designer")).to_have_attribute("data-state", "ready")
    page.wait_for_selector(".theatre-setup", state="attached")
    page.wait_for_timeout(500)
    assert opened == []


def test_two_brains_are_compared_on_the_same_seed(page: Page, game: str) -> None:
    open_theatre(page, game)
    pause(page)
    page.select_option("#theatre-other", "")
    expect(page.locator(".theatre-actor")).to_have_count(2)
    expect(page.locator(".theatre-actor h2")).to_have_text(["QuadrupedFlat", "No brain"])
    # What was paused stays so; a second goes by decision by decision.
    page.wait_for_function(f"{TICK} === 0")
    for number in range(1, 51):
        page.keyboard.press(".")
        if number % 10 == 0:
            page.wait_for_function(f"{TICK} === {number}")
    assert figure(page, "seconds", 0) == figure(page, "seconds", 1) == 1.0
    assert figure(page, "metres", 0) > 0.5 > figure(page, "metres", 1)
    page.get_by_role("button", name="Follow the one without a brain").click()
    assert_not_empty(page.locator(".theatre-picture canvas"))


def test_what_is_changed_is_shown_at_once_and_remembered(page: Page, game: str) -> None:
    sent: list[dict[str, Any]] = []
    page.on("websocket", lambda socket: socket.on("framesent", lambda text: sent.append(json.loads(text))))
    open_theatre(page, game)
    pause(page)
    page.get_by_role("button", name="New seed").click()
    page.select_option("#theatre-course", "Hurdles")
    page.locator("#theatre-difficulty").fill("0.5")
    page.select_option("#theatre-speed", "0.25")
    starts: list[dict[str, Any]] = []
    for _ in range(600):
        page.wait_for_timeout(100)
        starts = [message for message in sent if message["type"] == "start"]
        if starts[-1]["difficulty"] == 0.5 and any(one.get("factor") == 0.25 for one in sent):
            break
    assert starts[-1]["course"] == "Hurdles" and starts[-1]["difficulty"] == 0.5 and starts[-1]["seed"] != 500001
    assert {"type": "speed", "factor": 0.25} in sent

    # What is sensed of the terrain is drawn, and can be left out.
    canvas = page.locator(".theatre-picture canvas")
    page.wait_for_function(f"{TICK} === 0")
    page.wait_for_selector(".theatre-picture canvas[data-sharp]")  # nothing moves any more, nor does the camera
    shown = pixels(canvas)

    def changes() -> float:
        """The share of the picture that is not as it was."""
        return float((np.abs(pixels(canvas) - shown).max(axis=2) > 20).mean())

    box = page.get_by_label("terrain sensed")
    for act, done in ((box.uncheck, lambda: changes() > 0.004), (box.check, lambda: changes() < 0.002)):
        act()
        for _ in range(100):
            if done():
                break
            page.wait_for_timeout(100)
        assert done(), changes()

    page.reload()
    page.wait_for_selector(".theatre-actor", state="attached")
    assert page.locator("#theatre-course").input_value() == "Hurdles"
    assert page.locator("#theatre-seed").input_value() == str(starts[-1]["seed"])
    page.locator("#tab-race").click()
    expect(page.locator("#theatre")).to_be_hidden()
    page.locator("#tab-theatre").click()
    expect(page.locator(".theatre-actor")).to_have_count(1)


def test_after_a_break_the_buttons_ask_for_the_same_again(page: Page, game: str) -> None:
    routes: list[WebSocketRoute] = []

    def watch(route: WebSocketRoute) -> None:
        route.connect_to_server()
        routes.append(route)

    page.route_web_socket("**/theatre", watch)
    open_theatre(page, game)
    # Who pauses then has it begin so.
    for number, (button, begins) in enumerate(
        (("Start over", "> 0"), ("One decision on", "> 0"), ("Pause", "=== 0"), ("Go on", "> 0")), 1
    ):
        routes[-1].close()
        expect(page.locator("#theatre .toast.bad").last).to_be_visible()
        page.evaluate("document.querySelector('.theatre-transport').dataset.tick = -1")
        page.get_by_role("button", name=button, exact=True).click()
        page.wait_for_function(f"{TICK} {begins}")
        assert len(routes) == number + 1
    expect(page.locator(".theatre-actor h2")).to_have_text(["QuadrupedFlat"])
