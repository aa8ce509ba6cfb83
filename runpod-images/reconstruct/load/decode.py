"""One photo file to upright 8-bit RGB pixels, judged by its content and never by its name."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pi_heif
from PIL import Image, ImageOps

from reconstruct.load.exif import Lens, read_lens

Image.init()  # all of Pillow's formats: the ones named below must be registered before they are asked for
pi_heif.register_heif_opener()
FORMATS = ("JPEG", "PNG", "WEBP", "HEIF")  # a JPEG with a second picture inside opens as "MPO"
MAX_PIXELS = 120_000_000  # contract: photoLimits.pixelsMax
ANIMATED_FORMATS = ("PNG", "WEBP")


class PhotoRefused(Exception):
    """``code`` is one of the contract's problem codes; ``why`` completes "name: …"."""

    def __init__(self, code: str, why: str) -> None:
        super().__init__(why)
        self.code, self.why = code, why


@dataclass(frozen=True)
class Photo:
    """``rgb (h, w, 3) uint8``, upright, longest side limited; ``taken_px`` its upright size before that."""

    rgb: np.ndarray
    lens: Lens
    taken_px: tuple[int, int]


def decode_photo(path: Path, longest_side_px: int) -> Photo:
    """Decodes JPEG, PNG, WebP or HEIC of any mode. Raises PhotoRefused for anything else, or for cut-short data."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Pillow's own bomb warning: the size is checked here
            with Image.open(path, formats=FORMATS) as image:
                return _decode(image, longest_side_px)
    except PhotoRefused:
        raise
    except Image.DecompressionBombError:
        raise PhotoRefused("photo-too-many-pixels", "has too many pixels") from None
    except MemoryError:
        raise PhotoRefused("photo-too-many-pixels", "needs too much memory") from None
    except Exception as error:  # decoders raise OSError, SyntaxError, ValueError, struct.error … on bad bytes
        raise PhotoRefused("photo-undecodable", f"cannot be decoded ({type(error).__name__})") from error


def _decode(image: Image.Image, longest_side_px: int) -> Photo:
    if image.width * image.height > MAX_PIXELS:
        raise PhotoRefused("photo-too-many-pixels", f"has {image.width} x {image.height} pixels")
    if image.format in ANIMATED_FORMATS and getattr(image, "n_frames", 1) > 1:
        raise PhotoRefused("photo-animated", "is an animation")
    lens = read_lens(image)
    taken = image.size
    if image.format in ("JPEG", "MPO") and image.mode in ("RGB", "L"):
        # The decoder itself halves a much larger JPEG: a fraction of the time and memory.
        image.draft(image.mode, (longest_side_px * 2, longest_side_px * 2))
    image.load()
    orientation = image.getexif().get(0x0112, 1) if _exif_readable(image) else 1
    image = ImageOps.exif_transpose(image) if orientation in range(2, 9) else image
    if orientation in range(5, 9):
        taken = (taken[1], taken[0])
    upright = _to_rgb(image)
    scale = longest_side_px / max(upright.size)
    if scale < 1:
        size = tuple(max(1, round(side * scale)) for side in upright.size)
        upright = upright.resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0)
    return Photo(np.asarray(upright, dtype=np.uint8), lens, taken)


def _exif_readable(image: Image.Image) -> bool:
    try:
        image.getexif()
    except Exception:  # as in read_lens
        return False
    return True


def _to_rgb(image: Image.Image) -> Image.Image:
    """Grey, 16-bit, palette, CMYK and transparent pictures as RGB; what is transparent becomes white."""
    if image.mode.startswith("I") or image.mode == "F":
        values = np.asarray(image, dtype=np.float64)
        top = 255.0 if values.max(initial=0) <= 255 else 65535.0
        image = Image.fromarray(np.clip(values * (255.0 / top) + 0.5, 0, 255).astype(np.uint8))
    if image.mode == "P" or "transparency" in image.info:
        image = image.convert("RGBA")
    if image.mode in ("LA", "La", "PA", "RGBa", "RGBA"):
        image = image.convert("RGBA")
        ground = Image.new("RGBA", image.size, (255, 255, 255, 255))
        return Image.alpha_composite(ground, image).convert("RGB")
    return image.convert("RGB")
