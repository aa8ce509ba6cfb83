"""The sample part: an angle bracket of our own design, built as an exact solid, with its truth beside it.

Frame: the mat's (origin at the board's centre, z up, millimetres); the bracket stands on z = 0.
Writes truth.step, truth.stl and truth.json (bounding box, volume, every hole) into this folder:

    python sample/part.py
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from OCP.Bnd import Bnd_Box
from OCP.BRep import BRep_Tool
from OCP.BRepAlgoAPI import BRepAlgoAPI_Cut, BRepAlgoAPI_Fuse
from OCP.BRepBndLib import BRepBndLib
from OCP.BRepFilletAPI import BRepFilletAPI_MakeChamfer, BRepFilletAPI_MakeFillet
from OCP.BRepGProp import BRepGProp
from OCP.BRepMesh import BRepMesh_IncrementalMesh
from OCP.BRepPrimAPI import BRepPrimAPI_MakeBox, BRepPrimAPI_MakeCylinder
from OCP.gp import gp_Ax2, gp_Dir, gp_Pnt
from OCP.GProp import GProp_GProps
from OCP.Interface import Interface_Static
from OCP.ShapeUpgrade import ShapeUpgrade_UnifySameDomain
from OCP.STEPControl import STEPControl_AsIs, STEPControl_Writer
from OCP.StlAPI import StlAPI_Writer
from OCP.TopAbs import TopAbs_EDGE, TopAbs_VERTEX
from OCP.TopExp import TopExp_Explorer
from OCP.TopoDS import TopoDS, TopoDS_Shape

HERE = Path(__file__).parent

LENGTH_MM, WIDTH_MM, HEIGHT_MM = 60.0, 40.0, 30.0
BASE_THICKNESS_MM, WALL_THICKNESS_MM = 8.0, 8.0
INNER_FILLET_MM, CORNER_FILLET_MM, TOP_CHAMFER_MM = 4.0, 6.0, 2.0


@dataclass(frozen=True)
class Hole:
    """A round through hole: where its axis passes, which way it goes, and how wide it is (mm)."""

    name: str
    origin: tuple[float, float, float]
    axis: tuple[float, float, float]
    diameter_mm: float
    depth_mm: float


HOLES = (
    Hole("base left", (-20.0, -8.0, 0.0), (0.0, 0.0, 1.0), 6.6, BASE_THICKNESS_MM),
    Hole("base right", (20.0, -8.0, 0.0), (0.0, 0.0, 1.0), 6.6, BASE_THICKNESS_MM),
    Hole("base middle", (0.0, -6.0, 0.0), (0.0, 0.0, 1.0), 10.0, BASE_THICKNESS_MM),
    Hole("wall middle", (0.0, 12.0, 18.5), (0.0, 1.0, 0.0), 14.0, WALL_THICKNESS_MM),
    Hole("wall left", (-21.0, 12.0, 20.0), (0.0, 1.0, 0.0), 5.2, WALL_THICKNESS_MM),
)


def edges_where(shape: TopoDS_Shape, wanted) -> list:
    """Edges of `shape` both of whose ends satisfy `wanted(x, y, z)` (mm), each once."""
    found: list = []
    explorer = TopExp_Explorer(shape, TopAbs_EDGE)
    while explorer.More():
        edge = TopoDS.Edge(explorer.Current())
        ends = []
        corners = TopExp_Explorer(edge, TopAbs_VERTEX)
        while corners.More():
            point = BRep_Tool.Pnt_s(TopoDS.Vertex(corners.Current()))
            ends.append((point.X(), point.Y(), point.Z()))
            corners.Next()
        if len(set(ends)) == 2 and all(wanted(*end) for end in ends) and not any(edge.IsSame(e) for e in found):
            found.append(edge)
        explorer.Next()
    return found


def near(a: float, b: float) -> bool:
    return abs(a - b) < 1e-6


def blank() -> TopoDS_Shape:
    """The L of base and wall, with its rounded corners, inner fillet and top chamfers, before drilling."""
    x0, y0, wall_y = -LENGTH_MM / 2, -WIDTH_MM / 2, WIDTH_MM / 2 - WALL_THICKNESS_MM
    base = BRepPrimAPI_MakeBox(gp_Pnt(x0, y0, 0), LENGTH_MM, WIDTH_MM, BASE_THICKNESS_MM).Shape()
    wall = BRepPrimAPI_MakeBox(gp_Pnt(x0, wall_y, 0), LENGTH_MM, WALL_THICKNESS_MM, HEIGHT_MM).Shape()
    unified = ShapeUpgrade_UnifySameDomain(BRepAlgoAPI_Fuse(base, wall).Shape())
    unified.Build()
    shape = unified.Shape()

    rounding = BRepFilletAPI_MakeFillet(shape)
    for edge in edges_where(shape, lambda _x, y, z: near(y, wall_y) and near(z, BASE_THICKNESS_MM)):
        rounding.Add(INNER_FILLET_MM, edge)
    for side in (-1, 1):
        for edge in edges_where(shape, lambda x, y, _z, side=side: near(x, side * LENGTH_MM / 2) and near(y, y0)):
            rounding.Add(CORNER_FILLET_MM, edge)
    shape = rounding.Shape()

    bevel = BRepFilletAPI_MakeChamfer(shape)
    for side in (-1, 1):
        for edge in edges_where(
            shape, lambda x, _y, z, side=side: near(x, side * LENGTH_MM / 2) and near(z, HEIGHT_MM)
        ):
            bevel.Add(3 * TOP_CHAMFER_MM, edge)
    return bevel.Shape()


def build() -> TopoDS_Shape:
    """The finished bracket, one closed solid."""
    shape = blank()
    for hole in HOLES:
        start = gp_Pnt(*(o - a for o, a in zip(hole.origin, hole.axis, strict=True)))
        tool = BRepPrimAPI_MakeCylinder(gp_Ax2(start, gp_Dir(*hole.axis)), hole.diameter_mm / 2, hole.depth_mm + 2)
        shape = BRepAlgoAPI_Cut(shape, tool.Shape()).Shape()
    unified = ShapeUpgrade_UnifySameDomain(shape)
    unified.Build()
    return unified.Shape()


def truth_of(shape: TopoDS_Shape) -> dict:
    """What a reconstruction is compared with: bounding box (mm), volume (mm³), holes."""
    box = Bnd_Box()
    BRepBndLib.AddOptimal_s(shape, box, False, False)
    low = [round(v, 6) for v in (box.GetXMin(), box.GetYMin(), box.GetZMin())]
    high = [round(v, 6) for v in (box.GetXMax(), box.GetYMax(), box.GetZMax())]
    properties = GProp_GProps()
    BRepGProp.VolumeProperties_s(shape, properties)
    return {
        "unit": "mm",
        "frame": "mat: origin at the board's centre, z up",
        "boundingBoxMm": {"min": low, "max": high, "size": [round(b - a, 6) for a, b in zip(low, high, strict=True)]},
        "volumeMm3": round(properties.Mass(), 3),
        "holes": [
            {"name": h.name, "origin": h.origin, "axis": h.axis, "diameterMm": h.diameter_mm, "depthMm": h.depth_mm}
            for h in HOLES
        ],
        "filletMm": INNER_FILLET_MM,
    }


def main() -> None:
    shape = build()
    Interface_Static.SetCVal_s("write.step.unit", "MM")
    writer = STEPControl_Writer()
    writer.Transfer(shape, STEPControl_AsIs)
    writer.Write(str(HERE / "truth.step"))
    BRepMesh_IncrementalMesh(shape, 0.02, False, 0.1, False)
    stl = StlAPI_Writer()
    stl.ASCIIMode = False
    stl.Write(shape, str(HERE / "truth.stl"))
    (HERE / "truth.json").write_text(json.dumps(truth_of(shape), indent=2) + "\n")


if __name__ == "__main__":
    main()
