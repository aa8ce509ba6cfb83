"""Evidence for each cell and facet: where the cloud lies on a facet and which side it faces, what space says.

A covered facet says: material behind the surfel's normal, none in front. An uncovered facet costs its area when it
becomes part of the skin - dearly where it was seen through, cheaply where nobody looked.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from scipy.spatial import cKDTree

from cad.arrange.cells import CellComplex
from cad.cloud.cloud import Surfels
from cad.geometry.columns import Columns
from cad.geometry.vectors import Array
from cad.geometry.winding import WindingField
from cad.label.views import View, free_votes, seen_through
from cad.segment.limits import Limits
from cad.segment.windows import Window

#: Samples of the box, and the salt of their draw.
_BOX_SAMPLES, _SPACE_SALT = 9000, 92


@dataclass(frozen=True)
class FacetSamples:
    """Points spread over the facets: place, outward normal of the first cell, area each stands for, facet.

    ``sign``: +1 where a surfel faces with the normal, -1 against it, 0 uncovered. ``free``: seen through in two views.
    ``lid``: would close a window; ``wall``: lies on a window's wall. ``slack``: how far off a facet a surfel may lie
    that covers it.
    """

    points: Array
    normals: Array
    areas: Array
    facet: np.ndarray
    sign: np.ndarray
    free: np.ndarray
    lid: np.ndarray
    wall: np.ndarray
    slack: float


@dataclass(frozen=True)
class SpaceSamples:
    """Points spread over space with their cell (-1: none) and how solid space looks there, -1 (free) to 1."""

    points: Array
    cell: np.ndarray
    solid: Array


def _coverage(points: Array, normals: Array, surfels: Surfels, limits: Limits, slack: float) -> np.ndarray:
    """+1 / -1 where a good surfel lies within ``slack`` of the facet at this point facing with / against ``normals``,
    else 0."""
    good = np.flatnonzero(surfels.good)
    reach = max(0.014 * limits.diagonal, 2.6 * surfels.spacing)
    near, index = cKDTree(surfels.points[good]).query(points, k=10, distance_upper_bound=reach)
    known = np.isfinite(near)
    index = good[np.where(known, index, 0)]
    lean = np.einsum("nki,ni->nk", surfels.normals[index], normals)
    off = np.abs(np.einsum("nki,ni->nk", surfels.points[index] - points[:, None], normals))
    hit = known & (np.abs(lean) > 0.85) & (off < slack)
    return np.sign((lean * hit).sum(1)).astype(np.int64)


def _lids_and_walls(
    points: Array, normals: Array, windows: list[Window], slack: float
) -> tuple[np.ndarray, np.ndarray]:
    """Masks: across the column of a window; along its wall."""
    lid, wall = np.zeros(len(points), bool), np.zeros(len(points), bool)
    for window in windows:
        held = window.holds(points, slack)
        level = np.abs(normals @ window.normal)
        lid |= held & (level > 0.9) & ~(window.floor & ((points - window.mouth) @ window.normal < slack - window.depth))
        wall |= window.holds(points, slack, slack) & (level < 0.1)
    return lid, wall & ~lid


def facet_samples(
    complex_: CellComplex, surfels: Surfels, limits: Limits, views: list[View], windows: list[Window]
) -> FacetSamples:
    """Samples about 0.8 % of the diagonal apart, at least four a facet."""
    mesh, rng = complex_.mesh, limits.rng(91)
    areas = mesh.areas()
    per_facet = np.bincount(mesh.faces, areas, minlength=len(complex_.sides))
    step2 = (0.008 * limits.diagonal) ** 2
    count = np.clip(per_facet / step2, 4, 2500).astype(int) * (per_facet > 0)
    order = np.argsort(mesh.faces, kind="stable")
    cumulative = np.cumsum(areas[order])
    start = np.r_[0.0, np.cumsum(per_facet)][:-1]
    facet = np.repeat(np.arange(len(count)), count)
    rank = np.arange(len(facet)) - np.repeat(np.cumsum(count) - count, count)
    along = start[facet] + (rank + rng.random(len(facet))) / count[facet] * per_facet[facet]
    chosen = order[np.clip(np.searchsorted(cumulative, along), 0, len(order) - 1)]
    weights = rng.random((len(facet), 2))
    weights = np.where(weights.sum(1, keepdims=True) > 1, 1 - weights, weights)
    corner, cross = mesh.corners[chosen], mesh.cross()[chosen]
    edges = corner[:, 1:] - corner[:, :1]
    points = corner[:, 0] + np.einsum("nk,nki->ni", weights, edges)
    normals = cross / np.maximum(np.linalg.norm(cross, axis=1), 1e-300)[:, None]
    slack = 0.85 * limits.reach
    sign = _coverage(points, normals, surfels, limits, slack)
    tolerance = max(0.008 * limits.diagonal, 2 * limits.reach)
    lid, wall = _lids_and_walls(points, normals, windows, 0.004 * limits.diagonal)
    # Strays over a rim cover nothing: the gap was found with them in it.
    sign = np.where(lid, 0, sign)
    free = seen_through(views, points, np.zeros(3), tolerance)
    return FacetSamples(points, normals, per_facet[facet] / count[facet], facet, sign, free, lid, wall, slack)


@lru_cache(maxsize=2)
def _field(surfels: Surfels, seed: int) -> WindingField:
    return WindingField(surfels.points, surfels.normals, surfels.table_z, seed)


@lru_cache(maxsize=2)
def _in_box(surfels: Surfels, seed: int, low: tuple[float, ...], high: tuple[float, ...]) -> Array:
    """Winding number at the samples of the box: the same for every set of surfaces of one draw."""
    shares = Limits.of(surfels, seed).rng(_SPACE_SALT).random((_BOX_SAMPLES, 3))
    return _field(surfels, seed).at(np.array(low) + (np.array(high) - np.array(low)) * shares)


def space_samples(
    complex_: CellComplex, facets: FacetSamples, surfels: Surfels, limits: Limits, views: list[View],
    mesh_inside: Columns | None, windows: list[Window],
) -> SpaceSamples:  # fmt: skip
    """Samples of the box, each put into its cell by a ray, and just off every facet so that thin cells get some."""
    rng = limits.rng(_SPACE_SALT)
    box = complex_.low + (complex_.high - complex_.low) * rng.random((_BOX_SAMPLES, 3))
    pick = rng.permutation(len(facets.points))[:6000]
    off = facets.normals[pick] * (0.004 * limits.diagonal)
    beside = np.vstack([facets.points[pick] - off, facets.points[pick] + off])
    points = np.vstack([box, beside])
    hit, side, _ = Columns(complex_.mesh.vertices, complex_.mesh.triangles).cast(points)
    facet = complex_.mesh.faces[np.maximum(hit, 0)]
    cell = np.where(side > 0, complex_.first[facet], complex_.second[facet])
    cell[hit < 0] = -1
    in_box = _in_box(surfels, limits.seed, tuple(complex_.low), tuple(complex_.high))
    winding = np.concatenate([in_box, _field(surfels, limits.seed).at(beside)])
    known = cell >= 0
    points, cell, solid = points[known], cell[known], np.clip(2 * winding[known] - 1, -1, 1)
    if mesh_inside is not None:
        # The mesh has seen the photos' free space; the winding number knows only the cloud.
        solid = 0.5 * solid + 0.5 * np.where(mesh_inside.inside(points), 1.0, -1.0)
    for window in windows:
        # Winding number and mesh close a hole whose wall has no points; inside it they know nothing.
        solid = np.where(window.holds(points, 0.0), np.minimum(solid, 0.0), solid)
    if views:
        votes = free_votes(views, points, max(0.008 * limits.diagonal, 2 * limits.reach))
        solid = np.where(votes >= 2, -np.minimum(votes, 4) / 1.0, solid)
    return SpaceSamples(points, cell, solid)
