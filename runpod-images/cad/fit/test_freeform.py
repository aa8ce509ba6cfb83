"""The freeform surface, patches fitted to noisy points, and the same surface in the kernel."""

import numpy as np
import pytest
from OCP.BRepBuilderAPI import BRepBuilderAPI_MakeFace

from cad.fit.chart import FlatChart, RoundChart, chart_of
from cad.fit.freeform import Freeform
from cad.fit.patch import fit_patch
from cad.geometry.vectors import unit
from cad.kernel.spline import freeform_of, spline_of
from cad.kernel.surface import same_surface, surface_of

NOISE_MM = 0.15


def _wave(count: int, noise: float, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Points and upward normals of z = 3 sin(x / 9) cos(y / 12) over 60 × 40 mm."""
    rng = np.random.default_rng(seed)
    x, y = rng.uniform(0, 60, count), rng.uniform(0, 40, count)
    z = 3 * np.sin(x / 9) * np.cos(y / 12)
    slopes = np.stack([-np.cos(x / 9) * np.cos(y / 12) / 3, np.sin(x / 9) * np.sin(y / 12) / 4, np.ones(count)], 1)
    return np.stack([x, y, z + rng.normal(0, noise, count)], 1), unit(slopes)


def _lobed(count: int, noise: float, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """A three-lobed tube of 20 mm and its outward normals, about an axis off the origin."""
    rng = np.random.default_rng(seed)
    angle, z = rng.uniform(0, 2 * np.pi, count), rng.uniform(0, 30, count)
    radius = 20 + 2 * np.cos(3 * angle)
    out = np.stack([np.cos(angle), np.sin(angle), 0 * angle], 1)
    along = np.stack([-np.sin(angle), np.cos(angle), 0 * angle], 1)
    normals = unit(radius[:, None] * out + 6 * np.sin(3 * angle)[:, None] * along)
    return out * (radius + rng.normal(0, noise, count))[:, None] + [5, -7, 0] + np.outer(z, [0, 0, 1]), normals


def _patch(points: np.ndarray, normals: np.ndarray) -> Freeform:
    chart = chart_of(points, normals, np.eye(3))
    assert chart is not None
    return fit_patch(chart, points, normals, 4.0)


@pytest.mark.parametrize("made", [_wave, _lobed])
def test_a_patch_lies_nearer_to_the_truth_than_its_points_and_faces_as_they_do(made):
    patch = _patch(*made(4000, NOISE_MM, 1))
    true, normals = made(1500, 0.0, 2)
    assert np.sqrt(np.square(patch.signed(true)).mean()) < NOISE_MM / 3
    assert np.median(np.einsum("ni,ni->n", patch.outward(true), normals)) > 0.999


def test_flat_regions_get_a_flat_chart_and_those_that_go_round_a_closed_one():
    assert isinstance(chart_of(*_wave(500, 0.0, 1), np.eye(3)), FlatChart)
    round_ = chart_of(*_lobed(800, 0.0, 1), np.eye(3))
    assert isinstance(round_, RoundChart) and round_.turn is not None
    patch = _patch(*_lobed(3000, 0.05, 1))
    (low, high) = patch.domain
    ends = patch.at(np.array([[low[0], 15.0], [high[0], 15.0]]))
    assert patch.closed and ends[0] == pytest.approx(ends[1], abs=1e-9)


def test_a_ball_has_no_chart():
    directions = unit(np.random.default_rng(3).normal(size=(2000, 3)))
    assert chart_of(20 * directions, directions, np.eye(3)) is None


def test_distance_grows_with_its_sign_off_the_surface_and_beyond_its_rim():
    patch = _patch(*_wave(3000, 0.0, 1))
    on, normals = _wave(300, 0.0, 5)
    inner = (on[:, 0] > 3) & (on[:, 0] < 57) & (on[:, 1] > 3) & (on[:, 1] < 37)
    for off in (0.5, -0.5):
        assert patch.signed(on[inner] + off * normals[inner]) == pytest.approx(off, abs=0.08)
    assert abs(patch.signed(np.array([[120.0, 20.0, 0.0]]))[0]) > 50


@pytest.mark.parametrize("made", [_wave, _lobed])
def test_the_kernel_holds_the_same_surface(made):
    patch = _patch(*made(2000, 0.1, 1))
    spline = spline_of(patch)
    (u0, v0), (u1, v1) = patch.domain
    rng = np.random.default_rng(6)
    places = np.stack([rng.uniform(u0, u1, 50), rng.uniform(v0, v1, 50)], 1)
    theirs = np.array([[p.X(), p.Y(), p.Z()] for p in (spline.Value(*place) for place in places.tolist())])
    assert theirs == pytest.approx(patch.at(places), abs=1e-9)
    back = freeform_of(spline)
    assert back is not None and back.closed == patch.closed and same_surface(back, patch, 80.0)
    on_face = surface_of(BRepBuilderAPI_MakeFace(spline, 1e-7).Face())
    assert on_face is not None and same_surface(on_face, patch, 80.0)
    assert not same_surface(back.scaled(1.01), patch, 80.0)
