"""One training of a study: a condition from a seed, with what became of it."""

from __future__ import annotations

import copy
import hashlib
import json
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from filelock import FileLock

from clamber.assets import content
from clamber.assets.body import BodySpec
from clamber.assets.course import CourseSpec
from clamber.assets.fields import AssetError
from clamber.assets.files import read_json, write_text
from clamber.assets.loading import asset_text, load_task, parse_body, parse_course
from clamber.assets.task import TaskSpec
from clamber.evaluation.episodes import UNSEEN_SEEDS, brain_for, live_episodes, share_out, task_of
from clamber.evaluation.hurdle_heights import all_heights, hurdle_heights
from clamber.evaluation.metrics import summarise
from clamber.evaluation.robustness import Contestant, robustness
from clamber.evaluation.run_records import read_run
from clamber.learning.configuration import CONFIGURATIONS
from clamber.learning.results import RunFolder, release, take
from clamber.studies.condition import Condition, Measure
from clamber.tasks.content import on_course
from clamber.tasks.environment import ClamberVectorEnv

#: Points that a curve keeps in a record.
POINTS = 60
#: Episodes under each condition of a grid of robustness.
GRID_EPISODES = 128
#: The curves that a record keeps, by TensorBoard name.
CURVES = (
    "Environment/Cumulative Reward", "Episode/distance", "Episode/success", "Episode/fell", "Episode/difficulty",
)  # fmt: skip

#: What a record tells: ``study``, ``condition``, ``told``, ``seed``, ``quick``, ``digest`` (see ``Run.digest``),
#: ``command``, ``steps``, ``seconds`` and ``seconds_per_step`` of the training, ``curves``
#: ({name: [[steps, value], ...]}), ``head_start`` (see ``head_start``), ``measures`` ({name: summary}) and, where the
#: condition has one, the ``grid`` of robustness (see ``Condition.grid``).
Record = dict[str, Any]


