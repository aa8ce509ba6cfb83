"""Holes that a pattern says are there: looked for in the photos just where one is missing.

A bolt circle of which most holes were found says place and size of the others; a rim of that size at that place is no
chance. Nothing is added that the photos do not show.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from cad.fit.surfaces import Segment, axis_of, origin_of
from cad.geometry.vectors import Array, frame_of
from cad.label.views import View
from cad.rims.measure import MeasureRim, Rim, measure_rim
from cad.segment.limits import Limits
from cad.segment.profile import Round

if TYPE_CHECKING:
    from cad.segment.windows import Window

#: Holes of a pattern differ in radius by less, and stand off their places by less; shares of the radius.
_ALIKE, _OFF = 0.06, 0.15
_FOLDS, _SEEN_MIN = range(3, 13), 3
#: At least half of the places of a circle must be holes that were found.
_FOUND_SHARE = 0.5
_STARTS = (1.0, 0.9)


def _kinds(windows: list[Window]) -> Iterator[list[Window]]:
    """Groups of round holes of one size that begin in one plane."""
    left = [w for w in windows if isinstance(w.rim, Round) and not w.recessed]
    while left:
        first = left[0]
        mine = [
            w for w in left
            if abs(w.normal @ first.normal) > 0.999 and abs(w.radius / first.radius - 1) < _ALIKE
            and abs(_height(w, first.normal) - first.mouth @ first.normal) < 0.5 * first.radius
        ]  # fmt: skip
        left = [w for w in left if all(w is not m for m in mine)]
        if len(mine) >= _SEEN_MIN:
            yield mine


def _height(window: Window, normal: Array) -> float:
    """Where the hole meets the face that looks along ``normal``."""
    same = window.normal @ normal > 0 or window.floor
    return float((window.mouth if same else window.mouth - window.depth * window.normal) @ normal)


def _centres(holes: list[Window], segments: list[Segment], x: Array, y: Array) -> list[Array]:
    """Axes that run the same way, in the frame ``x``, ``y``."""
    out: list[Array] = []
    for segment in segments:
        axis = axis_of(segment.surface)
        if axis is not None and abs(axis @ holes[0].normal) > 0.999:
            out.append(np.array([origin_of(segment.surface) @ x, origin_of(segment.surface) @ y]))
    return out


def _missing(places: Array, centre: Array, off: float) -> Array:
    """Places ``(m, 2)`` that would make the found ones an evenly spaced circle about ``centre``; none if they are no
    part of one."""
    away = places - centre
    radius = float(np.median(np.linalg.norm(away, axis=1)))
    if radius < 4 * off or np.abs(np.linalg.norm(away, axis=1) - radius).max() > off:
        return places[:0]
    turn = np.arctan2(away[:, 1], away[:, 0])
    for fold in _FOLDS:
        pitch = 2 * np.pi / fold
        phase = np.angle(np.exp(1j * fold * turn).mean()) / fold
        nearest = np.rint((turn - phase) / pitch)
        if np.abs(turn - phase - nearest * pitch).max() * radius > off:
            continue
        taken = set(nearest.astype(int) % fold)
        if len(taken) < max(_SEEN_MIN, _FOUND_SHARE * fold) or len(taken) < len(places):
            return places[:0]
        angles = phase + np.array(sorted(set(range(fold)) - taken)) * pitch
        return centre + radius * np.stack([np.cos(angles), np.sin(angles)], 1)
    return places[:0]


def repeated(
    windows: list[Window],
    segments: list[Segment],
    views: list[View],
    limits: Limits,
    measure: MeasureRim = measure_rim,
) -> list[Window]:
    """Windows for the holes that are missing in evenly spaced circles of ``windows`` and show their rim."""
    tolerance, out = limits.depth_slack, []
    for holes in _kinds(windows):
        first = holes[0]
        x, y = frame_of(first.normal)
        places = np.array([[w.mouth @ x, w.mouth @ y] for w in holes])
        radius = float(np.median([w.radius for w in holes]))
        wanted = (_missing(places, centre, _OFF * radius) for centre in _centres(holes, segments, x, y))
        for place in next((w for w in wanted if len(w)), places[:0]):
            mouth = place[0] * x + place[1] * y + (first.mouth @ first.normal) * first.normal
            # From a smaller start less of the face round the hole must be in view.
            rims = [measure(views, mouth, first.normal, share * radius, tolerance) for share in _STARTS]
            there = [rim for rim in rims if rim is not None and _is_there(rim, mouth, radius)]
            if there:
                rim = max(there, key=lambda r: (r.views, r.on_circle))
                found = Round(rim.radius)
                out.append(replace(first, mouth=rim.centre, profile=found, rim=found, wall=None, wall_seen=False))
    return out


def _is_there(rim: Rim, mouth: Array, radius: float) -> bool:
    return abs(rim.radius / radius - 1) < _ALIKE and float(np.linalg.norm(rim.centre - mouth)) < _OFF * radius
