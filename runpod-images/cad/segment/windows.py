"""Holes nobody saw into: a closed gap in a face that was seen all round stands for a bore or straight walls behind it.

A small deep hole shows its rim and hardly any wall. A gap alone may as well be a dark spot, so with depth maps, or
where the face behind is seen, something must speak for the hole: wall or floor points, light falling in, or the same
outline on the opposite face. A straight-sided gap always needs a witness.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from cad.cloud.cloud import Surfels
from cad.fit.surfaces import Cone, Cylinder, Plane, Segment, Surface
from cad.geometry.vectors import Array, frame_of
from cad.label.views import View, free_votes, surface_votes
from cad.rims.apply import on_rims, settled
from cad.rims.repeated import repeated
from cad.segment.gaps import Gap, gaps_of
from cad.segment.limits import Limits
from cad.segment.profile import Profile, Round, Straight
from cad.segment.seen_rims import with_seen_rims

#: Points on a wall that tell its radius; and times ``Limits.least`` that also tell its place better than the rim does.
_WALL_POINTS, _WELL_KNOWN = 8, 6
#: A cone that was followed to less than this share of its mouth is a pit, and no bore goes on from it.
_BORE_MIN = 0.35
#: Straight sides within this of a plane that was seen run along it; radians.
_SQUARE = np.radians(5.0)
#: Walls deep in a hole seem to lean by up to this; radians.
_LEAN = np.radians(15.0)


@dataclass(frozen=True)
class Window:
    """A hole from ``mouth`` (its centre on the face) along ``-normal`` for ``depth``, all along with one ``profile``
    (in the frame of ``frame_of(normal)``).

    ``witnessed``: more than the outline speaks for it. ``floor``: its height was seen, else it goes through.
    ``wall``: the surface already found in the gap, if any; ``wall_seen``: points on the wall told the radius;
    ``rim``: the profile as measured in the photos, before rounding; ``recessed``: a wider mouth leads to it.
    """

    mouth: Array
    normal: Array
    profile: Profile
    depth: float
    floor: bool
    witnessed: bool
    wall: Segment | None = None
    wall_seen: bool = False
    rim: Profile | None = None
    recessed: bool = False

    @property
    def radius(self) -> float:
        """Of the wall, or of the largest circle inside it."""
        return self.profile.inradius

    def holds(self, points: Array, slack: float, wider: float = 0.0) -> np.ndarray:
        """Mask of points in the hole's column, ends included to within ``slack``, walls to within ``wider``."""
        offset = points - self.mouth
        height = offset @ self.normal
        across = self.profile.distance(offset @ np.stack(frame_of(self.normal), 1))
        return (across < wider) & (height < slack) & (height > -self.depth - slack)

    def segments(self, points: Array) -> list[Segment]:
        """The wall, from end to end of the hole, and the floor where it was seen; ``points``: of all surfels."""
        ring = self.profile.outline() @ np.stack(frame_of(self.normal))
        end = self.mouth - self.depth * self.normal
        if isinstance(self.profile, Round):
            walls = [self._bore(self.profile, points, np.vstack([self.mouth + ring, end + ring]))]
        else:
            walls = self._flats(self.profile, ring)
        if not self.floor or self.wall is not None:
            return walls
        base = Plane(self.normal, float(end @ self.normal))
        return [*walls, Segment(base, np.empty(0, np.int64), 1, 0.0, hypothesis=True, extent=end + ring)]

    def _bore(self, profile: Round, points: Array, extent: Array) -> Segment:
        bore = Cylinder(self.normal, self.mouth, profile.radius)
        if self.wall is not None:
            surface = self.wall.surface
            if self.rim is not None and isinstance(surface, Cylinder):
                surface = replace(surface, centre=self.mouth, radius=profile.radius)
            return replace(self.wall.with_surface(surface), extent=np.vstack([points[self.wall.index], extent]))
        raw = replace(bore, radius=self.rim.radius) if isinstance(self.rim, Round) else None
        none, guess = np.empty(0, np.int64), not self.wall_seen
        return Segment(bore, none, -1, 0.0, raw=raw, hypothesis=guess, extent=extent)

    def _flats(self, profile: Straight, ring: Array) -> list[Segment]:
        x, y = frame_of(self.normal)
        out = []
        for number, (across, reach) in enumerate(zip(profile.normals, profile.reach, strict=True)):
            edge = self.mouth + ring[[number - 1, number]]
            inward = -(across[0] * x + across[1] * y)
            plane = Plane(inward, float(self.mouth @ inward) - float(reach))
            extent = np.vstack([edge, edge - self.depth * self.normal])
            out.append(Segment(plane, np.empty(0, np.int64), 1, 0.0, hypothesis=True, extent=extent))
        return out


