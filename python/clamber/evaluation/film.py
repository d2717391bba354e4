"""``clamber film``: what a brain does, as a film or a strip of pictures, drawn without a display."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Iterator, Sequence
from itertools import islice, zip_longest
from pathlib import Path
from typing import Any

import imageio.v2 as imageio
import numpy as np
from numpy.typing import NDArray

from clamber.evaluation.episodes import UNSEEN_SEEDS, brain_for, task_of
from clamber.tasks.content import on_course
from clamber.tasks.environment import ClamberVectorEnv

#: Kinds of file that can be written, by their ending.
SUFFIXES = (".mp4", ".gif", ".png")
#: The widest and the highest picture.
MOST_PIXELS = 3840
#: Seeds of courses are kept as 64 bits with a sign, and one more is asked for.
MOST_COURSE_SEED = 2**63 - 2


def film(
    brain_path: Path,
    task: str,
    out: Path,
    seed: int = 0,
    difficulty: float | None = None,
    seconds: float = 20.0,
    width: int = 960,
    height: int = 540,
    course_seed: int = UNSEEN_SEEDS[0],
    engine: str = "mujoco",
    beside: Sequence[tuple[Path, str]] = (),
    every: int = 1,
    course: str = "",
) -> None:
    """Films one episode of the deterministic brain, or of several side by side; the camera follows.

    Args:
        brain_path: the .onnx.
        task: name or file.
        out: .mp4 or .gif, 25 pictures a second; .png: the last picture.
        seed: of the start.
        difficulty: of the course; None: the task's (1 where agents are promoted).
        seconds: at most.
        width: pixels, a multiple of 4.
        height: pixels, a multiple of 4.
        course_seed: of the course.
        engine: what computes the physics.
        beside: further brains with their tasks, each on a course of the same seed, beside the one before; who is done
            sooner waits.
        every: of the 25 pictures a second only one in so many is kept, for a smaller file.
        course: another than the tasks', by name or file; empty: those.

    Raises:
        ValueError: one line, for a file name, task or brain that cannot be used.
    """
    if out.suffix not in SUFFIXES:
        raise ValueError(f"{out}: unknown kind of film {out.suffix or '(no ending)'}; use {', '.join(SUFFIXES)}")
    for name, value in (("width", width), ("height", height)):
        if not 16 <= value <= MOST_PIXELS or value % 4:
            raise ValueError(f"{name}: {value} is not allowed; a multiple of 4 from 16 to {MOST_PIXELS}")
    if not 0.0 < seconds < math.inf:
        raise ValueError(f"seconds: {seconds:g} is not allowed; more than 0")
    if every < 1:
        raise ValueError(f"every: {every} is not allowed; at least 1")
    if not 0 <= course_seed <= MOST_COURSE_SEED:
        raise ValueError(f"--course-seed: {course_seed} is not allowed; 0 to {MOST_COURSE_SEED}")
    if out.is_dir():
        raise ValueError(f"{out}: a folder, and not a film's file")
    cast = [(brain_path, task), *beside]
    envs: list[ClamberVectorEnv] = []
    partial = out.with_name(f".{out.name}.part{out.suffix}")
    try:
        for path, lived in cast:
            envs.append(
                ClamberVectorEnv(
                    on_course(task_of(path, lived), course), 1, engine=engine, seed=seed, difficulty=difficulty,
                    course_seeds=(course_seed, course_seed + 1),
                )
            )  # fmt: skip
        out.parent.mkdir(parents=True, exist_ok=True)
        partial.touch()  # before it is all drawn
        films = [_frames(env, path, seconds, width, height) for env, (path, _) in zip(envs, cast, strict=True)]
        frames = islice(_side_by_side(films), 0, None, every)
        if out.suffix == ".png":
            imageio.imwrite(partial, deque(frames, maxlen=1)[0])
        else:
            gif = out.suffix == ".gif"
            settings: dict[str, Any] = {"duration": 40 * every, "loop": 0}
            if not gif:
                settings = {"fps": 25 / every, "macro_block_size": 4}
            writer: Any = imageio.get_writer(partial, mode="I", **settings)
            with writer:
                for frame in frames:
                    writer.append_data(frame)
        partial.replace(out)
    finally:
        partial.unlink(missing_ok=True)
        for env in envs:
            env.close()


def trailing(middle: NDArray[np.float64], place: NDArray[np.float64], reach: float) -> NDArray[np.float64]:
    """Where the camera looks next, (3,), m: it trails the creature by a quarter of a second, so that stumbles are seen,
    and upward by most of one, so that steps do not shake the picture.

    Args:
        middle: where it looked 0.04 s before.
        place: the creature's.
        reach: its standing height; the camera is never further behind than this, nor than a quarter of it in height,
            or a small quick one, or one that jumps, would leave the picture.
    """
    furthest = reach * np.array([1.0, 1.0, 0.25])
    behind: NDArray[np.float64] = np.clip(np.array([0.85, 0.85, 0.95]) * (place - middle), -furthest, furthest)
    return place - behind


def _side_by_side(films: Sequence[Iterator[NDArray[np.uint8]]]) -> Iterator[NDArray[np.uint8]]:
    """Pictures of as many films beside each other, until the last one ends; of one that has ended, its last picture."""
    pictures: list[NDArray[np.uint8]] = []
    for together in zip_longest(*films):
        pictures = [new if new is not None else pictures[place] for place, new in enumerate(together)]
        yield np.hstack(pictures)


def _frames(
    env: ClamberVectorEnv, brain_path: Path, seconds: float, width: int, height: int
) -> Iterator[NDArray[np.uint8]]:
    # Here, not above: the renderer wants OpenGL, which only films need.
    from clamber.physics.mujoco_scene import Camera, Pose, Scene

    observations, _ = env.reset()
    brain = brain_for(brain_path, env)
    scene = Scene([(env.body, env.courses.course_of(0))], width, height)
    reach = env.body.standing_height
    state = env.engine.state
    middle = state.root_position[0].copy()
    pictures = 0
    try:
        for step in range(math.ceil(seconds / env.dt)):
            # Of decisions further apart than pictures each is shown more than once.
            while pictures * 0.04 < step * env.dt + 1e-9:
                pictures += 1
                middle = trailing(middle, state.root_position[0], reach)
                pose = Pose(state.root_position[0], state.root_quaternion[0], state.joint_position[0])
                looked_at = (middle[0] + 0.4 * reach, middle[1], middle[2] - 0.4 * reach)
                camera = Camera(looked_at, 4.5 * reach, 125.0, -16.0)
                yield scene.picture([pose], camera)
            actions = brain.act(observations["proprioception"], observations["terrain"])
            observations, _, terminated, truncated, _ = env.step(actions)
            if terminated[0] or truncated[0]:
                break
    finally:
        scene.close()
