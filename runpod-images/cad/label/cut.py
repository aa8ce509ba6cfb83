"""Inside or outside for every cell at once: the cheapest cut between material and air (max flow).

After Labatut et al., Robust and efficient surface reconstruction from range data, 2009, on cells of an arrangement
in place of tetrahedra.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from ortools.graph.python import max_flow
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from cad.arrange.cells import CellComplex
from cad.arrange.creases import creases_of
from cad.cloud.cloud import Surfels
from cad.label.evidence import FacetSamples, SpaceSamples
from cad.label.simple import Costs, simplest, skin_mask
from cad.problem import CadError

_CAPACITY = 1_000_000


@dataclass(frozen=True)
class Weights:
    """Costs per unit of area: of an uncovered facet seen through, and not seen; ``space``: of space by volume;
    ``lid``: of bare skin over a round gap in a seen face; ``window_wall``: of a bare wall behind such a gap;
    ``crease``: of an edge between two faces by its length times the surfels' spacing (a strip between two edges costs
    more than it covers where it is less than half a spacing wide: seldom does a row of surfels lie on it)."""

    seen_through: float = 1.0
    unseen: float = 0.45
    space: float = 0.3
    lid: float = 2.5
    window_wall: float = 0.1
    crease: float = 0.25


@dataclass(frozen=True)
class Labels:
    """``inside (c,)``: cells that are material; ``skin``: facets between material and air."""

    inside: np.ndarray
    skin: np.ndarray


def _outer_cells(complex_: CellComplex, facets: FacetSamples, table: bool, diagonal: float) -> np.ndarray:
    """Cells that touch a wall of the box (not the table) are air, and those that sheets close beyond it."""
    outer = np.zeros(len(complex_.cells), bool)
    slack = 1e-6 * diagonal
    beyond = (facets.points < complex_.low - slack) | (facets.points > complex_.high + slack)
    strays = facets.facet[beyond.any(1)]
    outer[complex_.first[strays]] = True
    outer[complex_.second[strays[complex_.second[strays] >= 0]]] = True
    for axis in range(3):
        for value, is_table in ((complex_.low[axis], table and axis == 2), (complex_.high[axis], False)):
            if not is_table:
                wall = np.abs(facets.points[:, axis] - value) < 1e-6 * diagonal
                touching = facets.facet[wall]
                outer[complex_.first[touching[complex_.second[touching] < 0]]] = True
    return outer


def _terminal_costs(
    complex_: CellComplex, facets: FacetSamples, space: SpaceSamples, weights: Weights, diagonal: float
) -> tuple[np.ndarray, np.ndarray]:
    """Cost of calling each cell inside / outside, ``(c,)`` each."""
    n = len(complex_.cells)
    cost_in, cost_out = np.zeros(n), np.zeros(n)
    share = complex_.volumes / np.maximum(np.bincount(space.cell, minlength=n), 1) / (0.04 * diagonal) * weights.space
    np.add.at(cost_in, space.cell, share[space.cell] * np.maximum(-space.solid, 0))
    np.add.at(cost_out, space.cell, share[space.cell] * np.maximum(space.solid, 0))
    for sign, near, far in ((1, cost_out, cost_in), (-1, cost_in, cost_out)):
        chosen = facets.sign == sign
        np.add.at(near, complex_.first[facets.facet[chosen]], facets.areas[chosen])
        beyond = complex_.second[facets.facet[chosen]]
        np.add.at(far, beyond[beyond >= 0], facets.areas[chosen][beyond >= 0])
    return cost_in, cost_out


def _min_cut(complex_: CellComplex, cost_in: np.ndarray, cost_out: np.ndarray, pair: np.ndarray) -> np.ndarray:
    """Cells on the source (inside) side."""
    n = len(cost_in)
    source, sink = n, n + 1
    joined = np.flatnonzero((complex_.second >= 0) & (complex_.second != complex_.first))
    tails = np.concatenate([np.full(n, source), np.arange(n), complex_.first[joined], complex_.second[joined]])
    heads = np.concatenate([np.arange(n), np.full(n, sink), complex_.second[joined], complex_.first[joined]])
    costs = np.concatenate([cost_out, cost_in, pair[joined], pair[joined]])
    unit = _CAPACITY / max(float(np.median(costs[costs > 0])) if (costs > 0).any() else 1.0, 1e-12) / 100
    flow = max_flow.SimpleMaxFlow()
    capacity = np.minimum(np.round(costs * unit), 1e14).astype(np.int64)
    flow.add_arcs_with_capacity(tails.astype(np.int32), heads.astype(np.int32), capacity)
    if flow.solve(source, sink) != flow.OPTIMAL:
        raise CadError("no-solid", "the labelling of cells did not converge")
    inside = np.zeros(n, bool)
    inside[[node for node in flow.get_source_side_min_cut() if node < n]] = True
    return inside


def _largest_body(complex_: CellComplex, inside: np.ndarray) -> np.ndarray:
    """The heaviest group of inside cells joined by facets."""
    joined = complex_.second >= 0
    joined &= inside[complex_.first] & inside[np.maximum(complex_.second, 0)]
    n = len(inside)
    edges = (complex_.first[joined], complex_.second[joined])
    group = connected_components(coo_matrix((np.ones(joined.sum(), bool), edges), shape=(n, n)), directed=False)[1]
    weight = np.bincount(group, complex_.volumes * inside)
    return inside & (group == weight.argmax())


def _simplest_body(complex_: CellComplex, costs: Costs, inside: np.ndarray, thin: float) -> np.ndarray:
    """The same body with fewer slivers; ``inside`` as it was where those held it together."""
    simple = simplest(complex_, creases_of(complex_), costs, inside, thin)
    body = _largest_body(complex_, simple)
    lost, changed = (complex_.volumes[mask].sum() for mask in (simple & ~body, simple != inside))
    return body if lost <= changed else inside


def label_cells(
    complex_: CellComplex, facets: FacetSamples, space: SpaceSamples, surfels: Surfels, weights: Weights
) -> Labels:
    """One connected body. Raises CadError ``no-solid`` when nothing is inside."""
    diagonal, table = surfels.diagonal, surfels.table_z is not None
    cost_in, cost_out = _terminal_costs(complex_, facets, space, weights, diagonal)
    cost_in[_outer_cells(complex_, facets, table, diagonal)] += 1e4 * diagonal**2
    bare = np.where(facets.sign != 0, 0.0, np.where(facets.free, weights.seen_through, weights.unseen))
    bare = np.where(facets.lid, weights.lid, np.where(facets.wall, np.minimum(bare, weights.window_wall), bare))
    pair = np.bincount(facets.facet, facets.areas * bare, minlength=len(complex_.sides))
    inside = _min_cut(complex_, cost_in, cost_out, pair)
    if not inside.any():
        raise CadError("no-solid", "the surfaces found do not enclose a solid")
    inside = _largest_body(complex_, inside)
    crease = weights.crease * surfels.spacing
    # A skin that touches itself is as dear as ten spacings more of crease: only cells hardly seen are worth less.
    costs = Costs(cost_in, cost_out, pair, crease, 10 * crease * surfels.spacing)
    inside = _simplest_body(complex_, costs, inside, max(facets.slack, surfels.spacing))
    return Labels(inside, np.flatnonzero(skin_mask(complex_, inside)))
