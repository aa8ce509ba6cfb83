import numpy as np
import pytest

from reconstruct.mat.board import corners_mm
from reconstruct.mat.detect import detect_board
from reconstruct.poses.synthetic import Scene, look_at, render

SIZE, FOCAL = (1280, 960), 1400.0


def _true_pixels(pose, ids):
    camera = corners_mm()[ids] @ pose[0].T + pose[1]
    return camera[:, :2] / camera[:, 2:] * FOCAL + np.array(SIZE) / 2


@pytest.mark.parametrize("position", [(0.0, -150.0, 170.0), (180.0, 40.0, 120.0), (-60.0, 60.0, 200.0)])
def test_corners_are_found_to_a_fifth_of_a_pixel(position):
    pose = look_at(np.array(position), np.array([5.0, 0.0, 0.0]))
    found = detect_board(render(None, pose, SIZE, FOCAL))
    assert found.found
    assert len(found.corner_ids) > 100
    error = np.linalg.norm(found.corners_px - _true_pixels(pose, found.corner_ids), axis=1)
    assert np.median(error) < 0.1
    assert np.percentile(error, 95) < 0.4
    assert np.abs((found.corners_px - _true_pixels(pose, found.corner_ids)).mean(axis=0)).max() < 0.05


def test_corners_under_the_part_are_not_invented():
    pose = look_at(np.array([0.0, -150.0, 170.0]), np.zeros(3))
    found = detect_board(render(Scene((60.0, 40.0, 20.0), 1), pose, SIZE, FOCAL))
    covered = (np.abs(corners_mm()[found.corner_ids, 0]) < 25) & (np.abs(corners_mm()[found.corner_ids, 1]) < 15)
    assert found.found
    assert not covered.any()


def test_a_photo_without_the_mat_has_none():
    pose = look_at(np.array([0.0, -150.0, 170.0]), np.zeros(3))
    assert not detect_board(render(Scene((60.0, 40.0, 20.0), 1), pose, SIZE, FOCAL, with_mat=False)).found
    assert not detect_board(np.zeros((600, 800), np.uint8)).found
