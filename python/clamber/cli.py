"""Everything that Clamber does, from the command line."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import tyro
from tyro.conf import OmitArgPrefixes, OmitSubcommandPrefixes, Positional, arg, subcommand

from clamber.cli_game import Play, Record
from clamber.cli_studies import Reproduce
from clamber.learning.arguments import TrainArguments

if TYPE_CHECKING:
    from matplotlib.figure import Figure

# What a command needs beyond this is imported when it runs: `clamber --help` must not wait for torch.


@dataclass(frozen=True)
class InspectCourse:
    """Draws a course from above and from the side, as PNG."""

    name: Positional[str]
    """A course of the content folder ("Gauntlet"), or the path of a .asset file."""
    seed: int = 0
    """What the course is drawn from."""
    difficulty: float = 0.5
    """From 0 to 1."""
    out: Path | None = None
    """Where the picture goes; without it, NAME.png in this folder."""

    def run(self) -> int:
        """Does what the command says; returns the exit status."""
        from clamber.evaluation.draw_course import inspect_course

        inspect_course(self.name, self.seed, self.difficulty, self.out or _picture(self.name))
        return 0


@dataclass(frozen=True)
class InspectBody:
    """Draws a body from the front, the side and above, as PNG, and lists its links and axes."""

    name: Positional[str]
    """A body of the content folder ("Humanoid"), or the path of a .asset file."""
    out: Path | None = None
    """Where the picture goes; without it, NAME.png in this folder."""

    def run(self) -> int:
        """Does what the command says; returns the exit status."""
        from clamber.evaluation.draw_body import inspect_body

        inspect_body(self.name, self.out or _picture(self.name))
        return 0


def _picture(name: str) -> Path:
    return Path(Path(name).stem + ".png")


@dataclass(frozen=True)
class Inspect:
    """Draws a course or a body."""

    what: OmitSubcommandPrefixes[
        OmitArgPrefixes[Annotated[InspectCourse, subcommand("course")] | Annotated[InspectBody, subcommand("body")]]
    ]

    def run(self) -> int:
        """Does what the command says; returns the exit status."""
        return self.what.run()


@dataclass(frozen=True)
class ImportBody:
    """Makes a body asset from a URDF or MJCF file."""

    source: Positional[Path]
    """robot.urdf or robot.xml."""
    out: Path | None = None
    """The .asset file; without it, Bodies/NAME.asset in the content folder."""
    name: str | None = None
    """The body's name; without it, the file's."""

    def run(self) -> int:
        """Does what the command says; returns the exit status."""
        from clamber.physics.import_body import import_body

        import_body(self.source, self.out, self.name)
        return 0


@dataclass(frozen=True)
class NewTask:
    """Makes a task like another one, for another body or course, and the trainer configuration for it."""

    name: Positional[str]
    """The task's, letters and digits: MyRobotFlat."""
    like: str
    """The task that it takes rewards, endings and all else from, and whose configuration is copied: QuadrupedFlat."""
    body: str = ""
    """Its body, by name or file in the content; without it, that task's."""
    course: str = ""
    """Its course, by name or file in the content; without it, that task's."""

    def run(self) -> int:
        """Does what the command says; returns the exit status."""
        from clamber.learning.new_task import new_task

        new_task(self.name, self.like, self.body, self.course)
        return 0


@dataclass(frozen=True)
class Headless:
    """Writes launchers of the headless player into a folder, for `env_path:` in a trainer configuration."""

    folder: Positional[Path]
    """Where `Clamber` and its siblings go."""

    def run(self) -> int:
        """Does what the command says; returns the exit status."""
        from clamber.bridge.player.launchers import write_launchers

        write_launchers(self.folder)
        return 0


class Train(TrainArguments):
    """Learns a task in this process, from the same configuration that mlagents-learn takes."""

    def run(self) -> int:
        """Does what the command says; returns the exit status."""
        from clamber.learning.train import train

        return train(self)


