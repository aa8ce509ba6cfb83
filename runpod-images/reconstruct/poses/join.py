"""Joining two passes: the part was turned over, so only the part itself tells how.

Each pass is posed by its own board. Points of the part, triangulated in both, are matched by their descriptors; the
rigid motion most of them agree with carries the second pass into the first one's frame. Then matches are looked for
again along the epipolar lines this gives, and both passes are adjusted together, each with its board.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from reconstruct.features.sift import Features
from reconstruct.mat.board import HEIGHT_MM, WIDTH_MM
from reconstruct.matching.guided import View, match_along_lines
from reconstruct.matching.nearest import match_descriptors
from reconstruct.poses.camera_model import undistort
from reconstruct.poses.rigid import Motion, find_motion
from reconstruct.poses.with_mat import MatSolution

CLEARANCE_MM = 0.8
RATIO = 0.88
TOLERANCE_SHARE = 0.006  # of the part's extent
MIN_INLIERS, MIN_SPREAD_SHARE, MAX_RIVAL_SHARE = 12, 0.04, 0.6
GUIDED_LIMIT_SHARE = 0.0025
GUIDED_MAX_ANGLE_DEG = 80.0


@dataclass(frozen=True)
class Joint:
    """``motion`` carries the second pass's frame into the first's; None with the reason where it is not sure."""

    motion: Motion | None
    reason: str
    figures: dict[str, float]


@dataclass(frozen=True)
class PassPoints:
    """Points of the part (n, 3) of one pass and, per camera, which features show which of them."""

    points: np.ndarray
    seen: list[tuple[np.ndarray, np.ndarray]]


def part_points(solution: MatSolution, features: dict[int, Features]) -> PassPoints:
    """Triangulated points above the mat and within its outline, with the descriptors (k, 128) they were seen by."""
    bundle = solution.bundle
    inside = np.abs(bundle.points[:, :2]) < [WIDTH_MM / 2, HEIGHT_MM / 2]
    part = inside.all(axis=1) & (bundle.points[:, 2] > CLEARANCE_MM)
    number = np.cumsum(part) - 1
    seen = []
    for camera, index in enumerate(solution.photos.tolist()):
        mine = (bundle.features.camera == camera) & part[bundle.features.target]
        rows = _rows_of(features[index].xy, bundle.features.pixels[mine])
        seen.append((features[index].keep(rows).descriptors(), number[bundle.features.target[mine]]))
    return PassPoints(bundle.points[part], seen)


def _rows_of(xy: np.ndarray, pixels: np.ndarray) -> np.ndarray:
    """Rows of ``xy (n, 2)`` that hold the given pixels (m, 2); every pixel stems from one of them."""
    order = np.lexsort((xy[:, 1], xy[:, 0]))
    keys = xy[order].astype(np.float64)
    flat = keys[:, 0] + 1j * keys[:, 1]
    wanted = pixels[:, 0] + 1j * pixels[:, 1]
    return order[np.clip(np.searchsorted(flat, wanted), 0, len(order) - 1)]


def correspondences(first: PassPoints, second: PassPoints) -> tuple[np.ndarray, np.ndarray]:
    """Pairs of points (n, 2) whose features look alike in some pair of photos, and how often each was seen (n,)."""
    pairs = []
    for descriptors_a, points_a in first.seen:
        for descriptors_b, points_b in second.seen:
            matches = match_descriptors(descriptors_a, descriptors_b, RATIO)
            if len(matches):
                pairs.append(np.column_stack([points_a[matches[:, 0]], points_b[matches[:, 1]]]))
    if not pairs:
        return np.zeros((0, 2), int), np.zeros(0, int)
    return np.unique(np.concatenate(pairs), axis=0, return_counts=True)


def find_joint(first: PassPoints, second: PassPoints, seed: int) -> Joint:
    """How the second pass lies in the first one's frame, if the part's own points tell it beyond doubt."""
    pairs, _ = correspondences(first, second)
    extent = (
        float(np.linalg.norm(np.percentile(first.points, 95, axis=0) - np.percentile(first.points, 5, axis=0)))
        if len(first.points)
        else 0.0
    )
    figures: dict[str, float] = {"joinCandidates": len(pairs)}
    if len(pairs) < MIN_INLIERS or extent <= 0:
        return Joint(None, f"only {len(pairs)} points of the part look alike in both passes", figures)
    tolerance = TOLERANCE_SHARE * extent
    motion = find_motion(second.points[pairs[:, 1]], first.points[pairs[:, 0]], tolerance, seed)
    inliers = 0 if motion is None else len(np.unique(pairs[motion.inliers, 0]))
    figures |= {"joinInliers": inliers, "joinRival": 0 if motion is None else motion.rival}
    if motion is None or inliers < MIN_INLIERS:
        return Joint(None, f"only {inliers} points of the part fit together between the passes", figures)
    agreed = first.points[pairs[motion.inliers, 0]]
    spread = np.linalg.svd(agreed - agreed.mean(axis=0), compute_uv=False) / np.sqrt(len(agreed))
    figures["joinSpreadMm"] = round(float(spread[1]), 3)
    if spread[1] < MIN_SPREAD_SHARE * extent:
        return Joint(None, "the points that fit between the passes lie in one line", figures)
    if motion.rival > MAX_RIVAL_SHARE * motion.inliers.sum():
        return Joint(None, "two ways of turning the part explain the photos equally well", figures)
    return Joint(motion, "", figures)


def moved(solution: MatSolution, motion: Motion) -> MatSolution:
    """The second pass's cameras, points and board in the first one's frame."""
    bundle = solution.bundle
    rotations = bundle.rotations @ motion.rotation.T
    return replace(
        solution,
        bundle=replace(
            bundle,
            rotations=rotations,
            shifts=bundle.shifts - rotations @ motion.shift,
            points=bundle.points @ motion.rotation.T + motion.shift,
            body_rotations=motion.rotation @ bundle.body_rotations,
            body_shifts=bundle.body_shifts @ motion.rotation.T + motion.shift,
        ),
    )


def cross_matches(
    first: MatSolution, second: MatSolution, features: dict[int, Features], longest_px: int, centre: np.ndarray
) -> dict[tuple[int, int], np.ndarray]:
    """Matches of tracked features between photos of both passes, along the lines their joined poses give.

    Keys are pairs of photo indices, rows pairs of feature indices.
    """
    views = [_tracked_views(solution, features) for solution in (first, second)]
    found = {}
    for index_a, (view_a, rows_a) in views[0].items():
        for index_b, (view_b, rows_b) in views[1].items():
            ray_a, ray_b = view_a.centre - centre, view_b.centre - centre
            cosine = ray_a @ ray_b / (np.linalg.norm(ray_a) * np.linalg.norm(ray_b))
            if cosine < np.cos(np.deg2rad(GUIDED_MAX_ANGLE_DEG)):
                continue
            matches = match_along_lines(view_a, view_b, GUIDED_LIMIT_SHARE * longest_px)
            if len(matches):
                found[index_a, index_b] = np.column_stack([rows_a[matches[:, 0]], rows_b[matches[:, 1]]])
    return found


def _tracked_views(solution: MatSolution, features: dict[int, Features]) -> dict[int, tuple[View, np.ndarray]]:
    bundle, out = solution.bundle, {}
    intrinsics = bundle.intrinsics()
    height = body_height(bundle.points, bundle.body_rotations[0], bundle.body_shifts[0])
    for camera, index in enumerate(solution.photos.tolist()):
        mine = (bundle.features.camera == camera) & (height[bundle.features.target] > CLEARANCE_MM)
        rows = np.unique(_rows_of(features[index].xy, bundle.features.pixels[mine]))
        kept = features[index].keep(rows)
        out[index] = (
            View(
                undistort(kept.xy.astype(float), intrinsics[camera]),
                kept.descriptors(),
                bundle.rotations[camera],
                bundle.shifts[camera],
                float(intrinsics[camera, 0]),
            ),
            rows,
        )
    return out


def body_height(points: np.ndarray, rotation: np.ndarray, shift: np.ndarray) -> np.ndarray:
    """Height (n,) of points above a board placed by ``rotation``, ``shift``."""
    return (points - shift) @ rotation[:, 2]
