"""Training as a whole: results, resuming to the bit, stopping, and what goes wrong."""

from __future__ import annotations

import copy
import json
import os
import re
import shutil
import signal
import sys
from pathlib import Path
from typing import Any

import onnxruntime
import pytest
import torch
import yaml
from clamber.assets import content
from clamber.assets.fields import AssetError
from clamber.learning.from_brain import policy_function
from clamber.learning.results import RunFolder, checkpoint_bytes, read_checkpoint, training_command
from clamber.learning.train import TrainArguments, train

from tests.learning.tiny_run import DOCUMENT, arguments, config, same, train_until


def test_results_are_laid_out_as_mlagents_does(whole: Path) -> None:
    """All files are there, the brain runs, only the newest checkpoints are kept, nothing is half-written."""
    run = whole / "whole"
    names = {path.relative_to(run).as_posix() for path in run.rglob("*") if path.is_file()}
    events = {name for name in names if name.startswith("QuadrupedFlat/events.out.tfevents.")}
    assert len(events) == 1
    assert names - events == {
        "configuration.yaml", "QuadrupedFlat.onnx", "run_logs/training_status.json", "QuadrupedFlat/checkpoint.pt",
        "QuadrupedFlat/QuadrupedFlat-192.onnx", "QuadrupedFlat/QuadrupedFlat-192.pt",
        "QuadrupedFlat/QuadrupedFlat-288.onnx", "QuadrupedFlat/QuadrupedFlat-288.pt",
    }  # fmt: skip
    assert yaml.safe_load((run / "configuration.yaml").read_text())["behaviors"] == DOCUMENT["behaviors"]
    status = json.loads((run / "run_logs" / "training_status.json").read_text())
    assert [entry["steps"] for entry in status["QuadrupedFlat"]["checkpoints"]] == [192, 288]
    session = onnxruntime.InferenceSession(str(run / "QuadrupedFlat.onnx"), providers=["CPUExecutionProvider"])
    told = session.get_modelmeta().custom_metadata_map
    assert (told["task"], told["seed"], told["steps"]) == ("QuadrupedFlat", "4", "288")
    assert [entry.shape for entry in session.get_inputs()] == [["batch", 54], ["batch", 78]]


@pytest.mark.parametrize("steps", [192, 144])
def test_a_resumed_run_is_the_unbroken_run(steps: int, whole: Path, tmp_path: Path) -> None:
    """Broken off and resumed: weights, optimiser, normalisers, lessons and the agents' lives, to the bit.

    At 192 steps there is a checkpoint anyway, at 144 only because it was broken off there.
    """
    train_until(arguments(tmp_path, "cut"), steps)
    before = read_checkpoint(tmp_path / "cut/QuadrupedFlat/checkpoint.pt")
    assert before["steps"] == steps
    if steps == 192:
        assert same(before, read_checkpoint(whole / "whole/QuadrupedFlat/QuadrupedFlat-192.pt"))
    train(arguments(tmp_path, "cut", resume=True, seed=-1))
    after = read_checkpoint(tmp_path / "cut/QuadrupedFlat/checkpoint.pt")
    expected = read_checkpoint(whole / "whole/QuadrupedFlat/checkpoint.pt")
    assert same(after, expected)
    assert not same(after["learner"], before["learner"])
    assert expected["lessons"]["current"] == {"friction": 0, "mass_scale": 1}


def test_a_run_of_falls_and_second_chances_is_resumed_to_the_bit(tmp_path: Path) -> None:
    """Where each agent climbs by itself, courses are new after every fall and half begin where one failed before."""
    document = copy.deepcopy(DOCUMENT)
    entry = document["behaviors"].pop("QuadrupedFlat") | {"time_horizon": 24, "max_steps": 864}
    entry["hyperparameters"]["init_std"] = 2.0  # whoever shakes so falls within a second
    document["behaviors"] = {"PlanarHurdles": entry}
    document["environment_parameters"] = {"second_chances": 0.5}
    document["env_settings"]["env_args"][1] = "PlanarHurdles"
    path = tmp_path / "falls.yaml"
    path.write_text(yaml.safe_dump(document))
    train(arguments(tmp_path, "whole", config=path))
    train_until(arguments(tmp_path, "cut", config=path), 432)
    before = read_checkpoint(tmp_path / "cut/PlanarHurdles/checkpoint.pt")
    train(arguments(tmp_path, "cut", config=path, resume=True))
    one, other = (read_checkpoint(tmp_path / f"{run}/PlanarHurdles/checkpoint.pt") for run in ("whole", "cut"))
    assert 6 <= before["episodes"] < one["episodes"]
    assert same(one, other)


