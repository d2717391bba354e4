"""Sentdex, "Teaching robots to walk": Petoi's Bittle from nothing by several learners, and what viewers asked for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from clamber.assets.body import BodySpec
from clamber.assets.loading import load_body
from clamber.studies.changes import Change, also_paid_for, at_course, both, paid_for
from clamber.studies.condition import Chart, Column, Condition, Measure, Study, Table
from clamber.studies.filmed import filmed
from clamber.studies.neat_probe import learned_by, train_on
from clamber.studies.off_policy import SAC, TD3, learned_with
from clamber.tasks.kinematics import Kinematics
from clamber.tasks.measures import measure

CONFIG = "bittle.yaml"
LEVEL = at_course("Flat", 0.0)
#: As in the original: the way that was made, and a fall is bad. Nothing says how to walk.
PLAIN = both(LEVEL, paid_for(forward_progress=4.0, termination=-50.0))
WALK = Measure("walk")
#: PPO on what any learner has: no mirror.
NO_MIRROR = {"hyperparameters": {"symmetry": "none"}}
LSTM = {**NO_MIRROR, "network_settings": {"memory": {"memory_size": 128}}}

#: Agent-steps. TD3 and SAC learn more from each, and take longer over it.
STEPS, OFF_POLICY_STEPS, NEAT_STEPS = 1_500_000, 200_000, 2_000_000


def _condition(name: str, told: str, change: Change = PLAIN, steps: int = STEPS, **fields: Any) -> Condition:
    """A way to train on level ground."""
    trainer = fields.pop("trainer", NO_MIRROR)
    return Condition(name, told, CONFIG, steps, (WALK,), change, trainer, {"--course": "Flat"}, **fields)


def _hyper(**values: Any) -> dict[str, Any]:
    """PPO without a mirror, with other hyperparameters."""
    return {"hyperparameters": {"symmetry": "none", **values}}


LEARNERS = (
    _condition("td3", "TD3 (Stable-Baselines3)", steps=OFF_POLICY_STEPS, learn=learned_with(TD3)),
    _condition("sac", "SAC (Stable-Baselines3)", steps=OFF_POLICY_STEPS, learn=learned_with(SAC)),
    _condition("ppo", "PPO, big batches"),
    _condition("neat", "NEAT (neat-python)", steps=NEAT_STEPS, learn=learned_by()),
    _condition("neat-ppo", "NEAT, made dense, then PPO", start="neat", learn=train_on),
)

#: Each takes about a tenth of what the content's own Bittle brain is paid for its progress (its gait on level ground:
#: 0.60 W, 2.4e9 rad^2/s^6, 0.013 and 0.083 rad at 0.45 m/s, over 16 agents and 4 s).
WISHES: Mapping[str, float] = {
    "energy": -0.3, "joint_jerk": -1e-10, "flat_orientation": -10.0, "range_spread": -2.0,
}  # fmt: skip
SWITCHES = (
    _condition("energy", "energy", both(PLAIN, also_paid_for(energy=WISHES["energy"]))),
    _condition("jerk", "jerk of the joints", both(PLAIN, also_paid_for(joint_jerk=WISHES["joint_jerk"]))),
    _condition("level", "a level back", both(PLAIN, also_paid_for(flat_orientation=WISHES["flat_orientation"]))),
    _condition("range", "similar range on all legs", both(PLAIN, also_paid_for(range_spread=WISHES["range_spread"]))),
    _condition("repeat", "every action held twice as long", trainer=_hyper(action_repeat=2)),
    _condition("blind", "without the last action as a sense", trainer=_hyper(sense_last_action=False)),
    _condition("buckets", "delta actions in 5 buckets", trainer=_hyper(action_buckets=5)),
    _condition("mirror", "mirrored left and right", trainer={}),
    _condition("lstm", "LSTM", trainer=LSTM),
)

RECIPES = (
    _condition("own", "the task's own rewards, with mirror", LEVEL, trainer={}),
    _condition("recipe", "the same, and the wishes about the gait", both(LEVEL, also_paid_for(**WISHES)), trainer={}),
    _condition(
        "chosen", "PPO with energy, similar range on all legs and an LSTM",
        both(PLAIN, also_paid_for(energy=WISHES["energy"], range_spread=WISHES["range_spread"])),
        trainer=LSTM,
    ),
)  # fmt: skip


def body_length(body: BodySpec) -> float:
    """From the foremost to the hindmost point in the standing pose, m."""
    kinematics = Kinematics(body, lambda link: True)
    neutral = measure(body).neutral[None]
    # A quarter turn about y that puts the body's front up: its length is its height then.
    upended = np.array([[np.sqrt(0.5), 0.0, -np.sqrt(0.5), 0.0]])
    span = kinematics.highest_point(upended, neutral) - kinematics.lowest_point(upended, neutral)
    return float(span[0])


def _gait() -> tuple[Column, ...]:
    return (
        Column("speed, m/s", "walk", "speed.mean"),
        Column("body lengths per second", "walk", "speed.mean", factor=1.0 / body_length(load_body("Bittle"))),
        Column("falls, %", "walk", "fell.share", ".0f", 100.0),
        Column("stuck, %", "walk", "stuck.share", ".0f", 100.0),
        Column("jitter, reversals per second", "walk", "action_jitter.mean", ".1f"),
        Column("jerk, m/s^3", "walk", "jerk.mean", ".0f"),
        Column("cost of transport", "walk", "cost_of_transport.mean"),
        Column("tilt, degrees", "walk", "tilt.mean", ".1f", 180.0 / np.pi),
        Column("left against right", "walk", "asymmetry.mean"),
        Column("spread of the legs' ranges", "walk", "range_spread.mean"),
    )


_SECONDS = Column("seconds", "", "seconds", ".0f")
_TIME = (Column("agent-steps", "", "steps", ",.0f"), _SECONDS)
_CURVES = ("td3", "sac", "ppo", "neat", "neat-ppo")
STUDY = Study(
    name="sentdex",
    conditions=(*LEARNERS, *SWITCHES, *RECIPES),
    tables=(
        Table("learners", "Learners", tuple(one.name for one in LEARNERS), (*_TIME, *_gait())),
        Table("switches", "What each wish does", ("ppo", *(one.name for one in SWITCHES)), (_SECONDS, *_gait())),
        Table("recipes", "The recipe", ("td3", "ppo", *(one.name for one in RECIPES)), (_SECONDS, *_gait())),
    ),
    charts=(
        Chart("by-samples", "Bittle from nothing, by samples", _CURVES, whole=True),
        Chart("by-time", "Bittle from nothing, by time", _CURVES, by_time=True, whole=True),
        Chart("neat", "NEAT", ("neat",), "Environment/Best of generation", "reward of a generation's best"),
    ),
    comparisons={"film": filmed({"td3": "TD3", "chosen": "PPO with three wishes"})},
)
