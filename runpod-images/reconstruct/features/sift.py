"""SIFT keypoints with RootSIFT descriptors (Lowe 2004; Arandjelovic & Zisserman 2012), kept as bytes on disk."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

DESCRIPTOR_SCALE = 512.0
CONTRAST = {"standard": 0.01, "rich": 0.005}


@dataclass(frozen=True)
class Features:
    """``xy (n, 2)`` px, the first pixel's centre at 0.5; ``size (n,)`` px; ``angle (n,)`` rad; ``bytes_ (n, 128)``."""

    xy: np.ndarray
    size: np.ndarray
    angle: np.ndarray
    bytes_: np.ndarray

    def descriptors(self) -> np.ndarray:
        """Unit vectors (n, 128) float32: their products are cosines of likeness."""
        values = self.bytes_.astype(np.float32)
        return values / np.maximum(np.linalg.norm(values, axis=1, keepdims=True), 1e-9)

    def keep(self, index: np.ndarray) -> Features:
        return Features(self.xy[index], self.size[index], self.angle[index], self.bytes_[index])


def extract(gray: np.ndarray, limit: int, contrast: float = CONTRAST["standard"]) -> Features:
    """The strongest features of a grey photo (h, w) uint8, found from half a pixel's scale up, at most ``limit``."""
    sift = cv2.SIFT_create(nfeatures=0, contrastThreshold=contrast, edgeThreshold=10, enable_precise_upscale=True)
    points = sift.detect(gray, None)
    points = sorted(points, key=lambda point: -point.response)[:limit]
    if not points:
        return Features(
            np.zeros((0, 2), np.float32), np.zeros(0, np.float32), np.zeros(0, np.float32), np.zeros((0, 128), np.uint8)
        )
    points, raw = sift.compute(gray, points)
    root = np.sqrt(raw / np.maximum(raw.sum(axis=1, keepdims=True), 1e-9))
    return Features(
        xy=np.array([point.pt for point in points], dtype=np.float32) + 0.5,
        size=np.array([point.size for point in points], dtype=np.float32),
        angle=np.deg2rad(np.array([point.angle for point in points], dtype=np.float32)),
        bytes_=np.clip(root * DESCRIPTOR_SCALE + 0.5, 0, 255).astype(np.uint8),
    )


def save(features: Features, path: Path) -> None:
    np.savez(path, xy=features.xy, size=features.size, angle=features.angle, descriptors=features.bytes_)


def load(path: Path) -> Features:
    with np.load(path) as data:
        return Features(data["xy"], data["size"], data["angle"], data["descriptors"])
