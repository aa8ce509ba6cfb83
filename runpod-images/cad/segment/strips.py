"""Curved faces that are none, or not alone: narrow planes side by side, whose blurred normals turn like an arc's.

Seen across, such a face is a chain of straight pieces and arcs. The chain that explains the measured places best is
found by dynamic programming over the order of the surfels (Bellman and Roth, Curve fitting by segmented straight
lines, 1969) and held against the face as it is: each pays for its squared distances in noise units and for every
choice that it makes (minimum description length).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.spatial import cKDTree

from cad.cloud.cloud import Surfels
from cad.fit.refine import arc_deg, fit_circle, is_round, refine, rms
from cad.fit.surfaces import Cone, Cylinder, Plane, Segment, axis_of, origin_of
from cad.geometry.vectors import Array, frame_of
from cad.segment.chain import PER_BIN, Chain, Offer, arcs, binned, cheapest, fixed, flat_along, flat_free
from cad.segment.limits import Limits

#: How far a blurred normal may lean from its plane's.
FACING = float(np.cos(np.radians(65)))
#: The same on average round an arc, whose normals are blurred at its ends alone.
TURNING = 0.85
#: Squared distance, in noise, from which a place counts as not explained.
_FAR2 = 9.0
#: Cosine of a direction with the axis from which a band along the axis says nothing of it.
_ALONG = 0.3
#: What choices cost, in the unit of squared distance: a plane that is there already; one of its own (direction, place,
#: and where it ends); one whose direction nothing else has; and a curved face about a known axis.
THERE, NEW, FREE, CURVED = 12.0, 22.0, 30.0, 36.0
#: How much better a chain must be, and one of straight pieces where arcs do better still.
_CLEARLY, _SURELY = 10.0, 20.0
#: A small face (in the least that a face needs) is poor when its scatter is so much more than usual, and that by more
#: than chance; a plane of this share of all surfels tells what is usual.
_POOR, _SIGMAS, _SMALL, _LARGE = 1.4, 4.0, 15, 0.02
#: Surfels that are asked of a large face.
_ASKED_MAX = 1500


def independence(planes: list[Segment], surfels: Surfels) -> float:
    """What a surfel counts for, 0..1: less where what it is off by, its neighbours are off by as well."""
    told = []
    for plane in sorted(planes, key=lambda s: -len(s.index))[:3]:
        assert isinstance(plane.surface, Plane)
        places = surfels.seen[plane.index]
        if len(places) < 50:
            continue
        x, y = frame_of(plane.surface.normal)
        # Nearest along the plane: in space, the nearest would be one that is off alike.
        flat, off = np.stack([places @ x, places @ y], 1), plane.surface.signed(places)
        off = np.clip(off - np.median(off), *np.percentile(off - np.median(off), [2, 98]))
        beside = cKDTree(flat).query(flat, k=2)[1][:, 1]
        told.append(float(np.mean(off * off[beside]) / max(float(np.var(off)), 1e-12)))
    common = float(np.clip(max(told, default=0.0), 0.0, 0.95))
    return (1 - common) / (1 + common)


def asked(index: np.ndarray) -> np.ndarray:
    """As many of the surfels of a face as are asked, evenly."""
    return index[np.linspace(0, len(index) - 1, min(len(index), _ASKED_MAX)).astype(int)]


def far_costs(plane: Plane, points: Array, normals: Array, noise: float) -> Array:
    """Of each surfel on a plane that is there: no more than for one that it does not explain."""
    off = np.minimum((plane.signed(points) / noise) ** 2, _FAR2)
    off[normals @ plane.normal < FACING] = _FAR2
    return off


def scatter_about(planes: list[Segment], surfels: Surfels, limits: Limits) -> float:
    """Mean squared distance (in noise units) of measured places from the large ones of ``planes`` that hold them well;
    1 or so."""
    large = [s for s in planes if len(s.index) > _LARGE * len(surfels.points)]
    told = [float(np.minimum((s.surface.signed(surfels.seen[s.index]) / limits.raw) ** 2, _FAR2).mean()) for s in large]
    return max(1.0, float(np.percentile(told, 25))) if told else 1.0


def _orders(surface: Cylinder | Cone, points: Array) -> Iterator[tuple[Array, bool]]:
    """Ways to go along the face: round its axis, beginning at the widest gap (True), and along it."""
    x, y = frame_of(surface.axis)
    offset = points - origin_of(surface)
    turn = np.arctan2(offset @ y, offset @ x)
    ordered = np.sort(turn)
    gaps = np.diff(np.r_[ordered, ordered[0] + 2 * np.pi])
    yield (turn - ordered[(int(np.argmax(gaps)) + 1) % len(ordered)]) % (2 * np.pi), True
    yield offset @ surface.axis, False


@dataclass(frozen=True)
class _Face:
    """A curved face with the surfels that are asked, and what they have to choose from."""

    segment: Segment
    points: Array
    normals: Array
    there: list[Plane]
    directions: Array
    noise: float
    weight: float

    @property
    def surface(self) -> Cylinder | Cone:
        assert isinstance(self.segment.surface, Cylinder | Cone)
        return self.segment.surface

    @cached_property
    def as_it_is(self) -> Array:
        """Costs of the surfels on the curved face alone."""
        again = refine(self.surface, self.points, self.normals, self.noise, axis=axis_of(self.surface))
        costs = [np.minimum((s.signed(self.points) / self.noise) ** 2, _FAR2) for s in (self.surface, again)]
        return min(costs, key=np.sum)

    def offers(self, bins: np.ndarray, count: int, round_: bool) -> Iterator[Offer]:
        price = lambda cost: cost / self.weight  # noqa: E731
        yield fixed("own", self.as_it_is, bins, count, price(CURVED))
        for number, plane in enumerate(self.there):
            off = far_costs(plane, self.points, self.normals, self.noise)
            yield fixed(f"there {number}", off, bins, count, price(THERE))
        places = self.points / self.noise
        for number, direction in enumerate(np.vstack([self.directions, -self.directions])):
            # A narrow band along the axis lies at one height along it, whatever it is.
            if not round_ and abs(direction @ self.surface.axis) > _ALONG:
                continue
            onward = np.cross(self.surface.axis, direction) if round_ else self.surface.axis
            onward = onward / max(float(np.linalg.norm(onward)), 1e-9)
            yield flat_along(number, direction, onward, places, self.normals, bins, count, price(NEW), FACING)
        if isinstance(self.surface, Cylinder) and round_:
            section = np.stack(frame_of(self.surface.axis))
            flat, across = places @ section.T, self.normals @ section.T
            yield flat_free(flat, across, bins, count, price(FREE), FACING)
            yield arcs(flat, across, bins, count, price(CURVED), TURNING)


def _best_chains(face: _Face) -> list[Chain]:
    """The cheapest chain, and the cheapest of straight pieces alone."""
    mixed, straight = [], []
    for order, round_ in _orders(face.surface, face.points):
        bins, count = binned(order)
        offers = list(face.offers(bins, count, round_))
        mixed.append(cheapest(offers, bins, count))
        straight.append(cheapest([o for o in offers if o.name not in ("own", "arc")], bins, count))
    return [min(chains, key=lambda chain: chain.cost) for chains in (mixed, straight)]


def _new_planes(chain: Chain) -> list[str]:
    return [name for name in chain.names if name.startswith("along") or name == "free"]


def _better(face: _Face, weight: float) -> Chain | None:
    """A chain with planes that explains the face better than it does itself.

    Where arcs of their own do best, straight pieces alone are asked as well: round faces leave them far behind.
    """
    as_it_is = weight * float(face.as_it_is.sum()) + CURVED
    for chain, least in zip(_best_chains(face), (_CLEARLY, _SURELY), strict=True):
        if _new_planes(chain) and as_it_is - weight * chain.cost > least:
            return chain
    return None


def _is_poor(face: _Face, usual: float, limits: Limits) -> bool:
    """Is a small curved face no face: its places scatter more about it than noise would have them?"""
    count, ratio = len(face.points), float(face.as_it_is.mean()) / usual
    sure = (ratio - 1) * np.sqrt(count * face.weight / 2) > _SIGMAS
    return bool(ratio > _POOR and sure and count < _SMALL * limits.least)


def _beside(face: Segment, segments: list[Segment], surfels: Surfels, limits: Limits) -> list[Plane]:
    """Planes that border on the face."""
    tree = cKDTree(surfels.seen[face.index])
    near = lambda s: np.isfinite(tree.query(surfels.seen[s.index], distance_upper_bound=1.5 * limits.gap)[0])  # noqa: E731
    return [s.surface for s in segments if isinstance(s.surface, Plane) and near(s).sum() >= 3]


def arc_through(places: Array, normals: Array, axis: Array, section: Array, noise: float) -> Cylinder:
    """The cylinder along ``axis`` through places; ``section (2, 3)``: directions across it."""
    centre, radius = fit_circle(places @ section.T)
    found = refine(Cylinder(axis, centre @ section, radius), places, normals, noise, axis=axis)
    assert isinstance(found, Cylinder)
    return found


def _surface_of(name: str, face: _Face, places: Array, normals: Array, noise: float) -> Plane | Cylinder | None:
    """The surface of one new piece of the chain; None of what was there."""
    if name.startswith("along"):
        normal = np.vstack([face.directions, -face.directions])[int(name.split()[1])]
        return Plane(normal, float(np.median(places @ normal)))
    if name not in ("free", "arc"):
        return None
    section = np.stack(frame_of(face.surface.axis))
    flat = places @ section.T
    middle = flat.mean(0)
    normal = np.linalg.eigh((flat - middle).T @ (flat - middle))[1][:, 0] @ section
    normal *= 1.0 if (normals @ normal).sum() > 0 else -1.0
    plane = Plane(normal, float(np.median(places @ normal)))
    if name == "free":
        return plane
    arc = arc_through(places, normals, face.surface.axis, section, noise)
    # An arc is drawn from the sums of a run; fitted to its surfels, it may prove flat.
    bent = is_round(arc_deg(arc, places), rms(plane, places), rms(arc, places))
    return arc if bent else plane


def _pieces(chain: Chain, face: _Face, surfels: Surfels, limits: Limits) -> list[Segment]:
    """The chain's new surfaces that hold enough surfels for one."""
    # Those not asked go with the nearest that was.
    owner = chain.owner[cKDTree(face.points).query(surfels.seen[face.segment.index])[1]]
    made = []
    for number, name in enumerate(chain.names):
        mine = face.segment.index[owner == number]
        if name == "own":
            made.append(curved(face.surface, mine, face.segment.sense, surfels))
            continue
        if len(mine) < max(PER_BIN, limits.least // 2):
            continue
        surface = _surface_of(name, face, surfels.seen[mine], surfels.normals[mine], limits.raw)
        if surface is None:
            continue
        mine = mine[np.abs(surface.signed(surfels.seen[mine])) < 3 * limits.raw]
        if len(mine) < max(PER_BIN, limits.least // 2):
            continue
        if isinstance(surface, Cylinder):
            facing = np.einsum("ni,ni->n", surfels.normals[mine], surface.outward(surfels.points[mine])).sum()
            made.append(curved(surface, mine, 1 if facing > 0 else -1, surfels))
        else:
            made.append(Segment(surface, mine, 1, rms(surface, surfels.points[mine])))
    return made


def curved(surface: Cylinder | Cone, index: np.ndarray, sense: int, surfels: Surfels) -> Segment:
    points = surfels.points[index]
    return Segment(surface, index, sense, rms(surface, points), arc_deg(surface, points))


def straightened(segments: list[Segment], surfels: Surfels, directions: Array, limits: Limits) -> list[Segment]:
    """The segments, cylinders and cones replaced by a chain of planes (across ``directions (k, 3)``, along the face's
    axis, or there already) and arcs where that explains them better, small ones that hold their places badly left out.
    New planes are there for the faces that are asked later, the largest first."""
    flat = [s for s in segments if isinstance(s.surface, Plane)]
    kept = [s for s in segments if not isinstance(s.surface, Plane | Cylinder | Cone)]
    weight, usual = independence(flat, surfels), scatter_about(flat, surfels, limits)
    for segment in sorted(segments, key=lambda s: -len(s.index)):
        if not isinstance(segment.surface, Cylinder | Cone):
            continue
        some = asked(segment.index)
        there = _beside(segment, flat, surfels, limits)
        face = _Face(segment, surfels.seen[some], surfels.normals[some], there, directions, limits.raw, weight)
        chain = _better(face, weight)
        if chain is None:
            if not _is_poor(face, usual, limits):
                kept.append(segment)
            continue
        made = _pieces(chain, face, surfels, limits)
        flat += [s for s in made if isinstance(s.surface, Plane)]
        kept += [s for s in made if not isinstance(s.surface, Plane)]
    return flat + kept
