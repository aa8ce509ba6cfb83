import json
from pathlib import Path

import cv2
import numpy as np
import pytest

from cad.label.cameras import read_cameras
from cad.label.views import free_votes
from cad.problem import CadError

K = [[400.0, 0, 160], [0, 400.0, 120], [0, 0, 1]]
DOWN = [[1.0, 0, 0], [0, -1.0, 0], [0, 0, -1.0]]


def _shoot(folder: Path) -> Path:
    """Two photos from 100 above a square plate at z = 0."""
    (folder / "photos/a").mkdir(parents=True)
    for name in ("0.png", "1.png"):
        cv2.imwrite(str(folder / "photos/a" / name), np.full((240, 320), 90, np.uint8))
    cameras = [{"file": f"{n}.png", "R": DOWN, "t": [2.0 * n, 0.0, 100.0]} for n in range(2)]
    file = folder / "cameras.json"
    file.write_text(json.dumps({"K": K, "passes": {"a": {"cameras": cameras}, "b": {"cameras": []}}}))
    return file


def _plate() -> np.ndarray:
    x, y = np.meshgrid(np.arange(-15, 15, 0.5), np.arange(-15, 15, 0.5))
    return np.stack([x.ravel(), y.ravel(), 0 * x.ravel()], 1)


def test_photos_with_cameras_see_through_the_space_before_the_cloud(tmp_path: Path):
    views = read_cameras(_shoot(tmp_path), tmp_path / "photos", _plate())
    places = np.array([[0.0, 0, 20], [0, 0, -20], [60, 0, 20]])
    assert free_votes(views, places, 1.0).tolist() == [2, 0, 0]
    assert views[0].photo is not None and views[0].photo.grey.shape == (240, 320)


def test_cameras_that_cannot_be_read_and_photos_that_are_not_there_are_told(tmp_path: Path):
    file = _shoot(tmp_path)
    with pytest.raises(CadError, match="none of the photos"):
        read_cameras(file, tmp_path / "elsewhere", _plate())
    file.write_text('{"K": 3}')
    with pytest.raises(CadError, match="does not describe cameras"):
        read_cameras(file, tmp_path / "photos", _plate())
