"""Places about an axis or a centre, one pass each: what the distances to round surfaces are made of."""

from __future__ import annotations

import numpy as np
from numba import njit

from cad.geometry.vectors import Array


@njit(cache=True, error_model="numpy")
def _about_axis(points, origin, axis):
    height, radius, across = np.empty(len(points)), np.empty(len(points)), np.empty((len(points), 3))
    for i in range(len(points)):
        x, y, z = points[i, 0] - origin[0], points[i, 1] - origin[1], points[i, 2] - origin[2]
        h = x * axis[0] + y * axis[1] + z * axis[2]
        x, y, z = x - h * axis[0], y - h * axis[1], z - h * axis[2]
        r = np.sqrt(x * x + y * y + z * z)
        safe = max(r, 1e-12)
        height[i], radius[i] = h, r
        across[i, 0], across[i, 1], across[i, 2] = x / safe, y / safe, z / safe
    return height, radius, across


@njit(cache=True, error_model="numpy")
def _from_axis(points, origin, axis):
    height, radius = np.empty(len(points)), np.empty(len(points))
    for i in range(len(points)):
        x, y, z = points[i, 0] - origin[0], points[i, 1] - origin[1], points[i, 2] - origin[2]
        h = x * axis[0] + y * axis[1] + z * axis[2]
        x, y, z = x - h * axis[0], y - h * axis[1], z - h * axis[2]
        height[i], radius[i] = h, np.sqrt(x * x + y * y + z * z)
    return height, radius


def _plain(rows: Array) -> Array:
    """As the kernels were compiled for."""
    return np.require(rows, np.float64, ("C", "W"))


def about_axis(points: Array, origin: Array, axis: Array) -> tuple[Array, Array, Array]:
    """Of ``points (n, 3)``: height along the axis and radius from it ``(n,)``, unit radial direction ``(n, 3)``."""
    return _about_axis(_plain(points), _plain(origin), _plain(axis))


def from_axis(points: Array, origin: Array, axis: Array) -> tuple[Array, Array]:
    """As :func:`about_axis`, without the directions."""
    return _from_axis(_plain(points), _plain(origin), _plain(axis))
