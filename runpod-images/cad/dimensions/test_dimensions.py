import csv
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from OCP.TopoDS import TopoDS_Shape

from cad.bench.parts_plates import PARTS as PLATES
from cad.bench.parts_turned import PARTS as TURNED
from cad.bench.shapes import Z, box, cone, cut, fillet, fuse, prism, ring, rod
from cad.dimensions.find import KINDS, dimensions_of
from cad.dimensions.nominal import nominal_of
from cad.dimensions.table import write_table
from cad.kernel.shape import faces_of
from cad.step.document import read_step, write_step
from contract.models import Dimension, SolidReport

PARTS = PLATES | TURNED


def reports(shape: TopoDS_Shape, **changed: Any) -> list[dict[str, Any]]:
    """Every face well measured, unless said otherwise."""
    good = {"evidence": "measured", "radiusMm": None, "rawRadiusMm": None, "deviationP95Mm": 0.04,
            "deviationBiasMm": 0.002, "inliers": 400} | changed  # fmt: skip
    return [{"id": number} | good for number, _ in enumerate(faces_of(shape))]


def found(shape: TopoDS_Shape, kind: str = "", unit_is_mm: bool = True, **changed: Any) -> list[dict[str, Any]]:
    rows = dimensions_of(shape, reports(shape, **changed), unit_is_mm)
    return [row for row in rows if kind in ("", row["kind"])]


def values(rows: list[dict[str, Any]]) -> list[float]:
    return sorted(round(row["value"], 3) for row in rows)


@pytest.mark.parametrize("name", sorted(PARTS))
def test_every_part_gives_rows_that_the_contract_takes_with_ids_of_their_own(name: str):
    shape = PARTS[name]()
    rows = found(shape)
    for row in rows:
        Dimension.model_validate(row)
    assert len({row["id"] for row in rows}) == len(rows)
    assert {face for row in rows for face in row["faces"]} <= set(range(len(list(faces_of(shape)))))
    assert rows == found(shape), "the same part gives the same list"


def test_the_kinds_are_those_of_the_contract():
    assert set(KINDS) == set(Dimension.model_fields["kind"].annotation.__value__.__args__)


def test_the_rows_are_the_same_of_a_solid_read_back_from_its_step(tmp_path: Path):
    shape = PARTS["flange"]()
    write_step(tmp_path / "f.step", shape, "flange", [], [])
    again = read_step(tmp_path / "f.step")
    assert [(r["id"], round(r["value"], 4)) for r in found(again)] == [
        (r["id"], round(r["value"], 4)) for r in found(shape)
    ]


def test_six_holes_on_a_flange_are_a_bolt_circle_and_the_bore_is_not_of_them():
    (circle,) = found(PARTS["flange"](), "bolt-circle")
    assert circle["count"] == 6 and circle["value"] == pytest.approx(38)
    assert circle["place"][:2] == pytest.approx([0, 0], abs=1e-6)
    assert values(found(PARTS["flange"](), "hole")) == [5, 5, 5, 5, 5, 5, 16]


def test_five_of_six_places_are_no_bolt_circle():
    holes = [rod((x, y, -1), Z, 2.5, 8) for x, y in ring(6, 19)[:5]]
    assert found(cut(rod((0, 0, 0), Z, 25, 6), *holes), "bolt-circle") == []


def test_four_holes_in_a_rectangle_are_a_grid_with_two_pitches():
    rows = found(PARTS["plate_four_holes"](), "grid")
    assert values(rows) == [24, 44] and all(row["count"] == 4 for row in rows)


def test_a_countersunk_hole_is_a_through_hole_and_a_countersink():
    part = PARTS["plate_countersunk"]()
    holes, sinks = found(part, "hole"), found(part, "countersink")
    assert values(holes) == [5.2, 5.2] and all(row["through"] for row in holes)
    assert values(sinks) == [12, 12] and sinks[0]["depthMm"] == pytest.approx(3.4)
    assert found(part, "angle") == [], "the countersink's cone is not told twice"


def test_a_counterbore_stands_apart_from_the_hole_below_it():
    part = cut(box((0, 0, 0), (30, 30, 12)), rod((15, 15, -1), Z, 3, 14), rod((15, 15, 8), Z, 5.5, 5))
    small, large = sorted(found(part, "hole"), key=lambda row: row["value"])
    assert small["through"] and small["label"] == "Hole, through"
    assert large["label"] == "Counterbore" and large["depthMm"] == pytest.approx(4) and not large["through"]


