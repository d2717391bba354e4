"""What MuJoCo and PhysX make of the same bodies; ``python -m benchmarks.engines_compared`` prints Markdown tables.

They are the source of the numbers in docs/physics.md.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from clamber.assets.body import BodySpec
from clamber.assets.loading import load_body
from clamber.courses.course import Capacity, Course, HeightField, Raster
from clamber.physics import ENGINE_NAMES, Engine, make_engine
from numpy.typing import NDArray

Float = NDArray[np.float64]

BODIES = ("Quadruped", "Humanoid", "PlanarWalker", "Bittle")
STEP, DECISION = 0.005, 4
ROOM = Capacity(1, 0, 1, 4, (1, 1))


def floor_course(fields: tuple[HeightField, ...] = ()) -> Course:
    """A flat floor, or these height fields instead."""
    raster = Raster(0.0, 0.0, 1.0, 1.0, np.zeros((1, 1), np.float32), np.ones((1, 1), np.float32))
    boxes = np.array([[0.0, 0.0, -0.5, 50.0, 10.0, 0.5]])[: 0 if fields else 1]
    kinds = np.zeros(len(boxes), np.int32)
    nothing = np.zeros((0, 4))
    return Course(0, 0.0, 1.0, 50.0, 10.0, boxes, kinds, nothing, np.zeros(0, np.int32), fields, (), raster)


def slope(grade: float) -> Course:
    """One inclined plane through the origin, rising along x."""
    heights = np.array([[-10.0, -10.0], [10.0, 10.0]]) * grade
    return floor_course((HeightField(-10.0, -5.0, 20.0, 10.0, heights, -12.0 * grade - 1.0, 2),))


def neutral(body: BodySpec, lanes: int) -> Float:
    """The neutral angles, (lanes, axes), rad."""
    return np.tile(np.radians([axis.neutral_deg for axis in body.axes]), (lanes, 1))


def stood(engine_name: str, body: BodySpec, lanes: int, course: Course, height: float = 0.0) -> Engine:
    """An engine with bodies on a course in their neutral pose, ``height`` m over where they stand."""
    engine = make_engine(engine_name, body, lanes, ROOM, STEP, threads=1)
    prepared = engine.prepare(course)
    for lane in range(lanes):
        engine.place(lane, prepared)
    place = np.tile([0.0, 0.0, body.standing_height + height], (lanes, 1))
    upright = np.tile([1.0, 0.0, 0.0, 0.0], (lanes, 1))
    engine.reset(np.arange(lanes), place, upright, np.zeros((lanes, 3)), neutral(body, lanes))
    return engine


def holding(engine_name: str, body: BodySpec) -> tuple[str, ...]:
    """Ten seconds of holding the neutral pose."""
    engine = stood(engine_name, body, 1, floor_course())
    places, speeds = [engine.state.root_position[0].copy()], []
    for _ in range(500):
        engine.step(neutral(body, 1), DECISION)
        places.append(engine.state.root_position[0].copy())
        speeds.append(engine.state.joint_velocity[0].copy())
    path = np.array(places)
    from_start, later = np.abs(path - path[0]).max(), np.abs(path[50:] - path[50]).max()
    trembling = float(np.sqrt((np.array(speeds)[50:] ** 2).mean()))
    return f"{100 * from_start:.2f}", f"{100 * later:.2f}", f"{trembling:.3f}"


def dropping(engine_name: str, body: BodySpec) -> tuple[str, ...]:
    """A drop from 10 cm (Bittle: 2 cm): where it comes to rest, and how deep it goes first."""
    engine = stood(engine_name, body, 1, floor_course(), 0.02 if body.leg_length < 0.2 else 0.1)
    heights = []
    for _ in range(500):
        engine.step(neutral(body, 1), 1)
        heights.append(engine.state.root_position[0, 2])
    return f"{1000 * heights[-1]:.1f}", f"{1000 * min(heights):.1f}"


def sliding(engine_name: str, body: BodySpec) -> tuple[str, ...]:
    """How far a push of one leg length per second carries it at friction 0.1, 0.3 and 1."""
    engine = stood(engine_name, body, 3, floor_course())
    ones = np.ones(3)
    engine.set_parameters(np.arange(3), np.array([0.1, 0.3, 1.0]), ones, ones, 9.81 * ones)
    for _ in range(25):
        engine.step(neutral(body, 3), DECISION)
    places = engine.state.root_position[:, 0].copy()
    engine.push(np.arange(3), np.tile([body.leg_length, 0.0, 0.0], (3, 1)))
    for _ in range(50):
        engine.step(neutral(body, 3), DECISION)
    slid = engine.state.root_position[:, 0] - places
    return tuple(f"{1000 * distance:.0f}" for distance in slid)


def creeping(engine_name: str, body: BodySpec) -> tuple[str, ...]:
    """How far it creeps down a slope of grade 0.2 in eight seconds, after two of settling."""
    engine = stood(engine_name, body, 1, slope(0.2), 0.2 * 0.2 * body.leg_length + 0.02 * body.leg_length)
    for second in range(500):
        engine.step(neutral(body, 1), DECISION)
        if second == 100:
            start = engine.state.root_position[0].copy()
    return (f"{1000 * np.linalg.norm(engine.state.root_position[0] - start):.1f}",)


def hopping(engine_name: str, body: BodySpec) -> tuple[str, ...]:
    """Crouching by half of every knee's bend more, then back: how high the root flies, and where it lands."""
    engine = stood(engine_name, body, 1, floor_course())
    crouch, stretch = neutral(body, 1), neutral(body, 1)
    for index, axis in enumerate(body.axes):
        if "knee" in axis.name or "pitch" in axis.name or axis.name.endswith(("hip", "shoulder", "ankle")):
            crouch[0, index] *= 1.6
            stretch[0, index] *= 0.5
    heights = []
    for targets, decisions in ((neutral(body, 1), 25), (crouch, 25), (stretch, 6), (neutral(body, 1), 44)):
        for _ in range(decisions):
            engine.step(targets, DECISION)
            heights.append(engine.state.root_position[0, 2])
    return f"{1000 * max(heights[50:]):.0f}", f"{1000 * engine.state.root_position[0, 0]:.0f}"


