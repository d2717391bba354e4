"""How a run's agents are shared out among groups that are simulated side by side."""

from __future__ import annotations

from dataclasses import dataclass

#: With both engines, one agent in so many lives in PhysX. There a decision takes some eight times as long as in MuJoCo,
#: so that the processes of either engine end their rollouts at about the same time.
PHYSX_SHARE = 8


@dataclass(frozen=True)
class Group:
    """Agents that are simulated together.

    Attributes:
        engine: mujoco or physx.
        agents: how many.
    """

    engine: str
    agents: int


def share_out(agents: int, engine: str, groups: int) -> list[Group]:
    """Shares agents out.

    Args:
        agents: of the run; at least as many as groups.
        engine: mujoco, physx, or both: then half of the groups, and one agent in ``PHYSX_SHARE``, are PhysX's.
        groups: how many; with both engines at least two are made.
    """
    if engine != "both":
        return [Group(engine, size) for size in _evenly(agents, groups)]
    in_physx = max(groups // 2, 1)
    in_mujoco = max(groups - in_physx, 1)
    physx_agents = max(agents // PHYSX_SHARE, in_physx)
    return [Group("mujoco", size) for size in _evenly(agents - physx_agents, in_mujoco)] + [
        Group("physx", size) for size in _evenly(physx_agents, in_physx)
    ]


def _evenly(agents: int, groups: int) -> list[int]:
    return [agents // groups + (index < agents % groups) for index in range(groups)]
