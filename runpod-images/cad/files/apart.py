"""A closed mesh that touches itself, drawn apart by a hair.

A valid solid may touch itself along an edge or in a vertex; there four triangles meet at an edge of its mesh, which no
slicer takes for watertight. The triangles round such a place are paired through the material between them, each group
gets vertices of its own, and those are moved into the material: far less than the tessellation's tolerance, and far
more than the rounding of a binary STL's 32 bits.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from cad.geometry.mesh import Mesh
from cad.geometry.vectors import Array

#: Share of the diagonal that a vertex moves: 1/50 of the finest tessellation's tolerance, 100 steps of 32 bits.
_HAIR = 1e-5


@dataclass(frozen=True)
class _Edges:
    """Half-edges ``(3 t,)`` of a mesh: lower and higher vertex, +1 where it runs from the lower one, undirected edge.

    Half-edge ``k t + i`` is the one from corner ``k`` of triangle ``i``.
    """

    low: np.ndarray
    high: np.ndarray
    sense: np.ndarray
    edge: np.ndarray

    @staticmethod
    def of(triangles: np.ndarray) -> _Edges:
        tails, heads = triangles.T.reshape(-1), triangles[:, [1, 2, 0]].T.reshape(-1)
        low, high = np.minimum(tails, heads), np.maximum(tails, heads)
        _, edge = np.unique(low * (int(triangles.max(initial=0)) + 1) + high, return_inverse=True)
        return _Edges(low, high, np.where(tails < heads, 1, -1), edge.reshape(-1))

    @property
    def uses(self) -> np.ndarray:
        return np.bincount(self.edge)

    @property
    def closed(self) -> bool:
        """Is every edge run through as often one way as the other?"""
        return not np.bincount(self.edge, self.sense).any()


def without_films(mesh: Mesh) -> Mesh:
    """Pairs of triangles on the same three vertices that face opposite ways enclose nothing; they are dropped."""
    ordered = np.sort(mesh.triangles, axis=1)
    _, same = np.unique(ordered, axis=0, return_inverse=True)
    same = same.reshape(-1)
    start = mesh.triangles.argmin(1)
    turn = np.where(np.take_along_axis(mesh.triangles, (start[:, None] + 1) % 3, 1)[:, 0] == ordered[:, 1], 1, -1)
    if (np.bincount(same) < 2).all():
        return mesh
    keep = np.ones(len(same), bool)
    for group in np.flatnonzero(np.bincount(same) > 1):
        mine = np.flatnonzero(same == group)
        ahead, back = mine[turn[mine] > 0], mine[turn[mine] < 0]
        pairs = min(len(ahead), len(back))
        keep[np.r_[ahead[:pairs], back[:pairs]]] = False
    return Mesh(mesh.vertices, mesh.triangles[keep], mesh.faces[keep])


def drawn_apart(mesh: Mesh) -> Mesh:
    """``mesh`` (welded) with two triangles at every edge and one fan of them at every vertex, if it is closed."""
    mesh = without_films(mesh)
    edges = _Edges.of(mesh.triangles)
    if not len(mesh.triangles) or not edges.closed:
        return mesh
    if (edges.uses > 2).any():
        # Where an edge's ends are not parted, its middle must be, or its copies would be one again.
        mesh = _halved(
            mesh, {(int(edges.low[i]), int(edges.high[i])) for i in np.flatnonzero(edges.uses[edges.edge] > 2)}
        )
        edges = _Edges.of(mesh.triangles)
    fan = _fans(mesh, edges)
    return _with_own_vertices(mesh, fan)


def _halved(mesh: Mesh, wanted: set[tuple[int, int]]) -> Mesh:
    """The ``wanted`` edges cut in half, and every triangle on them."""
    vertices, triangles, faces = list(mesh.vertices), [tuple(t) for t in mesh.triangles], list(mesh.faces)
    on: dict[tuple[int, int], set[int]] = {pair: set() for pair in sorted(wanted)}

    def pairs_of(triangle: tuple[int, ...]) -> list[tuple[int, int]]:
        a, b, c = (int(v) for v in triangle)
        return [(min(p, q), max(p, q)) for p, q in ((a, b), (b, c), (c, a))]

    touched = np.isin(mesh.triangles, list({v for pair in wanted for v in pair})).sum(1) > 1
    for i in np.flatnonzero(touched):
        for pair in pairs_of(triangles[i]):
            if pair in on:
                on[pair].add(int(i))
    for pair, owners in on.items():
        middle = len(vertices)
        vertices.append((vertices[pair[0]] + vertices[pair[1]]) / 2)
        for i in sorted(owners):
            old = triangles[i]
            first, second = (tuple(middle if v == end else v for v in old) for end in pair)
            for other in pairs_of(old):
                # The half that keeps an edge of the old triangle; the new one is appended.
                if other in on and other != pair and other in pairs_of(second):
                    on[other] = (on[other] - {i}) | {len(triangles)}
            triangles[i] = first
            triangles.append(second)
            faces.append(faces[i])
    return Mesh(np.array(vertices), np.array(triangles, np.int64), np.array(faces, np.int64))


def _fans(mesh: Mesh, edges: _Edges) -> np.ndarray:
    """Group of each triangle's corner ``(3 t,)``, corner ``k`` of triangle ``i`` at ``k t + i``: those joined round
    their vertex across paired half-edges."""
    count = len(mesh.triangles)
    order = np.lexsort((edges.sense, edges.edge))
    plain = edges.uses[edges.edge[order]] == 2
    pairs = [order[plain].reshape(-1, 2)]
    several = np.flatnonzero(edges.uses > 2)
    pairs += [_paired_through_material(mesh, edges, np.flatnonzero(edges.edge == edge)) for edge in several]
    first, second = np.vstack(pairs).T
    following = lambda half: (half + count) % (3 * count)  # noqa: E731 - the corner at a half-edge's head
    # Paired half-edges run opposite ways: the tail of one is the head of the other.
    rows, columns = np.r_[first, following(first)], np.r_[following(second), second]
    graph = coo_matrix((np.ones(len(rows), bool), (rows, columns)), shape=(3 * count, 3 * count))
    return connected_components(graph, directed=False)[1]


def _paired_through_material(mesh: Mesh, edges: _Edges, halves: np.ndarray) -> np.ndarray:
    """``(n, 2)``: half-edges of one edge with the wedge of material between their triangles.

    Turning about the edge, a triangle that runs down it has material ahead, one that runs up has it behind.
    """
    count = len(mesh.triangles)
    low, high = mesh.vertices[edges.low[halves[0]]], mesh.vertices[edges.high[halves[0]]]
    along = (high - low) / max(float(np.linalg.norm(high - low)), 1e-300)
    opposite = mesh.vertices[mesh.triangles[halves % count, (halves // count + 2) % 3]] - low
    across = opposite - (opposite @ along)[:, None] * along
    x = across[np.linalg.norm(across, axis=1).argmax()]
    angle = np.arctan2(across @ np.cross(along, x / max(float(np.linalg.norm(x)), 1e-300)), across @ x)
    turn = halves[np.lexsort((edges.sense[halves], np.round(angle, 9)))]
    sense = edges.sense[turn]
    # Begun where no wedge is open; what opened last closes first, should triangles lie on each other.
    begin = (int(np.cumsum(-sense).argmin()) + 1) % len(turn)
    open_, pairs = [], []
    for half in np.roll(turn, -begin):
        if edges.sense[half] < 0:
            open_.append(half)
        else:
            pairs.append((open_.pop(), half))
    return np.array(pairs)


def _with_own_vertices(mesh: Mesh, fan: np.ndarray) -> Mesh:
    """One vertex a fan; those of a vertex with several fans are moved into the material, each another way."""
    corner_vertex = mesh.triangles.T.reshape(-1)
    _, kept, of_fan = np.unique(fan, return_index=True, return_inverse=True)
    vertex_of_fan = corner_vertex[kept]
    shared = np.bincount(vertex_of_fan, minlength=len(mesh.vertices))[vertex_of_fan] > 1
    if not shared.any():
        return mesh
    vertices = mesh.vertices[vertex_of_fan]
    hair, cross, count = _HAIR * mesh.diagonal(), mesh.cross(), len(mesh.triangles)
    met: dict[int, int] = {}
    for number in np.flatnonzero(shared):
        triangles = np.flatnonzero(of_fan == number) % count
        rank = met[int(vertex_of_fan[number])] = met.get(int(vertex_of_fan[number]), 0) + 1
        # Copies that happen to go the same way still end apart.
        vertices[number] += hair * (1 + 0.5 * (rank - 1)) * _inward(mesh, cross, triangles, vertices[number])
    return Mesh(vertices, of_fan.reshape(-1).reshape(3, count).T.astype(np.int64), mesh.faces)


def _inward(mesh: Mesh, cross: Array, triangles: np.ndarray, place: Array) -> Array:
    """Unit vector into the material behind some triangles round ``place``."""
    normals = cross[triangles]
    lengths = np.linalg.norm(normals, axis=1, keepdims=True)
    mean = -(normals / np.maximum(lengths, 1e-300)).sum(0)
    if np.linalg.norm(mean) < 1e-3 * len(triangles):
        # A needle: its sides cancel out, and it lies where its other vertices are.
        mean = mesh.corners[triangles].reshape(-1, 3).mean(0) - place
    return mean / max(float(np.linalg.norm(mean)), 1e-300)
