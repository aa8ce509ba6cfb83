"""The four stages in a row on drawn photos: a box on the mat, known cameras, and two photos that do not belong."""

import hashlib
import json
from pathlib import Path

import cv2
import numpy as np
import pytest

from reconstruct.bench.poses import evaluate
from reconstruct.bench.sets import true_cameras
from reconstruct.features import stage as features
from reconstruct.load import stage as load
from reconstruct.matching import stage as matching
from reconstruct.poses import stage as poses
from reconstruct.poses.camera_model import undistort
from reconstruct.poses.output import undistort_picture
from reconstruct.poses.synthetic import Scene, render, ring
from reconstruct.stage import JobSettings, StageContext, StageError

SIZE, FOCAL = (1180, 880), 1500.0
POSES = [*ring(10, 190, 35), *ring(5, 190, 62, 15)]


def _write_input(workspace: Path, pictures: list[np.ndarray]) -> StageContext:
    (workspace / "input").mkdir(parents=True)
    entries = []
    for number, picture in enumerate(pictures):
        file = f"{number:03d}.png"
        cv2.imwrite(str(workspace / "input" / file), picture)
        digest = hashlib.sha256((workspace / "input" / file).read_bytes()).hexdigest()
        entries.append({"photoId": f"p{number}", "pass": 0, "name": file, "sha256": digest, "file": file})
    (workspace / "input" / "photos.json").write_text(json.dumps(entries))
    return StageContext(workspace, JobSettings(quality="draft"))


def _run(context: StageContext) -> dict:
    for stage in (load, features, matching, poses):
        stage.run(context)
    return json.loads((context.folder("poses") / "cameras.json").read_text())


@pytest.fixture(scope="module")
def solved(tmp_path_factory: pytest.TempPathFactory) -> tuple[StageContext, dict]:
    box = Scene((50.0, 34.0, 22.0), 1)
    pictures = [render(box, pose, SIZE, FOCAL, noise_seed=i) for i, pose in enumerate(POSES)]
    foreign = [render(Scene((60.0, 50.0, 40.0), 7), POSES[i], SIZE, FOCAL, with_mat=False) for i in (0, 1)]
    context = _write_input(tmp_path_factory.mktemp("scan"), [*pictures, *foreign])
    return context, _run(context)


def test_poses_are_right_to_a_tenth_of_a_millimetre_in_the_mats_frame(solved):
    _, cameras = solved
    known = [{"file": f"{i:03d}.png", "R": p[0].tolist(), "t": p[1].tolist()} for i, p in enumerate(POSES)]
    truth = {"K": np.eye(3), "width": SIZE[0], "height": SIZE[1], "cameras": known}
    figures, _ = evaluate(cameras, true_cameras(truth))
    assert (cameras["frame"], cameras["unit"], cameras["scale"]["known"]) == ("mat", "mm", True)
    assert cameras["supportPlane"] == [0, 0, 1, 0]
    assert figures["registered"] == len(POSES)
    assert figures["all"]["positionMedianMm"] < 0.1
    assert figures["all"]["positionMaxMm"] < 0.3
    assert abs(figures["scaleErrorPercent"]) < 0.2


def test_photos_of_something_else_are_left_out_and_say_why(solved):
    _, cameras = solved
    foreign = [camera for camera in cameras["cameras"] if camera["photoId"] in ("p15", "p16")]
    assert [camera["registered"] for camera in foreign] == [False, False]
    assert all("mat" in camera["reason"] for camera in foreign)
    assert all(camera["R"] is None for camera in foreign)


def test_sparse_points_lie_on_the_box_and_not_on_the_mat(solved):
    context, _ = solved
    with np.load(context.folder("poses") / "sparse.npz") as sparse:
        points, length = sparse["points"], sparse["trackLength"]
        assert sparse["colors"].shape == points.shape
    away = np.abs(points - [0, 0, 11]) - np.array([25, 17, 11])
    outside = np.linalg.norm(np.maximum(away, 0), axis=1)
    inside = np.where((away < 0).all(axis=1), -away.max(axis=1), 0)
    assert len(points) > 200
    assert length.min() >= 3
    assert np.percentile(outside + inside, 95) < 0.2


def test_views_are_the_registered_photos_as_a_pinhole_saw_them(solved):
    context, cameras = solved
    views = json.loads((context.folder("poses") / "views.json").read_text())
    assert len(views) == len(POSES)
    for view in views[:2]:
        picture = cv2.imread(str(context.folder("poses") / view["file"]))
        assert picture.shape == (view["heightPx"], view["widthPx"], 3)
    registered = [camera for camera in cameras["cameras"] if camera["registered"]]
    assert [view["R"] for view in views] == [camera["R"] for camera in registered]


def test_a_straight_edge_bent_by_the_lens_is_straight_in_the_view():
    lens = np.array([900.0, 400, 300, -0.25, 0.05, 0, 0])
    matrix = np.array([[900.0, 0, 400], [0, 900, 300], [0, 0, 1]])
    grid = np.zeros((600, 800, 3), np.uint8)
    column, row = np.meshgrid(np.arange(800) + 0.5, np.arange(600) + 0.5)
    ideal = undistort(np.column_stack([column.ravel(), row.ravel()]), lens)
    grid[(ideal[:, 1].reshape(600, 800) > 0.2)] = 255
    view = undistort_picture(grid, lens, matrix)[:, :, 0]
    edge = (view < 128).sum(axis=0)
    assert np.abs(edge[50:750] - (0.2 * 900 + 300)).max() <= 1


def test_unrelated_photos_are_refused_with_their_number(tmp_path: Path):
    pictures = [np.random.default_rng(i).integers(0, 255, (110, 148)).astype(np.uint8) for i in range(8)]
    pictures = [cv2.resize(picture, SIZE, interpolation=cv2.INTER_CUBIC) for picture in pictures]
    with pytest.raises(StageError) as caught:
        _run(_write_input(tmp_path, pictures))
    assert caught.value.code == "scan-unregistered"
    assert "8 photos" in caught.value.detail
