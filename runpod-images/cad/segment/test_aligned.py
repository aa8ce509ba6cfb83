"""Grooves and flats that blurred normals hide, and planes told from strips of round faces."""

import numpy as np
import pytest
from OCP.TopoDS import TopoDS_Shape

from cad.bench.scan import ScanSettings, scan
from cad.bench.shapes import Z, box, cut, rod
from cad.cloud.prepare import prepare
from cad.fit.surfaces import Cylinder, Plane
from cad.kernel.shape import tessellate
from cad.segment.detect import detect
from cad.segment.planes import is_flat


def _ring(base: float, outer: float, inner: float, height: float) -> TopoDS_Shape:
    return cut(rod((0, 0, base), Z, outer, height), rod((0, 0, base - 1), Z, inner, height + 2))


def test_a_groove_as_narrow_as_the_normals_reach_has_its_walls_at_their_heights():
    # 80 mm shaft with a groove 2 mm wide: 40,000 points lie 0.6 mm apart.
    shaft = cut(rod((0, 0, 0), Z, 40, 40), _ring(19, 41, 38, 2))
    cloud, table = scan(tessellate(shaft, 0.03, 0.08), ScanSettings(seed=2))
    found = detect(prepare(cloud, table).as_measured(), 0)
    heights = sorted(
        float(s.surface.offset * np.sign(s.surface.normal[2]))
        for s in found.segments if isinstance(s.surface, Plane) and abs(s.surface.normal[2]) > 0.99
    )  # fmt: skip
    assert heights == pytest.approx([0, 19, 21, 40], abs=0.12)


def test_a_long_narrow_plane_is_flat_and_a_strip_of_a_cylinder_is_not():
    rng = np.random.default_rng(4)
    places = np.stack([rng.uniform(-2, 2, 3000), rng.uniform(-50, 50, 3000), np.zeros(3000)], 1)
    normals = np.tile([0.0, 0.0, 1.0], (3000, 1))
    noisy = places + rng.normal(0, 0.15, places.shape)
    assert is_flat(noisy, normals)
    assert not is_flat(noisy - np.stack([0 * places[:, 0], 0 * places[:, 0], places[:, 0] ** 2 / 20], 1), normals)


def test_a_short_arc_of_a_large_cylinder_is_round():
    # 24° of a 20 mm radius: its rise of 0.45 mm is three times the noise.
    arc = cut(box((-4.2, -30, 0), (8.4, 60, 30)), _ring(-1, 60, 20, 40))
    cloud, table = scan(tessellate(arc, 0.02, 0.05), ScanSettings(seed=5))
    radii = [s.surface.radius for s in detect(prepare(cloud, table), 0).segments if isinstance(s.surface, Cylinder)]
    assert any(r == pytest.approx(20, abs=0.5) for r in radii)
