"""Rigid motion between two sets of points that correspond in part: RANSAC, then least squares."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

TRIALS = 60000
BATCH = 4000


@dataclass(frozen=True)
class Motion:
    """``target = rotation @ source + shift``; ``inliers (n,)`` bool; ``rival``: inliers of the next best motion."""

    rotation: np.ndarray
    shift: np.ndarray
    inliers: np.ndarray
    rival: int


def fit_rigid(source: np.ndarray, target: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Rotation (..., 3, 3) and shift (..., 3) of least squares (Arun 1987) for points (..., n, 3)."""
    mean_a, mean_b = source.mean(axis=-2, keepdims=True), target.mean(axis=-2, keepdims=True)
    u, _, vt = np.linalg.svd(np.swapaxes(target - mean_b, -1, -2) @ (source - mean_a))
    sign = np.sign(np.linalg.det(u @ vt))
    u[..., :, 2] *= sign[..., None]
    rotation = u @ vt
    return rotation, mean_b[..., 0, :] - np.einsum("...ij,...j->...i", rotation, mean_a[..., 0, :])


def find_motion(source: np.ndarray, target: np.ndarray, tolerance: float, seed: int) -> Motion | None:
    """The motion most correspondences (n, 3), (n, 3) agree with, and how strong its best rival is; None if none."""
    first = _search(source, target, tolerance, seed)
    if first is None:
        return None
    rotation, shift, inliers = first
    rest = ~(_residual(source, target, rotation, shift) < 3 * tolerance)
    second = _search(source[rest], target[rest], tolerance, seed + 1)
    return Motion(rotation, shift, inliers, 0 if second is None else int(second[2].sum()))


def _residual(source: np.ndarray, target: np.ndarray, rotation: np.ndarray, shift: np.ndarray) -> np.ndarray:
    return np.linalg.norm(source @ rotation.T + shift - target, axis=1)


def _search(
    source: np.ndarray, target: np.ndarray, tolerance: float, seed: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray] | None:
    if len(source) < 4:
        return None
    random = np.random.default_rng(seed)
    best, best_count = None, 3
    for _ in range(TRIALS // BATCH):
        triple = random.integers(0, len(source), (BATCH, 3))
        a, b = source[triple], target[triple]
        sides_a = np.linalg.norm(a - np.roll(a, 1, axis=1), axis=2)
        sides_b = np.linalg.norm(b - np.roll(b, 1, axis=1), axis=2)
        # A rigid motion keeps lengths; triples that do not, or that are too small to tell, need no fit.
        keep = (np.abs(sides_a - sides_b) < 2 * tolerance).all(axis=1) & (sides_a > 8 * tolerance).all(axis=1)
        if not keep.any():
            continue
        rotations, shifts = fit_rigid(a[keep], b[keep])
        for rotation, shift in zip(rotations, shifts, strict=True):
            count = int((_residual(source, target, rotation, shift) < tolerance).sum())
            if count > best_count:
                best, best_count = (rotation, shift), count
    if best is None:
        return None
    rotation, shift = best
    for _ in range(5):
        inliers = _residual(source, target, rotation, shift) < tolerance
        if inliers.sum() < 4:
            return None
        rotation, shift = fit_rigid(source[inliers], target[inliers])
    return rotation, shift, _residual(source, target, rotation, shift) < tolerance
