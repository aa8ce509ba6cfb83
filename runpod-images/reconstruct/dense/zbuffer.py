"""Depth of a triangle mesh seen by a pinhole camera: for visibility, evaluation and pictures."""

from __future__ import annotations

import numba as nb
import numpy as np
from numpy.typing import NDArray

from reconstruct.dense.views import FloatArray


@nb.njit(cache=True)
def _raster(points, faces, K, R, t, depth, owner):
    height, width = depth.shape
    for f in range(len(faces)):
        u = np.empty(3)
        v = np.empty(3)
        iz = np.empty(3)
        behind = False
        for k in range(3):
            p = points[faces[f, k]]
            x = R[0, 0] * p[0] + R[0, 1] * p[1] + R[0, 2] * p[2] + t[0]
            y = R[1, 0] * p[0] + R[1, 1] * p[1] + R[1, 2] * p[2] + t[1]
            z = R[2, 0] * p[0] + R[2, 1] * p[1] + R[2, 2] * p[2] + t[2]
            if z <= 1e-9:
                behind = True
                break
            u[k] = (K[0, 0] * x + K[0, 1] * y) / z + K[0, 2]
            v[k] = K[1, 1] * y / z + K[1, 2]
            iz[k] = 1 / z
        if behind:
            continue
        area = (u[1] - u[0]) * (v[2] - v[0]) - (u[2] - u[0]) * (v[1] - v[0])
        if abs(area) < 1e-12:
            continue
        x0 = max(0, int(np.floor(u.min() - 0.5)))
        x1 = min(width - 1, int(np.ceil(u.max() - 0.5)))
        y0 = max(0, int(np.floor(v.min() - 0.5)))
        y1 = min(height - 1, int(np.ceil(v.max() - 0.5)))
        for y in range(y0, y1 + 1):
            for x in range(x0, x1 + 1):
                px = x + 0.5
                py = y + 0.5
                a = ((u[1] - px) * (v[2] - py) - (u[2] - px) * (v[1] - py)) / area
                b = ((u[2] - px) * (v[0] - py) - (u[0] - px) * (v[2] - py)) / area
                c = 1 - a - b
                if a < -1e-9 or b < -1e-9 or c < -1e-9:
                    continue
                z = 1 / (a * iz[0] + b * iz[1] + c * iz[2])
                if depth[y, x] == 0 or z < depth[y, x]:
                    depth[y, x] = z
                    owner[y, x] = f


def render_depth(
    points: FloatArray, faces: NDArray[np.integer], K: FloatArray, R: FloatArray, t: FloatArray, width: int, height: int
) -> tuple[NDArray[np.float32], NDArray[np.int32]]:
    """``depth (height, width)`` (z in the camera, 0 = nothing) and the face seen there (-1 = none).

    Triangles with a corner behind the camera are left out: the part always lies in front of it.
    """
    depth = np.zeros((height, width), np.float32)
    owner = np.full((height, width), -1, np.int32)
    _raster(
        np.ascontiguousarray(points, np.float64),
        np.ascontiguousarray(faces, np.int64),
        np.ascontiguousarray(K, np.float64),
        np.ascontiguousarray(R, np.float64),
        np.ascontiguousarray(t, np.float64),
        depth,
        owner,
    )
    return depth, owner
