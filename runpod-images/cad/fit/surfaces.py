"""The five analytic surfaces: signed distance and outward normal of points. All directions are unit vectors.

The freeform one, with the same methods, is in ``freeform.py``.

"Outward" is geometric (away from axis or centre, along a plane's normal); whether a face bounds material on that
side is the segment's ``sense``.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from cad.fit.freeform import Freeform
from cad.fit.radial import about_axis, from_axis
from cad.geometry.vectors import Array, unit


@dataclass(frozen=True)
class Plane:
    """Points with ``normal · x = offset``."""

    normal: Array
    offset: float
    kind = "plane"

    def signed(self, points: Array) -> Array:
        return points @ self.normal - self.offset

    def outward(self, points: Array) -> Array:
        return np.broadcast_to(self.normal, points.shape)

    def scaled(self, by: float) -> Plane:
        return replace(self, offset=self.offset * by)


@dataclass(frozen=True)
class Cylinder:
    axis: Array
    centre: Array
    radius: float
    kind = "cylinder"

    def signed(self, points: Array) -> Array:
        return from_axis(points, self.centre, self.axis)[1] - self.radius

    def outward(self, points: Array) -> Array:
        return about_axis(points, self.centre, self.axis)[2]

    def scaled(self, by: float) -> Cylinder:
        return replace(self, centre=self.centre * by, radius=self.radius * by)


@dataclass(frozen=True)
class Cone:
    """Opens from ``apex`` along ``axis``; ``half_angle`` in radians, between 0 and π/2."""

    axis: Array
    apex: Array
    half_angle: float
    kind = "cone"

    def signed(self, points: Array) -> Array:
        height, radius = from_axis(points, self.apex, self.axis)
        return radius * np.cos(self.half_angle) - height * np.sin(self.half_angle)

    def outward(self, points: Array) -> Array:
        radial = about_axis(points, self.apex, self.axis)[2]
        return np.cos(self.half_angle) * radial - np.sin(self.half_angle) * self.axis

    def scaled(self, by: float) -> Cone:
        return replace(self, apex=self.apex * by)


@dataclass(frozen=True)
class Sphere:
    centre: Array
    radius: float
    kind = "sphere"

    def signed(self, points: Array) -> Array:
        return np.linalg.norm(points - self.centre, axis=1) - self.radius

    def outward(self, points: Array) -> Array:
        return unit(points - self.centre)

    def scaled(self, by: float) -> Sphere:
        return replace(self, centre=self.centre * by, radius=self.radius * by)


@dataclass(frozen=True)
class Torus:
    """``major``: radius of the ring; ``minor``: radius of the tube."""

    axis: Array
    centre: Array
    major: float
    minor: float
    kind = "torus"

    def _ring(self, points: Array) -> Array:
        radial = about_axis(points, self.centre, self.axis)[2]
        return points - (self.centre + self.major * radial)

    def signed(self, points: Array) -> Array:
        return np.linalg.norm(self._ring(points), axis=1) - self.minor

    def outward(self, points: Array) -> Array:
        return unit(self._ring(points))

    def scaled(self, by: float) -> Torus:
        return replace(self, centre=self.centre * by, major=self.major * by, minor=self.minor * by)


Surface = Plane | Cylinder | Cone | Sphere | Torus | Freeform


@dataclass(frozen=True)
class Segment:
    """A surface and the surfels that showed it.

    ``sense`` +1: material lies behind the outward normal (a boss); -1: in front of it (a hole). ``index``: surfels.
    ``arc_deg``: how much of the turn round the axis was seen (360 for planes). ``raw``: the surface as first fitted.
    ``hypothesis``: not seen itself but inferred (an outline carried through the part).
    """

    surface: Surface
    index: np.ndarray
    sense: int
    rms: float
    arc_deg: float = 360.0
    raw: Surface | None = None
    hypothesis: bool = False
    extent: Array | None = None

    def with_surface(self, surface: Surface) -> Segment:
        return replace(self, surface=surface, raw=self.raw or self.surface)


def radius_of(surface: Surface) -> float | None:
    """Radius a drawing would name: of the cylinder, sphere or a torus' tube."""
    if isinstance(surface, Torus):
        return surface.minor
    return surface.radius if isinstance(surface, Cylinder | Sphere) else None


def axis_of(surface: Surface) -> Array | None:
    """Axis direction of a surface of revolution with a unique axis, else None."""
    return surface.axis if isinstance(surface, Cylinder | Cone | Torus) else None


def origin_of(surface: Surface) -> Array:
    """A point that places the surface: on the plane, on the axis, the apex or the centre."""
    if isinstance(surface, Plane):
        return surface.normal * surface.offset
    if isinstance(surface, Freeform):
        return surface.poles.reshape(-1, 3).mean(0)
    return surface.apex if isinstance(surface, Cone) else surface.centre
