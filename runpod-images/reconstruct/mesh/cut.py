"""Inside or outside for each cell: a minimum cut between what was seen free and what lies behind the surface.

In the line of Labatut, Pons & Keriven 2007 and Jancosek & Pajdla 2011, with votes from the whole depth maps instead of
rays to the points alone. Seen free is certain; unseen says nothing, so such cells go where the surface is smallest,
with a slight lean to solid.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from ortools.graph.python import max_flow

from reconstruct.dense.ply import Cloud
from reconstruct.dense.views import FloatArray
from reconstruct.mesh.tetrahedra import Cells, cells_at, volumes
from reconstruct.object.freespace import FreeSpace

CAPACITY_SCALE = 1000.0


@dataclass(frozen=True)
class CutRule:
    """Costs per area. ``free`` for each of up to ``free_views_max`` views that see through a solid cell; ``behind``
    for leaving out what lies behind a surface; ``normal`` for a point's own two sides; ``unseen`` for leaving out a
    cell that nobody saw; ``area`` for surface without points, ``covered`` for surface between near points."""

    free: float = 1.0
    free_views_max: int = 8
    behind: float = 0.5
    behind_views_max: int = 4
    normal: float = 3.0
    unseen: float = 0.02
    area: float = 0.5
    covered: float = 0.1


SAMPLES = np.array([[0.25] * 4, *(np.full((4, 4), 0.13) + np.eye(4) * 0.48)])


# Of the views that see through a place, and of those that see a surface shortly in front of it: fewer are chance.
VIEWS_MIN = 2


def _votes(cells: Cells, space: FreeSpace, edge: float) -> tuple[FloatArray, FloatArray]:
    """Views that see through each cell and views in which it lies just behind a surface: means over five places.

    Near a depth jump a pixel may carry the far side's depth and so see through a wall. Where views contradict one
    another, each that sees the place behind a surface takes away one that sees through it.
    """
    corners = cells.vertices[cells.corners]
    free, behind = np.zeros(len(corners)), np.zeros(len(corners))
    tolerance = max(2 * space.footprint, 0.5 * edge)
    for weights in SAMPLES:
        f, b = space.votes(np.einsum("k,nkd->nd", weights, corners), tolerance, tolerance + 3 * edge)
        left = np.where(b >= VIEWS_MIN, f - b, f)
        free += np.where(left >= VIEWS_MIN, left, 0) / len(SAMPLES)
        behind += b / len(SAMPLES)
    return free, behind


def _sides(cells: Cells, cloud: Cloud, edge: float) -> tuple[FloatArray, FloatArray]:
    """Evidence from the points' normals: ``(outside, inside)`` per cell, in areas (confidence · edge²)."""
    outside, inside = np.zeros(len(cells.corners)), np.zeros(len(cells.corners))
    for side, target in ((1.0, outside), (-1.0, inside)):
        for reach in (0.5, 1.0):
            cell = cells_at(cells, np.arange(len(cloud)), cloud.points + side * reach * edge * cloud.normals)
            known = cell >= 0
            np.add.at(target, cell[known], cloud.confidence[known] * edge**2 * 0.5)
    return outside, inside


def _faces(cells: Cells) -> tuple[NDArray, NDArray, NDArray]:
    """Inner faces once: cell on one side, cell on the other, and the three corners."""
    cell, other, corners = [], [], []
    for k in range(4):
        neighbour = cells.neighbours[:, k]
        chosen = np.nonzero(neighbour > np.arange(len(neighbour)))[0]
        cell.append(chosen)
        other.append(neighbour[chosen])
        corners.append(cells.corners[chosen][:, [j for j in range(4) if j != k]])
    return np.concatenate(cell), np.concatenate(other), np.concatenate(corners)


def inside_cells(
    cells: Cells, cloud: Cloud, edge: float, space: FreeSpace, planes: list[FloatArray], rule: CutRule
) -> NDArray[np.bool_]:
    """Which cells are solid, ``(m,)``. Cells below a support plane and at the box's rim are outside."""
    size = volumes(cells) ** (2 / 3)
    free, behind = _votes(cells, space, edge)
    outside, inside = _sides(cells, cloud, edge)
    cost_inside = rule.free * np.minimum(free, rule.free_views_max) * size + rule.normal * outside
    unseen = free < 0.5
    cost_outside = rule.normal * inside + unseen * size * (
        rule.behind * np.minimum(behind, rule.behind_views_max) + rule.unseen
    )
    middle = cells.vertices[cells.corners].mean(1)
    beyond = (cells.neighbours < 0).any(1)
    low, high = cloud.points.min(0) - 2 * edge, cloud.points.max(0) + 2 * edge
    beyond |= ((middle < low) | (middle > high)).any(1) & (behind < 0.5)
    for plane in planes:
        beyond |= middle @ plane[:3] + plane[3] < 0
    a, b, corners = _faces(cells)
    p = cells.vertices[corners]
    edges = np.stack([p[:, 1] - p[:, 0], p[:, 2] - p[:, 1], p[:, 0] - p[:, 2]], 1)
    area = np.linalg.norm(np.cross(edges[:, 0], edges[:, 1]), axis=1) / 2
    covered = (corners < cells.measured).all(1) & (np.linalg.norm(edges, axis=2).max(1) < 4 * edge)
    smooth = np.where(covered, rule.covered, rule.area) * area
    return _minimum_cut(a, b, smooth / edge**2, cost_inside / edge**2, cost_outside / edge**2, beyond)


def _minimum_cut(
    a: NDArray, b: NDArray, between: FloatArray, cost_inside: FloatArray, cost_outside: FloatArray, beyond: NDArray
) -> NDArray[np.bool_]:
    """Labels with the least total cost; ``beyond`` cells are outside whatever it costs."""
    count = len(cost_inside)
    source, sink = count, count + 1
    whole = lambda x: np.round(np.minimum(x, 1e6) * CAPACITY_SCALE).astype(np.int64)  # noqa: E731
    # Only the difference of a cell's two costs matters: one arc a cell instead of two.
    lean = np.where(beyond, -1e6, cost_outside - cost_inside)
    solid, empty = np.nonzero(lean > 0)[0], np.nonzero(lean < 0)[0]
    flow = max_flow.SimpleMaxFlow()
    flow.add_arcs_with_capacity(np.full(len(solid), source, np.int32), solid.astype(np.int32), whole(lean[solid]))
    flow.add_arcs_with_capacity(empty.astype(np.int32), np.full(len(empty), sink, np.int32), whole(-lean[empty]))
    a, b, capacity = a.astype(np.int32), b.astype(np.int32), whole(between)
    flow.add_arcs_with_capacity(a, b, capacity)
    flow.add_arcs_with_capacity(b, a, capacity)
    if flow.solve(source, sink) != flow.OPTIMAL:
        raise RuntimeError("the minimum cut was not found")
    label = np.zeros(count + 2, bool)
    label[flow.get_source_side_min_cut()] = True
    return label[:count]
