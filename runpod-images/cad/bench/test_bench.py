import json

import numpy as np
import pytest

from cad.bench.__main__ import main
from cad.bench.bars import bars_of
from cad.bench.judge import face_f1, faces_in, overlap, primitive_fit, radii_hit, surface_distance, unified
from cad.bench.parts_plates import PARTS as PLATES
from cad.bench.parts_turned import PARTS as TURNED
from cad.bench.places import place_figures
from cad.bench.plots import draw_plots
from cad.bench.scan import ScanSettings, scan
from cad.bench.shapes import Z, box, cut, rod
from cad.bench.table import print_tables, summarise
from cad.bench.walls import bores
from cad.kernel.shape import is_closed, is_valid, solids_of, tessellate

PARTS = {**PLATES, **TURNED}


@pytest.mark.parametrize("name", sorted(PARTS))
def test_a_generated_part_is_one_valid_closed_solid(name: str):
    solids = list(solids_of(PARTS[name]()))
    assert len(solids) == 1 and is_valid(solids[0]) and is_closed(solids[0])


def test_there_are_at_least_twenty_generated_parts():
    assert len(PARTS) >= 20


def test_a_part_judged_against_itself_is_perfect_and_against_another_is_not():
    flange, plate = PARTS["flange"](), PARTS["plate_four_holes"]()
    mesh, other = tessellate(flange, 0.05, 0.2), tessellate(plate, 0.05, 0.2)
    own, foreign = faces_in(flange), faces_in(plate)
    assert overlap(mesh, mesh) == 1.0 and overlap(mesh, other) < 0.5
    assert face_f1(own.types, own.types) == 1.0 and face_f1(own.types, foreign.types) < 1.0
    assert radii_hit(own.radii, own.radii) == (4, 4) and radii_hit([], own.radii) == (0, 4)


def test_a_scan_has_the_noise_asked_for_and_no_underside_when_unseen():
    mesh = tessellate(PARTS["plate_four_holes"](), 0.05, 0.1)
    cloud, table = scan(mesh, ScanSettings(noise_mm=0.1, underside=False, outliers=0.0))
    assert table == pytest.approx(0.0, abs=1e-9)
    top = cloud.points[(cloud.normals[:, 2] > 0.98) & (np.abs(cloud.points[:, 2] - 5) < 1)]
    assert top[:, 2].std() == pytest.approx(0.1, rel=0.2)
    assert ((cloud.normals[:, 2] < -0.95) & (np.abs(cloud.points[:, 2]) < 0.2)).mean() < 0.01


def test_a_hole_split_into_two_faces_is_one_hole_and_a_slots_ends_are_none():
    halves = cut(box((0, 0, 0), (30, 20, 6)), rod((10, 10, -1), Z, 3, 8))
    split = cut(halves, box((9.99, -1, -1), (10.01, 21, -0.5)))
    (hole,) = bores(split)
    assert hole.radius == pytest.approx(3) and hole.angle_deg == pytest.approx(360)
    assert hole.off_axis(np.array([10.0, 10.0, 40.0])) == pytest.approx(0, abs=1e-9)
    assert sorted(wall.radius for wall in bores(PARTS["plate_slot"]())) == []


def test_a_pad_and_a_hole_of_one_radius_do_not_stand_in_for_each_other():
    plate = unified(cut(box((0, 0, 0), (40, 20, 6)), rod((10, 10, -1), Z, 3, 8)))
    elsewhere = unified(cut(box((0, 0, 0), (40, 20, 6)), rod((30, 10, -1), Z, 3, 8)))
    assert radii_hit(faces_in(elsewhere).radii, faces_in(plate).radii) == (1, 1)
    moved, own = place_figures(elsewhere, plate), place_figures(plate, plate)
    assert (own["cylinders"], own["cylindersHit"], own["planes"], own["planesHit"]) == (1, 1, 6, 6)
    assert (moved["cylindersHit"], moved["radiusErrorMm"], moved["planesHit"]) == (0, [], 6)


