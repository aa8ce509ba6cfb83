from dataclasses import replace

import numpy as np
import pytest
from OCP.TopoDS import TopoDS_Shape

from cad.bench.parts_plates import bracket_l, plate_countersunk, plate_four_holes
from cad.bench.shapes import Z, box, cut, fuse, rod
from cad.build.blend import Blend
from cad.edges.edge import sharp_edges
from cad.edges.trim import Trim
from cad.fit.surfaces import Cylinder, Plane
from cad.kernel.shape import bounds_of, faces_of, is_closed, is_valid, solids_of, tessellate, volume_of
from cad.problem import CadError
from cad.rebuild.build import Sharp, rebuild
from cad.rebuild.change import Override, changed
from cad.rebuild.surfaces import Skin, skin_of


def _sharp(shape: TopoDS_Shape, blends: list[Blend] | None = None) -> tuple[Sharp, Skin]:
    solid = next(iter(solids_of(shape)))
    return Sharp(solid, blends or []), skin_of(solid)


def _bores(skin: Skin, radius: float) -> list[int]:
    found = [k for k, s in enumerate(skin.segments) if isinstance(s.surface, Cylinder)]
    return [k for k in found if skin.segments[k].surface.radius == pytest.approx(radius)]


def _level(skin: Skin, z: float) -> int:
    """The horizontal plane at this height."""
    for k, segment in enumerate(skin.segments):
        plane = segment.surface
        if isinstance(plane, Plane) and abs(plane.normal[2]) > 0.99 and abs(plane.offset * plane.normal[2] - z) < 1e-9:
            return k
    raise AssertionError(f"no plane at {z}")


def _made(shape: TopoDS_Shape, overrides: list[Override], fixed: tuple[int, ...] = ()):
    sharp, skin = _sharp(shape)
    support = [1.0 if k in fixed else 0.0 for k in range(len(skin.segments))]
    new, solid = rebuild(sharp, skin, changed(skin.segments, overrides, support))
    assert is_valid(solid) and is_closed(solid)
    return new, solid


def test_a_part_without_overrides_stays_the_part():
    sharp, skin = _sharp(plate_countersunk())
    _, solid = rebuild(sharp, skin, skin.segments)
    assert volume_of(solid) == pytest.approx(volume_of(sharp.solid), rel=1e-9)


@pytest.mark.parametrize("radius", [1.0, 2.6, 4.0])
def test_one_hole_of_four_gets_another_diameter_and_the_others_keep_theirs(radius: float):
    _, skin = _sharp(plate_four_holes())
    bore = _bores(skin, 2.5)[0]
    _, solid = _made(plate_four_holes(), [Override("diameter", (bore,), 2 * radius)])
    expected = 60 * 40 * 5 - np.pi * 5 * (3 * 2.5**2 + radius**2)
    assert volume_of(solid) == pytest.approx(expected, rel=1e-6)
    assert sum(1 for _ in faces_of(solid)) == 10


@pytest.mark.parametrize("thickness", [2.0, 6.0, 20.0])
def test_a_plate_gets_another_thickness_with_its_holes_through(thickness: float):
    _, skin = _sharp(plate_four_holes())
    faces = (_level(skin, 0), _level(skin, 5))
    _, solid = _made(plate_four_holes(), [Override("distance", faces, thickness)], fixed=faces[:1])
    assert volume_of(solid) == pytest.approx((60 * 40 - 4 * np.pi * 2.5**2) * thickness, rel=1e-6)
    assert bounds_of(solid)[0][2] == pytest.approx(0, abs=1e-6)


def test_several_overrides_are_built_together():
    _, skin = _sharp(bracket_l())
    faces = (_level(skin, 0), _level(skin, 5))
    overrides = [Override("distance", faces, 8.0), Override("diameter", tuple(_bores(skin, 3.0)), 7.0),
                 Override("radius", tuple(_bores(skin, 4.0)), 3.0)]  # fmt: skip
    _, solid = _made(bracket_l(), overrides, fixed=faces[:1])
    expected = 50 * 30 * 8 + 5 * 30 * 27 - 2 * np.pi * 3.5**2 * 8 - np.pi * 9 * 5
    assert volume_of(solid) == pytest.approx(expected, rel=1e-6)


