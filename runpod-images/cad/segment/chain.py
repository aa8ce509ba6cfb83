"""The cheapest chain of pieces over surfels that lie in an order: segmented least squares by dynamic programming.

Lengths are in units of the noise, so that squared distances are costs. Every offer tells, for each run of bins, what
the best surface of its kind costs there, in closed form from sums of moments.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cad.geometry.vectors import Array

PIECES_MAX = 8
PER_BIN, _BINS = 8, (6, 48)
#: Least turn of an arc, in radians.
_TURN_MIN = 0.25
#: Least variance along a plane, noise included: what is narrower lies within the noise of planes of any direction.
_WIDE2 = 3.5


@dataclass(frozen=True)
class Offer:
    """``costs (bins + 1, bins + 1)``: of the run from a bin to before another; inf where it cannot be."""

    name: str
    costs: Array


@dataclass(frozen=True)
class Chain:
    """``names`` of the pieces in order; ``owner (n,)``: the piece of each surfel."""

    cost: float
    names: list[str]
    owner: np.ndarray


def binned(order: Array) -> tuple[np.ndarray, int]:
    """Bins of equally many surfels along ``order (n,)``, and how many there are."""
    count = int(np.clip(len(order) // PER_BIN, *_BINS))
    return np.searchsorted(np.quantile(order, np.linspace(0, 1, count + 1)[1:-1]), order, side="right"), count


def _sums(values: Array, bins: np.ndarray, count: int) -> Array:
    """Sums of ``values (n, m)`` over every run of bins ``(count + 1, count + 1, m)``."""
    each = np.stack([np.bincount(bins, column, count) for column in values.T], 1)
    before = np.vstack([np.zeros(values.shape[1]), np.cumsum(each, 0)])
    return before[None] - before[:, None]


def _runs(costs: Array, price: float, possible: np.ndarray | bool = True) -> Array:
    size = len(costs)
    onward = np.arange(size)[:, None] < np.arange(size)[None]
    return np.where(onward & possible, costs + price, np.inf)


def fixed(name: str, costs: Array, bins: np.ndarray, count: int, price: float) -> Offer:
    """A surface that is known: ``costs (n,)`` of each surfel."""
    return Offer(name, _runs(_sums(costs[:, None], bins, count)[..., 0], price))


def flat_along(
    number: int, direction: Array, onward: Array, places: Array, normals: Array, bins: np.ndarray, count: int,
    price: float, facing: float,
) -> Offer:  # fmt: skip
    """Planes across a known direction, at the mean height of their surfels; ``onward``: along it from run to run."""
    height, way = places @ direction, places @ onward
    columns = [np.ones(len(height)), height, height**2, normals @ direction, way, way**2]
    total = _sums(np.stack(columns, 1), bins, count)
    many = np.maximum(total[..., 0], 1.0)
    costs = np.maximum(total[..., 2] - total[..., 1] ** 2 / many, 0.0)
    wide = total[..., 5] - total[..., 4] ** 2 / many > _WIDE2 * many
    return Offer(f"along {number}", _runs(costs, price, wide & (total[..., 3] > facing * many)))


def flat_free(flat: Array, normals: Array, bins: np.ndarray, count: int, price: float, facing: float) -> Offer:
    """Lines of any direction in the section: ``flat (n, 2)`` places, ``normals (n, 2)``; total least squares."""
    u, v = (flat - flat.mean(0)).T
    total = _sums(np.stack([np.ones(len(u)), u, v, u * u, u * v, v * v, *normals.T], 1), bins, count)
    many = np.maximum(total[..., 0], 1.0)
    uu = total[..., 3] - total[..., 1] ** 2 / many
    uv = total[..., 4] - total[..., 1] * total[..., 2] / many
    vv = total[..., 5] - total[..., 2] ** 2 / many
    apart = np.sqrt((uu - vv) ** 2 + 4 * uv**2)
    costs = np.maximum(0.5 * (uu + vv - apart), 0.0)
    # The normal of the line is the direction of least spread.
    angle = 0.5 * np.arctan2(2 * uv, uu - vv) + np.pi / 2
    lean = np.abs(np.cos(angle) * total[..., 6] + np.sin(angle) * total[..., 7])
    wide = 0.5 * (uu + vv + apart) > _WIDE2 * many
    return Offer("free", _runs(costs, price, wide & (lean > facing * many)))


def arcs(flat: Array, normals: Array, bins: np.ndarray, count: int, price: float, facing: float) -> Offer:
    """Circles in the section (Taubin, Estimation of planar curves, surfaces and nonplanar space curves, 1991).

    A short run of noisy places is a blob that a small circle fits: its normals must turn as the circle's do.
    """
    u, v = (flat - flat.mean(0)).T
    terms = np.stack([u * u + v * v, u, v, np.ones(len(u))], 1)
    raw = _sums(np.einsum("ni,nj->nij", terms, terms).reshape(len(u), 16), bins, count)
    many = np.maximum(raw[..., 15], 1.0)
    raw = raw.reshape(count + 1, count + 1, 4, 4) / many[..., None, None]
    mean = raw[..., 1:3, 3]
    # About each run's own middle, the terms are a linear map of those about the middle of all.
    onto = np.broadcast_to(np.eye(4), raw.shape).copy()
    onto[..., 0, 1:3], onto[..., 0, 3] = -2 * mean, (mean**2).sum(-1)
    onto[..., 1, 3], onto[..., 2, 3] = -mean[..., 0], -mean[..., 1]
    moments = onto @ raw @ np.swapaxes(onto, -1, -2)
    size = np.maximum(moments[..., 0, 3], 1e-9)
    spread = moments[..., :3, :3] - moments[..., :3, 3:] * moments[..., None, :3, 3]
    scale = np.ones((*size.shape, 3))
    scale[..., 0] = 0.5 / np.sqrt(size)
    least, vectors = np.linalg.eigh(spread * scale[..., :, None] * scale[..., None, :])
    bend, across = vectors[..., 0, 0] * scale[..., 0], vectors[..., 1:, 0]
    bend = np.where(np.abs(bend) > 1e-9, bend, 1e-9)
    centre = -across / (2 * bend[..., None]) + mean
    radius = np.sqrt((across**2).sum(-1) / (4 * bend**2) + size)
    outward = _sums(np.stack([u * normals[:, 0] + v * normals[:, 1], *normals.T], 1), bins, count)
    lean = np.abs(outward[..., 0] - (centre * outward[..., 1:]).sum(-1))
    # A plane is an arc of no turn: as wide as that, with the variance of places even along it.
    a, b, c = spread[..., 1, 1], spread[..., 1, 2], spread[..., 2, 2]
    turning = np.sqrt(6 * np.maximum(a + c + np.hypot(a - c, 2 * b), 0.0)) > _TURN_MIN * radius
    possible = (many > 5) & (radius > 1.0) & turning & (lean > facing * many * radius)
    return Offer("arc", _runs(np.maximum(least[..., 0], 0.0) * many, price, possible))


def cheapest(offers: list[Offer], bins: np.ndarray, count: int) -> Chain:
    """The chain of at most :data:`PIECES_MAX` pieces that costs least; ``bins (n,)`` of the surfels."""
    every = np.stack([offer.costs for offer in offers])
    piece, which = every.min(0), every.argmin(0)
    total = np.full((PIECES_MAX + 1, count + 1), np.inf)
    total[0, 0], came = 0.0, np.zeros((PIECES_MAX + 1, count + 1), int)
    for pieces in range(1, PIECES_MAX + 1):
        by = total[pieces - 1][:, None] + piece
        came[pieces], total[pieces] = by.argmin(0), by.min(0)
    pieces, end = int(total[:, count].argmin()), count
    cost, names, owner = float(total[pieces, count]), [], np.empty(count, int)
    while end > 0:
        begin = int(came[pieces, end])
        names.insert(0, offers[which[begin, end]].name)
        owner[begin:end], pieces, end = pieces - 1, pieces - 1, begin
    return Chain(cost, names, owner[bins])
