"""The form that a race is chosen with, in a real browser."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

from clamber.assets import content
from playwright.sync_api import Page, Route, expect

from tests.browser.races import LINEUP, UNHURRIED, Wire, open_race, start_paused_race, start_race


def change_content(page: Page, change: Callable[[dict[str, Any]], None]) -> None:
    """From now on the page hears of the content as somebody has changed it."""

    def answer(route: Route) -> None:
        response = route.fetch()
        told = response.json()
        change(told)
        route.fulfill(response=response, json=told)

    page.route("**/api/content", answer)


def test_courses_to_practise_on_come_last_under_a_heading_of_their_own(page: Page, game: str) -> None:
    open_race(page, game)
    listed = page.locator("#race-course option").all_text_contents()
    practised = page.locator("#race-course optgroup option").all_text_contents()
    assert "GauntletPractice" in practised and "Gauntlet" not in practised
    assert listed[-len(practised) :] == practised
    assert set(content.names("Courses")) <= set(listed)  # other tests save courses of their own
    assert len(set(listed)) == len(listed)


def test_what_is_chosen_is_seen_as_long_as_it_is_run(page: Page, game: str, wire: Wire) -> None:
    # A steered quadruped's course is another length than its legs make it.
    told: list[dict[str, Any]] = []
    page.on("response", lambda answer: told.append(answer.json()) if "/api/course?" in answer.url else None)
    start_race(page, game, UNHURRIED | {"creatures": LINEUP["creatures"][1:]})
    wire.wait_until(page, lambda: bool(wire.of_kind(wire.received, "started")))
    raced = wire.of_kind(wire.received, "started")[-1]["course"]
    assert [told[-1][name] for name in ("scale", "length", "width")] == [
        raced[name] for name in ("scale", "length", "width")
    ]


def test_a_name_may_come_before_or_after_the_brain(page: Page, game: str, wire: Wire) -> None:
    open_race(page, game, UNHURRIED)
    page.get_by_label("Brain of Ada").select_option("brain:QuadrupedSteer")
    page.get_by_label("Name of creature 1").fill("Zoe")
    page.get_by_label("Name of creature 2").fill("Yan")
    page.get_by_label("Brain of Yan").select_option("brain:QuadrupedFlat")
    page.click("#race-start")
    (started,) = wire.wait_for_sent(page, "start")
    assert started["creatures"] == [
        {"task": "QuadrupedSteer", "brain": "QuadrupedSteer", "name": "Zoe"},
        {"task": "QuadrupedFlat", "brain": "QuadrupedFlat", "name": "Yan"},
    ]


def test_what_is_gone_meanwhile_is_not_raced(page: Page, game: str, wire: Wire) -> None:
    """A brain and a course that there were when they were chosen, and are not when the tab is shown again."""
    open_race(page, game, UNHURRIED)

    def without(told: dict[str, Any]) -> None:
        told["brains"] = [one for one in told["brains"] if one["name"] != "QuadrupedSteer"]
        told["courses"] = [one for one in told["courses"] if one["name"] != "Field"]

    change_content(page, without)
    page.click("#tab-designer")
    page.click("#tab-race")
    expect(page.locator("#race-course")).not_to_have_value("Field")
    page.click("#race-start")
    (started,) = wire.wait_for_sent(page, "start")
    assert started["course"] == page.locator("#race-course").input_value() != "Field"
    assert [one["name"] for one in started["creatures"]] == ["Ada", "Ben"]
    assert "QuadrupedSteer" not in [one["brain"] for one in started["creatures"]]
    wire.wait_until(page, lambda: bool(wire.of_kind(wire.received, "started")))
    # A file that was being changed may be back: so is the choice.
    page.unroute("**/api/content")
    page.click("#tab-designer")
    page.click("#tab-race")
    expect(page.locator("#race-course")).to_have_value("Field")
    kept = json.loads(page.evaluate("() => localStorage.getItem('clamber.lineup')"))
    assert kept["course"] == "Field"


def test_where_nothing_can_be_read_the_problems_are_told(page: Page, game: str) -> None:
    """A page that is open already: there is nothing to choose from, and why is said."""
    open_race(page, game)
    change_content(
        page, lambda told: told.update(tasks=[], brains=[], problems=["Tasks/Walker.asset: cannot be read"])
    )
    page.click("#tab-designer")
    page.click("#tab-race")
    expect(page.locator(".toast.bad").first).to_contain_text("Walker.asset: cannot be read")
    page.unroute("**/api/content")
    page.click("#tab-designer")
    page.click("#tab-race")
    expect(page.locator(".lineup select").first).not_to_have_value("")


def test_a_brain_races_by_the_task_that_it_was_asked_for(page: Page, game: str, wire: Wire) -> None:
    """Not by its own, also when other tabs have been looked at meanwhile."""
    page.goto(f"{game}/?quality=low&task=QuadrupedSurefooted&brain=Quadruped")
    page.wait_for_selector('#race[data-mode="race"]')
    change_content(page, lambda told: told["courses"].append({**told["courses"][0], "name": "Seen"}))
    page.click("#tab-designer")
    page.click("#tab-race")
    page.wait_for_selector("#race-course option[value=Seen]", state="attached")  # the page has taken it in
    page.click("#race-new")
    first, second = wire.wait_for_sent(page, "start", 2)
    for started in (first, second):
        assert {(one["task"], one["brain"]) for one in started["creatures"]} == {("QuadrupedSurefooted", "Quadruped")}
    assert first["seed"] != second["seed"]


def test_a_refused_race_leaves_the_pace_of_the_one_that_is_on(page: Page, game: str, wire: Wire) -> None:
    start_race(page, game, UNHURRIED)
    page.click("#race-slow")
    assert wire.wait_for_sent(page, "speed")[-1]["factor"] == 0.25
    asked = len(wire.of_kind(wire.sent, "speed"))
    # The brain has gone from the list of the server, not from the page's.
    page.evaluate(
        """() => {
          const send = WebSocket.prototype.send;
          WebSocket.prototype.send = function (text) {
            send.call(this, text.replaceAll("QuadrupedSteer", "Gone"));
          };
        }"""
    )
    page.click("#race-new")
    wire.wait_until(page, lambda: bool(wire.of_kind(wire.received, "error")))
    expect(page.locator(".toast.bad")).to_contain_text("Gone")
    expect(page.locator("#race-slow")).to_have_attribute("aria-pressed", "true")
    assert len(wire.of_kind(wire.sent, "speed")) == asked


def test_the_countdown_does_not_stay_on_the_form(page: Page, game: str) -> None:
    start_paused_race(page, game, UNHURRIED)
    expect(page.locator(".count")).to_have_text(re.compile("[123]"))
    page.keyboard.press("Escape")
    page.wait_for_selector('#race[data-mode="setup"]')
    expect(page.locator(".count")).to_be_hidden()


def test_the_form_comes_by_asking_again(page: Page, game: str) -> None:
    refusals = [True]

    def answer(route: Route) -> None:
        if refusals:
            refusals.pop()
            route.fulfill(status=400, json={"type": "error", "message": "a file is being written"})
        else:
            route.continue_()

    page.route("**/api/content", answer)
    page.goto(f"{game}/?quality=low")
    expect(page.get_by_role("alert")).to_contain_text("a file is being written")
    page.get_by_role("button", name="Try again").click()
    page.wait_for_selector("#race[data-previewed]")
    expect(page.get_by_role("button", name="Try again")).to_be_hidden()


def test_the_choice_is_kept_and_up_to_eight_race(page: Page, game: str) -> None:
    open_race(page, game)
    for _ in range(6):
        page.click("#race-add")
    expect(page.locator(".lineup li")).to_have_count(8)
    expect(page.locator("#race-add")).to_be_disabled()
    page.locator("#race-difficulty").fill("0.75")
    page.locator("#race-seed").fill("500123")
    page.get_by_label("All on one").check()
    kept = json.loads(page.evaluate("() => localStorage.getItem('clamber.lineup')"))
    assert len(kept["creatures"]) == 8
    assert (kept["seed"], kept["difficulty"], kept["lanes"]) == (500123, 0.75, "one_lane")


def test_a_brain_that_is_none_is_refused(page: Page, game: str) -> None:
    open_race(page, game)
    rubbish = page.evaluate_handle(
        "() => { const data = new DataTransfer(); data.items.add(new File(['rubbish'], 'rubbish.onnx')); return data; }"
    )
    with page.expect_response(lambda response: "/api/brains" in response.url) as answer:
        page.dispatch_event("#race", "drop", {"dataTransfer": rubbish})
    assert answer.value.status == 400
    expect(page.locator(".toast.bad")).to_contain_text("rubbish.onnx")


def test_a_brain_is_brought_by_the_form_and_never_opens_in_place_of_the_page(page: Page, game: str) -> None:
    open_race(page, game)
    brain = content.content_folder() / "Brains" / "QuadrupedFlat.onnx"
    page.get_by_label("Bring a brain").set_input_files(
        {"name": "mine.onnx", "mimeType": "application/octet-stream", "buffer": brain.read_bytes()}
    )
    expect(page.locator(".lineup li")).to_have_count(3)
    expect(page.locator(".lineup .who").last).to_have_value("brain:mine")
    page.click("#tab-designer")
    prevented = page.evaluate(
        """() => ["dragover", "drop"].map((type) => {
          const dataTransfer = new DataTransfer();
          dataTransfer.items.add(new File(["brain"], "mine.onnx"));
          const event = new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer });
          return !document.querySelector("#designer").dispatchEvent(event);
        })"""
    )
    assert prevented == [True, True]


def test_everything_of_the_form_is_reached_by_keyboard(page: Page, game: str) -> None:
    open_race(page, game)
    page.focus("#tab-race")
    called = "() => document.activeElement.id || document.activeElement.getAttribute('aria-label')"
    reached = set()
    for _ in range(30):
        page.keyboard.press("Tab")
        reached.add(page.evaluate(called))
    assert {"race-course", "race-seed", "race-difficulty", "race-start", "race-add", "Name of creature 1"} <= reached
