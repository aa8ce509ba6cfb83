"""From a network's prediction to segments: clusters, a fit for each, then the same clean-up as ours."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from scipy.spatial import cKDTree

from cad.cloud.cloud import Surfels
from cad.cloud.groups import groups_within
from cad.fit.refine import arc_deg, misfit, refine, rms
from cad.fit.surfaces import Plane, Segment
from cad.network.clusters import mean_shift
from cad.network.first_fit import first_fit
from cad.network.model import Prediction, Segmenter
from cad.network.tensors import TYPES
from cad.regularise.directions import merge_planes, snap_directions
from cad.segment.connect import pieces
from cad.segment.detect import Detection
from cad.segment.directions import dominant_frame, plane_directions
from cad.segment.limits import Limits
from cad.segment.planes import is_bent
from cad.segment.reassign import drop_shadowed, merge_twins, reassign, unexplained

#: A cluster that no surface fits is cut finer, so often.
_FINER = 2
#: Noise that a surface may leave in its cluster's points.
_RMS_MAX = 1.8
#: A type less likely than this is not tried.
_CHANCE_MIN = 0.03
#: What the network's log likelihood counts beside ``misfit``.
_WORD_WEIGHT = 0.2


def detect_by(segmenter: Segmenter, surfels: Surfels, seed: int) -> Detection:
    """Segments of the surfels by a network's types and embedding; stands in for :func:`cad.segment.detect.detect`."""
    limits = Limits.of(surfels, seed)
    predicted = segmenter.predict(surfels, limits.rng(201))
    nearest = _nearest_seen(predicted, surfels)
    segments = list(_fitted(predicted, nearest, surfels, limits))
    segments += _leftovers(segments, predicted, nearest, surfels, limits)
    up = np.array([0.0, 0.0, 1.0]) if surfels.table_z is not None else None
    flat = [s for s in segments if isinstance(s.surface, Plane)]
    frame = dominant_frame(plane_directions(flat), up)
    flat = merge_planes(snap_directions(flat, surfels, frame, limits), surfels, limits)
    # The embedding tears small bores to pieces, each placed no better than its few points allow.
    loose = replace(limits, noise=limits.scatter)
    curved = merge_twins([s for s in segments if not isinstance(s.surface, Plane)], surfels, loose)
    segments = reassign(drop_shadowed(flat + curved, surfels, limits), surfels, limits)
    segments = [replace(s, raw=s.surface) for s in drop_shadowed(segments, surfels, limits)]
    free = unexplained(segments, surfels, limits)
    return Detection(segments, frame, float(free.sum() / max(1, surfels.good.sum())))


def _leftovers(
    segments: list[Segment], predicted: Prediction, nearest: np.ndarray, surfels: Surfels, limits: Limits
) -> Iterator[Segment]:
    """Faces that the embedding tore to pieces: what hangs together among the surfels that nothing explains."""
    free = np.flatnonzero(unexplained(segments, surfels, limits) & (nearest >= 0))
    if not len(free):
        return
    label = groups_within(surfels.points[free], limits.gap)
    for number in np.flatnonzero(np.bincount(label) >= limits.least):
        index = free[label == number]
        segment = _segment(predicted.types[nearest[index]].mean(0), index, surfels, limits)
        if segment is not None:
            yield segment


def _fitted(predicted: Prediction, nearest: np.ndarray, surfels: Surfels, limits: Limits) -> Iterator[Segment]:
    rows = np.arange(len(predicted.chosen))
    waiting = [(rows, predicted.bandwidth, 0)]
    while waiting:
        rows, bandwidth, depth = waiting.pop()
        label = mean_shift(predicted.embedding[rows], bandwidth, limits.rng(211 + depth))
        for number in range(label.max() + 1):
            mine = rows[label == number]
            index = np.flatnonzero(np.isin(nearest, mine))
            index = index[pieces(surfels.points[index], limits.gap, max(12, limits.least // 3))]
            if len(index) < limits.least:
                continue
            segment = _segment(predicted.types[mine].mean(0), index, surfels, limits)
            if segment is not None:
                yield segment
            elif depth < _FINER:
                waiting.append((mine, bandwidth / 2, depth + 1))


def _nearest_seen(predicted: Prediction, surfels: Surfels) -> np.ndarray:
    """For each surfel the row of the nearest point that the network saw and that faces the same way, else -1."""
    seen = predicted.chosen
    apart = 1.5 * surfels.spacing * max(1.0, np.sqrt(len(surfels.points) / len(seen)))
    distance, nearest = cKDTree(surfels.points[seen]).query(surfels.points, distance_upper_bound=apart)
    reached = np.isfinite(distance) & surfels.good
    row = np.where(reached, nearest, 0)
    facing = np.einsum("ni,ni->n", surfels.normals, surfels.normals[seen][row])
    return np.where(reached & (facing > 0.9), row, -1)


def _segment(likely: np.ndarray, index: np.ndarray, surfels: Surfels, limits: Limits) -> Segment | None:
    """Of the types that the network gives a chance and that fit, the one that explains places, normals and the
    network's word best; None where none fits."""
    points, normals = surfels.points[index], surfels.normals[index]
    best: tuple[float, Segment | None] = (np.inf, None)
    for kind in np.flatnonzero(likely >= _CHANCE_MIN):
        if TYPES[kind] == "plane" and is_bent(points, normals, limits.noise):
            continue
        start = first_fit(TYPES[kind], points, normals)
        if start is None:
            continue
        surface = refine(start, points, normals, limits.noise)
        residual = rms(surface, points)
        cost = misfit(surface, points, normals, limits.noise) - _WORD_WEIGHT * np.log(likely[kind])
        if residual < _RMS_MAX * limits.scatter and cost < best[0]:
            lean = float(np.einsum("ni,ni->n", normals, surface.outward(points)).mean())
            best = cost, Segment(surface, index, 1 if lean >= 0 else -1, residual, arc_deg(surface, points))
    return best[1]
