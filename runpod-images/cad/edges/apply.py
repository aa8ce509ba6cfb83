"""Chamfers and roundings put on a solid by the kernel: all at once where it can, else as many as it can."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from OCP.BRepFilletAPI import BRepFilletAPI_MakeChamfer, BRepFilletAPI_MakeFillet
from OCP.TopoDS import TopoDS_Solid
from scipy.spatial import cKDTree

from cad.build.blend import carried_out, is_larger
from cad.edges.edge import Edge, sharp_edges
from cad.edges.trim import Trim
from cad.fit.surfaces import Surface
from cad.kernel.shape import faces_of, tessellate, volume_of
from cad.kernel.surface import same_surface

#: Attempts of the kernel for all trims of a part together.
_TRIES_MAX = 60
#: A trim takes or adds a triangle's area along its edge; the solid may change by this many times that.
_ROOM = 2.0


def _on(surface: Surface, edge: Edge, diagonal: float) -> int | None:
    return next((k for k in range(2) if same_surface(edge.surfaces[k], surface, diagonal)), None)


@dataclass(frozen=True)
class _Body:
    """A solid with its edges and its volume: of the kernel's failures on it each asks for them again."""

    solid: TopoDS_Solid
    edges: list[Edge]
    volume: float

    @staticmethod
    def of(solid: TopoDS_Solid, diagonal: float) -> _Body:
        edges = sharp_edges(solid, tessellate(solid, 0.001 * diagonal, 0.2), 0.005 * diagonal)
        return _Body(solid, edges, volume_of(solid))


def _picks(trims: Sequence[Trim], edges: Sequence[Edge], diagonal: float, slack: float) -> list[tuple[Trim, Edge]]:
    """Edges of a solid where both surfaces of a trim meet, and where it was seen over half their length."""
    picks = []
    for trim in trims:
        tree = cKDTree(trim.places)
        for edge in edges:
            sides = _on(trim.first, edge, diagonal), _on(trim.second, edge, diagonal)
            if None in sides or sides[0] == sides[1]:
                continue
            near = tree.query(edge.places)[0] < 0.01 * diagonal + slack
            if near.mean() > 0.5:
                picks.append((trim, edge))
    return picks


def _cut(body: _Body, kind: str, picks: list[tuple[Trim, Edge]], diagonal: float) -> TopoDS_Solid | None:
    def prepared() -> BRepFilletAPI_MakeChamfer | BRepFilletAPI_MakeFillet:
        maker = BRepFilletAPI_MakeChamfer(body.solid) if kind == "chamfer" else BRepFilletAPI_MakeFillet(body.solid)
        for trim, edge in picks:
            if maker.Contour(edge.edge):
                # The kernel carries a trim on along smooth edges by itself.
                continue
            if kind == "fillet":
                maker.Add(trim.sizes[0], edge.edge)
            else:
                on_first = trim.sizes if _on(trim.first, edge, diagonal) == 0 else trim.sizes[::-1]
                maker.Add(*on_first, edge.edge, edge.first_face)
        return maker

    made = carried_out(prepared)
    return made if made is not None and _still_the_part(body, made, picks) else None


def _still_the_part(sharp: _Body, made: TopoDS_Solid, picks: list[tuple[Trim, Edge]]) -> bool:
    if is_larger(made, sharp.solid):
        return False
    room = sum(edge.length * trim.sizes[0] * trim.sizes[1] / 2 for trim, edge in picks)
    faces, new_faces = (sum(1 for _ in faces_of(s)) for s in (sharp.solid, made))
    changed = abs(volume_of(made) - sharp.volume)
    return changed < _ROOM * room + 1e-6 * sharp.volume and new_faces <= faces + 4 * len(picks) + 8


class _Budget:
    """Tries of the kernel that are left."""

    def __init__(self, tries: int) -> None:
        self.left = tries

    def spend(self) -> bool:
        self.left -= 1
        return self.left >= 0


def _as_many(body: _Body, trims: list[Trim], diagonal: float, slack: float, budget: _Budget) -> _Body:
    """All at once; where that fails each half by itself, on what came of the one before."""
    picks = _picks(trims, body.edges, diagonal, slack)
    if not picks or not budget.spend():
        return body
    made = _cut(body, trims[0].kind, picks, diagonal)
    if made is not None or len(trims) == 1:
        return body if made is None else _Body.of(made, diagonal)
    half = len(trims) // 2
    body = _as_many(body, trims[:half], diagonal, slack, budget)
    return _as_many(body, trims[half:], diagonal, slack, budget)


def apply_trims(solid: TopoDS_Solid, trims: Sequence[Trim], diagonal: float, slack: float = 0.0) -> TopoDS_Solid:
    """The solid with as many trims as the kernel can make, large ones first; ``slack``: how far, in mm, an edge may
    have moved since it was measured."""
    if not trims:
        return solid
    budget, body = _Budget(_TRIES_MAX), _Body.of(solid, diagonal)
    for kind in ("fillet", "chamfer"):
        ranked = sorted((t for t in trims if t.kind == kind), key=lambda t: -max(t.sizes))
        if ranked:
            body = _as_many(body, ranked, diagonal, slack, budget)
    return body.solid
