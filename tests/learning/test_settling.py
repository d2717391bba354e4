"""What a run that begins with what another has learned keeps until its first updates are over."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest
import torch
from clamber.learning import settling
from clamber.learning.learner import Learner
from clamber.learning.network import SensorModel
from clamber.learning.settings import Hyperparameters, TrainerSettings
from tensordict import TensorDict
from torch import Tensor

SENSORS, ACTIONS, AGENTS, HORIZON = {"obs_0": 5, "obs_1": 4}, 3, 6, 8
SETTLED, STEP_SIZE_FOUND = 4, 2


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that a test sees them end."""
    monkeypatch.setattr(settling, "SETTLED", SETTLED)
    monkeypatch.setattr(settling, "STEP_SIZE_FOUND", STEP_SIZE_FOUND)


def a_learner() -> Learner:
    """Of small networks, whose normalisers have seen a little."""
    units = {name: (8,) for name in ("proprioception_units", "terrain_units", "trunk_units")}
    hyper = Hyperparameters(num_minibatches=2, **units)  # type: ignore[arg-type]
    settings = TrainerSettings("A", hyper, normalize=True, time_horizon=HORIZON)
    made = Learner(settings, SENSORS, ACTIONS, AGENTS, seed=1)
    draws = torch.Generator().manual_seed(1)
    for name, size in SENSORS.items():
        made.actor.normalizers[name].update(torch.randn(40, size, generator=draws))  # type: ignore[operator]
    made.see_alike()
    return made


def learn(learner: Learner, seed: int) -> None:
    """One update from a rollout in another world, where everything is larger."""
    draws = torch.Generator().manual_seed(seed)

    def seen() -> dict[str, Tensor]:
        return {name: 3.0 + 2.0 * torch.randn(AGENTS, size, generator=draws) for name, size in SENSORS.items()}

    storage = learner.ppo.storage
    for time in range(HORIZON):
        observations = seen()
        for name, values in observations.items():
            storage.observations[name][time] = values
        mean = learner.mean_action(list(observations.values()))
        deviation = learner.deviation().expand_as(mean)
        storage.actions[time] = mean + deviation * torch.randn(mean.shape, generator=draws)
        storage.rewards[time] = torch.randn(AGENTS, 1, generator=draws)
        for place, values in zip(storage.distribution_params, (mean, deviation), strict=True):  # type: ignore[arg-type]
            place[time] = values
    storage.step = HORIZON
    none = torch.zeros(0, dtype=torch.long)
    learner.update(seen(), {name: torch.zeros(0, size) for name, size in SENSORS.items()}, none, none, 0.0)


def weights(model: torch.nn.Module) -> list[Tensor]:
    """All that the optimiser moves."""
    return [parameter.detach().clone() for parameter in model.parameters()]


def means(learner: Learner, sensor: str) -> Tensor:
    """What a normaliser takes from a sensor's senses."""
    return learner.actor.scale(sensor)[0].clone()


def same(one: list[Tensor], other: list[Tensor]) -> bool:
    """Whether nothing has moved."""
    return all(torch.equal(mine, its) for mine, its in zip(one, other, strict=True))


def test_a_held_policy_is_the_same_function_while_its_value_function_learns() -> None:
    """Weights and normalisers; then both go on."""
    learner = a_learner()
    learner.settling.begin(learner.actor, hold=True)
    policy, eyes = weights(learner.actor), means(learner, "obs_1")
    for update in range(SETTLED):
        value = weights(learner.critic)
        learn(learner, update)
        assert same(weights(learner.actor), policy)
        assert torch.equal(means(learner, "obs_1"), eyes)
        assert torch.equal(learner.critic.scale("obs_1")[0], eyes)
        assert not same(weights(learner.critic), value)
    learn(learner, SETTLED)
    assert not same(weights(learner.actor), policy)
    assert not torch.equal(means(learner, "obs_1"), eyes)


def test_the_step_size_is_the_value_functions_until_the_policys_is_sought() -> None:
    """It stays as the settings have it, then it adapts."""
    learner = a_learner()
    learner.settling.begin(learner.actor, hold=True)
    for update in range(SETTLED - STEP_SIZE_FOUND):
        learn(learner, update)
        assert learner.ppo.learning_rate == pytest.approx(learner.settings.hyperparameters.learning_rate)
    learn(learner, SETTLED)
    assert learner.ppo.learning_rate != pytest.approx(learner.settings.hyperparameters.learning_rate)


def test_senses_that_nobody_knew_are_learned_of_as_from_nothing() -> None:
    """Beside them, those that were known stay; in the end all have been seen alike often."""
    learner = a_learner()
    known = {"obs_0": torch.ones(5, dtype=torch.bool), "obs_1": torch.tensor([True, True, False, False])}
    learner.settling.begin(learner.actor, hold=True, known=known)
    eyes = means(learner, "obs_1")
    for update in range(SETTLED):
        learn(learner, update)
    found = means(learner, "obs_1")
    assert torch.equal(found[:2], eyes[:2])
    assert found[2:] == pytest.approx([3.0, 3.0], abs=0.6)  # the mean of 192 draws, deviation 0.14
    counts = [int(learner.actor.normalizers[name].count) for name in SENSORS]  # type: ignore[union-attr, arg-type]
    assert counts == [40, settling.REMEMBERED]


