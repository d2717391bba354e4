"""The learner against rsl_rl itself on the same data, and against arithmetic done by hand."""

from __future__ import annotations

import copy
from typing import Any

import pytest
import torch
from clamber.learning.network import SensorModel
from clamber.learning.noise import ActionNoise
from clamber.learning.ppo import SensorPPO
from clamber.learning.samples import MirrorTensors
from rsl_rl.algorithms import PPO
from rsl_rl.extensions import Symmetry
from rsl_rl.storage import RolloutStorage
from tensordict import TensorDict

STEPS, AGENTS, ACTIONS = 6, 8, 3
SENSORS = {"proprioception": 5, "terrain": 4}
SETTINGS: dict[str, Any] = {
    "num_learning_epochs": 3,
    "num_mini_batches": 2,
    "gamma": 0.9,
    "lam": 0.8,
    "entropy_coef": 0.01,
    "learning_rate": 1e-3,
    "desired_kl": 0.01,
}


def observations(seed: int, *shape: int) -> TensorDict:
    """Observations drawn from a seed, (*shape, size) per sensor."""
    generator = torch.Generator().manual_seed(seed)
    return TensorDict(
        {name: torch.randn(*shape, size, generator=generator) for name, size in SENSORS.items()}, batch_size=shape
    )


def models(seed: int = 0) -> tuple[SensorModel, SensorModel]:
    """An actor and a critic with weights drawn from a seed, and normalisers that have seen something."""
    torch.manual_seed(seed)
    groups = {"actor": list(SENSORS), "critic": list(SENSORS)}
    common: dict[str, Any] = {
        "hidden_dims": [8, 8],
        "encoder_units": {"proprioception": [7], "terrain": [6, 5]},
        "obs_normalization": True,
    }
    noise = {"class_name": ActionNoise, "init_std": 0.4}
    example = observations(1, AGENTS)
    actor = SensorModel(example, groups, "actor", ACTIONS, distribution_cfg=noise, **common)
    critic = SensorModel(example, groups, "critic", 1, **common)
    for model in (actor, critic):
        model.train()
        model.update_normalization(observations(2, 50) * 2.0 + 1.0)
    return actor, critic


def mirror() -> MirrorTensors:
    """Some mirror: pairs change places, some with a change of sign."""
    return MirrorTensors(
        (
            (torch.tensor([1, 0, 2, 4, 3]), torch.tensor([1.0, 1.0, -1.0, -1.0, -1.0])),
            (torch.tensor([3, 2, 1, 0]), torch.ones(4)),
        ),
        (torch.tensor([1, 0, 2]), torch.tensor([1.0, 1.0, -1.0])),
    )


def storage() -> RolloutStorage:
    """Room for a rollout."""
    return RolloutStorage("rl", AGENTS, STEPS, observations(1, AGENTS), [ACTIONS])


def rollout() -> dict[str, torch.Tensor | TensorDict]:
    """Rewards, endings, noise and observations of a rollout, without time-outs."""
    generator = torch.Generator().manual_seed(3)
    return {
        "observations": observations(4, STEPS + 1, AGENTS),
        "rewards": torch.randn(STEPS, AGENTS, generator=generator),
        "dones": torch.rand(STEPS, AGENTS, generator=generator) < 0.2,
        "noise": torch.randn(STEPS, AGENTS, ACTIONS, generator=generator),
    }


def live_through(ppo: SensorPPO, data: dict[str, Any]) -> None:
    """Fills the storage as a collector does."""
    store = ppo.storage
    store.distribution_params = (torch.zeros(STEPS, AGENTS, ACTIONS), torch.zeros(STEPS, AGENTS, ACTIONS))
    with torch.no_grad():
        for time in range(STEPS):
            seen = data["observations"][time]
            store.observations[time] = seen
            mean = ppo.actor(seen)
            std = ppo.std()
            store.distribution_params[0][time] = mean
            store.distribution_params[1][time] = std
            store.actions[time] = mean + std * data["noise"][time]
            store.rewards[time, :, 0] = data["rewards"][time]
            store.dones[time, :, 0] = data["dones"][time]


