"""What the command line and the configuration say of the same things."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

from clamber.learning.arguments import TrainArguments
from clamber.learning.configuration import Configuration


def arguments_over_file(arguments: TrainArguments, configuration: Configuration) -> TrainArguments:
    """The arguments; where they say nothing, what the file's ``checkpoint_settings`` say, as with mlagents-learn."""
    if arguments.results_dir is None and configuration.results_dir:
        arguments = dataclasses.replace(arguments, results_dir=Path(configuration.results_dir))
    changes: dict[str, Any] = {"run_id": configuration.run_id or Path(arguments.config).stem}
    if not arguments.resume:  # what is resumed has begun
        changes["initialize_from"] = _begun_with(configuration, arguments.results)
    changes = {name: value for name, value in changes.items() if not getattr(arguments, name)}
    return dataclasses.replace(arguments, **changes)


def _begun_with(configuration: Configuration, results: Path) -> str:
    """What a file begins with: ``init_path`` goes before the section's run, of which a name without a folder is one of
    the checkpoints (mlagents.trainers.directory_utils.setup_init_path).
    """
    run, checkpoint = configuration.initialize_from, configuration.trainer.init_path
    if not run or not checkpoint:
        return run
    within = Path(checkpoint).name == checkpoint
    return str(results / run / configuration.trainer.behavior / checkpoint) if within else checkpoint


def file_under_arguments(configuration: Configuration, arguments: TrainArguments) -> Configuration:
    """The configuration with what the command line overrides."""
    trainer, environment = configuration.trainer, configuration.environment
    if arguments.max_steps > 0:
        trainer = dataclasses.replace(trainer, max_steps=arguments.max_steps)
    if arguments.video_every > 0:
        hyperparameters = dataclasses.replace(trainer.hyperparameters, video_every=arguments.video_every)
        trainer = dataclasses.replace(trainer, hyperparameters=hyperparameters)
    changes: dict[str, Any] = {
        name: getattr(arguments, name) for name in ("course", "agents", "engine") if getattr(arguments, name)
    }
    if arguments.seed >= 0:
        changes["seed"] = arguments.seed
    environment = dataclasses.replace(environment, **changes)
    return dataclasses.replace(configuration, trainer=trainer, environment=environment)
