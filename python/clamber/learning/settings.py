"""What a training run can be told, as typed settings; ``configuration`` reads them from trainer_configs/*.yaml."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated

from clamber.assets.fields import Limits

#: How the step size goes: by the divergence of the policy (rsl_rl), not at all, or evenly down to 0 at max_steps.
LEARNING_RATE_SCHEDULES = ("adaptive", "constant", "linear")
#: How mirror symmetry is used: see ``Hyperparameters.symmetry``.
SYMMETRIES = ("none", "augmentation", "alternating", "loss")
#: Decisions that an action may be held for.
MOST_REPEATED = 20
ACTIVATIONS = ("elu", "tanh", "relu", "selu", "lrelu")
#: In one process.
MOST_AGENTS = 100_000


@dataclass(frozen=True)
class Hyperparameters:
    """The ``hyperparameters`` of ``trainer_type: clamber``.

    Attributes:
        learning_rate: Adam's step size at the start.
        learning_rate_schedule: adaptive, constant or linear.
        desired_kl: the divergence per minibatch that the adaptive schedule steers to. That of independent normal
            distributions adds up over the actions, so a body with more of them wants more: 0.01 does for 12 drives,
            0.03 for 18 muscles or 21 drives.
        num_epoch: how often each sample is learned from.
        num_minibatches: gradient steps per epoch.
        epsilon: how far one update may move the policy (PPO's clip), and the value function.
        lambd: of generalised advantage estimation; nearer 1 trusts rewards more than the value function.
        beta: entropy bonus.
        value_coefficient: weight of the value loss.
        max_grad_norm: gradients are cut to this length, policy and value function apart.
        init_std: exploration noise at the start, in actions. More than about 0.4 teaches to shuffle on the noise.
        min_std: the noise never falls below this.
        max_std: the noise never rises above this, and that of a run to begin with is cut to it: what moves already
            learns where to put its feet sooner with less.
        proprioception_units: layers of the sub-network of obs_0.
        terrain_units: layers of the sub-network of every other sensor.
        trunk_units: layers after the sub-networks meet.
        activation: of all layers.
        symmetry: how mirror symmetry is used: none; augmentation (every sample and its mirror image); alternating
            (the same at no cost: in turn from epoch to epoch); loss. Not used with memory or action_buckets.
        mirror_loss_coefficient: weight of the mirror loss where symmetry is loss.
        action_repeat: every action is held for so many decisions of the task.
        action_buckets: 0: continuous actions; else an odd number: every action is moved by one of so many steps.
        action_bucket_step: largest step of a bucket, in actions.
        sense_last_action: whether the brain sees its last action; false: as if it were always the same.
        average_updates: the brain is the policy averaged over about so many of its last updates, steadier than the
            policy, which goes on learning as it is; 0: the policy itself.
        video_every: agent-steps between two films of the brain, in ``videos``; 0: none.
    """

    learning_rate: Annotated[float, Limits(1e-7, 1.0)] = 1e-3
    learning_rate_schedule: str = "adaptive"
    desired_kl: Annotated[float, Limits(1e-5, 1.0)] = 0.01
    num_epoch: Annotated[int, Limits(1, 100)] = 4
    num_minibatches: Annotated[int, Limits(1, 1000)] = 4
    epsilon: Annotated[float, Limits(0.01, 1.0)] = 0.2
    lambd: Annotated[float, Limits(0.0, 1.0)] = 0.95
    beta: Annotated[float, Limits(0.0, 1.0)] = 0.0
    value_coefficient: Annotated[float, Limits(0.0, 100.0)] = 1.0
    max_grad_norm: Annotated[float, Limits(1e-3, 1e3)] = 1.0
    init_std: Annotated[float, Limits(0.01, 3.0)] = 0.35
    min_std: Annotated[float, Limits(0.001, 3.0)] = 0.05
    max_std: Annotated[float, Limits(0.001, 10.0)] = 10.0
    proprioception_units: Annotated[tuple[int, ...], Limits(1, 4096)] = (128,)
    terrain_units: Annotated[tuple[int, ...], Limits(1, 4096)] = (64,)
    trunk_units: Annotated[tuple[int, ...], Limits(1, 4096)] = (128, 64)
    activation: str = "elu"
    symmetry: str = "alternating"
    mirror_loss_coefficient: Annotated[float, Limits(0.0, 100.0)] = 1.0
    action_repeat: Annotated[int, Limits(1, MOST_REPEATED)] = 1
    action_buckets: Annotated[int, Limits(0, 101)] = 0
    action_bucket_step: Annotated[float, Limits(0.001, 2.0)] = 0.25
    sense_last_action: bool = True
    average_updates: Annotated[int, Limits(0, 100_000)] = 0
    video_every: Annotated[int, Limits(0, 10**12)] = 0


@dataclass(frozen=True)
class Memory:
    """``network_settings.memory``: an LSTM.

    Attributes:
        memory_size: of the memory a brain carries; half of it is the LSTM's hidden state, half its cell, as in
            ML-Agents.
        sequence_length: kept for ML-Agents; gradients go back through the whole rollout (``time_horizon``).
    """

    memory_size: Annotated[int, Limits(2, 8192)] = 128
    sequence_length: Annotated[int, Limits(1, 10000)] = 64


@dataclass(frozen=True)
class TrainerSettings:
    """One entry of ``behaviors``. What a file leaves out is as in mlagents, which reads it too.

    Attributes:
        behavior: its name.
        hyperparameters: of the learner.
        normalize: observations by their running mean and deviation (the brain carries them).
        memory: None without LSTM.
        gamma: discount per decision.
        strength: factor on rewards.
        max_steps: agent-steps after which training ends.
        time_horizon: decisions of each agent per update.
        summary_freq: agent-steps between two lines of metrics.
        checkpoint_interval: agent-steps between two checkpoints.
        keep_checkpoints: how many numbered ones stay.
        init_path: a checkpoint to start from; empty: none.
    """

    behavior: str
    hyperparameters: Hyperparameters = field(default_factory=Hyperparameters)
    normalize: bool = False
    memory: Memory | None = None
    gamma: Annotated[float, Limits(0.0, 1.0)] = 0.99
    strength: Annotated[float, Limits(0.0, 1e6)] = 1.0
    max_steps: Annotated[int, Limits(1, 10**12)] = 500000
    time_horizon: Annotated[int, Limits(1, 10000)] = 64
    summary_freq: Annotated[int, Limits(1, 10**12)] = 50000
    checkpoint_interval: Annotated[int, Limits(1, 10**12)] = 500000
    keep_checkpoints: Annotated[int, Limits(1, 10**6)] = 5
    init_path: str = ""


@dataclass(frozen=True)
class EnvironmentSettings:
    """What ``env_settings.env_args`` tells the player, as far as in-process training heeds it.

    Attributes:
        task: name or file.
        course: name or file of another course than the task's, to train on; empty: the task's.
        agents: how many in this process; left out, as many as the headless player has.
        engine: mujoco or physx; in process also both.
        seed: of the run; -1 draws one.
    """

    task: str
    course: str = ""
    agents: Annotated[int, Limits(2, MOST_AGENTS)] = 32
    engine: str = "mujoco"
    seed: Annotated[int, Limits(-1, 2**31 - 1)] = -1
