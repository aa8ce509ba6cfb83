"""What the phone's judge is given of a folder: raw grey pictures, and the mat's pose of each photo where it is seen.

``photos.json``: ``[{name, file, widthPx, heightPx, pose|null}]``, a pose being ``{rotation[9], translationMm[3],
focalPx, centrePx[2]}``; a file is ``widthPx · heightPx`` bytes. The poses stand in for those the phone's own mat finder
gives: from the mat alone, from no feature of the part.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from reconstruct.load.decode import decode_photo
from reconstruct.mat.detect import detect_board
from reconstruct.poses.from_board import poses_from_board
from reconstruct.poses.lens import lens_table

LONGEST_SIDE_PX = 1280


def write_grey(folder: Path, target: Path) -> None:
    target.mkdir(parents=True, exist_ok=True)
    cv2.setNumThreads(1)
    rows: list[dict[str, Any]] = []
    boards, loads = [], []
    for number, path in enumerate(sorted(folder.iterdir())):
        photo = decode_photo(path, LONGEST_SIDE_PX)
        grey = cv2.cvtColor(photo.rgb, cv2.COLOR_RGB2GRAY)
        (target / f"{number:03d}.grey").write_bytes(grey.tobytes())
        height, width = grey.shape
        boards.append(detect_board(grey))
        loads.append(_as_loaded(width, height, photo.lens.focal_ratio))
        rows.append({"name": path.name, "file": f"{number:03d}.grey", "widthPx": width, "heightPx": height,
                     "pose": None})  # fmt: skip
    table = lens_table(loads)
    groups = np.array([table.group_index(load["cameraGroup"]) for load in loads])
    found = poses_from_board(boards, groups, np.zeros(len(rows), int), table)
    for number, index in enumerate(() if found is None else found.photos):
        assert found is not None
        bundle = found.bundle
        lens = bundle.intrinsics()[number]
        rows[index]["pose"] = {
            "rotation": bundle.rotations[number].ravel().tolist(),
            "translationMm": bundle.shifts[number].tolist(),
            "focalPx": float(lens[0]),
            "centrePx": [float(lens[1]), float(lens[2])],
        }
    # Last: whoever finds this file finds all of them.
    (target / "photos.json").write_text(json.dumps(rows, indent=1))


def _as_loaded(width: int, height: int, focal_ratio: float | None) -> dict[str, Any]:
    prior = None if focal_ratio is None else focal_ratio * float(np.hypot(width, height))
    return {"widthPx": width, "heightPx": height, "focalPriorPx": prior, "cameraGroup": f"0:{width}x{height}"}
