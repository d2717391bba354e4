"""The trainer that mlagents-learn runs: Clamber's learner, fed by a bridge."""
# mypy: disable-error-code="misc, no-any-return"

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any

import torch
from mlagents.trainers.behavior_id_utils import BehaviorIdentifiers
from mlagents.trainers.exception import TrainerConfigError
from mlagents.trainers.policy.checkpoint_manager import ModelCheckpoint, ModelCheckpointManager
from mlagents.trainers.settings import TrainerSettings as StockSettings
from mlagents.trainers.trainer import Trainer
from mlagents_envs.base_env import BehaviorSpec
from mlagents_envs.logging_util import get_logger
from mlagents_envs.side_channel.stats_side_channel import StatsAggregationMethod

from clamber.assets.fields import AssetError
from clamber.bridge.plugin.mistakes import configuration_file
from clamber.bridge.trainer.known_task import known_last_action, known_mirror, known_task
from clamber.bridge.trainer.on_the_cpu import on_the_cpu
from clamber.bridge.trainer.policy import ColumnPolicy, sensor_sizes
from clamber.bridge.trainer.settings import learner_settings
from clamber.learning.films import Films
from clamber.learning.general_ppo import NO_SYMMETRY
from clamber.learning.learner import Learner
from clamber.learning.metrics import LOSS_NAMES
from clamber.learning.onnx_export import brain_bytes
from clamber.learning.results import checkpoint_bytes, read_checkpoint, training_command, write_whole

logger = get_logger(__name__)


