"""Faces told apart by measured places alone: narrow planes that pass for a round face, strips of one that pass for
planes."""

import numpy as np
import pytest

from cad.cloud.cloud import Surfels
from cad.fit.refine import arc_deg, refine, rms
from cad.fit.surfaces import Cylinder, Plane, Segment
from cad.segment.bent import rounded
from cad.segment.limits import Limits
from cad.segment.strips import independence, straightened

_NOISE = 0.15
_X, _Y, _Z = np.eye(3)


def _sheet(corner, along, across, count: int, normal) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(count)
    share = rng.random((count, 2))
    return corner + share[:, :1] * along + share[:, 1:] * across, np.tile(normal, (count, 1)).astype(float)


def _bar(radius: float, begin_deg: float, end_deg: float, count: int) -> tuple[np.ndarray, np.ndarray]:
    """Part of a rod along y about the origin."""
    rng = np.random.default_rng(count + 1)
    turn = np.radians(rng.uniform(begin_deg, end_deg, count))
    out = np.stack([np.cos(turn), np.zeros(count), np.sin(turn)], 1)
    return radius * out + rng.uniform(0, 40, count)[:, None] * _Y, out


def _surfels(*faces: tuple[np.ndarray, np.ndarray]) -> tuple[Surfels, Limits, list[np.ndarray]]:
    """A noisy cloud of faces, its limits, and the rows of each face."""
    places, normals = (np.vstack(rows) for rows in zip(*faces, strict=True))
    noisy = places + np.random.default_rng(8).normal(0, _NOISE, places.shape)
    span = float(np.linalg.norm(np.ptp(places, axis=0)))
    good = np.ones(len(noisy), bool)
    surfels = Surfels(noisy, normals, good, _NOISE, 0.35, span, None, noisy, _NOISE)
    ends = np.cumsum([len(face[0]) for face in faces])
    return surfels, Limits.of(surfels, 0), np.split(np.arange(len(noisy)), ends[:-1])


def _plane(surfels: Surfels, rows: np.ndarray, normal) -> Segment:
    surface = Plane(np.array(normal, float), float(np.median(surfels.points[rows] @ normal)))
    return Segment(surface, rows, 1, rms(surface, surfels.points[rows]))


def _rod(surfels: Surfels, rows: np.ndarray, start: Cylinder) -> Segment:
    points = surfels.points[rows]
    surface = refine(start, points, surfels.normals[rows], _NOISE, axis=_Y)
    return Segment(surface, rows, 1, rms(surface, points), arc_deg(surface, points))


def test_the_edge_of_a_thin_wall_taken_for_a_round_is_given_back_as_a_plane():
    # A wall 1.6 mm thick: normals estimated over a millimetre turn round its edge as round a bar's.
    side, edge, other = (
        _sheet([-6, 0, 0.8], 6 * _X, 40 * _Y, 1500, _Z),
        _sheet([0, 0, -0.8], 1.6 * _Z, 40 * _Y, 420, _X),
        _sheet([-6, 0, -0.8], 6 * _X, 40 * _Y, 1500, -_Z),
    )
    turn = np.arctan2(edge[0][:, 2], 1.0)
    edge = edge[0], np.stack([np.cos(turn), 0 * turn, np.sin(turn)], 1)
    surfels, limits, (top, end, bottom) = _surfels(side, edge, other)
    beside = np.concatenate([r[surfels.points[r][:, 0] > -0.6] for r in (top, bottom)])
    taken = _rod(surfels, np.concatenate([end, beside]), Cylinder(_Y, -0.5 * _X, 1.0))
    flat = [_plane(surfels, np.setdiff1d(rows, beside), n) for rows, n in ((top, _Z), (bottom, -_Z))]
    made = straightened([*flat, taken], surfels, np.array([_X, _Y, _Z]), limits)
    assert not any(isinstance(s.surface, Cylinder) for s in made)
    edges = [s for s in made if isinstance(s.surface, Plane) and s.surface.normal[0] > 0.9]
    assert [s.surface.offset for s in edges] == pytest.approx([0], abs=0.05)


@pytest.mark.parametrize(("begin", "end"), [(0, 90), (20, 70), (-180, 180)])
def test_a_true_round_stays_round(begin: float, end: float):
    surfels, limits, (floor, round_) = _surfels(
        _sheet([-10, 0, -9], 30 * _X, 40 * _Y, 4000, _Z), _bar(5, begin, end, 900)
    )
    segments = [_plane(surfels, floor, _Z), _rod(surfels, round_, Cylinder(_Y, 0 * _X, 5.0))]
    made = straightened(segments, surfels, np.array([_X, _Y, _Z]), limits)
    assert made == segments


def test_strips_of_a_bore_become_one_cylinder_with_its_radius():
    out = _sheet([-10, 0, -6], 20 * _X, 40 * _Y, 4000, _Z)
    surfels, limits, (floor, wall) = _surfels(out, _bar(2.5, -180, 180, 1800))
    turn = np.arctan2(surfels.normals[wall][:, 2], surfels.normals[wall][:, 0])
    strips = [_plane(surfels, floor, _Z)]
    for middle in np.radians(np.arange(-150, 181, 60)):
        rows = wall[np.abs((turn - middle + np.pi) % (2 * np.pi) - np.pi) < np.radians(30)]
        strips.append(_plane(surfels, rows, [np.cos(middle), 0.0, np.sin(middle)]))
    made = [s.surface for s in rounded(strips, surfels, np.array([_X, _Y, _Z]), limits)]
    radii = [s.radius for s in made if isinstance(s, Cylinder)]
    assert radii and radii == pytest.approx([2.5] * len(radii), abs=0.1)


def test_narrow_planes_at_an_angle_stay_planes():
    slope = np.array([1.0, 0, 1.0]) / np.sqrt(2)
    surfels, limits, rows = _surfels(
        _sheet([-20, 0, 0], 20 * _X, 40 * _Y, 4000, _Z),
        _sheet([0, 0, 0], 1.6 * np.array([1, 0, -1]), 40 * _Y, 700, slope),
        _sheet([1.6, 0, -1.6], -12 * _Z, 40 * _Y, 3000, _X),
    )
    planes = [_plane(surfels, r, n) for r, n in zip(rows, (_Z, slope, _X), strict=True)]
    assert rounded(planes, surfels, np.array([_X, _Y, _Z]), limits) == planes


def test_a_surfel_counts_for_less_where_its_neighbours_are_off_alike():
    surfels, _, (rows,) = _surfels(_sheet([0, 0, 0], 40 * _X, 40 * _Y, 4000, _Z))
    assert independence([_plane(surfels, rows, _Z)], surfels) > 0.85
    waves = surfels.points.copy()
    waves[:, 2] = 0.15 * np.sin(waves[:, 0]) * np.sin(waves[:, 1])
    common = Surfels(waves, surfels.normals, surfels.good, 0.1, 0.35, surfels.diagonal, None, waves, 0.1)
    assert independence([_plane(common, rows, _Z)], common) < 0.2