def test_lessons_of_mlagents_go_on_in_this_process(tmp_path: Path) -> None:
    """Its trainer keeps no lessons in the checkpoint; they stand in training_status.json. Nor is a command lost."""
    train(arguments(tmp_path, "run", max_steps=96))
    run = tmp_path / "run"
    saved = read_checkpoint(run / "QuadrupedFlat/checkpoint.pt")
    saved |= {"lessons": {"current": {}, "smoothed": {}, "returns": []}, "difficulties": None}
    saved |= {"commands": ["mlagents-learn tiny.yaml"], "alive": None}
    (run / "QuadrupedFlat/checkpoint.pt").write_bytes(checkpoint_bytes(saved))
    told = yaml.safe_load((run / "configuration.yaml").read_text())
    del told["clamber"]
    (run / "configuration.yaml").write_text(yaml.safe_dump(told))
    status = run / "run_logs" / "training_status.json"
    status.write_text(json.dumps({**json.loads(status.read_text()), "mass_scale": {"lesson_num": 1}}))
    train(arguments(tmp_path, "run", resume=True, max_steps=144))
    after = read_checkpoint(run / "QuadrupedFlat/checkpoint.pt")
    assert after["lessons"]["current"] == {"friction": 0, "mass_scale": 1}
    commands = yaml.safe_load((run / "configuration.yaml").read_text())["clamber"]["commands"]
    assert commands[0] == "mlagents-learn tiny.yaml"
    assert len(commands) == 2


