"""The hyperbolic tangent against NumPy's in double precision."""

from __future__ import annotations

import numpy as np
import torch
from clamber.learning.hyperbolic_tangent import tanh

#: A few steps of a float at 1.
CLOSE = 5e-7


def test_it_is_numpys() -> None:
    """From where it is all but straight to where it is 1, and beyond."""
    values = torch.cat([torch.linspace(-12.0, 12.0, 100_001), torch.tensor([0.0, -1e30, 1e30, 1e-30, -1e-6])])
    out = tanh(values, torch.empty_like(values))
    exact = np.tanh(values.double().numpy())
    np.testing.assert_allclose(out.numpy(), exact, rtol=CLOSE, atol=0.0)
    assert out.abs().max() <= 1.0


def test_what_is_no_number_stays_none() -> None:
    """A network that has come apart must not look whole."""
    assert tanh(torch.full((9,), torch.nan), torch.empty(9)).isnan().all()


def test_it_writes_into_columns_of_something_wider() -> None:
    """And nothing beside them."""
    wide, values = torch.zeros(7, 9), torch.randn(7, 4)
    expected = torch.tanh(values)
    out = tanh(values.clone(), wide[:, 2:6])
    torch.testing.assert_close(wide[:, 2:6], expected, rtol=1e-6, atol=1e-6)
    assert out.data_ptr() == wide[:, 2:6].data_ptr()
    assert not wide[:, :2].any()
    assert not wide[:, 6:].any()
