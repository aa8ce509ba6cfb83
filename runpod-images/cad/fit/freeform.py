"""The freeform surface: a cubic tensor-product B-spline (Piegl & Tiller, The NURBS Book, 1997, chapter 3)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from scipy.interpolate import BSpline
from scipy.spatial import cKDTree

from cad.geometry.vectors import Array, unit

DEGREE = 3
_STARTS_PER_SPAN, _STEPS = 3, 5


@dataclass(frozen=True)
class Freeform:
    """``poles (nu, nv, 3)`` over clamped knots ``(nu + 4,)``, ``(nv + 4,)``; ``closed``: both ends of u are one line.

    Outward is the side of ∂u × ∂v.
    """

    knots_u: Array
    knots_v: Array
    poles: Array
    closed: bool = False
    kind = "freeform"

    @property
    def domain(self) -> tuple[Array, Array]:
        """Lowest and highest ``(u, v)``."""
        u, v = self.knots_u, self.knots_v
        return np.array([u[DEGREE], v[DEGREE]]), np.array([u[-DEGREE - 1], v[-DEGREE - 1]])

    def at(self, places: Array, along: tuple[int, int] = (0, 0)) -> Array:
        """Points of parameters ``(n, 2)``, or their derivatives, ``along`` times by u and v."""
        across_u, across_v = (
            _basis(knots, places[:, k], along[k]) for k, knots in enumerate((self.knots_u, self.knots_v))
        )  # fmt: skip
        rows = (across_u @ self.poles.reshape(len(self.poles), -1)).reshape(len(places), -1, 3)
        return np.einsum("nj,nji->ni", across_v, rows)

    @cached_property
    def _starts(self) -> tuple[Array, cKDTree]:
        low, high = self.domain
        counts = [_STARTS_PER_SPAN * n + 1 for n in self.poles.shape[:2]]
        steps = [np.linspace(low[k], high[k], counts[k]) for k in (0, 1)]
        places = np.stack(np.meshgrid(*steps, indexing="ij"), -1).reshape(-1, 2)
        return places, cKDTree(self.at(places))

    def _within(self, places: Array) -> Array:
        low, high = self.domain
        if self.closed:
            round_ = low[0] + np.mod(places[:, 0] - low[0], high[0] - low[0])
            places = np.stack([round_, places[:, 1]], 1)
        return np.clip(places, low, high)

    def nearest(self, points: Array) -> Array:
        """Parameters ``(n, 2)`` of the nearest places, by Newton's steps from a grid of starts."""
        starts, tree = self._starts
        places = starts[tree.query(points)[1]]
        for _ in range(_STEPS):
            off = points - self.at(places)
            by_u, by_v = self.at(places, (1, 0)), self.at(places, (0, 1))
            a, b, d = (np.einsum("ni,ni->n", x, y) for x, y in ((by_u, by_u), (by_u, by_v), (by_v, by_v)))
            p, q = (np.einsum("ni,ni->n", off, x) for x in (by_u, by_v))
            det = np.maximum(a * d - b * b, 1e-12 * np.maximum(a * d, 1e-300))
            places = self._within(places + np.stack([(d * p - b * q) / det, (a * q - b * p) / det], 1))
        return places

    def normals_at(self, places: Array) -> Array:
        return unit(np.cross(self.at(places, (1, 0)), self.at(places, (0, 1))))

    def signed(self, points: Array) -> Array:
        places = self.nearest(points)
        off = points - self.at(places)
        # Beyond the rim of the surface the whole way to it counts.
        return np.copysign(np.linalg.norm(off, axis=1), np.einsum("ni,ni->n", off, self.normals_at(places)))

    def outward(self, points: Array) -> Array:
        return self.normals_at(self.nearest(points))

    def scaled(self, by: float) -> Freeform:
        return replace(self, poles=self.poles * by)


def _basis(knots: Array, places: Array, along: int) -> Array:
    """Values ``(n, poles)`` of all basis functions, or of their derivative."""
    count = len(knots) - DEGREE - 1
    if along == 0:
        return BSpline.design_matrix(places, knots, DEGREE).toarray()
    # The derivative of a B-spline is one of a degree less over the differences of its poles (NURBS Book, eq. 3.8).
    lower = BSpline.design_matrix(places, knots[1:-1], DEGREE - 1).toarray()
    width = knots[DEGREE + 1 : DEGREE + count] - knots[1:count]
    scaled = DEGREE * lower / np.maximum(width, 1e-300)
    return np.pad(scaled, ((0, 0), (1, 0))) - np.pad(scaled, ((0, 0), (0, 1)))


def even_knots(low: float, high: float, spans: int) -> Array:
    """Clamped knots of equal spans."""
    return np.r_[[low] * DEGREE, np.linspace(low, high, spans + 1), [high] * DEGREE]
