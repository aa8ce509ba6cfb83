"""What a person changes: diameters, radii and distances, brought to the surfaces they are about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from cad.fit.surfaces import Cylinder, Plane, Segment, Sphere, Surface
from cad.problem import CadError

#: A distance that another override has undone again is told, not built.
_KEPT = 1e-6


@dataclass(frozen=True)
class Override:
    """``quantity``: ``diameter`` or ``radius`` of every surface in ``surfaces``, or the ``distance`` of two planes.

    ``surfaces``: numbers of segments; ``value``: length, in the unit of the segments.
    """

    quantity: str
    surfaces: tuple[int, ...]
    value: float


def quantity_of(surfaces: Sequence[Surface], quantity: str) -> float:
    """The value that an override of these surfaces replaces. Raises CadError ``override-unfit``."""
    if quantity == "distance":
        first, second = _planes(surfaces)
        return abs(first.offset - np.sign(first.normal @ second.normal) * second.offset)
    if not surfaces or not all(isinstance(surface, Cylinder | Sphere) for surface in surfaces):
        raise CadError("override-unfit", f"a {quantity} needs cylinders or spheres")
    radius = float(np.mean([surface.radius for surface in surfaces]))
    return 2 * radius if quantity == "diameter" else radius


def _planes(surfaces: Sequence[Surface]) -> tuple[Plane, Plane]:
    if len(surfaces) != 2 or not all(isinstance(surface, Plane) for surface in surfaces):
        raise CadError("override-unfit", "a distance needs two different planes")
    first, second = surfaces
    if abs(first.normal @ second.normal) < 1 - 1e-9:
        raise CadError("override-unfit", "a distance needs two parallel planes")
    return first, second


def changed(segments: list[Segment], overrides: Sequence[Override], support: Sequence[float]) -> list[Segment]:
    """The segments with every override brought in, in order; the surfaces that none names stay as they are.

    Of two planes the one with less ``support`` (one figure a segment) moves. Raises CadError: ``override-unfit`` where
    the surfaces do not have such a quantity, ``rebuild-impossible`` where one override undoes another.
    """
    out = list(segments)
    for override in overrides:
        given = [out[k].surface for k in override.surfaces]
        before = quantity_of(given, override.quantity)
        if override.quantity == "distance":
            _move(out, override, before, support)
            continue
        radius = override.value / 2 if override.quantity == "diameter" else override.value
        for k in override.surfaces:
            out[k] = replace(out[k], surface=replace(out[k].surface, radius=radius))
    for override in overrides:
        now = quantity_of([out[k].surface for k in override.surfaces], override.quantity)
        if abs(now - override.value) > _KEPT * override.value:
            raise CadError("rebuild-impossible", "one of the dimensions given undoes another")
    return out


def _move(segments: list[Segment], override: Override, before: float, support: Sequence[float]) -> None:
    """Moves the less supported of two planes along its normal, away from or towards the other."""
    staying, moving = sorted(override.surfaces, key=lambda k: -support[k])
    plane, other = segments[moving].surface, segments[staying].surface
    turned = float(np.sign(plane.normal @ other.normal))
    side = float(np.sign(plane.offset - turned * other.offset))
    offset = plane.offset + side * (override.value - before)
    segments[moving] = replace(segments[moving], surface=replace(plane, offset=offset))


def shift_of(before: Segment, after: Segment) -> float:
    """How far the points of a surface move at most."""
    old, new = before.surface, after.surface
    if isinstance(old, Plane) and isinstance(new, Plane):
        return abs(new.offset - old.offset)
    if isinstance(old, Cylinder | Sphere) and isinstance(new, Cylinder | Sphere):
        return abs(new.radius - old.radius)
    return 0.0
