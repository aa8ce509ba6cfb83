"""Averaging along normals takes the noise off and leaves faces, radii and edges where they are."""

import numpy as np
import pytest

from cad.bench.scan import ScanSettings, scan
from cad.bench.shapes import Z, box, rod
from cad.cloud.denoise import denoised
from cad.cloud.neighbours import Beside
from cad.cloud.prepare import prepare
from cad.geometry.mesh import distance_to_mesh
from cad.kernel.shape import tessellate


@pytest.mark.parametrize("shape", [box((0, 0, 0), (40, 30, 12)), rod((0, 0, 0), Z, 5, 30)], ids=["box", "rod"])
def test_less_than_half_of_the_noise_is_left(shape):
    mesh = tessellate(shape, 0.01, 0.05)
    surfels = prepare(*scan(mesh, ScanSettings(noise_mm=0.15, points=40_000, outliers=0.0)))
    off, _ = distance_to_mesh(surfels.points[surfels.good], mesh)
    assert np.median(off) < 0.045
    # What it claims to be left is what is left, or more.
    assert np.median(off) / 0.67 < surfels.noise < 0.5 * surfels.seen_noise


def _ring(radius: float, count: int, noise: float) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(2)
    turn, height = rng.random(count) * 2 * np.pi, rng.random(count) * 10
    normals = np.stack([np.cos(turn), np.sin(turn), np.zeros(count)], 1)
    points = normals * (radius + rng.normal(0, noise, count))[:, None]
    points[:, 2] = height
    return points, normals


@pytest.mark.parametrize("radius", [2.0, 6.0])
def test_a_round_wall_keeps_its_radius(radius: float):
    points, normals = _ring(radius, int(600 * radius), 0.1)
    out, left = denoised(Beside(points), normals, 0.1, 0.35)
    across = np.linalg.norm(out[:, :2], axis=1)
    assert across.mean() == pytest.approx(radius, abs=0.015)
    assert across.std() < 0.05 and left < 0.06


def test_both_sides_of_a_thin_wall_stay_apart():
    rng = np.random.default_rng(3)
    flat = rng.random((6000, 2)) * 20
    side = np.where(np.arange(6000) % 2, 0.5, -0.5)
    points = np.c_[flat, side + rng.normal(0, 0.1, 6000)]
    normals = np.c_[np.zeros((6000, 2)), np.sign(side)]
    out, _ = denoised(Beside(points), normals, 0.1, 0.35)
    assert out[side > 0, 2].mean() - out[side < 0, 2].mean() == pytest.approx(1.0, abs=0.02)
    assert np.abs(out[:, 2] - side).max() < 0.15
