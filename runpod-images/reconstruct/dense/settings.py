"""How far the dense stage goes for each quality; measured on rendered sets with truth (see README.md)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from reconstruct.dense.fusion import FusionRule
from reconstruct.dense.matcher import MatchRule, PlaneMap

COST_TRUSTED = 0.4  # a pixel matched no worse than this counts as measured


@dataclass(frozen=True)
class DenseRule:
    """``sources`` a view; fine maps at 1/2, and at full size too where the part covers few enough pixels."""

    match: MatchRule
    fusion: FusionRule
    sources: int
    full_size_pixels_max: int
    margin_px: int = 4

    def fine_match(self, starts: list[PlaneMap]) -> MatchRule:
        """The matching rule with the full size added where the part is small in the pictures.

        ``starts`` are the coarse maps cut to the part; the median of their pixels tells what full size would cost.
        """
        last = self.match.fine_px[-1]
        pixels = float(np.median([start.part.sum() for start in starts])) * (2 * last / self.match.coarse_px) ** 2
        if pixels > self.full_size_pixels_max:
            return self.match
        return replace(self.match, fine_px=(*self.match.fine_px, 2 * last))


def dense_rule(quality: Literal["draft", "standard"], seed: int) -> DenseRule:
    """Settings of a quality."""
    if quality == "draft":
        match = MatchRule(coarse_rounds=3, fine_px=(480,), fine_rounds=1, seed=seed)
        return DenseRule(match, FusionRule(), sources=4, full_size_pixels_max=0)
    return DenseRule(MatchRule(seed=seed), FusionRule(), sources=4, full_size_pixels_max=0)
