"""What the cloud says of one edge, looked at along it: sharp, chamfered or rounded, and by how much.

All points near an edge are laid into one cross-section, where the sharp edge is a corner of two rays. The cloud is
taken as a Poisson process along the true outline blurred by Gaussian noise; each outline (two rays; two rays and a
chord; two rays and an arc) has a likelihood, in closed form for straight pieces. A chamfer narrower than one surfel's
neighbourhood, which no normal shows, is seen so by the places of all surfels along its edge together.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize
from scipy.special import ndtr

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
    ends = np.array([section.reach[0], 0.0]), section.on_second(section.reach[1])
    if kind == "sharp":
        middle = np.zeros((1, 2))
    elif kind == "chamfer":
        middle = np.array([[sizes[0], 0.0], section.on_second(sizes[1])])
    else:
        half, radius = section.angle / 2, sizes[0]
        centre = np.array([radius / np.tan(half), radius])
        # From the first face's foot over the point nearest the corner to the second face's foot.
        turn = -np.pi / 2 - np.linspace(0, np.pi - section.angle, _CHORDS + 1)
        middle = centre + radius * np.stack([np.cos(turn), np.sin(turn)], 1)
    return np.vstack([ends[0], middle, ends[1]])


def log_likelihood(section: Section, kind: str, sizes: tuple[float, float]) -> float:
    corners = outline(section, kind, sizes)
    steps = np.diff(corners, axis=0)
    lengths = np.maximum(np.linalg.norm(steps, axis=1), 1e-9)
    along = steps / lengths[:, None]
    offset = section.places[:, None] - corners[None, :-1]
    place = np.einsum("nki,ki->nk", offset, along)
    away = offset[..., 0] * along[:, 1] - offset[..., 1] * along[:, 0]
    sigma = section.noise
    # The first and the last piece go on beyond where points were gathered.
    start, end = -place / sigma, (lengths - place) / sigma
    start[:, 0], end[:, -1] = -np.inf, np.inf
    density = np.exp(-((away / sigma) ** 2) / 2) * (ndtr(end) - ndtr(start)) / (sigma * np.sqrt(2 * np.pi))
    area = section.reach[0] * section.reach[1]
    return float(np.log((1 - _STRAY) * density.sum(1) / lengths.sum() + _STRAY / area).sum())


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
