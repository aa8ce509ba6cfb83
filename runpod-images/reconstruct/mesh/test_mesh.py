"""What the mesh stage promises, on clouds and depth maps made by formula."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest
from manifold3d import CrossSection, Manifold

from reconstruct.dense.ply import read_mesh
from reconstruct.dense.testing_scenes import Scene, cup, scene_of, sphere_scene, write_scene
from reconstruct.mesh.distance import to_surface
from reconstruct.mesh.stage import run
from reconstruct.mesh.surface import apart, arrays, solid
from reconstruct.stage import JobSettings, StageContext


def _mesh(tmp_path, scene):
    write_scene(tmp_path, scene)
    result = run(StageContext(tmp_path, JobSettings(quality="draft")))
    points, faces = read_mesh(tmp_path / "mesh" / "mesh.ply")
    return result, solid(points, faces), points, faces


def test_a_ball_seen_from_above_becomes_one_closed_body_standing_on_its_table(tmp_path):
    result, body, points, _ = _mesh(tmp_path, sphere_scene())
    assert result.measured["bodies"] == 1
    assert result.measured["watertight"]
    assert result.measured["manifold"]
    assert points[:, 2].min() > -0.05
    assert body.volume() == pytest.approx(4 / 3 * np.pi * 10**3, rel=0.06)
    report = json.loads((tmp_path / "mesh" / "mesh.json").read_text())
    assert report["deviationP95Mm"] < 0.1
    assert report["genus"] == 0


def test_a_cup_is_hollow_with_a_wall_because_its_inside_was_seen_free(tmp_path):
    scene = cup(outer=10.0, inner=8.5, height=16.0, floor=2.0)
    _, body, _, _ = _mesh(tmp_path, scene)
    truth = np.pi * (10.0**2 * 16 - 8.5**2 * 14)
    assert body.volume() == pytest.approx(truth, rel=0.08)
    well = Manifold.cylinder(12.0, 7.5, 7.5, 64).translate((0, 0, 3.5))
    assert (body ^ well).volume() < 0.03 * well.volume()


def _seeing_through(scene: Scene, place: np.ndarray, radius_px: float, count: int) -> Scene:
    """In the ``count`` views nearest to ``place``, the pixels round it carry the depth of what lies beyond the part."""
    nearest = sorted(scene.views, key=lambda view: np.linalg.norm(view.centre - place))[:count]
    depths = [depth.copy() for depth in scene.depths]
    for view in nearest:
        x, y, z = view.K @ (view.R @ place + view.t)
        v, u = np.indices(depths[view.index].shape) + 0.5
        depths[view.index][np.hypot(u - x / z, v - y / z) < radius_px] = z + 25.0
    return replace(scene, depths=depths)


def test_far_depth_on_a_wall_in_a_few_views_opens_no_hole_in_it(tmp_path):
    # No deeper than a few edges: further behind a surface no view contradicts what is seen through.
    scene = _seeing_through(
        cup(outer=10.0, inner=8.0, height=16.0, floor=2.0), np.array([10.0, 0, 9.0]), radius_px=12, count=3
    )
    result, body, _, _ = _mesh(tmp_path, scene)
    assert result.measured["genus"] == 0
    wall = Manifold.cylinder(1.5, 1.5, 1.5, 48).rotate((0, 90, 0)).translate((8.0, 0, 9.0))
    assert (body ^ wall).volume() > 0.95 * wall.volume()


def test_a_real_hole_through_a_wall_stays_open_though_views_past_its_rim_see_it_behind(tmp_path):
    profile = CrossSection([[(0, 0), (10, 0), (10, 16), (6, 16), (6, 2), (0, 2)]])
    drill = Manifold.cylinder(12.0, 2.5, 2.5, 48).rotate((0, 90, 0)).translate((3, 0, 9.0))
    scene = scene_of(Manifold.revolve(profile, 96) - drill, np.array([0, 0, 8.0]), 70.0)
    result, body, _, _ = _mesh(tmp_path, scene)
    assert result.measured["genus"] == 1
    core = Manifold.cylinder(4.0, 1.2, 1.2, 48).rotate((0, 90, 0)).translate((6, 0, 9.0))
    assert (body ^ core).volume() < 0.02 * core.volume()


def test_the_same_points_give_the_same_mesh(tmp_path):
    _, _, first, first_faces = _mesh(tmp_path / "one", sphere_scene())
    _, _, second, second_faces = _mesh(tmp_path / "two", sphere_scene())
    assert np.array_equal(first, second)
    assert np.array_equal(first_faces, second_faces)


def test_the_distance_to_a_cube_is_exact_at_faces_edges_and_corners():
    points, faces = arrays(Manifold.cube((2.0, 2.0, 2.0), True))
    queries = np.array([[0.0, 0.0, 1.5], [1.5, 1.5, 0.2], [2.0, 2.0, 2.0], [0.0, 0.0, 0.4]])
    distance, _, foot = to_surface(queries, points, faces)
    assert distance == pytest.approx([0.5, np.sqrt(0.5), np.sqrt(3.0), 0.6], abs=1e-9)
    assert foot[2] == pytest.approx([1, 1, 1])


def test_sheets_that_touch_stay_closed_when_an_stl_is_welded():
    cube = Manifold.cube((1, 1, 1))
    body = cube + cube.translate((1, 1, 0)) + Manifold.cube((2, 2, 1)).translate((0, 0, 1))
    points, faces = arrays(body)
    assert not _paired(points, faces), "the two cubes share an edge with four faces"
    moved = apart(points, faces, 1e-4)
    assert _paired(moved, faces)
    assert np.abs(moved - points).max() < 1e-3


def _paired(points, faces) -> bool:
    """Whether each edge has one neighbour in the other sense, vertices at one place being one."""
    _, welded = np.unique(np.round(points / 1e-6), axis=0, return_inverse=True)
    edges = np.concatenate([welded.reshape(-1)[faces][:, [a, b]] for a, b in ((0, 1), (1, 2), (2, 0))])
    there, back = edges[:, 0] * len(points) + edges[:, 1], edges[:, 1] * len(points) + edges[:, 0]
    return len(np.unique(there)) == len(there) and np.array_equal(np.sort(there), np.sort(back))
