import json

import numpy as np
import pytest

from cad.bench.__main__ import main
from cad.bench.judge import face_f1, faces_in, overlap, radii_hit
from cad.bench.parts_plates import PARTS as PLATES
from cad.bench.parts_turned import PARTS as TURNED
from cad.bench.scan import ScanSettings, scan
from cad.bench.table import summarise
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


def test_failures_count_as_failures_in_the_table():
    good = {"noiseMm": 0.1, "underside": True, "valid": True, "label": "analytic", "iou": 0.99, "f1": 1.0, "radii": 2,
            "radiiHit": 2, "seconds": 3.0}  # fmt: skip
    failed = good | {"valid": False, "label": "failed", "iou": 0.0, "f1": 0.0, "radiiHit": 0}
    (line,) = summarise([good, failed])
    assert (line["valid"], line["analytic"], line["iou98"], line["f1Mean"], line["radii"]) == (0.5, 0.5, 0.5, 0.5, 0.5)


@pytest.mark.slow
def test_the_bench_runs_a_part_through_the_ladder(capsys: pytest.CaptureFixture[str]):
    assert main(["--only", "channel_steps", "--underside", "unseen", "--json"]) == 0
    row = json.loads(capsys.readouterr().out)
    assert row["label"] in ("analytic", "faceted") and row["valid"] and row["iou"] > 0.95
