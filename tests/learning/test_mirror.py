"""The mirror: its own inverse, and in agreement with the physics."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from clamber.assets.fields import AssetError, Vector2, Vector3
from clamber.assets.loading import load_task, task_body
from clamber.assets.task import Randomisation, TaskSpec
from clamber.learning.mirror import make_mirror, mirror_to_learn_from
from clamber.learning.settings import Hyperparameters, Memory, TrainerSettings
from clamber.tasks.environment import ClamberVectorEnv

TASKS = ["QuadrupedFlat", "Walker", "PlanarHurdles", "Bittle", "Runner"]
NO_CHANCE = Randomisation(
    0.0, 0.0, 0.0, Vector2(1, 1), Vector2(1, 1), Vector2(1, 1), Vector2(1, 1), Vector2(0, 0), 0.0, 5.0
)


@pytest.mark.parametrize("name", TASKS)
def test_twice_is_nothing(name: str) -> None:
    """A mirror image of a mirror image is the thing itself."""
    task = load_task(name)
    mirror = make_mirror(task, task_body(task))
    random = np.random.default_rng(0)
    for reflection in (mirror.proprioception, mirror.terrain, mirror.action):
        values = random.normal(size=(5, len(reflection.order))).astype(np.float32)
        assert np.array_equal(reflection(reflection(values)), values)
        if reflection is not mirror.terrain:
            assert not np.array_equal(reflection(values), values)


@pytest.mark.parametrize("name", TASKS)
def test_physics_in_the_mirror(name: str) -> None:
    """Two agents, one placed and driven as the other's mirror image, sense each other's mirror image."""
    task = dataclasses.replace(load_task(name), randomisation=NO_CHANCE)
    body = task_body(task)
    mirror = make_mirror(task, body)
    environment = ClamberVectorEnv(task, 2, seed=0, threads=1, difficulty=0.0)
    environment.reset(seed=0)
    random = np.random.default_rng(1)
    axes = len(body.axes)
    neutral = environment.measures.neutral
    joints = random.uniform(-0.15, 0.15, axes).astype(np.float32)
    tilt = np.array([0.0, random.uniform(-0.1, 0.1), 0.0]) if body.planar else random.uniform(-0.1, 0.1, 3)
    speed = np.array([0.5, 0.0 if body.planar else 0.3, 0.2])
    side = 0.0 if body.planar else 0.1
    engine = environment.engine
    height = 1.3 * body.standing_height
    quaternion = np.array([np.sqrt(1.0 - tilt @ tilt), *tilt])
    engine.reset(
        np.arange(2),
        np.array([[0.0, side, height], [0.0, -side, height]]),
        np.stack([quaternion, quaternion * [1.0, -1.0, 1.0, -1.0]]),
        np.stack([speed, speed * [1.0, -1.0, 1.0]]),
        np.stack([neutral + joints, neutral + _joints(task, joints)]),
    )
    for step in range(12):
        action = random.uniform(-0.4, 0.4, (1, environment.measures.actions)).astype(np.float32)
        both = np.concatenate([action, mirror.action(action)])
        observations, _, terminated, truncated, _ = environment.step(both)
        assert not (terminated | truncated).any()
        own = observations["proprioception"]
        # Contact magnifies the rounding with which a solver takes its contacts in turn, so later steps get more room.
        np.testing.assert_allclose(own[1], mirror.proprioception(own[0]), rtol=0.01, atol=5e-3 * 1.25**step)
    assert np.abs(own[1] - own[0]).max() > 0.1
    environment.close()


def _joints(task: TaskSpec, joints: np.ndarray) -> np.ndarray:
    """Joint angles in the mirror, by the block of the observation that holds them."""
    block = next(block for block in task.observations if block.name == "joint_pos")
    row = np.zeros(sum(block.size for block in task.observations if block.sensor == 0), dtype=np.float32)
    row[block.start : block.start + block.size] = joints
    mirrored = make_mirror(task, task_body(task)).proprioception(row)
    return mirrored[block.start : block.start + block.size]


def test_terrain_changes_sides() -> None:
    """Floor samples of a slope that rises to the left are, in the mirror, those of one that rises to the right."""
    task = load_task("QuadrupedFlat")
    forward, side = task.terrain.floor_forward, task.terrain.floor_side
    ceiling = [x * 3.0 for x in task.terrain.ceiling_forward]

    def scan(slope: float) -> np.ndarray:
        return np.array([x + slope * y for x in forward for y in side] + ceiling, dtype=np.float32)

    np.testing.assert_allclose(make_mirror(task, task_body(task)).terrain(scan(2.0)), scan(-2.0), atol=1e-6)


def test_a_lame_body_has_no_mirror_image() -> None:
    """A body whose mirror image is another body is refused, and the message says where."""
    task = load_task("QuadrupedFlat")
    body = task_body(task)
    axes = [dataclasses.replace(axis, name=axis.name.replace("right_front_knee", "odd")) for axis in body.axes]
    with pytest.raises(AssetError, match="no mirror pair"):
        make_mirror(task, dataclasses.replace(body, axes=axes))
    first = body.axes[0]
    twisted = [dataclasses.replace(first, direction=Vector3(0.6, 0.8, 0.0)), *body.axes[1:]]
    with pytest.raises(AssetError, match="not the mirror image"):
        make_mirror(task, dataclasses.replace(body, axes=twisted))
    crooked = dataclasses.replace(task.terrain, floor_side=[-0.6, -0.3, 0.0, 0.3, 0.7])
    with pytest.raises(AssetError, match="FloorSide"):
        make_mirror(dataclasses.replace(task, terrain=crooked), body)


def test_what_names_no_side_has_to_be_in_the_middle() -> None:
    """A robot whose legs are numbered would be its own mirror image, legs not exchanged."""
    task = load_task("QuadrupedFlat")
    body = task_body(task)

    def numbered(name: str) -> str:
        for number, side in enumerate(("left_front", "right_front", "left_hind", "right_hind")):
            name = name.replace(side, f"leg{number}")
        return name

    links = [
        dataclasses.replace(link, name=numbered(link.name), parent=numbered(link.parent)) for link in body.links
    ]
    axes = [dataclasses.replace(axis, name=numbered(axis.name), link=numbered(axis.link)) for axis in body.axes]
    assert "left" not in str([link.name for link in links])
    with pytest.raises(AssetError, match=r"leg0.* has no mirror pair: it is 0\..* m to the side, and its name says"):
        make_mirror(task, dataclasses.replace(body, links=links, axes=axes))
    settings = TrainerSettings("QuadrupedFlat", Hyperparameters())
    with pytest.raises(AssetError, match=r"hyperparameters\.symmetry: none learns without the mirror"):
        mirror_to_learn_from(settings, task, dataclasses.replace(body, links=links, axes=axes))


def test_muscles_of_two_sides_pull_on_axes_of_two_sides() -> None:
    """Names that say left and right in other words would make each muscle its own mirror image."""
    task = load_task("Runner")
    body = task_body(task)
    short = [
        dataclasses.replace(muscle, name=muscle.name.replace("left", "l").replace("right", "r"))
        for muscle in body.muscles
    ]
    with pytest.raises(AssetError, match=r"muscle 'l_.*' is not the mirror image of 'l_.*': the axes that they pull"):
        make_mirror(task, dataclasses.replace(body, muscles=short))
    first = body.muscles[0]
    arms = [dataclasses.replace(arm, arm=2.0 * arm.arm) for arm in first.moment_arms]
    stronger = [dataclasses.replace(first, moment_arms=arms), *body.muscles[1:]]
    with pytest.raises(AssetError, match=r"or their moment arms, differ"):
        make_mirror(task, dataclasses.replace(body, muscles=stronger))


def test_where_nothing_is_learned_from_the_mirror_none_is_needed() -> None:
    task = load_task("QuadrupedFlat")
    body = task_body(task)
    lame = dataclasses.replace(body, axes=[dataclasses.replace(body.axes[0], name="left_x"), *body.axes[1:]])
    for settings in (
        TrainerSettings("QuadrupedFlat", Hyperparameters(symmetry="none")),
        TrainerSettings("QuadrupedFlat", Hyperparameters(action_buckets=5)),
        TrainerSettings("QuadrupedFlat", Hyperparameters(), memory=Memory(8)),
    ):
        assert mirror_to_learn_from(settings, task, lame) is None
