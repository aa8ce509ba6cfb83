"""One cloud from many depth maps: a point is kept where several views measured the same surface."""

from __future__ import annotations

from dataclasses import dataclass

import numba as nb
import numpy as np
from numpy.typing import NDArray

from reconstruct.dense.ply import Cloud

f32 = np.float32


@dataclass(frozen=True, eq=False)
class Maps:
    """Maps of all views, padded to one size. ``depth, cost (n,h,w)``; ``normal (n,h,w,3)`` in the world, to the
    camera; ``colour (n,h,w,3) uint8`` or None (grey); ``sizes (n,2)`` width and height; ``K, R (n,3,3)``; ``t (n,3)``.

    Depth 0: nothing known. Points are made only from pixels of ``part (n,h,w)``; the others may contradict them.
    """

    depth: NDArray[np.float32]
    normal: NDArray[np.float32]
    cost: NDArray[np.float32]
    colour: NDArray[np.uint8] | None
    sizes: NDArray[np.int64]
    K: NDArray[np.float64]
    R: NDArray[np.float64]
    t: NDArray[np.float64]
    part: NDArray[np.bool_]


@dataclass(frozen=True)
class FusionRule:
    """When two measurements are one point: ``relative_depth`` difference, ``reprojection_px``, ``normal_deg``."""

    relative_depth: float = 0.003
    reprojection_px: float = 1.5
    normal_deg: float = 60.0
    cost_max: float = 0.5
    few_cost_max: float = 0.2


@nb.njit(cache=True, error_model="numpy")
def _look_up(X, j, depth, sizes, K, R, t):
    """Pixel of world point ``X`` in view ``j`` and its depth there: ``(x, y, z)``; x = -1 outside."""
    z = R[j, 2, 0] * X[0] + R[j, 2, 1] * X[1] + R[j, 2, 2] * X[2] + t[j, 2]
    if z <= 1e-9:
        return -1, -1, z
    a = R[j, 0, 0] * X[0] + R[j, 0, 1] * X[1] + R[j, 0, 2] * X[2] + t[j, 0]
    b = R[j, 1, 0] * X[0] + R[j, 1, 1] * X[1] + R[j, 1, 2] * X[2] + t[j, 1]
    u = K[j, 0, 0] * a / z + K[j, 0, 2]
    v = K[j, 1, 1] * b / z + K[j, 1, 2]
    if not (0 <= u < sizes[j, 0] and 0 <= v < sizes[j, 1]):
        return -1, -1, z
    return int(u), int(v), z


@nb.njit(cache=True, error_model="numpy")
def _back_project(j, x, y, d, K, R, t, out):
    """World point of pixel centre ``(x, y)`` at depth ``d`` into ``out (3,)``."""
    a = (x + 0.5 - K[j, 0, 2]) / K[j, 0, 0] * d - t[j, 0]
    b = (y + 0.5 - K[j, 1, 2]) / K[j, 1, 1] * d - t[j, 1]
    c = d - t[j, 2]
    for k in range(3):
        out[k] = R[j, 0, k] * a + R[j, 1, k] * b + R[j, 2, k] * c


