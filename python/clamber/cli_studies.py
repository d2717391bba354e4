"""``clamber reproduce``."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tyro.conf import Positional

# What a command needs beyond this is imported when it runs: `clamber --help` must not wait for it.


@dataclass(frozen=True)
class Reproduce:
    """Runs one of the studies of the works that Clamber starts from: deepmind, deepsense or sentdex.

    What is done is not done again; Ctrl-C breaks off, and the same command goes on. What `clamber train` does not train
    (blends, pupils, TD3, SAC, NEAT) starts over.
    """

    study: Positional[str]
    """deepmind, deepsense or sentdex."""
    quick: bool = False
    """Minutes instead of hours: shows that everything runs, compares nothing."""
    seeds: int = 3
    """Trainings of each condition."""
    only: tuple[str, ...] = ()
    """Conditions; without any, all of them."""
    minutes: float = 0.0
    """Begins no training after so long; 0: no limit."""
    continue_published: bool = False
    """Goes on from what docs/STUDY/results.json tells: its runs count as done if they were of today's settings."""
    results: Path = Path("results/studies")
    """Where trainings go."""

    def run(self) -> int:
        """Does what the command says; returns the exit status."""
        from clamber.studies.reproduce import Reproduction, load_study, reproduce

        study = load_study(self.study)
        chosen = Reproduction(
            study, self.quick, self.seeds, self.only, self.minutes, self.results, continued=self.continue_published
        )
        return reproduce(chosen)
