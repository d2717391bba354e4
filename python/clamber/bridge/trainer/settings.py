"""The hyperparameters of trainer_type clamber as mlagents reads them, and back into the learner's own settings."""
# mypy: disable-error-code="misc, no-any-return"

from __future__ import annotations

import dataclasses
from typing import Any

import attr
import cattr
from mlagents.trainers.exception import TrainerConfigError
from mlagents.trainers.settings import TrainerSettings as StockSettings

from clamber.assets.fields import AssetError
from clamber.bridge.plugin.mistakes import configuration_file
from clamber.learning.configuration import trainer_settings
from clamber.learning.settings import Hyperparameters, Memory, TrainerSettings

_NO_BATCH_SIZE = 10**9


def _attributes() -> dict[str, Any]:
    """One attribute per hyperparameter; they are checked by the learner's own rules, so any value is taken here."""
    made = {}
    for entry in dataclasses.fields(Hyperparameters):
        value = entry.default
        default = attr.Factory(lambda value=value: list(value)) if isinstance(value, tuple) else value
        made[entry.name] = attr.ib(type=Any, default=default)
    # Every trainer's hyperparameters must have this for mlagents' own check of memory.
    made["batch_size"] = attr.ib(type=Any, default=_NO_BATCH_SIZE)
    return made


#: mlagents makes one of the ``hyperparameters`` of a behavior.
ClamberHyperparameters = attr.make_class("ClamberHyperparameters", _attributes())
ClamberHyperparameters.__module__ = __name__  # so that it can be sent to the players' processes


def learner_settings(behavior: str, stock: StockSettings) -> TrainerSettings:
    """What mlagents read, as the learner's settings.

    Raises:
        TrainerConfigError: one line, file and field first, for what the learner does not allow.
    """
    source = configuration_file() or "configuration"
    where = f"{source}: behaviors.{behavior}"
    network, extrinsic = stock.network_settings, None
    for kind, signal in stock.reward_signals.items():
        if kind.value != "extrinsic":
            raise TrainerConfigError(f"{where}.reward_signals.{kind.value}: not allowed; only extrinsic")
        extrinsic = {"gamma": signal.gamma, "strength": signal.strength}
    for name in ("self_play", "behavioral_cloning"):
        if getattr(stock, name) is not None:
            raise TrainerConfigError(f"{where}.{name}: not allowed with trainer_type clamber")
    memory = network.memory
    hyperparameters = cattr.unstructure(stock.hyperparameters)
    if hyperparameters["batch_size"] == _NO_BATCH_SIZE:
        del hyperparameters["batch_size"]
    entry = {
        "trainer_type": "clamber",
        "hyperparameters": hyperparameters,
        "network_settings": {
            "normalize": network.normalize,
            "hidden_units": network.hidden_units,
            "num_layers": network.num_layers,
            "vis_encode_type": network.vis_encode_type.value,
            "goal_conditioning_type": network.goal_conditioning_type.value,
            "memory": dataclasses.asdict(Memory(memory.memory_size, memory.sequence_length)) if memory else None,
        },
        "reward_signals": {"extrinsic": extrinsic} if extrinsic else {},
        "max_steps": stock.max_steps,
        "time_horizon": stock.time_horizon,
        "summary_freq": stock.summary_freq,
        "checkpoint_interval": stock.checkpoint_interval,
        "keep_checkpoints": stock.keep_checkpoints,
        "init_path": stock.init_path or "",
    }
    try:
        return trainer_settings(behavior, entry, source)
    except AssetError as error:
        raise TrainerConfigError(str(error)) from None
