"""``--video-every``: films of the brain as it learns, made by a process of low priority while learning goes on."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from clamber.learning.results import write_whole

#: The lowest that Unix knows; a film takes what learning leaves over.
PRIORITY = 19


class Films:
    """Films the deterministic brain every so many steps: ``videos/NAME-STEPS.mp4``, the brain itself beside it.

    One film at a time: what falls due while one is being made is left out, but for the last. A film goes on when the
    run is over. What goes wrong stands in ``run_logs`` and never stops a run.
    """

    def __init__(
        self, run: Path, behavior: str, task: str, every: int, engine: str = "mujoco", course: str = ""
    ) -> None:
        """Nothing is filmed yet.

        Args:
            run: the run's folder, ``results/RUN``.
            behavior: names the films.
            task: what is filmed, a name or a file.
            every: agent-steps between two films; 0: none.
            engine: what computes the physics.
            course: that the agents are on, by name or file; empty: the task's.
        """
        self._course = course
        self._run, self._behavior, self._task, self._every, self._engine = run, behavior, task, every, engine
        self._child: subprocess.Popen[bytes] | None = None
        self._path = run
        #: What a person should hear of; the reader empties it.
        self.complaints: list[str] = []

    def offer(
        self, before: int, steps: int, brain: Callable[[], bytes], last: bool = False, difficulty: float | None = None
    ) -> None:
        """Begins a film if one is due between two step counts, or, where films are wanted, if it is the ``last``.

        Args:
            before: agent-steps before what was just lived.
            steps: agent-steps after it.
            brain: gives the content of the .onnx.
            last: whether the run is over.
            difficulty: of the course to film on, as the agents have theirs now; None: the task's.
        """
        if not self._every:
            return
        filming = self._is_filming()  # which also tells of one that has failed
        if not (last or before // self._every != steps // self._every):
            return
        folder = self._run / "videos"
        path = folder / f"{self._behavior}-{steps}.onnx"
        if filming and (not last or self._path == path.with_suffix(".mp4")):
            return
        log = self._run / "run_logs" / "films.log"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            log.parent.mkdir(parents=True, exist_ok=True)
            write_whole(path, brain())
            command = [
                sys.executable, "-m", "clamber.cli", "film", str(path), "--task", self._task, "--engine", self._engine,
                "--out", str(path.with_suffix(".mp4")), "--width", "640", "--height", "360",
            ]  # fmt: skip
            command += ["--course", self._course] if self._course else []
            command += [] if difficulty is None else ["--difficulty", f"{difficulty:.2f}"]
            with log.open("ab") as said:
                # A session of its own, so that Ctrl-C ends the run and not the film.
                self._child = subprocess.Popen(command, stdout=said, stderr=said, start_new_session=True)
            self._path = path.with_suffix(".mp4")
            if hasattr(os, "setpriority"):
                with contextlib.suppress(OSError):
                    os.setpriority(os.PRIO_PROCESS, self._child.pid, PRIORITY)
        except OSError as error:
            self.complaints.append(f"no film at {steps:,} steps: {error.filename}: {error.strerror}")

    def _is_filming(self) -> bool:
        """Whether a film is being made; one that has just failed is complained of."""
        if self._child is None:
            return False
        status = self._child.poll()
        if status is None:
            return True
        self._child = None
        if status:
            self.complaints.append(f"a film failed; the reason is in {self._run / 'run_logs' / 'films.log'}")
        return False

    @property
    def unfinished(self) -> str:
        """What to tell a person when the run is over and a film is not; else nothing."""
        return f"a film is still being made: {self._path}" if self._is_filming() else ""