@dataclass(frozen=True)
class _Column:
    """Surfels round a gap's axis: ``depth`` below the face, distance ``across`` from the axis and ``outside`` the
    profile; ``up`` and ``inward``: normal along the face's and towards the axis."""

    depth: Array
    across: Array
    outside: Array
    up: Array
    inward: Array

    @staticmethod
    def of(gap: Gap, surfels: Surfels) -> _Column:
        offset = surfels.points - gap.centre
        flat = offset @ np.stack([gap.x, gap.y], 1)
        across = np.linalg.norm(flat, axis=1)
        lean = surfels.normals @ np.stack([gap.x, gap.y], 1)
        inward = -(lean * flat).sum(1) / np.maximum(across, 1e-9)
        outside = gap.profile.distance(flat)
        return _Column(-(offset @ gap.normal), across, outside, surfels.normals @ gap.normal, inward)


def _wall_radius(gap: Gap, column: _Column, limits: Limits) -> float | None:
    """Radius of the wall about the gap's centre, from points on it; None where there are too few, or it is straight."""
    if not isinstance(gap.profile, Round):
        return None
    on = (np.abs(column.across / gap.radius - 1) < 0.3) & (column.inward > 0.93)
    on &= column.depth > max(4 * limits.noise, 0.004 * limits.diagonal)
    on &= column.depth < 6 * gap.radius
    return float(np.median(column.across[on])) if on.sum() >= _WALL_POINTS else None


def _end(gap: Gap, column: _Column, surfels: Surfels) -> tuple[float, bool, bool] | None:
    """Depth of the hole, whether a floor was seen, and whether the face behind shows the gap too; None where the
    face behind is closed and no floor was seen: there is nothing that tells the depth."""
    density, profile = gap.density, gap.profile
    below = column.depth > max(4 * surfels.noise, 0.3 * gap.radius)
    core = below & (column.outside < -0.25 * gap.radius)
    disc = profile.moved(-0.25 * gap.radius).area
    floor = core & (column.up > 0.85)
    if floor.sum() > max(5, 0.25 * density * disc):
        return float(np.median(column.depth[floor])), True, False
    ring = below & (column.outside > 0.2 * gap.radius) & (column.outside < gap.radius) & (column.up < -0.85)
    collar = profile.moved(gap.radius).area - profile.moved(0.2 * gap.radius).area
    if ring.sum() > 0.2 * density * collar:
        first = np.percentile(column.depth[ring], 20)
        depth = float(np.median(column.depth[ring & (column.depth < first + 0.5 * gap.radius)]))
        closed = core & (np.abs(column.depth - depth) < 0.25 * gap.radius) & (column.up < -0.7)
        return None if closed.sum() > 0.3 * density * disc else (depth, False, True)
    lowest = float((gap.centre @ gap.normal) - (surfels.points @ gap.normal).min())
    if surfels.table_z is not None and gap.normal[2] > 0.9:
        lowest = (gap.centre[2] - surfels.table_z) / gap.normal[2]
    return (float(lowest), False, False) if lowest > 0.3 * gap.radius else None


def _light(gap: Gap, views: list[View], limits: Limits) -> tuple[bool, bool]:
    """Do views look in past the face, and do views see a surface that fills the gap?"""
    rng, outline = limits.rng(113), gap.profile.outline()
    box = rng.uniform(outline.min(0), outline.max(0), (400, 2))
    some = box[gap.profile.distance(box) < -0.4 * gap.radius][:60]
    disc = gap.centre + some @ np.stack([gap.x, gap.y])
    tolerance = max(0.004 * limits.diagonal, 2 * limits.noise)
    free = free_votes(views, disc - 2 * tolerance * gap.normal, tolerance)
    return bool(np.mean(free >= 2) > 0.5), bool(np.mean(surface_votes(views, disc, tolerance) >= 3) > 0.5)


def _known(gap: Gap, segments: list[Segment]) -> Segment | None:
    """The surface of revolution that was found in the round gap already."""
    if not isinstance(gap.profile, Round):
        return None
    for segment in segments:
        surface = segment.surface
        if isinstance(surface, Cylinder) and abs(surface.axis @ gap.normal) > 0.98:
            aside = gap.centre - surface.centre
            aside = np.linalg.norm(aside - (aside @ surface.axis) * surface.axis)
            if aside < 0.4 * gap.radius and 0.6 < surface.radius / gap.radius < 1.5:
                return segment
        if surface.kind in ("cone", "sphere", "torus"):
            rim = gap.centre + gap.radius * np.array([gap.x, gap.y, -gap.x, -gap.y])
            if np.abs(surface.signed(rim)).max() < 0.35 * gap.radius:
                return segment
    return None


