"""Least squares of each surface to points, robust (soft L1), optionally with the axis direction held."""

from __future__ import annotations

import numpy as np
from numba import njit
from scipy.optimize import least_squares

from cad.fit.surfaces import Cone, Cylinder, Plane, Sphere, Surface, Torus, axis_of
from cad.geometry.vectors import Array, frame_of, unit

_POINTS_MAX = 2500


@njit(cache=True, error_model="numpy")
def _weighed(points, weight):
    """Centre of the points and their spread about it ``(3, 3)``."""
    total, cx, cy, cz = 0.0, 0.0, 0.0, 0.0
    for i in range(len(points)):
        w = weight[i]
        total += w
        cx += w * points[i, 0]
        cy += w * points[i, 1]
        cz += w * points[i, 2]
    cx, cy, cz = cx / total, cy / total, cz / total
    xx, xy, xz, yy, yz, zz = 0.0, 0.0, 0.0, 0.0, 0.0, 0.0
    for i in range(len(points)):
        w, x, y, z = weight[i], points[i, 0] - cx, points[i, 1] - cy, points[i, 2] - cz
        xx += w * x * x
        xy += w * x * y
        xz += w * x * z
        yy += w * y * y
        yz += w * y * z
        zz += w * z * z
    return np.array([cx, cy, cz]), np.array([[xx, xy, xz], [xy, yy, yz], [xz, yz, zz]])


def fit_plane(points: Array, normals: Array) -> Plane:
    """Total least squares, re-weighted twice against outliers; the normal follows ``normals``."""
    points = np.ascontiguousarray(points, float)
    weight = np.ones(len(points))
    for number in range(3):
        centre, spread = _weighed(points, weight)
        normal = np.linalg.eigh(spread)[1][:, 0]
        if number < 2:
            residual = (points - centre) @ normal
            scale = 1.4826 * float(np.median(np.abs(residual))) + 1e-12
            weight = 1 / (1 + (residual / (2 * scale)) ** 2)
    if normals.sum(0) @ normal < 0:
        normal = -normal
    return Plane(normal, float(centre @ normal))


def fit_plane_along(points: Array, normal: Array) -> Plane:
    """Plane with a known normal: the median offset."""
    return Plane(normal, float(np.median(points @ normal)))


def fit_circle(points: Array) -> tuple[Array, float]:
    """Centre and radius of 2D ``points (n, 2)``: Taubin-like algebraic start, then geometric least squares."""
    centre = points.mean(0)
    local = points - centre
    system = np.c_[2 * local, np.ones(len(local))]
    a, b, c = np.linalg.lstsq(system, (local**2).sum(1), rcond=None)[0]
    radius = float(np.sqrt(max(c + a * a + b * b, 1e-12)))
    return np.array([a, b]) + centre, radius


def _solve(surface_of, start: Array, points: Array, scale: float) -> Surface:
    residual = lambda q: surface_of(q).signed(points)  # noqa: E731
    result = least_squares(residual, start, loss="soft_l1", f_scale=max(scale, 1e-9), max_nfev=40, x_scale="jac")
    return surface_of(result.x)


def refine(surface: Surface, points: Array, normals: Array, noise: float, axis: Array | None = None) -> Surface:
    """Best surface of the same kind near ``surface``. ``axis``: a direction that must be kept (unit, undirected)."""
    if isinstance(surface, Plane):
        return fit_plane(points, normals) if axis is None else fit_plane_along(points, axis)
    if len(points) > _POINTS_MAX:
        points = points[np.linspace(0, len(points) - 1, _POINTS_MAX).astype(int)]
    if isinstance(surface, Sphere):
        start = np.r_[surface.centre, surface.radius]
        return _solve(lambda q: Sphere(q[:3], abs(float(q[3]))), start, points, noise)
    base = axis_of(surface) if axis is None else axis * np.sign(axis @ axis_of(surface))
    x, y = frame_of(base)
    tilt = (lambda q: base) if axis is not None else (lambda q: unit(base + q[-2] * x + q[-1] * y))
    extra = [] if axis is not None else [0.0, 0.0]
    if isinstance(surface, Cylinder):
        middle = surface.centre + ((points - surface.centre) @ base).mean() * base
        shape = lambda q: Cylinder(tilt(q), middle + q[0] * x + q[1] * y, abs(float(q[2])))  # noqa: E731
        return _solve(shape, np.r_[0.0, 0.0, surface.radius, extra], points, noise)
    if isinstance(surface, Cone):
        height = float(((points - surface.apex) @ base).mean())
        ring = surface.apex + height * base
        radius = height * np.tan(surface.half_angle)

        def cone(q: Array) -> Cone:
            angle = float(np.clip(q[3], 0.03, 1.54))
            return Cone(tilt(q), ring + q[0] * x + q[1] * y - tilt(q) * q[2] / np.tan(angle), angle)

        return _solve(cone, np.r_[0.0, 0.0, radius, surface.half_angle, extra], points, noise)
    start = np.r_[0.0, 0.0, 0.0, surface.major, surface.minor, extra]
    centre = surface.centre
    shape = lambda q: Torus(  # noqa: E731
        tilt(q), centre + q[0] * x + q[1] * y + q[2] * base, abs(float(q[3])), abs(float(q[4]))
    )
    return _solve(shape, start, points, noise)


def rms(surface: Surface, points: Array) -> float:
    """Root mean square distance of the points to the surface."""
    return float(np.sqrt(np.mean(surface.signed(points) ** 2)))


#: A face explains surfels well when its :func:`misfit` is no more.
WELL = 1.8


def misfit(surface: Surface, points: Array, normals: Array, noise: float) -> float:
    """How badly a surface explains places and normals together: squared distance in noise units plus the lean of the
    normals, on average. Faces of another kind through the same points differ in their normals first."""
    lean = np.abs(np.einsum("ni,ni->n", normals, surface.outward(points)))
    return float(np.mean((surface.signed(points) / noise) ** 2 + np.minimum((1 - lean) / 0.01, 6.0)))


def arc_deg(surface: Surface, points: Array) -> float:
    """How much of the full turn round the axis the points cover, in degrees (bins of 5°)."""
    axis = axis_of(surface)
    if axis is None:
        return 360.0
    x, y = frame_of(axis)
    origin = surface.apex if isinstance(surface, Cone) else surface.centre
    turn = np.arctan2((points - origin) @ y, (points - origin) @ x)
    counts = np.histogram(turn, 72, (-np.pi, np.pi))[0]
    return float((counts > 0.12 * np.median(counts[counts > 0])).sum() * 5)


#: An arc over more than this is round at a glance, and over less than the second is no arc.
_ROUND_DEG, _ARC_MIN_DEG = 30.0, 12.0
#: How much worse a plane must fit: a round face, and one with so short an arc that planes at an angle pass for it.
_FLATTER, _FLATTER_SHORT = 1.2, 1.35


def is_round(arc: float, flat: float, residual: float) -> bool:
    """Is a face of ``arc`` degrees round, when a plane leaves ``flat`` (rms) and the curved one ``residual``?"""
    return arc >= _ARC_MIN_DEG and flat > (_FLATTER if arc >= _ROUND_DEG else _FLATTER_SHORT) * residual