def test_blind_holes_with_a_flat_or_a_drilled_floor_are_blind_and_enter_from_their_open_end():
    flat = cut(box((0, 0, 0), (30, 30, 12)), rod((15, 15, 5), Z, 3, 8))
    drilled = cut(flat, cone((15, 15, 3.2), Z, 0.0, 3.0, 1.8))
    for part in (flat, drilled):
        (hole,) = found(part, "hole")
        assert hole["label"] == "Hole, blind" and hole["depthMm"] == pytest.approx(7)
        assert hole["place"] == pytest.approx([15, 15, 12])


def test_a_hole_through_both_walls_of_a_channel_is_one_hole():
    (hole,) = found(PARTS["channel_u"](), "hole")
    assert hole["label"] == "Hole, through 2 walls" and len(hole["faces"]) == 2 and hole["depthMm"] == pytest.approx(30)


def test_a_bore_whose_wall_is_split_in_two_is_one_hole():
    half = cut(box((0, 0, 0), (30, 15, 8)), rod((15, 15, -1), Z, 4, 10))
    other = cut(box((0, 15, 0), (30, 30, 8)), rod((15, 15, -1), Z, 4, 10))
    from OCP.BRepAlgoAPI import BRepAlgoAPI_Fuse

    part = BRepAlgoAPI_Fuse(half, other).Shape()
    (hole,) = found(part, "hole")
    assert len(hole["faces"]) == 2 and hole["value"] == pytest.approx(8) and hole["through"]


def test_a_slot_has_a_width_and_a_length_and_is_no_hole():
    part = PARTS["plate_slot"]()
    (slot,) = found(part, "slot")
    assert slot["value"] == pytest.approx(8) and slot["through"] and found(part, "hole") == []
    assert values(found(part, "spacing")) == [25]


def test_rounded_edges_are_fillets_and_never_holes_or_bosses():
    part = PARTS["plate_rounded"]()
    (rounding,) = found(part, "fillet")
    assert rounding["count"] == 4 and rounding["value"] == pytest.approx(6) and rounding["label"] == "Rounded edge"
    assert found(part, "boss") == [] and values(found(part, "hole")) == [4, 4, 4, 4]
    (inner,) = found(PARTS["bracket_filleted"](), "fillet")
    assert inner["label"] == "Fillet" and inner["value"] == pytest.approx(5)
    (ring_shaped,) = found(PARTS["post_filleted"](), "fillet")
    assert ring_shaped["value"] == pytest.approx(4)


def test_a_corner_where_three_roundings_meet_is_no_sphere():
    part = fillet(box((0, 0, 0), (30, 20, 10)), 2.0, None)
    (rounding,) = found(part, "fillet")
    assert rounding["count"] == 12 and found(part, "sphere") == []


def test_bosses_and_shafts_have_outer_diameters():
    assert values(found(PARTS["shaft_stepped"](), "boss")) == [12, 16, 24]
    (boss,) = found(PARTS["lid"](), "boss")
    assert boss["value"] == pytest.approx(10) and boss["depthMm"] == pytest.approx(11)


def test_walls_gaps_and_steps_of_a_channel_are_told_apart():
    part = PARTS["channel_u"]()
    assert {5.0} <= set(values(found(part, "thickness"))) and values(found(part, "gap")) == [20]
    assert values(found(part, "step")) == [20]
    assert values(found(part, "size")) == [25, 30, 60]


def test_what_the_overall_size_says_is_not_said_again_as_a_thickness():
    part = box((0, 0, 0), (30, 20, 10))
    assert values(found(part)) == [10, 20, 30]


def test_angles_are_those_of_faces_neither_parallel_nor_square():
    assert values(found(PARTS["wedge"](), "angle"))[0] == pytest.approx(np.degrees(np.arctan(16 / 50)), abs=1e-3)
    assert found(PARTS["lid_chamfered"](), "angle") == []
    assert found(box((0, 0, 0), (3, 2, 1)), "angle") == []
    hexagon = prism([(*place, 0.0) for place in ring(6, 10)], (0, 0, 5))
    assert values(found(hexagon, "angle")) == [60]


def test_chamfers_have_a_leg_an_angle_and_a_count():
    (flat,) = found(PARTS["lid_chamfered"](), "chamfer")
    assert flat["label"] == "Chamfer × 45°" and flat["count"] == 4 and flat["quantity"] == "length"
    shaft = fuse(rod((0, 0, 0), Z, 10, 29), cone((0, 0, 29), Z, 10, 9, 1))
    (turned,) = found(shaft, "chamfer")
    assert turned["value"] == pytest.approx(1) and turned["label"] == "Chamfer × 45°"
    # 1 mm high, 2 mm in along the top: measured along the longer leg.
    wedge = prism([(0, 0, 0), (30, 0, 0), (30, 0, 9), (28, 0, 10), (0, 0, 10)], (0, 20, 0))
    (steep,) = found(wedge, "chamfer")
    assert steep["value"] == pytest.approx(2) and steep["label"] == "Chamfer × 26.6°"


