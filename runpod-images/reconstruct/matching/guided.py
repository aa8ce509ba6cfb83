"""Matching where the poses are known already: only along epipolar lines, and only what is off the mat's plane.

On a chequered mat plain matching pairs look-alike squares and fools structure from motion by decimetres; here a match
counts only where it agrees with the poses the board gives.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from reconstruct.poses.camera_model import skew

MIN_LIKENESS = 0.80  # cosine of RootSIFT descriptors
RATIO = 0.85  # of descriptor distances, best to second best on the same line
PLANE_CLEARANCE_PX = 2.0
MAX_VIEW_ANGLE_DEG = 45.0


@dataclass(frozen=True)
class View:
    """A posed photo's features: rays ``normal (n, 2)`` at z = 1, unit descriptors (n, 128), pose, focal length px."""

    normal: np.ndarray
    descriptors: np.ndarray
    rotation: np.ndarray
    shift: np.ndarray
    focal_px: float

    @property
    def centre(self) -> np.ndarray:
        return -self.rotation.T @ self.shift


def pairs_to_match(centres: np.ndarray, target: np.ndarray, max_angle_deg: float = MAX_VIEW_ANGLE_DEG) -> list[tuple[int, int]]:
    """Photos that look at ``target`` (3,) from directions near enough for SIFT; ``centres (n, 3)``."""
    rays = centres - target
    rays /= np.maximum(np.linalg.norm(rays, axis=1, keepdims=True), 1e-12)
    near = rays @ rays.T > np.cos(np.deg2rad(max_angle_deg))
    return [(int(i), int(j)) for i, j in zip(*np.nonzero(np.triu(near, 1)), strict=True)]


def essential(first: View, second: View) -> np.ndarray:
    """E with x2' E x1 = 0 for rays of the same point, world points seen by both."""
    rotation = second.rotation @ first.rotation.T
    shift = second.shift - rotation @ first.shift
    return skew(shift[None])[0] @ rotation


def match_along_lines(first: View, second: View, limit_px: float) -> np.ndarray:
    """Mutual best matches (m, 2) within ``limit_px`` of their epipolar lines and unlike all else on the line."""
    if not len(first.normal) or not len(second.normal):
        return np.zeros((0, 2), int)
    distance = _line_distance_px(first, second)
    likeness = first.descriptors @ second.descriptors.T
    likeness[distance > limit_px] = -1.0
    forward, backward = likeness.argmax(axis=1), likeness.argmax(axis=0)
    index = np.arange(len(forward))
    best = likeness[index, forward]
    mutual = (backward[forward] == index) & (best > MIN_LIKENESS)
    good = mutual & _stands_out(likeness, best) & _stands_out(likeness.T, likeness.max(axis=0))[forward]
    return np.column_stack([index[good], forward[good]])


def _stands_out(likeness: np.ndarray, best: np.ndarray) -> np.ndarray:
    """Lowe's ratio test in a row, the best and second best descriptor distances."""
    if likeness.shape[1] < 2:
        return np.ones(len(likeness), bool)
    second = np.partition(likeness, -2, axis=1)[:, -2]
    return np.sqrt(np.maximum(1 - best, 0)) < RATIO * np.sqrt(np.maximum(1 - second, 1e-12))


def _line_distance_px(first: View, second: View) -> np.ndarray:
    """Larger of the two point-to-epipolar-line distances (n, m), px."""
    matrix = essential(first, second)
    ones_a = np.column_stack([first.normal, np.ones(len(first.normal))])
    ones_b = np.column_stack([second.normal, np.ones(len(second.normal))])
    lines_b, lines_a = ones_a @ matrix.T, ones_b @ matrix
    algebraic = np.abs((lines_b @ ones_b.T)).astype(np.float32)
    norm_b = np.linalg.norm(lines_b[:, :2], axis=1) / second.focal_px
    norm_a = np.linalg.norm(lines_a[:, :2], axis=1) / first.focal_px
    narrowest = np.minimum(norm_b[:, None], norm_a[None, :]).astype(np.float32)
    return algebraic / np.maximum(narrowest, 1e-12)


def off_plane(first: View, second: View, matches: np.ndarray, clearance_px: float = PLANE_CLEARANCE_PX) -> np.ndarray:
    """Which matches (m, 2) are not explained by the plane z = 0: their points stand above the mat (m,) bool."""
    rays = np.column_stack([first.normal[matches[:, 0]], np.ones(len(matches))]) @ first.rotation
    centre = first.centre
    with np.errstate(divide="ignore", invalid="ignore"):
        world = centre - rays * (centre[2] / rays[:, 2])[:, None]
    camera = world @ second.rotation.T + second.shift
    depth = np.where(camera[:, 2] > 1e-9, camera[:, 2], np.nan)
    shift = np.linalg.norm(camera[:, :2] / depth[:, None] - second.normal[matches[:, 1]], axis=1) * second.focal_px
    return ~(shift < clearance_px)