def test_a_resumed_run_tells_every_command_it_took(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In its configuration and its brain: the first alone tells what it began with; --force begins anew."""
    for line, changes in (
        ("train tiny.yaml --initialize-from other", {"max_steps": 96}),
        ("train tiny.yaml --resume", {"resume": True}),
        ("train tiny.yaml --force", {"force": True, "max_steps": 96}),
    ):
        monkeypatch.setattr(sys, "argv", ["clamber", *line.split()])
        assert train(arguments(tmp_path, "run", **changes)) == 0
        brain = onnxruntime.InferenceSession(tmp_path / "run/QuadrupedFlat.onnx", providers=["CPUExecutionProvider"])
        told = brain.get_modelmeta().custom_metadata_map["training_command"].splitlines()
        assert told == yaml.safe_load((tmp_path / "run/configuration.yaml").read_text())["clamber"]["commands"]
        assert told[-1] == f"clamber {line}"
        assert len(told) == (2 if "--resume" in line else 1)


def test_another_seed_than_the_runs_is_refused_where_it_goes_on(whole: Path, tmp_path: Path) -> None:
    """Its random streams go on, so another would only be told."""
    shutil.copytree(whole / "whole", tmp_path / "whole")
    saved = read_checkpoint(tmp_path / "whole/QuadrupedFlat/checkpoint.pt")
    with pytest.raises(AssetError, match=f"--seed: 77 is not allowed with --resume; {saved['seed']}, the run's"):
        train(arguments(tmp_path, "whole", resume=True, seed=77))
    assert saved["commands"]


def test_a_checkpoint_is_read_where_no_training_can_write_it(
    whole: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One that is just ending would write a later one, and the work between the two be lost."""
    shutil.copytree(whole / "whole", tmp_path / "whole")
    told = arguments(tmp_path, "whole", resume=True)
    read: list[bool] = []

    def look(path: Path) -> Any:
        with pytest.raises(AssetError, match="a training is under way there"):
            RunFolder(tmp_path, "whole", "QuadrupedFlat").lock()
        read.append(True)
        return read_checkpoint(path)

    monkeypatch.setattr("clamber.learning.train.read_checkpoint", look)
    train(told)
    assert read
    folder = RunFolder(tmp_path, "whole", "QuadrupedFlat")
    folder.lock()
    folder.end()


def test_resuming_keeps_what_is_remembered(tmp_path: Path) -> None:
    """With an LSTM the agents' and the value function's memories go on too."""
    path = config(tmp_path, network_settings={"memory": {"memory_size": 8}}, max_steps=192)
    train(arguments(tmp_path, "whole", config=path))
    train_until(arguments(tmp_path, "cut", config=path), 48)
    train(arguments(tmp_path, "cut", config=path, resume=True))
    one, other = (read_checkpoint(tmp_path / f"{run}/QuadrupedFlat/checkpoint.pt") for run in ("whole", "cut"))
    assert one["alive"]["learner"]["memory"][0].abs().max() > 0.0
    assert same(one, other)


def test_resuming_with_other_agents_starts_them_anew(whole: Path, tmp_path: Path) -> None:
    """Eight agents instead of six, or other groups of them: the networks go on, the agents begin."""
    for run, changes in (("agents", {"agents": 8}), ("groups", {})):
        shutil.copytree(whole / "whole", tmp_path / run)
        told = arguments(tmp_path, run, resume=True, max_steps=336, **changes)
        told.threads = 2 if changes else 3
        train(told)
        saved = read_checkpoint(tmp_path / run / "QuadrupedFlat/checkpoint.pt")
        assert saved["steps"] >= 336
        alive = [len(group["environment"]["._episode"]) for group in saved["alive"]["agents"]]
        assert alive == ([4, 4] if changes else [2, 2, 2])


def test_agents_that_cannot_be_kept_start_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As with PhysX: they start over at every checkpoint, so that a run resumed from one is still the unbroken run."""
    monkeypatch.setattr("clamber.learning.collector.can_be_kept", lambda environment: False)
    train(arguments(tmp_path, "whole"))
    train_until(arguments(tmp_path, "cut"), 192)
    train(arguments(tmp_path, "cut", resume=True))
    one, other = (read_checkpoint(tmp_path / f"{run}/QuadrupedFlat/checkpoint.pt") for run in ("whole", "cut"))
    assert one["alive"] is None
    assert same(one, other)


@pytest.mark.parametrize(("interval", "warned"), [(96, True), (10_000, False)])
def test_who_starts_over_before_an_episode_can_end_is_told_so(
    interval: int, warned: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Hurdles that grow along the lane, and agents that never came to the last of them: nothing told why."""
    monkeypatch.setattr("clamber.learning.collector.can_be_kept", lambda environment: False)
    train(arguments(tmp_path, "short", config=config(tmp_path, checkpoint_interval=interval, max_steps=48)))
    told = " ".join("".join(capsys.readouterr()).split())
    assert ("checkpoint_interval, 96 agent-steps, is shorter than" in told) == warned


def test_two_runs_of_a_seed_are_the_same_run(whole: Path, tmp_path: Path) -> None:
    """Twice the same seed: the same to the bit, threads or no threads."""
    train(arguments(tmp_path, "again"))
    one = read_checkpoint(tmp_path / "again/QuadrupedFlat/checkpoint.pt")
    assert same(one, read_checkpoint(whole / "whole/QuadrupedFlat/checkpoint.pt"))


def test_ctrl_c_leaves_a_checkpoint_and_a_brain(tmp_path: Path) -> None:
    """In the middle of things: what was learned so far is there, and the handler is given back."""
    before = signal.getsignal(signal.SIGINT)
    train_until(arguments(tmp_path, "stopped"), 48)
    assert signal.getsignal(signal.SIGINT) is before
    assert read_checkpoint(tmp_path / "stopped/QuadrupedFlat/checkpoint.pt")["steps"] == 48
    assert (tmp_path / "stopped/QuadrupedFlat.onnx").is_file()


def test_time_that_is_up_leaves_a_checkpoint_and_a_brain(tmp_path: Path) -> None:
    """After the rollout in which it ran out, and that is the end of it: no failure."""
    assert train(arguments(tmp_path, "late", max_seconds=1e-6, max_steps=960)) == 0
    assert read_checkpoint(tmp_path / "late/QuadrupedFlat/checkpoint.pt")["steps"] == 48
    assert (tmp_path / "late/QuadrupedFlat.onnx").is_file()


def test_a_linear_step_size_has_its_end_at_max_steps(tmp_path: Path) -> None:
    """Of four rollouts the last learns with a quarter of it."""
    hyper = {**DOCUMENT["behaviors"]["QuadrupedFlat"]["hyperparameters"], "learning_rate_schedule": "linear"}
    hyper["learning_rate"] = 4e-4
    train(arguments(tmp_path, "linear", config=config(tmp_path, hyperparameters=hyper, max_steps=192)))
    saved = read_checkpoint(tmp_path / "linear/QuadrupedFlat/checkpoint.pt")
    assert saved["learner"]["learning_rate"] == pytest.approx(1e-4)


def test_a_course_other_than_the_tasks_own_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A copied configuration may still name one, and the command line has the last word."""
    path = config(tmp_path, max_steps=48)
    document = yaml.safe_load(path.read_text())
    document["env_settings"]["env_args"] += ["--course", "Slope"]
    path.write_text(yaml.safe_dump(document))
    assert train(arguments(tmp_path, "elsewhere", config=path)) == 0
    assert capsys.readouterr().out.startswith("QuadrupedFlat on Slope, 6 agents, seed 4: ")
    assert train(arguments(tmp_path, "again", config=path, course="Stairs")) == 0
    assert capsys.readouterr().out.startswith("QuadrupedFlat on Stairs, 6 agents, seed 4: ")
    with pytest.raises(AssetError, match="Nowhere"):
        train(arguments(tmp_path, "nowhere", config=path, course="Nowhere"))


def test_seeds_tell(whole: Path, tmp_path: Path) -> None:
    """Another seed, other weights."""
    train(arguments(tmp_path, "other", seed=5))
    one = read_checkpoint(tmp_path / "other/QuadrupedFlat/checkpoint.pt")
    other = read_checkpoint(whole / "whole/QuadrupedFlat/checkpoint.pt")
    assert not same(one["learner"]["actor_state_dict"], other["learner"]["actor_state_dict"])


class _Evil:
    def __reduce__(self) -> tuple[Any, ...]:
        return (os.mkdir, ("pickled",))


def test_what_is_wrong_is_said_in_one_line(whole: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An earlier run, nothing to resume, no such run, a file that is none, one that would run code, other networks."""
    monkeypatch.chdir(tmp_path)
    torch.save(_Evil(), tmp_path / "evil.pt")
    (tmp_path / "text.pt").write_text("not a checkpoint")
    cases = [
        (TrainArguments(config(tmp_path), run_id="whole", results_dir=whole), "--resume goes on, --force starts over"),
        (arguments(tmp_path, "none", resume=True), "there is no"),
        (arguments(tmp_path, "../up"), "'../up' is not allowed"),
        (arguments(tmp_path, "a", initialize_from="nowhere"), "nowhere"),
        (arguments(tmp_path, "b", initialize_from=str(tmp_path / "text.pt")), "not a checkpoint of clamber"),
        (arguments(tmp_path, "c", initialize_from=str(tmp_path / "evil.pt")), "not a checkpoint of clamber"),
        (
            arguments(tmp_path, "d", initialize_from=str(whole / "whole/QuadrupedFlat/checkpoint.pt")),
            "networks are not these settings' networks",
        ),
    ]
    for told, message in cases:
        if told.run_id == "d":
            config(tmp_path, hyperparameters={"trunk_units": [9]})
        with pytest.raises(ValueError) as caught:
            train(told)
        assert message in str(caught.value)
        assert "\n" not in str(caught.value)
        assert not (told.results_dir / told.run_id).exists() or told.run_id == "whole"
    assert not (tmp_path / "pickled").exists()
    assert issubclass(AssetError, ValueError)


@pytest.mark.parametrize("engine", ["physx", "both"])
def test_second_chances_in_physx_are_refused_before_anything_is_made(engine: str, tmp_path: Path) -> None:
    """In one line; a worker would say it in many, and the run would be there."""
    lessons = [
        {"name": "first", "value": 0.0, "completion_criteria": {"behavior": "QuadrupedFlat", "threshold": 1.0}},
        {"name": "second", "value": 0.2},
    ]
    for told in (0.2, {"curriculum": lessons}):
        asked = arguments(tmp_path, "refused", engine=engine)
        document = yaml.safe_load(asked.config.read_text())
        asked.config.write_text(yaml.safe_dump({**document, "environment_parameters": {"second_chances": told}}))
        with pytest.raises(AssetError) as caught:
            train(asked)
        where = f"{asked.config}: environment_parameters.second_chances"
        assert str(caught.value) == f"{where}: not allowed with --engine {engine}; only with mujoco"
        assert not (tmp_path / "refused").exists()


def test_a_refused_run_takes_no_earlier_one_away(tmp_path: Path) -> None:
    """--force with a misspelt --initialize-from leaves the run that it would have replaced."""
    train_until(arguments(tmp_path, "kept"), 48)
    with pytest.raises(AssetError):
        train(arguments(tmp_path, "kept", force=True, initialize_from="nowhere"))
    assert (tmp_path / "kept/QuadrupedFlat.onnx").is_file()


@pytest.mark.parametrize(
    "changes",
    [
        {"symmetry": "augmentation"},
        {"symmetry": "loss", "activation": "tanh"},
        {"symmetry": "none", "learning_rate_schedule": "linear"},
        {"action_repeat": 3},
        {"action_buckets": 5},
        {"sense_last_action": False},
    ],
)
def test_every_switch_trains(changes: dict[str, Any], tmp_path: Path) -> None:
    """A rollout or two under each switch ends in a checkpoint with finite weights, and a brain for players of it."""
    hyper = {**DOCUMENT["behaviors"]["QuadrupedFlat"]["hyperparameters"], **changes}
    train(arguments(tmp_path, "switch", config=config(tmp_path, hyperparameters=hyper, max_steps=48)))
    saved = read_checkpoint(tmp_path / "switch/QuadrupedFlat/checkpoint.pt")
    assert all(torch.isfinite(value).all() for value in saved["learner"]["actor_state_dict"].values())
    brain = onnxruntime.InferenceSession(tmp_path / "switch/QuadrupedFlat.onnx", providers=["CPUExecutionProvider"])
    assert brain.get_modelmeta().custom_metadata_map["action_repeat"] == str(changes.get("action_repeat", 1))


@pytest.mark.parametrize(("started", "told"), [
    (["/bin/mlagents-learn", "x.yaml"], "mlagents-learn x.yaml"),
    (["/bin/clamber", "train", "a b.yaml"], "clamber train 'a b.yaml'"),
    (["/lib/clamber/cli.py", "train", "x.yaml"], "clamber train x.yaml"),
])  # fmt: skip
def test_a_brain_tells_a_command_that_can_be_typed(
    started: list[str], told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without anybody's folders, however the program was started: a study starts it as a module."""
    monkeypatch.setattr(sys, "argv", started)
    assert training_command() == told


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"activation": "tanh"}, "hyperparameters.activation: tanh is not allowed; elu"),
        ({"sense_last_action": False}, "hyperparameters.sense_last_action: false is not allowed; true"),
    ],
)
def test_weights_that_would_mean_something_else_are_refused(
    changes: dict[str, Any], message: str, whole: Path, tmp_path: Path
) -> None:
    """Of the same shapes, but learned under another activation or with other senses: resumed, begun with, a brain."""
    hyper = {**DOCUMENT["behaviors"]["QuadrupedFlat"]["hyperparameters"], **changes}
    path = config(tmp_path, hyperparameters=hyper)
    shutil.copytree(whole / "whole", tmp_path / "whole")
    for told in (
        arguments(tmp_path, "whole", config=path, resume=True),
        arguments(tmp_path, "a", config=path, initialize_from=str(whole / "whole/QuadrupedFlat/checkpoint.pt")),
        arguments(tmp_path, "b", config=path, initialize_from=str(whole / "whole/QuadrupedFlat.onnx")),
    ):
        with pytest.raises(ValueError, match=message):
            train(told)
    assert not (tmp_path / "a").exists()


