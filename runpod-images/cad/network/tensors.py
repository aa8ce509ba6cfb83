"""What a segmentation network is given and gives back: see README.md for names, shapes, units and normalisation."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from scipy.spatial import cKDTree

from cad.cloud.cloud import Surfels
from cad.geometry.vectors import Array
from cad.network.features import FEATURES, local_features

#: Order of the classes of ``type_logits``.
TYPES = ("plane", "cylinder", "cone", "sphere", "torus", "freeform")
#: Points a network is given when it takes any number.
POINTS = 4096
NEIGHBOURS = 24


@dataclass(frozen=True)
class Normalised:
    """Surfels as a network sees them: the middle of the bounding box at the origin, its longest side 1."""

    points: Array
    normals: Array
    centre: Array
    scale: float

    @staticmethod
    def of(surfels: Surfels) -> Normalised:
        low, high = surfels.low, surfels.high
        centre, scale = (low + high) / 2, float((high - low).max())
        return Normalised((surfels.points - centre) / scale, surfels.normals, centre, scale)


def chosen_points(count: int, wanted: int | None, rng: np.random.Generator) -> np.ndarray:
    """Which surfels a network sees: exactly ``wanted`` (some twice where there are fewer), else at most ``POINTS``."""
    order = rng.permutation(count)
    return np.resize(order, wanted) if wanted is not None else order[:POINTS]


def tensors_for(names: Iterable[str], seen: Normalised, chosen: np.ndarray, neighbours: int) -> dict[str, np.ndarray]:
    """The inputs a network names, of the points ``chosen (N,)``; features come from all surfels."""
    makers = {
        "points": lambda: seen.points[chosen].astype(np.float32),
        "normals": lambda: seen.normals[chosen].astype(np.float32),
        "neighbours": lambda: cKDTree(seen.points[chosen]).query(seen.points[chosen], k=neighbours)[1].astype(np.int64),
        "features": lambda: local_features(seen.points, seen.normals, chosen).astype(np.float32),
    }
    return {name: makers[name]()[None] for name in names}


#: Last dimension of each input; None: the network's to choose.
INPUT_WIDTHS: dict[str, int | None] = {"points": 3, "normals": 3, "neighbours": None, "features": len(FEATURES)}
