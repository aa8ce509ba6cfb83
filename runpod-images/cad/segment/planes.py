"""Planes by one-point RANSAC: a surfel with its normal is a whole hypothesis.

After Schnabel et al., Efficient RANSAC for Point-Cloud Shape Detection, 2007: hypotheses are scored on a random
part first, the best ones on all points, connected inliers only.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numba import njit

from cad.cloud.cloud import Surfels
from cad.fit.refine import fit_plane, misfit, rms
from cad.fit.surfaces import Cylinder, Plane, Segment
from cad.geometry.vectors import Array
from cad.segment.connect import pieces
from cad.segment.limits import Limits

_BEND_MAX_DEG = 8.0


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


@njit(cache=True)
def _near(points, normals, normal, offset, reach, facing):
    """Rows of the points within ``reach`` of a plane that face as it does."""
    n0, n1, n2 = normal
    found, count = np.empty(len(points), np.int64), 0
    for i in range(len(points)):
        if abs(n0 * points[i, 0] + n1 * points[i, 1] + n2 * points[i, 2] - offset) < reach and (
            n0 * normals[i, 0] + n1 * normals[i, 1] + n2 * normals[i, 2] > facing
        ):
            found[count] = i
            count += 1
    return found[:count].copy()


def _inliers(plane: Plane, points: Array, normals: Array, reach: float, facing: float) -> np.ndarray:
    return _near(points, normals, plane.normal, plane.offset, reach, facing)


def _turn(points: Array, normals: Array) -> tuple[Array, float, np.ndarray]:
    """Direction across which the normals turn most, the curvature along it (1/length), and the inner points.

    Only the middle of a face is asked: at its ends the normals turn towards its neighbours.
    """
    centred = points - points.mean(0)
    _, across, longest = np.linalg.eigh(centred.T @ centred)[1].T
    best = (across, 0.0, np.ones(len(points), bool), 0.0)
    for axis in (across, longest):
        along, lean = centred @ axis, normals @ axis
        low, high = np.percentile(along, [16, 84])
        inner = (along > low) & (along < high)
        if inner.sum() < 15 or np.std(lean[inner]) < 1e-9 or high <= low:
            continue
        if abs(np.corrcoef(along[inner], lean[inner])[0, 1]) > 0.4:
            curvature = float(np.polyfit(along[inner], lean[inner], 1)[0])
            if abs(curvature) * (high - low) > best[3]:
                best = (axis, curvature, inner, abs(curvature) * (high - low))
    return best[:3] if best[3] > np.radians(_BEND_MAX_DEG) else (across, 0.0, best[2])


def is_bent(points: Array, normals: Array, noise: float) -> bool:
    """Is a would-be plane a strip of a cylinder? Its middle turns, and a cylinder explains it clearly better."""
    across, curvature, inner = _turn(points, normals)
    if curvature == 0.0:
        return False
    middle, facing = points[inner], normals[inner]
    flat = fit_plane(middle, facing)
    axis = np.cross(flat.normal, across)
    centre = middle.mean(0) - flat.normal / curvature
    # Places alone say little of so short an arc: the normals give the radius.
    bowed = Cylinder(axis / np.linalg.norm(axis), centre, abs(1 / curvature))
    bowed = replace(bowed, radius=bowed.radius + float(np.median(bowed.signed(middle))))
    return misfit(bowed, middle, facing, noise) < 0.85 * misfit(flat, middle, facing, noise)


def is_flat(points: Array, normals: Array) -> bool:
    """Is a plane known to be flat? Its places leave no room for a turn that a strip of a round face would show.

    A quadric is fitted over the plane; the turn is its curvature, two standard errors more, times the width.
    """
    plane = fit_plane(points, normals)
    centred = points - points.mean(0)
    _, across, longest = np.linalg.eigh(centred.T @ centred)[1].T
    flat = np.stack([centred @ across, centred @ longest], 1)
    low, high = np.percentile(flat, [4, 96], axis=0)
    inner = ((flat > low) & (flat < high)).all(1)
    if inner.sum() < 40:
        return False
    a, b = flat[inner].T / (high - low)[:, None]
    terms = np.stack([np.ones(len(a)), a, b, a * b, a * a, b * b], 1)
    height = plane.signed(points[inner])
    solved, left = np.linalg.lstsq(terms, height, rcond=None)[:2]
    if not len(left):
        return False
    spread = np.sqrt(float(left[0]) / (len(a) - 6) * np.linalg.inv(terms.T @ terms).diagonal())
    turn = 2 * (np.abs(solved) + 2 * spread)[4:] / (high - low)
    return bool(turn.max() < np.radians(_BEND_MAX_DEG))


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
            inlier = _inliers(plane, points, normals, limits.reach, facing)
            if len(inlier) < limits.least:
                break
            plane = fit_plane(points[inlier], normals[inlier])
        inlier = _inliers(plane, points, normals, limits.reach, facing)
        if len(inlier) <= (0 if best is None else len(best)):
            continue
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
