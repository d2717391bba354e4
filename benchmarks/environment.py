"""How much of raw physics the environment keeps, how cost grows with agents and boxes, what memory it takes."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from typing import Any

import numpy as np
from clamber.assets.body import BodySpec
from clamber.assets.loading import load_body
from clamber.assets.task import ControlMode
from clamber.courses.course import Capacity, Course, Raster
from clamber.physics.mujoco_engine import MujocoEngine
from clamber.tasks.environment import ClamberVectorEnv

THREADS = 2
#: Wide enough to stir every joint, small enough that a body stays on its feet for a while.
ACTION_SPREAD = 0.3


class TimedRollout:
    """Stands in front of an engine's mujoco.rollout.Rollout and adds up the time spent in it."""

    def __init__(self, rollout: Any) -> None:
        self._rollout = rollout
        self.seconds = 0.0

    def rollout(self, *arguments: Any, **settings: Any) -> Any:
        """As Rollout.rollout."""
        begin = time.perf_counter()
        answer = self._rollout.rollout(*arguments, **settings)
        self.seconds += time.perf_counter() - begin
        return answer

    def close(self) -> None:
        """As Rollout.close."""
        self._rollout.close()


def share_of_physics(task: str, agents: int, decisions: int, warm_up: int = 300) -> dict[str, Any]:
    """Runs the environment and, in the same run and on the same lanes and states, times what raw physics takes of it.

    Returns:
        ``ratio``: raw mujoco.rollout time over whole step time; steps per second of both; episodes ended meanwhile.
    """
    env = ClamberVectorEnv(task, agents, seed=0, threads=THREADS)
    env.reset()
    engine = env.engine
    assert isinstance(engine, MujocoEngine)
    chance = np.random.default_rng(0)
    shape = (decisions, agents, env.measures.actions)
    actions = np.clip(chance.normal(0.0, ACTION_SPREAD, shape), -1.0, 1.0).astype(np.float32)
    # Long enough that every agent's next course is made ahead: from here on it is one new course per episode.
    for decision in range(warm_up):
        env.step(actions[decision % decisions])
    timed = TimedRollout(engine._rollout)
    engine._rollout = timed
    ended = 0
    begin = time.perf_counter()
    for decision in range(decisions):
        _, _, terminated, truncated, _ = env.step(actions[decision])
        ended += int((terminated | truncated).sum())
    whole = time.perf_counter() - begin
    env.close()
    physics_steps = agents * decisions * env.task.decision_steps
    return {
        "task": task, "agents": agents, "threads": THREADS, "decisions": decisions, "episodes_ended": ended,
        "ratio": timed.seconds / whole, "environment_steps_per_second": agents * decisions / whole,
        "raw_steps_per_second": agents * decisions / timed.seconds,
        "raw_microseconds_per_physics_step": 1e6 * timed.seconds * THREADS / physics_steps,
    }  # fmt: skip


def cost_per_agent(task: str, agents: list[int], decisions: int) -> list[dict[str, float]]:
    """Time of a decision per agent, for environments of several sizes."""
    rows = []
    for count in agents:
        result = share_of_physics(task, count, max(20, min(decisions, decisions * 64 // count)), warm_up=30)
        rows.append({"agents": count, "microseconds_per_decision": 1e6 / result["environment_steps_per_second"]})
    return rows


def memory(task: str, agents: int) -> dict[str, Any]:
    """Peak resident memory of a process that makes an environment and steps it, bytes."""
    program = (
        "import resource, sys, numpy as np\n"
        "from clamber.tasks.environment import ClamberVectorEnv\n"
        "env = ClamberVectorEnv(sys.argv[1], int(sys.argv[2]), seed=0, threads=2)\n"
        "env.reset()\n"
        "for _ in range(30): env.step(np.zeros((env.num_envs, env.measures.actions), np.float32))\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == 'darwin' else 1024))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, task, str(agents)], capture_output=True, text=True, check=True, env=os.environ
    )
    return {"task": task, "agents": agents, "peak_bytes": int(done.stdout.split()[-1])}


def cost_of_boxes(body_name: str, boxes: list[int], lanes: int, decisions: int) -> list[dict[str, float]]:
    """Raw physics per 5 ms step of one body, standing and stirring, on lanes with more and more boxes."""
    body = load_body(body_name)
    rows = []
    for count in boxes:
        engine = MujocoEngine(body, lanes, Capacity(count, 0, 0, 0, (1, 1)), 0.005, ControlMode.DRIVE_TARGET, THREADS)
        prepared = engine.prepare(_row_of_boxes(count, body))
        for lane in range(lanes):
            engine.place(lane, prepared)
        neutral = np.radians([axis.neutral_deg for axis in body.axes])
        height = np.tile([0.0, 0.0, body.standing_height], (lanes, 1))
        engine.reset(
            np.arange(lanes), height, np.tile([1.0, 0, 0, 0], (lanes, 1)), np.zeros((lanes, 3)),
            np.tile(neutral, (lanes, 1)),
        )  # fmt: skip
        chance = np.random.default_rng(0)
        control = neutral + chance.normal(0.0, 0.1, (decisions + 10, lanes, len(neutral)))
        for decision in range(10):
            engine.step(control[decision], 4)
        begin = time.perf_counter()
        for decision in range(10, decisions + 10):
            engine.step(control[decision], 4)
        seconds = time.perf_counter() - begin
        engine.close()
        rows.append({"boxes": count, "microseconds_per_step": 1e6 * seconds * THREADS / (lanes * decisions * 4)})
    return rows


def _row_of_boxes(count: int, body: BodySpec) -> Course:
    """Ground of so many slabs, end to end, level on top: more boxes, the same contacts."""
    length = 60.0 * body.leg_length
    edges = np.linspace(-5.0 * body.leg_length, length, count + 1)
    boxes = np.zeros((count, 6))
    boxes[:, 0], boxes[:, 3] = 0.5 * (edges[1:] + edges[:-1]), 0.5 * np.diff(edges)
    boxes[:, 2], boxes[:, 4], boxes[:, 5] = -0.5, 2.0 * body.leg_length, 0.5
    nothing = np.zeros((1, 1), dtype=np.float32)
    return Course(
        seed=0, difficulty=0.0, scale=1.0, length=length, width=4.0 * body.leg_length, boxes=boxes,
        box_kinds=np.zeros(count, dtype=np.int32), spheres=np.zeros((0, 4)), sphere_kinds=np.zeros(0, dtype=np.int32),
        height_fields=(), segments=(), raster=Raster(0.0, 0.0, 1.0, 1.0, nothing, nothing),
    )  # fmt: skip
