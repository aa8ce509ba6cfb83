"""Facets of the skin to one checked solid: sew, make outward, join what lies on one surface."""

from __future__ import annotations

from OCP.BRepBuilderAPI import BRepBuilderAPI_MakeSolid, BRepBuilderAPI_Sewing
from OCP.BRepLib import BRepLib
from OCP.ShapeFix import ShapeFix_Shape
from OCP.ShapeUpgrade import ShapeUpgrade_UnifySameDomain
from OCP.TopoDS import TopoDS_Face, TopoDS_Shape, TopoDS_Solid

from cad.arrange.cells import CellComplex
from cad.kernel.shape import is_closed, is_valid, shells_of, solids_of, volume_of
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


def _sound(shape: TopoDS_Shape, volume: float) -> TopoDS_Solid | None:
    """The single solid in ``shape`` if it is valid, closed and still has ``volume`` (within 0.3 %)."""
    solids = list(solids_of(shape))
    if len(solids) != 1 or not is_valid(solids[0]) or not is_closed(solids[0]):
        return None
    return solids[0] if abs(volume_of(solids[0]) - volume) <= 0.003 * abs(volume) else None


def unify(solid: TopoDS_Solid, diagonal: float) -> TopoDS_Solid:
    """Faces and edges on one surface or curve joined; the first setting that keeps the solid sound wins."""
    volume = volume_of(solid)
    for linear, repair in ((None, False), (1e-5, False), (1e-4, False), (1e-5, True), (None, True)):
        joiner = ShapeUpgrade_UnifySameDomain(solid, True, True, False)
        if linear is not None:
            joiner.SetLinearTolerance(linear * diagonal)
            joiner.SetAngularTolerance(1e-3)
        try:
            joiner.Build()
            shape = joiner.Shape()
            if repair:
                fixer = ShapeFix_Shape(shape)
                fixer.Perform()
                shape = fixer.Shape()
        except Exception:  # noqa: S112 - OCCT raises its own unrelated types; the next setting is tried.
            continue
        sound = _sound(shape, volume)
        if sound is not None:
            return sound
    if _sound(solid, volume) is not None:
        return solid
    fixer = ShapeFix_Shape(solid)
    fixer.Perform()
    fixed = _sound(fixer.Shape(), volume)
    if fixed is None:
        raise CadError("no-solid", "the solid found is not valid and could not be repaired")
    return fixed


def build_solid(complex_: CellComplex, labels: Labels, diagonal: float) -> TopoDS_Solid:
    """The labelled cells' skin as one valid, closed, outward solid. Raises CadError ``no-solid``."""
    return unify(sew(skin_faces(complex_, labels), 1e-5 * diagonal), diagonal)
