"""Ways the part may have been turned: every pair of alike features proposes one, all others vote."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from reconstruct.dense.views import FloatArray
from reconstruct.passes.patches import PatchFeatures
from reconstruct.poses.rigid import Rigid, fit_rigid

ALIKE_A_FEATURE, PAIRS_MAX, PROPOSALS_MAX, POLISHED_MAX = 3, 16000, 5000, 200
COMMON_RANK = 16  # what this many features of the other pass are as much alike to is nothing special
SIZE_OCTAVES_MAX = 0.5
ROUGH_SHARE, FINE_SHARE = 0.033, 0.008  # of the part's extent: how near a pair must lie to vote, first and last
SHRINK = (1.0, 0.75, 0.5, 0.35)
CELL_SHARE = 0.017  # votes within one cell of this size are one: a blob seen in many patches says nothing more
DIRECTION_COS, NORMAL_COS = 0.94, 0.9
SAME_TURN_DEG, SAME_SHIFT_SHARE = 12.0, 0.05
ROWS_A_CHUNK = 2000


@dataclass(frozen=True, eq=False)
class Pairs:
    """Features that look alike, row by row: places, directions and normals (n, 3) in the first and second pass."""

    first: PatchFeatures
    second: PatchFeatures

    def agreeing(self, motion: Rigid, tolerance: float) -> NDArray[np.bool_]:
        """Pairs (n,) that ``motion`` (second to first) lays upon each other within ``tolerance`` mm."""
        a, b, turn = self.first, self.second, motion.rotation
        agree = ((motion.apply(b.places) - a.places) ** 2).sum(1) < tolerance**2
        near = np.flatnonzero(agree)
        along = ((b.directions[near] @ turn.T) * a.directions[near]).sum(1) > DIRECTION_COS
        agree[near] = along & (((b.normals[near] @ turn.T) * a.normals[near]).sum(1) > NORMAL_COS)
        return agree


@dataclass(frozen=True, eq=False)
class Proposal:
    """``motion`` carries the second pass into the first; ``votes``: places that agree; ``pairs (n,)`` bool: which."""

    motion: Rigid
    votes: int
    pairs: NDArray[np.bool_]


def alike(first: PatchFeatures, second: PatchFeatures) -> Pairs:
    """The most alike features of both passes, of about one size in mm; those that stand out most come first.

    Edges and corners are alike everywhere: what counts is how much more a feature is alike to its partner than to the
    ``COMMON_RANK``-th best.
    """
    rows, columns, scores = [], [], []
    count = min(ALIKE_A_FEATURE, len(first))
    for start in range(0, len(second) if count else 0, ROWS_A_CHUNK):
        score = second.descriptors[start : start + ROWS_A_CHUNK] @ first.descriptors.T
        best = np.argpartition(-score, count - 1, axis=1)[:, :count]
        common = -np.partition(-score, min(COMMON_RANK, len(first)) - 1, axis=1)[:, min(COMMON_RANK, len(first)) - 1]
        rows.append(np.repeat(np.arange(start, start + len(score)), count))
        columns.append(best.ravel())
        scores.append((np.take_along_axis(score, best, 1) - common[:, None]).ravel())
    if not rows:
        return Pairs(_rows(first, np.zeros(0, int)), _rows(second, np.zeros(0, int)))
    b, a, score = np.concatenate(rows), np.concatenate(columns), np.concatenate(scores)
    kept = np.flatnonzero(np.abs(np.log2(first.sizes[a] / second.sizes[b])) < SIZE_OCTAVES_MAX)
    kept = kept[np.argsort(-score[kept], kind="stable")[:PAIRS_MAX]]
    return Pairs(_rows(first, a[kept]), _rows(second, b[kept]))


def _rows(features: PatchFeatures, rows: NDArray[np.integer]) -> PatchFeatures:
    f = features
    return PatchFeatures(f.places[rows], f.directions[rows], f.normals[rows], f.descriptors[rows], f.sizes[rows])


def propose(pairs: Pairs, extent: float, count: int) -> list[Proposal]:
    """At most ``count`` motions that differ, the one with the most votes first."""
    a, b = pairs.first, pairs.second
    if len(a) < 4:
        return []
    n = min(len(a), PROPOSALS_MAX)
    turns = _frames(a, n) @ np.swapaxes(_frames(b, n), 1, 2)
    shifts = a.places[:n] - np.einsum("nij,nj->ni", turns, b.places[:n])
    motions = [Rigid(turn, shift) for turn, shift in zip(turns, shifts, strict=True)]
    support = np.array([pairs.agreeing(motion, ROUGH_SHARE * extent).sum() for motion in motions])
    middle, found = b.places.mean(0), []
    tried = 0
    for k in np.argsort(-support, kind="stable"):
        # What a motion already found would only lead to again is skipped, or one way of turning takes all tries.
        if any(same_motion(motions[k], other.motion, middle, extent) for other in found):
            continue
        proposal = _polished(pairs, motions[k], extent)
        if proposal is not None:
            found.append(proposal)
        tried += 1
        if tried == POLISHED_MAX:
            break
    chosen: list[Proposal] = []
    for proposal in sorted(found, key=lambda p: -p.votes):
        if not any(same_motion(proposal.motion, other.motion, middle, extent) for other in chosen):
            chosen.append(proposal)
    return chosen[:count]


def same_motion(one: Rigid, other: Rigid, middle: FloatArray, extent: float) -> bool:
    """Whether two motions place a part of this extent round ``middle (3,)`` much alike."""
    apart = float(np.linalg.norm(one.apply(middle) - other.apply(middle)))
    return one.angle_deg(other) < SAME_TURN_DEG and apart < SAME_SHIFT_SHARE * extent


def _frames(features: PatchFeatures, count: int) -> FloatArray:
    d, n = features.directions[:count], features.normals[:count]
    return np.stack([d, np.cross(n, d), n], -1)


def _polished(pairs: Pairs, motion: Rigid, extent: float) -> Proposal | None:
    """The motion of least squares of the pairs that agree, while what counts as agreeing shrinks."""
    rough, fine = ROUGH_SHARE * extent, FINE_SHARE * extent
    for tolerance in (*(share * rough for share in SHRINK), fine, fine, fine):
        agree = pairs.agreeing(motion, tolerance)
        if agree.sum() < 4:
            return None
        motion = Rigid(*fit_rigid(pairs.second.places[agree], pairs.first.places[agree]))
    agree = pairs.agreeing(motion, fine)
    cells = np.floor(pairs.first.places[agree] / (CELL_SHARE * extent)).astype(int)
    return Proposal(motion, len(np.unique(cells, axis=0)), agree)
