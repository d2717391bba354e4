"""How a correction, a hand-over, a clone and DAgger's pupil are trained."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import torch
from torch import Tensor

from clamber.learning.collector import SENSORS, Collector
from clamber.learning.configuration import Configuration, check_configuration
from clamber.learning.groups import share_out
from clamber.learning.learner import SAMPLERS, Learner, stream_seed
from clamber.learning.lessons import Lessons
from clamber.learning.onnx_export import brain_bytes
from clamber.learning.results import checkpoint_bytes, read_checkpoint, write_whole
from clamber.learning.settings import TrainerSettings
from clamber.studies.blended_policy import BlendedLearner, FrozenPolicy, GatedTrunk, HandOverTrunk, plain_state
from clamber.studies.episode_curves import EpisodeCurves
from clamber.studies.imitation import Imitation
from clamber.studies.run import Run
from clamber.studies.together import Together
from clamber.tasks.content import held
from clamber.tasks.environment import ClamberVectorEnv

#: Of all agent-steps, after so many the hand-over is complete; the rest is the pupil's alone.
HANDED_OVER = 0.7
#: The agents are lived with by so many threads.
THREADS = 2
#: How often the hand-over's pupil also learns each sample from its teacher, besides PPO's epochs; the clone and
#: DAgger's pupil get PPO's epochs and these, so that all three take as many gradient steps.
TEACHER_EPOCHS = 1
#: Of all agent-steps, over so many the share of DAgger's teacher in acting falls from 1 to 0.
DAGGER_DECAY = 0.5


#: Layers of a network, by the names that hyperparameters have for them.
Units = dict[str, tuple[int, ...]]


@dataclass(frozen=True)
class Setting:
    """What a run's configuration says.

    Attributes:
        configuration: of the run, with the condition's changes.
        environments: the agents, who decide as often as the actions are repeated for; a thread each lives with them.
    """

    configuration: Configuration
    environments: list[ClamberVectorEnv]

    @property
    def env(self) -> ClamberVectorEnv:
        """What all environments are like."""
        return self.environments[0]

    @property
    def agents(self) -> int:
        """In all environments together."""
        return sum(env.num_envs for env in self.environments)

    @property
    def sensors(self) -> dict[str, int]:
        """Size of each sensor's observation."""
        space: Any = self.env.single_observation_space
        return {name: int(np.prod(space[key].shape)) for name, key in SENSORS.items()}

    def plain(self, seed: int, units: Units | None = None) -> Learner:
        """A learner of these settings, or with other layers."""
        return Learner(self._trainer(units), self.sensors, self.env.measures.actions, self.agents, seed)

    def blended(
        self, seed: int, base: FrozenPolicy, trunk: type[GatedTrunk] | type[HandOverTrunk], units: Units | None = None
    ) -> BlendedLearner:
        """The same with a policy that builds upon another."""
        trainer, actions = self._trainer(units), self.env.measures.actions
        return BlendedLearner(trainer, self.sensors, actions, self.agents, seed, base, trunk)

    def _trainer(self, units: Units | None) -> TrainerSettings:
        trainer = self.configuration.trainer
        return replace(trainer, hyperparameters=replace(trainer.hyperparameters, **(units or {})))  # type: ignore[arg-type]


@dataclass(frozen=True)
class Practice:
    """What was lived in a training.

    Attributes:
        steps: agent-steps; whole rollouts, so a few more than were asked for.
        curves: {name: [[steps, value], ...]}.
    """

    steps: int
    curves: dict[str, list[list[float]]]


@contextmanager
def setting_of(run: Run) -> Iterator[Setting]:
    """The agents of a run, and what they are trained by."""
    configuration = check_configuration(run.document(), str(run.config_path))
    task = held(run.task(), configuration.trainer.hyperparameters.action_repeat)
    groups = share_out(configuration.environment.agents, "mujoco", THREADS)
    environments = [ClamberVectorEnv(task, one.agents, seed=run.seed, threads=1) for one in groups]
    lessons = Lessons(configuration.parameters)
    for index, env in enumerate(environments):
        env.set_parameters(**lessons.sources(stream_seed(run.seed, SAMPLERS, 0, index)))
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield Setting(configuration, environments)
    finally:
        torch.set_num_threads(threads)
        for env in environments:
            env.close()


def runner_of(run: Run, setting: Setting, condition: str, units: Units) -> FrozenPolicy:
    """The small runner that another condition has trained; it does not see the terrain."""
    learner = setting.plain(run.seed, units)
    learner.load_state(read_checkpoint(run.checkpoint_of(condition))["learner"], same_run=False)
    return FrozenPolicy(learner.actor, blind=True)


