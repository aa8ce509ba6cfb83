"""The registered views as the poses stage left them, and their grey images at any working scale."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.floating]


@dataclass(frozen=True, eq=False)
class View:
    """A pinhole photo. ``x_camera = R x_world + t``; ``K`` in pixels, centre of the first pixel at (0.5, 0.5)."""

    index: int
    photo_id: str
    pass_name: str
    file: Path
    width: int
    height: int
    K: FloatArray
    R: FloatArray
    t: FloatArray

    @cached_property
    def centre(self) -> FloatArray:
        """Camera centre in the world, ``(3,)``."""
        return -self.R.T @ self.t

    @cached_property
    def axis(self) -> FloatArray:
        """Unit viewing direction in the world, ``(3,)``."""
        return self.R[2]

    def size_at(self, longest_px: int) -> tuple[int, int]:
        """Width and height in pixels with the longest side at most ``longest_px`` (never enlarged)."""
        scale = min(1.0, longest_px / max(self.width, self.height))
        return max(1, round(self.width * scale)), max(1, round(self.height * scale))

    def K_at(self, width: int, height: int) -> FloatArray:
        """``K`` for the same photo resampled to ``width × height``."""
        return np.diag([width / self.width, height / self.height, 1.0]) @ self.K

    def grey_at(self, longest_px: int) -> NDArray[np.float32]:
        """Grey image 0..1, area-averaged to :meth:`size_at`."""
        image = cv2.imread(str(self.file), cv2.IMREAD_GRAYSCALE)
        if image is None:
            raise FileNotFoundError(f"view image cannot be read: {self.file.name}")
        size = self.size_at(longest_px)
        if size != (image.shape[1], image.shape[0]):
            image = cv2.resize(image, size, interpolation=cv2.INTER_AREA)
        return image.astype(np.float32) / np.float32(255)

    def colour_crop(self, K: FloatArray, shape: tuple[int, ...]) -> NDArray[np.uint8]:
        """RGB ``(h, w, 3)`` of the pixel grid whose calibration is ``K`` (a resampled, cropped map of this photo)."""
        image = cv2.imread(str(self.file), cv2.IMREAD_COLOR)
        if image is None:
            raise FileNotFoundError(f"view image cannot be read: {self.file.name}")
        scale = K[0, 0] / self.K[0, 0], K[1, 1] / self.K[1, 1]
        size = round(self.width * scale[0]), round(self.height * scale[1])
        small = cv2.resize(image, size, interpolation=cv2.INTER_AREA)
        x, y = (round(float(self.K[k, 2] * scale[k] - K[k, 2])) for k in (0, 1))
        return cv2.cvtColor(small[y : y + shape[0], x : x + shape[1]], cv2.COLOR_BGR2RGB)


def load_views(poses_folder: Path) -> list[View]:
    """Views of ``poses/views.json`` in its order (the order of the maps ``NNN.npz``)."""
    entries = json.loads((poses_folder / "views.json").read_text())
    return [
        View(
            index=index,
            photo_id=entry["photoId"],
            pass_name=str(entry["pass"]),
            file=poses_folder / entry["file"],
            width=entry["widthPx"],
            height=entry["heightPx"],
            K=np.asarray(entry["K"], float).reshape(3, 3),
            R=np.asarray(entry["R"], float).reshape(3, 3),
            t=np.asarray(entry["t"], float),
        )
        for index, entry in enumerate(entries)
    ]
