"""The race without a page: how much faster than the clock, how large its states are, how soon they come."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from typing import Any

from clamber.assets.loading import load_course
from clamber.game.catalog import Catalog
from clamber.game.race import TICK, Race, plan_race
from clamber.game.requests import Entry

SEED = 500_001


def pace(task: str, brain: str, course: str, creatures: int = 8, seconds: float = 20.0) -> dict[str, Any]:
    """Races without a clock, senses, brains and packing of the states included.

    Args:
        task: that all live.
        brain: of all; empty: none, they stand.
        course: its name; seed 500,001, difficulty 0.3.
        creatures: how many.
        seconds: to simulate.

    Returns:
        real_time_factor: simulated seconds per second of wall-clock time; real_time_factor_of_processor: per second of
        processor time, which other programs do not disturb; bytes_per_second_per_creature: of states, per simulated
        second.
    """
    catalog = Catalog()
    entrants = [catalog.entrant(Entry(task, brain, str(number))) for number in range(creatures)]
    race = Race(plan_race(course, load_course(course), SEED, 0.3, "side_by_side", entrants, 0.0))
    try:
        for _ in range(25):
            race.advance()
            race.state()
        ticks, size = round(seconds / TICK), 0
        wall, processor = time.perf_counter(), time.process_time()
        for _ in range(ticks):
            race.advance()
            size += len(race.state())
        wall, processor = time.perf_counter() - wall, time.process_time() - processor
    finally:
        race.close()
    lived = ticks * TICK
    return {
        "task": task, "brain": brain, "course": course, "creatures": creatures,
        "real_time_factor": round(lived / wall, 2),
        "real_time_factor_of_processor": round(lived / processor, 2),
        "bytes_per_second_per_creature": round(size / lived / creatures),
    }  # fmt: skip


def first_state(task: str, brain: str, course: str, creatures: int = 8) -> dict[str, Any]:
    """From starting ``clamber play`` to the first state of a race.

    Returns:
        seconds: by the clock; processor_seconds: that the server took, which other programs do not disturb.
    """
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    began, before = time.perf_counter(), os.times()
    with tempfile.TemporaryDirectory() as data:
        server = subprocess.Popen(
            [sys.executable, "-m", "clamber.cli", "play", "--port", str(port), "--no-browser"],
            stdout=subprocess.PIPE, text=True, env=os.environ | {"CLAMBER_DATA": data},
        )  # fmt: skip
        try:
            assert server.stdout is not None
            server.stdout.readline()
            urllib.request.urlopen(f"http://127.0.0.1:{port}/api/content").read()
            _first_state(port, task, brain, course, creatures)
            seconds = time.perf_counter() - began
        finally:
            server.terminate()
            server.wait()
    after = os.times()
    processor = after.children_user - before.children_user + after.children_system - before.children_system
    return {"seconds": round(seconds, 2), "processor_seconds": round(processor, 2)}


def _first_state(port: int, task: str, brain: str, course: str, creatures: int) -> None:
    """Starts a race as the page does and waits for the first binary message."""
    import asyncio

    import aiohttp

    entries = [{"task": task, "brain": brain or None, "name": str(number)} for number in range(creatures)]
    start = {"type": "start", "course": course, "seed": SEED, "difficulty": 0.3, "creatures": entries}

    async def wait() -> None:
        address = f"http://127.0.0.1:{port}"
        session = aiohttp.ClientSession(address, headers={"Origin": address})
        async with session as client, client.ws_connect("/race") as page:
            await page.send_str(json.dumps(start))
            async for message in page:
                if message.type == aiohttp.WSMsgType.BINARY:
                    return
        raise RuntimeError("the server closed the race before its first state")

    asyncio.run(wait())


if __name__ == "__main__":
    print(json.dumps([pace("Walker", "Walker", "Gauntlet"), pace("Quadruped", "Quadruped", "Gauntlet")], indent=2))
    print(json.dumps(first_state("Walker", "Walker", "Gauntlet"), indent=2))
