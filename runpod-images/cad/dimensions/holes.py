"""Holes, counterbores, countersinks, slots; bosses and shafts; round ends and spheres."""

from __future__ import annotations

import numpy as np

from cad.dimensions.bores import Round, is_closed_at, rounds_of, same_axis, steps_down_at
from cad.dimensions.dimension import Dimension
from cad.dimensions.look import Face, Part, radii_about
from cad.dimensions.worth import Worth, together
from cad.geometry.vectors import Array, frame_of, unit


def _double(value: float | None) -> float | None:
    return None if value is None else 2 * value


def _raw_radius(worth: Worth, made: Round) -> float | None:
    known = [worth.raw_radius(face, made.concave) for face in made.faces]
    found = [value for value in known if value is not None]
    return float(np.mean(found)) if found else None


def _across(made: Round, height: float) -> tuple[Array, Array]:
    """The ends of a diameter at a height."""
    x, _ = frame_of(made.axis)
    middle = made.on_axis(height)
    return middle - made.radius * x, middle + made.radius * x


def _diameter(worth: Worth, made: Round, kind: str, label: str, entry: float) -> Dimension:
    return Dimension(
        kind, label, "diameter", 2 * made.radius, _double(_raw_radius(worth, made)),
        _double(worth.radius(made.faces, made.arc_deg)), worth.evidence(made.faces), made.faces,
        made.on_axis(entry), made.axis, lines=[_across(made, entry)],
        circles=[(made.on_axis(entry), made.axis, made.radius)],
    )  # fmt: skip


def _hole(part: Part, worth: Worth, made: Round) -> Dimension:
    shut_low, shut_high = is_closed_at(part, made, False), is_closed_at(part, made, True)
    step_low, step_high = steps_down_at(part, made, False), steps_down_at(part, made, True)
    blind = shut_low or shut_high
    stepped = not blind and (step_low or step_high)
    entry = made.low if (shut_high or step_high) and not (shut_low or step_low) else made.high
    walls = len(made.spans)
    if shut_low and shut_high:
        label = "Cavity, closed at both ends"
    elif blind:
        label = "Hole, blind"
    elif stepped:
        label = "Counterbore"
    else:
        label = f"Hole, through {walls} walls" if walls > 1 else "Hole, through"
    found = _diameter(worth, made, "hole", label, entry)
    found.depth, found.through = float(made.high - made.low), not (blind or stepped)
    return found


def _countersinks(part: Part, worth: Worth, holes: list[Round]) -> list[Dimension]:
    """Cones that widen a hole at its mouth."""
    out = []
    for face in part.faces:
        if face.kind != "cone" or not face.concave:
            continue
        bore = next(
            (h for h in holes if same_axis(h.axis, h.origin, face.axis, face.origin, part.size)
             and any(number in face.joins for number in h.faces)),
            None,
        )  # fmt: skip
        points = face.corners.reshape(-1, 3)
        radii = radii_about(points, face.origin, face.axis)
        if bore is None or radii.max() < bore.radius * 1.02:
            continue
        heights = (points - bore.origin) @ bore.axis
        rim = bore.on_axis(float(heights[int(np.argmax(radii))]))
        x, _ = frame_of(bore.axis)
        out.append(Dimension(
            "countersink", f"Countersink {np.degrees(2 * face.half_angle):.3g}°", "diameter", float(2 * radii.max()),
            None if worth.bias(face.id) is None else float(2 * radii.max() - 2 * worth.bias(face.id)),
            _double(worth.place(face.id)), worth.evidence([face.id]), [face.id], rim, bore.axis,
            depth=float(np.ptp(heights)), lines=[(rim - radii.max() * x, rim + radii.max() * x)],
            circles=[(rim, bore.axis, float(radii.max()))],
        ))  # fmt: skip
    return out


def _flanks(part: Part, end: Round) -> list[Face]:
    """Planes that a round end runs out into."""
    numbers = {n for face in end.faces for n in part.tangent(part.faces[face], straight=True)}
    return [part.faces[n] for n in numbers if part.faces[n].kind == "plane"]


def is_round_end(part: Part, made: Round) -> bool:
    """A half turn between two parallel faces: the end of a slot or of a tongue."""
    flanks = _flanks(part, made)
    return any(a.normal @ b.normal < -0.999 for a in flanks for b in flanks)


