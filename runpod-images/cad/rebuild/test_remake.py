"""From a scanned part's cloud to its solid, and from what that leaves behind to the part with other dimensions."""

from pathlib import Path

import numpy as np
import pytest

from cad.bench.parts_plates import bracket_filleted
from cad.bench.scan import ScanSettings, scan
from cad.bench.shapes import Z, box, cut, rod
from cad.cloud.cloud import Cloud
from cad.cloud.ply import write_cloud
from cad.kernel.shape import bounds_of, tessellate
from cad.ladder import Outcome, climb_ladder
from cad.problem import CadError
from cad.rebuild.remake import Wish, as_told, remake
from cad.rebuild.state import State
from cad.report import solid_report
from cad.request import Request
from cad.step.document import read_step


def _scanned(shape, folder: Path, unit: str = "mm", engine: str = "analytic") -> Outcome:
    cloud, table = scan(tessellate(shape, 0.04, 0.1), ScanSettings(noise_mm=0.05, points=16_000, underside=False))
    if unit == "scene":
        cloud, table = Cloud(cloud.points / 37.0, cloud.normals), table / 37.0
    write_cloud(folder / "cloud.ply", cloud)
    request = Request(str(folder / "cloud.ply"), table_z=table, unit=unit)
    return climb_ladder(request, folder / "work", limits_s={engine: 90.0})


@pytest.fixture(scope="module")
def bracket(tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    return _scanned(bracket_filleted(), tmp_path_factory.mktemp("bracket"))


def _remade(outcome: Outcome, wishes: list[Wish], out: Path, told: dict | None = None, in_force=(), scale=None):
    out.mkdir(exist_ok=True)
    state = State.load(outcome.rung.folder)
    return remake(state, told or solid_report(outcome, "mm"), in_force, wishes, scale, out)


def _faces(outcome: Outcome, kind: str, radius: float | None = None) -> list[dict]:
    faces = [face for face in solid_report(outcome, "mm")["faces"] if face["type"] == kind]
    return [f for f in faces if radius is None or abs(f["radiusMm"] - radius) < 0.3]


def _level(outcome: Outcome, z: float) -> int:
    flat = [f for f in _faces(outcome, "plane") if abs(f["axis"][2]) > 0.99]
    return min(flat, key=lambda f: abs(f["origin"][2] - z))["id"]


def test_a_hole_and_a_thickness_are_set_together_and_the_rounding_stays(bracket: Outcome, tmp_path: Path):
    hole = _faces(bracket, "cylinder", 4.0)[0]["id"]
    wishes = [Wish("diameter", (hole,), 9.0), Wish("distance", (_level(bracket, 0), _level(bracket, 6)), 7.5)]
    outcome, applied = _remade(bracket, wishes, tmp_path / "out")
    assert [f["radiusMm"] for f in _faces(outcome, "cylinder", 4.5)] == pytest.approx([4.5])
    assert len(_faces(outcome, "cylinder", 5.0)) == 1
    top = _level(outcome, 7.5)
    assert solid_report(outcome, "mm")["faces"][top]["origin"][2] - bounds_of(read_step(outcome.step))[0][
        2
    ] == pytest.approx(7.5, abs=1e-6)
    assert [(a.quantity, a.value) for a in applied] == [("diameter", 9.0), ("distance", 7.5)]
    assert applied[0].fitted == pytest.approx(8.0, abs=0.15) and applied[0].raw == pytest.approx(8.0, abs=0.2)
    assert solid_report(outcome, "mm")["faces"][applied[0].faces[0]]["radiusMm"] == pytest.approx(4.5)


def test_an_override_is_kept_by_the_next_rebuild_and_ended_by_the_fitted_value(bracket: Outcome, tmp_path: Path):
    hole = _faces(bracket, "cylinder", 4.0)[0]["id"]
    first, applied = _remade(bracket, [Wish("diameter", (hole,), 9.0)], tmp_path / "first")
    both = [Wish("distance", (_level(first, 0), _level(first, 6)), 7.0)]
    second, kept = _remade(first, both, tmp_path / "second", in_force=as_told(applied))
    assert [(a.quantity, a.value) for a in kept] == [("diameter", 9.0), ("distance", 7.0)]
    assert kept[0].fitted == pytest.approx(applied[0].fitted)
    back = [Wish("diameter", tuple(kept[0].faces), kept[0].fitted)]
    _, left = _remade(second, back, tmp_path / "third", in_force=as_told(kept))
    assert [a.quantity for a in left] == ["distance"]


def test_a_rounding_gets_another_radius(bracket: Outcome, tmp_path: Path):
    fillet = _faces(bracket, "cylinder", 5.0)[0]["id"]
    outcome, applied = _remade(bracket, [Wish("radius", (fillet,), 3.0)], tmp_path / "out")
    assert len(_faces(outcome, "cylinder", 3.0)) == 1 and applied[0].fitted == pytest.approx(5.0, abs=0.15)


def test_a_face_that_is_not_there_and_a_plane_without_a_diameter_are_refused(bracket: Outcome, tmp_path: Path):
    for wish in (Wish("diameter", (99,), 5.0), Wish("diameter", (_level(bracket, 0),), 5.0)):
        with pytest.raises(CadError) as caught:
            _remade(bracket, [wish], tmp_path / "out")
        assert caught.value.code == "override-unfit"


def test_a_known_distance_gives_a_part_of_unknown_scale_its_millimetres(tmp_path: Path):
    shape = cut(box((0, 0, 0), (30, 20, 5)), rod((15, 10, -1), Z, 4, 7))
    outcome = _scanned(shape, tmp_path, unit="scene")
    low, high = bounds_of(read_step(outcome.step))
    assert high[0] - low[0] == pytest.approx(30 / 37, rel=0.01)
    scaled, applied = _remade(outcome, [], tmp_path / "out", scale=37.0)
    low, high = bounds_of(read_step(scaled.step))
    assert high - low == pytest.approx([30, 20, 5], abs=0.1) and applied == []
    hole = _faces(scaled, "cylinder", 4.0)[0]
    assert hole["radiusMm"] == pytest.approx(round(hole["radiusMm"] / 0.05) * 0.05, abs=1e-9)
    state = State.load(scaled.rung.folder)
    assert state.unit == "mm" and state.factor == 1.0
    spread = np.percentile(state.surfels.points[:, 0], [1, 99])
    assert np.ptp(spread) == pytest.approx(30, abs=0.7)


@pytest.mark.slow
def test_a_faceted_part_takes_a_scale_and_refuses_an_override(tmp_path: Path):
    outcome = _scanned(box((0, 0, 0), (30, 20, 5)), tmp_path, engine="faceted")
    with pytest.raises(CadError) as caught:
        _remade(outcome, [Wish("diameter", (0,), 5.0)], tmp_path / "refused")
    assert caught.value.code == "rebuild-needs-analytic"
    before = bounds_of(read_step(outcome.step))
    scaled, _ = _remade(outcome, [], tmp_path / "out", scale=2.0)
    assert np.ptp(bounds_of(read_step(scaled.step)), 0) == pytest.approx(2 * np.ptp(before, 0), rel=1e-6)
