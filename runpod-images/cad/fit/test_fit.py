import numpy as np
import pytest

from cad.fit.refine import fit_circle, fit_plane, refine
from cad.fit.surfaces import Cone, Cylinder, Sphere, Surface, Torus
from cad.geometry.vectors import frame_of, unit

AXIS = unit(np.array([0.2, -0.3, 0.9]))


def _patch(surface: Surface, rng: np.random.Generator, count: int = 1500) -> tuple[np.ndarray, np.ndarray]:
    """Points of two thirds of the turn, pulled onto the surface, with 0.1 of noise along the normal."""
    x, y = frame_of(AXIS)
    turn, height = rng.uniform(0, 4.2, count), rng.uniform(4, 12, count)
    reach = {"cylinder": 5.0, "cone": 4.0, "sphere": 8.0, "torus": rng.uniform(8, 13, (count, 1))}[surface.kind]
    points = reach * (np.cos(turn)[:, None] * x + np.sin(turn)[:, None] * y) + height[:, None] * AXIS
    for _ in range(30):
        points = points - surface.signed(points)[:, None] * surface.outward(points)
    normals = surface.outward(points)
    return points + rng.normal(0, 0.1, (count, 1)) * normals, normals


@pytest.mark.parametrize(
    ("true", "start"),
    [
        (Cylinder(AXIS, 0 * AXIS, 5.0), Cylinder(unit(AXIS + 0.05), 0.5 * np.ones(3), 5.6)),
        (Cone(AXIS, 0 * AXIS, 0.5), Cone(unit(AXIS + 0.04), 0.4 * np.ones(3), 0.6)),
        (Sphere(6 * AXIS, 8.0), Sphere(5 * AXIS, 7.0)),
        (Torus(AXIS, 7 * AXIS, 10.0, 3.0), Torus(AXIS, 6.5 * AXIS, 9.6, 3.4)),
    ],
    ids=["cylinder", "cone", "sphere", "torus"],
)
def test_a_noisy_patch_gives_its_surface_back(true: Surface, start: Surface):
    points, normals = _patch(true, np.random.default_rng(1))
    found = refine(start, points, normals, 0.1)
    clean, _ = _patch(true, np.random.default_rng(2))
    assert np.percentile(np.abs(found.signed(clean) - true.signed(clean)), 95) < 0.04


def test_an_axis_that_is_held_stays():
    points, normals = _patch(Cylinder(AXIS, 0 * AXIS, 5.0), np.random.default_rng(1))
    found = refine(Cylinder(AXIS, np.ones(3), 4.0), points, normals, 0.1, axis=AXIS)
    assert isinstance(found, Cylinder)
    assert np.allclose(found.axis, AXIS) and found.radius == pytest.approx(5.0, abs=0.03)


def test_a_plane_shrugs_off_outliers_and_follows_the_normals():
    rng = np.random.default_rng(0)
    points = np.c_[rng.random((500, 2)) * 10, rng.normal(0, 0.05, 500) + 3]
    points[:40, 2] += 2.0
    found = fit_plane(points, np.tile([0.0, 0.0, -1.0], (500, 1)))
    assert found.normal[2] < -0.999 and found.offset == pytest.approx(-3.0, abs=0.06)


def test_three_points_make_a_circle():
    centre, radius = fit_circle(np.array([[1.0, 0.0], [0.0, 1.0], [-1.0, 0.0], [0.0, -1.0]]) + 5)
    assert np.allclose(centre, 5) and radius == pytest.approx(1.0)
