"""What must hold between the fields of a task, beyond each field's own limits."""

from __future__ import annotations

from clamber.assets.decoding import Place
from clamber.assets.task import TaskSpec


def validate_task(task: TaskSpec, place: Place) -> None:
    """Checks the behavior's name, the terrain samples, the reward terms and the curriculum.

    Raises:
        AssetError: the first thing that is not allowed, one line.
    """
    if not task.behavior_name.strip() or "?" in task.behavior_name:
        place.field("m_BehaviorName").fail(f"{task.behavior_name or 'nothing'} is not allowed; a name without '?'")
    terrain = place.field("m_Terrain")
    if bool(task.terrain.floor_forward) != bool(task.terrain.floor_side):
        empty = "m_FloorSide" if task.terrain.floor_forward else "m_FloorForward"
        terrain.field(empty).fail("a list of 0 is not allowed; floor samples need both forward and side places")
    if not task.rewards:
        place.field("m_Rewards").fail("a list of 0 is not allowed; at least one term")
    seen: set[str] = set()
    for index, term in enumerate(task.rewards):
        if term.name in seen:
            place.field(f"m_Rewards[{index}]").field("m_Name").fail(f"{term.name} is not allowed; it is there already")
        seen.add(term.name)
    if task.curriculum.demote > task.curriculum.promote:
        place.field("m_Curriculum").field("m_Demote").fail(
            f"{task.curriculum.demote:g} is not allowed; at most m_Promote, {task.curriculum.promote:g}"
        )