@nb.njit(cache=True, error_model="numpy")
def _fuse_view(i, neighbours, depth, normal, cost, sizes, K, R, t, used, rel, px, cos_min, few_cost, out):
    """Fuse the pixels of view ``i`` that no earlier view used; rows of ``out (m, 9)`` and how many were written.

    A row is point, normal, pixel x, pixel y, confidence with the view count added as an integer part.
    """
    centre = np.empty(3)
    for k in range(3):
        centre[k] = -(R[i, 0, k] * t[i, 0] + R[i, 1, k] * t[i, 1] + R[i, 2, k] * t[i, 2])
    X = np.empty(3)
    Y = np.empty(3)
    hits_view = np.empty(len(neighbours), np.int64)
    hits_x = np.empty(len(neighbours), np.int64)
    hits_y = np.empty(len(neighbours), np.int64)
    scales = np.empty(len(neighbours) + 1)
    written = 0
    for y in range(sizes[i, 1]):
        for x in range(sizes[i, 0]):
            if used[i, y, x] or depth[i, y, x] <= 0:
                continue
            _back_project(i, x, y, depth[i, y, x], K, R, t, X)
            n0 = normal[i, y, x]
            ray = X - centre
            range_ = np.sqrt((ray * ray).sum())
            facing = max(-(ray[0] * n0[0] + ray[1] * n0[1] + ray[2] * n0[2]) / range_, 0.05)
            weight = facing * (1 - cost[i, y, x])
            mean = weight
            total = weight
            costs = cost[i, y, x] * weight
            nx, ny, nz = n0[0] * weight, n0[1] * weight, n0[2] * weight
            scales[0] = 1.0
            hits = 0
            against = 0
            for q in range(len(neighbours)):
                j = neighbours[q]
                xj, yj, z = _look_up(X, j, depth, sizes, K, R, t)
                if xj < 0 or depth[j, yj, xj] <= 0:
                    continue
                d = depth[j, yj, xj]
                if abs(d - z) > rel * z:
                    if d > z * (1 + 2 * rel):
                        against += 1
                    continue
                nj = normal[j, yj, xj]
                if nj[0] * n0[0] + nj[1] * n0[1] + nj[2] * n0[2] < cos_min:
                    continue
                _back_project(j, xj, yj, d, K, R, t, Y)
                down = ray[0] * nj[0] + ray[1] * nj[1] + ray[2] * nj[2]
                if down > -0.05 * range_:
                    continue
                s = ((Y[0] - centre[0]) * nj[0] + (Y[1] - centre[1]) * nj[1] + (Y[2] - centre[2]) * nj[2]) / down
                if abs(s - 1) > rel:
                    continue
                # The neighbour's own point must fall near the pixel it is to confirm.
                a = R[i, 0, 0] * Y[0] + R[i, 0, 1] * Y[1] + R[i, 0, 2] * Y[2] + t[i, 0]
                b = R[i, 1, 0] * Y[0] + R[i, 1, 1] * Y[1] + R[i, 1, 2] * Y[2] + t[i, 1]
                c = R[i, 2, 0] * Y[0] + R[i, 2, 1] * Y[1] + R[i, 2, 2] * Y[2] + t[i, 2]
                eu = K[i, 0, 0] * a / c + K[i, 0, 2] - x - 0.5
                ev = K[i, 1, 1] * b / c + K[i, 1, 2] - y - 0.5
                if eu * eu + ev * ev > px * px:
                    continue
                hits_view[hits] = j
                hits_x[hits] = xj
                hits_y[hits] = yj
                hits += 1
                scales[hits] = s
                g = max(-down / range_, 0.05) * (1 - cost[j, yj, xj])
                mean += g * s
                total += g
                costs += g * cost[j, yj, xj]
                nx += g * nj[0]
                ny += g * nj[1]
                nz += g * nj[2]
            views = hits + 1
            if views < 2 or against >= views or (views == 2 and (against > 0 or costs / total > few_cost)):
                continue
            mean /= total
            spread = 0.0
            for q in range(views):
                spread += (scales[q] - mean) ** 2
            spread = np.sqrt(spread / views) / rel
            length = np.sqrt(nx * nx + ny * ny + nz * nz)
            agreement = max(0.0, 1 - costs / total / 0.6) * np.exp(-spread) * min(1.0, length / total)
            confidence = agreement * (1 - np.exp(-0.6 * (views - 1))) * (views / (views + against))
            for k in range(3):
                out[written, k] = centre[k] + ray[k] * mean
            out[written, 3] = nx / length
            out[written, 4] = ny / length
            out[written, 5] = nz / length
            out[written, 6] = x
            out[written, 7] = y
            out[written, 8] = views + min(confidence, 0.999)
            written += 1
            for q in range(hits):
                used[hits_view[q], hits_y[q], hits_x[q]] = True
            used[i, y, x] = True
    return written


def fuse(maps: Maps, neighbours: list[list[int]], order: list[int], rule: FusionRule) -> Cloud:
    """Fuse ``maps`` in ``order`` (finest views first); every pixel gives at most one point.

    A point's place is the weighted mean, along its ray, of where the agreeing views' tangent planes meet the ray;
    the weights favour views that face the surface and matched well. Two views are enough only where both matched
    very well and none contradicts. Confidence (0..1) is the product of matching quality, agreement in depth and
    normal, and the number of views.
    """
    depth = np.where(maps.cost < rule.cost_max, maps.depth, f32(0))
    used = ~maps.part
    largest = int(max(w * h for w, h in maps.sizes))
    out = np.empty((largest, 9))
    parts, colours = [], []
    for i in order:
        n = _fuse_view(
            i, np.asarray(neighbours[i], np.int64), depth, maps.normal, maps.cost, maps.sizes, maps.K, maps.R, maps.t,
            used, rule.relative_depth, rule.reprojection_px, float(np.cos(np.radians(rule.normal_deg))),
            rule.few_cost_max, out,
        )
        rows = out[:n].copy()
        parts.append(rows)
        if maps.colour is not None:
            colours.append(maps.colour[i, rows[:, 7].astype(int), rows[:, 6].astype(int)])
    rows = np.concatenate(parts)
    views = np.floor(rows[:, 8]).astype(np.int32)
    painted = np.concatenate(colours) if colours else np.full((len(rows), 3), 160, np.uint8)
    return Cloud(rows[:, :3], rows[:, 3:6], painted, rows[:, 8] - views, views)
