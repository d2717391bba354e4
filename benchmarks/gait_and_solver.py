"""How fast a brain walks under each engine's settings: ``python -m benchmarks.gait_and_solver BRAIN.onnx --task T``.

Prints the Markdown table in docs/physics.md that says what the engines' settings do to a gait. Every row is the same
brain from the same starts at friction 1, nominal masses and motors.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import mujoco
import numpy as np
import sapien.physx as physx
from clamber.evaluation.episodes import UNSEEN_SEEDS, brain_for, task_of
from clamber.physics import sapien_lane
from clamber.tasks.environment import ClamberVectorEnv

Change = Callable[[ClamberVectorEnv], None]


def walked(
    brain_path: Path, task: str, engine: str, agents: int, decisions: int, finer: int = 1, change: Change | None = None
) -> float:
    """Mean speed along the lane until an agent's first episode ends, m/s.

    Args:
        brain_path: the .onnx.
        task: which it lives.
        engine: mujoco or physx.
        agents: how many.
        decisions: at most.
        finer: physics steps this many times shorter, as many more to a decision.
        change: applied to the environment once it is made.
    """
    spec = task_of(brain_path, task)
    spec = replace(spec, physics_step=spec.physics_step / finer, decision_steps=spec.decision_steps * finer)
    env = ClamberVectorEnv(spec, agents, engine=engine, seed=0, course_seeds=UNSEEN_SEEDS)
    try:
        if change is not None:
            change(env)
        env.set_parameters(friction=1.0, mass_scale=1.0, motor_strength=1.0)
        brain = brain_for(brain_path, env)
        observations, _ = env.reset(seed=0)
        start = env.engine.state.root_position[:, 0].copy()
        reached, lived, alive = start.copy(), np.zeros(agents), np.ones(agents, dtype=np.bool_)
        for _ in range(decisions):
            actions = brain.act(observations["proprioception"], observations["terrain"])
            observations, _, terminated, truncated, _ = env.step(actions)
            alive &= ~(terminated | truncated)
            reached[alive] = env.engine.state.root_position[alive, 0]
            lived[alive] += env.dt
        return float(np.mean((reached - start) / np.maximum(lived, env.dt)))
    finally:
        env.close()


def contacts(
    elliptic: bool = False, impratio: float = 1.0, solref: tuple[float, float] | None = None, margin: float = 0.0,
    solimp: tuple[float, ...] | None = None,
) -> Change:  # fmt: skip
    """MuJoCo with other contacts."""

    def change(env: ClamberVectorEnv) -> None:
        for model in env.engine._models:  # type: ignore[attr-defined]
            model.opt.cone = mujoco.mjtCone.mjCONE_ELLIPTIC if elliptic else mujoco.mjtCone.mjCONE_PYRAMIDAL
            model.opt.impratio = impratio
            if solref is not None:
                model.geom_solref[:] = solref
            if solimp is not None:
                model.geom_solimp[:] = solimp
            model.geom_margin[:] = margin

    return change


@contextmanager
def solver(
    positions: int | None = None, velocities: int = 1, contact_offset: float = 0.01, **scene: Any
) -> Iterator[None]:
    """PhysX with other iterations, contact offset and scene settings for the lanes made meanwhile."""
    before = (
        sapien_lane.POSITION_ITERATIONS, sapien_lane.MUSCLE_POSITION_ITERATIONS, sapien_lane.VELOCITY_ITERATIONS,
        sapien_lane.CONTACT_OFFSET, physx.set_scene_config,
    )  # fmt: skip
    plain = before[-1]

    def with_settings(config: Any) -> None:
        for name, value in scene.items():
            setattr(config, name, value)
        plain(config)

    if positions is not None:
        sapien_lane.POSITION_ITERATIONS = sapien_lane.MUSCLE_POSITION_ITERATIONS = positions
    sapien_lane.VELOCITY_ITERATIONS = velocities
    sapien_lane.CONTACT_OFFSET = contact_offset
    physx.set_scene_config = with_settings
    try:
        yield
    finally:
        (
            sapien_lane.POSITION_ITERATIONS, sapien_lane.MUSCLE_POSITION_ITERATIONS, sapien_lane.VELOCITY_ITERATIONS,
            sapien_lane.CONTACT_OFFSET, physx.set_scene_config,
        ) = before  # fmt: skip


MUJOCO: dict[str, Change | None] = {
    "as it is": None,
    "elliptic cones": contacts(elliptic=True),
    "elliptic cones, impratio 10": contacts(elliptic=True, impratio=10.0),
    "solref 0.01 3": contacts(solref=(0.01, 3.0)),
    "solref 0.02 1": contacts(solref=(0.02, 1.0)),
    "solref 0.03 0.3": contacts(solref=(0.03, 0.3)),
    "solimp 0.9 0.95": contacts(solimp=(0.9, 0.95, 0.001, 0.5, 2.0)),
    "contact margin 1 mm": contacts(margin=0.001),
}
PHYSX: dict[str, dict[str, Any]] = {
    "PGS, as it is": {},
    "PGS 1/1": {"positions": 1},
    "PGS 8/1": {"positions": 8},
    "PGS 16/1": {"positions": 16},
    "PGS 32/1": {"positions": 32},
    "PGS 32/8": {"positions": 32, "velocities": 8},
    "PGS 8/0": {"positions": 8, "velocities": 0},
    "PGS, friction in the last 3 iterations": {"enable_friction_every_iteration": False},
    "PGS, contact offset 1 mm": {"contact_offset": 0.001},
    "PGS, contact offset 3 cm": {"contact_offset": 0.03},
    "TGS 4/1": {"positions": 4, "enable_tgs": True},
    "TGS 8/1": {"positions": 8, "enable_tgs": True},
    "TGS 8/2": {"positions": 8, "velocities": 2, "enable_tgs": True},
    "TGS 16/0": {"positions": 16, "velocities": 0, "enable_tgs": True},
    "TGS 16/1": {"positions": 16, "enable_tgs": True},
    "TGS 32/1": {"positions": 32, "enable_tgs": True},
}


def main() -> None:
    """Prints the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("brain", type=Path)
    parser.add_argument("--task", default="QuadrupedFlat")
    parser.add_argument("--agents", type=int, default=8)
    parser.add_argument("--decisions", type=int, default=300)
    asked = parser.parse_args()
    told = (asked.brain, asked.task)
    print("| settings | speed, m/s |\n|---|---|")
    for name, change in MUJOCO.items():
        speed = walked(*told, "mujoco", asked.agents, asked.decisions, change=change)
        print(f"| MuJoCo, {name} | {speed:.2f} |", flush=True)
    for name, settings in PHYSX.items():
        with solver(**settings):
            print(f"| {name} | {walked(*told, 'physx', asked.agents, asked.decisions):.2f} |", flush=True)
    print("\n| physics step, ms | MuJoCo | PGS | TGS |\n|---|---|---|---|")
    for finer in (1, 2, 4, 8, 16):
        # The contacts' time stays two steps, the least there is.
        speeds = [walked(*told, "mujoco", asked.agents, asked.decisions, finer, contacts(solref=(0.01 / finer, 1.0)))]
        for tgs in (False, True):
            with solver(enable_tgs=tgs):
                speeds.append(walked(*told, "physx", asked.agents, asked.decisions, finer))
        print(f"| {5 / finer:.4g} | {' | '.join(f'{speed:.2f}' for speed in speeds)} |", flush=True)


if __name__ == "__main__":
    main()
