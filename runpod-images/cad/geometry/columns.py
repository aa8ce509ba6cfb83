"""Vertical rays through a triangle soup, many at once: which triangle lies above a point, and is it inside.

All rays share one direction, so triangles are binned once in the plane across it and each ray looks into one bin.
The soup is turned by a fixed odd rotation first: axis-parallel parts then have no triangle seen edge-on.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from cad.geometry.vectors import Array

_TURN = np.linalg.qr(np.array([[0.83, 0.41, 0.37], [-0.29, 0.91, -0.23], [-0.47, 0.13, 0.88]]))[0]


@njit(cache=True, error_model="numpy")
def _bin_counts(low, high, width):
    counts = np.zeros(width * width + 1, np.int64)
    for t in range(len(low)):
        for i in range(low[t, 0], high[t, 0] + 1):
            for j in range(low[t, 1], high[t, 1] + 1):
                counts[i * width + j + 1] += 1
    return counts


@njit(cache=True, error_model="numpy")
def _bin_fill(low, high, width, start):
    members = np.empty(start[-1], np.int64)
    place = start[:-1].copy()
    for t in range(len(low)):
        for i in range(low[t, 0], high[t, 0] + 1):
            for j in range(low[t, 1], high[t, 1] + 1):
                members[place[i * width + j]] = t
                place[i * width + j] += 1
    return members


@njit(cache=True, error_model="numpy")
def _cast(points, cells, triangles, start, members):
    n = len(points)
    hit = np.full(n, -1, np.int64)
    side = np.zeros(n, np.int64)
    winding = np.zeros(n, np.int64)
    for k in range(n):
        if cells[k] < 0:
            continue
        px, py, pz = points[k, 0], points[k, 1], points[k, 2]
        nearest = 1e300
        for m in range(start[cells[k]], start[cells[k] + 1]):
            t = members[m]
            ax, ay = triangles[t, 0, 0] - px, triangles[t, 0, 1] - py
            bx, by = triangles[t, 1, 0] - px, triangles[t, 1, 1] - py
            cx, cy = triangles[t, 2, 0] - px, triangles[t, 2, 1] - py
            u, v, w = bx * cy - by * cx, cx * ay - cy * ax, ax * by - ay * bx
            area = u + v + w
            if area == 0.0 or ((u < 0 or v < 0 or w < 0) and (u > 0 or v > 0 or w > 0)):
                continue
            z = (u * triangles[t, 0, 2] + v * triangles[t, 1, 2] + w * triangles[t, 2, 2]) / area
            if z > pz:
                sign = 1 if area > 0 else -1
                winding[k] += sign
                if z < nearest:
                    nearest, hit[k], side[k] = z, t, sign
    return hit, side, winding


class Columns:
    """``vertices (v, 3)``, ``triangles (t, 3)`` of any soup; closed and outward for :meth:`inside`."""

    def __init__(self, vertices: Array, triangles: np.ndarray) -> None:
        corners = (np.asarray(vertices, float) @ _TURN.T)[np.asarray(triangles, np.int64)]
        self._width = int(np.clip(np.sqrt(len(corners)), 4, 512))
        self._low = corners[:, :, :2].min((0, 1)) if len(corners) else np.zeros(2)
        high = corners[:, :, :2].max((0, 1)) if len(corners) else np.ones(2)
        self._step = np.maximum((high - self._low) / self._width, 1e-12)
        low = self._cell(corners[:, :, :2].min(1))
        top = self._cell(corners[:, :, :2].max(1))
        self._start = np.cumsum(_bin_counts(low, top, self._width))
        self._members = _bin_fill(low, top, self._width, self._start)
        self._corners = np.ascontiguousarray(corners)

    def _cell(self, xy: Array) -> np.ndarray:
        return np.clip(((xy - self._low) / self._step).astype(np.int64), 0, self._width - 1)

    def cast(self, points: Array) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Per point ``(n, 3)``: nearest triangle ahead (-1: none), the sign of its normal along the ray, winding."""
        turned = np.asarray(points, float) @ _TURN.T
        raw = (turned[:, :2] - self._low) / self._step
        within = ((raw >= 0) & (raw < self._width)).all(1)
        cell = self._cell(turned[:, :2])
        index = np.where(within, cell[:, 0] * self._width + cell[:, 1], -1)
        return _cast(turned, index, self._corners, self._start, self._members)

    def inside(self, points: Array) -> np.ndarray:
        """True where the winding number of the closed outward mesh round a point is positive, ``(n,)``."""
        return self.cast(points)[2] > 0
