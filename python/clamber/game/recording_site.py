"""A static page with recorded races, for a project's website: no server but one that serves files."""

from __future__ import annotations

import json
import re
from pathlib import Path

from clamber.assets.files import write_bytes, write_text
from clamber.game.recording import SUFFIX, Recording, RecordingError, read_recording, write_recording

#: Where the page's build lies.
STATIC = Path(__file__).resolve().parent / "static"
#: The build's files that a site needs, and what they are called there.
PAGE = {
    "replay.html": "index.html", "replay.js": "replay.js", "replay.js.LEGAL.txt": "replay.js.LEGAL.txt",
    "style.css": "style.css",
}  # fmt: skip


def check_built() -> None:
    """Checks that there is a page to put recordings into.

    Raises:
        RecordingError: it is not built.
    """
    if not (STATIC / "replay.html").is_file():
        raise RecordingError(
            "the page is not built yet: run `make play`, or `npm ci && npm run build` in python/clamber/game/web"
        )


def check_site(folder: Path, name: str = "") -> None:
    """Looks whether a recording may be put into a site; touches nothing.

    Args:
        folder: of the site, which need not be there yet.
        name: of the recording's file; empty: one made of its title.

    Raises:
        ValueError: one line: the page is not built, the name is not one for a file, or the folder holds another page.
    """
    check_built()
    if name and not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]*", name):
        raise RecordingError(f"--out: {name!r} is not allowed; letters, digits, - . and _")
    if (folder / "index.html").exists() and not (folder / "recordings.json").exists():
        raise RecordingError(f"--site: {folder} holds another page (index.html); choose a folder of its own")


def add_to_site(folder: Path, recording: Recording, name: str = "") -> Path:
    """Puts a recording into a site, made if it is not there, and lists it; one of the same name is replaced.

    Args:
        folder: of the site.
        recording: to be put there.
        name: of its file; empty: made of its title.

    Returns:
        the recording's path.

    Raises:
        ValueError: one line: as ``check_site``, or a recording that lies in the site is broken.
    """
    check_site(folder, name)
    name = name or re.sub(r"[^A-Za-z0-9]+", "-", recording.title).strip("-").lower()[:80] or "race"
    path = folder / "recordings" / f"{name.removesuffix(SUFFIX)}{SUFFIX}"
    write_recording(path, recording)
    for built, called in PAGE.items():
        if (STATIC / built).is_file():
            write_bytes(folder / called, (STATIC / built).read_bytes())
    listed = [
        {"file": f"recordings/{one.name}", "title": read_recording(one).title}
        for one in sorted((folder / "recordings").glob(f"*{SUFFIX}"))
    ]
    write_text(folder / "recordings.json", json.dumps({"recordings": listed}, indent=1) + "\n")
    return path
