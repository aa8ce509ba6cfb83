import copy
import json
import pickle
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from OCP.BRep import BRep_Builder
from OCP.TopoDS import TopoDS_Shell, TopoDS_Solid

from cad.__main__ import EXIT_PROBLEM, main
from cad.bench.judge import overlap
from cad.bench.parts_freeform import cam
from cad.bench.scan import ScanSettings, scan
from cad.bench.shapes import Z, box, cut, rod
from cad.cloud.cloud import Cloud
from cad.cloud.ply import write_cloud
from cad.kernel.shape import bounds_of, faces_of, is_closed, is_valid, solids_of, tessellate
from cad.ladder import Rung, better, climb_ladder, doubts_of
from cad.problem import CadError
from cad.rebuild.remake import Wish, remake
from cad.rebuild.state import State
from cad.report import ladder_report, solid_report, summary_of
from cad.request import Request
from cad.rung import climb, finish
from cad.step.document import read_step

GOOD = {
    "score": {"valid": True, "closed": True, "solids": 1, "volume": 5.0, "deviation_p95": 0.2, "missed": 0.0,
              "bare": 0.02, "pierced": 0.0},
    "noise": 0.1, "diagonal": 60.0,
}  # fmt: skip


def test_a_solid_close_to_its_cloud_raises_no_doubts():
    assert doubts_of(GOOD) == ()


@pytest.mark.parametrize(
    ("figure", "value"),
    [("valid", False), ("closed", False), ("solids", 2), ("volume", -1.0), ("deviation_p95", 0.9), ("missed", 0.2),
     ("bare", 0.5), ("pierced", 0.3)],
)  # fmt: skip
def test_each_contradiction_is_a_reason_against_the_analytic_label(figure: str, value: float):
    record = copy.deepcopy(GOOD)
    record["score"][figure] = value
    assert len(doubts_of(record)) == 1


def _rung(fault: float, *types: str) -> Rung:
    record = {"score": {"faces": [{"type": kind} for kind in types]}, "figures": {"fault": fault}}
    return Rung("engine", Path(), record, None, 1.0)


def test_a_flat_side_with_its_roundings_is_not_given_as_one_freeform_patch():
    analytic = _rung(0.0100, "plane", "plane", "cylinder", "cylinder")
    patch = _rung(0.0095, "plane", "freeform")
    assert not better(patch, analytic)
    assert better(_rung(0.0050, "plane", "freeform"), analytic), "what is closer by far is taken"
    facets = _rung(0.0100, *["plane"] * 12)
    assert better(patch, facets), "many facets are more than one smooth face"


def _potato() -> Cloud:
    """A bumpy body without a single analytic face."""
    rng = np.random.default_rng(0)
    directions = rng.normal(size=(12_000, 3))
    directions /= np.linalg.norm(directions, axis=1)[:, None]
    bump = 20 + 3 * np.sin(4 * directions[:, 0] + 1) * np.cos(5 * directions[:, 1]) + 2 * np.sin(6 * directions[:, 2])
    points = directions * bump[:, None]
    return Cloud(points, directions)


def test_a_freeform_body_is_given_as_facets_and_says_so(tmp_path: Path):
    write_cloud(tmp_path / "potato.ply", _potato())
    outcome = climb_ladder(Request(str(tmp_path / "potato.ply")), tmp_path / "work", limits_s={"faceted": 240})
    assert outcome.label == "faceted"
    shape = read_step(outcome.step)
    assert is_valid(shape) and len(list(solids_of(shape))) == 1 and is_closed(shape)


def test_an_engine_that_does_not_end_is_stopped_and_named(tmp_path: Path):
    write_cloud(tmp_path / "potato.ply", _potato())
    with pytest.raises(CadError) as caught:
        climb_ladder(Request(str(tmp_path / "potato.ply")), tmp_path / "work", limits_s={"analytic": 0.3})
    assert caught.value.code == "no-solid" and "not done within" in caught.value.detail


