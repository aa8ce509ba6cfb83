"""Rigid motions, and the one of least squares between points that correspond."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, eq=False)
class Rigid:
    """``target = rotation (3, 3) @ source + shift (3,)``."""

    rotation: np.ndarray
    shift: np.ndarray

    def apply(self, points: np.ndarray) -> np.ndarray:
        """Points (..., 3) moved."""
        return points @ self.rotation.T + self.shift

    def inverse(self) -> Rigid:
        return Rigid(self.rotation.T, -self.rotation.T @ self.shift)

    def angle_deg(self, other: Rigid) -> float:
        """Angle between the two rotations."""
        cosine = (np.trace(self.rotation @ other.rotation.T) - 1) / 2
        return float(np.degrees(np.arccos(np.clip(cosine, -1, 1))))


def fit_rigid(source: np.ndarray, target: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Rotation (..., 3, 3) and shift (..., 3) of least squares (Arun 1987) for points (..., n, 3)."""
    mean_a, mean_b = source.mean(axis=-2, keepdims=True), target.mean(axis=-2, keepdims=True)
    u, _, vt = np.linalg.svd(np.swapaxes(target - mean_b, -1, -2) @ (source - mean_a))
    sign = np.sign(np.linalg.det(u @ vt))
    u[..., :, 2] *= sign[..., None]
    rotation = u @ vt
    return rotation, mean_b[..., 0, :] - np.einsum("...ij,...j->...i", rotation, mean_a[..., 0, :])
