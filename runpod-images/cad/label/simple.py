"""The simplest skin that fits as well: cells too small for any surfel to tell their side go with their neighbours.

Sheets reach beyond the faces they belong to and cut slivers off the cells beside. The min-cut weighs area alone, and a
sliver has next to none, so its side is decided by chance, and each wrong one is a face or two. Here every crease of the
skin costs its length as well: a face must be told by surfels worth its rim. Single cells, and all cells before or
behind a face, change sides as long as the sum falls.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numba import njit
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from cad.arrange.cells import CellComplex
from cad.arrange.creases import Creases
from cad.geometry.vectors import Array

_ROUNDS_MAX = 8


@dataclass(frozen=True)
class Costs:
    """``inside``, ``outside (c,)``: of calling a cell so; ``skin (f,)``: of a facet between material and air;
    ``crease``: of each unit of length at which the skin goes from one surface to another; ``touch``: of an edge at
    which it touches itself."""

    inside: Array
    outside: Array
    skin: Array
    crease: float
    touch: float


class _Field(NamedTuple):
    """Costs and neighbours as plain arrays. Row ``k`` of a pair is ``items[starts[k] : starts[k + 1]]``."""

    first: np.ndarray
    second: np.ndarray
    surface: np.ndarray
    skin: Array
    side: Array
    crease: Array
    touch: float
    cell_starts: np.ndarray
    cell_facets: np.ndarray
    facet_starts: np.ndarray
    facet_edges: np.ndarray
    edge_starts: np.ndarray
    edge_facets: np.ndarray


def _rows(row: np.ndarray, item: np.ndarray, count: int) -> tuple[np.ndarray, np.ndarray]:
    order = np.argsort(row, kind="stable")
    starts = np.r_[0, np.cumsum(np.bincount(row, minlength=count))]
    return starts.astype(np.int64), item[order].astype(np.int64)


def _field(complex_: CellComplex, creases: Creases, costs: Costs) -> _Field:
    facets, two = np.arange(len(complex_.sides)), complex_.second >= 0
    owners, owned = np.r_[complex_.first, complex_.second[two]], np.r_[facets, facets[two]]
    return _Field(
        complex_.first.astype(np.int64), complex_.second.astype(np.int64), complex_.surface.astype(np.int64),
        costs.skin, costs.inside - costs.outside, creases.lengths * costs.crease, costs.touch,
        *_rows(owners, owned, len(complex_.cells)), *_rows(creases.facet, creases.edge, len(facets)),
        *_rows(creases.edge, creases.facet, len(creases.lengths)),
    )  # fmt: skip


@njit(cache=True)
def _is_skin(field, inside, facet):
    beyond = field.second[facet]
    return inside[field.first[facet]] != (beyond >= 0 and inside[beyond])


@njit(cache=True)
def _edge_cost(field, inside, edge):
    count, surface, same = 0, -1, True
    for k in range(field.edge_starts[edge], field.edge_starts[edge + 1]):
        facet = field.edge_facets[k]
        if _is_skin(field, inside, facet):
            same = same and (count == 0 or field.surface[facet] == surface)
            surface = field.surface[facet]
            count += 1
    if count > 2:
        return field.crease[edge] * count + field.touch
    return 0.0 if same else field.crease[edge]


@njit(cache=True)
def _cost_about(field, inside, cells, stamp, facet_stamps, edge_stamps):
    """Cost of all that the ``cells`` have a part in; ``stamp``: a number not used before."""
    total = 0.0
    for cell in cells:
        if inside[cell]:
            total += field.side[cell]
        for k in range(field.cell_starts[cell], field.cell_starts[cell + 1]):
            facet = field.cell_facets[k]
            if facet_stamps[facet] == stamp:
                continue
            facet_stamps[facet] = stamp
            if _is_skin(field, inside, facet):
                total += field.skin[facet]
            for j in range(field.facet_starts[facet], field.facet_starts[facet + 1]):
                edge = field.facet_edges[j]
                if edge_stamps[edge] != stamp:
                    edge_stamps[edge] = stamp
                    total += _edge_cost(field, inside, edge)
    return total


@njit(cache=True)
def _changed(field, inside, starts, cells, targets, least):
    """Each group of cells in turn goes to its target side where that lowers the cost by ``least``; how many did."""
    facet_stamps = np.zeros(len(field.first), np.int64)
    edge_stamps = np.zeros(len(field.crease), np.int64)
    stamp, count = 0, 0
    for g in range(len(targets)):
        group = cells[starts[g] : starts[g + 1]]
        old = inside[group].copy()
        if (old == targets[g]).all():
            continue
        before = _cost_about(field, inside, group, stamp + 1, facet_stamps, edge_stamps)
        inside[group] = targets[g]
        after = _cost_about(field, inside, group, stamp + 2, facet_stamps, edge_stamps)
        stamp += 2
        if after < before - least:
            count += 1
        else:
            inside[group] = old
    return count


def skin_mask(complex_: CellComplex, inside: np.ndarray) -> np.ndarray:
    """Facets between material and air, ``(f,)``."""
    beyond = (complex_.second >= 0) & inside[np.maximum(complex_.second, 0)]
    return inside[complex_.first] != beyond


def _single(complex_: CellComplex, inside: np.ndarray) -> Iterator[tuple[np.ndarray, bool]]:
    """Cells at the skin, small ones first."""
    skin = skin_mask(complex_, inside)
    cells = np.unique(np.r_[complex_.first[skin], complex_.second[skin]])
    cells = cells[cells >= 0]
    for cell in cells[np.argsort(complex_.volumes[cells], kind="stable")]:
        yield np.array([cell]), not inside[cell]


def _groups(count: int, joined: tuple[np.ndarray, np.ndarray], chosen: np.ndarray) -> Iterator[np.ndarray]:
    """Of ``count`` things those ``chosen``, in groups that the pairs ``joined`` connect."""
    graph = coo_matrix((np.ones(len(joined[0]), bool), joined), shape=(count, count))
    group = connected_components(graph, directed=False)[1]
    order = chosen[np.argsort(group[chosen], kind="stable")]
    if len(order):
        yield from np.split(order, np.flatnonzero(np.diff(group[order])) + 1)


def _about_faces(
    complex_: CellComplex, creases: Creases, areas: Array, inside: np.ndarray
) -> Iterator[tuple[np.ndarray, bool]]:
    """All cells before, and all behind, each face of the skin, small faces first."""
    skin = skin_mask(complex_, inside)
    here = skin[creases.facet]
    key = creases.edge[here] * (int(complex_.surface.max()) + 2) + complex_.surface[creases.facet[here]] + 1
    order = np.argsort(key, kind="stable")
    facet = creases.facet[here][order]
    same = key[order][1:] == key[order][:-1]
    faces = list(_groups(len(skin), (facet[1:][same], facet[:-1][same]), np.flatnonzero(skin)))
    for face in sorted(faces, key=lambda face: float(areas[face].sum())):
        sides = np.unique(np.r_[complex_.first[face], complex_.second[face]])
        sides = sides[sides >= 0]
        yield sides[inside[sides]], False
        yield sides[~inside[sides]], True


def _bodies(complex_: CellComplex, inside: np.ndarray) -> Iterator[tuple[np.ndarray, bool]]:
    """Loose pieces of material and closed cavities, all but the largest of each."""
    for side in (True, False):
        joined = complex_.second >= 0
        joined &= (inside[complex_.first] == side) & (inside[np.maximum(complex_.second, 0)] == side)
        pairs = complex_.first[joined], complex_.second[joined]
        pieces = list(_groups(len(inside), pairs, np.flatnonzero(inside == side)))
        for piece in sorted(pieces, key=lambda piece: float(complex_.volumes[piece].sum()))[:-1]:
            yield piece, not side


def _thickness(complex_: CellComplex, areas: Array, cells: np.ndarray) -> float:
    """Of some cells as a plate: twice their volume by the area round them."""
    mine = np.zeros(len(complex_.cells) + 1, bool)
    mine[cells] = True
    rim = mine[complex_.first] != mine[complex_.second]
    return 2 * float(complex_.volumes[cells].sum()) / max(float(areas[rim].sum()), 1e-300)


def simplest(complex_: CellComplex, creases: Creases, costs: Costs, inside: np.ndarray, thin: float) -> np.ndarray:
    """``inside`` (the cheapest without creases) changed until no cell or face of it can be had more cheaply.

    ``thin``: thicker cells tell their own side; of loose pieces and cavities any may change.
    """
    field, inside = _field(complex_, creases, costs), inside.copy()
    areas = np.bincount(complex_.mesh.faces, complex_.mesh.areas(), minlength=len(complex_.sides))
    least = 1e-9 * float(areas.sum())
    for _ in range(_ROUNDS_MAX):
        changed = 0
        for moves, most in (
            (_bodies(complex_, inside), np.inf),
            (_single(complex_, inside), thin),
            (_about_faces(complex_, creases, areas, inside), thin),
        ):
            groups = [(cells, to) for cells, to in moves if len(cells) and _thickness(complex_, areas, cells) < most]
            if groups:
                starts = np.r_[0, np.cumsum([len(cells) for cells, _ in groups])]
                cells, targets = np.concatenate([cells for cells, _ in groups]), np.array([to for _, to in groups])
                changed += _changed(field, inside, starts, cells, targets, least)
        if not changed:
            break
    return inside
