import numpy as np
import pytest

from cad.bench.shapes import Z, ball, box, cut, rod
from cad.geometry.columns import Columns
from cad.geometry.mesh import Mesh, distance_to_mesh
from cad.geometry.winding import WindingField
from cad.kernel.shape import tessellate, volume_of


@pytest.fixture(scope="module")
def block() -> Mesh:
    """20 × 10 × 5 with a hole of radius 3 through it."""
    return tessellate(cut(box((0, 0, 0), (20, 10, 5)), rod((10, 5, -1), Z, 3, 7)), 0.01, 0.1)


def test_points_are_told_inside_from_outside(block: Mesh):
    columns = Columns(block.vertices, block.triangles)
    inside = columns.inside(np.array([[2, 2, 2], [10, 5, 2.5], [-1, 5, 2], [19.9, 9.9, 4.9], [10, 1.5, 4]], float))
    assert inside.tolist() == [True, False, False, True, True]


def test_volume_by_random_points_agrees_with_the_kernel(block: Mesh):
    points = np.random.default_rng(0).random((40_000, 3)) * [20, 10, 5]
    share = Columns(block.vertices, block.triangles).inside(points).mean()
    exact = volume_of(cut(box((0, 0, 0), (20, 10, 5)), rod((10, 5, -1), Z, 3, 7)))
    assert share * 1000 == pytest.approx(exact, rel=0.01) and block.volume() == pytest.approx(exact, rel=0.002)


def test_distance_is_to_the_surface_not_to_samples(block: Mesh):
    distance, _ = distance_to_mesh(np.array([[2.0, 2.0, 7.0], [2.0, 2.0, 2.0], [-3.0, -4.0, 2.0]]), block)
    assert distance == pytest.approx([2.0, 2.0, 5.0], abs=1e-6)


def test_the_winding_number_closes_an_unseen_underside_by_the_table():
    mesh = tessellate(ball((0, 0, 0), 10), 0.05, 0.1)
    points, normals, _ = mesh.sample(6000, np.random.default_rng(0))
    top = points[:, 2] > 0
    queries = np.array([[0, 0, 0.5], [5, 0, 3], [0, 0, 12], [11, 0, 1]], float)
    closed = WindingField(points[top], normals[top], 0.0).at(queries)
    open_ = WindingField(points[top], normals[top], None).at(queries)
    assert (closed[:2] > 0.9).all() and (np.abs(closed[2:]) < 0.1).all()
    assert open_[0] < 0.7