def test_a_brain_that_does_not_see_its_last_action_says_so(tmp_path: Path) -> None:
    hyper = {**DOCUMENT["behaviors"]["QuadrupedFlat"]["hyperparameters"], "sense_last_action": False}
    for run, normalize in (("with", True), ("without", False)):
        settings = {"hyperparameters": hyper, "network_settings": {"normalize": normalize}, "max_steps": 48}
        train(arguments(tmp_path, run, config=config(tmp_path, **settings)))
        told = policy_function(tmp_path / run / "QuadrupedFlat.onnx")
        assert told == {"activation": "elu", "sense_last_action": False}


def test_a_step_size_that_is_told_holds_from_the_next_sitting_on(whole: Path, tmp_path: Path) -> None:
    shutil.copytree(whole / "whole", tmp_path / "whole")
    hyper = {
        **DOCUMENT["behaviors"]["QuadrupedFlat"]["hyperparameters"],
        "learning_rate": 2e-5, "learning_rate_schedule": "constant",
    }  # fmt: skip
    path = config(tmp_path, hyperparameters=hyper)
    train(arguments(tmp_path, "whole", config=path, resume=True, max_steps=336))
    saved = read_checkpoint(tmp_path / "whole/QuadrupedFlat/checkpoint.pt")
    assert saved["learner"]["learning_rate"] == 2e-5


