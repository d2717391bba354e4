"""A larger network begins as a smaller one: the same function, value and noise, and it can learn with what is new."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import torch
import yaml
from clamber.learning.growth import has_grown
from clamber.learning.learner import Learner
from clamber.learning.settings import Hyperparameters, Memory, TrainerSettings
from clamber.learning.train import TrainArguments, train

SENSORS, ACTIONS, AGENTS = {"obs_0": 5, "obs_1": 4}, 3, 6
Units = tuple[tuple[int, ...], tuple[int, ...], tuple[int, ...]]
SMALL: Units = ((8,), (4,), (8, 6))


def a_learner(units: Units, seed: int = 1, actions: int = ACTIONS, memory: Memory | None = None) -> Learner:
    """With networks of these units for body, terrain and both; their normalisers and answers are its own."""
    names = ("proprioception_units", "terrain_units", "trunk_units")
    hyper = Hyperparameters(num_minibatches=2, **dict(zip(names, units, strict=True)))  # type: ignore[arg-type]
    settings = TrainerSettings("A", hyper, normalize=True, time_horizon=4, memory=memory)
    made = Learner(settings, SENSORS, actions, AGENTS, seed)
    draws = torch.Generator().manual_seed(seed)
    for name, size in SENSORS.items():
        made.actor.normalizers[name].update(2.0 + torch.randn(40, size, generator=draws))  # type: ignore[operator]
    made.see_alike()
    with torch.no_grad():
        made.actor.mlp[-1].weight.mul_(50.0)
    return made


def seen(seed: int = 0) -> list[torch.Tensor]:
    draws = torch.Generator().manual_seed(seed)
    return [torch.randn(AGENTS, size, generator=draws) for size in SENSORS.values()]


def answers(learner: Learner, observations: list[torch.Tensor]) -> tuple[torch.Tensor, torch.Tensor]:
    """Mean actions and values."""
    critic = learner.critic
    normalized = [critic.normalized(name, one) for name, one in zip(SENSORS, observations, strict=True)]
    return learner.mean_action(observations), critic.mlp(critic.encode(normalized)).detach()


LARGER: list[Units] = [((8,), (16,), (8, 6)), ((12,), (4,), (8, 6)), ((8,), (4,), (16, 6)), ((9,), (5,), (10, 11))]


@pytest.mark.parametrize("units", LARGER)
def test_a_larger_network_begins_as_the_smaller(units: Units) -> None:
    small, large = a_learner(SMALL), a_learner(units, seed=2)
    small.explore_with(torch.tensor([0.1, 0.2, 0.3]))
    small.ppo.set_learning_rate(3e-5)
    large.load_state(small.state(), same_run=False)
    for expected, found in zip(answers(small, seen()), answers(large, seen()), strict=True):
        assert expected.abs().max() > 0.01
        torch.testing.assert_close(found, expected, atol=1e-5, rtol=1e-5)
    torch.testing.assert_close(large.deviation(), small.deviation())
    assert large.ppo.learning_rate == 3e-5


def test_new_units_see_and_can_be_learned_to_matter() -> None:
    """They differ from each other, and the gradient reaches the weights, 0 at first, by which they are heard."""
    small, large = a_learner(SMALL), a_learner(((8,), (16,), (8, 6)), seed=2)
    large.load_state(small.state(), same_run=False)
    actor = large.actor
    new = actor.encoders["obs_1"][0].weight[4:]
    assert torch.linalg.matrix_rank(new) == 4 and not actor.mlp[0].weight[:, 12:].any()
    normalized = [actor.normalized(name, one) for name, one in zip(SENSORS, seen(), strict=True)]
    actor.mlp(actor.encode(normalized)).square().sum().backward()
    assert (actor.mlp[0].weight.grad[:, 12:].abs().max(dim=0).values > 0.0).all()


@pytest.mark.parametrize("units", [((7,), (4,), (8, 6)), ((8,), (16,), (8, 5)), ((8,), (4,), (8, 6, 6))])
def test_what_is_smaller_or_of_other_layers_is_refused(units: Units) -> None:
    with pytest.raises(ValueError, match="not these settings' networks"):
        a_learner(units).load_state(a_learner(SMALL).state(), same_run=False)


def test_a_run_that_goes_on_does_not_grow() -> None:
    """Nor is anything grown where there is nothing new, another number of actions, or a memory."""
    with pytest.raises(ValueError, match="not these settings' networks"):
        a_learner(((8,), (16,), (8, 6))).load_state(a_learner(SMALL).state())
    state = a_learner(SMALL).actor.state_dict()
    assert has_grown(state, a_learner(((8,), (16,), (8, 6))).actor)
    assert not has_grown(state, a_learner(SMALL).actor)
    assert not has_grown(state, a_learner(((8,), (16,), (8, 6)), actions=4).actor)
    memory = a_learner(SMALL, memory=Memory(16)).actor.state_dict()
    assert not has_grown(memory, a_learner(((8,), (16,), (8, 6)), memory=Memory(16)).actor)


def test_clamber_train_goes_on_with_more_units(tmp_path: Path) -> None:
    """--initialize-from, nothing else said; the larger run can itself be resumed."""
    path = tmp_path / "small.yaml"
    hyper = {"proprioception_units": [8], "terrain_units": [4], "trunk_units": [8, 6], "num_minibatches": 2}
    entry = {"trainer_type": "clamber", "hyperparameters": hyper, "max_steps": 64, "time_horizon": 8}
    document = {"behaviors": {"Quadruped": entry}, "env_settings": {"env_args": ["--task=Quadruped", "--agents=4"]}}
    path.write_text(yaml.safe_dump(document))
    assert train(TrainArguments(path, run_id="small", results_dir=tmp_path)) == 0
    hyper["terrain_units"] = [32]
    path.write_text(yaml.safe_dump(document))
    begun = TrainArguments(path, run_id="large", results_dir=tmp_path, initialize_from="small")
    assert train(begun) == 0
    entry["max_steps"] = 128
    path.write_text(yaml.safe_dump(document))
    assert train(replace(begun, initialize_from="", resume=True)) == 0
