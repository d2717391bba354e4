"""``clamber reproduce``: lives a study through, run by run, and tells what it found."""

from __future__ import annotations

import importlib
import json
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any

from rich.console import Console

from clamber.assets.fields import AssetError
from clamber.assets.files import read_json, read_text, write_text
from clamber.evaluation.pictures import save_picture
from clamber.studies.condition import Study
from clamber.studies.draw import draw_chart
from clamber.studies.grids import draw_grid, grid_text
from clamber.studies.report import filled_in, report_text, table_text
from clamber.studies.run import Record, Run

#: Modules of this package, each with a ``STUDY``.
STUDIES = ("deepmind", "deepsense", "sentdex")
#: A quick trial trains for so many agent-steps, from one seed, and lives so many episodes of each measure.
QUICK_STEPS, QUICK_EPISODES = 60_000, 16
#: Runs of seeds up to this are looked for.
MOST_SEEDS = 99


def load_study(name: str) -> Study:
    """The study of that name.

    Raises:
        ValueError: one line, if there is none.
    """
    if name not in STUDIES:
        raise ValueError(f"{name!r}: no such study; {', '.join(STUDIES)}")
    study: Study = importlib.import_module(f"clamber.studies.{name}").STUDY
    return study


@dataclass(frozen=True)
class Reproduction:
    """What of a study is to be done.

    Attributes:
        study: the whole of it.
        quick: short trials that show that everything works, and nothing else.
        seeds: so many of each condition, from 1 on.
        only: names of conditions; none: all of them.
        minutes: begins no run after so long; 0: no limit.
        results: where runs go, in a folder of the study's name.
        docs: the study's page, with its pictures and results beside it; filled in by whole runs only.
        steps: of a quick trial.
        continued: whether a run counts as done that ``results.json`` beside the study's page tells of, if it was of
            today's settings; its brain need not lie here. Otherwise it is done again; until then the page goes on
            telling of the one published.
    """

    study: Study
    quick: bool = False
    seeds: int = 3
    only: Sequence[str] = ()
    minutes: float = 0.0
    results: Path = Path("results/studies")
    docs: Path = Path("docs")
    steps: int = QUICK_STEPS
    continued: bool = False

    @property
    def page(self) -> Path:
        """The study's page."""
        return self.docs / self.study.name / "README.md"

    @cached_property
    def published(self) -> dict[str, Any]:
        """What ``results.json`` beside the page tells: "runs" and "comparisons"; nothing to a quick trial."""
        path = self.page.with_name("results.json")
        if self.quick or not path.is_file():
            return {"runs": [], "comparisons": {}}
        told: dict[str, Any] = read_json(path)
        return told

    @property
    def root(self) -> Path:
        """Folder of the runs."""
        return self.results / (f"{self.study.name}-quick" if self.quick else self.study.name)

    def runs(self) -> list[Run]:
        """All runs, seed by seed, so that a study that is broken off has whole comparisons; what chosen ones begin with
        is among them.
        """
        chosen = {self.study.condition(name).name for name in self.only} or {one.name for one in self.study.conditions}
        for condition in reversed(self.study.conditions):  # those that others start from come first
            if condition.name in chosen and condition.start:
                chosen.add(condition.start)
        runs: list[Run] = []
        for seed in range(1, (1 if self.quick else self.seeds) + 1):
            own: dict[str, Run] = {}
            for condition in self.study.conditions:
                if condition.name in chosen:
                    own[condition.name] = Run(
                        self.study.name, condition, seed, self.root,
                        min(self.steps, condition.steps) if self.quick else condition.steps,
                        QUICK_EPISODES if self.quick else 0, self.quick, own.get(condition.start),
                    )  # fmt: skip
            runs += own.values()
        return runs

    def every_run(self) -> list[Run]:
        """All runs that there may be of the study, chosen or not."""
        return replace(self, seeds=MOST_SEEDS, only=()).runs()

    def record_of(self, run: Run) -> Record | None:
        """The record of a run that counts as done, with the settings of today; None of another."""
        return self.told_of(run) if self.continued else run.read_record()

    def told_of(self, run: Run) -> Record | None:
        """The record of a run that was done here, or else of one published, with the settings of today."""
        record = run.read_record()
        if record is not None:
            return record
        for told in self.published["runs"]:
            if (told["condition"], told["seed"]) == (run.condition.name, run.seed):
                return told if told.get("digest") == run.digest() else None
        return None

    def live(self) -> list[Record]:
        """Does what is not done yet, and returns the records of all chosen runs that are done."""
        say = Console(stderr=True)
        if outdated := self.outdated():
            say.print(f"of other settings than today's, so left out of what is told: {', '.join(outdated)}")
        begun, runs, records = time.monotonic(), self.runs(), []
        for number, run in enumerate(runs, 1):
            record = self.record_of(run)
            if record is None:
                if self.minutes and time.monotonic() - begun > 60.0 * self.minutes:
                    left = len(runs) - number + 1
                    say.print(f"{self.minutes:g} minutes are over; {left} runs are left for next time")
                    break
                for missing in _not_here(run.base):
                    say.print(f"[bold]{missing.name}[/bold], which {run.name} begins with, does not lie here")
                    missing.live()
                say.print(f"[bold]{number} of {len(runs)}: {run.name}[/bold], {run.steps:,} agent-steps")
                record = run.live()
                if not self.quick:  # a study takes hours: what is broken off has told what it found
                    self.tell(self.compare(self.done(), anew=False))
            records.append(record)
        return records

    def outdated(self) -> list[str]:
        """Names of the runs published that do not count, and are told no more, for their settings are not today's."""
        counted = {run.name for run in self.every_run() if self.told_of(run) is not None}
        told = [f"{one['condition']}-{one['seed']}" for one in self.published["runs"]]
        return [name for name in told if name not in counted]

    def done(self) -> list[Record]:
        """The records of all runs of the study, chosen now or before, and of those published by now."""
        self.__dict__.pop("published", None)  # a training takes hours: what it read when it began may have changed
        return [record for run in self.every_run() if (record := self.told_of(run)) is not None]

    def compare(self, records: Sequence[Record], anew: bool = True) -> dict[str, Any]:
        """What the study's comparisons say of the brains of these records.

        Args:
            records: of the runs that are done.
            anew: whether to compare brains that were not compared before; else those comparisons are left out.
        """
        runs = {run.name: run for run in self.every_run()}
        brains: dict[str, list[Path]] = {}
        elsewhere: set[str] = set()
        for record in records:
            run = runs.get(f"{record['condition']}-{record['seed']}")
            # A brain without a record is of a training that was broken off.
            if run is not None and run.brain.is_file() and run.read_record() is not None:
                brains.setdefault(record["condition"], []).append(run.brain)
            else:
                elsewhere.add(record["condition"])
        pictures, compared = self.root if self.quick else self.docs / self.study.name, {}
        for name, comparison in self.study.comparisons.items():
            own = {one: brains[one] for one in comparison.conditions if one in brains}
            known = {one: [sha256(brain.read_bytes()).hexdigest() for brain in own[one]] for one in own}
            kept = self.root / f"{name}.json"
            before = read_json(kept) if kept.is_file() else {}
            told = self.published["comparisons"].get(name)
            if before.get("brains") == known:
                compared[name] = before["found"]
            elif told is not None and (set(own) < set(comparison.conditions) or elsewhere & set(comparison.conditions)):
                compared[name] = told  # of brains that do not lie here
            elif anew:
                compared[name] = comparison.find(own, pictures, self.quick)
                write_text(kept, json.dumps({"brains": known, "found": compared[name]}, indent=1) + "\n")
        return compared

    def tell(self, compared: dict[str, Any]) -> Path:
        """Writes tables and charts; returns the report's path.

        The report and its pictures lie beside the runs. Whole runs go into the study's page too, and their figures into
        ``results.json`` beside it.
        """
        records = self.done()
        report = self.root / "report.md"
        write_text(report, report_text(self.study, records, compared))
        folders = [self.root] if self.quick else [self.root, self.docs / self.study.name]
        pictures = {chart.name: draw_chart(chart, self.study, records) for chart in self.study.charts}
        pictures |= {grid.name: draw_grid(grid, records) for grid in self.study.grids}
        for name, picture in pictures.items():
            if picture is not None:
                for folder in folders:
                    save_picture(picture, folder / f"{name}.png")
        if not self.quick and records:
            blocks = {table.name: table_text(table, self.study, records) for table in self.study.tables}
            blocks |= {grid.name: grid_text(grid, records) for grid in self.study.grids}
            blocks |= {name: str(found["text"]) for name, found in compared.items() if found.get("text")}
            write_text(self.page, filled_in(read_text(self.page, str(self.page)), blocks))
            results = {"runs": records, "comparisons": compared}
            write_text(self.page.with_name("results.json"), json.dumps(results, indent=1) + "\n")
        return report


def _not_here(run: Run | None) -> list[Run]:
    """What must be lived before something can begin with this run: where one was not lived to its end here, or has left
    no checkpoint, all from it on.
    """
    if run is None:
        return []
    before = _not_here(run.base)
    here = run.has_checkpoint() and run.read_record() is not None
    return [*before, run] if before or not here else []


def reproduce(reproduction: Reproduction) -> int:
    """Lives a study through, compares and tells; returns the exit status.

    Raises:
        ValueError: one line, for a mistake in what is to be done.
    """
    if not 1 <= reproduction.seeds <= MOST_SEEDS:
        raise AssetError(f"--seeds: {reproduction.seeds} is not allowed; 1 to {MOST_SEEDS}")
    if reproduction.quick and reproduction.continued:
        raise AssetError("--continue-published: not allowed with --quick, which goes on from nothing published")
    reproduction.live()
    records = reproduction.done()
    # Comparisons take minutes: what is known without new ones is told first.
    known = reproduction.compare(records, anew=False)
    report = reproduction.tell(known)
    if len(known) < len(reproduction.study.comparisons):
        report = reproduction.tell(reproduction.compare(records))
    print(report)
    return 0
