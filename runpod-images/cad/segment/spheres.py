"""Spheres and tori among the surfels that planes, cylinders and cones left over."""

from __future__ import annotations

import numpy as np

from cad.cloud.cloud import Surfels
from cad.fit.refine import WELL, arc_deg, fit_circle, fit_plane, misfit, refine, rms
from cad.fit.surfaces import Cone, Cylinder, Segment, Sphere, Surface, Torus
from cad.geometry.vectors import Array, frame_of
from cad.segment.connect import pieces
from cad.segment.limits import Limits

#: Less of a turn round its tube shows no torus: two cones back to back, or one alone, pass for it.
_TUBE_MIN_DEG = 45.0


def _fits(surface: Surface, surfels: Surfels, index: np.ndarray, limits: Limits) -> tuple[np.ndarray, np.ndarray]:
    """Masks of the surfels near the surface whose normals lean along / against its outward normal."""
    points, normals = surfels.points[index], surfels.normals[index]
    close = np.abs(surface.signed(points)) < 1.2 * limits.reach
    facing = np.einsum("ni,ni->n", normals, surface.outward(points))
    return close & (facing > 0.9), close & (facing < -0.9)


def _accept(surface: Surface, surfels: Surfels, left: np.ndarray, limits: Limits) -> Segment | None:
    """Refine on connected inliers; None when too few, or when a plane does as well."""
    sense = 1
    for _ in range(2):
        along, against = _fits(surface, surfels, left, limits)
        sense = 1 if along.sum() >= against.sum() else -1
        index = left[along if sense > 0 else against]
        index = index[pieces(surfels.points[index], limits.gap, max(12, limits.least // 3))]
        if len(index) < limits.least:
            return None
        surface = refine(surface, surfels.points[index], surfels.normals[index], limits.noise)
    points, normals = surfels.points[index], surfels.normals[index]
    residual = rms(surface, points)
    if residual > 1.3 * limits.noise or rms(fit_plane(points, normals), points) < 2 * residual:
        return None
    if isinstance(surface, Sphere):
        rivals = (_as_cylinder(surface, points, normals, limits), _as_cone(points, normals, limits))
        own = misfit(surface, points, normals, limits.noise)
        # A chamfer with its edges blurred is as round as a narrow zone of a sphere: the simpler face, where it will do.
        if min(misfit(rival, points, normals, limits.noise) for rival in rivals) < max(1.1 * own, WELL):
            return None
    return Segment(surface, index, sense, residual, arc_deg(surface, points))


def _as_cylinder(sphere: Sphere, points: Array, normals: Array, limits: Limits) -> Surface:
    """The best cylinder: a ring of one also looks like a sphere."""
    axis = np.linalg.eigh(normals.T @ normals)[1][:, 0]
    return refine(Cylinder(axis, sphere.centre, sphere.radius), points, normals, limits.noise)


def _as_cone(points: Array, normals: Array, limits: Limits) -> Surface:
    """The best cone: its normals lie on a cone too, its tangent planes meet in the apex."""
    lean = normals - normals.mean(0)
    axis = np.linalg.eigh(lean.T @ lean)[1][:, 0]
    apex = np.linalg.lstsq(normals, np.einsum("ni,ni->n", normals, points), rcond=None)[0]
    axis = axis * np.sign(((points - apex) @ axis).mean())
    half_angle = float(np.arcsin(np.clip(np.abs(normals @ axis).mean(), 0.05, 0.99)))
    return refine(Cone(axis, apex, half_angle), points, normals, limits.noise)


def find_spheres(surfels: Surfels, free: np.ndarray, limits: Limits) -> list[Segment]:
    """Spheres: two surfels' normals meet in the centre."""
    left, rng, found = np.flatnonzero(free & surfels.good), limits.rng(71), []
    for _ in range(6):
        if len(left) < 4 * limits.least:
            break
        points, normals = surfels.points[left], surfels.normals[left]
        a, b = rng.integers(0, len(left), (2, 600))
        gap, cosine = points[b] - points[a], np.einsum("ni,ni->n", normals[a], normals[b])
        det = np.where(1 - cosine**2 > 0.05, 1 - cosine**2, np.inf)
        along_a, along_b = np.einsum("ni,ni->n", gap, normals[a]), np.einsum("ni,ni->n", gap, normals[b])
        s, t = (along_a - cosine * along_b) / det, (cosine * along_a - along_b) / det
        meet_a, meet_b = points[a] + s[:, None] * normals[a], points[b] + t[:, None] * normals[b]
        sound = (np.linalg.norm(meet_a - meet_b, axis=1) < 3 * limits.reach) & (np.abs(s - t) < 3 * limits.reach)
        sound &= (np.abs(s) > 0.01 * limits.diagonal) & (np.abs(s) < 0.5 * limits.diagonal) & np.isfinite(det)
        best, most = None, limits.least
        for k in np.flatnonzero(sound)[:150]:
            sphere = Sphere((meet_a[k] + meet_b[k]) / 2, float(abs(s[k] + t[k]) / 2))
            count = max(mask.sum() for mask in _fits(sphere, surfels, left, limits))
            if count > most:
                best, most = sphere, count
        segment = _accept(best, surfels, left, limits) if best is not None else None
        if segment is None:
            break
        found.append(segment)
        left = np.setdiff1d(left, segment.index)
    return found


def _tube_deg(segment: Segment, surfels: Surfels) -> float:
    """How far a torus' points go round its tube, in degrees."""
    torus, points = segment.surface, surfels.points[segment.index]
    offset = points - torus.centre
    height = offset @ torus.axis
    radius = np.linalg.norm(offset - height[:, None] * torus.axis, axis=1) - torus.major
    middle = np.arctan2(np.mean(height), np.mean(radius))
    turn = (np.arctan2(height, radius) - middle + np.pi) % (2 * np.pi) - np.pi
    return float(np.degrees(np.ptp(np.percentile(turn, [4, 96]))))


def find_tori(surfels: Surfels, free: np.ndarray, axes: list[tuple[Array, Array]], limits: Limits) -> list[Segment]:
    """Tori about known axes ``(direction, point)``: in the half-plane through the axis they are circles."""
    left, found = np.flatnonzero(free & surfels.good), []
    for direction, origin in axes:
        if len(left) < limits.least:
            break
        x, y = frame_of(direction)
        offset = surfels.points[left] - origin
        height, radius = offset @ direction, np.hypot(offset @ x, offset @ y)
        radial = (offset - height[:, None] * direction) / np.maximum(radius, 1e-9)[:, None]
        normals = surfels.normals[left]
        swirl = np.abs(np.einsum("ni,ni->n", normals, np.cross(direction, radial)))
        revolved = np.flatnonzero(swirl < 0.25)
        if len(revolved) < limits.least:
            continue
        group = revolved[pieces(np.c_[radius, height][revolved], 1.5 * limits.gap, limits.least)]
        if len(group) < limits.least:
            continue
        centre, minor = fit_circle(np.c_[radius, height][group])
        if not 0.004 * limits.diagonal < minor < 0.3 * limits.diagonal or centre[0] < 0.5 * minor:
            continue
        start = Torus(direction, origin + centre[1] * direction, float(centre[0]), minor)
        segment = _accept(start, surfels, left, limits)
        if segment is not None and segment.arc_deg >= 120 and _tube_deg(segment, surfels) > _TUBE_MIN_DEG:
            found.append(segment)
            left = np.setdiff1d(left, segment.index)
    return found
