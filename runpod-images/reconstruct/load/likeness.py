"""Which photos show nothing, and which show the same as another."""

from __future__ import annotations

import cv2
import numpy as np

DARK_LEVEL = 20.0  # 99.5 % of the pixels below it: nothing to match in
THUMB_PX = 48
SAME_LEVELS = 2.0  # mean difference of grey levels: JPEG noise stays below, a step aside does not


def is_dark(rgb: np.ndarray) -> bool:
    """Whether a photo (h, w, 3) is black to the eye."""
    return float(np.percentile(rgb[::4, ::4].max(axis=2), 99.5)) < DARK_LEVEL


def thumbnail(rgb: np.ndarray) -> np.ndarray:
    """Small grey picture (48, 48) float32 that likeness is judged by."""
    small = cv2.resize(rgb, (THUMB_PX, THUMB_PX), interpolation=cv2.INTER_AREA)
    return cv2.cvtColor(small, cv2.COLOR_RGB2GRAY).astype(np.float32)


def near_duplicates(thumbnails: list[np.ndarray]) -> list[tuple[int, int]]:
    """Pairs (earlier, later) of photos that look the same; each later one is named once."""
    pairs = []
    for later in range(1, len(thumbnails)):
        for earlier in range(later):
            if np.abs(thumbnails[earlier] - thumbnails[later]).mean() < SAME_LEVELS:
                pairs.append((earlier, later))
                break
    return pairs
