"""How much of raw physics the environment keeps, how cost grows with agents and boxes, what memory it takes."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from statistics import median
from typing import Any

import mujoco
import numpy as np
from clamber.assets.body import BodySpec
from clamber.assets.loading import load_body
from clamber.assets.task import ControlMode
from clamber.courses.course import Capacity, Course, Raster
from clamber.evaluation.brain import Brain
from clamber.evaluation.brain_folder import brain_path
from clamber.physics.mujoco_engine import MujocoEngine
from clamber.physics.mujoco_timers import stop_timers
from clamber.tasks.environment import ClamberVectorEnv

THREADS = 2
#: Wide enough to stir every joint, small enough that a body stays on its feet for a while.
ACTION_SPREAD = 0.3


#: Decisions of the environment, and then as many of raw physics, in turn.
BLOCK = 25
#: Decisions that a brain's episode takes, about.
LIFE = {"Quadruped": 1100, "WalkerGauntlet": 2400, "QuadrupedFlat": 1000}


class RecordedRollout:
    """Stands in front of an engine's mujoco.rollout.Rollout and keeps what it is asked, to be asked again."""

    def __init__(self, engine: MujocoEngine) -> None:
        self._engine = engine
        self._rollout = engine._rollout
        self._calls: list[tuple[tuple[Any, ...], dict[str, Any]]] = []

    def rollout(self, models: Any, data: Any, states: Any, controls: Any, **settings: Any) -> Any:
        """As Rollout.rollout."""
        self._calls.append(((models, data, states.copy(), controls.copy()), settings))
        return self._rollout.rollout(models, data, states, controls, **settings)

    def replay(self) -> tuple[float, float]:
        """Asks again for what was asked since the last time, with nothing beside it.

        A lane whose episode has ended meanwhile is asked on its next course: of lanes and blocks of decisions one or
        two in a hundred under a brain, 13 (Quadruped) and 40 (WalkerGauntlet) under random actions.

        Returns:
            The seconds it took as MuJoCo comes, its timers running and each lane's model holding the whole course; and
            as the environment asks, without timers, on models that hold what their creature can reach.
        """
        engine = self._engine
        lean = self._ask()
        mujoco.set_mjcb_time(None)
        for lane in engine._lanes:
            lane.hold(-np.inf, np.inf)
        plain = self._ask()
        stop_timers()
        engine._held_from[:] = np.inf
        engine._hold_what_is_near(engine._most_steps)
        self._calls.clear()
        return plain, lean

    def _ask(self) -> float:
        begin = time.perf_counter()
        for arguments, settings in self._calls:
            self._rollout.rollout(*arguments, **settings)
        return time.perf_counter() - begin

    def close(self) -> None:
        """As Rollout.close."""
        self._rollout.close()


def share_of_physics(
    task: str, agents: int, decisions: int, brain: bool = False, warm_up: int = 300
) -> dict[str, Any]:
    """Runs the environment and, in turn with it, raw mujoco.rollout on the same lanes, states and controls.

    Args:
        task: by name.
        agents: how many.
        decisions: of each.
        brain: let the task's committed brain act, as it would deep in a training; else random actions, under which
            bodies fall within seconds and start over.
        warm_up: decisions before. Every agent starts over at one of them, so that lives of all ages are lived from
            then on and end as often as they do in the long run, where the warm-up is as long as a life; and every
            agent's next course is made ahead: from then on it is one new course per episode.

    Returns:
        ``ratio``: raw time over the environment's, the median over blocks of decisions; ``ratio_to_lean``: the same of
        raw time as the environment asks for it (see RecordedRollout.replay); steps per second of all three; episodes
        ended meanwhile.
    """
    env = ClamberVectorEnv(task, agents, seed=0, threads=THREADS)
    observations, _ = env.reset()
    assert isinstance(env.engine, MujocoEngine)
    sizes = env._sizes["proprioception"], env._sizes["terrain"]
    policy = Brain(brain_path(task), sizes, env.measures.actions) if brain else None
    chance = np.random.default_rng(0)
    start_over = chance.integers(-warm_up, 0, agents)
    recorded = RecordedRollout(env.engine)
    blocks: list[tuple[float, float, float]] = []
    seconds, ended = 0.0, 0
    for decision in range(-warm_up, decisions):
        if (start_over == decision).any():
            observations, _ = env.reset(options={"reset_mask": start_over == decision})
        if policy is None:
            drawn = chance.normal(0.0, ACTION_SPREAD, (agents, env.measures.actions))
            actions = np.clip(drawn, -1.0, 1.0).astype(np.float32)
        else:
            actions = policy.act(observations["proprioception"], observations["terrain"])
        if decision == 0:
            env.engine._rollout = recorded
        begin = time.perf_counter()
        observations, _, terminated, truncated, _ = env.step(actions)
        if decision >= 0:
            seconds += time.perf_counter() - begin
            ended += int((terminated | truncated).sum())
            if (decision + 1) % BLOCK == 0 or decision + 1 == decisions:
                blocks.append((*recorded.replay(), seconds))
                seconds = 0.0
    env.close()
    raw, lean, whole = (sum(column) for column in zip(*blocks, strict=True))
    physics_steps = agents * decisions * env.task.decision_steps
    return {
        "task": task, "driven_by": "its brain" if brain else "random actions", "agents": agents, "threads": THREADS,
        "decisions": decisions, "warm_up": warm_up, "episodes_ended": ended,
        "ratio": median(block_raw / block for block_raw, _, block in blocks),
        "ratio_to_lean": median(block_lean / block for _, block_lean, block in blocks),
        "environment_steps_per_second": agents * decisions / whole, "raw_steps_per_second": agents * decisions / raw,
        "lean_steps_per_second": agents * decisions / lean,
        "raw_microseconds_per_physics_step": 1e6 * raw * THREADS / physics_steps,
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
        "import sys, numpy as np\n"
        "from benchmarks.environment import peak_bytes\n"
        "from clamber.tasks.environment import ClamberVectorEnv\n"
        "env = ClamberVectorEnv(sys.argv[1], int(sys.argv[2]), seed=0, threads=2)\n"
        "env.reset()\n"
        "for _ in range(30): env.step(np.zeros((env.num_envs, env.measures.actions), np.float32))\n"
        "print(peak_bytes())\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, task, str(agents)], capture_output=True, text=True, check=True, env=os.environ,
        cwd=Path(__file__).resolve().parent.parent,
    )  # fmt: skip
    return {"task": task, "agents": agents, "peak_bytes": int(done.stdout.split()[-1])}


def peak_bytes() -> int:
    """The most memory that this process has held, bytes."""
    try:
        told = Path("/proc/self/status").read_text(encoding="ascii")
    except FileNotFoundError:
        import resource  # which Windows has not

        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    # On Linux getrusage also counts what the parent held when it started this process.
    return 1024 * next(int(line.split()[1]) for line in told.splitlines() if line.startswith("VmHWM"))


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
