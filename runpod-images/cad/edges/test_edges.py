"""Chamfers and roundings smaller than any normal shows, found along edges and put back."""

from pathlib import Path

import numpy as np
import pytest
from OCP.BRepFilletAPI import BRepFilletAPI_MakeChamfer, BRepFilletAPI_MakeFillet
from OCP.TopoDS import TopoDS_Shape

from cad.bench.scan import ScanSettings, scan
from cad.bench.shapes import Z, box, cut, rod
from cad.cloud.cloud import Surfels
from cad.cloud.prepare import prepare
from cad.edges.apply import apply_trims
from cad.edges.edge import sharp_edges
from cad.edges.find import find_trims
from cad.edges.section import Section, best
from cad.kernel.shape import edges_of, is_closed, is_valid, solids_of, tessellate, volume_of
from cad.rebuild.build import Sharp
from cad.rebuild.state import State

NOISE_MM = 0.12


def _plate() -> TopoDS_Shape:
    return next(solids_of(cut(box((0, 0, 0), (40, 30, 10)), rod((20, 15, -1), Z, 6, 12))))


def _surfels(shape: TopoDS_Shape) -> Surfels:
    cloud, table = scan(tessellate(shape, 0.02, 0.08), ScanSettings(noise_mm=NOISE_MM, seed=3))
    return prepare(cloud, table)


def _top(shape: TopoDS_Shape) -> list:
    """Edges in the plane z = 10, each once."""
    found = {}
    for edge in sharp_edges(shape, tessellate(shape, 0.02, 0.1), 0.3):
        if np.abs(edge.places[:, 2] - 10).max() < 1e-6:
            found[hash(edge.edge)] = edge
    return list(found.values())


def _chamfered(plate: TopoDS_Shape, first: float, second: float) -> TopoDS_Shape:
    maker = BRepFilletAPI_MakeChamfer(plate)
    for edge in _top(plate):
        maker.Add(first, second, edge.edge, edge.first_face)
    return next(solids_of(maker.Shape()))


def test_a_sharp_part_is_left_sharp():
    plate = _plate()
    assert find_trims(plate, _surfels(plate), [], nominal=True) == []


def test_small_chamfers_round_the_top_and_the_bore_are_found_and_put_back():
    plate, true = _plate(), _chamfered(_plate(), 0.4, 0.4)
    trims = find_trims(plate, _surfels(true), [], nominal=True)
    assert len(trims) == 5 and {t.kind for t in trims} == {"chamfer"}
    assert np.allclose([t.sizes for t in trims], 0.4, atol=0.03)
    made = apply_trims(plate, trims, 50.0)
    assert is_valid(made) and is_closed(made)
    assert volume_of(made) == pytest.approx(volume_of(true), rel=3e-4)


def test_a_chamfer_with_unlike_legs_keeps_them_on_their_faces():
    plate, true = _plate(), _chamfered(_plate(), 0.4, 1.1)
    made = apply_trims(plate, find_trims(plate, _surfels(true), [], nominal=True), 50.0)
    assert volume_of(made) == pytest.approx(volume_of(true), rel=3e-4)


def test_a_rounding_of_upright_edges_is_a_blend_that_a_person_can_change():
    plate = _plate()
    maker = BRepFilletAPI_MakeFillet(plate)
    done: list = []
    for edge in edges_of(plate):
        upright = [e for e in sharp_edges(plate, tessellate(plate, 0.02, 0.1), 0.3) if e.edge.IsSame(edge)]
        if upright and abs(upright[0].tangents[0, 2]) > 0.99 and not any(edge.IsSame(d) for d in done):
            done.append(edge)
            maker.Add(1.2, edge)
    true = next(solids_of(maker.Shape()))
    trims = find_trims(plate, _surfels(true), [], nominal=True)
    blends = [t.as_blend() for t in trims]
    assert len(blends) == 4 and all(b is not None and b.radius == pytest.approx(1.2, abs=0.1) for b in blends)


def test_the_likelihood_gives_sizes_without_bias_and_their_spread():
    rng, found = np.random.default_rng(8), []
    for _ in range(12):
        # 90°, legs 0.5: three pieces with points even along them.
        s = rng.random(400) * (1.5 + 1.5 + 0.5 * np.sqrt(2))
        chord = (s - 1.5) / np.sqrt(2)
        places = np.where(
            (s < 1.5)[:, None], np.stack([2.0 - s, 0 * s], 1),
            np.where((s < 1.5 + 0.5 * np.sqrt(2))[:, None], np.stack([0.5 - chord, chord], 1),
                     np.stack([0 * s, s - 1.5 - 0.5 * np.sqrt(2) + 0.5], 1)),
        )  # fmt: skip
        section = Section(places + rng.normal(0, 0.15, places.shape), np.pi / 2, (2.0, 2.0), 0.15)
        found.append(best(section, "chamfer"))
    sizes = np.array([shape.sizes[0] for shape in found])
    assert abs(sizes.mean() - 0.5) < 3 * np.mean([shape.spread for shape in found]) / np.sqrt(len(found)) + 0.01
    assert sizes.std() < 2 * np.mean([shape.spread for shape in found])


def test_trims_are_kept_for_a_rebuild_and_scale_with_it(tmp_path: Path):
    plate, surfels = _plate(), _surfels(_chamfered(_plate(), 0.4, 0.4))
    trims = find_trims(plate, surfels, [], nominal=True)
    State("analytic", "mm", 1.0, Sharp(plate, [], trims), surfels).save(tmp_path)
    twice = State.load(tmp_path).scaled(2.0).sharp
    made = apply_trims(twice.solid, twice.trims, 100.0)
    assert volume_of(made) == pytest.approx(8 * volume_of(apply_trims(plate, trims, 50.0)), rel=1e-9)
