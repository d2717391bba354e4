"""Beginning with what another run has learned: its networks, normalisers, step size, noise and difficulties."""

from __future__ import annotations

import copy
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml
from clamber.assets.loading import asset_text, load_task
from clamber.assets.task import CurriculumMode
from clamber.learning.configuration import read_configuration
from clamber.learning.learner import Learner
from clamber.learning.results import RunFolder, checkpoint_bytes, read_checkpoint, write_whole
from clamber.learning.train import TrainArguments, Training, train

from tests.learning.tiny_run import DOCUMENT, arguments, config, same


def test_starting_from_another_run(whole: Path, tmp_path: Path) -> None:
    """--initialize-from takes weights and normalisers, by run id or by file, and counts steps from 0.

    Senses that were always the same, as the command, have no weight any more.
    """
    origin = whole / "whole/QuadrupedFlat/checkpoint.pt"
    expected = read_checkpoint(origin)["learner"]["actor_state_dict"]
    for name in ("obs_0", "obs_1"):
        varied = expected[f"normalizers.{name}._std"][0] > 1e-3
        assert not varied.all()
        expected[f"encoders.{name}.0.weight"] *= varied
        expected[f"normalizers.{name}.count"].zero_()  # until it has seen what those senses do now
    (tmp_path / "renamed/OtherBehavior").mkdir(parents=True)
    shutil.copy(origin, tmp_path / "renamed/OtherBehavior/checkpoint.pt")
    for told in (
        arguments(tmp_path, "file", initialize_from=str(origin)),
        TrainArguments(config(tmp_path), run_id="next", initialize_from="whole", results_dir=whole, threads=2),
        TrainArguments(config(tmp_path), run_id="after", initialize_from="renamed", results_dir=tmp_path, threads=2),
    ):
        folder = RunFolder(told.results_dir, told.run_id, "QuadrupedFlat")
        with Training(read_configuration(told.config), folder, told) as training:
            assert training.steps == 0
            assert same(dict(training.learner.actor.state_dict()), dict(expected))


def test_a_new_world_soon_weighs_more_than_all_that_was_seen_before(whole: Path) -> None:
    """A run that begins with another's networks counts what its normalisers saw as a million samples at most."""
    checkpoint = whole / "whole/QuadrupedFlat/checkpoint.pt"
    saved = read_checkpoint(checkpoint)
    for part in ("actor_state_dict", "critic_state_dict"):
        for name in ("obs_0", "obs_1"):
            saved["learner"][part][f"normalizers.{name}._std"].fill_(1.0)  # whatever there is to see has varied
        saved["learner"][part]["normalizers.obs_1.count"].fill_(50_000_000)
    origin = whole / "much.pt"
    write_whole(origin, checkpoint_bytes(saved))
    told = arguments(whole, "new", initialize_from=str(origin))
    with Training(read_configuration(told.config), RunFolder(whole, "new", "QuadrupedFlat"), told) as training:
        for model in (training.learner.actor, training.learner.critic):
            normalizers: dict[str, Any] = dict(model.normalizers.items())
            counts = {name: int(one.count) for name, one in normalizers.items()}
            assert counts["obs_1"] == 1_000_000
            assert 0 < counts["obs_0"] < 1_000_000


def test_another_runs_step_size_goes_on(whole: Path) -> None:
    """The optimiser is taken over, and the step size where it adapts: the first one would undo what was learned."""
    settings = read_configuration(config(whole)).trainer
    saved = read_checkpoint(whole / "whole/QuadrupedFlat/checkpoint.pt")["learner"] | {"learning_rate": 2.5e-5}
    sizes = {name: saved["actor_state_dict"][f"normalizers.{name}._mean"].shape[1] for name in ("obs_0", "obs_1")}
    for schedule, expected in (("adaptive", 2.5e-5), ("constant", 7e-4), ("linear", 7e-4)):
        hyper = replace(settings.hyperparameters, learning_rate=7e-4, learning_rate_schedule=schedule)
        learner = Learner(replace(settings, hyperparameters=hyper), sizes, 12, 4, seed=1)
        learner.load_state(saved, same_run=False)
        state = learner.state()["optimizer_state_dict"]
        assert [group["lr"] for group in state["param_groups"]] == [expected] == [learner.ppo.learning_rate]
        assert same(state["state"], saved["optimizer_state_dict"]["state"])


def test_another_runs_noise_is_cut_to_this_ones_most(whole: Path) -> None:
    """max_std: the noise of a run to begin with is cut to it, and goes on being learned from there."""
    settings = read_configuration(config(whole)).trainer
    cut = replace(settings, hyperparameters=replace(settings.hyperparameters, init_std=0.1, max_std=0.1))
    saved = read_checkpoint(whole / "whole/QuadrupedFlat/checkpoint.pt")["learner"]
    sizes = {name: saved["actor_state_dict"][f"normalizers.{name}._mean"].shape[1] for name in ("obs_0", "obs_1")}
    learner = Learner(cut, sizes, 12, 4, seed=1)
    assert (saved["actor_state_dict"]["distribution.std_param"] > 0.15).all()
    learner.load_state(saved, same_run=False)
    assert learner.deviation().tolist() == pytest.approx([0.1] * 12)
    learner.actor.distribution.std_param.data.sub_(0.02)
    assert learner.deviation().tolist() == pytest.approx([0.08] * 12)


def test_agents_go_on_at_the_difficulty_that_a_run_had_reached(tmp_path: Path) -> None:
    """Where each agent climbs by itself, --initialize-from takes that up too, whatever the number of agents."""
    lessons = tmp_path / "Lessons.asset"
    task = load_task("Quadruped")
    fixed = replace(task.curriculum, mode=CurriculumMode.LESSON)
    lessons.write_text(asset_text(replace(task, curriculum=fixed), "Lessons"))

    def told(run_id: str, task_name: str, agents: int, **changes: Any) -> TrainArguments:
        document = copy.deepcopy(DOCUMENT)
        document["behaviors"] = {"Quadruped": {**document["behaviors"]["QuadrupedFlat"], "max_steps": 48}}
        del document["environment_parameters"]
        document["env_settings"] = {"env_args": ["--task", task_name, "--agents", str(agents)]}
        path = tmp_path / f"{run_id}.yaml"
        path.write_text(yaml.safe_dump(document))
        return TrainArguments(path, seed=1, run_id=run_id, results_dir=tmp_path, threads=2, **changes)

    def begun(arguments: TrainArguments) -> list[float]:
        folder = RunFolder(tmp_path, arguments.run_id, "Quadruped")
        with Training(read_configuration(arguments.config), folder, arguments) as training:
            training.begin()
            return sorted(value for group in training.collector.difficulties() for value in group)

    assert train(told("climb", "Quadruped", 6)) == 0
    origin = tmp_path / "climb/Quadruped/checkpoint.pt"
    saved = read_checkpoint(origin)
    saved["difficulties"] = [[0.1, 0.2, 0.3], [0.4, 0.5, 0.6]]
    write_whole(origin, checkpoint_bytes(saved))
    reached = begun(told("on", "Quadruped", 9, initialize_from="climb"))
    assert reached == pytest.approx([0.1, 0.1, 0.2, 0.2, 0.3, 0.3, 0.4, 0.5, 0.6])
    # Where lessons say the difficulty, nobody would ever promote an agent from what another run had reached.
    assert set(begun(told("lessons", str(lessons), 9, initialize_from="climb"))) == {fixed.difficulty}
