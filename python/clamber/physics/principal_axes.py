"""The axes about which a rigid part turns freely."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Float = NDArray[np.float64]


def principal_axes(inertia: Float) -> tuple[Float, Float]:
    """Principal moments, (3,), and the quaternion (w, x, y, z) from principal to link axes, (4,), of an inertia."""
    moments, vectors = np.linalg.eigh(inertia)
    if np.linalg.det(vectors) < 0.0:
        vectors[:, 2] = -vectors[:, 2]
    # Shepperd's method: start from the largest of the four components.
    trace = np.trace(vectors)
    squares = np.array([1.0 + trace, *(1.0 - trace + 2.0 * np.diag(vectors))]) / 4.0
    largest = int(np.argmax(squares))
    m = vectors
    candidates = (
        (4 * squares[0], m[2, 1] - m[1, 2], m[0, 2] - m[2, 0], m[1, 0] - m[0, 1]),
        (m[2, 1] - m[1, 2], 4 * squares[1], m[0, 1] + m[1, 0], m[0, 2] + m[2, 0]),
        (m[0, 2] - m[2, 0], m[0, 1] + m[1, 0], 4 * squares[2], m[1, 2] + m[2, 1]),
        (m[1, 0] - m[0, 1], m[0, 2] + m[2, 0], m[1, 2] + m[2, 1], 4 * squares[3]),
    )
    quaternion = np.array(candidates[largest])
    return moments, quaternion / np.linalg.norm(quaternion)
