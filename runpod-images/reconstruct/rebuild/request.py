"""A rebuild's request judged against the report of the result it begins from."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from cad.rebuild.remake import Wish
from reconstruct.stage import StageError

#: As the contract's rebuildLimits.
FACTOR_MAX = 5.0
POINTS_APART_SHARE_MIN = 0.02


def scale_of(known: dict[str, Any] | None, report: dict[str, Any]) -> float | None:
    """mm per length of the report; None where no distance is given. Raises StageError ``known-distance-unfit``."""
    if known is None:
        return None
    apart = math.dist(known["from"], known["to"])
    box = report["boundingBoxMm"]
    diagonal = float(np.linalg.norm(box["size"])) if box else 0.0
    if not apart > POINTS_APART_SHARE_MIN * diagonal:
        raise StageError("known-distance-unfit", "cad", "the two points lie too near to each other")
    if not known["distanceMm"] > 0:
        raise StageError("known-distance-unfit", "cad", "the distance must be above zero")
    return float(known["distanceMm"] / apart)


def wishes_of(overrides: list[dict[str, Any]]) -> list[Wish]:
    """Raises StageError ``override-out-of-range`` for a value that is no length."""
    for entry in overrides:
        if not (math.isfinite(entry["valueMm"]) and entry["valueMm"] > 0):
            raise StageError("override-out-of-range", "cad", "a dimension must be above zero")
    return [Wish(entry["quantity"], tuple(entry["faces"]), float(entry["valueMm"])) for entry in overrides]


def check_range(before: float, value: float) -> None:
    """Raises StageError ``override-out-of-range`` where ``value`` is another part's."""
    if not before / FACTOR_MAX <= value <= before * FACTOR_MAX:
        raise StageError(
            "override-out-of-range", "cad", f"{value:.4g} in place of {before:.4g} is more than five times off"
        )
