"""Axes and radii brought together: axes onto the part's directions, coaxial faces onto one line, equal radii equal."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from cad.cloud.cloud import Surfels
from cad.fit.refine import refine, rms
from cad.fit.surfaces import Cone, Cylinder, Plane, Segment, Sphere, Torus, axis_of, origin_of
from cad.geometry.vectors import Array
from cad.segment.limits import Limits


def place_uncertainty(segment: Segment, limits: Limits) -> float:
    """Standard error of an axis' place or a radius: noise over the root of the points, worse for short arcs.

    Points of a dense cloud err together, so the count is capped.
    """
    effective = min(len(segment.index), 150)
    arc = np.radians(min(segment.arc_deg, 360.0))
    short = 1.0 / max(1 - np.cos(arc / 2), 0.03) if arc < np.pi else 1.0
    return float(limits.raw / np.sqrt(effective) * 2.0 * short)


def _on_line(segment: Segment, origin: Array, axis: Array) -> Segment:
    """The same surface with its axis moved onto the line."""
    surface = segment.surface
    foot = origin + ((origin_of(surface) - origin) @ axis) * axis
    if isinstance(surface, Cone):
        return segment.with_surface(replace(surface, apex=foot))
    return segment.with_surface(replace(surface, centre=foot))


def _refit_size(segment: Segment, surfels: Surfels) -> Segment:
    """Radius again, with the axis held in place (median distance to it)."""
    points, surface = surfels.points[segment.index], segment.surface
    if isinstance(surface, Cylinder):
        surface = replace(surface, radius=float(surface.radius + np.median(surface.signed(points))))
    elif isinstance(surface, Cone):
        shift = np.median(surface.signed(points)) / np.sin(surface.half_angle)
        surface = replace(surface, apex=surface.apex - shift * surface.axis)
    return replace(segment.with_surface(surface), rms=rms(surface, points))


def coaxial(segments: list[Segment], surfels: Surfels, limits: Limits) -> list[Segment]:
    """Faces of revolution about nearly one line share the line of the surest among them; spheres may join."""
    order = sorted(range(len(segments)), key=lambda k: place_uncertainty(segments[k], limits))
    lines: list[tuple[Array, Array, float]] = []
    out = list(segments)
    for k in order:
        segment = segments[k]
        if isinstance(segment.surface, Plane):
            continue
        axis, origin = axis_of(segment.surface), origin_of(segment.surface)
        own = place_uncertainty(segment, limits)
        for direction, place, sure in lines:
            if axis is not None and abs(axis @ direction) < 0.9995:
                continue
            offset = origin - place
            apart = np.linalg.norm(offset - (offset @ direction) * direction)
            if apart < max(3 * np.hypot(own, sure), 0.9 * limits.raw):
                out[k] = _refit_size(_on_line(segment, place, direction), surfels)
                break
        else:
            if axis is not None:
                lines.append((axis, origin, own))
    return out


def equal_radii(segments: list[Segment], limits: Limits) -> list[Segment]:
    """Cylinders whose radii differ by less than their errors take the weighted mean."""
    out = list(segments)
    cylinders = [k for k, s in enumerate(segments) if isinstance(s.surface, Cylinder)]
    cylinders.sort(key=lambda k: segments[k].surface.radius)
    group: list[int] = []

    def settle() -> None:
        if len(group) < 2:
            return
        weight = [1 / place_uncertainty(segments[k], limits) ** 2 for k in group]
        mean = float(np.average([segments[k].surface.radius for k in group], weights=weight))
        for k in group:
            out[k] = out[k].with_surface(replace(out[k].surface, radius=mean))

    for k in cylinders:
        if group:
            first = segments[group[0]]
            apart = segments[k].surface.radius - first.surface.radius
            error = np.hypot(place_uncertainty(first, limits), place_uncertainty(segments[k], limits))
            if apart > max(2.0 * error, 0.15 * limits.raw):
                settle()
                group = []
        group.append(k)
    settle()
    return out


def nominal_radii(segments: list[Segment], limits: Limits, step: float = 0.05) -> list[Segment]:
    """Radii rounded to ``step`` (mm) where the rounding is no larger than the error of the measurement."""
    out = []
    for segment in segments:
        surface = segment.surface
        if isinstance(surface, Cylinder | Sphere | Torus):
            name = "minor" if isinstance(surface, Torus) else "radius"
            raw = getattr(surface, name)
            rounded = round(raw / step) * step
            if rounded > 0 and abs(rounded - raw) <= max(2 * place_uncertainty(segment, limits), 0.005):
                segment = segment.with_surface(replace(surface, **{name: float(rounded)}))
        out.append(segment)
    return out


def snap_axes(segments: list[Segment], surfels: Surfels, frame: Array, limits: Limits) -> list[Segment]:
    """Axes within 4° of a direction of the part or of a plane's normal take it, and the rest is fitted again."""
    targets = [*frame, *(s.surface.normal for s in segments if isinstance(s.surface, Plane))]
    out = []
    for segment in segments:
        axis = axis_of(segment.surface)
        near = [] if axis is None else [d for d in targets if abs(d @ axis) > np.cos(np.radians(4))]
        if near:
            best = max(near, key=lambda d: abs(d @ axis))
            points, normals = surfels.points[segment.index], surfels.normals[segment.index]
            surface = refine(segment.surface, points, normals, limits.raw, axis=best)
            segment = replace(segment.with_surface(surface), rms=rms(surface, points))
        out.append(segment)
    return out
