"""Cylinders and cones about axes of known direction, by two-point RANSAC in the plane across the axis.

With the direction known, two surfels with normals fix centre, radius and slope: the lines along their normals meet
on the axis. Knowing the direction is what keeps holes of a few hundred noisy points apart from blends and planes.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numba import njit
from scipy.spatial import cKDTree

from cad.cloud.cloud import Surfels
from cad.fit.refine import arc_deg, fit_plane, is_round, refine, rms
from cad.fit.surfaces import Cone, Cylinder, Segment
from cad.geometry.vectors import Array, frame_of
from cad.segment.connect import largest_piece, pieces
from cad.segment.limits import Limits

#: |dr/dh| below which a surface counts as a cylinder (3.4°).
_SLOPE_MIN = 0.06
#: A cone more pointed than this (5°) is a cylinder seen through noise.
_HALF_ANGLE_MIN = 0.09
#: Pairs drawn a round, among how many neighbours, and candidates tried an axis.
_PAIRS, _NEAR, _CANDIDATES_MAX = 8000, 40, 350


@njit(cache=True)
def _support(flat, across, height, slope, candidates, reach, facing, slope_reach):
    """Inliers of candidates ``(c, 5)``: centre x, y, signed radius at height 0, dr/dh, sense. Arrays by column."""
    x, y, across_x, across_y = flat[0], flat[1], across[0], across[1]
    counts = np.zeros(len(candidates), np.int64)
    for c in range(len(candidates)):
        middle_x, middle_y, r0, s, sense = candidates[c]
        count = 0
        for i in range(len(x)):
            dx, dy = x[i] - middle_x, y[i] - middle_y
            r = np.sqrt(dx * dx + dy * dy)
            # No branches: the loop is run in the processor's vectors.
            near = (abs(r - r0 - s * height[i]) < reach) & (abs(slope[i] * sense - s) < slope_reach)
            count += near & (sense * (dx * across_x[i] + dy * across_y[i]) > facing * r)
        counts[c] = count
    return counts


@dataclass(frozen=True)
class _Flat:
    """Surfels seen along an axis: 2D places, 2D unit normals, heights, slopes -n·a/|n across a|, surfel indices.

    ``row``: of each surfel that was offered, -1 where it faces along the axis.
    """

    axis: Array
    flat: Array
    across: Array
    height: Array
    slope: Array
    index: np.ndarray
    row: np.ndarray

    @staticmethod
    def of(surfels: Surfels, index: np.ndarray, axis: Array) -> _Flat:
        x, y = frame_of(axis)
        normals, points = surfels.normals[index], surfels.points[index]
        lean = normals @ axis
        keep = np.abs(lean) < 0.85
        row = np.where(keep, np.cumsum(keep) - 1, -1)
        normals, points, lean, index = normals[keep], points[keep], lean[keep], index[keep]
        across = np.stack([normals @ x, normals @ y], 1)
        length = np.linalg.norm(across, axis=1)
        flat = np.stack([points @ x, points @ y], 1)
        return _Flat(axis, flat, across / length[:, None], points @ axis, -lean / length, index, row)


def _pairs(surfels: Surfels, index: np.ndarray, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Rows of ``index`` in pairs, most of them near each other: one draw serves all axes."""
    n = len(index)
    points = surfels.points[index]
    # A quarter of the points has a quarter of the neighbours, at a quarter of the cost.
    some = rng.choice(n, max(n // 4, min(n, 2000)), replace=False)
    first, most = rng.integers(0, n, _PAIRS), min(len(some), _NEAR)
    rank = rng.integers(min(2, most - 1), most, _PAIRS)
    far = rng.random(_PAIRS) < 0.4
    second = np.empty(_PAIRS, np.int64)
    second[far] = rng.integers(0, n, int(far.sum()))
    tree, nearby = cKDTree(points[some]), np.flatnonzero(~far)
    for ranks in np.array_split(np.arange(most), 4):
        # Whoever wants a near neighbour need not wait for the far ones.
        rows = nearby[np.isin(rank[nearby], ranks)]
        if len(rows):
            found = tree.query(points[first[rows]], k=[int(ranks[-1]) + 1] if most == 1 else int(ranks[-1]) + 1)[1]
            second[rows] = some[found.reshape(len(rows), -1)[np.arange(len(rows)), rank[rows]]]
    return first, second


@njit(cache=True, error_model="numpy")
def _meeting(flat, across, height, slope, first, second, search, least, most, cones):
    """The first candidates that the pairs give, see :func:`_candidates`. ``search``, ``least`` and ``most`` (radius):
    lengths."""
    out, count = np.empty((_CANDIDATES_MAX, 5)), 0
    for p in range(len(first)):
        a, b = first[p], second[p]
        if a < 0 or b < 0:
            continue
        na_x, na_y, nb_x, nb_y = across[a, 0], across[a, 1], across[b, 0], across[b, 1]
        det = na_x * nb_y - na_y * nb_x
        lean = (slope[a] + slope[b]) / 2
        if abs(lean) < _SLOPE_MIN * 1.5:
            lean = 0.0
        if abs(det) <= 0.15 or (lean != 0.0) != cones or abs(slope[a] - slope[b]) >= 0.15:
            continue
        gap_x, gap_y = flat[b, 0] - flat[a, 0], flat[b, 1] - flat[a, 1]
        along = (gap_x * nb_y - gap_y * nb_x) / det
        x, y = flat[a, 0] + along * na_x, flat[a, 1] + along * na_y
        radius_a, radius_b = -along, (flat[b, 0] - x) * nb_x + (flat[b, 1] - y) * nb_y
        if radius_a * radius_b <= 0 or abs(radius_a) <= least or abs(radius_a) >= most:
            continue
        if abs(radius_a - radius_b - lean * (height[a] - height[b])) >= 3 * search:
            continue
        sense = np.sign(radius_a)
        out[count, 0], out[count, 1], out[count, 2] = x, y, abs(radius_a) - lean * sense * height[a]
        out[count, 3], out[count, 4] = lean * sense, sense
        count += 1
        if count == _CANDIDATES_MAX:
            break
    return out[:count]


def _candidates(view: _Flat, pairs: tuple[np.ndarray, np.ndarray], limits: Limits, cones: bool) -> Array:
    """Candidate surfaces from pairs of surfels ``(c, 5)``, see :func:`_support`."""
    first, second = (view.row[rows] for rows in pairs)
    return _meeting(
        view.flat, view.across, view.height, view.slope, first, second, limits.search,
        0.004 * limits.diagonal, 0.6 * limits.diagonal, cones,
    )  # fmt: skip


def _best(
    view: _Flat, pairs: tuple[np.ndarray, np.ndarray], limits: Limits, rng: np.random.Generator, cones: bool
):  # fmt: skip
    """The best candidate of one axis: ``(score, row)`` or None."""
    if len(view.index) < limits.least:
        return None
    rows = _candidates(view, pairs, limits, cones)
    if len(rows) == 0:
        return None
    part = rng.choice(len(view.index), min(len(view.index), 4000), replace=False)
    facing, lean = np.cos(np.radians(22)), (0.2 if cones else 0.15)
    columns = [np.ascontiguousarray(pairs.T) for pairs in (view.flat[part], view.across[part])]
    counts = _support(*columns, view.height[part], view.slope[part], rows, limits.search, facing, lean)
    k = int(np.argmax(counts))
    return (float(counts[k]) * len(view.index) / len(part), rows[k]) if counts[k] else None


def _inliers(view: _Flat, row: Array, limits: Limits, cones: bool) -> np.ndarray:
    offset = view.flat - row[:2]
    radius = np.linalg.norm(offset, axis=1)
    close = np.abs(radius - row[2] - row[3] * view.height) < limits.search
    facing = row[4] * (offset * view.across).sum(1) > np.cos(np.radians(25)) * radius
    return view.index[close & facing & (np.abs(view.slope * row[4] - row[3]) < (0.25 if cones else 0.2))]


def _gathered(
    surface: Cylinder | Cone, sense: int, surfels: Surfels, pool: np.ndarray, limits: Limits, reach: float
) -> np.ndarray:
    """Connected surfels of the mask ``pool`` within ``reach`` of the surface, facing as it does."""
    index = np.flatnonzero(pool)
    index = index[np.abs(surface.signed(surfels.points[index])) < reach]
    lean = sense * np.einsum("ni,ni->n", surfels.normals[index], surface.outward(surfels.points[index]))
    index = index[lean > np.cos(np.radians(25))]
    return index[pieces(surfels.points[index], limits.gap, max(12, limits.least // 3))]


def _fill(surface: Cylinder | Cone, points: Array, arc: float, spacing: float) -> float:
    """Surfels found over those that would fill the patch they span: scattered coincidences fill little of it."""
    origin = surface.apex if isinstance(surface, Cone) else surface.centre
    low, high = np.percentile((points - origin) @ surface.axis, [3, 97])
    radius = surface.radius if isinstance(surface, Cylinder) else np.tan(surface.half_angle) * (low + high) / 2
    slant = 1.0 if isinstance(surface, Cylinder) else 1 / np.cos(surface.half_angle)
    area = np.radians(arc) * abs(radius) * max(high - low, spacing) * slant
    return float(len(points) * spacing**2 / max(area, 1e-12))


def _segment(
    view: _Flat, row: Array, index: np.ndarray, surfels: Surfels, pool: np.ndarray, limits: Limits
) -> Segment | None:
    """Refined segment, or None when a plane explains the points as well or the arc is too short."""
    points, normals = surfels.points[index], surfels.normals[index]
    x, y = frame_of(view.axis)
    foot = row[0] * x + row[1] * y
    if row[3] == 0:
        start = Cylinder(view.axis, foot, float(row[2]))
    else:
        apex = foot - view.axis * (row[2] / row[3])
        start = Cone(view.axis * np.sign(row[3]), apex, float(np.arctan(abs(row[3]))))
    surface = refine(start, points, normals, limits.noise, axis=view.axis)
    # Candidates come from what nothing explains; the whole face is gathered from all that nothing owns.
    for reach in (limits.search, 1.2 * limits.reach):
        index = _gathered(surface, int(row[4]), surfels, pool, limits, reach)
        if len(index) < limits.least:
            return None
        points, normals = surfels.points[index], surfels.normals[index]
        surface = refine(surface, points, normals, limits.noise, axis=view.axis)
    if isinstance(surface, Cone) and surface.half_angle < _HALF_ANGLE_MIN:
        middle = surface.apex + ((points - surface.apex) @ surface.axis).mean() * surface.axis
        radius = float(np.linalg.norm(np.cross(points - middle, surface.axis), axis=1).mean())
        surface = refine(Cylinder(surface.axis, middle, radius), points, normals, limits.noise, axis=view.axis)
    residual, flat = rms(surface, points), rms(fit_plane(points, normals), points)
    arc = arc_deg(surface, points)
    if not is_round(arc, flat, residual) or residual > 1.4 * limits.noise:
        return None
    if _fill(surface, points, arc, surfels.spacing) < 0.15:
        return None
    return Segment(surface, index, int(row[4]), residual, arc)


def find_revolved(surfels: Surfels, free: np.ndarray, pool: np.ndarray, axes: Array, limits: Limits) -> list[Segment]:
    """Cylinders and cones about the directions ``axes (k, 3)``, the best supported first.

    Masks: ``free``: surfels that call for an explanation; ``pool``: those a face may take (not owned by another).
    """
    pool = pool.copy()
    left, rng, found, misses = np.flatnonzero(free & surfels.good), limits.rng(53), [], 0
    while len(left) >= limits.least and misses < 5:
        offers = []
        pairs = _pairs(surfels, left, rng)
        for axis in axes:
            view = _Flat.of(surfels, left, axis)
            for cones in (False, True):
                best = _best(view, pairs, limits, rng, cones)
                # A cone has one freedom more: it must earn it.
                if best is not None and best[0] >= limits.least:
                    offers.append((best[0] * (0.85 if cones else 1.0), len(offers), best[1], view, cones))
        if not offers:
            break
        _, _, row, view, cones = max(offers, key=lambda offer: offer[:2])
        index = _inliers(view, row, limits, cones)
        index = index[largest_piece(surfels.points[index], limits.gap)]
        segment = _segment(view, row, index, surfels, pool, limits) if len(index) >= limits.least // 2 else None
        if segment is None:
            # Take these points out of this search only, or the same wrong circle would win again.
            left = np.setdiff1d(left, index)
            misses += 1
            continue
        found.append(segment)
        pool[segment.index] = False
        left, misses = np.setdiff1d(left, np.concatenate([index, segment.index])), 0
    return found
