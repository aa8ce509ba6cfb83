"""What the cloud says of one edge, looked at along it: sharp, chamfered or rounded, and by how much.

All points near an edge are laid into one cross-section, where the sharp edge is a corner of two rays. The cloud is
taken as a Poisson process along the true outline blurred by Gaussian noise; each outline (two rays; two rays and a
chord; two rays and an arc) has a likelihood, in closed form for straight pieces. A chamfer narrower than one surfel's
neighbourhood, which no normal shows, is seen so by the places of all surfels along its edge together.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numba import njit
from scipy.optimize import minimize

from cad.geometry.vectors import Array

#: Share of the points near an edge that belong to nothing of it.
_STRAY = 0.03
#: Chords an arc is drawn with.
_CHORDS = 6
#: Sizes tried along each leg before the best is refined.
_STEPS = 9


@dataclass(frozen=True)
class Section:
    """``places (n, 2)``: x along the first face away from the edge, y across it towards the second; ``angle``: between
    the faces, radians; ``reach``: how far on each face points were gathered; ``noise``: of a place, all in mm."""

    places: Array
    angle: float
    reach: tuple[float, float]
    noise: float

    def on_second(self, length: float | Array) -> Array:
        """The place ``length`` along the second face."""
        return np.stack([np.cos(self.angle) * length, np.sin(self.angle) * length], -1)


@dataclass(frozen=True)
class Shape:
    """``kind``: ``sharp``, ``chamfer`` (``sizes``: along the first and the second face) or ``fillet`` (both its
    radius); ``gain``: log-likelihood above that of the sharp edge; ``spread``: standard error of the size."""

    kind: str
    sizes: tuple[float, float]
    gain: float
    spread: float = 0.0

    def depth(self, angle: float) -> float:
        """Distance from the sharp corner to the outline."""
        if self.kind == "fillet":
            return self.sizes[0] * (1 / np.sin(angle / 2) - 1)
        first, second = self.sizes
        chord = np.sqrt(first**2 + second**2 - 2 * first * second * np.cos(angle))
        return float(first * second * np.sin(angle) / max(chord, 1e-12))


def outline(section: Section, kind: str, sizes: tuple[float, float]) -> Array:
    """Corners ``(k, 2)`` of an edge's outline, from the end of the first face to that of the second."""
    cosine, sine = math.cos(section.angle), math.sin(section.angle)
    if kind == "sharp":
        middle = [(0.0, 0.0)]
    elif kind == "chamfer":
        middle = [(sizes[0], 0.0), (cosine * sizes[1], sine * sizes[1])]
    else:
        radius = sizes[0]
        aside = radius / math.tan(section.angle / 2)
        # From the first face's foot over the point nearest the corner to the second face's foot.
        turns = (-math.pi / 2 - (math.pi - section.angle) * k / _CHORDS for k in range(_CHORDS + 1))
        middle = [(aside + radius * math.cos(turn), radius + radius * math.sin(turn)) for turn in turns]
    return np.array([(section.reach[0], 0.0), *middle, (cosine * section.reach[1], sine * section.reach[1])])


@njit(cache=True, error_model="numpy")
def _log_density(places, corners, sigma, stray):
    """Sum of the logarithms of the density at ``places``, with ``stray`` of it everywhere."""
    pieces = len(corners) - 1
    along, lengths, whole = np.empty((pieces, 2)), np.empty(pieces), 0.0
    for k in range(pieces):
        x, y = corners[k + 1, 0] - corners[k, 0], corners[k + 1, 1] - corners[k, 1]
        lengths[k] = max(np.sqrt(x * x + y * y), 1e-9)
        along[k, 0], along[k, 1] = x / lengths[k], y / lengths[k]
        whole += lengths[k]
    narrow, total = 1.0 / (sigma * np.sqrt(2.0)), 0.0
    scale = (1 - _STRAY) / (whole * sigma * np.sqrt(2 * np.pi))
    for i in range(len(places)):
        density = 0.0
        for k in range(pieces):
            x, y = places[i, 0] - corners[k, 0], places[i, 1] - corners[k, 1]
            place = x * along[k, 0] + y * along[k, 1]
            away = (x * along[k, 1] - y * along[k, 0]) * narrow
            # The first and the last piece go on beyond where points were gathered.
            before = 0.0 if k == 0 else 0.5 * math.erfc(place * narrow)
            beyond = 0.0 if k == pieces - 1 else 0.5 * math.erfc((lengths[k] - place) * narrow)
            density += np.exp(-away * away) * (1.0 - before - beyond)
        total += np.log(scale * density + stray)
    return total


def log_likelihood(section: Section, kind: str, sizes: tuple[float, float]) -> float:
    stray = _STRAY / (section.reach[0] * section.reach[1])
    return float(_log_density(section.places, outline(section, kind, sizes), float(section.noise), stray))


def _most(section: Section, kind: str) -> float:
    """The largest size that leaves a fifth of both faces as gathered."""
    least = 0.8 * min(section.reach)
    return least if kind == "chamfer" else least * np.tan(section.angle / 2)


def best(section: Section, kind: str, even: bool = True) -> Shape:
    """The likeliest shape of ``kind``; ``even``: a chamfer with equal legs."""
    sharp, most = log_likelihood(section, "sharp", (0.0, 0.0)), _most(section, kind)
    sizes = np.linspace(most / _STEPS, most, _STEPS)
    pairs = [(a, a) for a in sizes] if even or kind == "fillet" else [(a, b) for a in sizes for b in sizes]
    start = max(pairs, key=lambda pair: log_likelihood(section, kind, pair))

    def loss(q: Array) -> float:
        pair = (float(q[0]), float(q[-1]))
        if min(pair) <= 1e-4 * most or max(pair) > 1.2 * most:
            return 1e12
        return -log_likelihood(section, kind, pair)

    first = np.array(start[:1] if even or kind == "fillet" else start)
    step = {"initial_simplex": np.vstack([first, first + 0.15 * most * np.eye(len(first))]), "maxiter": 60}
    found = minimize(loss, first, method="Nelder-Mead", options=step | {"xatol": 0.01 * most, "fatol": 0.05})
    pair = (float(found.x[0]), float(found.x[-1]))
    return Shape(kind, pair, -float(found.fun) - sharp, _spread(section, kind, pair))


def gain_of(section: Section, kind: str, sizes: tuple[float, float]) -> float:
    """Log-likelihood of one shape above that of the sharp edge."""
    return log_likelihood(section, kind, sizes) - log_likelihood(section, "sharp", (0.0, 0.0))


def _spread(section: Section, kind: str, sizes: tuple[float, float]) -> float:
    """Standard error of the sizes scaled together, from the curvature of the likelihood."""
    size, step = float(np.mean(sizes)), 0.08
    low, mid, high = (log_likelihood(section, kind, (sizes[0] * by, sizes[1] * by)) for by in (1 - step, 1.0, 1 + step))
    bend = (2 * mid - low - high) / (step * size) ** 2
    return float(1 / np.sqrt(bend)) if bend > 0 else size
