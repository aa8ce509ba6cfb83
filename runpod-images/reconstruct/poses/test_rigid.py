import numpy as np

from reconstruct.poses.camera_model import rotation_from_vector
from reconstruct.poses.rigid import Rigid, fit_rigid

MOTION = Rigid(rotation_from_vector(np.array([[3.0, 0.2, -0.1]]))[0], np.array([1.0, -2.0, 12.0]))


def test_the_motion_of_least_squares_is_a_rotation_and_near_the_true_one():
    random = np.random.default_rng(5)
    source = random.uniform([-20, -15, 0], [20, 15, 12], (40, 3))
    found = Rigid(*fit_rigid(source, MOTION.apply(source) + random.normal(0, 0.03, source.shape)))
    assert np.isclose(np.linalg.det(found.rotation), 1)
    assert found.angle_deg(MOTION) < 0.1
    assert np.allclose(found.shift, MOTION.shift, atol=0.05)


def test_a_motion_undone_leaves_points_where_they_were():
    points = np.random.default_rng(6).normal(size=(9, 3))
    assert np.allclose(MOTION.inverse().apply(MOTION.apply(points)), points)
    assert np.isclose(MOTION.angle_deg(MOTION), 0, atol=1e-5)
