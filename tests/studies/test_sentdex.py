"""TD3, SAC and NEAT leave brains that act as they do, and the study is whole."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
import pytest
import torch
from clamber.assets.loading import load_body, load_task
from clamber.evaluation.episodes import live_episodes
from clamber.evaluation.evaluate import evaluate
from clamber.learning.configuration import check_configuration
from clamber.learning.onnx_export import graph_bytes
from clamber.learning.results import read_checkpoint
from clamber.studies import sentdex
from clamber.studies.changes import Change, both
from clamber.studies.condition import Condition, Measure
from clamber.studies.episode_curves import EpisodeCurves
from clamber.studies.lanes import Lanes
from clamber.studies.neat_probe import Evolved, distances, learned_by, train_on
from clamber.studies.off_policy import SAC, TD3, OffPolicy, graph_of, learned_with, make
from clamber.studies.run import Run
from clamber.studies.sparse_network import Node, SparseNetwork
from clamber.tasks.environment import ClamberVectorEnv
from stable_baselines3.common.vec_env import VecNormalize

WALK = Measure("walk", episodes=4)
SMALL = {"symmetry": "none", "num_minibatches": 2}


def ends(**limits: Any) -> Change:
    """Other endings (fields of ``Endings``)."""
    return lambda task: replace(task, endings=replace(task.endings, **limits))


def a_run(root: Path, name: str, steps: int, **fields: Any) -> Run:
    """A run of a condition on level ground with few agents."""
    condition = Condition(
        name, "told", "bittle.yaml", steps, (WALK,), both(sentdex.PLAIN, ends(time_limit=1.0)),
        {"hyperparameters": SMALL, "time_horizon": 8}, {"--course": "Flat", "--agents": "4"}, **fields,
    )  # fmt: skip
    return Run("sentdex", condition, 1, root, steps, 4, True)


@pytest.mark.parametrize("told", [TD3, SAC], ids=["td3", "sac"])
def test_an_off_policy_brain_acts_as_its_policy(told: OffPolicy, tmp_path: Path) -> None:
    """The library's own deterministic answer to the same raw senses, from ONNX Runtime; actions within [-1, 1]."""
    env = ClamberVectorEnv("Bittle", 3, seed=1)
    try:
        normalised = VecNormalize(Lanes(env), norm_reward=False)
        settings = (*told.settings, ("policy_kwargs", {"net_arch": [16]}))
        model = make(replace(told, agents=3, gradient_steps=1, settings=settings), normalised, 60, seed=2)
        model.learn(60)
        actions = env.measures.actions
        content = graph_bytes(graph_of(model, normalised, actions), {"obs_0": 42, "obs_1": 78}, {})
    finally:
        env.close()
    raw = np.random.default_rng(0).normal(0.0, 3.0, (11, 120)).astype(np.float32)
    expected, _ = model.predict(normalised.normalize_obs(raw), deterministic=True)
    session = onnxruntime.InferenceSession(content)
    found = session.run(["deterministic_continuous_actions"], {"obs_0": raw[:, :42], "obs_1": raw[:, 42:]})[0]
    np.testing.assert_allclose(found, expected, atol=1e-5)
    assert np.abs(found).max() <= 1.0


def test_an_off_policy_run_leaves_a_brain_that_evaluates(tmp_path: Path) -> None:
    """Its record tells steps, seconds and curves; `clamber evaluate` takes the brain."""
    few = OffPolicy("TD3", 4, 1, (("noise", 0.1), ("batch_size", 8), ("policy_kwargs", {"net_arch": [8]})))
    run = a_run(tmp_path, "td3", 600, learn=learned_with(few))
    record = run.live()
    assert record["steps"] >= 600
    assert record["seconds"] > 0.0
    assert record["curves"]["Episode/distance"][-1][0] <= record["steps"]
    assert record["measures"]["walk"]["episodes"] == 4
    assert evaluate(run.brain, str(run.task_path), episodes=2)["episodes"] == 2
    assert run.read_record() == record


def test_what_evolved_is_trained_on(tmp_path: Path) -> None:
    """NEAT leaves a brain and a checkpoint; PPO begins with those weights in networks that fit them."""
    neat = a_run(tmp_path, "neat", 150, learn=learned_by(population=8, life=0.2))
    record = neat.live()
    assert record["generations"] >= 1
    assert record["steps"] >= 150
    assert record["measures"]["walk"]["episodes"] == 4
    again = a_run(tmp_path / "again", "neat", 150, learn=learned_by(population=8, life=0.2)).live()
    assert again["curves"] == record["curves"]
    assert [step for step, _ in record["curves"]["Episode/distance"]] == [
        step for step, _ in record["curves"]["Environment/Best of generation"]
    ]
    later = a_run(tmp_path, "neat-ppo", 32, start="neat", learn=train_on).live()
    assert "neat-1/checkpoint.pt" in later["command"]
    evolved = read_checkpoint(neat.folder / "checkpoint.pt")["learner"]["actor_state_dict"]
    trained = read_checkpoint(tmp_path / "neat-ppo-1/Bittle/checkpoint.pt")["learner"]["actor_state_dict"]
    assert {name: value.shape for name, value in evolved.items()} == {name: v.shape for name, v in trained.items()}
    moved = [float((evolved[name] - trained[name]).abs().max()) for name in evolved if name.startswith("mlp")]
    assert 0.0 < max(moved) < 0.1


