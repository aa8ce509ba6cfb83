"""Stills as large as a phone's, out of smaller photos: ``python make_stills.py FOLDER OUT COUNT``.

12 megapixels, with the grain of a small sensor: that, not the picture, is what makes a phone's JPEG 3 to 5 MB. Where
the folder holds fewer photos than asked for, they come again, each cut a little closer than before.
"""

from __future__ import annotations

import sys
from pathlib import Path

import cv2
import numpy as np

WIDTH, HEIGHT = 4000, 3000
GRAIN = 5.0
QUALITY = 92
CLOSER = 0.04


def cut(picture: np.ndarray, share: float) -> np.ndarray:
    """The middle of a picture, without ``share`` of each side."""
    height, width = picture.shape[:2]
    top, left = round(height * share), round(width * share)
    return picture[top : height - top, left : width - left]


def main(arguments: list[str]) -> int:
    """Writes the stills."""
    folder, out, count = Path(arguments[0]), Path(arguments[1]), int(arguments[2])
    photos = sorted(file for file in folder.iterdir() if file.suffix.lower() in {".jpg", ".jpeg", ".png"})
    grain = np.random.default_rng(1).normal(0, GRAIN, (HEIGHT, WIDTH, 1)).astype(np.float32)
    for index in range(count):
        turn, which = divmod(index, len(photos))
        picture = cut(cv2.imread(str(photos[which])), CLOSER * turn)
        upright = picture.shape[0] > picture.shape[1]
        size = (HEIGHT, WIDTH) if upright else (WIDTH, HEIGHT)
        large = cv2.resize(picture, size, interpolation=cv2.INTER_CUBIC).astype(np.float32)
        noise = np.roll(grain, 977 * index)
        large += noise.transpose(1, 0, 2) if upright else noise
        still = np.clip(large, 0, 255).astype(np.uint8)
        cv2.imwrite(str(out / f"still-{index:03d}.jpg"), still, [cv2.IMWRITE_JPEG_QUALITY, QUALITY])
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
