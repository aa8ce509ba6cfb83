"""Surfaces trimmed to where they were seen and a margin: the sheets that cut space into cells.

A margin too small leaves a cell open towards its neighbour; one too large cuts the part where nothing is.
"""

from __future__ import annotations

import numpy as np
from OCP.BRepBuilderAPI import BRepBuilderAPI_MakeFace
from OCP.gp import gp_Ax3, gp_Cone, gp_Cylinder, gp_Pln, gp_Sphere, gp_Torus
from OCP.TopoDS import TopoDS_Face

from cad.fit.freeform import Freeform
from cad.fit.surfaces import Cone, Cylinder, Plane, Segment, Sphere, Torus
from cad.geometry.vectors import Array, frame_of
from cad.kernel.shape import direction, point
from cad.kernel.spline import spline_of

_QUANTILES = (0.3, 99.7)
#: Of the kernel, for places that count as one.
_TOLERANCE = 1e-7


def _plane_face(plane: Plane, seen: Array, margin: float, frame: Array) -> TopoDS_Face:
    across = [d for d in frame if abs(d @ plane.normal) < 1e-6]
    x = across[0] if across else frame_of(plane.normal)[0]
    y = np.cross(plane.normal, x)
    origin = plane.normal * plane.offset
    (u0, u1), (v0, v1) = (np.percentile((seen - origin) @ d, _QUANTILES) for d in (x, y))
    sheet = gp_Pln(gp_Ax3(point(origin), direction(plane.normal), direction(x)))
    return BRepBuilderAPI_MakeFace(sheet, u0 - margin, u1 + margin, v0 - margin, v1 + margin).Face()


def _cylinder_face(surface: Cylinder, seen: Array, margin: float) -> TopoDS_Face:
    low, high = np.percentile((seen - surface.centre) @ surface.axis, _QUANTILES)
    place = gp_Ax3(point(surface.centre), direction(surface.axis), direction(frame_of(surface.axis)[0]))
    return BRepBuilderAPI_MakeFace(gp_Cylinder(place, surface.radius), 0, 2 * np.pi, low - margin, high + margin).Face()


def _cone_face(surface: Cone, seen: Array, margin: float) -> TopoDS_Face:
    low, high = np.percentile((seen - surface.apex) @ surface.axis, _QUANTILES)
    # The apex itself is left out: a degenerate edge there upsets the intersections.
    low, high = max(low - margin, 0.03 * high), high + margin
    base = surface.apex + low * surface.axis
    place = gp_Ax3(point(base), direction(surface.axis), direction(frame_of(surface.axis)[0]))
    cone = gp_Cone(place, surface.half_angle, float(low * np.tan(surface.half_angle)))
    return BRepBuilderAPI_MakeFace(cone, 0, 2 * np.pi, 0, float((high - low) / np.cos(surface.half_angle))).Face()


def _freeform_face(surface: Freeform, seen: Array, margin: float) -> TopoDS_Face:
    places, (low, high) = surface.nearest(seen), surface.domain
    rates = [np.median(np.linalg.norm(surface.at(places, along), axis=1)) for along in ((1, 0), (0, 1))]
    room = margin / np.maximum(rates, 1e-12)
    first, last = np.maximum(low, places.min(0) - room), np.minimum(high, places.max(0) + room)
    if surface.closed:
        first[0], last[0] = low[0], high[0]
    return BRepBuilderAPI_MakeFace(spline_of(surface), first[0], last[0], first[1], last[1], _TOLERANCE).Face()


def trimmed_face(segment: Segment, seen: Array, margin: float, frame: Array) -> TopoDS_Face:
    """The sheet of one segment; ``seen (n, 3)``: where it was seen or is expected; ``margin``: added all round."""
    surface = segment.surface
    if isinstance(surface, Plane):
        return _plane_face(surface, seen, margin, frame)
    if isinstance(surface, Cylinder):
        return _cylinder_face(surface, seen, margin)
    if isinstance(surface, Cone):
        return _cone_face(surface, seen, margin)
    if isinstance(surface, Freeform):
        return _freeform_face(surface, seen, margin)
    if isinstance(surface, Sphere):
        place = gp_Ax3(point(surface.centre), direction(frame[0]), direction(frame[1]))
        return BRepBuilderAPI_MakeFace(gp_Sphere(place, surface.radius)).Face()
    assert isinstance(surface, Torus)
    place = gp_Ax3(point(surface.centre), direction(surface.axis), direction(frame_of(surface.axis)[0]))
    return BRepBuilderAPI_MakeFace(gp_Torus(place, surface.major, surface.minor)).Face()
