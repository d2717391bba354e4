"""Specs as plain values (what JSON has), for pages and other programs; the same checks as for files.

A spec is an object with the field names of its dataclass, a vector a list of its components, an enum its number.
Numbers are the shortest that are the same 32-bit float, which is what Unity keeps.
"""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from enum import IntEnum
from typing import Any, TypeVar, get_args, get_origin

import yaml

from clamber.assets.decoding import VECTORS, Place, annotations_of, decode, limits_of
from clamber.assets.fields import AssetReference
from clamber.assets.unity_scalars import format_float

Spec = TypeVar("Spec")


def to_plain(spec: Any) -> Any:
    """A spec, or a value of one of its fields, as plain values."""
    if is_dataclass(spec) and not isinstance(spec, type):
        return {field.name: to_plain(getattr(spec, field.name)) for field in fields(spec)}
    if isinstance(spec, AssetReference):
        return spec.guid
    if isinstance(spec, (list, tuple)):
        return [to_plain(item) for item in spec]
    if isinstance(spec, (IntEnum, int)):
        return spec if isinstance(spec, bool) else int(spec)
    return float(format_float(spec)) if isinstance(spec, float) else spec


def from_plain(annotation: type[Spec], value: Any, place: Place) -> Spec:
    """A value of a spec's field from plain values, checked as it is when an asset is loaded.

    Args:
        annotation: the field's annotation, or a spec class.
        value: plain values, from whoever wrote the JSON.
        place: where it is, for errors; fields are called by their Unity names.

    Raises:
        AssetError: a field is missing, of the wrong type or out of its limits.
    """
    return decode(_node(value, annotation), annotation, place)  # type: ignore[no-any-return]


def _node(value: Any, annotation: Any) -> yaml.Node:
    """The node that Unity's file would have for a value; what does not fit becomes one that is refused."""
    kind, _ = limits_of(annotation)
    if isinstance(kind, type) and is_dataclass(kind) and isinstance(value, dict):
        pairs = zip(fields(kind), annotations_of(kind).items(), strict=True)
        return _mapping({key: _node(value[field.name], hint) for field, (key, hint) in pairs if field.name in value})
    if get_origin(kind) is list and isinstance(value, list):
        return yaml.SequenceNode("", [_node(item, get_args(kind)[0]) for item in value])
    if kind in VECTORS and isinstance(value, list) and len(value) == len(kind._fields):
        return _mapping({name: _node(part, float) for name, part in zip(kind._fields, value, strict=True)})
    if kind is AssetReference and isinstance(value, str):
        return _mapping({"fileID": _scalar("11400000" if value else "0"), "guid": _scalar(value)})
    if kind is bool and isinstance(value, bool):
        return _scalar(str(int(value)))
    if isinstance(value, dict):
        return yaml.MappingNode("", [])
    if isinstance(value, list) or (kind is str and not isinstance(value, str)):
        return yaml.SequenceNode("", [])
    if isinstance(value, str):
        return _scalar(value if kind is str else repr(value))  # a number's text is not a number here
    if isinstance(value, float) and value.is_integer() and abs(value) < 2.0**53:
        return _scalar(str(int(value)))
    return _scalar(repr(value))


def _mapping(values: dict[str, yaml.Node]) -> yaml.MappingNode:
    return yaml.MappingNode("", [(_scalar(key), value) for key, value in values.items()])


def _scalar(text: str) -> yaml.ScalarNode:
    return yaml.ScalarNode("", text)
