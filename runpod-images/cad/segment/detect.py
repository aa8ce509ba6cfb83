"""Cloud to surfaces: planes, then curved faces about the directions the part is built on, then what is left.

The order is what matters (facts measured on real clouds): planes that bend are given back before cylinders are
sought, or they cut bosses into strips; cylinders are sought about known directions, or blends pass for holes.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from cad.cloud.cloud import Surfels
from cad.fit.refine import WELL, misfit
from cad.fit.surfaces import Cone, Plane, Segment, axis_of, origin_of
from cad.geometry.vectors import Array, angle_between_deg
from cad.regularise.directions import merge_planes, snap_directions
from cad.segment.aligned import aligned_faces, without_poor
from cad.segment.bent import rounded
from cad.segment.directions import curved_axes, dominant_frame, plane_directions
from cad.segment.limits import Limits
from cad.segment.planes import find_planes, is_bent, is_flat
from cad.segment.reassign import drop_shadowed, merge_twins, reassign, unexplained, unowned
from cad.segment.revolved import find_revolved
from cad.segment.spheres import find_spheres, find_tori
from cad.segment.strips import straightened

_AXES_MAX = 12
#: What a surfel without a surface counts for, in the unit of ``misfit``.
_UNEXPLAINED = 8.0
#: A plane that hugs a lump of a larger face (of which it is less than this share) is only needed where it fits that
#: much better.
_BETTER, _LUMP = 1.4, 0.3
#: A curved face most of which one plane holds, and well, is that plane with its edges blurred.
_HELD = 0.6
#: What a surfel counts for beside an edge of a plane, where its place and normal are blurred.
_BLURRED = 3.0


@dataclass(frozen=True)
class Detection:
    """``segments``; ``frame (3, 3)``: rows are the part's main directions; ``unexplained``: share of good surfels;
    ``patchable``: share that may be facets of a smooth face, where it was asked; ``refused``: why not to go on."""

    segments: list[Segment]
    frame: Array
    unexplained: float
    patchable: float | None = None
    refused: str | None = None


def _bent(segment: Segment, surfels: Surfels, limits: Limits) -> bool:
    return is_bent(surfels.points[segment.index], surfels.normals[segment.index], limits.noise)


def _axes(frame: Array, planes: list[Segment], extra: Array) -> Array:
    """Directions of the part to look along, no two within 8°: short arcs place their own axis poorly."""
    axes: list[Array] = list(frame)
    for direction in [*extra, *plane_directions(planes)]:
        if len(axes) < _AXES_MAX and all(angle_between_deg(direction, axis) > 8 for axis in axes):
            axes.append(direction)
    return np.array(axes)


def _planes_beside_curved(
    planes: list[Segment], curved: list[Segment], surfels: Surfels, limits: Limits
) -> list[Segment]:
    """Drop planes whose surfels a found curved face explains as well: places, and which way they face."""
    kept = []
    for plane in planes:
        points, normals = surfels.points[plane.index], surfels.normals[plane.index]
        own = misfit(plane.surface, points, normals, limits.noise)
        rivals = [c for c in curved if len(c.index) > 0.3 * len(plane.index)]
        told = [(misfit(c.surface, points, normals, limits.noise), len(c.index)) for c in rivals]
        larger = max(_BETTER * own, WELL)
        needless = any(theirs < (larger if len(plane.index) < _LUMP * size else 1.1 * own) for theirs, size in told)
        if not needless:
            kept.append(plane)
    return kept


def _is_broad(plane: Segment, surfels: Surfels, limits: Limits) -> bool:
    """Wide enough both ways that no curved face of this part passes for it."""
    points = surfels.points[plane.index]
    width = 3.46 * float(np.sqrt(np.linalg.eigvalsh(np.cov(points.T))[1]))
    return len(plane.index) > 15 * limits.least and width > max(0.08 * limits.diagonal, 2.5 * limits.blur)


def _is_flat(plane: Segment, surfels: Surfels) -> bool:
    return is_flat(surfels.points[plane.index], surfels.normals[plane.index])


def _earned(curved: list[Segment], planes: list[Segment], surfels: Surfels, limits: Limits) -> list[Segment]:
    """Curved faces that explain their surfels better than the narrow planes that lay claim to them."""
    owner, lost = np.full(len(surfels.points), -1), unexplained(planes, surfels, limits)
    for number, plane in enumerate(planes):
        owner[plane.index] = number
    kept = []
    for segment in curved:
        points, normals, mine = surfels.points[segment.index], surfels.normals[segment.index], owner[segment.index]
        flat = np.where(lost[segment.index], _UNEXPLAINED, _BLURRED)
        one_plane = False
        for number in np.unique(mine[mine >= 0]):
            held = mine == number
            flat[held] = misfit(planes[number].surface, points[held], normals[held], limits.noise)
            one_plane |= held.mean() > _HELD and flat[held][0] < WELL
        if not one_plane and misfit(segment.surface, points, normals, limits.noise) < flat.mean():
            kept.append(segment)
    return kept


def _with_tori(planes: list[Segment], curved: list[Segment], surfels: Surfels, limits: Limits) -> list[Segment]:
    """All segments and tori about the axes of the curved ones; a torus takes the place of a cone that fits worse."""
    lines = [(axis_of(c.surface), origin_of(c.surface)) for c in curved if axis_of(c.surface) is not None]
    of = lambda s, who: misfit(s.surface, surfels.points[who.index], surfels.normals[who.index], limits.noise)  # noqa: E731
    doubtful = [c for c in curved if isinstance(c.surface, Cone) and of(c, c) > WELL]
    sure = planes + [c for c in curved if all(c is not d for d in doubtful)]
    tori = find_tori(surfels, unexplained(sure, surfels, limits), lines, limits)
    return sure + [d for d in doubtful if not any(of(t, d) < 0.6 * of(d, d) for t in tori)] + tori


def _leftover_planes(segments: list[Segment], surfels: Surfels, limits: Limits, frame: Array) -> list[Segment]:
    """Planes among what is still unexplained, with a looser facing; bent ones are refused."""
    more = find_planes(surfels, unexplained(segments, surfels, limits), limits, 22.0, 13)
    more = [p for p in more if not _bent(p, surfels, limits)]
    return snap_directions(more, surfels, frame, limits)


def _with_rounded(segments: list[Segment], surfels: Surfels, directions: Array, limits: Limits) -> list[Segment]:
    """Strips of round faces made round; what else lay on them is given to the faces that explain it."""
    bent = rounded(segments, surfels, directions, limits)
    if all(any(s is t for t in segments) for s in bent):
        return segments
    return reassign(merge_twins(bent, surfels, limits), surfels, limits)


def _with_aligned(segments: list[Segment], surfels: Surfels, frame: Array, limits: Limits) -> list[Segment]:
    """Small planes that fit badly make way for narrow faces along the directions and axes of the part."""
    kept = without_poor(segments, surfels, limits)
    directions = _axes(frame, [s for s in kept if isinstance(s.surface, Plane)], np.empty((0, 3)))
    kept = straightened(kept, surfels, directions, limits)
    kept = _with_rounded(kept, surfels, directions, limits)
    flat = [s for s in kept if isinstance(s.surface, Plane)]
    found = aligned_faces(surfels, unexplained(kept, surfels, limits), kept, directions, limits)
    flat = merge_planes(flat + [s for s in found if isinstance(s.surface, Plane)], surfels, limits)
    return flat + [s for s in kept + found if not isinstance(s.surface, Plane)]


def detect(surfels: Surfels, seed: int) -> Detection:
    """Segments of the surfels; the same surfels and seed give the same segments."""
    limits = Limits.of(surfels, seed)
    up = np.array([0.0, 0.0, 1.0]) if surfels.table_z is not None else None
    # Large planes first: a strip of a small hole's wall is as flat as a small face until the hole is known.
    first = find_planes(surfels, surfels.good, replace(limits, least=5 * limits.least), 15.0, 11)
    flat = [p for p in first if not _bent(p, surfels, limits)]
    axes = curved_axes(surfels, unexplained(flat, surfels, limits), limits)
    directions = plane_directions(flat)
    if up is None and not len(directions) and len(axes):
        directions = axes
    frame = dominant_frame(directions, up)
    planes = merge_planes(snap_directions(flat, surfels, frame, limits), surfels, limits)
    axes = _axes(frame, planes, axes)
    # Spheres before cylinders: rings of a sphere pass for cylinders, and a ring of a cylinder is tested for.
    balls = find_spheres(surfels, unexplained(planes, surfels, limits), limits)
    # Strips of a bore are as flat as small faces: only broad planes keep their surfels from the curved faces.
    sure = [p for p in planes if _is_broad(p, surfels, limits) or _is_flat(p, surfels)]
    known = sure + balls
    free, pool = unexplained(known, surfels, limits), unowned(known, surfels)
    curved = find_revolved(surfels, free, pool, axes, limits)
    narrow = [p for p in planes if all(p is not q for q in sure)]
    curved = merge_twins(balls + _earned(curved, narrow, surfels, limits), surfels, limits)
    planes = _planes_beside_curved(planes, curved, surfels, limits)
    segments = _with_tori(planes, curved, surfels, limits)
    segments += _leftover_planes(segments, surfels, limits, frame)
    flat = merge_planes([s for s in segments if isinstance(s.surface, Plane)], surfels, limits)
    flat = _planes_beside_curved(flat, [s for s in segments if not isinstance(s.surface, Plane)], surfels, limits)
    segments = flat + [s for s in segments if not isinstance(s.surface, Plane)]
    segments = reassign(drop_shadowed(segments, surfels, limits), surfels, limits)
    segments = _with_aligned(drop_shadowed(segments, surfels, limits), surfels, frame, limits)
    segments = [replace(s, raw=s.surface) for s in segments]
    free = unexplained(segments, surfels, limits)
    return Detection(segments, frame, float(free.sum() / max(1, surfels.good.sum())))
