"""What the dimensions need to know of a solid's faces: surface, outward side, extent, neighbours."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from OCP.BRepAdaptor import BRepAdaptor_Curve, BRepAdaptor_Surface
from OCP.BRepClass3d import BRepClass3d_SolidClassifier
from OCP.GeomAbs import GeomAbs_CurveType
from OCP.TopAbs import TopAbs_State
from OCP.TopoDS import TopoDS_Face, TopoDS_Shape

from cad.geometry.mesh import Mesh
from cad.geometry.vectors import Array, frame_of, unit
from cad.kernel.shape import edges_of, faces_of, kind_of, point, tessellate

#: Turn between two vertices of a tessellated circle is at most ``_TURN_RAD``; a wider gap is none of the face's own.
_TURN_RAD = 0.1
_GAP_DEG = 12.0
#: Surfaces whose normals agree within it meet smoothly.
_TANGENT_DEG = 3.0


@dataclass
class Face:
    """One face. ``axis``, ``origin``: as the kernel places its surface; ``normal``: outward, of a plane.

    ``concave``: its outward side looks to the axis (centre, tube's centre): a hole. ``span``: lowest and highest height
    along the axis from the origin. ``joins``: id of a neighbour → middle of a common edge, is it straight.
    """

    id: int
    kind: str
    axis: Array | None
    origin: Array | None
    radius: float | None
    half_angle: float | None
    major: float | None
    corners: Array
    area: float
    centre: Array
    normal: Array | None = None
    concave: bool = False
    span: tuple[float, float] = (0.0, 0.0)
    joins: dict[int, list[tuple[Array, bool]]] = field(default_factory=dict)

    def outward_at(self, place: Array) -> Array | None:
        """Outward unit normal at a point of the face; None of a freeform face."""
        if self.kind == "plane":
            return self.normal
        if self.axis is None or self.origin is None:
            return None
        offset = place - self.origin
        across = unit(offset - (offset @ self.axis) * self.axis)
        if self.kind == "sphere":
            away = unit(offset)
        elif self.kind == "torus":
            away = unit(offset - (self.major or 0.0) * across)
        elif self.kind == "cone":
            side = np.sign(self._opening()) or 1.0
            away = unit(np.cos(self.half_angle) * across - side * np.sin(self.half_angle) * self.axis)
        else:
            away = across
        return -away if self.concave else away

    def _opening(self) -> float:
        """+1 where a cone widens along its axis."""
        radii = radii_about(self.corners.reshape(-1, 3), self.origin, self.axis)
        heights = (self.corners.reshape(-1, 3) - self.origin) @ self.axis
        return float(np.polyfit(heights, radii, 1)[0]) if np.ptp(heights) > 1e-12 else 0.0


@dataclass(frozen=True)
class Part:
    """A solid's faces by id, its tessellation, and a question to the solid itself."""

    faces: list[Face]
    mesh: Mesh
    size: float
    shape: TopoDS_Shape

    def holds(self, place: Array) -> bool:
        """Is the point in the material?"""
        asked = BRepClass3d_SolidClassifier(self.shape, point(place), 1e-7 * self.size)
        return asked.State() == TopAbs_State.TopAbs_IN

    def tangent(self, face: Face, straight: bool | None = None) -> list[int]:
        """Neighbours that the face meets smoothly (at edges that are straight, or not, when asked)."""
        found = []
        for other, edges in face.joins.items():
            for place, is_straight in edges:
                if straight is not None and is_straight != straight:
                    continue
                a, b = face.outward_at(place), self.faces[other].outward_at(place)
                if a is not None and b is not None and a @ b > np.cos(np.radians(_TANGENT_DEG)):
                    found.append(other)
                    break
        return found


def radii_about(points: Array, origin: Array, axis: Array) -> Array:
    offset = points - origin
    return np.linalg.norm(offset - (offset @ axis)[:, None] * axis, axis=1)


def sweep_deg(points: Array, origin: Array, axis: Array) -> float:
    """How much of the turn about the axis the points cover, 0 to 360."""
    x, y = frame_of(axis)
    offset = points - origin
    turn = np.sort(np.degrees(np.arctan2(offset @ y, offset @ x)))
    gap = float(np.max(np.append(np.diff(turn), turn[0] + 360 - turn[-1])))
    return 360.0 if gap < _GAP_DEG else 360.0 - gap


def _surface(face: TopoDS_Face) -> tuple[str, dict[str, Any]]:
    """Type and parameters of the surface."""
    surface = BRepAdaptor_Surface(face)
    kind = kind_of(surface)
    if kind == "freeform":
        return kind, {"axis": None, "origin": None, "radius": None, "half_angle": None, "major": None}
    geometry = {"plane": surface.Plane, "cylinder": surface.Cylinder, "cone": surface.Cone, "sphere": surface.Sphere,
                "torus": surface.Torus}[kind]()  # fmt: skip
    place = geometry.Position()
    axis, origin = place.Direction(), place.Location()
    if kind == "cone":
        origin = geometry.Apex()
    radius = {"cylinder": "Radius", "sphere": "Radius", "torus": "MinorRadius"}.get(kind)
    return kind, {
        "axis": np.array([axis.X(), axis.Y(), axis.Z()]), "origin": np.array([origin.X(), origin.Y(), origin.Z()]),
        "radius": float(getattr(geometry, radius)()) if radius else None,
        "half_angle": float(abs(geometry.SemiAngle())) if kind == "cone" else None,
        "major": float(geometry.MajorRadius()) if kind == "torus" else None,
    }  # fmt: skip


def _describe(number: int, face: TopoDS_Face, mesh: Mesh) -> Face:
    mine = mesh.faces == number
    corners, cross = mesh.corners[mine], mesh.cross()[mine]
    twice = np.linalg.norm(cross, axis=1)
    kind, parameters = _surface(face)
    area = float(twice.sum() / 2)
    centre = np.average(corners.mean(1), axis=0, weights=twice + 1e-300) if len(corners) else np.zeros(3)
    made = Face(number, kind, corners=corners, area=area, centre=centre, **parameters)
    if kind == "freeform" or not len(corners):
        return made
    if kind == "plane":
        made.normal = unit(cross.sum(0))
        return made
    made.concave = False
    # As if convex, held against the triangles.
    away = np.array([made.outward_at(place) for place in corners.mean(1)])
    made.concave = bool(np.einsum("ij,ij,i->", away, cross, np.ones(len(cross))) < 0)
    heights = (corners.reshape(-1, 3) - made.origin) @ made.axis
    made.span = (float(heights.min()), float(heights.max()))
    return made


def _join(shape: TopoDS_Shape, faces: list[Face]) -> None:
    """Who shares an edge with whom; one edge has one curve, so its middle names it."""
    owners: dict[tuple[float, float, float], set[int]] = defaultdict(set)
    straight: dict[tuple[float, float, float], bool] = {}
    for number, face in enumerate(faces_of(shape)):
        for edge in edges_of(face):
            curve = BRepAdaptor_Curve(edge)
            middle = curve.Value((curve.FirstParameter() + curve.LastParameter()) / 2)
            key = (middle.X(), middle.Y(), middle.Z())
            owners[key].add(number)
            straight[key] = curve.GetType() == GeomAbs_CurveType.GeomAbs_Line
    for key, pair in owners.items():
        if len(pair) == 2:
            a, b = sorted(pair)
            for one, other in ((a, b), (b, a)):
                faces[one].joins.setdefault(other, []).append((np.array(key), straight[key]))


def look_at(shape: TopoDS_Shape) -> Part:
    """All faces of a solid, in the order of :func:`cad.kernel.shape.faces_of`."""
    coarse = tessellate(shape, 1e9, 0.5)
    size = coarse.diagonal() if len(coarse.triangles) else 1.0
    mesh = tessellate(shape, 0.0005 * size, _TURN_RAD)
    faces = [_describe(number, face, mesh) for number, face in enumerate(faces_of(shape))]
    _join(shape, faces)
    return Part(faces, mesh, size, shape)
