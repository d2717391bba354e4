"""Writes stamina.json: what both languages must make of an agent's energy budget, to 1e-6.

Run ``python tests/vectors/make_stamina.py`` after a change of the rule or of one of the bodies. ``episodes``: a task,
how its actions are meant (``mode``), its ``stamina`` (capacity, recovery, weakest) and the time between decisions,
``dt``; in each of the ``decisions`` joint position and velocity before it, what is asked (``control``) and the drives'
``energy``; expected: ``told``, what is told to the engine, and ``left``, the share of the reserve that is left then.
"""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np
from clamber.assets.loading import load_task, task_body
from clamber.assets.task import ControlMode, Stamina
from clamber.physics.body_state import new_body_state
from clamber.tasks.measures import measure
from clamber.tasks.reserve import Reserve

FILE = Path(__file__).parent / "stamina.json"
DECISIONS = 8
#: Task, control, stamina, and the most that an axis works in a decision, J/kg of the whole body.
EPISODES = (
    ("Walker", ControlMode.DRIVE_TARGET, Stamina(4.0, 2.0, 0.25), 0.1),
    ("QuadrupedFlat", ControlMode.TORQUE, Stamina(10.0, 50.0, 0.0), 0.8),
    ("Runner", ControlMode.MUSCLE, Stamina(1.0, 0.0, 0.5), 0.05),
)


def episode(number: int) -> dict[str, Any]:
    """One of the episodes: a body that works hard, at last does nothing, and so recovers if it can."""
    name, control, stamina, work = EPISODES[number]
    chance = np.random.default_rng(40 + number)
    task = replace(load_task(name), control=control, stamina=stamina)
    body = task_body(task)
    measures = measure(body, control)
    state = new_body_state(body, 1)
    reserve = Reserve(task, body, 1)
    dt = task.physics_step * task.decision_steps
    asked = {
        ControlMode.DRIVE_TARGET: (measures.lower, measures.upper),
        ControlMode.TORQUE: (-measures.force_limit, measures.force_limit),
        ControlMode.MUSCLE: (np.zeros(measures.actions), np.ones(measures.actions)),
    }[control]
    decisions = []
    for decision in range(DECISIONS):
        state.joint_position[0] = np.round(chance.uniform(measures.lower, measures.upper), 5)
        state.joint_velocity[0] = np.round(chance.normal(0.0, 3.0, len(body.axes)), 5)
        told = np.round(chance.uniform(*asked), 5)[None]
        before = told[0].tolist()
        reserve.weaken(told, state)
        idle = decision > DECISIONS - 3
        state.joint_energy[0] = 0.0 if idle else np.round(chance.uniform(0.0, work * measures.mass, len(body.axes)), 5)
        reserve.spend(state, dt)
        decisions.append({
            "position": state.joint_position[0].tolist(), "velocity": state.joint_velocity[0].tolist(),
            "control": before, "energy": state.joint_energy[0].tolist(), "told": told[0].tolist(),
            "left": float(reserve.left[0]),
        })  # fmt: skip
    return {"task": name, "mode": int(control), "stamina": asdict(stamina), "dt": dt, "decisions": decisions}


def vectors() -> dict[str, Any]:
    """The contents of stamina.json."""
    return {"episodes": [episode(number) for number in range(len(EPISODES))]}


if __name__ == "__main__":
    rows = ",\n".join(json.dumps(one) for one in vectors()["episodes"])
    FILE.write_text(f'{{"episodes": [\n{rows}\n]}}\n', encoding="utf-8")
