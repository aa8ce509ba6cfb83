"""Points from rays of known cameras."""

from __future__ import annotations

import numpy as np

from reconstruct.poses.bundle import Bundle, Observations
from reconstruct.poses.camera_model import undistort

MIN_ANGLE_DEG = 1.5
ROUNDS = 4


def triangulate(
    bundle: Bundle, seen: Observations, limit_px: float, min_views: int = 2
) -> tuple[np.ndarray, Observations]:
    """Points (m, 3) nearest to their rays, and the observations that agree with them, renumbered.

    Observations off by more than ``limit_px`` are dropped one a round and track, worst first; points behind a camera,
    seen under less than MIN_ANGLE_DEG, or by fewer than ``min_views`` photos go.
    """
    rays = world_rays(bundle, seen)
    centres = bundle.positions()[seen.camera]
    alive = np.ones(len(seen.camera), bool)
    count = int(seen.target.max()) + 1 if len(seen.target) else 0
    points = np.zeros((count, 3))
    for last in [False] * ROUNDS + [True]:
        points = _nearest_points(rays, centres, seen.target, alive, count)
        error = _errors(bundle, seen, points)
        bad = alive & ~(error < limit_px)
        if last or not bad.any():
            alive &= ~bad
            break
        worst = np.zeros(count)
        np.maximum.at(worst, seen.target[bad], np.nan_to_num(error[bad], nan=1e9, posinf=1e9))
        alive &= ~(bad & (np.nan_to_num(error, nan=1e9, posinf=1e9) >= worst[seen.target]))
    views = np.bincount(seen.target[alive], minlength=count)
    good = (
        (views >= min_views)
        & np.isfinite(points).all(axis=1)
        & (_angles(rays, seen.target, alive, count) > MIN_ANGLE_DEG)
    )
    keep = alive & good[seen.target]
    number = np.cumsum(good) - 1
    kept = seen.keep(keep)
    return points[good], Observations(kept.camera, number[kept.target], kept.pixels, kept.sigma_px, kept.local_mm)


def world_rays(bundle: Bundle, seen: Observations) -> np.ndarray:
    """Unit directions (n, 3) in the world of what was seen."""
    normal = undistort(seen.pixels, bundle.intrinsics()[seen.camera])
    rays = np.einsum("nji,nj->ni", bundle.rotations[seen.camera], np.column_stack([normal, np.ones(len(normal))]))
    return rays / np.linalg.norm(rays, axis=1, keepdims=True)


def _nearest_points(
    rays: np.ndarray, centres: np.ndarray, target: np.ndarray, alive: np.ndarray, count: int
) -> np.ndarray:
    project_out = np.eye(3) - rays[:, :, None] * rays[:, None, :]
    project_out[~alive] = 0
    right = np.einsum("nij,nj->ni", project_out, centres)
    matrix = np.stack([np.bincount(target, project_out[:, i, j], count) for i in range(3) for j in range(3)], axis=1)
    vector = np.stack([np.bincount(target, right[:, i], count) for i in range(3)], axis=1)
    matrix = matrix.reshape(-1, 3, 3) + 1e-9 * np.eye(3)
    return np.linalg.solve(matrix, vector[:, :, None])[:, :, 0]


def _errors(bundle: Bundle, seen: Observations, points: np.ndarray) -> np.ndarray:
    from dataclasses import replace

    error = replace(bundle, points=points, features=seen).feature_errors_px()
    depth = np.einsum("ni,ni->n", bundle.rotations[seen.camera, 2], points[seen.target]) + bundle.shifts[seen.camera, 2]
    return np.where(depth > 0, error, np.inf)


def _angles(rays: np.ndarray, target: np.ndarray, alive: np.ndarray, count: int) -> np.ndarray:
    """Widest angle (m,) between a track's mean ray and its rays, doubled; degrees."""
    mean = np.stack([np.bincount(target[alive], rays[alive, i], count) for i in range(3)], axis=1)
    mean /= np.maximum(np.linalg.norm(mean, axis=1, keepdims=True), 1e-12)
    away = np.degrees(np.arccos(np.clip(np.einsum("ni,ni->n", rays, mean[target]), -1, 1)))
    widest = np.zeros(count)
    np.maximum.at(widest, target[alive], away[alive])
    return 2 * widest
