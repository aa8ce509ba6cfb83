"""Fine alignment of two surfaces that overlap in part: point to plane, with the features that agree as anchors.

Point-to-plane ICP (Chen & Medioni 1992), trimmed. Side walls alone do not hold a flat part along its plane, so the
features' places count too; each of the two kinds of evidence weighs by its own spread.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from reconstruct.dense.ply import Cloud
from reconstruct.dense.views import FloatArray
from reconstruct.passes.vote import Pairs, Proposal
from reconstruct.poses.camera_model import rotation_from_vector
from reconstruct.poses.rigid import Rigid

SAMPLE = 8000
NORMAL_COS = float(np.cos(np.radians(30)))
REACH_SHARES = (0.02, 0.02, 0.015, 0.01, 0.01)  # of the extent: how far a point may lie from its partner, by round
ROUNDS, SETTLED = 40, 1e-7
REACH_FOOTPRINTS_MIN = 3.0
TRIM_SIGMAS = 2.5
# Points of a surface and features err together, not each by itself: more of them are not ever more certain.
EVIDENCE_MAX = 400


def align(first: Cloud, second: Cloud, pairs: Pairs, proposal: Proposal, extent: float, footprint: float) -> Rigid:
    """The proposed motion refined on both clouds (frames of their own passes, mm; ``footprint``: mm a map pixel).

    Where next to nothing of the surfaces overlaps, it stays as far as it came.
    """
    tree = cKDTree(first.points)
    chosen = second.keep(np.linspace(0, len(second) - 1, min(SAMPLE, len(second))).astype(int))
    anchors = pairs.first.places[proposal.pairs], pairs.second.places[proposal.pairs]
    motion = proposal.motion
    for round_ in range(ROUNDS):
        share = REACH_SHARES[min(round_, len(REACH_SHARES) - 1)]
        reach = max(share * extent, REACH_FOOTPRINTS_MIN * footprint)
        rows, near = _partners(first, tree, chosen, motion, reach)
        if len(rows) < 6:
            break
        moved, normals = motion.apply(chosen.points[rows]), first.normals[near]
        off = ((first.points[near] - moved) * normals).sum(1)
        sigma = _spread(off)
        kept = np.abs(off) < TRIM_SIGMAS * sigma
        step = _step(moved[kept], normals[kept], off[kept], sigma, anchors[0], motion.apply(anchors[1]))
        motion = Rigid(step.rotation @ motion.rotation, step.apply(motion.shift))
        if round_ >= len(REACH_SHARES) and np.linalg.norm(step.apply(moved) - moved, axis=1).max() < SETTLED * extent:
            break
    return motion


def _partners(
    first: Cloud, tree: cKDTree, second: Cloud, motion: Rigid, reach: float
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Rows of ``second`` and of ``first`` that are nearest to each other within ``reach`` and look the same way."""
    distance, near = tree.query(motion.apply(second.points), distance_upper_bound=reach)
    rows = np.flatnonzero(np.isfinite(distance))
    towards = ((second.normals[rows] @ motion.rotation.T) * first.normals[near[rows]]).sum(1)
    rows = rows[towards > NORMAL_COS]
    return rows, near[rows]


def _spread(values: FloatArray) -> float:
    return max(1.4826 * float(np.median(np.abs(values))), 1e-9)


def _step(
    points: FloatArray, normals: FloatArray, off: FloatArray, sigma: float, places: FloatArray, moved: FloatArray
) -> Rigid:
    """The small motion (Gauss-Newton, about the points' middle) that best closes ``off`` and ``places - moved``."""
    middle = points.mean(0)
    rows = np.hstack([np.cross(points - middle, normals), normals])
    weight = min(len(off), EVIDENCE_MAX) / len(off) / sigma**2
    left, right = weight * rows.T @ rows, weight * rows.T @ off
    apart = places - moved
    length = np.linalg.norm(apart, axis=1)
    spread = _spread(length)
    kept = length < TRIM_SIGMAS * spread
    if kept.sum() >= 3:
        weight = min(int(kept.sum()), EVIDENCE_MAX) / kept.sum() / spread**2
        for point, gap in zip(moved[kept] - middle, apart[kept], strict=True):
            x, y, z = point
            block = np.hstack([np.array([[0, z, -y], [-z, 0, x], [y, -x, 0]]), np.eye(3)])
            left += weight * block.T @ block
            right += weight * block.T @ gap
    change = np.linalg.solve(left + 1e-12 * np.trace(left) * np.eye(6), right)
    turn = rotation_from_vector(change[None, :3])[0]
    return Rigid(turn, middle + change[3:] - turn @ middle)
