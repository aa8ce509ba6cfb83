"""What the dense stage promises, on ray-cast photos of a textured ball on a textured table."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from reconstruct.dense import colmap_cuda
from reconstruct.dense.fusion import FusionRule, Maps, fuse
from reconstruct.dense.matcher import PlaneMap, resample, support_state
from reconstruct.dense.ply import read_cloud
from reconstruct.dense.scene import choose_sources, pairwise_angles_deg, scene_sphere
from reconstruct.dense.stage import run
from reconstruct.dense.support import find_support_plane
from reconstruct.dense.testing_scenes import FOCAL, TABLE, camera, photos, ring, sphere_scene, write_poses
from reconstruct.object.stage import run as run_object
from reconstruct.stage import JobSettings, StageContext, StageError


@pytest.fixture(scope="module")
def ball(tmp_path_factory):
    """The dense stage's workspace of a 10 mm ball."""
    workspace = tmp_path_factory.mktemp("ball")
    scene = sphere_scene(count=9)
    write_poses(workspace, scene.views, photos(scene, grain=0.8))
    said = []
    context = StageContext(workspace, JobSettings(quality="draft", processes=1), lambda *event: said.append(event))
    return workspace, scene, run(context), said


def test_the_fused_cloud_lies_on_the_ball(ball):
    workspace, scene, result, _ = ball
    cloud = read_cloud(workspace / "dense" / "cloud.ply")
    off = np.abs(np.linalg.norm(cloud.points - scene.target, axis=1) - 10.0)
    assert result.measured["points"] == len(cloud) > 5000
    assert np.median(off) < 0.25 * result.measured["footprint"]
    assert np.quantile(off, 0.9) < result.measured["footprint"]


def test_normals_point_out_of_the_ball_and_confidence_tells_good_from_bad(ball):
    workspace, scene, _, _ = ball
    cloud = read_cloud(workspace / "dense" / "cloud.ply")
    outward = (cloud.points - scene.target) / np.linalg.norm(cloud.points - scene.target, axis=1, keepdims=True)
    assert np.median((cloud.normals * outward).sum(1)) > np.cos(np.radians(3))
    off = np.abs(np.linalg.norm(cloud.points - scene.target, axis=1) - 10.0)
    order = np.argsort(cloud.confidence)
    third = len(order) // 3
    assert cloud.confidence.min() >= 0
    assert cloud.confidence.max() <= 1
    assert off[order[-third:]].mean() < 0.95 * off[order[:third]].mean()
    assert cloud.views.min() >= 2


def test_every_view_leaves_its_maps_and_progress_reaches_the_end(ball):
    workspace, scene, _, said = ball
    for view in scene.views:
        with np.load(workspace / "dense" / f"{view.index:03d}.npz") as maps:
            assert maps["depth"].shape == maps["cost"].shape == maps["part"].shape == maps["normal"].shape[:2]
            assert maps["K"][0, 0] == pytest.approx(FOCAL)
    assert said[-1][:2] == (2 * len(scene.views), 2 * len(scene.views))


def test_the_object_stage_keeps_the_ball_and_drops_the_table(ball):
    workspace, scene, _, _ = ball
    result = run_object(StageContext(workspace, JobSettings()))
    cloud = read_cloud(workspace / "object" / "cloud.ply")
    assert np.quantile(np.abs(np.linalg.norm(cloud.points - scene.target, axis=1) - 10.0), 0.99) < 0.5
    assert result.measured["supported"]
    report = json.loads((workspace / "object" / "object.json").read_text())
    assert report["boundingBox"]["max"] == pytest.approx([10, 10, 20], abs=0.2)
    assert report["boundingBox"]["min"][:2] == pytest.approx([-10, -10], abs=0.2)


def test_a_fresh_machine_gives_the_same_maps_as_a_warm_one(ball, tmp_path):
    """Kernels compiled with fast arithmetic round otherwise in the process that compiled them."""
    workspace, _, _, _ = ball
    told = [
        subprocess.run(
            [sys.executable, "-m", "reconstruct.dense.testing_maps", workspace / "poses"], text=True, check=True,
            cwd=Path(__file__).parents[2], env=os.environ | {"NUMBA_CACHE_DIR": str(tmp_path)}, capture_output=True,
        ).stdout
        for _ in range(2)
    ]  # fmt: skip
    assert told[0] == told[1] != ""


def test_two_photos_are_too_few(tmp_path):
    write_poses(tmp_path, ring(np.zeros(3), 80.0)[:2])
    with pytest.raises(StageError) as problem:
        run(StageContext(tmp_path, JobSettings(processes=1)))
    assert problem.value.code == "scan-unregistered"


def test_photos_without_texture_are_told_to_be_too_thin(tmp_path):
    scene = sphere_scene()
    blank = [np.full((view.height, view.width), 128, np.uint8) for view in scene.views]
    write_poses(tmp_path, scene.views[:3], blank[:3])
    with pytest.raises(StageError) as problem:
        run(StageContext(tmp_path, JobSettings(quality="draft", processes=1)))
    assert problem.value.code == "dense-too-thin"


