"""The faceted rung: a closed mesh, thinned by error, as a solid of plane facets.

Valid does not mean right: this rung says only that the solid is the mesh.
"""

from __future__ import annotations

import numpy as np
from fast_simplification import simplify
from manifold3d import Error, Manifold
from manifold3d import Mesh as ManifoldMesh
from OCP.BRepBuilderAPI import BRepBuilderAPI_MakeFace, BRepBuilderAPI_MakePolygon
from OCP.ShapeUpgrade import ShapeUpgrade_UnifySameDomain
from OCP.TopoDS import TopoDS_Solid

from cad.build.solid import sew
from cad.geometry.mesh import Mesh
from cad.kernel.shape import is_closed, is_valid, point, solids_of
from cad.problem import CadError


def as_manifold(mesh: Mesh) -> Manifold | None:
    """The mesh as a closed manifold body, or None where it is not one."""
    raw = ManifoldMesh(mesh.vertices.astype(np.float32), mesh.triangles.astype(np.uint32))
    body = Manifold(raw)
    return body if body.status() == Error.NoError and body.volume() > 0 else None


def _mesh(body: Manifold) -> Mesh:
    raw = body.to_mesh()
    triangles = np.asarray(raw.tri_verts, np.int64)
    vertices = np.asarray(raw.vert_properties, float)[:, :3]
    return Mesh(vertices, triangles, np.arange(len(triangles)))


def thin_mesh(mesh: Mesh, triangles_max: int, error_share: float = 0.0008) -> Mesh:
    """Fewer triangles: as few as an error of ``error_share`` of the diagonal allows, at most ``triangles_max``.

    The result is a manifold of one body. Raises CadError ``no-solid`` when the mesh is not closed.
    """
    body = as_manifold(mesh)
    if body is None:
        raise CadError("no-solid", "the mesh is not closed, so it makes no solid")
    diagonal = mesh.diagonal()
    for factor in (1.0, 2.0, 4.0, 8.0, 16.0):
        thin = max(body.simplify(error_share * factor * diagonal).decompose(), key=lambda b: b.volume())
        if thin.num_tri() <= triangles_max:
            return _mesh(thin)
        if factor <= 2.0:
            raw = _mesh(thin)
            vertices, rows = simplify(raw.vertices.astype(np.float32), raw.triangles.astype(np.int32),
                                      target_count=triangles_max)  # fmt: skip
            fewer = as_manifold(Mesh(vertices.astype(float), rows.astype(np.int64), np.arange(len(rows))))
            if fewer is not None and abs(fewer.volume() - body.volume()) < 0.01 * body.volume():
                return _mesh(max(fewer.decompose(), key=lambda b: b.volume()))
    raise CadError("no-solid", f"the mesh does not come below {triangles_max} triangles")


def build_faceted(mesh: Mesh, triangles_max: int = 3000) -> TopoDS_Solid:
    """Solid with one plane face per triangle, coplanar ones joined. Raises CadError ``no-solid``."""
    thin = thin_mesh(mesh, triangles_max)
    faces = []
    for corners in thin.corners:
        wire = BRepBuilderAPI_MakePolygon(*(point(c) for c in corners), True)
        face = BRepBuilderAPI_MakeFace(wire.Wire(), True)
        if face.IsDone():
            faces.append(face.Face())
    solid = sew(faces, 1e-6 * thin.diagonal())
    joiner = ShapeUpgrade_UnifySameDomain(solid, True, True, False)
    joiner.SetAngularTolerance(1e-4)
    joiner.Build()
    joined = list(solids_of(joiner.Shape()))
    if len(joined) == 1 and is_valid(joined[0]) and is_closed(joined[0]):
        return joined[0]
    if not is_valid(solid):
        raise CadError("no-solid", "the sewn mesh is not a valid solid")
    return solid
