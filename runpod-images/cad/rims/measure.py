"""Rims of round holes measured in the photos: where a face truly ends is in the images, not in the cloud.

A face's plane is known, so each photo can be rectified onto it round the hole. Edges that lie in the plane stay where
they are from photo to photo; those of the wall, the floor and of shadows move with the view. Summed over the photos the
rim is what stands out, and a circle is fitted to it to a fraction of a pixel.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np
from scipy.ndimage import gaussian_filter1d
from scipy.optimize import least_squares

from cad.geometry.vectors import Array, frame_of
from cad.label.views import View

_ANGLES = 96
#: A view must look at the face more steeply than this (cosine to its normal).
_FACING_MIN = 0.3
VIEWS_MIN = 3
#: Sampling along the radius, in pixels of the photos; and the blur of edges, in samples.
STEP_PX, _BLUR = 0.4, 1.5
#: The summed edge must stand out this much over its surroundings, and this share of it lie on the circle.
_CONTRAST_MIN, _ON_CIRCLE_MIN = 1.5, 0.7


@dataclass(frozen=True)
class Rim:
    """Circle in the plane through the place asked for: ``centre (3,)``, ``radius``; ``views`` that showed it;
    ``on_circle``: share of directions whose edge lies within a pixel of it."""

    centre: Array
    radius: float
    views: int
    on_circle: float


#: Measures the rim of a round hole, as :func:`measure_rim` does.
MeasureRim = Callable[[list[View], Array, Array, float, float], Rim | None]


@dataclass(frozen=True)
class _Polar:
    """Directions ``ring (a, 3)`` with their turns ``(a,)``, and radii ``(r,)`` about a centre."""

    turn: Array
    ring: Array
    radii: Array

    @property
    def step(self) -> float:
        return float(self.radii[1] - self.radii[0])


def _pixels(view: View, intrinsics: Array, points: Array) -> tuple[Array, Array]:
    """Pixels ``(…, 2)`` and depth of world points."""
    camera = points @ view.rotation.T + view.translation
    flat = camera @ intrinsics.T
    return flat[..., :2] / flat[..., 2:], camera[..., 2]


def _shows(view: View, places: Array, tolerance: float) -> bool:
    """Does the view's depth map have the face at ``places`` round the hole, with nothing before it?"""
    pixel, depth = _pixels(view, view.intrinsics, places)
    cell = np.floor(pixel).astype(int)
    height, width = view.depth.shape
    inside = (cell >= 0).all(1) & (cell[:, 0] < width) & (cell[:, 1] < height)
    seen = np.zeros(len(places))
    seen[inside] = view.depth[cell[inside, 1], cell[inside, 0]]
    there = (seen > 0) & (np.abs(seen - depth) < tolerance)
    hidden = (seen > 0) & (seen < depth - tolerance)
    return bool(there.mean() > 0.4 and hidden.mean() < 0.1)


def pixel_size(views: list[View], place: Array) -> float:
    """World length of a photo's pixel at ``place``, the median of the views."""
    depths = [(v.rotation @ place + v.translation)[2] / v.photo.intrinsics[0, 0] for v in views if v.photo]
    return float(np.median(depths))


def _facing(view: View, place: Array, normal: Array) -> float:
    """Cosine between the face's normal and the way from ``place`` to the camera."""
    towards = -view.rotation.T @ view.translation - place
    return float(towards @ normal / np.linalg.norm(towards))


def _edges(view: View, grid: Array) -> Array | None:
    """Strength of edges across the rows of ``grid (a, r, 3)``, 0 to about 1; None outside the photo."""
    assert view.photo is not None
    pixel, depth = _pixels(view, view.photo.intrinsics, grid)
    height, width = view.photo.grey.shape
    beyond = (pixel < 3) | (pixel > np.array([width - 4, height - 4]))
    if (depth <= 0).any() or beyond.any():
        return None
    # The first pixel's centre is (0.5, 0.5) here and (0, 0) in OpenCV.
    place = (pixel - 0.5).astype(np.float32)
    light = cv2.remap(view.photo.grey, place[..., 0], place[..., 1], cv2.INTER_LINEAR)
    change = np.abs(gaussian_filter1d(light.astype(float), _BLUR, axis=1, order=1))
    return np.minimum(change / (np.percentile(change, 90) + 1e-3), 1.5)


def summed_edges(
    views: list[View], grid: Array, collar: Array, place: Array, normal: Array, tolerance: float
) -> tuple[Array, int] | None:
    """Edges across the rows of ``grid (a, r, 3)``, summed over the views that show the face (with the outward
    ``normal``, about ``place (3,)``, at ``collar (m, 3)``), and how many those are; None where too few do."""
    total, count = np.zeros(grid.shape[:2]), 0
    for view in views:
        facing = _facing(view, place, normal)
        edges = _edges(view, grid) if facing > _FACING_MIN and _shows(view, collar, tolerance) else None
        if edges is not None:
            total, count = total + facing * edges, count + 1
    return (total, count) if count >= VIEWS_MIN else None


