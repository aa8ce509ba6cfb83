"""Short words for building test parts in code (mm)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce

import numpy as np
from OCP.BRepAdaptor import BRepAdaptor_Curve
from OCP.BRepAlgoAPI import BRepAlgoAPI_Cut, BRepAlgoAPI_Fuse
from OCP.BRepBuilderAPI import BRepBuilderAPI_MakeFace, BRepBuilderAPI_MakePolygon
from OCP.BRepFilletAPI import BRepFilletAPI_MakeChamfer, BRepFilletAPI_MakeFillet
from OCP.BRepPrimAPI import (
    BRepPrimAPI_MakeBox,
    BRepPrimAPI_MakeCone,
    BRepPrimAPI_MakeCylinder,
    BRepPrimAPI_MakePrism,
    BRepPrimAPI_MakeRevol,
    BRepPrimAPI_MakeSphere,
)
from OCP.gp import gp_Ax1, gp_Ax2, gp_Dir, gp_Pnt, gp_Vec
from OCP.ShapeUpgrade import ShapeUpgrade_UnifySameDomain
from OCP.TopoDS import TopoDS_Shape

from cad.kernel.shape import edges_of

Vec = Sequence[float]
X, Y, Z = (1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)


def box(low: Vec, high: Vec) -> TopoDS_Shape:
    return BRepPrimAPI_MakeBox(gp_Pnt(*low), gp_Pnt(*high)).Shape()


def rod(base: Vec, axis: Vec, radius: float, height: float) -> TopoDS_Shape:
    return BRepPrimAPI_MakeCylinder(gp_Ax2(gp_Pnt(*base), gp_Dir(*axis)), radius, height).Shape()


def cone(base: Vec, axis: Vec, low_radius: float, high_radius: float, height: float) -> TopoDS_Shape:
    return BRepPrimAPI_MakeCone(gp_Ax2(gp_Pnt(*base), gp_Dir(*axis)), low_radius, high_radius, height).Shape()


def ball(centre: Vec, radius: float) -> TopoDS_Shape:
    return BRepPrimAPI_MakeSphere(gp_Pnt(*centre), radius).Shape()


def _outline(points: Sequence[Vec]):
    polygon = BRepBuilderAPI_MakePolygon()
    for p in points:
        polygon.Add(gp_Pnt(*p))
    polygon.Close()
    return BRepBuilderAPI_MakeFace(polygon.Wire(), True).Face()


def prism(points: Sequence[Vec], along: Vec) -> TopoDS_Shape:
    """The polygon moved along a vector."""
    return BRepPrimAPI_MakePrism(_outline(points), gp_Vec(*along)).Shape()


def turned(profile: Sequence[tuple[float, float]]) -> TopoDS_Shape:
    """A profile of (radius, height) turned round z."""
    face = _outline([(r, 0.0, h) for r, h in profile])
    return BRepPrimAPI_MakeRevol(face, gp_Ax1(gp_Pnt(0, 0, 0), gp_Dir(0, 0, 1))).Shape()


def fuse(*shapes: TopoDS_Shape) -> TopoDS_Shape:
    whole = reduce(lambda a, b: BRepAlgoAPI_Fuse(a, b).Shape(), shapes)
    joiner = ShapeUpgrade_UnifySameDomain(whole, True, True, False)
    joiner.Build()
    return joiner.Shape()


def cut(shape: TopoDS_Shape, *tools: TopoDS_Shape) -> TopoDS_Shape:
    return reduce(lambda a, b: BRepAlgoAPI_Cut(a, b).Shape(), tools, shape)


def ring(count: int, radius: float, start_deg: float = 0.0) -> list[tuple[float, float]]:
    """Places on a circle round the origin."""
    turns = np.radians(start_deg + 360.0 * np.arange(count) / count)
    return [(float(radius * np.cos(t)), float(radius * np.sin(t))) for t in turns]


def _edges(shape: TopoDS_Shape, along: Vec | None, where) -> list:
    found, seen = [], []
    for edge in edges_of(shape):
        if any(edge.IsSame(other) for other in seen):
            continue
        seen.append(edge)
        curve = BRepAdaptor_Curve(edge)
        a, b = curve.Value(curve.FirstParameter()), curve.Value(curve.LastParameter())
        start, end = np.array([a.X(), a.Y(), a.Z()]), np.array([b.X(), b.Y(), b.Z()])
        length = float(np.linalg.norm(end - start))
        straight = length > 1e-9 and along is not None and abs((end - start) @ np.array(along)) > 0.999 * length
        if (straight or along is None) and where((start + end) / 2):
            found.append(edge)
    return found


def fillet(shape: TopoDS_Shape, radius: float, along: Vec | None, where=lambda middle: True) -> TopoDS_Shape:
    """Round the edges parallel to ``along`` whose middle satisfies ``where``."""
    maker = BRepFilletAPI_MakeFillet(shape)
    for edge in _edges(shape, along, where):
        maker.Add(radius, edge)
    return maker.Shape()


def chamfer(shape: TopoDS_Shape, size: float, along: Vec | None, where=lambda middle: True) -> TopoDS_Shape:
    """Break the edges parallel to ``along`` whose middle satisfies ``where``."""
    maker = BRepFilletAPI_MakeChamfer(shape)
    for edge in _edges(shape, along, where):
        maker.Add(size, edge)
    return maker.Shape()
