"""Triangles to pixels: a z-buffer with the triangle and depth of every pixel (orthographic)."""

from __future__ import annotations

import numpy as np
from numba import njit

from cad.geometry.vectors import Array


@njit(cache=True, error_model="numpy")
def _fill(corners, width, height, depth, owner):
    for t in range(len(corners)):
        ax, ay, az = corners[t, 0]
        bx, by, bz = corners[t, 1]
        cx, cy, cz = corners[t, 2]
        area = (bx - ax) * (cy - ay) - (by - ay) * (cx - ax)
        if area == 0.0:
            continue
        x0, x1 = max(0, int(np.floor(min(ax, bx, cx)))), min(width - 1, int(np.ceil(max(ax, bx, cx))))
        y0, y1 = max(0, int(np.floor(min(ay, by, cy)))), min(height - 1, int(np.ceil(max(ay, by, cy))))
        for y in range(y0, y1 + 1):
            for x in range(x0, x1 + 1):
                px, py = x + 0.5, y + 0.5
                u = ((bx - px) * (cy - py) - (by - py) * (cx - px)) / area
                v = ((cx - px) * (ay - py) - (cy - py) * (ax - px)) / area
                w = 1.0 - u - v
                if u >= -1e-9 and v >= -1e-9 and w >= -1e-9:
                    z = u * az + v * bz + w * cz
                    if z < depth[y, x]:
                        depth[y, x] = z
                        owner[y, x] = t


def rasterise(corners: Array, width: int, height: int) -> tuple[Array, np.ndarray]:
    """``corners (t, 3, 3)``: pixel x, pixel y (down), depth. Depth ``(h, w)`` (inf: nothing) and triangle (-1)."""
    depth = np.full((height, width), np.inf)
    owner = np.full((height, width), -1, np.int64)
    _fill(np.ascontiguousarray(corners), width, height, depth, owner)
    return depth, owner
