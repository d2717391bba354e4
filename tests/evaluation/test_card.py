"""Cards from run folders made by hand."""

import json
import shutil
import sys
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import imageio.v3 as imageio
import onnx
import pytest
import yaml
from clamber.assets.meta_files import guid_of, meta_path
from clamber.cli import main
from clamber.evaluation.brain import BrainError, brain_metadata
from clamber.evaluation.brain_folder import check_for_unity
from clamber.evaluation.card import Card, write_card
from clamber.evaluation.card_text import card_text, clock
from clamber.evaluation.draw_learning import draw_learning
from clamber.evaluation.evaluate import Evaluation
from clamber.evaluation.run_records import read_run

from tests.evaluation.conftest import RunMaker

CARDS = Path(__file__).resolve().parents[2] / "docs" / "brains"


def test_a_run_is_read_over_all_its_sittings(make_run: RunMaker) -> None:
    records = read_run(make_run())
    assert (records.behavior, records.task, records.seed, records.steps) == ("PlanarHurdles", "PlanarHurdles", "3", 20)
    assert records.command == "clamber train x.yaml"
    assert records.seconds == pytest.approx(60.0 + 40.0)
    assert records.curves["Environment/Cumulative Reward"] == ([10, 20], [1.0, 5.0])


def test_a_run_of_stock_mlagents_is_read_from_its_configuration(make_run: RunMaker) -> None:
    folder = make_run(metadata={})
    (folder / "run_logs").mkdir()
    status = {"PlanarHurdles": {"checkpoints": [{"steps": 500}, {"steps": 900}]}}
    (folder / "run_logs" / "training_status.json").write_text(json.dumps(status))
    records = read_run(folder)
    assert (records.task, records.seed, records.steps, records.command) == ("PlanarHurdles", "7", 900, "")


def test_a_card_tells_the_run_and_the_figures(make_run: RunMaker, project: Path, tmp_path: Path) -> None:
    run, docs = make_run(), tmp_path / "docs"
    card = Card(run, "Hurdler", docs, difficulties=(0.0, 1.0), episodes=2, seed=1, others=[make_run("second")]).make()
    text, figures = card.read_text(), json.loads((docs / "Hurdler.json").read_text())
    assert card == docs / "Hurdler.md"
    for told in (
        "clamber train x.yaml",
        "20 agent-steps from seed 3 in 1 min 40 s",
        "Hurdler-learning.png",
        "| median |",
    ):
        assert told in text
    command = "--task PlanarHurdles --engine both --difficulties 0 1 --episodes 2 --seed 1\n"
    assert f"clamber evaluate UnityProject/Assets/Clamber/Brains/Hurdler.onnx {command}" in text
    installed = project / "Brains" / "Hurdler.onnx"
    again = Evaluation(installed, "PlanarHurdles", ("mujoco", "physx"), (0.0, 1.0), 2, 1).run()
    told = figures["evaluation"]
    assert {**again, "brain": told["brain"], "sha256": told["sha256"]} == told
    assert "[Hurdler](Hurdler.md)" in (docs / "README.md").read_text()
    for name in ("learning", "difficulty"):
        assert imageio.imread(docs / f"Hurdler-{name}.png").ndim == 3


def test_a_run_that_went_on_from_another_tells_of_both(make_run: RunMaker, project: Path, tmp_path: Path) -> None:
    make_run("first")
    command = "clamber train x.yaml --engine physx --initialize-from first\nclamber train x.yaml --resume"
    run = make_run("second", {"task": "PlanarHurdles", "training_command": command, "seed": "4", "steps": "5"})
    records = read_run(run)
    assert [before.command for before in records.begun_with] == ["clamber train x.yaml"]
    text = Card(run, "Hurdler", tmp_path / "docs", episodes=1, others=[run]).make().read_text()
    assert text.index("clamber train x.yaml\n") < text.index(command)
    assert "20 agent-steps from seed 3 in 1 min 40 s" in text and "5 agent-steps from seed 4 in 1 min 40 s" in text
    assert "| seed 4 | 25 | 3 min 20 s |" in text
    assert "| 25 steps, 3 min 20 s |" in (tmp_path / "docs" / "README.md").read_text()

    # What clamber train did not make, as a study's blend, has no configuration.
    (tmp_path / "results" / "first" / "configuration.yaml").unlink()
    assert read_run(run).begun_with == ()
    shutil.rmtree(tmp_path / "results" / "first")
    assert read_run(run).begun_with == ()


