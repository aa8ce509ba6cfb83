"""Pinhole with Brown's distortion (k1, k2 radial; p1, p2 tangential), its derivatives, and rotations.

Intrinsics are rows ``[f, cx, cy, k1, k2, p1, p2]`` in px (the first pixel's centre at 0.5); pixels are square.
"""

from __future__ import annotations

import numpy as np

INTRINSICS = ("f", "cx", "cy", "k1", "k2", "p1", "p2")


def rotation_from_vector(vectors: np.ndarray) -> np.ndarray:
    """Rodrigues' formula for many: (n, 3) radians -> (n, 3, 3)."""
    angle = np.linalg.norm(vectors, axis=1)[:, None, None]
    skewed = skew(vectors)
    safe = np.maximum(angle, 1e-12)
    return np.eye(3) + np.sin(angle) / safe * skewed + (1 - np.cos(angle)) / safe**2 * (skewed @ skewed)


def skew(vectors: np.ndarray) -> np.ndarray:
    """Cross-product matrices: (n, 3) -> (n, 3, 3)."""
    out = np.zeros((len(vectors), 3, 3))
    out[:, 0, 1], out[:, 0, 2], out[:, 1, 2] = -vectors[:, 2], vectors[:, 1], -vectors[:, 0]
    return out - out.transpose(0, 2, 1)


def distort(normal: np.ndarray, intrinsics: np.ndarray) -> np.ndarray:
    """Ideal image coordinates (n, 2) at z = 1 to pixels (n, 2); ``intrinsics`` (7,) or (n, 7)."""
    f, cx, cy, k1, k2, p1, p2 = np.moveaxis(np.broadcast_to(intrinsics, (len(normal), 7)), 1, 0)
    x, y = normal[:, 0], normal[:, 1]
    r2 = x * x + y * y
    radial = 1 + r2 * (k1 + r2 * k2)
    u = x * radial + 2 * p1 * x * y + p2 * (r2 + 2 * x * x)
    v = y * radial + p1 * (r2 + 2 * y * y) + 2 * p2 * x * y
    return np.column_stack([f * u + cx, f * v + cy])


def undistort(pixels: np.ndarray, intrinsics: np.ndarray) -> np.ndarray:
    """Pixels (n, 2) to ideal image coordinates (n, 2) at z = 1, by fixed-point iteration."""
    rows = np.broadcast_to(intrinsics, (len(pixels), 7))
    f, cx, cy, k1, k2, p1, p2 = np.moveaxis(rows, 1, 0)
    target = np.column_stack([(pixels[:, 0] - cx) / f, (pixels[:, 1] - cy) / f])
    x, y = target[:, 0].copy(), target[:, 1].copy()
    for _ in range(12):
        r2 = x * x + y * y
        radial = 1 + r2 * (k1 + r2 * k2)
        dx = 2 * p1 * x * y + p2 * (r2 + 2 * x * x)
        dy = p1 * (r2 + 2 * y * y) + 2 * p2 * x * y
        x, y = (target[:, 0] - dx) / radial, (target[:, 1] - dy) / radial
    return np.column_stack([x, y])


def project(points_camera: np.ndarray, intrinsics: np.ndarray) -> np.ndarray:
    """Points (n, 3) in camera frames to pixels (n, 2); points behind the camera give far-off pixels."""
    depth = np.where(points_camera[:, 2] > 1e-9, points_camera[:, 2], 1e-9)
    return distort(points_camera[:, :2] / depth[:, None], intrinsics)


def project_with_jacobians(points_camera: np.ndarray, intrinsics: np.ndarray) -> tuple[np.ndarray, ...]:
    """Pixels (n, 2), their derivative by the point (n, 2, 3) and by the intrinsics (n, 2, 7)."""
    f, cx, cy, k1, k2, p1, p2 = np.moveaxis(np.broadcast_to(intrinsics, (len(points_camera), 7)), 1, 0)
    depth = np.maximum(points_camera[:, 2], 1e-9)
    x, y = points_camera[:, 0] / depth, points_camera[:, 1] / depth
    r2 = x * x + y * y
    radial = 1 + r2 * (k1 + r2 * k2)
    slope = 2 * (k1 + 2 * r2 * k2)  # d radial / dx = slope * x
    u = x * radial + 2 * p1 * x * y + p2 * (r2 + 2 * x * x)
    v = y * radial + p1 * (r2 + 2 * y * y) + 2 * p2 * x * y
    u_x = radial + slope * x * x + 2 * p1 * y + 6 * p2 * x
    u_y = slope * x * y + 2 * p1 * x + 2 * p2 * y
    v_x = slope * x * y + 2 * p1 * x + 2 * p2 * y
    v_y = radial + slope * y * y + 6 * p1 * y + 2 * p2 * x
    inverse = f / depth
    by_point = np.stack(
        [
            np.stack([inverse * u_x, inverse * u_y, -inverse * (u_x * x + u_y * y)], axis=1),
            np.stack([inverse * v_x, inverse * v_y, -inverse * (v_x * x + v_y * y)], axis=1),
        ],
        axis=1,
    )
    one, zero = np.ones_like(x), np.zeros_like(x)
    by_intrinsics = np.stack(
        [
            np.stack([u, one, zero, f * x * r2, f * x * r2 * r2, 2 * f * x * y, f * (r2 + 2 * x * x)], axis=1),
            np.stack([v, zero, one, f * y * r2, f * y * r2 * r2, f * (r2 + 2 * y * y), 2 * f * x * y], axis=1),
        ],
        axis=1,
    )
    return np.column_stack([f * u + cx, f * v + cy]), by_point, by_intrinsics


def camera_matrix(intrinsics: np.ndarray) -> np.ndarray:
    """The 3 x 3 matrix K of intrinsics (7,)."""
    f, cx, cy = intrinsics[:3]
    return np.array([[f, 0.0, cx], [0.0, f, cy], [0.0, 0.0, 1.0]])
