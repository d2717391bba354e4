"""Running what is asynchronous inside a test."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any


def run(talk: Coroutine[Any, Any, None]) -> None:
    """Runs a coroutine to its end, in a thread of its own: a browser's tests leave a running loop in the main one."""
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, talk).result()