def peak_offset(before: float, at: float, after: float) -> float:
    """Where between samples the top of a parabola through three of them lies, from the middle one; -1 to 1."""
    bend = before - 2 * at + after
    return float(np.clip(0.5 * (before - after) / bend, -1, 1)) if bend < 0 else 0.0


def _summed(
    views: list[View], centre: Array, normal: Array, radius: float, tolerance: float
) -> tuple[_Polar, Array, int] | None:
    """Edges of all views that show the face, on one polar grid about ``centre``."""
    seeing = [view for view in views if view.photo is not None]
    if len(seeing) < VIEWS_MIN:
        return None
    x, y = frame_of(normal)
    turn = np.arange(_ANGLES) * (2 * np.pi / _ANGLES)
    ring = np.cos(turn)[:, None] * x + np.sin(turn)[:, None] * y
    footprint = pixel_size(seeing, centre)
    if footprint <= 0 or radius < 4 * footprint:
        return None
    reach = max(0.35 * radius, 8 * footprint)
    radii = np.arange(max(0.5 * radius, radius - 1.4 * reach), radius + reach, STEP_PX * footprint)
    polar = _Polar(turn, ring, radii)
    grid, collar = centre + ring[:, None] * radii[None, :, None], centre + 1.25 * radius * ring
    summed = summed_edges(seeing, grid, collar, centre, normal, tolerance)
    if summed is None:
        return None
    total, count = summed
    return polar, gaussian_filter1d(gaussian_filter1d(total, 1.0, axis=1), 1.0, axis=0, mode="wrap"), count


def _coarse(polar: _Polar, strength: Array, shift_max: float) -> tuple[Array, float]:
    """The circle ``(dx, dy, radius)`` along which most edge lies, by trying all, and its mean strength."""
    rows, best, most = np.arange(_ANGLES), np.array([0.0, 0.0, polar.radii.mean()]), -1.0
    shifts = np.linspace(-shift_max, shift_max, 9)
    tries = polar.radii[3:-3]
    for dx in shifts:
        for dy in shifts:
            lean = dx * np.cos(polar.turn) + dy * np.sin(polar.turn)
            column = np.rint((tries[:, None] + lean - polar.radii[0]) / polar.step).astype(int)
            column = np.clip(column, 0, len(polar.radii) - 1)
            means = strength[rows, column].mean(1)
            k = int(means.argmax())
            if means[k] > most:
                best, most = np.array([dx, dy, tries[k]]), float(means[k])
    return best, most


def _peaks(polar: _Polar, strength: Array, circle: Array, window: float) -> Array:
    """Strongest edge near the circle in each direction, between samples: ``(m, 3)`` turn, radius, strength."""
    expected, found = circle[0] * np.cos(polar.turn) + circle[1] * np.sin(polar.turn) + circle[2], []
    for row, middle in zip(strength, expected, strict=True):
        low = max(1, int((middle - window - polar.radii[0]) / polar.step))
        high = min(len(polar.radii) - 2, int((middle + window - polar.radii[0]) / polar.step) + 1)
        if high <= low:
            found.append((np.nan, 0.0))
            continue
        k = low + int(row[low : high + 1].argmax())
        before, at, after = row[k - 1 : k + 2]
        found.append((polar.radii[k] + peak_offset(before, at, after) * polar.step, at if at > row.mean() else 0.0))
    peaks = np.c_[polar.turn, np.array(found)]
    return peaks[peaks[:, 2] > 0]


def _off(circle: Array, peaks: Array) -> Array:
    across = np.hypot(peaks[:, 1] * np.cos(peaks[:, 0]) - circle[0], peaks[:, 1] * np.sin(peaks[:, 0]) - circle[1])
    return across - circle[2]


def measure_rim(views: list[View], centre: Array, normal: Array, radius: float, tolerance: float) -> Rim | None:
    """The rim of a round hole near ``centre`` in the plane with the outward ``normal``, or None where the photos do
    not show one clearly. ``tolerance``: depth by which what is seen may differ from the plane."""
    summed = _summed(views, centre, normal, radius, tolerance)
    if summed is None:
        return None
    polar, strength, count = summed
    pixel = polar.step / STEP_PX
    circle, level = _coarse(polar, strength, min(0.15 * radius, 8 * pixel))
    if level < _CONTRAST_MIN * strength.mean():
        return None
    peaks = np.empty((0, 3))
    for window in (4 * pixel, 2.5 * pixel, 1.5 * pixel):
        peaks = _peaks(polar, strength, circle, window)
        if len(peaks) < _ANGLES // 3:
            return None
        weight = np.sqrt(peaks[:, 2] / peaks[:, 2].mean())
        residual = lambda q, p=peaks, w=weight: _off(q, p) * w  # noqa: E731
        circle = least_squares(residual, circle, loss="soft_l1", f_scale=0.5 * pixel).x
    on_circle = float((np.abs(_off(circle, peaks)) < pixel).sum()) / _ANGLES
    if on_circle < _ON_CIRCLE_MIN:
        return None
    x, y = frame_of(normal)
    return Rim(centre + circle[0] * x + circle[1] * y, float(circle[2]), count, on_circle)
