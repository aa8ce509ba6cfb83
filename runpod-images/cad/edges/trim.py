"""A chamfer or a rounding on an edge of a solid."""

from __future__ import annotations

from dataclasses import dataclass

from cad.build.blend import Blend
from cad.fit.surfaces import Plane, Surface
from cad.geometry.vectors import Array, unit


@dataclass(frozen=True)
class Trim:
    """``kind``: ``chamfer`` (``sizes``: along the first and the second surface) or ``fillet`` (both its radius), mm.

    ``places (m, 3)``: along the sharp edge where both surfaces meet.
    """

    kind: str
    first: Surface
    second: Surface
    sizes: tuple[float, float]
    places: Array

    def as_blend(self) -> Blend | None:
        """A rounded straight edge of two planes as what the segmentation calls it; None for all else."""
        if self.kind != "fillet" or not (isinstance(self.first, Plane) and isinstance(self.second, Plane)):
            return None
        axis = unit(self.places[-1] - self.places[0])
        along = self.places @ axis
        low, high = along.min(), along.max()
        step = (high - low) / max(1, len(self.places) - 1)
        return Blend(self.first, self.second, axis, self.sizes[0], low - step / 2, high + step / 2)

    def scaled(self, by: float) -> Trim:
        """The same with all lengths multiplied."""
        first, second = self.first.scaled(by), self.second.scaled(by)
        return Trim(self.kind, first, second, (self.sizes[0] * by, self.sizes[1] * by), self.places * by)