@dataclass(frozen=True)
class Run:
    """A condition, a seed, and where its files go.

    Attributes:
        study: its name.
        condition: what is trained.
        seed: of everything random.
        root: folder of the study's runs.
        steps: agent-steps to train for.
        episodes: at most so many are lived for a measure; 0: as many as the measure says.
        quick: whether this is a short trial; the record says so.
        base: the run of the condition that this one begins with; None: it begins from nothing.
        own_settings: whether its configuration is not that of the condition's other seeds, and lies in a file of its
            own.
    """

    study: str
    condition: Condition
    seed: int
    root: Path
    steps: int
    episodes: int = 0
    quick: bool = False
    base: Run | None = None
    own_settings: bool = False

    @property
    def name(self) -> str:
        """Of the run's folder."""
        return f"{self.condition.name}-{self.seed}"

    @property
    def folder(self) -> Path:
        """Where training puts its results."""
        return self.folder_of(self.condition.name)

    @property
    def record_path(self) -> Path:
        """What is written last; a run that has it is done."""
        return self.folder / "record.json"

    @property
    def settings(self) -> Path:
        """Where the condition's configuration and task lie: beside the run, as a run may be started over."""
        return self.root / "settings"

    @property
    def task_path(self) -> Path:
        """The task that is trained, as an asset."""
        return self.settings / f"{self.condition.name}.asset"

    @property
    def config_path(self) -> Path:
        """The configuration of the training."""
        return self.settings / f"{self.name if self.own_settings else self.condition.name}.yaml"

    @property
    def behavior(self) -> str:
        """The behavior that is trained; the brain is called so."""
        return str(next(iter(self.document()["behaviors"])))

    @property
    def brain(self) -> Path:
        """The brain that training leaves."""
        return self.folder / f"{self.behavior}.onnx"

    @property
    def digest_path(self) -> Path:
        """Where it stands what the training was begun with."""
        return self.settings / f"{self.name}.digest"

    def folder_of(self, condition: str) -> Path:
        """Where the run of the condition of that name, from the same seed, has its results."""
        return self.root / f"{condition}-{self.seed}"

    def checkpoint_of(self, condition: str) -> Path:
        """What that run has left to go on from.

        Raises:
            ValueError: one line, if it has left nothing.
        """
        folder = self.folder_of(condition)
        found = _checkpoints(folder)
        if not found:
            raise ValueError(f"{folder}: {self.condition.name} begins with its checkpoint, and there is none")
        return found[0]

    def has_checkpoint(self) -> bool:
        """Whether its training lies here, to go on from."""
        return bool(_checkpoints(self.folder))

    def digest(self) -> str:
        """SHA-256, in hexadecimal, of what is trained and measured: configuration, task, the bodies and courses of
        training and of the measures, steps, how it is measured, and the same of what it begins with.

        It says nothing of the code that trains.
        """
        document = self.document()
        document["env_settings"]["env_args"].remove(str(self.task_path))
        told = [document, asset_text(self.task(), self.condition.name), self.worlds(), self.steps, self.questions()]
        told += [self.base.digest(), self.condition.counterparts] if self.base else []
        return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()

    def questions(self) -> list[Any]:
        """What its brains are asked: every measure, with its task where that is another, and the grid."""
        asked: list[Any] = [self.condition.grid]
        for one in self.condition.measures:
            task = replace(_task_named(one.task), description="") if one.task else None
            lived = asset_text(task, one.task) if task else ""
            asked.append([one.name, one.difficulty, one.episodes, one.course, lived])
        return asked

    def worlds(self) -> list[str]:
        """Body and course of the training, then of each measure, as assets; their descriptions are left out."""
        task, words = self.task(), [str(word) for word in self.document()["env_settings"]["env_args"]]
        course = words[words.index("--course") + 1] if "--course" in words else ""
        lived = [on_course(task, course)]
        for measure in self.condition.measures:
            lived.append(on_course(_task_named(measure.task) if measure.task else task, measure.course))
        texts = []
        for one in lived:
            texts.append(_undescribed(content.resolve(one.body).read_text(encoding="utf-8"), parse_body, "body"))
            texts.append(_undescribed(content.resolve(one.course).read_text(encoding="utf-8"), parse_course, "course"))
        return texts

    def document(self) -> dict[str, Any]:
        """The configuration, with the condition's changes.

        Raises:
            AssetError: one line, if the file it starts from cannot be read.
        """
        source = CONFIGURATIONS / self.condition.config
        try:
            document: dict[str, Any] = copy.deepcopy(_configuration(source.read_text(encoding="utf-8")))
        except OSError as error:
            raise AssetError(f"{source}: {error.strerror}; studies run in the project's folder") from None
        ((behavior, entry),) = document["behaviors"].items()
        document["behaviors"][behavior] = merged(entry, self.condition.trainer)
        arguments = document["env_settings"]["env_args"]
        for name, value in {**self.condition.arguments, "--task": str(self.task_path)}.items():
            if name in arguments:
                arguments[arguments.index(name) + 1] = value
            else:
                arguments += [name, value]
        if self.condition.environment is not None:
            document["environment_parameters"] = dict(self.condition.environment)
        document["checkpoint_settings"]["run_id"] = self.name
        return document

    def task(self) -> TaskSpec:
        """The task with the condition's changes."""
        arguments = _configuration((CONFIGURATIONS / self.condition.config).read_text(encoding="utf-8"))
        words = [str(word) for word in arguments["env_settings"]["env_args"]]
        return self.condition.change(_task_named(words[words.index("--task") + 1]))

    def write_settings(self) -> None:
        """Writes the condition's task and configuration."""
        self.settings.mkdir(parents=True, exist_ok=True)
        write_text(self.task_path, asset_text(self.task(), self.condition.name))
        write_text(self.config_path, yaml.safe_dump(self.document(), sort_keys=False))

    def read_record(self) -> Record | None:
        """The record, or None where the run is not done here, or was done with other settings or for other steps."""
        if not self.record_path.is_file():
            return None
        record: Record = read_json(self.record_path)
        return record if record.get("digest") == self.digest() else None

    def live(self) -> Record:
        """Trains, measures and records. What was broken off goes on, unless its settings have changed; but a condition
        with a ``learn`` of its own learns from the start.

        Raises:
            AssetError: one line: it is being lived in another process.
        """
        self.root.mkdir(parents=True, exist_ok=True)
        lock = FileLock(self.root / f".{self.name}.study.lock")
        take(lock, f"{self.folder}: is being lived in another process; wait for it")
        try:
            return self._live()
        finally:
            release(lock)

    def _live(self) -> Record:
        self.write_settings()
        digest = self.digest()
        if not self.digest_path.is_file() or self.digest_path.read_text(encoding="utf-8").strip() != digest:
            RunFolder(self.root, self.name, self.behavior).remove()
            write_text(self.digest_path, digest + "\n")
        told = self._learned()
        if told is None:
            told = (self.condition.learn or learn)(self)
            # Measuring takes minutes: broken off there, it does not learn all over again.
            write_text(self._learned_path, json.dumps(told) + "\n")
        record = {
            "study": self.study, "condition": self.condition.name, "told": self.condition.told, "seed": self.seed,
            "quick": self.quick, "digest": digest, "asked_steps": self.steps, **told,
            "measures": {measure.name: self.measure(measure) for measure in self.condition.measures},
        }  # fmt: skip
        # A quick trial's brain gets nowhere, and of nothing there are no shares.
        if self.condition.grid and not self.quick:
            entry = Contestant(self.condition.told, self.brain)
            record["grid"] = robustness([entry], self.condition.grid, episodes=GRID_EPISODES)["brains"][0]
        write_text(self.record_path, json.dumps(record, indent=1) + "\n")
        self._learned_path.unlink()
        return record

    @property
    def _learned_path(self) -> Path:
        return self.folder / "learned.json"

    def _learned(self) -> dict[str, Any] | None:
        """What its training had to tell, where that is over and nothing else is."""
        told: dict[str, Any] | None = read_json(self._learned_path) if self._learned_path.is_file() else None
        return told

    def measure(self, measure: Measure) -> dict[str, Any]:
        """Measures the brain on courses that training never saw."""
        spec = _task_named(measure.task) if measure.task else self.task()
        task = task_of(self.brain, on_course(spec, measure.course))
        agents, each = share_out(min(measure.episodes, self.episodes or measure.episodes))
        env = ClamberVectorEnv(task, agents, seed=0, course_seeds=UNSEEN_SEEDS)
        try:
            env.set_parameters(difficulty=measure.difficulty)
            label = f"{self.name}: {measure.name}"
            episodes = live_episodes(env, brain_for(self.brain, env), each, 0, label)
            return summarise(episodes) | all_heights(hurdle_heights(env.courses, episodes))
        finally:
            env.close()


