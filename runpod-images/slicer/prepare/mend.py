"""A mesh with holes, or with bodies that overlap, into a closed one. Runs confined.

Only what leaves the part as it was meant is done; what would have to be guessed is refused with its reason.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from slicer.prepare.close_holes import close_holes
from slicer.prepare.speak import Refusal, counted, told
from slicer.prepare.stl import Mesh, figures, open_edges, read_stl, size_mm, volume_mm3, without_empty, write_stl
from slicer.prepare.surface import facing_alike, without_duplicates
from slicer.prepare.unite import united

#: Corners nearer than this share of the part's size are one.
_NEAR_SHARE = 1e-5
#: What the part's sides may change by, in all.
_SIDE_MM, _SIDE_SHARE = 0.05, 0.001


def main(arguments: list[str]) -> int:
    return told(mend, arguments[0])


def mend(source: Path, target: Path) -> dict:
    given = read_stl(source)
    changes: list[dict] = []

    def change(kind: str, count: int, detail: str) -> None:
        if count:
            changes.append({"kind": kind, "count": count, "detail": detail})

    mesh, merged = _near_merged(given)
    change("vertices-merged", merged, f"{counted(merged, 'corner', 'corners')} merged with one beside it")
    kept = without_empty(mesh)
    dropped = len(mesh.faces) - len(kept.faces)
    change("empty-triangles-dropped", dropped, f"{counted(dropped, 'triangle', 'triangles')} without area left out")
    mesh, doubled = without_duplicates(kept)
    doubles = counted(doubled, "triangle", "triangles")
    change("duplicates-dropped", doubled, f"{doubles} left out, of those that lie on each other")
    if not len(mesh.faces):
        raise Refusal("mesh-mending-refused", "nothing is left of it")
    mesh, turned = facing_alike(mesh)
    change("faces-turned", turned, f"{counted(turned, 'triangle', 'triangles')} turned to the side of the neighbours")
    mesh, holes = close_holes(mesh)
    change("holes-closed", holes.count, holes.detail)
    if left := len(open_edges(mesh)):
        raise Refusal("mesh-mending-refused", f"{left} edges stay open")
    if volume_mm3(mesh) < 0:
        mesh = Mesh(mesh.points, mesh.faces[:, ::-1])
        change("faces-turned", len(mesh.faces), "the whole turned outside out")
    mesh, bodies, joined = united(mesh)
    change("bodies-united", joined.count, joined.detail)
    _same_size(given, mesh)
    write_stl(target, mesh)
    return {
        "task": "mend",
        "bodies": bodies,
        "unit": None,
        "deviationUm": None,
        "changes": changes,
        "before": figures(given),
        "after": figures(mesh),
    }


def _near_merged(mesh: Mesh) -> tuple[Mesh, int]:
    """Corners a hair apart become one: by cells of a grid, then of one moved by half a cell."""
    if not len(open_edges(mesh)):
        return mesh, 0
    near = float(np.linalg.norm(size_mm(mesh))) * _NEAR_SHARE
    at = np.arange(len(mesh.points))
    for moved in (0.0, 0.5):
        cells = np.floor(mesh.points[at] / near + moved).astype(np.int64)
        _, first, index = np.unique(cells, axis=0, return_index=True, return_inverse=True)
        at = at[first[index]]
    return Mesh(mesh.points, at[mesh.faces]), int((at != np.arange(len(at))).sum())


def _same_size(before: Mesh, after: Mesh) -> None:
    old, new = size_mm(before), size_mm(after)
    if (np.abs(new - old) > _SIDE_MM + _SIDE_SHARE * old).any():
        sides = " × ".join(f"{side:.2f}" for side in new)
        raise Refusal("mesh-mending-refused", f"its size would change to {sides} mm")
