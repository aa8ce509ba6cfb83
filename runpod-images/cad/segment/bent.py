"""Planes that are strips of a round face: side by side they hold its places as well, each with one more to choose.

Across the direction that a plane shares with one beside it, the surfels about the plane lie along a curve. Where an
arc with what stands beside explains their places better than straight pieces do, it takes the plane's place.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy.spatial import cKDTree

from cad.cloud.cloud import Surfels
from cad.fit.surfaces import Plane, Segment
from cad.geometry.vectors import Array, angle_between_deg, unit
from cad.segment.chain import Chain, arcs, binned, cheapest, fixed, flat_along, flat_free
from cad.segment.limits import Limits
from cad.segment.strips import CURVED, FACING, FREE, NEW, THERE, arc_through, asked, curved, far_costs, independence

#: How unlike the directions of two planes side by side are, in degrees, and axes tried a plane.
_TURN_DEG, _AXES_MAX = (8.0, 100.0), 3
#: A normal that leans on the axis by less belongs to a face along it.
_ACROSS = float(np.sin(np.radians(35)))
#: Cosine with the axis up to which a direction lies in the section.
_ALONG = 0.1
#: A plane of more than this share of all surfels is no strip.
_STRIP = 0.05
#: How much better a chain with an arc must be.
_GAIN = 40.0
#: Share of the plane that the arc must hold.
_HELD = 0.6
#: A shorter arc may be two or three planes at an angle, and so may one whose normals do not follow it.
_ARC_MIN_DEG, _TURNING = 65.0, 0.94


@dataclass(frozen=True)
class _Strip:
    """A plane and the surfels about it in the section across ``axis``."""

    plane: Segment
    axis: Array
    index: np.ndarray

    @property
    def section(self) -> Array:
        """Directions along the plane and across it ``(2, 3)``."""
        assert isinstance(self.plane.surface, Plane)
        along = unit(np.cross(self.axis, self.plane.surface.normal))
        return np.stack([along, np.cross(self.axis, along)])


def _strips(plane: Segment, planes: list[Segment], surfels: Surfels, limits: Limits) -> Iterator[_Strip]:
    tree = cKDTree(surfels.seen[plane.index])
    low, high = surfels.seen[plane.index].min(0) - 2 * limits.blur, surfels.seen[plane.index].max(0) + 2 * limits.blur
    about = np.flatnonzero(surfels.good & ((surfels.seen > low) & (surfels.seen < high)).all(1))
    about = about[np.isfinite(tree.query(surfels.seen[about], distance_upper_bound=1.5 * limits.blur)[0])]
    about = about[surfels.normals[about] @ plane.surface.normal > 0]
    axes: list[Array] = []
    touching = [(int(np.isin(other.index, about).sum()), other) for other in planes if other is not plane]
    for count, other in sorted(touching, key=lambda item: -item[0]):
        turn = np.degrees(np.arccos(np.clip(other.surface.normal @ plane.surface.normal, -1, 1)))
        if count < 5 or not _TURN_DEG[0] < turn < _TURN_DEG[1]:
            continue
        axis = unit(np.cross(plane.surface.normal, other.surface.normal))
        if len(axes) < _AXES_MAX and all(angle_between_deg(axis, known) > 8 for known in axes):
            axes.append(axis)
            yield _Strip(plane, axis, about[np.abs(surfels.normals[about] @ axis) < _ACROSS])


def _order(strip: _Strip, flat: Array, across: Array) -> Array:
    """Of places ``flat (n, 2)`` along the profile: round the middle that its normals turn about, or straight on."""
    side = np.sign(across[:, 1].sum())
    turn, along = np.arctan2(across[:, 0], np.maximum(side * across[:, 1], 1e-6)), flat[:, 0]
    middle = np.abs(turn) < np.radians(60)
    if middle.sum() < 15 or np.std(along[middle]) < 1e-9:
        return along
    bend, start = np.polyfit(along[middle], turn[middle], 1)
    if abs(bend) * np.ptp(along[middle]) < np.radians(15):
        return along
    # From the middle of an arc that ends 60 degrees to either side, its mean height is about this far.
    centre = np.array([-start / bend, np.median(flat[middle, 1]) - side * np.cos(np.radians(30)) / bend])
    offset = (flat - centre) * np.sign(bend)
    return np.arctan2(offset[:, 0], side * offset[:, 1]) * np.sign(bend)


def _chains(
    strip: _Strip, planes: list[Segment], surfels: Surfels, directions: Array, limits: Limits, weight: float
) -> tuple[Chain, float, np.ndarray]:
    """The best chain with arcs, what the best without costs, and the surfels asked."""
    some = asked(strip.index)
    points, normals = surfels.seen[some], surfels.normals[some]
    flat, across = points @ strip.section.T / limits.raw, normals @ strip.section.T
    bins, count = binned(_order(strip, flat, across))
    near = [p.surface for p in planes if np.isin(p.index, strip.index).sum() >= 5]
    costs = [far_costs(surface, points, normals, limits.raw) for surface in near]
    straight = [fixed(f"there {k}", cost, bins, count, THERE / weight) for k, cost in enumerate(costs)]
    places = points / limits.raw
    for number, direction in enumerate(np.vstack([directions, -directions])):
        if abs(direction @ strip.axis) < _ALONG:
            onward = unit(np.cross(strip.axis, direction))
            straight.append(flat_along(number, direction, onward, places, normals, bins, count, NEW / weight, FACING))
    straight.append(flat_free(flat, across, bins, count, FREE / weight, FACING))
    turned = arcs(flat, across, bins, count, CURVED / weight, _TURNING)
    return cheapest([*straight, turned], bins, count), cheapest(straight, bins, count).cost, some


def _arc(strip: _Strip, chain: Chain, some: np.ndarray, surfels: Surfels, limits: Limits) -> Segment | None:
    """The arc of the chain that holds most of the plane."""
    owner = chain.owner[cKDTree(surfels.seen[some]).query(surfels.seen[strip.index])[1]]
    mine = np.isin(strip.index, strip.plane.index)
    counts = [int((mine & (owner == k)).sum()) if name == "arc" else 0 for k, name in enumerate(chain.names)]
    if max(counts) < _HELD * mine.sum():
        return None
    index = strip.index[owner == int(np.argmax(counts))]
    points, normals = surfels.seen[index], surfels.normals[index]
    surface = arc_through(points, normals, strip.axis, strip.section, limits.raw)
    if not 0.003 < surface.radius / limits.diagonal < 0.6:
        return None
    index = index[np.abs(surface.signed(points)) < 3 * limits.raw]
    lean = np.einsum("ni,ni->n", surfels.normals[index], surface.outward(surfels.points[index]))
    made = curved(surface, index, 1 if lean.sum() > 0 else -1, surfels)
    return made if made.arc_deg > _ARC_MIN_DEG and abs(lean.mean()) > _TURNING else None


def rounded(segments: list[Segment], surfels: Surfels, directions: Array, limits: Limits) -> list[Segment]:
    """The segments, planes that an arc explains better replaced by it; an arc's surfels leave the planes beside it."""
    planes = [s for s in segments if isinstance(s.surface, Plane)]
    weight, found = independence(planes, surfels), []
    for plane in sorted(planes, key=lambda s: len(s.index)):
        if len(plane.index) > _STRIP * len(surfels.points):
            continue
        best = None
        for strip in _strips(plane, planes, surfels, limits):
            if len(strip.index) < limits.least:
                continue
            chain, straight, some = _chains(strip, planes, surfels, directions, limits, weight)
            gain = weight * (straight - chain.cost)
            if gain > _GAIN and (best is None or gain > best[0]):
                made = _arc(strip, chain, some, surfels, limits)
                best = (gain, made) if made is not None else best
        if best is not None:
            found.append(best[1])
            planes = [p for p in planes if p is not plane]
    return planes + [s for s in segments if not isinstance(s.surface, Plane)] + found
