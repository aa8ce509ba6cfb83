"""Sheets cut space into cells; each facet stands between two cells or between a cell and the outside.

BOPAlgo_MakerVolume intersects all sheets with each other. Its cost grows steeply with their number, so callers keep
it under a time limit by running the rung in a subprocess.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from OCP.BOPAlgo import BOPAlgo_MakerVolume
from OCP.BRepPrimAPI import BRepPrimAPI_MakeBox
from OCP.TopoDS import TopoDS_Face, TopoDS_Solid

from cad.arrange.trim import trimmed_face
from cad.fit.surfaces import Segment
from cad.geometry.mesh import Mesh
from cad.geometry.vectors import Array
from cad.kernel.shape import faces_of, mesh_shape, point, solids_of, triangles_of, volume_of
from cad.problem import CadError

_FUZZ_PER_DIAGONAL = 2e-5


@dataclass(frozen=True)
class CellComplex:
    """``mesh.faces`` are facets, triangles turned outward from each facet's first cell.

    ``first``, ``second (f,)``: cells at a facet, second -1 where nothing lies beyond; ``sides``: the facet as a face
    of its first and second cell; ``surface (f,)``: the segment it lies on, those on one surface alike, -1 on the box;
    ``volumes (c,)``; ``low``, ``high``: the box round it all.
    """

    cells: list[TopoDS_Solid]
    sides: list[list[TopoDS_Face]]
    first: np.ndarray
    second: np.ndarray
    mesh: Mesh
    surface: np.ndarray
    volumes: Array
    low: Array
    high: Array


def _facets(cells: list[TopoDS_Solid]) -> tuple[list[list[TopoDS_Face]], np.ndarray, np.ndarray]:
    known: dict[int, list[int]] = {}
    sides: list[list[TopoDS_Face]] = []
    first, second = [], []
    for number, cell in enumerate(cells):
        for face in faces_of(cell):
            bucket = known.setdefault(hash(face), [])
            match = next((f for f in bucket if sides[f][0].IsSame(face)), None)
            if match is None:
                bucket.append(len(sides))
                sides.append([face])
                first.append(number)
                second.append(-1)
            else:
                sides[match].append(face)
                second[match] = number
    return sides, np.array(first), np.array(second)


def _surfaces(segments: list[Segment], mesh: Mesh, count: int, near: float) -> np.ndarray:
    """First segment whose surface each facet lies on to within ``near``, -1 where there is none."""
    corners, facet = mesh.corners.reshape(-1, 3), np.repeat(mesh.faces, 3)
    order = np.argsort(facet, kind="stable")
    known, starts = np.unique(facet[order], return_index=True)
    best, found = np.full(count, near), np.full(count, -1)
    for number, segment in enumerate(segments):
        off = np.maximum.reduceat(np.abs(segment.surface.signed(corners[order])), starts)
        closer = off < best[known] - 0.1 * near
        best[known[closer]], found[known[closer]] = off[closer], number
    return found


def arrange(
    segments: list[Segment], points: Array, extra: dict[int, Array], box: tuple[Array, Array], margin: float,
    frame: Array, diagonal: float,
) -> CellComplex:  # fmt: skip
    """Cells of all segments within ``box``; ``extra[k]``: more places where segment ``k`` is expected.

    Raises CadError ``no-solid`` when the kernel cannot intersect the sheets.
    """
    low, high = box
    maker = BOPAlgo_MakerVolume()
    for k, segment in enumerate(segments):
        seen = points[segment.index] if segment.extent is None else segment.extent
        if k in extra:
            seen = np.vstack([seen, extra[k]])
        maker.AddArgument(trimmed_face(segment, seen, margin, frame))
    for face in faces_of(BRepPrimAPI_MakeBox(point(low), point(high)).Shape()):
        maker.AddArgument(face)
    maker.SetIntersect(True)
    maker.SetRunParallel(False)
    maker.SetFuzzyValue(_FUZZ_PER_DIAGONAL * diagonal)
    maker.SetAvoidInternalShapes(True)
    maker.Perform()
    if maker.HasErrors():
        raise CadError("no-solid", "the kernel could not intersect the surfaces")
    whole = maker.Shape()
    mesh_shape(whole, 0.003 * diagonal, 0.35)
    cells = list(solids_of(whole))
    sides, first, second = _facets(cells)
    vertices, triangles, owner, total = [np.empty((0, 3))], [np.empty((0, 3), np.int64)], [np.empty(0, np.int64)], 0
    for number, (face, *_) in enumerate(sides):
        content = triangles_of(face)
        if content is not None:
            vertices.append(content[0])
            triangles.append(content[1] + total)
            owner.append(np.full(len(content[1]), number))
            total += len(content[0])
    mesh = Mesh(np.vstack(vertices), np.vstack(triangles), np.concatenate(owner))
    volumes = np.array([abs(volume_of(cell)) for cell in cells])
    surface = _surfaces(segments, mesh, len(sides), 5 * _FUZZ_PER_DIAGONAL * diagonal)
    return CellComplex(cells, sides, first, second, mesh, surface, volumes, low, high)
