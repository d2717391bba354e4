"""``clamber evaluate``: how good a brain is, on courses that training never saw."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from clamber.evaluation.brain import brain_metadata
from clamber.evaluation.crossings import crossings
from clamber.evaluation.engine_gate import engine_gate
from clamber.evaluation.episodes import UNSEEN_SEEDS, Episodes, brain_for, live_episodes, share_out, task_of
from clamber.evaluation.hurdle_heights import hurdle_heights
from clamber.evaluation.metrics import summarise
from clamber.tasks.content import finer, on_course
from clamber.tasks.environment import TRAINING_SEEDS, ClamberVectorEnv
from clamber.tasks.parameters import EnvironmentParameters

#: Episodes when nobody says how many; PhysX is one thread and some ten times slower.
DEFAULT_EPISODES = {"mujoco": 500, "physx": 100}


@dataclass(frozen=True)
class Evaluation:
    """What to measure a brain on.

    Attributes:
        brain: the .onnx.
        task: name or file.
        engines: any of "mujoco" and "physx"; with both, PhysX is compared on the same courses and starts.
        difficulties: of the courses, each measured for itself; none: the task's.
        episodes: at least so many per engine and difficulty; 0: DEFAULT_EPISODES.
        seed: of starts and of the courses' seeds.
        seen: take course seeds that training draws from, instead of unseen ones.
        parameters: environment parameters to set.
        physics_parts: each physics step of the task is computed in so many; see ``content.finer``.
        course: another than the task's, by name or file; empty: that one.
    """

    brain: Path
    task: str
    engines: Sequence[str] = ("mujoco",)
    difficulties: Sequence[float] = ()
    episodes: int = 0
    seed: int = 0
    seen: bool = False
    parameters: tuple[tuple[str, float], ...] = ()
    physics_parts: int = 1
    course: str = ""

    def run(self) -> dict[str, Any]:
        """Measures.

        Returns:
            what it was measured on and, where the brain tells, how it was trained; by engine, a summary per difficulty
            (see ``metrics.summarise``) with ``crossings`` and ``hurdles`` (see ``hurdle_heights``); with both engines
            also ``gate`` (see ``engine_gate``).

        Raises:
            ValueError: one line, for anything wrong with the task or brain.
        """
        for name, instead in (("difficulty", "difficulties"), ("second_chances", "whole episodes")):
            if name in dict(self.parameters):
                raise ValueError(f"environment parameter {name}: not allowed in an evaluation; {instead}")
        task = on_course(finer(task_of(self.brain, self.task), self.physics_parts), self.course)
        seeds = TRAINING_SEEDS if self.seen else UNSEEN_SEEDS
        lived: dict[str, list[Episodes]] = {}
        report: dict[str, Any] = {
            "brain": self.brain.name, "sha256": sha256(self.brain.read_bytes()).hexdigest(),
            "task": Path(self.task).stem, "seed": self.seed, "course_seeds": list(seeds),
            "parameters": dict(self.parameters), "physics_step": task.physics_step,
            "asked": {"difficulties": list(self.difficulties), "episodes": self.episodes, "seen": self.seen},
        }  # fmt: skip
        told = brain_metadata(self.brain)
        if told.get("training_command"):
            report["training"] = {"command": told["training_command"], "steps": int(told.get("steps", 0))}
        if self.course:
            report["course"] = Path(self.course).stem
        for wanted in self.difficulties:
            EnvironmentParameters().set("difficulty", wanted)
        for engine in self.engines[1:]:  # that there is none shows before the first has been measured
            ClamberVectorEnv(task, 1, engine=engine, seed=self.seed).close()
        for engine in self.engines:
            agents, each = share_out(self.episodes or DEFAULT_EPISODES[engine])
            env = ClamberVectorEnv(task, agents, engine=engine, seed=self.seed, course_seeds=seeds)
            try:
                env.set_parameters(**dict(self.parameters))
                brain, leg_length = brain_for(self.brain, env), env.body.leg_length
                for difficulty in self.difficulties or (None,):
                    env.set_parameters(difficulty=difficulty)
                    label = engine if difficulty is None else f"{engine}, difficulty {difficulty:g}"
                    lived.setdefault(engine, []).append(live_episodes(env, brain, each, self.seed, label))
                report[engine] = [
                    {
                        "difficulty": float(episodes["difficulty"].mean()), **summarise(episodes),
                        "crossings": crossings(env.courses, episodes),
                        "hurdles": hurdle_heights(env.courses, episodes),
                    }
                    for episodes in lived[engine]
                ]  # fmt: skip
            finally:
                env.close()
        if "mujoco" in lived and "physx" in lived:
            report["gate"] = engine_gate(lived["mujoco"], lived["physx"], leg_length)
        return report


def evaluate(
    brain: Path,
    task: str,
    episodes: int = 500,
    engine: str = "mujoco",
    difficulty: float | None = None,
    seed: int = 0,
    seen: bool = False,
    parameters: dict[str, float] | None = None,
) -> dict[str, Any]:
    """Measures a brain in one engine at one difficulty: the report of an ``Evaluation`` with its summary in it.

    Raises:
        ValueError: one line, for anything wrong with the task or brain.
    """
    difficulties = () if difficulty is None else (difficulty,)
    settings = tuple((parameters or {}).items())
    report = Evaluation(brain, task, (engine,), difficulties, episodes, seed, seen, settings).run()
    (summary,) = report.pop(engine)
    return {**report, "engine": engine, **summary}
