"""The cards that are there, and the brains in the game that they tell of."""

import json
import shlex
import sys
from hashlib import sha256
from pathlib import Path

import pytest
from clamber.assets.content import content_folder
from clamber.cli import main
from clamber.evaluation.beginnings import read_beginnings
from clamber.evaluation.brain import brain_metadata
from clamber.evaluation.brain_folder import check_for_unity
from clamber.evaluation.card import read_fresh
from clamber.evaluation.card_text import card_text, index_text
from clamber.evaluation.engine_gate import SHARE_TO_KEEP

CARDS = Path(__file__).resolve().parents[2] / "docs" / "brains"


@pytest.mark.parametrize("path", sorted(CARDS.glob("*.json")), ids=lambda path: path.stem)
def test_every_card_says_what_its_figures_say_of_the_brain_in_the_game(path: Path) -> None:
    figures = json.loads(path.read_text())
    pictures = {other.name for other in path.parent.glob(f"{path.stem}[.-]*") if other.suffix in (".png", ".gif")}
    beginnings = read_beginnings(path.parent, path.stem)
    hashes = [figures["brain"]["sha256"], *figures["brain"].get("earlier_sha256", ())]
    fresh = read_fresh(path.parent, path.stem, hashes)
    assert (fresh is not None) == (path.parent / "fresh_seed" / path.name).is_file()
    assert path.with_suffix(".md").read_text() == card_text(figures, pictures, beginnings, fresh)
    brain = content_folder() / "Brains" / f"{path.stem}.onnx"
    assert sha256(brain.read_bytes()).hexdigest() == figures["brain"]["sha256"]
    if fresh is not None:
        assert fresh["seed"] != figures["evaluation"]["seed"]
    assert brain_metadata(brain)["evaluated_sha256"] == figures["evaluation"]["sha256"]
    check_for_unity(brain)


@pytest.mark.parametrize("path", sorted(CARDS.glob("*.json")), ids=lambda path: path.stem)
def test_every_brain_in_the_game_passes_the_physx_gate(path: Path) -> None:
    """By what its card says: enough episodes in both engines, and the share that the brain itself carries too."""
    report = json.loads(path.read_text())["evaluation"]
    gate = report["gate"]
    assert gate["passes"] is True
    assert gate["needed"] == SHARE_TO_KEEP
    assert gate["share"] >= SHARE_TO_KEEP
    assert gate["share"] == pytest.approx(gate["physx"] / gate["mujoco"])
    assert gate["low"] <= gate["share"] <= gate["high"]
    # Only episodes that both engines lived are compared; fewer than some thirty would tell little.
    assert 30 <= gate["episodes"] <= sum(summary["episodes"] for summary in report["physx"])
    brain = content_folder() / "Brains" / f"{path.stem}.onnx"
    assert json.loads(brain_metadata(brain)["evaluation"])["physx_keeps"] == gate["share"]


def test_a_cards_command_finds_its_figures_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As it is printed, but for MuJoCo alone: success, distance and speed of QuadrupedFlat to the printed precision.

    Not to the bit: another processor's roundings, or another library's, part the gaits within seconds. Run again on a
    later day, the code of the card's commit and today's found the same bits, which were not the card's: 27.617 for
    27.616 m and 1.537 for 1.535 m/s.
    """
    printed = (CARDS / "QuadrupedFlat.md").read_text()
    command = next(line for line in printed.splitlines() if line.startswith("clamber evaluate "))
    assert "--engine both" in command
    report = tmp_path / "report.json"
    words = shlex.split(command.replace("--engine both", "--engine mujoco"))
    monkeypatch.setattr(sys, "argv", [*words, "--out", str(report)])
    monkeypatch.chdir(CARDS.parents[1])
    with pytest.raises(SystemExit, match="0"):
        main()
    (told,) = json.loads((CARDS / "QuadrupedFlat.json").read_text())["evaluation"]["mujoco"]
    (found,) = json.loads(report.read_text())["mujoco"]
    assert (found["episodes"], found["difficulty"]) == (told["episodes"], told["difficulty"])
    assert found["success"] == told["success"]
    # One of the last digit that the card prints, 27.6 m and 1.54 m/s: what was 1.535 may well be printed as 1.53.
    assert found["distance"]["mean"] == pytest.approx(told["distance"]["mean"], abs=0.1)
    assert found["speed"]["mean"] == pytest.approx(told["speed"]["mean"], abs=0.01)


def test_the_index_lists_every_card() -> None:
    cards = [json.loads(path.read_text()) for path in sorted(CARDS.glob("*.json"))]
    if cards:
        assert (CARDS / "README.md").read_text() == index_text(cards)
    brains = {path.stem for path in (content_folder() / "Brains").glob("*.onnx")}
    assert brains == {card["name"] for card in cards}
