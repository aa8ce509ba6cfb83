"""Chamfers: narrow planes and cones that cut an outward edge of two larger faces. One entry a size: leg × angle."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cad.dimensions.alike import alike
from cad.dimensions.dimension import Dimension
from cad.dimensions.look import Face, Part
from cad.dimensions.worth import Worth, together
from cad.geometry.vectors import Array, unit

#: A wider one (share of the part) is a face of its own: a roof, a wedge.
_WIDTH_MAX = 0.1
#: How far a chamfer turns from either neighbour.
_TURN_MIN_DEG, _TURN_MAX_DEG = 12.0, 78.0
#: Both neighbours are larger than the chamfer by this.
_LARGER = 1.3


@dataclass(frozen=True)
class Chamfer:
    """``leg``: the longer one, along ``base``; ``angle_deg``: between the chamfer and ``base``; ``ends (2, 3)``: of its
    width, on ``base`` and on the other face."""

    face: Face
    base: Face
    leg: float
    angle_deg: float
    ends: Array


def chamfers_of(part: Part, but: set[int]) -> list[Chamfer]:
    """All of them; ``but``: faces that are something else (countersinks)."""
    found = (_chamfer(part, f) for f in part.faces if f.kind in ("plane", "cone") and f.id not in but)
    return [chamfer for chamfer in found if chamfer is not None]


def _chamfer(part: Part, face: Face) -> Chamfer | None:
    sides = [_side(part, face, other) for other in face.joins]
    outward = [side for side in sides if side is not None and side[0].area > _LARGER * face.area]
    for k, (one, place, turn) in enumerate(outward):
        for other, across, back in outward[k + 1 :]:
            made = _between(part, face, (one, other), np.array([place, across]), (turn, back))
            if made is not None:
                return made
    return None


def _side(part: Part, face: Face, number: int) -> tuple[Face, Array, float] | None:
    """Neighbour, middle of the common edge and the turn there, where the edge is an outward one."""
    other = part.faces[number]
    place, _ = max(face.joins[number], key=lambda edge: -np.linalg.norm(edge[0] - face.centre))
    own, theirs = face.outward_at(place), other.outward_at(place)
    if own is None or theirs is None:
        return None
    turn = float(np.degrees(np.arccos(np.clip(own @ theirs, -1, 1))))
    # Across an outward edge the face lies below its neighbour's tangent plane.
    falls = (face.centre - place) @ theirs < 0
    return (other, place, turn) if falls and _TURN_MIN_DEG < turn < _TURN_MAX_DEG else None


def _between(
    part: Part, face: Face, sides: tuple[Face, Face], places: Array, turns: tuple[float, float]
) -> Chamfer | None:  # fmt: skip
    normals = [side.outward_at(place) for side, place in zip(sides, places, strict=True)]
    own = face.outward_at(places[0])
    along = np.cross(own, normals[0])
    if face.kind == "plane":
        # The edges on both sides run the same way, and the width is across them.
        if abs(unit(along) @ unit(np.cross(own, normals[1]))) < 0.99 or abs(turns[0] + turns[1]) > 150:
            return None
        offset = places[1] - places[0]
        across = offset - (offset @ unit(along)) * unit(along)
        places = np.array([places[0], places[0] + across])
        width, length = float(np.linalg.norm(across)), face.area / max(float(np.linalg.norm(across)), 1e-12)
    else:
        low, high = face.span
        width = (high - low) / max(np.cos(face.half_angle or 0.0), 1e-6)
        length = face.area / max(width, 1e-12)
        heights = (places - face.origin) @ face.axis
        if abs(heights[0] - heights[1]) < 0.5 * (high - low):
            return None
        # One meridian from edge to edge.
        start = places[0] - face.origin - heights[0] * face.axis
        radii = np.linalg.norm(places - face.origin - heights[:, None] * face.axis, axis=1)
        places = np.array([face.origin + h * face.axis + r * unit(start) for h, r in zip(heights, radii, strict=True)])
    if not 0 < width < _WIDTH_MAX * part.size or length < 1.2 * width:
        return None
    first, second = np.radians(turns)
    legs = width * np.sin(second) / np.sin(first + second), width * np.sin(first) / np.sin(first + second)
    k = int(legs[1] > legs[0] * (1 + 1e-6))
    return Chamfer(face, sides[k], float(legs[k]), turns[k], places if k == 0 else places[::-1])


def chamfers(part: Part, worth: Worth, made: list[Chamfer]) -> list[Dimension]:
    def same(a: Chamfer, b: Chamfer) -> bool:
        return abs(a.leg - b.leg) < 1e-3 * part.size and abs(a.angle_deg - b.angle_deg) < 0.5

    return [_dimension(worth, group) for group in alike(made, same)]


def _dimension(worth: Worth, group: list[Chamfer]) -> Dimension:
    shown = max(group, key=lambda one: one.face.area)
    numbers = [one.face.id for one in group]
    # A plane further in by d makes both legs longer.
    lean = float(np.sin(np.radians(shown.angle_deg)))
    sure = [together(_over(worth.place(one.face.id), lean), worth.place(one.base.id)) for one in group]
    least = min((s for s in sure if s is not None), default=None)
    bias = worth.bias(shown.face.id)
    raw = None if bias is None else max(0.0, shown.leg - bias / lean)
    return Dimension(
        "chamfer", f"Chamfer × {shown.angle_deg:.3g}°", "length", shown.leg,
        raw, least,
        worth.evidence(numbers), numbers, shown.face.centre, None, count=len(group),
        lines=[(shown.ends[0], shown.ends[1])],
    )  # fmt: skip


def _over(value: float | None, by: float) -> float | None:
    return None if value is None else value / by
