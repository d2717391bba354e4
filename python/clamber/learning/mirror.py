"""Left and right exchanged: what a body would sense and do if the world were seen in a mirror.

The mirror is the plane y = 0 of the body. A vector (x, y, z) becomes (x, -y, z); a turn, being a pseudo-vector,
becomes (-x, y, -z). Joints, feet and muscles change places with their mirror pairs.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from clamber.assets.body import BodySpec
from clamber.assets.fields import AssetError, Vector3
from clamber.assets.task import ControlMode, TaskSpec
from clamber.learning.settings import TrainerSettings

Sign = NDArray[np.float32]
Order = NDArray[np.intp]

#: What is farther from the middle than this, in leg lengths, is on one side.
_MIDDLE = 0.05


@dataclass(frozen=True)
class Reflection:
    """A mirroring of a row of numbers: ``mirrored = values[..., order] * sign``; its own inverse.

    Attributes:
        order: which entry each entry comes from.
        sign: 1 or -1 for each entry, after reordering.
    """

    order: Order
    sign: Sign

    def __call__(self, values: NDArray[np.float32]) -> NDArray[np.float32]:
        """Mirrors rows, (..., size)."""
        return values[..., self.order] * self.sign


@dataclass(frozen=True)
class Mirror:
    """How a task looks in a mirror.

    Attributes:
        proprioception: of obs_0.
        terrain: of obs_1.
        action: of the actions.
    """

    proprioception: Reflection
    terrain: Reflection
    action: Reflection


def make_mirror(task: TaskSpec, body: BodySpec) -> Mirror:
    """The mirror of a task.

    Raises:
        AssetError: the body or the terrain sense has no mirror image: what differs, in one line.
    """
    joints = _joints(body)
    action = _muscles(body, joints) if task.control == ControlMode.MUSCLE else joints
    blocks = {
        "projected_gravity": _signs(1, -1, 1),
        "base_lin_vel": _signs(1, -1, 1),
        "base_ang_vel": _signs(-1, 1, -1),
        "joint_pos": joints,
        "joint_vel": joints,
        "foot_contacts": _feet(body),
        "last_action": action,
        "base_height": _signs(1),
        "command": _signs(1, -1, 1),
        "sideways_offset": _signs(-1),
        "stamina": _signs(1),
        "height_scan": _floor(task),
        "ceiling_scan": _signs(*[1] * len(task.terrain.ceiling_forward)),
    }
    sensors: tuple[list[Reflection], list[Reflection]] = ([], [])
    for block in task.observations:
        reflection = blocks.get(block.name)
        if reflection is None or len(reflection.order) != block.size:
            raise AssetError(f"task {task.behavior_name}: observation {block.name} has no known mirror image")
        sensors[block.sensor].append(reflection)
    return Mirror(_concatenate(sensors[0]), _concatenate(sensors[1]), action)


def mirror_to_learn_from(settings: TrainerSettings, task: TaskSpec, body: BodySpec) -> Mirror | None:
    """The mirror of a task; None where none is asked for, or where nothing is learned from it.

    Raises:
        AssetError: as ``make_mirror``, and what can be done about it.
    """
    hyper = settings.hyperparameters
    if hyper.symmetry == "none" or settings.memory is not None or hyper.action_buckets:
        return None
    try:
        return make_mirror(task, body)
    except AssetError as error:
        raise AssetError(f"{error}; hyperparameters.symmetry: none learns without the mirror") from None


def _signs(*signs: int) -> Reflection:
    return Reflection(np.arange(len(signs), dtype=np.intp), np.array(signs, dtype=np.float32))


def _concatenate(parts: list[Reflection]) -> Reflection:
    if not parts:
        return _signs()
    starts = np.cumsum([0] + [len(part.order) for part in parts])
    order = [part.order + start for part, start in zip(parts, starts, strict=False)]
    return Reflection(np.concatenate(order), np.concatenate([part.sign for part in parts]))


def _other_side(name: str) -> str:
    if "left" in name:
        return name.replace("left", "right")
    return name.replace("right", "left")


def _pairs(names: list[str], word: str) -> Reflection:
    for name in names:
        if _other_side(name) not in names:
            raise AssetError(f"{word} {name!r} has no mirror pair: there is no {_other_side(name)!r}")
    return Reflection(
        np.array([names.index(_other_side(name)) for name in names], dtype=np.intp), np.ones(len(names), np.float32)
    )


def _feet(body: BodySpec) -> Reflection:
    sideways = _sideways(body)
    feet = [link.name for link in body.links if link.foot]
    pairs = _pairs(feet, "link")
    for index, name in enumerate(feet):
        if pairs.order[index] == index:
            _check_middle("link", name, sideways[name], body)
    return pairs


def _sideways(body: BodySpec) -> dict[str, float]:
    """How far left of the body's middle each link's origin is at joint angles zero, m, by the link's name."""
    found: dict[str, float] = {}
    for link in body.links:
        found[link.name] = found.get(link.parent, 0.0) + (link.position.y if link.parent else 0.0)
    return found


