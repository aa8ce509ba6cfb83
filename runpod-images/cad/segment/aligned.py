"""Faces too narrow for their normals to be trusted, found by place along directions and about axes that are known.

A ledge or a groove narrower than the neighbourhood of a surfel has normals that are a blend of its own and its
neighbours'. Its places still pile up at one height along a direction of the part, or at one radius about one of its
axes: one unknown, and all its surfels speak.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from cad.cloud.cloud import Surfels
from cad.fit.refine import arc_deg, misfit, rms
from cad.fit.surfaces import Cylinder, Plane, Segment, axis_of, origin_of
from cad.geometry.vectors import Array, angle_between_deg
from cad.segment.connect import pieces
from cad.segment.limits import Limits

#: How far a blended normal may lean from its face's.
_FACING = float(np.cos(np.radians(52)))
#: Half-width of a pile in noise, and the share of what lies within three such that must lie within one.
_PILE, _PEAKED = 1.6, 0.55
#: Less of a turn about an axis is as well a plane.
_ARC_MIN_DEG = 40.0
#: A small plane that fits this badly is a chance alignment of what blurred normals left over.
_POOR, _SMALL = 3.0, 8


@dataclass(frozen=True)
class _Coordinate:
    """One way to be aligned: the place of each surfel along it, and the surface at a place."""

    value: Array
    lean: Array
    axis: Array
    origin: Array | None
    sense: int

    def at(self, value: float) -> Plane | Cylinder:
        if self.origin is None:
            return Plane(self.sense * self.axis, self.sense * value)
        return Cylinder(self.axis, self.origin, value)


def _coordinates(
    points: Array, normals: Array, directions: Array, lines: list[tuple[Array, Array]]
) -> Iterator[_Coordinate]:
    for direction in directions:
        along, lean = points @ direction, normals @ direction
        for sense in (1, -1):
            yield _Coordinate(along, sense * lean, direction, None, sense)
    for axis, origin in lines:
        offset = points - origin
        across = offset - (offset @ axis)[:, None] * axis
        radius = np.linalg.norm(across, axis=1)
        lean = np.einsum("ni,ni->n", normals, across) / np.maximum(radius, 1e-9)
        for sense in (1, -1):
            yield _Coordinate(radius, sense * lean, axis, origin, sense)


def _pile(coordinate: _Coordinate, points: Array, left: np.ndarray, limits: Limits) -> tuple[np.ndarray, float]:
    """The largest pile of surfels at one place: rows and place; no rows where none stands out."""
    rows = np.flatnonzero(left & (coordinate.lean > _FACING))
    if len(rows) < limits.least:
        return rows[:0], 0.0
    rows = rows[np.argsort(coordinate.value[rows], kind="stable")]
    value, half = coordinate.value[rows], _PILE * limits.noise
    end = np.searchsorted(value, value + 2 * half)
    start = int(np.argmax(end - np.arange(len(value))))
    place = float(np.median(value[start : end[start]]))
    near = rows[np.abs(value - place) < half]
    if len(near) < limits.least:
        return rows[:0], 0.0
    near = near[pieces(points[near], limits.gap, limits.least)]
    around = rows[np.abs(value - place) < 3 * half]
    if len(near) < limits.least:
        return rows[:0], 0.0
    # Beside a pile of one face there is little; along a slope there is as much.
    beside = around[pieces(points[around], limits.gap, limits.least)]
    return (near, place) if len(near) > _PEAKED * len(beside) else (rows[:0], 0.0)


def aligned_faces(
    surfels: Surfels, free: np.ndarray, segments: list[Segment], directions: Array, limits: Limits
) -> list[Segment]:
    """Planes across ``directions (k, 3)`` and cylinders about the axes of the round ``segments``, among ``free``."""
    index = np.flatnonzero(free)
    points, normals = surfels.points[index], surfels.normals[index]
    coordinates = list(_coordinates(points, normals, directions, _lines(segments, limits)))
    left, found = np.ones(len(index), bool), []
    while left.sum() >= limits.least:
        piles = [(*_pile(c, points, left, limits), c) for c in coordinates]
        rows, place, best = max(piles, key=lambda pile: len(pile[0]), default=(left[:0], 0.0, None))
        if best is None or len(rows) < limits.least:
            break
        left[rows] = False
        surface = best.at(place)
        if isinstance(surface, Cylinder) and not 0.003 < surface.radius / limits.diagonal < 0.6:
            continue
        mine = index[rows]
        made = Segment(surface, mine, best.sense if isinstance(surface, Cylinder) else 1, rms(surface, points[rows]))
        made = made if isinstance(surface, Plane) else _with_arc(made, points[rows])
        if made.arc_deg > _ARC_MIN_DEG:
            found.append(made)
    return found


def _with_arc(segment: Segment, points: Array) -> Segment:
    return Segment(segment.surface, segment.index, segment.sense, segment.rms, arc_deg(segment.surface, points))


def _lines(segments: list[Segment], limits: Limits) -> list[tuple[Array, Array]]:
    """Axes of well seen round segments, each once."""
    lines: list[tuple[Array, Array]] = []
    for segment in sorted(segments, key=lambda s: -len(s.index)):
        axis = axis_of(segment.surface)
        if axis is None or segment.arc_deg < 120 or len(segment.index) < 4 * limits.least:
            continue
        origin = origin_of(segment.surface)
        known = any(
            angle_between_deg(axis, other) < 2
            and np.linalg.norm(np.cross(origin - place, other)) < limits.reach
            for other, place in lines
        )  # fmt: skip
        if not known:
            lines.append((axis, origin))
    return lines[:6]


def without_poor(segments: list[Segment], surfels: Surfels, limits: Limits) -> list[Segment]:
    """Segments less the small planes that explain their own surfels badly."""

    def poor(s: Segment) -> bool:
        small = len(s.index) < _SMALL * limits.least and isinstance(s.surface, Plane)
        return small and misfit(s.surface, surfels.points[s.index], surfels.normals[s.index], limits.noise) > _POOR

    return [s for s in segments if not poor(s)]
