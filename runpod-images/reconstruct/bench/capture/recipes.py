"""Hard sets made out of a good one: fewer photos, blur, darkness, a gap, photos of something else, no mat.

``make_hard`` writes the photos of a set into ``folder/photos`` and ``folder/set.json``: ``{base, recipe, photos:
[{name, from (name in the base) | null for a foreign one, spoilt}], gap: {from, to} | null}``. All is deterministic.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from reconstruct.bench.capture.centres import Centres
from reconstruct.bench.capture.part_mask import PartMask

SPOILT_EVERY = 3
GAP_DEG = {"gap60": 60.0, "gap120": 120.0}
STEP = {"half": 2, "third": 3, "quarter": 4}
PICTURE_SIDE_PX = 1280.0
BLUR_SIGMA_PX = {"blurred": 4.0, "all-blurred": 6.0}
DARK_GAIN = {"dark": 0.06, "all-dark": 0.1}
FOREIGN = 6
RECIPES = ("whole", *STEP, *GAP_DEG, *BLUR_SIGMA_PX, *DARK_GAIN, "foreign")

Image = np.ndarray


@dataclass(frozen=True)
class Base:
    """A good set: its photos in the order of capture; ``mask`` blanks out all but the part where one is given."""

    name: str
    photos: tuple[Path, ...]
    centres: Centres | None
    mask: PartMask | None = None


def make_hard(base: Base, recipe: str, foreign: Sequence[Path], folder: Path) -> bool:
    """Whether the set could be made: a gap needs the cameras' places, foreign photos another set."""
    chosen = _chosen(base, recipe)
    if chosen is None or (recipe == "foreign" and not foreign):
        return False
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "photos").mkdir(parents=True)
    rows = []
    for number, path in enumerate(chosen):
        spoil = _spoiling(recipe, number, base.name)
        _write(path, folder / "photos" / path.name, spoil, base.mask)
        rows.append({"name": path.name, "from": path.name, "spoilt": spoil is not None})
    for number, path in enumerate(_spread(foreign, FOREIGN) if recipe == "foreign" else []):
        # Mixed in, not at the end: capture order must not give them away.
        name = f"{chosen[(number * len(chosen)) // FOREIGN].stem}-other{path.suffix}"
        shutil.copyfile(path, folder / "photos" / name)
        rows.append({"name": name, "from": None, "spoilt": False})
    rows.sort(key=lambda row: str(row["name"]))
    told = {"base": base.name, "recipe": recipe, "photos": rows, "gap": None}
    (folder / "set.json").write_text(json.dumps(told, indent=1))
    return True


def _chosen(base: Base, recipe: str) -> list[Path] | None:
    if recipe in STEP:
        return list(base.photos[:: STEP[recipe]])
    if recipe not in GAP_DEG:
        return list(base.photos)
    if base.centres is None:
        return None
    azimuth = base.centres.azimuths_deg([path.stem for path in base.photos])
    if azimuth is None:
        return None
    return [path for path, at in zip(base.photos, azimuth, strict=True) if not 90 <= at % 360 < 90 + GAP_DEG[recipe]]


def _spread(paths: Sequence[Path], count: int) -> list[Path]:
    step = max(1, len(paths) // count)
    return list(paths[::step])[:count]


def _spoiling(recipe: str, number: int, seed: str) -> Callable[[Image], Image] | None:
    if not recipe.startswith("all-") and number % SPOILT_EVERY != 1:
        return None
    if recipe in BLUR_SIGMA_PX:
        return lambda image: cv2.GaussianBlur(
            image, (0, 0), BLUR_SIGMA_PX[recipe] * max(image.shape[:2]) / PICTURE_SIDE_PX
        )
    if recipe in DARK_GAIN:
        return lambda image: _darkened(image, DARK_GAIN[recipe], np.random.default_rng([number, *seed.encode()]))
    return None


def _darkened(image: Image, gain: float, random: np.random.Generator) -> Image:
    """Less light on the sensor and the grain that comes with it."""
    noise = random.normal(0, 2.0, image.shape)
    return np.clip(image.astype(np.float64) * gain + noise, 0, 255).astype(np.uint8)


def _write(source: Path, target: Path, spoil: Callable[[Image], Image] | None, mask: PartMask | None) -> None:
    if spoil is None and mask is None:
        shutil.copyfile(source, target)
        return
    image = cv2.imread(str(source))
    if mask is not None:
        image = mask.apply(image, source.stem)
    quality = [cv2.IMWRITE_JPEG_QUALITY, 95] if target.suffix.lower() in (".jpg", ".jpeg") else []
    cv2.imwrite(str(target), image if spoil is None else spoil(image), quality)
