"""A race as a person plays it, in a real browser."""

from __future__ import annotations

import numpy as np
import pytest
from clamber.game.messages import unpack_state
from playwright.sync_api import Page, expect

from tests.browser.pictures import assert_not_empty, pixels
from tests.browser.races import UNHURRIED, Wire, open_race, start_paused_race, start_race


def test_a_race_is_chosen_and_run_to_the_finish(page: Page, game: str, wire: Wire) -> None:
    open_race(page, game)
    page.select_option("#race-course", "Gauntlet")
    page.wait_for_selector('#race[data-previewed^="Gauntlet 500001"]')
    assert_not_empty(page.locator("#race canvas"))
    page.select_option("#race-course", "Flat")
    page.get_by_label("Remove Ben").click()
    page.get_by_label("Name of creature 1").fill("Zoe")
    page.click("#race-start")
    page.wait_for_selector('#race[data-mode="race"]')
    expect(page.locator(".standings tbody tr")).to_have_count(1)
    page.wait_for_selector('#race[data-over="yes"]')
    expect(page.locator("#finish-title")).to_have_text("Zoe wins!")
    (started,) = wire.wait_for_sent(page, "start")
    assert started["course"] == "Flat" and started["seed"] == 500001
    assert started["creatures"] == [{"task": "QuadrupedFlat", "brain": "QuadrupedFlat", "name": "Zoe"}]
    wire.wait_until(page, lambda: bool(wire.finishes()))
    (finished,) = wire.finishes()
    shown = page.locator(".finish tbody td").nth(1).inner_text()
    assert shown == f"0:{finished['time']:04.1f}"
    assert_not_empty(page.locator("#race canvas"))


def test_keys_pause_slow_camera_and_new_seed(page: Page, game: str, wire: Wire) -> None:
    start_race(page, game, UNHURRIED)
    page.keyboard.press("Space")
    expect(page.locator("#race-pause")).to_have_attribute("aria-pressed", "true")
    expect(page.locator("#race-pause")).to_have_attribute("title", "Go on (Space)")
    wire.wait_for_sent(page, "pause")
    page.wait_for_function("() => document.querySelector('#race').classList.contains('paused')")
    page.keyboard.press("Space")
    wire.wait_for_sent(page, "resume")
    expect(page.locator("#race-pause")).to_have_attribute("aria-pressed", "false")
    page.keyboard.press("s")
    assert wire.wait_for_sent(page, "speed", 2)[-1]["factor"] == 0.25
    for mode in ("Side", "Free", "Follow"):
        page.keyboard.press("c")
        expect(page.locator("#race-camera")).to_have_text(mode)
    page.keyboard.press("n")
    first, second = wire.wait_for_sent(page, "start", 2)
    assert first["seed"] != second["seed"] and second["seed"] >= 500_000
    page.keyboard.press("Escape")
    page.wait_for_selector('#race[data-mode="setup"]')
    expect(page.locator("#race-seed")).to_have_value(str(second["seed"]))


def test_a_pause_stops_the_states(page: Page, game: str, wire: Wire) -> None:
    page.add_init_script(
        """window.sockets = [];
        window.WebSocket = class extends WebSocket {
          constructor(...told) { super(...told); window.sockets.push(this); }
        };"""
    )
    start_race(page, game, UNHURRIED)
    page.wait_for_function("() => Number(document.querySelector('.clock').textContent.slice(2)) > 0.2")
    page.click("#race-pause")
    wire.wait_until(page, lambda: bool(wire.of_kind(wire.received, "paused")))
    stood = wire.states
    page.click("#race-camera")
    # The server has answered something later than the pause, and sent no state in between.
    page.evaluate("() => window.sockets.at(-1).send(JSON.stringify({ type: 'pause' }))")
    wire.wait_until(page, lambda: len(wire.of_kind(wire.received, "paused")) == 2)
    assert wire.states == stood
    clock = page.locator(".clock").inner_text()
    page.click("#race-pause")
    page.wait_for_function("(text) => document.querySelector('.clock').textContent !== text", arg=clock)
    wire.wait_until(page, lambda: wire.states > stood)


def test_a_steerable_creature_is_steered_and_let_go(page: Page, game: str, wire: Wire) -> None:
    start_race(page, game, UNHURRIED)
    page.keyboard.press("2")
    expect(page.locator("#race-watch")).to_have_text("Ben")
    page.wait_for_selector("#race.steerable")
    page.keyboard.down("ArrowUp")
    page.keyboard.down("ArrowLeft")
    assert wire.wait_for_wish(page, lambda wish: wish["speed"] == 1 and wish["heading"] > 0)["creature"] == 1
    page.keyboard.up("ArrowUp")
    page.keyboard.up("ArrowLeft")
    assert wire.wait_for_sent(page, "release")[-1]["creature"] == 1
    page.keyboard.press("1")
    page.wait_for_selector("#race:not(.steerable)")
    before = len(wire.of_kind(wire.sent, "steer"))
    page.keyboard.press("ArrowUp")
    page.keyboard.press("b")
    wire.wait_for_sent(page, "throw")
    assert len(wire.of_kind(wire.sent, "steer")) == before
    assert [one["message"] for one in wire.of_kind(wire.received, "error")] == []


