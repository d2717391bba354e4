"""The programs that the page is tried with: a browser and a server."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

#: Nothing is fetched from anywhere, and WebGL is drawn by the processor.
FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--use-gl=angle", "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
_NAMES = ("chromium", "google-chrome", "chromium-browser", "google-chrome-stable")


def find_chromium() -> str | None:
    """The path of Chromium or Chrome; None where there is none."""
    return next((found for name in _NAMES if (found := shutil.which(name))), None)


@contextmanager
def serve(environment: Mapping[str, str]) -> Iterator[str]:
    """Runs ``clamber play`` and gives its address, without a slash at its end.

    Raises:
        RuntimeError: it did not start; with what it said.
    """
    server = subprocess.Popen(
        [sys.executable, "-m", "clamber.cli", "play", "--port", "0", "--no-browser"],
        stdout=subprocess.PIPE, env={**os.environ, **environment}, text=True,
    )  # fmt: skip
    try:
        assert server.stdout is not None
        line = server.stdout.readline()
        found = re.search(r"http://127\.0\.0\.1:\d+", line)
        if found is None:
            raise RuntimeError(f"clamber play said {line!r}")
        yield found[0]
    finally:
        server.terminate()
        server.wait(timeout=20)