def shuffling(engine_name: str, body: BodySpec) -> tuple[str, ...]:
    """Sixteen lanes of the same smooth random targets: how far they come in three seconds, root mean square, m."""
    random = np.random.default_rng(9)
    engine = stood(engine_name, body, 16, floor_course())
    rate, phase = random.uniform(3.0, 9.0, (2, 16, len(body.axes)))
    for decision in range(150):
        swing = 0.2 * np.sin(rate * 0.02 * decision + phase) * min(1.0, decision / 25)
        engine.step(neutral(body, 16) + swing, DECISION)
    travelled = engine.state.root_position[:, :2]
    return (f"{np.sqrt((travelled**2).sum(axis=1).mean()):.3f}",)


def flying(engine_name: str, body: BodySpec, plan: Float, gravity: float) -> Float:
    """Joint angles from neutral, (decisions, lanes, axes), of bodies in the air under a plan of drive targets."""
    lanes = plan.shape[1]
    engine = make_engine(engine_name, body, lanes, ROOM, STEP, threads=1)
    ones, every = np.ones(lanes), np.arange(lanes)
    engine.set_parameters(every, ones, ones, ones, gravity * ones)
    upright = np.tile([1.0, 0.0, 0.0, 0.0], (lanes, 1))
    engine.reset(every, np.tile([0.0, 0.0, 50.0], (lanes, 1)), upright, np.zeros((lanes, 3)), neutral(body, lanes))
    angles = []
    for targets in plan:
        engine.step(targets, DECISION)
        angles.append(engine.state.joint_position - neutral(body, lanes))
    return np.array(angles)


def worst_difference(body: BodySpec, plan: Float, gravity: float) -> Float:
    """Half a second in the air: RMS difference of the engines' angles over their RMS, (lanes, axes)."""
    mujoco, physx = (flying(name, body, plan, gravity) for name in ENGINE_NAMES)
    moved = np.sqrt((physx**2).mean(axis=0))
    return np.asarray(np.sqrt(((mujoco - physx) ** 2).mean(axis=0)) / np.maximum(moved, 1e-9))


def compare_in_the_air() -> None:
    """Prints how far apart the engines are where nothing is touched."""
    print("\n**Half a second in the air: worst axis' difference, % of its motion (RMS)**\n")
    print("| Body | 0.3 rad, one axis at a time | random, 40 degrees | the same in gravity | random, 50 degrees |")
    print("|---|---|---|---|---|")
    for name in BODIES:
        body = load_body(name)
        axes = len(body.axes)
        low, high = np.radians(np.array([axis.range_deg for axis in body.axes]).T)
        singles = np.tile(neutral(body, axes), (25, 1, 1))
        for index in range(axes):
            singles[:, index, index] += 0.3 if singles[0, index, index] + 0.3 < high[index] else -0.3
        shares = np.random.default_rng(1).uniform(-1.0, 1.0, (25, 4, axes))
        mild, wild = (np.clip(neutral(body, 4) + np.radians(size) * shares, low, high) for size in (40.0, 50.0))
        numbers = [
            np.diag(worst_difference(body, singles, 0.0)).max(),
            *(worst_difference(body, plan, pull).max() for plan, pull in ((mild, 0.0), (mild, 9.81), (wild, 0.0))),
        ]
        print(f"| {name} | " + " | ".join(f"{100 * number:.2f}" for number in numbers) + " |")


MEASURES: tuple[tuple[str, tuple[str, ...], Callable[[str, BodySpec], tuple[str, ...]]], ...] = (
    (
        "Holding the neutral pose for 10 s",
        ("most from start, cm", "most after 1 s, cm", "joint speed, rad/s (RMS)"),
        holding,
    ),
    ("Dropped from 10 cm (Bittle 2 cm)", ("rests at, mm", "lowest, mm"), dropping),
    ("Pushed by one leg length per second", ("friction 0.1, mm", "0.3, mm", "1.0, mm"), sliding),
    ("Standing on a slope of 0.2 for 8 s", ("creeps, mm",), creeping),
    ("One hop, open loop", ("highest, mm", "lands at x, mm"), hopping),
    ("Three seconds of smooth random targets", ("distance, m (RMS of 16)",), shuffling),
)


def main() -> None:
    """Measures every body in both engines."""
    compare_in_the_air()
    for title, columns, measure in MEASURES:
        print(f"\n**{title}**\n")
        print("| Body | Engine | " + " | ".join(columns) + " |")
        print("|---" * (2 + len(columns)) + "|")
        for name in BODIES:
            body = load_body(name)
            for engine_name in ENGINE_NAMES:
                print(f"| {name} | {engine_name} | " + " | ".join(measure(engine_name, body)) + " |")


if __name__ == "__main__":
    main()
