import numpy as np

from reconstruct.matching.guided import View, match_along_lines, off_plane, pairs_to_match
from reconstruct.poses.synthetic import look_at

FOCAL = 1000.0


def _view(position: tuple[float, float, float], points: np.ndarray, descriptors: np.ndarray) -> View:
    rotation, shift = look_at(np.array(position), np.zeros(3))
    camera = points @ rotation.T + shift
    return View(camera[:, :2] / camera[:, 2:], descriptors, rotation, shift, FOCAL)


def _descriptors(count: int, seed: int = 0) -> np.ndarray:
    values = np.abs(np.random.default_rng(seed).standard_normal((count, 128))).astype(np.float32)
    return values / np.linalg.norm(values, axis=1, keepdims=True)


def test_look_alikes_off_the_epipolar_line_are_no_rivals():
    random = np.random.default_rng(1)
    points = random.uniform(-20, 20, (200, 3))
    same = _descriptors(1).repeat(200, axis=0)  # every point looks the same: only the lines tell them apart
    first, second = _view((150, 0, 100), points, same), _view((140, 60, 100), points, same)
    assert len(match_along_lines(first, second, 1e6)) == 0
    distinct = _descriptors(200)
    matches = match_along_lines(_view((150, 0, 100), points, distinct), _view((140, 60, 100), points, distinct), 1.0)
    assert len(matches) > 190
    assert (matches[:, 0] == matches[:, 1]).all()


def test_a_match_that_contradicts_the_poses_does_not_count():
    points = np.random.default_rng(2).uniform(-20, 20, (100, 3))
    distinct = _descriptors(100)
    first = _view((150, 0, 100), points, distinct)
    second = _view((140, 60, 100), points + np.array([0, 0, 8.0]), distinct)  # the part was moved in between
    assert len(match_along_lines(first, second, 1.0)) < 10


def test_points_on_the_mat_are_told_from_those_above():
    points = np.random.default_rng(3).uniform(-20, 20, (60, 3))
    points[:30, 2], points[30:, 2] = 0.0, 8.0
    distinct = _descriptors(60)
    first, second = _view((150, 0, 100), points, distinct), _view((140, 60, 100), points, distinct)
    index = np.arange(60)
    assert off_plane(first, second, np.column_stack([index, index])).tolist() == [False] * 30 + [True] * 30


def test_only_photos_from_near_directions_are_paired():
    centres = np.array([[100.0, 0, 50], [90.0, 40, 50], [-100.0, 0, 50]])
    assert pairs_to_match(centres, np.zeros(3)) == [(0, 1)]
