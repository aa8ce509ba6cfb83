"""From a raw cloud to surfels: outliers off, density evened, noise measured, normals smoothed and judged."""

from __future__ import annotations

import numpy as np
from scipy.spatial import cKDTree

from cad.cloud.cloud import Cloud, Surfels
from cad.cloud.denoise import denoised
from cad.cloud.groups import groups_within
from cad.cloud.neighbours import Beside, leans, local_planes
from cad.cloud.normals import sharp_normals
from cad.geometry.vectors import Array, unit
from cad.problem import CadError

_POINTS_MIN = 300
#: Voxels along the diagonal: fine enough for a 2 mm hole in a 100 mm part, few enough to stay quick.
_VOXELS_PER_DIAGONAL = 240.0
#: Less noise than this share of the diagonal stands in nobody's way; what a dense reconstruction has left of it is
#: common to neighbours, and averaging would only blur.
_NOISE_MIN = 0.0004


def _even(cloud: Cloud, voxel: float) -> tuple[Array, Array]:
    """Mean point and normal per voxel, kept apart where a thin wall puts two faces into one voxel."""
    cell = np.floor((cloud.points - cloud.points.min(0)) / voxel).astype(np.int64)
    facing = np.argmax(np.abs(cloud.normals), axis=1)
    facing = 2 * facing + (np.take_along_axis(cloud.normals, facing[:, None], 1)[:, 0] > 0)
    size = cell.max(0) + 1
    key = ((cell[:, 0] * size[1] + cell[:, 1]) * size[2] + cell[:, 2]) * 6 + facing
    _, group, count = np.unique(key, return_inverse=True, return_counts=True)
    mean = lambda rows: np.stack([np.bincount(group, rows[:, k]) for k in range(3)], 1) / count[:, None]  # noqa: E731
    return mean(cloud.points), unit(mean(cloud.normals))


def main_cluster(points: Array, reach: float) -> np.ndarray:
    """Mask of the largest group of points joined by steps of at most ``reach``, and of groups ≥ 3 % of it."""
    label = groups_within(points, reach)
    size = np.bincount(label)
    return size[label] >= 0.03 * size.max()


def _planes_beside(beside: Beside, normals: Array, count: int) -> tuple[Array, Array]:
    """PCA over neighbours that face the same way: normals and distance spread, ``(n, 3)`` and ``(n,)``."""
    index = beside.nearest(count)
    return local_planes(beside.points, normals, index, (leans(normals, index) > 0.4) + 1e-9)


def prepare(cloud: Cloud, table_z: float | None) -> Surfels:
    """Surfels of the part. Points below a known table are dropped. Raises CadError when too little is left."""
    if len(cloud.points) < _POINTS_MIN:
        raise CadError("cloud-too-thin", f"{len(cloud.points)} points are too few; at least {_POINTS_MIN} are needed")
    low, high = np.percentile(cloud.points, [0.5, 99.5], axis=0)
    diagonal = float(np.linalg.norm(high - low))
    if diagonal <= 0:
        raise CadError("cloud-too-thin", "all points lie in one place")
    if table_z is not None:
        cloud = cloud.take(cloud.points[:, 2] > table_z - 0.01 * diagonal)
    near = ((cloud.points > low - 0.2 * diagonal) & (cloud.points < high + 0.2 * diagonal)).all(1)
    points, normals = _even(cloud.take(near), diagonal / _VOXELS_PER_DIAGONAL)
    reach = cKDTree(points).query(points, k=min(9, len(points)))[0][:, -1]
    spacing = float(np.median(reach)) / 1.7
    lonely = reach > np.median(reach) + 6 * (np.percentile(reach, 84) - np.median(reach))
    points, normals = points[~lonely], normals[~lonely]
    keep = main_cluster(points, max(3.0 * spacing, 0.012 * diagonal))
    points, normals = points[keep], normals[keep]
    if len(points) < _POINTS_MIN // 2:
        raise CadError("cloud-too-thin", "too few points hang together")
    beside = Beside(points)
    first, spread = _planes_beside(beside, normals, 16)
    noise = float(np.median(spread)) * np.sqrt(16 / 13)
    radius = min(max(5 * noise, 2.3 * spacing), 0.025 * diagonal)
    wanted = int(np.clip(np.pi * radius**2 / spacing**2, 16, 60))
    smooth, spread = _planes_beside(beside, normals, wanted)
    noise = float(np.median(spread)) * np.sqrt(wanted / (wanted - 3))
    agree = np.einsum("ni,ni->n", smooth, normals)
    good = (agree > np.cos(np.radians(25))) & (spread < 2.2 * max(noise, 0.0005 * diagonal))
    extent = float(np.linalg.norm(points.max(0) - points.min(0)))
    sharp = sharp_normals(beside, first, noise, spacing)
    smooth_points, left = points, noise
    if noise > _NOISE_MIN * diagonal:
        smooth_points, left = denoised(beside, sharp, noise, spacing)
    return Surfels(smooth_points, sharp, good, left, spacing, extent, table_z, points, noise)
