"""A folder of recordings that any file server shows."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from clamber.assets.fields import AssetError
from clamber.cli_game import Record
from clamber.game import recording_site
from clamber.game.record import RaceToRecord, record
from clamber.game.recording import Recording, RecordingError, read_recording
from clamber.game.recording_site import add_to_site


@pytest.fixture(scope="module")
def recorded() -> Recording:
    return record(RaceToRecord(("QuadrupedFlat",), ("none",), seconds=0.1, title="Two words: <b>bold</b>"))


@pytest.fixture(autouse=True)
def built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A page that is built, whatever was built here."""
    static = tmp_path / "static"
    static.mkdir()
    for name in ("index.html", "main.js", "replay.html", "replay.js", "style.css"):
        (static / name).write_text(name)
    monkeypatch.setattr(recording_site, "STATIC", static)
    return static


def test_a_site_has_the_page_the_recordings_and_their_list(recorded: Recording, tmp_path: Path) -> None:
    site = tmp_path / "deep" / "site"
    first = add_to_site(site, recorded)
    assert first == site / "recordings" / "two-words-b-bold-b.clamber-race"
    second = add_to_site(site, replace(recorded, title="Another"), "a-name.clamber-race")
    assert second.name == "a-name.clamber-race"
    assert (site / "index.html").read_text() == "replay.html"
    assert sorted(path.name for path in site.iterdir()) == [
        "index.html", "recordings", "recordings.json", "replay.js", "style.css",
    ]  # fmt: skip
    assert json.loads((site / "recordings.json").read_text()) == {
        "recordings": [
            {"file": "recordings/a-name.clamber-race", "title": "Another"},
            {"file": "recordings/two-words-b-bold-b.clamber-race", "title": "Two words: <b>bold</b>"},
        ]
    }
    add_to_site(site, replace(recorded, title="In its place"), "a-name")
    assert len(list((site / "recordings").iterdir())) == 2
    assert json.loads((site / "recordings.json").read_text())["recordings"][0]["title"] == "In its place"


def test_another_page_is_not_written_over(recorded: Recording, tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("mine")
    with pytest.raises(RecordingError, match=r"--site: .* holds another page \(index\.html\)"):
        add_to_site(tmp_path, recorded)
    assert (tmp_path / "index.html").read_text() == "mine"
    assert not (tmp_path / "recordings").exists()


@pytest.mark.parametrize("name", ["../out", "a b", ".hidden", "-x", "a/b"])
def test_names_that_are_none_for_a_file_are_refused(recorded: Recording, tmp_path: Path, name: str) -> None:
    with pytest.raises(RecordingError, match="is not allowed; letters, digits"):
        add_to_site(tmp_path / "site", recorded, name)
    assert not (tmp_path / "site").exists()


def test_a_broken_recording_in_the_site_is_named(recorded: Recording, tmp_path: Path) -> None:
    add_to_site(tmp_path, recorded)
    (tmp_path / "recordings" / "broken.clamber-race").write_bytes(b"rubbish")
    with pytest.raises(RecordingError, match=r"broken\.clamber-race: not a recording"):
        add_to_site(tmp_path, recorded)


def test_without_a_page_nothing_is_recorded(built: Path, tmp_path: Path) -> None:
    (built / "replay.html").unlink()
    with pytest.raises(RecordingError, match="the page is not built yet: run `make play`"):
        Record(brain=("none",), task=("NoSuchTask",), site=tmp_path / "site").run()


def test_the_command_writes_a_file_or_a_site(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "mine.clamber-race"
    wanted = {"brain": ("none",), "task": ("QuadrupedFlat",), "name": ("Ada",), "course": "Hurdles", "seconds": 0.1}
    assert Record(**wanted, out=out).run() == 0
    assert capsys.readouterr().out.strip() == str(out)
    assert read_recording(out).started["creatures"][0]["name"] == "Ada"
    assert Record(**wanted, site=tmp_path / "site", title="T", lanes="one_lane").run() == 0
    written = read_recording(Path(capsys.readouterr().out.strip()))
    assert written.title == "T" and written.started["lanes"] == "one_lane"


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"out": Path("ada.txt")}, "ada.txt: a recording's name ends in .clamber-race"),
        ({"site": Path("site"), "out": Path("a b")}, "--out: 'a b' is not allowed"),
        ({"site": Path("mine")}, "--site: mine holds another page"),
    ],
)
def test_where_it_goes_is_looked_at_before_the_race(
    options: dict[str, Path], told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A race of eight over three minutes is too long to be lost for a name."""
    monkeypatch.chdir(tmp_path)
    Path("mine").mkdir()
    Path("mine/index.html").write_text("mine")
    monkeypatch.setattr("clamber.game.record.record", lambda _: pytest.fail("the race was run"))
    with pytest.raises(RecordingError, match=re.escape(told)):
        Record(("none",), ("QuadrupedFlat",), **options).run()


def test_a_folder_that_a_site_would_not_heed_is_refused(tmp_path: Path) -> None:
    """Before the race; what is told is the name of a file in the site."""
    out = tmp_path / "elsewhere" / "a"
    asked = Record(task=("QuadrupedFlat",), brain=("none",), site=tmp_path / "site", out=out)
    with pytest.raises(AssetError, match=re.escape(f"--out: {out} is not allowed with --site; a name")):
        asked.run()
    assert not (tmp_path / "site").exists()
