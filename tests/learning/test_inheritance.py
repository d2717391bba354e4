"""What one body has learned and another begins with: exactly the same function, as far as there are counterparts."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
import yaml
from clamber.assets.fields import AssetError, Vector3
from clamber.assets.loading import load_task, task_body
from clamber.assets.task import ControlMode, TaskSpec
from clamber.learning.counterparts import Counterparts, counterparts, matching_joints
from clamber.learning.inheritance import inherit
from clamber.learning.learner import Learner
from clamber.learning.settings import Hyperparameters, Memory, TrainerSettings
from clamber.learning.train import TrainArguments, train
from clamber.studies.changes import sees, tires

PLANAR = load_task("PlanarHurdles")
HUMANOID = sees(floor_forward=PLANAR.terrain.floor_forward)(load_task("WalkerGauntlet"))
AGENTS = 7


def a_learner(task: TaskSpec, units: int, seed: int, memory: Memory | None = None) -> Learner:
    """Of small networks, with answers that are not all 0."""
    layers = (units + 2,), (units + 1,), (units, units)
    names = ("proprioception_units", "terrain_units", "trunk_units")
    hyper = Hyperparameters(num_minibatches=2, **dict(zip(names, layers, strict=True)))  # type: ignore[arg-type]
    sensors = {
        f"obs_{sensor}": sum(block.size for block in task.observations if block.sensor == sensor) for sensor in (0, 1)
    }
    learner = Learner(
        TrainerSettings(task.behavior_name, hyper, normalize=True, time_horizon=4, memory=memory), sensors,
        len(task_body(task).axes), AGENTS, seed,
    )  # fmt: skip
    with torch.no_grad():
        learner.actor.mlp[-1].weight.mul_(50.0)
    return learner


def a_pair(shared: Counterparts, other: Learner, own: Learner) -> tuple[list[torch.Tensor], list[torch.Tensor]]:
    """What the other sees, its normalisers taught by that, and what shows the same to one that has more senses."""
    draws = torch.Generator().manual_seed(0)
    theirs, ours = [], []
    for name, matches in shared.sensors.items():
        there = 0.5 + 2.0 * torch.randn(AGENTS, other.sensors[name], generator=draws)
        here = torch.randn(AGENTS, own.sensors[name], generator=draws)
        if name == "obs_0":
            there[:, 1] = 0.0  # what a body in a plane never sees vary
        for model in (other.actor, other.critic):
            model.normalizers[name].update(there)  # type: ignore[operator]
        here[:, matches.own] = torch.from_numpy(matches.gain).float() * there[:, matches.other]
        if name == "obs_0":
            here[:, 1] = 5.0
        theirs.append(there)
        ours.append(here)
    return theirs, ours


def test_joints_answer_to_their_names_and_axes() -> None:
    """A hip in a plane is the hip's pitch, not its abduction; arms and waist have no counterpart."""
    shared = counterparts(HUMANOID, PLANAR)
    own, other = (
        [[axis.name for axis in task_body(task).axes][place] for place in places]
        for task, places in ((HUMANOID, shared.actions.own), (PLANAR, shared.actions.other))
    )
    pairs = dict(zip(own, other, strict=True))
    legs = {"hip_pitch": "hip", "knee": "knee", "ankle_pitch": "ankle"}
    assert pairs == {f"{side}_{o}": f"{side}_{t}" for side in ("left", "right") for o, t in legs.items()}
    # As many degrees as an action asks for there: 60 of one body's are 60 / 50 of the other's.
    assert shared.actions.gain == pytest.approx([60.0 / 50.0] * 6)
    assert counterparts(PLANAR, HUMANOID).actions.gain == pytest.approx([50.0 / 60.0] * 6)
    places = {block.name: block for block in HUMANOID.observations}
    joints = places["joint_pos"]
    sensed = [place for place in shared.sensors["obs_0"].own if 0 <= place - joints.start < joints.size]
    assert [place - joints.start for place in sensed] == list(shared.actions.own)


