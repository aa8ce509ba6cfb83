"""The little that is kept of a photo's metadata: which lens it was, and its focal length. All else is dropped."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from PIL import Image

MAKE, MODEL = 0x010F, 0x0110
EXIF_IFD = 0x8769
FOCAL_LENGTH, FOCAL_LENGTH_35MM = 0x920A, 0xA405
FOCAL_PLANE_X_RESOLUTION, FOCAL_PLANE_UNIT = 0xA20E, 0xA210
PIXEL_X_DIMENSION = 0xA002
FILM_DIAGONAL_MM = math.hypot(36.0, 24.0)
MM_PER_UNIT = {2: 25.4, 3: 10.0, 4: 1.0, 5: 0.001}
PLAUSIBLE_FOCAL_PER_LONG_SIDE = (0.3, 6.0)


@dataclass(frozen=True)
class Lens:
    """``focal_ratio``: focal length ÷ the image's diagonal, as far as the metadata honestly say it."""

    make: str
    model: str
    focal_mm: float | None
    focal_ratio: float | None


def _text(value: Any) -> str:
    return str(value or "").replace("\x00", "").strip()[:64]


def _number(value: Any) -> float | None:
    try:
        number = float(value)
    except (TypeError, ValueError, ZeroDivisionError):
        return None
    return number if math.isfinite(number) and number > 0 else None


def read_lens(image: Image.Image) -> Lens:
    """Reads make, model and focal length; broken metadata count as none."""
    try:
        exif = image.getexif()
        detail = exif.get_ifd(EXIF_IFD)
        make, model = _text(exif.get(MAKE)), _text(exif.get(MODEL))
    except Exception:  # metadata come from anywhere; Pillow raises a dozen kinds on broken ones
        return Lens("", "", None, None)
    focal_mm = _number(detail.get(FOCAL_LENGTH))
    return Lens(make, model, focal_mm, _focal_ratio(detail, focal_mm, image.size))


def _focal_ratio(detail: dict[int, Any], focal_mm: float | None, size: tuple[int, int]) -> float | None:
    diagonal_ratio = None
    film_mm = _number(detail.get(FOCAL_LENGTH_35MM))
    if film_mm is not None:
        diagonal_ratio = film_mm / FILM_DIAGONAL_MM
    else:
        resolution = _number(detail.get(FOCAL_PLANE_X_RESOLUTION))
        unit_mm = MM_PER_UNIT.get(detail.get(FOCAL_PLANE_UNIT, 2))
        taken_width = _number(detail.get(PIXEL_X_DIMENSION))
        if focal_mm and resolution and unit_mm and taken_width:
            # Resolution counts pixels as taken; the stored photo may be smaller, but shows the same field.
            focal_px = focal_mm / unit_mm * resolution
            taken_diagonal = taken_width / max(size) * math.hypot(*size)
            diagonal_ratio = focal_px / taken_diagonal
    if diagonal_ratio is None:
        return None
    per_long_side = diagonal_ratio * math.hypot(*size) / max(size)
    low, high = PLAUSIBLE_FOCAL_PER_LONG_SIDE
    return diagonal_ratio if low <= per_long_side <= high else None