def live_through_rsl(ppo: PPO, data: dict[str, Any], actions: torch.Tensor) -> None:
    """The same rollout by rsl_rl's own steps."""
    ppo.actor.distribution.sample = None  # the actions are given
    with torch.no_grad():
        for time in range(STEPS):
            seen = data["observations"][time]
            ppo.actor.distribution.sample = lambda time=time: actions[time]
            ppo.act(seen)
            ppo.process_env_step(data["observations"][time + 1], data["rewards"][time], data["dones"][time], {})
    del ppo.actor.distribution.sample


def mirrored(
    env: object, obs: TensorDict | None = None, actions: torch.Tensor | None = None
) -> tuple[TensorDict | None, torch.Tensor | None]:
    """What rsl_rl's Symmetry asks of a task: everything, then its mirror image."""
    reflect = mirror()
    if obs is not None:
        both = {
            name: torch.cat([obs[name], reflect.observation(index, obs[name])]) for index, name in enumerate(SENSORS)
        }
        obs = TensorDict(both, batch_size=[2 * len(obs)])
    if actions is not None:
        actions = torch.cat([actions, reflect.actions(actions)])
    return obs, actions


@pytest.mark.parametrize("threads", [1, 2])
@pytest.mark.parametrize("symmetry", ["none", "augmentation", "loss"])
def test_update_is_rsl_rls(symmetry: str, threads: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Same weights, same data, same shuffling: same returns, same losses, same weights afterwards."""
    monkeypatch.setattr("clamber.learning.ppo.SHARE", 7)
    data = rollout()
    ours_actor, ours_critic = models()
    ours = SensorPPO(
        ours_actor, ours_critic, storage(), torch.Generator(), mirror(), symmetry, 0.5, threads=threads, **SETTINGS
    )
    theirs = PPO(*models(), storage(), **SETTINGS)
    if symmetry != "none":
        theirs.symmetry = Symmetry(
            env=None,  # type: ignore[arg-type]
            data_augmentation_func=mirrored,
            use_data_augmentation=symmetry == "augmentation",
            use_mirror_loss=symmetry == "loss",
            mirror_loss_coeff=0.5,
        )
    live_through(ours, data)
    live_through_rsl(theirs, data, ours.storage.actions)
    ours.value_rollout({}, torch.zeros(0, dtype=torch.long), torch.zeros(0, dtype=torch.long))
    last = data["observations"][STEPS]
    with torch.no_grad():
        ours.compute_returns(last)
        theirs.compute_returns(last)
    torch.testing.assert_close(ours.storage.returns, theirs.storage.returns, rtol=0, atol=1e-6)
    torch.testing.assert_close(ours.storage.actions_log_prob, theirs.storage.actions_log_prob, rtol=0, atol=1e-5)

    ours.generator.manual_seed(5)
    torch.manual_seed(5)
    losses, expected = ours.update(), theirs.update()
    for name in ("value", "surrogate", "entropy"):
        assert losses[name] == pytest.approx(expected[name], abs=1e-6)
    if symmetry == "loss":
        assert losses["mirror"] == pytest.approx(expected["symmetry"], abs=1e-6)
    assert ours.learning_rate == pytest.approx(theirs.learning_rate)
    assert ours.learning_rate != SETTINGS["learning_rate"]
    for mine, other in zip(
        [*ours.actor.parameters(), *ours.critic.parameters()],
        [*theirs.actor.parameters(), *theirs.critic.parameters()],
        strict=True,
    ):
        torch.testing.assert_close(mine, other, rtol=0, atol=2e-6)
    moved = zip(models()[0].parameters(), ours.actor.parameters(), strict=True)
    assert all((before - after).abs().max() > 1e-4 for before, after in moved)


def test_threads_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """The update is the same to the bit on one thread and on three."""
    monkeypatch.setattr("clamber.learning.ppo.SHARE", 5)
    weights = []
    for threads in (1, 3):
        ppo = SensorPPO(*models(), storage(), torch.Generator(), mirror(), "alternating", threads=threads, **SETTINGS)
        live_through(ppo, rollout())
        ppo.generator.manual_seed(1)
        ppo.value_rollout({}, torch.zeros(0, dtype=torch.long), torch.zeros(0, dtype=torch.long))
        with torch.no_grad():
            ppo.compute_returns(observations(6, AGENTS))
        ppo.update()
        weights.append([value.clone() for value in ppo.actor.state_dict().values()])
    assert all(torch.equal(one, other) for one, other in zip(*weights, strict=True))


def test_time_out_is_worth_its_final_observation() -> None:
    """One agent, three steps, cut off by time at the second; all by hand.

    gamma 0.5, lambda 0.5. Values: V(s0) = 1, V(s1) = 2, V(s2) = 3 (first step of the next episode), V(last) = 4, and
    V(final) = 10 for the observation that the cut-off episode ended in. Rewards 1, 1, 1.
    delta2 = 1 + 0.5 * 4 - 3 = 0,                         A2 = 0,                            R2 = 3
    delta1 = (1 + 0.5 * 10) - 2 = 4 (nothing beyond),      A1 = 4,                            R1 = 6
    delta0 = 1 + 0.5 * 2 - 1 = 1,                         A0 = 1 + 0.5 * 0.5 * 4 = 2,        R0 = 3
    """
    sensors = TensorDict({"proprioception": torch.zeros(1, 1)}, batch_size=[1])
    groups = {"actor": ["proprioception"], "critic": ["proprioception"]}
    noise = {"class_name": ActionNoise, "init_std": 1.0}
    actor = SensorModel(sensors, groups, "actor", 1, [1], obs_normalization=False, distribution_cfg=noise)
    critic = SensorModel(sensors, groups, "critic", 1, [1], "relu", obs_normalization=False)
    with torch.no_grad():
        for layer in (critic.mlp[0], critic.mlp[2]):  # so that the value is the observation
            layer.weight.fill_(1.0)
            layer.bias.zero_()
    store = RolloutStorage("rl", 1, 3, sensors, [1])
    store.distribution_params = (torch.zeros(3, 1, 1), torch.ones(3, 1, 1))
    ppo = SensorPPO(actor, critic, store, torch.Generator(), gamma=0.5, lam=0.5)
    store.observations["proprioception"][:, 0, 0] = torch.tensor([1.0, 2.0, 3.0])
    store.rewards[:] = 1.0
    store.dones[1] = 1
    ppo.value_rollout({"proprioception": torch.tensor([[10.0]])}, torch.tensor([1]), torch.tensor([0]))
    with torch.no_grad():
        ppo.compute_returns(TensorDict({"proprioception": torch.tensor([[4.0]])}, batch_size=[1]))
    assert store.returns.flatten().tolist() == pytest.approx([3.0, 6.0, 3.0])


def test_alternating_shows_each_sample_once_each_way() -> None:
    """Over two epochs every sample is seen once as lived and once in the mirror; only the first has a divergence."""
    ppo = SensorPPO(*models(), storage(), torch.Generator(), mirror(), "alternating", **SETTINGS)
    live_through(ppo, rollout())
    ppo.value_rollout({}, torch.zeros(0, dtype=torch.long), torch.zeros(0, dtype=torch.long))
    samples = ppo._samples(STEPS * AGENTS)
    for part in (slice(0, STEPS * AGENTS), slice(7, 21)):
        one, other = samples.take(0, part), samples.take(1, part)
        count = part.stop - part.start
        assert torch.equal(one.lived + other.lived, torch.ones(count))
        assert one.lived.mean() == pytest.approx(0.5)
        torch.testing.assert_close(mirror().actions(one.action), other.action)
        assert not torch.equal(one.action, other.action)
        rows = samples._order[part]
        for index, name in enumerate(SENSORS):
            raw = ppo.storage.observations[name].flatten(0, 1)[rows]
            lived, image = (ppo.actor.normalized(name, values) for values in (raw, mirror().observation(index, raw)))
            whole = one.lived[:, None].bool()
            torch.testing.assert_close(one.sensors[index], torch.where(whole, lived, image))
            torch.testing.assert_close(other.sensors[index], torch.where(whole, image, lived))


def test_normaliser_learns_after_the_update_only_and_alike_for_both() -> None:
    """Rollout and update see the same; afterwards actor and critic share the new statistics, mirror image included.

    Those are of all that was ever seen, as if it had been seen at once: before, and in two rollouts far apart.
    """
    ppo = SensorPPO(*models(), storage(), torch.Generator(), mirror(), "alternating", **SETTINGS)
    first = observations(2, 50) * 2.0 + 1.0  # which the models have seen
    seen = {name: [first[name]] for name in SENSORS}
    for lived in (rollout(), rollout() | {"observations": observations(9, STEPS + 1, AGENTS) * 3.0 - 2.0}):
        before = copy.deepcopy(ppo.actor.normalizers.state_dict())
        live_through(ppo, lived)
        ppo.value_rollout({}, torch.zeros(0, dtype=torch.long), torch.zeros(0, dtype=torch.long))
        with torch.no_grad():
            ppo.compute_returns(observations(6, AGENTS))
        after = ppo.actor.normalizers.state_dict()
        assert all(torch.equal(before[name], values) for name, values in after.items())
        for index, name in enumerate(SENSORS):
            rows = ppo.storage.observations[name].flatten(0, 1).clone()
            seen[name] += [rows, mirror().observation(index, rows)]
        ppo.update()
        for name, parts in seen.items():
            rows = torch.cat(parts)
            for normalizer in (ppo.actor.normalizers[name], ppo.critic.normalizers[name]):
                torch.testing.assert_close(normalizer._mean[0], rows.mean(0))
                torch.testing.assert_close(normalizer._var[0], rows.var(0, correction=0))
                torch.testing.assert_close(normalizer._std[0], rows.std(0, correction=0))


def test_noise_beyond_its_bounds_is_not_pushed_on() -> None:
    """Of three deviations only the one between the bounds has a gradient: beyond them the noise is the bound's."""
    ppo = SensorPPO(*models(), storage(), torch.Generator(), **SETTINGS | {"num_learning_epochs": 1})
    noise = ppo.actor.distribution
    noise.std_range = (0.2, 0.6)
    with torch.no_grad():
        noise.std_param.copy_(torch.tensor([0.1, 0.4, 0.9]))
    live_through(ppo, rollout())
    torch.testing.assert_close(ppo.storage.distribution_params[1][0, 0], torch.tensor([0.2, 0.4, 0.6]))
    ppo.value_rollout({}, torch.zeros(0, dtype=torch.long), torch.zeros(0, dtype=torch.long))
    with torch.no_grad():
        ppo.compute_returns(observations(6, AGENTS))
    ppo.num_mini_batches = 1
    ppo.update()
    assert (noise.std_param.grad != 0.0).tolist() == [False, True, False]


def test_the_step_size_adapts_within_bounds() -> None:
    """By a factor of 1.5 a time, and never below 1e-5 or above 1e-2, in the optimiser too."""
    ppo = SensorPPO(*models(), storage(), torch.Generator(), **SETTINGS | {"schedule": "adaptive"})
    for moved, once, at_last in ((9.0, 1e-3 / 1.5, 1e-5), (1e-6, 1.5e-5, 1e-2)):
        ppo._adapt_learning_rate(moved)
        assert ppo.learning_rate == pytest.approx(once)
        for _ in range(40):
            ppo._adapt_learning_rate(moved)
        assert ppo.learning_rate == pytest.approx(at_last)
        assert [group["lr"] for group in ppo.optimizer.param_groups] == [ppo.learning_rate]
    for moved in (0.0, 0.01):  # nothing is known, and as far as is wanted
        ppo._adapt_learning_rate(moved)
        assert ppo.learning_rate == pytest.approx(1e-2)
