from pathlib import Path

import numpy as np
import pytest

from cad.cloud.cloud import Cloud
from cad.cloud.ply import read_cloud, read_mesh, write_cloud
from cad.problem import CadError


def _cloud(count: int = 50) -> Cloud:
    rng = np.random.default_rng(0)
    normals = rng.normal(size=(count, 3))
    normals /= np.linalg.norm(normals, axis=1)[:, None]
    return Cloud(rng.random((count, 3)), normals, rng.integers(0, 255, (count, 3)).astype(np.uint8))


def test_a_cloud_comes_back_as_it_was_written(tmp_path: Path):
    cloud = _cloud()
    write_cloud(tmp_path / "c.ply", cloud)
    back = read_cloud(tmp_path / "c.ply")
    assert np.allclose(back.points, cloud.points, atol=1e-6) and np.allclose(back.normals, cloud.normals, atol=1e-6)
    assert back.colours is not None and (back.colours == cloud.colours).all()


def test_ascii_and_both_byte_orders_read_the_same(tmp_path: Path):
    rows = np.array([[0, 0, 0, 0, 0, 1], [1, 2, 3, 0, 1, 0]], float)
    head = "element vertex 2\n" + "".join(f"property float {n}\n" for n in ("x", "y", "z", "nx", "ny", "nz"))
    forms = {
        "ascii": "\n".join(" ".join(map(str, row)) for row in rows).encode(),
        "binary_little_endian": rows.astype("<f4").tobytes(),
        "binary_big_endian": rows.astype(">f4").tobytes(),
    }
    for form, body in forms.items():
        path = tmp_path / f"{form}.ply"
        path.write_bytes(f"ply\nformat {form} 1.0\n{head}end_header\n".encode() + body)
        assert np.allclose(read_cloud(path).points, rows[:, :3]), form


def test_rows_that_are_not_numbers_are_dropped(tmp_path: Path):
    cloud = _cloud()
    cloud.points[3] = np.nan
    cloud.normals[7] = 0
    write_cloud(tmp_path / "c.ply", cloud)
    assert len(read_cloud(tmp_path / "c.ply").points) == 48


@pytest.mark.parametrize("damage", ["text", "cut", "no-normals", "missing"])
def test_a_bad_file_is_named_with_its_problem(tmp_path: Path, damage: str):
    path = tmp_path / "c.ply"
    write_cloud(path, _cloud())
    data = path.read_bytes()
    if damage == "text":
        path.write_text("hello")
    elif damage == "cut":
        path.write_bytes(data[:-40])
    elif damage == "no-normals":
        path.write_bytes(data.replace(b"property float nx", b"property float qx"))
    else:
        path.unlink()
    with pytest.raises(CadError) as caught:
        read_cloud(path)
    assert caught.value.code == "cloud-unreadable" and "c.ply" in caught.value.detail


def test_a_mesh_whose_triangle_names_no_vertex_is_refused(tmp_path: Path):
    head = "ply\nformat ascii 1.0\nelement vertex 3\nproperty float x\nproperty float y\nproperty float z\n"
    body = "element face 1\nproperty list uchar int vertex_indices\nend_header\n0 0 0\n1 0 0\n0 1 0\n3 0 1 7\n"
    (tmp_path / "m.ply").write_text(head + body)
    with pytest.raises(CadError):
        read_mesh(tmp_path / "m.ply")