def _squared(gap: Gap, segments: list[Segment]) -> Gap:
    """The gap turned by a few degrees where its straight sides then run along a plane that was seen."""
    if not isinstance(gap.profile, Straight):
        return gap
    across = np.stack([gap.x, gap.y])
    turns = []
    for segment in segments:
        if isinstance(segment.surface, Plane) and not segment.hypothesis:
            flat = across @ segment.surface.normal
            if np.linalg.norm(flat) > 0.999:
                angle = np.arctan2(flat[1], flat[0]) - np.arctan2(gap.profile.normals[:, 1], gap.profile.normals[:, 0])
                turns += list((angle + np.pi / 2) % np.pi - np.pi / 2)
    least = min(turns, key=abs, default=np.inf)
    return gap if abs(least) > _SQUARE else replace(gap, profile=gap.profile.turned(float(least)))


def _unbiased(gaps: list[Gap], segments: list[Segment], limits: Limits) -> list[Gap]:
    """Gaps moved and widened as those whose bores were well fitted, on faces that look the same way, ask for.

    A face recedes from a sharp edge or runs over it, more on the side away from the cameras: much the same for all
    holes of a face, as measured on those that need no correction.
    """
    errors = []
    for gap in gaps:
        bore = _known(gap, segments)
        if bore is None or not isinstance(bore.surface, Cylinder) or len(bore.index) < _WELL_KNOWN * limits.least:
            continue
        aside = bore.surface.centre - gap.centre
        errors.append((gap.normal, aside - (aside @ gap.normal) * gap.normal, bore.surface.radius - gap.radius))
    out = []
    for gap in gaps:
        mine = [(shift, wider) for normal, shift, wider in errors if normal @ gap.normal > 0.99]
        if mine:
            shift, wider = np.median([m[0] for m in mine], axis=0), float(np.median([m[1] for m in mine]))
            if max(float(np.linalg.norm(shift)), abs(wider)) < 0.25 * gap.radius:
                gap = replace(gap, centre=gap.centre + shift, profile=gap.profile.moved(wider))
        out.append(gap)
    return out


def _joined(first: Window, second: Window) -> Window:
    """A hole through, from what its two mouths say; a wall that was found keeps its place."""
    if first.wall is not None:
        return replace(first, witnessed=True)
    across = (second.mouth - first.mouth) / 2
    across -= (across @ first.normal) * first.normal
    profile = first.profile.moved((second.radius - first.radius) / 2)
    return replace(first, mouth=first.mouth + across, profile=profile, witnessed=True)


def _merged(windows: list[Window]) -> list[Window]:
    """One window a hole: a hole through has a mouth on either side."""
    kept: list[Window] = []
    for window in sorted(windows, key=lambda w: (w.wall is None, not w.witnessed, -w.radius)):
        twin = False
        for number, other in enumerate(kept):
            aside = window.mouth - other.mouth
            along = aside @ other.normal
            apart = np.linalg.norm(aside - along * other.normal)
            reaches = -other.depth - other.radius < along < other.radius
            if abs(window.normal @ other.normal) > 0.99 and apart < 0.5 * other.radius and reaches:
                twin = True
                if window.normal @ other.normal < 0 and not other.floor and not window.floor:
                    kept[number] = _joined(other, window)
                break
        if not twin:
            kept.append(window)
    return kept


def _window(gap: Gap, known: Segment | None, surfels: Surfels, views: list[View], limits: Limits) -> Window | None:
    """The hole behind one gap, or None where nothing but the gap speaks for it."""
    lit, filled = _light(gap, views, limits) if views else (False, False)
    column = _Column.of(gap, surfels)
    end = _end(gap, column, surfels)
    if end is None or (filled and not lit):
        return None
    depth, floor, twin = end
    # About the centre of a ragged rim the wall's few points tell nothing.
    radius = _wall_radius(gap, column, limits) if gap.clean else None
    witnessed = bool(lit or floor or twin or radius is not None)
    if not witnessed and (views or not gap.clean or isinstance(gap.profile, Straight)):
        return None
    mouth = gap.centre
    if known is not None and len(known.index) >= _WELL_KNOWN * limits.least:
        bore, radius = known.surface, known.surface.radius
        mouth = bore.centre + bore.axis * (((gap.centre - bore.centre) @ gap.normal) / (bore.axis @ gap.normal))
    profile = gap.profile if radius is None else Round(radius)
    return Window(mouth, gap.normal, profile, depth, floor, witnessed, known, radius is not None)


