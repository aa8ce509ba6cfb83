"""A hole's rim is found in drawn photos of a plate; shadows that move with the view and plain faces are not one."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest

from cad.label.views import Photo, View
from cad.rims.apply import on_rims, settled
from cad.rims.measure import Rim, measure_rim
from cad.rims.straight import measure_edge
from cad.segment.limits import Limits
from cad.segment.profile import Profile, Round, rectangle
from cad.segment.windows import Window

CENTRE, UP = np.array([3.0, -2.0, 8.0]), np.array([0.0, 0.0, 1.0])
INTRINSICS = np.array([[1700.0, 0, 600], [0, 1700.0, 450], [0, 0, 1]])
DEPTH = 12.0


def _view(turn: float, lean: float, hole: Profile | None, rng: np.random.Generator) -> View:
    """A plate at z = 8 seen from 180 mm: a dark ``hole`` with a brighter floor 12 mm below."""
    eye = CENTRE + 180 * np.array([np.cos(turn) * np.sin(lean), np.sin(turn) * np.sin(lean), np.cos(lean)])
    forward = (CENTRE - eye) / 180
    right = np.cross(forward, UP) / np.linalg.norm(np.cross(forward, UP))
    rotation = np.array([right, np.cross(forward, right), forward])
    shift = -rotation @ eye
    column, row = np.meshgrid(np.arange(1200) + 0.5, np.arange(900) + 0.5)
    rays = np.stack([column, row, np.ones_like(row)], -1) @ np.linalg.inv(INTRINSICS).T @ rotation
    top = eye + rays * ((CENTRE[2] - eye[2]) / rays[..., 2])[..., None]
    floor = eye + rays * ((CENTRE[2] - DEPTH - eye[2]) / rays[..., 2])[..., None]
    grey = 150 + 12 * np.sin(top[..., 0] * 2.1) * np.cos(top[..., 1] * 1.7)
    if hole is not None:
        within, lit = (
            hole.distance((p - CENTRE)[..., :2].reshape(-1, 2)).reshape(grey.shape) < 0 for p in (top, floor)
        )
        grey = np.where(within, np.where(lit, 95, 55), grey)
    grey = cv2.GaussianBlur((grey + rng.normal(0, 3, grey.shape)).astype(np.float32), (0, 0), 0.9)
    small = INTRINSICS.copy()
    small[:2] /= 4
    depth = ((top - eye) @ forward)[2::4, 2::4].astype(np.float32)
    return View(depth, small, rotation, shift, Photo(grey, INTRINSICS))


def _views(hole: Profile | None) -> list[View]:
    rng = np.random.default_rng(4)
    return [_view(turn, lean, hole, rng) for lean in (0.5, 0.8) for turn in np.linspace(0, 6.28, 6)[:-1]]


@pytest.mark.parametrize("radius", [2.6, 5.0])
def test_a_rim_is_measured_to_a_fraction_of_a_pixel_from_a_poor_start(radius: float):
    rim = measure_rim(_views(Round(radius)), CENTRE + [0.25, -0.15, 0], UP, radius - 0.35, 0.5)
    assert rim is not None and rim.views == 10
    assert rim.radius == pytest.approx(radius, abs=0.05)
    assert np.linalg.norm(rim.centre - CENTRE) < 0.05


def test_a_face_without_a_hole_has_no_rim():
    assert measure_rim(_views(None), CENTRE, UP, 4.0, 0.5) is None


def test_a_rim_needs_views_that_show_the_face():
    views = _views(Round(4.0))
    hidden = [replace(view, depth=view.depth * 0.8) for view in views]
    assert measure_rim(hidden, CENTRE, UP, 4.0, 0.5) is None
    assert measure_rim(views[:2], CENTRE, UP, 4.0, 0.5) is None


def test_each_straight_edge_is_measured_to_a_fraction_of_a_pixel():
    slot = rectangle(0.0, np.array([7.0, 2.5]))
    views, corners = _views(slot), CENTRE + np.c_[slot.corners, np.zeros(4)]
    for k, outward in enumerate(np.c_[slot.normals, np.zeros(4)]):
        ends = corners[[k - 1, k]] - 0.3 * outward
        assert measure_edge(views, ends, outward, UP, 2.2, 0.5) == pytest.approx(0.3, abs=0.05)
        assert measure_edge(_views(None), ends, outward, UP, 2.2, 0.5) is None
        assert measure_edge(views[:2], ends, outward, UP, 2.2, 0.5) is None


def test_a_slot_takes_its_edges_and_a_round_size():
    slot = rectangle(0.0, np.array([6.8, 2.3]))
    window = Window(np.array([0.0, 0, 8]), UP, slot, 8.0, False, True)
    seen = lambda views, ends, outward, normal, *a: None if outward[1] > 0.5 else 0.22  # noqa: E731
    limits = Limits(0.3, 25, 1.0, 1.0, 0.1, 80.0, 0, 0.1)
    (found,) = settled(on_rims([window], [], limits, measure_side=seen), True)
    assert found.profile.reach == pytest.approx([7.01, 2.5, 6.79, 2.5])
    assert found.rim.reach == pytest.approx([7.02, 2.52, 6.8, 2.52])


def _window(x: float, radius: float, **more) -> Window:
    return Window(np.array([x, 0.0, 8.0]), UP, Round(radius), 8.0, False, True, **more)


def test_holes_take_their_rims_equal_ones_one_size_and_other_edges_are_left():
    sizes = {0.0: 3.27, 20.0: 3.30, 40.0: 5.6}

    def seen(views, centre, normal, *more):
        return Rim(centre + [0.1, 0, 0], sizes[centre[0]], 9, 0.9) if normal[2] > 0 else None

    limits = Limits(0.3, 25, 1.0, 1.0, 0.1, 80.0, 0, 0.1)
    windows = [_window(0.0, 3.0), _window(20.0, 3.1), _window(40.0, 4.8, wall_seen=True)]
    measured = on_rims(windows, [], limits, measure=seen)
    first, second, third = settled(measured, True)
    assert first.radius == second.radius == pytest.approx(3.3) and first.mouth[0] == pytest.approx(0.1)
    assert third.radius == 4.8 and third.rim is None
    raw, *_ = settled(measured, False)
    assert raw.radius == pytest.approx(3.285)


@pytest.mark.parametrize(("far_radius", "wanted"), [(5.6, 5.6), (6.4, 4.8)])
def test_rims_at_both_ends_that_agree_outweigh_a_few_points_of_the_wall(far_radius: float, wanted: float):
    def seen(views, centre, normal, *more):
        return Rim(centre, 5.6 if normal[2] > 0 else far_radius, 9, 0.9)

    limits = Limits(0.3, 25, 1.0, 1.0, 0.1, 80.0, 0, 0.1)
    (window,) = on_rims([_window(0.0, 4.8, wall_seen=True)], [], limits, measure=seen)
    assert window.radius == pytest.approx(wanted, abs=0.03)
