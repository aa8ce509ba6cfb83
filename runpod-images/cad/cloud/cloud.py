"""An oriented point cloud as it arrives, and the evened, judged surfels the rest works with."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from cad.geometry.vectors import Array


@dataclass(frozen=True)
class Cloud:
    """``points``, outward ``normals`` ``(n, 3)``; optional ``colours (n, 3) uint8`` and ``confidence (n,)`` 0..1."""

    points: Array
    normals: Array
    colours: np.ndarray | None = None
    confidence: Array | None = None

    def take(self, index: np.ndarray) -> Cloud:
        """The chosen points, by index or mask."""
        pick = lambda values: None if values is None else values[index]  # noqa: E731
        return Cloud(self.points[index], self.normals[index], pick(self.colours), pick(self.confidence))


@dataclass(frozen=True, eq=False)
class Surfels:
    """Evened cloud: ``good`` marks points whose neighbourhood is smooth and agrees with the given normal.

    ``seen``: the places as measured, ``points``: averaged over their own face; ``seen_noise``, ``noise``: standard
    deviation of each across the surface; ``spacing``: typical distance of neighbours; ``diagonal``: of the bounding
    box. Same length unit as the points.
    """

    points: Array
    normals: Array
    good: np.ndarray
    noise: float
    spacing: float
    diagonal: float
    table_z: float | None
    seen: Array
    seen_noise: float

    @property
    def low(self) -> Array:
        return self.points.min(0)

    @property
    def high(self) -> Array:
        return self.points.max(0)

    def as_measured(self) -> Surfels:
        """The same surfels with no place averaged."""
        return replace(self, points=self.seen, noise=self.seen_noise)

    def scaled(self, by: float) -> Surfels:
        """The same surfels with all lengths multiplied."""
        lengths = {
            name: getattr(self, name) * by for name in ("points", "noise", "spacing", "diagonal", "seen", "seen_noise")
        }
        return replace(self, **lengths, table_z=None if self.table_z is None else self.table_z * by)
