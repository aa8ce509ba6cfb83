"""Small vector algebra used everywhere: unit vectors and frames. Arrays are float64, rows are vectors."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def unit(vector: Array) -> Array:
    """``vector (3,)`` or rows ``(n, 3)`` scaled to length 1; a zero vector stays zero."""
    length = np.linalg.norm(vector, axis=-1, keepdims=True)
    return vector / np.maximum(length, 1e-12)


def frame_of(axis: Array) -> tuple[Array, Array]:
    """Two unit vectors that make a right-handed frame ``(x, y, axis)``; the same axis gives the same frame."""
    helper = np.eye(3)[int(np.argmin(np.abs(axis)))]
    x = unit(np.cross(helper, axis))
    return x, np.cross(axis, x)


def angle_between_deg(a: Array, b: Array) -> float:
    """Angle between two undirected unit vectors in degrees, 0 to 90."""
    return float(np.degrees(np.arccos(np.clip(abs(a @ b), 0.0, 1.0))))