def test_nobody_steers_from_a_page_that_is_not_looked_at(page: Page, game: str, wire: Wire) -> None:
    """It gets no frames, so what was held is let go at once."""
    start_race(page, game, UNHURRIED)
    page.keyboard.press("2")
    page.wait_for_selector("#race.steerable")
    page.keyboard.down("ArrowUp")
    wire.wait_for_wish(page, lambda wish: wish["speed"] == 1)
    page.evaluate("() => { window.requestAnimationFrame = () => 0; }")
    page.wait_for_timeout(500)
    assert wire.of_kind(wire.sent, "release") == []
    page.evaluate("() => dispatchEvent(new Event('blur'))")
    assert wire.wait_for_sent(page, "release")[-1]["creature"] == 1


def test_gamepads_and_thumbs_steer_too(page: Page, game: str, wire: Wire) -> None:
    """A pad's stick and cross, and the stick on the screen; who lets go, or only touches a stick, steers no more."""
    start_race(page, game, UNHURRIED)
    page.keyboard.press("2")
    page.wait_for_selector("#race.steerable")
    pad = """([axes, pressed]) => {
      navigator.getGamepads = () => [null, { axes, buttons: pressed.map((one) => ({ pressed: one })) }];
    }"""
    page.evaluate(pad, [[0.5, -0.25], []])
    assert wire.wait_for_wish(page, lambda wish: wish["speed"] == 0.25)["heading"] == pytest.approx(-0.35)
    page.evaluate(pad, [[0.1, 0.1], []])
    wire.wait_for_sent(page, "release")
    page.evaluate(pad, [[0, 0], [False] * 13 + [True, True]])
    assert wire.wait_for_wish(page, lambda wish: wish["speed"] == -1)["heading"] == pytest.approx(0.7)
    page.evaluate(pad, [[0, 0], []])
    wire.wait_for_sent(page, "release", 2)
    touch = {"enabled": True, "maxTouchPoints": 1}
    page.context.new_cdp_session(page).send("Emulation.setTouchEmulationEnabled", touch)
    page.wait_for_selector(".stick", state="visible")
    box = page.locator(".stick").bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x, y - box["height"])
    assert wire.wait_for_wish(page, lambda wish: wish["speed"] == 1)["heading"] == pytest.approx(0.0, abs=1e-6)
    page.mouse.up()
    wire.wait_for_sent(page, "release", 3)
    assert [one["message"] for one in wire.of_kind(wire.received, "error")] == []


def test_a_click_throws_a_boulder_and_shift_pushes(page: Page, game: str, wire: Wire) -> None:
    start_race(page, game, UNHURRIED)
    page.keyboard.press("1")
    canvas = page.locator("#race canvas")
    box = canvas.bounding_box()
    assert box is not None
    page.wait_for_function("() => Number(document.querySelector('.clock').textContent.slice(2)) > 0.5")
    page.mouse.click(box["x"] + box["width"] * 0.5, box["y"] + box["height"] * 0.62)
    (thrown,) = wire.wait_for_sent(page, "throw")
    assert len(thrown["position"]) == len(thrown["velocity"]) == 3
    assert thrown["position"][2] > 0
    # A creature is hit somewhere below its name.
    page.keyboard.press("Space")
    wire.wait_for_sent(page, "pause")
    tag = page.locator(".tag", has_text="Ada").bounding_box()
    assert tag is not None
    page.keyboard.down("Shift")
    for below in (20, 28, 36, 44, 52, 60):
        page.mouse.click(tag["x"] + tag["width"] / 2, tag["y"] + tag["height"] + below)
    page.keyboard.up("Shift")
    page.keyboard.press("x")
    pushes = wire.wait_for_sent(page, "push", 2)
    assert {one["creature"] for one in pushes} == {0}
    assert [one["message"] for one in wire.of_kind(wire.received, "error")] == []


