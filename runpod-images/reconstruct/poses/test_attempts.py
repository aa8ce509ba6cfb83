"""The mappers on drawn matches: a ring of cameras round a cloud of points, with the focal length unknown."""

from pathlib import Path

import numpy as np
import pycolmap
import pytest

from reconstruct.bench.poses import umeyama
from reconstruct.matching.database import create_database, verify, write_matches
from reconstruct.poses.attempts import Attempt, Mapping, best_attempt
from reconstruct.poses.camera_model import project
from reconstruct.poses.lens import lens_table
from reconstruct.poses.mapping import read_model, without_frames
from reconstruct.poses.synthetic import ring

LENS = np.array([1300.0, 640, 480, 0, 0, 0, 0])
COUNT = 12
RING = ring(COUNT, 70, 10)


def _mapping(folder: Path, repeated: int) -> Mapping:
    """Each photo sees the points that face it; ``repeated`` of them look like one that lies on the other side."""
    random = np.random.default_rng(0)
    points = random.normal(size=(900, 3))
    points *= 20 / np.linalg.norm(points, axis=1, keepdims=True)
    points = np.concatenate([points, points[:repeated] * [-1, -1, 1]])
    twin = np.full(len(points), -1)
    twin[:repeated] = len(points) - repeated + np.arange(repeated)
    seen, pixels = [], []
    for rotation, shift in RING:
        facing = np.flatnonzero(points @ (-rotation.T @ shift) > 20 * 25)
        seen.append(facing)
        pixels.append(project(points[facing] @ rotation.T + shift, LENS) + random.normal(0, 0.3, (len(facing), 2)))
    matches = {}
    for i in range(COUNT):
        for j in range(i + 1, COUNT):
            _, a, b = np.intersect1d(seen[i], seen[j], return_indices=True)
            if len(a) < 100:  # too far apart to be known again; what looks alike is taken for the same
                _, a, b = np.intersect1d(twin[seen[i]], np.where(seen[j] >= 900, seen[j], -2), return_indices=True)
            if len(a) >= 15:
                matches[i, j] = np.column_stack([a, b])
    photos = [{"file": f"{i:03d}.png", "cameraGroup": "0:1280x960", "focalPriorPx": None, "widthPx": 1280,
               "heightPx": 960} for i in range(COUNT)]  # fmt: skip
    folder.mkdir()
    database = folder / "database.db"
    ids = create_database(database, photos, np.zeros(COUNT, int), lens_table(photos), pixels)
    write_matches(database, ids, matches)
    verify(database, 1, 0)
    return Mapping(database, folder, folder, 1280, 0)


def _right(attempt: Attempt) -> int:
    truth = {f"{i:03d}.png": -r.T @ t for i, (r, t) in enumerate(RING)}
    names = [name for name in attempt.model.poses if name not in attempt.verdict.reasons]
    found = np.array([-attempt.model.poses[n][0].T @ attempt.model.poses[n][1] for n in names])
    wanted = np.array([truth[name] for name in names])
    return int((np.linalg.norm(umeyama(found, wanted).points(found) - wanted, axis=1) < 3).sum())


@pytest.mark.parametrize("repeated", [0, 200])
def test_a_ring_is_placed_whole_and_right(tmp_path: Path, repeated: int):
    best = best_attempt(_mapping(tmp_path / "a", repeated))
    assert best is not None
    assert (best.believed, _right(best)) == (COUNT, COUNT)


def test_the_same_matches_give_the_same_places(tmp_path: Path):
    first, second = (best_attempt(_mapping(tmp_path / name, 0)) for name in "ab")
    assert first is not None and second is not None
    for name, (rotation, shift, lens) in first.model.poses.items():
        for one, other in zip((rotation, shift, lens), second.model.poses[name], strict=True):
            np.testing.assert_array_equal(one, other)


def test_an_earlier_attempt_is_grown_on(tmp_path: Path):
    mapping = _mapping(tmp_path / "a", 0)
    whole = best_attempt(mapping)
    assert whole is not None
    fewer = without_frames(whole.reconstruction, {"003.png", "004.png"})
    # As after a second try, the photos have more keypoints than the model knows of.
    with pycolmap.Database.open(str(mapping.database)) as database:
        for image in database.read_all_images():
            keypoints = database.read_keypoints(image.image_id)[:, :2]
            database.update_keypoints(image.image_id, np.concatenate([keypoints, keypoints[:7] + 3]))
    less = Attempt(whole.way, fewer, read_model(fewer), whole.verdict)
    again = best_attempt(mapping, less)
    assert again is not None
    assert (again.way, again.believed) == ("grown on", COUNT)
