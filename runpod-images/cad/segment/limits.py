"""The thresholds of one segmentation, all derived from what was measured on the cloud."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cad.cloud.cloud import Surfels


@dataclass(frozen=True)
class Limits:
    """``reach``: distance a point may lie off its surface; ``least``: points a segment needs; ``gap``: joins pieces;
    ``blur``: how far from an edge normals are not to be trusted."""

    reach: float
    least: int
    gap: float
    blur: float
    noise: float
    diagonal: float
    seed: int

    @staticmethod
    def of(surfels: Surfels, seed: int) -> Limits:
        noise = max(surfels.noise, 0.0004 * surfels.diagonal)
        # A face of 3 % x 3 % of the diagonal must be found; below ~25 points noise passes for a face.
        least = max(25, int((0.026 * surfels.diagonal / surfels.spacing) ** 2))
        least = min(least, max(25, int(0.006 * surfels.good.sum())))
        blur = min(max(7 * noise, 4 * surfels.spacing), 0.035 * surfels.diagonal)
        return Limits(2.8 * noise, least, 3.2 * surfels.spacing, blur, noise, surfels.diagonal, seed)

    def rng(self, salt: int) -> np.random.Generator:
        """Generator of one step; steps do not disturb each other's draws."""
        return np.random.default_rng([self.seed, salt])