def test_a_run_that_began_with_a_brain_tells_how_that_was_trained(
    make_run: RunMaker, project: Path, tmp_path: Path
) -> None:
    """By the brain's card, as long as it is that brain's; and by its own, when that has taken the other's place."""
    docs = tmp_path / "docs"
    Card(make_run("first"), "Hurdler", docs, episodes=1).make()
    brain = project / "Brains" / "Hurdler.onnx"
    told = {"task": "PlanarHurdles", "training_command": "clamber train y.yaml --initialize-from Hurdler.onnx",
            "seed": "4", "steps": "5", "begun_with_sha256": sha256(brain.read_bytes()).hexdigest()}  # fmt: skip
    run = make_run("second", told)
    texts = [Card(run, "Hurdler", docs, episodes=1).make().read_text() for _ in range(2)]
    assert texts[0].index("clamber train x.yaml\n") < texts[0].index(told["training_command"])
    assert texts[1] == texts[0]
    assert "| 25 steps, 3 min 20 s |" in (docs / "README.md").read_text()
    other = make_run("third", told | {"begun_with_sha256": "0" * 64})
    assert "x.yaml" not in Card(other, "Other", docs, episodes=1).make().read_text()


def test_what_another_brain_of_that_name_did_on_a_fresh_seed_is_not_told(
    make_run: RunMaker, project: Path, tmp_path: Path
) -> None:
    run, docs = make_run(), tmp_path / "docs"
    card = Card(run, "Hurdler", docs, episodes=1).make()
    installed = project / "Brains" / "Hurdler.onnx"
    fresh = Evaluation(installed, "PlanarHurdles", episodes=1, seed=11).run()
    (docs / "fresh_seed").mkdir()
    for digest, told in ((fresh["sha256"], True), ("0" * 64, False)):
        (docs / "fresh_seed" / "Hurdler.json").write_text(json.dumps({**fresh, "sha256": digest}))
        write_card(docs, "Hurdler")
        assert ("## Courses and starts of another seed" in card.read_text()) is told


def test_one_difficulty_is_no_curve(make_run: RunMaker, project: Path, tmp_path: Path) -> None:
    """A picture left by an earlier card of more difficulties goes."""
    docs = tmp_path / "docs"
    docs.mkdir()
    (docs / "Hurdler-difficulty.png").touch()
    assert "-difficulty.png" not in Card(make_run(), "Hurdler", docs, episodes=1).make().read_text()
    assert not (docs / "Hurdler-difficulty.png").exists()


def test_a_run_of_a_study_tells_the_study(make_run: RunMaker, project: Path, tmp_path: Path) -> None:
    """Its settings, and the checkpoint that it began with, are the study's; a stranger has only its command."""
    train = "clamber train results/studies/deepsense/settings"
    first = make_run("road-1", {"task": "Road", "training_command": f"{train}/road.yaml", "seed": "1", "steps": "20"})
    checkpoint = first / "PlanarHurdles" / "checkpoint.pt"
    checkpoint.touch()
    command = f"{train}/no-knees.yaml --initialize-from {checkpoint}"
    run = make_run("no-knees-1", {"task": "x/no-knees.asset", "training_command": command, "seed": "1", "steps": "5"})
    text = Card(run, "Hurdler", tmp_path / "docs", task="PlanarHurdles", episodes=1).make().read_text()
    assert "clamber reproduce deepsense --seeds 1 --only road no-knees\n" in text
    assert text.index(f"{train}/road.yaml\n") < text.index(command)
    assert brain_metadata(project / "Brains" / "Hurdler.onnx")["task"] == "PlanarHurdles"


def test_a_sitting_lasts_until_its_last_checkpoint(make_run: RunMaker) -> None:
    run = make_run()
    (run / "run_logs").mkdir()
    times = [170.0, 1030.0, 1055.0]  # of sittings that began at 100 and 1000, with last scalars at 160 and 1040
    status = {"PlanarHurdles": {"checkpoints": [{"steps": 20, "creation_time": time} for time in times]}}
    (run / "run_logs" / "training_status.json").write_text(json.dumps(status))
    assert read_run(run).seconds == 70.0 + 55.0


