"""Parts with faces that are no primitives (mm): what the freeform rung is for."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from OCP.BRepAlgoAPI import BRepAlgoAPI_Common, BRepAlgoAPI_Cut
from OCP.BRepBuilderAPI import (
    BRepBuilderAPI_MakeEdge,
    BRepBuilderAPI_MakeFace,
    BRepBuilderAPI_MakeWire,
)
from OCP.BRepPrimAPI import BRepPrimAPI_MakePrism, BRepPrimAPI_MakeRevol
from OCP.collections import Array2_gp_Pnt, HArray1_gp_Pnt
from OCP.GeomAPI import GeomAPI_Interpolate, GeomAPI_PointsToBSplineSurface
from OCP.gp import gp_Ax1, gp_Dir, gp_Pnt, gp_Vec
from OCP.TopoDS import TopoDS_Face, TopoDS_Shape

from cad.bench.shapes import Vec, Z, box, cut, rod


def _below(height: Callable[[float, float], float], low: Vec, high: Vec) -> TopoDS_Shape:
    """Everything within the rectangle and down to z = -1 below the surface z = height(x, y)."""
    n = 24
    grid = Array2_gp_Pnt(1, n, 1, n)
    for i, x in enumerate(np.linspace(low[0] - 2, high[0] + 2, n), 1):
        for j, y in enumerate(np.linspace(low[1] - 2, high[1] + 2, n), 1):
            grid.SetValue(i, j, gp_Pnt(float(x), float(y), float(height(x, y))))
    top = BRepBuilderAPI_MakeFace(GeomAPI_PointsToBSplineSurface(grid).Surface(), 1e-6).Face()
    return BRepPrimAPI_MakePrism(top, gp_Vec(0, 0, -200)).Shape()


def _spline(points: Sequence[Vec], closed: bool):
    places = HArray1_gp_Pnt(1, len(points))
    for k, p in enumerate(points, 1):
        places.SetValue(k, gp_Pnt(*(float(v) for v in p)))
    maker = GeomAPI_Interpolate(places, closed, 1e-6)
    maker.Perform()
    return BRepBuilderAPI_MakeEdge(maker.Curve()).Edge()


def _face(*edges) -> TopoDS_Face:
    maker = BRepBuilderAPI_MakeWire()
    for edge in edges:
        maker.Add(edge)
    return BRepBuilderAPI_MakeFace(maker.Wire(), True).Face()


def _line(a: Vec, b: Vec):
    return BRepBuilderAPI_MakeEdge(gp_Pnt(*a), gp_Pnt(*b)).Edge()


def block_wavy() -> TopoDS_Shape:
    """A block whose top is a gentle wave, with a hole through it."""
    body = box((0, 0, 0), (70, 50, 40))
    wave = _below(lambda x, y: 22 + 4 * np.sin(x / 11) + 3 * np.cos(y / 9 + x / 40), (0, 0), (70, 50))
    return cut(BRepAlgoAPI_Common(body, wave).Shape(), rod((35, 25, -1), Z, 6, 60))


def grip_saddle() -> TopoDS_Shape:
    """A grip plate with a saddle for a thumb, four screw holes."""
    body = box((0, 0, 0), (90, 40, 30))
    saddle = _below(lambda x, y: 16 + (x - 45) ** 2 / 260 - (y - 20) ** 2 / 70, (0, 0), (90, 40))
    holes = [rod((x, y, -1), Z, 2.5, 40) for x in (8, 82) for y in (8, 32)]
    return cut(BRepAlgoAPI_Common(body, saddle).Shape(), *holes)


def cam() -> TopoDS_Shape:
    """A disc cam: a closed spline extruded, with a bore."""
    angle = np.linspace(0, 2 * np.pi, 17)[:-1]
    radius = 26 + 7 * np.cos(angle) + 2.5 * np.cos(2 * angle)
    edge = _spline([(r * np.cos(a), r * np.sin(a), 0) for a, r in zip(angle, radius, strict=True)], True)
    disc = BRepPrimAPI_MakePrism(_face(edge), gp_Vec(0, 0, 14)).Shape()
    return cut(disc, rod((0, 0, -1), Z, 8, 20))


def vase() -> TopoDS_Shape:
    """A turned handle knob: a spline about an axis between two flats."""
    profile = [(14, 0, 0), (20, 0, 12), (15, 0, 28), (12, 0, 38), (19, 0, 52), (16, 0, 62)]
    face = _face(
        _line((0, 0, 0), profile[0]),
        _spline(profile, False),
        _line(profile[-1], (0, 0, 62)),
        _line((0, 0, 62), (0, 0, 0)),
    )
    axis = gp_Ax1(gp_Pnt(0, 0, 0), gp_Dir(0, 0, 1))
    return cut(BRepPrimAPI_MakeRevol(face, axis).Shape(), rod((0, 0, -1), Z, 5, 30))


def mouse() -> TopoDS_Shape:
    """A hand rest: a freeform dome over a stadium-like base with upright sides."""
    dome = _below(
        lambda x, y: 30 - (x - 50) ** 2 / 140 - (y - 30) ** 2 / 90 + 0.04 * (x - 50) * np.sin(y / 14), (0, 0), (100, 60)
    )
    base = BRepAlgoAPI_Common(box((0, 0, 0), (100, 60, 60)), rod((50, 30, -1), Z, 52, 80)).Shape()
    return BRepAlgoAPI_Common(base, dome).Shape()


def nozzle() -> TopoDS_Shape:
    """A duct block whose passage narrows along a spline."""
    profile = [(16, 0, -1), (13, 0, 10), (8, 0, 22), (7, 0, 32), (9, 0, 41)]
    face = _face(
        _line((0, 0, -1), profile[0]),
        _spline(profile, False),
        _line(profile[-1], (0, 0, 41)),
        _line((0, 0, 41), (0, 0, -1)),
    )
    duct = BRepPrimAPI_MakeRevol(face, gp_Ax1(gp_Pnt(0, 0, 0), gp_Dir(0, 0, 1))).Shape()
    return BRepAlgoAPI_Cut(box((-25, -25, 0), (25, 25, 40)), duct).Shape()


PARTS = {part.__name__: part for part in (block_wavy, grip_saddle, cam, vase, mouse, nozzle)}
