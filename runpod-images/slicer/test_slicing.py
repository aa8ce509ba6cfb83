from __future__ import annotations

import threading

import pytest

from reconstruct.stage import StageError
from slicer.conftest import asked, cube, parsed, table
from slicer.profiles.store import load_profile
from slicer.slicing import slice_part, slicer_version


def sliced(part, config, tmp_path, **choice) -> dict[str, int]:
    file = tmp_path / "given.stl"
    file.write_bytes(part)
    task = parsed(asked(part, **choice))
    profile = load_profile(task.machine, task.profile, task.settings.preset)
    return slice_part(file, task, profile, config, threading.Event()).figures


def test_the_slicer_is_the_one_that_the_contract_names(config):
    assert slicer_version(config.program) == "PrusaSlicer-2.5.0"


def test_a_full_cube_weighs_what_arithmetic_says(config, tmp_path):
    figures = sliced(cube(20), config, tmp_path, infillPercent=100)
    # 8 cm³ of 1.24 g/cm³, and the skirt's 18 mm of filament.
    assert figures["materialMg"] == pytest.approx(8 * 1240, rel=0.02)
    assert figures["layers"] == 100
    assert figures["supportMg"] == 0
    # 1.75 mm filament: 2.405 mm² of section.
    assert figures["filamentMm"] * 2.4053 * 1.24 == pytest.approx(figures["materialMg"], rel=0.001)


def test_the_shops_density_is_what_counts(config, tmp_path):
    light = sliced(cube(10), config, tmp_path, densityMgPerCm3=1000)
    heavy = sliced(cube(10), config, tmp_path, densityMgPerCm3=2000)
    assert heavy["materialMg"] == pytest.approx(2 * light["materialMg"], abs=2)
    assert heavy["filamentMm"] == light["filamentMm"]


def test_the_same_part_has_the_same_figures_again(config, tmp_path):
    first, second = (sliced(table(), config, tmp_path, supports="auto") for _ in range(2))
    # The slicer's own sum of times differs in its last second.
    assert first.pop("seconds") == pytest.approx(second.pop("seconds"), abs=2)
    assert first == second


def test_supports_are_told_apart_from_the_part(config, tmp_path):
    bare = sliced(table(), config, tmp_path)
    held = sliced(table(), config, tmp_path, supports="auto")
    assert bare["supportMg"] == 0
    assert held["supportMg"] > 1000
    assert held["materialMg"] - held["supportMg"] == pytest.approx(bare["materialMg"], rel=0.1)


def test_a_part_laid_on_its_top_needs_no_supports(config, tmp_path):
    turned = {"kind": "face-down", "side": "+z"}
    assert sliced(table(), config, tmp_path, supports="auto", orientation=turned)["supportMg"] < 50


def test_a_quaternion_lays_it_as_the_same_side_does(config, tmp_path):
    # Half a turn about x.
    turn = {"kind": "quaternion", "millionths": [1_000_000, 0, 0, 0]}
    assert sliced(table(), config, tmp_path, supports="auto", orientation=turn)["supportMg"] < 50


def test_finer_layers_take_longer_and_more_infill_weighs_more(config, tmp_path):
    draft = sliced(cube(), config, tmp_path, preset="draft", layerHeightUm=300)
    fine = sliced(cube(), config, tmp_path, preset="fine", layerHeightUm=100)
    full = sliced(cube(), config, tmp_path, preset="draft", layerHeightUm=300, infillPercent=60)
    # The first layer is 0.2 mm with every preset.
    assert fine["layers"] == 199 and draft["layers"] == 67
    assert fine["seconds"] > draft["seconds"]
    assert full["materialMg"] > draft["materialMg"]


@pytest.mark.parametrize("pattern", ["gyroid", "grid", "cubic", "honeycomb", "rectilinear"])
def test_every_pattern_of_the_contract_fills_a_part_to_the_brim(config, tmp_path, pattern):
    figures = sliced(cube(10), config, tmp_path, pattern=pattern, infillPercent=100)
    assert figures["materialMg"] == pytest.approx(1240, rel=0.06)


@pytest.mark.parametrize(
    ("machine", "material"),
    [
        ("prusa-mk3s", "petg"),
        ("prusa-mk3s", "abs"),
        ("prusa-mk3s", "tpu"),
        ("prusa-mini", "pla"),
        ("prusa-mini", "tpu"),
    ],
)
def test_every_material_slices(config, tmp_path, machine, material):
    assert sliced(cube(10), config, tmp_path, machine=machine, profile=material)["seconds"] > 60


def test_resin_has_its_time_and_volume_from_the_printers_own_file(config, tmp_path):
    choice = {"process": "sla", "machine": "prusa-sl1s", "profile": "resin", "densityMgPerCm3": 1120}
    # Half the cube's side: pixels are what takes time.
    bare = sliced(cube(10), config, tmp_path, preset="draft", **choice)
    assert bare["materialMg"] == pytest.approx(1120, rel=0.05)
    assert (bare["layers"], bare["filamentMm"], bare["supportMg"]) == (100, 0, 0)
    held = sliced(cube(10), config, tmp_path, preset="draft", supports="auto", **choice)
    assert held["supportMg"] == pytest.approx(held["materialMg"] - 1120, abs=3)
    assert held["supportMg"] > 100 and held["seconds"] > bare["seconds"]


def test_a_machine_that_prints_otherwise_or_is_not_known_is_told(config, tmp_path):
    for choice in ({"machine": "prusa-xl"}, {"profile": "wood"}, {"machine": "prusa-sl1s"}):
        with pytest.raises(StageError) as caught:
            sliced(cube(), config, tmp_path, **choice)
        assert caught.value.code == "slicer-profile-unknown"
