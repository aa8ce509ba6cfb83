"""An upright frame without a mat: the table is the plane the points lie on that all cameras look down upon."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

TRIALS = 2000
MIN_SHARE = 0.12
MAX_TILT_DEG = 50.0
BELOW_SHARE = 0.04


@dataclass(frozen=True)
class Upright:
    """``plane (4,)`` [nx, ny, nz, d], the unit normal up; ``share`` of the points on it; ``found``."""

    plane: np.ndarray
    share: float
    found: bool


def find_table(points: np.ndarray, rotations: np.ndarray, centres: np.ndarray, seed: int) -> Upright:
    """RANSAC for the lowest large plane: normal within MAX_TILT_DEG of the cameras' mean up, nothing much below it.

    ``points (n, 3)``, world to camera ``rotations (c, 3, 3)``, camera ``centres (c, 3)``, one scene unit throughout.
    """
    up = -rotations[:, 1].mean(axis=0)
    up = up / max(np.linalg.norm(up), 1e-12)
    if len(points) < 50:
        return Upright(np.array([*up, 0.0]), 0.0, False)
    extent = float(np.median(np.linalg.norm(centres - np.median(points, axis=0), axis=1)))
    near = points[np.linalg.norm(points - np.median(points, axis=0), axis=1) < 1.5 * extent]
    tolerance = 0.006 * extent
    random = np.random.default_rng(seed)
    best, best_score = None, 0.0
    for _ in range(TRIALS):
        a, b, c = near[random.choice(len(near), 3, replace=False)]
        normal = np.cross(b - a, c - a)
        size = np.linalg.norm(normal)
        if size < 1e-9 * extent**2:
            continue
        normal = normal / size * (np.sign(normal @ up) or 1.0)
        if normal @ up < np.cos(np.deg2rad(MAX_TILT_DEG)):
            continue
        height = (near - a) @ normal
        if ((centres - a) @ normal).min() <= 0 or (height < -4 * tolerance).mean() > BELOW_SHARE:
            continue
        score = (np.abs(height) < tolerance).mean()
        if score > best_score:
            best, best_score = (normal, a), score
    if best is None or best_score < MIN_SHARE:
        return Upright(np.array([*up, -float(up @ np.median(points, axis=0))]), best_score, False)
    normal, anchor = best
    on = near[np.abs((near - anchor) @ normal) < tolerance]
    middle = on.mean(axis=0)
    refined = np.linalg.svd(on - middle, full_matrices=False)[2][2]
    refined *= np.sign(refined @ normal)
    return Upright(np.array([*refined, -float(refined @ middle)]), float(best_score), True)


def to_upright(plane: np.ndarray, centre: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Rotation (3, 3) and shift (3,) of the world that put ``plane`` at z = 0, up along z, ``centre`` above 0."""
    z = plane[:3]
    x = np.cross([0.0, 1.0, 0.0] if abs(z[1]) < 0.9 else [1.0, 0.0, 0.0], z)
    x /= np.linalg.norm(x)
    rotation = np.array([x, np.cross(z, x), z])
    foot = centre - (plane[:3] @ centre + plane[3]) * z
    return rotation, -rotation @ foot
