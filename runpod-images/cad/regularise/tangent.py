"""Cylinders that run smoothly into planes: found, and their axis and radius fitted with the tangency held exactly.

A rounded edge of known planes has one unknown, its radius; a slot's end between parallel planes has its radius given.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy.optimize import least_squares
from scipy.spatial import cKDTree

from cad.cloud.cloud import Surfels
from cad.fit.refine import rms
from cad.fit.surfaces import Cylinder, Plane, Segment
from cad.geometry.vectors import Array, frame_of
from cad.segment.limits import Limits

#: Weight of a tangency against all points together: far above any residual, so it holds to the kernel's fuzz.
_HELD = 1e4


@dataclass(frozen=True)
class Tangency:
    """``planes``: indices into the segments; ``sides``: on which side of each the axis lies (+1, -1)."""

    planes: tuple[int, ...]
    sides: tuple[int, ...]


def tangent_planes(segments: list[Segment], number: int, surfels: Surfels, limits: Limits) -> Tangency:
    """Planes that segment ``number`` (a cylinder) touches smoothly where both were seen close together."""
    segment = segments[number]
    surface = segment.surface
    assert isinstance(surface, Cylinder)
    tree, found, sides = cKDTree(surfels.points[segment.index]), [], []
    slack = max(1.5 * limits.reach, 0.06 * surface.radius)
    for k, other in enumerate(segments):
        plane = other.surface
        if not isinstance(plane, Plane) or abs(plane.normal @ surface.axis) > np.sin(np.radians(3)):
            continue
        gap = float(plane.normal @ surface.centre - plane.offset)
        # The plane's outside and the cylinder's outside must be the same side of the material at the touch.
        if abs(abs(gap) - surface.radius) > slack or np.sign(gap) != -segment.sense:
            continue
        touch = surface.centre - gap * plane.normal
        points = surfels.points[other.index]
        across = np.cross(surface.axis, plane.normal)
        beside = np.abs((points - touch) @ across) < max(3 * limits.blur, 0.3 * surface.radius)
        if beside.any() and np.isfinite(tree.query(points[beside], distance_upper_bound=2 * limits.blur)[0]).any():
            found.append(k)
            sides.append(int(np.sign(gap)))
    return Tangency(tuple(found), tuple(sides))


def hold_tangent(
    segment: Segment, planes: list[Plane], sides: tuple[int, ...], surfels: Surfels, radius: float | None
) -> Segment:
    """The cylinder refitted so that it touches ``planes``; ``radius``: held as well when given."""
    surface = segment.surface
    assert isinstance(surface, Cylinder)
    axis = surface.axis
    for plane in planes:
        axis = axis - (axis @ plane.normal) * plane.normal
    axis = axis / np.linalg.norm(axis)
    x, y = frame_of(axis)
    points = surfels.points[segment.index]
    points = points[np.linspace(0, len(points) - 1, min(len(points), 1500)).astype(int)]
    weight = 1 / np.sqrt(len(points))

    def at(q: Array) -> Cylinder:
        return Cylinder(axis, surface.centre + q[0] * x + q[1] * y, float(q[2]) if radius is None else radius)

    def residual(q: Array) -> Array:
        fitted = at(q)
        held = [
            _HELD * (plane.normal @ fitted.centre - plane.offset - side * fitted.radius)
            for plane, side in zip(planes, sides, strict=True)
        ]
        return np.r_[fitted.signed(points) * weight, held]

    start = np.r_[0.0, 0.0, surface.radius]
    best = at(least_squares(residual, start if radius is None else start[:2], xtol=1e-14, ftol=1e-14, gtol=1e-14).x)
    return replace(segment.with_surface(best), rms=rms(best, points))


def is_blend(segment: Segment, segments: list[Segment], tangency: Tangency) -> bool:
    """A rounded edge: touches two planes that meet at an angle, over no more than the turn between them."""
    if len(tangency.planes) != 2 or segment.arc_deg > 160:
        return False
    first, second = (segments[k].surface for k in tangency.planes)
    assert isinstance(first, Plane) and isinstance(second, Plane)
    return bool(abs(first.normal @ second.normal) < 0.94)


def bring_tangent(segments: list[Segment], surfels: Surfels, limits: Limits, nominal: bool) -> list[Segment]:
    """All cylinders with tangent planes refitted with the tangency held, where the cloud does not object."""
    out = list(segments)
    for number, segment in enumerate(segments):
        if not isinstance(segment.surface, Cylinder):
            continue
        tangency = tangent_planes(segments, number, surfels, limits)
        if not 1 <= len(tangency.planes) <= 2:
            continue
        planes = [segments[k].surface for k in tangency.planes]
        held = hold_tangent(segment, planes, tangency.sides, surfels, None)
        if held.rms > 1.25 * segment.rms + 0.2 * limits.noise or held.surface.radius <= 0:
            continue
        rounded = round(held.surface.radius * 10) / 10
        blend = nominal and is_blend(held, segments, tangency)
        if blend and rounded > 0 and abs(rounded - held.surface.radius) < 0.5 * limits.noise:
            round_one = hold_tangent(held, planes, tangency.sides, surfels, rounded)
            held = round_one if round_one.rms < 1.1 * held.rms else held
        out[number] = held
    return out
