import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from manifold3d import Manifold
from PIL import Image

from cad.bench.scan import ScanSettings, scan
from cad.bench.shapes import Z, box, cut, rod
from cad.cloud.cloud import Cloud
from cad.cloud.ply import write_cloud
from cad.geometry.mesh import Mesh
from cad.kernel.shape import tessellate
from contract.models import Report
from reconstruct.cad import stage as cad_stage
from reconstruct.export import stage as export_stage
from reconstruct.export.report import assemble_report, write_report
from reconstruct.stage import JobSettings, StageContext

MESH = {"watertight": True, "manifold": True, "bodies": 1, "triangles": 900, "genus": 1, "volumeMm3": 1.0,
        "areaMm2": 1.0, "deviationMeanMm": 0.1, "deviationP95Mm": 0.2}  # fmt: skip


def _camera(name: str, registered: bool) -> dict:
    base = {"photoId": "5f0c6fd6-3e4b-4b4f-9a55-0f6f0d1c2b3a", "name": name, "pass": 0, "registered": registered,
            "reason": None if registered else "too few corners of the mat", "reprojectionErrorPx": None,
            "widthPx": 1280, "heightPx": 960}  # fmt: skip
    placed = {"K": [1800, 0, 640, 0, 1800, 480, 0, 0, 1], "distortion": [0] * 4, "R": np.eye(3).reshape(-1).tolist(),
              "t": [1, 2, 3], "reprojectionErrorPx": 0.3}  # fmt: skip
    return base | (placed if registered else {})


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the stages before leave behind for a small plate with a hole, and the two stages run on it."""
    root = tmp_path_factory.mktemp("job")
    truth = cut(box((0, 0, 0), (30, 20, 5)), rod((15, 10, -1), Z, 4, 7))
    cloud, _ = scan(tessellate(truth, 0.05, 0.1), ScanSettings(noise_mm=0.04, points=12_000, underside=False))
    for name in ("poses", "object", "mesh", "dense", "load"):
        (root / name).mkdir()
    write_cloud(root / "object" / "cloud.ply", cloud)
    (root / "object" / "object.json").write_text(json.dumps({"supportPlane": [0, 0, 1, 0], "supported": True}))
    scale = {"source": "mat", "known": True, "detail": "from the mat"}
    cameras = [_camera("a.jpg", True), _camera("b.jpg", False)]
    (root / "poses" / "cameras.json").write_text(json.dumps({"frame": "mat", "scale": scale, "cameras": cameras}))
    (root / "mesh" / "mesh.json").write_text(json.dumps(MESH))
    context = StageContext(root, JobSettings())
    for name, stage in (("cad", cad_stage), ("export", export_stage)):
        result = stage.run(context)
        record = {"name": name, "seconds": 1.0, "cached": False, "peakMemoryMb": None, "measured": result.measured,
                  "warnings": list(result.warnings)}  # fmt: skip
        (root / name / "record.json").write_text(json.dumps(record))
    return root


def test_every_file_of_the_result_is_written_and_checked(workspace: Path):
    names = {path.name for path in (workspace / "export").iterdir()}
    assert {"part.step", "part.stl", "part.3mf", "part.glb", "dimensions.csv", "preview.png", "export.json"} <= names
    measured = json.loads((workspace / "export" / "record.json").read_text())["measured"]
    assert measured["watertight"] and measured["manifold"] and measured["genus"] == 1
    assert [measured[f"size{axis}Mm"] for axis in "XYZ"] == pytest.approx([30, 20, 5], abs=0.1)


def test_the_picture_shows_the_part(workspace: Path):
    with Image.open(workspace / "export" / "preview.png") as picture:
        pixels = np.asarray(picture.convert("RGB"), int)
    blue = pixels[..., 2] - pixels[..., 0] > 40
    assert picture.size == (1500, 640) and 0.02 < blue.mean() < 0.6


def test_the_report_of_a_result_keeps_the_contract(workspace: Path, tmp_path: Path):
    report = assemble_report(workspace, quality="standard", seconds=3.0, peak_memory_mb=100.0, failure=None)
    write_report(tmp_path / "report.json", report)
    told = Report.model_validate_json((tmp_path / "report.json").read_text())
    assert told.label == "analytic" and told.unit == "mm" and len(told.solid.faces) == 7
    assert report["boundingBoxMm"]["size"] == pytest.approx([30, 20, 5], abs=0.1)
    assert [camera["registered"] for camera in report["cameras"]] == [True, False]
    assert report["cameras"][0]["positionMm"] == [-1, -2, -3]


def test_the_report_of_a_failure_says_why_and_shows_what_is_known(workspace: Path, tmp_path: Path):
    shutil.copytree(workspace / "poses", tmp_path / "poses")
    failure = {"code": "dense-too-thin", "stage": "dense", "detail": "too little was seen", "retryable": False}
    report = assemble_report(tmp_path, quality="draft", seconds=1.0, peak_memory_mb=None, failure=failure)
    Report.model_validate(report)
    assert report["label"] == "failed" and "too little was seen" in report["summary"]
    assert len(report["cameras"]) == 2 and report["solid"] is None


def test_a_failure_before_the_poses_lists_the_photos_as_not_placed(tmp_path: Path):
    (tmp_path / "load").mkdir()
    photo = {"photoId": "5f0c6fd6-3e4b-4b4f-9a55-0f6f0d1c2b3a", "pass": 0, "name": "a.jpg", "reason": None}
    (tmp_path / "load" / "photos.json").write_text(json.dumps([photo]))
    failure = {"code": "scan-unregistered", "stage": "poses", "detail": "nothing fits", "retryable": False}
    report = assemble_report(tmp_path, quality="standard", seconds=1.0, peak_memory_mb=None, failure=failure)
    Report.model_validate(report)
    assert report["cameras"][0]["registered"] is False and "stopped" in report["cameras"][0]["reason"]


def test_a_success_without_a_result_is_a_bug_not_a_report(tmp_path: Path):
    with pytest.raises(ValueError, match=r"cad\.json"):
        assemble_report(tmp_path, quality="standard", seconds=1.0, peak_memory_mb=None, failure=None)


def test_the_glb_of_a_rough_faceted_part_fits_a_phone(tmp_path: Path):
    ball = Manifold.sphere(30.0, 280).to_mesh()
    rng = np.random.default_rng(3)
    corners = np.asarray(ball.vert_properties, float)[:, :3]
    rough = Mesh(corners * (1 + rng.normal(0, 0.008, (len(corners), 1))), np.asarray(ball.tri_verts, np.int64),
                 np.zeros(len(ball.tri_verts), np.int64))  # fmt: skip
    assert len(rough.triangles) > 30_000
    points, normals, _ = rough.sample(5000, rng)
    cloud = Cloud(points, normals)
    described = {"unit": "mm", "solid": {"faces": [{"id": 0, "type": "facet"}]}}
    export_stage._write_glb(tmp_path / "part.glb", None, rough, cloud, np.full((1, 3), 0.5), described)
    assert 100_000 < (tmp_path / "part.glb").stat().st_size <= 3 * 1024 * 1024
