"""The surface that a face of a solid lies on, and when two such surfaces are one."""

from __future__ import annotations

import numpy as np
from OCP.BRepAdaptor import BRepAdaptor_Surface
from OCP.GeomAbs import GeomAbs_SurfaceType
from OCP.gp import gp_Ax3, gp_Dir, gp_Pnt
from OCP.TopoDS import TopoDS_Face

from cad.fit.freeform import Freeform
from cad.fit.surfaces import Cone, Cylinder, Plane, Sphere, Surface, Torus
from cad.geometry.vectors import Array
from cad.kernel.shape import kind_of
from cad.kernel.spline import freeform_of

#: Surfaces nearer to each other than this share of the diagonal, and this sine of an angle, are one.
_SAME_PER_DIAGONAL, _SAME_SINE = 2e-6, 1e-6


def _array(place: gp_Pnt | gp_Dir) -> Array:
    return np.array([place.X(), place.Y(), place.Z()])


def _axis(place: gp_Ax3) -> tuple[Array, Array]:
    return _array(place.Direction()), _array(place.Location())


def surface_of(face: TopoDS_Face) -> Surface | None:
    """The face's surface, None for one that is neither analytic nor a spline like ours.

    A plane's normal is that of its surface, not of the face.
    """
    adaptor = BRepAdaptor_Surface(face)
    kind = kind_of(adaptor)
    if kind == "plane":
        normal, origin = _axis(adaptor.Plane().Position())
        return Plane(normal, float(normal @ origin))
    if kind == "cylinder":
        cylinder = adaptor.Cylinder()
        return Cylinder(*_axis(cylinder.Position()), float(cylinder.Radius()))
    if kind == "cone":
        cone = adaptor.Cone()
        axis, half_angle = _array(cone.Position().Direction()), float(cone.SemiAngle())
        return Cone(axis * np.sign(half_angle), _array(cone.Apex()), abs(half_angle))
    if kind == "sphere":
        sphere = adaptor.Sphere()
        return Sphere(_array(sphere.Location()), float(sphere.Radius()))
    if kind == "torus":
        torus = adaptor.Torus()
        return Torus(*_axis(torus.Position()), float(torus.MajorRadius()), float(torus.MinorRadius()))
    if adaptor.GetType() == GeomAbs_SurfaceType.GeomAbs_BSplineSurface:
        return freeform_of(adaptor.BSpline())
    return None


def same_surface(first: Surface, second: Surface, diagonal: float) -> bool:
    """Do two surfaces hold the same points, up to the kernel's own rounding?"""
    slack = _SAME_PER_DIAGONAL * diagonal
    if isinstance(first, Plane) and isinstance(second, Plane):
        turned = float(np.sign(first.normal @ second.normal))
        return abs(first.offset - turned * second.offset) < slack and _parallel(first.normal, second.normal)
    if isinstance(first, Sphere) and isinstance(second, Sphere):
        apart = np.linalg.norm(first.centre - second.centre)
        return bool(apart < slack and abs(first.radius - second.radius) < slack)
    if isinstance(first, Cone) and isinstance(second, Cone):
        near = np.linalg.norm(first.apex - second.apex) < 10 * slack
        return bool(near and first.axis @ second.axis > 0.999 and abs(first.half_angle - second.half_angle) < 1e-5)
    if isinstance(first, Cylinder) and isinstance(second, Cylinder):
        return abs(first.radius - second.radius) < slack and _same_line(first, second, slack)
    if isinstance(first, Torus) and isinstance(second, Torus):
        near = np.linalg.norm(first.centre - second.centre) < slack and _same_line(first, second, slack)
        return bool(near and max(abs(first.major - second.major), abs(first.minor - second.minor)) < slack)
    if isinstance(first, Freeform) and isinstance(second, Freeform):
        alike = first.poles.shape == second.poles.shape
        return bool(alike and np.abs(first.poles - second.poles).max() < slack)
    return False


def _parallel(first: Array, second: Array) -> bool:
    # Most are not, and a cross product takes twenty times as long.
    return bool(abs(first @ second) > 0.999 and np.linalg.norm(np.cross(first, second)) < _SAME_SINE)


def _same_line(first: Cylinder | Torus, second: Cylinder | Torus, slack: float) -> bool:
    offset = first.centre - second.centre
    away = np.linalg.norm(offset - (offset @ first.axis) * first.axis)
    return bool(away < slack and _parallel(first.axis, second.axis))
