"""Sheets cut space into cells; each facet stands between two cells or between a cell and the outside.

BOPAlgo_Builder intersects all sheets with each other. Its cost grows steeply with their number, so callers keep it
under a time limit by running the rung in a subprocess.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from OCP.BOPAlgo import BOPAlgo_Builder
from OCP.BRep import BRep_Builder
from OCP.BRepPrimAPI import BRepPrimAPI_MakeBox
from OCP.BRepTools import BRepTools
from OCP.TopoDS import TopoDS, TopoDS_Compound, TopoDS_Face, TopoDS_Shell

from cad.arrange.regions import Regions, closing, regions_between
from cad.arrange.trim import trimmed_face
from cad.fit.surfaces import Segment
from cad.geometry.columns import Columns
from cad.geometry.mesh import Mesh
from cad.geometry.vectors import Array
from cad.kernel.distinct import Distinct
from cad.kernel.shape import faces_of, is_reversed, mesh_shape, point, triangles_of
from cad.problem import CadError

_FUZZ_PER_DIAGONAL = 2e-5
#: Where a region is missing, the same with sheets that meet a little sooner or later; places that are asked for one,
#: and the share without that is borne.
_FUZZ_TIMES, _PLACES, _UNCLAIMED_MAX = (1.0, 5.0, 0.1), 4000, 0.002


@dataclass(frozen=True)
class CellComplex:
    """``mesh.faces`` are facets, triangles turned outward from each facet's first cell.

    ``first``, ``second (f,)``: cells at a facet, second -1 where nothing lies beyond; ``sides``: the facet as a face
    of its first and second cell; ``surface (f,)``: the segment it lies on, those on one surface alike, -1 on the box;
    ``volumes (c,)``; ``low``, ``high``: the box round it all.
    """

    cells: list[TopoDS_Shell]
    sides: list[list[TopoDS_Face]]
    first: np.ndarray
    second: np.ndarray
    mesh: Mesh
    surface: np.ndarray
    volumes: Array
    low: Array
    high: Array


def _facets(faces: list[TopoDS_Face], shells: list[TopoDS_Shell]) -> tuple[list[list[TopoDS_Face]], Array]:
    """Each of ``faces`` as the shells have it, and their numbers ``(f, 2)``, -1 where it is in none."""
    known, sides = Distinct(faces), [[] for _ in faces]
    of = np.full((len(faces), 2), -1)
    for number, shell in enumerate(shells):
        for face in faces_of(shell):
            facet = known.number(face)
            of[facet, min(len(sides[facet]), 1)] = number
            sides[facet].append(face)
    return sides, of


def _surfaces(segments: list[Segment], mesh: Mesh, count: int, near: float) -> np.ndarray:
    """First segment whose surface each facet lies on to within ``near``, -1 where there is none."""
    facet = np.full(len(mesh.vertices), -1)
    facet[mesh.triangles] = mesh.faces[:, None]
    order = np.argsort(facet, kind="stable")
    order = order[np.searchsorted(facet[order], 0) :]
    places = mesh.vertices[order]
    known, starts, sizes = np.unique(facet[order], return_index=True, return_counts=True)
    best, found = np.full(count, near), np.full(count, -1)
    for number, segment in enumerate(segments):
        bar = best[known] - 0.1 * near
        # Few facets lie anywhere near: for the others one vertex says so.
        rows = np.flatnonzero(np.abs(segment.surface.signed(places[starts])) < bar)
        if not len(rows):
            continue
        begins = np.cumsum(sizes[rows]) - sizes[rows]
        mine = np.repeat(starts[rows] - begins, sizes[rows]) + np.arange(sizes[rows].sum())
        off = np.maximum.reduceat(np.abs(segment.surface.signed(places[mine])), begins)
        closer = off < bar[rows]
        best[known[rows[closer]]], found[known[rows[closer]]] = off[closer], number
    return found


def _cut(faces: Iterable[TopoDS_Face], fuzz: float) -> list[TopoDS_Face]:
    """All faces cut where they meet, those that end in the open left out, each once."""
    maker = BOPAlgo_Builder()
    for face in faces:
        maker.AddArgument(face)
    maker.SetRunParallel(False)
    maker.SetToFillHistory(False)
    maker.SetFuzzyValue(fuzz)
    maker.Perform()
    if maker.HasErrors():
        raise CadError("no-solid", "the kernel could not intersect the surfaces")
    return [TopoDS.Face(face) for face in Distinct(faces_of(maker.Shape())).shapes]


def _mesh_of(faces: list[TopoDS_Face], diagonal: float) -> Mesh:
    whole, builder = TopoDS_Compound(), BRep_Builder()
    builder.MakeCompound(whole)
    for face in faces:
        builder.Add(whole, face)
    mesh_shape(whole, 0.003 * diagonal, 0.35)
    vertices, triangles, owner, total = [np.empty((0, 3))], [np.empty((0, 3), np.int64)], [np.empty(0, np.int64)], 0
    for number, face in enumerate(faces):
        content = triangles_of(face)
        for finer in (0.5, 0.2):
            # The mesher leaves a valid face empty now and then.
            if content is None or not len(content[1]):
                BRepTools.Clean_s(face)
                mesh_shape(face, finer * 0.003 * diagonal, finer * 0.35)
                content = triangles_of(face)
        if content is not None:
            vertices.append(content[0])
            triangles.append(content[1] + total)
            owner.append(np.full(len(content[1]), number))
            total += len(content[0])
    return Mesh(np.vstack(vertices), np.vstack(triangles), np.concatenate(owner))


def _cones(mesh: Mesh, count: int, tip: Array) -> Array:
    """Signed volume of the cone from ``tip`` to each facet."""
    a, b, c = np.moveaxis(mesh.corners - tip, 1, 0)
    return np.bincount(mesh.faces, np.einsum("ni,ni->n", a, np.cross(b, c)) / 6, minlength=count)


def _around(mesh: Mesh, mine: np.ndarray, of: np.ndarray) -> int:
    """The cell that triangles which hang together with no others, a mask, lie in; -1 where they lie in none.

    ``of (f, 2)``: cells before and behind each facet.
    """
    place = mesh.corners[mine][:1].mean(1)
    hit, side, _ = Columns(mesh.vertices, mesh.triangles[~mine]).cast(place)
    if not len(place) or hit[0] < 0:
        return -1
    return int(of[mesh.faces[~mine][hit[0]], 0 if side[0] > 0 else 1])


def _cells_beside(of: np.ndarray, group: np.ndarray, mesh: Mesh, regions: Regions, volumes: Array) -> np.ndarray:
    """Shells of each facet ``(f, 2)`` as cells, -1 beyond everything; ``volumes`` lose what lies within a cell."""
    cell, beyond = np.arange(len(volumes)), regions.outer[regions.outer >= 0]
    cell[beyond] = -1
    named = lambda: np.where(of >= 0, cell[of], -1)  # noqa: E731
    largest = max(beyond, key=lambda shell: volumes[shell], default=-1)
    for number, shell in enumerate(regions.outer):
        if shell not in (largest, -1):
            around = _around(mesh, group[mesh.faces] == number, named())
            cell[shell] = around
            volumes[around] -= volumes[shell] if around >= 0 else 0.0
    return named()


def _complex(
    faces: list[TopoDS_Face], group: np.ndarray, segments: list[Segment], box: tuple[Array, Array], diagonal: float
) -> CellComplex:
    """Cells of all regions but what lies beyond; faces that hang together within a cell bound it as well."""
    mesh = _mesh_of(faces, diagonal)
    regions = regions_between(faces, group, _cones(mesh, len(faces), np.mean(box, axis=0)))
    sides, of = _facets(faces, regions.shells)
    volumes = np.abs(regions.volumes)
    # Triangles face outward from the first shell, which the kernel turns as it needs.
    _turn(mesh, np.array([bool(own) and is_reversed(own[0]) for own in sides], bool))
    of = _cells_beside(of, group, mesh, regions, volumes)
    swapped = of[:, 0] < 0
    _turn(mesh, swapped)
    sides = [own[::-1] if swap else own for own, swap in zip(sides, swapped, strict=True)]
    of = np.where(swapped[:, None], of[:, ::-1], of)
    used = of[:, 0] >= 0
    cells, place = np.unique(of[used], return_inverse=True)
    of = (place - (cells[0] < 0)).reshape(-1, 2) if len(cells) else of[used]
    cells = cells[cells >= 0]
    shown = used[mesh.faces]
    mesh = Mesh(mesh.vertices, mesh.triangles[shown], (np.cumsum(used) - 1)[mesh.faces[shown]])
    sides = [own for own, kept in zip(sides, used, strict=True) if kept]
    surface = _surfaces(segments, mesh, len(sides), 5 * _FUZZ_PER_DIAGONAL * diagonal)
    shells = [regions.shells[cell] for cell in cells]
    return CellComplex(shells, sides, of[:, 0], of[:, 1], mesh, surface, np.maximum(volumes[cells], 0.0), *box)


def _turn(mesh: Mesh, facets: np.ndarray) -> None:
    """The triangles of some facets, a mask, turned the other way round."""
    turned = facets[mesh.faces]
    mesh.triangles[turned] = mesh.triangles[turned][:, [0, 2, 1]]


def _unclaimed(complex_: CellComplex) -> float:
    """Share of the box that lies in no cell: none, unless the kernel missed a cut and a region with it."""
    places = np.random.default_rng(17).random((_PLACES, 3))
    places = complex_.low + (complex_.high - complex_.low) * places
    hit, side, _ = Columns(complex_.mesh.vertices, complex_.mesh.triangles).cast(places)
    facet = complex_.mesh.faces[np.maximum(hit, 0)]
    cell = np.where(side > 0, complex_.first[facet], complex_.second[facet])
    return float(((hit < 0) | (cell < 0)).mean())


def arrange(
    segments: list[Segment], points: Array, extra: dict[int, Array], box: tuple[Array, Array], margin: float,
    frame: Array, diagonal: float,
) -> CellComplex:  # fmt: skip
    """Cells of all segments within ``box``; ``extra[k]``: more places where segment ``k`` is expected.

    Raises CadError ``no-solid`` when the kernel cannot intersect the sheets.
    """
    sheets = []
    for k, segment in enumerate(segments):
        seen = points[segment.index] if segment.extent is None else segment.extent
        if k in extra:
            seen = np.vstack([seen, extra[k]])
        sheets.append(trimmed_face(segment, seen, margin, frame))
    walls = list(faces_of(BRepPrimAPI_MakeBox(point(box[0]), point(box[1])).Shape()))
    best: tuple[float, CellComplex] | None = None
    problem = CadError("no-solid", "the surfaces do not cut space")
    for times in _FUZZ_TIMES:
        try:
            faces, group = closing(_cut([*sheets, *walls], times * _FUZZ_PER_DIAGONAL * diagonal))
        except CadError as error:
            problem = error
            continue
        made = _complex(faces, group, segments, box, diagonal)
        lost = _unclaimed(made) if made.cells else 1.0
        if best is None or lost < best[0]:
            best = lost, made
        if lost < _UNCLAIMED_MAX:
            break
    if best is None:
        raise problem
    return best[1]
