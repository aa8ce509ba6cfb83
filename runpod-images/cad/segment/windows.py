"""Holes nobody saw into: a closed round gap in a face that was seen all round it stands for a cylinder into the part.

A small deep hole shows its rim and hardly any wall. A gap alone may as well be a dark spot, so with depth maps, or
where the face behind is seen, something must speak for the hole: wall or floor points, light falling in, or the same
circle on the opposite face.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from cad.cloud.cloud import Surfels
from cad.fit.surfaces import Cylinder, Plane, Segment
from cad.geometry.vectors import Array, frame_of
from cad.label.views import View, free_votes, surface_votes
from cad.rims.apply import on_rims
from cad.rims.measure import Rim
from cad.segment.limits import Limits
from cad.segment.round_gaps import Gap, round_gaps

#: Points on a wall that tell its radius; and times ``Limits.least`` that also tell its place better than the rim does.
_WALL_POINTS, _WELL_KNOWN = 8, 6


@dataclass(frozen=True)
class Window:
    """A hole from ``mouth`` (its centre on the face) along ``-normal`` for ``depth``; ``radius`` of its wall.

    ``witnessed``: more than the outline speaks for it. ``floor``: its height was seen, else it goes through.
    ``wall``: the surface already found in the gap, if any; ``wall_seen``: points on the wall told the radius;
    ``rim``: the mouth's edge as measured in the photos, before rounding.
    """

    mouth: Array
    normal: Array
    radius: float
    depth: float
    floor: bool
    witnessed: bool
    wall: Segment | None = None
    wall_seen: bool = False
    rim: Rim | None = None

    def holds(self, points: Array, slack: float) -> np.ndarray:
        """Mask of points in the hole's column, ends included to within ``slack``."""
        offset = points - self.mouth
        height = offset @ self.normal
        across = np.linalg.norm(offset - height[:, None] * self.normal, axis=1)
        return (across < self.radius) & (height < slack) & (height > -self.depth - slack)

    def segments(self, points: Array) -> list[Segment]:
        """The wall, from end to end of the hole, and the floor where it was seen; ``points``: of all surfels."""
        x, y = frame_of(self.normal)
        turn = np.linspace(0, 2 * np.pi, 24, endpoint=False)
        ring = self.radius * (np.cos(turn)[:, None] * x + np.sin(turn)[:, None] * y)
        end = self.mouth - self.depth * self.normal
        none = np.empty(0, np.int64)
        extent = np.vstack([self.mouth + ring, end + ring])
        bore, guess = Cylinder(self.normal, self.mouth, self.radius), not self.wall_seen
        raw = None if self.rim is None else replace(bore, radius=self.rim.radius)
        wall = Segment(bore, none, -1, 0.0, raw=raw, hypothesis=guess, extent=extent)
        if self.wall is not None:
            seen = np.vstack([points[self.wall.index], extent])
            surface = self.wall.surface
            if self.rim is not None and isinstance(surface, Cylinder):
                surface = replace(surface, centre=self.mouth, radius=self.radius)
            wall = replace(self.wall.with_surface(surface), extent=seen)
        if not self.floor or self.wall is not None:
            return [wall]
        base = Plane(self.normal, float(end @ self.normal))
        return [wall, Segment(base, none, 1, 0.0, hypothesis=True, extent=end + ring)]


@dataclass(frozen=True)
class _Column:
    """Surfels round a gap's axis: ``depth`` below the face, distance ``across``, ``offset`` in the face ``(n, 2)``;
    ``up`` and ``inward``: normal along the face's and towards the axis."""

    depth: Array
    across: Array
    offset: Array
    up: Array
    inward: Array

    @staticmethod
    def of(gap: Gap, surfels: Surfels) -> _Column:
        offset = surfels.points - gap.centre
        flat = offset @ np.stack([gap.x, gap.y], 1)
        across = np.linalg.norm(flat, axis=1)
        lean = surfels.normals @ np.stack([gap.x, gap.y], 1)
        inward = -(lean * flat).sum(1) / np.maximum(across, 1e-9)
        return _Column(-(offset @ gap.normal), across, flat, surfels.normals @ gap.normal, inward)


