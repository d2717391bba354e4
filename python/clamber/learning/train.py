"""``clamber train``: learns a task in this process."""

from __future__ import annotations

import hashlib
import itertools
import os
import secrets
import signal
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Any

import gymnasium
import numpy as np
import torch

from clamber.assets.fields import AssetError
from clamber.assets.loading import load_task
from clamber.assets.task import CurriculumMode, TaskSpec
from clamber.learning.arguments import TrainArguments
from clamber.learning.collector import SENSORS, Collector
from clamber.learning.configuration import Configuration, check_second_chances, laid_over, read_configuration
from clamber.learning.counterparts import counterparts
from clamber.learning.distributed import DistributedCollector
from clamber.learning.films import Films
from clamber.learning.from_brain import begin_with_brain, policy_function, policy_state, task_of_brain
from clamber.learning.general_ppo import NO_SYMMETRY
from clamber.learning.groups import Group, share_out
from clamber.learning.inheritance import climbs, inherit, task_to_inherit_from
from clamber.learning.learner import Learner
from clamber.learning.lessons import Lessons
from clamber.learning.metrics import EventFile, Metrics
from clamber.learning.mirror import mirror_to_learn_from
from clamber.learning.onnx_export import brain_bytes
from clamber.learning.overrides import arguments_over_file, file_under_arguments
from clamber.learning.progress import Screen, clock
from clamber.learning.results import RunFolder, read_checkpoint, training_command
from clamber.learning.rollout_worker import WorkerSettings
from clamber.tasks.changing import can_be_kept
from clamber.tasks.content import held, on_course
from clamber.tasks.environment import ClamberVectorEnv


def train(arguments: TrainArguments) -> int:
    """Trains as told; returns the exit status.

    Raises:
        AssetError: one line, for anything a person got wrong.
        ValueError: the same, from further inside.
    """
    arguments.check()
    configuration = read_configuration(arguments.config)
    arguments = arguments_over_file(arguments, configuration)
    configuration = file_under_arguments(configuration, arguments)
    folder = RunFolder(arguments.results, arguments.run_id, configuration.trainer.behavior)
    with Training(configuration, folder, arguments) as training:
        return training.run()


