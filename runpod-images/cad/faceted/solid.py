"""The faceted rung: a closed mesh, thinned by error, as a solid of plane facets.

Valid does not mean right: this rung says only that the solid is the mesh.
"""

from __future__ import annotations

import numpy as np
from fast_simplification import simplify
from manifold3d import Error, Manifold
from manifold3d import Mesh as ManifoldMesh
from OCP.BRep import BRep_Builder
from OCP.BRepBuilderAPI import BRepBuilderAPI_MakeShapeOnMesh, BRepBuilderAPI_MakeSolid
from OCP.Poly import Poly_Triangle, Poly_Triangulation
from OCP.ShapeUpgrade import ShapeUpgrade_UnifySameDomain
from OCP.TopoDS import TopoDS_Shell, TopoDS_Solid

from cad.geometry.mesh import Mesh
from cad.kernel.shape import faces_of, is_closed, is_valid, point, solids_of
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


def _shell_of(mesh: Mesh) -> TopoDS_Shell:
    """One plane face per triangle, neighbours sharing edge and vertices: closed because the mesh is, without sewing."""
    table = Poly_Triangulation(len(mesh.vertices), len(mesh.triangles), False)
    for row, corner in enumerate(mesh.vertices, 1):
        table.SetNode(row, point(corner))
    for row, (a, b, c) in enumerate(mesh.triangles, 1):
        table.SetTriangle(row, Poly_Triangle(int(a) + 1, int(b) + 1, int(c) + 1))
    maker = BRepBuilderAPI_MakeShapeOnMesh(table)
    maker.Build()
    builder, shell = BRep_Builder(), TopoDS_Shell()
    builder.MakeShell(shell)
    for face in faces_of(maker.Shape()):
        builder.Add(shell, face)
    shell.Closed(True)
    return shell


def _joined(solid: TopoDS_Solid) -> TopoDS_Solid | None:
    """The solid with coplanar facets joined, or None where that breaks it."""
    joiner = ShapeUpgrade_UnifySameDomain(solid, True, True, False)
    joiner.SetAngularTolerance(1e-4)
    joiner.Build()
    found = list(solids_of(joiner.Shape()))
    return found[0] if len(found) == 1 and is_valid(found[0]) and is_closed(found[0]) else None


def build_faceted(mesh: Mesh, triangles_max: int = 3000) -> TopoDS_Solid:
    """Solid with one plane face per triangle, coplanar ones joined. Raises CadError ``no-solid``."""
    trouble = CadError("no-solid", "the facets of the mesh do not make a valid solid")
    for share in (1.0, 1.4, 0.7):
        # A needle that thinning left makes a face of no width; another count leaves other triangles.
        try:
            thin = thin_mesh(mesh, int(share * triangles_max))
        except CadError as error:
            trouble = error
            continue
        solid = BRepBuilderAPI_MakeSolid(_shell_of(thin)).Solid()
        if is_valid(solid) and is_closed(solid):
            return _joined(solid) or solid
    raise trouble
