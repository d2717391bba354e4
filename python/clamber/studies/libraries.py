"""Libraries that only studies need."""

from __future__ import annotations

import importlib.util


def check_library(module: str, package: str, condition: str) -> None:
    """Checks that a library is there.

    Raises:
        ValueError: one line, if it is not.
    """
    if importlib.util.find_spec(module) is None:
        raise ValueError(f"{condition}: needs the package {package}: pip install './python[studies]' "
                         "in the project's folder")  # fmt: skip
