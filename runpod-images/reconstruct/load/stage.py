"""load: the files as sent become upright RGB pictures of limited size, without metadata; bad ones are named."""

from __future__ import annotations

import json
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from reconstruct.load.decode import Photo, PhotoRefused, decode_photo
from reconstruct.load.exif import Lens
from reconstruct.load.likeness import is_dark, near_duplicates, thumbnail
from reconstruct.stage import StageContext, StageError, StageResult

VERSION = 2
INPUTS: tuple[str, ...] = ("input",)
TIMEOUT_S = 300.0
LONGEST_SIDE_PX = {"draft": 1200, "standard": 2000}
MIN_PIXELS = 1_000_000  # contract: photoLimits.pixelsMin
MIN_PHOTOS = 8  # fewer different photos cannot go round a part


@dataclass(frozen=True)
class Loaded:
    """What is remembered of a photo once its pixels are written."""

    file: str
    width_px: int
    height_px: int
    lens: Lens
    dark: bool
    small: bool
    thumb: np.ndarray


def run(context: StageContext) -> StageResult:
    """Writes ``load/photos.json`` and ``load/NNN.png``. Raises photo-undecodable, photos-black, photos-too-few …"""
    source, target = context.folder("input"), context.folder("load")
    target.mkdir(parents=True, exist_ok=True)
    entries = json.loads((source / "photos.json").read_text())
    cv2.setNumThreads(1)
    loaded = _load_all(context, entries, source, target)
    if all(photo.dark for photo in loaded):
        raise StageError("photos-black", "load", f"All {len(loaded)} photos are dark.")
    reasons = _reasons(entries, loaded)
    groups = _camera_groups(loaded)
    photos = [_describe(*row) for row in zip(entries, loaded, groups, reasons, strict=True)]
    usable = [photo for photo in photos if photo["usable"]]
    if len(usable) < MIN_PHOTOS:
        why = "; ".join(f"{count} {reason}" for reason, count in Counter(filter(None, reasons)).items())
        raise StageError(
            "photos-too-few", "load", f"{len(usable)} different usable photos" + (f" ({why})." if why else ".")
        )
    (target / "photos.json").write_text(json.dumps(photos, indent=1))
    alike = [
        (entries[a]["name"], entries[b]["name"])
        for a, b in near_duplicates([p.thumb for p in loaded])
        if not reasons[b]
    ]
    notes = [f"{b} shows the same as {a}." for a, b in alike]
    notes += [f"{photo['name']} is left out: {photo['reason']}." for photo in photos if photo["reason"]]
    measured = {
        "photos": len(photos),
        "usable": len(usable),
        "nearDuplicates": len(alike),
        "cameraGroups": len(set(groups)),
        "focalPriors": sum(p["focalPriorPx"] is not None for p in photos),
        "longestSidePx": max(max(p.width_px, p.height_px) for p in loaded),
    }
    return StageResult(measured, tuple(notes))


def _load_all(context: StageContext, entries: list[dict[str, Any]], source: Path, target: Path) -> list[Loaded]:
    longest = LONGEST_SIDE_PX[context.settings.quality]

    def load(numbered: tuple[int, dict[str, Any]]) -> Loaded | PhotoRefused:
        number, entry = numbered
        try:
            return _store(decode_photo(source / entry["file"], longest), target, f"{number:03d}.png")
        except PhotoRefused as refusal:
            return refusal

    results: list[Loaded | PhotoRefused] = []
    with ThreadPoolExecutor(max(1, context.settings.processes)) as pool:
        for done, result in enumerate(pool.map(load, enumerate(entries)), start=1):
            results.append(result)
            context.progress(done, len(entries), f"photo {done} of {len(entries)} read")
    refused = [(entry["name"], r) for entry, r in zip(entries, results, strict=True) if isinstance(r, PhotoRefused)]
    if refused:
        detail = "; ".join(f"{name} {refusal.why}" for name, refusal in refused)
        raise StageError(refused[0][1].code, "load", detail + ".")
    return [result for result in results if isinstance(result, Loaded)]


def _store(photo: Photo, target: Path, file: str) -> Loaded:
    bgr = cv2.cvtColor(photo.rgb, cv2.COLOR_RGB2BGR)
    if not cv2.imwrite(str(target / file), bgr, [cv2.IMWRITE_PNG_COMPRESSION, 1]):
        raise OSError(f"cannot write {file}")
    height, width = photo.rgb.shape[:2]
    small = photo.taken_px[0] * photo.taken_px[1] < MIN_PIXELS
    return Loaded(file, width, height, photo.lens, is_dark(photo.rgb), small, thumbnail(photo.rgb))


def _reasons(entries: list[dict[str, Any]], loaded: list[Loaded]) -> list[str | None]:
    """Why a photo is left out, in words that complete "it …"; None for a usable one."""
    seen: dict[str, str] = {}
    reasons: list[str | None] = []
    for entry, photo in zip(entries, loaded, strict=True):
        first = seen.setdefault(entry["sha256"], entry["name"])
        reason = "is all dark" if photo.dark else "has less than 1 megapixel" if photo.small else None
        if reason is None and first != entry["name"]:
            reason = "is the same file as an earlier one"
        reasons.append(reason)
    return reasons


def _camera_groups(loaded: list[Loaded]) -> list[str]:
    """``lens:WIDTHxHEIGHT``: photos of one lens and one orientation share a camera; a lens has up to two of them."""
    lenses: dict[tuple[object, ...], int] = {}
    names = []
    for photo in loaded:
        sides = tuple(sorted((photo.width_px, photo.height_px)))
        focal = None if photo.lens.focal_mm is None else round(photo.lens.focal_mm, 2)
        key = (photo.lens.make, photo.lens.model, focal, *sides)
        lens = lenses.setdefault(key, len(lenses))
        names.append(f"{lens}:{photo.width_px}x{photo.height_px}")
    return names


def _describe(entry: dict[str, Any], photo: Loaded, group: str, reason: str | None) -> dict[str, Any]:
    ratio = photo.lens.focal_ratio
    prior = None if ratio is None else round(ratio * float(np.hypot(photo.width_px, photo.height_px)), 2)
    return {
        "photoId": entry["photoId"],
        "pass": entry["pass"],
        "name": entry["name"],
        "file": photo.file,
        "widthPx": photo.width_px,
        "heightPx": photo.height_px,
        "focalPriorPx": prior,
        "cameraGroup": group,
        "usable": reason is None,
        "reason": reason,
    }
