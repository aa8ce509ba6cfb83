"""Rounded edges: faces that run smoothly into their neighbours on both sides. One entry a radius and side."""

from __future__ import annotations

import numpy as np

from cad.dimensions.alike import alike
from cad.dimensions.dimension import Dimension
from cad.dimensions.look import Face, Part, sweep_deg
from cad.dimensions.worth import Worth
from cad.geometry.vectors import frame_of, unit

#: A quarter turn rounds a right angle; nearly a half turn is an end, no edge.
_SWEEP_MAX_DEG = 172.0


def blends_of(part: Part) -> set[int]:
    """Faces that round an edge or a corner."""
    found = set()
    for face in part.faces:
        if face.kind == "cylinder":
            turn = sweep_deg(face.corners.reshape(-1, 3), face.origin, face.axis)
            if turn < _SWEEP_MAX_DEG and len(part.tangent(face, straight=True)) >= 2:
                found.add(face.id)
        elif face.kind == "torus" and len(part.tangent(face)) >= 2:
            found.add(face.id)
    for face in part.faces:
        # Where three rounded edges meet.
        if face.kind == "sphere" and sum(n in found for n in part.tangent(face)) >= 2:
            found.add(face.id)
    return found


def fillets(part: Part, worth: Worth, blends: set[int]) -> list[Dimension]:
    def same(a: Face, b: Face) -> bool:
        return a.concave == b.concave and abs(a.radius - b.radius) < 1e-4 * part.size

    groups = alike((face for face in part.faces if face.id in blends and face.kind != "sphere"), same)
    out = []
    for group in groups:
        shown = max(group, key=lambda face: face.area)
        raw = [worth.raw_radius(face.id, face.concave) for face in group]
        known = [value for value in raw if value is not None]
        sure = [worth.radius([face.id], 90.0) for face in group]
        numbers = [face.id for face in group]
        out.append(Dimension(
            "fillet", "Fillet" if shown.concave else "Rounded edge", "radius", shown.radius,
            float(np.mean(known)) if known else None, min((s for s in sure if s is not None), default=None),
            worth.evidence(numbers), numbers, shown.centre, unit(shown.axis), count=len(group), lines=_arm(shown),
        ))  # fmt: skip
    return out


def _arm(face: Face) -> list:
    """From the centre of the rounding to the middle of its face."""
    points = face.corners.reshape(-1, 3)
    middle = points[int(np.argmin(np.linalg.norm(points - face.centre, axis=1)))]
    offset = middle - face.origin
    height = offset @ face.axis
    across = offset - height * face.axis
    if face.kind == "torus":
        away = unit(across) if np.linalg.norm(across) > 1e-9 else frame_of(face.axis)[0]
        return [(face.origin + face.major * away, middle)]
    return [(face.origin + height * face.axis, middle)]