def test_the_game_gets_the_brain_with_unitys_importer(make_run: RunMaker, project: Path, tmp_path: Path) -> None:
    run = make_run()
    Card(run, "Hurdler", tmp_path / "docs", episodes=1).make()
    installed = project / "Brains" / "Hurdler.onnx"
    trained, in_game = onnx.load(str(run / "PlanarHurdles.onnx")), onnx.load(str(installed))
    assert in_game.graph == trained.graph
    facts = brain_metadata(installed)
    assert facts["training_command"] == "clamber train x.yaml"
    assert facts["evaluated_sha256"] == sha256((run / "PlanarHurdles.onnx").read_bytes()).hexdigest()
    figures = json.loads((tmp_path / "docs" / "Hurdler.json").read_text())["evaluation"]
    carried = json.loads(facts["evaluation"])
    assert carried["physx_keeps"] == figures["gate"]["share"]
    assert carried["mujoco"][0]["distance"] == figures["mujoco"][0]["distance"]["mean"]
    block = yaml.safe_load(meta_path(installed).read_text())
    # The importer script of com.unity.ai.inference 2.2 to 2.4, as that package's own samples name it.
    assert block["ScriptedImporter"]["script"]["guid"] == "f22407ba6b4157b4a93d0a670bd3dd57"
    assert meta_path(installed.parent).is_file()

    meta_path(installed).write_text(meta_path(installed).read_text().replace(guid_of(installed), "c" * 32))
    Card(run, "Hurdler", tmp_path / "docs", episodes=1).make()
    assert guid_of(installed) == "c" * 32


def test_an_earlier_report_is_taken_if_it_is_of_this_brain(
    make_run: RunMaker, make_brain: Callable[..., Path], project: Path, tmp_path: Path
) -> None:
    run, kept = make_run(), tmp_path / "report.json"
    report = Evaluation(run / "PlanarHurdles.onnx", "PlanarHurdles", episodes=3).run()
    kept.write_text(json.dumps(report))
    Card(run, "Hurdler", tmp_path / "docs", evaluation=kept).make()
    assert json.loads((tmp_path / "docs" / "Hurdler.json").read_text())["evaluation"] == report
    kept.write_text(json.dumps({**report, "sha256": "0" * 64}))
    with pytest.raises(ValueError, match=r"report\.json: sha256: 0+ is of another brain"):
        Card(run, "Hurdler", tmp_path / "docs", evaluation=kept).make()
    kept.write_text(json.dumps(report))
    with pytest.raises(ValueError, match=r"report\.json: task: PlanarHurdles is not PlanarHurdlesSurefooted"):
        Card(run, "Hurdler", tmp_path / "docs", task="PlanarHurdlesSurefooted", evaluation=kept).make()
    for field, told in (("course", "HighHurdles"), ("parameters", {"friction": 0.5}), ("physics_step", 0.001)):
        kept.write_text(json.dumps({**report, field: told}))
        with pytest.raises(ValueError, match=rf"report\.json: {field}: .* is not allowed; a card tells of the task"):
            Card(run, "Hurdler", tmp_path / "docs", evaluation=kept).make()
    kept.write_text(json.dumps({**report, "asked": {**report["asked"], "seen": True}}))
    with pytest.raises(ValueError, match=r"report\.json: course_seeds: those of training are not allowed"):
        Card(run, "Hurdler", tmp_path / "docs", evaluation=kept).make()
    kept.write_text("{}")
    with pytest.raises(ValueError, match=r"report\.json: not a report"):
        Card(run, "Hurdler", tmp_path / "docs", evaluation=kept).make()


@pytest.mark.parametrize(
    ("missing", "opset", "told"),
    [(1, 15, "obs_1 has .* values; the task's"), (0, 18, "opset 18 is not allowed; 7 to 15")],
)
def test_a_brain_that_does_not_fit_leaves_nothing_behind(
    missing: int,
    opset: int,
    told: str,
    make_run: RunMaker,
    make_brain: Callable[..., Path],
    hurdles_sizes: tuple[int, int, int],
    project: Path,
    tmp_path: Path,
) -> None:
    run = make_run()
    proprioception, terrain, actions = hurdles_sizes
    brain = make_brain((proprioception, terrain - missing), actions, opset=opset)
    shutil.copy(brain, run / "PlanarHurdles.onnx")
    with pytest.raises(BrainError, match=told):
        Card(run, "Hurdler", tmp_path / "docs", task="PlanarHurdles", episodes=1).make()
    assert not (project / "Brains").exists()
    assert not (tmp_path / "docs").exists()


def test_weights_in_another_file_are_refused(make_brain: Callable[..., Path], tmp_path: Path) -> None:
    model = onnx.load(str(make_brain((34, 22), 6)))
    onnx.save(model, str(tmp_path / "split.onnx"), save_as_external_data=True, location="w.bin", size_threshold=0)
    with pytest.raises(BrainError, match="weights of weights lie in another file"):
        check_for_unity(tmp_path / "split.onnx")


