from pathlib import Path

import numpy as np
import pytest
from OCP.BRepAlgoAPI import BRepAlgoAPI_Fuse
from OCP.BRepBuilderAPI import BRepBuilderAPI_MakeVertex
from OCP.BRepExtrema import BRepExtrema_DistShapeShape
from OCP.TopoDS import TopoDS_Shape
from scipy.spatial import cKDTree

from cad.bench.shapes import Z, box, cut, rod
from cad.files.apart import drawn_apart
from cad.files.stl import read_stl, write_stl
from cad.files.weld import closedness, weld
from cad.geometry.mesh import Mesh
from cad.geometry.vectors import Array
from cad.kernel.shape import faces_of, is_closed, is_valid, point, solids_of, tessellate, volume_of

_DIAGONAL = 30.0


def _on_plate(*columns: TopoDS_Shape) -> TopoDS_Shape:
    shape = box((0, 0, 0), (20, 20, 2))
    for column in columns:
        shape = BRepAlgoAPI_Fuse(shape, column).Shape()
    return shape


def _touching_along_an_edge() -> TopoDS_Shape:
    return _on_plate(box((0, 0, 2), (10, 10, 12)), box((10, 10, 2), (20, 20, 12)))


def _touching_in_a_corner() -> TopoDS_Shape:
    """A hook whose end meets the plate's post in one point."""
    hook = BRepAlgoAPI_Fuse(box((10, 10, 2), (20, 20, 8)), box((10, 10, 8), (20, 20, 12))).Shape()
    return cut(_on_plate(box((0, 0, 2), (10, 10, 8)), hook), box((10, 10, 2), (15, 15, 8)))


def _cavity_along_an_edge() -> TopoDS_Shape:
    return cut(cut(box((0, 0, 0), (20, 20, 20)), box((-1, -1, -1), (8, 8, 21))), box((8, 8, 5), (14, 14, 9)))


def _bores_that_touch() -> TopoDS_Shape:
    return cut(cut(box((0, 0, 0), (20, 20, 5)), rod((6, 10, -1), Z, 3, 7)), rod((12, 10, -1), Z, 3, 7))


def _off(shape: TopoDS_Shape, place: Array) -> float:
    """Distance of a place to the nearest face."""
    vertex = BRepBuilderAPI_MakeVertex(point(place)).Vertex()
    return min(BRepExtrema_DistShapeShape(vertex, face).Value() for face in faces_of(shape))


@pytest.mark.parametrize(
    "make",
    [_touching_along_an_edge, _touching_in_a_corner, _cavity_along_an_edge, _bores_that_touch],
)
def test_a_part_that_touches_itself_prints_and_has_hardly_moved(make, tmp_path: Path):
    shape = make()
    solids = list(solids_of(shape))
    assert len(solids) == 1 and is_valid(shape) and is_closed(solids[0])
    raw = tessellate(shape, 0.0005 * _DIAGONAL, 0.1)
    whole = weld(raw)
    found = closedness(whole)
    assert found.watertight and found.manifold and found.bodies == 1
    assert found.volume == pytest.approx(volume_of(shape), rel=1e-3)
    moved = whole.vertices[cKDTree(raw.vertices).query(whole.vertices)[0] > 0]
    assert len(moved) and max(_off(shape, place) for place in moved) < 0.05 * 0.0005 * _DIAGONAL
    write_stl(tmp_path / "part.stl", whole)
    back = closedness(weld(read_stl(tmp_path / "part.stl"), 1e-7, apart=False))
    assert back.watertight and back.manifold and back.bodies == 1


def test_the_touching_edge_is_what_was_wrong():
    raw = tessellate(_touching_along_an_edge(), 0.0005 * _DIAGONAL, 0.1)
    assert not closedness(weld(raw, apart=False)).watertight


def test_a_mesh_that_touches_nowhere_stays_as_it_is():
    whole = weld(tessellate(cut(box((0, 0, 0), (20, 10, 5)), rod((10, 5, -1), Z, 3, 7)), 0.02, 0.2), apart=False)
    assert drawn_apart(whole) is whole


def test_an_open_mesh_stays_open():
    whole = weld(tessellate(_touching_along_an_edge(), 0.02, 0.2), apart=False)
    holed = Mesh(whole.vertices, whole.triangles[1:], whole.faces[1:])
    assert drawn_apart(holed) is holed and not closedness(holed).watertight


def test_two_triangles_back_to_back_are_dropped():
    whole = weld(tessellate(box((0, 0, 0), (1, 1, 1)), 0.1))
    film = np.vstack([whole.triangles, [[0, 1, 7], [7, 1, 0]]])
    mended = drawn_apart(Mesh(whole.vertices, film, np.r_[whole.faces, 0, 0]))
    assert len(mended.triangles) == len(whole.triangles) and closedness(mended).watertight
