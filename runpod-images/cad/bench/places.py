"""Dimensions in place: does each true cylinder and each true plane have its like where it belongs, and how far off."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from OCP.BRepAdaptor import BRepAdaptor_Surface
from OCP.BRepGProp import BRepGProp
from OCP.GProp import GProp_GProps
from OCP.TopAbs import TopAbs_Orientation
from OCP.TopoDS import TopoDS_Shape

from cad.bench.judge import is_near
from cad.bench.walls import RoundWall, round_walls
from cad.geometry.vectors import Array
from cad.kernel.shape import faces_of, kind_of

#: A true plane is found where one within this angle and distance looks the same way.
_PLANE_ANGLE_MAX_DEG, _PLANE_WITHIN_MM = 2.0, 1.0
_AXIS_ANGLE_MAX_DEG = 5.0
#: A distance on a drawing is right within this.
PLACED_WITHIN_MM = 0.1


@dataclass(frozen=True, eq=False)
class _Flat:
    normal: Array
    centre: Array


def place_figures(found: TopoDS_Shape, true: TopoDS_Shape) -> dict[str, float | int | list[float]]:
    """Of :func:`cad.bench.judge.unified` shapes in one frame (mm).

    ``cylinders``, ``cylindersHit``: true walls, and those with a wall of the same sense and axis whose radius is
    right; ``radiusErrorMm``: signed, of all that have one at all. ``planes``, ``planesHit``: true planes, and those
    with one within 0.1 mm; ``planeErrorMm``: distances of all that have one. What has none is in the counts alone.
    """
    walls, true_walls = round_walls(found), round_walls(true)
    radius_errors = [e for e in (_radius_error(wall, walls) for wall in true_walls) if e is not None]
    hits = sum(is_near(t.radius + e, t.radius) for t in true_walls if (e := _radius_error(t, walls)) is not None)
    flats, true_flats = _flats(found), _flats(true)
    plane_errors = [e for e in (_plane_error(flat, flats) for flat in true_flats) if e is not None]
    return {
        "cylinders": len(true_walls), "cylindersHit": hits, "radiusErrorMm": [round(e, 4) for e in radius_errors],
        "planes": len(true_flats), "planesHit": sum(e <= PLACED_WITHIN_MM for e in plane_errors),
        "planeErrorMm": [round(e, 4) for e in plane_errors],
    }  # fmt: skip


def _radius_error(true: RoundWall, walls: list[RoundWall]) -> float | None:
    length = float(np.linalg.norm(true.end - true.start))
    errors = []
    for wall in walls:
        along = sorted(float((p - true.start) @ true.axis) for p in (wall.start, wall.end))
        beside = along[1] > 0 and along[0] < length
        parallel = abs(wall.axis @ true.axis) > np.cos(np.radians(_AXIS_ANGLE_MAX_DEG))
        if (
            wall.inner == true.inner
            and beside
            and parallel
            and wall.off_axis(true.middle) < max(0.5, 0.3 * true.radius)
        ):
            errors.append(wall.radius - true.radius)
    return min(errors, key=abs, default=None)


def _flats(shape: TopoDS_Shape) -> list[_Flat]:
    flats = []
    for face in faces_of(shape):
        surface = BRepAdaptor_Surface(face)
        if kind_of(surface) != "plane":
            continue
        axes = surface.Plane().Position()
        way = axes.XDirection().Crossed(axes.YDirection())
        sign = -1.0 if face.Orientation() == TopAbs_Orientation.TopAbs_REVERSED else 1.0
        properties = GProp_GProps()
        BRepGProp.SurfaceProperties_s(face, properties)
        centre = properties.CentreOfMass()
        flats.append(
            _Flat(sign * np.array([way.X(), way.Y(), way.Z()]), np.array([centre.X(), centre.Y(), centre.Z()]))
        )
    return flats


def _plane_error(true: _Flat, flats: list[_Flat]) -> float | None:
    """Distance of the true face's centre from the nearest plane that looks the same way."""
    errors = [
        abs(float((true.centre - flat.centre) @ flat.normal))
        for flat in flats
        if flat.normal @ true.normal > np.cos(np.radians(_PLANE_ANGLE_MAX_DEG))
    ]
    return min((e for e in errors if e <= _PLANE_WITHIN_MM), default=None)
