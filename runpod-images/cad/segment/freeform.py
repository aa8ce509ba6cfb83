"""Smooth regions that no plane or surface of revolution holds, as freeform patches.

A search for planes and cylinders lays facets over a freeform face; such a facet is known by going on smoothly beyond
its rim. It is given back before regions are sought.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

from cad.cloud.cloud import Surfels
from cad.fit.chart import chart_of
from cad.fit.patch import fit_patch
from cad.fit.surfaces import Plane, Segment
from cad.geometry.vectors import Array
from cad.segment.detect import Detection
from cad.segment.limits import Limits
from cad.segment.planes import is_flat
from cad.segment.reassign import unexplained

#: A facet: this much of what lies beyond its rim goes on as it does.
_SOFT_MAX = 0.2
#: Share of all surfels that makes a surface broad; F statistic of a bow that is none.
_BROAD, _BOW_MAX = 0.05, 3.0
#: Beyond the rim: leans less than this, and lies off less than so many deviations.
_SOFT_LEAN, _SOFT_OFF = np.cos(np.radians(20)), 6.0
#: Neighbours on one smooth face lean less than this from each other.
_SMOOTH = np.cos(np.radians(18))
#: Surfels of a region, in those the least face has; how far (share of the diagonal) its sheet reaches further.
_LEAST, _MARGIN = 4, 0.2
#: A patch explains its region where this share lies within reach of it.
_HELD = 0.85


def _softness(segment: Segment, others: np.ndarray, surfels: Surfels, limits: Limits) -> float:
    """How much of what lies just beyond a segment's rim goes on as it does, counting the surfels ``others`` alone."""
    own, reach = surfels.points[segment.index], max(limits.gap, limits.blur)
    # Most of the cloud lies nowhere near.
    about = ((surfels.points > own.min(0) - reach) & (surfels.points < own.max(0) + reach)).all(1)
    index = np.flatnonzero(surfels.good & about)
    near = cKDTree(own).query(surfels.points[index], distance_upper_bound=reach)[0]
    beyond = np.setdiff1d(index[np.isfinite(near)], segment.index)
    if len(beyond) < 8:
        return 0.0
    points = surfels.points[beyond]
    lean = segment.sense * np.einsum("ni,ni->n", surfels.normals[beyond], segment.surface.outward(points))
    soft = (np.abs(segment.surface.signed(points)) < _SOFT_OFF * limits.noise) & (lean > _SOFT_LEAN)
    return float((soft & others[beyond]).mean())


def _bends(segment: Segment, surfels: Surfels) -> float:
    """F statistic of a cubic through what the places as measured lie off the surface: about 1 for a true surface.

    A facet leaves a bow; averaged places could not tell it from their own long waves.
    """
    places = surfels.seen[segment.index]
    off = segment.surface.signed(places)
    feet = places - off[:, None] * segment.surface.outward(places)
    x, y, z = ((feet - feet.mean(0)) / feet.std(0).max()).T
    terms = np.stack([x**i * y**j * z**k for i in range(4) for j in range(4 - i) for k in range(4 - i - j)], 1)
    solved, _, rank, _ = np.linalg.lstsq(terms, off, rcond=1e-8)
    left, whole = np.square(off - terms @ solved).sum(), np.square(off).sum()
    return float((whole - left) / max(rank, 1) / (left / max(len(off) - rank, 1)))


def _is_sure(segment: Segment, surfels: Surfels) -> bool:
    """A broad plane known to be flat, or a broad surface its places leave no bow about, whatever goes on from it."""
    if len(segment.index) < _BROAD * surfels.good.sum():
        return False
    flat = isinstance(segment.surface, Plane)
    if flat and is_flat(surfels.points[segment.index], surfels.normals[segment.index]):
        return True
    return _bends(segment, surfels) < _BOW_MAX


def without_facets(segments: list[Segment], surfels: Surfels, limits: Limits) -> list[Segment]:
    """The segments that end where they end, or go on into one that does: a slot's round end into its side."""
    kept = [s for s in segments if _is_sure(s, surfels)]
    doubted = [s for s in segments if all(s is not k for k in kept)]
    while doubted:
        others = surfels.good.copy()
        for segment in kept:
            others[segment.index] = False
        more = [s for s in doubted if _softness(s, others, surfels, limits) < _SOFT_MAX]
        if not more:
            break
        kept, doubted = kept + more, [s for s in doubted if all(s is not m for m in more)]
    return kept


def _regions(index: np.ndarray, surfels: Surfels, limits: Limits) -> list[np.ndarray]:
    """Smooth groups of the surfels ``index``, largest first."""
    points, normals = surfels.points[index], surfels.normals[index]
    pairs = cKDTree(points).query_pairs(limits.gap, output_type="ndarray")
    smooth = pairs[np.einsum("ni,ni->n", normals[pairs[:, 0]], normals[pairs[:, 1]]) > _SMOOTH]
    graph = coo_matrix((np.ones(len(smooth), bool), smooth.T), shape=(len(index),) * 2)
    label = connected_components(graph, directed=False)[1]
    sizes = np.bincount(label)
    return [index[label == k] for k in np.argsort(-sizes, kind="stable") if sizes[k] >= _LEAST * limits.least]


def _patch(region: np.ndarray, surfels: Surfels, axes: Array, limits: Limits) -> Segment | None:
    points, normals = surfels.points[region], surfels.normals[region]
    chart = chart_of(points, normals, axes)
    if chart is None:
        return None
    surface = fit_patch(chart, points, normals, _MARGIN * surfels.diagonal)
    off = surface.signed(points)
    held = np.abs(off) < limits.reach
    if held.mean() < _HELD:
        return None
    return Segment(surface, region[held], 1, float(np.sqrt(np.square(off[held]).mean())), raw=surface)


@dataclass(frozen=True)
class Parted:
    """``kept``: the segments that are no facets; ``regions``: smooth groups of surfels of what they leave
    unexplained."""

    kept: list[Segment]
    regions: list[np.ndarray]


def parted(found: Detection, surfels: Surfels, seed: int) -> Parted:
    """The detection with its facets given back."""
    limits = Limits.of(surfels, seed)
    kept = without_facets(found.segments, surfels, limits)
    return Parted(kept, _regions(np.flatnonzero(unexplained(kept, surfels, limits)), surfels, limits))


def patchable(parts: Parted, surfels: Surfels) -> float:
    """Share of the good surfels on which :func:`with_patches` would try freeform patches."""
    return sum(map(len, parts.regions)) / max(1, int(surfels.good.sum()))


def with_patches(found: Detection, parts: Parted, surfels: Surfels, seed: int) -> Detection:
    """The detection with freeform patches over the regions of its ``parts``."""
    limits = Limits.of(surfels, seed)
    tried = (_patch(region, surfels, found.frame, limits) for region in parts.regions)
    segments = parts.kept + [patch for patch in tried if patch is not None]
    free = unexplained(segments, surfels, limits)
    return replace(found, segments=segments, unexplained=float(free.sum() / max(1, surfels.good.sum())))
