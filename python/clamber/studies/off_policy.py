"""TD3 and SAC of Stable-Baselines3 as learners of a study, their policies exported as brains."""

from __future__ import annotations

import contextlib
import io
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from clamber.learning.onnx_export import constant, graph_bytes
from clamber.learning.results import write_whole
from clamber.studies.episode_curves import EpisodeCurves
from clamber.studies.libraries import check_library
from clamber.studies.run import Run
from clamber.tasks.environment import ClamberVectorEnv

# Stable-Baselines3 is imported where it is needed: the studies of others do without it.


@dataclass(frozen=True)
class OffPolicy:
    """How an off-policy learner learns; what is not here is as the library has it.

    Attributes:
        algorithm: TD3 or SAC.
        agents: living at once.
        gradient_steps: on a batch, after each step of all agents.
        settings: of the library's learner.
    """

    algorithm: str
    agents: int = 16
    gradient_steps: int = 8
    settings: tuple[tuple[str, Any], ...] = ()


#: As in the paper and in Stable-Baselines3's zoo for bodies of this size: 256-256, batches of 256, and the discount
#: that suits 50 decisions a second. TD3 explores by noise on the action.
TD3 = OffPolicy("TD3", settings=(("learning_rate", 3e-4), ("noise", 0.1)))
SAC = OffPolicy("SAC", settings=(("learning_rate", 3e-4),))
COMMON: Mapping[str, Any] = {
    "batch_size": 256, "gamma": 0.98, "policy_kwargs": {"net_arch": [256, 256]}, "device": "cpu",
}  # fmt: skip
#: Most samples kept for replay; a quarter of a gigabyte.
REPLAY = 200_000


class PolicyGraph(nn.Module):
    """A network on normalised senses as the game runs it: raw observations in, actions in [-1, 1] out."""

    def __init__(self, network: nn.Module, mean: Tensor, deviation: Tensor, clip: float, actions: int) -> None:
        """Wraps a network.

        Args:
            network: of the senses side by side, (agents, size); its outputs are actions.
            mean: of the senses, (size,).
            deviation: what they are divided by.
            clip: normalised senses are held within -clip to clip.
            actions: how many.
        """
        super().__init__()
        self.network, self.clip = network, clip
        self.mean: Tensor
        self.deviation: Tensor
        self.register_buffer("mean", mean.float())
        self.register_buffer("deviation", deviation.float())
        self.version_number, self.memory_size, self.action_shape = constant(3), constant(0), constant(actions)

    def forward(self, *observations: Tensor) -> tuple[Tensor, ...]:
        """Takes obs_0, obs_1, (batch, size) each; returns what ``BrainGraph.forward`` does."""
        seen = (torch.cat(observations, dim=-1) - self.mean) / self.deviation
        action = self.network(seen.clamp(-self.clip, self.clip)).clamp(-1.0, 1.0)
        return self.version_number, self.memory_size, action, self.action_shape, action + 0.0


def learned_with(told: OffPolicy) -> Callable[[Run], dict[str, Any]]:
    """A condition's ``learn``: trains from nothing (a run that was broken off starts over) and leaves the brain."""

    def learn(run: Run) -> dict[str, Any]:
        check_library("stable_baselines3", "stable-baselines3", run.condition.name)
        # A quick trial shows that it runs, and that does not take as many gradient steps.
        own = replace(told, gradient_steps=1) if run.quick else told
        env = ClamberVectorEnv(run.task(), own.agents, seed=run.seed)
        try:
            return _learn(run, own, env)
        finally:
            env.close()

    return learn


def _learn(run: Run, told: OffPolicy, env: ClamberVectorEnv) -> dict[str, Any]:
    # The library looks for the old gym, which complains of its age whenever it is found.
    with contextlib.redirect_stderr(io.StringIO()):
        from stable_baselines3.common.vec_env import VecNormalize

        from clamber.studies.lanes import Lanes

    lanes = Lanes(env)
    normalised = VecNormalize(lanes, norm_reward=False)
    model = make(told, normalised, run.steps, run.seed)
    curves = EpisodeCurves(run.name, run.steps)

    def note(_locals: dict[str, Any], _globals: dict[str, Any]) -> bool:
        curves.add(lanes.num_envs, lanes.ended)
        lanes.ended = []
        return True

    begun = time.monotonic()
    with curves:
        model.learn(run.steps, callback=note)
    seconds = time.monotonic() - begun
    command = f"clamber reproduce {run.study} --only {run.condition.name}"
    metadata = {
        "task": str(run.task_path), "body": env.body.description, "behavior": run.behavior, "training_command": command,
        "seed": str(run.seed), "steps": str(model.num_timesteps), "action_repeat": "1",
    }  # fmt: skip
    sensors = {f"obs_{index}": values.shape[1] for index, values in enumerate(env.final_observations.values())}
    run.folder.mkdir(parents=True, exist_ok=True)
    write_whole(run.brain, graph_bytes(graph_of(model, normalised, env.measures.actions), sensors, metadata))
    return {
        "command": f"{command} (seed {run.seed})", "steps": model.num_timesteps, "seconds": round(seconds, 1),
        "curves": curves.curves,
    }  # fmt: skip


def make(told: OffPolicy, env: Any, steps: int, seed: int) -> Any:
    """The library's learner on a vector environment; it begins to learn after a twentieth of all steps."""
    import stable_baselines3
    from stable_baselines3.common.noise import NormalActionNoise

    settings = {**COMMON, **dict(told.settings)}
    noise = settings.pop("noise", None)
    if noise is not None:
        actions = int(np.prod(env.action_space.shape))
        settings["action_noise"] = NormalActionNoise(np.zeros(actions), np.full(actions, noise))
    return getattr(stable_baselines3, told.algorithm)(
        "MlpPolicy", env, seed=seed, train_freq=1, gradient_steps=told.gradient_steps,
        learning_starts=min(10_000, steps // 20), buffer_size=min(steps, REPLAY), **settings,
    )  # fmt: skip


def graph_of(model: Any, normalised: Any, actions: int) -> PolicyGraph:
    """The deterministic policy of a TD3 or SAC whose environment is a VecNormalize."""
    actor = model.policy.actor
    # SAC's mean action is squashed outside its network.
    network = nn.Sequential(actor.latent_pi, actor.mu, nn.Tanh()) if hasattr(actor, "latent_pi") else actor.mu
    seen = normalised.obs_rms
    deviation = torch.from_numpy(np.sqrt(seen.var + normalised.epsilon))
    return PolicyGraph(network, torch.from_numpy(seen.mean), deviation, float(normalised.clip_obs), actions).eval()