def test_senses_that_never_vary_have_no_variance_below_nothing() -> None:
    """Learned of as from nothing, 400 of them, from means that they had in another run: rounding made some negative."""
    example = TensorDict({"obs_0": torch.zeros(2, 400)}, batch_size=[2])
    model = SensorModel(example, {"actor": ["obs_0"]}, "actor", 1, [4], "tanh", True, None, {"obs_0": [3]})
    normalizer: Any = model.normalizers["obs_0"]
    before, now = torch.linspace(0.5, 3.0, 400), torch.linspace(-1.0, 1.0, 400)
    normalizer._mean[0], normalizer._var[0] = before, 0.0
    normalizer.count.zero_()
    model.learn_scale("obs_0", now, torch.zeros(400), 1024)
    assert normalizer._std.isfinite().all()
    assert (normalizer._var >= 0.0).all()


def test_a_policy_that_is_not_held_learns_through_eyes_that_stay() -> None:
    """As where the value function is taken over too; what is settling is in the checkpoint."""
    learner, other = a_learner(), a_learner()
    learner.settling.begin(learner.actor, hold=False)
    policy, eyes = weights(learner.actor), means(learner, "obs_0")
    learn(learner, 0)
    assert not same(weights(learner.actor), policy)
    assert torch.equal(means(learner, "obs_0"), eyes)
    other.load_state(deepcopy(learner.state()))
    other.shuffling.set_state(learner.shuffling.get_state())
    assert other.settling.left == SETTLED - 1
    for update in range(1, SETTLED):
        learn(learner, update)
        learn(other, update)
    assert torch.equal(means(learner, "obs_0"), eyes)
    assert same(weights(learner.actor), weights(other.actor))
    learn(learner, SETTLED)
    assert not torch.equal(means(learner, "obs_0"), eyes)


def test_normalisers_that_learn_again_do_not_change_the_policy() -> None:
    """Nor its value function: first layers make up for it, to the end of the run, which a checkpoint may interrupt."""
    learner, resumed = a_learner(), a_learner()
    learner.settling.begin(learner.actor, hold=False)
    learner.ppo.schedule = resumed.ppo.schedule = "fixed"
    for one in (learner, resumed):
        one.ppo.set_learning_rate(0.0)
    draws = torch.Generator().manual_seed(9)
    seen = [torch.randn(AGENTS, size, generator=draws) for size in SENSORS.values()]

    def answers(asked: Learner) -> tuple[Tensor, Tensor]:
        known = [asked.critic.normalized(name, values) for name, values in zip(SENSORS, seen, strict=True)]
        return asked.mean_action(seen), asked.critic.mlp(asked.critic.encode(known)).detach()

    before = answers(learner)
    for update in range(SETTLED + 2):
        learn(learner, update)
    eyes = means(learner, "obs_1")
    resumed.load_state(deepcopy(learner.state()))
    resumed.ppo.set_learning_rate(0.0)  # a rate that does not adapt is the configuration's, also of a resumed run
    for update in range(3):
        learn(resumed, 100 + update)
    for one in (learner, resumed):
        assert (means(one, "obs_1") - means(a_learner(), "obs_1")).abs().max() > 0.5
        for now, then in zip(answers(one), before, strict=True):
            torch.testing.assert_close(now, then, atol=1e-5, rtol=1e-4)
    assert not torch.equal(means(resumed, "obs_1"), eyes)


def test_a_sense_that_never_varied_may_begin_to_in_a_new_run() -> None:
    """As a command does that was always the same. Its weights are those of nobody, so they are given up."""
    learner, new = a_learner(), a_learner()
    for normalizer in (one.normalizers["obs_0"] for one in (learner.actor, learner.critic)):
        normalizer._std[0, 2] = normalizer._var[0, 2] = 0.0  # type: ignore[index]
    always = means(learner, "obs_0")[2]
    seen = [torch.randn(AGENTS, size) for size in SENSORS.values()]
    seen[0][:, 2] = always
    before = learner.mean_action(seen)
    new.load_state(deepcopy(learner.state()), same_run=False)
    torch.testing.assert_close(new.mean_action(seen), before)
    seen[0][:, 2] = 4.0
    torch.testing.assert_close(new.mean_action(seen), before)
    for update in range(SETTLED):
        learn(new, update)
    assert float(means(new, "obs_0")[2]) == pytest.approx(3.0, abs=0.6)  # the mean of 192 draws, deviation 0.14
    assert not torch.equal(new.mean_action(seen), before)
