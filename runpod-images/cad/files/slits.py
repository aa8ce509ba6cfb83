"""Slits in a mesh that the kernel's mesher leaves where it gives a sliver of a face no triangle: filled."""

from __future__ import annotations

import numpy as np

from cad.geometry.mesh import Mesh

#: Widest slit (share of the diagonal): half of the finest tessellation's tolerance. A wider one is a real hole.
_WIDTH_MAX = 2.5e-4
#: Longest rim that is followed.
_RIM_MAX = 64


def without_slits(mesh: Mesh) -> Mesh:
    """``mesh`` (welded) with its narrow slits closed by fans; all else as it is."""
    triangles = mesh.triangles
    if not len(triangles):
        return mesh
    span = int(triangles.max()) + 1
    tails, heads = triangles.T.reshape(-1), triangles[:, [1, 2, 0]].T.reshape(-1)
    open_ = ~np.isin(tails * span + heads, heads * span + tails)
    if not open_.any():
        return mesh
    owner = np.tile(mesh.faces, 3)[open_]
    # A triangle that closes the slit runs along its rim the other way.
    after: dict[int, list[tuple[int, int]]] = {}
    for tail, head, face in zip(tails[open_].tolist(), heads[open_].tolist(), owner.tolist(), strict=True):
        after.setdefault(head, []).append((tail, face))
    more, faces = [], []
    for start in sorted(after):
        rim = _rim(after, start)
        if rim is None:
            continue
        fan = [(rim[0][0], rim[k][0], rim[k + 1][0]) for k in range(1, len(rim) - 1)]
        if _width(mesh, [vertex for vertex, _ in rim], fan) < _WIDTH_MAX * mesh.diagonal():
            more += fan
            faces += [rim[0][1]] * len(fan)
            for vertex, _ in rim:
                del after[vertex]
    if not more:
        return mesh
    return Mesh(mesh.vertices, np.vstack([triangles, more]), np.r_[mesh.faces, faces])


def _rim(after: dict[int, list[tuple[int, int]]], start: int) -> list[tuple[int, int]] | None:
    """Vertices (and the face beside each) round one slit; None where the rim branches, is long, or does not close."""
    rim, at = [], start
    while len(rim) < _RIM_MAX:
        ways = after.get(at, [])
        if len(ways) != 1:
            return None
        rim.append((at, ways[0][1]))
        at = ways[0][0]
        if at == start:
            return rim if len(rim) > 2 else None
    return None


def _width(mesh: Mesh, rim: list[int], fan: list[tuple[int, int, int]]) -> float:
    """Area of the fan over its greatest length."""
    corners = mesh.vertices[np.array(fan)]
    area = np.linalg.norm(np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]), axis=1).sum() / 2
    return float(2 * area / max(np.linalg.norm(np.ptp(mesh.vertices[rim], axis=0)), 1e-300))
