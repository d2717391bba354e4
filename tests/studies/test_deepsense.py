"""Policies are blended as the formulas say, pupils learn what teachers do, and every brain is one file that acts so."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
import pytest
import torch
from clamber.assets.loading import asset_text, load_task
from clamber.learning.learner import Learner
from clamber.learning.onnx_export import brain_bytes
from clamber.learning.settings import Hyperparameters, TrainerSettings
from clamber.studies import deepsense
from clamber.studies.blended_policy import BlendedLearner, FrozenPolicy, GatedTrunk, HandOverTrunk, plain_state
from clamber.studies.blended_training import gate_of, setting_of
from clamber.studies.condition import Measure
from clamber.studies.imitation import Imitation
from clamber.studies.run import Run, merged
from clamber.studies.together import Together

SENSORS, ACTIONS, AGENTS = {"obs_0": 5, "obs_1": 4}, 3, 6


def settings(units: int = 8) -> TrainerSettings:
    """A behavior with small networks."""
    layers = {name: (units,) for name in ("proprioception_units", "terrain_units", "trunk_units")}
    hyper = Hyperparameters(num_minibatches=2, num_epoch=2, **layers)  # type: ignore[arg-type]
    return TrainerSettings("Runner", hyper, normalize=True, time_horizon=4)


def a_policy(seed: int) -> Learner:
    """Whose answers differ, and whose normalisers are not the identity."""
    learner = Learner(settings(), SENSORS, ACTIONS, AGENTS, seed)
    draws = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        learner.actor.mlp[-1].weight.mul_(60.0)
        for name, size in SENSORS.items():
            batch = 2.0 + 3.0 * torch.randn(50, size, generator=draws)
            learner.actor.normalizers[name].update(batch)  # type: ignore[operator]
    return learner


def seen(seed: int = 0, rows: int = AGENTS) -> list[torch.Tensor]:
    """Raw observations."""
    draws = torch.Generator().manual_seed(seed)
    return [2.0 + 3.0 * torch.randn(rows, size, generator=draws) for size in SENSORS.values()]


def blended(trunk: Any, blind: bool = False) -> tuple[BlendedLearner, FrozenPolicy]:
    """A learner upon a policy, with normalisers of its own that are not the base's."""
    base = FrozenPolicy(a_policy(1).actor, blind)
    learner = BlendedLearner(settings(16), SENSORS, ACTIONS, AGENTS, 2, base, trunk)
    for name, values in zip(SENSORS, seen(9, 40), strict=True):
        learner.actor.normalizers[name].update(1.0 + 2.0 * values)  # type: ignore[operator]
    return learner, base


def fill(learner: Learner, reward: Any) -> None:
    """A rollout of actions drawn by the policy."""
    draws = torch.Generator().manual_seed(3)
    storage = learner.storage
    for time in range(learner.horizon):
        observations = seen(time)
        for name, values in zip(SENSORS, observations, strict=True):
            storage.observations[name][time] = values
        action, drawn_with = learner.explore(learner.output(observations)[0], draws)
        storage.actions[time] = action
        assert storage.distribution_params is not None
        for place, values in zip(storage.distribution_params, drawn_with, strict=True):
            place[time] = values
        storage.rewards[time, :, 0] = reward(action)
        storage.dones[time] = 0


def learn(learner: Learner) -> None:
    """An update from that rollout."""
    none = torch.zeros(0, dtype=torch.long)
    learner.reseed(0, 0)
    learner.update(dict(zip(SENSORS, seen(7), strict=True)), {}, none, none, 0.0)


def test_a_gate_that_is_shut_leaves_the_runner_alone_and_an_open_one_adds_all() -> None:
    """The sum base + gate * correction, by hand."""
    learner, base = blended(GatedTrunk)
    last = learner.actor.mlp.own[-1]
    with torch.no_grad():
        last.weight.zero_()
        last.bias.copy_(torch.tensor([0.5, -0.25, 1.0, -40.0]))
        np.testing.assert_allclose(learner.mean_action(seen()), base(seen()), atol=1e-5)
        last.bias[-1] = 40.0
        whole = base(seen()) + torch.tensor([0.5, -0.25, 1.0])
        np.testing.assert_allclose(learner.mean_action(seen()), whole, atol=1e-5)
        last.bias[-1] = 0.0
        half = base(seen()) + torch.tensor([0.25, -0.125, 0.5])
    np.testing.assert_allclose(learner.mean_action(seen()), half, atol=1e-5)


def test_a_correction_begins_as_hardly_any() -> None:
    """A network that has not learned anything must not trip the runner."""
    learner, base = blended(GatedTrunk)
    assert (learner.mean_action(seen()) - base(seen())).abs().max() < 0.02
    assert base(seen()).abs().max() > 0.2


