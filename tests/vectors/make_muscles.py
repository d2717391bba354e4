"""Writes muscles.json: what both languages must make of the Runner's muscles, to 1e-6.

Run ``python tests/vectors/make_muscles.py`` after a change of the rule or of the Runner. ``cases``: activation,
excitation, joint position and velocity, and the factor on the muscles' strength; expected: torque, stiffness and
damping per axis, and the next activation after a step of ``dt`` seconds.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
from clamber.assets.loading import load_body
from clamber.physics.muscles import Muscles

FILE = Path(__file__).parent / "muscles.json"
BODY = "Runner"
CASES = 24
DT = 0.005


def vectors() -> dict[str, Any]:
    """The contents of muscles.json."""
    body = load_body(BODY)
    muscles = Muscles(body)
    chance = np.random.default_rng(6)
    low, high = np.radians(np.array([axis.range_deg for axis in body.axes], dtype=np.float64).T)
    cases = []
    for number in range(CASES):
        position = np.round(chance.uniform(low - 0.1, high + 0.1), 5)
        velocity = np.round(chance.normal(0.0, 6.0, len(body.axes)), 5)
        activation, excitation = np.round(chance.random((2, muscles.count)), 5)
        if number == 0:
            activation[:], excitation[:], velocity[:] = 0.0, 1.0, 0.0
        strength = (1.0, 0.8)[number % 2]
        pulled = [
            strength * part[0] for part in muscles.linearised(activation[None], position[None], velocity[None])
        ]
        following = activation.copy()
        muscles.step_activation(following, excitation, DT)
        cases.append({
            "activation": activation.tolist(), "excitation": excitation.tolist(), "position": position.tolist(),
            "velocity": velocity.tolist(), "strength": strength,
            **{name: part.tolist() for name, part in zip(("torque", "stiffness", "damping"), pulled, strict=True)},
            "next_activation": following.tolist(),
        })  # fmt: skip
    return {"body": BODY, "dt": DT, "cases": cases}


if __name__ == "__main__":
    made = vectors()
    rows = ",\n".join(json.dumps(case) for case in made["cases"])
    head = f'"body": {json.dumps(made["body"])}, "dt": {made["dt"]}'
    FILE.write_text(f'{{{head}, "cases": [\n{rows}\n]}}\n', encoding="utf-8")
