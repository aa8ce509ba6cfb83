import numpy as np

from reconstruct.poses.camera_model import rotation_from_vector
from reconstruct.poses.rigid import find_motion

TURN = rotation_from_vector(np.array([[3.0, 0.2, -0.1]]))[0]
SHIFT = np.array([1.0, -2.0, 12.0])


def _pairs(good: int, bad: int) -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(5)
    source = random.uniform([-20, -15, 0], [20, 15, 12], (good + bad, 3))
    target = source @ TURN.T + SHIFT + random.normal(0, 0.03, source.shape)
    target[good:] = random.uniform([-20, -15, 0], [20, 15, 12], (bad, 3))
    return source, target


def test_the_motion_is_found_among_mostly_false_pairs():
    motion = find_motion(*_pairs(40, 160), tolerance=0.3, seed=0)
    assert motion is not None
    assert np.allclose(motion.rotation, TURN, atol=0.01)
    assert np.allclose(motion.shift, SHIFT, atol=0.15)
    assert motion.inliers[:40].all()
    assert motion.rival < 10


def test_pairs_at_random_have_no_motion_worth_the_name():
    motion = find_motion(*_pairs(0, 200), tolerance=0.3, seed=0)
    assert motion is None or motion.inliers.sum() < 10


def test_two_motions_that_explain_as_much_are_seen_as_rivals():
    source, target = _pairs(40, 40)
    target[40:] = source[40:] + np.array([3.0, 0, 0])
    motion = find_motion(source, target, tolerance=0.3, seed=0)
    assert motion is not None
    assert motion.rival > 0.8 * motion.inliers.sum()