def test_a_blind_runner_does_not_see_the_terrain() -> None:
    """Only one that is not blind answers to other terrain."""
    body, terrain = seen()
    actor = a_policy(1).actor
    sighted, blind = FrozenPolicy(actor), FrozenPolicy(actor, blind=True)
    assert torch.equal(blind([body, terrain]), blind([body, terrain + 1.0]))
    assert not torch.allclose(sighted([body, terrain]), sighted([body, terrain + 1.0]))


def test_what_is_told_beyond_the_limit_is_built_upon_as_it_is() -> None:
    """A muscle that is told 2 stays tense under noise; cut off at 1, it would be slack half of the time."""
    runner = a_policy(1)
    with torch.no_grad():
        runner.actor.mlp[-1].bias.fill_(2.0)
    own = runner.mean_action(seen())
    learner = BlendedLearner(settings(16), SENSORS, ACTIONS, AGENTS, 2, FrozenPolicy(runner.actor), GatedTrunk)
    assert own.max() > 1.5
    np.testing.assert_allclose(learner.mean_action(seen()), own, atol=0.02)


@pytest.mark.parametrize("trunk", [GatedTrunk, HandOverTrunk])
def test_learning_changes_the_own_network_and_never_the_base(trunk: Any) -> None:
    """Weights and normalisers of the base stay; paid for its first action, the policy does more of it."""
    learner, base = blended(trunk)
    if trunk is HandOverTrunk:
        learner.actor.mlp.share = 0.5
    before = {name: values.clone() for name, values in base.state_dict().items()}
    first = learner.mean_action(seen(1))[:, 0].mean()
    for _ in range(20):
        fill(learner, lambda action: action[:, 0])
        learn(learner)
    assert all(torch.equal(values, before[name]) for name, values in base.state_dict().items())
    assert learner.mean_action(seen(1))[:, 0].mean() > first + 0.02


def test_the_hand_over_goes_from_the_base_to_the_own_network() -> None:
    """At share 0, a quarter, and 1; a plain learner then acts the same, without any base."""
    learner, base = blended(HandOverTrunk)
    trunk = learner.actor.mlp
    with torch.no_grad():
        trunk.own[-1].weight.mul_(50.0)
    told = base(seen())
    np.testing.assert_allclose(learner.mean_action(seen()), told, atol=1e-5)
    trunk.share = 1.0
    own = learner.mean_action(seen()).clone()
    assert (own - told).abs().max() > 0.1
    trunk.share = 0.25
    np.testing.assert_allclose(learner.mean_action(seen()), 0.75 * told + 0.25 * own, atol=1e-5)
    plain = Learner(settings(16), SENSORS, ACTIONS, AGENTS, 5)
    plain_state(learner, plain)
    np.testing.assert_allclose(plain.mean_action(seen()), own, atol=1e-5)


@pytest.mark.parametrize("trunk", [GatedTrunk, HandOverTrunk])
def test_a_blend_is_one_brain_file(trunk: Any) -> None:
    """ONNX Runtime answers as PyTorch does, for raw observations of another batch size."""
    learner, _ = blended(trunk)
    if trunk is HandOverTrunk:
        learner.actor.mlp.share = 0.4
    session = onnxruntime.InferenceSession(brain_bytes(learner.actor, SENSORS, ACTIONS, {}))
    body, terrain = seen(4, 11)
    found = session.run(
        ["deterministic_continuous_actions"], {"obs_0": body.numpy(), "obs_1": terrain.numpy()}
    )[0]
    np.testing.assert_allclose(found, learner.mean_action([body, terrain]).clamp(-1.0, 1.0), atol=1e-5)


def test_gates_are_told_apart_by_what_is_in_sight() -> None:
    """A gate that opens with the first floor sample: 0.5 on the level, nearly 1 where that sample is high."""
    learner, _ = blended(GatedTrunk)
    actor, trunk = learner.actor, learner.actor.mlp
    storage = learner.storage
    storage.observations["obs_0"].zero_()
    storage.observations["obs_1"].zero_()
    storage.observations["obs_1"][0, :, 0] = 0.5
    # What the trunk's own network is given in the two cases, and weights that answer 0 and 10 for the gate.
    with torch.no_grad():
        level, high = (
            actor.encode([actor.normalized(name, storage.observations[name][time]) for name in SENSORS])[:1, :-ACTIONS]
            for time in (1, 0)
        )
        low, top = (torch.nn.Sequential(*list(trunk.own)[:-1])(values) for values in (level, high))
        direction = top - low
        trunk.own[-1].weight[-1] = 10.0 * direction[0] / direction.square().sum()
        trunk.own[-1].bias[-1] = -(trunk.own[-1].weight[-1] @ low[0])
    told = gate_of(learner)
    assert told["level"] == pytest.approx(0.5, abs=1e-3)
    assert told["boulder"] > 0.99


