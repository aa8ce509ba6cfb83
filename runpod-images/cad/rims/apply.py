"""Holes brought onto their rims as the photos show them, equal ones made equal, sizes rounded to 0.1 mm."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from cad.geometry.vectors import Array, frame_of
from cad.label.views import View
from cad.rims.measure import MeasureRim, Rim, measure_rim
from cad.rims.straight import measure_edge
from cad.segment.limits import Limits
from cad.segment.profile import Round, Straight

if TYPE_CHECKING:
    from cad.segment.windows import Window

#: A rim further than this from the radius so far is another edge: a chamfer's, or a floor's. Shares of the radius.
_OTHER_EDGE, _OTHER_EDGE_WALL_SEEN = 0.35, 0.12
#: Rims at both ends of a hole that differ by no more, in place and size, are of one bore; a share of the radius.
_ALIKE = 0.05
#: Radii of one size differ by no more than a rim's own error (mm where the unit is mm; share of the radius).
_EQUAL = 0.012
_STEP_MM = 0.05
_HEXAGON = 6

_MeasureEdge = Callable[[list[View], Array, Array, Array, float, float], float | None]


def _believable(rim: Rim, window: Window, twice: bool) -> bool:
    most = _OTHER_EDGE_WALL_SEEN if window.wall_seen and not twice else _OTHER_EDGE
    return abs(rim.radius / window.radius - 1) < most


def _both_ends(near: Rim | None, far: Rim | None, window: Window) -> tuple[Rim | None, bool]:
    """The rim on the mouth's face from those at both ends of a hole through, and whether the two ends say the same."""
    if near is None or far is None:
        return near, False
    aside = far.centre - near.centre
    aside = aside - (aside @ window.normal) * window.normal
    alike = np.linalg.norm(aside) < _ALIKE * near.radius and abs(far.radius / near.radius - 1) < _ALIKE
    if not alike:
        return near, False
    share = far.views / (near.views + far.views)
    centre, radius = near.centre + share * aside, (1 - share) * near.radius + share * far.radius
    return Rim(centre, radius, near.views + far.views, min(near.on_circle, far.on_circle)), True


def _on_circle(window: Window, views: list[View], tolerance: float, measure: MeasureRim) -> Window:
    rim, twice = measure(views, window.mouth, window.normal, window.radius, tolerance), False
    if not window.floor:
        end = window.mouth - window.depth * window.normal
        far = measure(views, end, -window.normal, window.radius, tolerance)
        rim, twice = _both_ends(rim, far, window)
    if rim is None or not _believable(rim, window, twice):
        return window
    return replace(window, mouth=rim.centre, profile=Round(rim.radius), rim=Round(rim.radius))


def _on_edges(window: Window, profile: Straight, views: list[View], tolerance: float, measure: _MeasureEdge) -> Window:
    """Each side where the photos show it, the mean of both ends where they agree; the others stay."""
    x, y = frame_of(window.normal)
    outward = profile.normals @ np.stack([x, y])
    corners = window.mouth + profile.corners @ np.stack([x, y])
    faces = [(0.0, window.normal)] if window.floor else [(0.0, window.normal), (window.depth, -window.normal)]
    moves = []
    for k in range(len(outward)):
        ends = corners[[k - 1, k]]
        found = [
            measure(views, ends - deep * window.normal, outward[k], normal, profile.inradius, tolerance)
            for deep, normal in faces
        ]
        told = [move for move in found if move is not None]
        agree = bool(told) and np.ptp(told) < _ALIKE * profile.inradius
        moves.append(float(np.mean(told)) if agree else found[0])
    told = [move for move in moves if move is not None]
    if len(told) < len(moves) / 2:
        return window
    moved = np.array([0.0 if move is None else move for move in moves])
    if len(moved) == _HEXAGON:
        moved = np.full(_HEXAGON, np.mean(told))
    rim = replace(profile, reach=profile.reach + moved)
    return replace(window, profile=rim, rim=rim)


def _equalised(windows: list[Window]) -> list[Window]:
    """Measured holes along one direction whose radii differ by less than their error take the mean."""
    out, done = list(windows), np.zeros(len(windows), bool)
    for number, window in enumerate(windows):
        if not isinstance(window.rim, Round) or done[number]:
            continue
        alike = [
            k for k, other in enumerate(windows)
            if isinstance(other.rim, Round) and not done[k] and abs(other.normal @ window.normal) > 0.999
            and abs(other.rim.radius / window.rim.radius - 1) < _EQUAL
        ]  # fmt: skip
        mean = float(np.mean([windows[k].rim.radius for k in alike]))
        for k in alike:
            out[k], done[k] = replace(out[k], profile=Round(mean)), True
    return out


def _rounded(window: Window) -> Window:
    """Sizes to steps of 0.1 mm: about a rim's error, so that rounding takes nothing that was measured."""
    to_step = lambda half: np.maximum(np.round(half / _STEP_MM) * _STEP_MM, _STEP_MM)  # noqa: E731
    if isinstance(window.rim, Round):
        return replace(window, profile=Round(float(to_step(window.radius))))
    if not isinstance(window.rim, Straight):
        return window
    # Sides that face each other keep their middle: places are not round, sizes are.
    reach, half = window.rim.reach, len(window.rim.reach) // 2
    middle = (reach - np.roll(reach, half)) / 2
    return replace(window, profile=replace(window.rim, reach=middle + to_step((reach + np.roll(reach, half)) / 2)))


def on_rims(
    windows: list[Window], views: list[View], limits: Limits,
    measure: MeasureRim = measure_rim, measure_side: _MeasureEdge = measure_edge,
) -> list[Window]:  # fmt: skip
    """The windows as the photos show their rims, where they do."""
    tolerance, out = limits.depth_slack, []
    for window in windows:
        if isinstance(window.profile, Straight):
            out.append(_on_edges(window, window.profile, views, tolerance, measure_side))
        else:
            out.append(window if window.recessed else _on_circle(window, views, tolerance, measure))
    return out


def settled(windows: list[Window], nominal: bool) -> list[Window]:
    """Measured windows made equal where they nearly are, and of round size where lengths are mm (``nominal``)."""
    equal = _equalised(windows)
    return [_rounded(window) for window in equal] if nominal else equal
