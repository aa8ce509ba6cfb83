"""Folders of photos as bases of hard sets: with true cameras beside them, or with those a reconstruction found."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from pathlib import Path

from reconstruct.bench.capture.centres import Centres, centres_of_truth
from reconstruct.bench.capture.part_mask import part_mask
from reconstruct.bench.capture.recipes import Base
from reconstruct.bench.sets import true_cameras


def base_of(folder: Path) -> Base:
    """The photos that lie in ``folder`` itself: one pass, named by its set and, where there are some, the pass."""
    photos = tuple(sorted(path for path in folder.iterdir() if path.is_file() and not path.name.startswith(".")))
    return Base(_name(folder), photos, truth_of(folder))


def passes_in(folder: Path) -> list[Path]:
    """A folder of photos, or those inside it: a set's ``photos/``, and a folder a pass."""
    if (folder / "photos").is_dir():
        return passes_in(folder / "photos")
    inside = sorted(path for path in folder.iterdir() if path.is_dir() and not path.name.startswith("."))
    has_files = any(path.is_file() and not path.name.startswith(".") for path in folder.iterdir())
    return [folder] if has_files or not inside else inside


def origin_of(base: Base) -> str:
    """Changes when the folder, or any photo in it, does."""
    files = [(path.name, path.stat().st_size, path.stat().st_mtime_ns) for path in base.photos]
    return hashlib.sha256(repr((str(base.photos[0].parent.resolve()), files)).encode()).hexdigest()[:16]


def truth_of(folder: Path) -> Centres | None:
    """True places, where ``cameras.json`` lies beside ``photos/`` or beside ``photos/PASS/``."""
    document = _document(folder)
    return None if document is None else centres_of_truth(document[1], document[2])


def bare(base: Base) -> Base | None:
    """The same set on plain paper; None where no truth tells what is part and what is mat."""
    found = _document(base.photos[0].parent) if base.photos else None
    if found is None or not (found[0] / "truth.stl").exists():
        return None
    home, document, name = found
    cameras = true_cameras(document)
    if name is not None and "passes" in document:
        number = sorted(document["passes"]).index(name)
        cameras = tuple(camera for camera in cameras if camera.pass_index == number)
    return replace(base, name=f"{base.name}-bare", mask=part_mask(home / "truth.stl", cameras))


def _document(folder: Path) -> tuple[Path, dict[str, object], str | None] | None:
    place = folder.resolve()
    for home, name in ((place.parent, None), (place.parent.parent, place.name)):
        path = home / "cameras.json"
        if path.exists() and (home / "photos").is_dir():
            return home, json.loads(path.read_text()), name
    return None


def _name(folder: Path) -> str:
    place = folder.resolve()
    if place.name == "photos":
        return place.parent.name
    if place.parent.name == "photos":
        home = place.parent.parent.name
        return place.name if home in ("shared", "") else f"{home}-{place.name}"
    return place.name
