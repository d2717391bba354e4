"""Films on the side: when they are made, that only one is at a time, and that nothing of them stops a run."""

from __future__ import annotations

import os
import shlex
import sys
import time
from pathlib import Path

import pytest
from clamber.learning import films
from clamber.learning.films import Films


@pytest.fixture
def camera(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stands in for the interpreter that films: notes its arguments and priority, waits for a file, then ends."""
    program, script = tmp_path / "camera.py", tmp_path / "camera"
    program.write_text(
        "import os, pathlib, sys, time\n"
        f"folder = pathlib.Path({str(tmp_path)!r})\n"
        "out = pathlib.Path(sys.argv[sys.argv.index('--out') + 1])\n"
        "assert pathlib.Path(sys.argv[4]).read_bytes() == b'brain'\n"
        "while not (folder / 'go').exists(): time.sleep(0.01)\n"
        "out.write_text(f'{os.getpriority(os.PRIO_PROCESS, 0)} ' + ' '.join(sys.argv[1:]))\n"
        "sys.exit((folder / 'fail').exists())\n"
    )
    script.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} {shlex.quote(str(program))} "$@"\n')
    script.chmod(0o755)
    monkeypatch.setattr(films.sys, "executable", str(script))
    return tmp_path


def wait(told: Films) -> None:
    """Returns when no film is being made."""
    while told.unfinished:
        time.sleep(0.01)


def made(run: Path) -> set[str]:
    """The films there are."""
    return {path.name for path in (run / "videos").glob("*.mp4")}


@pytest.mark.skipif(not hasattr(os, "setpriority"), reason="asks for the priority as Unix tells it")
def test_a_film_is_made_on_the_side(camera: Path) -> None:
    """Where a multiple is passed, of low priority, one at a time; the last in any case."""
    run = camera / "run"
    told = Films(run, "Walker", "Walker", 100, "physx")
    told.offer(10, 90, lambda: b"brain")
    assert not (run / "videos").exists()
    told.offer(90, 110, lambda: b"brain")
    told.offer(190, 210, lambda: b"never asked for, for the film before is being made")
    assert made(run) == set()
    assert told.unfinished == f"a film is still being made: {run / 'videos' / 'Walker-110.mp4'}"
    (camera / "go").touch()
    wait(told)
    assert made(run) == {"Walker-110.mp4"}
    said = (run / "videos" / "Walker-110.mp4").read_text()
    assert said.startswith("19 -m clamber.cli film ")
    assert "--task Walker --engine physx" in said
    assert "--course" not in said
    assert "--difficulty" not in said
    (camera / "go").unlink()
    told.offer(290, 300, lambda: b"brain")
    child = told._child
    told.offer(300, 300, lambda: b"brain", last=True)  # of the same steps: it is being made
    assert told._child is child
    (camera / "go").touch()
    wait(told)
    assert made(run) == {"Walker-110.mp4", "Walker-300.mp4"}
    assert told.complaints == []


def test_the_film_is_of_the_world_that_is_trained_in(camera: Path) -> None:
    """On the agents' course, as difficult as it is for them now."""
    (camera / "go").touch()
    run = camera / "run"
    told = Films(run, "Walker", "Walker", 100, course="Gaps")
    told.offer(90, 110, lambda: b"brain", difficulty=0.254)
    wait(told)
    assert "--course Gaps --difficulty 0.25" in (run / "videos" / "Walker-110.mp4").read_text()


def test_a_failure_is_told_and_stops_nothing(camera: Path) -> None:
    """Of the film, and of writing it."""
    (camera / "go").touch()
    (camera / "fail").touch()
    run = camera / "run"
    told = Films(run, "Walker", "Walker", 100)
    told.offer(90, 110, lambda: b"brain")
    wait(told)
    assert told.complaints == [f"a film failed; the reason is in {run / 'run_logs' / 'films.log'}"]
    told = Films(run, "Walker", "Walker", 100)
    told.offer(190, 210, lambda: b"brain")
    while not told.complaints:  # as soon as it is known, not when the next one falls due
        told.offer(220, 230, lambda: b"brain")
    (camera / "other").write_text("no folder")
    told = Films(camera / "other", "Walker", "Walker", 100)
    told.offer(90, 110, lambda: b"brain")
    assert "no film at 110 steps" in told.complaints[0]


def test_none_is_asked_for(camera: Path) -> None:
    """0 is none, not even at the end."""
    told = Films(camera / "run", "Walker", "Walker", 0)
    told.offer(90, 110, lambda: b"brain", last=True)
    wait(told)
    assert not (camera / "run").exists()
