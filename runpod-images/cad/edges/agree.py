"""Edges decided together: like sizes are one size, one kind; what one short edge cannot say, its neighbours say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from cad.edges.edge import Edge
from cad.edges.section import Section, Shape, gain_of

#: Log-likelihood by which a shape must beat the sharp edge: alone, and where a neighbour has the same shape.
_SURE, _AGREES = 12.0, 2.0
#: Standard errors within which two sizes are one.
_SAME = 2.5
#: A chamfer of a convex edge, a rounding of a concave one, unless the cloud says more than this for the other; the
#: second is a share of what it says against a sharp edge, for what the model of the noise does not know.
_USUAL, _USUAL_SHARE = 2.0, 0.01
#: Roundest sizes of a drawing, and the least that a size is uncertain by, mm.
_NOMINAL_MM, _SPREAD_MIN_MM = 0.1, 0.01


@dataclass(frozen=True)
class Judged:
    """An edge, its cross-section and the shapes held against it: ``shapes[0]`` the even chamfer, ``shapes[1]`` the
    rounding, ``shapes[2]``, where it says more, the uneven chamfer."""

    edge: Edge
    section: Section
    shapes: list[Shape]

    @property
    def uneven(self) -> Shape | None:
        return self.shapes[2] if len(self.shapes) > 2 else None

    @property
    def likeliest(self) -> Shape:
        return max(self.shapes, key=lambda shape: shape.gain)


def _mean(sizes: Sequence[float], shapes: Sequence[Shape], nominal: bool) -> float:
    """Of one size of each of the ``shapes``, by how well each is known."""
    weight = 1 / np.square([_spread(shape) for shape in shapes])
    mean, spread = float(np.average(sizes, weights=weight)), float(1 / np.sqrt(weight.sum()))
    rounded = round(mean / _NOMINAL_MM) * _NOMINAL_MM
    near = abs(rounded - mean) < max(2 * spread, 0.02) and spread < 0.3 * _NOMINAL_MM
    return round(rounded, 6) if nominal and rounded > 0 and near else mean


def _spread(shape: Shape) -> float:
    return max(shape.spread, _SPREAD_MIN_MM)


def _groups(edges: list[Judged], size: int) -> list[list[int]]:
    """Edges whose shape ``size`` (0: chamfer, 2: uneven) has the same legs within what they are known to."""
    legs = np.array([sorted(e.shapes[size].sizes) for e in edges])
    spread = np.array([_spread(e.shapes[size]) for e in edges])
    left, groups = list(np.argsort(-np.array([e.likeliest.gain for e in edges]), kind="stable")), []
    while left:
        first = left[0]
        off = np.abs(legs[left] - legs[first]).max(1) / np.hypot(spread[left], spread[first])
        angles = np.array([abs(edges[k].section.angle - edges[first].section.angle) for k in left])
        same = [k for k, far, turn in zip(left, off, angles, strict=True) if far < _SAME and turn < 0.5]
        groups.append(same)
        left = [k for k in left if k not in same]
    return groups


def _even(members: list[Judged], nominal: bool) -> dict[str, float]:
    """Leg and radius that the members share."""
    return {
        kind: _mean([m.shapes[k].sizes[0] for m in members], [m.shapes[k] for m in members], nominal)
        for k, kind in enumerate(("chamfer", "fillet"))
    }


def _kind(members: list[Judged], sizes: dict[str, float]) -> str:
    gains = {kind: sum(gain_of(m.section, kind, (size, size)) for m in members) for kind, size in sizes.items()}
    usual, other = ("chamfer", "fillet") if members[0].edge.convex else ("fillet", "chamfer")
    return other if gains[other] > gains[usual] * (1 + _USUAL_SHARE) + _USUAL else usual


def _is_sure(one: Judged, least_depth: float) -> bool:
    return one.likeliest.gain > _SURE and one.likeliest.depth(one.section.angle) > least_depth


def agree(judged: list[Judged], least_depth: float, nominal: bool) -> list[tuple[Judged, Shape]]:
    """The edges that are not sharp, each with its shape; ``least_depth``: of the cut at the corner, mm."""
    sure = [j for j in judged if _is_sure(j, least_depth)]
    out: list[tuple[Judged, Shape]] = []
    for convex in (True, False):
        side = [j for j in sure if j.edge.convex == convex]
        uneven = [j for j in side if j.uneven is not None]
        for group in _groups(uneven, 2):
            members = [uneven[k] for k in group]
            legs = np.array([sorted(m.uneven.sizes) for m in members])
            pair = tuple(_mean(legs[:, k], [m.uneven for m in members], nominal) for k in range(2))
            out += [(m, _turned(m, pair)) for m in members]
        even = [j for j in side if j.uneven is None]
        for group in _groups(even, 0):
            members = [even[k] for k in group]
            sizes = _even(members, nominal)
            kind = _kind(members, sizes)
            out += [(m, _shape(m, kind, (sizes[kind], sizes[kind]))) for m in members]
    return out + _joining([j for j in judged if all(j is not s for s in sure)], out)


def _shape(one: Judged, kind: str, sizes: tuple[float, float]) -> Shape:
    return Shape(kind, sizes, gain_of(one.section, kind, sizes))


def _turned(one: Judged, pair: tuple[float, float]) -> Shape:
    """The uneven chamfer with its longer leg on the face that the edge itself says."""
    return max((_shape(one, "chamfer", p) for p in (pair, pair[::-1])), key=lambda shape: shape.gain)


def _joining(weak: list[Judged], decided: list[tuple[Judged, Shape]]) -> list[tuple[Judged, Shape]]:
    """Weak edges that run on from a decided one, of the same side, where its shape says more than a sharp edge."""
    out, left = list(decided), list(weak)
    grown = True
    while grown:
        grown = False
        for one in list(left):
            shapes = [
                shape for other, shape in out
                if other.edge.convex == one.edge.convex and set(other.edge.faces) & set(one.edge.faces)
                and other.edge.touches(one.edge)
            ]  # fmt: skip
            tried = [s for shape in shapes for s in (shape, replace(shape, sizes=shape.sizes[::-1]))]
            offers = [_shape(one, s.kind, s.sizes) for s in tried if max(s.sizes) < 0.9 * min(one.section.reach)]
            best = max(offers, key=lambda shape: shape.gain, default=None)
            if best is not None and best.gain > _AGREES:
                out.append((one, best))
                left.remove(one)
                grown = True
    return out[len(decided) :]
