"""One brain living a task on the stage of the theatre, and two of them kept in step."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from clamber.assets.task import TaskSpec
from clamber.courses.course import Course
from clamber.evaluation.brain import Brain
from clamber.evaluation.episodes import brain_for, off_the_ladder, task_of
from clamber.game.theatre_blocks import Blocks
from clamber.game.theatre_environment import Ending, WatchedEnvironment


@dataclass(frozen=True)
class Scene:
    """What every actor on the stage meets.

    Attributes:
        seed: of starts and physics.
        course_seed: of the course.
        difficulty: of the course; None: the first actor's task's, full where agents are promoted as they learn.
    """

    seed: int
    course_seed: int
    difficulty: float | None


class Value:
    """What a brain says of the rest of the episode, where its .onnx has an output called ``value``."""

    def __init__(self, path: Path) -> None:
        """Opens a brain that has been checked."""
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
        inputs = {entry.name for entry in self._session.get_inputs()}
        #: Whether it tells a value that follows from the observations alone.
        self.told = "value" in {entry.name for entry in self._session.get_outputs()} and inputs <= {"obs_0", "obs_1"}

    def of(self, observations: dict[str, NDArray[np.float32]]) -> float:
        """The value of one agent's observations, (1, size) each."""
        feed = {"obs_0": observations["proprioception"], "obs_1": observations["terrain"]}
        return float(np.ravel(self._session.run(["value"], feed)[0])[0])


class Actor:
    """A brain (or none: it stands) and the environment it lives in.

    Attributes:
        env: the environment.
        blocks: what is shown.
        ending: how the present episode ended; None while it runs.
        episode: number of the present episode, from 0.
        seconds: since it began.
    """

    def __init__(self, task: TaskSpec, brain: Path | None, scene: Scene) -> None:
        """Sets the actor at the start.

        Raises:
            ValueError: one line, for a task or brain that cannot be used.
        """
        task = off_the_ladder(task) if brain is None else task_of(brain, task)
        self.env = WatchedEnvironment(task, scene.seed, scene.course_seed, scene.difficulty)
        try:
            self._brain: Brain | None = None if brain is None else brain_for(brain, self.env)
            value = None if brain is None else Value(brain)
            self._value = value if value is not None and value.told else None
        except ValueError:
            self.env.close()
            raise
        self.blocks = Blocks(self.env, value=self._value is not None)
        self.ending: Ending | None
        self.episode: int
        self.restart()

    @property
    def course(self) -> Course:
        """The course it is on."""
        return self.env.courses.course_of(0)

    @property
    def difficulty(self) -> float:
        """Of the course it is on."""
        return float(self.env.courses.difficulty[0])

    def meet(self, difficulty: float) -> None:
        """Goes back to the start of the first episode, on a course of another difficulty."""
        self.env.set_parameters(difficulty=difficulty)
        self.restart()

    def restart(self) -> None:
        """Goes back to the start of the first episode."""
        self._observations = self.env.begin()
        self.episode = -1
        self._raise_curtain()

    def next_episode(self) -> None:
        """Begins the episode after one that has ended."""
        self.env.look_at_start()
        self._raise_curtain()

    def _raise_curtain(self) -> None:
        self.episode += 1
        self.seconds, self._decisions = 0.0, 0
        self._sums = np.zeros(len(self.env.terms))
        self.ending = None
        if self._brain is not None:
            self._brain.forget()

    def hold(self) -> None:
        """Lets time pass in which nothing is decided, and so nothing paid: between decisions, or after the end."""
        look = self.env.look
        self.env.look = replace(look, reward=0.0, shares=np.zeros_like(look.shares))

    def decide(self) -> None:
        """Lives one decision."""
        if self._brain is None:
            action = np.zeros(self.env.measures.actions, dtype=np.float32)
        else:
            action = self._brain.act(self._observations["proprioception"], self._observations["terrain"])[0]
        self._observations = self.env.decide(action)
        self._decisions += 1
        self.seconds = self._decisions * self.env.dt
        self._sums += self.env.look.shares
        self.ending = self.env.ending

    def row(self) -> NDArray[np.float32]:
        """The numbers shown, laid out by ``blocks``."""
        value = None
        if self._value is not None:
            look = self.env.look
            value = self._value.of({"proprioception": look.proprioception[None], "terrain": look.terrain[None]})
        return self.blocks.row(self.env, self.seconds, self._sums, value)

    def close(self) -> None:
        """Frees the engine."""
        self.env.close()


class Stage:
    """Up to two actors who meet the same, in step by simulated time.

    One whose episode has ended waits for the other; then the next episode begins for both, so that two brains are
    always seen in the same episode.

    Attributes:
        actors: one or two.
        decision_seconds: simulated time between two steps of the stage.
        seconds: simulated time since the episode began.
    """

    def __init__(self, actors: list[Actor]) -> None:
        """With actors at their start; all meet the first one's difficulty."""
        self.actors = actors
        for actor in actors[1:]:
            if actor.difficulty != actors[0].difficulty:
                actor.meet(actors[0].difficulty)
        self.decision_seconds = min(actor.env.dt for actor in actors)
        self.seconds = 0.0
        self._steps = 0

    @property
    def over(self) -> bool:
        """Whether every actor's episode has ended."""
        return all(actor.ending is not None for actor in self.actors)

    def step(self) -> list[Actor]:
        """Lives one decision, or begins the next episode if this one is over for all.

        Returns:
            those whose episode has just ended.
        """
        if self.over:
            for actor in self.actors:
                actor.next_episode()
            self._steps, self.seconds = 0, 0.0
            return []
        self._steps += 1
        self.seconds = self._steps * self.decision_seconds
        ended: list[Actor] = []
        for actor in self.actors:
            # Half a step's tolerance: sums of times differ in their last bits.
            due = actor.seconds + actor.env.dt <= self.seconds + 0.5 * self.decision_seconds
            if actor.ending is not None or not due:
                actor.hold()
                continue
            actor.decide()
            if actor.ending is not None:
                ended.append(actor)
        return ended

    def restart(self) -> None:
        """Goes back to the first episode."""
        for actor in self.actors:
            actor.restart()
        self._steps, self.seconds = 0, 0.0

    def close(self) -> None:
        """Frees the engines."""
        for actor in self.actors:
            actor.close()
