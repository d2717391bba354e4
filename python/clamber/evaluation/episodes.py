"""A brain lives episodes; what became of each of them is kept."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.progress import Progress

from clamber.assets.loading import load_task
from clamber.assets.task import CurriculumMode, TaskSpec
from clamber.evaluation.brain import Brain, action_repeat, brain_metadata
from clamber.evaluation.metrics import GaitMeter
from clamber.evaluation.steering import SteeringMeter
from clamber.tasks.content import held
from clamber.tasks.environment import TRAINING_SEEDS, ClamberVectorEnv

#: By name, one entry per episode: what the environment tells of it, gait measures, and whose it was.
Episodes = dict[str, NDArray[Any]]

#: Course seeds that training never draws.
UNSEEN_SEEDS = (TRAINING_SEEDS[1], 2 * TRAINING_SEEDS[1])
#: Agents at most; more would only wait longer for the last one.
MOST_AGENTS = 128


def share_out(episodes: int) -> tuple[int, int]:
    """Agents, and episodes of each, for at least so many episodes.

    Raises:
        ValueError: one line, for less than one.
    """
    if episodes < 1:
        raise ValueError(f"episodes: {episodes} is not allowed; at least 1")
    agents = min(episodes, MOST_AGENTS)
    return agents, -(-episodes // agents)


def task_of(brain_path: Path, task: str | TaskSpec) -> TaskSpec:
    """The task as this brain lives it: off the ladder, and one trained with action repeat decides less often.

    Raises:
        ValueError: one line, for a task or brain that cannot be used.
    """
    spec = load_task(task) if isinstance(task, str) else task
    return held(off_the_ladder(spec), action_repeat(brain_metadata(brain_path), brain_path))


def off_the_ladder(task: TaskSpec) -> TaskSpec:
    """The task of who is measured or watched: where agents are promoted as they learn, it meets full difficulty unless
    another is asked for.
    """
    if task.curriculum.mode != CurriculumMode.PER_AGENT:
        return task
    return replace(task, curriculum=replace(task.curriculum, mode=CurriculumMode.LESSON, difficulty=1.0))


def brain_for(brain_path: Path, env: ClamberVectorEnv) -> Brain:
    """The brain, checked against the sizes of an environment.

    Raises:
        BrainError: it does not fit.
    """
    space = env.single_observation_space
    proprioception, terrain = (int(np.prod(space[name].shape)) for name in ("proprioception", "terrain"))  # type: ignore[index]
    return Brain(brain_path, (proprioception, terrain), env.measures.actions)


class Acts(Protocol):
    """Whoever acts for the agents of an environment, as ``Brain`` does."""

    def act(self, proprioception: NDArray[Any], terrain: NDArray[Any]) -> NDArray[Any]:
        """Actions of all agents, (agents, actions), for what they sense, (agents, size of each sensor)."""

    def forget(self, agents: NDArray[np.bool_] | None = None) -> None:
        """Empties the memory of these agents, a mask; None: of all."""


def live_episodes(env: ClamberVectorEnv, brain: Acts, each: int, seed: int, label: str = "evaluating") -> Episodes:
    """Runs the deterministic brain until every agent has lived ``each`` episodes.

    Each agent lives the same number, so that short episodes (falls) count no more than long ones. What an episode is
    drawn from depends on (seed, agent, episode) alone: two engines, brains or conditions meet the same ones.

    Args:
        env: whose agents; it is started over.
        brain: who acts.
        each: episodes per agent.
        seed: of starts and of the courses' seeds.
        label: shown while it runs.

    Returns:
        the totals and gait measures of all episodes, with ``agent``, ``episode`` and ``course_seed``, first
        episodes first.
    """
    agents = env.num_envs
    observations, _ = env.reset(seed=seed)
    brain.forget()
    meter = GaitMeter(env.body, agents, env.dt, env.measures.actions)
    steering = SteeringMeter(agents) if env.task.command.resample_seconds > 0.0 else None
    lived = np.zeros(agents, dtype=np.int64)
    collected: dict[str, list[NDArray[Any]]] = {}
    # Under every task a time limit ends an episode, so this loop ends.
    with Progress(transient=True, console=Console(stderr=True)) as progress:
        bar = progress.add_task(label, total=agents * each)
        while (lived < each).any():
            actions = brain.act(observations["proprioception"], observations["terrain"])
            course_seeds = env.courses.seed.copy()
            if steering is not None:
                steering.told(env.moment)
            observations, _, terminated, truncated, infos = env.step(actions)
            done = terminated | truncated
            meter.add(actions, env.engine.state, ~done)
            if steering is not None:
                steering.add(env.moment, ~done)
            if done.any():
                brain.forget(done)
                ended = np.flatnonzero(done)
                gait = meter.finish(ended) | (steering.finish(ended) if steering is not None else {})
                counted = lived[ended] < each
                whose: Episodes = {
                    "agent": ended[counted], "episode": lived[ended][counted],
                    "course_seed": course_seeds[ended][counted],
                }  # fmt: skip
                told = {name: values[ended][counted] for name, values in infos["totals"].items()}
                for name, values in (whose | told | {name: values[counted] for name, values in gait.items()}).items():
                    collected.setdefault(name, []).append(values)
                lived[ended] += 1
                progress.update(bar, completed=int(np.minimum(lived, each).sum()))
    episodes = {name: np.concatenate(parts) for name, parts in collected.items()}
    order = np.lexsort((episodes["agent"], episodes["episode"]))
    return {name: values[order] for name, values in episodes.items()}


def shared_episodes(first: Episodes, second: Episodes) -> tuple[Episodes, Episodes]:
    """The episodes that two runs with the same seed have in common, in the same order."""

    def keys(episodes: Episodes) -> NDArray[np.int64]:
        return episodes["agent"].astype(np.int64) + (episodes["episode"].astype(np.int64) << 32)

    _, ours, theirs = np.intersect1d(keys(first), keys(second), assume_unique=True, return_indices=True)
    return (
        {name: values[ours] for name, values in first.items()},
        {name: values[theirs] for name, values in second.items()},
    )
