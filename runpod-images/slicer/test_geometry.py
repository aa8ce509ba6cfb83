from __future__ import annotations

import numpy as np
import pytest
import trimesh

from reconstruct.stage import StageError
from slicer.conftest import asked, cube, parsed, stl, with_corner
from slicer.geometry import Laid, lay_part
from slicer.profiles.store import load_profile


def lay(part: bytes, tmp_path, **choice) -> tuple[Laid, trimesh.Trimesh]:
    given, target = tmp_path / "given.stl", tmp_path / "laid.stl"
    given.write_bytes(part)
    task = parsed(asked(part, **choice))
    laid = lay_part(given, target, task.settings, load_profile(task.machine, task.profile, task.settings.preset))
    return laid, trimesh.load_mesh(target)


def slab(x: float, y: float, z: float) -> bytes:
    return stl(trimesh.creation.box((x, y, z), trimesh.transformations.translation_matrix((400, -90, 55))))


def test_a_part_comes_to_lie_in_the_middle_of_the_bed(tmp_path):
    laid, mesh = lay(slab(30, 20, 10), tmp_path)
    assert laid.size_mm == pytest.approx((30, 20, 10), abs=1e-4)
    assert laid.volume_mm3 == pytest.approx(6000, rel=1e-5)
    assert mesh.bounds == pytest.approx(np.array([[110, 95, 0], [140, 115, 10]]), abs=1e-4)
    assert mesh.is_watertight


@pytest.mark.parametrize(
    ("side", "size"),
    [("-z", (30, 20, 10)), ("+z", (30, 20, 10)), ("-x", (10, 20, 30)), ("+x", (10, 20, 30)), ("-y", (30, 10, 20)),
     ("+y", (30, 10, 20))],
)  # fmt: skip
def test_the_side_named_lies_on_the_bed(tmp_path, side, size):
    # A cone's base is one side of its box; laid on it, most of its area is at z = 0.
    laid, mesh = lay(slab(30, 20, 10), tmp_path, orientation={"kind": "face-down", "side": side})
    assert laid.size_mm == pytest.approx(size, abs=1e-4)
    assert mesh.volume == pytest.approx(6000, rel=1e-4)
    axis = {"x": 0, "y": 1, "z": 2}[side[1]]
    way = np.zeros(3)
    way[axis] = -1 if side[0] == "-" else 1
    cone = trimesh.creation.cone(radius=5, height=12)
    cone.apply_transform(trimesh.geometry.align_vectors((0, 0, -1), way))
    _, laid_cone = lay(stl(cone), tmp_path, orientation={"kind": "face-down", "side": side})
    flat = laid_cone.triangles_center[:, 2] < 1e-3
    assert laid_cone.area_faces[flat].sum() == pytest.approx(np.pi * 25, rel=0.05)


def test_a_turned_part_stays_closed_to_the_last_bit(tmp_path):
    turn = {"kind": "quaternion", "millionths": [182_574, 365_148, 547_723, 730_297]}
    sphere = trimesh.creation.icosphere(subdivisions=5, radius=15)
    _, mesh = lay(stl(sphere), tmp_path, orientation=turn)
    assert mesh.is_watertight
    assert mesh.volume == pytest.approx(sphere.volume, rel=1e-5)


def test_a_long_part_is_turned_about_the_vertical_where_only_so_it_fits(tmp_path):
    laid, mesh = lay(slab(20, 240, 5), tmp_path)
    assert laid.volume_mm3 == pytest.approx(24_000, rel=1e-4)
    assert mesh.bounds[1][0] <= 250 and mesh.bounds[1][1] <= 210


def inside_out() -> bytes:
    box = trimesh.creation.box((9, 9, 9))
    box.invert()
    return stl(box)


def _header(part: bytes, triangles: int) -> bytes:
    return part[:80] + triangles.to_bytes(4, "little") + part[84:]


@pytest.mark.parametrize(
    ("part", "code"),
    [
        (with_corner(cube(), float("nan")), "mesh-not-finite"),
        (with_corner(cube(), float("inf")), "mesh-not-finite"),
        (with_corner(cube(), 3.4e38), "mesh-too-large"),
        (with_corner(cube(), 1e9), "mesh-too-large"),
        (_header(cube(), 2**32 - 1), "mesh-truncated"),
        (_header(cube(), 2**31 - 1), "mesh-truncated"),
        (_header(cube(), 0), "mesh-empty"),
        (_header(cube(), 11), "mesh-malformed"),
        (cube()[:-1], "mesh-truncated"),
        (cube() + b"x", "mesh-malformed"),
        (b"solid x\nendsolid x\n" * 9, "mesh-truncated"),
        (b"x", "mesh-truncated"),
        (cube(1e-9), "mesh-too-small"),
        (cube(300), "mesh-too-large"),
        (_header(cube(), 11)[:-50], "mesh-open"),
        (inside_out(), "mesh-inverted"),
    ],
)  # fmt: skip
def test_what_is_no_part_is_refused_by_its_name(tmp_path, part, code):
    with pytest.raises(StageError) as caught:
        lay(part, tmp_path)
    assert caught.value.code == code
    assert not (tmp_path / "laid.stl").exists()


def test_more_triangles_than_the_edge_lets_through_are_refused_unread(tmp_path):
    file = tmp_path / "given.stl"
    with file.open("wb") as out:
        out.write(_header(cube()[:84], 2_000_001))
        out.truncate(84 + 50 * 2_000_001)
    task = parsed(asked(b"x"))
    with pytest.raises(StageError) as caught:
        lay_part(file, tmp_path / "laid.stl", task.settings, load_profile("prusa-mk3s", "pla", "standard"))
    assert caught.value.code == "mesh-too-many-triangles"
