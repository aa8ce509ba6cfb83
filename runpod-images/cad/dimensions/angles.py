"""Angles: planes that are neither parallel nor perpendicular, and cones; none of a countersink or a chamfer."""

from __future__ import annotations

import numpy as np

from cad.dimensions.alike import alike
from cad.dimensions.dimension import Dimension
from cad.dimensions.look import Face, Part
from cad.dimensions.worth import Worth, together
from cad.geometry.vectors import Array, unit

_SAME_DEG = 0.25
_PERPENDICULAR_DEG = 0.3


def _angle_deg(a: Array, b: Array) -> float:
    return float(np.degrees(np.arccos(np.clip(abs(a @ b), 0.0, 1.0))))


def _directions(part: Part, but: set[int]) -> list[list[Face]]:
    """Plane faces less those in ``but``, by direction up to sign, the largest area first."""
    flat = sorted((f for f in part.faces if f.normal is not None and f.id not in but), key=lambda f: -f.area)
    groups = alike(flat, lambda a, b: _angle_deg(b.normal, a.normal) < _SAME_DEG)
    return sorted(groups, key=lambda group: -sum(face.area for face in group))


def _tilt(worth: Worth, face: Face) -> float | None:
    """Uncertainty of a plane's direction in degrees: that of its place over half its reach."""
    place, reach = worth.place(face.id), np.sqrt(face.area) / 2
    return None if place is None or reach <= 0 else float(np.degrees(np.arctan2(place, reach)))


def plane_angles(part: Part, worth: Worth, cut: set[int]) -> list[Dimension]:
    """Each slanting direction against the largest direction it is not square to; equal ones are counted.

    ``cut``: faces that are chamfers, with an entry of their own.
    """
    out: list[Dimension] = []
    before: list[list[Face]] = []
    for group in _directions(part, cut):
        base = next((b for b in before if _angle_deg(group[0].normal, b[0].normal) < 90 - _PERPENDICULAR_DEG), None)
        before.append(group)
        if base is None:
            continue
        value = _angle_deg(group[0].normal, base[0].normal)
        like = next((d for d in out if d.faces[0] == base[0].id and abs(d.value - value) < 0.01), None)
        numbers = [face.id for face in group]
        if like is not None:
            like.faces += numbers
            like.count += len(numbers)
            like.evidence = worth.evidence(like.faces)
            continue
        face = group[0]
        near = min(base, key=lambda b: (b.id not in face.joins, np.linalg.norm(b.centre - face.centre)))
        faces = [base[0].id, *([near.id] if near is not base[0] else []), *numbers]
        line = unit(np.cross(face.normal, near.normal))
        arm = np.sqrt(face.area) / 2
        legs = []
        for plane in (face, near):
            along = np.cross(line, plane.normal)
            legs.append(along if along @ (plane.centre - face.centre) >= 0 else -along)
        legs[0] = legs[0] if legs[0] @ legs[1] >= 0 else -legs[0]
        out.append(Dimension(
            "angle", "Angle between faces", "angle", value, None, together(_tilt(worth, face), _tilt(worth, near)),
            worth.evidence(faces), faces, face.centre, line, count=len(numbers),
            lines=[(face.centre, face.centre + arm * leg) for leg in legs],
        ))  # fmt: skip
    return out


def cone_angles(part: Part, worth: Worth, sunk: set[int]) -> list[Dimension]:
    """Included angles of cones other than ``sunk`` (countersinks, chamfers). A turn in two halves is one."""
    out: list[Dimension] = []
    for face in part.faces:
        if face.kind != "cone" or face.id in sunk:
            continue
        value = float(np.degrees(2 * face.half_angle))
        twin = next((d for d in out if abs(d.value - value) < 1e-3 and set(d.faces) & set(face.joins)), None)
        if twin is not None:
            twin.faces.append(face.id)
            twin.evidence = worth.evidence(twin.faces)
            continue
        tilt = _tilt(worth, face)
        out.append(Dimension(
            "angle", "Cone, included angle", "angle", value, None, None if tilt is None else 2 * tilt,
            worth.evidence([face.id]), [face.id], face.centre, face.axis, lines=[(face.origin, face.centre)],
        ))  # fmt: skip
    return out
