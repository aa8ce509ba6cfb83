"""From labelled cells to one closed, manifold, outward surface."""

from __future__ import annotations

import numpy as np
from manifold3d import Error, Manifold, Mesh
from numpy.typing import NDArray
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

from reconstruct.dense.views import FloatArray
from reconstruct.mesh.tetrahedra import Cells, volumes


def one_body(cells: Cells, inside: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """The largest solid body, its closed voids filled: nobody can have seen into them."""
    pairs = np.concatenate(
        [np.column_stack([np.nonzero(n >= 0)[0], n[n >= 0]]) for n in (cells.neighbours[:, k] for k in range(4))]
    )
    same = pairs[inside[pairs[:, 0]] == inside[pairs[:, 1]]]
    count = len(inside)
    graph = coo_matrix((np.ones(len(same), np.int8), (same[:, 0], same[:, 1])), shape=(count, count))
    label = connected_components(graph, directed=False)[1]
    volume = np.bincount(label[inside], volumes(cells)[inside], minlength=label.max() + 1)
    body = label == volume.argmax()
    rest = pairs[~body[pairs[:, 0]] & ~body[pairs[:, 1]]]
    graph = coo_matrix((np.ones(len(rest), np.int8), (rest[:, 0], rest[:, 1])), shape=(count, count))
    label = connected_components(graph, directed=False)[1]
    open_labels = np.unique(label[(cells.neighbours < 0).any(1)])
    return body | ~np.isin(label, open_labels)


def boundary(cells: Cells, inside: NDArray[np.bool_]) -> tuple[FloatArray, NDArray[np.int64]]:
    """Vertices used and outward triangles over them. Sheets may touch in a corner or an edge."""
    triangles = []
    for k in range(4):
        neighbour = cells.neighbours[:, k]
        chosen = np.nonzero(inside & ((neighbour < 0) | ~inside[neighbour]))[0]
        corners = cells.corners[chosen][:, [j for j in range(4) if j != k]].astype(np.int64)
        p = cells.vertices[corners]
        normal = np.cross(p[:, 1] - p[:, 0], p[:, 2] - p[:, 0])
        inward = ((cells.vertices[cells.corners[chosen, k]] - p[:, 0]) * normal).sum(1) > 0
        corners[inward] = corners[inward][:, ::-1]
        triangles.append(corners)
    used, faces = np.unique(np.concatenate(triangles), return_inverse=True)
    return cells.vertices[used], faces.reshape(-1, 3)


def solid(points: FloatArray, faces: NDArray[np.integer]) -> Manifold:
    """The manifold of triangles with shared corners; sheets that touch in a corner or an edge are parted there.

    Raises ``ValueError`` when the surface is not closed.
    """
    found = Manifold(Mesh(np.asarray(points, np.float32), np.asarray(faces, np.uint32)))
    if found.status() != Error.NoError:
        raise ValueError(f"the surface is not closed: {found.status()}")
    return found


def largest(found: Manifold) -> Manifold:
    """The piece with the most volume."""
    return max(found.decompose(), key=lambda piece: piece.volume())


def arrays(found: Manifold) -> tuple[FloatArray, NDArray[np.int64]]:
    """Vertices ``(n,3)`` and triangles ``(m,3)``."""
    mesh = found.to_mesh()
    return np.asarray(mesh.vert_properties, float)[:, :3].copy(), np.asarray(mesh.tri_verts, np.int64).copy()


def apart(points: FloatArray, faces: NDArray[np.int64], gap: float, rounds: int = 6) -> FloatArray:
    """``points`` ``(n, 3)`` with vertices that share one place, but belong to different sheets, drawn apart.

    Sheets that touch in a corner or an edge are manifold by their indices, but not in an STL, which knows places
    only: readers weld them, and the edge has four faces. Each such vertex goes ``gap`` into its own sheet, further
    each round that leaves any closer than a fifth of it.
    """
    points = points.copy()
    for turn in range(1, rounds + 1):
        pairs = cKDTree(points).query_pairs(0.2 * gap, output_type="ndarray")
        if len(pairs) == 0:
            break
        touching = np.unique(pairs)
        centre = np.zeros_like(points)
        count = np.zeros(len(points))
        middle = points[faces].mean(1)
        for corner in range(3):
            np.add.at(centre, faces[:, corner], middle)
            np.add.at(count, faces[:, corner], 1)
        inward = centre[touching] / np.maximum(count[touching], 1)[:, None] - points[touching]
        length = np.linalg.norm(inward, axis=1, keepdims=True)
        points[touching] += inward / np.maximum(length, 1e-30) * np.minimum(turn * gap, 0.3 * length)
    return points
