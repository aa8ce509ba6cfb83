"""All relations of a part brought in together, in the order in which one feeds the next."""

from __future__ import annotations

import numpy as np

from cad.cloud.cloud import Surfels
from cad.fit.freeform import Freeform
from cad.fit.surfaces import Plane, Segment
from cad.geometry.vectors import Array
from cad.regularise.axes import coaxial, equal_radii, nominal_radii, snap_axes
from cad.regularise.directions import snap_directions
from cad.regularise.tangent import bring_tangent
from cad.regularise.touching import bring_touching
from cad.segment.limits import Limits


def joint_frame(segments: list[Segment], frame: Array, up_held: bool) -> Array:
    """The rotation that fits all plane normals best at once (orthogonal Procrustes), weighted by surfels.

    With ``up_held`` the first row stays and only the turn about it is fitted.
    """
    sums = np.zeros((3, 3))
    for segment in segments:
        if not isinstance(segment.surface, Plane):
            continue
        normal = segment.raw.normal if isinstance(segment.raw, Plane) else segment.surface.normal
        lean = frame @ normal
        k = int(np.argmax(np.abs(lean)))
        if abs(lean[k]) > np.cos(np.radians(3)):
            sums[k] += len(segment.index) * np.sign(lean[k]) * normal
    if np.linalg.norm(sums) == 0:
        return frame
    if up_held:
        up = frame[0]
        turn = np.arctan2(*np.sum([[sums[k] @ np.cross(up, frame[k]), sums[k] @ frame[k]] for k in (1, 2)], axis=0))
        c, s = np.cos(turn), np.sin(turn)
        second = c * frame[1] + s * np.cross(up, frame[1])
        return np.array([up, second, np.cross(up, second)])
    weight = np.linalg.norm(sums, axis=1)
    target = sums / np.maximum(weight, 1e-12)[:, None]
    u, _, vt = np.linalg.svd(frame.T @ (target * weight[:, None]))
    flip = np.diag([1.0, 1.0, np.sign(np.linalg.det(u @ vt))])
    return frame @ (u @ flip @ vt)


def regularise(
    segments: list[Segment], surfels: Surfels, frame: Array, limits: Limits, *, nominal: bool
) -> tuple[list[Segment], Array]:
    """Parallel, perpendicular, coaxial, equal, nominal (``nominal``: lengths are mm), tangent; ``raw`` is kept.

    Freeform patches stay as they are: they have no direction or size to share.
    """
    frame = joint_frame(segments, frame, surfels.table_z is not None)
    freeform = [s for s in segments if isinstance(s.surface, Freeform)]
    segments = [s for s in segments if not isinstance(s.surface, Freeform)]
    planes = snap_directions([s for s in segments if isinstance(s.surface, Plane)], surfels, frame, limits)
    curved = [s for s in segments if not isinstance(s.surface, Plane)]
    whole = snap_axes(planes + curved, surfels, frame, limits)
    whole = coaxial(whole, surfels, limits)
    whole = equal_radii(whole, limits)
    if nominal:
        whole = nominal_radii(whole, limits)
    whole = bring_tangent(whole, surfels, limits, nominal)
    return bring_touching(whole, surfels, limits, nominal) + freeform, frame
