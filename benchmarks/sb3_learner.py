"""Stable-Baselines3's PPO on a Clamber task, for ``benchmarks.learners_compared``.

    python -m benchmarks.sb3_learner TASK FOLDER AGENTS SECONDS SEED EVERY

Where a hyperparameter means the same as in trainer_configs/quadruped_flat.yaml it has the same value. Every EVERY
agent-steps the policy and its normalisation go to FOLDER/STEPS.pt.
"""

from __future__ import annotations

import math
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import torch
from clamber.learning.results import checkpoint_bytes, write_whole
from clamber.studies.lanes import Lanes
from clamber.tasks.environment import ClamberVectorEnv
from numpy.typing import NDArray
from stable_baselines3 import PPO
from stable_baselines3.common.callbacks import BaseCallback
from stable_baselines3.common.vec_env import VecEnv, VecNormalize

#: Of trainer_configs/quadruped_flat.yaml.
SETTINGS: dict[str, Any] = {
    "n_steps": 16, "n_epochs": 2, "gamma": 0.98, "gae_lambda": 0.95, "clip_range": 0.2, "ent_coef": 0.0,
    "learning_rate": 1e-3, "target_kl": None, "max_grad_norm": 1.0, "vf_coef": 1.0, "device": "cpu",
}  # fmt: skip
MINIBATCHES = 3
INITIAL_STD = 0.2
UNITS = [160, 128, 64]


class Snapshots(BaseCallback):  # type: ignore[misc]
    """Keeps the policy at intervals, and ends training when the time is over."""

    def __init__(self, folder: Path, every: int, until: float) -> None:
        """Keeps it in ``folder`` every so many steps, until ``time.time()`` is ``until``."""
        super().__init__()
        self._folder, self._every, self._until, self._kept = folder, every, until, 0

    def _on_step(self) -> bool:
        return time.time() < self._until

    def _on_rollout_start(self) -> None:
        if self.num_timesteps // self._every != self._kept // self._every:
            self._kept = self.num_timesteps
            write_whole(self._folder / f"{self.num_timesteps}.pt", checkpoint_bytes(state(self.model)))


def state(model: Any) -> dict[str, Any]:
    """What ``Snapshot`` needs of a PPO whose environment normalises."""
    seen = model.get_vec_normalize_env().obs_rms
    return {
        "policy": model.policy.state_dict(),
        "mean": torch.from_numpy(seen.mean),
        "variance": torch.from_numpy(seen.var),
    }


def make(env: VecEnv, seed: int, agents: int) -> PPO:
    """The learner on an environment that normalises."""
    policy = {
        "net_arch": {"pi": UNITS, "vf": UNITS}, "activation_fn": torch.nn.Tanh, "log_std_init": math.log(INITIAL_STD),
    }  # fmt: skip
    # Rounded up: what does not divide evenly would be left over as one more minibatch, of a sample or two.
    batch = -(-agents * SETTINGS["n_steps"] // MINIBATCHES)
    return PPO("MlpPolicy", env, seed=seed, batch_size=batch, policy_kwargs=policy, **SETTINGS)


class Snapshot:
    """A policy of ``state``, acting without noise."""

    def __init__(self, path: Path, env: ClamberVectorEnv) -> None:
        """Reads it."""
        kept = torch.load(path, weights_only=True)
        self._policy = make(Lanes(env), 0, 512).policy
        self._policy.load_state_dict(kept["policy"])
        self._mean = kept["mean"].numpy()
        self._deviation = np.sqrt(kept["variance"].numpy() + 1e-8)

    def act(self, proprioception: NDArray[np.float32], terrain: NDArray[np.float32]) -> NDArray[np.float32]:
        """Actions, (agents, actions)."""
        seen = np.concatenate([proprioception, terrain], axis=1)
        normal = np.clip((seen - self._mean) / self._deviation, -10.0, 10.0).astype(np.float32)
        actions: NDArray[np.float32] = self._policy.predict(normal, deterministic=True)[0]
        return np.clip(actions, -1.0, 1.0)

    def forget(self, done: NDArray[np.bool_] | None = None) -> None:
        """Nothing is remembered."""


def main() -> None:
    """Learns for so many seconds."""
    task, folder, agents, seconds, seed, every = sys.argv[1:]
    until = time.time() + float(seconds)
    env = VecNormalize(Lanes(ClamberVectorEnv(task, int(agents), seed=int(seed))), norm_reward=False)
    model = make(env, int(seed), int(agents))
    model.learn(10**9, callback=Snapshots(Path(folder), int(every), until))


if __name__ == "__main__":
    main()