# Digests of all runs read the same few files hundreds of times, and reading YAML takes a tenth of a second: what was
# read is kept by the text that it was read from.


@lru_cache(maxsize=64)
def _configuration(text: str) -> dict[str, Any]:
    """A configuration's document; not to be changed."""
    document: dict[str, Any] = yaml.safe_load(text)
    return document


def _task_named(name: str) -> TaskSpec:
    """The task of that name in the content."""
    return _task_of_text(name, content.find(name, "Tasks", "task").read_text(encoding="utf-8"))


@lru_cache(maxsize=64)
def _task_of_text(name: str, _text: str) -> TaskSpec:
    return load_task(name)


@lru_cache(maxsize=256)
def _undescribed(text: str, parse: Callable[[str, str], BodySpec | CourseSpec], name: str) -> str:
    """An asset's text as it would be written anew under that name, without its description."""
    return asset_text(replace(parse(text, name), description=""), name)


def _checkpoints(folder: Path) -> list[Path]:
    """The checkpoints that a run has left in its folder, its behavior's first."""
    return [*sorted(folder.glob("*/checkpoint.pt")), *folder.glob("checkpoint.pt")]


def merged(entry: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """A mapping with another put into it, level by level."""
    result = dict(entry)
    for name, value in changes.items():
        inner = result.get(name)
        result[name] = merged(inner, value) if isinstance(value, Mapping) and isinstance(inner, Mapping) else value
    return result


def learn(run: Run) -> dict[str, Any]:
    """Trains with ``clamber train``, in a process of its own; what it says goes to the screen.

    Raises:
        RuntimeError: one line, if it failed or was stopped.
    """
    command = [
        "clamber", "train", str(run.config_path), "--seed", str(run.seed), "--results-dir", str(run.root),
        "--run-id", run.name, "--max-steps", str(run.steps),
    ]  # fmt: skip
    begun = (run.folder / run.behavior / "checkpoint.pt").is_file()
    going_on = [*command, "--resume"]
    if run.condition.start:
        command += ["--initialize-from", str(run.checkpoint_of(run.condition.start))]
        command += ["--counterparts"] if run.condition.counterparts else []
    told = going_on if begun else [*command, "--force"]
    status = lived_out([sys.executable, "-m", "clamber.cli", *told[1:]])
    if status:
        raise RuntimeError(f"{' '.join(command)}: ended with status {status}")
    records = read_run(run.folder, run.behavior)
    if records.steps < run.steps:  # told to stop, which ends well: but nothing is to be learned from half a training
        raise RuntimeError(f"{run.name}: stopped after {records.steps:,} of {run.steps:,} agent-steps; it can go on")
    return {
        "command": " ".join(command), "steps": records.steps, "seconds": round(records.seconds, 1),
        "head_start": head_start(*records.curves.get("Episode/distance", ([], []))),
        "curves": {name: thinned(*records.curves[name]) for name in CURVES if name in records.curves},
    }  # fmt: skip


def lived_out(command: Sequence[str]) -> int:
    """Runs a program to its end, however long it takes to stop once it is told to: a training keeps what it has.

    A Ctrl-C reaches it by itself, from the terminal; SIGTERM is passed on.

    Returns:
        Its exit status.
    """
    programs: list[subprocess.Popen[bytes]] = []
    told: list[int] = []

    def end(number: int, _: object) -> None:
        told.append(number)
        for program in programs:
            program.terminate()

    # Before the program begins: it may be told to stop as soon as it is there.
    handlers = {signal.SIGINT: lambda *_: None, signal.SIGTERM: end}
    before = {number: signal.signal(number, handler) for number, handler in handlers.items()}
    try:
        with subprocess.Popen(command) as program:
            programs.append(program)
            if told:
                program.terminate()
            return program.wait()
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def head_start(steps: list[int], values: list[float]) -> dict[str, float]:
    """The mean of a curve over the first tenth of its steps, and over all of them; nothing where it has no points."""
    early = [value for step, value in zip(steps, values, strict=True) if step <= 0.1 * steps[-1]]
    means = {"early": early or values[:1], "mean": values}
    return {name: round(sum(some) / len(some), 4) for name, some in means.items() if some}


def thinned(steps: list[int], values: list[float]) -> list[list[float]]:
    """A curve's points, at most ``POINTS`` of them, the last among them."""
    stride = max(1, -(-len(steps) // POINTS))
    kept = list(range(len(steps) - 1, -1, -stride))[::-1]
    return [[steps[index], round(values[index], 4)] for index in kept]
