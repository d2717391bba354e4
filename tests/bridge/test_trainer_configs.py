"""The project's trainer configurations, as mlagents-learn and the player that it starts read them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from clamber.bridge.player.arguments import parse_arguments
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
