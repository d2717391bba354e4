"""What rsl_rl is told of a behavior's settings."""

from __future__ import annotations

from typing import Any

from clamber.learning.noise import ActionNoise
from clamber.learning.settings import TrainerSettings


def noise_settings(settings: TrainerSettings) -> dict[str, Any]:
    """What rsl_rl's models are told of a behavior's exploration noise."""
    hyper = settings.hyperparameters
    return {"class_name": ActionNoise, "init_std": hyper.init_std, "std_range": (hyper.min_std, hyper.max_std)}


def algorithm_settings(settings: TrainerSettings) -> dict[str, Any]:
    """What rsl_rl's PPO is told of a behavior's settings."""
    hyper = settings.hyperparameters
    return {
        "num_learning_epochs": hyper.num_epoch, "num_mini_batches": hyper.num_minibatches, "clip_param": hyper.epsilon,
        "gamma": settings.gamma, "lam": hyper.lambd, "value_loss_coef": hyper.value_coefficient,
        "entropy_coef": hyper.beta, "learning_rate": hyper.learning_rate, "max_grad_norm": hyper.max_grad_norm,
        "schedule": hyper.learning_rate_schedule, "desired_kl": hyper.desired_kl,
    }  # fmt: skip
