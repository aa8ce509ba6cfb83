"""Give every surfel to the surface that explains it best, then fit again: undoes the greed of the search."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from scipy.spatial import cKDTree

from cad.cloud.cloud import Surfels
from cad.fit.refine import arc_deg, fit_plane, is_round, refine, rms
from cad.fit.surfaces import Plane, Segment, axis_of, radius_of
from cad.segment.limits import Limits


def _costs(segments: list[Segment], surfels: Surfels, limits: Limits) -> np.ndarray:
    """``(segments, surfels)``: squared distance in noise units plus lean of the normal; inf beyond reach."""
    rows = []
    for segment in segments:
        distance = segment.surface.signed(surfels.points) / limits.noise
        lean = segment.sense * np.einsum("ni,ni->n", surfels.normals, segment.surface.outward(surfels.points))
        cost = distance**2 + ((1 - lean) / 0.03) * 1.0
        outside = (np.abs(distance) * limits.noise > 1.2 * limits.reach) | (lean < 0.85)
        members = surfels.points[segment.index]
        low, high = members.min(0) - 2 * limits.gap, members.max(0) + 2 * limits.gap
        outside |= ((surfels.points < low) | (surfels.points > high)).any(1)
        rows.append(np.where(outside, np.inf, cost))
    return np.array(rows)


def reassign(segments: list[Segment], surfels: Surfels, limits: Limits, rounds: int = 2) -> list[Segment]:
    """Segments with their surfels competed for and surfaces refined (directions kept); starved ones are dropped."""
    for _ in range(rounds):
        if not segments:
            break
        costs = _costs(segments, surfels, limits)
        costs[:, ~surfels.good] = np.inf
        owner = np.where(np.isfinite(costs.min(0)), costs.argmin(0), -1)
        kept = []
        for k, segment in enumerate(segments):
            index = np.flatnonzero(owner == k)
            if len(index) < 0.6 * limits.least or len(index) < 0.25 * len(segment.index):
                continue
            points, normals = surfels.points[index], surfels.normals[index]
            held = segment.surface.normal if isinstance(segment.surface, Plane) else axis_of(segment.surface)
            surface = refine(segment.surface, points, normals, limits.noise, axis=held)
            arc = arc_deg(surface, points)
            held_up = replace(segment, surface=surface, index=index, rms=rms(surface, points), arc_deg=arc)
            if _plausible(held_up, surfels, limits):
                kept.append(held_up)
        segments = kept
    return segments


def unexplained(segments: list[Segment], surfels: Surfels, limits: Limits) -> np.ndarray:
    """Mask of good surfels that no segment owns, nor lie on one beside its surfels with a normal blurred by an edge.

    Near an edge the normals of a noisy cloud turn from one face to the next: without this every edge is a fillet.
    """
    free = unowned(segments, surfels)
    for segment in segments:
        index = np.flatnonzero(free)
        points = surfels.points[index]
        lean = segment.sense * np.einsum("ni,ni->n", surfels.normals[index], segment.surface.outward(points))
        close = (np.abs(segment.surface.signed(points)) < limits.reach) & (lean > np.cos(np.radians(50)))
        if close.any():
            owned = cKDTree(surfels.points[segment.index])
            near = owned.query(points[close], distance_upper_bound=limits.blur)[0]
            free[index[close][np.isfinite(near)]] = False
    return free


def unowned(segments: list[Segment], surfels: Surfels) -> np.ndarray:
    """Mask of good surfels that no segment owns."""
    free = surfels.good.copy()
    for segment in segments:
        free[segment.index] = False
    return free


def merge_twins(segments: list[Segment], surfels: Surfels, limits: Limits) -> list[Segment]:
    """Curved segments found in pieces: one that lies on a larger of its kind, facing the same way, joins it."""
    kept: list[Segment] = []
    for segment in sorted(segments, key=lambda s: -len(s.index)):
        points = surfels.points[segment.index]
        for k, other in enumerate(kept):
            same = type(other.surface) is type(segment.surface) and other.sense == segment.sense
            if isinstance(segment.surface, Plane) or not same:
                continue
            near = float(np.median(np.abs(other.surface.signed(points))))
            if near < 2.0 * limits.noise and np.median(np.einsum(
                "ni,ni->n", other.surface.outward(points), segment.surface.outward(points)
            )) > 0.95:  # fmt: skip
                index = np.union1d(other.index, segment.index)
                points, normals = surfels.points[index], surfels.normals[index]
                surface = refine(other.surface, points, normals, limits.noise, axis=axis_of(other.surface))
                arc = arc_deg(surface, points)
                kept[k] = replace(other, surface=surface, index=index, rms=rms(surface, points), arc_deg=arc)
                break
        else:
            kept.append(segment)
    return kept


def drop_shadowed(segments: list[Segment], surfels: Surfels, limits: Limits) -> list[Segment]:
    """Drop curved segments most of whose surfels lie on a larger segment: chance fits found before the true face."""
    kept: list[Segment] = []
    for segment in sorted(segments, key=lambda s: -len(s.index)):
        points, normals = surfels.points[segment.index], surfels.normals[segment.index]
        explained = np.zeros(len(points), bool)
        if not isinstance(segment.surface, Plane):
            for other in kept:
                lean = other.sense * np.einsum("ni,ni->n", normals, other.surface.outward(points))
                near = np.abs(other.surface.signed(points)) < 2.0 * limits.noise
                explained |= near & (lean > np.cos(np.radians(28)))
        if explained.mean() < 0.6:
            kept.append(segment)
    return kept


def _plausible(segment: Segment, surfels: Surfels, limits: Limits) -> bool:
    """A curved face must bend: by its arc, its size, and by fitting better than a plane."""
    if isinstance(segment.surface, Plane):
        return True
    points, normals = surfels.points[segment.index], surfels.normals[segment.index]
    radius = radius_of(segment.surface)
    if radius is not None and not 0.003 < radius / limits.diagonal < 0.6:
        return False
    return is_round(segment.arc_deg, rms(fit_plane(points, normals), points), segment.rms)