class ClamberTrainer(Trainer):
    """PPO with a sub-network per sensor, for any player with continuous actions and vector observations."""

    def __init__(
        self,
        behavior_name: str,
        reward_buff_cap: int,
        trainer_settings: StockSettings,
        training: bool,
        load: bool,
        seed: int,
        artifact_path: str,
    ) -> None:
        """Takes what mlagents' TrainerFactory gives every trainer."""
        super().__init__(behavior_name, trainer_settings, training, load, artifact_path, reward_buff_cap)
        self.settings = learner_settings(behavior_name, trainer_settings)
        self._seed = seed
        self._learner: Learner | None = None
        self._policy: ColumnPolicy | None = None
        self._agents = 0
        self._saved_at = -1
        self._commands = [training_command()]
        self._begun_with = ""  # the hash of the brain that the run began with, before this trainer went on with it
        run = Path(artifact_path).parent
        every = self.settings.hyperparameters.video_every if training and self._is_task() else 0
        self._films = Films(run, behavior_name, behavior_name, every)

    @staticmethod
    def get_trainer_name() -> str:
        """``trainer_type`` in configurations."""
        return "clamber"

    @property
    def threaded(self) -> bool:
        """Never: updates come between steps, on threads of their own."""
        return False

    @on_the_cpu
    def create_policy(self, parsed_behavior_id: BehaviorIdentifiers, behavior_spec: BehaviorSpec) -> ColumnPolicy:
        """Makes networks that fit a behavior, and loads what is to be loaded."""
        if self._policy is not None:
            return self._policy
        sensors = sensor_sizes(behavior_spec, self.brain_name)
        actions = behavior_spec.action_spec.continuous_size
        torch.set_num_threads(1)
        symmetric = self.settings.hyperparameters.symmetry != "none"
        mirror = known_mirror(self.brain_name, sensors, actions) if symmetric else None
        last_action = known_last_action(self.brain_name, sensors, actions)
        try:
            learner = Learner(self.settings, sensors, actions, 1, self._seed, mirror, os.cpu_count() or 1, last_action)
        except AssetError as error:
            raise TrainerConfigError(
                f"{configuration_file() or 'configuration'}: behaviors.{self.brain_name}.hyperparameters.{error}; "
                "there is no task of the behavior's name whose observations and actions are the player's"
            ) from None
        if mirror is not None and learner.ppo.mirror_use == "none":
            asked = self.settings.hyperparameters.symmetry
            logger.warning(f"{self.brain_name}: hyperparameters.symmetry: {asked} {NO_SYMMETRY}")
        self._load(learner)
        learner.reseed(self._seed, self._step)
        policy = ColumnPolicy(
            self._seed + self._step, behavior_spec, self.trainer_settings.network_settings, learner, self.is_training
        )
        # Last: mlagents saves whatever there is when something is refused, over what the run had learned.
        self._learner, self._policy = learner, policy
        return policy

    def add_policy(self, parsed_behavior_id: BehaviorIdentifiers, policy: ColumnPolicy) -> None:
        """Every team of the behavior has the same policy."""
        self.policies[parsed_behavior_id.behavior_id] = policy

    def _is_task(self) -> bool:
        """Whether the behavior is named after a task, so that its brain can be filmed."""
        known = known_task(self.brain_name) is not None
        if not known and self.settings.hyperparameters.video_every:
            logger.warning(f"{self.brain_name}: there is no task of that name; nothing is filmed")
        return known

    def _load(self, learner: Learner) -> None:
        """Loads the run's checkpoint, or the networks of the run to start from."""
        origin = Path(self.artifact_path) / "checkpoint.pt" if self.load else Path(self.settings.init_path)
        if not self.load and not self.settings.init_path:
            return
        try:
            saved = read_checkpoint(origin)
            learner.load_state(saved["learner"], same_run=self.load)
            if not self.is_training:
                learner.play(saved["learner"])
        except ValueError as error:
            raise TrainerConfigError(f"behaviors.{self.brain_name}: {origin}: {error}") from None
        if self.load:
            self._step = int(saved["steps"])
            self._commands = [*saved.get("commands", []), *self._commands]
            self._begun_with = saved.get("begun_with", "")
        logger.info(f"{self.brain_name}: going on from {origin}, {self._step} steps")

    @on_the_cpu
    def advance(self) -> None:
        """Counts the step just taken, and learns when there is enough to learn from."""
        if self._policy is None or self._learner is None:
            return
        self._tell_episodes()
        before, self._step = self._step, self._step + self._policy.take_steps()
        self.stats_reporter.set_stat("Step", float(self._step))
        if self.should_still_train:
            self._update()
        elif self.is_training:
            self._policy.segments.stop()  # another behavior may go on for long
        if before // self.summary_freq != self._step // self.summary_freq:
            self.stats_reporter.add_stat("Is Training", float(self.should_still_train))
            self.stats_reporter.write_stats(self._step - self._step % self.summary_freq)
        # Another behavior may go on for long: what this one has learned is kept once, and not again and again.
        if before < self.settings.max_steps:
            interval = self.settings.checkpoint_interval
            crossed = before // interval != self._step // interval
            if self.is_training and (crossed or self._step >= self.settings.max_steps):
                self._checkpoint()
            self._films.offer(before, self._step, self._brain)
        while self._films.complaints:
            logger.warning(f"{self.brain_name}: {self._films.complaints.pop()}")

    def _update(self) -> None:
        """Learns from as many segments as there are agents, as soon as they are finished."""
        assert self._policy is not None and self._learner is not None
        segments = self._policy.segments
        if not segments.ready:
            return
        if not self._agents:
            self._agents = max(segments.slots, self._learner.least_agents)
            self._learner.allocate(self._agents)
        while segments.ready >= self._agents:
            rollout = segments.take(self._agents, self._learner.storage)
            progress = self._step / self.settings.max_steps
            if self.settings.strength != 1.0:
                self._learner.storage.rewards.mul_(self.settings.strength)
            losses = self._learner.update(
                rollout.last, rollout.final, rollout.time, rollout.agent, min(1.0, progress), rollout.memory
            )
            for name, label in LOSS_NAMES.items():
                if name in losses:
                    self.stats_reporter.add_stat(label, losses[name])

    def _tell_episodes(self) -> None:
        """Reports the episodes that have ended."""
        assert self._policy is not None
        ended, self._policy.segments.episodes = self._policy.segments.episodes, []
        for value, length in ended:
            self.stats_reporter.add_stat("Environment/Cumulative Reward", value, StatsAggregationMethod.HISTOGRAM)
            self.stats_reporter.add_stat("Environment/Episode Length", length)
            self.reward_buffer.appendleft(value)

    def _checkpoint(self) -> ModelCheckpoint:
        """Writes a numbered checkpoint and its brain."""
        assert self._learner is not None
        folder = Path(self.artifact_path)
        folder.mkdir(parents=True, exist_ok=True)
        name = folder / f"{self.brain_name}-{self._step}"
        state: dict[str, Any] = {
            "format": "clamber-1",
            "behavior": self.brain_name,
            "seed": self._seed,
            "steps": self._step,
            "episodes": 0,
            "learner": self._learner.state(),
            "lessons": {"current": {}, "smoothed": {}, "returns": []},
            "difficulties": None,
            "commands": self._commands,
            "begun_with": self._begun_with,
        }
        brain = self._brain()
        content = checkpoint_bytes(state)
        write_whole(name.with_name(f"{name.name}.onnx"), brain)
        write_whole(name.with_name(f"{name.name}.pt"), content)
        write_whole(folder / "checkpoint.pt", content)
        write_whole(folder.parent / f"{self.brain_name}.onnx", brain)
        returns = list(self.reward_buffer)
        mean = sum(returns) / len(returns) if returns else None
        checkpoint = ModelCheckpoint(self._step, f"{name}.onnx", mean, time.time(), [f"{name}.pt"])
        if self._saved_at != self._step:
            ModelCheckpointManager.add_checkpoint(self.brain_name, checkpoint, self.settings.keep_checkpoints)
        self._saved_at = self._step
        return checkpoint

    def _brain(self) -> bytes:
        """The policy as the content of an .onnx file."""
        assert self._learner is not None
        metadata = {
            "task": self.brain_name,
            "behavior": self.brain_name,
            "seed": str(self._seed),
            "steps": str(self._step),
            "training_command": "\n".join(self._commands),
            "action_repeat": str(self.settings.hyperparameters.action_repeat),
        }
        if self._begun_with:
            metadata["begun_with_sha256"] = self._begun_with
        learner = self._learner
        return brain_bytes(learner.deployed, learner.sensors, learner.actions, metadata, learner.buckets)

    @on_the_cpu
    def save_model(self) -> None:
        """Writes the last checkpoint and the run's brain."""
        if self._learner is None or not self.is_training:
            return
        checkpoint = self._checkpoint()
        ModelCheckpointManager.track_final_checkpoint(self.brain_name, checkpoint)
        if self._films.unfinished:
            logger.info(self._films.unfinished)
        logger.info(f"{self.brain_name}: brain written to {Path(self.artifact_path).parent / self.brain_name}.onnx")

    def end_episode(self) -> None:
        """The players start over; the policy hears of it from its manager."""