@dataclass
class Training:
    """A run: everything it needs, and its loop.

    A checkpoint holds the agents in the middle of their lives and every random stream, so a run that goes on from it
    is, bit for bit, the run that was never broken off. PhysX does not tell all of its state: there all agents start
    over at every checkpoint, in both runs, with random streams that are a function of the run's seed and the steps; a
    run stopped between two checkpoints starts them over where it was stopped, and the unbroken one does not.
    """

    configuration: Configuration
    folder: RunFolder
    arguments: TrainArguments
    steps: int = 0
    episodes: int = 0
    _stopped: bool = field(default=False, init=False)
    _living: bool = field(default=False, init=False)  # whether a rollout is under way, and no update
    _saved_at: int = field(default=0, init=False)

    def __enter__(self) -> Training:
        """Builds environments and networks, and takes up the checkpoint if there is one to take up."""
        with ExitStack() as opened:
            self._build(opened)
            self._opened = opened.pop_all()
        return self

    def _build(self, opened: ExitStack) -> None:
        """Builds everything; what has to be closed again, whatever is refused meanwhile, is left with ``opened``."""
        self.folder.check(self.arguments.resume, self.arguments.force)
        check_second_chances(self.configuration, str(self.arguments.config))
        settings, told = self.configuration.trainer, self.configuration.environment
        self.seed = told.seed if told.seed >= 0 else secrets.randbelow(2**31)
        saved = None
        if self.arguments.resume:
            self.folder.lock()  # before reading: a training that is just ending has its last checkpoint to write yet
            opened.callback(self.folder.end)
            saved = read_checkpoint(self.folder.checkpoint_path)
            self.seed = int(saved["seed"])
            if self.arguments.seed not in (-1, self.seed):
                raise AssetError(f"--seed: {self.arguments.seed} is not allowed with --resume; {self.seed}, the run's")
        task = held(on_course(load_task(told.task), told.course), settings.hyperparameters.action_repeat)
        both = told.engine == "both"
        if self.arguments.cluster and not (self.arguments.workers or both):
            raise AssetError("--cluster: not allowed without --workers or --engine both, which live there")
        threads = min(self.arguments.workers or self.arguments.threads or os.cpu_count() or 1, told.agents)
        groups = self._groups = share_out(told.agents, told.engine, threads)
        # PhysX keeps Python to itself, so that beside MuJoCo it needs a process of its own.
        workers = len(groups) if self.arguments.workers or both else 0
        # With workers elsewhere, a small environment of each engine tells what theirs are like, and that there is one.
        made_here = [Group(engine, 1) for engine in dict.fromkeys(one.engine for one in groups)] if workers else groups
        environments = []
        for one in made_here:
            environments.append(ClamberVectorEnv(task, one.agents, one.engine, threads=1))
            opened.callback(environments[-1].close)
        first = environments[0]
        space = first.single_observation_space
        assert isinstance(space, gymnasium.spaces.Dict)
        sensors = {name: int(np.prod(space[key].shape or ())) for name, key in SENSORS.items()}
        mirror = mirror_to_learn_from(settings, task, first.body)
        actions = first.measures.actions
        # Agents and minibatches are shared out among our own threads; PyTorch's would only get in their way.
        torch.set_num_threads(1)
        block = next(block for block in task.observations if block.name == "last_action")
        last_action = slice(block.start, block.start + block.size)
        cores = min(threads, os.cpu_count() or 1)
        self.learner = Learner(settings, sensors, actions, told.agents, self.seed, mirror, cores, last_action)
        if told.agents < self.learner.least_agents:
            raise AssetError(
                f"{self.arguments.config}: env_settings.env_args --agents: {told.agents} is not allowed; at least "
                f"{self.learner.least_agents}, since hyperparameters.num_minibatches asks for so many"
            )
        self._task, self._body = task, first.body.description
        self.collector: Collector | DistributedCollector
        if workers:
            keep = can_be_kept(first) and not both
            for environment in environments:
                environment.close()
            made_of = [
                WorkerSettings(task, one.engine, one.agents, settings, sensors, actions, last_action) for one in groups
            ]
            self.collector = DistributedCollector(made_of, self.learner, keep, self.arguments.cluster)
        else:
            self.collector = Collector(environments, self.learner)
        opened.callback(self.collector.close)
        self.lessons = Lessons(self.configuration.parameters)
        every = settings.hyperparameters.video_every
        engine = made_here[0].engine
        self.films = Films(self.folder.path, self.folder.behavior, told.task, every, engine, told.course)
        self._difficulty: float | None = None  # of the courses lately, on average
        self._take_up(saved)
        earlier = self.folder.earlier_commands() or (saved or {}).get("commands", []) if self.arguments.resume else []
        self._commands = [*earlier, training_command()]
        # Last, so that what is refused leaves no folder and has taken no earlier run away.
        self.folder.begin(self.arguments.resume, self.arguments.force)
        opened.callback(self.folder.end)

    def _take_up(self, saved: dict[str, Any] | None) -> None:
        """Goes on from a checkpoint, or begins with another run's networks, or from nothing."""
        origin = self.arguments.initialize_from or self.configuration.trainer.init_path
        if saved is not None:
            self.learner.load_state(saved["learner"])
            self.lessons.load_state(saved["lessons"])
            if not saved["lessons"]["current"]:  # of mlagents-learn, which keeps lessons in a file of its own
                self.lessons.skip_to(self.folder.lesson_numbers())
            self.steps, self.episodes = int(saved["steps"]), int(saved["episodes"])
            self._saved_at = self.steps
            # There may be other groups of agents now, or more of them.
            self._difficulties = self._spread(saved["difficulties"]) if self._climbing else None
            self._alive: dict[str, Any] | None = saved.get("alive")
            self._begun_with: str = saved.get("begun_with", "")
            return
        self._difficulties, self._alive, self._begun_with = None, None, ""
        if self.arguments.counterparts and not origin:
            raise AssetError("--counterparts: not allowed without --initialize-from, which names the run to begin with")
        if origin.endswith(".onnx"):
            path = Path(origin)
            if self.arguments.counterparts:
                state = {"actor_state_dict": policy_state(path), "function": policy_function(path)}
                self._inherit(state, task_of_brain(path))
            else:
                begin_with_brain(self.learner, path)
            self._begun_with = hashlib.sha256(path.read_bytes()).hexdigest()
        elif origin:
            path = self._checkpoint_of(origin)
            saved = read_checkpoint(path)
            if self.arguments.counterparts:
                self._inherit(saved["learner"], task_to_inherit_from(path))
            else:
                self.learner.load_state(saved["learner"], same_run=False)
                if self._climbing and saved["behavior"] == self.folder.behavior and climbs(path):
                    self._difficulties = self._spread(saved["difficulties"])

    def _inherit(self, state: dict[str, Any], task: TaskSpec) -> None:
        """Begins with what has a counterpart in another task's learner."""
        sees_last_action = state.get("function", {}).get("sense_last_action", True)
        inherit(self.learner, state, counterparts(self._task, task, sees_last_action))

    @property
    def _climbing(self) -> bool:
        """Whether every agent has a difficulty of its own."""
        return self._task.curriculum.mode == CurriculumMode.PER_AGENT

    def _spread(self, difficulties: list[list[float]] | None) -> list[list[float]] | None:
        """What agents had reached, as the difficulties at which this run's begin; None of mlagents-learn, which does
        not know them.
        """
        if difficulties is None:
            return None
        reached = itertools.cycle(itertools.chain.from_iterable(difficulties))
        return [list(itertools.islice(reached, one.agents)) for one in self._groups]

    def _checkpoint_of(self, origin: str) -> Path:
        """The checkpoint that a file's name or a run id means; a run of one other behavior is taken too."""
        path = Path(origin)
        if path.is_file():
            return path
        own = self.arguments.results / origin / self.folder.behavior / "checkpoint.pt"
        found = sorted((self.arguments.results / origin).glob("*/checkpoint.pt"))
        return found[0] if len(found) == 1 and not own.is_file() else own

    def __exit__(self, *_: object) -> None:
        """Frees threads and environments."""
        self._opened.close()

    def run(self) -> int:
        """Learns until max_steps, the time limit or Ctrl-C; leaves a checkpoint and a brain in any case."""
        settings = self.configuration.trainer
        self.folder.write_configuration({
            **self.configuration.document, "clamber": {"seed": self.seed, "commands": self._commands},
        })  # fmt: skip
        self.metrics = Metrics(settings.max_steps, self.steps, self.arguments.max_seconds)
        events = EventFile(self.folder.path / self.folder.behavior)
        before = {number: signal.signal(number, self._stop) for number in (signal.SIGINT, signal.SIGTERM)}
        told = self.configuration.environment
        # A course that is not the task's own is easily left in a copied configuration.
        where = f"{told.task} on {told.course}" if told.course else told.task
        title = f"{where}, {self.learner.agents} agents, seed {self.seed}: {self.folder.path}"
        try:
            with Screen(title) as screen:
                try:
                    self._learn(screen, events)
                except Exception:
                    self._rescue(screen)
                    raise
                self._save(final=True)
                self.films.offer(self.steps, self.steps, self._brain, last=True, difficulty=self._difficulty)
                unfinished = self.films.unfinished
                self._tell_of_films(screen)
                state = "stopped" if self._stopped else "done"
                screen.say(f"{state} after {self.steps:,} steps in {clock(self.metrics.seconds)}: {self.folder.path}")
                if unfinished:
                    screen.say(unfinished)
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)
            events.close()
        return 0

    def _stop(self, _number: int, _frame: FrameType | None) -> None:
        """Ends the run after the rollout in progress; asked a second time, at once."""
        if self._stopped:
            raise KeyboardInterrupt
        self._stopped = True

    def rollout(self) -> tuple[dict[str, Any], dict[str, float]]:
        """Lives through a rollout and learns from it; returns the episodes that ended, and the losses."""
        learner = self.learner
        self._living = True
        cut = self.collector.collect()
        self._living = False
        progress = self.steps / self.configuration.trainer.max_steps
        losses = learner.update(self.collector.last(), cut.observations, cut.time, cut.agent, progress)
        self.steps += learner.horizon * learner.agents
        return self.collector.episodes(), losses

    def _symmetry_left_out(self) -> str:
        """The symmetry that the file, not the default, asks for and the learner does not use; empty: there is none."""
        document = self.configuration.document
        (behavior,) = document["behaviors"].values()
        entry = laid_over(document.get("default_settings") or {}, behavior)
        asked: str = (entry.get("hyperparameters") or {}).get("symmetry", "none")
        return "" if asked in ("none", self.learner.ppo.mirror_use) else asked

    def _learn(self, screen: Screen, events: EventFile) -> None:
        """The loop: live through a rollout, learn from it, tell, keep."""
        settings = self.configuration.trainer
        if asked := self._symmetry_left_out():
            screen.say(f"hyperparameters.symmetry: {asked} {NO_SYMMETRY}")
        if not self.collector.can_be_kept and settings.checkpoint_interval < (longest := self._longest_episode()):
            screen.say(
                "agents in PhysX start over at every checkpoint, and checkpoint_interval, "
                f"{settings.checkpoint_interval:,} agent-steps, is shorter than the longest episode of all agents, "
                f"{longest:,}: they never see its end"
            )
        if not self.begin():
            screen.say(
                "these agents, their groups (--agents, --threads, --workers, --engine), body or course are not the "
                "checkpoint's: the episodes under way start over"
            )
        while self.steps < settings.max_steps and not self._stopped:
            before = self.steps
            ended, losses = self.rollout()
            self.metrics.add(self.steps - before, ended, losses)
            self._next_lessons(ended)
            if before // settings.summary_freq != self.steps // settings.summary_freq:
                values = self.metrics.summary()
                values |= {f"Environment/Lesson Number/{name}": at for name, at in self.lessons.current.items()}
                self._difficulty = values.get("Episode/difficulty", self._difficulty)
                events.write(values, self.steps)
                screen.show(self.metrics, values, self._lesson_names())
            self.films.offer(before, self.steps, self._brain, difficulty=self._difficulty)
            self._tell_of_films(screen)
            limit = self.arguments.max_seconds
            if limit and self.metrics.seconds >= limit:
                break
            if before // settings.checkpoint_interval != self.steps // settings.checkpoint_interval:
                self._save()
                if not self.collector.can_be_kept:
                    self.begin()

    def _tell_of_films(self, screen: Screen) -> None:
        """Says what went wrong with films."""
        while self.films.complaints:
            screen.say(self.films.complaints.pop())

    def _longest_episode(self) -> int:
        """The agent-steps in which all agents live to the task's time limit; 0 without one."""
        decision = self._task.physics_step * self._task.decision_steps  # s, as long as the action is held
        return round(self.learner.agents * self._task.endings.time_limit / decision)

    def begin(self) -> bool:
        """Starts all agents and random streams, or takes them up where a checkpoint left them; False where it left some
        that these cannot take up, and so were started.
        """
        alive, self._alive = self._alive, None
        if alive is not None and self.collector.load_state(alive["agents"], self.seed, self.steps, self.lessons):
            self.learner.load_random_state(alive["learner"])
            return True
        self.learner.reseed(self.seed, self.steps)
        self.collector.begin(self.seed, self.steps, self.lessons, self._difficulties)
        return alive is None

    def _next_lessons(self, ended: dict[str, Any]) -> None:
        """Lets the lessons take in the episodes that ended, and sets what they say now."""
        if not self.lessons.parameters:
            return
        self.lessons.record(ended["return"].tolist() if ended else [])
        if self.lessons.update(self.steps / self.configuration.trainer.max_steps):
            self.collector.set_lessons(self.seed, self.steps, self.lessons)

    def _lesson_names(self) -> str:
        told = [
            f"{name}: {parameter.lessons[self.lessons.current[name]].name}"
            for name, parameter in self.lessons.parameters.items()
            if len(parameter.lessons) > 1
        ]
        return ", ".join(told)

    def _rescue(self, screen: Screen) -> None:
        """Where a rollout broke down, keeps what was learned before it. A policy that made it do so by being no numbers
        any more is not kept: it would take the place of one that is.
        """
        if self._living and self.steps > self._saved_at and _are_numbers(self.learner.state()):
            self._save(whole=False)
            screen.say(f"broke down; --resume goes on from {self.steps:,} steps, where all agents start over")

    def _save(self, final: bool = False, whole: bool = True) -> None:
        """Writes checkpoint and brain; not ``whole``: without the agents, which are in the middle of a rollout.

        Raises:
            ValueError: one line; what was learned is no numbers any more, and would take the place of what is.
        """
        learned = self.learner.state()
        if not _are_numbers(learned):
            raise ValueError(
                f"after {self.steps:,} agent-steps the networks hold no numbers any more; --resume goes on from the "
                f"checkpoint at {self._saved_at:,}; a smaller desired_kl or learning_rate may help"
            )
        # Workers that have not lived through a rollout yet tell none.
        self._difficulties = self.collector.difficulties() or self._difficulties
        checkpoint = {
            "format": "clamber-1",
            "behavior": self.folder.behavior,
            "seed": self.seed,
            "steps": self.steps,
            "episodes": self.episodes + self.metrics.episodes,
            "learner": learned,
            "lessons": self.lessons.state(),
            "difficulties": self._difficulties,
            "begun_with": self._begun_with,
            "commands": self._commands,
            "alive": {"agents": self.collector.state(), "learner": self.learner.random_state()}
            if whole and self.collector.can_be_kept
            else None,
        }
        keep = self.configuration.trainer.keep_checkpoints
        self.folder.save(checkpoint, self._brain(), self.steps, keep, final)
        self._saved_at = self.steps

    def _brain(self) -> bytes:
        """The policy as the content of an .onnx file."""
        metadata = {
            "task": self.configuration.environment.task,
            "body": self._body,
            "behavior": self.folder.behavior,
            "training_command": "\n".join(self._commands),
            "seed": str(self.seed),
            "steps": str(self.steps),
            "action_repeat": str(self.configuration.trainer.hyperparameters.action_repeat),
        }
        if self._begun_with:
            metadata["begun_with_sha256"] = self._begun_with
        learner = self.learner
        return brain_bytes(learner.deployed, learner.sensors, learner.actions, metadata, learner.buckets)


def _are_numbers(learned: dict[str, Any]) -> bool:
    """Whether all weights that were learned (``Learner.state``) are finite."""
    weights = [*learned["actor_state_dict"].values(), *learned["critic_state_dict"].values()]
    return all(bool(torch.isfinite(one).all()) for one in weights)


__all__ = ["AssetError", "TrainArguments", "Training", "train"]
