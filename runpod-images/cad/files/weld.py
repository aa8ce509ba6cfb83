"""A B-rep's triangles as one mesh: vertices of neighbouring faces made one, slivers of no area dropped, slits
closed (``slits.py``), and the places where the solid touches itself drawn apart by a hair (``apart.py``)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from manifold3d import Error, Manifold
from manifold3d import Mesh as ManifoldMesh

from cad.files.apart import drawn_apart
from cad.files.slits import without_slits
from cad.geometry.mesh import Mesh


def weld(mesh: Mesh, share: float = 2e-7, apart: bool = True) -> Mesh:
    """Vertices closer than ``share`` of the diagonal become one; face ids are kept.

    ``apart``: a closed mesh that touches itself is mended; not wanted where a file is judged as it is.
    """
    step = share * mesh.diagonal()
    # Rounding on two shifted grids would be exact; one suffices, as the kernel gives shared edges identical points.
    key = np.round((mesh.vertices - mesh.vertices.min(0)) / step).astype(np.int64)
    _, first, inverse = np.unique(key, axis=0, return_index=True, return_inverse=True)
    triangles = inverse.reshape(-1)[mesh.triangles]
    distinct = (triangles[:, 0] != triangles[:, 1]) & (triangles[:, 1] != triangles[:, 2])
    distinct &= triangles[:, 0] != triangles[:, 2]
    whole = Mesh(mesh.vertices[first], triangles[distinct], mesh.faces[distinct])
    return drawn_apart(without_slits(whole)) if apart else whole


@dataclass(frozen=True)
class Closedness:
    """``watertight``: every edge has one neighbour, in the other sense; ``manifold``: judged by manifold3d."""

    watertight: bool
    manifold: bool
    bodies: int
    genus: int | None
    volume: float


def closedness(mesh: Mesh) -> Closedness:
    """What a slicer will find. ``mesh`` must be welded."""
    edges = np.vstack([mesh.triangles[:, [0, 1]], mesh.triangles[:, [1, 2]], mesh.triangles[:, [2, 0]]])
    key = edges[:, 0] * (len(mesh.vertices) + 1) + edges[:, 1]
    back = edges[:, 1] * (len(mesh.vertices) + 1) + edges[:, 0]
    paired = len(np.unique(key)) == len(key) and np.array_equal(np.sort(key), np.sort(back))
    body = Manifold(ManifoldMesh(mesh.vertices.astype(np.float32), mesh.triangles.astype(np.uint32)))
    if body.status() != Error.NoError:
        return Closedness(paired, False, 0, None, mesh.volume())
    parts = body.decompose()
    return Closedness(paired, True, len(parts), int(body.genus()) if len(parts) == 1 else None, mesh.volume())
