"""The plugin that mlagents-learn loads: it mends the running mlagents and shows the pace of training.

mlagents calls `stats_writers` (entry point `mlagents.stats_writer`) once, before it makes environments and trainers.
Trainer types have an entry point of their own, `mlagents.trainer_type`, which is loaded earlier and brings `mistakes`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mlagents.trainers.settings import RunOptions
    from mlagents.trainers.stats import StatsWriter


def stats_writers(run_options: RunOptions) -> list[StatsWriter]:
    """Mends mlagents and returns the statistics writers it should use besides its own."""
    from clamber.bridge.plugin.pace import pace_writer
    from clamber.bridge.plugin.repair import repair

    repair()
    return [pace_writer(run_options)]
