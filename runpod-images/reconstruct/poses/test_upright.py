import numpy as np

from reconstruct.poses.camera_model import rotation_from_vector
from reconstruct.poses.synthetic import ring
from reconstruct.poses.upright import find_table, to_upright

TILT = rotation_from_vector(np.array([[0.5, -0.3, 0.2]]))[0]


def _scene(table: bool) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    random = np.random.default_rng(0)
    part = random.uniform([-20, -20, 0], [20, 20, 40], (600, 3))
    flat = np.column_stack([random.uniform(-80, 80, (500, 2)), random.normal(0, 0.1, 500)])
    points = np.concatenate([part, flat]) if table else part
    poses = ring(12, 200, 35)
    rotations = np.array([pose[0] for pose in poses]) @ TILT.T
    centres = np.array([-pose[0].T @ pose[1] for pose in poses]) @ TILT.T
    return points @ TILT.T, rotations, centres


def test_the_table_is_found_and_set_level():
    points, rotations, centres = _scene(True)
    table = find_table(points, rotations, centres, seed=0)
    assert table.found
    assert np.degrees(np.arccos(table.plane[:3] @ TILT[:, 2])) < 0.5
    turn, shift = to_upright(table.plane, np.median(points, axis=0))
    assert np.abs((points[600:] @ turn.T + shift)[:, 2]).max() < 1.0
    assert (centres @ turn.T + shift)[:, 2].min() > 50


def test_without_a_plane_no_table_is_claimed():
    assert not find_table(*_scene(False), seed=0).found
