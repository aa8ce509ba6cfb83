"""Holes that repeat: bolt circles, grids, and the spacing of two of a kind."""

from __future__ import annotations

import numpy as np

from cad.dimensions.alike import alike
from cad.dimensions.bores import Round
from cad.dimensions.dimension import Dimension
from cad.dimensions.look import Part
from cad.dimensions.worth import Worth
from cad.geometry.vectors import Array, frame_of

#: Places off the pattern by more than this share of its size are no pattern.
_OFF_MAX = 0.01
_MEMBERS_MAX = 200


class Set:
    """Equal parallel holes: their centres in a plane across the axis."""

    def __init__(self, holes: list[Round]) -> None:
        self.holes = holes
        self.axis = holes[0].axis
        self.x, self.y = frame_of(self.axis)
        tops = [hole.on_axis(hole.high) for hole in holes]
        self.height = float(np.mean([top @ self.axis for top in tops]))
        self.flat = np.array([[top @ self.x, top @ self.y] for top in tops])

    def lift(self, flat: Array) -> Array:
        return flat[0] * self.x + flat[1] * self.y + self.height * self.axis


def _sets(holes: list[Round]) -> list[Set]:
    def same(like: Round, hole: Round) -> bool:
        return abs(hole.axis @ like.axis) > 0.99999 and abs(hole.radius - like.radius) < 0.002 * like.radius

    return [Set(group) for group in alike(holes, same) if 2 <= len(group) <= _MEMBERS_MAX]


def _on_circle(found: Set, centre: Array) -> tuple[np.ndarray, float] | None:
    """Members evenly spread on one circle about a centre, and its radius."""
    away = found.flat - centre
    radii = np.linalg.norm(away, axis=1)
    for radius in np.unique(np.round(radii, 6)):
        mine = np.flatnonzero(np.abs(radii - radius) < _OFF_MAX * radius)
        if len(mine) < 3 or radius <= 0:
            continue
        turn = np.sort(np.degrees(np.arctan2(away[mine, 1], away[mine, 0])))
        gaps = np.append(np.diff(turn), turn[0] + 360 - turn[-1])
        if np.ptp(gaps) < 2 * np.degrees(_OFF_MAX):
            return mine, float(radii[mine].mean())
    return None


def _evidence(worth: Worth, holes: list[Round]) -> tuple[list[int], str, float | None]:
    """Faces, evidence, and the mean uncertainty of one centre."""
    faces = [face for hole in holes for face in hole.faces]
    each = [worth.radius(hole.faces, hole.arc_deg) for hole in holes]
    known = [value for value in each if value is not None]
    sure = float(np.mean(known)) if len(known) == len(each) else None
    return faces, worth.evidence(faces), sure


def _bolt_circle(worth: Worth, found: Set, centres: list[Array], size: float) -> tuple[Dimension, np.ndarray] | None:
    """About the axis of another round feature first; else about the middle of all, unless four make a grid as well."""
    own = found.flat.mean(0)
    central = any(np.linalg.norm(centre - own) < 1e-3 * size for centre in centres)
    tried = centres if len(found.holes) == 4 and not central else [*centres, own]
    for centre in tried:
        hit = _on_circle(found, centre)
        if hit is None:
            continue
        mine, radius = hit
        faces, evidence, sure = _evidence(worth, [found.holes[k] for k in mine])
        middle = found.lift(centre)
        first = found.lift(found.flat[mine[0]])
        return Dimension(
            "bolt-circle", "Bolt circle, pitch diameter", "diameter", 2 * radius, None,
            None if sure is None else 2 * sure / np.sqrt(len(mine)), evidence, faces, middle, found.axis,
            count=len(mine), lines=[(2 * middle - first, first)], circles=[(middle, found.axis, radius)],
        ), mine  # fmt: skip
    return None


def _grid(worth: Worth, found: Set) -> list[Dimension]:
    """Rows and columns, each place taken once: the pitch of both; a row has one pitch."""
    flat, count = found.flat, len(found.holes)
    if count < 3:
        return []
    start = flat[int(np.lexsort((flat[:, 1].round(3), flat[:, 0].round(3)))[0])]
    near = np.argsort(np.linalg.norm(flat - start, axis=1))[1:4]
    for k in near:
        u = (flat[k] - start) / np.linalg.norm(flat[k] - start)
        v = np.array([-u[1], u[0]])
        ticks = [_ticks(flat @ way) for way in (u, v)]
        if any(tick is None for tick in ticks):
            continue
        (rows, pitch_u), (columns, pitch_v) = ticks
        if rows * columns != count:
            continue
        return [_pitch(worth, found, way, rows, columns, pitch)
                for way, pitch in ((u, pitch_u), (v, pitch_v)) if pitch > 0]  # fmt: skip
    return []


def _ticks(values: Array) -> tuple[int, float] | None:
    """Number of even steps the values take and their pitch; None when uneven."""
    ordered = np.sort(values)
    slack = _OFF_MAX * max(float(np.ptp(ordered)), 1e-12)
    starts = np.append(0, np.flatnonzero(np.diff(ordered) > slack) + 1)
    places = np.array([part.mean() for part in np.split(ordered, starts[1:])])
    if len(places) == 1:
        return 1, 0.0
    gaps = np.diff(places)
    return (len(places), float(gaps.mean())) if np.ptp(gaps) < 2 * slack else None


def _pitch(worth: Worth, found: Set, way: Array, rows: int, columns: int, pitch: float) -> Dimension:
    faces, evidence, sure = _evidence(worth, found.holes)
    along = way[0] * found.x + way[1] * found.y
    first = found.lift(found.flat[int(np.argmin(found.flat @ way))])
    label = f"Row of {rows * columns} holes, pitch" if 1 in (rows, columns) else f"Grid {rows} × {columns}, pitch"
    steps = max(rows, columns) - 1
    return Dimension(
        "grid", label, "length", pitch, None, None if sure is None else float(np.sqrt(2) * sure / max(1, steps)),
        evidence, faces, found.lift(found.flat.mean(0)), found.axis, count=rows * columns,
        lines=[(first, first + pitch * along)],
    )  # fmt: skip


def _pair(worth: Worth, found: Set) -> list[Dimension]:
    if len(found.holes) != 2:
        return []
    faces, evidence, sure = _evidence(worth, found.holes)
    a, b = (found.lift(place) for place in found.flat)
    return [Dimension(
        "spacing", "Holes, centre to centre", "length", float(np.linalg.norm(b - a)), None,
        None if sure is None else float(np.sqrt(2) * sure), evidence, faces, (a + b) / 2, found.axis, lines=[(a, b)],
    )]  # fmt: skip


def patterns(part: Part, worth: Worth, holes: list[Round], rounds: list[Round]) -> list[Dimension]:
    """``rounds``: every round feature, whose axes may be a pattern's centre."""
    out: list[Dimension] = []
    for found in _sets(holes):
        centres = [
            np.array([r.origin @ found.x, r.origin @ found.y])
            for r in rounds
            if abs(r.axis @ found.axis) > 0.99999 and r.faces not in [hole.faces for hole in found.holes]
        ]
        while (hit := _bolt_circle(worth, found, centres, part.size)) is not None:
            out.append(hit[0])
            left = [hole for k, hole in enumerate(found.holes) if k not in set(hit[1].tolist())]
            if len(left) < 2:
                found = None
                break
            found = Set(left)
        if found is not None:
            out += _grid(worth, found) or _pair(worth, found)
    return out
