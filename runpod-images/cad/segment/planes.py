"""Planes by one-point RANSAC: a surfel with its normal is a whole hypothesis.

After Schnabel et al., Efficient RANSAC for Point-Cloud Shape Detection, 2007: hypotheses are scored on a random
part first, the best ones on all points, connected inliers only.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from cad.cloud.cloud import Surfels
from cad.fit.refine import fit_plane, rms
from cad.fit.surfaces import Plane, Segment
from cad.geometry.vectors import Array
from cad.segment.connect import pieces
from cad.segment.limits import Limits


@njit(cache=True)
def _votes(points, normals, seeds, seed_normals, reach, facing):
    votes = np.zeros(len(seeds), np.int64)
    for s in range(len(seeds)):
        n0, n1, n2 = seed_normals[s, 0], seed_normals[s, 1], seed_normals[s, 2]
        d = n0 * seeds[s, 0] + n1 * seeds[s, 1] + n2 * seeds[s, 2]
        for i in range(len(points)):
            if abs(n0 * points[i, 0] + n1 * points[i, 1] + n2 * points[i, 2] - d) < reach and (
                n0 * normals[i, 0] + n1 * normals[i, 1] + n2 * normals[i, 2] > facing
            ):
                votes[s] += 1
    return votes


def _inliers(plane: Plane, points: Array, normals: Array, reach: float, facing: float) -> np.ndarray:
    return (np.abs(plane.signed(points)) < reach) & (normals @ plane.normal > facing)


def bend_deg(points: Array, normals: Array) -> float:
    """How far the normals turn from one end of a would-be plane to the other, in degrees: 0 for a true plane."""
    centred = points - points.mean(0)
    axes = np.linalg.eigh(centred.T @ centred)[1][:, :0:-1]
    worst = 0.0
    for axis in axes.T:
        along, lean = centred @ axis, normals @ axis
        low, high = np.percentile(along, [4, 96])
        inner = (along > low) & (along < high)
        if inner.sum() < 15 or np.ptp(along[inner]) <= 0 or np.std(lean[inner]) < 1e-9:
            continue
        if abs(np.corrcoef(along[inner], lean[inner])[0, 1]) > 0.5:
            slope = np.polyfit(along[inner], lean[inner], 1)[0]
            worst = max(worst, abs(float(np.degrees(slope * (high - low)))))
    return worst


def _best(points: Array, normals: Array, limits: Limits, facing: float, rng: np.random.Generator) -> np.ndarray | None:
    """Indices of the connected inliers of the best plane, or None."""
    n = len(points)
    seeds = rng.choice(n, min(n, 500), replace=False)
    part = rng.choice(n, min(n, 4000), replace=False)
    votes = _votes(points[part], normals[part], points[seeds], normals[seeds], limits.reach, facing)
    best: np.ndarray | None = None
    for s in seeds[np.argsort(-votes, kind="stable")[:6]]:
        plane = Plane(normals[s], float(normals[s] @ points[s]))
        for _ in range(3):
            inlier = np.flatnonzero(_inliers(plane, points, normals, limits.reach, facing))
            if len(inlier) < limits.least:
                break
            plane = fit_plane(points[inlier], normals[inlier])
        inlier = np.flatnonzero(_inliers(plane, points, normals, limits.reach, facing))
        inlier = inlier[pieces(points[inlier], limits.gap, limits.least)]
        if len(inlier) >= limits.least and (best is None or len(inlier) > len(best)):
            best = inlier
    return best


def find_planes(surfels: Surfels, free: np.ndarray, limits: Limits, facing_deg: float, salt: int) -> list[Segment]:
    """Planes among the surfels of the mask ``free``, largest first; ``facing_deg``: how far a normal may lean."""
    left = np.flatnonzero(free & surfels.good)
    facing, rng, found = float(np.cos(np.radians(facing_deg))), limits.rng(salt), []
    while len(left) >= limits.least:
        inlier = _best(surfels.points[left], surfels.normals[left], limits, facing, rng)
        if inlier is None:
            break
        index = left[inlier]
        plane = fit_plane(surfels.points[index], surfels.normals[index])
        found.append(Segment(plane, index, 1, rms(plane, surfels.points[index])))
        left = np.delete(left, inlier)
    return found
