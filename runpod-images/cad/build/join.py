"""Faces on one surface joined, edges on one curve too, with what the kernel cannot join left apart.

``ShapeUpgrade_UnifySameDomain`` joins all or nothing, and one face whose rims touch in a point spoils the whole solid.
Such a face is found, the seams inside it are kept, and as many of them given up again as it bears.
"""

from __future__ import annotations

from collections import defaultdict

from OCP.BRepCheck import BRepCheck_Analyzer
from OCP.BRepTools import BRepTools_ReShape
from OCP.ShapeFix import ShapeFix_Shape
from OCP.ShapeUpgrade import ShapeUpgrade_UnifySameDomain
from OCP.TopAbs import TopAbs_Orientation
from OCP.TopoDS import TopoDS_Face, TopoDS_Shape, TopoDS_Solid

from cad.kernel.distinct import Distinct
from cad.kernel.shape import edges_of, faces_of, is_closed, is_valid, solids_of, volume_of

_ROUNDS_MAX, _RELEASES_MAX = 6, 24


def sound(shape: TopoDS_Shape, volume: float) -> TopoDS_Solid | None:
    """The single solid in ``shape`` if it is valid, closed and still has ``volume`` (within 0.3 %)."""
    solids = list(solids_of(shape))
    if len(solids) != 1 or not is_valid(solids[0]) or not is_closed(solids[0]):
        return None
    return solids[0] if abs(volume_of(solids[0]) - volume) <= 0.003 * abs(volume) else None


def join_faces(solid: TopoDS_Solid, diagonal: float) -> TopoDS_Solid | None:
    """``solid`` with its faces and edges joined as far as it stays sound; None where the kernel only breaks it."""
    volume = volume_of(solid)
    joined = _joined_soundly(solid, diagonal, volume)
    return None if joined is None else _without_slits(joined, volume)


def _joined_soundly(solid: TopoDS_Solid, diagonal: float, volume: float) -> TopoDS_Solid | None:
    seams: list[TopoDS_Shape] = []
    for _ in range(_ROUNDS_MAX):
        joiner = _joined(solid, seams)
        if joiner is None:
            break
        whole = sound(joiner.Shape(), volume)
        if whole is not None:
            return _fewer_seams(solid, whole, seams, volume)
        more = _inner_seams(solid, joiner, seams)
        if not more:
            break
        seams = seams + more
    return _repaired(solid, diagonal, volume)


def _without_slits(solid: TopoDS_Solid, volume: float) -> TopoDS_Solid:
    """``solid`` less the edges that lie inside one face and bound nothing: joining leaves some, and the kernel's mesher
    gives such a face no triangles now and then."""
    edges, owners = Distinct(), defaultdict(set)
    inner = []
    for number, face in enumerate(faces_of(solid)):
        for edge in edges_of(face):
            owners[edges.number(edge)].add(number)
            if edge.Orientation() == TopAbs_Orientation.TopAbs_INTERNAL:
                inner.append(edge)
    if not inner:
        return solid
    reshape = BRepTools_ReShape()
    for edge in inner:
        if len(owners[edges.number(edge)]) == 1:
            reshape.Remove(edge)
    plain = sound(reshape.Apply(solid), volume)
    if plain is None:
        return solid
    # The slits' ends may have split edges that they touched.
    again = _joined(plain, [])
    return (sound(again.Shape(), volume) if again is not None else None) or plain


def _joined(solid: TopoDS_Solid, seams: list[TopoDS_Shape]) -> ShapeUpgrade_UnifySameDomain | None:
    joiner = ShapeUpgrade_UnifySameDomain(solid, True, True, False)
    for seam in seams:
        joiner.KeepShape(seam)
    try:
        joiner.Build()
    except Exception:  # OCCT raises its own unrelated types.
        return None
    return joiner


def _inner_seams(
    solid: TopoDS_Solid, joiner: ShapeUpgrade_UnifySameDomain, known: list[TopoDS_Shape]
) -> list[TopoDS_Shape]:
    """Edges between the pieces of each face that came out invalid, less the ``known``."""
    met, history = Distinct(known), joiner.History()
    became = [(face, list(history.Modified(face))) for face in faces_of(solid)]
    pieces = [
        [face for face, made in became if any(one.IsSame(broken) for one in made)] for broken in _broken(joiner.Shape())
    ]
    return [edge for group in pieces for edge in _inner_seams_of(group) if met.add(edge)]


def _broken(shape: TopoDS_Shape) -> list[TopoDS_Face]:
    check = BRepCheck_Analyzer(shape)
    return [face for face in faces_of(shape) if not check.IsValid(face)]


def _inner_seams_of(pieces: list[TopoDS_Face]) -> list[TopoDS_Shape]:
    """Edges that two of the faces share; a cylinder's own seam, met twice in its one face, is none."""
    once, seams = Distinct(), []
    for piece in pieces:
        own = Distinct()
        seams += [edge for edge in edges_of(piece) if own.add(edge) and not once.add(edge)]
    return seams


def _fewer_seams(solid: TopoDS_Solid, whole: TopoDS_Solid, seams: list[TopoDS_Shape], volume: float) -> TopoDS_Solid:
    """As few of the ``seams`` kept as the solid bears: halves of them given up, then halves of halves."""
    waiting, budget = [seams] if seams else [], _RELEASES_MAX
    kept = list(seams)
    while waiting and budget > 0:
        group = waiting.pop(0)
        budget -= 1
        rest = [seam for seam in kept if not any(seam.IsSame(other) for other in group)]
        joiner = _joined(solid, rest)
        better = sound(joiner.Shape(), volume) if joiner is not None else None
        if better is not None:
            whole, kept = better, rest
        elif len(group) > 1:
            half = len(group) // 2
            waiting += [group[:half], group[half:]]
    return whole


def _repaired(solid: TopoDS_Solid, diagonal: float, volume: float) -> TopoDS_Solid | None:
    """Looser tolerances, then the kernel's own repair of what joining broke; the first sound one."""
    for linear, repair in ((1e-5, False), (1e-4, False), (1e-5, True), (None, True)):
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
        whole = sound(shape, volume)
        if whole is not None:
            return whole
    return None
