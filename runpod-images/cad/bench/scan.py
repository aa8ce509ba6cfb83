"""A part's surface as a dense reconstruction would give it: uneven, noisy, with outliers and estimated normals."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.spatial import cKDTree

from cad.cloud.cloud import Cloud
from cad.geometry.mesh import Mesh
from cad.geometry.vectors import Array, unit


@dataclass(frozen=True)
class ScanSettings:
    """``noise_mm``: Gaussian, on each coordinate; ``underside``: is the face on the table seen; ``outliers``: share."""

    noise_mm: float = 0.15
    underside: bool = True
    points: int = 40_000
    outliers: float = 0.005
    unevenness: float = 0.5
    seed: int = 0


def estimated_normals(points: Array, true: Array, neighbours: int = 24) -> Array:
    """PCA normals of the noisy points, turned to the true side: what fusion of depth maps gives, edges rounded."""
    near = points[cKDTree(points).query(points, k=neighbours)[1]]
    centred = near - near.mean(1, keepdims=True)
    normal = np.linalg.eigh(np.einsum("nki,nkj->nij", centred, centred))[1][:, :, 0]
    return normal * np.where(np.einsum("ni,ni->n", normal, true) < 0, -1.0, 1.0)[:, None]


def scan(mesh: Mesh, settings: ScanSettings) -> tuple[Cloud, float | None]:
    """Cloud of the part's true ``mesh`` and the table's height (None when the underside was seen)."""
    rng = np.random.default_rng([settings.seed, 7])
    points, normals, _ = mesh.sample(int(settings.points * (1 + settings.unevenness)), rng)
    diagonal, floor = mesh.diagonal(), float(mesh.bounds()[0][2])
    # Density falls and rises slowly over the part, by a smooth random wave.
    wave = np.sin(points @ unit(rng.normal(size=3)) * 2 * np.pi / (0.6 * diagonal) + rng.random() * 6)
    keep = rng.random(len(points)) < 1 - settings.unevenness * (0.5 + 0.5 * wave) / 1.25
    if not settings.underside:
        keep &= ~((normals[:, 2] < -0.9) & (points[:, 2] < floor + 0.01 * diagonal))
    points, normals = points[keep], normals[keep]
    points = points + rng.normal(0, settings.noise_mm, points.shape)
    estimated = estimated_normals(points, normals)
    count = int(settings.outliers * len(points))
    stray = points[rng.integers(0, len(points), count)] + rng.normal(0, 0.03 * diagonal, (count, 3))
    if not settings.underside:
        stray[:, 2] = np.abs(stray[:, 2] - floor) + floor
    directions = unit(rng.normal(size=(count, 3)))
    return Cloud(np.vstack([points, stray]), np.vstack([estimated, directions])), None if settings.underside else floor
