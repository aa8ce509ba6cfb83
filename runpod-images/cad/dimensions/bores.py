"""Cylinder faces that make one round feature: holes, counterbores, bosses, round ends; and where each ends."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cad.dimensions.alike import alike
from cad.dimensions.look import Face, Part, sweep_deg
from cad.geometry.vectors import Array, frame_of, unit

#: A turn that covers less is an edge or an end, not a hole or a shaft.
ROUND_MIN_DEG = 200.0
_SAME_LINE = 1e-4
_SAME_AXIS_DEG = 0.1


@dataclass(frozen=True, eq=False)
class Round:
    """Cylinder faces of one axis, radius and side. ``spans``: heights along the axis, one a wall it goes through."""

    faces: list[int]
    axis: Array
    origin: Array
    radius: float
    concave: bool
    arc_deg: float
    spans: list[tuple[float, float]]

    @property
    def low(self) -> float:
        return self.spans[0][0]

    @property
    def high(self) -> float:
        return self.spans[-1][1]

    def on_axis(self, height: float) -> Array:
        return self.origin + height * self.axis

    @property
    def is_whole(self) -> bool:
        return self.arc_deg >= ROUND_MIN_DEG


def same_axis(a_axis: Array, a_origin: Array, b_axis: Array, b_origin: Array, size: float) -> bool:
    """One line, whichever way it points."""
    if abs(a_axis @ b_axis) < np.cos(np.radians(_SAME_AXIS_DEG)):
        return False
    offset = b_origin - a_origin
    return bool(np.linalg.norm(offset - (offset @ a_axis) * a_axis) < _SAME_LINE * size)


def _along(axis: Array) -> Array:
    """The axis turned so that its largest part is positive: up, where it can."""
    order = np.argsort(-np.abs(axis) - np.array([0, 0, 1e-6]))
    return axis if axis[order[0]] > 0 else -axis


def _merged(spans: list[tuple[float, float]], slack: float) -> list[tuple[float, float]]:
    out: list[tuple[float, float]] = []
    for low, high in sorted(spans):
        if out and low <= out[-1][1] + slack:
            out[-1] = (out[-1][0], max(out[-1][1], high))
        else:
            out.append((low, high))
    return out


def _round(part: Part, group: list[Face]) -> Round:
    first = group[0]
    axis = _along(unit(first.axis))
    points = np.vstack([face.corners.reshape(-1, 3) for face in group])
    origin = first.origin - (first.origin @ axis) * axis
    spans = []
    for face in group:
        heights = (face.corners.reshape(-1, 3) - origin) @ axis
        spans.append((float(heights.min()), float(heights.max())))
    return Round(
        [face.id for face in group], axis, origin, first.radius, first.concave, sweep_deg(points, origin, axis),
        _merged(spans, 1e-4 * part.size),
    )  # fmt: skip


def rounds_of(part: Part) -> list[Round]:
    """Cylinder faces joined to features: halves of one bore, and bores in line through several walls."""

    def same(like: Face, face: Face) -> bool:
        return (
            like.concave == face.concave
            and abs(like.radius - face.radius) < 1e-4 * part.size
            and same_axis(like.axis, like.origin, face.axis, face.origin, part.size)
        )

    groups = alike((face for face in part.faces if face.kind == "cylinder"), same)
    return [made for group in groups for made in _whole_or_apart(part, group)]


def _whole_or_apart(part: Part, group: list[Face]) -> list[Round]:
    """Holes in line are one drilling; rounded edges in line, and shafts, are one each."""
    whole = _round(part, group)
    if whole.is_whole and whole.concave:
        return [whole]
    return [_round(part, [face for face in group if face.id in near]) for near in _touching(group)]


def _touching(group: list[Face]) -> list[set[int]]:
    """Faces of a group that are neighbours of each other."""
    left, out = {face.id: face for face in group}, []
    while left:
        near, todo = set(), [next(iter(left))]
        while todo:
            here = todo.pop()
            if here in left:
                near.add(here)
                todo.extend(left.pop(here).joins)
        out.append(near)
    return out


def is_closed_at(part: Part, bore: Round, top: bool) -> bool:
    """Does the bore end in a floor or a drill's tip there, rather than in the open or in another bore?"""
    height, sign = (bore.high, 1.0) if top else (bore.low, -1.0)
    if part.holds(bore.on_axis(height + sign * 0.02 * bore.radius)):
        return True
    for number in bore.faces:
        for other in part.faces[number].joins:
            tip = part.faces[other]
            if tip.kind != "cone" or not tip.concave:
                continue
            apex = (tip.origin - bore.origin) @ bore.axis
            if (apex - height) * sign > 0 and same_axis(bore.axis, bore.origin, tip.axis, tip.origin, part.size):
                return part.holds(bore.on_axis(apex + sign * 0.02 * bore.radius))
    return False


def steps_down_at(part: Part, bore: Round, top: bool) -> bool:
    """Does the bore end on a ring of material about a narrower opening (the floor of a counterbore)?"""
    height, sign = (bore.high, 1.0) if top else (bore.low, -1.0)
    x, y = frame_of(bore.axis)
    turns = np.radians(np.arange(0, 360, 45) + 10)
    ring = [bore.on_axis(height + sign * 0.02 * bore.radius) + 0.95 * bore.radius * (np.cos(t) * x + np.sin(t) * y)
            for t in turns]  # fmt: skip
    return sum(part.holds(place) for place in ring) >= 6
