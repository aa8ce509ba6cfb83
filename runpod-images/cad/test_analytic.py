import numpy as np
import pytest

from cad.analytic import AnalyticResult, Scene, build_analytic
from cad.bench.judge import face_f1, faces_in, overlap
from cad.bench.parts_plates import bracket_filleted, plate_countersunk
from cad.bench.scan import ScanSettings, scan
from cad.cloud.cloud import Cloud
from cad.cloud.prepare import prepare
from cad.kernel.shape import bounds_of, is_closed, is_valid, tessellate
from cad.problem import CadError


def _rebuilt(shape, underside: bool) -> AnalyticResult:
    mesh = tessellate(shape, 0.04, 0.1)
    cloud, table = scan(mesh, ScanSettings(noise_mm=0.12, points=24_000, underside=underside))
    return build_analytic(prepare(cloud, table), Scene(), 0)


def test_a_bracket_whose_underside_was_not_seen_comes_back_with_hole_and_fillet():
    truth = bracket_filleted()
    result = _rebuilt(truth, underside=False)
    assert is_valid(result.solid) and is_closed(result.solid)
    assert overlap(tessellate(result.solid, 0.05, 0.2), tessellate(truth, 0.05, 0.2)) > 0.99
    found = faces_in(result.solid)
    assert face_f1(found.types, faces_in(truth).types) == 1.0
    assert found.radii == pytest.approx([4.0, 5.0], abs=0.1)
    assert np.array(bounds_of(result.solid)) == pytest.approx(np.array(bounds_of(truth)), abs=0.1)


def test_countersunk_holes_are_cylinders_and_cones_on_one_axis():
    truth = plate_countersunk()
    result = _rebuilt(truth, underside=True)
    assert face_f1(faces_in(result.solid).types, faces_in(truth).types) == 1.0
    cones = [s.surface for s in result.segments if s.surface.kind == "cone"]
    bores = [s.surface for s in result.segments if s.surface.kind == "cylinder"]
    for cone in cones:
        offset = np.array([np.linalg.norm(np.cross(cone.apex - bore.centre, bore.axis)) for bore in bores])
        assert offset.min() < 1e-6


def test_the_same_cloud_and_seed_give_the_same_surfaces():
    mesh = tessellate(plate_countersunk(), 0.04, 0.1)
    cloud, table = scan(mesh, ScanSettings(points=16_000, underside=False))
    first, second = (build_analytic(prepare(cloud, table), Scene(), 3) for _ in range(2))
    assert bounds_of(first.solid)[1].tolist() == bounds_of(second.solid)[1].tolist()
    assert faces_in(first.solid) == faces_in(second.solid)


def test_too_few_points_are_refused_with_what_is_needed():
    with pytest.raises(CadError) as caught:
        prepare(Cloud(np.random.default_rng(0).random((40, 3)), np.tile([0.0, 0, 1], (40, 1))), None)
    assert caught.value.code == "cloud-too-thin" and "300" in caught.value.detail


def test_a_single_sheet_makes_no_solid():
    rng = np.random.default_rng(0)
    points = np.c_[rng.random((4000, 2)) * 40, rng.normal(0, 0.02, 4000)]
    with pytest.raises(CadError) as caught:
        build_analytic(prepare(Cloud(points, np.tile([0.0, 0, 1], (4000, 1))), None), Scene(), 0)
    assert caught.value.code == "no-solid"
