"""Both passes in one bundle, once it is known how the part was turned: each pass keeps its own board.

Matches of tracked features are looked for between the passes along the epipolar lines the joined poses give, and
everything is adjusted together. Where that finds too little, or pulls the passes away from where their surfaces
met, the surfaces' word stands.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from reconstruct.features.sift import Features
from reconstruct.matching.guided import View, match_along_lines
from reconstruct.poses.bundle import Bundle, Observations
from reconstruct.poses.camera_model import undistort
from reconstruct.poses.rigid import Rigid
from reconstruct.poses.with_mat import MatSolution

CLEARANCE_MM = 0.8
GUIDED_LIMIT_SHARE = 0.0025
GUIDED_MAX_ANGLE_DEG = 80.0


def moved(solution: MatSolution, motion: Rigid) -> MatSolution:
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


def merged(first: MatSolution, second: MatSolution) -> MatSolution:
    """One bundle of both; the second pass's board becomes a rigid body of its own."""
    a, b = first.bundle, second.bundle
    board = Observations(
        np.concatenate([a.board.camera, b.board.camera + len(a.rotations)]),
        np.concatenate([a.board.target, b.board.target + len(a.body_rotations)]),
        np.concatenate([a.board.pixels, b.board.pixels]),
        np.concatenate([a.board.sigma_px, b.board.sigma_px]),
        np.concatenate([a.board.local_mm, b.board.local_mm]),
    )
    bundle = replace(
        a,
        lens=np.where(used_lens(a), a.lens, b.lens),
        rotations=np.concatenate([a.rotations, b.rotations]),
        shifts=np.concatenate([a.shifts, b.shifts]),
        group=np.concatenate([a.group, b.group]),
        points=np.zeros((0, 3)),
        features=Observations.none(),
        body_rotations=np.concatenate([a.body_rotations, b.body_rotations]),
        body_shifts=np.concatenate([a.body_shifts, b.body_shifts]),
        board=board,
    )
    return MatSolution(np.concatenate([first.photos, second.photos]), bundle)


def used_lens(bundle: Bundle) -> np.ndarray:
    """Which entries (k,) of the lens the bundle's own cameras tell of."""
    used = np.zeros(len(bundle.lens), bool)
    used[bundle.parameter_of[bundle.group]] = True
    return used


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


def _rows_of(xy: np.ndarray, pixels: np.ndarray) -> np.ndarray:
    """Rows of ``xy (n, 2)`` that hold the given pixels (m, 2); every pixel stems from one of them."""
    order = np.lexsort((xy[:, 1], xy[:, 0]))
    keys = xy[order].astype(np.float64)
    flat = keys[:, 0] + 1j * keys[:, 1]
    wanted = pixels[:, 0] + 1j * pixels[:, 1]
    return order[np.clip(np.searchsorted(flat, wanted), 0, len(order) - 1)]


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
