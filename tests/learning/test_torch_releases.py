"""Releases of PyTorch from 2.1 on, each imitated in what differs."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from clamber.learning.torch_releases import adam, classic_exporter


class AdamBefore24(torch.optim.Adam):
    """Refuses ``fused`` for parameters that lie on a CPU."""

    def __init__(self, parameters: Any, fused: bool = False, **settings: Any) -> None:
        if fused:
            raise RuntimeError("`fused=True` requires all the params to be floating point Tensors of supported devices")
        super().__init__(parameters, **settings)


def walked(steps: int = 20) -> torch.Tensor:
    """Where the optimiser comes to on a bowl."""
    place = torch.nn.Parameter(torch.tensor([3.0, -2.0, 0.5]))
    optimizer = adam([place], 0.1)
    for _ in range(steps):
        optimizer.zero_grad()
        (place.square() * torch.tensor([1.0, 5.0, 0.1])).sum().backward()
        optimizer.step()
    return place.detach()


def test_adam_walks_the_same_way_where_a_release_cannot_fuse_it(monkeypatch: pytest.MonkeyPatch) -> None:
    here = walked()
    monkeypatch.setattr(torch.optim, "Adam", AdamBefore24)
    assert torch.allclose(walked(), here, rtol=1e-5, atol=1e-6)


def test_a_release_that_knows_one_exporter_is_not_told_which(monkeypatch: pytest.MonkeyPatch) -> None:
    def export_before_25(model: Any, args: Any, f: Any, opset_version: int = 17) -> None:
        """Its arguments alone matter."""

    monkeypatch.setattr(torch.onnx, "export", export_before_25)
    assert classic_exporter() == {}


def test_a_release_that_knows_two_exporters_takes_the_classic_one(monkeypatch: pytest.MonkeyPatch) -> None:
    def export_since_25(model: Any, args: Any, f: Any, opset_version: int = 17, *, dynamo: bool = True) -> None:
        """Its arguments alone matter."""

    monkeypatch.setattr(torch.onnx, "export", export_since_25)
    assert classic_exporter() == {"dynamo": False}
