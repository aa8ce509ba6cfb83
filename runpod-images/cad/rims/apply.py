"""Round holes brought onto their rims as the photos show them, equal ones made equal, sizes rounded to 0.1 mm."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from cad.geometry.vectors import Array
from cad.label.views import View
from cad.rims.measure import Rim, measure_rim
from cad.segment.limits import Limits
from cad.segment.profile import Round

if TYPE_CHECKING:
    from cad.segment.windows import Window

#: A rim further than this from the radius so far is another edge: a chamfer's, or a floor's. Shares of the radius.
_OTHER_EDGE, _OTHER_EDGE_WALL_SEEN = 0.35, 0.12
#: Rims at both ends of a hole that differ by no more, in place and size, are of one bore; a share of the radius.
_ALIKE = 0.05
#: Radii of one size differ by no more than a rim's own error (mm where the unit is mm; share of the radius).
_EQUAL = 0.012
_STEP_MM = 0.05


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


def _equalised(windows: list[Window]) -> list[Window]:
    """Measured holes along one direction whose radii differ by less than their error take the mean."""
    out, done = list(windows), np.zeros(len(windows), bool)
    for number, window in enumerate(windows):
        if window.rim is None or done[number]:
            continue
        alike = [
            k for k, other in enumerate(windows)
            if other.rim is not None and not done[k] and abs(other.normal @ window.normal) > 0.999
            and abs(other.rim.radius / window.rim.radius - 1) < _EQUAL
        ]  # fmt: skip
        mean = float(np.mean([windows[k].rim.radius for k in alike]))
        for k in alike:
            out[k], done[k] = replace(out[k], profile=Round(mean)), True
    return out


def on_rims(
    windows: list[Window], views: list[View], limits: Limits, nominal: bool,
    measure: Callable[[list[View], Array, Array, float, float], Rim | None] = measure_rim,
) -> list[Window]:  # fmt: skip
    """The windows with centre and radius from the photos where these show the rim; ``nominal``: lengths are mm."""
    tolerance, out = max(0.006 * limits.diagonal, 3 * limits.noise), []
    for window in windows:
        if not isinstance(window.profile, Round):
            out.append(window)
            continue
        rim, twice = measure(views, window.mouth, window.normal, window.radius, tolerance), False
        if not window.floor:
            end = window.mouth - window.depth * window.normal
            far = measure(views, end, -window.normal, window.radius, tolerance)
            rim, twice = _both_ends(rim, far, window)
        if rim is not None and _believable(rim, window, twice):
            window = replace(window, mouth=rim.centre, profile=Round(rim.radius), rim=rim)
        out.append(window)
    out = _equalised(out)
    if not nominal:
        return out
    # The step is about a rim's error: rounding takes nothing that was measured.
    rounded = lambda radius: max(round(radius / _STEP_MM) * _STEP_MM, _STEP_MM)  # noqa: E731
    return [replace(w, profile=Round(rounded(w.radius))) if w.rim is not None else w for w in out]
