"""Rounded edges put back as such: the sharp solid is built first, then its edges are rounded by the kernel."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from OCP.BRepAdaptor import BRepAdaptor_Curve
from OCP.BRepBuilderAPI import BRepBuilderAPI_MakeShape
from OCP.BRepFilletAPI import BRepFilletAPI_MakeFillet
from OCP.GeomAbs import GeomAbs_CurveType
from OCP.TopoDS import TopoDS_Edge, TopoDS_Solid

from cad.fit.surfaces import Plane
from cad.geometry.vectors import Array
from cad.kernel.distinct import Distinct
from cad.kernel.shape import bounds_of, edges_of, faces_of, is_closed, is_valid, solids_of, volume_of


@dataclass(frozen=True)
class Blend:
    """A rounded edge between two planes: ``low`` to ``high``: where along ``axis`` it was seen."""

    first: Plane
    second: Plane
    axis: Array
    radius: float
    low: float
    high: float


def _edge_of(blend: Blend, edge: TopoDS_Edge, tolerance: float) -> bool:
    """Is the edge on the line where the blend's planes meet, and was it seen rounded over half its length?"""
    curve = BRepAdaptor_Curve(edge)
    if curve.GetType() != GeomAbs_CurveType.GeomAbs_Line:
        return False
    ends = [curve.Value(curve.FirstParameter()), curve.Value(curve.LastParameter())]
    places = np.array([[p.X(), p.Y(), p.Z()] for p in ends])
    if max(np.abs(plane.signed(places)).max() for plane in (blend.first, blend.second)) > tolerance:
        return False
    low, high = np.sort(places @ blend.axis)
    seen = min(high, blend.high) - max(low, blend.low)
    return bool(seen > 0.5 * (high - low))


def carried_out(prepared: Callable[[], BRepBuilderAPI_MakeShape]) -> TopoDS_Solid | None:
    """The one valid closed solid that a maker of the kernel builds, None where it cannot."""
    try:
        maker = prepared()
        maker.Build()
        solids = list(solids_of(maker.Shape())) if maker.IsDone() else []
    except Exception:  # The kernel raises its own unrelated types where a size does not fit.
        return None
    sound = len(solids) == 1 and is_valid(solids[0]) and is_closed(solids[0])
    return solids[0] if sound else None


def is_larger(made: TopoDS_Solid, before: TopoDS_Solid) -> bool:
    """Does it reach out further anywhere? Treating edges never makes a part larger."""
    (low, high), (new_low, new_high) = bounds_of(before), bounds_of(made)
    slack = 1e-3 * float(np.linalg.norm(high - low))
    return bool((new_low < low - slack).any() or (new_high > high + slack).any())


def _rounded(solid: TopoDS_Solid, picks: list[tuple[TopoDS_Edge, float]]) -> TopoDS_Solid | None:
    def prepared() -> BRepFilletAPI_MakeFillet:
        maker = BRepFilletAPI_MakeFillet(solid)
        for edge, radius in picks:
            maker.Add(radius, edge)
        return maker

    made = carried_out(prepared)
    return made if made is not None and _still_the_part(solid, made) else None


def _still_the_part(sharp: TopoDS_Solid, rounded: TopoDS_Solid) -> bool:
    """Rounding takes or adds a little along edges, and adds few faces."""
    if is_larger(rounded, sharp):
        return False
    faces, new_faces = (sum(1 for _ in faces_of(s)) for s in (sharp, rounded))
    return abs(volume_of(rounded) / volume_of(sharp) - 1) < 0.15 and new_faces < 3 * faces


def apply_blends(solid: TopoDS_Solid, blends: list[Blend], diagonal: float) -> tuple[TopoDS_Solid, int]:
    """The solid with as many blends as the kernel can make, and how many those are.

    All at once first: corners where three roundings meet come out right only together. Then one by one, large first.
    """
    tolerance = 1e-4 * diagonal

    def picks_of(wanted: list[Blend], body: TopoDS_Solid) -> list[tuple[TopoDS_Edge, float]]:
        edges = Distinct(edges_of(body)).shapes
        return [(edge, blend.radius) for blend in wanted for edge in edges if _edge_of(blend, edge, tolerance)]

    picks = picks_of(blends, solid)
    if not picks:
        return solid, 0
    whole = _rounded(solid, picks)
    if whole is not None:
        return whole, len(picks)
    made = 0
    for blend in sorted(blends, key=lambda b: -b.radius):
        picks = picks_of([blend], solid)
        rounded = _rounded(solid, picks) if picks else None
        if rounded is not None:
            solid, made = rounded, made + len(picks)
    return solid, made
