"""What is sliced: files that are given, else those of ../shared/stl, and made ones of known difficulty."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import trimesh

SHARED = Path(__file__).resolve().parents[4] / "shared" / "stl"


def named_parts(files: list[Path]) -> Iterator[tuple[str, bytes]]:
    """Binary STL, as the edge hands it over."""
    for file in files or sorted(SHARED.glob("*.stl")):
        yield file.stem, _binary(trimesh.load_mesh(file))
    if not files:
        yield "benchy-class", _binary(_boat())
        yield "50 MB", _binary(_large())


def _binary(mesh: trimesh.Trimesh) -> bytes:
    return trimesh.exchange.stl.export_stl(mesh)


def _boat() -> trimesh.Trimesh:
    """About the size, the triangles and the overhangs of the well-known boat: hull, cabin with windows, chimney."""
    at = trimesh.transformations.translation_matrix
    hull = trimesh.creation.icosphere(subdivisions=6, radius=1)
    hull.apply_transform(np.diag([30.0, 15.5, 20.0, 1.0]))
    above = trimesh.creation.box((80, 80, 40), at((0, 0, 20)))
    bottom = trimesh.creation.box((80, 80, 40), at((0, 0, -36)))
    hull = trimesh.boolean.difference([hull, above, bottom], engine="manifold")
    hold = trimesh.creation.box((30, 20, 12), at((-8, 0, -2)))
    cabin = trimesh.creation.box((18, 18, 26), at((6, 0, 8)))
    room = trimesh.creation.box((15, 15, 20), at((6, 0, 8)))
    windows = [trimesh.creation.cylinder(4, height=60, sections=96, transform=turn) for turn in (
        at((6, 0, 12)) @ trimesh.transformations.rotation_matrix(np.pi / 2, (1, 0, 0)),
        at((6, 0, 12)) @ trimesh.transformations.rotation_matrix(np.pi / 2, (0, 1, 0)),
    )]  # fmt: skip
    chimney = trimesh.creation.annulus(2, 3.5, 10, sections=96, transform=at((6, 0, 25)))
    boat = trimesh.boolean.difference([hull, hold], engine="manifold")
    boat = trimesh.boolean.union([boat, cabin], engine="manifold")
    boat = trimesh.boolean.difference([boat, room, *windows], engine="manifold")
    return trimesh.boolean.union([boat, chimney], engine="manifold")


def _large() -> trimesh.Trimesh:
    """Just under 50 MB: three balls."""
    balls = [trimesh.creation.icosphere(subdivisions=7, radius=15).apply_translation((x, 0, 0)) for x in (0, 40, 80)]
    return trimesh.util.concatenate(balls)
