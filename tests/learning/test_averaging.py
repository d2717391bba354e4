"""The brain as an average of the last policies."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import onnx
import pytest
import torch
from clamber.learning.averaging import PARTS, average_of, deployed
from clamber.learning.configuration import read_configuration
from clamber.learning.network import SensorModel
from clamber.learning.results import RunFolder, read_checkpoint
from clamber.learning.train import Training, train
from onnx import numpy_helper
from tensordict import TensorDict

from tests.learning.tiny_run import DOCUMENT, arguments, config, same, train_until


def policy() -> SensorModel:
    """A small one of two sensors, its weights as they fall."""
    example = TensorDict({"obs_0": torch.zeros(4, 5), "obs_1": torch.zeros(4, 3)}, batch_size=[4])
    return SensorModel(example, {"actor": ["obs_0", "obs_1"]}, "actor", 2, encoder_units={"obs_0": [6]})


def weights_of(model: SensorModel) -> torch.Tensor:
    """All numbers of a policy that are not whole, normalisers' too, one behind the other."""
    return torch.cat([value.flatten() for value in model.state_dict().values() if value.is_floating_point()]).double()


@pytest.mark.parametrize("updates", [2, 7, 1000])
def test_the_average_is_the_weighted_mean(updates: int) -> None:
    """Against the weights written out: each update's share, times what later ones leave of it."""
    average, taken = average_of(policy(), updates), []
    for number in range(40):
        now = policy()
        now.learn_scale("obs_0", torch.randn(5), torch.rand(5) + 0.1, 100 * number + 1)
        average.update_parameters(now)
        taken.append(weights_of(now))
    shares = [1.0, *(max(1.0 / updates, PARTS / (number + PARTS)) for number in range(1, 40))]
    left = [share * np.prod([1.0 - later for later in shares[number + 1 :]]) for number, share in enumerate(shares)]
    if updates == 1000:
        rising = np.array([t * (t + 1) * (t + 2) * (t + 3) for t in range(1, 41)], dtype=float)
        assert np.allclose(left, rising / rising.sum())
    expected = sum(weight * one for weight, one in zip(left, taken, strict=True))
    brain = deployed(average, policy())
    assert torch.allclose(weights_of(brain), torch.as_tensor(expected), atol=1e-5)
    assert brain.state_dict()["normalizers.obs_0.count"] == now.state_dict()["normalizers.obs_0.count"]


def test_with_nothing_taken_in_the_policy_is_the_brain() -> None:
    """An average of nothing is no brain."""
    now = policy()
    assert deployed(None, now) is now
    assert deployed(average_of(policy(), 5), now) is now


def averaging(folder: Path, **changes: Any) -> Path:
    """A tiny run's configuration with an average over three updates."""
    hyper = {**DOCUMENT["behaviors"]["QuadrupedFlat"]["hyperparameters"], "average_updates": 3}
    (folder / "averaging").mkdir(exist_ok=True)
    return config(folder / "averaging", hyperparameters=hyper, **changes)


def first_layer(brain: Path) -> np.ndarray[Any, Any]:
    """The first weights of obs_0's sub-network in a brain."""
    weights = onnx.load(brain).graph.initializer
    return next(numpy_helper.to_array(one) for one in weights if one.name.endswith("encoders.obs_0.0.weight"))


def test_the_brain_is_the_average_and_learning_goes_on_without_it(tmp_path: Path) -> None:
    """The run is the same with an average as without; only its brain is another."""
    train(arguments(tmp_path, "averaged", config=averaging(tmp_path)))
    train(arguments(tmp_path, "plain"))
    averaged, plain = (
        read_checkpoint(tmp_path / name / "QuadrupedFlat/checkpoint.pt")["learner"] for name in ("averaged", "plain")
    )
    assert same(averaged["actor_state_dict"], plain["actor_state_dict"])
    brains = [first_layer(tmp_path / name / "QuadrupedFlat.onnx") for name in ("averaged", "plain")]
    assert np.array_equal(brains[0], averaged["average"]["module.encoders.obs_0.0.weight"].numpy())
    assert not np.allclose(brains[0], brains[1], atol=1e-5)


def test_a_resumed_run_resumes_its_average(tmp_path: Path) -> None:
    """To the bit, as all else."""
    path = averaging(tmp_path)
    train(arguments(tmp_path, "whole", config=path))
    train_until(arguments(tmp_path, "cut", config=path), 144)
    train(arguments(tmp_path, "cut", config=path, resume=True, seed=-1))
    ends = [read_checkpoint(tmp_path / name / "QuadrupedFlat/checkpoint.pt") for name in ("whole", "cut")]
    assert same(ends[0], ends[1])
    assert int(ends[0]["learner"]["average"]["n_averaged"]) == 6


def test_an_average_may_begin_in_the_middle(tmp_path: Path) -> None:
    """A run resumed with an average, and one that begins with another's networks, average what they do themselves."""
    path = averaging(tmp_path)
    train_until(arguments(tmp_path, "first"), 144)
    train(arguments(tmp_path, "first", config=path, resume=True, seed=-1))
    resumed = read_checkpoint(tmp_path / "first/QuadrupedFlat/checkpoint.pt")["learner"]
    assert int(resumed["average"]["n_averaged"]) == 3
    told = arguments(tmp_path, "second", config=path, initialize_from="first")
    with Training(read_configuration(path), RunFolder(tmp_path, "second", "QuadrupedFlat"), told) as training:
        learner = training.learner
        assert learner.deployed is learner.actor
        assert same(learner.actor.state_dict()["mlp.0.weight"], resumed["actor_state_dict"]["mlp.0.weight"])
    # Who only plays plays the brain that the run left, whether or not its own file wants an average.
    plain = config(tmp_path)
    told = arguments(tmp_path, "third", config=plain, initialize_from="first")
    with Training(read_configuration(plain), RunFolder(tmp_path, "third", "QuadrupedFlat"), told) as training:
        training.learner.play(resumed)
        played = training.learner.actor.state_dict()
        assert all(torch.equal(value, resumed["average"][f"module.{name}"]) for name, value in played.items())
        assert not same(played["mlp.0.weight"], resumed["actor_state_dict"]["mlp.0.weight"])
