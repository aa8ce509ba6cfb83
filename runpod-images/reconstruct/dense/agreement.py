"""The kernel of fusion: what the other views say about a pixel's point."""

from __future__ import annotations

import numba as nb
import numpy as np

# Columns of a row of evidence: who agrees, where in its picture, and what it measured.
VIEW, COLUMN, ROW, SCALE, WEIGHT, COST, NORMAL_X, NORMAL_Y, NORMAL_Z, COLUMNS = range(10)
AGREES, SILENT, CONTRADICTS = 1, 0, -1
GRAZING = 0.05


@nb.njit(cache=True, error_model="numpy")
def _look_up(X, j, sizes, K, R, t):
    """Pixel of world point ``X`` in view ``j`` and its own depth there, ``(x, y, z)``; x = -1 outside."""
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
def _misses(i, x, y, Y, K, R, t):
    """Squared distance in pixels from the centre of pixel ``(x, y)`` of view ``i`` to where it sees ``Y``."""
    a = R[i, 0, 0] * Y[0] + R[i, 0, 1] * Y[1] + R[i, 0, 2] * Y[2] + t[i, 0]
    b = R[i, 1, 0] * Y[0] + R[i, 1, 1] * Y[1] + R[i, 1, 2] * Y[2] + t[i, 1]
    c = R[i, 2, 0] * Y[0] + R[i, 2, 1] * Y[1] + R[i, 2, 2] * Y[2] + t[i, 2]
    u = K[i, 0, 0] * a / c + K[i, 0, 2] - x - 0.5
    v = K[i, 1, 1] * b / c + K[i, 1, 2] - y - 0.5
    return u * u + v * v


@nb.njit(cache=True, error_model="numpy")
def _compare(i, x, y, j, X, ray, centre, depth, normal, cost, sizes, K, R, t, rel, px, cos_min, Y, row):
    """Whether view ``j`` agrees with the point ``X`` of pixel ``(x, y)`` of view ``i``; fills ``row`` when it does."""
    xj, yj, z = _look_up(X, j, sizes, K, R, t)
    if xj < 0 or depth[j, yj, xj] <= 0:
        return SILENT
    d = depth[j, yj, xj]
    if abs(d - z) > rel * z:
        return CONTRADICTS if d > z * (1 + 2 * rel) else SILENT
    n0 = normal[i, y, x]
    nj = normal[j, yj, xj]
    if nj[0] * n0[0] + nj[1] * n0[1] + nj[2] * n0[2] < cos_min:
        return SILENT
    range_ = np.sqrt(ray[0] * ray[0] + ray[1] * ray[1] + ray[2] * ray[2])
    down = ray[0] * nj[0] + ray[1] * nj[1] + ray[2] * nj[2]
    if down > -GRAZING * range_:
        return SILENT
    _back_project(j, xj, yj, d, K, R, t, Y)
    s = ((Y[0] - centre[0]) * nj[0] + (Y[1] - centre[1]) * nj[1] + (Y[2] - centre[2]) * nj[2]) / down
    if abs(s - 1) > rel or _misses(i, x, y, Y, K, R, t) > px * px:
        return SILENT
    row[VIEW], row[COLUMN], row[ROW], row[SCALE] = j, xj, yj, s
    row[WEIGHT] = max(-down / range_, GRAZING) * (1 - cost[j, yj, xj])
    row[COST] = cost[j, yj, xj]
    row[NORMAL_X], row[NORMAL_Y], row[NORMAL_Z] = nj[0], nj[1], nj[2]
    return AGREES


@nb.njit(cache=True, error_model="numpy")
def _summarise(rows, views, against, rel, few_cost, out):
    """Mean of the agreeing rows into ``out`` = scale, normal, confidence; False where they are too few."""
    total, mean, costs, nx, ny, nz = 0.0, 0.0, 0.0, 0.0, 0.0, 0.0
    for q in range(views):
        g = rows[q, WEIGHT]
        total += g
        mean += g * rows[q, SCALE]
        costs += g * rows[q, COST]
        nx += g * rows[q, NORMAL_X]
        ny += g * rows[q, NORMAL_Y]
        nz += g * rows[q, NORMAL_Z]
    mean /= total
    costs /= total
    if views < 2 or against >= views or (views == 2 and (against > 0 or costs > few_cost)):
        return False
    spread = 0.0
    for q in range(views):
        spread += (rows[q, SCALE] - mean) ** 2
    spread = np.sqrt(spread / views) / rel
    length = np.sqrt(nx * nx + ny * ny + nz * nz)
    agreement = max(0.0, 1 - costs / 0.6) * np.exp(-spread) * min(1.0, length / total)
    out[0], out[1], out[2], out[3] = mean, nx / length, ny / length, nz / length
    out[4] = agreement * (1 - np.exp(-0.6 * (views - 1))) * (views / (views + against))
    return True


@nb.njit(cache=True, error_model="numpy")
def fuse_view(i, neighbours, depth, normal, cost, sizes, K, R, t, used, rel, px, cos_min, few_cost, out):
    """Fuse the pixels of view ``i`` that no earlier view used; fills ``out (m, 9)`` and returns how many rows.

    A row is point, normal, pixel x, pixel y, and the number of views plus the confidence (below 1) as its fraction.
    """
    centre, X, Y, summary = np.empty(3), np.empty(3), np.empty(3), np.empty(5)
    for k in range(3):
        centre[k] = -(R[i, 0, k] * t[i, 0] + R[i, 1, k] * t[i, 1] + R[i, 2, k] * t[i, 2])
    rows = np.empty((len(neighbours) + 1, COLUMNS))
    ray = np.empty(3)
    written = 0
    for y in range(sizes[i, 1]):
        for x in range(sizes[i, 0]):
            if used[i, y, x] or depth[i, y, x] <= 0:
                continue
            _back_project(i, x, y, depth[i, y, x], K, R, t, X)
            for k in range(3):
                ray[k] = X[k] - centre[k]
            n0 = normal[i, y, x]
            range_ = np.sqrt(ray[0] * ray[0] + ray[1] * ray[1] + ray[2] * ray[2])
            facing = max(-(ray[0] * n0[0] + ray[1] * n0[1] + ray[2] * n0[2]) / range_, GRAZING)
            own = rows[0]
            own[VIEW], own[COLUMN], own[ROW], own[SCALE] = i, x, y, 1.0
            own[WEIGHT], own[COST] = facing * (1 - cost[i, y, x]), cost[i, y, x]
            own[NORMAL_X], own[NORMAL_Y], own[NORMAL_Z] = n0[0], n0[1], n0[2]
            views, against = 1, 0
            for j in neighbours:
                said = _compare(
                    i, x, y, j, X, ray, centre, depth, normal, cost, sizes, K, R, t, rel, px, cos_min, Y, rows[views]
                )
                if said == AGREES:
                    views += 1
                elif said == CONTRADICTS:
                    against += 1
            if not _summarise(rows, views, against, rel, few_cost, summary):
                continue
            for k in range(3):
                out[written, k] = centre[k] + ray[k] * summary[0]
                out[written, 3 + k] = summary[1 + k]
            out[written, 6], out[written, 7] = x, y
            out[written, 8] = views + min(summary[4], 0.999)
            written += 1
            for q in range(views):
                used[int(rows[q, VIEW]), int(rows[q, ROW]), int(rows[q, COLUMN])] = True
    return written
