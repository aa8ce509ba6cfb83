import json
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest

from cad.bench.shapes import Z, ball, box, cut, rod
from cad.files.glb import write_glb
from cad.files.stl import read_stl, write_stl
from cad.files.three_mf import write_3mf
from cad.files.weld import closedness, weld
from cad.geometry.mesh import Mesh
from cad.kernel.shape import faces_of, tessellate
from cad.problem import CadError


@pytest.fixture(scope="module")
def part() -> Mesh:
    return tessellate(cut(box((0, 0, 0), (20, 10, 5)), rod((10, 5, -1), Z, 3, 7)), 0.02, 0.2)


def test_a_welded_tessellation_is_watertight_with_the_right_genus(part: Mesh):
    found = closedness(weld(part))
    assert found.watertight and found.manifold and found.bodies == 1 and found.genus == 1 and found.volume > 0


def test_a_missing_triangle_is_noticed(part: Mesh):
    whole = weld(part)
    assert not closedness(Mesh(whole.vertices, whole.triangles[1:], whole.faces[1:])).watertight


def test_an_stl_reads_back_watertight(part: Mesh, tmp_path: Path):
    write_stl(tmp_path / "p.stl", weld(part))
    back = weld(read_stl(tmp_path / "p.stl"), 1e-7, apart=False)
    assert closedness(back).watertight and back.volume() == pytest.approx(part.volume(), rel=1e-5)


def test_an_stl_cut_short_is_refused(part: Mesh, tmp_path: Path):
    write_stl(tmp_path / "p.stl", weld(part))
    (tmp_path / "p.stl").write_bytes((tmp_path / "p.stl").read_bytes()[:-10])
    with pytest.raises(CadError):
        read_stl(tmp_path / "p.stl")


def test_a_3mf_holds_the_part_in_millimetres_with_a_colour_a_face(part: Mesh, tmp_path: Path):
    whole = weld(part)
    colours = np.linspace(0, 1, 3 * 7).reshape(7, 3)
    write_3mf(tmp_path / "p.3mf", whole, colours, "a <b> & c")
    with zipfile.ZipFile(tmp_path / "p.3mf") as archive:
        assert set(archive.namelist()) == {"[Content_Types].xml", "_rels/.rels", "3D/3dmodel.model"}
        model = ElementTree.fromstring(archive.read("3D/3dmodel.model"))
    space = {"c": "http://schemas.microsoft.com/3dmanufacturing/core/2015/02",
             "m": "http://schemas.microsoft.com/3dmanufacturing/material/2015/02"}  # fmt: skip
    assert model.get("unit") == "millimeter"
    assert len(model.findall(".//c:triangle", space)) == len(whole.triangles)
    assert len(model.findall(".//m:color", space)) == 7
    assert model.findtext("c:metadata", namespaces=space) == "a <b> & c"


def test_a_glb_names_the_face_of_every_vertex(part: Mesh, tmp_path: Path):
    count = len(list(faces_of(box((0, 0, 0), (1, 1, 1))))) + 1
    write_glb(tmp_path / "p.glb", part, np.full((count, 3), 0.5), [{"id": i} for i in range(count)], True,
              np.full(len(part.vertices), np.nan))  # fmt: skip
    data = (tmp_path / "p.glb").read_bytes()
    magic, version, length, text_length = np.frombuffer(data, "<u4", 4)
    assert (magic, version, length) == (0x46546C67, 2, len(data))
    document = json.loads(data[20 : 20 + text_length])
    body = data[28 + text_length :]
    primitive = document["meshes"][0]["primitives"][0]

    def read(number: int, kind: str) -> np.ndarray:
        view = document["bufferViews"][document["accessors"][number]["bufferView"]]
        return np.frombuffer(body, kind, view["byteLength"] // 4, view["byteOffset"])

    faces, positions = read(primitive["attributes"]["_FACE"], "<f4"), read(primitive["attributes"]["POSITION"], "<f4")
    assert set(faces) == set(range(7)) and len(positions) == 3 * len(faces)
    assert read(primitive["indices"], "<u4").max() < len(faces)
    assert len(document["meshes"][0]["extras"]["faces"]) == count and document["nodes"][0]["scale"] == [0.001] * 3


@pytest.mark.parametrize(("shape", "wanted"), [("ball", 1), ("box", 3)])
def test_a_glb_shares_vertices_where_a_face_is_smooth_and_splits_creases(shape: str, wanted: int, tmp_path: Path):
    solid = ball((0, 0, 0), 10) if shape == "ball" else box((0, 0, 0), (10, 10, 10))
    one = weld(tessellate(solid, 0.01, 0.1))
    one = Mesh(one.vertices, one.triangles, np.zeros(len(one.triangles), np.int64))
    write_glb(tmp_path / "p.glb", one, np.full((1, 3), 0.5), [{"id": 0}], True, np.full(len(one.vertices), np.nan))
    data = (tmp_path / "p.glb").read_bytes()
    document = json.loads(data[20 : 20 + int(np.frombuffer(data[:16], "<u4")[3])])
    assert document["accessors"][0]["count"] == wanted * len(one.vertices)