def _is_bore_of(gap: Gap, surface: Surface) -> bool:
    if not isinstance(surface, Cylinder) or abs(surface.axis @ gap.normal) < 0.98:
        return False
    aside = gap.centre - surface.centre
    aside = aside - (aside @ surface.axis) * surface.axis
    return bool(np.linalg.norm(aside) < 0.3 * gap.radius and surface.radius < 1.1 * gap.radius)


def _behind_cone(
    gap: Gap, cone: Segment, segments: list[Segment], surfels: Surfels, views: list[View], limits: Limits
) -> Window | None:
    """The bore that goes on where a countersink or a taper was seen no further, and none was found."""
    assert isinstance(cone.surface, Cone)
    depth = float(np.percentile((gap.centre - surfels.points[cone.index]) @ gap.normal, 95))
    last = gap.centre - depth * gap.normal
    radius = abs(float((last - cone.surface.apex) @ cone.surface.axis)) * float(np.tan(cone.surface.half_angle))
    if cone.sense > 0 or not _BORE_MIN * gap.radius < radius < gap.radius:
        return None
    if any(_is_bore_of(gap, segment.surface) for segment in segments):
        return None
    window = _window(replace(gap, profile=Round(radius)), None, surfels, views, limits)
    return None if window is None else replace(window, profile=Round(radius), wall_seen=False, recessed=True)


def find_windows(segments: list[Segment], surfels: Surfels, views: list[View], limits: Limits) -> list[Window]:
    """Holes behind gaps in seen planes whose wall was seen little or not at all."""
    gaps: list[Gap] = []
    for segment in segments:
        seen = with_seen_rims(*gaps_of(segment, surfels, limits), surfels, views, limits)
        gaps += [_squared(gap, segments) for gap in seen]
    windows = []
    for gap in _unbiased(gaps, segments, limits):
        known = _known(gap, segments)
        window = None
        if known is None or isinstance(known.surface, Cylinder):
            window = _window(gap, known, surfels, views, limits)
        elif isinstance(known.surface, Cone):
            window = _behind_cone(gap, known, segments, surfels, views, limits)
        windows += [window] if window is not None else []
    return _merged(windows)


def with_windows(
    segments: list[Segment], surfels: Surfels, views: list[View], limits: Limits, *, nominal: bool
) -> tuple[list[Segment], list[Window]]:
    """``segments`` (numbers kept) and the windows' own: walls already found now reach from end to end."""
    windows = on_rims(find_windows(segments, surfels, views, limits), views, limits)
    windows = settled(windows + repeated(windows, segments, views, limits), nominal)
    out = list(segments)
    for window in windows:
        for wall in window.segments(surfels.points):
            place = next((n for n, segment in enumerate(segments) if segment is window.wall), None)
            if place is None and isinstance(wall.surface, Plane):
                place, wall = _carried_on(wall, window, out, surfels.points, limits)
            if place is None:
                out.append(wall)
            else:
                out[place] = wall
    return out, windows


def _carried_on(
    wall: Segment, window: Window, segments: list[Segment], points: Array, limits: Limits
) -> tuple[int | None, Segment]:
    """The plane already found that runs where ``wall`` does, reaching on to it, and its number; None and the wall.

    Deep in a narrow hole walls seem to close in: a plane seen there and nowhere else stands as the mouth has it.
    """
    assert isinstance(wall.surface, Plane) and wall.extent is not None
    room = max(0.006 * limits.diagonal, 2 * limits.noise)
    for number, segment in enumerate(segments):
        surface = segment.surface
        if not isinstance(surface, Plane) or surface.normal @ wall.surface.normal < np.cos(_LEAN):
            continue
        had = points[segment.index] if segment.extent is None else segment.extent
        # As many as move the percentiles that a sheet is trimmed to.
        extent = np.vstack([had, np.repeat(wall.extent, 1 + len(had) // 100, 0)])
        if np.abs(surface.signed(wall.extent)).max() < room:
            return number, replace(segment, extent=extent)
        aside = np.abs(wall.surface.signed(points[segment.index]))
        if (
            len(aside)
            and np.mean(window.holds(points[segment.index], room, room) & (aside < _LEAN * window.depth)) > 0.9
        ):
            return number, replace(segment.with_surface(wall.surface), extent=wall.extent)
    return None, wall
