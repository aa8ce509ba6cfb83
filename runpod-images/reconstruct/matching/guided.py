"""Matching where the poses are known already: only along epipolar lines, and only what is off the mat's plane.

On a chequered mat plain matching pairs look-alike squares and fools structure from motion by decimetres; here a match
counts only where it agrees with the poses the board gives.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from reconstruct.matching.kernels import best_along_lines
from reconstruct.matching.nearest import stands_out
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


def pairs_to_match(
    centres: np.ndarray, target: np.ndarray, max_angle_deg: float = MAX_VIEW_ANGLE_DEG
) -> list[tuple[int, int]]:
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
    matrix = essential(first, second)
    best, runner_up, forward, column_best, column_second, backward = best_along_lines(
        first.descriptors @ second.descriptors.T,
        _unit_lines(first.normal, matrix.T),
        np.ascontiguousarray(second.normal),
        _unit_lines(second.normal, matrix),
        np.ascontiguousarray(first.normal),
        limit_px / first.focal_px,
        limit_px / second.focal_px,
    )
    index = np.arange(len(forward))
    good = (forward >= 0) & (backward[forward] == index) & (best > MIN_LIKENESS) & stands_out(best, runner_up, RATIO)
    good &= stands_out(column_best, column_second, RATIO)[forward]
    return np.column_stack([index[good], forward[good]])


def _unit_lines(normal: np.ndarray, matrix: np.ndarray) -> np.ndarray:
    """Epipolar lines (n, 3) of rays (n, 2), scaled so that line . (x, y, 1) is the distance from the line."""
    lines = np.column_stack([normal, np.ones(len(normal))]) @ matrix
    return lines / np.maximum(np.linalg.norm(lines[:, :2], axis=1, keepdims=True), 1e-12)


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
