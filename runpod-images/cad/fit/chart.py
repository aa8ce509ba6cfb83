"""Charts on which a freeform patch is a height over two parameters: over a plane, or round an axis.

All parameters and heights are lengths.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cad.geometry.vectors import Array, frame_of, unit

#: A patch has a chart where all but ``_STEEP`` of its normals lean less than this from the chart's own direction.
_LEAN_MAX, _STEEP = np.cos(np.radians(72)), 0.03
#: A patch round an axis that leaves less than this unseen goes all the way round.
_GAP_CLOSED = np.radians(40)


@dataclass(frozen=True)
class FlatChart:
    """``rows (3, 3)``: directions of u, v and height."""

    origin: Array
    rows: Array
    turn = None
    spans_least = 0.0

    def parameters(self, points: Array) -> tuple[Array, Array]:
        """``(n, 2)`` and heights ``(n,)``."""
        local = (points - self.origin) @ self.rows.T
        return local[:, :2], local[:, 2]

    def widened(self, low: Array, high: Array, margin: float) -> tuple[Array, Array]:
        """A box of parameters with ``margin`` all round."""
        return low - margin, high + margin

    def lean(self, points: Array, normals: Array) -> Array:
        return normals @ self.rows[2]

    def places(self, parameters: Array, heights: Array) -> Array:
        return self.origin + np.column_stack([parameters, heights]) @ self.rows


@dataclass(frozen=True)
class RoundChart:
    """``u``: the angle about ``axis`` from ``start`` times ``radius``; ``v``: along it; height: beyond ``radius``.

    ``turn``: length of u of the whole way round where the patch is closed, else None.
    """

    centre: Array
    axis: Array
    start: Array
    radius: float
    turn: float | None

    @property
    def spans_least(self) -> float:
        """Spans per length of u: sixteen a turn keep a circle to a few parts in 100,000."""
        return 16 / (2 * np.pi * self.radius)

    def _polar(self, points: Array) -> tuple[Array, Array, Array]:
        offset = points - self.centre
        x, y = offset @ self.start, offset @ np.cross(self.axis, self.start)
        return np.mod(np.arctan2(y, x), 2 * np.pi), np.hypot(x, y), offset @ self.axis

    def parameters(self, points: Array) -> tuple[Array, Array]:
        angle, radius, along = self._polar(points)
        return np.column_stack([angle * self.radius, along]), radius - self.radius

    def widened(self, low: Array, high: Array, margin: float) -> tuple[Array, Array]:
        """A box of parameters with ``margin`` all round, less than once round the axis."""
        low, high, whole = low - margin, high + margin, 2 * np.pi * self.radius
        low[0], high[0] = max(low[0], 0.005 * whole), min(high[0], 0.995 * whole)
        return low, high

    def lean(self, points: Array, normals: Array) -> Array:
        angle = self._polar(points)[0]
        return np.einsum("ni,ni->n", normals, self._out(angle))

    def _out(self, angle: Array) -> Array:
        return np.outer(np.cos(angle), self.start) + np.outer(np.sin(angle), np.cross(self.axis, self.start))

    def places(self, parameters: Array, heights: Array) -> Array:
        out = self._out(parameters[:, 0] / self.radius)
        return self.centre + (self.radius + heights)[:, None] * out + np.outer(parameters[:, 1], self.axis)


Chart = FlatChart | RoundChart


def _steep(chart: Chart, points: Array, normals: Array) -> float:
    """Share of normals that lean too far; the side a patch faces does not matter, that it keeps to one does."""
    lean = chart.lean(points, normals)
    return float((lean * np.sign(np.median(lean)) < _LEAN_MAX).mean())


def _flat(points: Array, normals: Array) -> FlatChart:
    up = unit(normals.mean(0))
    across = points - points.mean(0)
    across = across - np.outer(across @ up, up)
    x = unit(np.linalg.eigh(across.T @ across)[1][:, -1])
    return FlatChart(points.mean(0), np.array([x, np.cross(up, x), up]))


def _round(points: Array, normals: Array, axis: Array) -> RoundChart | None:
    """About the line along ``axis`` that the normals point to or from best; None where there is none."""
    x, y = frame_of(axis)
    flat, facing = points @ np.array([x, y]).T, normals @ np.array([x, y]).T
    across = facing[:, ::-1] * [1.0, -1.0]
    system = across.T @ across
    if np.linalg.cond(system) > 1e6:
        return None
    centre2 = np.linalg.solve(system, across.T @ np.einsum("ni,ni->n", across, flat))
    centre = centre2 @ np.array([x, y])
    angle = np.sort(np.mod(np.arctan2(*(flat - centre2).T[::-1]), 2 * np.pi))
    gaps = np.diff(np.r_[angle, angle[0] + 2 * np.pi])
    widest = int(gaps.argmax())
    # The turn begins in the middle of what was not seen, so that no patch lies across its seam.
    begin = angle[widest] + gaps[widest] / 2
    start = np.cos(begin) * x + np.sin(begin) * y
    radius = float(np.median(np.linalg.norm(flat - centre2, axis=1)))
    closed = gaps[widest] < _GAP_CLOSED
    return RoundChart(centre, np.cross(x, y), start, radius, 2 * np.pi * radius if closed else None)


def chart_of(points: Array, normals: Array, axes: Array) -> Chart | None:
    """A chart of one smooth patch, the simplest that holds it: flat, then round about one of ``axes`` or the direction
    its normals leave out; None where there is none."""
    flat = _flat(points, normals)
    if _steep(flat, points, normals) < _STEEP:
        return flat
    least = np.linalg.eigh(normals.T @ normals)[1][:, 0]
    charts = [c for axis in [*axes, least] if (c := _round(points, normals, axis)) is not None]
    told = [(_steep(chart, points, normals), k) for k, chart in enumerate(charts)]
    best = min(told, default=(1.0, -1))
    return charts[best[1]] if best[0] < _STEEP else None
