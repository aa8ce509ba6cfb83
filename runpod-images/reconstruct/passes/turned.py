"""How the second pass lies in the first one's frame."""

from __future__ import annotations

from dataclasses import dataclass

from reconstruct.passes.align import align
from reconstruct.passes.judge import Candidate, decide, refuted_share
from reconstruct.passes.patches import patch_features
from reconstruct.passes.surface import PassSurface
from reconstruct.passes.vote import alike, propose, same_motion
from reconstruct.poses.rigid import Rigid
from reconstruct.stage import Figure

PROPOSALS = 8


@dataclass(frozen=True, eq=False)
class Turned:
    """``motion`` carries the second pass's frame into the first's; None with the reason where it is not sure.

    ``leeway_mm``: how far off it may be, a pixel of the coarse maps.
    """

    motion: Rigid | None
    reason: str
    figures: dict[str, Figure]
    leeway_mm: float = 0.0


def find_turn(first: PassSurface, second: PassSurface) -> Turned:
    """Features vote for motions, each is refined on both surfaces, and what was seen through judges."""
    extent = min(first.extent, second.extent)
    pairs = alike(patch_features(first, extent), patch_features(second, extent))
    proposals = propose(pairs, extent, PROPOSALS)
    figures: dict[str, Figure] = {"joinPairs": len(pairs.first), "joinProposals": len(proposals)}
    footprint, middle = max(first.footprint, second.footprint), second.cloud.points.mean(0)
    candidates: list[Candidate] = []
    for proposal in proposals:
        motion = align(first.cloud, second.cloud, pairs, proposal, extent, footprint)
        if not any(same_motion(motion, other.motion, middle, extent) for other in candidates):
            candidates.append(Candidate(motion, proposal.votes, refuted_share(first, second, motion, extent)))
    best, reason = decide(candidates)
    for rank, candidate in enumerate(sorted(candidates, key=lambda c: c.refuted)[:2]):
        name = ("joinBest", "joinRival")[rank]
        figures |= {f"{name}Votes": candidate.votes, f"{name}Refuted": round(candidate.refuted, 4)}
    return Turned(None if best is None else best.motion, reason, figures, footprint)
