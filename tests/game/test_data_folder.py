"""Where a player's own data lies, on systems that these tests do not run on, too."""

from __future__ import annotations

from pathlib import Path

import pytest
from clamber.game.data_folder import data_folder

GUIDE = Path(__file__).resolve().parents[2] / "docs" / "player.md"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home folder; nothing else says where data goes."""
    for name in ("CLAMBER_DATA", "XDG_DATA_HOME", "LOCALAPPDATA"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("platform", "told"),
    [
        ("linux", "~/.local/share/clamber"),
        ("darwin", "~/Library/Application Support/clamber"),
        ("win32", r"%LOCALAPPDATA%\clamber"),
    ],
)
def test_data_lies_where_the_guide_says(platform: str, told: str, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.platform", platform)
    local = home / "Local"
    monkeypatch.setenv("LOCALAPPDATA", str(local))
    assert f"`{told}`" in GUIDE.read_text(encoding="utf-8")
    place = told.replace("\\", "/").replace("~", str(home)).replace("%LOCALAPPDATA%", str(local))
    assert data_folder() == Path(place)


def test_windows_without_its_variable_has_the_folder_all_the_same(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.platform", "win32")
    assert data_folder() == home / "AppData" / "Local" / "clamber"


@pytest.mark.parametrize("platform", ["linux", "darwin", "win32"])
def test_another_folder_can_be_named_everywhere(platform: str, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.platform", platform)
    monkeypatch.setenv("CLAMBER_DATA", str(home / "here"))
    assert data_folder() == home / "here"
