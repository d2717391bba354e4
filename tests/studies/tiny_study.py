"""A study of seconds, for tests to live through."""

from __future__ import annotations

from clamber.studies.changes import paid_for
from clamber.studies.condition import Column, Condition, Measure, Study, Table

WALK = Measure("walk", episodes=4)
SMALL = {"hyperparameters": {"proprioception_units": [8], "terrain_units": [8], "trunk_units": [8]}, "time_horizon": 8}
TINY = Study(
    name="tiny",
    conditions=(
        Condition("one", "the first", "quadruped_flat.yaml", 64, (WALK,), paid_for(forward_progress=1.0), SMALL,
                  {"--agents": "4"}),
        Condition("two", "goes on", "quadruped_flat.yaml", 64, (WALK,), trainer=SMALL, arguments={"--agents": "4"},
                  start="one"),
    ),
    tables=(
        Table("all", "Everything", ("one", "two"),
              (Column("m", "walk", "distance.mean"), Column("steps", "", "steps", ".0f"))),
    ),
)  # fmt: skip
