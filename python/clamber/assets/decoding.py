"""From the nodes of a Unity file to a spec, checking every field against its annotation."""

from __future__ import annotations

import difflib
from dataclasses import MISSING, dataclass, fields, is_dataclass
from enum import IntEnum
from typing import Annotated, Any, NoReturn, TypeVar, get_args, get_origin, get_type_hints

import yaml

from clamber.assets.fields import AssetError, AssetReference, Limits, Quaternion, Vector2, Vector3
from clamber.assets.unity_scalars import format_float, parse_float, parse_int, to_float32
from clamber.assets.unity_yaml import get_text, pairs

Spec = TypeVar("Spec")

VECTORS = (Vector2, Vector3, Quaternion)
_ANNOTATIONS: dict[Any, dict[str, Any]] = {}  # resolving type hints is slow
#: Fields that Unity gives every ScriptableObject; none is a spec's.
UNITY_FIELDS = frozenset(
    {
        "m_ObjectHideFlags",
        "m_CorrespondingSourceObject",
        "m_PrefabInstance",
        "m_PrefabAsset",
        "m_PrefabParentObject",
        "m_PrefabInternal",
        "m_GameObject",
        "m_Enabled",
        "m_EditorHideFlags",
        "m_Script",
        "m_Name",
        "m_EditorClassIdentifier",
    }
)


@dataclass(frozen=True)
class Place:
    """Where a value is, for errors.

    Attributes:
        file: what to call the file.
        path: the field, as ``m_Axes[3].m_Stiffness``; empty for the whole asset.
    """

    file: str
    path: str = ""

    def field(self, name: str) -> Place:
        """The place of a field of the value here."""
        return Place(self.file, f"{self.path}.{name}" if self.path else name)

    def item(self, index: int) -> Place:
        """The place of an element of the list here."""
        return Place(self.file, f"{self.path}[{index}]")

    def fail(self, problem: str) -> NoReturn:
        """Raises the AssetError that says what is wrong here, in one line."""
        raise AssetError(": ".join(part for part in (self.file, self.path, problem) if part))


def key_of(name: str) -> str:
    """The Unity name of a spec's field: ``force_limit`` -> ``m_ForceLimit``."""
    return "m_" + "".join(word[:1].upper() + word[1:] for word in name.split("_"))


def annotations_of(spec: Any) -> dict[str, Any]:
    """Unity name -> annotation of every field of a spec class, in the class's order."""
    if spec not in _ANNOTATIONS:
        hints = get_type_hints(spec, include_extras=True)
        _ANNOTATIONS[spec] = {key_of(field.name): hints[field.name] for field in fields(spec)}
    return _ANNOTATIONS[spec]


def defaults_of(spec: Any) -> dict[str, Any]:
    """Unity name -> value of the fields that an older file may lack, as Unity fills them in too."""
    return {key_of(field.name): field.default for field in fields(spec) if field.default is not MISSING}


def limits_of(annotation: Any) -> tuple[Any, Limits]:
    """An annotation's bare type and its limits (the widest where none are given)."""
    if get_origin(annotation) is Annotated:
        bare, *extras = get_args(annotation)
        return bare, next((extra for extra in extras if isinstance(extra, Limits)), Limits())
    return annotation, Limits()


def decode_spec(spec: type[Spec], node: yaml.MappingNode, place: Place) -> Spec:
    """A spec from the fields of an object or of a nested group; fields it does not know are left alone.

    A field with a default may be missing, unless one that is not known here looks like it misspelt.

    Raises:
        AssetError: a field is missing, misspelt, of the wrong type or out of its limits.
    """
    wanted = annotations_of(spec)
    present = dict(pairs(node))
    defaults = defaults_of(spec)
    for key in wanted:
        if key not in present:
            _check_spelling(key, wanted, present, place)
            if key not in defaults:
                _fail_missing(key, wanted, present, place)
    values = [
        decode(present[key], annotation, place.field(key)) if key in present else defaults[key]
        for key, annotation in wanted.items()
    ]
    return spec(*values)


def decode(node: yaml.Node, annotation: Any, place: Place) -> Any:
    """The value of one node, checked against its annotation.

    Raises:
        AssetError: it is of the wrong type or out of its limits.
    """
    kind, limits = limits_of(annotation)
    if get_origin(kind) is list:
        if not isinstance(node, yaml.SequenceNode):
            place.fail(f"{_show(node)} is not a list")
        return [decode(item, get_args(kind)[0], place.item(index)) for index, item in enumerate(node.value)]
    if kind in VECTORS:
        return _decode_vector(node, kind, limits, place)
    if kind is AssetReference:
        return _decode_reference(node, place)
    if isinstance(kind, type) and is_dataclass(kind):
        if not isinstance(node, yaml.MappingNode):
            place.fail(f"{_show(node)} is not a group of fields ({', '.join(annotations_of(kind))})")
        return decode_spec(kind, node, place)
    if not isinstance(node, yaml.ScalarNode):
        place.fail(f"{_show(node)} is not allowed; {_describe(kind, limits)}")
    return _decode_scalar(node, kind, limits, place)


def check_number(value: float, limits: Limits, place: Place) -> None:
    """Raises AssetError where a number is outside its limits."""
    unit = f" {limits.unit}" if limits.unit else ""
    # What Unity saves has 32 bits, and so has a value at the very limit.
    if value < min(limits.minimum, to_float32(limits.minimum)):
        place.fail(f"{format_float(value)} is not allowed; at least {limits.minimum:g}{unit}")
    if value > max(limits.maximum, to_float32(limits.maximum)):
        place.fail(f"{format_float(value)} is not allowed; at most {limits.maximum:g}{unit}")


