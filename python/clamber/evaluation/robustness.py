"""``clamber robustness``: what is left of a brain's distance when the world is not as it was in training.

The grid follows Heess et al. 2017 (arXiv 1707.02286, figure 6b), who changed friction, ground, body and incline; weaker
motors, pushes and delayed actions are added.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from clamber.assets.loading import task_body
from clamber.assets.task import TaskSpec
from clamber.evaluation.engine_gate import LEAST_DISTANCE
from clamber.evaluation.episodes import UNSEEN_SEEDS, Episodes, brain_for, live_episodes, share_out
from clamber.evaluation.metrics import summarise
from clamber.evaluation.own_senses import in_the_world_of
from clamber.evaluation.statistics import paired_share
from clamber.tasks.content import on_course
from clamber.tasks.environment import ClamberVectorEnv


@dataclass(frozen=True)
class Factor:
    """Something about the world that is changed.

    Attributes:
        name: as it is told.
        values: what it is changed to, one condition each.
        unit: of the values.
        parameter: the environment parameter that is set, or
        course: the course that takes the place of the task's, at difficulties ``values``.
    """

    name: str
    values: tuple[float, ...]
    unit: str
    parameter: str = ""
    course: str = ""


#: The grid. Tasks draw friction from about 0.7 to 1.3 and mass and strength within a tenth of 1.
FACTORS = (
    Factor("friction", (0.15, 0.25, 0.4, 0.6), "coefficient", parameter="friction"),
    Factor("slope", (0.0, 0.33, 0.67, 1.0), "difficulty", course="Slope"),
    Factor("rubble", (0.0, 0.33, 0.67, 1.0), "difficulty", course="Rubble"),
    Factor("mass", (0.5, 0.75, 1.25, 1.5), "times", parameter="mass_scale"),
    Factor("motor strength", (0.4, 0.6, 0.8, 1.3), "times", parameter="motor_strength"),
    Factor("pushes", (0.5, 1.0, 1.5, 2.0), "m/s", parameter="push_speed"),
    Factor("action delay", (1.0, 2.0, 3.0, 4.0), "decisions", parameter="action_delay"),
)

#: The environment parameters that the grid changes.
CHANGED = tuple(factor.parameter for factor in FACTORS if factor.parameter)


@dataclass(frozen=True)
class Contestant:
    """A brain, and the label of those it is told together with ("flat", "course")."""

    label: str
    path: Path


def contestant(told: str, with_folder: bool = False) -> Contestant:
    """A brain from the command line: PATH, or LABEL=PATH.

    Args:
        told: what was typed.
        with_folder: whether a brain without a label of its own is called by its folder, too.
    """
    label, sign, path = told.partition("=")
    if sign and not Path(told).exists():
        return Contestant(label, Path(path))
    own = Path(told)
    return Contestant(f"{own.resolve().parent.name}/{own.stem}" if with_folder else own.stem, own)


def contestants_of(told: Sequence[str]) -> list[Contestant]:
    """Brains from the command line; those without a label whose files are called alike are told apart by their folders,
    for every run of a task leaves a file of one name.
    """
    labels = [contestant(one).label for one in told]
    alike = Counter(labels)
    return [contestant(one, with_folder=alike[label] > 1) for one, label in zip(told, labels, strict=True)]


def robustness(
    contestants: Sequence[Contestant],
    task: str,
    episodes: int = 100,
    engine: str = "mujoco",
    difficulty: float | None = None,
    seed: int = 0,
    factors: Sequence[Factor] = FACTORS,
) -> dict[str, Any]:
    """Every brain under every condition, on the same courses and starts.

    A brain that was trained with other senses of the same body keeps them (``own_senses``), so that brains of two tasks
    can be told side by side.

    Args:
        contestants: the brains.
        task: name or file; as it is, it is the nominal condition.
        episodes: of each brain under each condition, at least.
        engine: "mujoco" or "physx".
        difficulty: of the task's own course; None: the task's.
        seed: of starts and of the courses' seeds.
        factors: what is changed, one at a time.

    Returns:
        ``brains``: of each the task whose ``senses`` it keeps (empty: ``task``'s), its ``nominal`` distance (m) and
        falls and a list of ``conditions``, each with the distance as a ``share`` of the nominal one (95% interval
        ``low`` to ``high``), the distance and falls; ``labels``: see ``by_label``.

    Raises:
        ValueError: one line, for a task or brain that cannot be used, or a brain that gets nowhere under nominal
            conditions.
    """
    if not contestants:
        raise ValueError("no brain is named; at least one .onnx file is needed")
    agents, each = share_out(episodes)
    brains = []
    # All are looked at before the first, which takes a while, begins.
    tasks = [in_the_world_of(one.path, task) for one in contestants]
    for one, (spec, senses) in zip(contestants, tasks, strict=True):
        leg_length = task_body(spec).leg_length
        worlds = [_World("nominal", spec, difficulty, {})]
        for factor in factors:
            for value in factor.values:
                name = f"{factor.name} {value:g}"
                if factor.course:
                    worlds.append(_World(name, on_course(spec, factor.course), value, {}))
                else:
                    worlds.append(_World(name, spec, difficulty, {factor.parameter: value}))
        nominal, *changed = _live(one.path, worlds, agents, each, engine, seed)
        distance, least = nominal["distance"].mean(), LEAST_DISTANCE * leg_length
        if distance <= least:
            raise ValueError(
                f"{one.path}: goes {distance:.2f} m under nominal conditions; "
                f"shares mean something from {least:.2f} m on"
            )
        conditions = []
        named = [(factor, value) for factor in factors for value in factor.values]
        for (factor, value), lived in zip(named, changed, strict=True):
            share = paired_share(lived["distance"], nominal["distance"])
            conditions.append({
                "factor": factor.name, "value": value, "unit": factor.unit,
                "share": share.value, "low": share.low, "high": share.high, **_told(lived),
            })  # fmt: skip
        brains.append({
            "brain": one.path.name, "label": one.label, "senses": senses, "nominal": _told(nominal),
            "conditions": conditions,
        })  # fmt: skip
    return {
        "task": Path(task).stem, "engine": engine, "seed": seed, "episodes": agents * each, "brains": brains,
        "labels": by_label(brains),
    }  # fmt: skip


def by_label(brains: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Brains of one label together, so that several seeds of one training are told as one.

    Returns:
        by label: ``brains``, how many; ``mean``, their mean share over all conditions; ``conditions``, each with the
        mean ``share`` of the brains, from the ``low``est to the ``high``est (of a single brain, its own 95% interval),
        and the mean ``fell``.
    """
    labels: dict[str, Any] = {}
    for label in dict.fromkeys(brain["label"] for brain in brains):
        own = [brain["conditions"] for brain in brains if brain["label"] == label]
        conditions = []
        for same in zip(*own, strict=True):
            shares = [condition["share"] for condition in same]
            ends = (min(shares), max(shares)) if len(same) > 1 else (same[0]["low"], same[0]["high"])
            falls = float(np.mean([condition["fell"]["share"] for condition in same]))
            conditions.append(
                {name: same[0][name] for name in ("factor", "value", "unit")}
                | {"share": float(np.mean(shares)), "low": ends[0], "high": ends[1], "fell": falls}
            )
        mean = float(np.mean([condition["share"] for condition in conditions]))
        labels[label] = {"brains": len(own), "mean": mean, "conditions": conditions}
    return labels


@dataclass(frozen=True)
class _World:
    """A condition: a task (with its course), the course's difficulty (None: the task's), and parameters to set."""

    name: str
    task: TaskSpec
    difficulty: float | None
    parameters: dict[str, float]


def _live(path: Path, worlds: Sequence[_World], agents: int, each: int, engine: str, seed: int) -> list[Episodes]:
    """A brain's episodes in every world, in their order; worlds with one task share an environment."""
    lived: dict[int, Episodes] = {}
    tasks: dict[str, list[int]] = {}
    for index, world in enumerate(worlds):
        tasks.setdefault(world.task.course.guid, []).append(index)
    for indices in tasks.values():
        env = ClamberVectorEnv(worlds[indices[0]].task, agents, engine=engine, seed=seed, course_seeds=UNSEEN_SEEDS)
        try:
            brain = brain_for(path, env)
            for index in indices:
                world = worlds[index]
                env.set_parameters(**dict.fromkeys(CHANGED), difficulty=world.difficulty)
                env.set_parameters(**world.parameters)
                lived[index] = live_episodes(env, brain, each, seed, f"{path.name}: {world.name}")
        finally:
            env.close()
    return [lived[index] for index in range(len(worlds))]


def _told(lived: Episodes) -> dict[str, Any]:
    summary = summarise(lived)
    return {"distance": summary["distance"]["mean"], "fell": summary["fell"]}
