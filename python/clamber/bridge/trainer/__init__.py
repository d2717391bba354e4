"""The trainer type ``clamber`` for mlagents-learn: Clamber's learner over the bridge, with any player.

mlagents calls `trainer_types` (entry point `mlagents.trainer_type`) when it looks for trainers.
"""

from __future__ import annotations

from typing import Any

#: ``trainer_type`` in trainer configurations.
NAME = "clamber"


def trainer_types() -> tuple[dict[str, Any], dict[str, Any]]:
    """The trainer's class and that of its hyperparameters, each by name."""
    from clamber.bridge.trainer.manager import serve_columns
    from clamber.bridge.trainer.settings import ClamberHyperparameters
    from clamber.bridge.trainer.trainer import ClamberTrainer

    serve_columns()
    return {NAME: ClamberTrainer}, {NAME: ClamberHyperparameters}
