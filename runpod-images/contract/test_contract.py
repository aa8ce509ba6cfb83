from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from pydantic import ValidationError

from contract.models import CameraReport, ProgressEvent, Report, StageReport, WorkerInput
from contract.problems import PROBLEMS
from reconstruct.pipeline.declaration import STAGE_NAMES

ROOT = Path(__file__).resolve().parents[2]
NODE = ROOT / "node_modules" / ".bin" / "node"

RESULTS = [
    "part.step",
    "part.stl",
    "part.3mf",
    "part.glb",
    "dimensions.csv",
    "report.json",
    "preview.png",
    "state.zip",
    "manifest.json",
]
INPUT = {
    "schema": 1,
    "jobId": "0B0F7A3E-5f0c-4a51-8a0e-0d6f3f2f8c11",
    "attempt": 1,
    "scanName": "bracket",
    "options": {"scale": {"mat": "auto"}, "quality": "draft"},
    "photos": [
        {
            "photoId": "0b0f7a3e-5f0c-4a51-8a0e-0d6f3f2f8c12",
            "pass": 0,
            "name": "1.jpg",
            "sha256": "0" * 64,
            "bytes": 9,
            "url": "http://127.0.0.1/1",
        }
    ],
    "rebuild": None,
    "results": {name: f"http://127.0.0.1/{name}" for name in RESULTS},
    "progressUrl": "http://127.0.0.1/progress",
}


def test_the_models_are_those_of_the_contract():
    check = subprocess.run(
        [NODE, ROOT / "scripts" / "contract.mjs", "--check"], check=False, capture_output=True, text=True
    )
    assert check.returncode == 0, check.stderr


def test_an_input_comes_back_as_it_was_sent():
    assert WorkerInput.model_validate_json(json.dumps(INPUT)).wire() == INPUT


def test_a_key_that_a_newer_edge_sends_is_passed_over():
    assert WorkerInput.model_validate({**INPUT, "soon": 1}).wire() == INPUT


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("jobId", "x"),
        ("attempt", 0),
        ("attempt", 10),
        ("schema", 2),
        ("photos", [{}]),
        ("results", {}),
        ("options", {}),
    ],
)
def test_an_input_that_breaks_the_contract_is_refused(key, value):
    with pytest.raises(ValidationError):
        WorkerInput.model_validate({**INPUT, key: value})


def test_a_figure_that_is_not_a_number_is_refused():
    record = {"name": "load", "seconds": 1, "cached": False, "peakMemoryMb": None, "measured": {}, "warnings": []}
    StageReport.model_validate(record)
    with pytest.raises(ValidationError):
        StageReport.model_validate({**record, "seconds": float("nan")})


def test_measured_figures_keep_their_kind():
    measured = {"photos": 24, "errorPx": 0.5, "watertight": True, "source": "mat", "genus": None}
    record = {"name": "load", "seconds": 1, "cached": False, "peakMemoryMb": 9.5, "measured": measured, "warnings": []}
    assert StageReport.model_validate(record).wire()["measured"] == measured


def test_a_position_has_three_coordinates():
    field = CameraReport.model_fields["position_mm"]
    assert field.alias == "positionMm"
    camera = dict.fromkeys(("reason", "reprojectionErrorPx", "rotation", "verticalFovDeg", "aspect"))
    camera |= {"photoId": "a", "name": "a", "pass": 0, "registered": False}
    CameraReport.model_validate({**camera, "positionMm": [1, 2, 3]})
    for wrong in ([1, 2], [1, 2, 3, 4]):
        with pytest.raises(ValidationError):
            CameraReport.model_validate({**camera, "positionMm": wrong})


def test_the_pipeline_runs_the_stages_of_the_contract():
    choices = ProgressEvent.model_json_schema()["$defs"]["StageName"]["enum"]
    assert tuple(choices) == STAGE_NAMES
    assert "stages" in Report.model_fields


def test_every_problem_says_what_to_do():
    assert {"stage-crashed", "stage-timeout", "cancelled"} <= PROBLEMS.keys()
    assert all(problem.todo and problem.title for problem in PROBLEMS.values())
