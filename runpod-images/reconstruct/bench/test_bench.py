"""The scan bench judged by shapes whose answer is known, and one run from photos to bars."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import trimesh

from cad.bench.shapes import Z, box, cut, rod
from cad.files.stl import write_stl
from cad.files.weld import weld
from cad.kernel.shape import tessellate
from cad.step.document import write_step
from reconstruct.bench.__main__ import main
from reconstruct.bench.bars import bars_of, spread_of
from reconstruct.bench.cloud import cloud_figures
from reconstruct.bench.holes import hole_figures, laid_as
from reconstruct.bench.poses import IDENTITY, Similarity, evaluate, umeyama
from reconstruct.bench.sets import TrueCamera, find_sets, true_cameras
from reconstruct.bench.solids import mesh_figures, solid_figures, solid_mesh
from reconstruct.bench.truth import Truth, load_truth, seen_by
from reconstruct.poses.synthetic import ring

PLATE = cut(box((-20, -15, 0), (20, 15, 8)), rod((-10, 0, -1), Z, 4, 10), rod((10, 0, -1), Z, 2.5, 10))
K = np.array([[1200.0, 0, 400], [0, 1200, 300], [0, 0, 1]])


def _cameras() -> tuple[TrueCamera, ...]:
    poses = [*ring(8, 160, 35), *ring(5, 160, 65, 10)]
    return tuple(TrueCamera(0, f"{i:03d}", K, p[0], p[1], 800, 600) for i, p in enumerate(poses))


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A set on disk, its STEP in another position than the truth."""
    folder = tmp_path_factory.mktemp("sets") / "plate"
    (folder / "photos").mkdir(parents=True)
    write_stl(folder / "truth.stl", weld(tessellate(PLATE, 0.01, 0.05)))
    cameras = [{"file": f"{c.stem}.jpg", "R": c.R.tolist(), "t": c.t.tolist()} for c in _cameras()]
    (folder / "cameras.json").write_text(json.dumps({"K": K.tolist(), "width": 800, "height": 600, "cameras": cameras}))
    upright = cut(
        box((5, 0, -20), (13, 30, 20)), *(rod((4, 15, z), (1, 0, 0), r, 10) for z, r in ((-10, 4), (10, 2.5)))
    )
    write_step(folder / "truth.step", upright, "plate", [], [])
    return folder


@pytest.fixture(scope="module")
def truth(place: Path) -> Truth:
    return load_truth(place / "truth.stl")


def test_a_folder_of_sets_and_a_set_itself_are_found(place: Path, tmp_path: Path):
    for given in (place, place.parent):
        (found,) = find_sets([given], None)
        assert (found.name, found.passes, len(found.cameras), found.step) == ("plate", 1, 13, place / "truth.step")
    assert list(find_sets([tmp_path, tmp_path / "none"], None)) == []


def test_cameras_of_a_second_pass_are_carried_into_the_first_ones_frame():
    turn = np.diag([1.0, -1.0, -1.0, 1.0])
    turn[2, 3] = 8.0
    camera = {"file": "0.jpg", "R": np.eye(3).tolist(), "t": [0, 0, 100]}
    passes = {"a": {"part_to_mat": np.eye(4), "cameras": [camera]}, "b": {"part_to_mat": turn, "cameras": [camera]}}
    first, second = true_cameras({"K": K, "width": 8, "height": 6, "passes": passes})
    # The camera at (0, 0, -100) of the turned mat stands above the part's other side.
    assert first.centre == pytest.approx([0, 0, -100]) and second.centre == pytest.approx([0, 0, 108])
    assert second.pass_index == 1


def test_what_faces_the_cameras_is_seen_and_the_underside_is_not(truth: Truth):
    places, normals = truth.points[truth.faces].mean(1), truth.normals
    seen = seen_by(truth, places, normals, _cameras()) >= 2
    assert seen[normals[:, 2] > 0.9].all() and not seen[normals[:, 2] < -0.9].any()


def test_a_true_cloud_has_precision_one_and_half_of_it_half_the_completeness(truth: Truth):
    points, face = trimesh.sample.sample_surface(trimesh.Trimesh(truth.points, truth.faces), 250_000, seed=1)
    figures = cloud_figures(points, truth.normals[face], truth, _cameras())
    assert figures["precision"] == 1 and figures["completeness"] > 0.999 and figures["accuracyP90Mm"] < 1e-3
    assert 0.4 < figures["seenShare"] < 0.8 and figures["normalFarP90Deg"] < 1
    half = points[:, 0] < 0
    figures = cloud_figures(points[half] + [0, 0, 1.0], truth.normals[face][half], truth, _cameras())
    assert figures["completeness"] < 0.55 and figures["precision"] < 0.7


def test_a_similarity_is_recovered_from_points():
    turn = np.linalg.qr(np.random.default_rng(3).normal(size=(3, 3)))[0]
    turn *= np.sign(np.linalg.det(turn))
    known = Similarity(1.7, turn, np.array([1.0, 2, 3]))
    points = np.random.default_rng(4).normal(size=(12, 3))
    found = umeyama(points, known.points(points))
    assert found.scale == pytest.approx(1.7)
    assert found.points(points) == pytest.approx(known.points(points))


