"""Whether frames come too slowly is told by those that came one after the other, in a real browser."""

from __future__ import annotations

import subprocess
from pathlib import Path

import clamber.game
import pytest
from playwright.sync_api import Page

WEB = Path(clamber.game.__file__).parent / "web"


@pytest.fixture(scope="module")
def script() -> str:
    """The class, for a page to run."""
    command = [str(WEB / "node_modules/.bin/esbuild"), "src/frame_rate.ts", "--bundle", "--format=iife"]
    made = subprocess.run(
        [*command, "--global-name=made"], cwd=WEB, check=True, capture_output=True, text=True, timeout=120
    )
    return made.stdout


def counted(page: Page, script: str, times: list[float], forget_at: float = -1.0) -> list[float]:
    """What is told of frames at these times, seconds; all before ``forget_at`` is forgotten."""
    page.add_script_tag(content=script)
    told: list[float] = page.evaluate(
        """([times, at]) => {
          const rate = new made.FrameRate();
          const count = (now) => {
            if (now === at) rate.forget();
            return rate.count(now);
          };
          return times.map(count).filter((told) => told !== null);
        }""",
        [times, forget_at],
    )
    return told


def test_a_pause_between_frames_is_not_slowness(page: Page, script: str) -> None:
    steady = [5.0 + frame / 60.0 for frame in range(121)]
    assert counted(page, script, steady) == pytest.approx([1 / 60, 1 / 60], rel=0.02)
    # Gone for ten seconds, in the middle of a second that is being counted.
    away = steady[:90] + [one + 10.0 for one in steady[90:]]
    assert counted(page, script, away) == pytest.approx([1 / 60], rel=0.02)
    # Gone for two, which the browser has told.
    away = steady[:90] + [one + 2.0 for one in steady[90:]]
    assert counted(page, script, away, away[90]) == pytest.approx([1 / 60], rel=0.02)
    # A machine that needs a second and a half for each frame is slow.
    assert counted(page, script, [5.0, 6.5, 8.0]) == [1.5, 1.5]
