"""What a study compares: conditions, each trained from several seeds and measured alike."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from clamber.assets.task import TaskSpec

if TYPE_CHECKING:
    from clamber.studies.run import Run


def as_it_is(task: TaskSpec) -> TaskSpec:
    """The task unchanged."""
    return task


@dataclass(frozen=True)
class Measure:
    """Something a trained brain is measured on; the task's rewards do not matter here.

    Attributes:
        name: under which the figures are kept.
        course: instead of the condition's own; empty: that one.
        difficulty: of the course; None: the task's.
        episodes: at least so many.
        task: name of another task to be lived through; empty: the condition's.
    """

    name: str
    course: str = ""
    difficulty: float | None = None
    episodes: int = 256
    task: str = ""


@dataclass(frozen=True)
class Condition:
    """One way to train.

    Attributes:
        name: a word, part of file names.
        told: what is special about it, for tables.
        config: file in trainer_configs that it starts from.
        steps: agent-steps of the full study.
        measures: what its brains are measured on.
        change: what is different about the task.
        trainer: what is different about the behavior's entry in the configuration, merged into it.
        arguments: what is different about the player's arguments ("--agents", "--course").
        environment: instead of the configuration's environment_parameters; None: those.
        start: name of the condition whose networks it begins with or is taught by, of the same seed; empty: from
            nothing.
        counterparts: whether of those networks only what has a counterpart is taken, as body or senses are others.
        grid: name of a task whose grid of robustness (``evaluation.robustness``) its brains are put through; empty:
            they are not.
        learn: how its brain comes to be; None: ``clamber train``. It leaves ``run.brain`` and returns the figures that
            it has to tell ("steps", "seconds", "curves"; see ``run.Record``).
    """

    name: str
    told: str
    config: str
    steps: int
    measures: tuple[Measure, ...]
    change: Callable[[TaskSpec], TaskSpec] = as_it_is
    trainer: Mapping[str, Any] = field(default_factory=dict)
    arguments: Mapping[str, str] = field(default_factory=dict)
    environment: Mapping[str, Any] | None = None
    start: str = ""
    counterparts: bool = False
    grid: str = ""
    learn: Callable[[Run], dict[str, Any]] | None = None


@dataclass(frozen=True)
class Column:
    """A column of a table: one figure of one measure.

    Attributes:
        head: its title.
        measure: name of the measure; empty: a figure of the training itself ("steps", "seconds").
        figure: name of the figure in the measure's summary; dots lead into it.
        form: Python's format of the number.
        factor: the number is multiplied by it first.
    """

    head: str
    measure: str
    figure: str
    form: str = ".2f"
    factor: float = 1.0


@dataclass(frozen=True)
class Table:
    """Conditions side by side."""

    name: str
    title: str
    conditions: tuple[str, ...]
    columns: tuple[Column, ...]


@dataclass(frozen=True)
class Chart:
    """Learning curves of some conditions: the mean over seeds, with the range from the lowest to the highest.

    Attributes:
        name: of the picture's file.
        title: over it.
        conditions: whose.
        curve: TensorBoard name of what is drawn.
        axis: what that is, with its unit.
        by_time: over seconds of training instead of agent-steps.
        whole: a training that began with another condition's networks begins where that one ended, not at 0.
    """

    name: str
    title: str
    conditions: tuple[str, ...]
    curve: str = "Episode/distance"
    axis: str = "distance of an episode, m"
    by_time: bool = False
    whole: bool = False


@dataclass(frozen=True)
class Comparison:
    """Something that several brains are needed for at once.

    Attributes:
        conditions: whose brains.
        find: takes them by condition, where pictures go, and whether it must be quick; returns what it found, under
            "text" what the study's page says of it.
    """

    conditions: tuple[str, ...]
    find: Callable[[Mapping[str, list[Path]], Path, bool], dict[str, Any]]


@dataclass(frozen=True)
class Grid:
    """The grids of robustness of some conditions, side by side; each has a ``grid`` of the same task.

    Attributes:
        name: of the block on the study's page, and of the picture's file.
        labels: what stands over each column, by condition.
    """

    name: str
    labels: Mapping[str, str]


@dataclass(frozen=True)
class Study:
    """Conditions and how they are told.

    Attributes:
        name: of the study, of its folder in docs and of the command.
        conditions: those that others start from come first.
        tables: made from the records alone.
        charts: the same.
        grids: the same.
        comparisons: by name.
    """

    name: str
    conditions: tuple[Condition, ...]
    tables: tuple[Table, ...]
    charts: tuple[Chart, ...] = ()
    grids: tuple[Grid, ...] = ()
    comparisons: Mapping[str, Comparison] = field(default_factory=dict)

    def condition(self, name: str) -> Condition:
        """The condition of that name.

        Raises:
            ValueError: one line, if there is none.
        """
        for one in self.conditions:
            if one.name == name:
                return one
        raise ValueError(
            f"{name!r}: no such condition of {self.name}; {', '.join(one.name for one in self.conditions)}"
        )
