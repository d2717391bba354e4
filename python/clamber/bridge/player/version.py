"""Which Clamber this is."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version


def package_version() -> str:
    """The installed package's version; "0" where the source runs without being installed."""
    try:
        return version("clamber")
    except PackageNotFoundError:
        return "0"
