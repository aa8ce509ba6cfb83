"""Peers judged on answers that are known; what is not there is told, not passed over."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
import pytest
import trimesh

from cad.bench.shapes import Z, box, cut, rod
from cad.files.stl import write_stl
from cad.files.weld import weld
from cad.kernel.shape import tessellate
from reconstruct.bench.peers import photogrammetry
from reconstruct.bench.peers.__main__ import main
from reconstruct.bench.peers.ours import poisson_of_ours
from reconstruct.bench.peers.probe import probe_cad, probe_dense
from reconstruct.bench.peers.process import StepError, run_step
from reconstruct.bench.peers.sparse import poisson_of
from reconstruct.bench.peers.table import print_table
from reconstruct.bench.peers.told import Told, estimated_normals, judged
from reconstruct.bench.sets import PhotoSet, TrueCamera
from reconstruct.bench.truth import Truth, load_truth
from reconstruct.poses.synthetic import ring

PLATE = cut(box((-20, -15, 0), (20, 15, 8)), rod((0, 0, -1), Z, 5, 10))
K = np.array([[1200.0, 0, 400], [0, 1200, 300], [0, 0, 1]])
FACTOR = 0.05


@pytest.fixture(scope="module")
def chosen(tmp_path_factory: pytest.TempPathFactory) -> PhotoSet:
    folder = tmp_path_factory.mktemp("plate")
    (folder / "photos").mkdir()
    write_stl(folder / "truth.stl", weld(tessellate(PLATE, 0.01, 0.05)))
    cameras = tuple(TrueCamera(0, f"{i:03d}", K, p[0], p[1], 800, 600) for i, p in enumerate(ring(9, 160, 40)))
    return PhotoSet("plate", folder / "photos", folder / "truth.stl", None, cameras)


@pytest.fixture(scope="module")
def truth(chosen: PhotoSet) -> Truth:
    return load_truth(chosen.truth)


def _in_scene_units(chosen: PhotoSet, truth: Truth) -> Told:
    """A peer that got everything right but knows no scale, and saw the desk too."""
    surface = trimesh.Trimesh(truth.points, truth.faces)
    points, face = trimesh.sample.sample_surface(surface, 120_000, seed=2)
    desk = np.random.default_rng(0).uniform([-200, -200, -1], [200, 200, 0], (5000, 3))
    poses = {camera.stem: (camera.R, FACTOR * camera.t) for camera in chosen.cameras}
    normals = np.vstack([truth.normals[face], np.tile([0.0, 0, 1], (len(desk), 1))])
    return Told("peer", poses, FACTOR * np.vstack([points, desk]), normals, seconds={"poses": 12.0})


def test_a_peer_without_scale_is_laid_onto_the_truth_and_judged_on_the_part(chosen: PhotoSet, truth: Truth):
    row = judged(_in_scene_units(chosen, truth), chosen, truth)
    assert row["poses"]["rightShare"] == 1 and row["poses"]["scaleErrorPercent"] is None
    assert row["cloud"]["points"] < 122_000
    assert row["cloud"]["precision"] > 0.95 and row["cloud"]["completeness"] > 0.9


def test_photos_that_a_peer_left_out_count_against_it(chosen: PhotoSet, truth: Truth):
    told = _in_scene_units(chosen, truth)
    assert told.poses is not None
    for stem in ("000", "001", "002"):
        del told.poses[stem]
    row = judged(told, chosen, truth)
    assert (row["poses"]["photos"], row["poses"]["registered"]) == (9, 6)
    assert row["poses"]["rightShare"] == pytest.approx(6 / 9)


@pytest.mark.slow
def test_poisson_over_a_good_cloud_gives_nearly_the_part(chosen: PhotoSet, truth: Truth, tmp_path: Path):
    told = _in_scene_units(chosen, truth)
    poisson_of(told, chosen, truth, tmp_path / "poisson.ply")
    assert told.notes == [] and told.seconds["mesh"] > 0
    assert judged(told, chosen, truth)["mesh"]["iou"] > 0.85


def test_estimated_normals_look_to_who_saw_them():
    points = np.c_[np.random.default_rng(0).uniform(-1, 1, (500, 2)), np.zeros(500)]
    towards = np.where(points[:, :1] > 0, [[0.0, 0, 9]], [[0.0, 0, -9]])
    normals = estimated_normals(points, towards)
    assert (normals[:, 2] * np.sign(points[:, 0]) > 0.99).all()


def test_a_step_that_fails_or_hangs_says_how(tmp_path: Path):
    log = tmp_path / "log.txt"
    with pytest.raises(StepError, match=r"ended with 3: no luck"):
        run_step([sys.executable, "-c", "import sys; print('no luck'); sys.exit(3)"], log)
    with pytest.raises(StepError, match="not done within"):
        run_step([sys.executable, "-c", "import time; time.sleep(30)"], log, limit_s=0.5)
    with pytest.raises(StepError, match="nowhere"):
        run_step([str(tmp_path / "nowhere"), "-c"], log)


def test_a_step_has_a_home_of_its_own(tmp_path: Path):
    run_step([sys.executable, "-c", "import os; print(os.environ['HOME'])"], tmp_path / "log.txt", home=tmp_path)
    assert (tmp_path / "log.txt").read_text().strip() == str(tmp_path)


def test_what_is_not_installed_is_told(chosen: PhotoSet, truth: Truth, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(photogrammetry.shutil, "which", lambda name: None)
    (tmp_path / "poses").mkdir()
    (tmp_path / "poses" / "views.json").write_text("[]")
    told = [
        photogrammetry.debian_colmap(chosen, chosen.photos, truth, tmp_path),
        photogrammetry.reverse3d(chosen, chosen.photos, truth, tmp_path, None),
        probe_dense(tmp_path, tmp_path / "none", None, tmp_path),
        probe_cad(tmp_path, tmp_path, None, tmp_path),
        poisson_of_ours(Told("ours"), tmp_path),
    ]
    reasons = [judged(one, chosen, truth)["notRun"] for one in told]
    assert all(reasons) and "apt-get install colmap" in reasons[0] and "is not there" in reasons[2]


def test_the_table_shows_ratios_and_reasons(chosen: PhotoSet, truth: Truth, capsys: pytest.CaptureFixture[str]):
    own = Told("Caliper", seconds={"poses": 6.0})
    peer, missing = _in_scene_units(chosen, truth), Told("absent", not_run="not installed")
    rows = [judged(one, chosen, truth) for one in (own, peer, missing)]
    json.dumps(rows)
    print_table(rows)
    told = capsys.readouterr().out
    assert "poses 12.0 (2 ×)" in told and "absent" in told and "not run: not installed" in told


def test_no_set_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["--sets", str(tmp_path), "--out", str(tmp_path / "out")]) == 2
    assert "no set" in capsys.readouterr().err
