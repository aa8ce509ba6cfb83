import numpy as np
import pytest
from OCP.TopoDS import TopoDS_Shape

from cad.analytic import Scene, build_analytic
from cad.bare_skin import bare_patches
from cad.bench.judge import faces_in
from cad.bench.scan import ScanSettings, scan
from cad.bench.shapes import Z, box, cone, cut, rod
from cad.cloud.cloud import Surfels
from cad.cloud.prepare import prepare
from cad.kernel.shape import tessellate, volume_of
from cad.label.views import View
from cad.segment.detect import detect
from cad.segment.limits import Limits
from cad.segment.profile import Profile, Round
from cad.segment.windows import find_windows

MIDDLE, _RADIUS, THICK = np.array([24.0, 15.0]), 3.0, 12.0


def plate() -> TopoDS_Shape:
    return box((0, 0, 0), (60, 36, THICK))


def scanned(shape: TopoDS_Shape, keep, noise_mm: float = 0.06) -> Surfels:
    """A scan from above of what ``keep`` leaves of the points."""
    settings = ScanSettings(noise_mm=noise_mm, points=32_000, underside=False, outliers=0.0, unevenness=0.2)
    cloud, table = scan(tessellate(shape, 0.03, 0.1), settings)
    return prepare(cloud.take(keep(cloud.points)), table)


def _aside(points: np.ndarray) -> np.ndarray:
    return np.linalg.norm(points[:, :2] - MIDDLE, axis=1)


def _bored_without_wall() -> Surfels:
    bored = cut(plate(), rod((*MIDDLE, -1), Z, _RADIUS, THICK + 2))
    return scanned(bored, lambda p: (_aside(p) > _RADIUS + 0.5) | (p[:, 2] > THICK - 0.05))


def _windows(surfels: Surfels, views: list[View] | None = None):
    limits = Limits.of(surfels, 0)
    return find_windows(detect(surfels, 0).segments, surfels, views or [], limits)


def camera_above(gap: Profile, height: float, depth_of_gap: float) -> View:
    """Straight above the plate's gap; its map shows the top, and within the gap ``depth_of_gap`` further down."""
    focal, size = 400.0, 240
    intrinsics = np.array([[focal, 0, size / 2], [0, focal, size / 2], [0, 0, 1.0]])
    rotation = np.diag([1.0, -1.0, -1.0])
    place = np.array([*MIDDLE, THICK + height])
    row, column = np.mgrid[:size, :size] + 0.5
    flat = np.stack([column - size / 2, size / 2 - row], -1).reshape(-1, 2) * height / focal
    within = (gap.distance(flat) < 0).reshape(size, size)
    depth = np.where(within, height + depth_of_gap, height).astype(np.float32)
    return View(depth, intrinsics, rotation, -rotation @ place)


def test_a_deep_hole_whose_wall_shows_no_points_is_opened_with_its_diameter():
    surfels = _bored_without_wall()
    result = build_analytic(surfels, Scene(), 0)
    (radius,) = faces_in(result.solid).radii
    assert 2 * radius == pytest.approx(2 * _RADIUS, abs=0.2)
    assert volume_of(result.solid) == pytest.approx((60 * 36 - np.pi * _RADIUS**2) * THICK, rel=0.01)


def test_a_blind_hole_ends_at_the_floor_that_was_seen():
    blind = cut(plate(), rod((*MIDDLE, THICK - 7), Z, _RADIUS, 8))

    def hidden_wall(points: np.ndarray) -> np.ndarray:
        height = points[:, 2] - THICK
        near = (np.abs(_aside(points) - _RADIUS) < 0.5) & (height < -0.3) & (height > -6.7)
        return near & (points[:, 0] < MIDDLE[0] + 2)

    (window,) = _windows(scanned(blind, lambda p: ~hidden_wall(p)))
    assert window.floor and window.depth == pytest.approx(7, abs=0.1)


def test_an_unseen_patch_that_is_not_a_closed_circle_stays_closed_and_is_told():
    def missing(points: np.ndarray) -> np.ndarray:
        offset = points[:, :2] - MIDDLE
        return (np.abs(offset[:, 0]) < 8) & (np.abs(offset[:, 1]) < 3) & (points[:, 2] > THICK - 1)

    surfels = scanned(plate(), lambda p: ~missing(p))
    assert _windows(surfels) == []
    result = build_analytic(surfels, Scene(), 0)
    assert volume_of(result.solid) == pytest.approx(60 * 36 * THICK, rel=0.01)
    (patch,) = bare_patches(tessellate(result.solid, 0.05, 0.2), surfels)
    assert patch.place == pytest.approx([*MIDDLE, THICK], abs=1.0) and patch.areaMm2 == pytest.approx(96, rel=0.25)
    assert patch.normal == pytest.approx([0, 0, 1], abs=0.02)


def test_a_half_circle_at_the_edge_of_a_face_is_no_window():
    aside = lambda p: np.linalg.norm(p[:, :2] - [24.0, 0.0], axis=1)  # noqa: E731
    surfels = scanned(plate(), lambda p: (aside(p) > 4) | (p[:, 2] < THICK - 1))
    assert _windows(surfels) == []


def test_a_round_spot_that_views_see_a_surface_on_is_no_window_and_one_they_see_into_is():
    surfels = _bored_without_wall()
    spot, hole = ([camera_above(Round(0.95 * _RADIUS), h, deep) for h in (70, 80, 90)] for deep in (0.0, 8.0))
    assert _windows(surfels, spot) == []
    (window,) = _windows(surfels, hole)
    assert window.witnessed and window.radius == pytest.approx(_RADIUS, abs=0.15)


def test_a_fully_covered_solid_has_no_bare_patch():
    surfels = scanned(plate(), lambda p: np.ones(len(p), bool))
    assert bare_patches(tessellate(plate(), 0.05, 0.2), surfels) == []


def test_a_bore_goes_on_where_its_countersink_was_seen_no_further():
    sunk = cut(cut(plate(), rod((*MIDDLE, -1), Z, 2.0, THICK + 2)), cone((*MIDDLE, THICK - 3), Z, 2.0, 5.0, 3.0))
    surfels = scanned(sunk, lambda p: (_aside(p) > 2.1) | (p[:, 2] > THICK - 3.1))
    result = build_analytic(surfels, Scene([camera_above(Round(0.95 * _RADIUS), h, THICK) for h in (70, 80, 90)]), 0)
    assert volume_of(result.solid) == pytest.approx(volume_of(sunk), rel=0.01)
    (radius,) = faces_in(result.solid).radii
    assert radius == pytest.approx(2.0, abs=0.3)