def _posed(scale: float, frame: str, unit: str, left_out: int = 0) -> dict:
    rows = []
    for number, camera in enumerate(_cameras()):
        registered = number >= left_out
        shift = -camera.R @ (camera.centre * scale)
        rows.append({"name": f"{camera.stem}.jpg", "pass": 0, "registered": registered,
                     "R": camera.R.reshape(-1).tolist() if registered else None,
                     "t": shift.tolist() if registered else None})  # fmt: skip
    return {"frame": frame, "unit": unit, "cameras": rows}


def test_a_wrong_scale_in_the_mats_frame_is_an_error_and_in_a_free_frame_is_taken_out():
    figures, carried = evaluate(_posed(1.01, "mat", "mm", left_out=1), _cameras())
    assert (figures["photos"], figures["registered"]) == (13, 12)
    assert figures["scaleErrorPercent"] == pytest.approx(1.0) and figures["rightShare"] == 0
    assert figures["all"]["positionMedianMm"] == pytest.approx(1.6, abs=0.1) and carried is IDENTITY
    figures, carried = evaluate(_posed(0.02, "free", "scene"), _cameras())
    assert figures["scaleErrorPercent"] is None and figures["rightShare"] == 1
    assert carried is not None and carried.scale == pytest.approx(50)


def test_holes_are_measured_where_they_are_seen(truth: Truth, place: Path):
    laid = laid_as(truth, place / "truth.step")
    assert laid is not None
    smaller = cut(box((-20, -15, 0), (20, 15, 8)), rod((-10, 0, -1), Z, 3.9, 10))
    rows = hole_figures(laid, smaller, IDENTITY, truth, _cameras())
    by_size = {round(row["diameterMm"], 3): row for row in rows}
    assert by_size[8.0]["errorMm"] == pytest.approx(-0.2) and by_size[8.0]["offAxisMm"] == pytest.approx(0, abs=0.01)
    assert by_size[5.0]["foundMm"] is None
    below = [camera for camera in _cameras() if camera.centre[2] < 0]
    assert hole_figures(laid, smaller, IDENTITY, truth, below) == []


def test_a_step_of_another_part_is_not_laid_onto_the_truth(truth: Truth, tmp_path: Path):
    write_step(tmp_path / "other.step", box((0, 0, 0), (40, 30, 9)), "other", [], [])
    assert laid_as(truth, tmp_path / "other.step") is None


def test_volumes_and_distances_are_those_of_the_shapes(truth: Truth):
    figures = solid_figures(PLATE, solid_mesh(PLATE, IDENTITY, truth), truth)
    assert figures["iou"] == pytest.approx(1, abs=1e-3) and figures["oneValidClosedSolid"] and figures["genus"] == 2
    taller = weld(tessellate(box((-20, -15, 0), (20, 15, 10)), 0.05))
    figures = mesh_figures(taller, truth)
    assert figures["iou"] == pytest.approx(truth.mesh.volume() / 12_000, abs=1e-3)
    assert figures["boxErrorMm"] == pytest.approx(2) and figures["hausdorffMm"] == pytest.approx(5, abs=0.05)


def _row(**changed):
    volume = {"iou": 0.97, "boxSizeMm": [40.0, 30.0, 8.0], "watertight": True, "manifold": True, "volumeMm3": 9.0}
    whole = {"set": "plate", "run": 0, "passes": 1, "label": "analytic", "solid": volume, "stl": volume}
    whole["poses"] = {"rightShare": 1.0, "scaleErrorPercent": 0.1}
    whole["cloud"] = {"precision": 0.99, "completeness": 0.95}
    return whole | {"holes": [{"errorMm": 0.1, "foundMm": 8.1}]} | changed


def test_bars_are_passed_by_good_figures_and_missed_by_failures():
    assert all(bar.passed for bar in bars_of([_row(), _row()]))
    failed = dict.fromkeys(("poses", "cloud", "solid", "stl", "holes")) | {"label": "failed"}
    missed = {bar.asked for bar in bars_of([_row(), _row(**failed)]) if bar.passed is False}
    assert len(missed) == 8 and any("agree" in asked for asked in missed)
    two = next(bar for bar in bars_of([_row(passes=2, holes=None)]) if "IoU" in bar.asked)
    assert two.asked.endswith("≥ 0.95") and two.passed


def test_runs_that_differ_do_not_agree():
    other = _row(holes=[{"errorMm": 0.4, "foundMm": 8.4}])
    assert spread_of([_row(), other])["diameterMm"] == pytest.approx(0.3)
    assert not bars_of([_row(), other])[-1].passed
    lost = _row(holes=[{"errorMm": None, "foundMm": None}])
    assert spread_of([_row(), lost])["diameterMm"] is None


def test_no_set_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["--sets", str(tmp_path / "none"), "--out", str(tmp_path / "out")]) == 2
    assert "no set" in capsys.readouterr().err


def test_a_set_whose_photos_are_none_is_a_failed_row_with_its_reason(
    place: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    for number in range(8):
        (place / "photos" / f"{number:03d}.jpg").write_bytes(b"no photo")
    words = ["--sets", str(place), "--out", str(tmp_path / "out"), "--workspaces", str(tmp_path / "ws"), "--json"]
    assert main(words) == 1
    told = json.loads(capsys.readouterr().out)
    (row,) = told["rows"]
    assert row["label"] == "failed" and row["failure"]["stage"] == "load" and row["poses"] is None
    assert told == json.loads((tmp_path / "out" / "scan.json").read_text())
    assert {bar["passed"] for bar in told["bars"]} == {False, None}
