"""Edges where a chamfer or a rounding could be: between two faces that meet at an angle, straight or round."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import numpy as np
from OCP.BRepAdaptor import BRepAdaptor_Curve
from OCP.GCPnts import GCPnts_AbscissaPoint
from OCP.GeomAbs import GeomAbs_CurveType
from OCP.gp import gp_Pnt, gp_Vec
from OCP.TopAbs import TopAbs_Orientation
from OCP.TopoDS import TopoDS_Edge, TopoDS_Face, TopoDS_Shape

from cad.fit.freeform import Freeform
from cad.fit.surfaces import Surface
from cad.geometry.mesh import Mesh
from cad.geometry.vectors import Array, unit
from cad.kernel.distinct import Distinct
from cad.kernel.shape import edges_of, faces_of
from cad.kernel.surface import surface_of

#: Faces that meet flatter or sharper than this (from straight on, from folded back) have no edge to treat.
_ANGLE_MIN = np.radians(25)
_CURVES = (GeomAbs_CurveType.GeomAbs_Line, GeomAbs_CurveType.GeomAbs_Circle)
_SAMPLES_MIN, _SAMPLES_MAX = 9, 120


@dataclass(frozen=True)
class Edge:
    """``faces``: numbers of both faces in the order of ``faces_of``; ``places``, ``tangents``, ``into_first`` and
    ``into_second`` ``(m, 3)``: along the edge, unit directions across it on either face; ``angle (m,)``: between them,
    radians; ``closed``: a full circle; ``convex``: the
    solid lies inside the angle; ``ends (2, 3)``."""

    edge: TopoDS_Edge
    first_face: TopoDS_Face
    faces: tuple[int, int]
    surfaces: tuple[Surface, Surface]
    places: Array
    tangents: Array
    into_first: Array
    into_second: Array
    angle: Array
    length: float
    closed: bool
    convex: bool
    ends: Array

    def touches(self, other: Edge) -> bool:
        """Have the two an end in common?"""
        apart = np.linalg.norm(self.ends[:, None] - other.ends[None], axis=2)
        return bool(apart.min() < 1e-4 * (self.length + other.length))


def _array(place: gp_Pnt) -> Array:
    return np.array([place.X(), place.Y(), place.Z()])


def _sampled(curve: BRepAdaptor_Curve, length: float, spacing: float) -> tuple[Array, Array]:
    """Places and tangents at the middles of equal steps of the parameter (of the length, on lines and circles)."""
    count = int(np.clip(length / spacing, _SAMPLES_MIN, _SAMPLES_MAX))
    low, high = curve.FirstParameter(), curve.LastParameter()
    places, tangents, place, step = [], [], gp_Pnt(), gp_Vec()
    at = low + (high - low) * (np.arange(count) + 0.5) / count
    if curve.GetType() == GeomAbs_CurveType.GeomAbs_Line:
        curve.D1(low, place, step)
        along = np.array([step.X(), step.Y(), step.Z()])
        return _array(place) + (at - low)[:, None] * along, np.broadcast_to(unit(along), (count, 3)).copy()
    for parameter in at:
        curve.D1(parameter, place, step)
        places.append((place.X(), place.Y(), place.Z()))
        tangents.append((step.X(), step.Y(), step.Z()))
    return np.array(places), unit(np.array(tangents))


def _outward_signs(surfaces: list[Surface | None], mesh: Mesh) -> Array:
    """+1 where the solid lies behind a face's surface as its own outward says, -1 in front of it."""
    centres, cross = mesh.corners.mean(1), mesh.cross()
    signs = np.ones(len(surfaces))
    for number, surface in enumerate(surfaces):
        mine = mesh.faces == number
        if surface is not None and mine.any():
            signs[number] = np.sign(np.einsum("ij,ij->", surface.outward(centres[mine]), cross[mine])) or 1.0
    return signs


def sharp_edges(solid: TopoDS_Shape, mesh: Mesh, spacing: float) -> list[Edge]:
    """All such edges; ``mesh``: the solid's triangles, ``spacing``: distance of the samples along an edge, mm."""
    faces = list(faces_of(solid))
    # Along a freeform rim the section changes from place to place: no one size is to be measured there.
    surfaces = [None if isinstance(made := surface_of(face), Freeform) else made for face in faces]
    signs = _outward_signs(surfaces, mesh)
    met, owners = Distinct(), defaultdict(list)
    for number, face in enumerate(faces):
        for edge in edges_of(face):
            owners[met.number(edge)].append((edge, number))
    found = []
    for pair in owners.values():
        if len(pair) != 2 or pair[0][1] == pair[1][1]:
            continue
        (edge, one), (_, other) = pair
        if surfaces[one] is None or surfaces[other] is None:
            continue
        curve = BRepAdaptor_Curve(edge)
        if curve.GetType() not in _CURVES:
            continue
        length = GCPnts_AbscissaPoint.Length_s(curve)
        places, tangents = _sampled(curve, length, spacing)
        if edge.Orientation() == TopAbs_Orientation.TopAbs_REVERSED:
            tangents = -tangents
        # A face lies to the left of its edges, looked at from outside; the other face runs along them backwards.
        into_first = unit(np.cross(signs[one] * surfaces[one].outward(places), tangents))
        into_second = unit(np.cross(signs[other] * surfaces[other].outward(places), -tangents))
        angle = np.arccos(np.clip(np.einsum("ij,ij->i", into_first, into_second), -1, 1))
        if angle.min() < _ANGLE_MIN or angle.max() > np.pi - _ANGLE_MIN:
            continue
        ends = np.array([_array(curve.Value(q)) for q in (curve.FirstParameter(), curve.LastParameter())])
        closed = bool(np.linalg.norm(ends[0] - ends[1]) < 1e-6 * length)
        # Seen from a convex edge the second face falls away behind the first.
        convex = bool(np.einsum("ij,ij->", signs[one] * surfaces[one].outward(places), into_second) < 0)
        found.append(Edge(
            edge, faces[one], (one, other), (surfaces[one], surfaces[other]), places, tangents, into_first,
            into_second, angle, length, closed, convex, ends,
        ))  # fmt: skip
    return found
