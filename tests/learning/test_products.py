"""Matrix products against PyTorch's own."""

from __future__ import annotations

import platform
from types import SimpleNamespace
from typing import Any

import pytest
import torch
from clamber.learning import products
from clamber.learning.products import affine, product


@pytest.fixture(params=["oneDNN", "PyTorch's own"], autouse=True)
def library(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Once as on a processor where oneDNN pays, once as where it does not or is not there."""
    if request.param == "oneDNN":
        monkeypatch.setattr(torch.backends.cpu, "get_cpu_capability", lambda: "AVX512")
    monkeypatch.setattr(products, "_LINEAR", products._found() if request.param == "oneDNN" else None)


def test_the_quick_way_is_found_where_pytorch_has_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """On an x86 processor with vectors of 512 bits, with a PyTorch that was built with it."""
    monkeypatch.setattr(torch.backends.cpu, "get_cpu_capability", lambda: "AVX512")
    expected = platform.machine().lower() in ("x86_64", "amd64") and torch.backends.mkldnn.is_available()
    assert (products._found() is not None) == expected


def test_it_is_left_alone_where_it_does_not_pay(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a processor without them."""
    monkeypatch.setattr(torch.backends.cpu, "get_cpu_capability", lambda: "AVX2")
    assert products._found() is None


@pytest.mark.parametrize(
    "linear",
    [
        lambda values, weight, bias: values @ weight.t() + bias,
        lambda values, weight, bias, *_: (values @ weight.t() + bias).round(decimals=0) + 1.0,
    ],
)
def test_what_does_not_multiply_as_here_is_not_used(linear: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another PyTorch's, told other things or something else altogether."""
    monkeypatch.setattr(products, "torch", SimpleNamespace(
        ops=SimpleNamespace(mkldnn=SimpleNamespace(_linear_pointwise=linear)), arange=torch.arange, equal=torch.equal,
        backends=SimpleNamespace(cpu=SimpleNamespace(get_cpu_capability=lambda: "AVX512")),
    ))  # fmt: skip
    assert products._found() is None


@pytest.mark.parametrize("kind", [torch.float32, torch.float64])
def test_products_are_pytorchs(kind: torch.dtype) -> None:
    """Whatever lies how in memory: whole, turned, parts of columns, every second row."""
    torch.manual_seed(0)
    wide = torch.randn(60, 50, dtype=kind)
    weight, bias = torch.randn(9, 20, dtype=kind), torch.randn(9, dtype=kind)
    rows = [wide[:, :20].contiguous(), wide[:, 5:25], wide[1::2, :20], wide[:20, :20].t(), wide[:1, :20], wide[:0, :20]]
    for values in rows:
        expected = values @ weight.t() + bias
        torch.testing.assert_close(affine(values, weight, bias), expected)
        torch.testing.assert_close(product(values, weight.t()), values @ weight.t())
        torch.testing.assert_close(product(values.t(), values), values.t() @ values)


def test_parameters_need_no_gradient() -> None:
    """Weights that learn are multiplied by as they are, where gradients are off."""
    layer = torch.nn.Linear(5, 3)
    values = torch.randn(4, 5)
    with torch.no_grad():
        torch.testing.assert_close(affine(values, layer.weight, layer.bias), layer(values))
