"""Cards made or measured again, and what lies beside them."""

from __future__ import annotations

import json
import shutil
from hashlib import sha256
from pathlib import Path

import onnx
import pytest
from clamber.assets.fields import AssetError
from clamber.evaluation.brain import BrainError, brain_metadata
from clamber.evaluation.card import Card, measure_again
from clamber.evaluation.evaluate import Evaluation

from tests.evaluation.conftest import RunMaker


def test_a_brain_is_measured_again(make_run: RunMaker, project: Path, tmp_path: Path) -> None:
    """Without its run: what the card tells of the training stays; the figures, and what the brain carries, are new."""
    docs = tmp_path / "docs"
    Card(make_run(), "Hurdler", docs, episodes=1).make()
    path, brain = docs / "Hurdler.json", project / "Brains" / "Hurdler.onnx"
    before, graph = json.loads(path.read_text()), onnx.load(str(brain)).graph
    measure_again(docs, "Hurdler", episodes=2)
    after = json.loads(path.read_text())
    assert after["training"] == before["training"]
    assert after["brain"].keys() - before["brain"].keys() == {"earlier_sha256"}
    assert after["evaluation"]["mujoco"][0]["episodes"] == 2
    assert after["seeds"][0]["summaries"] == after["evaluation"]["mujoco"]
    assert after["brain"]["sha256"] == sha256(brain.read_bytes()).hexdigest()
    assert onnx.load(str(brain)).graph == graph
    assert json.loads(brain_metadata(brain)["evaluation"])["mujoco"][0]["episodes"] == 2
    assert "2 episodes each" in (docs / "Hurdler.md").read_text()
    with pytest.raises(BrainError, match="--name"):
        measure_again(docs, "")
    path.write_text(json.dumps(after | {"seeds": [*after["seeds"], {**after["seeds"][0], "seed": "8"}]}))
    measure_again(docs, "Hurdler", episodes=1, difficulties=(0.25, 0.75), seed=6)
    again = json.loads(path.read_text())
    assert [summary["difficulty"] for summary in again["evaluation"]["mujoco"]] == [0.25, 0.75]
    assert again["evaluation"]["seed"] == 6
    assert [run["seed"] for run in again["seeds"]] == ["3", "8"]
    assert again["seeds"][1]["summaries"] == after["seeds"][0]["summaries"]  # its brain is not here any more
    assert "of the MuJoCo distance, pair by pair | " in (docs / "Hurdler.md").read_text()


def test_a_brain_measured_again_is_still_the_one_that_was_known(
    make_run: RunMaker, project: Path, tmp_path: Path
) -> None:
    """By the hash its file had before: on a fresh seed, and to a run that began with it."""
    docs = tmp_path / "docs"
    card = Card(make_run("first"), "Hurdler", docs, episodes=1).make()
    brain = project / "Brains" / "Hurdler.onnx"
    known = sha256(brain.read_bytes()).hexdigest()
    (docs / "fresh_seed").mkdir()
    fresh = Evaluation(brain, "PlanarHurdles", episodes=1, seed=11).run()
    (docs / "fresh_seed" / "Hurdler.json").write_text(json.dumps(fresh))
    for episodes in (2, 3):
        measure_again(docs, "Hurdler", episodes=episodes)
    assert sha256(brain.read_bytes()).hexdigest() != known
    assert "## Courses and starts of another seed" in card.read_text()
    told = {"task": "PlanarHurdles", "training_command": "clamber train y.yaml --initialize-from Hurdler.onnx",
            "seed": "4", "steps": "5", "begun_with_sha256": known}  # fmt: skip
    assert "clamber train x.yaml\n" in Card(make_run("second", told), "Other", docs, episodes=1).make().read_text()


def test_a_card_made_anew_of_the_same_brain_still_knows_it(make_run: RunMaker, project: Path, tmp_path: Path) -> None:
    """Another evaluation changes the file's hash, as measuring again does; another brain's card forgets."""
    docs, run = tmp_path / "docs", make_run("first")
    card = Card(run, "Hurdler", docs, episodes=1).make()
    brain = project / "Brains" / "Hurdler.onnx"
    (docs / "fresh_seed").mkdir()
    fresh = Evaluation(brain, "PlanarHurdles", episodes=1, seed=11).run()
    (docs / "fresh_seed" / "Hurdler.json").write_text(json.dumps(fresh))
    Card(run, "Hurdler", docs, episodes=2).make()
    assert sha256(brain.read_bytes()).hexdigest() != fresh["sha256"]
    assert "## Courses and starts of another seed" in card.read_text()
    told = {"task": "PlanarHurdles", "training_command": "clamber train y.yaml", "seed": "4", "steps": "5"}
    Card(make_run("second", told), "Hurdler", docs, episodes=1).make()
    assert "## Courses and starts of another seed" not in card.read_text()


def test_only_the_brain_of_a_card_is_measured_again(make_run: RunMaker, project: Path, tmp_path: Path) -> None:
    """Another one deployed under its name would inherit its training and what it did on a fresh seed."""
    docs = tmp_path / "docs"
    Card(make_run(), "Hurdler", docs, episodes=1).make()
    brain = project / "Brains" / "Hurdler.onnx"
    # Put there once more as training left it, or written when nothing else was: the same brain.
    shutil.copy(tmp_path / "results" / "run" / "PlanarHurdles.onnx", brain)
    measure_again(docs, "Hurdler", episodes=1)
    figures = (docs / "Hurdler.json").read_text()
    measure_again(docs, "Hurdler", episodes=2)
    (docs / "Hurdler.json").write_text(figures)
    measure_again(docs, "Hurdler", episodes=1)
    told = {"task": "PlanarHurdles", "training_command": "clamber train y.yaml", "seed": "4", "steps": "5"}
    shutil.copy(make_run("other", told) / "PlanarHurdles.onnx", brain)
    with pytest.raises(AssetError, match=r"Hurdler\.onnx: not the brain that .*Hurdler\.json is of; clamber card RUN"):
        measure_again(docs, "Hurdler", episodes=1)


@pytest.mark.parametrize("file", ["fresh_seed/Hurdler.json", "from_nothing/Hurdler-1.json", "broken.json"])
def test_what_lies_beside_a_card_and_cannot_be_read_leaves_nothing(
    file: str, make_run: RunMaker, project: Path, tmp_path: Path
) -> None:
    docs = tmp_path / "docs"
    path = docs / file
    path.parent.mkdir(parents=True)
    path.write_text("[]" if "/" in file else "{")
    with pytest.raises(AssetError, match=rf"{path.name}: (a JSON object is needed, not list|not JSON)"):
        Card(make_run(), "Hurdler", docs, episodes=1).make()
    assert not (project / "Brains").exists() and not (docs / "Hurdler.json").exists()


def test_other_files_beside_the_cards_are_none(make_run: RunMaker, project: Path, tmp_path: Path) -> None:
    """Such as a report of clamber evaluate, which is JSON too."""
    docs = tmp_path / "docs"
    docs.mkdir()
    for name, content in (("mine", {"sha256": "0"}), ("list", [])):
        (docs / f"{name}.json").write_text(json.dumps(content))
    told = {"task": "PlanarHurdles", "training_command": "clamber train x.yaml", "seed": "3", "steps": "20",
            "begun_with_sha256": "0" * 64}  # fmt: skip
    Card(make_run(metadata=told), "Hurdler", docs, episodes=1).make()
    assert (docs / "README.md").read_text().count("](") == 2  # evaluation.md and the one card
