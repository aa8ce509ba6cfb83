"""What matching hands to poses, on disk: ``matching/matching.json`` and, by mode, ``board.npz`` and ``tracks.npz``."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from reconstruct.features.sift import Features, load
from reconstruct.features.stage import read_boards
from reconstruct.mat.detect import BoardDetection
from reconstruct.matching.tracks import Tracks
from reconstruct.poses.lens import LensTable, lens_table


@dataclass(frozen=True)
class PhotoSet:
    """The usable photos in order, their detections, camera groups ``(n,)`` in ``table`` and passes ``(n,)``."""

    photos: list[dict[str, Any]]
    boards: list[BoardDetection]
    table: LensTable
    groups: np.ndarray
    passes: np.ndarray
    features_folder: Path

    def features(self, index: int) -> Features:
        return load(self.features_folder / str(self.photos[index]["file"]).replace(".png", ".npz"))


def read_photo_set(workspace: Path) -> PhotoSet:
    """Reads what load and features wrote."""
    photos = [photo for photo in json.loads((workspace / "load" / "photos.json").read_text()) if photo["usable"]]
    table = lens_table(photos)
    return PhotoSet(
        photos=photos,
        boards=read_boards(json.loads((workspace / "features" / "board.json").read_text())),
        table=table,
        groups=np.array([table.group_index(photo["cameraGroup"]) for photo in photos]),
        passes=np.array([photo["pass"] for photo in photos]),
        features_folder=workspace / "features",
    )


@dataclass(frozen=True)
class BoardStart:
    """Poses from the board alone: ``photos (c,)`` indices, mat-to-camera poses, lens ``(k,)``, reasons by photo."""

    photos: np.ndarray
    rotations: np.ndarray
    shifts: np.ndarray
    lens: np.ndarray
    reasons: dict[int, str]


def write_board_start(folder: Path, start: BoardStart) -> None:
    np.savez(folder / "board.npz", photos=start.photos, rotations=start.rotations, shifts=start.shifts, lens=start.lens)
    (folder / "reasons.json").write_text(json.dumps({str(key): value for key, value in start.reasons.items()}))


def read_board_start(folder: Path) -> BoardStart:
    with np.load(folder / "board.npz") as data:
        arrays = {name: data[name] for name in ("photos", "rotations", "shifts", "lens")}
    reasons = json.loads((folder / "reasons.json").read_text())
    return BoardStart(**arrays, reasons={int(key): value for key, value in reasons.items()})


def write_tracks(path: Path, tracks: Tracks) -> None:
    np.savez(path, track=tracks.track, photo=tracks.photo, feature=tracks.feature)


def read_tracks(path: Path) -> Tracks:
    with np.load(path) as data:
        return Tracks(data["track"], data["photo"], data["feature"])


def read_off_mat(folder: Path) -> dict[int, np.ndarray]:
    """Features that do not sit on the bare mat, by photo, where structure from motion had to do without it."""
    with np.load(folder / "off-mat.npz") as data:
        return {int(name): data[name] for name in data.files}
