"""From a spec to Unity's text: a new file, or an existing one in which only what changed is replaced."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from typing import Any, get_args, get_origin

import yaml

from clamber.assets.decoding import VECTORS, Place, annotations_of, decode, key_of, limits_of
from clamber.assets.fields import AssetError, AssetReference
from clamber.assets.unity_scalars import format_float, format_string
from clamber.assets.unity_yaml import HEADER, MAIN_OBJECT, UnityObject, get_text


def new_file(spec: Any, name: str, script: str) -> str:
    """The text of a new asset.

    Args:
        spec: the spec to write.
        name: the asset's name, which Unity wants equal to the file's.
        script: GUID of the C# script that is the spec's other half.
    """
    none = "{fileID: 0}"
    head = {
        "m_ObjectHideFlags": "0",
        "m_CorrespondingSourceObject": none,
        "m_PrefabInstance": none,
        "m_PrefabAsset": none,
        "m_GameObject": none,
        "m_Enabled": "1",
        "m_EditorHideFlags": "0",
        "m_Script": f"{{fileID: 11500000, guid: {script}, type: 3}}",
        "m_Name": format_string(name, 10, 4),
        "m_EditorClassIdentifier": "",
    }
    lines = "".join(f"  {key}: {value}\n" for key, value in head.items())
    return f"{HEADER}--- !u!114 &{MAIN_OBJECT}\nMonoBehaviour:\n{lines}{_new_fields(spec, 2)}\n"


def changed_file(spec: Any, unity: UnityObject) -> str:
    """The text of an existing asset with the spec's values in it; every other byte stays."""
    begin, end = unity.begin(unity.fields), unity.end(unity.fields)
    return unity.text[:begin] + _changed_fields(spec, unity.fields, unity) + unity.text[end:]


def _new_fields(spec: Any, indent: int) -> str:
    """The lines of a group of fields, without a line end after the last."""
    lines = []
    for field, (key, annotation) in zip(fields(spec), annotations_of(type(spec)).items(), strict=True):
        column = indent + len(key) + 2
        lines.append(" " * indent + key + ":" + _new_value(getattr(spec, field.name), annotation, indent, column))
    return "\n".join(lines)


def _new_value(value: Any, annotation: Any, indent: int, column: int) -> str:
    """What follows the colon of a key that is indented by ``indent``; a value on the same line starts at ``column``."""
    kind, _ = limits_of(annotation)
    if get_origin(kind) is list:
        items = [_new_item(item, get_args(kind)[0], indent) for item in value]
        return "".join("\n" + item for item in items) if items else " []"
    if is_dataclass(kind):
        return "\n" + _new_fields(value, indent + 2)
    return " " + _new_scalar(value, kind, indent, column)


def _new_item(item: Any, annotation: Any, indent: int) -> str:
    """The lines of a list's element, its dash indented by ``indent``."""
    kind, _ = limits_of(annotation)
    if is_dataclass(kind):
        return " " * indent + "- " + _new_fields(item, indent + 2)[indent + 2 :]
    return " " * indent + "- " + _new_scalar(item, kind, indent, indent + 2)


def _new_scalar(value: Any, kind: Any, indent: int, column: int) -> str:
    if kind in VECTORS:
        return "{" + ", ".join(f"{name}: {format_float(part)}" for name, part in value._asdict().items()) + "}"
    if kind is AssetReference:
        return f"{{fileID: {MAIN_OBJECT}, guid: {value.guid}, type: 2}}" if value.guid else "{fileID: 0}"
    if kind is str:
        return format_string(value, column, indent + 2)
    return format_float(value) if kind is float else str(int(value))


