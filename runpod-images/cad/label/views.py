"""What the photos' depth maps say about a point in space: seen through (free), or behind what was seen."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np

from cad.geometry.vectors import Array
from cad.problem import CadError


@dataclass(frozen=True, eq=False)
class Photo:
    """The undistorted photo behind a depth map: ``grey (h, w) float32`` and its own ``intrinsics (3, 3)``."""

    grey: np.ndarray
    intrinsics: Array


@dataclass(frozen=True)
class View:
    """``depth (h, w)``: z in the camera, 0 where unknown; ``intrinsics (3, 3)`` in pixels of the depth map.

    ``x_camera = rotation @ x_world + translation``, OpenCV axes; the first pixel's centre is (0.5, 0.5).
    ``photo``: None where only the depth is at hand.
    """

    depth: np.ndarray
    intrinsics: Array
    rotation: Array
    translation: Array
    photo: Photo | None = None

    def scaled(self, factor: float) -> View:
        """The same view of a world ``factor`` times as large."""
        return replace(self, depth=self.depth * factor, translation=self.translation * factor)


def pixel_size(views: Sequence[View]) -> float:
    """What a pixel of the depth maps covers at the depth that is seen, typically; in the views' unit."""
    sizes = [float(np.median(v.depth[v.depth > 0])) / float(v.intrinsics[0, 0]) for v in views if (v.depth > 0).any()]
    return float(np.median(sizes)) if sizes else 0.0


def photo_of(file: Path, intrinsics: Array) -> Photo | None:
    """The undistorted photo in ``file`` with its ``intrinsics``; None where there is none."""
    grey = cv2.imread(str(file), cv2.IMREAD_GRAYSCALE) if file.is_file() else None
    # Edges are looked for by their slope: a little blur keeps the sensor's noise out of it.
    return None if grey is None else Photo(cv2.GaussianBlur(grey, (0, 0), 0.7).astype(np.float32), intrinsics)


def read_views(views_json: Path, depth_folder: Path) -> list[View]:
    """Views of a reconstruction: ``views.json`` and one ``NNN.npz`` with ``depth`` per view, in its order.

    A map may bring its own ``K`` (maps are cropped to the part) and a mask ``trusted``.
    """
    views = []
    for number, entry in enumerate(json.loads(views_json.read_text())):
        file = depth_folder / f"{number:03d}.npz"
        if not file.exists():
            continue
        intrinsics_full = np.array(entry["K"], float).reshape(3, 3)
        with np.load(file) as content:
            depth = np.nan_to_num(content["depth"].astype(np.float32))
            if "trusted" in content:
                depth = depth * content["trusted"]
            if "K" in content:
                intrinsics = content["K"].astype(float)
            else:
                scale = np.diag([depth.shape[1] / entry["widthPx"], depth.shape[0] / entry["heightPx"], 1.0])
                intrinsics = scale @ intrinsics_full
        rotation = np.array(entry["R"], float).reshape(3, 3)
        photo = photo_of(views_json.parent / entry["file"], intrinsics_full) if "file" in entry else None
        views.append(View(depth, intrinsics, rotation, np.array(entry["t"], float), photo))
    if not views:
        raise CadError("cloud-unreadable", "no depth maps lie beside the views")
    return views


def _seen(view: View, points: Array) -> tuple[Array, Array]:
    """Depth of the points in a view, and the depth seen in their pixels (0 where nothing was)."""
    camera = points @ view.rotation.T + view.translation
    front = camera[:, 2] > 1e-9
    z = np.where(front, camera[:, 2], 1.0)
    pixel = camera @ view.intrinsics.T
    with np.errstate(invalid="ignore", over="ignore"):
        column, row = np.floor(pixel[:, 0] / z), np.floor(pixel[:, 1] / z)
    height, width = view.depth.shape
    inside = front & (column >= 0) & (row >= 0) & (column < width) & (row < height)
    seen = np.zeros(len(points))
    seen[inside] = view.depth[row[inside].astype(int), column[inside].astype(int)]
    return z, seen


def free_votes(views: list[View], points: Array, tolerance: float, most: int = 40) -> np.ndarray:
    """In how many views ``points (n, 3)`` lie in front of the surface seen there, ``(n,)``.

    Free in two views is certain to 99.8 %; not free says nothing, most of space is simply not seen.
    """
    votes = np.zeros(len(points), np.int64)
    for view in views[:: max(1, len(views) // most)]:
        z, seen = _seen(view, points)
        votes += (seen > 0) & (z < seen - tolerance)
    return votes


def surface_votes(views: list[View], points: Array, tolerance: float, most: int = 40) -> np.ndarray:
    """In how many views a surface was seen at ``points (n, 3)``, to within ``tolerance``, ``(n,)``."""
    votes = np.zeros(len(points), np.int64)
    for view in views[:: max(1, len(views) // most)]:
        z, seen = _seen(view, points)
        votes += (seen > 0) & (np.abs(z - seen) < tolerance)
    return votes


def seen_through(views: list[View], skin: Array, inward: Array, tolerance: float) -> np.ndarray:
    """Mask of places of a solid's ``skin (n, 3)`` that cannot be: two views see past what lies ``inward (n, 3)`` of
    them, and no more views than those see a surface there.

    Near a depth jump a pixel may carry the far side's depth and so see through a wall; every other view shows the wall.
    """
    if not views:
        return np.zeros(len(skin), bool)
    past = free_votes(views, skin + inward, tolerance)
    return (past >= 2) & (surface_votes(views, skin, tolerance) <= past)
