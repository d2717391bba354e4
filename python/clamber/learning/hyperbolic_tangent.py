"""The hyperbolic tangent of many numbers at once, where NumPy and PyTorch work them out one by one."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from torch import Tensor

from clamber.compilation import compiled_unlocked

Floats = NDArray[np.float32]

#: Beyond this it is 1 in floats.
_MOST = np.float32(7.90531110763549805)
# Of x, x^3, ... x^13 above and of 1, x^2, ... x^6 below: the rational approximation of Eigen (MathFunctionsImpl.h,
# ptanh_float) and ONNX Runtime, within 4e-7 of the hyperbolic tangent.
_P1, _P3, _P5, _P7, _P9, _P11, _P13 = (
    np.float32(coefficient)
    for coefficient in (4.89352455891786e-03, 6.37261928875436e-04, 1.48572235717979e-05, 5.12229709037114e-08,
                        -8.60467152213735e-11, 2.00018790482477e-13, -2.76076847742355e-16)
)  # fmt: skip
_Q0, _Q2, _Q4, _Q6 = (
    np.float32(coefficient)
    for coefficient in (4.89352518554385e-03, 2.26843463243900e-03, 1.18534705686654e-04, 1.19825839466702e-06)
)


@compiled_unlocked
def _fill(values: Floats, out: Floats) -> None:
    for index in range(len(values)):
        x = min(max(values[index], -_MOST), _MOST)
        square = x * x
        above = (((_P13 * square + _P11) * square + _P9) * square + _P7) * square + _P5
        above = x * ((above * square + _P3) * square + _P1)
        out[index] = above / (((_Q6 * square + _Q4) * square + _Q2) * square + _Q0)


def tanh(values: Tensor, out: Tensor) -> Tensor:
    """Writes the hyperbolic tangent of ``values`` into ``out``, of the same shape, and returns that.

    Args:
        values: floats, contiguous; overwritten where ``out`` is not contiguous.
        out: floats.
    """
    flat = values.view(-1).numpy()
    if out.is_contiguous():
        _fill(flat, out.view(-1).numpy())
        return out
    _fill(flat, flat)
    return out.copy_(values)
