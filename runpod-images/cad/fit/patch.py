"""A freeform patch fitted to points: a penalised spline of heights over a chart, as fine as points left out bear out.

After Eilers and Marx, Flexible smoothing with B-splines and penalties, 1996, in two dimensions.
"""

from __future__ import annotations

import numpy as np
from scipy.interpolate import BSpline
from scipy.sparse import csr_matrix, diags, identity, kron
from scipy.sparse.linalg import spsolve

from cad.fit.chart import Chart
from cad.fit.freeform import DEGREE, Freeform, even_knots
from cad.geometry.vectors import Array

_SPANS, _SPANS_MAX = (3, 5, 8, 13, 20), 44
_STIFFNESS = (1e-3, 1e-2, 0.1, 1.0)
#: A finer or laxer spline must bring the points left out this much nearer.
_GAIN = 0.98
#: A closed patch is fitted with this share of its turn again at each end, and cut where it closes.
_OVERLAP = 0.2
#: Samples per span by which a round patch is carried over from heights to places.
_SAMPLES = 4


class _Heights:
    """Spline heights over a box of parameters."""

    def __init__(self, low: Array, high: Array, spans: tuple[int, int]) -> None:
        self.knots = [even_knots(low[k], high[k], spans[k]) for k in (0, 1)]
        self.coefficients = np.zeros(0)

    def rows(self, parameters: Array) -> csr_matrix:
        """One row per parameter, all products of the basis functions of u and v."""
        u, v = (BSpline.design_matrix(np.clip(parameters[:, k], t[0], t[-1]), t, DEGREE).tocsr()
                for k, t in enumerate(self.knots))  # fmt: skip
        each, count_v = DEGREE + 1, v.shape[1]
        columns = u.indices.reshape(-1, each, 1) * count_v + v.indices.reshape(-1, 1, each)
        values = u.data.reshape(-1, each, 1) * v.data.reshape(-1, 1, each)
        starts = np.arange(len(parameters) + 1) * each * each
        return csr_matrix((values.ravel(), columns.ravel(), starts), shape=(len(parameters), u.shape[1] * count_v))

    def _roughness(self) -> csr_matrix:
        count = [len(t) - DEGREE - 1 for t in self.knots]
        bends = []
        for n in count:
            second = diags([1.0, -2.0, 1.0], [0, 1, 2], shape=(n - 2, n))
            bends.append(second.T @ second)
        return (kron(bends[0], identity(count[1])) + kron(identity(count[0]), bends[1])).tocsr()

    def fit(self, parameters: Array, heights: Array, stiffness: float) -> None:
        """Robust: what lies more than a few deviations off loses its say (Tukey's biweight)."""
        rows, weights = self.rows(parameters), np.ones(len(heights))
        rough = self._roughness() * (stiffness * len(heights) / rows.shape[1])
        ridge = identity(rows.shape[1]) * (1e-9 * len(heights) / rows.shape[1])
        for _ in range(3):
            weighted = rows.multiply(weights[:, None]).tocsr()
            self.coefficients = spsolve((weighted.T @ rows + rough + ridge).tocsc(), weighted.T @ heights)
            off = heights - rows @ self.coefficients
            spread = 1.4826 * float(np.median(np.abs(off))) + 1e-12
            weights = np.square(1 - np.minimum(np.square(off / (5 * spread)), 1.0)) + 1e-6

    def at(self, parameters: Array) -> Array:
        return self.rows(parameters) @ self.coefficients


def _fitted(low: Array, high: Array, parameters: Array, heights: Array) -> _Heights:
    """The coarsest, stiffest spline that tells points left out as well as any."""
    seen = np.ptp(parameters, axis=0)
    held = np.arange(len(heights)) % 4 == 0
    best, chosen = np.inf, (2, _STIFFNESS[-1])

    def spans_of(fineness: int) -> tuple[int, int]:
        width = float(seen.max()) / fineness
        counts = np.clip(np.ceil((high - low) / width), 2, _SPANS_MAX).astype(int)
        return int(counts[0]), int(counts[1])

    for fineness in _SPANS:
        for stiffness in reversed(_STIFFNESS):
            trial = _Heights(low, high, spans_of(fineness))
            if trial.rows(parameters[:1]).shape[1] > len(heights):
                continue
            trial.fit(parameters[~held], heights[~held], stiffness)
            off = float(np.median(np.abs(heights[held] - trial.at(parameters[held]))))
            if off < _GAIN * best:
                best, chosen = off, (fineness, stiffness)
    made = _Heights(low, high, spans_of(chosen[0]))
    made.fit(parameters, heights, chosen[1])
    return made


def fit_patch(chart: Chart, points: Array, normals: Array, margin: float) -> Freeform:
    """The patch over the chart, reaching ``margin`` beyond the points, straight on where there are none.

    Outward is the side that ``normals`` show.
    """
    parameters, heights = chart.parameters(points)
    low, high = chart.widened(parameters.min(0), parameters.max(0), margin)
    if chart.turn is not None:
        again = _OVERLAP * chart.turn
        copies = [(parameters + [shift, 0.0], heights) for shift in (-chart.turn, 0.0, chart.turn)]
        parameters, heights = (np.concatenate(each) for each in zip(*copies, strict=True))
        inside = (parameters[:, 0] > -again) & (parameters[:, 0] < chart.turn + again)
        parameters, heights = parameters[inside], heights[inside]
        low[0], high[0] = -again, chart.turn + again
    made = _carried_over(chart, _fitted(low, high, parameters, heights), low, high)
    facing = np.einsum("ni,ni->n", made.outward(points), normals)
    return made if np.median(facing) > 0 else _turned(made)


def _carried_over(chart: Chart, heights: _Heights, low: Array, high: Array) -> Freeform:
    """Heights to poles, by least squares over samples of each direction in turn; exact over a flat chart."""
    knots = list(heights.knots)
    if chart.turn is not None:
        low, high = np.array([0.0, low[1]]), np.array([chart.turn, high[1]])
    spans = max(len(np.unique(knots[0])) - 1, int(np.ceil(chart.spans_least * (high[0] - low[0]))))
    knots[0] = even_knots(low[0], high[0], spans)
    samples = [np.linspace(t[0], t[-1], _SAMPLES * len(t)) for t in knots]
    grid = np.stack(np.meshgrid(*samples, indexing="ij"), -1)
    places = chart.places(grid.reshape(-1, 2), heights.at(grid.reshape(-1, 2))).reshape(*grid.shape[:2], 3)
    rows = (BSpline.design_matrix(s, t, DEGREE).toarray() for s, t in zip(samples, knots, strict=True))
    inverse = [np.linalg.pinv(each) for each in rows]
    poles = np.einsum("iu,jv,uvk->ijk", *inverse, places)
    if chart.turn is not None:
        step = (poles[1] - poles[0] + poles[-1] - poles[-2]) / 2
        poles[0] = poles[-1] = (poles[0] + poles[-1]) / 2
        poles[1], poles[-2] = poles[0] + step, poles[-1] - step
    return Freeform(knots[0], knots[1], poles, closed=chart.turn is not None)


def _turned(surface: Freeform) -> Freeform:
    """The same places, u the other way, so that outward is the other side."""
    knots = surface.knots_u
    return Freeform(knots[-1] + knots[0] - knots[::-1], surface.knots_v, surface.poles[::-1], surface.closed)
