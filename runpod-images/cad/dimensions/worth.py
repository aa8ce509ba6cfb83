"""What a dimension is worth: evidence and uncertainty, from how the cloud lies on its faces."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

_ORDER = ("measured", "fitted", "guessed")
#: Points of a dense cloud err together: more of them than this do not make a face surer.
_EFFECTIVE_MAX = 60
_INLIERS_MIN = 3


class Worth:
    """Reads the face reports (rows as in the contract, by id)."""

    def __init__(self, reports: list[dict[str, Any]]) -> None:
        self._by_id = {row["id"]: row for row in reports}

    def evidence(self, faces: Iterable[int]) -> str:
        """Of the weakest face."""
        return max((self._by_id[face]["evidence"] for face in faces), key=_ORDER.index, default="guessed")

    def bias(self, face: int) -> float | None:
        """Median signed distance of the cloud, outward; None of a face that was not measured."""
        row = self._by_id[face]
        return None if row["evidence"] == "guessed" or row["inliers"] < _INLIERS_MIN else row["deviationBiasMm"]

    def biases(self, faces: Iterable[int]) -> float | None:
        """Of several faces of one level: that of the face with the most points."""
        known = [(self._by_id[face]["inliers"], bias) for face in faces if (bias := self.bias(face)) is not None]
        return max(known)[1] if known else None

    def raw_radius(self, face: int, concave: bool) -> float | None:
        """Radius before rounding: of the fit when the fit is known, else the solid's, moved to where the cloud lies."""
        row, bias = self._by_id[face], self.bias(face)
        if bias is None or row["radiusMm"] is None:
            return None
        if row["rawRadiusMm"] is not None and abs(row["rawRadiusMm"] - row["radiusMm"]) > 1e-9:
            return row["rawRadiusMm"]
        return row["radiusMm"] + (-bias if concave else bias)

    def place(self, face: int) -> float | None:
        """Half the 95 % interval of where the face lies: twice the standard error, and the cloud's bias off it.

        Points of a face seen in part err together, towards where it was seen from: there nothing is averaged.
        """
        row, bias = self._by_id[face], self.bias(face)
        if bias is None or row["deviationP95Mm"] is None:
            return None
        spread = row["deviationP95Mm"] / 2
        averaged = 1 if row["evidence"] == "fitted" else min(row["inliers"], _EFFECTIVE_MAX)
        return float(2 / np.sqrt(averaged) * spread + abs(bias))

    def places(self, faces: Iterable[int]) -> float | None:
        """Of several faces that show one thing (halves of a bore, parts of one level): the surest counts."""
        known = [self.place(face) for face in faces]
        sure = [value for value in known if value is not None]
        return min(sure) if sure else None

    def radius(self, faces: Iterable[int], arc_deg: float) -> float | None:
        """Of a radius or an axis' place seen over an arc."""
        base = self.places(faces)
        if base is None:
            return None
        arc = np.radians(min(arc_deg, 360.0))
        return float(base / max(1 - np.cos(arc / 2), 0.03)) if arc < np.pi else base


def together(*values: float | None) -> float | None:
    """Independent uncertainties added in quadrature; None when one is unknown."""
    return (
        None if any(value is None for value in values) else float(np.sqrt(sum(v * v for v in values if v is not None)))
    )
