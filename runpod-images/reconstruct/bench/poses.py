"""Pose errors against known cameras."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from reconstruct.bench.sets import TrueCamera
from reconstruct.dense.views import FloatArray

#: A camera further than this from its true place is registered, but not right.
RIGHT_WITHIN_MM = 0.3


@dataclass(frozen=True, eq=False)
class Similarity:
    """``true = scale * rotation @ found + shift``."""

    scale: float
    rotation: FloatArray
    shift: FloatArray

    def points(self, found: FloatArray) -> FloatArray:
        return self.scale * np.asarray(found, float) @ self.rotation.T + self.shift


IDENTITY = Similarity(1.0, np.eye(3), np.zeros(3))


def umeyama(source: FloatArray, target: FloatArray) -> Similarity:
    """The similarity of least squares (Umeyama 1991) that takes ``source (n, 3)`` to ``target (n, 3)``."""
    mean_a, mean_b = source.mean(axis=0), target.mean(axis=0)
    a, b = source - mean_a, target - mean_b
    left, values, right = np.linalg.svd(b.T @ a / len(a))
    flip = np.diag([1.0, 1.0, np.sign(np.linalg.det(left @ right)) or 1.0])
    rotation = left @ flip @ right
    scale = float((values * np.diag(flip)).sum() / max((a**2).sum() / len(a), 1e-300))
    return Similarity(scale, rotation, mean_b - scale * rotation @ mean_a)


def evaluate(cameras: dict[str, Any], truth: Sequence[TrueCamera]) -> tuple[dict[str, Any], Similarity | None]:
    """Figures over all photos and by pass, and what takes the result's frame to the truth's.

    In the mat's frame errors are absolute and the similarity is the identity; in any other a similarity between the
    camera centres is taken out first (None: too few cameras to tell). ``scaleErrorPercent``: by that fit, where the
    lengths claim to be mm. ``rightShare``: of the photos given, placed within 0.3 mm of the truth.
    """
    true = {(camera.pass_index, camera.stem): camera for camera in truth}
    rows = [
        (camera["pass"], *_pose(camera), true[camera["pass"], Path(camera["name"]).stem])
        for camera in cameras["cameras"]
        if camera["registered"]
    ]
    photos = len(cameras["cameras"])
    figures: dict[str, Any] = {
        "photos": photos, "registered": len(rows), "registeredShare": len(rows) / photos, "rightShare": 0.0,
        "frame": cameras["frame"], "unit": cameras["unit"],
    }  # fmt: skip
    if len(rows) < 3:
        return figures, None
    found, places = np.array([row[2] for row in rows]), np.array([row[3].centre for row in rows])
    fit = umeyama(found, places)
    known = cameras["frame"] == "mat" and cameras["unit"] == "mm"
    carried = IDENTITY if known else fit
    distance = np.linalg.norm(carried.points(found) - places, axis=1)
    angle = np.array([_angle_deg(row[1] @ carried.rotation.T, row[3].R) for row in rows])
    figures["rightShare"] = float((distance <= RIGHT_WITHIN_MM).sum() / photos)
    figures["scaleErrorPercent"] = 100 * (1 / fit.scale - 1) if cameras["unit"] == "mm" else None
    number = np.array([row[0] for row in rows])
    for name, mask in [("all", number >= 0), *((f"pass{n}", number == n) for n in np.unique(number))]:
        figures[name] = {
            "registered": int(mask.sum()),
            "positionMedianMm": float(np.median(distance[mask])),
            "positionMaxMm": float(distance[mask].max()),
            "rotationMedianDeg": float(np.median(angle[mask])),
            "rotationMaxDeg": float(angle[mask].max()),
        }
    return figures, carried


def _pose(camera: dict[str, Any]) -> tuple[FloatArray, FloatArray]:
    rotation = np.array(camera["R"], dtype=float).reshape(3, 3)
    return rotation, -rotation.T @ np.array(camera["t"], dtype=float)


def _angle_deg(a: FloatArray, b: FloatArray) -> float:
    return float(np.degrees(np.arccos(np.clip((np.trace(a @ b.T) - 1) / 2, -1, 1))))
