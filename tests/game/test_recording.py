"""A recording holds what was seen, and nothing else is taken for one."""

from __future__ import annotations

import gzip
import json
import struct
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from clamber.assets.content import content_folder
from clamber.assets.loading import load_course
from clamber.game import recording as format_
from clamber.game.catalog import Catalog
from clamber.game.messages import unpack_state
from clamber.game.race import Race, RacePlan
from clamber.game.record import COUNTDOWN, RaceToRecord, record
from clamber.game.recording import (
    Recording,
    RecordingError,
    pack_recording,
    read_recording,
    unpack_recording,
    write_recording,
)
from clamber.game.requests import Entry

from tests.game.brains import linear_brain, sizes_of

WANTED = RaceToRecord(tasks=("QuadrupedFlat",), brains=("QuadrupedFlat", "none"), course="Hurdles", seconds=3.0)


@pytest.fixture(scope="module")
def recorded() -> Recording:
    return record(WANTED)


def with_header(recording: Recording, change: Any) -> bytes:
    """The recording's bytes with its header changed."""
    content = gzip.decompress(pack_recording(recording))
    (length,) = struct.unpack_from("<I", content)
    header = json.loads(content[4 : 4 + length])
    change(header)
    text = json.dumps(header).encode()
    return gzip.compress(struct.pack("<I", len(text)) + text + content[4 + length :])


def refusal(packed: bytes) -> str:
    with pytest.raises(RecordingError) as raised:
        unpack_recording(packed)
    assert "\n" not in str(raised.value)
    return str(raised.value)


def test_what_is_read_is_what_was_written(recorded: Recording, tmp_path: Path) -> None:
    path = tmp_path / "race.clamber-race"
    write_recording(path, recorded)
    read = read_recording(path)
    assert read.states == recorded.states
    assert read.title == recorded.title == "QuadrupedFlat, QuadrupedFlat, no brain on Hurdles, seed 0"
    assert [message for _, message in read.messages] == [message for _, message in recorded.messages]
    assert [body["name"] for body in read.bodies] == ["Quadruped"]
    assert read.started["courses"][0]["boxes"] == recorded.started["courses"][0]["boxes"]
    assert [path.name for path in tmp_path.iterdir()] == ["race.clamber-race"]


def test_it_is_the_race_that_the_game_would_run(recorded: Recording) -> None:
    catalog = Catalog()
    entrants = (
        catalog.entrant(Entry("QuadrupedFlat", "QuadrupedFlat", "")),
        catalog.entrant(Entry("QuadrupedFlat", "", "")),
    )
    race = Race(RacePlan("Hurdles", load_course("Hurdles"), 0, 0.5, False, entrants, COUNTDOWN))
    states, events = [race.state()], []
    while race.time < 3.0:
        events += [event.json() for event in race.advance()]
        states.append(race.state())
    race.close()
    assert recorded.states == states[::2]
    assert [message for _, message in recorded.messages if message["type"] == "event"] == events
    times = [unpack_state(state).time for state in recorded.states]
    assert times[0] == -COUNTDOWN and times[-1] == pytest.approx(3.0)
    assert [time for time, _ in recorded.messages] == sorted(time for time, _ in recorded.messages)


def test_the_same_race_gives_the_same_bytes(recorded: Recording) -> None:
    assert pack_recording(record(WANTED)) == pack_recording(recorded)


def test_a_recording_holds_no_rasters_and_is_small(recorded: Recording) -> None:
    packed = pack_recording(recorded)
    assert b"raster" not in gzip.decompress(packed)
    seconds = WANTED.seconds + COUNTDOWN
    assert len(packed) < 40_000 * seconds * 2 / 4


@pytest.mark.parametrize(
    ("packed", "told"),
    [
        (b"", "cut short"),
        (b"rubbish", "not a recording (not gzip)"),
        (gzip.compress(b""), "not a recording (nothing in it)"),
        (gzip.compress(b"\xff\xff\xff\xff" + b"x" * 50), "header of 4294967295 bytes"),
        (gzip.compress(struct.pack("<I", 2) + b"[]"), "its header does not say clamber-race"),
        (gzip.compress(struct.pack("<I", 4) + b"\x00{}]"), "its header is not JSON"),
        (gzip.compress(struct.pack("<I", 24) + b'{"format":"clamber-race"'[:24]), "its header is not JSON"),
    ],
    # Not by the bytes: gzip writes the time into them, and every process of the tests must find the same names.
    ids=["empty", "not gzip", "nothing inside", "endless header", "no format", "not JSON", "half JSON"],
)
def test_rubbish_is_refused_in_one_line(packed: bytes, told: str) -> None:
    assert told in refusal(packed)


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("version", 2, "version 2 is not allowed; 1"),
        ("title", 5, "title: missing or of the wrong kind"),
        ("states", 7, "the header tells of 7"),
        ("states", 10**9, "states: 1000000000 is not allowed"),
        ("bodies", [], "started.creatures[0].body: 'Quadruped' is not among the bodies"),
        ("bodies", [{"name": []}], "bodies[0]: a name and links are needed"),
        ("bodies", [{"name": "Quadruped", "links": []}], "states[0]: creatures with"),
        ("messages", [{"time": 0, "message": {"type": "started"}}], "messages[0]: 'started' is not allowed"),
        ("messages", [3], "messages[0]: a JSON object is needed"),
        ("started", {}, "started.creatures: missing"),
    ],
)
def test_a_header_that_does_not_fit_is_refused(recorded: Recording, name: str, value: Any, told: str) -> None:
    assert told in refusal(with_header(recorded, lambda header: header.update({name: value})))


