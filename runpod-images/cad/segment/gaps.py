"""Round and straight-sided gaps in the points of a seen plane, closed by points all round."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from cad.cloud.cloud import Surfels
from cad.fit.refine import fit_circle
from cad.fit.surfaces import Plane, Segment
from cad.geometry.vectors import Array, frame_of
from cad.segment.limits import Limits
from cad.segment.painted import painted
from cad.segment.profile import Profile, Round, fit_straight

_BINS = 24
#: A profile is told by a rim that lies on it to within these, in steps of the grid or in shares of its inradius.
_RMS, _RMS_CLEAN, _SHARE = 1.0, 0.6, 0.06


@dataclass(frozen=True)
class Gap:
    """A part of a plane without points: ``centre``, ``profile`` about it in the frame ``x``, ``y``, ``normal``;
    ``density`` of the surfels round it, per unit of area; ``clean``: its rim lies on the profile to within the spacing
    of points."""

    centre: Array
    normal: Array
    x: Array
    y: Array
    profile: Profile
    density: float
    clean: bool

    @property
    def radius(self) -> float:
        """Of the largest circle inside."""
        return self.profile.inradius


def _holes(flat: Array, step: float) -> list[Array]:
    """Rims ``(m, 2)`` of the empty regions that do not reach the outside; single stray points are overlooked."""
    image, low = painted(flat, step, 3)
    image = cv2.morphologyEx(image, cv2.MORPH_CLOSE, np.ones((3, 3), np.uint8))
    _, island, stats, _ = cv2.connectedComponentsWithStats(image, connectivity=8)
    image[(stats[:, cv2.CC_STAT_AREA] < 6)[island]] = 0
    count, region, stats, _ = cv2.connectedComponentsWithStats(1 - image, connectivity=4)
    outside = set(np.unique(np.r_[region[0], region[-1], region[:, 0], region[:, -1]]))
    rims = []
    for k in range(1, count):
        if k in outside or stats[k, cv2.CC_STAT_AREA] < 9:
            continue
        mask = (region == k).astype(np.uint8)
        if not image[mask > 0].any():
            rim = cv2.dilate(mask, np.ones((3, 3), np.uint8)) - mask
            rims.append((np.argwhere(rim > 0)[:, ::-1] + 0.5) * step + low)
    return rims


def _round(rim: Array, step: float) -> tuple[Array, Profile, bool] | None:
    """Middle and profile of a circle, and is it a clean one; None where the rim is none."""
    centre, radius = fit_circle(rim)
    off = np.abs(np.linalg.norm(rim - centre, axis=1) - radius)
    spread = float(np.sqrt(np.mean(off**2)))
    clean = spread < max(_RMS_CLEAN * step, _SHARE * radius) and off.max() < max(1.8 * step, 0.2 * radius)
    if spread > max(_RMS * step, _SHARE * radius) or off.max() > max(2.5 * step, 0.2 * radius):
        return None
    return centre, Round(radius), clean


def _straight(rim: Array, step: float) -> tuple[Array, Profile, bool] | None:
    """As :func:`_round`, for a rectangle or a hexagon."""
    found = fit_straight(rim, step)
    if found is None:
        return None
    centre, profile, spread = found
    furthest = float(np.abs(profile.distance(rim - centre)).max())
    if spread > max(_RMS_CLEAN * step, 0.5 * _SHARE * profile.inradius) or furthest > 2.5 * step:
        return None
    return centre, profile, True


def _collar(profile: Profile, step: float) -> tuple[float, float]:
    """Where the ring of points that closes a gap begins and ends, outwards from its outline."""
    return step, max(4 * step, 0.5 * profile.inradius)


def _density(flat: Array, profile: Profile, step: float) -> float | None:
    """Points per area round the gap, ``flat (n, 2)`` about its middle; None where it is not closed or not empty."""
    inner, outer = _collar(profile, step)
    width = np.abs(profile.outline()).max() + 2 * outer
    grid = np.arange(-width, width, step / 3)
    places = np.stack(np.meshgrid(grid, grid), -1).reshape(-1, 2)
    by_turn = []
    for points in (flat, places):
        off = profile.distance(points)
        collar = points[(off > inner) & (off < outer)]
        by_turn.append(np.histogram(np.arctan2(collar[:, 1], collar[:, 0]), _BINS, (-np.pi, np.pi))[0])
    area = profile.moved(outer).area - profile.moved(inner).area
    density = float(by_turn[0].sum() / area)
    dense = by_turn[0] / np.maximum(by_turn[1], 1)
    # A collar thin on one side borders on what was not seen; it does not close the gap.
    if density * step**2 < 0.4 or dense.min() < 0.35 * np.median(dense):
        return None
    core = -0.4 * profile.inradius
    if (profile.distance(flat) < core).sum() > 0.12 * density * profile.moved(core).area:
        return None
    return density


def _bare(flat: Array, profile: Profile, step: float) -> Profile:
    """The profile moved until its area is what lacks points: strays over the rim count like points missing there."""
    off = profile.distance(flat)
    inner, outer = _collar(profile, step)
    within = profile.moved(inner).area
    density = ((off > inner) & (off < outer)).sum() / (profile.moved(outer).area - within)
    bare = max(within - (off < inner).sum() / max(density, 1e-12), 0.0)
    low, high = -profile.inradius, inner
    for _ in range(40):
        middle = (low + high) / 2
        low, high = (middle, high) if profile.moved(middle).area < bare else (low, middle)
    return profile.moved((low + high) / 2)


@dataclass(frozen=True)
class _Map:
    """A face's points in its own frame: all near it ``flat (n, 2)``, and those well on it ``level (m, 2)``."""

    normal: Array
    x: Array
    y: Array
    offset: float
    flat: Array
    level: Array
    step: float

    def gap(self, rim: Array) -> Gap | None:
        """The gap within ``rim`` if it has a profile, is closed and empty."""
        told = _round(rim, self.step) or _straight(rim, self.step)
        if told is None:
            return None
        middle, profile, clean = told
        density = _density(self.flat - middle, profile, self.step)
        if density is None:
            return None
        profile = _bare(self.level - middle, profile, self.step)
        if profile.inradius < 1.2 * self.step:
            return None
        return Gap(self.lifted(middle), self.normal, self.x, self.y, profile, density, clean)

    def lifted(self, flat: Array) -> Array:
        return flat @ np.stack([self.x, self.y]) + self.normal * self.offset