@pytest.mark.parametrize("said", [
    "--initialize-from=first", "--initialize-from first", "--initialize_from first", "",
    "results/first/PlanarHurdles/checkpoint.pt", "results/first/PlanarHurdles/PlanarHurdles-5.pt", "results/gone.pt",
])  # fmt: skip
def test_a_run_begun_with_is_found_however_it_was_named(
    said: str, make_run: RunMaker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After "=", in the next word, or in the file that both trainers take: its run, or a checkpoint that is there."""
    monkeypatch.chdir(tmp_path)
    first = make_run("first")
    for name in ("checkpoint", "PlanarHurdles-5"):
        (first / "PlanarHurdles" / f"{name}.pt").touch()
    typed = said if said.startswith("--") else ""
    run = make_run("second", {"task": "PlanarHurdles", "training_command": f"mlagents-learn x.yaml {typed}"})
    if not typed:
        of_run = {"initialize_from": "nowhere" if Path(said).is_file() else "first"}
        document = {"checkpoint_settings": of_run, "behaviors": {"PlanarHurdles": {"init_path": said or None}}}
        (run / "configuration.yaml").write_text(yaml.safe_dump(document))
    assert [before.folder.name for before in read_run(run).begun_with] == ["first"]


def test_runs_that_began_with_each_other_are_told_once(make_run: RunMaker) -> None:
    """One was begun with the other, which was then made anew, begun with it."""
    for name, other in (("a", "b"), ("b", "a")):
        make_run(name, {"task": "PlanarHurdles", "training_command": f"clamber train --initialize-from {other}"})
    assert [one.folder.name for one in read_run(Path(make_run("c", {
        "task": "PlanarHurdles", "training_command": "clamber train --initialize-from a",
    }))).begun_with] == ["b", "a"]  # fmt: skip


@pytest.mark.parametrize("option", [("--task", "Walker"), ("--behavior", "Walker")])
def test_what_a_run_would_tell_is_refused_without_one(
    option: tuple[str, str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["clamber", "card", "--name", "Walker", *option])
    with pytest.raises(SystemExit, match="2"):
        main()
    assert f"{option[0]}: not allowed without a run folder" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["", "../up", "a b", ".hidden"])
def test_a_name_that_is_no_file_name_is_refused(name: str, make_run: RunMaker, tmp_path: Path) -> None:
    with pytest.raises(BrainError, match="--name"):
        Card(make_run(), name, tmp_path / "docs").make()


def test_runs_that_cannot_be_read_are_told_in_one_line(make_run: RunMaker, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no such run folder"):
        read_run(tmp_path / "nowhere")
    run = make_run()
    with pytest.raises(ValueError, match=r"no Walker\.onnx; there are PlanarHurdles"):
        read_run(run, "Walker")
    shutil.copy(run / "PlanarHurdles.onnx", run / "Second.onnx")
    with pytest.raises(ValueError, match=r"several brains \(PlanarHurdles, Second\)"):
        read_run(run)
    (run / "configuration.yaml").write_text("a: [")
    with pytest.raises(ValueError, match=r"configuration\.yaml: not YAML"):
        read_run(run, "Second")


def test_times_are_told_in_words() -> None:
    assert [clock(45.4), clock(725), clock(7385)] == ["45 s", "12 min 5 s", "2 h 3 min"]
    assert clock(7199.7) == "2 h 0 min"


@pytest.mark.parametrize(("command", "seconds", "told"), [
    ("clamber train a.yaml --max-seconds 600", 599.0, False),
    ("clamber train a.yaml --max-seconds 600", 300.0, True),
    ("clamber train a.yaml --max-seconds 600\nclamber train a.yaml --resume --max-seconds 300", 700.0, True),
    ("clamber train a.yaml --max-seconds 600 --max-steps 4000", 300.0, False),
])  # fmt: skip
def test_a_card_says_how_to_repeat_a_run_that_was_broken_off(command: str, seconds: float, told: bool) -> None:
    figures = json.loads((CARDS / "QuadrupedFlat.json").read_text())
    figures["training"] |= {"command": command, "seconds": seconds, "steps": 5000}
    assert ("`--max-steps 5000` does as much" in card_text(figures, set())) == told


def test_curves_are_drawn_as_far_as_they_were_recorded() -> None:
    curve = ([0, 2_000_000], [0.0, 1.0])
    figure = draw_learning({"Environment/Cumulative Reward": curve, "Episode/fell": curve, "Losses/Value Loss": curve})
    assert figure is not None
    assert [plot.get_title("left") for plot in figure.axes] == ["reward of an episode", "falls, share"]
    assert figure.axes[0].lines[0].get_xdata()[-1] == 2_000_000
    assert draw_learning({}) is None
