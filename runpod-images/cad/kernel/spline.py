"""Freeform surfaces to and from the kernel's B-spline surfaces."""

from __future__ import annotations

import numpy as np
from OCP.collections import Array1_double, Array1_int, Array2_gp_Pnt
from OCP.Geom import Geom_BSplineSurface
from OCP.gp import gp_Pnt

from cad.fit.freeform import DEGREE, Freeform
from cad.geometry.vectors import Array


def _knots(flat: Array) -> tuple[Array1_double, Array1_int]:
    values, counts = np.unique(flat, return_counts=True)
    knots, times = Array1_double(1, len(values)), Array1_int(1, len(values))
    for row, (value, count) in enumerate(zip(values, counts, strict=True), 1):
        knots.SetValue(row, float(value))
        times.SetValue(row, int(count))
    return knots, times


def spline_of(surface: Freeform) -> Geom_BSplineSurface:
    count_u, count_v = surface.poles.shape[:2]
    poles = Array2_gp_Pnt(1, count_u, 1, count_v)
    for i in range(count_u):
        for j in range(count_v):
            poles.SetValue(i + 1, j + 1, gp_Pnt(*surface.poles[i, j].tolist()))
    (knots_u, times_u), (knots_v, times_v) = _knots(surface.knots_u), _knots(surface.knots_v)
    return Geom_BSplineSurface(poles, knots_u, knots_v, times_u, times_v, DEGREE, DEGREE)


def freeform_of(spline: Geom_BSplineSurface) -> Freeform | None:
    """None for a spline of another degree, with weights or periodic: none of ours."""
    plain = not (spline.IsURational() or spline.IsVRational() or spline.IsUPeriodic() or spline.IsVPeriodic())
    if not plain or spline.UDegree() != DEGREE or spline.VDegree() != DEGREE:
        return None
    flat_u = [spline.UKnot(k) for k in range(1, spline.NbUKnots() + 1) for _ in range(spline.UMultiplicity(k))]
    flat_v = [spline.VKnot(k) for k in range(1, spline.NbVKnots() + 1) for _ in range(spline.VMultiplicity(k))]
    places = [[spline.Pole(i, j) for j in range(1, spline.NbVPoles() + 1)] for i in range(1, spline.NbUPoles() + 1)]
    poles = np.array([[(p.X(), p.Y(), p.Z()) for p in row] for row in places])
    return Freeform(np.array(flat_u), np.array(flat_v), poles, closed=bool(spline.IsUClosed()))
