"""Stray points dropped and normals sharpened, all relative to the cloud's own spacing."""

from __future__ import annotations

import numba as nb
import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from reconstruct.dense.ply import Cloud
from reconstruct.dense.views import FloatArray
from reconstruct.object.freespace import FreeSpace

NEIGHBOURS = 24
SAME_SIDE_DEG = 35.0
SEE_THROUGH_FOOTPRINTS = 3.0
SEE_THROUGH_SHARE = 1.0


def spacing(points: FloatArray) -> float:
    """Median distance to the sixth neighbour: about 1.4 times the step of an even cloud."""
    sample = points[:: max(1, len(points) // 20000)]
    return float(np.median(cKDTree(points).query(sample, 7)[0][:, 6]))


@nb.njit(cache=True)
def _side_moments(points, normals, weights, neighbours, cos_same, mean, cov, count):
    """Weighted mean ``(n,3)``, covariance ``(n,6)`` (xx xy xz yy yz zz) and number of each point's neighbours whose
    normal is within the angle of its own."""
    for i in range(len(points)):
        m0, m1, m2, total = 0.0, 0.0, 0.0, 0.0
        xx, xy, xz, yy, yz, zz = 0.0, 0.0, 0.0, 0.0, 0.0, 0.0
        for q in range(neighbours.shape[1]):
            j = neighbours[i, q]
            same = normals[i, 0] * normals[j, 0] + normals[i, 1] * normals[j, 1] + normals[i, 2] * normals[j, 2]
            if same < cos_same:
                continue
            x, y, z = points[j, 0] - points[i, 0], points[j, 1] - points[i, 1], points[j, 2] - points[i, 2]
            w = weights[j]
            total += w
            m0 += w * x
            m1 += w * y
            m2 += w * z
            xx += w * x * x
            xy += w * x * y
            xz += w * x * z
            yy += w * y * y
            yz += w * y * z
            zz += w * z * z
            count[i] += 1
        m0, m1, m2 = m0 / total, m1 / total, m2 / total
        mean[i, 0], mean[i, 1], mean[i, 2] = points[i, 0] + m0, points[i, 1] + m1, points[i, 2] + m2
        cov[i, 0], cov[i, 1], cov[i, 2] = xx / total - m0 * m0, xy / total - m0 * m1, xz / total - m0 * m2
        cov[i, 3], cov[i, 4], cov[i, 5] = yy / total - m1 * m1, yz / total - m1 * m2, zz / total - m2 * m2


def side_planes(cloud: Cloud, neighbours: NDArray[np.int64]) -> tuple[FloatArray, FloatArray, NDArray[np.int64]]:
    """Normals fitted to each point's own side of an edge, its residual to that plane, and the side's size.

    Where the side's points make a ring or a strip instead of a patch, the photographed normal stays.
    """
    n = len(cloud)
    mean, cov, count = np.zeros((n, 3)), np.zeros((n, 6)), np.zeros(n, np.int64)
    weights = np.maximum(cloud.confidence, 0.05)
    cos_same = float(np.cos(np.radians(SAME_SIDE_DEG)))
    _side_moments(cloud.points, cloud.normals, weights, neighbours, cos_same, mean, cov, count)
    values, vectors = np.linalg.eigh(cov[:, [0, 1, 2, 1, 3, 4, 2, 4, 5]].reshape(-1, 3, 3))
    fitted = vectors[:, :, 0]
    towards = (fitted * cloud.normals).sum(1)
    fitted = fitted * np.where(towards < 0, -1, 1)[:, None]
    usable = (count >= 6) & (values[:, 1] > 4 * values[:, 0]) & (np.abs(towards) > cos_same)
    normals = np.where(usable[:, None], fitted, cloud.normals)
    return normals, ((cloud.points - mean) * normals).sum(1), count


def clean(cloud: Cloud) -> Cloud:
    """Drop points that stand off their neighbours, and fit each normal to the neighbours on its own side of an edge.

    Neighbours count as one side where their photographed normals differ by less than 35°. A point goes when fewer
    than a quarter of its 24 neighbours are on its side, when it stands off their plane by more than three robust
    sigmas, or when its neighbours are four times as far as is usual here.
    """
    tree = cKDTree(cloud.points)
    distance, neighbours = tree.query(cloud.points, min(NEIGHBOURS + 1, len(cloud)))
    normals, residual, support = side_planes(cloud, neighbours.astype(np.int64))
    sigma = 1.4826 * float(np.median(np.abs(residual))) + 1e-12
    reach = distance[:, -1]
    good = (support >= NEIGHBOURS // 4) & (np.abs(residual) < 3 * max(sigma, 0.1 * spacing(cloud.points)))
    good &= reach < 4 * np.median(reach)
    kept = Cloud(cloud.points, normals, cloud.colours, cloud.confidence, cloud.views)
    return kept.keep(good)


def seen_through(cloud: Cloud, space: FreeSpace) -> NDArray[np.bool_]:
    """Points that as many views look through as saw them: fringes of the background at the part's outline."""
    free, _ = space.votes(cloud.points, tolerance=SEE_THROUGH_FOOTPRINTS * space.footprint)
    return free >= np.maximum(2, SEE_THROUGH_SHARE * cloud.views)


def bounds(points: FloatArray) -> tuple[NDArray, NDArray, float]:
    """Smallest and largest corner, and the diagonal."""
    low, high = points.min(0), points.max(0)
    return low, high, float(np.linalg.norm(high - low))