def corrected_runner_of(
    run: Run, setting: Setting, runner: str, corrected: str, units: dict[str, Units]
) -> FrozenPolicy:
    """The small runner with its correction, as two other conditions have trained them.

    Args:
        run: whose teacher this is.
        setting: of that run.
        runner: condition of the small runner.
        corrected: condition of the correction.
        units: layers of these two conditions' networks.
    """
    base = runner_of(run, setting, runner, units[runner])
    learner = setting.blended(run.seed, base, GatedTrunk, units[corrected])
    learner.load_state(read_checkpoint(run.checkpoint_of(corrected))["learner"], same_run=False)
    return FrozenPolicy(learner.actor)


def practise(
    run: Run, setting: Setting, learner: Learner, before: Callable[[float], None], after: Callable[[], None]
) -> Practice:
    """PPO, for the run's agent-steps and what is left of a rollout.

    Args:
        run: whose seed and steps these are.
        setting: the agents; they are lived with until the end.
        learner: who learns.
        before: called before each rollout with the share of all agent-steps that is done.
        after: called after each update, while the storage still holds the rollout.
    """
    collector = Collector(setting.environments, learner)
    lessons = Lessons(setting.configuration.parameters)
    learner.reseed(run.seed, 0)
    collector.begin(run.seed, 0, lessons, None)
    steps = 0
    try:
        with EpisodeCurves(run.name, run.steps) as curves:
            while steps < run.steps:
                before(steps / run.steps)
                cut = collector.collect()
                losses = learner.update(collector.last(), cut.observations, cut.time, cut.agent, steps / run.steps)
                after()
                steps += learner.horizon * learner.agents
                ended = collector.episodes()
                curves.add(learner.horizon * learner.agents, [ended] if ended else [], losses)
                if lessons.parameters:
                    lessons.record(ended["return"].tolist() if ended else [])
                    if lessons.update(steps / run.steps):
                        collector.set_lessons(run.seed, steps, lessons)
    finally:
        collector.close()
    return Practice(steps, curves.curves)


def leave(
    run: Run, setting: Setting, acts: Learner, kept: Learner, begun: float, practice: Practice
) -> dict[str, Any]:
    """Writes brain and checkpoint; returns what a record tells of a training that began at ``begun``.

    Args:
        run: whose files these are.
        setting: of the run.
        acts: whose policy becomes the brain.
        kept: whose state becomes the checkpoint.
        begun: of ``time.monotonic``.
        practice: what was lived.
    """
    command = f"clamber reproduce {run.study} --only {run.condition.name}"
    metadata = {
        "task": str(run.task_path), "body": setting.env.body.description, "behavior": run.behavior,
        "training_command": command, "seed": str(run.seed), "steps": str(practice.steps),
        "action_repeat": str(setting.configuration.trainer.hyperparameters.action_repeat),
    }  # fmt: skip
    seconds = time.monotonic() - begun
    (run.folder / run.behavior).mkdir(parents=True, exist_ok=True)
    write_whole(run.brain, brain_bytes(acts.deployed, acts.sensors, acts.actions, metadata))
    checkpoint = {
        "format": "clamber-1", "behavior": run.behavior, "seed": run.seed, "steps": practice.steps,
        "learner": kept.state(),
    }  # fmt: skip
    write_whole(run.folder / run.behavior / "checkpoint.pt", checkpoint_bytes(checkpoint))
    return {
        "command": f"{command} (seed {run.seed})", "steps": practice.steps, "seconds": round(seconds, 1),
        "curves": practice.curves,
    }  # fmt: skip


def corrected(units: Units) -> Callable[[Run], dict[str, Any]]:
    """A condition's ``learn``: a second network learns when and how to correct the small runner that it starts from.

    Args:
        units: layers of that runner.
    """

    def learn(run: Run) -> dict[str, Any]:
        with setting_of(run) as setting:
            begun = time.monotonic()
            base = runner_of(run, setting, run.condition.start, units)
            learner = setting.blended(run.seed, base, GatedTrunk)
            practice = practise(run, setting, learner, lambda progress: None, lambda: None)
            told = leave(run, setting, learner, learner, begun, practice)
            return {**told, "gate": gate_of(learner)}

    return learn