def test_an_inward_slope_and_a_roof_are_no_chamfers():
    roof = prism([(0, 0, 0), (30, 0, 0), (30, 0, 5), (15, 0, 12), (0, 0, 5)], (0, 20, 0))
    inward = prism([(0, 0, 0), (40, 0, 0), (40, 0, 5), (12, 0, 5), (10, 0, 7), (10, 0, 20), (0, 0, 20)], (0, 20, 0))
    assert found(roof, "chamfer") == [] and found(inward, "chamfer") == []


def test_a_dimension_is_worth_what_its_weakest_face_is_worth():
    part = box((0, 0, 0), (30, 20, 10))
    rows = reports(part)
    (top,) = [r for r in dimensions_of(part, rows, True) if r["label"].endswith("Z")]
    rows[top["faces"][0]]["evidence"] = "guessed"
    (weak,) = [r for r in dimensions_of(part, rows, True) if r["label"].endswith("Z")]
    assert weak["evidence"] == "guessed" and weak["uncertainty"] is None and weak["raw"] is None


def test_a_bore_seen_in_part_claims_no_averaging_and_one_that_was_moved_says_so():
    part = cut(box((0, 0, 0), (30, 20, 10)), rod((15, 10, -1), Z, 4, 12))
    well, (poor,), (moved,) = (
        found(part, "hole", radiusMm=4.0, rawRadiusMm=4.0)[0],
        found(part, "hole", radiusMm=4.0, rawRadiusMm=4.0, evidence="fitted"),
        found(part, "hole", radiusMm=4.0, rawRadiusMm=3.9),
    )
    assert poor["uncertainty"] > 4 * well["uncertainty"]
    assert moved["uncertainty"] == pytest.approx(well["uncertainty"] + 0.2, abs=0.01)


def test_the_raw_value_is_where_the_cloud_lies():
    part = cut(box((0, 0, 0), (30, 20, 10)), rod((15, 10, -1), Z, 4, 12))
    rows = found(part, deviationBiasMm=0.03, radiusMm=4.0, rawRadiusMm=4.0)
    by_kind = {row["kind"]: row for row in rows}
    assert by_kind["size"]["raw"] == pytest.approx(by_kind["size"]["value"] + 0.06), "outside lies further out"
    assert by_kind["hole"]["raw"] == pytest.approx(8 - 0.06), "outside the wall of a hole is nearer its axis"
    assert by_kind["hole"]["uncertainty"] > 0.06


def test_without_a_scale_no_length_is_called_nominal_but_an_angle_may_be():
    rows = found(prism([(*place, 0.0) for place in ring(6, 10)], (0, 0, 5)), unit_is_mm=False)
    assert all(row["nominal"] is None for row in rows if row["quantity"] != "angle")
    assert any(row["nominal"] for row in rows if row["quantity"] == "angle")


def test_a_nominal_is_the_roundest_size_within_the_uncertainty_and_says_why():
    assert nominal_of(59.96, 0.06, "length", False) == {"value": 60.0, "basis": "step", "detail": "multiple of 1 mm"}
    assert nominal_of(5.53, 0.04, "diameter", True)["detail"] == "M5, medium clearance"
    assert nominal_of(6.24, 0.05, "diameter", True)["basis"] == "drill"
    assert nominal_of(6.24, 0.01, "diameter", True) is None, "no preferred size is near enough"
    assert nominal_of(59.9, 0.8, "length", False)["value"] == 59.9, "the solid was rounded to it"
    assert nominal_of(59.93, 0.8, "length", False) is None, "anything would fit"


def test_the_table_has_a_row_a_dimension_and_names_the_unit(tmp_path: Path):
    rows = found(fuse(box((0, 0, 0), (30, 20, 10)), rod((15, 10, 10), Z, 4, 5)))
    write_table(tmp_path / "d.csv", rows, unit_is_mm=False)
    with (tmp_path / "d.csv").open(newline="") as file:
        read = list(csv.DictReader(file))
    assert [row["id"] for row in read] == [row["id"] for row in rows]
    assert {row["unit"] for row in read if row["quantity"] != "angle"} == {"scene"}
    assert float(read[0]["value"]) == pytest.approx(rows[0]["value"], abs=1e-4)


def test_a_report_without_dimensions_is_refused():
    with pytest.raises(ValueError, match="dimensions"):
        SolidReport.model_validate({"valid": True, "solids": 1, "closed": True, "faces": [], "volumeMm3": 1.0,
                                    "deviationMeanMm": 0.1, "deviationP95Mm": 0.1, "deviationMaxMm": 0.1})  # fmt: skip
