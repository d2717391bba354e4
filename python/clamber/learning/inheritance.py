"""Networks that begin with what another body's networks have learned, as far as there are counterparts.

The other's units become the first units of each layer. They see what they saw before: senses that have a counterpart,
through the other's normaliser, and each other; nothing else. So the actions that have a counterpart begin as the very
function that was learned. The rest, units, senses and actions, is as in a network that begins from nothing, and learns
to be of use: its weights into what was passed on are 0 at first, not fixed.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

from clamber.assets.fields import AssetError
from clamber.assets.loading import load_task
from clamber.assets.task import CurriculumMode, TaskSpec
from clamber.learning.configuration import Configuration, read_configuration
from clamber.learning.counterparts import Counterparts, Matches
from clamber.learning.layer_transfer import layer_names, transfer
from clamber.learning.learner import Learner
from clamber.learning.network import SensorModel
from clamber.learning.noise import DEVIATION
from clamber.learning.rescaling import told_something
from clamber.learning.settling import REMEMBERED


def configuration_of_run(checkpoint: Path) -> Configuration:
    """The configuration in the folder of the run that left a checkpoint.

    Raises:
        AssetError: one line, where there is none, or none to be understood.
    """
    return read_configuration(checkpoint.absolute().parent.parent / "configuration.yaml")


def task_to_inherit_from(checkpoint: Path) -> TaskSpec:
    """The task that a checkpoint of a run was trained on.

    Raises:
        AssetError: one line, where that is not to be found out, or nothing can be passed on.
    """
    configuration = configuration_of_run(checkpoint)
    if configuration.trainer.hyperparameters.action_buckets:
        raise AssetError(f"{checkpoint}: its actions go in steps (action_buckets), which have no counterparts")
    return load_task(configuration.environment.task)


def climbs(checkpoint: Path) -> bool:
    """Whether the run that left a checkpoint had a difficulty of its own for every agent; False where nobody knows."""
    try:
        return load_task(configuration_of_run(checkpoint).environment.task).curriculum.mode == CurriculumMode.PER_AGENT
    except AssetError:
        return False


def inherit(learner: Learner, state: Mapping[str, Any], shared: Counterparts) -> None:
    """Lets a learner's policy begin with another's, as far as there are counterparts; the optimiser is new.

    So is the value function, but for how it normalises what it sees: one that has learned that bodies like its own do
    not fall is so wrong about a new one that the policy unlearns what was passed on. Where every action has a
    counterpart, the policy explores with the other's noise, for it may fall under more, and is held until the value
    function has learned what it is worth; where some are new, they have to be tried first.

    Args:
        learner: that has just been made.
        state: of the other, from its checkpoint (see ``Learner.state``).
        shared: which senses and actions stand for which.

    Raises:
        ValueError: one line; the networks are of different kinds, or the other's are larger.
    """
    if learner.buckets is not None:
        raise AssetError("hyperparameters.action_buckets: not allowed with --counterparts; actions in steps have none")
    learner.check_function({name: its for name, its in state.get("function", {}).items() if name == "activation"})
    weights = state["actor_state_dict"]
    outputs = len(weights[f"{layer_names(weights, 'mlp')[-1]}.bias"])
    if outputs != shared.other_actions:
        raise AssetError(
            f"a policy of {outputs} outputs is not allowed with --counterparts; {shared.other_actions}, one for every "
            "action (those of actions in steps stand for buckets)"
        )
    known = _inherit(learner.actor, weights, shared)
    whole = len(shared.actions.own) == learner.actions
    if whole and DEVIATION in weights:
        learner.explore_with(weights[DEVIATION][torch.from_numpy(shared.actions.other)]
                             * torch.from_numpy(np.abs(shared.actions.gain)))
    learner.settling.begin(learner.actor, hold=whole, known=known)
    learner.see_alike()


@torch.no_grad()
def _inherit(model: SensorModel, weights: Mapping[str, Tensor], shared: Counterparts) -> dict[str, Tensor]:
    """Returns, per sensor, which of its senses were passed on, (size,)."""
    if any(name.startswith("rnn.") for name in weights) or hasattr(model, "rnn"):
        raise AssetError("networks with a memory have no counterparts")
    known: dict[str, Tensor] = {}
    senses: dict[str, Matches] = {}
    for name in model.obs_groups:
        if f"normalizers.{name}._mean" not in weights or not model.obs_normalization:
            raise AssetError(f"{name}: only networks that normalise what they see, both, have counterparts")
        if not len(model.encoders[name]):  # type: ignore[arg-type]
            raise AssetError(f"{name}: a sub-network is needed; without one there are no counterparts")
        senses[name] = seen = _inherit_scale(model, name, weights, shared.sensors[name])
        known[name] = torch.zeros(model.observed_sizes[name], dtype=torch.bool)
        known[name][torch.from_numpy(seen.own)] = True
    transfer(model, weights, senses, shared.actions)
    return known


def _inherit_scale(
    model: SensorModel, name: str, weights: Mapping[str, Tensor], matches: Matches
) -> Matches:
    """Passes on how a sensor is normalised.

    Returns:
        The matches of those senses that the other has ever seen vary (of the terrain's, by as much as terrain does:
        seen through what only a bobbing body has taught, the first step would be a cliff); their gains are the
        factors on the first layer's weights that make up for gains and for the least width added to every deviation.
    """
    normalizer: Any = model.normalizers[name]
    deviation = weights[f"normalizers.{name}._std"][0].double().numpy()
    varied = told_something(weights[f"normalizers.{name}._std"][0], name).numpy()[matches.other]
    matches = Matches(matches.own[varied], matches.other[varied], matches.gain[varied])
    own, gain = torch.from_numpy(matches.own), torch.from_numpy(matches.gain)
    width = np.abs(matches.gain) * deviation[matches.other]
    mean = weights[f"normalizers.{name}._mean"][0][torch.from_numpy(matches.other)].double()
    normalizer._mean[0, own] = (gain * mean).float()
    normalizer._std[0, own] = torch.from_numpy(width).float()
    normalizer._var[0, own] = torch.from_numpy(width**2).float()
    normalizer.count.fill_(REMEMBERED)
    factor = (width + normalizer.eps) / (matches.gain * (deviation[matches.other] + normalizer.eps))
    return Matches(matches.own, matches.other, factor)
