"""Local shape about each point: curvatures from how the normals turn, and what they say of the surface beneath."""

from __future__ import annotations

import numpy as np
from scipy.spatial import cKDTree

from cad.geometry.vectors import Array, unit

_NEAR = 28
#: In the unit of the part's longest side: flatter than 1 / 8 is told as flat, sharper than 100 as 100.
_CURVATURE_MAX, _FLAT = 100.0, 0.125
_PLACE_MAX = 2.0

#: Names of the columns, in order.
FEATURES = (
    "curvature1", "curvature2", "curvatureResidual", "flatness", "leanSpread", "planeOffset",
    *(f"planeFoot{k}" for k in "xyz"), *(f"axis{k}" for k in ("xx", "yy", "zz", "xy", "xz", "yz")),
    *(f"axisFoot{k}" for k in "xyz"), "radius1", *(f"centre{k}" for k in "xyz"),
)  # fmt: skip


def local_features(points: Array, normals: Array, chosen: np.ndarray) -> Array:
    """``(N, F)`` features of ``points[chosen]`` (normalised), measured on their neighbours among all ``points``.

    The shape operator is fitted to the turn of the neighbours' normals in the tangent plane (least squares,
    symmetric); its eigenvectors give the axis a cylinder there would have, its eigenvalues the radius.
    """
    near = cKDTree(points).query(points[chosen], k=min(_NEAR, len(points)))[1]
    place, normal = points[chosen], normals[chosen]
    first, second = _tangents(normal)
    step, turn = points[near] - place[:, None], normals[near] - normal[:, None]
    facing = np.einsum("nki,ni->nk", normals[near], normal)
    weight = (facing > 0.5).astype(float)
    along = lambda rows, way: np.einsum("nki,ni->nk", rows, way)  # noqa: E731
    x, y, u, v = along(step, first), along(step, second), along(turn, first), along(turn, second)
    large, small, angle, residual = _shape_operator(x, y, u, v, weight)
    axis = unit(np.cos(angle)[:, None] * first + np.sin(angle)[:, None] * second)
    height = np.abs(along(step, normal))
    flatness = (weight * height).sum(1) / np.maximum((weight * np.hypot(x, y)).sum(1), 1e-9)
    radius = 1 / np.where(np.abs(large) < _FLAT, np.copysign(_FLAT, large), large)
    centre = place - normal * radius[:, None]
    foot = centre - axis * np.einsum("ni,ni->n", centre, axis)[:, None]
    offset = np.einsum("ni,ni->n", place, normal)
    squares = [axis[:, i] * axis[:, j] for i, j in ((0, 0), (1, 1), (2, 2), (0, 1), (0, 2), (1, 2))]
    clip = lambda rows: np.clip(rows, -_PLACE_MAX, _PLACE_MAX)  # noqa: E731
    columns = [
        large / 10, small / 10, residual, flatness, 1 - (weight * facing).sum(1) / np.maximum(weight.sum(1), 1),
        offset, *(offset[:, None] * normal).T, *squares, *clip(foot).T, clip(radius), *clip(centre).T,
    ]  # fmt: skip
    return np.stack(columns, 1)


def _tangents(normal: Array) -> tuple[Array, Array]:
    helper = np.eye(3)[np.argmin(np.abs(normal), axis=1)]
    first = unit(np.cross(normal, helper))
    return first, np.cross(normal, first)


def _shape_operator(x: Array, y: Array, u: Array, v: Array, weight: Array) -> tuple[Array, Array, Array, Array]:
    """Curvatures (the larger in size first), the angle of the lesser one's direction, and the share left over."""
    total = lambda rows: (weight * rows).sum(1)  # noqa: E731
    xx, yy, xy = total(x * x), total(y * y), total(x * y)
    ridge = 1e-3 * (xx + yy) + 1e-12
    matrix = np.zeros((len(x), 3, 3))
    matrix[:, 0, 0], matrix[:, 1, 1], matrix[:, 2, 2] = xx + ridge, xx + yy + ridge, yy + ridge
    matrix[:, 0, 1] = matrix[:, 1, 0] = matrix[:, 1, 2] = matrix[:, 2, 1] = xy
    side = np.stack([total(x * u), total(y * u + x * v), total(y * v)], 1)
    a, b, c = np.linalg.solve(matrix, side[..., None])[..., 0].T
    left = total((u - a[:, None] * x - b[:, None] * y) ** 2 + (v - b[:, None] * x - c[:, None] * y) ** 2)
    residual = np.sqrt(left / np.maximum(total(u * u + v * v), 1e-9))
    mean, gap = (a + c) / 2, np.hypot((a - c) / 2, b)
    high, low = mean + gap, mean - gap
    steep = np.abs(high) >= np.abs(low)
    angle_high = 0.5 * np.arctan2(2 * b, a - c)
    limit = lambda rows: np.clip(rows, -_CURVATURE_MAX, _CURVATURE_MAX)  # noqa: E731
    lesser_angle = np.where(steep, angle_high + np.pi / 2, angle_high)
    return limit(np.where(steep, high, low)), limit(np.where(steep, low, high)), lesser_angle, residual
