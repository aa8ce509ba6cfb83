"""A solid's faces as the surfaces they lie on: faces on one surface are one segment, whoever made them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from OCP.TopoDS import TopoDS_Shape

from cad.fit.surfaces import Segment, Surface
from cad.geometry.mesh import Mesh
from cad.kernel.shape import faces_of, tessellate
from cad.kernel.surface import same_surface, surface_of
from cad.problem import CadError


@dataclass(frozen=True)
class Skin:
    """``segments``: the surfaces of a solid, ``extent`` the vertices of their faces; ``owner (f,)``: the segment of
    each face in the order of ``faces_of``; ``mesh``: its triangles, ``mesh.faces`` the face of each."""

    segments: list[Segment]
    owner: np.ndarray
    mesh: Mesh
    diagonal: float


def skin_of(solid: TopoDS_Shape) -> Skin:
    """Raises CadError ``rebuild-impossible`` for a solid with freeform faces: there is nothing to set anew."""
    mesh = tessellate(solid, 1e-3 * _diagonal(solid), 0.15)
    diagonal = mesh.diagonal()
    surfaces: list[Surface] = []
    owner = []
    for face in faces_of(solid):
        surface = surface_of(face)
        if surface is None:
            raise CadError("rebuild-impossible", "the solid has freeform faces")
        known = next((k for k, other in enumerate(surfaces) if same_surface(surface, other, diagonal)), None)
        if known is None:
            surfaces.append(surface)
        owner.append(len(surfaces) - 1 if known is None else known)
    owners = np.array(owner)
    places = [mesh.vertices[np.unique(mesh.triangles[owners[mesh.faces] == k])] for k in range(len(surfaces))]
    nothing = np.empty(0, np.int64)
    segments = [Segment(s, nothing, 1, 0.0, extent=p) for s, p in zip(surfaces, places, strict=True)]
    return Skin(segments, owners, mesh, diagonal)


def _diagonal(solid: TopoDS_Shape) -> float:
    return tessellate(solid, 1.0, 0.5).diagonal()
