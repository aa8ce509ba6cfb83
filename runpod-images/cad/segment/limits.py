"""The thresholds of one segmentation, all derived from what was measured on the cloud."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cad.cloud.cloud import Surfels


@dataclass(frozen=True)
class Limits:
    """``reach``: distance a point may lie off its surface, ``search`` off a first guess of it; ``least``: points a
    segment needs; ``gap``: joins pieces; ``blur``: how far from an edge normals are not to be trusted; ``noise``: of
    the averaged places; ``raw``: of the places as measured, which says how well a face is placed."""

    reach: float
    least: int
    gap: float
    blur: float
    noise: float
    diagonal: float
    seed: int
    raw: float

    @property
    def search(self) -> float:
        return 2.0 * self.reach

    @property
    def depth_slack(self) -> float:
        """How far what a view shows may lie off a face that it is a view of."""
        return max(0.006 * self.diagonal, 3 * self.noise)

    @property
    def scatter(self) -> float:
        """Of the points of a small round face: averaging helps least where a face bends and ends soon."""
        return max(self.noise, 0.5 * self.raw)

    @staticmethod
    def of(surfels: Surfels, seed: int) -> Limits:
        noise = max(surfels.noise, 0.0004 * surfels.diagonal)
        # A face of 3 % x 3 % of the diagonal must be found; below ~25 points noise passes for a face.
        least = max(25, int((0.026 * surfels.diagonal / surfels.spacing) ** 2))
        least = min(least, max(25, int(0.006 * surfels.good.sum())))
        blur = min(max(7 * noise, 4 * surfels.spacing), 0.035 * surfels.diagonal)
        raw = max(surfels.seen_noise, noise)
        return Limits(2.8 * noise, least, 3.2 * surfels.spacing, blur, noise, surfels.diagonal, seed, raw)

    def rng(self, salt: int) -> np.random.Generator:
        """Generator of one step; steps do not disturb each other's draws."""
        return np.random.default_rng([self.seed, salt])