def _decode_scalar(node: yaml.ScalarNode, kind: Any, limits: Limits, place: Place) -> Any:
    text = str(node.value)
    if kind is str:
        return text
    if kind is float:
        number = parse_float(text)
        if number is None:
            place.fail(f"{_show(node)} is not allowed; {_describe(kind, limits)}")
        check_number(number, limits, place)
        return number
    whole = parse_int(text)
    if kind is bool:
        if whole not in (0, 1):
            place.fail(f"{_show(node)} is not allowed; 0 (no) or 1 (yes)")
        return whole == 1
    if issubclass(kind, IntEnum):
        if whole is None or whole not in {member.value for member in kind}:
            place.fail(f"{_show(node)} is not allowed; one of {_choices(kind)}")
        return kind(whole)
    if whole is None:
        place.fail(f"{_show(node)} is not allowed; {_describe(kind, limits)}")
    check_number(whole, limits, place)
    return whole


def _decode_vector(node: yaml.Node, kind: Any, limits: Limits, place: Place) -> Any:
    shape = "{" + ", ".join(f"{name}: 0" for name in kind._fields) + "}"
    present = dict(pairs(node)) if isinstance(node, yaml.MappingNode) else {}
    if set(present) != set(kind._fields):
        place.fail(f"{_show(node)} is not allowed; a vector like {shape}")
    vector = kind(*(decode(present[name], Annotated[float, limits], place.field(name)) for name in kind._fields))
    if limits.ordered and vector.x > vector.y:
        place.fail(
            f"{{x: {format_float(vector.x)}, y: {format_float(vector.y)}}} is not allowed; x is the lower end "
            "and y the upper"
        )
    return vector


def _decode_reference(node: yaml.Node, place: Place) -> AssetReference:
    number, guid = parse_int(get_text(node, "fileID")), get_text(node, "guid")
    # Unity writes {fileID: 0} where nothing is chosen.
    if not isinstance(node, yaml.MappingNode) or number is None or (number and not guid):
        place.fail(f"{_show(node)} is not a reference to an asset, {{fileID: 11400000, guid: ..., type: 2}}")
    if guid and (len(guid) != 32 or set(guid) - set("0123456789abcdef")):
        place.fail(f"guid {guid} is not allowed; 32 digits of 0-9 and a-f")
    return AssetReference(guid if number else "")


def _strangers(wanted: dict[str, Any], present: dict[str, yaml.Node], place: Place) -> list[str]:
    """The fields of a file that nobody asks for."""
    return [name for name in present if name not in wanted and not (place.path == "" and name in UNITY_FIELDS)]


def _check_spelling(key: str, wanted: dict[str, Any], present: dict[str, yaml.Node], place: Place) -> None:
    """Raises AssetError where a missing field is probably there under a misspelt name."""
    strange = _strangers(wanted, present, place)
    close = difflib.get_close_matches(key.lower(), [name.lower() for name in strange], n=1, cutoff=0.75)
    for name in strange:
        if close and name.lower() == close[0]:
            place.field(name).fail(f"not a known field; did you mean {key}?")


def _fail_missing(key: str, wanted: dict[str, Any], present: dict[str, yaml.Node], place: Place) -> NoReturn:
    """Says that a field is missing."""
    strange = _strangers(wanted, present, place)
    kind, limits = limits_of(wanted[key])
    extra = f" (not known here: {', '.join(strange[:3])})" if strange else ""
    place.field(key).fail(f"missing; {_describe(kind, limits)} is needed{extra}")


def _describe(kind: Any, limits: Limits) -> str:
    """What is allowed, in words."""
    if get_origin(kind) is list:
        return "a list"
    if kind in VECTORS:
        return "a vector like {" + ", ".join(f"{name}: 0" for name in kind._fields) + "}"
    if kind is AssetReference:
        return "a reference to an asset"
    if kind is bool:
        return "0 (no) or 1 (yes)"
    if kind is str:
        return "a text"
    if is_dataclass(kind):
        return f"a group of fields ({', '.join(annotations_of(kind))})"
    if kind not in (int, float):
        return f"one of {_choices(kind)}"
    unit = f" {limits.unit}" if limits.unit else ""
    what = "a whole number" if kind is int else "a number"
    if limits.minimum > -1e9 and limits.maximum < 1e9:
        return f"{what} from {limits.minimum:g} to {limits.maximum:g}{unit}"
    return what + (f" of {unit.strip()}" if unit else "")


def _choices(kind: type[IntEnum]) -> str:
    return ", ".join(f"{member.value} ({member.name.lower()})" for member in kind)


def _show(node: yaml.Node) -> str:
    """A node's value as a person would recognise it, short and on one line."""
    if isinstance(node, yaml.SequenceNode):
        return f"a list of {len(node.value)}"
    if isinstance(node, yaml.MappingNode):
        if all(isinstance(value, yaml.ScalarNode) for _, value in pairs(node)) and len(node.value) <= 4:
            return "{" + ", ".join(f"{key}: {value.value}" for key, value in pairs(node)) + "}"
        return "a group of fields"
    text = " ".join(str(node.value).split())
    if not text:
        return "nothing"
    return text if len(text) <= 40 else text[:37] + "..."