class OneForAll:
    """A network that every agent acts by, worked out one agent after the other."""

    def __init__(self, network: SparseNetwork) -> None:
        self._network = network

    def act(self, proprioception: np.ndarray, _terrain: np.ndarray) -> np.ndarray:
        """What it does with each row."""
        return np.array([self._network.activate(row) for row in proprioception.tolist()], np.float32)

    def forget(self, _done: np.ndarray | None = None) -> None:
        """It remembers nothing."""


def test_each_generations_best_is_told_by_whole_episodes() -> None:
    """Networks that turn one joint this way and that: each one's metres are those of an env of its own."""
    env = ClamberVectorEnv("Bittle", 4, seed=0)
    try:
        size, actions = env.final_observations["proprioception"].shape[1], env.measures.actions
        bests = tuple(
            SparseNetwork(size, (Node(bias, ((0, 0.5),)),), (size, *[None] * (actions - 1))) for bias in (-1.0, 1.0)
        )
        evolved = Evolved(bests[0], np.zeros(size), np.ones(size), 0, 2, (), bests)
        both = distances(env, evolved, seed=3)
        lived = live_episodes(env, OneForAll(bests[1]), 1, 3)
    finally:
        env.close()
    assert both[1] == pytest.approx(float(lived["distance"][1::2].mean()), abs=1e-9)
    assert both[0] != pytest.approx(both[1], abs=1e-6)


@pytest.mark.parametrize(
    ("learn", "package"), [(learned_with(SAC), "stable-baselines3"), (learned_by(), "neat-python")]
)
def test_a_library_that_is_missing_is_named(
    learn: Any, package: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In one line that says how to get it."""
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(ValueError, match=rf"one: needs the package {package}: pip install '\./python\[studies\]'"):
        learn(a_run(tmp_path, "one", 10))


def test_lanes_tell_the_last_observation_and_whether_time_was_up() -> None:
    """What bootstrapping needs, and the episodes that ended."""
    task = load_task("Bittle")
    env = ClamberVectorEnv(replace(task, endings=replace(task.endings, time_limit=0.1)), 2, seed=0)
    lanes = Lanes(env)
    lanes.reset()
    infos: list[dict[str, Any]] = []
    for _ in range(5):
        _, _, done, infos = lanes.step(np.zeros((2, 8), np.float32))
    assert done.all()
    assert [info["TimeLimit.truncated"] for info in infos] == [True, True]
    assert infos[0]["terminal_observation"].shape == (120,)
    (ended,) = lanes.ended
    assert ended["time_out"].tolist() == [True, True]
    env.close()


def test_curves_are_means_of_the_episodes_that_ended(capsys: pytest.CaptureFixture[str]) -> None:
    """A point per interval with episodes in it, and a line on screen; an interval without one waits for the next."""
    curves = EpisodeCurves("a run", steps=6000)

    def told(*values: float) -> dict[str, Any]:
        return {name: np.array(values) for name in ("return", "distance", "success", "fell", "difficulty")}

    with curves:
        curves.add(50, [told(1.0)])
        curves.add(70, [told(2.0, 6.0)])
        curves.add(110, [])
        curves.add(30, [told(5.0)])
    assert curves.curves["Episode/distance"] == [[120, 3.0], [260, 5.0]]
    title, *lines = capsys.readouterr().out.splitlines()
    assert title == "a run"
    assert [line.split(" of ")[0] for line in lines] == ["120", "260"]
    assert "distance 5.0 m" in lines[1]


def test_every_switch_changes_one_thing() -> None:
    """Against plain PPO: a term more, or an entry of the trainer; the task is the same otherwise."""
    study = sentdex.STUDY
    plain = study.condition("ppo")
    for one in sentdex.SWITCHES:
        terms = {term.name for term in one.change(load_task("Bittle")).rewards}
        more = terms - {"forward_progress", "termination"}
        assert (len(more) == 1) != (one.trainer != plain.trainer), one.name
        document = Run("sentdex", one, 1, Path("nowhere"), 1).document()
        trainer = check_configuration(document, one.name).trainer
        assert (trainer.memory is not None) == (one.name == "lstm")
        assert (trainer.hyperparameters.symmetry == "none") == (one.name != "mirror")
    assert {term.name for term in study.condition("recipe").change(load_task("Bittle")).rewards} >= set(sentdex.WISHES)


def test_the_body_is_as_long_as_it_is_published() -> None:
    """Bittle is about 0.2 m long; the quadruped's trunk alone is 0.6 m or so."""
    assert 0.15 < sentdex.body_length(load_body("Bittle")) < 0.22


@pytest.fixture(autouse=True)
def _as_many_threads_as_before() -> Any:
    """Training sets PyTorch to one thread."""
    before = torch.get_num_threads()
    yield
    torch.set_num_threads(before)
