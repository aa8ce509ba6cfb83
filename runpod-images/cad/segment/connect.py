"""Points of one surface that hang together."""

from __future__ import annotations

import numpy as np

from cad.cloud.groups import groups_within
from cad.geometry.vectors import Array


def largest_piece(points: Array, gap: float) -> np.ndarray:
    """Mask of the largest group of points joined by steps ≤ ``gap``."""
    if len(points) == 0:
        return np.zeros(0, bool)
    label = groups_within(points, gap)
    return label == np.bincount(label).argmax()


def pieces(points: Array, gap: float, least: int) -> np.ndarray:
    """Mask of the points in groups (joined by steps ≤ ``gap``) of at least ``least`` points."""
    if len(points) < least:
        return np.zeros(len(points), bool)
    label = groups_within(points, gap)
    return np.bincount(label)[label] >= least
