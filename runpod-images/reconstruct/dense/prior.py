"""From the coarse maps of all views to where, and at what depth, each view is worth a closer look."""

from __future__ import annotations

import cv2
import numba as nb
import numpy as np
from numpy.typing import NDArray

from reconstruct.dense.matcher import PlaneMap
from reconstruct.dense.ply import Cloud
from reconstruct.dense.views import FloatArray, View


@nb.njit(cache=True)
def _splat(points, normals, K, R, t, state, depth):
    """Nearest point's plane into every pixel it falls on (a 3 × 3 footprint, the plane extended to each centre)."""
    height, width = depth.shape
    for p in range(len(points)):
        x = R[0, 0] * points[p, 0] + R[0, 1] * points[p, 1] + R[0, 2] * points[p, 2] + t[0]
        y = R[1, 0] * points[p, 0] + R[1, 1] * points[p, 1] + R[1, 2] * points[p, 2] + t[1]
        z = R[2, 0] * points[p, 0] + R[2, 1] * points[p, 1] + R[2, 2] * points[p, 2] + t[2]
        if z <= 1e-9:
            continue
        nx = R[0, 0] * normals[p, 0] + R[0, 1] * normals[p, 1] + R[0, 2] * normals[p, 2]
        ny = R[1, 0] * normals[p, 0] + R[1, 1] * normals[p, 1] + R[1, 2] * normals[p, 2]
        nz = R[2, 0] * normals[p, 0] + R[2, 1] * normals[p, 1] + R[2, 2] * normals[p, 2]
        offset = nx * x + ny * y + nz * z
        range_ = np.sqrt(x * x + y * y + z * z)
        if offset > -0.1 * range_:
            continue
        gu = nx / K[0, 0] / offset
        gv = ny / K[1, 1] / offset
        u = K[0, 0] * x / z + K[0, 2]
        v = K[1, 1] * y / z + K[1, 2]
        xi = int(np.floor(u))
        yi = int(np.floor(v))
        for yy in range(max(yi - 1, 0), min(yi + 2, height)):
            for xx in range(max(xi - 1, 0), min(xi + 2, width)):
                w = 1 / z + gu * (xx + 0.5 - u) + gv * (yy + 0.5 - v)
                if w > 0 and (depth[yy, xx] == 0 or z < depth[yy, xx]):
                    depth[yy, xx] = z
                    state[yy, xx, 0] = w
                    state[yy, xx, 1] = gu
                    state[yy, xx, 2] = gv


def fine_start(view: View, coarse: PlaneMap, cloud: Cloud, pixel_step: float, margin_px: int) -> PlaneMap:
    """The coarse map corrected by what all views agreed on, and cut to the part and ``margin_px`` round it.

    A pixel keeps its own plane where the fused cloud confirms it (within two steps) or says nothing; elsewhere it
    takes the cloud's.
    """
    height, width = coarse.cost.shape
    state = np.zeros((height, width, 3), np.float32)
    depth = np.zeros((height, width), np.float32)
    _splat(cloud.points, cloud.normals, coarse.K, view.R, view.t, state, depth)
    seen = state[..., 0] > 0
    kernel = np.ones((3, 3), np.uint8)
    seen = cv2.morphologyEx(seen.astype(np.uint8), cv2.MORPH_OPEN, kernel) > 0
    apart = seen & (np.abs(state[..., 0] - coarse.state[..., 0]) > 2 * pixel_step)
    region = cv2.dilate(seen.astype(np.uint8), np.ones((2 * margin_px + 1,) * 2, np.uint8)) > 0
    start = np.where(apart[..., None], state, coarse.state).astype(np.float32)
    return PlaneMap(start, coarse.cost, coarse.K, region)


def above(cloud: Cloud, plane: FloatArray | None, margin: float) -> NDArray[np.bool_]:
    """Points higher than ``margin`` over the support plane ``(nx, ny, nz, d)``; all of them without a plane."""
    if plane is None:
        return np.ones(len(cloud), bool)
    return cloud.points @ plane[:3] + plane[3] > margin