def train_changed(folder: Path, text: str, steps: int, environment: dict[str, float] | None = None) -> dict[str, Any]:
    """Trains, or goes on with, a run whose task is what the text says now; its checkpoint."""
    (folder / "Own.asset").write_text(text)
    document = yaml.safe_load(config(folder).read_text())
    document["env_settings"]["env_args"] = ["--task", str(folder / "Own.asset"), "--agents", "6"]
    document["environment_parameters"] = environment or document["environment_parameters"]
    (folder / "tiny.yaml").write_text(yaml.safe_dump(document))
    train(arguments(folder, "own", config=folder / "tiny.yaml", resume=steps > 48, max_steps=steps))
    return read_checkpoint(folder / "own/QuadrupedFlat/checkpoint.pt")


def test_agents_that_do_not_climb_go_on_at_the_tasks_difficulty(tmp_path: Path) -> None:
    """Whoever changes it, and resumes, trains at the new one."""
    text = content.find("PlanarHurdles", "Tasks", "task").read_text().replace("m_Mode: 1", "m_Mode: 0")
    for steps, difficulty in ((48, 0.25), (96, 0.75)):
        changed = re.sub(r"m_Difficulty: .*", f"m_Difficulty: {difficulty}", text, count=1)
        saved = train_changed(tmp_path, changed, steps)
        assert {reached for group in saved["difficulties"] for reached in group} == {difficulty}


def test_second_chances_of_another_length_are_left_behind(tmp_path: Path) -> None:
    """How many moments are kept follows from the task; a run whose task has changed goes on without those it kept."""
    text = content.find("QuadrupedFlat", "Tasks", "task").read_text()
    for steps, seconds in ((48, 3), (96, 5)):
        changed = re.sub(r"m_StuckSeconds: .*", f"m_StuckSeconds: {seconds}", text, count=1)
        saved = train_changed(tmp_path, changed, steps, {"second_chances": 0.5})
    assert saved["steps"] == 96


def test_an_option_that_would_do_nothing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(AssetError, match="--cluster: not allowed without --workers or --engine both"):
        train(arguments(tmp_path, "a", cluster="localhost:6379"))


def test_an_engine_that_is_missing_takes_no_earlier_run_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Half of both engines is in processes of their own; what they would say is asked here, first."""
    train_until(arguments(tmp_path, "kept"), 48)
    monkeypatch.setitem(sys.modules, "clamber.physics.sapien_engine", None)
    with pytest.raises(ValueError, match="engine physx needs the package sapien"):
        train(arguments(tmp_path, "kept", force=True, engine="both"))
    assert (tmp_path / "kept/QuadrupedFlat.onnx").is_file()
