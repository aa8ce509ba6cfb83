"""Holes whose gap in the cloud is ragged, but whose rim the photos show.

Where a dense reconstruction spilled points over a hole the gap has no shape; its empty middle still says where to
look. What the photos show there as a circle, with nothing inside it, is the rim.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from cad.cloud.cloud import Surfels
from cad.label.views import View
from cad.rims.measure import measure_rim
from cad.segment.gaps import Gap
from cad.segment.limits import Limits
from cad.segment.profile import Round

#: What is left empty is smaller than the hole and may lie to one side of it: radii and shifts tried, times the gap's.
_WIDER = (1.0, 1.3, 1.7)
_ASIDE = ((0.0, 0.0), (0.3, 0.0), (-0.3, 0.0), (0.0, 0.3), (0.0, -0.3))
_MOST = 24
#: The middle of a hole (share of its radius) holds next to none of the points a face would have there.
_MIDDLE, _POINTS_MAX = 0.5, 0.12


def with_seen_rims(
    gaps: list[Gap], ragged: list[Gap], surfels: Surfels, views: list[View], limits: Limits
) -> list[Gap]:
    """``gaps`` of one face and those ``ragged`` ones that the photos show as a circle."""
    if not any(view.photo is not None for view in views):
        return gaps
    tolerance, out = limits.depth_slack, list(gaps)
    for gap in sorted(ragged, key=lambda g: -g.radius)[:_MOST]:
        found = _seen(gap, surfels, views, tolerance)
        if found is not None and all(np.linalg.norm(found.centre - g.centre) > found.radius for g in out):
            out.append(found)
    return out


def _seen(gap: Gap, surfels: Surfels, views: list[View], tolerance: float) -> Gap | None:
    rims = [
        measure_rim(views, gap.centre + gap.radius * (u * gap.x + v * gap.y), gap.normal, wider * gap.radius, tolerance)
        for wider in _WIDER
        for u, v in _ASIDE
    ]
    rim = max((r for r in rims if r is not None), key=lambda r: (r.on_circle, r.views), default=None)
    if rim is None:
        return None
    offset = surfels.points - rim.centre
    height = offset @ gap.normal
    across = np.linalg.norm(offset - height[:, None] * gap.normal, axis=1)
    level = (np.abs(height) < 4 * surfels.noise) & (surfels.normals @ gap.normal > 0.7)
    collar = level & (across > 1.15 * rim.radius) & (across < 1.6 * rim.radius)
    density = float(collar.sum() / (np.pi * (1.6**2 - 1.15**2) * rim.radius**2))
    middle = (level & (across < _MIDDLE * rim.radius)).sum()
    if density <= 0 or middle > _POINTS_MAX * density * np.pi * (_MIDDLE * rim.radius) ** 2:
        return None
    return replace(gap, centre=rim.centre, profile=Round(rim.radius), density=density)
