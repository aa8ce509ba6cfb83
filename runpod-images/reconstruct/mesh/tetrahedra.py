"""Space round the part cut into Delaunay tetrahedra whose corners are measured points."""

from __future__ import annotations

from dataclasses import dataclass

import numba as nb
import numpy as np
from numpy.typing import NDArray
from scipy.spatial import Delaunay, cKDTree

from reconstruct.dense.ply import Cloud
from reconstruct.dense.views import FloatArray

JITTER = 1e-4
STEEP_COSINE_MAX = 0.35


@dataclass(frozen=True, eq=False)
class Cells:
    """``vertices (n,3)``; ``corners, neighbours (m,4)`` (neighbour k lies opposite corner k, -1 = none);
    ``measured`` = how many of the first vertices are measured points."""

    vertices: FloatArray
    corners: NDArray[np.int32]
    neighbours: NDArray[np.int32]
    measured: int
    cell_of_vertex: NDArray[np.int32]


def thin(cloud: Cloud, count: int) -> tuple[Cloud, float]:
    """At most about ``count`` points, each the confidence-weighted mean of a voxel; and the voxel's edge.

    Points on the two sides of a thin wall or an edge stay apart: a voxel is split by the normals' octants.
    """
    low, high = cloud.points.min(0), cloud.points.max(0)
    edge = float(np.linalg.norm(high - low)) / 400
    while True:
        keys = np.floor((cloud.points - low) / edge).astype(np.int64)
        octant = (cloud.normals > 0) @ np.array([1, 2, 4])
        _, owner = np.unique(np.column_stack([keys, octant]), axis=0, return_inverse=True)
        owner = owner.ravel()
        groups = int(owner.max()) + 1
        if groups <= count:
            break
        edge *= max(1.05, (groups / count) ** 0.5 * 0.98)
    weight = np.maximum(cloud.confidence, 0.02)
    total = np.bincount(owner, weight)
    mean = lambda a: np.stack([np.bincount(owner, weight * a[:, k]) / total for k in range(3)], 1)  # noqa: E731
    normals = mean(cloud.normals)
    normals /= np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), 1e-12)
    confidence = np.bincount(owner, weight * cloud.confidence) / total
    views = np.bincount(owner, weight * cloud.views) / total
    colours = np.clip(np.round(mean(cloud.colours.astype(float))), 0, 255).astype(np.uint8)
    return Cloud(mean(cloud.points), normals, colours, confidence, np.round(views).astype(np.int32)), edge


def grounded(cloud: Cloud, planes: list[FloatArray], reach: float) -> Cloud:
    """The cloud with its steep lower rims carried down to the plane it stands on.

    Depth ends a pixel or two above the support, where the part and what it stands on cannot be told apart. A steep
    point lower than ``reach`` is repeated half-way down and on the plane, with half its confidence.
    """
    points, chosen = [cloud.points], [np.arange(len(cloud))]
    for plane in planes:
        height = cloud.points @ plane[:3] + plane[3]
        rim = np.nonzero((height < reach) & (np.abs(cloud.normals @ plane[:3]) < STEEP_COSINE_MAX))[0]
        for share in (0.5, 1.0):
            points.append(cloud.points[rim] - share * height[rim, None] * plane[:3])
            chosen.append(rim)
    index = np.concatenate(chosen)
    confidence = cloud.confidence[index]
    confidence[len(cloud) :] *= 0.5
    return Cloud(np.concatenate(points), cloud.normals[index], cloud.colours[index], confidence, cloud.views[index])


def tetrahedra(cloud: Cloud, edge: float, planes: list[FloatArray], seed: int) -> Cells:
    """Delaunay cells of the points, of a grid on each support plane under the part, and of a wide box round it.

    A coarse lattice of free corners fills the box, so that cells where nothing was measured stay compact.
    """
    low, high = cloud.points.min(0), cloud.points.max(0)
    size = float(np.linalg.norm(high - low))
    generator = np.random.default_rng(seed)
    corners = [cloud.points]
    tree = cKDTree(cloud.points)
    for plane in planes:
        foot = cloud.points - (cloud.points @ plane[:3] + plane[3])[:, None] * plane[:3]
        step = max(2 * edge, size / 80)
        _, first = np.unique(np.floor(foot / step).astype(np.int64), axis=0, return_index=True)
        corners.append(foot[first])
    pitch = size / 16
    axes = [np.arange(a - 2 * pitch, b + 2.5 * pitch, pitch) for a, b in zip(low, high, strict=True)]
    lattice = np.stack(np.meshgrid(*axes, indexing="ij"), -1).reshape(-1, 3)
    lattice = lattice + generator.uniform(-0.2, 0.2, lattice.shape) * pitch
    corners.append(lattice[tree.query(lattice)[0] > 0.5 * pitch])
    box = np.array([[x, y, z] for x in (-1, 1) for y in (-1, 1) for z in (-1, 1)]) * 1.5 * size + (low + high) / 2
    vertices = np.concatenate([*corners, box])
    vertices = vertices + generator.normal(0, JITTER * edge, vertices.shape)
    found = Delaunay(vertices)
    return Cells(vertices, found.simplices, found.neighbors, len(cloud), found.vertex_to_simplex)


def volumes(cells: Cells) -> FloatArray:
    """Volume of each cell, ``(m,)``."""
    a, b, c, d = (cells.vertices[cells.corners[:, k]] for k in range(4))
    return np.abs(np.einsum("ij,ij->i", b - a, np.cross(c - a, d - a))) / 6


@nb.njit(cache=True)
def _walk(vertices, corners, neighbours, start, targets, found):
    """Cell of each target, by steps through the faces that it lies beyond; -1 outside or after 200 steps."""
    for p in range(len(targets)):
        cell = start[p]
        for _ in range(200):
            moved = False
            for k in range(4):
                a = vertices[corners[cell, (k + 1) % 4]]
                b = vertices[corners[cell, (k + 2) % 4]]
                c = vertices[corners[cell, (k + 3) % 4]]
                d = vertices[corners[cell, k]]
                ux, uy, uz = b[0] - a[0], b[1] - a[1], b[2] - a[2]
                vx, vy, vz = c[0] - a[0], c[1] - a[1], c[2] - a[2]
                nx, ny, nz = uy * vz - uz * vy, uz * vx - ux * vz, ux * vy - uy * vx
                own = nx * (d[0] - a[0]) + ny * (d[1] - a[1]) + nz * (d[2] - a[2])
                other = nx * (targets[p, 0] - a[0]) + ny * (targets[p, 1] - a[1]) + nz * (targets[p, 2] - a[2])
                if own * other < 0:
                    cell = neighbours[cell, k]
                    moved = True
                    break
            if cell < 0 or not moved:
                break
        found[p] = cell


def cells_at(cells: Cells, vertices: NDArray[np.integer], targets: FloatArray) -> NDArray[np.int64]:
    """The cell that holds each of ``targets (p,3)``, sought from near the given vertices; -1 outside."""
    found = np.full(len(targets), -1, np.int64)
    start = cells.cell_of_vertex[vertices].astype(np.int64)
    _walk(cells.vertices, cells.corners, cells.neighbours, start, np.ascontiguousarray(targets), found)
    return found
