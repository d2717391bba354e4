"""The trainer type ``clamber`` for mlagents-learn: Clamber's learner over the bridge, with any player.

mlagents calls `trainer_types` (entry point `mlagents.trainer_type`) when it looks for trainers, before anything else.
"""

from __future__ import annotations

from typing import Any

from mlagents_envs.logging_util import get_logger

#: ``trainer_type`` in trainer configurations.
NAME = "clamber"


def trainer_types() -> tuple[dict[str, Any], dict[str, Any]]:
    """The trainer's class and that of its hyperparameters, each by name; none where rsl_rl cannot be used."""
    # Here, because no other entry point is loaded before the configuration is read.
    from clamber.bridge.plugin.mistakes import tell_mistakes

    tell_mistakes()
    try:
        from clamber.bridge.trainer.manager import serve_columns
        from clamber.bridge.trainer.settings import ClamberHyperparameters
        from clamber.bridge.trainer.trainer import ClamberTrainer
    except ImportError as error:
        if (error.name or "").split(".")[0] not in ("torch", "tensordict", "rsl_rl"):
            raise
        get_logger(__name__).warning(
            f"trainer_type {NAME} needs rsl_rl and a tensordict that fits this torch ({error}); stock trainers work."
        )
        return {}, {}

    serve_columns()
    return {NAME: ClamberTrainer}, {NAME: ClamberHyperparameters}