def _check_middle(word: str, name: str, sideways: float, body: BodySpec) -> None:
    """What names no side is its own mirror image, and so has to be in the middle."""
    if abs(sideways) > _MIDDLE * body.leg_length:
        raise AssetError(
            f"{word} {name!r} has no mirror pair: it is {abs(sideways):.3g} m to the side, and its name says neither "
            "left nor right"
        )


def _joints(body: BodySpec) -> Reflection:
    """Each axis takes its partner's angle; the sign says whether their directions are mirror images as turns."""
    pairs = _pairs([axis.name for axis in body.axes], "axis")
    sideways = _sideways(body)
    signs = []
    for index, axis in enumerate(body.axes):
        partner = body.axes[pairs.order[index]]
        if partner is axis:
            _check_middle("axis", axis.name, sideways[axis.link], body)
        mirrored = Vector3(-partner.direction.x, partner.direction.y, -partner.direction.z)
        along = float(np.dot(mirrored, axis.direction))
        if abs(abs(along) - 1.0) > 1e-3:
            raise AssetError(f"axis {axis.name!r} is not the mirror image of {partner.name!r}: their directions differ")
        signs.append(1.0 if along > 0.0 else -1.0)
        if abs(axis.neutral_deg - signs[-1] * partner.neutral_deg) > 1e-3:
            raise AssetError(f"axis {axis.name!r} is not the mirror image of {partner.name!r}: neutral angles differ")
    return Reflection(pairs.order, np.array(signs, dtype=np.float32))


def _muscles(body: BodySpec, joints: Reflection) -> Reflection:
    """Muscles change places with those that pull on their axes' partners, by arms that turn as these do."""
    pairs = _pairs([muscle.name for muscle in body.muscles], "muscle")
    names = [axis.name for axis in body.axes]
    for index, muscle in enumerate(body.muscles):
        partner = body.muscles[pairs.order[index]]
        image = {}
        for one in muscle.moment_arms:
            axis = names.index(one.axis)
            image[names[joints.order[axis]]] = one.arm * joints.sign[axis]
        theirs = {one.axis: one.arm for one in partner.moment_arms}
        if image.keys() != theirs.keys() or any(abs(arm - theirs[axis]) > 1e-6 for axis, arm in image.items()):
            raise AssetError(
                f"muscle {muscle.name!r} is not the mirror image of {partner.name!r}: the axes that they pull on, or "
                "their moment arms, differ"
            )
    return pairs


def _floor(task: TaskSpec) -> Reflection:
    """Floor samples: at every (x, y), x outer; in the mirror y becomes -y."""
    forward, side = task.terrain.floor_forward, np.array(task.terrain.floor_side, dtype=np.float64)
    partner = np.array([int(np.argmin(np.abs(side + y))) for y in side], dtype=np.intp)
    if len(side) and float(np.abs(side[partner] + side).max()) > 1e-6:
        raise AssetError(f"task {task.behavior_name}: m_Terrain.m_FloorSide is not symmetric about 0")
    order = (np.arange(len(forward))[:, None] * len(side) + partner[None, :]).reshape(-1).astype(np.intp)
    return Reflection(order, np.ones(len(order), dtype=np.float32))