def test_sources_are_of_the_same_pass_and_near_the_best_angle():
    views = ring(np.zeros(3), 80.0, count=20)
    sphere = scene_sphere(views)
    assert sphere.centre == pytest.approx(np.zeros(3), abs=1e-6)
    angles = pairwise_angles_deg(views, sphere.centre)
    for i, own in enumerate(choose_sources(views, sphere, 4)):
        assert len(own) == 4
        assert i not in own
        assert 8 < angles[i, own[0]] < 28


def test_a_plane_map_keeps_depth_and_normal_through_another_pixel_grid():
    view = camera(0, np.array([50.0, -30.0, 60.0]), np.zeros(3))
    state = support_state(view, TABLE, view.K, view.width, view.height)
    found = PlaneMap(state, np.zeros(state.shape[:2], np.float32), view.K, state[..., 0] > 0)
    K = view.K_at(300, 225)
    finer = resample(found.state, found.K, K, 300, 225)
    expected = support_state(view, TABLE, K, 300, 225)
    assert np.abs(finer - expected).max() < 1e-6
    assert found.normal[50, 60] == pytest.approx(view.R @ TABLE[:3], abs=1e-5)


def test_the_table_is_found_though_a_face_of_the_part_holds_more_points():
    generator = np.random.default_rng(1)
    table = np.column_stack([generator.uniform(-40, 40, (1500, 2)), generator.normal(0, 0.02, 1500)])
    table = table[np.abs(table[:, :2]).max(1) > 12]
    top = np.column_stack([generator.uniform(-10, 10, (2500, 2)), np.full(2500, 15.0)])
    views = ring(np.array([0, 0, 5.0]), 120.0)
    plane = find_support_plane(np.concatenate([table, top]), views, scene_sphere(views), 0)
    assert plane is not None
    assert plane == pytest.approx(TABLE, abs=0.05)


def test_a_point_that_other_views_look_through_is_not_fused():
    scene = sphere_scene()
    depth = np.stack(scene.depths)
    n = len(depth)
    ghost = depth.copy()
    ghost[:2, 80:100, 110:130] *= 0.8
    normal = np.stack([np.broadcast_to(-v.R[2], (*depth.shape[1:], 3)) for v in scene.views]).astype(np.float32)
    part = np.zeros(depth.shape, bool)
    part[:2, 80:100, 110:130] = True
    sizes = np.array([d.shape[::-1] for d in depth], np.int64)
    K, R, t = (np.array([getattr(v, name) for v in scene.views]) for name in ("K", "R", "t"))
    cost = np.full(depth.shape, 0.1, np.float32)
    others = [[j for j in range(n) if j != i] for i in range(n)]
    fused = fuse(Maps(ghost, normal, cost, None, sizes, K, R, t, part), others, [0, 1], FusionRule())
    assert len(fused) == 0
    kept = fuse(Maps(depth, normal, cost, None, sizes, K, R, t, part), others, [0, 1], FusionRule())
    assert len(kept) > 200


def test_the_maps_of_the_gpu_matcher_are_read_as_ours(tmp_path):
    view = camera(0, np.array([50.0, -30.0, 60.0]), np.zeros(3))
    state = support_state(view, TABLE, view.K, view.width, view.height)
    ours = PlaneMap(state, np.zeros(state.shape[:2], np.float32), view.K, state[..., 0] > 0)
    for name, values in (("depth", ours.depth[..., None]), ("normal", ours.normal)):
        header = f"{view.width}&{view.height}&{values.shape[2]}&".encode()
        (tmp_path / name).write_bytes(header + values.transpose(1, 0, 2).astype("<f4").tobytes(order="F"))
    read = colmap_cuda.plane_map(
        colmap_cuda.read_array(tmp_path / "depth"), colmap_cuda.read_array(tmp_path / "normal"), view.K
    )
    assert np.abs(read.state - ours.state).max() < 1e-5


def test_a_cut_gpu_map_is_refused(tmp_path):
    (tmp_path / "map.bin").write_bytes(b"4&3&1&" + b"\0" * 40)
    with pytest.raises(ValueError, match="cut short"):
        colmap_cuda.read_array(tmp_path / "map.bin")


def test_the_gpu_workspace_names_every_view_and_its_sources(tmp_path):
    pycolmap = pytest.importorskip("pycolmap")
    scene = sphere_scene()
    write_poses(tmp_path, scene.views[:4], photos(scene, 0.8)[:4])
    views = [camera(v.index, v.centre, scene.target, tmp_path / "poses") for v in scene.views[:4]]
    colmap_cuda.write_workspace(tmp_path / "colmap", views, [[1, 2], [0, 2], [1, 3], []], 1280)
    lines = (tmp_path / "colmap" / "stereo" / "patch-match.cfg").read_text().splitlines()
    assert lines == ["000.png", "001.png, 002.png", "001.png", "000.png, 002.png", "002.png", "001.png, 003.png"]
    model = pycolmap.Reconstruction(str(tmp_path / "colmap" / "sparse"))
    assert model.num_reg_images() == 4
    pose = model.image(2).cam_from_world()
    assert pose.rotation.matrix() == pytest.approx(views[1].R, abs=1e-9)
    assert pose.translation == pytest.approx(views[1].t, abs=1e-9)
