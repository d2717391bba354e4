"""What make would do, without doing it."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.mark.skipif(shutil.which("make") is None, reason="make is not installed")
def test_another_torch_is_installed_where_an_environment_is_there_already(tmp_path: Path) -> None:
    """And kept, until another one is asked for."""

    def installs(*arguments: str) -> list[str]:
        command = ["make", "--dry-run", f"VENV={tmp_path}", *arguments]
        # What the make that runs the tests was told is no news to this one.
        own = {name: told for name, told in os.environ.items() if not name.startswith(("TORCH", "MAKE", "MFLAGS"))}
        told = subprocess.run(
            command, cwd=ROOT, env=own, check=True, capture_output=True, text=True, timeout=120
        ).stdout
        return [word.strip('"') for word in told.split() if word.strip('"').startswith("torch==")][:1]

    assert installs() == ["torch==2.13.0"]
    (tmp_path / "ready").touch()
    assert installs() == installs("TORCH=torch==2.13.0") == []
    assert installs("TORCH=torch==2.1.2") == ["torch==2.1.2"]
    (tmp_path / "torch").write_text("torch==2.1.2\n")
    assert installs() == installs("TORCH=torch==2.1.2") == []
    assert installs("TORCH=torch==2.13.0") == ["torch==2.13.0"]