@torch.no_grad()
def gate_of(learner: Learner) -> dict[str, float]:
    """How far the gate was open in the last rollout: with a boulder in sight, and on level ground.

    In sight: the floor samples of obs_1 differ by more than 0.06 leg lengths.
    """
    actor = learner.actor
    assert isinstance(actor.mlp, GatedTrunk)
    observations = {name: learner.storage.observations[name].flatten(0, 1) for name in learner.sensors}
    _, _, gate = actor.mlp.parts(
        actor.encode([actor.normalized(name, values) for name, values in observations.items()])
    )
    terrain = observations["obs_1"]
    boulder = terrain.amax(dim=1) - terrain.amin(dim=1) > 0.06
    told = {"boulder": boulder, "level": ~boulder}
    return {name: round(float(gate[rows].mean()), 4) for name, rows in told.items() if bool(rows.any())}


Teacher = Callable[[Run, Setting], FrozenPolicy]


def handed_over(teacher: Teacher) -> Callable[[Run], dict[str, Any]]:
    """A condition's ``learn``: a bigger network takes over from its teacher, bit by bit, while it learns."""

    def learn(run: Run) -> dict[str, Any]:
        with setting_of(run) as setting:
            begun = time.monotonic()
            trainer = setting.configuration.trainer
            base = teacher(run, setting)
            learner = setting.blended(run.seed, base, HandOverTrunk)
            trunk: Any = learner.actor.mlp
            imitation = Imitation(
                learner.actor.encoders, trunk.own, trainer.hyperparameters.learning_rate, run.seed
            )

            def before(progress: float) -> None:
                trunk.share = min(1.0, progress / HANDED_OVER)

            def after() -> None:
                if trunk.share < 1.0:
                    observations = {name: learner.storage.observations[name].flatten(0, 1) for name in learner.sensors}
                    told = base(list(observations.values()))
                    seen = [learner.actor.normalized(name, values) for name, values in observations.items()]
                    count = trainer.hyperparameters.num_minibatches * TEACHER_EPOCHS
                    imitation.learn(seen, told, count, weight=1.0 - trunk.share)

            practice = practise(run, setting, learner, before, after)
            trunk.share = 1.0
            plain = setting.plain(run.seed)
            plain_state(learner, plain)
            return leave(run, setting, plain, plain, begun, practice)

    return learn


def imitated(teacher: Teacher, dagger: bool) -> Callable[[Run], dict[str, Any]]:
    """A condition's ``learn``: behavioural cloning, where the teacher acts and the pupil learns from what it did.

    Args:
        teacher: makes the teacher.
        dagger: DAgger instead (Ross et al. 2011): the pupil acts more and more, and the teacher says what it would do.
    """

    def learn(run: Run) -> dict[str, Any]:
        with setting_of(run) as setting:
            begun = time.monotonic()
            plain = setting.plain(run.seed)
            practice = _imitate(run, setting, teacher(run, setting), plain, dagger)
            return leave(run, setting, plain, plain, begun, practice)

    return learn


@torch.no_grad()
def _imitate(
    run: Run, setting: Setting, teacher: FrozenPolicy, pupil: Learner, dagger: bool
) -> Practice:
    """Lives the run's agent-steps and lets the pupil learn from all of them so far."""
    hyper = setting.configuration.trainer.hyperparameters
    actor = pupil.actor
    imitation = Imitation(actor.encoders, actor.mlp, hyper.learning_rate, run.seed)
    draws = torch.Generator().manual_seed(run.seed)
    steps, batch = 0, pupil.horizon * setting.agents // hyper.num_minibatches
    with Together(setting.environments) as world, EpisodeCurves(run.name, run.steps) as curves:
        seen = world.reset(run.seed)
        while steps < run.steps:
            # DAgger's mixture: so often the teacher acts.
            beta = max(0.0, 1.0 - steps / (DAGGER_DECAY * run.steps)) if dagger else 1.0
            for _ in range(pupil.horizon):
                told = teacher(seen)
                mine = pupil.mean_action(seen)
                lead = torch.rand(len(told), 1, generator=draws) < beta
                for name, values in zip(pupil.sensors, seen, strict=True):
                    actor.normalizers[name].update(values)  # type: ignore[operator]
                imitation.remember(seen, told)
                action: Tensor = torch.where(lead, told, mine)
                seen, ended = world.step(action.numpy())
                steps += setting.agents
                curves.add(setting.agents, ended)
            for _ in range((hyper.num_epoch + TEACHER_EPOCHS) * hyper.num_minibatches):
                raw, right = imitation.draw(batch)
                known = [actor.normalized(name, values) for name, values in zip(pupil.sensors, raw, strict=True)]
                imitation.learn(known, right, 1)
    pupil.critic.normalizers.load_state_dict(actor.normalizers.state_dict())
    return Practice(steps, curves.curves)