def test_a_plate_grows_past_the_boss_that_stood_on_it():
    shape = cut(fuse(box((0, 0, 0), (40, 30, 5)), rod((20, 15, 0), Z, 6, 9)), rod((20, 15, 3), Z, 2, 7))
    _, skin = _sharp(shape)
    faces = (_level(skin, 0), _level(skin, 5))
    _, solid = _made(shape, [Override("distance", faces, 12.0)], fixed=faces[:1])
    # Whether a recess stays over the boss is open; that the part is one closed solid of that height is not.
    low, high = bounds_of(solid)
    assert high[2] - low[2] == pytest.approx(12.0, abs=1e-6)


def test_a_rounded_edge_follows_the_face_it_rounds():
    shape = box((0, 0, 0), (30, 20, 5))
    top, side = Plane(np.array([0, 0, 1.0]), 5.0), Plane(np.array([0, 1.0, 0]), 20.0)
    sharp, skin = _sharp(shape, [Blend(top, side, np.array([1.0, 0, 0]), 1.0, 0.0, 30.0)])
    faces = (_level(skin, 0), _level(skin, 5))
    support = [float(k == faces[0]) for k in range(len(skin.segments))]
    _, solid = rebuild(sharp, skin, changed(skin.segments, [Override("distance", faces, 9.0)], support))
    expected = 30 * 20 * 9 - 30 * (1 - np.pi / 4)
    assert volume_of(solid) == pytest.approx(expected, rel=1e-5)


def test_a_rebuilt_part_is_rebuilt_again_and_back():
    shape = plate_four_holes()
    _, skin = _sharp(shape)
    sharp, _ = _made(shape, [Override("diameter", (_bores(skin, 2.5)[0],), 8.0)])
    again = skin_of(sharp.solid)
    bore = _bores(again, 4.0)
    _, solid = rebuild(sharp, again, changed(again.segments, [Override("diameter", tuple(bore), 5.0)], [0] * 20))
    assert volume_of(solid) == pytest.approx(volume_of(shape), rel=1e-6)


def test_a_hole_larger_than_the_plate_is_refused():
    _, skin = _sharp(plate_four_holes())
    with pytest.raises(CadError) as caught:
        _made(plate_four_holes(), [Override("diameter", (_bores(skin, 2.5)[0],), 300.0)])
    assert caught.value.code == "rebuild-impossible"


def test_a_quantity_that_the_faces_do_not_have_is_refused():
    _, skin = _sharp(plate_four_holes())
    bore, top = _bores(skin, 2.5)[0], _level(skin, 5)
    for override in (Override("distance", (bore, top), 5.0), Override("diameter", (top,), 5.0)):
        with pytest.raises(CadError) as caught:
            changed(skin.segments, [override], [0.0] * len(skin.segments))
        assert caught.value.code == "override-unfit"


def test_overrides_that_undo_each_other_are_refused():
    _, skin = _sharp(plate_four_holes())
    bore = (_bores(skin, 2.5)[0],)
    with pytest.raises(CadError) as caught:
        changed(skin.segments, [Override("diameter", bore, 6.0), Override("diameter", bore, 7.0)], [0.0] * 20)
    assert caught.value.code == "rebuild-impossible"


def test_small_chamfers_follow_the_plate_and_the_bore_they_cut():
    sharp, skin = _sharp(cut(box((0, 0, 0), (40, 30, 10)), rod((20, 15, -1), Z, 6, 12)))
    mesh = tessellate(sharp.solid, 0.02, 0.1)
    top = [e for e in sharp_edges(sharp.solid, mesh, 0.5) if np.abs(e.places[:, 2] - 10).max() < 1e-6]
    trims = [Trim("chamfer", *edge.surfaces, (0.5, 0.5), edge.places) for edge in top]
    assert len(trims) == 5
    faces = (_level(skin, 0), _level(skin, 10))
    wishes = [Override("distance", faces, 12.0), Override("diameter", tuple(_bores(skin, 6.0)), 14.0)]
    support = [1.0 if k == faces[0] else 0.0 for k in range(len(skin.segments))]
    made, solid = rebuild(replace(sharp, trims=trims), skin, changed(skin.segments, wishes, support))
    # Four straight edges, mitred at the corners, and the rim of the bore (Pappus).
    straight = 0.5 * 0.5 / 2 * (2 * (40 + 30) - 4 * 2 * 0.5 / 3)
    rim = 0.5 * 0.5 / 2 * 2 * np.pi * (7 + 0.5 / 3)
    assert is_valid(solid) and len(made.trims) == 5
    assert volume_of(solid) == pytest.approx(40 * 30 * 12 - np.pi * 49 * 12 - straight - rim, rel=1e-6)
