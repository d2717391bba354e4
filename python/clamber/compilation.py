"""Loops over numbers, compiled: for what NumPy would need many passes over memory to do."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import numba

Function = TypeVar("Function", bound=Callable[..., Any])


def compiled(function: Function) -> Function:
    """Compiles a function on its first call. It keeps Python's lock: getting that back can take longer than the work.

    Arithmetic is IEEE's, operation by operation as written, so results are NumPy's to the bit. The machine code is kept
    beside the source or in the user's cache; where neither can be written to, it is made anew by every process.
    """
    return _compiled(function, nogil=False)


def compiled_unlocked(function: Function) -> Function:
    """As ``compiled``, but without Python's lock: for what threads do side by side, tens of microseconds at a time."""
    return _compiled(function, nogil=True)


def _compiled(function: Function, nogil: bool) -> Function:
    try:
        made: Function = numba.njit(cache=True, error_model="numpy", nogil=nogil)(function)
    except RuntimeError:
        made = numba.njit(error_model="numpy", nogil=nogil)(function)
    return made
