"""Give every surfel to the surface that explains it best, then fit again: undoes the greed of the search."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from cad.cloud.cloud import Surfels
from cad.fit.refine import arc_deg, refine, rms
from cad.fit.surfaces import Plane, Segment, axis_of
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
            kept.append(replace(segment, surface=surface, index=index, rms=rms(surface, points), arc_deg=arc))
        segments = kept
    return segments


def unexplained(segments: list[Segment], surfels: Surfels) -> np.ndarray:
    """Mask of good surfels that no segment owns."""
    free = surfels.good.copy()
    for segment in segments:
        free[segment.index] = False
    return free
