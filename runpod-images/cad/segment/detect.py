"""Cloud to surfaces: planes, then curved faces about the directions the part is built on, then what is left.

The order is what matters (facts measured on real clouds): planes that bend are given back before cylinders are
sought, or they cut bosses into strips; cylinders are sought about known directions, or blends pass for holes.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from cad.cloud.cloud import Surfels
from cad.fit.refine import rms
from cad.fit.surfaces import Plane, Segment, axis_of, origin_of
from cad.geometry.vectors import Array, angle_between_deg
from cad.regularise.directions import merge_planes, snap_directions
from cad.segment.directions import curved_axes, dominant_frame, plane_directions
from cad.segment.limits import Limits
from cad.segment.planes import bend_deg, find_planes
from cad.segment.reassign import drop_shadowed, merge_twins, reassign, unexplained, unowned
from cad.segment.revolved import find_revolved
from cad.segment.spheres import find_spheres, find_tori

_BEND_MAX_DEG = 9.0


@dataclass(frozen=True)
class Detection:
    """``segments``; ``frame (3, 3)``: rows are the part's main directions; ``unexplained``: share of good surfels."""

    segments: list[Segment]
    frame: Array
    unexplained: float


def _bent(segment: Segment, surfels: Surfels) -> bool:
    return bend_deg(surfels.points[segment.index], surfels.normals[segment.index]) > _BEND_MAX_DEG


def _axes(frame: Array, planes: list[Segment], extra: Array) -> Array:
    """Directions to look along for curved faces, no two within 8°: short arcs place their own axis poorly."""
    axes: list[Array] = list(frame)
    for direction in [*plane_directions(planes), *extra]:
        if len(axes) < 8 and all(angle_between_deg(direction, axis) > 8 for axis in axes):
            axes.append(direction)
    return np.array(axes)


def _planes_beside_curved(planes: list[Segment], curved: list[Segment], surfels: Surfels) -> list[Segment]:
    """Drop planes whose surfels a found curved face explains as well."""
    kept = []
    for plane in planes:
        points = surfels.points[plane.index]
        rivals = [c for c in curved if len(c.index) > 0.3 * len(plane.index)]
        if not any(rms(c.surface, points) < 1.1 * plane.rms for c in rivals):
            kept.append(plane)
    return kept


def _leftover_planes(segments: list[Segment], surfels: Surfels, limits: Limits, frame: Array) -> list[Segment]:
    """Planes among what is still unexplained, with a looser facing; bent ones are refused."""
    more = find_planes(surfels, unexplained(segments, surfels, limits), limits, 22.0, 13)
    more = [p for p in more if not _bent(p, surfels)]
    return snap_directions(more, surfels, frame, limits)


def detect(surfels: Surfels, seed: int) -> Detection:
    """Segments of the surfels; the same surfels and seed give the same segments."""
    limits = Limits.of(surfels, seed)
    up = np.array([0.0, 0.0, 1.0]) if surfels.table_z is not None else None
    # Large planes first: a strip of a small hole's wall is as flat as a small face until the hole is known.
    first = find_planes(surfels, surfels.good, replace(limits, least=5 * limits.least), 15.0, 11)
    flat = [p for p in first if not _bent(p, surfels)]
    axes = curved_axes(surfels, unexplained(flat, surfels, limits), limits)
    directions = plane_directions(flat)
    if up is None and not len(directions) and len(axes):
        directions = axes
    frame = dominant_frame(directions, up)
    planes = merge_planes(snap_directions(flat, surfels, frame, limits), surfels, limits)
    axes = _axes(frame, planes, axes)
    # Spheres before cylinders: rings of a sphere pass for cylinders, and a ring of a cylinder is tested for.
    balls = find_spheres(surfels, unexplained(planes, surfels, limits), limits)
    known = planes + balls
    free, pool = unexplained(known, surfels, limits), unowned(known, surfels)
    curved = merge_twins(balls + find_revolved(surfels, free, pool, axes, limits), surfels, limits)
    planes = _planes_beside_curved(planes, curved, surfels)
    segments = planes + curved
    lines = [(axis_of(c.surface), origin_of(c.surface)) for c in curved if axis_of(c.surface) is not None]
    segments += find_tori(surfels, unexplained(segments, surfels, limits), lines, limits)
    segments += _leftover_planes(segments, surfels, limits, frame)
    flat = merge_planes([s for s in segments if isinstance(s.surface, Plane)], surfels, limits)
    segments = flat + [s for s in segments if not isinstance(s.surface, Plane)]
    segments = reassign(drop_shadowed(segments, surfels, limits), surfels, limits)
    segments = [replace(s, raw=s.surface) for s in drop_shadowed(segments, surfels, limits)]
    free = unexplained(segments, surfels, limits)
    return Detection(segments, frame, float(free.sum() / max(1, surfels.good.sum())))
