"""Rebuild jobs through the real stages: a state in, every file of a result out."""

from __future__ import annotations

import json
import threading
import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from contract.models import Report, WorkerOutput
from harness import links
from harness.config import HarnessConfig
from harness.job import run_job
from reconstruct.rebuild.testing import plate_results

FILES = {"part.step", "part.stl", "part.3mf", "part.glb", "dimensions.csv", "report.json", "preview.png",
         "state.zip"}  # fmt: skip


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    monkeypatch.setattr(links, "FIRST_PAUSE_S", 0.01)


@pytest.fixture(scope="module")
def plate(tmp_path_factory) -> tuple[bytes, dict]:
    return _read(plate_results(tmp_path_factory.mktemp("plate") / "job"))


def _read(folder: Path) -> tuple[bytes, dict]:
    return (folder / "state.zip").read_bytes(), json.loads((folder / "report.json").read_text())


def _run(edge, tmp_path, state, overrides=(), known=None) -> tuple[dict, dict]:
    given = edge.rebuild_input(state, list(overrides), known)
    output = run_job(given, HarnessConfig(tmp_path / "cache"), threading.Event(), lambda event: None)
    WorkerOutput.model_validate(output)
    report = json.loads(edge.put["report.json"]) if "report.json" in edge.put else {}
    if report:
        Report.model_validate(report)
    return output, report


def _hole(report: dict) -> dict:
    return next(face for face in report["solid"]["faces"] if face["type"] == "cylinder")


def _ends(report: dict) -> list[int]:
    faces = [f for f in report["solid"]["faces"] if f["type"] == "plane" and abs(f["axis"][2]) > 0.99]
    return [face["id"] for face in faces]


def test_a_hole_and_a_thickness_set_by_hand_make_a_result_of_their_own(edge, tmp_path, plate):
    state, before = plate
    overrides = [{"quantity": "diameter", "faces": [_hole(before)["id"]], "valueMm": 9.0},
                 {"quantity": "distance", "faces": _ends(before), "valueMm": 6.5}]  # fmt: skip
    output, report = _run(edge, tmp_path, state, overrides)
    assert (output["label"], output["failure"]) == ("analytic", None)
    assert {file["name"] for file in output["files"]} == FILES and edge.order[-1] == "manifest.json"
    assert _hole(report)["radiusMm"] == pytest.approx(4.5)
    assert report["boundingBoxMm"]["size"] == pytest.approx([30, 20, 6.5], abs=0.1)
    assert [(entry["quantity"], entry["valueMm"]) for entry in report["overrides"]] == [
        ("diameter", 9.0), ("distance", 6.5)]  # fmt: skip
    assert report["overrides"][0]["fittedMm"] == pytest.approx(8.0, abs=0.1)
    assert report["rebuiltFrom"] == {"jobId": "00000000-0000-0000-0000-000000000007", "attempt": 1}
    assert "2 dimensions set by hand" in report["summary"]
    assert [stage["name"] for stage in report["stages"]][-2:] == ["cad", "export"]


def test_a_known_distance_gives_a_scan_without_the_mat_its_millimetres(edge, tmp_path):
    state, before = _read(plate_results(tmp_path / "job", mm_per_length=37.0))
    low, high = before["boundingBoxMm"]["min"], before["boundingBoxMm"]["max"]
    known = {"from": low, "to": [high[0], low[1], low[2]], "distanceMm": 30.0}
    output, report = _run(edge, tmp_path, state, known=known)
    assert output["failure"] is None
    assert report["unit"] == "mm" and report["scale"]["source"] == "known-distance" and report["scale"]["known"]
    assert report["scale"]["detail"] == "30 mm between two points picked on the part"
    assert report["boundingBoxMm"]["size"] == pytest.approx([30, 20, 5], rel=0.02)
    assert report["cameras"][0]["positionMm"] == pytest.approx([-1, -2, -3], rel=0.02)
    assert "scale is unknown" not in report["summary"]


@pytest.mark.slow
def test_a_rebuilt_part_is_rebuilt_again(edge, tmp_path, plate):
    state, before = plate
    wish = {"quantity": "diameter", "faces": [_hole(before)["id"]], "valueMm": 9.0}
    _, first = _run(edge, tmp_path, state, [wish])
    again = {"quantity": "distance", "faces": _ends(first), "valueMm": 7.0}
    edge.job_id = "0b0f7a3e-5f0c-4a51-8a0e-0d6f3f2f8c11"
    _, second = _run(edge, tmp_path, edge.put["state.zip"], [again])
    assert [entry["valueMm"] for entry in second["overrides"]] == [9.0, 7.0]
    assert _hole(second)["radiusMm"] == pytest.approx(4.5)


@pytest.mark.parametrize(
    ("overrides", "known", "code"),
    [
        ([{"quantity": "diameter", "faces": [99], "valueMm": 5.0}], None, "override-unfit"),
        ([{"quantity": "diameter", "faces": [0], "valueMm": -1.0}], None, "override-out-of-range"),
        ([], {"from": [0, 0, 0], "to": [0.1, 0, 0], "distanceMm": 5.0}, "known-distance-unfit"),
        ([], {"from": [0, 0, 0], "to": [9, 0, 0], "distanceMm": 0.0}, "known-distance-unfit"),
    ],
)
def test_what_cannot_be_built_is_a_verdict_with_its_code(edge, tmp_path, plate, overrides, known, code):
    output, report = _run(edge, tmp_path, plate[0], overrides, known)
    assert output["failure"]["code"] == code and not output["failure"]["retryable"]
    assert report["label"] == "failed" and report["solid"] is None


def _damaged(state: bytes, name: str | None) -> bytes:
    """The state with one file garbled, or (None) with a file that leaves the folder."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(state)) as given, zipfile.ZipFile(out, "w") as made:
        for entry in given.namelist():
            made.writestr(entry, b"garbled" if entry == name else given.read(entry))
        if name is None:
            made.writestr("../../escaped.txt", b"x")
    return out.getvalue()


@pytest.mark.parametrize(
    ("state", "code"),
    [("no-zip", "rebuild-unavailable"), ("solid.brep", "rebuild-impossible"), ("surfels.npz", "rebuild-impossible")],
)
def test_a_state_that_is_damaged_is_told_and_not_tried_again(edge, tmp_path, plate, state, code):
    damaged = b"not a zip file" if state == "no-zip" else _damaged(plate[0], state)
    output, _ = _run(edge, tmp_path, damaged)
    assert output["failure"]["code"] == code and not output["failure"]["retryable"]


def test_a_file_of_a_state_that_leads_out_of_the_folder_is_left_alone(edge, tmp_path, plate):
    output, _ = _run(edge, tmp_path, _damaged(plate[0], None))
    assert output["failure"] is None
    assert not list(tmp_path.rglob("escaped.txt"))


def test_a_state_that_is_gone_is_told(edge, tmp_path, plate):
    given = edge.rebuild_input(plate[0], [], None)
    edge.files.clear()
    output = run_job(given, HarnessConfig(tmp_path / "cache"), threading.Event(), lambda event: None)
    assert output["failure"]["code"] == "rebuild-unavailable"
