"""The project's trainer configurations, as mlagents-learn and the player that it starts read them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from clamber.bridge.player.arguments import parse_arguments
from clamber.bridge.trainer.settings import learner_settings
from clamber.learning.configuration import check_configuration
from clamber.tasks.content import on_course, read_task
from clamber.tasks.parameters import PARAMETERS
from mlagents import plugins
from mlagents.trainers.settings import RunOptions

ROOT = Path(__file__).parents[2]
CONFIGURATIONS = sorted((ROOT / "trainer_configs").glob("*.yaml"))


@pytest.mark.parametrize("path", CONFIGURATIONS, ids=lambda path: path.stem)
def test_mlagents_and_the_player_take_it(
    path: Path, read: Callable[..., RunOptions], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every key is known, the trainer is there, and the player has the task, the course and the behavior."""
    monkeypatch.chdir(ROOT)  # env_path is from here
    options = read(path.relative_to(ROOT), "--results-dir", tmp_path)
    assert options.checkpoint_settings.run_id == path.stem
    assert {settings.trainer_type for settings in options.behaviors.values()} <= set(plugins.all_trainer_types)
    assert set(options.environment_parameters or {}) <= set(PARAMETERS)
    assert options.env_settings.env_path == "builds/headless/Clamber"
    said = parse_arguments(options.env_settings.env_args or [])
    assert not said.ignored
    task = on_course(read_task(said.task).task, said.course)
    read_task(task)
    assert list(options.behaviors) == [task.behavior_name]


def test_what_is_left_out_is_the_same_over_the_bridge(read: Callable[..., RunOptions], tmp_path: Path) -> None:
    """A file of a few lines, of which mlagents and ``clamber train`` fill in the rest."""
    document = {
        "behaviors": {"QuadrupedFlat": {"trainer_type": "clamber", "hyperparameters": {"learning_rate": 0.001}}},
        "env_settings": {"env_args": ["--task", "QuadrupedFlat"]},
    }
    path = tmp_path / "short.yaml"
    path.write_text(yaml.safe_dump(document))
    bridged = learner_settings("QuadrupedFlat", read(path).behaviors["QuadrupedFlat"])
    assert bridged == check_configuration(document, str(path)).trainer
