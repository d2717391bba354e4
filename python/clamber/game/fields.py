"""Reading JSON that somebody else wrote, field by field."""

from __future__ import annotations

import json
import math
from typing import Any

#: Longest text a field may hold.
LONGEST_TEXT = 200


class RequestError(ValueError):
    """What a page sent cannot be used. One line: which field, what it was, what is allowed."""


def parse_object(text: str) -> dict[str, Any]:
    """A JSON object.

    Raises:
        RequestError: it is something else.
    """
    try:
        told = json.loads(text)
    except (ValueError, RecursionError):
        raise RequestError("message: not JSON") from None
    if not isinstance(told, dict):
        raise RequestError(f"message: {_shown(told)} is not allowed; a JSON object is needed")
    return told


def text_field(told: dict[str, Any], name: str, default: str | None = None, longest: int = LONGEST_TEXT) -> str:
    """A text of at most so many characters; None where ``default`` allows that would be its default.

    Raises:
        RequestError: it is missing, no text, or too long.
    """
    value = told.get(name, default)
    if value is None and name not in told:
        raise RequestError(f"{name}: missing; a text is needed")
    if not isinstance(value, str) or len(value) > longest:
        raise RequestError(f"{name}: {_shown(value)} is not allowed; a text of at most {longest} characters is needed")
    return value


def choice_field(told: dict[str, Any], name: str, choices: tuple[str, ...], default: str | None = None) -> str:
    """One of some words.

    Raises:
        RequestError: it is none of them.
    """
    value = told.get(name, default)
    if not isinstance(value, str) or value not in choices:
        raise RequestError(f"{name}: {_shown(value)} is not allowed; {', '.join(choices)}")
    return value


def number_field(
    told: dict[str, Any], name: str, least: float, most: float, default: float | None = None
) -> float:
    """A finite number within bounds.

    Raises:
        RequestError: it is missing, no number, or out of bounds.
    """
    if name not in told and default is not None:
        return default
    return _number(told.get(name), name, least, most)


def whole_field(told: dict[str, Any], name: str, least: int, most: int, default: int | None = None) -> int:
    """A whole number within bounds.

    Raises:
        RequestError: it is missing, no whole number, or out of bounds.
    """
    value = number_field(told, name, least, most, default)
    if value != int(value):
        raise RequestError(f"{name}: {_shown(value)} is not allowed; a whole number is needed")
    return int(value)


def vector_field(told: dict[str, Any], name: str, most: float) -> tuple[float, float, float]:
    """Three finite numbers, none beyond ``most`` either way.

    Raises:
        RequestError: it is anything else.
    """
    value = told.get(name)
    if not isinstance(value, list) or len(value) != 3:
        raise RequestError(f"{name}: {_shown(value)} is not allowed; three numbers are needed")
    x, y, z = (_number(part, f"{name}[{index}]", -most, most) for index, part in enumerate(value))
    return x, y, z


def list_field(told: dict[str, Any], name: str, least: int, most: int) -> list[dict[str, Any]]:
    """A list of so many JSON objects.

    Raises:
        RequestError: it is anything else.
    """
    value = told.get(name)
    if not isinstance(value, list) or not least <= len(value) <= most:
        raise RequestError(f"{name}: {_shown(value)} is not allowed; a list of {least} to {most} objects is needed")
    for index, entry in enumerate(value):
        if not isinstance(entry, dict):
            raise RequestError(f"{name}[{index}]: {_shown(entry)} is not allowed; a JSON object is needed")
    return value


def _number(value: Any, name: str, least: float, most: float) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise RequestError(f"{name}: {_shown(value)} is not allowed; a number is needed")
    if not (least <= value <= most and math.isfinite(value)):
        raise RequestError(f"{name}: {_shown(value)} is not allowed; {least:.15g} to {most:.15g}")
    return float(value)


def _shown(value: Any) -> str:
    """A value as an error shows it, on one line and not long."""
    if value is None:
        return "nothing"
    shown = repr(value)
    return shown if len(shown) <= 60 else f"{shown[:57]}..."
