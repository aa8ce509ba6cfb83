"""A cloud against the true surface, as the field measures it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.spatial import cKDTree

from reconstruct.bench.sets import TrueCamera
from reconstruct.bench.truth import Truth, edge_points, seen_by
from reconstruct.dense.views import FloatArray
from reconstruct.mesh.distance import sample_surface, to_surface

THRESHOLD_SHARE = 0.005
EDGE_NEAR_SHARE = 0.01
SAMPLES = 200_000


def cloud_figures(
    points: FloatArray, normals: FloatArray, truth: Truth, cameras: Sequence[TrueCamera]
) -> dict[str, float]:
    """Accuracy (cloud to truth, mm), precision, completeness and F at 0.5 % of the diagonal, errors of the normals.

    Completeness: over the surface that at least two true cameras see. ``points, normals (n, 3)`` in the truth's frame.
    Normals are judged apart near sharp edges (within 1 % of the diagonal), where every dense cloud is rounded.
    """
    places, owner = sample_surface(truth.points, truth.faces, SAMPLES)
    seen = seen_by(truth, places, truth.normals[owner], cameras) >= 2
    distance, face, foot = to_surface(points, truth.points, truth.faces, 4 * SAMPLES)
    threshold = THRESHOLD_SHARE * truth.diagonal
    gap = cKDTree(points).query(places[seen])[0]
    precision, completeness = float((distance < threshold).mean()), float((gap < threshold).mean())
    angle = np.degrees(np.arccos(np.clip((normals * truth.normals[face]).sum(1), -1, 1)))
    edges = edge_points(truth, 0.002 * truth.diagonal)
    far = np.ones(len(foot), bool)
    if len(edges):
        far = cKDTree(edges).query(foot)[0] > EDGE_NEAR_SHARE * truth.diagonal
    return {
        "points": len(points),
        "accuracyMeanMm": float(distance.mean()),
        "accuracyMedianMm": float(np.median(distance)),
        "accuracyP90Mm": _ninety(distance),
        "precision": precision,
        "completeness": completeness,
        "f": 2 * precision * completeness / max(precision + completeness, 1e-12),
        "seenShare": float(seen.mean()),
        "normalFarMedianDeg": float(np.median(angle[far])) if far.any() else float("nan"),
        "normalFarP90Deg": _ninety(angle[far]),
        "normalEdgeP90Deg": _ninety(angle[~far]),
    }


def _ninety(values: FloatArray) -> float:
    return float(np.quantile(values, 0.9)) if len(values) else float("nan")
