"""Straight-sided holes that show only their rim."""

import numpy as np
import pytest

from cad.analytic import Scene, build_analytic
from cad.bench.shapes import box, cut, prism
from cad.kernel.shape import volume_of
from cad.segment.detect import detect
from cad.segment.limits import Limits
from cad.segment.profile import Straight, fit_straight, hexagon, rectangle
from cad.segment.test_windows import MIDDLE, THICK, camera_above, plate, scanned
from cad.segment.windows import find_windows


def _rim(profile: Straight, step: float) -> np.ndarray:
    """Cells of a grid that the outline runs through, as an image would have them."""
    corners = profile.corners
    far = np.roll(corners, -1, 0)
    share = np.linspace(0, 1, 400)[:, None, None]
    line = (corners + share * (far - corners)).reshape(-1, 2)
    return np.unique(np.floor(line / step), axis=0) * step + step / 2


@pytest.mark.parametrize("angle", [0.0, 0.35, 1.2])
def test_a_rectangle_is_told_by_its_rim(angle: float):
    middle, told, rms = fit_straight(_rim(rectangle(angle, np.array([6.0, 2.5])), 0.3) + [3, 4], 0.3)
    assert middle == pytest.approx([3, 4], abs=0.16) and rms < 0.15
    assert sorted(told.reach) == pytest.approx([2.5, 2.5, 6, 6], abs=0.1)
    away = np.abs(np.cos(4 * (np.arctan2(*told.normals.T[::-1]) - angle)) - 1)
    assert away.max() < 0.01


def test_a_hexagon_is_told_by_its_rim():
    _, told, _ = fit_straight(_rim(hexagon(0.2, 3.5), 0.3), 0.3)
    assert len(told.reach) == 6 and told.reach == pytest.approx(np.full(6, 3.5), abs=0.1)


def test_a_small_gap_is_not_told_from_a_circle():
    assert fit_straight(_rim(rectangle(0.0, np.array([0.8, 0.6])), 0.3), 0.3) is None


def test_a_profile_moved_outwards_keeps_its_corners():
    profile = rectangle(0.4, np.array([6.0, 2.5]))
    assert profile.area == pytest.approx(60) and profile.moved(1).area == pytest.approx(4 * 7 * 3.5)
    assert profile.distance(profile.moved(1).corners) == pytest.approx(np.ones(4))


def _prism(profile: Straight, low: float, high: float):
    return prism([(*corner, low) for corner in profile.corners + MIDDLE], (0, 0, high - low))


_PROFILES = {
    "rectangle": rectangle(0.0, np.array([7.0, 2.5])),
    "rectangle askew": rectangle(0.5, np.array([7.0, 2.5])),
    "hexagon": hexagon(0.0, 4.0),
}


@pytest.mark.parametrize("name", list(_PROFILES))
def test_a_straight_sided_hole_whose_walls_show_no_points_is_opened(name: str):
    profile = _PROFILES[name]
    shape = cut(plate(), _prism(profile, -1, THICK + 1))
    outside = lambda p: profile.distance(p[:, :2] - MIDDLE)  # noqa: E731
    surfels = scanned(shape, lambda p: (outside(p) > 0.5) | (p[:, 2] > THICK - 0.05))
    views = [camera_above(profile.moved(-0.1), height, THICK) for height in (80, 90, 100)]
    result = build_analytic(surfels, Scene(views), 0)
    assert volume_of(result.solid) == pytest.approx((60 * 36 - profile.area) * THICK, rel=0.01)


def test_a_pocket_ends_at_its_floor():
    profile = _PROFILES["rectangle"]
    shape = cut(plate(), _prism(profile, THICK - 6, THICK + 1))

    def hidden(points: np.ndarray) -> np.ndarray:
        height = points[:, 2] - THICK
        near = (np.abs(profile.distance(points[:, :2] - MIDDLE)) < 0.5) & (height < -0.2) & (height > -5.7)
        # A floor that hangs on nothing is taken for a stray.
        return near & (points[:, 0] < MIDDLE[0] + 6)

    surfels = scanned(shape, lambda p: ~hidden(p))
    limits = Limits.of(surfels, 0)
    (window,) = find_windows(detect(surfels, 0).segments, surfels, [], limits)
    assert window.floor and window.depth == pytest.approx(6, abs=0.1)
    assert volume_of(build_analytic(surfels, Scene(), 0).solid) == pytest.approx(60 * 36 * THICK - 70 * 6, rel=0.01)


def test_a_slot_in_a_box_that_is_only_shade_stays_closed():
    profile = _PROFILES["rectangle"]
    surfels = scanned(box((0, 0, 0), (60, 36, THICK)), lambda p: profile.distance(p[:, :2] - MIDDLE) > 0)
    spot = [camera_above(profile.moved(-0.1), height, 0.0) for height in (80, 90, 100)]
    limits = Limits.of(surfels, 0)
    assert find_windows(detect(surfels, 0).segments, surfels, spot, limits) == []