def test_a_pupil_learns_what_it_is_told() -> None:
    """The difference from a linear teacher falls to a hundredth of what it was."""
    learner = Learner(settings(32), SENSORS, ACTIONS, AGENTS, 1)
    imitation = Imitation(learner.actor.encoders, learner.actor.mlp, 3e-3, 0)
    observations = [values - 2.0 for values in seen(0, 400)]
    told = 0.1 * observations[0][:, :3] - 0.05 * observations[1][:, :3]
    imitation.remember(observations, told)
    first = imitation.learn(observations, told, 4)
    for _ in range(120):
        raw, right = imitation.draw(200)
        last = imitation.learn(raw, right, 2)
    assert last < 0.03 * first


def test_what_is_remembered_has_its_room() -> None:
    """Beyond it new samples take old ones' places, and a sample keeps its answer."""
    learner = Learner(settings(), SENSORS, ACTIONS, AGENTS, 1)
    imitation = Imitation(learner.actor.encoders, learner.actor.mlp, 1e-3, 0)
    for step in range(5):
        body = torch.full((4, 5), float(step))
        imitation.remember([body, torch.zeros(4, 4)], body[:, :3] * 2.0, room=10)
        assert imitation.remembered == min(10, 4 * (step + 1))
    raw, told = imitation.draw(64)
    assert torch.equal(told, raw[0][:, :3] * 2.0)
    assert raw[0].max() == 4.0


def test_the_chain_of_blends_runs_and_leaves_brains(tmp_path: Path) -> None:
    """Runner, correction, and the big network in three ways, each from what the one before has left."""
    contest = Measure("contest", task="Runner", episodes=2)
    records = {}
    for name in ("run", "correction", "hand-over", "cloning", "dagger"):
        condition = deepsense.STUDY.condition(name)
        condition = replace(
            condition, start=condition.start if records else "", measures=(contest,), arguments={"--agents": "4"},
            trainer=merged(condition.trainer, {"time_horizon": 8}),
        )  # fmt: skip
        run = Run("deepsense", condition, 1, tmp_path, 64, 2, True)
        records[name] = run.live()
        assert run.brain.is_file()
        assert records[name]["measures"]["contest"]["episodes"] == 2
    assert 0.4 < records["correction"]["gate"]["level"] < 0.6


def test_pupils_live_under_the_conditions_own_parameters(tmp_path: Path) -> None:
    """What a condition says of its environment holds for who learns by watching, too."""
    condition = deepsense.STUDY.condition("cloning")
    condition = replace(condition, environment={"difficulty": 0.25}, arguments={"--agents": "4"})
    with setting_of(Run("deepsense", condition, 1, tmp_path, 64)) as setting, Together(setting.environments) as world:
        world.reset(1)
        assert [list(env.courses.difficulty) for env in setting.environments] == [[0.25, 0.25], [0.25, 0.25]]


def test_a_missing_teacher_is_named(tmp_path: Path) -> None:
    """One line, with the folder."""
    condition = replace(deepsense.STUDY.condition("correction"), arguments={"--agents": "4"})
    with pytest.raises(ValueError, match="run-1: correction begins with its checkpoint"):
        Run("deepsense", condition, 1, tmp_path, 64, 2, True).live()


def test_the_study_is_whole() -> None:
    """Whoever starts from another comes later; ways to teach the big network differ in nothing but the way."""
    names = [one.name for one in deepsense.STUDY.conditions]
    for one in deepsense.STUDY.conditions:
        assert not one.start or names.index(one.start) < names.index(one.name)
    taught = [deepsense.STUDY.condition(name) for name in ("hand-over", "cloning", "dagger")]
    assert len({one.steps for one in taught}) == 1
    documents = [Run("deepsense", replace(one, name="x"), 1, Path("nowhere"), 1).document() for one in taught]
    assert documents[0] == documents[1] == documents[2]
    assert documents[0]["environment_parameters"] == {"difficulty": 1.0}
    for table in deepsense.STUDY.tables:
        assert set(table.conditions) <= set(names)


def test_the_careful_runner_is_trained_as_its_task_pays() -> None:
    """What the study trains is the task in the game, but for its names."""
    trained, task = deepsense.PRACTISED(load_task("Runner")), load_task("RunnerCareful")
    names = {"behavior_name": trained.behavior_name, "description": trained.description}
    assert asset_text(replace(task, **names), "A") == asset_text(trained, "A")
