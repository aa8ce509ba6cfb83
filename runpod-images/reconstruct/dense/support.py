"""The plane that the part stands on, pass by pass: from the poses, else found among the sparse points."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

from reconstruct.dense.scene import Sphere
from reconstruct.dense.views import FloatArray, View

TRIALS = 2000
BELOW_MAX = 0.08
INLIERS_MIN = 0.1


def support_planes(poses_folder: Path, views: list[View], sphere: Sphere, seed: int) -> dict[str, FloatArray | None]:
    """Plane ``(nx, ny, nz, d)`` with the normal up for each pass; None where nothing is known.

    ``cameras.json`` may give ``passPlanes`` (pass → plane); its ``supportPlane`` is that of the first pass. Without
    either, and with a single pass, the plane is sought in the sparse points.
    """
    report = json.loads((poses_folder / "cameras.json").read_text())
    passes = list(dict.fromkeys(view.pass_name for view in views))
    given = {name: plane for name, plane in (report.get("passPlanes") or {}).items() if plane is not None}
    if report.get("supportPlane") is not None:
        given.setdefault(passes[0], report["supportPlane"])
    planes = {name: _unit(given[name]) if name in given else None for name in passes}
    sparse = poses_folder / "sparse.npz"
    if len(passes) == 1 and planes[passes[0]] is None and sparse.exists():
        with np.load(sparse) as data:
            points = data["points"][data["trackLength"] >= 3]
        planes[passes[0]] = find_support_plane(points, views, sphere, seed)
    return planes


def _unit(plane: list[float]) -> FloatArray:
    values = np.asarray(plane, float)
    return values / np.linalg.norm(values[:3])


def find_support_plane(points: FloatArray, views: list[View], sphere: Sphere, seed: int) -> FloatArray | None:
    """RANSAC among ``points (n,3)`` for a plane with the cameras above it and next to nothing below.

    A face of the part may hold more points than the table, but the rest of the scene then lies below that face. The
    tolerance is 0.5 % of the scene's radius. None where fewer than a tenth of the points lie in any such plane.
    """
    near = points[np.linalg.norm(points - sphere.centre, axis=1) < 2 * sphere.radius]
    if len(near) < 50:
        return None
    centres = np.array([view.centre for view in views])
    tolerance = 0.005 * sphere.radius
    generator = np.random.default_rng(seed)
    best, best_count = None, INLIERS_MIN * len(near)
    for _ in range(TRIALS):
        a, b, c = near[generator.choice(len(near), 3, replace=False)]
        normal = np.cross(b - a, c - a)
        length = np.linalg.norm(normal)
        if length < 1e-9 * sphere.radius**2:
            continue
        plane = np.append(normal, -normal @ a) / length
        if np.median(centres @ plane[:3] + plane[3]) < 0:
            plane = -plane
        heights = near @ plane[:3] + plane[3]
        inliers = np.abs(heights) < tolerance
        if inliers.sum() <= best_count or np.mean(heights < -3 * tolerance) > BELOW_MAX:
            continue
        if (centres @ plane[:3] + plane[3]).min() < 0:
            continue
        best, best_count = plane, inliers.sum()
    return None if best is None else _polish(near, best, tolerance)


def _polish(points: FloatArray, plane: FloatArray, tolerance: float) -> FloatArray:
    for _ in range(5):
        chosen = points[np.abs(points @ plane[:3] + plane[3]) < tolerance]
        middle = chosen.mean(0)
        normal = np.linalg.svd(chosen - middle, full_matrices=False)[2][2]
        normal = normal if normal @ plane[:3] > 0 else -normal
        plane = np.append(normal, -normal @ middle)
    return plane
