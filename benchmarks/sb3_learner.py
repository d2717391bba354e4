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

import gymnasium
import numpy as np
import torch
from clamber.learning.results import checkpoint_bytes, write_whole
from clamber.tasks.environment import ClamberVectorEnv
from numpy.typing import NDArray
from stable_baselines3 import PPO
from stable_baselines3.common.callbacks import BaseCallback
from stable_baselines3.common.vec_env import VecEnv, VecNormalize

#: Of trainer_configs/quadruped_flat.yaml.
SETTINGS: dict[str, Any] = {
    "n_steps": 16, "n_epochs": 4, "gamma": 0.98, "gae_lambda": 0.95, "clip_range": 0.2, "ent_coef": 0.0,
    "learning_rate": 1e-3, "target_kl": None, "max_grad_norm": 1.0, "vf_coef": 1.0, "device": "cpu",
}  # fmt: skip
MINIBATCHES = 3
INITIAL_STD = 0.2
UNITS = [160, 128, 64]


class Lanes(VecEnv):  # type: ignore[misc]
    """Clamber's environment as Stable-Baselines3 wants it: one vector of senses, a dict of infos per agent."""

    def __init__(self, env: ClamberVectorEnv) -> None:
        """Wraps an environment."""
        self._env = env
        size = sum(values.shape[1] for values in env.final_observations.values())
        space = gymnasium.spaces.Box(-np.inf, np.inf, (size,), np.float32)
        super().__init__(env.num_envs, space, env.single_action_space)

    def reset(self) -> NDArray[np.float32]:
        """Starts every agent's next episode."""
        return row(self._env.reset()[0])

    def step_async(self, actions: NDArray[np.float32]) -> None:
        """Notes the actions."""
        self._actions = actions

    def step_wait(self) -> tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.bool_], list[dict[str, Any]]]:
        """Steps every agent."""
        observations, rewards, terminated, truncated, _ = self._env.step(self._actions)
        done = terminated | truncated
        infos: list[dict[str, Any]] = [{} for _ in range(self.num_envs)]
        if done.any():
            final = row(self._env.final_observations)
            for agent in np.flatnonzero(done).tolist():
                infos[agent] = {"terminal_observation": final[agent], "TimeLimit.truncated": bool(truncated[agent])}
        return row(observations), rewards, done, infos

    def close(self) -> None:
        """Frees the environment."""
        self._env.close()

    def get_attr(self, attr_name: str, indices: Any = None) -> list[Any]:
        """Stable-Baselines3 asks for the render mode; there is none."""
        return [None] * self.num_envs

    def set_attr(self, attr_name: str, value: Any, indices: Any = None) -> None:
        """Nothing can be set."""

    def env_method(self, method_name: str, *arguments: Any, indices: Any = None, **keywords: Any) -> list[Any]:
        """Nothing can be called."""
        return [None] * self.num_envs

    def env_is_wrapped(self, wrapper_class: Any, indices: Any = None) -> list[bool]:
        """It is not."""
        return [False] * self.num_envs


def row(observations: dict[str, NDArray[np.float32]]) -> NDArray[np.float32]:
    """The sensors side by side, (agents, size)."""
    return np.concatenate(list(observations.values()), axis=1)


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
    batch = agents * SETTINGS["n_steps"] // MINIBATCHES
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
