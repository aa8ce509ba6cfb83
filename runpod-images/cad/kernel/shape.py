"""OpenCASCADE shapes looked at from Python: parts, measures, triangles. The only room that names its explorers."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from OCP.Bnd import Bnd_Box
from OCP.BRep import BRep_Tool
from OCP.BRepAdaptor import BRepAdaptor_Surface
from OCP.BRepBndLib import BRepBndLib
from OCP.BRepCheck import BRepCheck_Analyzer
from OCP.BRepGProp import BRepGProp
from OCP.BRepMesh import BRepMesh_IncrementalMesh
from OCP.BRepTools import BRepTools
from OCP.GeomAbs import GeomAbs_SurfaceType
from OCP.gp import gp_Dir, gp_Pnt
from OCP.GProp import GProp_GProps
from OCP.TopAbs import TopAbs_Orientation, TopAbs_ShapeEnum
from OCP.TopExp import TopExp_Explorer
from OCP.TopLoc import TopLoc_Location
from OCP.TopoDS import TopoDS, TopoDS_Face, TopoDS_Shape, TopoDS_Shell, TopoDS_Solid

from cad.geometry.mesh import Mesh
from cad.geometry.vectors import Array

_KINDS = {
    GeomAbs_SurfaceType.GeomAbs_Plane: "plane", GeomAbs_SurfaceType.GeomAbs_Cylinder: "cylinder",
    GeomAbs_SurfaceType.GeomAbs_Cone: "cone", GeomAbs_SurfaceType.GeomAbs_Sphere: "sphere",
    GeomAbs_SurfaceType.GeomAbs_Torus: "torus",
}  # fmt: skip


def point(place: Array) -> gp_Pnt:
    return gp_Pnt(float(place[0]), float(place[1]), float(place[2]))


def direction(vector: Array) -> gp_Dir:
    return gp_Dir(float(vector[0]), float(vector[1]), float(vector[2]))


def _explore(shape: TopoDS_Shape, kind: TopAbs_ShapeEnum) -> Iterator[TopoDS_Shape]:
    explorer = TopExp_Explorer(shape, kind)
    while explorer.More():
        yield explorer.Current()
        explorer.Next()


def faces_of(shape: TopoDS_Shape) -> Iterator[TopoDS_Face]:
    return (TopoDS.Face(s) for s in _explore(shape, TopAbs_ShapeEnum.TopAbs_FACE))


def kind_of(surface: BRepAdaptor_Surface) -> str:
    """The contract's face type of a face's surface; ``freeform`` for all that is no primitive."""
    return _KINDS.get(surface.GetType(), "freeform")


def solids_of(shape: TopoDS_Shape) -> Iterator[TopoDS_Solid]:
    return (TopoDS.Solid(s) for s in _explore(shape, TopAbs_ShapeEnum.TopAbs_SOLID))


def shells_of(shape: TopoDS_Shape) -> Iterator[TopoDS_Shell]:
    return (TopoDS.Shell(s) for s in _explore(shape, TopAbs_ShapeEnum.TopAbs_SHELL))


def edges_of(shape: TopoDS_Shape) -> Iterator[TopoDS_Shape]:
    return (TopoDS.Edge(s) for s in _explore(shape, TopAbs_ShapeEnum.TopAbs_EDGE))


def volume_of(shape: TopoDS_Shape) -> float:
    properties = GProp_GProps()
    BRepGProp.VolumeProperties_s(shape, properties)
    return float(properties.Mass())


def area_of(shape: TopoDS_Shape) -> float:
    properties = GProp_GProps()
    BRepGProp.SurfaceProperties_s(shape, properties)
    return float(properties.Mass())


def bounds_of(shape: TopoDS_Shape) -> tuple[Array, Array]:
    """Lowest and highest corner of the exact shape (not of its triangles)."""
    box = Bnd_Box()
    BRepBndLib.AddOptimal_s(shape, box, False, False)
    low, high = box.CornerMin(), box.CornerMax()
    return np.array([low.X(), low.Y(), low.Z()]), np.array([high.X(), high.Y(), high.Z()])


def is_valid(shape: TopoDS_Shape) -> bool:
    return bool(BRepCheck_Analyzer(shape).IsValid())


def is_closed(solid: TopoDS_Shape) -> bool:
    """Every shell of the solid is closed: each edge is shared by two faces."""
    shells = list(shells_of(solid))
    return bool(shells) and all(bool(BRep_Tool.IsClosed_s(shell)) for shell in shells)


def is_reversed(face: TopoDS_Shape) -> bool:
    return bool(face.Orientation() == TopAbs_Orientation.TopAbs_REVERSED)


def triangles_of(face: TopoDS_Face) -> tuple[Array, np.ndarray] | None:
    """Vertices and triangles of a meshed face, turned to its outward side; None where meshing gave nothing."""
    location = TopLoc_Location()
    mesh = BRep_Tool.Triangulation_s(face, location)
    if mesh is None:
        return None
    nodes = [mesh.Node(i) for i in range(1, mesh.NbNodes() + 1)]
    if not location.IsIdentity():
        move = location.Transformation()
        nodes = [node.Transformed(move) for node in nodes]
    vertices = np.array([(p.X(), p.Y(), p.Z()) for p in nodes])
    rows = (mesh.Triangle(i) for i in range(1, mesh.NbTriangles() + 1))
    triangles = np.array([(t.Value(1), t.Value(2), t.Value(3)) for t in rows], np.int64).reshape(-1, 3) - 1
    if is_reversed(face):
        triangles = triangles[:, [0, 2, 1]]
    return vertices, triangles


def _is_meshed(shape: TopoDS_Shape) -> bool:
    meshes = (BRep_Tool.Triangulation_s(face, TopLoc_Location()) for face in faces_of(shape))
    return all(mesh is not None and mesh.NbTriangles() > 0 for mesh in meshes)


def mesh_shape(shape: TopoDS_Shape, deflection: float, angle_rad: float) -> None:
    """Triangulate in place: no chord further than ``deflection`` from its surface, no turn above ``angle_rad``."""
    BRepMesh_IncrementalMesh(shape, deflection, False, angle_rad, False)


def _mesh_all(shape: TopoDS_Shape, deflection: float, angle_rad: float) -> None:
    """As :func:`mesh_shape`. The mesher leaves a valid face empty now and then; a little finer it does not."""
    for finer in (1.0, 0.8, 0.5):
        mesh_shape(shape, finer * deflection, finer * angle_rad)
        if _is_meshed(shape):
            return
        BRepTools.Clean_s(shape)
    mesh_shape(shape, deflection, angle_rad)


def tessellate(shape: TopoDS_Shape, deflection: float, angle_rad: float = 0.25) -> Mesh:
    """Triangles of all faces in the order of :func:`faces_of`; vertices of different faces are not shared."""
    _mesh_all(shape, deflection, angle_rad)
    vertices, triangles, owner, total = [], [], [], 0
    for number, face in enumerate(faces_of(shape)):
        content = triangles_of(face)
        if content is None:
            continue
        vertices.append(content[0])
        triangles.append(content[1] + total)
        owner.append(np.full(len(content[1]), number))
        total += len(content[0])
    if not vertices:
        return Mesh(np.empty((0, 3)), np.empty((0, 3), np.int64), np.empty(0, np.int64))
    return Mesh(np.vstack(vertices), np.vstack(triangles), np.concatenate(owner))
