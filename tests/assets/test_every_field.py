"""Every field of a body, its muscles, a course and a task, got wrong in every way that a hand gets it wrong."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import pytest
import yaml
from clamber.assets.body import BodySpec
from clamber.assets.course import CourseSpec
from clamber.assets.decoding import UNITY_FIELDS
from clamber.assets.fields import AssetError
from clamber.assets.loading import asset_text, load_body, load_course, load_task, parse_body, parse_course, parse_task
from clamber.assets.task import TaskSpec
from clamber.assets.unity_yaml import UnityObject, parse

FILE = "X.asset"
#: What a value is overwritten with.
OVERWRITTEN = {"word": "nonsense", "list": "[1, 2]", "huge": "1e30", "negative": "-1e30", "nan": "nan", "empty": ""}

A_NAME = frozenset({"word", "huge", "negative", "nan"})
A_TEXT = A_NAME | {"empty"}
#: What may be done to a field (its path, without indices), and the file still loads. Nothing else may.
ALLOWED = {
    "m_Description": A_TEXT,
    "m_BehaviorName": A_NAME,
    "m_Axes[].m_Name": A_NAME,
    "m_Muscles[].m_Name": A_NAME,
    # Known names are checked where courses and tasks are made.
    "m_Segments[].m_Parameters[].m_Name": A_TEXT,
    "m_Observations[].m_Name": A_TEXT,
    "m_Rewards[].m_Name": A_TEXT,
    # Numbers are what belongs there.
    "m_Terrain.m_FloorForward": {"list"},
    "m_Terrain.m_FloorSide": {"list"},
    "m_Terrain.m_CeilingForward": {"list"},
    # What type of file is referred to, Unity knows by itself.
    "m_Body.type": A_TEXT | {"missing", "misspelt", "list"},
    "m_Course.type": A_TEXT | {"missing", "misspelt", "list"},
    # A task written before there was stamina is one of a body that never tires.
    "m_Stamina": {"missing"},
    "m_Stamina.m_Capacity": {"missing"},
    "m_Stamina.m_Recovery": {"missing"},
    "m_Stamina.m_Weakest": {"missing"},
}
#: A name that others refer to: one of them is told.
REFERRERS = {"m_Links[].m_Name": "m_Axes[0].m_Link"}


@dataclass(frozen=True)
class Field:
    """A value in a file: of a key, or an element of a list.

    Attributes:
        path: as errors tell it, ``m_Links[2].m_Position.x``.
        told: the path that an error may tell instead: a vector's or a reference's, of its parts.
        key: its name; None for an element of a list.
        value: what stands there.
        following: the next key within the same braces, if there is one.
    """

    path: str
    told: str
    key: yaml.Node | None
    value: yaml.Node
    following: yaml.Node | None = None

    @property
    def place(self) -> str:
        """The path without its indices."""
        return re.sub(r"\d+", "", self.path)


def fields_of(node: yaml.Node, path: str = "") -> Iterator[Field]:
    """Every field below a node; of a list's elements and a vector's components, which are all alike, the last."""
    if isinstance(node, yaml.SequenceNode) and node.value:
        here = f"{path}[{len(node.value) - 1}]"
        yield Field(here, here, None, node.value[-1])
        yield from fields_of(node.value[-1], here)
    elif isinstance(node, yaml.MappingNode):
        keys = [key for key, _ in node.value]
        for (key, value), following in zip(node.value, [*keys[1:], None], strict=True):
            here = f"{path}.{key.value}" if path else key.value
            alike = keys[0].value == "x" and following is not None
            if here not in UNITY_FIELDS and not alike:
                yield Field(here, path if node.flow_style else here, key, value, following if node.flow_style else None)
                yield from fields_of(value, here)


def mistakes(unity: UnityObject, field: Field) -> Iterator[tuple[str, str]]:
    """What was done to a field, and the whole text after it."""
    text, end = unity.text, unity.end(field.value)
    before = text[: unity.begin(field.value)]
    if field.key is not None:
        name, begin = field.key.value, unity.begin(field.key)
        before = text[:begin] + name + ": "
        gone = end if field.following is None else unity.begin(field.following)
        yield "missing", text[:begin].removesuffix(", " if text[end] == "}" else "") + text[gone:]
        yield "misspelt", text[:begin] + misspelt(name) + text[begin + len(name) :]
    for mistake, value in OVERWRITTEN.items():
        yield mistake, before + value + text[end:]


def misspelt(name: str) -> str:
    """The name with another last letter."""
    return name[:-1] + "q"


def outcome(mutated: str, field: Field, mistake: str, read: Callable[[str, str], Any]) -> str:
    """What comes of a mistake: "loads", "told" where one line names file and field, or else what was said."""
    try:
        read(mutated, FILE)
    except AssetError as error:
        said = str(error)
    else:
        return "loads"
    if mistake == "misspelt" and field.told == field.path:
        known = field.path.split(".")[-1]
        return "told" if said == f"{FILE}: {misspelt(field.path)}: not a known field; did you mean {known}?" else said
    paths = {field.path, field.told, REFERRERS.get(field.place, field.path)}
    told = "\n" not in said and any(re.match(rf"{re.escape(f'{FILE}: {path}')}(?!\w)", said) for path in paths)
    return "told" if told else said


def small_body(name: str, links: tuple[int, int]) -> BodySpec:
    """A body of the content with two of its links, what moves the second, and two of its muscles."""
    body = load_body(name)
    root, moved = (body.links[index] for index in links)
    axes = [axis for axis in body.axes if axis.link == moved.name]
    muscles = [muscle for muscle in body.muscles if {arm.axis for arm in muscle.moment_arms} == {axes[0].name}]
    return replace(body, description="Small.", links=[root, moved], axes=axes, muscles=muscles[:2])


def small_task(name: str) -> TaskSpec:
    """A task of the content with its lists cut short."""
    task = load_task(name)
    terrain = replace(task.terrain, floor_forward=[0.0, 0.5], floor_side=[0.0], ceiling_forward=[1.0])
    return replace(
        task, description="Small.", observations=task.observations[:1], terrain=terrain, rewards=task.rewards[:1]
    )


# Short files, for each is read hundreds of times; what is left out of a list is like what is left in.
@pytest.mark.parametrize(
    ("make", "read", "below"),
    [
        (lambda: small_body("Quadruped", (0, 1)), parse_body, "m_"),
        (lambda: small_body("Runner", (0, 2)), parse_body, "m_Muscles"),
        (lambda: load_course("Hurdles"), parse_course, "m_"),
        (lambda: small_task("QuadrupedSteer"), parse_task, "m_"),
    ],
    ids=["body", "muscles", "course", "task"],
)
def test_a_field_that_is_wrong_is_told_in_one_line(
    make: Callable[[], BodySpec | CourseSpec | TaskSpec], read: Callable[[str, str], Any], below: str
) -> None:
    own = "|".join(UNITY_FIELDS - {"m_Script"})
    (unity,) = parse(re.sub(rf"(?m)^  ({own}):.*\n", "", asset_text(make(), "X")), FILE)
    tried, surprises = 0, []
    for field in (field for field in fields_of(unity.fields) if field.path.startswith(below)):
        for mistake, mutated in mistakes(unity, field):
            tried += 1
            expected = "loads" if mistake in ALLOWED.get(field.place, ()) else "told"
            if (found := outcome(mutated, field, mistake, read)) != expected:
                surprises.append((field.path, mistake, found))
    assert surprises == []
    assert tried > 60
