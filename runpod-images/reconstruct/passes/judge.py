"""Whether a way of turning the part is possible: none of one pass's surface may lie where the other saw air.

Nor may it lie below what the part stood on. Wrong motions that match some texture fail here; a motion that is as
good as another is no answer.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from reconstruct.dense.views import FloatArray
from reconstruct.passes.surface import PassSurface
from reconstruct.poses.rigid import Rigid

SAMPLE = 4000
TOLERANCE_FOOTPRINTS, TOLERANCE_SHARE = 2.5, 0.011
# At outlines a few maps see past the part where it is; air is seen as such from all round.
VIEWS_MIN, VIEWS_SHARE = 2, 0.25
REFUTED_MAX = 0.1
RIVAL_FACTOR, RIVAL_MARGIN = 2.0, 0.03  # a rival is out when it refutes that many times as much, and this on top
VOTES_MIN, RIVAL_VOTES_SHARE = 12, 0.6


@dataclass(frozen=True, eq=False)
class Candidate:
    """A refined ``motion`` (second to first), the places that voted for it, and the share of surface against it."""

    motion: Rigid
    votes: int
    refuted: float


def refuted_share(first: PassSurface, second: PassSurface, motion: Rigid, extent: float) -> float:
    """The larger share, of the two surfaces, that the other pass's views look through or whose table it sinks into."""
    tolerance = max(TOLERANCE_FOOTPRINTS * max(first.footprint, second.footprint), TOLERANCE_SHARE * extent)
    return max(
        _refuted(first, motion.apply(_sample(second)), tolerance),
        _refuted(second, motion.inverse().apply(_sample(first)), tolerance),
    )


def _sample(surface: PassSurface) -> FloatArray:
    points = surface.cloud.points
    return points[np.linspace(0, len(points) - 1, min(SAMPLE, len(points))).astype(int)]


def _refuted(surface: PassSurface, points: FloatArray, tolerance: float) -> float:
    free, _ = surface.space.votes(points, tolerance=tolerance)
    refuted = free >= max(VIEWS_MIN, VIEWS_SHARE * len(surface.views))
    if surface.plane is not None:
        refuted |= points @ surface.plane[:3] + surface.plane[3] < -tolerance
    return float(refuted.mean())


def decide(candidates: list[Candidate]) -> tuple[Candidate | None, str]:
    """The one candidate that is possible beyond doubt, or None and why there is none."""
    voted = [c for c in candidates if c.votes >= VOTES_MIN]
    if not voted:
        most = max((c.votes for c in candidates), default=0)
        return None, f"too little of the part looks alike in both passes ({most} places, {VOTES_MIN} are needed)"
    best = min(voted, key=lambda c: c.refuted)
    if best.refuted > REFUTED_MAX:
        return None, "no way of turning the part agrees with what both passes see through"
    rivals = [c for c in voted if c is not best and c.votes >= RIVAL_VOTES_SHARE * best.votes]
    if any(c.refuted < RIVAL_FACTOR * best.refuted + RIVAL_MARGIN for c in rivals):
        return None, "the part looks the same turned round, so how it was turned cannot be told"
    return best, ""
