"""Reading command lines as mlagents-learn does, several in one process."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from mlagents.trainers.settings import RunOptions


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> Callable[..., RunOptions]:
    """Reads a command line; what mlagents keeps from one to the next is put back."""
    # Imported here: the player's tests need no mlagents.
    from mlagents.trainers.cli_utils import DetectDefault, StoreConfigFile
    from mlagents.trainers.learn import parse_command_line
    from mlagents.trainers.settings import TrainerSettings

    monkeypatch.setattr(DetectDefault, "non_default_args", set())
    monkeypatch.setattr(StoreConfigFile, "trainer_config_path", None, raising=False)
    monkeypatch.setattr(TrainerSettings, "default_override", None)
    return lambda *arguments: parse_command_line([str(argument) for argument in arguments])