def test_distances_are_those_of_the_shapes():
    small, large = (tessellate(box((0, 0, 0), (20, 20, z)), 0.05) for z in (10, 10.5))
    distance = surface_distance(small, large)
    assert distance["hausdorffMm"] == pytest.approx(0.5, abs=0.02)
    assert 0 < distance["distanceMeanMm"] < 0.3
    fit = primitive_fit(small.sample(2000, np.random.default_rng(0))[0], large)
    assert 0.5 < fit["pCoverage"] < 1 and 0.05 < fit["primitiveResidualMm"] < 0.5


def _row(**changed):
    return {
        "part": "p", "source": "generated", "noiseMm": 0.15, "underside": True, "seed": 0, "valid": True,
        "watertight": True, "label": "analytic", "iou": 0.995, "f1": 1.0, "radii": 2, "radiiHit": 2, "cylinders": 2,
        "cylindersHit": 2, "planes": 4, "planesHit": 4, "radiusErrorMm": [0.01, -0.02], "planeErrorMm": [0.01] * 4,
        "distanceMeanMm": 0.01, "distanceP95Mm": 0.02, "hausdorffMm": 0.3, "hausdorffShare": 0.004, "seconds": 3.0,
        "primitiveResidualMm": 0.1, "pCoverage": 1.0, "peakMemoryMb": 500.0,
    } | changed  # fmt: skip


FAILED = {"valid": False, "watertight": False, "label": "failed", "iou": 0.0, "f1": 0.0, "radiiHit": 0,
          "cylindersHit": 0, "planesHit": 0, "radiusErrorMm": [], "planeErrorMm": [], "peakMemoryMb": None}  # fmt: skip


def test_failures_count_as_failures_in_the_table():
    (line,) = summarise([_row(), _row(**FAILED)])
    names = ("invalidityRatio", "watertight", "analytic", "iou98", "f1Mean", "radii", "cylindersInPlace")
    assert [line[name] for name in names] == [0.5] * 7
    assert (line["hausdorffMm"], line["peakMemoryMb"]) == (0.3, 500.0)


def test_bars_are_missed_by_failures_and_open_where_nothing_was_run(capsys: pytest.CaptureFixture[str]):
    rows = [_row(), _row(**FAILED), _row(noiseMm=0.05)]
    bars = {(bar.on, bar.asked): bar.passed for bar in bars_of(rows)}
    assert bars["all parts", "one valid closed solid ≥ 1"] is False
    assert bars["all parts", "seconds, median ≤ 15"] is True
    assert bars["underside unseen", "IoU ≥ 0.95, share ≥ 0.8"] is None
    print_tables(rows, bars_of(rows))
    assert "MISS one valid closed solid" in capsys.readouterr().out


def test_plots_are_written_also_of_failures(tmp_path):
    for path in draw_plots([_row(), _row(**FAILED), _row(underside=False)], tmp_path):
        assert path.read_bytes().startswith(b"\x89PNG") and path.stat().st_size > 4000


def test_a_folder_that_is_missing_is_told(tmp_path, capsys: pytest.CaptureFixture[str]):
    words = ["--only-given", "--parts", str(tmp_path / "none"), "--out", str(tmp_path / "out")]
    assert main(words) == 2
    assert "is not there" in capsys.readouterr().err


@pytest.mark.slow
def test_the_bench_runs_a_part_through_the_ladder(tmp_path, capsys: pytest.CaptureFixture[str]):
    words = ["--only-generated", "--only", "channel_steps", "--underside", "unseen", "--out", str(tmp_path), "--json"]
    assert main(words) == 0
    row, end = (json.loads(line) for line in capsys.readouterr().out.splitlines())
    assert row["label"] in ("analytic", "faceted") and row["valid"] and row["watertight"] and row["iou"] > 0.95
    assert row["peakMemoryMb"] > 100 and row["pCoverage"] > 0.95 and row["planesHit"] <= row["planes"] == 10
    assert {bar["on"] for bar in end["bars"]} == {"all parts", "underside unseen", "generated parts"}
    assert (tmp_path / "parts" / "channel_steps-0.15-top-0.png").stat().st_size > 10_000
    assert json.loads((tmp_path / "cad.json").read_text())["rows"] == [row]
