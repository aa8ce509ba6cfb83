"""Planes brought onto common directions, and coplanar pieces made one plane."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from cad.cloud.cloud import Surfels
from cad.fit.refine import fit_plane_along, rms
from cad.fit.surfaces import Plane, Segment
from cad.geometry.vectors import Array, unit
from cad.segment.limits import Limits


def angle_tolerance_rad(points: Array, noise: float) -> float:
    """How far a fitted normal may be off: a base of 1.2° or what the noise does to a face of this size, at most 4°."""
    spread = np.linalg.eigvalsh(np.cov(points.T))[1]
    width = max(float(np.sqrt(max(spread, 0.0))) * 3.46, 1e-9)
    return float(np.clip(3 * noise / width, np.radians(1.2), np.radians(4.0)))


def snap_directions(planes: list[Segment], surfels: Surfels, frame: Array, limits: Limits) -> list[Segment]:
    """Planes nearly along a row of ``frame`` take it; nearly containing one, they are turned to contain it.

    Then planes nearly parallel to a heavier one take its normal.
    """
    settled: list[Segment] = []
    for segment in sorted(planes, key=lambda s: -len(s.index)):
        assert isinstance(segment.surface, Plane)
        points, normal = surfels.points[segment.index], segment.surface.normal
        tolerance = angle_tolerance_rad(points, limits.noise)
        others = [s.surface.normal for s in settled]
        targets = [*frame, *others]
        hit = [d for d in targets if abs(d @ normal) > np.cos(tolerance)]
        if hit:
            normal = hit[0] * np.sign(hit[0] @ normal)
        else:
            lean = frame @ normal
            k = int(np.argmin(np.abs(lean)))
            if abs(lean[k]) < np.sin(tolerance):
                normal = unit(normal - lean[k] * frame[k])
        plane = fit_plane_along(points, normal)
        settled.append(replace(segment, surface=plane, rms=rms(plane, points)))
    return settled


def merge_planes(planes: list[Segment], surfels: Surfels, limits: Limits) -> list[Segment]:
    """Planes that lie in one plane, facing the same way, made one; the heavier one's normal is kept."""
    merged: list[Segment] = []
    for segment in sorted(planes, key=lambda s: -len(s.index)):
        points = surfels.points[segment.index]
        for k, other in enumerate(merged):
            assert isinstance(other.surface, Plane) and isinstance(segment.surface, Plane)
            facing = other.surface.normal @ segment.surface.normal
            if facing > np.cos(np.radians(2.5)) and abs(np.median(other.surface.signed(points))) < 0.9 * limits.raw:
                index = np.union1d(other.index, segment.index)
                plane = fit_plane_along(surfels.points[index], other.surface.normal)
                merged[k] = replace(other, surface=plane, index=index, rms=rms(plane, surfels.points[index]))
                break
        else:
            merged.append(segment)
    return merged
