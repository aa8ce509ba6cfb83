"""Cylindrical walls of a solid, joined over the faces they were split into; round holes are those that look inwards."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from OCP.BRepAdaptor import BRepAdaptor_Surface
from OCP.BRepTools import BRepTools
from OCP.gp import gp_Pnt, gp_Vec
from OCP.TopAbs import TopAbs_Orientation
from OCP.TopoDS import TopoDS_Face, TopoDS_Shape

from cad.geometry.vectors import Array
from cad.kernel.shape import faces_of, kind_of

#: A wall that goes round further than this is a hole; less is a slot's end or an inner rounding.
ROUND_MIN_DEG = 300.0
_PARALLEL, _SAME = 0.99995, 1e-3


@dataclass(frozen=True, eq=False)
class RoundWall:
    """``start``, ``end``: the ends of its axis (3,); ``angle_deg``: how far it goes round; ``inner``: it looks at its
    axis (a hole, a slot's end, an inner rounding). Lengths as given."""

    start: Array
    end: Array
    radius: float
    angle_deg: float
    inner: bool

    @property
    def axis(self) -> Array:
        return (self.end - self.start) / max(np.linalg.norm(self.end - self.start), 1e-12)

    @property
    def middle(self) -> Array:
        return (self.start + self.end) / 2

    def off_axis(self, place: Array) -> float:
        """Distance of a place from the axis."""
        away = place - self.start
        return float(np.linalg.norm(away - self.axis * (away @ self.axis)))


def round_walls(shape: TopoDS_Shape) -> list[RoundWall]:
    """Every cylindrical wall, whatever its angle; pieces of one wall joined."""
    walls: list[RoundWall] = []
    for face in faces_of(shape):
        wall = _wall(face)
        if wall is None:
            continue
        same = next((i for i, other in enumerate(walls) if _continues(other, wall)), None)
        if same is None:
            walls.append(wall)
        else:
            walls[same] = _joined(walls[same], wall)
    return walls


def bores(shape: TopoDS_Shape) -> list[RoundWall]:
    """The inner walls that go all round."""
    return [wall for wall in round_walls(shape) if wall.inner and wall.angle_deg >= ROUND_MIN_DEG]


def _wall(face: TopoDS_Face) -> RoundWall | None:
    surface = BRepAdaptor_Surface(face)
    if kind_of(surface) != "cylinder":
        return None
    low_u, high_u, low_v, high_v = BRepTools.UVBounds_s(face)
    place, along_u, along_v = gp_Pnt(), gp_Vec(), gp_Vec()
    surface.D1((low_u + high_u) / 2, (low_v + high_v) / 2, place, along_u, along_v)
    normal = along_u.Crossed(along_v)
    cylinder = surface.Cylinder()
    origin, axis = cylinder.Axis().Location(), cylinder.Axis().Direction()
    base, way = np.array([origin.X(), origin.Y(), origin.Z()]), np.array([axis.X(), axis.Y(), axis.Z()])
    out = np.array([normal.X(), normal.Y(), normal.Z()])
    if face.Orientation() == TopAbs_Orientation.TopAbs_REVERSED:
        out = -out
    away = np.array([place.X(), place.Y(), place.Z()]) - base
    inner = bool(out @ (away - way * (away @ way)) < 0)
    turn = float(np.degrees(high_u - low_u))
    return RoundWall(base + low_v * way, base + high_v * way, float(cylinder.Radius()), turn, inner)


def _continues(one: RoundWall, other: RoundWall) -> bool:
    if one.inner != other.inner or abs(one.radius - other.radius) > _SAME or abs(one.axis @ other.axis) < _PARALLEL:
        return False
    if one.off_axis(other.middle) > _SAME:
        return False
    heights = [(p - one.start) @ one.axis for p in (other.start, other.end)]
    return max(heights) > -_SAME and min(heights) < np.linalg.norm(one.end - one.start) + _SAME


def _joined(one: RoundWall, other: RoundWall) -> RoundWall:
    heights = np.array([0.0, np.linalg.norm(one.end - one.start)])
    added = np.array([(p - one.start) @ one.axis for p in (other.start, other.end)])
    shared = min(heights[1], added.max()) - max(0.0, added.min())
    # Side by side the angles add up; one behind the other the rounder one tells.
    beside = shared > 0.5 * min(heights[1], np.ptp(added))
    angle = one.angle_deg + other.angle_deg if beside else max(one.angle_deg, other.angle_deg)
    low, high = min(0.0, added.min()), max(heights[1], added.max())
    return replace(one, start=one.start + low * one.axis, end=one.start + high * one.axis, angle_deg=min(360.0, angle))
