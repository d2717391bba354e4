"""What tests of training share."""

from __future__ import annotations

from pathlib import Path

import pytest
from clamber.learning.train import train

from tests.learning.tiny_run import arguments


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The results of an unbroken run."""
    folder = tmp_path_factory.mktemp("whole")
    assert train(arguments(folder, "whole")) == 0
    return folder
