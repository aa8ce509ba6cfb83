"""The mat blanked out of rendered photos: what a person gets who lays the part on plain paper."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from cad.files.stl import read_stl
from reconstruct.bench.sets import TrueCamera

MARGIN_SHARE = 0.012  # of the longest side: some of the ground beside the part
PAPER_LEVEL, PAPER_GRAIN = 205.0, 2.0


@dataclass(frozen=True, eq=False)
class PartMask:
    """``vertices (n, 3)``: the part in the frame of the cameras."""

    vertices: np.ndarray
    cameras: dict[str, TrueCamera]

    def apply(self, image: np.ndarray, stem: str) -> np.ndarray:
        """Plain paper with a little grain wherever the part's outline (its convex hull) does not reach."""
        camera = self.cameras[stem]
        seen = (self.vertices @ camera.R.T + camera.t) @ camera.K.T
        hull = cv2.convexHull((seen[:, :2] / seen[:, 2:]).astype(np.float32)).astype(np.int32)
        inside = np.zeros(image.shape[:2], np.uint8)
        cv2.fillConvexPoly(inside, hull, 255)
        margin = round(MARGIN_SHARE * max(image.shape[:2]))
        inside = cv2.dilate(inside, np.ones((2 * margin + 1, 2 * margin + 1), np.uint8))
        soft = cv2.GaussianBlur(inside, (0, 0), margin / 3)[..., None] / 255.0
        random = np.random.default_rng(list(stem.encode()))
        paper = PAPER_LEVEL + random.normal(0, PAPER_GRAIN, image.shape)
        return np.clip(soft * image + (1 - soft) * paper, 0, 255).astype(np.uint8)


def part_mask(stl: Path, cameras: tuple[TrueCamera, ...]) -> PartMask:
    vertices = read_stl(stl).corners.reshape(-1, 3)
    return PartMask(np.unique(vertices.round(3), axis=0), {camera.stem: camera for camera in cameras})