@dataclass(frozen=True)
class Evaluate:
    """Measures a brain on courses that training never saw: success, distance, speed, falls, cost, gait."""

    brain: Positional[Path]
    """The .onnx file."""
    task: str
    """A task of the content folder ("Quadruped"), or the path of a .asset file."""
    engine: Literal["mujoco", "physx", "both"] = "mujoco"
    """What computes the physics; both: and which share of the MuJoCo distance PhysX keeps (90% is needed for Unity)."""
    episodes: int = 0
    """How many, at least, per engine and difficulty; without it, 500 in MuJoCo and 100 in PhysX."""
    course: str = ""
    """Another course than the task's: one of the content folder ("Stairs"), or the path of a .asset file there."""
    difficulties: Annotated[tuple[float, ...], arg(aliases=("--difficulty",))] = ()
    """Of the courses, from 0 to 1; several give a curve; without it, the task's (1 where agents are promoted)."""
    seed: int = 0
    """Of starts and courses."""
    seeds: Literal["unseen", "training"] = "unseen"
    """Whether the courses are ones that training never draws."""
    physics_parts: int = 1
    """Computes each of the task's physics steps in so many parts: how much of a figure is the step's own doing."""
    out: Path | None = None
    """Writes the figures here, as JSON."""
    plot: Path | None = None
    """Draws success, falls and distance over difficulty here, as PNG."""

    def run(self) -> int:
        """Does what the command says; returns the exit status."""
        from clamber.evaluation.draw_difficulty import draw_difficulty
        from clamber.evaluation.evaluate import Evaluation
        from clamber.evaluation.report_table import show_report

        engines = ("mujoco", "physx") if self.engine == "both" else (self.engine,)
        report = Evaluation(
            self.brain, self.task, engines, self.difficulties, self.episodes, self.seed, self.seeds == "training",
            physics_parts=self.physics_parts, course=self.course,
        ).run()  # fmt: skip
        show_report(report)
        _keep(report, self.out, draw_difficulty, self.plot)
        return 0


@dataclass(frozen=True)
class Robustness:
    """Changes friction, ground, mass, motors, delays, and pushes: what is left of each brain's distance?"""

    brains: Positional[tuple[str, ...]]
    """.onnx files. LABEL=FILE tells brains of one label together, for example the seeds of one training."""
    task: str
    """A task of the content folder ("QuadrupedFlat"); as it is, it is the nominal condition."""
    engine: Literal["mujoco", "physx"] = "mujoco"
    """What computes the physics."""
    episodes: int = 100
    """How many, at least, of each brain under each condition."""
    difficulty: float | None = None
    """Of the task's own courses, from 0 to 1; without it, the task's."""
    seed: int = 0
    """Of starts and courses."""
    out: Path | None = None
    """Writes the figures here, as JSON."""
    plot: Path | None = None
    """Draws them here, as PNG."""

    def run(self) -> int:
        """Does what the command says; returns the exit status."""
        from clamber.evaluation.robustness import contestants_of, robustness
        from clamber.evaluation.robustness_table import draw_robustness, show_robustness

        contestants = contestants_of(self.brains)
        grid = robustness(contestants, self.task, self.episodes, self.engine, self.difficulty, self.seed)
        show_robustness(grid)
        _keep(grid, self.out, draw_robustness, self.plot)
        return 0


@dataclass(frozen=True)
class MakeCard:
    """Puts a run's brain into the game and writes its card: how it was trained, how good it is in both engines.

    Without a run folder, the brain in the game is measured again, as its card tells or as told here.
    """

    run_folder: Positional[Path | None] = None
    """results/RUN."""
    name: str = ""
    """Of the brain: Assets/Clamber/Brains/NAME.onnx, docs/brains/NAME.md."""
    task: str = ""
    """A task of the content folder, or a .asset file; without it, what the brain says it was trained for."""
    behavior: str = ""
    """Which brain of the run, where there are several."""
    evaluation: Path | None = None
    """A report that `clamber evaluate --out` wrote of this brain; without it, the brain is measured now."""
    difficulties: tuple[float, ...] = ()
    """Of the courses to measure it on; without it, the task's, or those of the card."""
    episodes: int = 0
    """How many, at least, per engine and difficulty; without it, 500 in MuJoCo and 100 in PhysX, or the card's."""
    seed: int | None = None
    """Of starts and courses; without it, 0, or that of the card."""
    others: tuple[Path, ...] = ()
    """Run folders of the same training from other seeds, measured in MuJoCo and told beside this one, with medians."""
    docs: Path = Path("docs/brains")
    """Where the cards lie. A NAME.gif there is shown on the card."""

    def run(self) -> int:
        """Does what the command says; returns the exit status."""
        from clamber.evaluation.card import Card, measure_again

        if self.run_folder is None:
            for option in ("task", "behavior", "evaluation", "others"):
                if getattr(self, option):
                    raise ValueError(f"--{option}: not allowed without a run folder; the card tells of it")
            print(measure_again(self.docs, self.name, self.episodes, self.difficulties, self.seed))
            return 0
        if self.evaluation is not None:
            told = {"difficulties": self.difficulties, "episodes": self.episodes, "seed": self.seed is not None}
            for option, is_told in told.items():
                if is_told:
                    raise ValueError(f"--{option}: not allowed with --evaluation, which was measured already")
        card = Card(
            self.run_folder, self.name, self.docs, self.task, self.behavior, self.evaluation, self.difficulties,
            self.episodes, self.seed or 0, self.others,
        )  # fmt: skip
        print(card.make())
        return 0


