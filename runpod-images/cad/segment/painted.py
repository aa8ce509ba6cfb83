"""Points of a face as an image: where they are dense, and where they are not."""

from __future__ import annotations

import numpy as np

from cad.geometry.vectors import Array


def painted(flat: Array, step: float, margin: int) -> tuple[np.ndarray, Array]:
    """Image ``(h, w) uint8``, 1 where points ``(n, 2)`` are, of cells ``step`` wide with ``margin`` empty ones all
    round, and the place of its first corner."""
    low = flat.min(0) - margin * step
    size = np.ceil((flat.max(0) + margin * step - low) / step).astype(int)
    image = np.zeros((size[1], size[0]), np.uint8)
    cell = ((flat - low) / step).astype(int)
    image[cell[:, 1], cell[:, 0]] = 1
    return image, low
