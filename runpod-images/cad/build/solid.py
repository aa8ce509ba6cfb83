"""Facets of the skin to one checked solid: sew, make outward, join what lies on one surface."""

from __future__ import annotations

from OCP.BRepBuilderAPI import BRepBuilderAPI_MakeSolid, BRepBuilderAPI_Sewing
from OCP.BRepLib import BRepLib
from OCP.ShapeFix import ShapeFix_Shape
from OCP.TopoDS import TopoDS_Face, TopoDS_Solid

from cad.arrange.cells import CellComplex
from cad.build.join import join_faces, sound
from cad.kernel.shape import is_closed, shells_of, volume_of
from cad.label.cut import Labels
from cad.problem import CadError


def skin_faces(complex_: CellComplex, labels: Labels) -> list[TopoDS_Face]:
    """Faces of the skin, each as its inside cell holds it (so all face outward)."""
    chosen = []
    for facet in labels.skin:
        near = labels.inside[complex_.first[facet]]
        chosen.append(complex_.sides[facet][0 if near else 1])
    return chosen


def sew(faces: list[TopoDS_Face], tolerance: float) -> TopoDS_Solid:
    """One outward solid of all closed shells sewn from ``faces``; inner shells are kept as cavities."""
    sewing = BRepBuilderAPI_Sewing(tolerance)
    for face in faces:
        sewing.Add(face)
    sewing.Perform()
    shells = [shell for shell in shells_of(sewing.SewedShape()) if is_closed(shell)]
    if not shells:
        raise CadError("no-solid", "the faces do not close")
    maker = BRepBuilderAPI_MakeSolid()
    for shell in shells:
        maker.Add(shell)
    solid = maker.Solid()
    BRepLib.OrientClosedSolid_s(solid)
    return solid


def unify(solid: TopoDS_Solid, diagonal: float) -> TopoDS_Solid:
    """Faces and edges on one surface or curve joined as far as the solid stays sound."""
    joined = join_faces(solid, diagonal)
    if joined is not None:
        return joined
    if sound(solid, volume_of(solid)) is not None:
        return solid
    fixer = ShapeFix_Shape(solid)
    fixer.Perform()
    fixed = sound(fixer.Shape(), volume_of(solid))
    if fixed is None:
        raise CadError("no-solid", "the solid found is not valid and could not be repaired")
    return fixed


def build_solid(complex_: CellComplex, labels: Labels, diagonal: float) -> TopoDS_Solid:
    """The labelled cells' skin as one valid, closed, outward solid. Raises CadError ``no-solid``."""
    return unify(sew(skin_faces(complex_, labels), 1e-5 * diagonal), diagonal)
