"""The browser game with the page open on the same machine: frames, pace of the simulation, size of its messages."""

from __future__ import annotations

import json
import tempfile
import time
from typing import Any

from playwright.sync_api import Page, sync_playwright

from tests.browser.programs import FLAGS, find_chromium, serve

#: Counts the frames in which something was drawn.
_COUNT_FRAMES = """
window.drawnFrames = 0;
let drew = false;
for (const name of ["drawElements", "drawArrays", "drawElementsInstanced", "drawArraysInstanced"]) {
  const draw = WebGL2RenderingContext.prototype[name];
  WebGL2RenderingContext.prototype[name] = function (...values) { drew = true; return draw.apply(this, values); };
}
const count = () => { if (drew) window.drawnFrames++; drew = false; requestAnimationFrame(count); };
requestAnimationFrame(count);
"""
_READ = """() => {
  const [minutes, seconds] = document.querySelector(".clock").textContent.split(":").map(Number);
  return [performance.now() / 1000, window.drawnFrames, 60 * minutes + seconds];
}"""
_PATIENCE_MS = 120_000
#: The window of a laptop, CSS pixels.
_WIDTH, _HEIGHT = 1440, 900


def can_be_opened() -> bool:
    """Whether there is a browser to open the page in."""
    return find_chromium() is not None


def race(task: str, brain: str | None, course: str, seconds: float) -> dict[str, Any]:
    """Eight creatures race while the page is open in headless Chromium, which draws on the processor.

    Args:
        task: that all eight live.
        brain: of all eight.
        course: its name; seed 500,001, difficulty 0.3.
        seconds: to watch.

    Returns:
        frames_per_second; real_time_factor: simulated seconds per second; bytes_per_second_per_creature: of states and
        all other messages, per simulated second; seconds_to_first_picture: from starting the server.

    Raises:
        RuntimeError: there is no Chromium, or the server did not start.
    """
    program = find_chromium()
    if program is None:
        raise RuntimeError("there is no Chromium: apt-get install chromium")
    creatures = [{"task": task, "brain": brain, "name": str(number)} for number in range(1, 9)]
    lineup = {
        "course": course, "seed": 500_001, "difficulty": 0.3, "lanes": "side_by_side", "creatures": creatures,
    }  # fmt: skip
    received = [0]

    def weigh(payload: str | bytes) -> None:
        received[0] += len(payload)

    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as home:
        browser = playwright.chromium.launch(executable_path=program, args=list(FLAGS))
        page = browser.new_page(viewport={"width": _WIDTH, "height": _HEIGHT})
        page.set_default_timeout(_PATIENCE_MS)
        page.on("websocket", lambda socket: socket.on("framereceived", weigh))
        page.add_init_script(_COUNT_FRAMES)
        page.add_init_script(f"localStorage.setItem('clamber.lineup', {json.dumps(json.dumps(lineup))})")
        began = time.perf_counter()
        with serve({"HOME": home, "XDG_DATA_HOME": home}) as address:
            page.goto(address)
            page.wait_for_selector("#race[data-previewed]")
            page.wait_for_function("() => window.drawnFrames > 0")
            first_picture = time.perf_counter() - began
            page.click("#race-start")
            return {
                "task": task, "brain": brain, "course": course, "creatures": len(creatures),
                "window": [_WIDTH, _HEIGHT],
                **_watch(page, received, seconds, len(creatures)),
                "seconds_to_first_picture": round(first_picture, 2),
            }  # fmt: skip


def _watch(page: Page, received: list[int], seconds: float, creatures: int) -> dict[str, float]:
    """Measures from two seconds after the start on."""
    page.wait_for_function("() => Number(document.querySelector('.clock').textContent.slice(2)) > 2")
    weight = received[0]
    wall, frames, clock = page.evaluate(_READ)
    page.wait_for_timeout(1000.0 * seconds)
    wall_end, frames_end, clock_end = page.evaluate(_READ)
    passed = clock_end - clock
    return {
        "frames_per_second": round((frames_end - frames) / (wall_end - wall), 1),
        "real_time_factor": round(passed / (wall_end - wall), 3),
        "bytes_per_second_per_creature": round((received[0] - weight) / passed / creatures),
    }
