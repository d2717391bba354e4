"""``clamber play`` and ``clamber record``."""

from __future__ import annotations

import importlib.util
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from tyro.conf import arg

from clamber.assets.fields import AssetError

# What a command needs beyond this is imported when it runs: `clamber --help` must not wait for it.


@dataclass(frozen=True)
class Play:
    """Opens the game in the browser: race creatures, design courses, watch brains. Needs clamber[play]."""

    task: str = ""
    """Whose creatures race at once, a task of the content folder ("QuadrupedFlat"); without it, the page asks."""
    brain: str = ""
    """With which they race: a name in the content's Brains, or an .onnx file (then --task says what it lives)."""
    port: Annotated[int, arg(metavar="0..65535")] = 8765
    """On 127.0.0.1; 0: any that is free."""
    browser: bool = True
    """Whether to open a browser; the address is printed all the same."""
    project: Path | None = None
    """The folder that holds UnityProject, to play with its content and save courses into it; without it, the one that
    Clamber lies in, or the copy inside the installed package."""

    def run(self) -> int:
        """Does what the command says; returns the exit status."""
        from clamber.game.project_folder import use_project

        if importlib.util.find_spec("aiohttp") is None:
            raise ValueError("play: needs the package aiohttp: pip install './python[play]' in the project's folder")
        from clamber.game.server import play

        if not 0 <= self.port <= 65535:
            raise ValueError(f"--port: {self.port} is not allowed; 0 to 65535")
        if self.project is not None:
            use_project(self.project)
        play(self.port, self.browser, self.task, self.brain)
        return 0


@dataclass(frozen=True)
class Record:
    """Runs a race and keeps it in a file that the browser replays without a server."""

    brain: tuple[str, ...] = ()
    """One for each creature: names in the content's Brains, .onnx files, or "none" for one that stands."""
    task: tuple[str, ...] = ()
    """One for all creatures, or one each; without it, the tasks that the brains were trained for."""
    name: tuple[str, ...] = ()
    """On the screen, one each; without it, the brains'."""
    course: str = ""
    """A course of the content folder ("Gauntlet"), or a .asset file; without it, the first task's."""
    seed: int = 0
    """Of the course."""
    difficulty: float = 0.5
    """Of the course, from 0 to 1."""
    lanes: Literal["side_by_side", "one_lane"] = "side_by_side"
    """Whether all are shown on the same lane."""
    seconds: float = 30.0
    """At most; a race that is over ends earlier."""
    every: int = 2
    """One state in so many is kept, of 50 a second; the page draws what lies between."""
    title: str = ""
    """Under which the page offers it; without it, who raced where."""
    out: Path | None = None
    """The .clamber-race file; without it, race.clamber-race in this folder, or a name made of the title in the site."""
    site: Path | None = None
    """Puts it into this folder, with a static page that replays all recordings there."""

    def run(self) -> int:
        """Does what the command says; returns the exit status."""
        from clamber.game.record import RaceToRecord, record
        from clamber.game.recording import check_name, write_recording
        from clamber.game.recording_site import add_to_site, check_site

        # Before the race, which may take minutes.
        out = self.out or Path("race.clamber-race")
        if self.site is not None and out.parent != Path():
            raise AssetError(f"--out: {out} is not allowed with --site; a name alone, for its folder is the site's")
        if self.site is not None:
            check_site(self.site, self.out.name if self.out else "")
        else:
            check_name(out)
        recording = record(
            RaceToRecord(
                self.task, self.brain, self.name, self.course, self.seed, self.difficulty, self.lanes == "one_lane",
                self.seconds, self.every, self.title,
            )
        )  # fmt: skip
        if self.site is not None:
            print(add_to_site(self.site, recording, self.out.name if self.out else ""))
        else:
            write_recording(out, recording)
            print(out)
        return 0
