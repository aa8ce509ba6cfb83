"""Tori and spheres that run smoothly into planes and cylinders: brought to touch them, and a hair further.

A fillet round a boss has one unknown, its radius: the plane and the cylinder it runs into place it. Surfaces that
only touch do not cut each other in the kernel; grown by a hair they cross a little beside the line of touch.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
from scipy.optimize import least_squares

from cad.cloud.cloud import Surfels
from cad.fit.refine import rms
from cad.fit.surfaces import Cylinder, Plane, Segment, Sphere, Torus
from cad.geometry.vectors import Array
from cad.segment.limits import Limits

#: Share of the diagonal by which a radius grows beyond touching.
_HAIR = 5e-5
_PARALLEL = 0.9995


def bring_touching(segments: list[Segment], surfels: Surfels, limits: Limits, nominal: bool) -> list[Segment]:
    """The segments with tori and spheres refitted where the cloud does not object; ``nominal``: lengths are mm."""
    return [
        _torus(s, s.surface, segments, surfels, limits, nominal) if isinstance(s.surface, Torus)
        else _sphere(s, s.surface, segments, limits) if isinstance(s.surface, Sphere)
        else s
        for s in segments
    ]  # fmt: skip


def _slack(radius: float, limits: Limits) -> float:
    return max(1.5 * limits.reach, 0.1 * radius)


def _sphere(segment: Segment, sphere: Sphere, segments: list[Segment], limits: Limits) -> Segment:
    """A dome as wide as the cylinder it stands on."""
    for other in segments:
        wall = other.surface
        if not isinstance(wall, Cylinder) or other.sense != segment.sense:
            continue
        aside = sphere.centre - wall.centre
        aside = aside - (aside @ wall.axis) * wall.axis
        room = min(0.02 * sphere.radius, 1.5 * limits.reach)
        if abs(wall.radius - sphere.radius) < room and np.linalg.norm(aside) < room:
            radius = wall.radius + _HAIR * limits.diagonal
            return segment.with_surface(Sphere(sphere.centre - aside, radius))
    return segment


def _plane_beside(torus: Torus, segments: list[Segment], limits: Limits) -> float | None:
    """Height, along the axis from the torus' centre, of the plane that its tube runs into."""
    heights = []
    for other in segments:
        plane = other.surface
        if isinstance(plane, Plane) and abs(plane.normal @ torus.axis) > _PARALLEL:
            heights.append(-plane.signed(torus.centre[None])[0] * float(np.sign(plane.normal @ torus.axis)))
    near = [h for h in heights if abs(abs(h) - torus.minor) < _slack(torus.minor, limits)]
    return min(near, key=lambda h: abs(abs(h) - torus.minor), default=None)


def _wall_beside(torus: Torus, segments: list[Segment], limits: Limits) -> float | None:
    """Radius of the coaxial cylinder that the tube runs into."""
    radii = []
    for other in segments:
        wall = other.surface
        if isinstance(wall, Cylinder) and abs(wall.axis @ torus.axis) > _PARALLEL:
            aside = np.linalg.norm(np.cross(wall.centre - torus.centre, torus.axis))
            radii += [wall.radius] if aside < 1.5 * limits.reach else []
    off = lambda r: abs(abs(torus.major - r) - torus.minor)  # noqa: E731
    return min((r for r in radii if off(r) < _slack(torus.minor, limits)), key=off, default=None)


def _torus(
    segment: Segment, torus: Torus, segments: list[Segment], surfels: Surfels, limits: Limits, nominal: bool
) -> Segment:
    height, wall = _plane_beside(torus, segments, limits), _wall_beside(torus, segments, limits)
    if height is None and wall is None:
        return segment
    points = surfels.points[segment.index]
    points = points[np.linspace(0, len(points) - 1, min(len(points), 1500)).astype(int)]

    def at(minor: float, rise: float, widen: float) -> Torus:
        if height is not None:
            rise = height - np.sign(height) * minor
        major = torus.major + widen if wall is None else wall + np.sign(torus.major - wall) * minor
        return Torus(torus.axis, torus.centre + rise * torus.axis, float(major), float(minor))

    best = _fitted(at, torus.minor, points)
    if rms(best, points) > 1.3 * rms(torus, points) + 0.2 * limits.noise or best.minor <= 0:
        return segment
    rounded = round(best.minor * 10) / 10
    if nominal and rounded > 0 and abs(rounded - best.minor) < limits.noise:
        held = _fitted(lambda _, *q: at(rounded, *q), rounded, points)
        best = held if rms(held, points) < 1.1 * rms(best, points) else best
    grown = replace(best, minor=best.minor + _HAIR * limits.diagonal)
    return replace(segment.with_surface(grown), rms=rms(best, points))


def _fitted(at: Callable[..., Torus], minor: float, points: Array) -> Torus:
    found = least_squares(lambda q: at(*q).signed(points), [minor, 0.0, 0.0], loss="soft_l1", f_scale=0.1 * minor)
    return at(*found.x)