def test_terrain_samples_are_the_same_at_the_same_place() -> None:
    """Those straight ahead have counterparts, those to the sides have none."""
    shared = counterparts(HUMANOID, PLANAR).sensors["obs_1"]
    sides = len(HUMANOID.terrain.floor_side)
    floor = [place for place in shared.own if place < sides * 25]
    assert [HUMANOID.terrain.floor_side[place % sides] for place in floor] == [0.0] * 25
    assert [place // sides for place in floor] == list(range(25))
    ceiling = HUMANOID.terrain.ceiling_forward
    assert len(shared.own) - 25 == len([x for x in PLANAR.terrain.ceiling_forward if x in ceiling])


def test_a_task_is_its_own_counterpart() -> None:
    """Every sense and action, with a gain of 1."""
    task = tires(10.0, 1.0)(load_task("Quadruped"))
    shared = counterparts(task, task)
    for matches in (*shared.sensors.values(), shared.actions):
        assert list(matches.own) == list(matches.other) == list(range(len(matches.own)))
        assert matches.gain == pytest.approx(np.ones(len(matches.own)))
    assert len(shared.sensors["obs_0"].own) == task.observations[10].start + 1


def test_a_joint_that_turns_the_other_way_changes_its_sign() -> None:
    """A name that goes on is not enough, axes must be parallel; the same name goes first."""
    hip, knee, ankle = task_body(PLANAR).axes[:3]
    turned = replace(hip, direction=Vector3(0.0, 1.0, 0.0))
    across = replace(hip, direction=Vector3(1.0, 0.0, 0.0))
    assert matching_joints([hip, knee], [ankle, turned]) == [(0, 1, -1.0)]
    assert matching_joints([hip], [across]) == []
    longer = replace(hip, name="left_hip_pitch")
    assert matching_joints([hip], [longer, hip]) == [(0, 1, 1.0)]
    assert matching_joints([hip], [longer]) == matching_joints([longer], [hip]) == [(0, 0, 1.0)]
    assert matching_joints([replace(hip, name="left_hips")], [hip]) == []
    assert len(counterparts(HUMANOID, load_task("QuadrupedFlat")).actions.own) == 0


@pytest.mark.parametrize("units", [8, 12])
def test_what_is_passed_on_is_the_same_function(units: int) -> None:
    """The legs do what the planar walker does, whatever the new senses show."""
    shared = counterparts(HUMANOID, PLANAR)
    other, own = a_learner(PLANAR, 8, 1), a_learner(HUMANOID, units, 2)
    theirs, ours = a_pair(shared, other, own)
    fresh = own.mean_action(ours)
    inherit(own, other.state(), shared)
    expected = other.mean_action(theirs)[:, shared.actions.other] * torch.from_numpy(shared.actions.gain).float()
    found = own.mean_action(ours)
    assert expected.abs().max() > 0.1
    np.testing.assert_allclose(found[:, shared.actions.own], expected, atol=1e-4)
    free = [place for place in range(21) if place not in shared.actions.own]
    assert found[:, free].abs().max() > 0.0
    assert not torch.allclose(fresh[:, shared.actions.own], expected, atol=0.05)


def test_the_value_function_is_new_and_sees_through_the_same_eyes() -> None:
    """Weights as of a learner from nothing; normalisers as the policy's, for both learn from the same numbers."""
    shared = counterparts(HUMANOID, PLANAR)
    other, own, fresh = a_learner(PLANAR, 8, 1), a_learner(HUMANOID, 12, 2), a_learner(HUMANOID, 12, 2)
    a_pair(shared, other, own)
    inherit(own, other.state(), shared)
    for name, values in own.critic.state_dict().items():
        same = own.actor if name.startswith("normalizers") else fresh.critic
        assert torch.equal(values, same.state_dict()[name]), name
    joint = HUMANOID.observations[3].start + shared.actions.own[0]
    there = PLANAR.observations[3].start + shared.actions.other[0]
    mean, _ = other.actor.scale("obs_0")
    assert own.critic.scale("obs_0")[0][joint] == pytest.approx(float(mean[there]))
    assert mean[there] != 0.0


def test_new_senses_can_be_learned_to_matter() -> None:
    """Weights into what was passed on are 0, not fixed: the gradient reaches them."""
    shared = counterparts(HUMANOID, PLANAR)
    other, own = a_learner(PLANAR, 8, 1), a_learner(HUMANOID, 12, 2)
    _, ours = a_pair(shared, other, own)
    inherit(own, other.state(), shared)
    layer = own.actor.encoders["obs_0"][0]
    unseen = [place for place in range(own.sensors["obs_0"]) if place not in shared.sensors["obs_0"].own]
    assert not layer.weight[:10, unseen].any()
    seen = [own.actor.normalized(name, one) for name, one in zip(own.sensors, ours, strict=True)]
    own.actor.mlp(own.actor.encode(seen)).square().sum().backward()
    assert layer.weight.grad[:10, unseen].abs().max() > 0.0


def test_the_same_axes_are_explored_as_before_and_held_first() -> None:
    """Noise axis by axis, whatever the configuration begins with; where actions are new, they have to be tried."""
    other, own, new = a_learner(HUMANOID, 8, 1), a_learner(HUMANOID, 8, 2), a_learner(HUMANOID, 8, 2)
    noise = torch.linspace(0.05, 0.15, 21)
    other.explore_with(noise)
    inherit(own, other.state(), counterparts(HUMANOID, HUMANOID))
    torch.testing.assert_close(own.deviation(), noise)
    assert own.settling.left > 0
    planar = a_learner(PLANAR, 8, 1)
    planar.explore_with(0.05)
    inherit(new, planar.state(), counterparts(HUMANOID, PLANAR))
    torch.testing.assert_close(new.deviation(), a_learner(HUMANOID, 8, 2).deviation())
    assert not new.settling.state()["holds_policy"]


def test_of_new_senses_it_learns_as_from_nothing() -> None:
    """Where actions are new, too: not as if a million samples had shown that they are 0 on average."""
    shared = counterparts(HUMANOID, PLANAR)
    other, own = a_learner(PLANAR, 8, 1), a_learner(HUMANOID, 8, 2)
    a_pair(shared, other, own)
    inherit(own, other.state(), shared)
    normalizer: Any = own.actor.normalizers["obs_0"]
    known = own.settling.state()["known"]["obs_0"]
    assert 0 < known.sum() < len(known)
    before = normalizer._mean.clone()
    draws = torch.Generator().manual_seed(0)
    seen = 3.0 + 10.0 * torch.randn(4096, len(known), generator=draws)
    with own.settling.over(own.ppo):
        normalizer.update(seen)
    torch.testing.assert_close(normalizer._mean[0, known], before[0, known])
    torch.testing.assert_close(normalizer._mean[0, ~known], seen.mean(0)[~known])
    torch.testing.assert_close(normalizer._std[0, ~known], seen.std(0)[~known], rtol=1e-3, atol=0.0)


def test_a_last_action_that_was_not_seen_has_no_counterpart() -> None:
    """What became of it there is nothing that was learned."""
    block = next(block for block in HUMANOID.observations if block.name == "last_action")
    places = set(range(block.start, block.start + block.size))
    seen, unseen = (counterparts(HUMANOID, HUMANOID, sees).sensors["obs_0"].own for sees in (True, False))
    assert set(seen) - set(unseen) == places


def test_one_that_has_seen_no_terrain_passes_on_no_eyes_for_it() -> None:
    """On level ground samples vary as a body bobs; seen through that, the first step would be a cliff."""
    shared = counterparts(HUMANOID, HUMANOID)
    other, own = a_learner(HUMANOID, 8, 1), a_learner(HUMANOID, 8, 2)
    draws = torch.Generator().manual_seed(0)
    body = torch.randn(AGENTS, other.sensors["obs_0"], generator=draws)
    level = -1.0 + 0.03 * torch.randn(AGENTS, other.sensors["obs_1"], generator=draws)
    other.actor.normalizers["obs_0"].update(body)  # type: ignore[operator]
    other.actor.normalizers["obs_1"].update(level)  # type: ignore[operator]
    inherit(own, other.state(), shared)
    found = own.mean_action([body, level])
    standing = other.mean_action([body, level.mean(0, keepdim=True).expand_as(level)])
    np.testing.assert_allclose(found, standing, atol=1e-4)
    hilly = level + torch.randn(level.shape, generator=draws)
    np.testing.assert_allclose(own.mean_action([body, hilly]), found, atol=1e-4)
    assert not torch.allclose(other.mean_action([body, hilly]), standing, atol=0.05)


def test_what_does_not_fit_is_refused() -> None:
    """One line each, and what is too small says how large it must be."""
    shared = counterparts(HUMANOID, PLANAR)
    state = a_learner(PLANAR, 8, 1).state()
    with pytest.raises(AssetError, match="obs_0: a layer of 9 units is not allowed; at least 10"):
        inherit(a_learner(HUMANOID, 7, 2), state, shared)
    with pytest.raises(AssetError, match="with a memory"):
        inherit(a_learner(HUMANOID, 8, 2, Memory(16)), state, shared)
    with pytest.raises(AssetError, match="m_Control: 1 is not allowed; 0"):
        counterparts(HUMANOID, replace(PLANAR, control=ControlMode.TORQUE))


def config(folder: Path, task: str, behavior: str) -> Path:
    """A run of seconds."""
    units = {name: [8] for name in ("proprioception_units", "terrain_units", "trunk_units")}
    entry = {"trainer_type": "clamber", "hyperparameters": {**units, "num_minibatches": 2}, "max_steps": 64,
             "network_settings": {"normalize": True}, "time_horizon": 8, "summary_freq": 32}  # fmt: skip
    path = folder / f"{behavior}.yaml"
    document = {"behaviors": {behavior: entry}, "env_settings": {"env_args": ["--task", task, "--agents", "4"]}}
    path.write_text(yaml.safe_dump(document))
    return path


def test_a_run_begins_with_another_bodys(tmp_path: Path) -> None:
    """--initialize-from with --counterparts; without it the networks are told not to fit, and nothing is left."""
    assert train(TrainArguments(config(tmp_path, "PlanarHurdles", "Planar"), run_id="a", results_dir=tmp_path)) == 0
    walker = config(tmp_path, "Walker", "Walker")
    begun = TrainArguments(walker, run_id="b", results_dir=tmp_path, initialize_from="a")
    with pytest.raises(ValueError, match="not these settings' networks"):
        train(begun)
    assert train(replace(begun, counterparts=True)) == 0
    assert (tmp_path / "b" / "Walker.onnx").is_file()
    with pytest.raises(AssetError, match="--counterparts: not allowed without --initialize-from"):
        train(TrainArguments(walker, run_id="c", results_dir=tmp_path, counterparts=True))
    assert not (tmp_path / "c").exists()
    steps = yaml.safe_load(walker.read_text())
    steps["behaviors"]["Walker"]["hyperparameters"]["action_buckets"] = 5
    buckets = tmp_path / "buckets.yaml"
    buckets.write_text(yaml.safe_dump(steps))
    with pytest.raises(AssetError, match="action_buckets"):
        train(TrainArguments(buckets, run_id="e", results_dir=tmp_path, initialize_from="a", counterparts=True))
    assert train(TrainArguments(buckets, run_id="f", results_dir=tmp_path)) == 0
    with pytest.raises(AssetError, match=r"checkpoint\.pt: its actions go in steps \(action_buckets\)"):
        train(TrainArguments(walker, run_id="g", results_dir=tmp_path, initialize_from="f", counterparts=True))
    brain = str(tmp_path / "f" / "Walker.onnx")
    with pytest.raises(AssetError, match="a policy of 105 outputs is not allowed with --counterparts; 21, one for"):
        train(TrainArguments(walker, run_id="g", results_dir=tmp_path, initialize_from=brain, counterparts=True))
    (tmp_path / "a" / "configuration.yaml").unlink()
    with pytest.raises(AssetError, match=r"a/configuration\.yaml"):
        train(replace(begun, run_id="d", counterparts=True))
