"""Facets that a search lays over a smooth face are given back; faces that end where they end are not."""

import numpy as np
import pytest
from OCP.TopoDS import TopoDS_Shape

from cad.bench.parts_freeform import PARTS, block_wavy
from cad.bench.parts_plates import plate_rounded, plate_slot
from cad.bench.scan import ScanSettings, scan
from cad.cloud.cloud import Surfels
from cad.cloud.prepare import prepare
from cad.fit.freeform import Freeform
from cad.kernel.shape import is_closed, is_valid, solids_of, tessellate
from cad.segment.detect import detect
from cad.segment.freeform import parted, patchable, with_patches


def _surfels(shape: TopoDS_Shape) -> Surfels:
    cloud, table = scan(tessellate(shape, 0.03, 0.1), ScanSettings(noise_mm=0.1, points=20_000))
    return prepare(cloud, table).as_measured()


@pytest.mark.parametrize("name", sorted(PARTS))
def test_a_part_of_the_bench_is_one_valid_closed_solid(name: str):
    solids = list(solids_of(PARTS[name]()))
    assert len(solids) == 1 and is_valid(solids[0]) and is_closed(solids[0])


def test_a_wavy_top_becomes_one_patch_and_the_flat_sides_stay():
    surfels = _surfels(block_wavy())
    found = detect(surfels, 0)
    made = with_patches(found, parted(found, surfels, 0), surfels, 0)
    kinds = sorted(segment.surface.kind for segment in made.segments)
    assert kinds == ["cylinder", "freeform", *["plane"] * 5]
    patch = next(s for s in made.segments if isinstance(s.surface, Freeform))
    inner = surfels.points[patch.index]
    x, y = inner[:, 0], inner[:, 1]
    truth = 22 + 4 * np.sin(x / 11) + 3 * np.cos(y / 9 + x / 40)
    on = np.stack([x, y, truth], 1)
    assert np.sqrt(np.square(patch.surface.signed(on)).mean()) < 0.05
    assert patchable(parted(found, surfels, 0), surfels) > 0.1


@pytest.mark.parametrize("shape", [plate_slot, plate_rounded])
def test_round_ends_and_corners_that_flow_into_flat_sides_are_no_facets(shape):
    surfels = _surfels(shape())
    found = detect(surfels, 0)
    assert patchable(parted(found, surfels, 0), surfels) == 0.0
    assert len(with_patches(found, parted(found, surfels, 0), surfels, 0).segments) == len(found.segments)
