"""A STEP file into triangles in mm, by OpenCASCADE. Runs confined: a hostile file may well end it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
from OCP.Bnd import Bnd_Box
from OCP.BRep import BRep_Tool
from OCP.BRepBndLib import BRepBndLib
from OCP.BRepMesh import BRepMesh_IncrementalMesh
from OCP.BRepTools import BRepTools
from OCP.collections import Sequence_TCollection_AsciiString
from OCP.IFSelect import IFSelect_ReturnStatus
from OCP.Interface import Interface_Static
from OCP.STEPControl import STEPControl_Reader
from OCP.TopAbs import TopAbs_Orientation, TopAbs_ShapeEnum
from OCP.TopExp import TopExp_Explorer
from OCP.TopLoc import TopLoc_Location
from OCP.TopoDS import TopoDS, TopoDS_Face, TopoDS_Shape

from slicer.prepare.speak import Refusal, counted, told
from slicer.prepare.stl import Mesh, figures, welded, without_empty, write_stl

#: Far finer than a nozzle, and fine enough for small parts; the edge's check keeps its own limit of triangles.
DEVIATION_MM_MAX, DEVIATION_MM_MIN, DEVIATION_SHARE = 0.05, 0.005, 1 / 2000
_ANGLE_RAD = 0.3
#: 50 MB as binary STL, the largest part that is taken.
_TRIANGLES_MAX = 1_000_000
_COARSER, _COARSER_TRIES = 2.5, 3
_SIZE_MM_MAX = 1e5
#: OpenCASCADE gives a face without edges this size, or nearly.
_ENDLESS_MM = 1e50
_HEAD, _END, _LOOKED = b"ISO-10303-21;", b"END-ISO-10303-21;", 4096


def main(arguments: list[str]) -> int:
    return told(triangulate, arguments[0])


def triangulate(source: Path, target: Path) -> dict:
    _check_ends(source)
    shape, unit = _read(source)
    bodies = sum(1 for _ in _each(shape, TopAbs_ShapeEnum.TopAbs_SOLID))
    if not any(True for _ in _each(shape, TopAbs_ShapeEnum.TopAbs_FACE)):
        raise Refusal("step-no-body", "it holds neither a solid nor a surface")
    largest_mm = _largest_side(shape)
    deviation_mm = min(DEVIATION_MM_MAX, max(DEVIATION_MM_MIN, largest_mm * DEVIATION_SHARE))
    for _ in range(_COARSER_TRIES):
        mesh = _tessellated(shape, deviation_mm)
        if len(mesh.faces) <= _TRIANGLES_MAX:
            break
        deviation_mm *= _COARSER
        BRepTools.Clean_s(shape)
    else:
        raise Refusal("mesh-too-many-triangles", f"{len(mesh.faces)} triangles within {deviation_mm / _COARSER:g} mm")
    if not len(mesh.faces):
        raise Refusal("step-no-body", "its surfaces have no area")
    write_stl(target, mesh)
    return {
        "task": "triangulate",
        "bodies": bodies,
        "unit": unit,
        "deviationUm": round(deviation_mm * 1000),
        "changes": [
            {
                "kind": "triangulated",
                "count": len(mesh.faces),
                "detail": f"{counted(bodies, 'body', 'bodies')} made into {len(mesh.faces)} triangles"
                f" within {deviation_mm:g} mm of the surface",
            }
        ],
        "before": None,
        "after": figures(mesh),
    }


def _check_ends(source: Path) -> None:
    """OpenCASCADE reads what is left of a file that was cut off."""
    with source.open("rb") as file:
        head = file.read(_LOOKED)
        file.seek(max(0, source.stat().st_size - _LOOKED))
        end = file.read()
    if not head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(_HEAD):
        raise Refusal("step-unreadable", "it does not begin as a STEP file")
    if _END not in end:
        raise Refusal("mesh-truncated", "its last line is missing")


def _read(source: Path) -> tuple[TopoDS_Shape, str | None]:
    reader = STEPControl_Reader()
    Interface_Static.SetCVal_s("xstep.cascade.unit", "MM")
    if reader.ReadFile(str(source)) != IFSelect_ReturnStatus.IFSelect_RetDone:
        raise Refusal("step-unreadable", "it breaks the form of a STEP file")
    lengths, angles, solid_angles = (Sequence_TCollection_AsciiString() for _ in range(3))
    reader.FileUnits(lengths, angles, solid_angles)
    unit = lengths.Value(1).ToCString()[:40] if lengths.Length() else None
    if reader.TransferRoots() < 1 or (shape := reader.OneShape()).IsNull():
        raise Refusal("step-no-body", "nothing in it can be turned into a shape")
    return shape, unit


def _each(shape: TopoDS_Shape, kind: TopAbs_ShapeEnum) -> Iterator[TopoDS_Shape]:
    explorer = TopExp_Explorer(shape, kind)
    while explorer.More():
        yield explorer.Current()
        explorer.Next()


def _largest_side(shape: TopoDS_Shape) -> float:
    box = Bnd_Box()
    BRepBndLib.Add_s(shape, box, False)
    if box.IsVoid():
        raise Refusal("step-no-body", "it has no extent")
    low, high = box.CornerMin(), box.CornerMax()
    largest = max(high.X() - low.X(), high.Y() - low.Y(), high.Z() - low.Z())
    if not largest < _ENDLESS_MM:
        raise Refusal("step-unreadable", "a surface has no end: what bounds it is missing")
    if largest > _SIZE_MM_MAX:
        raise Refusal("mesh-too-large", f"{largest:.4g} mm along its longest side")
    return largest


def _tessellated(shape: TopoDS_Shape, deviation_mm: float) -> Mesh:
    BRepMesh_IncrementalMesh(shape, deviation_mm, False, _ANGLE_RAD, True)
    faces = (TopoDS.Face(face) for face in _each(shape, TopAbs_ShapeEnum.TopAbs_FACE))
    corners = [made for face in faces if (made := _corners(face)) is not None]
    if not corners:
        raise Refusal("prepare-failed", "no triangle could be made of its surfaces")
    return without_empty(welded(np.concatenate(corners)))


def _corners(face: TopoDS_Face) -> np.ndarray | None:
    """Of a face's triangles, seen from outside."""
    location = TopLoc_Location()
    mesh = BRep_Tool.Triangulation_s(face, location)
    if mesh is None:
        return None
    move = location.Transformation()
    matrix = np.array([[move.Value(row, column) for column in range(1, 5)] for row in range(1, 4)])
    nodes = (mesh.Node(index) for index in range(1, mesh.NbNodes() + 1))
    points = np.array([(node.X(), node.Y(), node.Z()) for node in nodes]) @ matrix[:, :3].T + matrix[:, 3]
    rows = (mesh.Triangle(index) for index in range(1, mesh.NbTriangles() + 1))
    faces = np.array([(row.Value(1), row.Value(2), row.Value(3)) for row in rows], np.int64).reshape(-1, 3) - 1
    if (face.Orientation() == TopAbs_Orientation.TopAbs_REVERSED) is not bool(move.IsNegative()):
        faces = faces[:, ::-1]
    return points[faces].reshape(-1, 3)