def test_a_boulder_meets_a_creature_of_another_size_than_the_first(page: Page, game: str, wire: Wire) -> None:
    sizes = [{"task": "Bittle", "brain": None, "name": "Tiny"}, {"task": "Walker", "brain": None, "name": "Big"}]
    start_race(page, game, UNHURRIED | {"creatures": sizes})
    page.wait_for_function("() => Number(document.querySelector('.clock').textContent.slice(2)) > 0.1")
    for number in (0, 1):
        page.keyboard.press(str(number + 1))
        root = unpack_state(wire.newest).creatures[number].root
        page.keyboard.press("b")
        thrown = wire.wait_for_sent(page, "throw", number + 1)[-1]
        shown = wire.of_kind(wire.received, "started")[-1]["creatures"][number]
        place = root + np.array([0.0, shown["lane_offset_y"], 0.0])
        (_, y, z), (_, speed_y, speed_z) = thrown["position"], thrown["velocity"]
        seconds = (place[1] - y) / speed_y
        # In the picture things fall as much faster as the creature is drawn larger.
        met = z + speed_z * seconds - 0.5 * 9.81 * shown["scale"] * seconds**2
        assert met == pytest.approx(place[2], rel=0.15), shown
    assert shown["scale"] < 0.2


def test_a_pause_that_comes_before_the_race_holds_it(page: Page, game: str, wire: Wire) -> None:
    """Another race is asked for and paused at once, while the server still makes it."""
    start_race(page, game, UNHURRIED)
    page.evaluate("() => { for (const id of ['race-new', 'race-pause']) document.getElementById(id).click(); }")
    wire.wait_until(page, lambda: bool(wire.of_kind(wire.received, "paused")))
    expect(page.locator("#race-pause")).to_have_attribute("aria-pressed", "true")
    page.click("#race-pause")
    wire.wait_for_sent(page, "resume")
    expect(page.locator("#race-pause")).to_have_attribute("aria-pressed", "false")


def test_a_race_that_begins_behind_another_tab_waits(page: Page, game: str, wire: Wire) -> None:
    open_race(page, game, UNHURRIED)
    page.evaluate("() => { document.querySelector('#race-start').click(); location.hash = 'designer'; }")
    wire.wait_for_sent(page, "pause")
    wire.wait_until(page, lambda: bool(wire.of_kind(wire.received, "paused")))
    page.click("#tab-race")
    expect(page.locator("#race-pause")).to_have_attribute("aria-pressed", "true")


def test_one_page_too_many_is_told_once(page: Page, game: str) -> None:
    open_race(page, game)
    page.evaluate(
        """async () => {
          const opened = () => new Promise((done) => {
            const socket = new WebSocket(location.origin.replace("http", "ws") + "/race");
            socket.onopen = () => done(socket);
          });
          window.sockets = await Promise.all([...Array(6)].map(opened));
        }"""
    )
    page.click("#race-start")
    expect(page.locator(".toast.bad")).to_contain_text("6 simulations are open already")
    page.wait_for_timeout(500)
    expect(page.locator(".toast.bad")).to_have_count(1)
    page.evaluate("() => { for (const socket of window.sockets) socket.close(); }")
    page.wait_for_timeout(500)


def test_who_reads_the_standings_by_keyboard_keeps_their_place(page: Page, game: str) -> None:
    start_paused_race(page, game, UNHURRIED)
    watch = page.get_by_title("Watch Ben")
    watch.focus()
    expect(page.locator(".standings tbody tr").first).to_contain_text("Ada")
    page.dispatch_event("#race-pause", "click")  # the race goes on; a person's click would take the focus
    expect(page.locator(".standings tbody tr").first).to_contain_text("Ben")
    expect(watch).to_be_focused()


def test_a_phone_shows_the_race_and_its_controls(page: Page, game: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    start_race(page, game, UNHURRIED)
    for place in ("#race-pause", "#race-setup-open", ".standings", ".track", ".clock"):
        box = page.locator(place).bounding_box()
        assert box is not None
        assert box["x"] >= 0 and box["x"] + box["width"] <= 390 and box["y"] + box["height"] <= 844
    assert pixels(page.locator("#race canvas")).shape[1] == 390
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 390


@pytest.mark.parametrize(("width", "height"), [(390, 844), (360, 640), (844, 390), (667, 375), (1366, 768)])
def test_every_button_can_be_read_and_reached(page: Page, game: str, width: int, height: int) -> None:
    page.set_viewport_size({"width": width, "height": height})
    start_race(page, game, UNHURRIED)
    wrong = page.evaluate(
        """() => [...document.querySelectorAll(".tool")].filter((tool) => tool.offsetParent).filter((tool) => {
          const { left, right, top, bottom } = tool.getBoundingClientRect();
          const text = tool.querySelector(".text");
          const inside = left >= 0 && top >= 0 && right <= innerWidth && bottom <= innerHeight;
          const free = tool.contains(document.elementFromPoint((left + right) / 2, (top + bottom) / 2));
          return !inside || !free || text.scrollWidth > text.clientWidth;
        }).map((tool) => tool.id)"""
    )
    assert wrong == []
    assert page.locator(".tool:visible").count() >= 9
