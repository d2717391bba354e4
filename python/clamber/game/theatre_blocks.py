"""The numbers the brain theatre shows of one creature, in named blocks of one row of float32."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from clamber.assets.task import ControlMode
from clamber.game.theatre_environment import WatchedEnvironment
from clamber.tasks.senses import PROPRIOCEPTION

#: What the axes of a three-dimensional block are called.
_AXES = ("x", "y", "z")
#: Labels of blocks whose parts have names of their own.
_PARTS = {
    "projected_gravity": _AXES,
    "base_lin_vel": ("forward", "left", "up"),
    "base_ang_vel": ("roll", "pitch", "yaw"),
    "command": ("speed", "sine", "cosine"),
}
_UNITS = {
    "base_lin_vel": "m/s", "base_ang_vel": "rad/s", "joint_pos": "rad", "joint_vel": "rad/s",
    "base_height": "leg lengths", "sideways_offset": "leg lengths", "height_scan": "leg lengths",
    "ceiling_scan": "leg lengths",
}  # fmt: skip
_SCANS = {
    "height_scan": "Height of the floor around and ahead, relative to the root; forward outer, sideways inner.",
    "ceiling_scan": "Height of the ceiling ahead, relative to the root.",
}
_CONTROLS = {
    ControlMode.DRIVE_TARGET: ("rad", "Where the drives are told to go, after range, limits and delay."),
    ControlMode.TORQUE: ("N m", "Torque asked of each axis."),
    ControlMode.MUSCLE: ("", "Excitation of each muscle, 0 to 1."),
}


@dataclass(frozen=True)
class Block:
    """Some neighbouring numbers of the row.

    Attributes:
        group: "pose", "reward", "joints", "contacts", "value", "obs_0" or "obs_1".
        name: of the block; for senses as in the task's layout.
        start: first index in the row.
        size: how many.
        unit: "" for plain numbers.
        labels: one per number, or empty.
        text: what it is, in a sentence.
    """

    group: str
    name: str
    start: int
    size: int
    unit: str
    labels: list[str]
    text: str


def summary(documented: Any) -> str:
    """The first paragraph of something's docstring, in one line."""
    return " ".join(str(documented.__doc__ or "").split("\n\n")[0].split())


class Blocks:
    """Lays out and fills the row.

    Attributes:
        blocks: in the order of the row.
        size: of the row.
    """

    def __init__(self, env: WatchedEnvironment, value: bool = False) -> None:
        """The row for a watched environment; with a place for the brain's value if it tells one."""
        self.blocks: list[Block] = []
        self.size = 0
        axes = [axis.name for axis in env.body.axes]
        muscles = env.task.control == ControlMode.MUSCLE
        actions = [muscle.name for muscle in env.body.muscles] if muscles else axes
        feet = [link.name for link in env.body.links if link.foot]

        self._add("pose", "root_position", 3, "m", list(_AXES), "Where the root is, in the lane's frame.")
        self._add("pose", "heading", 2, "", ["x", "y"], "The root's forward direction on the ground.")
        self._add("pose", "time", 1, "s", [], "Since the episode began.")
        self._add("reward", "reward", 1, "", [], "Of this decision.")
        self._add("reward", "return", 1, "", [], "Sum of the rewards since the episode began.")
        names = [term.__name__ for term in env.terms]
        self._add("reward", "reward_terms", len(names), "", names, "What each term paid for this decision.")
        self._add("reward", "episode_terms", len(names), "", names, "What each has paid since the episode began.")
        unit, text = _CONTROLS[env.task.control]
        self._add("joints", "control", len(actions), unit, actions, text)
        self._add("joints", "joint_position", len(axes), "rad", axes, "Where the joints are.")
        self._add("joints", "joint_torque", len(axes), "N m", axes, "Torque of the drives over the decision.")
        self._add("contacts", "foot_contact", len(feet), "", feet, "1 for each foot on the ground.")
        if value:
            self._add("value", "value", 1, "", [], "What the brain expects of the rest of the episode.")
        labels = _PARTS | {
            "joint_pos": axes, "joint_vel": axes, "last_action": actions, "foot_contacts": feet,
        }  # fmt: skip
        texts = {sense.__name__: summary(sense) for sense in PROPRIOCEPTION} | _SCANS
        #: Where obs_0 and obs_1 begin in the row.
        self.sensors: list[int] = []
        for sensor in (0, 1):
            self.sensors.append(self.size)
            for block in (block for block in env.layout if block.sensor == sensor):
                self._add(
                    f"obs_{sensor}", block.name, block.size, _UNITS.get(block.name, ""),
                    list(labels.get(block.name, [])), texts.get(block.name, ""),
                )  # fmt: skip

    def _add(self, group: str, name: str, size: int, unit: str, labels: list[str], text: str) -> None:
        self.blocks.append(Block(group, name, self.size, size, unit, labels, text))
        self.size += size

    def row(
        self, env: WatchedEnvironment, seconds: float, sums: NDArray[np.float64], value: float | None
    ) -> NDArray[np.float32]:
        """The row of an environment's last look.

        Args:
            env: the one it was laid out for.
            seconds: since the episode began.
            sums: of what each term has paid since then, (terms,).
            value: the brain's, if there is a place for it.
        """
        look = env.look
        parts = [
            look.root_position, look.heading, [seconds, look.reward, sums.sum()], look.shares, sums, look.control,
            look.joint_position, look.joint_torque, look.foot_contact, [] if value is None else [value],
            look.proprioception, look.terrain,
        ]  # fmt: skip
        return np.concatenate([np.asarray(part, dtype=np.float32) for part in parts])

    def describe(self) -> list[dict[str, Any]]:
        """The blocks for JSON."""
        return [asdict(block) for block in self.blocks]
