from __future__ import annotations

import dataclasses
import hashlib
import io
import json
import threading
import uuid

import pytest
import trimesh

from contract.models import PrepareOutput
from harness.job import RefusedInputError
from harness.results import AttemptOverError
from slicer.conftest import cube, stl
from slicer.handler import run_any
from slicer.prepare.conftest import BOX, without
from slicer.sandbox.run import Limits

_HEAD = (
    b"ISO-10303-21;\nHEADER;\nFILE_DESCRIPTION((''),'2;1');\nFILE_NAME('','',(''),(''),'','','');\n"
    b"FILE_SCHEMA(('AUTOMOTIVE_DESIGN'));\nENDSEC;\nDATA;\n"
)
_END = b"\nENDSEC;\nEND-ISO-10303-21;\n"


@pytest.fixture
def ask(edge):
    def make(task: str, part: bytes) -> dict:
        edge.files["given"] = part
        return {
            "schema": 1,
            "preparationId": str(uuid.uuid4()),
            "attempt": 1,
            "task": task,
            "file": {"sha256": hashlib.sha256(part).hexdigest(), "bytes": len(part),
                     "url": f"{edge.base}/files/given?signature=secret"},
            "results": {name: f"{edge.base}/results/{name}?signature=secret"
                        for name in ("prepared.stl", "prepared.json")},
        }  # fmt: skip

    return make


def run(given: dict, config, cancel: threading.Event | None = None) -> dict:
    output = run_any(given, config, cancel or threading.Event(), lambda event: None)
    PrepareOutput.model_validate(output)
    return output


def test_a_step_file_becomes_triangles_in_mm(edge, ask, config, step_of):
    output = run(ask("triangulate", step_of("plate")), config)
    assert output["failure"] is None and output == json.loads(edge.put["prepared.json"])
    assert edge.order == ["prepared.stl", "prepared.json"]
    report = output["report"]
    assert (report["unit"], report["bodies"], report["deviationUm"]) == ("millimetre", 1, 20)
    assert report["after"]["sizeUm"] == [40_000, 25_000, 6_000]
    mesh = trimesh.load(io.BytesIO(edge.put["prepared.stl"]), file_type="stl")
    assert mesh.is_watertight and mesh.volume == pytest.approx(6000 - 3.14159 * 16 * 6, rel=2e-3)
    assert output["file"]["sha256"] == hashlib.sha256(edge.put["prepared.stl"]).hexdigest()


def test_its_own_unit_is_turned_into_mm(ask, config, step_of):
    metres = step_of("ball").replace(b"SI_UNIT(.MILLI.,.METRE.)", b"SI_UNIT(.CENTI.,.METRE.)")
    report = run(ask("triangulate", metres), config)["report"]
    assert report["unit"] == "centimetre"
    # Triangles lie within 50 µm of the ball of 240 mm.
    assert all(abs(side - 240_000) <= 100 for side in report["after"]["sizeUm"])


@pytest.mark.parametrize(
    ("file", "code"),
    [
        (_HEAD + b"#1=CARTESIAN_POINT('',(0.,0." + _END, "step-unreadable"),
        (b"solid part\nendsolid\n", "step-unreadable"),
        (_HEAD + _END, "step-no-body"),
        (_HEAD + b"#1=CARTESIAN_POINT('',(0.,0.,0.));", "mesh-truncated"),
        # It brings the kernel's stack to its end; the worker lives on.
        (_HEAD + b"#1=CARTESIAN_POINT(''," + b"(" * 100_000 + b"0." + b")" * 100_000 + b");" + _END, "step-unreadable"),
    ],
)
def test_what_is_no_part_has_its_own_problem(file, code, edge, ask, config):
    output = run(ask("triangulate", file), config)
    assert output["failure"]["code"] == code and not output["failure"]["retryable"]
    assert (output["report"], output["file"], edge.order) == (None, None, ["prepared.json"])


def test_references_that_go_in_a_circle_end(ask, config):
    circle = b"".join(b"#%d=SHAPE_REPRESENTATION_RELATIONSHIP('','',#%d,#1);\n" % (i, i + 1) for i in range(1, 2_000))
    output = run(
        ask("triangulate", _HEAD + circle + b"#2000=SHAPE_REPRESENTATION_RELATIONSHIP('','',#1,#1);" + _END), config
    )
    assert output["failure"]["code"] == "step-no-body"


def test_a_mesh_is_mended_by_the_same_way(edge, ask, config):
    output = run(ask("mend", stl(without(BOX, [0]))), config)
    assert [change["kind"] for change in output["report"]["changes"]] == ["holes-closed"]
    assert trimesh.load(io.BytesIO(edge.put["prepared.stl"]), file_type="stl").is_watertight
    refused = run(ask("mend", stl(without(BOX, [0, 1]))), config)
    assert refused["failure"]["code"] == "mesh-mending-refused"


@pytest.mark.parametrize(
    ("limits", "code"),
    [(Limits(0.2, 1024, 512), "prepare-timeout"), (Limits(60, 40, 512), "prepare-too-large")],
)
def test_what_takes_too_much_is_ended(limits, code, ask, config, step_of):
    output = run(ask("triangulate", step_of("ball")), dataclasses.replace(config, limits=limits))
    assert output["failure"]["code"] == code


def test_an_input_that_is_none_is_refused_and_a_fenced_attempt_ends(edge, ask, config):
    with pytest.raises(RefusedInputError, match="task"):
        run(ask("melt", cube()), config)
    edge.faults["/results/prepared.stl"] = [410]
    with pytest.raises(AttemptOverError):
        run(ask("mend", cube()), config)
