import numpy as np
import pytest

from cad.arrange.cells import CellComplex, arrange
from cad.fit.surfaces import Cylinder, Plane, Segment
from cad.geometry.vectors import Array

_BOX = np.full(3, -5.0), np.full(3, 15.0)


def _plane(axis: int, at: float, low: tuple, high: tuple) -> Segment:
    """Across an axis, seen from corner to corner."""
    normal, corners = np.eye(3)[axis], np.array([low, high], float)
    corners[:, axis] = at
    return Segment(Plane(normal, at), np.arange(0), 1, 0.0, extent=corners)


def _cube(low: float, high: float) -> list[Segment]:
    return [_plane(axis, at, (low,) * 3, (high,) * 3) for axis in range(3) for at in (low, high)]


def _arranged(segments: list[Segment], margin: float) -> CellComplex:
    return arrange(segments, np.empty((0, 3)), {}, _BOX, margin, np.eye(3), 20.0)


def _facet_areas(complex_: CellComplex) -> Array:
    return np.bincount(complex_.mesh.faces, complex_.mesh.areas(), minlength=len(complex_.sides))


def test_what_lies_within_a_cell_bounds_it():
    complex_ = _arranged([*_cube(0, 10), *_cube(4, 6)], 0.5)
    assert np.sort(complex_.volumes) == pytest.approx([8.0, 1000.0 - 8, 8000.0 - 1000])
    inmost, middle, outmost = np.argsort(complex_.volumes)
    pairs = {tuple(sorted(pair)) for pair in zip(complex_.first, complex_.second, strict=True)}
    assert pairs == {tuple(sorted(p)) for p in ((inmost, middle), (middle, outmost), (-1, outmost))}
    assert all(len(own) == 2 for own, beyond in zip(complex_.sides, complex_.second, strict=True) if beyond >= 0)


def test_a_face_at_which_sheets_end_is_still_covered_by_triangles():
    fins = [_plane(0, x, (0, 2, -1), (10, 8, 4)) for x in (3.0, 5.0, 6.5)]
    fins.append(Segment(Cylinder(np.eye(3)[0], np.array([0.0, 5, 0]), 2.0), np.arange(0), 1, 0.0,
                        extent=np.array([[2.0, 5, 2], [4, 5, 2]])))  # fmt: skip
    complex_ = _arranged([*_cube(0, 10), *fins], 0.3)
    areas = _facet_areas(complex_)
    assert areas.min() > 0
    assert complex_.volumes.sum() == pytest.approx(8000, rel=1e-3)
    outer = areas[complex_.second < 0].sum()
    assert outer == pytest.approx(6 * 400, rel=1e-6)
