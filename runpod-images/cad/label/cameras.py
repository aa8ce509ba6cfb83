"""Views from photos with known cameras and no depth maps: what each saw is drawn from the cloud."""

from __future__ import annotations

import json
from pathlib import Path

import cv2
import numpy as np

from cad.geometry.vectors import Array
from cad.label.views import Photo, View, photo_of
from cad.problem import CadError

#: Depth maps are this much smaller than the photos; a point covers a pixel and its neighbours.
_SHRINK = 4


def _depth(points: Array, intrinsics: Array, rotation: Array, translation: Array, size: tuple[int, int]) -> np.ndarray:
    """Nearest depth of the points at every pixel ``(h, w)``, 0 where none falls."""
    camera = points @ rotation.T + translation
    camera = camera[camera[:, 2] > 0]
    flat = camera @ intrinsics.T
    cell = np.floor(flat[:, :2] / flat[:, 2:]).astype(int)
    inside = ((cell >= 0) & (cell < np.array([size[1], size[0]]))).all(1)
    depth = np.full(size, np.inf, np.float32)
    np.minimum.at(depth, (cell[inside, 1], cell[inside, 0]), camera[inside, 2].astype(np.float32))
    nearest = cv2.erode(depth, np.ones((3, 3), np.uint8))
    return np.where(np.isfinite(nearest), nearest, np.float32(0))


def read_cameras(cameras_json: Path, photos: Path, points: Array) -> list[View]:
    """Views of ``cameras.json``: ``K``, ``passes.NAME.cameras [{file, R, t}]`` (x = K (R X + t), OpenCV axes, pixels
    from the corner of the image), photos in ``photos/NAME/`` or ``photos/``; poses in the frame of ``points (n, 3)``.

    Only the first pass: the part lay otherwise in the others. Raises CadError ``cloud-unreadable``.
    """
    try:
        content = json.loads(cameras_json.read_text())
        name, first = next(iter(content["passes"].items()))
        intrinsics = np.array(content["K"], float)
        cameras = [
            (camera["file"], np.array(camera["R"], float).reshape(3, 3), np.array(camera["t"], float).reshape(3))
            for camera in first["cameras"]
        ]
    except (OSError, ValueError, KeyError, TypeError, StopIteration) as error:
        raise CadError("cloud-unreadable", f"{cameras_json.name} does not describe cameras: {error}") from error
    folder = photos / name if (photos / name).is_dir() else photos
    views = []
    for file, rotation, translation in cameras:
        photo: Photo | None = photo_of(folder / file, intrinsics)
        if photo is None:
            continue
        small = np.diag([1 / _SHRINK, 1 / _SHRINK, 1.0]) @ intrinsics
        size = (photo.grey.shape[0] // _SHRINK, photo.grey.shape[1] // _SHRINK)
        depth = _depth(points, small, rotation, translation, size)
        views.append(View(depth, small, rotation, translation, photo))
    if not views:
        raise CadError("cloud-unreadable", f"none of the photos that {cameras_json.name} names lies in {folder.name}/")
    return views