@dataclass(frozen=True)
class Deploy:
    """Puts a brain into the Unity project, under the GUID it has there; refuses one that does not fit its task."""

    brain: Positional[Path]
    """The .onnx file, for example results/RUN/Walker.onnx."""
    task: str = ""
    """A task of the content folder ("Walker"), or a .asset file; without it, what the brain says it was trained for."""
    name: str = ""
    """Of the brain: Assets/Clamber/Brains/NAME.onnx; without it, the file's."""

    def run(self) -> int:
        """Does what the command says; returns the exit status."""
        from clamber.evaluation.deploy import deploy

        print(deploy(self.brain, self.task, self.name))
        return 0


def _keep(
    figures: dict[str, Any], out: Path | None, draw: Callable[[dict[str, Any]], Figure], plot: Path | None
) -> None:
    """Writes figures as JSON and as a picture, where that is asked for."""
    from clamber.assets.files import write_text
    from clamber.evaluation.pictures import save_picture

    if out is not None:
        write_text(out, json.dumps(figures, indent=2) + "\n")
    if plot is not None:
        save_picture(draw(figures), plot)


@dataclass(frozen=True)
class Film:
    """Films one episode of a brain, without a display."""

    brain: Positional[Path]
    """The .onnx file."""
    task: str
    """A task of the content folder ("Quadruped"), or the path of a .asset file."""
    out: Path = Path("film.mp4")
    """.mp4 or .gif; .png for the last picture."""
    difficulty: float | None = None
    """Of the course, from 0 to 1; without it, the task's (1 where agents are promoted)."""
    seconds: float = 20.0
    """At most."""
    seed: int = 0
    """Of the start."""
    course_seed: int = 500_000
    """Of the course."""
    width: int = 960
    """Pixels."""
    height: int = 540
    """Pixels."""
    engine: Literal["mujoco", "physx"] = "mujoco"
    """What computes the physics."""
    beside: Annotated[tuple[tuple[Path, str], ...], arg(metavar="PATH TASK")] = ()
    """Further brains with their tasks, on a course of the same seed, side by side."""
    every: int = 1
    """Of the 25 pictures a second one in so many is kept, for a smaller file."""
    course: str = ""
    """Another course than the task's, by name or file in the content."""

    def run(self) -> int:
        """Does what the command says; returns the exit status."""
        from clamber.evaluation.film import film

        film(
            self.brain, self.task, self.out, self.seed, self.difficulty, self.seconds, self.width, self.height,
            self.course_seed, self.engine, self.beside, self.every, self.course,
        )  # fmt: skip
        print(self.out)
        return 0


Command = (
    Annotated[Inspect, subcommand("inspect")]
    | Annotated[ImportBody, subcommand("import-body")]
    | Annotated[NewTask, subcommand("new-task")]
    | Annotated[Headless, subcommand("headless")]
    | Annotated[Train, subcommand("train")]
    | Annotated[Evaluate, subcommand("evaluate")]
    | Annotated[Robustness, subcommand("robustness")]
    | Annotated[MakeCard, subcommand("card")]
    | Annotated[Deploy, subcommand("deploy")]
    | Annotated[Film, subcommand("film")]
    | Annotated[Play, subcommand("play")]
    | Annotated[Record, subcommand("record")]
    | Annotated[Reproduce, subcommand("reproduce")]
)


def main() -> None:
    """The ``clamber`` command. A mistake in a file or an argument is one line and status 2, Ctrl-C status 130."""
    command = tyro.cli(Command, prog="clamber", description=__doc__)  # type: ignore[arg-type]
    try:
        status = command.run()  # type: ignore[attr-defined]
    except (ValueError, RuntimeError) as error:
        print(f"clamber: {error}", file=sys.stderr)
        status = 2
    except OverflowError as error:
        print(f"clamber: a number is too large: {error}", file=sys.stderr)
        status = 2
    except OSError as error:
        where = "" if error.filename is None else f"{error.filename}: "
        print(f"clamber: {where}{error.strerror or error}", file=sys.stderr)
        status = 2
    except KeyboardInterrupt:
        print("clamber: broken off", file=sys.stderr)
        status = 130  # as shells tell of Ctrl-C
    sys.exit(status)


if __name__ == "__main__":
    main()
