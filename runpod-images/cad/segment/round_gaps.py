"""Round gaps in the points of a seen plane, closed by points all round."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from cad.cloud.cloud import Surfels
from cad.fit.refine import fit_circle
from cad.fit.surfaces import Plane, Segment
from cad.geometry.vectors import Array, frame_of
from cad.segment.limits import Limits

_BINS = 24


@dataclass(frozen=True)
class Gap:
    """A disc of a plane without points: ``centre``, ``radius``; ``x``, ``y``, ``normal`` a frame; ``density`` of the
    surfels round it, per unit of area; ``clean``: its rim is a circle to within the spacing of points."""

    centre: Array
    normal: Array
    x: Array
    y: Array
    radius: float
    density: float
    clean: bool


def _holes(flat: Array, step: float) -> list[Array]:
    """Rims ``(m, 2)`` of the empty regions that do not reach the outside; single stray points are overlooked."""
    low = flat.min(0) - 3 * step
    size = np.ceil((flat.max(0) + 3 * step - low) / step).astype(int)
    image = np.zeros((size[1], size[0]), np.uint8)
    cell = ((flat - low) / step).astype(int)
    image[cell[:, 1], cell[:, 0]] = 1
    image = cv2.morphologyEx(image, cv2.MORPH_CLOSE, np.ones((3, 3), np.uint8))
    _, island, stats, _ = cv2.connectedComponentsWithStats(image, connectivity=8)
    image[(stats[:, cv2.CC_STAT_AREA] < 6)[island]] = 0
    count, region, stats, _ = cv2.connectedComponentsWithStats(1 - image, connectivity=4)
    outside = set(np.unique(np.r_[region[0], region[-1], region[:, 0], region[:, -1]]))
    rims = []
    for k in range(1, count):
        if k in outside or stats[k, cv2.CC_STAT_AREA] < 9:
            continue
        mask = (region == k).astype(np.uint8)
        if not image[mask > 0].any():
            rim = cv2.dilate(mask, np.ones((3, 3), np.uint8)) - mask
            rims.append((np.argwhere(rim > 0)[:, ::-1] + 0.5) * step + low)
    return rims


def _round(flat: Array, rim: Array, step: float) -> tuple[Array, float, float, bool] | None:
    """Centre, radius of the circle without points, density round it, is it a clean circle; None where the gap is not
    round and closed."""
    centre, radius = fit_circle(rim)
    off = np.abs(np.linalg.norm(rim - centre, axis=1) - radius)
    spread = float(np.sqrt(np.mean(off**2)))
    clean = spread < max(0.6 * step, 0.06 * radius) and off.max() < max(1.8 * step, 0.2 * radius)
    if spread > max(step, 0.06 * radius) or off.max() > max(2.5 * step, 0.2 * radius):
        return None
    offset = flat - centre
    across, turn = np.linalg.norm(offset, axis=1), np.arctan2(offset[:, 1], offset[:, 0])
    inner, outer = radius + step, radius + max(4 * step, 0.5 * radius)
    collar = (across > inner) & (across < outer)
    area = np.pi * (outer**2 - inner**2)
    by_turn = np.histogram(turn[collar], _BINS, (-np.pi, np.pi))[0] / (area / _BINS)
    density = float(collar.sum() / area)
    # A collar thin on one side borders on what was not seen; it does not close the gap.
    if density * step**2 < 0.4 or by_turn.min() < 0.35 * np.median(by_turn):
        return None
    if (across < 0.6 * radius).sum() > 0.12 * density * np.pi * (0.6 * radius) ** 2:
        return None
    return centre, radius, density, clean


def _bare_radius(flat: Array, centre: Array, radius: float, step: float) -> float:
    """Radius of the disc whose area lacks points: strays over the rim and points missing at it count alike."""
    across = np.linalg.norm(flat - centre, axis=1)
    inner, outer = radius + step, radius + max(4 * step, 0.5 * radius)
    density = ((across > inner) & (across < outer)).sum() / (outer**2 - inner**2)
    return float(np.sqrt(max(inner**2 - (across < inner).sum() / max(density, 1e-12), 0.0)))


def round_gaps(face: Segment, surfels: Surfels, limits: Limits) -> list[Gap]:
    """Round gaps of one face; none for surfaces other than planes that were seen.

    Where the gap is, all points near the face tell; how wide it is, those well on it: what runs down over the rim
    would narrow it.
    """
    plane = face.surface
    if not isinstance(plane, Plane) or len(face.index) < 4 * limits.least or face.hypothesis:
        return []
    facing = np.sign(np.median(surfels.normals[face.index] @ plane.normal)) or 1.0
    normal = plane.normal * facing
    near = (np.abs(plane.signed(surfels.points)) < 1.5 * limits.reach) & (surfels.normals @ normal > 0.7)
    x, y = frame_of(normal)
    flat = surfels.points[near] @ np.stack([x, y], 1)
    level = flat[(np.abs(plane.signed(surfels.points[near])) < limits.reach) & (surfels.normals[near] @ normal > 0.95)]
    step = max(1.25 * surfels.spacing, 0.0045 * surfels.diagonal)
    found = []
    for rim in _holes(flat, step) if len(flat) else []:
        circle = _round(flat, rim, step)
        if circle is None or circle[1] > 0.2 * surfels.diagonal:
            continue
        radius = _bare_radius(level, *circle[:2], step)
        if radius > 1.2 * step:
            centre = circle[0] @ np.stack([x, y]) + plane.normal * plane.offset
            found.append(Gap(centre, normal, x, y, radius, *circle[2:]))
    return found
