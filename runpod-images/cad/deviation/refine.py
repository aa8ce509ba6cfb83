"""A tessellation made fine enough to carry a value per vertex: planes have none inside as the kernel meshes them."""

from __future__ import annotations

import numpy as np

from cad.geometry.mesh import Mesh

_ROUNDS_MAX = 40
#: The longest edges go first, so that what the limit on triangles allows is spent where it shows most.
_SHORTER = 0.7
#: For each pattern of split edges (bit k: edge k to k + 1), triangles of corners 0–2 and middles 3–5 of edges 0–2.
_PATTERNS: dict[int, list[tuple[int, int, int]]] = {
    0b000: [(0, 1, 2)],
    0b001: [(0, 3, 2), (3, 1, 2)],
    0b010: [(1, 4, 0), (4, 2, 0)],
    0b100: [(2, 5, 1), (5, 0, 1)],
    0b011: [(3, 1, 4), (0, 3, 4), (0, 4, 2)],
    0b110: [(4, 2, 5), (1, 4, 5), (1, 5, 0)],
    0b101: [(5, 0, 3), (2, 5, 3), (2, 3, 1)],
    0b111: [(0, 3, 5), (3, 1, 4), (5, 4, 2), (3, 4, 5)],
}


def refined(mesh: Mesh, edge_max: float, triangles_max: int) -> Mesh:
    """No edge longer than ``edge_max`` (or than the limit on triangles allows). Conforming: an edge is split for both.

    Faces of triangles are kept; middles lie on the chords.
    """
    for _ in range(_ROUNDS_MAX):
        c = mesh.corners
        lengths = np.linalg.norm(c[:, [1, 2, 0]] - c, axis=2)
        split = lengths > max(edge_max, _SHORTER * lengths.max())
        if not split.any() or len(mesh.triangles) + int(split.sum()) > triangles_max:
            break
        mesh = _split(mesh, split)
    return mesh


def _split(mesh: Mesh, split: np.ndarray) -> Mesh:
    ends = np.stack([mesh.triangles, mesh.triangles[:, [1, 2, 0]]], axis=2)
    wanted = np.sort(ends[split], axis=1)
    pairs, inverse = np.unique(wanted, axis=0, return_inverse=True)
    middles = np.full(split.shape, -1)
    middles[split] = len(mesh.vertices) + inverse.reshape(-1)
    vertices = np.vstack([mesh.vertices, mesh.vertices[pairs].mean(1)])
    known = np.hstack([mesh.triangles, middles])
    pattern = split @ np.array([1, 2, 4])
    triangles, faces = [], []
    for code, corners in _PATTERNS.items():
        mine = pattern == code
        for corner in corners:
            triangles.append(known[mine][:, corner])
            faces.append(mesh.faces[mine])
    return Mesh(vertices, np.vstack(triangles), np.concatenate(faces))
