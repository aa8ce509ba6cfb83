"""Straight edges of holes measured in the photos, each by itself, as :mod:`cad.rims.measure` does for circles."""

from __future__ import annotations

import numpy as np
from scipy.ndimage import gaussian_filter1d

from cad.geometry.vectors import Array, unit
from cad.label.views import View
from cad.rims.measure import STEP_PX, VIEWS_MIN, peak_offset, pixel_size, summed_edges

_ROWS = 48
#: Near its corners another edge is as strong; a share of the length left out at each end.
_CORNER = 0.15
#: The summed edge must stand out this much, and this share of the rows have it within a pixel.
_CONTRAST_MIN, _ON_LINE_MIN = 1.7, 0.6
#: How far from where the edge is expected it is looked for; of the hole's inradius.
_REACH = 0.3


def measure_edge(
    views: list[View], ends: Array, outward: Array, normal: Array, inradius: float, tolerance: float
) -> float | None:
    """How far ``outward (3,)`` of the line between ``ends (2, 3)`` the face with the outward ``normal`` truly ends;
    None where the photos do not show it clearly. ``tolerance``: as for circles."""
    seeing = [view for view in views if view.photo is not None]
    middle = ends.mean(0)
    pixel = pixel_size(seeing, middle) if len(seeing) >= VIEWS_MIN else 0.0
    if pixel <= 0 or inradius < 4 * pixel:
        return None
    reach = max(_REACH * inradius, 5 * pixel)
    across = np.arange(-reach, reach, STEP_PX * pixel)
    share = np.linspace(_CORNER, 1 - _CORNER, _ROWS)[:, None]
    line = (1 - share) * ends[0] + share * ends[1]
    grid, collar = line[:, None] + across[None, :, None] * outward, line + (reach + 2 * pixel) * unit(outward)
    summed = summed_edges(seeing, grid, collar, middle, normal, tolerance)
    if summed is None:
        return None
    strength = gaussian_filter1d(gaussian_filter1d(summed[0], 1.0, axis=1), 1.0, axis=0)
    profile = strength.mean(0)
    peak = int(profile[1:-1].argmax()) + 1
    near = np.abs(strength.argmax(1) - peak) * STEP_PX <= 1.0
    if profile[peak] < _CONTRAST_MIN * profile.mean() or near.mean() < _ON_LINE_MIN:
        return None
    return float(across[peak] + peak_offset(*profile[peak - 1 : peak + 2]) * STEP_PX * pixel)
