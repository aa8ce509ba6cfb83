from dataclasses import replace

import numpy as np

from reconstruct.mat.board import corners_mm
from reconstruct.poses.bundle import Bundle, Observations, solve_bundle
from reconstruct.poses.camera_model import distort, project, project_with_jacobians, rotation_from_vector, undistort
from reconstruct.poses.synthetic import ring

LENS = np.array([1400.0, 642.0, 478.0, 0.05, -0.08, 5e-4, -3e-4])


def test_jacobians_are_the_derivatives_of_the_projection():
    random = np.random.default_rng(0)
    points = random.uniform([-20, -20, 80], [20, 20, 120], (30, 3))
    _, by_point, by_lens = project_with_jacobians(points, LENS)
    for axis in range(3):
        step = np.eye(3)[axis] * 1e-5
        numeric = (project(points + step, LENS) - project(points - step, LENS)) / 2e-5
        assert np.allclose(by_point[:, :, axis], numeric, rtol=1e-4, atol=1e-4)
    for index in range(7):
        step = np.eye(7)[index] * 1e-6
        numeric = (project(points, LENS + step) - project(points, LENS - step)) / 2e-6
        assert np.allclose(by_lens[:, :, index], numeric, rtol=1e-4, atol=1e-3)


def test_undistortion_undoes_distortion():
    normal = np.random.default_rng(1).uniform(-0.45, 0.45, (200, 2))
    assert np.allclose(undistort(distort(normal, LENS), LENS), normal, atol=1e-7)


def _problem(outliers: int = 0) -> tuple[Bundle, Bundle]:
    """The truth, and a start beside it: ten cameras, a board, two hundred points, half a pixel of noise."""
    random = np.random.default_rng(2)
    poses = ring(10, 160, 40)
    rotations, shifts = np.array([pose[0] for pose in poses]), np.array([pose[1] for pose in poses])
    points = random.uniform([-25, -25, 1], [25, 25, 20], (200, 3))
    camera, target = (index.ravel() for index in np.meshgrid(np.arange(10), np.arange(200), indexing="ij"))
    turned = np.einsum("nij,nj->ni", rotations[camera], points[target]) + shifts[camera]
    noisy = project(turned, LENS) + random.normal(0, 0.5, (2000, 2))
    features = Observations(camera, target, noisy, np.full(2000, 0.5),
                            np.zeros((0, 3)))  # fmt: skip
    features.pixels[random.choice(2000, outliers, replace=False)] += 40
    some = corners_mm()[::7]
    seen, corner = (index.ravel() for index in np.meshgrid(np.arange(10), np.arange(len(some)), indexing="ij"))
    pixels = project(np.einsum("nij,nj->ni", rotations[seen], some[corner]) + shifts[seen], LENS)
    board = Observations(seen, np.zeros(len(seen), int), pixels + random.normal(0, 0.1, pixels.shape),
                         np.full(len(seen), 0.1), some[corner])  # fmt: skip
    sigma = np.array([500.0, 13, 13, 0.3, 0.5, 1e-3, 1e-3])
    prior = np.array([1550.0, 640, 480, 0, 0, 0, 0])
    truth = Bundle(rotations, shifts, np.zeros(10, int), LENS, prior, sigma, np.arange(7)[None], points,
                   np.eye(3)[None], np.zeros((1, 3)), features, board)  # fmt: skip
    start = replace(truth, rotations=rotation_from_vector(random.normal(0, 0.01, (10, 3))) @ rotations,
                    shifts=shifts + random.normal(0, 1.0, (10, 3)), lens=prior.copy(),
                    points=points + random.normal(0, 1.0, points.shape))  # fmt: skip
    return truth, start


def test_poses_lens_and_points_are_found_from_a_start_a_millimetre_off():
    truth, start = _problem()
    solved = solve_bundle(start)
    assert np.abs(solved.positions() - truth.positions()).max() < 0.1
    assert abs(solved.lens[0] - LENS[0]) < 1.0
    assert np.abs(solved.lens[3:5] - LENS[3:5]).max() < 0.02
    assert np.linalg.norm(solved.points - truth.points, axis=1).mean() < 0.05


def test_gross_outliers_hardly_move_the_result():
    truth, start = _problem(outliers=100)
    solved = solve_bundle(start)
    assert np.abs(solved.positions() - truth.positions()).max() < 0.15


def test_held_lens_values_stay():
    _, start = _problem()
    held = replace(start, lens=LENS.copy(), lens_sigma=np.zeros(7))
    assert np.array_equal(solve_bundle(held, 5).lens, LENS)