def test_a_course_that_is_not_there_is_refused(recorded: Recording) -> None:
    def change(header: dict[str, Any]) -> None:
        header["started"]["creatures"][1]["course"] = 1

    assert "started.creatures[1].course: 1 is not among the courses" in refusal(with_header(recorded, change))


def test_states_that_do_not_fit_are_refused(recorded: Recording) -> None:
    states = recorded.states
    assert "states[1]: time -1 is before" in refusal(pack_recording(replace(recorded, states=[states[9], states[0]])))
    assert "states[0]: state of 100 bytes" in refusal(pack_recording(replace(recorded, states=[states[0][:100]])))
    packed = gzip.decompress(pack_recording(recorded))
    assert "cut short" in refusal(gzip.compress(packed[:-5]))
    assert "cut short" in refusal(pack_recording(recorded)[:-20])


def test_nothing_unpacks_without_bound(recorded: Recording, monkeypatch: pytest.MonkeyPatch) -> None:
    packed = pack_recording(recorded)
    monkeypatch.setattr(format_, "MOST_UNPACKED", 10_000)
    assert "unpacks to more than a recording may hold" in refusal(packed)
    with pytest.raises(RecordingError, match="record fewer seconds or creatures"):
        pack_recording(recorded)
    monkeypatch.setattr(format_, "MOST_PACKED", 1_000)
    assert "larger than a recording may be" in refusal(packed)


def test_errors_name_the_file(tmp_path: Path, recorded: Recording) -> None:
    path = tmp_path / "broken.clamber-race"
    path.write_bytes(b"rubbish")
    with pytest.raises(RecordingError, match=r"broken\.clamber-race: not a recording"):
        read_recording(path)
    with pytest.raises(RecordingError, match=r"race\.gz: a recording's name ends in \.clamber-race"):
        write_recording(tmp_path / "race.gz", recorded)


@pytest.mark.parametrize(
    ("wanted", "told"),
    [
        (RaceToRecord(), "--brain: 0 creatures are not allowed; 1 to 8"),
        (RaceToRecord(brains=("none",) * 9), "--brain: 9 creatures are not allowed"),
        (RaceToRecord(brains=("none",)), "--task: none does not say what it was trained for"),
        (RaceToRecord(brains=("Nobody",)), "brain 'Nobody': there is none; known: "),
        (RaceToRecord(tasks=("Fly",)), "task 'Fly': there is none; known: "),
        (RaceToRecord(tasks=("Walker", "Walker"), names=("a", "b", "c")), "--name: 3 for 2 creatures is not allowed"),
        (replace(WANTED, seconds=0.0), "--seconds: 0 is not allowed"),
        (replace(WANTED, difficulty=1.5), "--difficulty: 1.5 is not allowed; 0 to 1"),
        (replace(WANTED, seed=-1), "--seed: -1 is not allowed"),
        (replace(WANTED, every=11), "--every: 11 is not allowed; 1 to 10"),
        (replace(WANTED, course="Hurdle"), "course 'Hurdle': there is none; did you mean Hurdles"),
    ],
)
def test_what_cannot_be_recorded_is_told_in_one_line(wanted: RaceToRecord, told: str) -> None:
    with pytest.raises(ValueError) as raised:
        record(wanted)
    assert told in str(raised.value) and "\n" not in str(raised.value)


def test_a_file_races_even_where_another_brain_has_its_name(tmp_path: Path) -> None:
    still = linear_brain(
        tmp_path / "QuadrupedFlat.onnx", sizes_of("QuadrupedFlat"), metadata={"task": "QuadrupedFlat"}
    )
    (tmp_path / "other").mkdir()
    walks = tmp_path / "other" / "QuadrupedFlat.onnx"
    walks.write_bytes((content_folder() / "Brains" / "QuadrupedFlat.onnx").read_bytes())
    wanted = RaceToRecord(brains=(str(still), str(walks)), course="Flat", seconds=2.0)
    still_x, walks_x = (creature.root[0] for creature in unpack_state(record(wanted).states[-1]).creatures)
    assert abs(still_x) < 0.3 < 1.0 < walks_x


def test_a_brain_may_be_a_file_and_says_its_task(tmp_path: Path) -> None:
    path = tmp_path / "mine.onnx"
    path.write_bytes((content_folder() / "Brains" / "QuadrupedFlat.onnx").read_bytes())
    recorded = record(RaceToRecord(brains=(str(path),), seconds=0.1))
    (creature,) = recorded.started["creatures"]
    assert (creature["task"], creature["brain"], creature["name"]) == ("QuadrupedFlat", "mine", "mine")
    assert recorded.started["course_name"] == "Flat"