def _wall_radius(gap: Gap, column: _Column, limits: Limits) -> float | None:
    """Radius of the wall about the gap's centre, from points on it; None where there are too few."""
    on = (np.abs(column.across / gap.radius - 1) < 0.3) & (column.inward > 0.93)
    on &= column.depth > max(4 * limits.noise, 0.004 * limits.diagonal)
    on &= column.depth < 6 * gap.radius
    return float(np.median(column.across[on])) if on.sum() >= _WALL_POINTS else None


def _end(gap: Gap, column: _Column, surfels: Surfels) -> tuple[float, bool, bool] | None:
    """Depth of the hole, whether a floor was seen, and whether the face behind shows the gap too; None where the
    face behind is closed and no floor was seen: there is nothing that tells the depth."""
    density = gap.density
    below = column.depth > max(4 * surfels.noise, 0.3 * gap.radius)
    core = below & (column.across < 0.75 * gap.radius)
    disc = np.pi * (0.75 * gap.radius) ** 2
    floor = core & (column.up > 0.85)
    if floor.sum() > max(5, 0.25 * density * disc):
        return float(np.median(column.depth[floor])), True, False
    ring = below & (column.across > 1.2 * gap.radius) & (column.across < 2 * gap.radius) & (column.up < -0.85)
    if ring.sum() > 0.2 * density * np.pi * (4 - 1.44) * gap.radius**2:
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
    rng = limits.rng(113)
    turn, across = rng.random(60) * 2 * np.pi, 0.6 * gap.radius * np.sqrt(rng.random(60))
    disc = gap.centre + (across * np.cos(turn))[:, None] * gap.x + (across * np.sin(turn))[:, None] * gap.y
    tolerance = max(0.004 * limits.diagonal, 2 * limits.noise)
    free = free_votes(views, disc - 2 * tolerance * gap.normal, tolerance)
    return bool(np.mean(free >= 2) > 0.5), bool(np.mean(surface_votes(views, disc, tolerance) >= 3) > 0.5)


def _known(gap: Gap, segments: list[Segment]) -> Segment | None:
    """The surface of revolution that was found in the gap already."""
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
                gap = replace(gap, centre=gap.centre + shift, radius=gap.radius + wider)
        out.append(gap)
    return out


def _joined(first: Window, second: Window) -> Window:
    """A hole through, from what its two mouths say; a wall that was found keeps its place."""
    if first.wall is not None:
        return replace(first, witnessed=True)
    across = (second.mouth - first.mouth) / 2
    across -= (across @ first.normal) * first.normal
    radius = (first.radius + second.radius) / 2
    return replace(first, mouth=first.mouth + across, radius=radius, witnessed=True)


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
    if not witnessed and (views or not gap.clean):
        return None
    mouth = gap.centre
    if known is not None and len(known.index) >= _WELL_KNOWN * limits.least:
        bore, radius = known.surface, known.surface.radius
        mouth = bore.centre + bore.axis * (((gap.centre - bore.centre) @ gap.normal) / (bore.axis @ gap.normal))
    return Window(mouth, gap.normal, radius or gap.radius, depth, floor, witnessed, known, radius is not None)


def find_windows(segments: list[Segment], surfels: Surfels, views: list[View], limits: Limits) -> list[Window]:
    """Holes behind round gaps in seen planes whose wall was seen little or not at all."""
    gaps = [gap for segment in segments for gap in round_gaps(segment, surfels, limits)]
    windows = []
    for gap in _unbiased(gaps, segments, limits):
        known = _known(gap, segments)
        if known is None or isinstance(known.surface, Cylinder):
            window = _window(gap, known, surfels, views, limits)
            windows += [window] if window is not None else []
    return _merged(windows)


def with_windows(
    segments: list[Segment], surfels: Surfels, views: list[View], limits: Limits, *, nominal: bool
) -> tuple[list[Segment], list[Window]]:
    """``segments`` (numbers kept) and the windows' own: walls already found now reach from end to end."""
    windows = on_rims(find_windows(segments, surfels, views, limits), views, limits, nominal)
    out = list(segments)
    for window in windows:
        wall, *floor = window.segments(surfels.points)
        place = next((n for n, segment in enumerate(segments) if segment is window.wall), None)
        if place is None:
            out.append(wall)
        else:
            out[place] = wall
        out += floor
    return out, windows
