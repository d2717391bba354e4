"""Lines of the form ``name=value value|name=value`` for the C# runner, and back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np


def line(**fields: Any) -> str:
    """One record; numbers so that they read back the same."""
    return "|".join(f"{name}={_text(value)}" for name, value in fields.items())


def state_fields(state: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    """The fields of a body's state, named as in the vectors, for a record."""
    return {prefix + name: value for name, value in state.items()}


def numbers(text: str) -> list[float]:
    """The numbers of one field of an answer."""
    return [float(part) for part in text.split()]


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    values: Iterable[Any] = np.ravel(np.asarray(value, dtype=np.float64)).tolist()
    return " ".join("NaN" if number != number else repr(number) for number in values)  # as C# reads it
