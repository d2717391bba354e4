"""What differs between the releases of PyTorch that Clamber runs with, 2.1 and all after it."""

from __future__ import annotations

import inspect
from collections.abc import Iterable
from typing import Any

import torch


def classic_exporter() -> dict[str, Any]:
    """Arguments of ``torch.onnx.export`` that choose its classic path: one file, any opset.

    Releases from 2.9 on go another way by default, which needs the package onnxscript, writes opset 18 and puts the
    weights into a second file. Releases before 2.5 know but one way.
    """
    return {"dynamo": False} if "dynamo" in inspect.signature(torch.onnx.export).parameters else {}


def adam(parameters: Iterable[torch.nn.Parameter], rate: float) -> torch.optim.Adam:
    """Adam with all its arithmetic in one pass, where the release can do so on a CPU: from 2.4 on.

    Args:
        parameters: that it moves.
        rate: its step size.
    """
    moved = list(parameters)
    try:
        return torch.optim.Adam(moved, lr=rate, fused=True)
    except RuntimeError:
        return torch.optim.Adam(moved, lr=rate)
