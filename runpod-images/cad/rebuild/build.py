"""The same part with some of its surfaces elsewhere: arranged anew, labelled by the solid before, sewn, rounded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from OCP.TopoDS import TopoDS_Solid

from cad.arrange.cells import arrange
from cad.build.blend import Blend, apply_blends
from cad.build.solid import build_solid
from cad.edges.apply import apply_trims
from cad.edges.trim import Trim
from cad.fit.surfaces import Plane, Segment, Surface
from cad.geometry.vectors import Array, frame_of
from cad.kernel.shape import bounds_of, faces_of, is_closed, is_valid
from cad.kernel.surface import same_surface, surface_of
from cad.problem import CadError
from cad.rebuild.change import shift_of
from cad.rebuild.sides import OldSides, label_like
from cad.rebuild.surfaces import Skin

#: Sheets reach this share of the diagonal beyond where their faces end; the first that closes is taken.
_MARGINS = (0.03, 0.06, 0.015, 0.1)


@dataclass(frozen=True)
class Sharp:
    """A solid before its edges are rounded, the roundings that are put back, and after them the small trims."""

    solid: TopoDS_Solid
    blends: list[Blend]
    trims: list[Trim] = field(default_factory=list)


def _frame(segments: Sequence[Segment]) -> Array:
    """Directions of the part: of its largest plane and of the largest one across it."""
    planes = [s for s in segments if isinstance(s.surface, Plane)]
    planes.sort(key=lambda s: -float(np.linalg.norm(np.ptp(s.extent, axis=0))))
    if not planes:
        return np.eye(3)
    first = planes[0].surface.normal
    across = next((s.surface.normal for s in planes if abs(s.surface.normal @ first) < 1e-6), None)
    second = frame_of(first)[0] if across is None else across
    return np.array([first, second, np.cross(first, second)])


class _Moves:
    """Where the surfaces of a skin have gone."""

    def __init__(self, old: Skin, new: Sequence[Segment]) -> None:
        self.old, self.new = old, new

    def of(self, surface: Surface) -> Surface:
        """The surface as it is now; one that is not of the skin stays."""
        number = next(
            (k for k, s in enumerate(self.old.segments) if same_surface(s.surface, surface, self.old.diagonal)), None
        )  # fmt: skip
        if number is None or type(self.new[number].surface) is not type(surface):
            return surface
        after = self.new[number].surface
        if not isinstance(surface, Plane):
            return after
        return replace(surface, offset=float(np.sign(after.normal @ surface.normal)) * after.offset)

    def blend(self, blend: Blend, shift: float) -> Blend:
        """Between the planes as they are now; an edge that grew is still its own."""
        first, second = self.of(blend.first), self.of(blend.second)
        return replace(blend, first=first, second=second, low=blend.low - shift, high=blend.high + shift)

    def trim(self, trim: Trim) -> Trim:
        return replace(trim, first=self.of(trim.first), second=self.of(trim.second))


def _has_all(solid: TopoDS_Solid, wanted: Sequence[Surface], diagonal: float) -> bool:
    own = [surface for surface in map(surface_of, faces_of(solid)) if surface is not None]
    return all(any(same_surface(surface, mine, diagonal) for mine in own) for surface in wanted)


def rebuild(sharp: Sharp, old: Skin, segments: list[Segment]) -> tuple[Sharp, TopoDS_Solid]:
    """The part on ``segments`` (those of ``old``, the skin of ``sharp``, changed): sharp, and with its roundings.

    Raises CadError ``rebuild-impossible`` where no valid closed solid has all the surfaces that were changed.
    """
    shifts = [shift_of(before, after) for before, after in zip(old.segments, segments, strict=True)]
    total = float(sum(shifts))
    wanted = [segments[k].surface for k, shift in enumerate(shifts) if shift > 0]
    solid = sharp.solid if not wanted else _rearranged(sharp, old, segments, wanted, total)
    moves = _Moves(old, segments)
    made = Sharp(solid, [moves.blend(b, total) for b in sharp.blends], [moves.trim(t) for t in sharp.trims])
    rounded, _ = apply_blends(solid, made.blends, old.diagonal)
    return made, apply_trims(rounded, made.trims, old.diagonal, total)


def _rearranged(
    sharp: Sharp, old: Skin, segments: list[Segment], wanted: Sequence[Surface], shift: float
) -> TopoDS_Solid:
    low, high = bounds_of(sharp.solid)
    reason = "the changed surfaces do not enclose a part"
    for share in _MARGINS:
        margin = share * old.diagonal + shift
        box = (low - 1.5 * margin, high + 1.5 * margin)
        try:
            complex_ = arrange(segments, np.empty((0, 3)), {}, box, margin, _frame(segments), old.diagonal)
            before = OldSides([s.surface for s in old.segments], old.mesh, *box)
            labels = label_like(complex_, before, [s.surface for s in segments])
            solid = build_solid(complex_, labels, old.diagonal)
        except CadError as error:
            reason = error.detail
            continue
        if not (is_valid(solid) and is_closed(solid)):
            continue
        if _has_all(solid, wanted, old.diagonal):
            return solid
        reason = "a face that was changed would vanish"
    raise CadError("rebuild-impossible", reason)