def _changed_fields(spec: Any, node: yaml.MappingNode, unity: UnityObject) -> str:
    """The text of a group of fields with the spec's values put in, fields of others kept, missing ones appended."""
    annotations = annotations_of(type(spec))
    values = {key_of(field.name): getattr(spec, field.name) for field in fields(spec)}
    indent = node.start_mark.column
    parts, position = [], unity.begin(node)
    for key_node, value_node in node.value:
        key = str(key_node.value)
        if key in values:
            colon = unity.text.index(":", unity.offset + key_node.end_mark.index) + 1
            parts.append(unity.text[position:colon])
            parts.append(_changed_value(values.pop(key), annotations[key], value_node, colon, indent, unity))
        else:
            parts.append(unity.text[position : unity.end(value_node)])
        position = unity.end(value_node)
    for key, value in values.items():
        added = "\n" + " " * indent + key + ":" + _new_value(value, annotations[key], indent, indent + len(key) + 2)
        parts.append(added.replace("\n", unity.line_end))
    return "".join(parts)


def _changed_value(value: Any, annotation: Any, node: yaml.Node, colon: int, indent: int, unity: UnityObject) -> str:
    """The text after a key's colon: as it was where the value is the same, else with as little changed as possible."""
    column = node.start_mark.column if node.start_mark.column > indent else indent
    new = _new_value(value, annotation, indent, column)
    if _same(value, annotation, node):
        return unity.text[colon : unity.end(node)]
    kind, _ = limits_of(annotation)
    if is_dataclass(kind) and isinstance(node, yaml.MappingNode) and not node.flow_style and node.value:
        return unity.text[colon : unity.begin(node)] + _changed_fields(value, node, unity)
    if value and isinstance(node, yaml.SequenceNode) and not node.flow_style and node.value:
        return _changed_list(value, get_args(kind)[0], node, colon, unity)
    return new.replace("\n", unity.line_end)


def _changed_list(values: list[Any], annotation: Any, node: yaml.SequenceNode, colon: int, unity: UnityObject) -> str:
    """A list's text: elements that were there keep theirs, matched by name where they have one, else by place."""
    kind, _ = limits_of(annotation)
    indent = node.start_mark.column
    old = _matches(values, node)
    parts = []
    for value, item in zip(values, old, strict=True):
        if item is None:
            parts.append(_new_item(value, annotation, indent).replace("\n", unity.line_end))
            continue
        dash = " " * indent + unity.text[unity.begin(item) - (item.start_mark.column - indent) : unity.begin(item)]
        if _same(value, annotation, item):
            parts.append(dash + unity.text[unity.begin(item) : unity.end(item)])
        elif is_dataclass(kind) and isinstance(item, yaml.MappingNode) and not item.flow_style:
            parts.append(dash + _changed_fields(value, item, unity))
        else:
            parts.append(_new_item(value, annotation, indent).replace("\n", unity.line_end))
    first_line = unity.begin(node) - indent
    return unity.text[colon:first_line] + unity.line_end.join(parts)


def _matches(values: list[Any], node: yaml.SequenceNode) -> list[yaml.Node | None]:
    """For every element to be written, the element in the file that it was read from, if any."""
    names = [str(getattr(value, "name", "")) for value in values]
    old_names = [get_text(item, "m_Name") for item in node.value]
    by_place: list[yaml.Node | None] = [*node.value, *[None] * len(values)][: len(values)]
    if not all(names) or len(set(names)) < len(names) or len(set(old_names)) < len(old_names):
        return by_place
    by_name = dict(zip(old_names, node.value, strict=True))
    kept = [by_name[name] for name in names if name in by_name]
    # An element renamed in place keeps its place; one whose place is taken is new.
    return [
        by_name.get(name) or (old if old is not None and old not in kept else None)
        for name, old in zip(names, by_place, strict=True)
    ]


def _same(value: Any, annotation: Any, node: yaml.Node) -> bool:
    """Whether a node holds a value already, to the 32 bits that Unity keeps."""
    try:
        held = decode(node, annotation, Place(""))
    except AssetError:
        return False
    return _new_value(held, annotation, 0, 0) == _new_value(value, annotation, 0, 0)
