"""What every test runs under."""

from __future__ import annotations

from hypothesis import settings

# The same examples every time, so that a red run is red for whoever looks into it.
# `pytest --hypothesis-profile=exploring` looks for new ones.
settings.register_profile("exploring", deadline=None, print_blob=True)
settings.register_profile("repeatable", deadline=None, derandomize=True, database=None)
settings.load_profile("repeatable")
