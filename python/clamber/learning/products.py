"""Matrix products as wide as the processor can: by oneDNN where that pays, else by PyTorch's own.

PyTorch multiplies matrices of floats by MKL, which on AMD's processors takes vectors of 256 bits where these have 512.
oneDNN, which comes with PyTorch too, takes what there is: on such a processor layers of the sizes here are done in half
the time. Where there are no wider vectors MKL is the quicker one: an update takes a sixth less.
"""

from __future__ import annotations

import platform
from collections.abc import Callable

import torch
from torch import Tensor


def _found() -> Callable[..., Tensor] | None:
    """PyTorch's linear layer by oneDNN, ``values @ weight.t() + bias``; None where it is not there or does not pay.

    Its name begins with an underscore, so it is tried: where it does not multiply as it does here it is not used.
    """
    if platform.machine().lower() not in ("x86_64", "amd64") or not _has_wide_vectors():
        return None
    linear: Callable[..., Tensor] | None = getattr(torch.ops.mkldnn, "_linear_pointwise", None)
    if linear is None:
        return None
    values, weight, bias = torch.arange(12.0).view(3, 4).t(), torch.arange(15.0).view(3, 5).t(), torch.arange(5.0)
    try:
        answer = linear(values, weight, bias, "none", [], "")
    except (RuntimeError, TypeError):
        return None
    return linear if torch.equal(answer, values @ weight.t() + bias) else None


def _has_wide_vectors() -> bool:
    """Whether the processor has vectors of 512 bits, as far as PyTorch knows."""
    return torch.backends.cpu.get_cpu_capability().startswith("AVX512")


_LINEAR = _found()


def _is_for_onednn(values: Tensor) -> bool:
    """Whether there is anything to multiply, in floats."""
    return values.dtype == torch.float32 and values.numel() > 0


def affine(values: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    """``values @ weight.t() + bias``, (rows, outputs), without a gradient.

    Args:
        values: (rows, inputs).
        weight: (outputs, inputs).
        bias: (outputs,).
    """
    if _LINEAR is None or not _is_for_onednn(values):
        return torch.addmm(bias, values, weight.t())
    return _LINEAR(values, weight, bias, "none", [], "")


def product(first: Tensor, second: Tensor) -> Tensor:
    """``first @ second``, (rows, columns), without a gradient, for (rows, inner) and (inner, columns)."""
    if _LINEAR is None or not _is_for_onednn(first):
        return torch.mm(first, second)
    return _LINEAR(first, second.contiguous().t(), None, "none", [], "")
