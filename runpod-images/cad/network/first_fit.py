"""A surface of a given type straight from points and normals, without a search: the start of a least-squares fit."""

from __future__ import annotations

import numpy as np

from cad.fit.refine import fit_circle, fit_plane
from cad.fit.surfaces import Cone, Cylinder, Sphere, Surface, Torus
from cad.geometry.vectors import Array, frame_of, unit


def first_fit(kind: str, points: Array, normals: Array) -> Surface | None:
    """None where the points cannot tell such a surface (or the kind is ``freeform``)."""
    makers = {"cylinder": _cylinder, "cone": _cone, "sphere": _sphere, "torus": _torus}
    if kind == "plane":
        return fit_plane(points, normals)
    if kind not in makers:
        return None
    surface = makers[kind](points, normals)
    sizes = [value for value in vars(surface).values() if isinstance(value, float)]
    return surface if np.isfinite(sizes).all() and min(sizes) > 0 else None


def _cylinder(points: Array, normals: Array) -> Surface:
    """Normals of a cylinder lie on a great circle."""
    axis = np.linalg.eigh(normals.T @ normals)[1][:, 0]
    x, y = frame_of(axis)
    centre, radius = fit_circle(np.c_[points @ x, points @ y])
    return Cylinder(axis, centre[0] * x + centre[1] * y, radius)


def _cone(points: Array, normals: Array) -> Surface:
    """Normals of a cone lie on a circle; its tangent planes meet in the apex."""
    lean = normals - normals.mean(0)
    axis = np.linalg.eigh(lean.T @ lean)[1][:, 0]
    apex = np.linalg.lstsq(normals, np.einsum("ni,ni->n", normals, points), rcond=None)[0]
    axis = axis * (np.sign(((points - apex) @ axis).mean()) or 1.0)
    return Cone(axis, apex, float(np.arcsin(np.clip(np.abs(normals @ axis).mean(), 0.03, 0.99))))


def _sphere(points: Array, normals: Array) -> Surface:
    """The point nearest to all lines along the normals."""
    across = np.eye(3) - normals[:, :, None] * normals[:, None, :]
    centre = np.linalg.lstsq(across.sum(0), np.einsum("nij,nj->i", across, points), rcond=None)[0]
    return Sphere(centre, float(np.median(np.linalg.norm(points - centre, axis=1))))


def _torus(points: Array, normals: Array) -> Surface:
    """Lines along the normals of a surface of revolution meet its axis: a linear complex (Pottmann & Randrup 1998)."""
    middle = points.mean(0)
    size = float(np.linalg.norm(points - middle, axis=1).mean()) or 1.0
    local = (points - middle) / size
    lines = np.c_[np.cross(local, normals), normals]
    whole = np.linalg.eigh(lines.T @ lines)[1][:, 0]
    axis, moment = unit(whole[:3]), whole[3:] / max(float(np.linalg.norm(whole[:3])), 1e-9)
    origin = middle + size * np.cross(axis, moment - (moment @ axis) * axis)
    offset = points - origin
    height = offset @ axis
    radius = np.linalg.norm(offset - height[:, None] * axis, axis=1)
    ring, minor = fit_circle(np.c_[radius, height])
    return Torus(axis, origin + ring[1] * axis, float(ring[0]), minor)