def _slots(part: Part, worth: Worth, ends: list[Round]) -> tuple[list[Dimension], set[int]]:
    """Two half turns that share their flanks: width, and length between the centres."""
    out: list[Dimension] = []
    used: set[int] = set()
    for i, a in enumerate(ends):
        for b in ends[i + 1 :]:
            shared = {f.id for f in _flanks(part, a)} & {f.id for f in _flanks(part, b)}
            if len(shared) < 2 or abs(a.radius - b.radius) > 1e-4 * part.size or used & {*a.faces, *b.faces}:
                continue
            faces = [*a.faces, *b.faces, *shared]
            height = a.high
            p, q = a.on_axis(height), b.on_axis(height)
            along = unit(q - p)
            side = a.radius * np.cross(a.axis, along)
            middle = (p + q) / 2
            shut = part.holds((a.on_axis(a.low) + b.on_axis(b.low)) / 2 - 0.02 * a.radius * a.axis) or part.holds(
                middle + 0.02 * a.radius * a.axis
            )
            walls = [f for f in shared if part.faces[f].normal is not None]
            out.append(Dimension(
                "slot", "Slot, blind" if shut else "Slot, through", "length", 2 * a.radius,
                _double(_raw_radius(worth, a)), together(*(worth.place(f) for f in walls)), worth.evidence(faces),
                faces, middle, a.axis, depth=float(a.high - a.low), through=not shut,
                lines=[(middle - side, middle + side)],
                circles=[(p, a.axis, a.radius), (q, a.axis, a.radius)],
            ))  # fmt: skip
            apart = float(np.linalg.norm(q - p))
            sure = together(worth.radius(a.faces, a.arc_deg), worth.radius(b.faces, b.arc_deg))
            out.append(Dimension(
                "spacing", "Slot, centre to centre", "length", apart, None, sure, worth.evidence(faces),
                [*a.faces, *b.faces], middle, a.axis, lines=[(p, q)],
            ))  # fmt: skip
            used |= {*a.faces, *b.faces}
    return out, used


def round_features(part: Part, worth: Worth, blends: set[int]) -> tuple[list[Dimension], list[Round]]:
    """Dimensions of all round features but ``blends`` (faces that round an edge), and the holes for the patterns."""
    rounds = [made for made in rounds_of(part) if not set(made.faces) <= blends]
    holes = [made for made in rounds if made.concave and made.is_whole]
    ends = [made for made in rounds if not made.is_whole]
    slots, used = _slots(part, worth, [made for made in ends if made.concave])
    out = [_hole(part, worth, made) for made in holes]
    out += _countersinks(part, worth, holes) + slots
    for made in rounds:
        if made.is_whole and not made.concave:
            found = _diameter(worth, made, "boss", "Outer diameter", made.high)
            found.depth = float(made.high - made.low)
            out.append(found)
    for made in ends:
        if not used & set(made.faces):
            out.append(_partial(worth, made))
    return out + _spheres(part, worth, blends), holes


def _partial(worth: Worth, made: Round) -> Dimension:
    middle = made.on_axis((made.low + made.high) / 2)
    kind, label = ("hole", "Round notch") if made.concave else ("boss", "Round end")
    return Dimension(
        kind, label, "radius", made.radius, _raw_radius(worth, made), worth.radius(made.faces, made.arc_deg),
        worth.evidence(made.faces), made.faces, middle, made.axis, depth=float(made.high - made.low),
        circles=[(made.on_axis(made.high), made.axis, made.radius)],
    )  # fmt: skip


def _spheres(part: Part, worth: Worth, blends: set[int]) -> list[Dimension]:
    out = []
    for face in part.faces:
        if face.kind != "sphere" or face.id in blends:
            continue
        x = np.array([1.0, 0.0, 0.0]) * face.radius
        out.append(Dimension(
            "sphere", "Hollow sphere" if face.concave else "Sphere", "diameter", 2 * face.radius,
            _double(worth.raw_radius(face.id, face.concave)), _double(worth.place(face.id)),
            worth.evidence([face.id]), [face.id], face.origin, lines=[(face.origin - x, face.origin + x)],
        ))  # fmt: skip
    return out