def _map_of(face: Segment, surfels: Surfels, limits: Limits) -> _Map | None:
    plane = face.surface
    if not isinstance(plane, Plane) or len(face.index) < 4 * limits.least or face.hypothesis:
        return None
    facing = np.sign(np.median(surfels.normals[face.index] @ plane.normal)) or 1.0
    normal = plane.normal * facing
    near = (np.abs(plane.signed(surfels.points)) < 1.5 * limits.reach) & (surfels.normals @ normal > 0.7)
    x, y = frame_of(normal)
    flat = surfels.points[near] @ np.stack([x, y], 1)
    level = flat[(np.abs(plane.signed(surfels.points[near])) < limits.reach) & (surfels.normals[near] @ normal > 0.95)]
    step = max(1.25 * surfels.spacing, 0.0045 * surfels.diagonal)
    return _Map(normal, x, y, plane.offset * facing, flat, level, step) if len(flat) else None


def gaps_of(face: Segment, surfels: Surfels, limits: Limits) -> tuple[list[Gap], list[Gap]]:
    """Gaps of one face, and round guesses for those too ragged to have a profile; none for surfaces other than planes
    that were seen.

    Where the gap is, all points near the face tell; how wide it is, those well on it: what runs down over the rim
    would narrow it.
    """
    on = _map_of(face, surfels, limits)
    found: list[Gap] = []
    ragged: list[Gap] = []
    for rim in _holes(on.flat, on.step) if on is not None else []:
        gap = on.gap(rim)
        if gap is None:
            middle = rim.mean(0)
            radius = float(np.linalg.norm(rim - middle, axis=1).mean())
            guess = Gap(on.lifted(middle), on.normal, on.x, on.y, Round(radius), 0.0, False)
            ragged += [guess] if radius > 2 * on.step else []
        else:
            found.append(gap)
    small = lambda gap: gap.radius < 0.2 * surfels.diagonal  # noqa: E731
    return list(filter(small, found)), list(filter(small, ragged))
