"""``clamber record``: runs a race as fast as it goes and keeps it in a file."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from clamber.assets.loading import load_course
from clamber.game.catalog import BrainFile, Catalog, Entrant
from clamber.game.fields import RequestError
from clamber.game.geometry import body_json
from clamber.game.messages import MOST_CREATURES
from clamber.game.race import LIMIT, TICK, Race, RacePlan
from clamber.game.recording import Recording
from clamber.game.requests import MOST_SEED, Entry

#: Before the start, s: long enough to see who stands there.
COUNTDOWN = 1.0
#: States between two standings messages.
STANDINGS_EVERY = 10


@dataclass(frozen=True)
class RaceToRecord:
    """What is recorded.

    Attributes:
        tasks: one for all creatures or one each; empty: those that the brains were trained for.
        brains: names in the content or .onnx files, one each; "none" for a creature that stands; empty: the tasks' own.
        names: on the screen; empty: the brains'.
        course: its name or file; empty: the first task's.
        seed, difficulty: of the course.
        one_lane: whether all are shown on the same lane.
        seconds: at most; a race that is over ends earlier.
        every: one state in so many is kept; the page draws what lies between.
        title: empty: made of the rest.
    """

    tasks: tuple[str, ...] = ()
    brains: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    course: str = ""
    seed: int = 0
    difficulty: float = 0.5
    one_lane: bool = False
    seconds: float = 30.0
    every: int = 2
    title: str = ""


def record(wanted: RaceToRecord) -> Recording:
    """Runs a race.

    Raises:
        ValueError: one line, for what cannot be recorded.
    """
    _check(wanted)
    entrants = _entrants(wanted)
    course = wanted.course or Path(_own_course(entrants[0])).stem
    race = Race(
        RacePlan(
            Path(course).stem, load_course(course), wanted.seed, wanted.difficulty, wanted.one_lane, tuple(entrants),
            COUNTDOWN,
        )
    )  # fmt: skip
    try:
        states, messages = _run(race, wanted)
        started = race.started()
    finally:
        race.close()
    bodies = {entrant.body_name: body_json(entrant.body_name, entrant.content.body) for entrant in entrants}
    who = ", ".join(entrant.name for entrant in entrants)
    title = wanted.title or f"{who} on {Path(course).stem}, seed {wanted.seed}"
    return Recording(title, started, list(bodies.values()), messages, states)


def _run(race: Race, wanted: RaceToRecord) -> tuple[list[bytes], list[tuple[float, dict[str, Any]]]]:
    states, messages = [race.state()], [(race.time, race.standings())]
    while not race.done and race.time < wanted.seconds:
        messages += [(race.time, event.json()) for event in race.advance()]
        if race.tick % STANDINGS_EVERY == 0:
            messages.append((race.time, race.standings()))
        if race.tick % wanted.every == 0:
            states.append(race.state())
    messages.append((race.time, race.standings()))
    return states, messages


def _entrants(wanted: RaceToRecord) -> list[Entrant]:
    catalog = Catalog()
    tasks, brains = list(wanted.tasks), list(wanted.brains)
    count = max(len(tasks), len(brains))
    if not 1 <= count <= MOST_CREATURES:
        raise RequestError(f"--brain: {count} creatures are not allowed; 1 to {MOST_CREATURES}: name tasks or brains")
    if not brains:
        brains = [next((one.name for one in catalog.brains() if one.task == task), "none") for task in tasks]
    for option, given in (("--task", tasks), ("--brain", brains), ("--name", list(wanted.names))):
        if len(given) not in (0, 1, count):
            raise RequestError(f"{option}: {len(given)} for {count} creatures is not allowed; one for all, or one each")
    brains = brains * count if len(brains) == 1 else brains
    tasks = tasks * count if len(tasks) == 1 else tasks
    names = list(wanted.names) * count if len(wanted.names) == 1 else list(wanted.names)
    files = [None if brain == "none" else _brain(catalog, brain) for brain in brains]
    # One that stands does so on the task of the first that does not.
    spare = next((file.task for file in files if file), "")
    entrants = []
    for number, file in enumerate(files):
        task = tasks[number] if tasks else file.task if file else spare
        if not task:
            raise RequestError(f"--task: {brains[number]} does not say what it was trained for; name a task")
        name = names[number] if names else file.name if file else f"{task}, no brain"
        entrant = catalog.entrant(Entry(task, "", name))
        # By its file: a file's name may be that of another brain.
        entrants.append(entrant if file is None else replace(entrant, brain=file.name, brain_path=file.path))
    return entrants


def _brain(catalog: Catalog, brain: str) -> BrainFile:
    """A brain by its name in the content, or by its file."""
    if not brain.endswith(".onnx"):
        return catalog.brain(brain)
    from clamber.evaluation.brain import brain_metadata

    path = Path(brain)
    return BrainFile(path.stem, path, brain_metadata(path).get("task", ""))


def _own_course(entrant: Entrant) -> str:
    from clamber.assets.content import resolve

    return str(resolve(entrant.content.task.course))


def _check(wanted: RaceToRecord) -> None:
    if not (math.isfinite(wanted.seconds) and 0.0 < wanted.seconds <= LIMIT):
        raise RequestError(f"--seconds: {wanted.seconds:g} is not allowed; more than 0, at most {LIMIT:g}")
    if not 0.0 <= wanted.difficulty <= 1.0:
        raise RequestError(f"--difficulty: {wanted.difficulty:g} is not allowed; 0 to 1")
    if not 0 <= wanted.seed <= MOST_SEED:
        raise RequestError(f"--seed: {wanted.seed} is not allowed; 0 to 2^53 - 1")
    if not 1 <= wanted.every <= round(0.2 / TICK):
        raise RequestError(f"--every: {wanted.every} is not allowed; 1 to {round(0.2 / TICK)}")
