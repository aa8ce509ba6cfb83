"""Photo sets with truth: ``photos/`` (sub-folders are passes), ``cameras.json`` and ``truth.stl`` in one folder.

``cameras.json``: ``K``, ``width``, ``height`` and either ``passes: {name: {part_to_mat (4 × 4), cameras}}`` or, for a
set of one pass, ``cameras`` itself; a camera is ``{file, R, t}``, world to camera, OpenCV axes, mm, the world being the
mat of its pass. ``truth.stl``: the part in the mat's frame of the first pass, mm. The part's STEP, where there is one,
tells the holes: ``truth.step`` beside it, or a file of the set's name in a folder of parts.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from reconstruct.dense.views import FloatArray


@dataclass(frozen=True, eq=False)
class TrueCamera:
    """``x_camera = R x_world + t``; the world is the mat's frame of the first pass (mm)."""

    pass_index: int
    stem: str
    K: FloatArray
    R: FloatArray
    t: FloatArray
    width: int
    height: int

    @property
    def centre(self) -> FloatArray:
        return -self.R.T @ self.t


@dataclass(frozen=True, eq=False)
class PhotoSet:
    name: str
    photos: Path
    truth: Path
    step: Path | None
    cameras: tuple[TrueCamera, ...]

    @property
    def passes(self) -> int:
        return len({camera.pass_index for camera in self.cameras})


def true_cameras(document: dict[str, Any]) -> tuple[TrueCamera, ...]:
    """Cameras of all passes, those of later ones carried into the first one's frame by how the part was turned."""
    passes = document.get("passes") or {"a": {"part_to_mat": np.eye(4), "cameras": document["cameras"]}}
    names = sorted(passes)
    base = np.array(passes[names[0]]["part_to_mat"], float)
    intrinsics = np.array(document["K"], float)
    found = []
    for number, name in enumerate(names):
        move = np.array(passes[name]["part_to_mat"], float) @ np.linalg.inv(base)
        for camera in passes[name]["cameras"]:
            rotation = np.array(camera["R"], float)
            shift = rotation @ move[:3, 3] + np.array(camera["t"], float)
            size = int(document["width"]), int(document["height"])
            found.append(
                TrueCamera(number, Path(camera["file"]).stem, intrinsics, rotation @ move[:3, :3], shift, *size)
            )
    return tuple(found)


def find_sets(folders: Iterable[Path], parts: Path | None) -> Iterator[PhotoSet]:
    """The sets that lie in ``folders``; a folder may be a set itself."""
    for folder in folders:
        if not folder.is_dir():
            continue
        for place in [folder, *sorted(p for p in folder.iterdir() if p.is_dir())]:
            if all((place / name).exists() for name in ("photos", "cameras.json", "truth.stl")):
                cameras = true_cameras(json.loads((place / "cameras.json").read_text()))
                yield PhotoSet(
                    place.resolve().name, place / "photos", place / "truth.stl", _step_of(place, parts), cameras
                )


def _step_of(place: Path, parts: Path | None) -> Path | None:
    if (place / "truth.step").exists():
        return place / "truth.step"
    names = [] if parts is None else [parts / f"{place.resolve().name}{end}" for end in (".step", ".stp")]
    return next((path for path in names if path.exists()), None)