def test_the_last_sound_solid_counts_where_time_ran_out(tmp_path: Path):
    cloud, _ = scan(tessellate(box((0, 0, 0), (30, 20, 10)), 0.05, 0.1), ScanSettings(noise_mm=0.05, points=8_000))
    write_cloud(tmp_path / "c.ply", cloud)
    request = Request(str(tmp_path / "c.ply"))
    climb("analytic", request, tmp_path)
    wanted = json.loads((tmp_path / "rung.json").read_text())
    solved = pickle.loads((tmp_path / "solved-0.pickle").read_bytes())
    open_shell, shell, builder = TopoDS_Solid(), TopoDS_Shell(), BRep_Builder()
    builder.MakeSolid(open_shell)
    builder.MakeShell(shell)
    for face in list(faces_of(solved.output.solid))[1:]:
        builder.Add(shell, face)
    builder.Add(open_shell, shell)
    late = replace(solved, output=replace(solved.output, solid=open_shell))
    number = len(list(tmp_path.glob("solved-*.pickle")))
    (tmp_path / f"solved-{number}.pickle").write_bytes(pickle.dumps(late))
    for name in ("rung.json", "part.step", "mesh.npz"):
        (tmp_path / name).unlink()
    finish("analytic", request, tmp_path)
    record = json.loads((tmp_path / "rung.json").read_text())
    assert record["score"] == wanted["score"] and record["cpuSeconds"] == wanted["cpuSeconds"]
    assert is_valid(read_step(tmp_path / "part.step"))


def test_the_command_writes_every_file_and_an_honest_report(tmp_path: Path):
    truth = cut(box((0, 0, 0), (40, 25, 6)), rod((20, 12, -1), Z, 4, 8))
    cloud, table = scan(tessellate(truth, 0.05, 0.1), ScanSettings(noise_mm=0.05, points=15_000, underside=False))
    write_cloud(tmp_path / "c.ply", cloud)
    out = tmp_path / "out"
    words = [str(tmp_path / "c.ply"), "--out", str(out), "--table", str(table), "--analytic-limit", "240"]
    assert main(words) == 0
    report = json.loads((out / "report.json").read_text())
    assert report["label"] == "analytic" and report["mesh"]["watertight"] and report["mesh"]["manifold"]
    assert {path.name for path in out.iterdir()} == {
        "part.step",
        "part.stl",
        "part.glb",
        "dimensions.csv",
        "report.json",
    }
    bore = next(face for face in report["solid"]["faces"] if face["type"] == "cylinder")
    assert bore["radiusMm"] == pytest.approx(4.0, abs=0.05) and bore["evidence"] == "measured"
    step = (out / "part.step").read_text()
    assert "AP242" in step and "SI_UNIT(.MILLI.,.METRE.)" in step and "cylinder, measured" in step
    assert "COLOUR_RGB" in step


def test_the_command_tells_a_bad_cloud_and_leaves_with_a_problem(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    (tmp_path / "c.ply").write_text("no cloud")
    assert main([str(tmp_path / "c.ply"), "--out", str(tmp_path / "out")]) == EXIT_PROBLEM
    assert "cloud-unreadable" in capsys.readouterr().err


@pytest.mark.slow
def test_a_cam_is_given_with_a_freeform_rim_rather_than_as_facets(tmp_path: Path):
    truth = tessellate(cam(), 0.03, 0.08)
    cloud, table = scan(truth, ScanSettings(noise_mm=0.1, points=20_000))
    write_cloud(tmp_path / "cam.ply", cloud)
    outcome = climb_ladder(Request(str(tmp_path / "cam.ply"), table_z=table), tmp_path / "work")
    assert (outcome.label, outcome.rung.engine) == ("analytic", "freeform")
    shape = read_step(outcome.step)
    assert sorted(face["type"] for face in outcome.rung.record["score"]["faces"]) == [
        "cylinder", "freeform", "plane", "plane"
    ]  # fmt: skip
    assert overlap(tessellate(shape, 0.05, 0.1), truth) > 0.99
    refused = {row["engine"]: row["refused"] for row in ladder_report(outcome)}
    assert refused["freeform"] is None and refused["analytic"]
    assert "1 of them freeform" in summary_of(outcome, "mm")
    told = solid_report(outcome, "mm")
    assert all(set(spot) == {"areaMm2", "place", "normal"} for spot in told["bareSpots"])
    flats = [face["id"] for face in told["faces"] if face["type"] == "plane"]
    (tmp_path / "out").mkdir()
    thicker, _ = remake(
        State.load(outcome.rung.folder), told, [], [Wish("distance", tuple(flats), 18.0)], None, tmp_path / "out"
    )
    low, high = bounds_of(read_step(thicker.step))
    assert high[2] - low[2] == pytest.approx(18.0, abs=0.02)
