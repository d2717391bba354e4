"""Statistics of ended episodes, for the learner's TensorBoard (``StatsSideChannel.cs``)."""

from __future__ import annotations

import math
import struct
from collections.abc import Mapping
from typing import Any

from numpy.typing import NDArray

from clamber.bridge.player.side_channels import STATISTICS, join_message

#: What every statistic's name begins with.
PREFIX = "Episode/"
_AVERAGE = 0


def encode_statistics(statistics: Mapping[str, NDArray[Any]]) -> bytes:
    """Side-channel bytes: one message per ended episode and name, to be averaged over the summary period.

    Args:
        statistics: by name, (episodes,); values that are not finite are left out.
    """
    pieces = []
    for name, values in statistics.items():
        key = (PREFIX + name).encode("ascii")
        head = struct.pack("<i", len(key)) + key
        pieces += [
            join_message(STATISTICS, head + struct.pack("<fi", value, _AVERAGE))
            for value in map(float, values.tolist())
            if math.isfinite(value)
        ]
    return b"".join(pieces)
