import json
from pathlib import Path

import numpy as np
import pytest

from cad.bench.shapes import Z, box, cut, rod
from cad.cloud.cloud import Cloud
from cad.deviation.field import deviations
from cad.deviation.flat import remeshed_planes
from cad.deviation.refine import refined
from cad.deviation.shown import shown_tessellation, write_shown
from cad.files.weld import closedness, weld
from cad.geometry.mesh import Mesh
from cad.kernel.shape import faces_of, tessellate


@pytest.fixture(scope="module")
def plate() -> Mesh:
    return tessellate(cut(box((0, 0, 0), (40, 30, 6)), rod((20, 15, -1), Z, 5, 8)), 0.01, 0.1)


def _cloud(mesh: Mesh, off: float = 0.0, count: int = 30_000) -> Cloud:
    points, normals, _ = mesh.sample(count, np.random.default_rng(1))
    return Cloud(points + off * normals, normals)


def test_a_refined_mesh_is_the_same_body_with_short_edges(plate: Mesh):
    fine = refined(plate, 1.5, 100_000)
    edges = np.linalg.norm(fine.corners[:, [1, 2, 0]] - fine.corners, axis=2)
    assert edges.max() <= 1.5 and len(fine.triangles) > 3 * len(plate.triangles)
    assert fine.volume() == pytest.approx(plate.volume(), rel=1e-9)
    for number in range(7):
        assert fine.areas()[fine.faces == number].sum() == pytest.approx(plate.areas()[plate.faces == number].sum())
    found = closedness(weld(fine))
    assert found.watertight and found.manifold, "an edge is split for both of its faces"


def test_planes_are_meshed_anew_with_even_triangles_and_the_body_stays_closed(plate: Mesh):
    anew = remeshed_planes(plate, 2.0)
    fine = refined(anew, 2.0, 100_000)
    assert fine.volume() == pytest.approx(plate.volume(), rel=1e-9)
    found = closedness(weld(fine))
    assert found.watertight and found.manifold and found.genus == 1
    assert _evenness(plate) < 0.3 and _evenness(anew) > 0.9, "fans of slivers became triangles"


def _evenness(mesh: Mesh) -> float:
    """Shortest over longest edge of the top's triangles, at the median."""
    top = mesh.corners[mesh.corners[:, :, 2].min(1) > 5.99]
    edges = np.linalg.norm(top[:, [1, 2, 0]] - top, axis=2)
    return float(np.median(edges.min(1) / edges.max(1)))


def test_the_number_of_triangles_is_kept_to(plate: Mesh):
    assert len(refined(plate, 0.05, 5000).triangles) <= 5000


@pytest.mark.parametrize("off", [0.08, -0.05])
def test_a_cloud_off_the_surface_shows_by_how_much_and_to_which_side(plate: Mesh, off: float):
    fine = refined(plate, 2.0, 100_000)
    found = deviations(fine, _cloud(plate, off), 2.0)
    assert np.nanmedian(found) == pytest.approx(off, abs=0.005)
    assert np.isnan(found).mean() < 0.02


def test_where_nothing_was_measured_there_is_no_deviation(plate: Mesh):
    fine = refined(plate, 2.0, 100_000)
    whole = _cloud(plate)
    seen = whole.take(whole.normals[:, 2] > -0.5)
    found = deviations(fine, seen, 2.0)
    below = [n for n in range(7) if np.allclose(fine.cross()[fine.faces == n][:, :2], 0)
             and fine.cross()[fine.faces == n][0, 2] < 0]  # fmt: skip
    under = np.unique(fine.triangles[fine.faces == below[0]])
    assert np.isnan(found[under]).all() and not np.isnan(np.delete(found, under)).all()


def test_a_dent_shows_where_it_is_and_only_there(plate: Mesh):
    fine = refined(plate, 1.5, 100_000)
    cloud = _cloud(plate, count=60_000)
    dent = (np.linalg.norm(cloud.points - [8, 8, 6], axis=1) < 4) & (cloud.normals[:, 2] > 0.9)
    cloud = Cloud(np.where(dent[:, None], cloud.points - [0, 0, 0.3], cloud.points), cloud.normals)
    found = deviations(fine, cloud, 1.5)
    away = np.linalg.norm(fine.vertices - [8, 8, 6], axis=1)
    assert np.nanmedian(found[away < 2]) == pytest.approx(-0.3, abs=0.03)
    assert np.nanmax(np.abs(found[away > 7])) < 0.02


def test_the_file_carries_a_deviation_a_vertex_and_is_small(tmp_path: Path):
    shape = cut(box((0, 0, 0), (40, 30, 6)), rod((20, 15, -1), Z, 5, 8))
    mesh = shown_tessellation(shape)
    faces = [{"id": number} for number, _ in enumerate(faces_of(shape))]
    write_shown(tmp_path / "p.glb", mesh, _cloud(mesh, 0.04), np.full((len(faces), 3), 0.5), faces, True)
    data = (tmp_path / "p.glb").read_bytes()
    assert len(data) < 3 * 1024 * 1024
    text = int(np.frombuffer(data, "<u4", 1, 12)[0])
    document, body = json.loads(data[20 : 20 + text]), data[28 + text :]
    number = document["meshes"][0]["primitives"][0]["attributes"]["_DEVIATION"]
    view = document["bufferViews"][document["accessors"][number]["bufferView"]]
    pairs = np.frombuffer(body, "<f4", view["byteLength"] // 4, view["byteOffset"]).reshape(-1, 2)
    assert set(np.unique(pairs[:, 1])) <= {0.0, 1.0} and np.isfinite(pairs).all()
    assert np.median(pairs[pairs[:, 1] == 1, 0]) == pytest.approx(0.04, abs=0.004)
