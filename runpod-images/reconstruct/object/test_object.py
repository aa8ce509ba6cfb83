"""What the object stage promises: the part and nothing else, or a problem that says why."""

from __future__ import annotations

import json

import numpy as np
import pytest

from reconstruct.dense.ply import Cloud, read_cloud, write_cloud
from reconstruct.dense.testing_scenes import cup, sphere_scene, write_scene
from reconstruct.object.clean import clean
from reconstruct.object.cluster import part_mask
from reconstruct.object.freespace import FreeSpace
from reconstruct.object.stage import run
from reconstruct.stage import JobSettings, StageContext, StageError


def _cloud(points, normals, views=3):
    count = len(points)
    return Cloud(points, normals, np.zeros((count, 3), np.uint8), np.ones(count), np.broadcast_to(views, count))


def _ball(generator, centre, radius, count):
    out = generator.normal(size=(count, 3))
    out /= np.linalg.norm(out, axis=1, keepdims=True)
    return centre + radius * out, out


def test_a_large_thing_at_the_border_does_not_win_over_the_part():
    generator = np.random.default_rng(0)
    part, _ = _ball(generator, np.zeros(3), 8.0, 4000)
    hand, _ = _ball(generator, np.array([42.0, 0, 0]), 14.0, 9000)
    points = np.concatenate([part, hand])
    chosen = part_mask(points, np.ones(len(points)), np.zeros(3), 50.0, 1.5)
    assert chosen[:4000].mean() > 0.99
    assert not chosen[4000:].any()


def test_a_part_divided_by_a_plain_band_stays_one_part():
    generator = np.random.default_rng(0)
    points = generator.uniform([-10, -4, 0], [10, 4, 0.1], (8000, 3))
    points = points[np.abs(points[:, 0] - 4) > 0.45]
    chosen = part_mask(points, np.ones(len(points)), np.zeros(3), 30.0, 0.5)
    assert chosen.all()


def test_cleaning_drops_strays_and_keeps_both_sides_of_an_edge():
    generator = np.random.default_rng(0)
    flat = generator.uniform(0, 10, (6000, 2))
    top = np.column_stack([flat[:3000], np.zeros(3000)])
    side = np.column_stack([np.zeros(3000), flat[3000:, 0], -flat[3000:, 1]])
    noise = generator.normal(0, 0.01, (6000, 3))
    strays = generator.uniform([2, 2, 1], [8, 8, 5], (60, 3))
    tilt = generator.normal(0, 0.15, (6060, 3))
    normals = np.repeat([[0, 0, 1.0], [-1.0, 0, 0], [0, 0, 1.0]], [3000, 3000, 60], axis=0) + tilt
    normals /= np.linalg.norm(normals, axis=1, keepdims=True)
    cloud = _cloud(np.concatenate([np.concatenate([top, side]) + noise, strays]), normals)
    cleaned = clean(cloud)
    off = np.minimum(np.abs(cleaned.points[:, 2]), np.abs(cleaned.points[:, 0]))
    assert (off > 0.2).sum() <= 3
    assert len(cleaned) > 0.97 * 6000
    edge = np.abs(cleaned.points[:, [0, 2]]).max(1) < 0.3
    best = np.maximum(cleaned.normals[edge, 2], -cleaned.normals[edge, 0])
    assert np.median(best) > np.cos(np.radians(6))


def test_what_two_views_saw_through_is_free_and_the_wall_is_not(tmp_path):
    write_scene(tmp_path, cup(outer=10.0, inner=8.0, height=16.0, floor=2.0))
    space = FreeSpace.load(tmp_path)
    inside_cup, in_wall, under_floor = [0, 0, 12.0], [9.0, 0, 8.0], [0, 0, 1.0]
    free, behind = space.votes(np.array([inside_cup, in_wall, under_floor]), tolerance=0.4, band=2.5)
    assert free[0] >= 2
    assert free[1] == free[2] == 0
    assert behind[1] >= 2


def test_nothing_above_the_table_is_told_as_no_object(tmp_path):
    scene = sphere_scene()
    write_scene(tmp_path, scene)
    flat = np.column_stack([np.random.default_rng(0).uniform(-20, 20, (5000, 2)), np.zeros(5000)])
    write_cloud(tmp_path / "dense" / "cloud.ply", _cloud(flat, np.tile([0, 0, 1.0], (5000, 1))))
    with pytest.raises(StageError) as problem:
        run(StageContext(tmp_path, JobSettings()))
    assert problem.value.code == "no-object"


def test_a_handful_of_points_is_told_as_too_thin(tmp_path):
    scene = sphere_scene()
    write_scene(tmp_path, scene)
    cap = np.nonzero(scene.cloud.points[:, 2] > 17.5)[0]
    write_cloud(tmp_path / "dense" / "cloud.ply", scene.cloud.keep(cap[:: len(cap) // 600]))
    with pytest.raises(StageError) as problem:
        run(StageContext(tmp_path, JobSettings()))
    assert problem.value.code == "dense-too-thin"


def test_the_part_is_kept_whole_and_strays_of_the_background_go(tmp_path):
    scene = sphere_scene()
    write_scene(tmp_path, scene)
    generator = np.random.default_rng(0)
    ghosts = scene.target + generator.uniform([-14, -14, 6], [14, 14, 12], (400, 3))
    ghosts = ghosts[np.linalg.norm(ghosts - scene.target, axis=1) > 11]
    both = _cloud(
        np.concatenate([scene.cloud.points, ghosts]),
        np.concatenate([scene.cloud.normals, np.tile([0, 0, 1.0], (len(ghosts), 1))]),
        np.repeat([8, 3], [len(scene.cloud), len(ghosts)]),
    )
    write_cloud(tmp_path / "dense" / "cloud.ply", both)
    run(StageContext(tmp_path, JobSettings()))
    kept = read_cloud(tmp_path / "object" / "cloud.ply")
    assert len(kept) > 0.95 * len(scene.cloud)
    assert (np.linalg.norm(kept.points - scene.target, axis=1) > 10.5).sum() == 0


@pytest.mark.parametrize(("turned_over", "supported"), [(False, True), (True, False)])
def test_a_part_turned_over_hides_no_underside_on_the_table(tmp_path, turned_over, supported):
    write_scene(tmp_path, sphere_scene())
    file = tmp_path / "dense" / "dense.json"
    scene = json.loads(file.read_text())
    if turned_over:
        scene["planes"]["1"] = [0.0, 0.0, -1.0, 60.0]
    file.write_text(json.dumps(scene))
    run(StageContext(tmp_path, JobSettings()))
    found = json.loads((tmp_path / "object" / "object.json").read_text())
    assert found["supported"] is supported
    assert set(found["passPlanes"]) == set(scene["planes"])


def test_the_face_on_which_a_part_lay_in_another_pass_stays(tmp_path):
    write_scene(tmp_path, sphere_scene())
    file = tmp_path / "dense" / "dense.json"
    scene = json.loads(file.read_text())
    scene["planes"]["1"] = [0.0, 0.0, -1.0, 20.0]
    file.write_text(json.dumps(scene))
    run(StageContext(tmp_path, JobSettings()))
    assert read_cloud(tmp_path / "object" / "cloud.ply").points[:, 2].max() > 19.95
